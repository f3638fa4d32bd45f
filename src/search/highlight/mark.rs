//! Which of the places where the words of a query stand are marked.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::postings::last_of_sequence;
use super::standing::{Found, Standing, within};
use crate::fragment::is_abbreviation;
use crate::query::{Plan, Run};

/// Of a run that is no phrase so many words are marked: a bit of a number each.
pub(super) const MAX_SLOTS: usize = 64;
/// What a mark that is part of a longer match counts in the choice of fragments.
const TOGETHER: f32 = 2.0;

/// A marked word or phrase.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// The positions of its first and of its last word.
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) run: usize,
    /// Which words of the run these are.
    pub(super) slot: usize,
    last_slot: usize,
    weight: f32,
}

impl Mark {
    /// Which word of the query it is, so that a fragment with different ones wins.
    fn word(&self) -> (usize, usize) {
        (self.run, self.slot)
    }

    pub(super) fn is_phrase(&self) -> bool {
        self.last_slot != self.slot
    }

    /// Its first word among what was found.
    pub(super) fn words<'f>(&self, found: &'f [Found]) -> impl Iterator<Item = &'f Found> {
        at(found, self.first, self.run, self.slot)
    }

    /// The bytes that are marked; `None` if the word is not among what was found.
    pub(super) fn span(&self, found: &[Found]) -> Option<Range<usize>> {
        let start = self.words(found).map(|found| found.span.start).min()?;
        let last = at(found, self.last, self.run, self.last_slot);
        let end = last.map(|found| found.span.end).max()?;
        (start <= end).then_some(start..end)
    }
}

fn at(found: &[Found], position: u32, run: usize, slot: usize) -> impl Iterator<Item = &Found> {
    let here = within(found, |found| found.position, &(position..position + 1));
    here.iter()
        .filter(move |found| (found.run, found.slot) == (run, slot))
}

/// The marks in an article, in order.
pub(super) fn marks(plan: &Plan, standing: &Standing) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (at, (run, words)) in plan.runs.iter().zip(&standing.runs).enumerate() {
        let zone = standing.range(run.zone);
        let words: Vec<&[u32]> = words
            .iter()
            .map(|positions| within(positions, |position| *position, &zone))
            .collect();
        if run.phrase {
            marks.extend(phrase_marks(&words, run, at));
        } else {
            marks.extend(word_marks(&words, run, at));
        }
    }
    for (at, ((_, zone), positions)) in plan.prefixes.iter().zip(&standing.prefixes).enumerate() {
        let zone = standing.range(*zone);
        for position in within(positions, |position| *position, &zone) {
            marks.push(Mark {
                first: *position,
                last: *position,
                run: plan.runs.len() + at,
                slot: 0,
                last_slot: 0,
                weight: 1.0,
            });
        }
    }
    drop_strays(&mut marks);
    marks.sort_by_key(|mark| (mark.first, mark.last));
    marks
}

/// Where a word of the query stands beside its neighbour anywhere in an article, only such places
/// are marked: the `Bộ` of a ministry is not what `cán bộ` looks for.
fn drop_strays(marks: &mut Vec<Mark>) {
    let together = marks.iter().filter(|mark| mark.weight >= TOGETHER);
    let together: HashSet<(usize, usize)> = together.map(Mark::word).collect();
    marks.retain(|mark| mark.weight >= TOGETHER || !together.contains(&mark.word()));
}

/// Marks single words, those beside their neighbour in the query with more weight. Words that mean
/// something only as a whole are marked only so.
fn word_marks(words: &[&[u32]], run: &Run, at: usize) -> Vec<Mark> {
    let words = &words[..words.len().min(MAX_SLOTS)];
    let mut standing: Vec<(u32, u64)> = Vec::new();
    for (slot, positions) in words.iter().enumerate() {
        standing.extend(positions.iter().map(|position| (*position, 1 << slot)));
    }
    standing.sort_unstable();
    // By position: which words stand there.
    let mut places: Vec<(u32, u64)> = Vec::with_capacity(standing.len());
    for (position, bit) in standing {
        match places.last_mut() {
            Some((last, bits)) if *last == position => *bits |= bit,
            _ => places.push((position, bit)),
        }
    }
    let at_position = |position: u32| {
        places
            .binary_search_by_key(&position, |place| place.0)
            .map_or(0, |found| places[found].1)
    };
    let is_whole = |position: u32, slot: usize| {
        let whole = run.wholes.iter().find(|whole| whole.contains(&slot));
        whole.is_none_or(|whole| {
            whole.end <= words.len()
                && whole.clone().all(|other| {
                    (position + other as u32)
                        .checked_sub(slot as u32)
                        .is_some_and(|position| at_position(position) & (1 << other) != 0)
                })
        })
    };
    let beside = |position: u32, bits: u64| {
        let before = position.checked_sub(1).map_or(0, at_position) << 1;
        let after = at_position(position + 1) >> 1;
        bits & (before | after)
    };
    let mut marks = Vec::new();
    for (position, bits) in &places {
        let pairs = beside(*position, *bits);
        for slot in (0..words.len()).filter(|slot| bits & (1 << slot) != 0) {
            if is_whole(*position, slot) {
                let paired = pairs & (1 << slot) != 0;
                marks.push(Mark {
                    first: *position,
                    last: *position,
                    run: at,
                    slot,
                    last_slot: slot,
                    weight: if paired { TOGETHER } else { 1.0 },
                });
            }
        }
    }
    marks
}

/// Marks the places where all words of a phrase stand together, each as one.
fn phrase_marks(words: &[&[u32]], run: &Run, at: usize) -> Vec<Mark> {
    let Some((first, others)) = words.split_first() else {
        return Vec::new();
    };
    let marks = first.iter().filter_map(|start| {
        let last = last_of_sequence(*start, others, run.slop)?;
        Some(Mark {
            first: *start,
            last,
            run: at,
            slot: 0,
            last_slot: others.len(),
            weight: TOGETHER * words.len() as f32,
        })
    });
    marks.collect()
}

/// How much the marks of a fragment show: different words of the query count in full, repetitions little.
pub(super) fn worth(marks: &[&Mark]) -> f32 {
    let mut best: HashMap<(usize, usize), f32> = HashMap::new();
    for mark in marks {
        let entry = best.entry(mark.word()).or_default();
        *entry = entry.max(mark.weight);
    }
    // In the order of the words: sums of the same are the same.
    let mut best: Vec<_> = best.into_iter().collect();
    best.sort_unstable_by_key(|(word, _)| *word);
    best.iter().map(|(_, weight)| weight).sum::<f32>() + 0.1 * marks.len() as f32
}

/// Spans without overlaps, neighbours with only space or a hyphen between them as one.
pub(super) fn merge(text: &str, mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last)
                if span.start <= last.end
                    || is_gap(&text[..last.end], &text[last.end..span.start]) =>
            {
                last.end = last.end.max(span.end)
            }
            _ => merged.push(span),
        }
    }
    merged
}

/// Whether what stands between two marks joins them: space, a hyphen, the point of `TP.HCM`. A point
/// with space behind it ends a sentence, unless the word before it is written so.
fn is_gap(before: &str, between: &str) -> bool {
    let ends_sentence =
        between.starts_with('.') && between.len() > 1 && !is_abbreviation(before, '.');
    !ends_sentence
        && between.len() <= 3
        && between
            .chars()
            .all(|c| matches!(c, ' ' | '\u{a0}' | '-' | '.' | '/'))
}
