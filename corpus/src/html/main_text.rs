//! The main text of a page.

use dom_query::Document;
use dom_smoothie::{Config, ParsePolicy, Readability};

use super::boxes;
use super::lines::{self, Line};
use super::named::Names;
use crate::texts::Texts;

/// A line that is nothing but a link to another page is a headline from so many words on.
const HEADLINE: usize = 5;

/// A line with so many letters is a paragraph.
const PARAGRAPH: usize = 40;

/// How strictly the main text is looked for, the strictest first: names of classes may mislead.
const POLICIES: [ParsePolicy; 3] = [
    ParsePolicy::Strict,
    ParsePolicy::Moderate,
    ParsePolicy::Clean,
];

/// So much of the paragraphs that a laxer policy finds are enough, in a hundred.
const ENOUGH: usize = 60;

/// What is found has this name.
const FOUND: &str = "#readability-page-1";

/// The lines of the main text, repaired, those that are links to other pages among them. None when there is no main text.
pub(super) fn lines(document: Document, names: &Names, texts: Texts) -> Vec<Line> {
    boxes::remove(&document, names, texts);
    let shown = letters(&lines::lines(document.root()));
    let mut found: Vec<Vec<Line>> = Vec::new();
    for policy in POLICIES {
        let main = extract(document.clone(), policy);
        let is_enough = letters(&main) * 100 >= shown * ENOUGH;
        found.push(main);
        if is_enough {
            break;
        }
    }
    let most = found.iter().map(|lines| letters(lines)).max();
    let most = most.unwrap_or_default();
    let mut lines = found
        .into_iter()
        .find(|lines| letters(lines) * 100 >= most * ENOUGH)
        .unwrap_or_default();
    for line in &mut lines {
        line.text = texts.repaired(&line.text);
    }
    lines.retain(|line| line.letters > 0);
    lines
}

fn extract(document: Document, policy: ParsePolicy) -> Vec<Line> {
    let config = Config {
        disable_json_ld: true,
        ..Config::default()
    };
    let Ok(mut readability) = Readability::with_document(document, None, Some(config)) else {
        return Vec::new();
    };
    if readability.parse_with_policy(policy).is_err() {
        return Vec::new();
    }
    // What it gives as HTML is still there as a tree, which need not be parsed again.
    let found = readability.doc.select_single(FOUND);
    let root = found.nodes().first().copied();
    root.map(lines::lines).unwrap_or_default()
}

/// The letters of the paragraphs among lines.
fn letters(lines: &[Line]) -> usize {
    let paragraphs = lines.iter().map(|line| line.letters - line.linked);
    paragraphs.filter(|letters| *letters >= PARAGRAPH).sum()
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
