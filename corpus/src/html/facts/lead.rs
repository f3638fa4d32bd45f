//! The summary.

use super::super::key;
use super::{Asked, IsLink};

impl Asked<'_> {
    pub(super) fn summary(&self) -> String {
        let given = self.linked("description").map(|text| self.clean(&text));
        // The description that a site gives all its pages says nothing of this one.
        let known = self.head.each(&[
            "og:description",
            "description",
            "dc.description",
            "@description",
            "twitter:description",
        ]);
        let is_own = self.is_head_own();
        let mut known = known
            .map(|text| self.clean(text))
            .filter(|text| !text.is_empty());
        let is_shown = |text: &String| {
            let start = beginning(text);
            self.shown
                .iter()
                .any(|line| key(&line.text).contains(&start))
        };
        given
            .or_else(|| known.find(|text| is_own || is_shown(text)))
            .or_else(|| self.shown_lead())
            .map(|text| self.completed(text))
            .unwrap_or_default()
    }

    /// What the page calls its lead.
    fn shown_lead(&self) -> Option<String> {
        const NAMES: [&str; 7] = [
            "sapo",
            "lead",
            "trichdan",
            "chapeau",
            "tomtat",
            "description",
            "intro",
        ];
        let nodes = self.document.root().descendants().into_iter();
        let called = nodes.filter(|node| {
            node.class().is_some_and(|names| {
                let names = names.to_lowercase();
                let mut words = names.split([' ', '-', '_']);
                words.any(|word| NAMES.contains(&word))
            })
        });
        called
            .filter(|node| !node.select_is_link())
            .map(|node| self.clean(&node.text()))
            .find(|text| (8..=120).contains(&text.split_whitespace().count()))
    }

    /// A description that is cut short, as the page shows it in full.
    fn completed(&self, text: String) -> String {
        let whole = text.trim_end_matches(['.', '…', ' ']);
        if whole.len() == text.len() || !(text.ends_with('…') || text.ends_with("..")) {
            return text;
        }
        let start = key(whole);
        let full = self
            .shown
            .iter()
            .find(|line| key(&line.text).starts_with(&start));
        full.map_or(text, |line| line.text.clone())
    }
}

/// The beginning of a text, as a key.
fn beginning(text: &str) -> String {
    key(text).chars().take(40).collect()
}
