//! The phrases that a text being typed is completed by.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashSet};
use std::ops::Range;

use rustc_hash::FxHashMap;
use tantivy::directory::OwnedBytes;
use timtin_tokenizer::{Lexicon, abbreviation_key, adds_marks, adds_marks_to_start, fold};
use xxhash_rust::xxh3::xxh3_64;

use super::choice::{Choice, choose};
use super::growth::{Least, Sequence, grow};
use super::headlines::Headlines;
use super::spelling::Speller;
use super::table::{Builder, Entry, Phrase, Table};
use super::typed::{self, Pattern, terms};

/// So many are kept, those of most articles.
const MAX_PHRASES: usize = 200_000;
/// So many words of its long form must be typed before an abbreviation is shown for it.
const MIN_WRITTEN_OUT: usize = 3;

/// Phrases of the articles of a commit, by the letters they begin with.
pub(crate) struct Phrases {
    table: Table,
}

/// Makes a table of phrases.
struct Maker {
    table: Builder,
    /// Tells how phrases of headlines are written.
    speller: Speller,
}

/// A phrase of headlines on its way into the table.
#[derive(Default)]
struct Draft {
    /// Its terms.
    own: String,
    /// Its terms with abbreviations written out.
    written_out: String,
    /// The same two without the first word, where the others are typed for all.
    rest: Option<(String, String)>,
    articles: u32,
    score: f32,
    sequences: Vec<usize>,
}

/// A phrase that completes what was typed.
pub(super) struct Found {
    pub(super) text: String,
    pub(super) articles: u32,
}

impl Phrases {
    /// The phrases that [`Phrases::gather`] gathered; `None` when these bytes are none.
    pub(super) fn new(gathered: OwnedBytes) -> Option<Phrases> {
        let table = Table::new(gathered)?;
        Some(Phrases { table })
    }

    /// The phrases of these headlines and those long forms that articles define, with how many do, and
    /// what abbreviations stand for. With few articles a phrase of a single headline counts too.
    pub(super) fn gather(
        headlines: Headlines,
        long_forms: impl Iterator<Item = (String, u32)>,
        lexicon: &Lexicon,
        is_small: bool,
    ) -> Vec<u8> {
        let least = Least {
            of_articles: 2,
            of_headlines: if is_small { 1 } else { 2 },
        };
        let sequences = grow(&headlines, least);
        let speller = Speller::new(headlines);
        let mut chosen = choose(&speller, &sequences);
        if chosen.len() > MAX_PHRASES {
            chosen.sort_by(|one, other| other.score.total_cmp(&one.score));
            chosen.truncate(MAX_PHRASES);
        }
        let mut maker = Maker {
            table: Builder::default(),
            speller,
        };
        maker.add_headlines(&sequences, &chosen, lexicon);
        maker.add_long_forms(long_forms, least.of_headlines);
        for (abbreviation, terms) in typed::long_forms(lexicon) {
            maker.table.add_long_form(&abbreviation, &terms);
        }
        maker.table.finish()
    }
}

impl Maker {
    fn add_headlines(&mut self, sequences: &[Sequence], chosen: &[Choice], lexicon: &Lexicon) {
        let long_forms = self.speller.abbreviations(lexicon);
        let terms = &self.speller.headlines().terms;
        let spelt_out = |words: &[u32]| {
            let (mut own, mut written_out) = (String::new(), String::new());
            for word in words.iter().map(|word| *word as usize) {
                push_term(&mut own, &terms[word]);
                push_term(
                    &mut written_out,
                    long_forms[word].as_ref().unwrap_or(&terms[word]),
                );
            }
            (own, written_out)
        };
        // The same syllables may have been joined to words in different ways.
        let mut drafts: Vec<Draft> = Vec::with_capacity(chosen.len());
        let mut known: FxHashMap<u64, usize> = FxHashMap::default();
        for choice in chosen {
            let all = words(sequences, choice.sequence);
            let (own, written_out) = spelt_out(&all);
            let number = *known.entry(meaning(&own)).or_insert(drafts.len());
            if number == drafts.len() {
                drafts.push(Draft {
                    own,
                    written_out,
                    ..Draft::default()
                });
            }
            let draft = &mut drafts[number];
            draft.articles += sequences[choice.sequence].articles;
            draft.score += choice.score;
            if choice.is_found_by_rest && draft.rest.is_none() {
                draft.rest = Some(spelt_out(&all[1..]));
            }
            draft.sequences.push(choice.sequence);
        }
        for draft in drafts {
            let mut places = Vec::new();
            for sequence in &draft.sequences {
                let sequence = &sequences[*sequence];
                let words = sequence.words as u32;
                places.extend(sequence.samples.iter().map(|start| (*start, words)));
            }
            let spelling = self.speller.spell(&places);
            let (own, written_out) = (&draft.own, &draft.written_out);
            let phrase = self.add(&spelling, draft.articles, draft.score, own, written_out);
            if let Some((own, written_out)) = &draft.rest {
                self.add_entries(phrase, own, written_out);
            }
        }
    }

    fn add_long_forms(&mut self, long_forms: impl Iterator<Item = (String, u32)>, least: u32) {
        let known = self.table.phrases.iter();
        let known: HashSet<u64> = known.map(|phrase| phrase.meaning).collect();
        // By their terms: the most frequent spelling and all articles.
        let mut found: BTreeMap<String, (u32, String, u32)> = BTreeMap::new();
        for (text, articles) in long_forms {
            let (most, spelling, all) = found.entry(terms(&text)).or_default();
            *all += articles;
            if (articles, &text) > (*most, spelling) {
                (*most, *spelling) = (articles, text);
            }
        }
        for (terms, (_, spelling, articles)) in found {
            if terms.contains(' ') && articles >= least && !known.contains(&meaning(&terms)) {
                self.add(&spelling, articles, articles as f32, &terms, &terms);
            }
        }
    }

    /// Adds a phrase and tells its number.
    fn add(
        &mut self,
        spelling: &str,
        articles: u32,
        score: f32,
        own: &str,
        written_out: &str,
    ) -> u32 {
        let phrase = self.table.phrases.len() as u32;
        let text = self.table.append(spelling);
        self.table.phrases.push(Phrase {
            text,
            articles,
            score,
            meaning: meaning(written_out),
        });
        self.add_entries(phrase, own, written_out);
        phrase
    }

    /// Lets a phrase be found by its terms, and by them with abbreviations written out.
    fn add_entries(&mut self, phrase: u32, own: &str, written_out: &str) {
        self.add_entry(phrase, own, false);
        if own != written_out {
            self.add_entry(phrase, written_out, true);
        }
    }

    fn add_entry(&mut self, phrase: u32, terms: &str, is_written_out: bool) {
        // Most are written as their terms are, or have no marks.
        let spelling = self.table.phrases.last().map(|phrase| phrase.text.clone());
        let known = spelling.filter(|spelling| self.table.text(spelling) == terms);
        let terms_place = known.unwrap_or_else(|| self.table.append(terms));
        let key = fold(terms);
        let key = match key == terms {
            true => terms_place.clone(),
            false => self.table.append(&key),
        };
        self.table.add_entry(Entry {
            key,
            terms: terms_place,
            phrase,
            is_written_out,
        });
    }
}

impl Phrases {
    /// Whether these words are a phrase, whole.
    pub(super) fn has(&self, words: &[String]) -> bool {
        let pattern = Pattern {
            whole: words.to_vec(),
            start: None,
            goes_on: false,
        };
        let key = pattern.key();
        let start = self.table.first(0, |other| other < key.as_str());
        (start..self.table.entries)
            .take_while(|at| self.table.key(*at) == key)
            .any(|at| self.begins(at, &pattern))
    }

    /// The canonical terms of what an abbreviation mostly stands for.
    pub(super) fn long_form(&self, abbreviation: &str) -> Option<Vec<String>> {
        let terms = self.table.long_form(&abbreviation_key(abbreviation))?;
        Some(terms.split(' ').map(str::to_owned).collect())
    }

    /// The phrases that begin with one of the patterns, best first.
    pub(super) fn complete(&self, patterns: &[Pattern], limit: usize) -> Vec<Found> {
        // Several may mean the same.
        let room = limit.saturating_mul(4).saturating_add(16);
        let mut best: BinaryHeap<Reverse<Rank>> = BinaryHeap::new();
        for pattern in patterns {
            for at in self.range(pattern) {
                let rank = self.rank(at);
                if rank.is_written_out && pattern.words() < MIN_WRITTEN_OUT {
                    continue;
                }
                if best.len() >= room && best.peek().is_some_and(|worst| rank <= worst.0) {
                    continue;
                }
                if self.begins(at, pattern) {
                    best.push(Reverse(rank));
                    if best.len() > room {
                        best.pop();
                    }
                }
            }
        }
        let mut meanings = HashSet::new();
        let best = best.into_sorted_vec().into_iter();
        best.map(|Reverse(rank)| rank.entry)
            .filter(|entry| meanings.insert(self.table.meaning(*entry)))
            .take(limit)
            .map(|entry| Found {
                text: self.table.spelling(entry).to_owned(),
                articles: self.table.articles(entry),
            })
            .collect()
    }

    /// The entries whose keys begin as the pattern without its marks.
    fn range(&self, pattern: &Pattern) -> Range<usize> {
        let prefix = pattern.key();
        let start = self.table.first(0, |key| key < prefix.as_str());
        let end = self
            .table
            .first(start, |key| key.starts_with(prefix.as_str()));
        start..end
    }

    fn rank(&self, entry: usize) -> Rank {
        Rank {
            score: self.table.score(entry),
            is_written_out: self.table.is_written_out(entry),
            entry,
        }
    }

    /// Whether an entry begins as the pattern, marks included.
    fn begins(&self, entry: usize, pattern: &Pattern) -> bool {
        let mut terms = self.table.terms(entry).split(' ');
        let whole = pattern.whole.iter().all(|asked| {
            let term = terms.next();
            term.is_some_and(|term| adds_marks(asked, term))
        });
        whole
            && match (&pattern.start, terms.next()) {
                (Some(start), Some(term)) => adds_marks_to_start(start, term),
                (Some(_), None) => false,
                (None, next) => next.is_some() || !pattern.goes_on,
            }
    }
}

/// What entries are ordered by: a phrase found by its own words is better than by those it abbreviates.
#[derive(Clone, Copy, PartialEq)]
struct Rank {
    score: f32,
    is_written_out: bool,
    entry: usize,
}

impl Eq for Rank {}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Rank) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Rank) -> std::cmp::Ordering {
        self.score
            .total_cmp(&other.score)
            .then(other.is_written_out.cmp(&self.is_written_out))
            .then(other.entry.cmp(&self.entry))
    }
}

impl Pattern {
    fn words(&self) -> usize {
        self.whole.len() + usize::from(self.start.is_some())
    }

    /// What keys begin with.
    fn key(&self) -> String {
        let mut key = String::new();
        for term in self.whole.iter().chain(&self.start) {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(&fold(term));
        }
        key
    }
}

/// The words of a sequence, by their numbers.
fn words(sequences: &[Sequence], sequence: usize) -> Vec<u32> {
    let mut words = Vec::new();
    let mut next = Some(sequence as u32);
    while let Some(number) = next {
        let sequence = &sequences[number as usize];
        words.push(sequence.term);
        next = sequence.parent;
    }
    words.reverse();
    words
}

fn push_term(terms: &mut String, term: &str) {
    if !terms.is_empty() {
        terms.push(' ');
    }
    terms.push_str(term);
}

/// What tells phrases that mean the same.
fn meaning(terms: &str) -> u64 {
    xxh3_64(terms.as_bytes())
}
