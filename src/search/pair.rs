//! In how many documents two words stand side by side.
//!
//! The index knows it of words only; of a pair it is told from a sample of the documents that have the
//! rarer of its words. A few dozen are enough: what counts is its logarithm.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::postings::{Alternative, SlotPostings};
use crate::error::Result;

/// So many documents are looked at.
const SAMPLE: u32 = 48;
/// What a pair that the sample lacks counts there, so that none is infinitely rare.
const UNSEEN: f32 = 0.5;

/// What stands for a word of the query in the index, and in how many documents.
pub(crate) struct Word<'t> {
    pub(crate) terms: &'t [Alternative],
    pub(crate) documents: u64,
}

/// What is known of two words side by side.
#[derive(Clone, Copy)]
pub(crate) struct Together {
    /// In how many documents they stand so, estimated.
    pub(crate) articles: f32,
    /// Whether any document of the sample has them.
    pub(crate) seen: bool,
}

/// Pairs of one request, each estimated once: ranking and the look for usual spellings ask for the same.
pub(crate) struct Pairs<'s> {
    pub(super) searcher: &'s Searcher,
    field: Field,
    known: Mutex<HashMap<[Vec<Term>; 2], Together>>,
}

impl<'s> Pairs<'s> {
    pub(crate) fn new(searcher: &'s Searcher, field: Field) -> Pairs<'s> {
        Pairs {
            searcher,
            field,
            known: Mutex::default(),
        }
    }

    /// In how many documents `right` stands right behind `left`, estimated.
    pub(crate) fn together(&self, left: &Word<'_>, right: &Word<'_>) -> Result<Together> {
        let terms = |word: &Word<'_>| word.terms.iter().map(|(term, _)| term.clone()).collect();
        let pair = [terms(left), terms(right)];
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(together) = known().get(&pair) {
            return Ok(*together);
        }
        let together = documents_with_pair(self.searcher, self.field, left, right)?;
        known().insert(pair, together);
        Ok(together)
    }
}

fn documents_with_pair(
    searcher: &Searcher,
    field: Field,
    left: &Word<'_>,
    right: &Word<'_>,
) -> Result<Together> {
    let rarer = left.documents.min(right.documents);
    let segments = searcher.segment_readers();
    let all: u64 = segments
        .iter()
        .map(|segment| u64::from(segment.max_doc()))
        .sum();
    let mut sample = Sample::default();
    for segment in segments {
        let part = u64::from(SAMPLE) * u64::from(segment.max_doc()) / all.max(1);
        let steps = if rarer <= u64::from(SAMPLE) {
            segment.max_doc()
        } else {
            part as u32 + 1
        };
        sample.look(segment, field, left, right, steps)?;
    }
    let (seen, looked) = (sample.seen as f32, sample.looked as f32);
    Ok(Together {
        articles: rarer as f32 * (seen + UNSEEN) / (looked + UNSEEN),
        seen: sample.seen > 0,
    })
}

/// Documents with the rarer word that were looked at, and those of them that have the pair.
#[derive(Default)]
struct Sample {
    looked: u32,
    seen: u32,
}

impl Sample {
    /// Looks at the first document with the rarer word behind each of `steps` points of a segment.
    fn look(
        &mut self,
        segment: &SegmentReader,
        field: Field,
        left: &Word<'_>,
        right: &Word<'_>,
        steps: u32,
    ) -> tantivy::Result<()> {
        let index = segment.inverted_index(field)?;
        let open = |word: &Word<'_>| {
            SlotPostings::open(&index, word.terms, IndexRecordOption::WithFreqsAndPositions)
        };
        let left_is_rarer = left.documents <= right.documents;
        let (rare, other) = if left_is_rarer {
            (left, right)
        } else {
            (right, left)
        };
        let Some(mut rare) = open(rare)? else {
            return Ok(());
        };
        let mut other = open(other)?;
        let (mut here, mut there) = (Vec::new(), Vec::new());
        let step =
            |at: u32| (u64::from(segment.max_doc()) * u64::from(at) / u64::from(steps)) as u32;
        let mut at = 0;
        while at < steps {
            if rare.doc() < step(at) {
                rare.seek(step(at));
            }
            let doc = rare.doc();
            if doc == TERMINATED {
                break;
            }
            self.looked += 1;
            if let Some(other) = other.as_mut()
                && other.doc() <= doc
                && other.reach(doc)
            {
                rare.positions(&mut here);
                other.positions(&mut there);
                let (first, second) = if left_is_rarer {
                    (&here, &there)
                } else {
                    (&there, &here)
                };
                let together = first
                    .iter()
                    .any(|position| second.binary_search(&(position + 1)).is_ok());
                self.seen += u32::from(together);
            }
            // The points up to this document have led to it.
            at = (u64::from(steps) * (u64::from(doc) + 1)).div_ceil(u64::from(segment.max_doc()))
                as u32;
        }
        Ok(())
    }
}
