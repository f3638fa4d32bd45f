//! Who wrote it.

use super::super::key;
use super::super::named::Words;
use super::Asked;
use super::site::looks_like_site;
use crate::page;

/// What elements with the author are called.
static AUTHORS: Words = Words::new(&["author", "tacgia", "byline"]);

impl Asked<'_> {
    pub(super) fn author(&self, source: Option<&str>) -> Option<String> {
        let is_person = |name: &String| {
            let is_source = source.is_some_and(|source| {
                let (name, source) = (key(name), key(source));
                source.contains(&name) || name.contains(&source)
            });
            !name.is_empty()
                && !is_source
                && !name.contains(['/', '@'])
                && !looks_like_site(name)
                && name.chars().count() <= 80
        };
        let people = self
            .article
            .map(|article| self.head.linked.people(article, "author"))
            .unwrap_or_default();
        let mut people: Vec<String> = people
            .iter()
            .map(|name| self.clean(name))
            .filter(is_person)
            .collect();
        people.dedup();
        if !people.is_empty() {
            return Some(people.join(", "));
        }
        let given = self
            .head
            .each(&["article:author", "author", "dc.creator", "@author", "byl"]);
        if let Some(name) = given.map(|name| self.clean(name)).find(is_person) {
            return Some(name);
        }
        self.called(&AUTHORS)
            .map(|node| self.clean(&node.text()))
            .filter(is_person)
            .find_map(|text| page::author(&text))
    }
}
