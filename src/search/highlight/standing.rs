//! Where the words of a plan stand in an article: by the index, or by the tokens of a text.

use std::io;
use std::ops::Range;

use rayon::prelude::*;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet};
use timtin_tokenizer::Analysis;

use super::super::compile::alternatives;
use super::super::postings::{SlotPostings, Zones, positions_of};
use super::super::snapshot::Snapshot;
use super::super::suggestion::Readings;
use super::mark::MAX_SLOTS;
use crate::error::Result;
use crate::query::{Plan, Run, Slot, Zone};
use crate::schema::Fields;

/// A plan with more different words is told from the texts: each costs a look into each segment.
const MAX_WORDS: usize = 64;

/// Where the words of a plan stand in one article, in positions of the index.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// For each run of the plan and each of its words, ascending.
    pub(super) runs: Vec<Vec<Vec<u32>>>,
    /// For each of its prefixes.
    pub(super) prefixes: Vec<Vec<u32>>,
    /// Where title, summary and body begin.
    pub(super) starts: [u32; 3],
}

impl Standing {
    /// The words of `plan` in no place yet.
    pub(super) fn nowhere(plan: &Plan) -> Standing {
        let words = |run: &Run| vec![Vec::new(); run.slots.len()];
        Standing {
            runs: plan.runs.iter().map(words).collect(),
            prefixes: vec![Vec::new(); plan.prefixes.len()],
            starts: [0; 3],
        }
    }

    /// Adds what was found, in order of positions.
    pub(super) fn add(&mut self, found: &[Found]) {
        let runs = self.runs.len();
        for found in found {
            let positions = match found.run.checked_sub(runs) {
                Some(prefix) => &mut self.prefixes[prefix],
                None => &mut self.runs[found.run][found.slot],
            };
            if positions.last() != Some(&found.position) {
                positions.push(found.position);
            }
        }
    }

    /// The positions of a zone.
    pub(super) fn range(&self, zone: Zone) -> Range<u32> {
        let [_, summary, body] = self.starts;
        positions_of(zone, (summary, body))
    }
}

/// Reads where `documents` have the words of `plan`; `None` where the index does not tell it cheaply.
pub(crate) fn standings(
    snapshot: &Snapshot,
    fields: &Fields,
    plan: &Plan,
    documents: &[DocAddress],
) -> Result<Vec<Option<Standing>>> {
    // Runs that are ways to write the same share most of their words.
    let mut words: Vec<&Slot> = Vec::new();
    for slot in plan.runs.iter().flat_map(|run| &run.slots) {
        if words.len() <= MAX_WORDS && !words.contains(&slot) {
            words.push(slot);
        }
    }
    let mut standings = vec![None; documents.len()];
    if words.len() > MAX_WORDS || !plan.prefixes.is_empty() {
        return Ok(standings);
    }
    let mut sorted: Vec<(DocAddress, usize)> = documents.iter().copied().zip(0..).collect();
    sorted.sort_unstable();
    let of_segments: Vec<_> = sorted
        .chunk_by(|(a, _), (b, _)| a.segment_ord == b.segment_ord)
        .collect();
    let read = of_segments.par_iter().map(|documents| {
        let segment = snapshot.segment_of(documents[0].0);
        let index = segment.reader.inverted_index(fields.text)?;
        let open = |word: &&Slot| {
            // Texts without marks have what was typed with them, too.
            let terms = alternatives(word, fields.text, true);
            SlotPostings::open(&index, &terms, IndexRecordOption::WithFreqsAndPositions)
        };
        let opened = words.iter().map(open).collect::<io::Result<Vec<_>>>();
        let mut opened = opened.map_err(tantivy::TantivyError::from)?;
        let zones = Zones::of(segment)?;
        let mut read = Vec::with_capacity(documents.len());
        for (address, place) in *documents {
            let doc = address.doc_id;
            let mut here = vec![Vec::new(); words.len()];
            for (word, positions) in opened.iter_mut().zip(&mut here) {
                if let Some(word) = word.as_mut().filter(|word| word.doc() <= doc)
                    && word.reach(doc)
                {
                    word.positions(positions);
                }
            }
            let positions = |slot: &Slot| {
                let word = words.iter().position(|word| *word == slot);
                word.map(|word| here[word].clone()).unwrap_or_default()
            };
            let (summary, body) = zones.ends(doc);
            let of_run = |run: &Run| run.slots.iter().map(positions).collect();
            read.push((
                *place,
                Standing {
                    runs: plan.runs.iter().map(of_run).collect(),
                    prefixes: Vec::new(),
                    starts: [0, summary, body],
                },
            ));
        }
        Ok(read)
    });
    for read in read.collect::<Result<Vec<_>>>()? {
        for (place, standing) in read {
            standings[place] = Some(standing);
        }
    }
    Ok(standings)
}

/// A word of a plan that a text has.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) position: u32,
    /// Its run among those of the plan, its prefixes behind them.
    pub(super) run: usize,
    pub(super) slot: usize,
    /// In bytes.
    pub(super) span: Range<usize>,
    /// Whether it was written, and is what a word typed without marks was read as.
    pub(super) is_reading: bool,
}

/// What tokens of a text may satisfy some word of a plan: most satisfy none, which their first letters
/// tell.
pub(super) struct Sought<'p> {
    plan: &'p Plan,
    /// What tokens are folded to, and the word's run and its place there; sorted.
    words: Vec<(&'p str, usize, usize)>,
    /// By their first bytes.
    firsts: [bool; 256],
}

impl<'p> Sought<'p> {
    pub(super) fn new(plan: &'p Plan) -> Sought<'p> {
        let mut words = Vec::new();
        for (at, run) in plan.runs.iter().enumerate() {
            let marked = match run.phrase {
                true => run.slots.len(),
                false => MAX_SLOTS,
            };
            let slots = run.slots.iter().enumerate().take(marked);
            words.extend(slots.map(|(slot, word)| (word.folded.as_str(), at, slot)));
        }
        words.sort_unstable();
        let prefixes = plan.prefixes.iter().map(|(text, _)| text.as_str());
        let mut firsts = [false; 256];
        for text in words.iter().map(|(text, ..)| *text).chain(prefixes) {
            match text.bytes().next() {
                Some(first) => firsts[usize::from(first)] = true,
                None => firsts = [true; 256],
            }
        }
        Sought {
            plan,
            words,
            firsts,
        }
    }

    /// The words of the plan in an analysed text of `zone` whose first position is `start`; `resort`: in a
    /// text without marks.
    pub(super) fn find(
        &self,
        analysis: &Analysis<'_>,
        zone: Zone,
        start: u32,
        resort: bool,
        readings: &Readings,
    ) -> Vec<Found> {
        let inside = |of: Zone| of == Zone::Anywhere || of == zone;
        let mut found = Vec::new();
        for token in analysis.tokens() {
            let first = token.folded.bytes().next();
            if first.is_some_and(|first| !self.firsts[usize::from(first)]) {
                continue;
            }
            let mut push = |run, slot, is_reading| {
                found.push(Found {
                    position: start.saturating_add(token.position),
                    run,
                    slot,
                    span: token.start..token.end,
                    is_reading,
                });
            };
            let from = self.words.partition_point(|word| word.0 < token.folded);
            let same = self.words[from..].iter();
            for (_, at, slot) in same.take_while(|word| word.0 == token.folded) {
                let run = &self.plan.runs[*at];
                if inside(run.zone) && run.slots[*slot].matches(&token, resort) {
                    let reading = readings.of(*at, *slot);
                    // What an abbreviation stands for isn't what is written.
                    push(*at, *slot, !token.expanded && reading == Some(token.term));
                }
            }
            for (at, (prefix, of)) in self.plan.prefixes.iter().enumerate() {
                if inside(*of) && token.folded.starts_with(prefix.as_str()) {
                    push(self.plan.runs.len() + at, 0, false);
                }
            }
        }
        found
    }
}

/// Those of a list in order of positions whose positions are in a range.
pub(super) fn within<'l, T>(
    list: &'l [T],
    position: impl Fn(&T) -> u32,
    range: &Range<u32>,
) -> &'l [T] {
    let from = list.partition_point(|of| position(of) < range.start);
    let to = list.partition_point(|of| position(of) < range.end);
    &list[from..to.max(from)]
}
