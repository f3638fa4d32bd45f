//! Words side by side, and the readings that are likeliest together.

use std::collections::HashMap;

use rayon::prelude::*;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};
use timtin_tokenizer::extensions;

use super::Reading;
use super::places::count;
use crate::analysis::term;
use crate::error::Result;
use crate::query::Slot;
use crate::search::postings::{Alternative, idf};

/// So many readings of a syllable are compared, the most frequent ones.
const MAX_READINGS: usize = 8;
/// Documents looked at for all pairs of a query, and for each at least.
const SAMPLE: usize = 3000;
const MIN_SAMPLE: usize = 300;
/// The share of the syllables of news that have no mark when all are typed (12,000 syllables of headlines).
const WITHOUT_MARKS: f64 = 0.18;
/// A single word loses its marks so often.
const LEAST_LOST: f64 = 0.02;
/// How many places a pair weighs that was seen nowhere, if its words were independent.
const SMOOTHING: f64 = 2.0;

/// A word and what it may be.
pub(super) struct Word {
    /// What stands for it in the index, however it reads.
    pub(super) any: Vec<Alternative>,
    /// The canonical terms and their shares of the word's documents.
    pub(super) readings: Vec<(String, f64)>,
    /// The inverse document frequencies of `readings`.
    idfs: Vec<f32>,
    /// Whether it was typed without marks.
    pub(super) free: bool,
    /// The canonical term of the word as it was typed.
    typed: String,
}

impl Word {
    fn new(searcher: &Searcher, field: Field, slot: &Slot) -> Result<Word> {
        let free = slot.is_free();
        let terms = if free {
            let mut terms = extensions(&slot.term);
            terms.push(slot.term.clone());
            terms
        } else {
            vec![slot.term.clone()]
        };
        let mut readings = Vec::with_capacity(terms.len());
        for reading in terms {
            let documents = searcher.doc_freq(&Term::from_field_text(field, &reading))?;
            if documents > 0 {
                readings.push((reading, documents as f64));
            }
        }
        readings.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        readings.truncate(MAX_READINGS);
        let idfs = readings
            .iter()
            .map(|(_, documents)| idf(*documents as u64, searcher.num_docs()))
            .collect();
        let all: f64 = readings.iter().map(|(_, documents)| documents).sum();
        for (_, documents) in &mut readings {
            *documents /= all;
        }
        let any = match free {
            true => term::of(term::FOLDED, &slot.term),
            false => slot.term.clone(),
        };
        Ok(Word {
            any: vec![(Term::from_field_text(field, &any), 1.0)],
            readings,
            idfs,
            free,
            typed: slot.term.clone(),
        })
    }
}

/// Words in a row with what was counted of each pair of neighbours.
pub(super) struct Chain {
    words: Vec<Word>,
    pairs: Vec<Pair>,
    /// The logarithm of the likelihood that a word lost the marks it has.
    lost: f64,
}

/// How often the readings of a word and of the next one were seen side by side.
#[derive(Default)]
pub(super) struct Pair {
    pub(super) seen: HashMap<(usize, usize), f64>,
    pub(super) all: f64,
}

impl Chain {
    pub(super) fn new(searcher: &Searcher, field: Field, slots: &[Slot]) -> Result<Chain> {
        let words = slots
            .par_iter()
            .map(|slot| Word::new(searcher, field, slot))
            .collect::<Result<Vec<_>>>()?;
        let sample = MIN_SAMPLE.max(SAMPLE / words.len());
        let pairs = words.par_windows(2).enumerate().map(|(at, pair)| {
            let undecided = pair.iter().any(|word| word.readings.len() > 1);
            match undecided {
                true => count(searcher, field, &words, at, sample),
                false => Ok(Pair::default()),
            }
        });
        let pairs = pairs.collect::<Result<Vec<_>>>()?;
        let free = words.iter().filter(|word| word.free).count();
        let lost = lost(free, words.len()).ln();
        Ok(Chain { words, pairs, lost })
    }

    /// The readings that are likeliest together (Viterbi), for words typed without marks.
    pub(super) fn likeliest(&self) -> Vec<Option<Reading>> {
        let (ahead, back) = (self.ways_to(best_way), self.ways_from(best_way));
        let likelihoods = self.likelihoods();
        let mut chosen: Vec<Option<Reading>> = Vec::with_capacity(self.words.len());
        let mut before = None;
        for (at, word) in self.words.iter().enumerate() {
            // The best way through each reading; among equal ones the one that fits what was chosen.
            let fits = |reading: usize| {
                let from = |before| self.step(at, before, reading);
                back[at][reading] + before.map_or(ahead[at][reading], from)
            };
            let best = (0..word.readings.len()).max_by(|a, b| fits(*a).total_cmp(&fits(*b)));
            before = best;
            let likelihoods = &likelihoods[at];
            chosen.push(best.filter(|_| word.free).map(|best| {
                Reading {
                    term: word.readings[best].0.clone(),
                    margin: margin(likelihoods, best),
                    idf: likelihoods
                        .iter()
                        .zip(&word.idfs)
                        .map(|(p, idf)| p * idf)
                        .sum(),
                }
            }));
        }
        chosen
    }

    /// For each word how likely each of its readings is, all ways through the others together.
    fn likelihoods(&self) -> Vec<Vec<f32>> {
        let (ahead, back) = (self.ways_to(all_ways), self.ways_from(all_ways));
        let through = ahead.iter().zip(&back).map(|(ahead, back)| {
            let through: Vec<f64> = ahead.iter().zip(back).map(|(to, from)| to + from).collect();
            let all = all_ways(&through);
            through.iter().map(|way| (way - all).exp() as f32).collect()
        });
        through.collect()
    }

    /// For each reading of each word the likelihood of the ways to it from the left, made one by `join`.
    fn ways_to(&self, join: fn(&[f64]) -> f64) -> Vec<Vec<f64>> {
        let mut ways: Vec<Vec<f64>> = Vec::with_capacity(self.words.len());
        for (at, word) in self.words.iter().enumerate() {
            let way = |reading: usize| {
                let before = at.checked_sub(1).map_or(&[][..], |before| &ways[before]);
                if before.is_empty() {
                    return word.readings[reading].1.ln() + self.prior(at, reading);
                }
                let steps = before.iter().enumerate();
                let steps: Vec<f64> = steps
                    .map(|(other, way)| way + self.step(at, other, reading))
                    .collect();
                join(&steps)
            };
            let all = (0..word.readings.len()).map(way).collect();
            ways.push(all);
        }
        ways
    }

    /// For each reading of each word the likelihood of the ways from it to the right, made one by `join`.
    fn ways_from(&self, join: fn(&[f64]) -> f64) -> Vec<Vec<f64>> {
        let mut ways: Vec<Vec<f64>> = Vec::with_capacity(self.words.len());
        for (at, word) in self.words.iter().enumerate().rev() {
            let way = |reading: usize| {
                let next = ways.last().map_or(&[][..], |next| next);
                if next.is_empty() {
                    return 0.0;
                }
                let steps = next.iter().enumerate();
                let steps: Vec<f64> = steps
                    .map(|(other, way)| way + self.step(at + 1, reading, other))
                    .collect();
                join(&steps)
            };
            let all = (0..word.readings.len()).map(way).collect();
            ways.push(all);
        }
        ways.reverse();
        ways
    }

    /// The logarithm of the likelihood of word `at` being `reading` behind `before`.
    fn step(&self, at: usize, before: usize, reading: usize) -> f64 {
        let (left, right) = (
            self.words[at - 1].readings[before].1,
            self.words[at].readings[reading].1,
        );
        self.pairs[at - 1].likelihood(before, reading, left * right) - left.ln()
            + self.prior(at, reading)
    }

    /// The logarithm of the likelihood that a reading of word `at` was typed as it was, up to a constant.
    fn prior(&self, at: usize, reading: usize) -> f64 {
        let word = &self.words[at];
        match word.free && word.readings[reading].0 != word.typed {
            true => self.lost,
            false => 0.0,
        }
    }
}

/// The likelihood that a word lost its marks in a query of `len` words of which `free` have none: nobody leaves
/// them out in one word and types them in all others, but some words have none.
fn lost(free: usize, len: usize) -> f64 {
    let unmarked = free as f64 / len.max(1) as f64;
    ((unmarked - WITHOUT_MARKS) / (1.0 - WITHOUT_MARKS)).max(LEAST_LOST)
}

/// How much likelier one of several is than any other.
fn margin(likelihoods: &[f32], one: usize) -> f32 {
    let others = likelihoods.iter().enumerate().filter(|(at, _)| *at != one);
    let next = others
        .map(|(_, likelihood)| *likelihood)
        .fold(0.0, f32::max);
    (likelihoods[one] - next).max(0.0)
}

/// The likelihood of the best of several ways, as logarithms.
fn best_way(ways: &[f64]) -> f64 {
    ways.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// The likelihood of several ways together, as logarithms.
fn all_ways(ways: &[f64]) -> f64 {
    let best = best_way(ways);
    if best == f64::NEG_INFINITY {
        return best;
    }
    best + ways.iter().map(|way| (way - best).exp()).sum::<f64>().ln()
}

impl Pair {
    /// The logarithm of the likelihood of two readings side by side.
    fn likelihood(&self, left: usize, right: usize, independent: f64) -> f64 {
        let seen = self.seen.get(&(left, right)).copied().unwrap_or_default();
        ((seen + SMOOTHING * independent) / (self.all + SMOOTHING)).ln()
    }
}
