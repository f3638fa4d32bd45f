//! The phrases that a text being typed is completed by.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashSet};
use std::ops::Range;

use rustc_hash::FxHashMap;
use timtin_tokenizer::{Lexicon, adds_marks, adds_marks_to_start, fold};
use xxhash_rust::xxh3::xxh3_64;

use super::choice::{Choice, choose};
use super::growth::{Least, Sequence, grow};
use super::headlines::Headlines;
use super::spelling::Speller;
use super::typed::{Pattern, terms};

/// So many are kept, those of most articles.
const MAX_PHRASES: usize = 200_000;
/// So many words of its long form must be typed before an abbreviation is shown for it.
const MIN_WRITTEN_OUT: usize = 3;

/// Phrases of the articles of a commit, by the letters they begin with.
#[derive(Default)]
pub(crate) struct Phrases {
    phrases: Vec<Phrase>,
    /// What the phrases are found by, in the order of their keys.
    entries: Vec<Entry>,
    /// Keys and terms, and spellings of long forms.
    text: String,
    /// Tells how phrases of headlines are written. So few are shown that it is not told before.
    speller: Speller,
    /// Where phrases of headlines start there, and how many words they have.
    places: Vec<(u32, u32)>,
}

struct Phrase {
    spelling: Spelling,
    articles: u32,
    score: f32,
    /// Phrases that differ in abbreviations alone mean the same.
    meaning: u64,
}

enum Spelling {
    /// As these places of headlines have it.
    Told(Range<u32>),
    Written(Range<u32>),
}

struct Entry {
    /// The terms without marks.
    key: Range<u32>,
    /// Canonical terms with spaces between.
    terms: Range<u32>,
    phrase: u32,
    /// Whether the phrase has abbreviations which these terms write out.
    is_written_out: bool,
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
    /// The phrases of these headlines and those long forms that articles define, with how many do. With
    /// few articles a phrase of a single headline counts too.
    pub(super) fn new(
        headlines: Headlines,
        long_forms: impl Iterator<Item = (String, u32)>,
        lexicon: &Lexicon,
        is_small: bool,
    ) -> Phrases {
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
        let mut made = Phrases {
            speller,
            ..Phrases::default()
        };
        made.add_headlines(&sequences, &chosen, lexicon);
        made.add_long_forms(long_forms, least.of_headlines);
        let mut entries = std::mem::take(&mut made.entries);
        entries.sort_unstable_by(|one, other| {
            let order = made.text(&one.key).cmp(made.text(&other.key));
            order.then_with(|| made.text(&one.terms).cmp(made.text(&other.terms)))
        });
        Phrases { entries, ..made }
    }

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
            let start = self.places.len() as u32;
            for sequence in &draft.sequences {
                let sequence = &sequences[*sequence];
                let words = sequence.words as u32;
                let places = sequence.samples.iter().map(|start| (*start, words));
                self.places.extend(places);
            }
            let spelling = Spelling::Told(start..self.places.len() as u32);
            let (own, written_out) = (&draft.own, &draft.written_out);
            let phrase = self.add(spelling, draft.articles, draft.score, own, written_out);
            if let Some((own, written_out)) = &draft.rest {
                self.add_entries(phrase, own, written_out);
            }
        }
    }

    fn add_long_forms(&mut self, long_forms: impl Iterator<Item = (String, u32)>, least: u32) {
        let known: HashSet<u64> = self.phrases.iter().map(|phrase| phrase.meaning).collect();
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
                let spelling = Spelling::Written(self.append(&spelling));
                self.add(spelling, articles, articles as f32, &terms, &terms);
            }
        }
    }

    /// Adds a phrase and tells its number.
    fn add(
        &mut self,
        spelling: Spelling,
        articles: u32,
        score: f32,
        own: &str,
        written_out: &str,
    ) -> u32 {
        let phrase = self.phrases.len() as u32;
        self.phrases.push(Phrase {
            spelling,
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
        let entry = Entry {
            key: self.append(&fold(terms)),
            terms: self.append(terms),
            phrase,
            is_written_out,
        };
        self.entries.push(entry);
    }

    fn append(&mut self, piece: &str) -> Range<u32> {
        let start = self.text.len() as u32;
        self.text.push_str(piece);
        start..self.text.len() as u32
    }

    fn text(&self, range: &Range<u32>) -> &str {
        let range = range.start as usize..range.end as usize;
        self.text.get(range).unwrap_or_default()
    }

    /// Whether these words are a phrase, whole.
    pub(super) fn has(&self, words: &[String]) -> bool {
        let pattern = Pattern {
            whole: words.to_vec(),
            start: None,
            goes_on: false,
        };
        let key = pattern.key();
        let start = self
            .entries
            .partition_point(|entry| self.text(&entry.key) < key.as_str());
        (start..self.entries.len())
            .take_while(|at| self.text(&self.entries[*at].key) == key)
            .any(|at| self.begins(at, &pattern))
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
        let phrases =
            best.map(|Reverse(rank)| &self.phrases[self.entries[rank.entry].phrase as usize]);
        phrases
            .filter(|phrase| meanings.insert(phrase.meaning))
            .take(limit)
            .map(|phrase| Found {
                text: self.spell(phrase),
                articles: phrase.articles,
            })
            .collect()
    }

    fn spell(&self, phrase: &Phrase) -> String {
        match &phrase.spelling {
            Spelling::Told(places) => {
                let places = places.start as usize..places.end as usize;
                self.speller
                    .spell(self.places.get(places).unwrap_or_default())
            }
            Spelling::Written(text) => self.text(text).to_owned(),
        }
    }

    /// The entries whose keys begin as the pattern without its marks.
    fn range(&self, pattern: &Pattern) -> Range<usize> {
        let prefix = pattern.key();
        let key = |entry: &Entry| self.text(&entry.key);
        let start = self
            .entries
            .partition_point(|entry| key(entry) < prefix.as_str());
        let rest = &self.entries[start..];
        let len = rest.partition_point(|entry| key(entry).starts_with(prefix.as_str()));
        start..start + len
    }

    fn rank(&self, entry: usize) -> Rank {
        let found = &self.entries[entry];
        Rank {
            score: self.phrases[found.phrase as usize].score,
            is_written_out: found.is_written_out,
            entry,
        }
    }

    /// Whether an entry begins as the pattern, marks included.
    fn begins(&self, entry: usize, pattern: &Pattern) -> bool {
        let mut terms = self.text(&self.entries[entry].terms).split(' ');
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
