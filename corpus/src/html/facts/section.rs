//! The section of the newspaper, a path.

use super::super::are_alike;
use super::super::named::Words;
use super::Asked;
use crate::page;

/// The way through the site stands so many lines above the headline at most.
const WAY_ABOVE: usize = 3;

/// What the way through the site is called.
static BREADCRUMBS: Words = Words::new(&["breadcrumb", "bread"]);

impl Asked<'_> {
    pub(super) fn category(&self, title: &str) -> Vec<String> {
        let linked = self.head.linked.breadcrumbs();
        let mut levels: Vec<String> = linked.iter().map(|(name, _)| self.clean(name)).collect();
        if levels.is_empty() {
            levels = self.shown_way();
        }
        let site = self.source().unwrap_or_default();
        levels.retain(|level| {
            !level.is_empty()
                && !page::is_first_page(level)
                && !are_alike(level, &site)
                && !are_alike(level, title)
        });
        if levels.is_empty() {
            let sections = self
                .article
                .map(|article| self.head.linked.texts(article, "articleSection"))
                .unwrap_or_default();
            let given = self.head.first(&[
                "article:section",
                "@articlesection",
                "section",
                "its_section",
                "category",
            ]);
            let sections = if sections.is_empty() {
                given.into_iter().map(str::to_owned).collect()
            } else {
                sections
            };
            let split = sections
                .iter()
                .flat_map(|section| section.split(['/', '>', ',']));
            levels = split
                .map(|level| self.clean(level))
                .filter(|level| !level.is_empty())
                .collect();
        }
        if levels.is_empty() {
            levels = self.way_above(title);
        }
        levels.dedup();
        levels
    }

    /// The links of what is called a breadcrumb.
    fn shown_way(&self) -> Vec<String> {
        let Some(way) = self
            .called(&BREADCRUMBS)
            .find(|node| !node.text().trim().is_empty())
        else {
            return Vec::new();
        };
        let links: Vec<String> = way
            .descendants_it()
            .filter(|node| node.has_name("a"))
            .map(|link| self.clean(&link.text()))
            .filter(|text| text.split_whitespace().count() <= 6)
            .collect();
        links
    }

    /// The way through the site that stands as a line above the headline.
    fn way_above(&self, title: &str) -> Vec<String> {
        let headline = self
            .shown
            .iter()
            .rposition(|line| are_alike(&line.text, title));
        let above = &self.shown[..headline.unwrap_or_default()];
        let mut ways = above
            .iter()
            .rev()
            .take(WAY_ABOVE)
            .filter_map(|line| page::way(&line.text));
        let levels = ways.next().unwrap_or_default().into_iter();
        levels
            .map(str::to_owned)
            .filter(|level| !are_alike(level, title))
            .collect()
    }
}
