//! The lexicon of abbreviations: which readings each has, how likely, and what speaks for them.

use std::collections::HashMap;

use rustc_hash::FxHashSet;
use thiserror::Error;

use super::definition::is_same;
use super::discourse;
use super::place::Places;
use crate::scan;
use crate::word::{canonical, fold};

/// The readings that ship with the crate; `data/PROVENANCE.md` says where they come from.
const BUILT_IN: &str = include_str!("../../data/abbreviations.tsv");
/// What speaks for the readings of ambiguous ones among them, counted by `examples/train_contexts.rs`.
const CONTEXTS: &str = include_str!("../../data/contexts.tsv");

/// The line of [`Lexicon::currency`].
const CURRENCY: &str = "đ\tđồng\t100\teconomy";

/// The most parts (`KT`, `XH`) that one abbreviation is put together from.
pub(crate) const MAX_PARTS: usize = 5;

/// Who says what an abbreviation stands for, the strongest first (rule 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The article in hand.
    Article,
    /// The user's own list.
    Own,
    /// Other articles of the corpus.
    Learned,
    /// The list that ships with the crate.
    BuiltIn,
}

/// One thing that an abbreviation stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The abbreviation as usually written: `TS-VM`.
    pub abbreviation: String,
    /// The long form as written in running text: `trong sạch, vững mạnh`.
    pub text: String,
    /// Canonical and folded terms of the long form's words.
    pub terms: Vec<(String, String)>,
    /// How many of a hundred uses in news mean this, when nothing is known of the context.
    pub weight: u8,
    /// The field of use: `state`, `sport` …
    pub field: String,
    /// Words near it that speak for this reading, as canonical terms.
    pub context: Vec<Vec<String>>,
    /// What speaks for it anywhere in an article: hashes of words and pairs, and how much, in tenths of a
    /// natural logarithm.
    pub(crate) telling: Vec<(u64, u8)>,
    /// Who says so.
    pub origin: Origin,
    /// How many articles of a corpus define it so, as far as is known.
    pub articles: u32,
    /// Sources that mean something else by it.
    pub not_from: Vec<String>,
}

impl Reading {
    /// Whether `text` is this long form but for marks and joining words.
    pub fn is(&self, text: &str) -> bool {
        is_same(&self.terms, &scan::plain_terms(text))
    }
}

/// Why a list of abbreviations could not be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "line {line}: {reason}; a line is ABBREVIATION<TAB>READING[<TAB>WEIGHT[<TAB>FIELD[<TAB>CONTEXT]]]"
)]
pub struct LexiconError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Abbreviations and their readings.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: Vec<Vec<Reading>>,
    /// Key as written (`NLĐ`, `TSVM`, `ThS`) → entry.
    by_key: HashMap<String, usize>,
    /// Key in lower case without marks (`nld`) → entries.
    by_folded: HashMap<String, Vec<usize>>,
    /// Canonical terms of a reading, joined by spaces → entries and the reading's place there.
    by_reading: HashMap<String, Vec<(usize, usize)>>,
    /// The same with the reading's folded terms.
    by_folded_reading: HashMap<String, Vec<(usize, usize)>>,
    pub(crate) places: Places,
    /// What `đ` is behind an amount of money. No entry: anywhere else it is just a letter.
    pub(crate) currency: Option<Reading>,
    /// Keys whose reading the whole article helps to choose.
    asked: FxHashSet<String>,
}

impl Lexicon {
    /// A lexicon without any abbreviation.
    pub fn empty() -> Lexicon {
        Lexicon::default()
    }

    /// The built-in list.
    ///
    /// # Errors
    /// When the list that ships with the crate is broken, which its tests exclude.
    pub fn built_in() -> Result<Lexicon, LexiconError> {
        Lexicon::built_in_and("")
    }

    /// The built-in list and a user's own in the same format, whose readings come first (rule 3.2):
    /// an abbreviation that the user lists has the user's readings only.
    ///
    /// # Errors
    /// The first line of `own` that is no abbreviation and reading.
    pub fn built_in_and(own: &str) -> Result<Lexicon, LexiconError> {
        let mut lexicon = Lexicon {
            places: Places::built_in(),
            currency: parse_line(CURRENCY, Origin::BuiltIn).ok(),
            ..Lexicon::default()
        };
        let own = parse_list(own, Origin::Own)?;
        let taken: Vec<String> = own
            .iter()
            .map(|reading| key_of(&reading.abbreviation))
            .collect();
        lexicon.add(own);
        let mut contexts = parse_contexts();
        lexicon.add(
            parse_list(BUILT_IN, Origin::BuiltIn)?
                .into_iter()
                .filter(|r| !taken.contains(&key_of(&r.abbreviation)))
                .map(|reading| {
                    let key = context_key(&reading.abbreviation, &reading.text);
                    let telling = contexts.remove(&key).unwrap_or_default();
                    Reading { telling, ..reading }
                }),
        );
        lexicon.sort();
        Ok(lexicon)
    }

    /// The built-in lists as text, for fingerprints.
    pub(crate) fn built_in_texts() -> [&'static str; 2] {
        [BUILT_IN, CONTEXTS]
    }

    /// How many abbreviations there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All readings, abbreviation by abbreviation.
    pub fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.entries.iter().flatten()
    }

    /// The readings of an abbreviation as written, joiners (`-`, `.`, `&`, `/`) or not; likeliest first.
    pub fn get(&self, abbreviation: &str) -> &[Reading] {
        self.exact(&key_of(abbreviation))
    }

    /// The readings of a key without joiners, letter case as written.
    pub(crate) fn exact(&self, key: &str) -> &[Reading] {
        self.by_key
            .get(key)
            .map_or(&[], |&entry| &self.entries[entry])
    }

    /// The readings of a key in lower case without marks, when one abbreviation alone folds to it
    /// or one is much more usual than the others.
    pub(crate) fn folded(&self, key: &str) -> &[Reading] {
        let entries = self.by_folded.get(key).map_or(&[][..], Vec::as_slice);
        let usual = entries.iter().max_by_key(|&&entry| {
            self.entries[entry]
                .iter()
                .map(|r| u32::from(r.weight))
                .sum::<u32>()
        });
        usual.map_or(&[], |&entry| &self.entries[entry])
    }

    /// Whether `text` has an abbreviation in it whose reading the whole article helps to choose.
    pub(crate) fn is_asked(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let mut at = 0;
        let begins = |byte: &u8| byte.is_ascii_uppercase() || *byte == 0xc4;
        while let Some(found) = bytes
            .get(at..)
            .and_then(|rest| rest.iter().position(begins))
        {
            at += found;
            // The first letter is a capital without marks or Đ, and the second is a capital.
            let first = match bytes[at] {
                0xc4 if bytes.get(at + 1) == Some(&0x90) => 2,
                0xc4 => {
                    at += 1;
                    continue;
                }
                _ => 1,
            };
            let second = match bytes.get(at + first) {
                Some(byte) if byte.is_ascii() => byte.is_ascii_uppercase(),
                _ => text
                    .get(at + first..)
                    .is_some_and(|rest| rest.starts_with(char::is_uppercase)),
            };
            if !second {
                at += first;
                continue;
            }
            let rest = text.get(at..).unwrap_or_default();
            let word = rest.split(|c: char| !c.is_alphanumeric()).next();
            let word = word.unwrap_or_default();
            let joined = || {
                let chain = rest
                    .split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '&' | '/' | '.'));
                self.asked
                    .contains(&key_of(chain.into_iter().next().unwrap_or_default()))
            };
            let followed = matches!(bytes.get(at + word.len()), Some(b'-' | b'&' | b'/' | b'.'));
            if word.len() <= MAX_ASKED && self.asked.contains(word) || (followed && joined()) {
                return true;
            }
            at += word.len().max(1);
        }
        false
    }

    /// The readings whose long form has exactly these canonical terms, joined by spaces.
    pub fn with_long_form(&self, terms: &str) -> impl Iterator<Item = &Reading> {
        self.at(self.by_reading.get(terms))
    }

    /// The readings whose long form without marks has exactly these terms, joined by spaces.
    pub fn with_folded_long_form(&self, terms: &str) -> impl Iterator<Item = &Reading> {
        self.at(self.by_folded_reading.get(terms))
    }

    fn at<'s>(
        &'s self,
        places: Option<&'s Vec<(usize, usize)>>,
    ) -> impl Iterator<Item = &'s Reading> {
        places
            .into_iter()
            .flatten()
            .map(|&(entry, at)| &self.entries[entry][at])
    }

    fn add(&mut self, readings: impl IntoIterator<Item = Reading>) {
        for reading in readings {
            let key = key_of(&reading.abbreviation);
            let entry = *self.by_key.entry(key).or_insert_with(|| {
                self.entries.push(Vec::new());
                self.entries.len() - 1
            });
            self.entries[entry].push(reading);
        }
    }

    /// This lexicon with other readings for some keys, all of which must have some.
    pub(crate) fn with_readings(&self, changed: Vec<(String, Vec<Reading>)>) -> Lexicon {
        let mut lexicon = Lexicon {
            entries: self.entries.clone(),
            by_key: self.by_key.clone(),
            places: self.places.clone(),
            currency: self.currency.clone(),
            ..Lexicon::default()
        };
        for (key, readings) in changed {
            match lexicon.by_key.get(&key) {
                Some(&entry) => lexicon.entries[entry] = readings,
                None => {
                    lexicon.by_key.insert(key, lexicon.entries.len());
                    lexicon.entries.push(readings);
                }
            }
        }
        lexicon.sort();
        lexicon
    }

    /// Puts each abbreviation's readings likeliest first and builds the look-ups over them.
    fn sort(&mut self) {
        for entry in &mut self.entries {
            entry.sort_by_key(|reading| std::cmp::Reverse(reading.weight));
        }
        for (key, &entry) in &self.by_key {
            if is_open(&self.entries[entry]) {
                self.asked.insert(key.clone());
            }
            self.by_folded
                .entry(fold(&canonical(key)).into_owned())
                .or_default()
                .push(entry);
        }
        self.by_folded
            .values_mut()
            .for_each(|entries| entries.sort_unstable());
        for (entry, readings) in self.entries.iter().enumerate() {
            for (at, reading) in readings.iter().enumerate() {
                let (terms, folded): (Vec<&str>, Vec<&str>) = reading
                    .terms
                    .iter()
                    .map(|(term, folded)| (&term[..], &folded[..]))
                    .unzip();
                let place = (entry, at);
                self.by_reading
                    .entry(terms.join(" "))
                    .or_default()
                    .push(place);
                self.by_folded_reading
                    .entry(folded.join(" "))
                    .or_default()
                    .push(place);
            }
        }
    }
}

/// Longer words in capitals are no abbreviation with several readings, in bytes.
const MAX_ASKED: usize = 16;
/// A reading that so many of a hundred uses mean needs nobody's help.
const CLEAR: u8 = 95;

/// Whether the choice among readings is open.
fn is_open(readings: &[Reading]) -> bool {
    readings.len() > 1 && readings.iter().all(|reading| reading.weight < CLEAR)
}

/// An abbreviation without joiners: what it is looked up by.
///
/// ```
/// use timtin_tokenizer::abbreviation_key;
/// assert_eq!(abbreviation_key("NN&PTNT"), abbreviation_key("NNPTNT"));
/// ```
pub fn key_of(abbreviation: &str) -> String {
    abbreviation
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(unify_stroke)
        .collect()
}

/// `Ð` (eth) and `Ɖ` look like `Đ` and are typed for it (rule 2.1).
pub(crate) fn unify_stroke(c: char) -> char {
    match c {
        'Ð' | 'Ɖ' => 'Đ',
        'ð' | 'ɖ' => 'đ',
        _ => c,
    }
}

fn parse_list(list: &str, origin: Origin) -> Result<Vec<Reading>, LexiconError> {
    let mut readings = Vec::new();
    for (at, line) in list.lines().enumerate() {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') || line.starts_with("abbreviation\treading") {
            continue;
        }
        let reading = parse_line(line, origin).map_err(|reason| LexiconError {
            line: at + 1,
            reason,
        })?;
        readings.push(reading);
    }
    Ok(readings)
}

fn parse_line(line: &str, origin: Origin) -> Result<Reading, String> {
    let mut columns = line.split('\t').map(str::trim);
    let abbreviation = columns
        .next()
        .filter(|text| !text.is_empty())
        .ok_or("no abbreviation")?;
    let text = columns
        .next()
        .filter(|text| !text.is_empty())
        .ok_or("no reading")?;
    let weight = match columns.next() {
        None | Some("") => 100,
        Some(number) => number
            .parse()
            .ok()
            .filter(|weight| (1..=100).contains(weight))
            .ok_or_else(|| format!("weight {number:?} is not a number from 1 to 100"))?,
    };
    let field = columns.next().unwrap_or_default().to_owned();
    let context = columns.next().unwrap_or_default();
    if scan::plain_terms(abbreviation).len() > MAX_PARTS {
        return Err(format!("{abbreviation:?} has more than {MAX_PARTS} parts"));
    }
    let terms = scan::plain_terms(text);
    if terms.is_empty() {
        return Err(format!("the reading {text:?} has no word in it"));
    }
    Ok(Reading {
        abbreviation: abbreviation.to_owned(),
        text: text.to_owned(),
        terms,
        weight,
        field,
        context: context
            .split(',')
            .map(context_terms)
            .filter(|terms| !terms.is_empty())
            .collect(),
        telling: Vec::new(),
        origin,
        articles: 0,
        not_from: Vec::new(),
    })
}

/// What speaks for each reading, by abbreviation and long form: lines of `CT<TAB>chỉ thị<TAB>word=12, two
/// words=7`. The tests say that all of it is read.
fn parse_contexts() -> HashMap<String, Vec<(u64, u8)>> {
    let lines = CONTEXTS.lines().skip(1);
    lines
        .filter_map(|line| {
            let (abbreviation, rest) = line.split_once('\t')?;
            let (text, words) = rest.split_once('\t')?;
            let words = words.split(", ").filter_map(|word| {
                let (word, tenths) = word.split_once('=')?;
                Some((discourse::hash_of(word), tenths.parse().ok()?))
            });
            Some((context_key(abbreviation, text), words.collect()))
        })
        .collect()
}

fn context_key(abbreviation: &str, text: &str) -> String {
    format!("{abbreviation}\t{text}")
}

fn context_terms(words: &str) -> Vec<String> {
    scan::plain_terms(words)
        .into_iter()
        .map(|(term, _)| term)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joiners_are_ignored_and_case_counts() {
        let lexicon = Lexicon::built_in_and("QQ-XX\tquê quán xa xôi\nThZ\tthạc zĩ").unwrap();
        assert_eq!(lexicon.get("QQXX")[0].text, "quê quán xa xôi");
        assert_eq!(lexicon.get("QQ.XX").len(), 1);
        assert!(lexicon.get("qqxx").is_empty() && lexicon.get("THZ").is_empty());
        assert_eq!(lexicon.folded("qqxx").len(), 1);
        assert_eq!(lexicon.with_long_form("quê quán xa xôi").count(), 1);
    }

    #[test]
    fn all_contexts_belong_to_readings() {
        let lexicon = Lexicon::built_in().unwrap();
        let words = CONTEXTS.matches('=').count();
        let read: usize = lexicon
            .readings()
            .map(|reading| reading.telling.len())
            .sum();
        assert!(words > 1000 && read == words, "{read} of {words}");
    }

    #[test]
    fn own_readings_replace_the_built_in_ones() {
        let lexicon = Lexicon::built_in_and("CB\tcảng biển\t80\teconomy\ttàu, bến").unwrap();
        let texts: Vec<_> = lexicon
            .get("CB")
            .iter()
            .map(|reading| reading.text.as_str())
            .collect();
        assert_eq!(texts, ["cảng biển"]);
        assert_eq!(lexicon.get("CB")[0].context, [["tàu"], ["bến"]]);
    }

    #[test]
    fn errors_name_the_line() {
        for (list, line) in [
            ("A-B\t", 1),
            ("# c\nAB", 2),
            ("AB\tab\tmany", 1),
            ("AB\tab\t0", 1),
            ("AB\t!!!", 1),
        ] {
            assert_eq!(
                Lexicon::built_in_and(list).map(|_| ()).unwrap_err().line,
                line,
                "{list:?}"
            );
        }
    }
}
