//! The phrases that a text being typed is completed by.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::ops::Range;

use timtin_tokenizer::{Lexicon, adds_marks, adds_marks_to_start, fold};
use xxhash_rust::xxh3::xxh3_64;

use super::growth::{Sequence, grow};
use super::headlines::Headlines;
use super::spelling::Speller;
use super::typed::{Pattern, long_form, terms};

/// So many are kept, those of most articles.
const MAX_PHRASES: usize = 200_000;
/// With fewer headlines than this a phrase of a single one counts.
const FEW_HEADLINES: usize = 2000;
/// A phrase that goes on in the same way in this share of its articles is only the beginning of one.
const COVERED: f32 = 0.8;

/// Phrases of the articles of a commit, by the letters they begin with.
#[derive(Default)]
pub(crate) struct Phrases {
    phrases: Vec<Phrase>,
    /// What the phrases are found by, in the order of their keys.
    entries: Vec<Entry>,
    /// Spellings, keys and terms.
    text: String,
}

struct Phrase {
    text: Range<u32>,
    articles: u32,
    score: f32,
    /// Phrases that differ in abbreviations alone mean the same.
    meaning: u64,
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

/// A phrase that completes what was typed.
pub(super) struct Found<'p> {
    pub(super) text: &'p str,
    pub(super) articles: u32,
}

/// A phrase on its way into the table.
struct Draft {
    text: String,
    terms: String,
    /// The terms with abbreviations written out.
    written_out: Option<String>,
    articles: u32,
    score: f32,
}

impl Phrases {
    /// The phrases of these headlines and those long forms that articles define, with how many do.
    pub(super) fn new(
        headlines: &Headlines,
        long_forms: impl Iterator<Item = (String, u32)>,
        lexicon: &Lexicon,
    ) -> Phrases {
        let least = if headlines.len() < FEW_HEADLINES {
            1
        } else {
            2
        };
        let sequences = grow(headlines, least);
        let speller = Speller::new(headlines);
        let mut chosen = choose(headlines, &sequences);
        chosen.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        chosen.truncate(MAX_PHRASES);
        let mut drafts: Vec<Draft> = Vec::with_capacity(chosen.len());
        for (number, score) in chosen {
            let sequence = &sequences[number];
            let text = speller.spell(sequence);
            drafts.push(Draft::new(text, sequence.articles, score, lexicon));
        }
        let known: HashSet<String> = drafts.iter().map(|draft| draft.terms.clone()).collect();
        let mut others: HashMap<String, (u32, String, u32)> = HashMap::new();
        for (text, articles) in long_forms {
            let terms = terms(&text);
            if terms.contains(' ') && !known.contains(&terms) {
                let other = others.entry(terms).or_insert((0, String::new(), 0));
                other.2 += articles;
                if (articles, &text) > (other.0, &other.1) {
                    (other.0, other.1) = (articles, text);
                }
            }
        }
        for (_, text, articles) in others.into_values() {
            if articles >= least {
                drafts.push(Draft::new(text, articles, articles as f32, lexicon));
            }
        }
        Phrases::of(drafts)
    }

    fn of(drafts: Vec<Draft>) -> Phrases {
        let mut made = Phrases::default();
        for draft in drafts {
            let phrase = made.phrases.len() as u32;
            let meaning = draft.written_out.as_ref().unwrap_or(&draft.terms);
            let meaning = xxh3_64(meaning.as_bytes());
            let text = made.append(&draft.text);
            made.phrases.push(Phrase {
                text,
                articles: draft.articles,
                score: draft.score,
                meaning,
            });
            let own = (Some(&draft.terms), false);
            for (terms, is_written_out) in [own, (draft.written_out.as_ref(), true)] {
                let Some(terms) = terms else { continue };
                let entry = Entry {
                    key: made.append(&fold(terms)),
                    terms: made.append(terms),
                    phrase,
                    is_written_out,
                };
                made.entries.push(entry);
            }
        }
        let mut entries = std::mem::take(&mut made.entries);
        entries.sort_by(|one, other| made.text(&one.key).cmp(made.text(&other.key)));
        Phrases { entries, ..made }
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

    /// The phrases that begin with one of the patterns, best first.
    pub(super) fn complete(&self, patterns: &[Pattern], limit: usize) -> Vec<Found<'_>> {
        // Several may mean the same.
        let room = limit.saturating_mul(4).saturating_add(16);
        let mut best: BinaryHeap<Reverse<Rank>> = BinaryHeap::new();
        for pattern in patterns {
            for at in self.range(pattern) {
                let rank = self.rank(at);
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
            .map(|phrase| Found {
                text: self.text(&phrase.text),
                articles: phrase.articles,
            })
            .take(limit)
            .collect()
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

impl Draft {
    fn new(text: String, articles: u32, score: f32, lexicon: &Lexicon) -> Draft {
        let written_out = written_out(&text, lexicon);
        Draft {
            terms: terms(&text),
            written_out,
            text,
            articles,
            score,
        }
    }
}

/// The terms of a text with abbreviations written out, where it has any.
fn written_out(text: &str, lexicon: &Lexicon) -> Option<String> {
    let mut out = String::new();
    let mut is_other = false;
    for word in text.split(' ') {
        let word = word.trim_matches(',');
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        let long = match capitals >= 2 {
            true => long_form(word, lexicon),
            false => None,
        };
        is_other |= long.is_some();
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&long.map_or_else(|| terms(word), |terms| terms.join(" ")));
    }
    is_other.then_some(out)
}

/// The sequences that are phrases, by their numbers, with their scores.
fn choose(headlines: &Headlines, sequences: &[Sequence]) -> Vec<(usize, f32)> {
    let edges = Edges::new(headlines);
    // In how many articles the most frequent phrase stands that goes on a sequence.
    let mut longer = vec![0_u32; sequences.len()];
    let mut chosen = Vec::new();
    for (number, sequence) in sequences.iter().enumerate().rev() {
        let is_phrase = edges.may_end(sequence.term) && edges.may_start(first(sequences, sequence));
        let covered = longer[number];
        let own = if is_phrase { sequence.articles } else { 0 };
        if let Some(parent) = sequence.parent {
            let parent = &mut longer[parent as usize];
            *parent = (*parent).max(own).max(covered);
        }
        let articles = sequence.articles as f32;
        if is_phrase
            && covered as f32 <= COVERED * articles
            && edges.is_telling(headlines, sequence)
        {
            chosen.push((number, articles - 0.5 * covered as f32));
        }
    }
    chosen
}

fn first(sequences: &[Sequence], sequence: &Sequence) -> u32 {
    let mut first = sequence;
    while let Some(parent) = first.parent {
        first = &sequences[parent as usize];
    }
    first.term
}

/// At which words phrases start and end.
struct Edges {
    starts: Vec<bool>,
    ends: Vec<bool>,
}

/// Words that no phrase starts with.
const NO_START: &[&str] = &[
    "và", "của", "với", "cho", "tại", "ở", "bởi", "mà", "thì", "là", "để", "bị", "được", "những",
    "các", "này", "đó", "đã", "cũng", "nhưng", "hoặc", "rằng", "sẽ", "đang", "vẫn", "do", "như",
    "hay", "từ", "đến", "trong", "ra", "vào", "lên", "theo", "trên", "khi", "nếu", "nên", "còn",
    "lại", "có", "một", "về", "trước", "sau", "vì", "rồi", "cùng", "bằng", "qua", "giữa", "đi",
];
/// Words that no phrase ends with, besides.
const NO_END: &[&str] = &[
    "không",
    "chưa",
    "chỉ",
    "hơn",
    "gần",
    "nhiều",
    "mọi",
    "mỗi",
    "ông",
    "bà",
    "dưới",
    "khỏi",
    "mới",
    "rất",
    "quá",
    "hai",
    "phải",
    "cần",
    "muốn",
    "dù",
    "sắp",
    "vừa",
    "càng",
    "nhất là",
    "tới",
];

impl Edges {
    fn new(headlines: &Headlines) -> Edges {
        let is_in = |term: &String, lists: &[&[&str]]| {
            lists.iter().any(|list| list.contains(&term.as_str()))
        };
        let terms = headlines.terms.iter();
        Edges {
            starts: terms
                .clone()
                .map(|term| !is_in(term, &[NO_START]))
                .collect(),
            ends: terms
                .map(|term| !is_in(term, &[NO_START, NO_END]))
                .collect(),
        }
    }

    fn may_start(&self, term: u32) -> bool {
        self.starts[term as usize]
    }

    fn may_end(&self, term: u32) -> bool {
        self.ends[term as usize]
    }

    /// Whether a sequence says something: more than a letter or a number.
    fn is_telling(&self, headlines: &Headlines, sequence: &Sequence) -> bool {
        let term = &headlines.terms[sequence.term as usize];
        sequence.words > 1
            || (term.chars().filter(|c| c.is_alphabetic()).count() > 1
                && !term.starts_with(|c: char| c.is_numeric()))
    }
}
