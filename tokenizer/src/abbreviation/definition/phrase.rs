//! The words of a phrase beside a definition, as far as its sentence goes.

use std::ops::Range;

use crate::normalize::letter;

/// No long form has more words.
pub(super) const MAX_WORDS: usize = 20;

/// A longer word is cut.
const MAX_LETTERS: usize = 64;

/// What stands between a word and the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Gap {
    /// Space, or nothing.
    #[default]
    Space,
    /// A hyphen, a slash or `&`, with or without spaces.
    Joint,
    Comma,
}

/// One word of a phrase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'t> {
    pub(super) start: usize,
    pub(super) written: &'t str,
    /// What stands between this word and the next one to the right.
    pub(super) gap: Gap,
    /// The first letter in lower case, without tone.
    pub(super) initial: char,
    /// Whether the first letter is a capital.
    pub(super) capital: bool,
}

impl<'t> Word<'t> {
    fn new(text: &'t str, span: Range<usize>, gap: Gap) -> Option<Word<'t>> {
        let written = text.get(span.clone())?;
        let first = written.chars().next()?;
        Some(Word {
            start: span.start,
            written,
            gap,
            initial: letter::split_tone(letter::lower(first)).0,
            capital: first.is_uppercase(),
        })
    }

    pub(super) fn end(&self) -> usize {
        self.start + self.written.len()
    }

    /// Whether it is written as an abbreviation or a number itself: `TC`, `ABC`, `14`.
    pub(super) fn is_short(&self) -> bool {
        let letters = self.written.chars();
        letters.clone().all(|c| c.is_uppercase() || c.is_numeric())
            && (letters.clone().nth(1).is_some() || !self.capital)
    }

    /// Whether it is `word`, whatever its case.
    pub(super) fn is(&self, word: &str) -> bool {
        let lower = self.written.chars().map(letter::lower);
        lower.eq(word.chars())
    }

    /// Whether it is one of `words`, whatever its case.
    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        if self.capital {
            words.iter().any(|word| self.is(word))
        } else {
            words.contains(&self.written)
        }
    }
}

/// The words that end at byte `end` of `text`, the last one first, back to where their sentence or
/// bracket begins.
pub(super) fn words_before(text: &str, end: usize) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(MAX_WORDS);
    let mut end = end;
    let mut gap = Gap::Space;
    while words.len() < MAX_WORDS {
        let head = text.get(..end).unwrap_or_default();
        let start = head
            .char_indices()
            .rev()
            .take(MAX_LETTERS)
            .take_while(|(_, c)| is_word_char(*c))
            .last();
        let Some((start, _)) = start else {
            break;
        };
        words.extend(Word::new(text, start..end, gap));
        let before = text.get(..start).unwrap_or_default();
        let rest = before.trim_end_matches(is_gap_char);
        match gap_kind(&before[rest.len()..]) {
            Some(kind) => (end, gap) = (rest.len(), kind),
            None => break,
        }
    }
    words
}

/// The words from byte `start` of `text` on, the last one first, up to `end` or to where their
/// sentence or bracket ends.
pub(super) fn words_after(text: &str, start: usize, end: usize) -> Vec<Word<'_>> {
    let text = text.get(..end).unwrap_or_default();
    let mut words: Vec<Word<'_>> = Vec::with_capacity(MAX_WORDS);
    let mut start = start;
    while words.len() < MAX_WORDS {
        let tail = text.get(start..).unwrap_or_default();
        let word = tail
            .chars()
            .take(MAX_LETTERS)
            .take_while(|c| is_word_char(*c));
        let len = word.map(char::len_utf8).sum();
        if len == 0 {
            break;
        }
        words.extend(Word::new(text, start..start + len, Gap::Space));
        let after = &tail[len..];
        let rest = after.trim_start_matches(is_gap_char);
        let Some(kind) = gap_kind(&after[..after.len() - rest.len()]) else {
            break;
        };
        if rest.starts_with(is_word_char)
            && let Some(word) = words.last_mut()
        {
            word.gap = kind;
        }
        start = text.len() - rest.len();
    }
    words.reverse();
    words
}

/// `span` without the spaces and quotation marks at its ends.
pub(super) fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let content = text.get(span.clone()).unwrap_or_default();
    let start = span.start + content.len() - content.trim_start_matches(is_trim_char).len();
    start..start.max(span.start + content.trim_end_matches(is_trim_char).len())
}

pub(super) fn trimmed_end(text: &str, end: usize) -> usize {
    let head = text.get(..end).unwrap_or_default();
    head.trim_end_matches(is_trim_char).len()
}

pub(super) fn is_trim_char(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '"' | '“' | '”' | '\'' | '‘' | '’' | '«' | '»' | '.'
    )
}

pub(super) fn is_word_char(c: char) -> bool {
    // The Latin letters with marks, without the slow table of all letters.
    let latin = matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    (latin && !matches!(c, '×' | '÷')) || c.is_alphanumeric()
}

fn is_gap_char(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | ',' | '-' | '–' | '&' | '/' | '.' | '\'' | '’'
    )
}

/// What a gap between two words of one phrase is; `None` where a phrase ends.
fn gap_kind(gap: &str) -> Option<Gap> {
    match gap.trim_matches([' ', '\u{a0}']) {
        "" => Some(Gap::Space),
        "." | "'" | "’" if gap.len() < 2 || !gap.ends_with(' ') => Some(Gap::Space),
        "-" | "–" | "&" | "/" => Some(Gap::Joint),
        "," => Some(Gap::Comma),
        _ => None,
    }
}
