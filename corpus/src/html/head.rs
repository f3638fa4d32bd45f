//! What the head of a page, and properties on its elements, say of the article.

use dom_query::{Document, NodeRef};

use super::linked::Linked;
use super::tree::name;

/// Names and what they are given as, in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Names of `meta` elements in lower case and their content: `og:title`, `pubdate`; properties of elements behind `@`: `@datepublished`.
    values: Vec<(String, String)>,
    pub(super) linked: Linked,
    /// The `title` element.
    pub(super) title: String,
    /// Where the page says that it belongs.
    pub(super) canonical: Option<String>,
}

impl Head {
    pub(super) fn of(document: &Document) -> Head {
        let mut head = Head::default();
        for node in document.root().descendants_it() {
            if !node.is_element() {
                continue;
            }
            match &*name(&node) {
                "meta" => head.take_meta(&node),
                "script" if is_linked(&node) => head.linked.add(&node.text()),
                "title" if head.title.is_empty() && !is_in_picture(&node) => {
                    head.title = node.text().to_string();
                }
                "link" if has_word(&node, "rel", "canonical") => {
                    let address = node.attr("href").map(|address| address.trim().to_owned());
                    head.canonical = head.canonical.or(address.filter(|it| !it.is_empty()));
                }
                _ => {}
            }
            if let Some(property) = node.attr("itemprop") {
                let value = ["content", "datetime"]
                    .iter()
                    .find_map(|name| node.attr(name));
                for property in property.to_lowercase().split_whitespace() {
                    if let Some(value) = &value {
                        head.values
                            .push((format!("@{property}"), value.to_string()));
                    }
                }
            }
        }
        head
    }

    fn take_meta(&mut self, meta: &NodeRef<'_>) {
        let Some(content) = meta.attr("content") else {
            return;
        };
        for attribute in ["name", "property", "http-equiv"] {
            if let Some(name) = meta.attr(attribute) {
                let name = name.trim().to_lowercase();
                self.values.push((name, content.to_string()));
            }
        }
    }

    /// All that is given under the first of `names` that says something.
    pub(super) fn all<'h>(&'h self, names: &[&str]) -> Vec<&'h str> {
        let of = |wanted: &&str| {
            let values = self.values.iter().filter(|(name, _)| name == wanted);
            values
                .map(|(_, value)| value.trim())
                .filter(|value| !value.is_empty())
                .collect::<Vec<_>>()
        };
        names
            .iter()
            .map(of)
            .find(|values| !values.is_empty())
            .unwrap_or_default()
    }

    /// The first that is given under the first of `names` that says something.
    pub(super) fn first<'h>(&'h self, names: &[&str]) -> Option<&'h str> {
        self.all(names).into_iter().next()
    }

    /// What is given under each of `names`, in their order.
    pub(super) fn each<'h>(&'h self, names: &'h [&str]) -> impl Iterator<Item = &'h str> {
        names.iter().flat_map(|name| self.all(&[name]))
    }

    /// All texts, in which an encoding shows itself.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let values = self.values.iter().map(|(_, value)| value.as_str());
        values.chain([self.title.as_str()])
    }
}

fn is_linked(script: &NodeRef<'_>) -> bool {
    let kind = script.attr("type").unwrap_or_default();
    kind.trim()
        .to_ascii_lowercase()
        .starts_with("application/ld+json")
}

/// Pictures have titles as well.
fn is_in_picture(title: &NodeRef<'_>) -> bool {
    title.parent().is_some_and(|parent| parent.has_name("svg"))
}

fn has_word(node: &NodeRef<'_>, attribute: &str, word: &str) -> bool {
    node.attr(attribute)
        .is_some_and(|value| value.to_lowercase().split_whitespace().any(|it| it == word))
}
