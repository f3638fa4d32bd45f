//! What elements are called.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use dom_query::{Document, NodeId, NodeRef};

use super::tree::{Step, walk};

/// The elements of a page that are called something, in its order, with [what they are called](names).
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<(NodeId, String)>,
    /// Those within the body.
    in_body: Range<usize>,
}

impl Names {
    pub(super) fn of(document: &Document) -> Names {
        let body = document.body().map(|body| body.id);
        let mut found = Names::default();
        walk(document.root(), |step| {
            match step {
                Step::Enter(node) => {
                    let names = names(&node);
                    if !names.is_empty() {
                        found.all.push((node.id, names));
                    }
                    if body == Some(node.id) {
                        found.in_body = found.all.len()..found.all.len();
                    }
                }
                Step::Leave(node) if body == Some(node.id) => found.in_body.end = found.all.len(),
                Step::Leave(_) => {}
            }
            true
        });
        found
    }

    /// Elements whose names have one of some words.
    pub(super) fn called(&self, words: &'static Words) -> impl Iterator<Item = NodeId> {
        let called = self.all.iter().filter(|(_, names)| words.any_in(names));
        called.map(|(id, _)| *id)
    }

    /// Those within the body.
    pub(super) fn in_body(&self) -> impl Iterator<Item = (NodeId, &str)> {
        let range = self.all.get(self.in_body.clone()).unwrap_or_default();
        range.iter().map(|(id, names)| (*id, names.as_str()))
    }
}

/// Class, id and type of an element in lower case, the words of each run together.
fn names(node: &NodeRef<'_>) -> String {
    let mut names = String::new();
    let Some(element) = node.element_ref() else {
        return names;
    };
    for name in ["class", "id", "type"] {
        let attribute = element.attrs.iter().find(|it| &*it.name.local == name);
        if let Some(attribute) = attribute {
            let kept = attribute.value.chars().filter(|c| !matches!(c, '-' | '_'));
            names.extend(kept.flat_map(char::to_lowercase));
            names.push(' ');
        }
    }
    names
}

/// Words that are looked for all at once, in texts that are run together.
pub(super) struct Words {
    words: &'static [&'static str],
    automaton: OnceLock<Option<AhoCorasick>>,
}

impl Words {
    pub(super) const fn new(words: &'static [&'static str]) -> Words {
        Words {
            words,
            automaton: OnceLock::new(),
        }
    }

    /// Whether a text has one of them.
    pub(super) fn any_in(&self, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        let made = self
            .automaton
            .get_or_init(|| AhoCorasick::new(self.words).ok());
        match made {
            Some(automaton) => automaton.is_match(text),
            // So many words that no automaton has room for them.
            None => self.words.iter().any(|word| text.contains(word)),
        }
    }
}
