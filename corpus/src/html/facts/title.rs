//! The headline.

use super::super::named::Words;
use super::super::{are_alike, key};
use super::site::{BETWEEN, looks_like_site};
use super::{Asked, IsLink};

/// A headline has so many words at least.
const HEADLINE: usize = 3;

/// What headlines are called.
static HEADLINES: Words = Words::new(&["title", "tieude", "headline"]);

impl Asked<'_> {
    pub(super) fn title(&self, source: Option<&str>) -> String {
        let headline = self.headline();
        let is_site = |title: &str| source.is_some_and(|source| are_alike(title, source));
        let given = self.head.each(&[
            "og:title",
            "its_title",
            "@headline",
            "twitter:title",
            "dc.title",
            "title",
        ]);
        let given = self
            .linked("headline")
            .map(|title| self.clean(&title))
            .into_iter()
            .chain(given.map(|title| self.clean(title)))
            .find(|title| !title.is_empty() && !is_site(title));
        let whole = given
            .or_else(|| Some(self.clean(&self.head.title)))
            .unwrap_or_default();
        match headline {
            // The same with the name of the site behind it, or shortened.
            Some(headline)
                if self.article.is_none() || key(&whole).starts_with(&key(&headline)) =>
            {
                headline
            }
            _ => self.without_site(&whole, source),
        }
    }

    /// The headline as the page shows it: its only `h1`, or what is called so.
    fn headline(&self) -> Option<String> {
        let is_title =
            |text: &String| text.split_whitespace().count() >= HEADLINE || self.is_in_title(text);
        let headings: Vec<String> = self
            .document
            .root()
            .descendants_it()
            .filter(|node| node.has_name("h1"))
            .map(|heading| self.clean(&heading.text()))
            .filter(is_title)
            .collect();
        let mut in_title = headings.iter().filter(|text| self.is_in_title(text));
        if let Some(heading) = in_title.next() {
            return Some(heading.clone());
        }
        if let [one] = headings.as_slice() {
            return Some(one.clone());
        }
        self.called(&HEADLINES)
            .map(|node| (node.select_is_link(), self.clean(&node.text())))
            .filter(|(is_link, text)| !is_link && text.chars().count() <= 250)
            .map(|(_, text)| text)
            .find(|text| text.split_whitespace().count() > HEADLINE && self.is_in_title(text))
            .or_else(|| {
                let mut marked = self
                    .called(&HEADLINES)
                    .filter(|node| !node.select_is_link());
                let marked = marked.find_map(|node| {
                    let text = self.clean(&node.text());
                    let words = text.split_whitespace().count();
                    (words > HEADLINE && text.chars().count() <= 250 && !looks_like_site(&text))
                        .then_some(text)
                });
                marked.filter(|_| looks_like_site(&self.clean(&self.head.title)))
            })
    }

    fn is_in_title(&self, text: &str) -> bool {
        let title = key(&self.texts.repaired(&self.head.title));
        !text.is_empty() && title.contains(&key(text))
    }

    /// A title without the name of the site before or behind it.
    fn without_site(&self, title: &str, source: Option<&str>) -> String {
        let mut best = title;
        let is_shown = |piece: &str| {
            piece.split_whitespace().count() >= HEADLINE
                && self.shown.iter().any(|line| are_alike(&line.text, piece))
        };
        if is_shown(title) {
            return title.to_owned();
        }
        for between in BETWEEN {
            let mut ends = title.rmatch_indices(between);
            if let Some(shown) =
                ends.find_map(|(at, _)| Some(&title[..at]).filter(|it| is_shown(it)))
            {
                return shown.to_owned();
            }
        }
        loop {
            let cut = BETWEEN
                .iter()
                .filter_map(|between| best.rsplit_once(between));
            let Some((before, behind)) = cut.min_by_key(|(_, behind)| behind.len()) else {
                return best.to_owned();
            };
            let is_site = source.is_some_and(|source| key(behind).contains(&key(source)))
                || looks_like_site(behind);
            if !is_site {
                return best.to_owned();
            }
            best = before;
        }
    }
}
