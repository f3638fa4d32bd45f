//! The date of publication.

use super::super::are_alike;
use super::Asked;
use crate::date;

/// The date stands so many lines behind the headline at most, or before it.
const DATE_BEHIND: usize = 10;
const DATE_BEFORE: usize = 3;

impl Asked<'_> {
    /// The dates of publication that are given, in the order of trust.
    pub(super) fn published(&self, title: &str) -> Vec<String> {
        let named = [
            "article:published_time",
            "pubdate",
            "@datepublished",
            "publish-date",
            "publishdate",
            "publish_date",
            "datepublished",
            "og:published_time",
            "dc.date.issued",
            "dcterms.created",
            "dc.date",
            "date",
            "its_publication_date",
        ];
        let mut dates: Vec<String> = self.linked("datePublished").into_iter().collect();
        dates.extend(self.head.each(&named).map(|text| self.clean(text)));
        dates.retain(|date| !date.is_empty());
        if dates.is_empty() {
            dates.extend(self.shown_date(title));
        }
        dates
    }

    /// The date that stands around the headline.
    fn shown_date(&self, title: &str) -> Option<String> {
        let at = self
            .shown
            .iter()
            .rposition(|line| are_alike(&line.text, title))?;
        let from = at.saturating_sub(DATE_BEFORE);
        let to = (at + 1 + DATE_BEHIND).min(self.shown.len());
        let behind = self.shown[at + 1..to].iter();
        behind
            .chain(self.shown[from..at].iter().rev())
            .find_map(|line| date_in(&line.text))
    }
}

/// The date that a line is, or that one of its parts is.
fn date_in(line: &str) -> Option<String> {
    if line.chars().count() > 100 || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_date = |text: &&str| {
        text.len() >= 8
            && !text.bytes().all(|byte| byte.is_ascii_digit())
            && match date::parse(text) {
                Ok(_) => true,
                Err(error) => error.is_impossible(),
            }
    };
    let to_digit = line
        .rfind(|c: char| c.is_ascii_digit())
        .map_or("", |at| &line[..=at]);
    let parts = line.split(['|', '•', '·']).map(str::trim);
    [line.trim(), to_digit.trim()]
        .into_iter()
        .chain(parts)
        .chain(line.split_once(" - ").map(|(_, behind)| behind.trim()))
        .find(is_date)
        .map(str::to_owned)
}
