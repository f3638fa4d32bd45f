//! Which sequences of words are phrases that someone would search for, and how good each is.

use rustc_hash::FxHashMap;

use super::growth::{Least, Sequence};
use super::headlines::Headlines;
use super::spelling::Speller;

/// A sequence that goes on in the same way in this share of its articles is only the beginning of a
/// phrase, and one that always has the same word before it is only the end of one.
const COVERED: f32 = 0.8;
/// So many articles must say that a sequence is only the end of a phrase.
const MIN_BEHIND: u32 = 3;
/// What of the articles that have a longer phrase counts against a phrase itself.
const LONGER_WEIGHT: f32 = 0.5;
/// A phrase counts half whose words stand together so many times as often as by chance.
const USUAL_LIFT: f32 = 30.0;
/// What a phrase of one small syllable counts: it is mostly a part of words.
const SYLLABLE_WEIGHT: f32 = 0.02;
/// A syllable that ends so small a share of the clauses it is in asks for more behind it.
const MIN_ENDS: f32 = 0.045;
/// A phrase that ends a clause in this share of its places needs no more behind it, whatever its last word.
const FINISHED: f32 = 0.25;
/// So often any word is taken to be seen beforehand, ending clauses as words usually do.
const SMOOTHING: f32 = 10.0;
/// The share of its places in which a word ends a clause that may well end a phrase.
const USUAL_RATE: f32 = 0.08;
/// A phrase with less weight is none.
const MIN_WEIGHT: f32 = 0.2;

/// A phrase, by the number of its sequence.
pub(super) struct Choice {
    pub(super) sequence: usize,
    pub(super) score: f32,
}

/// The phrases among the sequences that `least` articles have.
pub(super) fn choose(speller: &Speller, sequences: &[Sequence], least: Least) -> Vec<Choice> {
    let headlines = speller.headlines();
    let edges = Edges::new(headlines);
    let suffixes = suffixes(sequences);
    let before = before(&edges, sequences, &suffixes);
    // In how many articles the most frequent phrase stands that goes on a sequence.
    let mut longer = vec![0_u32; sequences.len()];
    let mut chosen = Vec::new();
    for (number, sequence) in sequences.iter().enumerate().rev() {
        let is_phrase = edges.is_phrase(sequence);
        let covered = longer[number];
        let own = if is_phrase { sequence.articles } else { 0 };
        if let Some(parent) = sequence.parent {
            let parent = &mut longer[parent as usize];
            *parent = (*parent).max(own).max(covered);
        }
        let articles = sequence.articles as f32;
        let is_start = covered as f32 >= COVERED * articles;
        let is_end = before[number] as f32 >= COVERED * articles
            && (sequence.articles >= MIN_BEHIND || least.of_headlines > 1);
        if !is_phrase || is_start || is_end {
            continue;
        }
        let weight = match sequence.parent {
            Some(parent) => {
                let (parent, suffix) = (parent as usize, suffixes[number]);
                let term = &sequences[suffixes_end(sequences, &suffixes, number)];
                let first = &sequences[first(sequences, number)];
                let lift = |one: &Sequence, other: &Sequence| {
                    let chance = one.articles as f32 * other.articles as f32;
                    articles * headlines.words_written() as f32 / chance
                };
                let behind = lift(&sequences[parent], term);
                let lift = match suffix {
                    Some(suffix) => behind.min(lift(first, &sequences[suffix as usize])),
                    None => behind,
                };
                edges.weight(lift, sequence)
            }
            None if speller.is_small_syllable(sequence.term) => SYLLABLE_WEIGHT,
            None => 1.0,
        };
        if sequence.parent.is_some() && weight < MIN_WEIGHT {
            continue;
        }
        let score = (articles - LONGER_WEIGHT * covered as f32) * weight;
        chosen.push(Choice {
            sequence: number,
            score,
        });
    }
    chosen
}

/// The sequence of the last word of a sequence alone.
fn suffixes_end(sequences: &[Sequence], suffixes: &[Option<u32>], number: usize) -> usize {
    let mut at = number;
    while let Some(suffix) = suffixes[at] {
        at = suffix as usize;
    }
    debug_assert!(sequences[at].term == sequences[number].term);
    at
}

/// The first word of a sequence, as a sequence.
fn first(sequences: &[Sequence], number: usize) -> usize {
    let mut at = number;
    while let Some(parent) = sequences[at].parent {
        at = parent as usize;
    }
    at
}

/// For each sequence the one without its first word: as many headlines have it, so it is there.
fn suffixes(sequences: &[Sequence]) -> Vec<Option<u32>> {
    let mut children: FxHashMap<(Option<u32>, u32), u32> = FxHashMap::default();
    let mut suffixes: Vec<Option<u32>> = Vec::with_capacity(sequences.len());
    for (number, sequence) in sequences.iter().enumerate() {
        children.insert((sequence.parent, sequence.term), number as u32);
        suffixes.push(sequence.parent.and_then(|parent| {
            let parent = suffixes[parent as usize];
            children.get(&(parent, sequence.term)).copied()
        }));
    }
    suffixes
}

/// For each sequence in how many articles it stands behind its most frequent word before it, that a
/// phrase may start with.
fn before(edges: &Edges, sequences: &[Sequence], suffixes: &[Option<u32>]) -> Vec<u32> {
    let mut before = vec![0_u32; sequences.len()];
    for (sequence, suffix) in sequences.iter().zip(suffixes) {
        if let Some(suffix) = suffix
            && edges.starts[sequence.first as usize]
        {
            let before = &mut before[*suffix as usize];
            *before = (*before).max(sequence.articles);
        }
    }
    before
}

/// At which words phrases start and end.
struct Edges {
    starts: Vec<bool>,
    ends: Vec<bool>,
    /// Which words ask for more behind them, though they may end a phrase that often ends clauses.
    unfinished: Vec<bool>,
    /// Whether a word alone says something: it is more than a letter or a number.
    alone: Vec<bool>,
    /// In what share of its places a word ends a clause.
    rates: Vec<f32>,
}

/// Words that no phrase starts or ends with.
pub(super) const FUNCTION_WORDS: &[&str] = &[
    "và",
    "của",
    "với",
    "cho",
    "tại",
    "ở",
    "bởi",
    "mà",
    "thì",
    "là",
    "để",
    "bị",
    "được",
    "những",
    "các",
    "này",
    "đó",
    "đã",
    "cũng",
    "nhưng",
    "hoặc",
    "rằng",
    "sẽ",
    "đang",
    "vẫn",
    "do",
    "như",
    "hay",
    "từ",
    "đến",
    "trong",
    "ra",
    "vào",
    "lên",
    "theo",
    "trên",
    "khi",
    "nếu",
    "nên",
    "còn",
    "lại",
    "có",
    "có thể",
    "không thể",
    "một",
    "về",
    "trước",
    "sau",
    "vì",
    "rồi",
    "cùng",
    "bằng",
    "qua",
    "giữa",
    "đi",
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
        let counts = headlines.ends();
        let all: (u32, u32) = counts
            .iter()
            .fold((0, 0), |(seen, ends), one| (seen + one.0, ends + one.1));
        let usual = all.1 as f32 / all.0.max(1) as f32;
        let rate = |(seen, ends): (u32, u32)| {
            (ends as f32 + SMOOTHING * usual) / (seen as f32 + SMOOTHING)
        };
        let rates: Vec<f32> = counts.into_iter().map(rate).collect();
        let syllables = headlines.terms.iter().enumerate();
        let syllables = syllables.filter(|(_, term)| !term.contains(' '));
        let syllables: FxHashMap<&str, usize> = syllables
            .map(|(number, term)| (term.as_str(), number))
            .collect();
        let mut edges = Edges {
            starts: Vec::with_capacity(rates.len()),
            ends: Vec::with_capacity(rates.len()),
            unfinished: Vec::with_capacity(rates.len()),
            alone: Vec::with_capacity(rates.len()),
            rates,
        };
        for (number, term) in headlines.terms.iter().enumerate() {
            let is_function_word = FUNCTION_WORDS.contains(&term.as_str());
            // A syllable asks for more behind it, also at the end of what only looks like a word.
            let last = term.rsplit(' ').next().and_then(|last| syllables.get(last));
            let asks_for_more = last.is_some_and(|last| {
                edges.rates[*last] < MIN_ENDS && edges.rates[number] < MIN_ENDS
            });
            let letters = term.chars().filter(|c| c.is_alphabetic()).count();
            let says_something = letters > 1 && !term.starts_with(char::is_numeric);
            edges.starts.push(!is_function_word);
            edges
                .ends
                .push(!is_function_word && !NO_END.contains(&term.as_str()));
            edges.unfinished.push(asks_for_more);
            edges
                .alone
                .push(says_something && !(asks_for_more && term.contains(' ')));
        }
        edges
    }

    fn is_phrase(&self, sequence: &Sequence) -> bool {
        let (first, last) = (sequence.first as usize, sequence.term as usize);
        let of_places = sequence.ends as f32 / sequence.articles as f32;
        let is_finished = match sequence.articles {
            // What only one headline says may be cut anywhere: it is taken to its end.
            1 => sequence.ends > 0,
            _ => of_places >= FINISHED || !self.unfinished[last],
        };
        self.starts[first]
            && match sequence.parent {
                Some(_) => self.ends[last] && is_finished,
                None => self.alone[last],
            }
    }

    /// How much it speaks for a phrase of several words that they stand together so many times as often
    /// as by chance: half when it is as much as is usual, and more is asked for the seldomer the phrase
    /// and its last word end a clause, as verbs do that have an object.
    fn weight(&self, lift: f32, sequence: &Sequence) -> f32 {
        let rate = self.rates[sequence.term as usize];
        let ends = sequence.ends as f32 + SMOOTHING * rate;
        let rate = ends / (sequence.articles as f32 + SMOOTHING);
        let asked = (USUAL_RATE / rate).clamp(0.5, 8.0);
        lift / (lift + USUAL_LIFT * asked)
    }
}
