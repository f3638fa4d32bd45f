//! The main text of a page.

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use super::boxes;
use super::lines::{self, Line};
use crate::article::Texts;

/// With fewer characters the extraction tries again, less strictly. Notices in newspapers are short.
const ENOUGH: usize = 160;

/// A line that is nothing but a link to another page is a headline from so many words on.
const HEADLINE: usize = 5;

/// The lines of the main text, repaired, those that are links to other pages among them. None when there is no main text.
pub(super) fn lines(document: Document, texts: Texts) -> Vec<Line> {
    boxes::remove(&document, texts);
    let config = Config {
        disable_json_ld: true,
        char_threshold: ENOUGH,
        ..Config::default()
    };
    let main = Readability::with_document(document, None, Some(config))
        .and_then(|mut readability| readability.parse());
    let Ok(main) = main else {
        return Vec::new();
    };
    let content = Document::fragment(main.content);
    let mut lines = lines::lines(content.root());
    for line in &mut lines {
        line.text = texts.repaired(&line.text);
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// Whether a line is the headline of another article.
pub(super) fn is_headline_of_other(line: &Line) -> bool {
    line.is_link() && line.text.split_whitespace().count() >= HEADLINE
}

/// The lines as a text, a paragraph each, without the headlines of other articles.
pub(super) fn text(lines: Vec<Line>) -> String {
    let own: Vec<String> = lines
        .into_iter()
        .filter(|line| !is_headline_of_other(line))
        .map(|line| line.text)
        .collect();
    own.join("\n")
}
