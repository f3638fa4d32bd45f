//! A web page (rule 1.7): the article without what the page shows besides.
//!
//! The main text is found by `dom_smoothie`; what it keeps of boxes with other articles is taken out before, and from
//! its lines, by the rules for pages as plain text. Everything else is what the page says of itself: in JSON-LD, then
//! in its head, then around its text.

mod attributes;
mod boxes;
mod facts;
mod head;
mod kind;
pub(crate) mod lines;
mod linked;
mod main_text;
mod named;
mod tree;

use dom_query::Document;
use timtin_tokenizer::normalize::legacy::{self, Encoding};

use crate::article::Article;
use crate::page;
use crate::texts::Texts;
use facts::Facts;
use head::Head;
use lines::Line;
use named::Names;

/// A page that is parsed, its texts not yet converted.
pub(crate) struct WebPage {
    document: Document,
    names: Names,
    head: Head,
    /// All that it shows.
    lines: Vec<Line>,
}

impl WebPage {
    /// Parses a page.
    ///
    /// # Errors
    /// When it is nested too deep or has too many elements.
    pub(crate) fn parse(html: &str) -> Result<WebPage, String> {
        let document = tree::parse(html)?;
        Ok(WebPage {
            names: Names::of(&document),
            head: Head::of(&document),
            lines: lines::lines(document.root()),
            document,
        })
    }

    /// The legacy encoding that its texts show.
    pub(crate) fn recognize(&self) -> Option<Encoding> {
        let shown = self.lines.iter().map(|line| line.text.as_str());
        legacy::recognize_all(shown.chain(self.head.texts()))
    }

    /// The article, and what had to be left out or guessed.
    ///
    /// # Errors
    /// When the page is none of an article, which the reason says, or has no text.
    pub(crate) fn article(mut self, texts: Texts) -> Result<(Article, Vec<String>), String> {
        for line in &mut self.lines {
            line.text = texts.repaired(&line.text);
        }
        let facts = Facts::of(&self, texts);
        kind::check_whole(&self.lines, &self.head, &facts)?;
        let main = main_text::lines(self.document, &self.names, texts);
        kind::check_main(&main, &self.lines, &facts)?;
        let text = main_text::text(main);
        facts.article(&text)
    }
}

/// The encoding that the head of a page declares, if it is one of Vietnamese or Western European.
pub(crate) fn declared(raw: &[u8]) -> Option<Encoding> {
    const LOOKED_AT: usize = 4 << 10;
    let start = String::from_utf8_lossy(&raw[..raw.len().min(LOOKED_AT)]).to_ascii_lowercase();
    let named = start.split("charset=").nth(1).or_else(|| {
        // `<?xml version="1.0" encoding="windows-1258"?>`
        start.split("encoding=").nth(1)
    })?;
    let label: String = named
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    match encoding_rs::Encoding::for_label(label.as_bytes())?.name() {
        "windows-1258" => Some(Encoding::Windows1258),
        "windows-1252" => Some(Encoding::Windows1252),
        _ => None,
    }
}

/// Whether two texts say the same to a reader.
fn are_alike(one: &str, other: &str) -> bool {
    // Most differ in their first word, and a page compares its headline with all its lines.
    !one.is_empty() && letters(one).eq(letters(other))
}

/// The letters and digits of a text without case and marks.
fn key(text: &str) -> String {
    letters(text).collect()
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    let letters_of = |word: String| -> Vec<char> {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.collect()
    };
    page::folded_words(text).flat_map(letters_of)
}
