//! What one article defines, as readings for the analysis of all its texts.

use super::{DefinitionKind, read};
use crate::abbreviation::lexicon::{Lexicon, Origin, Reading, key_of};
use crate::scan;

/// The abbreviations that an article defines, wherever in it (rule 3.2: the strongest of all readings).
///
/// A definition holds for the whole article: the body defines what the title already uses.
///
/// ```
/// use timtin_tokenizer::{Definitions, Lexicon};
/// let lexicon = Lexicon::built_in()?;
/// let definitions = Definitions::of(["CAH bắt hai người", "Công an huyện (CAH) cho biết"], &lexicon);
/// assert_eq!(definitions.readings().next().map(|reading| &*reading.text), Some("công an huyện"));
/// # Ok::<(), timtin_tokenizer::LexiconError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    defined: Vec<Defined>,
    /// Abbreviations that stand in brackets behind what does not tell their meaning.
    unread: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Defined {
    /// The abbreviation without joiners, as it is looked up.
    key: String,
    /// The abbreviation as the article writes it.
    written: String,
    pub(crate) reading: Reading,
    kind: DefinitionKind,
    /// Whether another list has the abbreviation too, so that queries know it as one.
    pub(crate) listed: bool,
}

impl Definitions {
    /// What the texts of an article (title, summary, body) define. Of two definitions of one
    /// abbreviation the first by initials holds, else the first. A long form that is one of `lexicon`
    /// but for joining words and marks (`Giáo dục - Đào tạo`) is taken as the lexicon writes it, so that
    /// all articles agree.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>, lexicon: &Lexicon) -> Definitions {
        let mut all = Definitions::default();
        for text in texts {
            let mut unread = Vec::new();
            let found = read(text, &mut unread);
            let unread = unread.into_iter().filter_map(|span| text.get(span));
            all.unread.extend(unread.map(str::to_owned));
            for found in found {
                let written = text.get(found.abbreviation).zip(text.get(found.long_form));
                if let Some((abbreviation, long)) = written {
                    all.add(abbreviation, long, found.kind, lexicon);
                }
            }
        }
        all.unread.sort_unstable();
        all.unread.dedup();
        let defined = &all.defined;
        all.unread
            .retain(|written| !defined.iter().any(|own| own.key == key_of(written)));
        all
    }

    /// Abbreviations that the article puts in brackets behind words that do not tell what they mean:
    /// something that other articles may not mean by them.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        self.unread.iter().map(String::as_str)
    }

    /// Whether the article defines nothing.
    pub fn is_empty(&self) -> bool {
        self.defined.is_empty()
    }

    /// The readings, in the order of their definitions.
    pub fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.defined.iter().map(|defined| &defined.reading)
    }

    /// What the article defines: the abbreviation as it writes it, the long form, what that rests on.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, DefinitionKind)> {
        let defined = self.defined.iter();
        defined.map(|defined| (&*defined.written, &*defined.reading.text, defined.kind))
    }

    /// The definition of a key without joiners, letter case as written.
    pub(crate) fn get(&self, key: &str) -> Option<&Defined> {
        self.defined.iter().find(|defined| defined.key == key)
    }

    /// Whether some key begins with `start`, and is not yet it.
    pub(crate) fn goes_on(&self, start: &str) -> bool {
        let mut keys = self.defined.iter().map(|defined| &defined.key);
        keys.any(|key| key.len() > start.len() && key.starts_with(start))
    }

    fn add(&mut self, abbreviation: &str, long: &str, kind: DefinitionKind, lexicon: &Lexicon) {
        let key = key_of(abbreviation);
        let known = self.defined.iter().position(|defined| defined.key == key);
        let stronger = |at: usize| {
            kind == DefinitionKind::Initials && self.defined[at].kind == DefinitionKind::Translation
        };
        if known.is_some_and(|at| !stronger(at)) {
            return;
        }
        let terms = self.written_out(long, lexicon);
        let listed = lexicon.exact(&key);
        let same = listed
            .iter()
            .find(|reading| is_same(&reading.terms, &terms));
        let defined = Defined {
            key,
            written: abbreviation.to_owned(),
            kind,
            listed: !listed.is_empty(),
            reading: same.cloned().unwrap_or_else(|| Reading {
                abbreviation: abbreviation.to_owned(),
                text: long.to_owned(),
                terms,
                weight: 100,
                field: String::new(),
                context: Vec::new(),
                origin: Origin::Article,
                articles: 0,
                telling: Vec::new(),
                not_from: Vec::new(),
            }),
        };
        match known {
            Some(at) => self.defined[at] = defined,
            None => self.defined.push(defined),
        }
    }

    /// The terms of a long form, in which abbreviations that can only mean one thing are written out too:
    /// `Liên minh HTX (LMHTX)`.
    fn written_out(&self, long: &str, lexicon: &Lexicon) -> Vec<(String, String)> {
        if !long.split_whitespace().any(has_capitals) {
            return scan::plain_terms(long);
        }
        let terms = |word: &str| {
            let key = key_of(word.trim_matches(|c: char| !c.is_alphanumeric()));
            let own = self.get(&key).map(|defined| &defined.reading);
            let listed = || {
                let first = lexicon.exact(&key).first();
                first.filter(|reading| reading.weight >= CLEAR)
            };
            match has_capitals(word).then(|| own.or_else(listed)).flatten() {
                Some(reading) => reading.terms.clone(),
                None => scan::plain_terms(word),
            }
        };
        long.split_whitespace().flat_map(terms).collect()
    }
}

/// The weight from which on an abbreviation has hardly any other reading.
const CLEAR: u8 = 90;

/// Whether `word` has the two capitals of an abbreviation.
fn has_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).nth(1).is_some()
}

/// What long forms that differ in marks and joining words alone have in common: `giáo dục và đào tạo` and
/// `Giáo dục - Đào tạo`.
pub fn long_form_key(text: &str) -> String {
    key_of_terms(&scan::plain_terms(text))
}

fn key_of_terms(terms: &[(String, String)]) -> String {
    let folded = terms.iter().map(|(_, folded)| folded.as_str());
    let kept: Vec<&str> = folded
        .filter(|word| !matches!(*word, "va" | "cua" | "cac"))
        .collect();
    kept.join(" ")
}

/// Whether two long forms differ in marks and joining words alone.
pub(crate) fn is_same(one: &[(String, String)], other: &[(String, String)]) -> bool {
    key_of_terms(one) == key_of_terms(other)
}
