//! What elements are called.

use dom_query::NodeRef;

/// Class, id and type of an element in lower case, the words of each run together.
pub(super) fn names(node: &NodeRef<'_>) -> String {
    let mut names = String::new();
    for attribute in ["class", "id", "type"] {
        if let Some(value) = node.attr(attribute) {
            let kept = value.chars().filter(|c| !matches!(c, '-' | '_'));
            names.extend(kept.flat_map(char::to_lowercase));
            names.push(' ');
        }
    }
    names
}

/// Whether a text that is run together has one of some words.
pub(super) fn has_any(text: &str, words: &[&str]) -> bool {
    !text.is_empty() && words.iter().any(|word| text.contains(word))
}
