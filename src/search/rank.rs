//! Ranking the best candidates again by where their words stand (rule 2.6): words of the query that
//! stand together, in order, count far more than the same words scattered.

use std::io;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, Term};

use super::compile::alternatives;
use super::harvest::Candidate;
use super::postings::{Alternative, SlotPostings, Zones, idf};
use crate::error::Result;
use crate::query::{Plan, Run};
use crate::schema::Fields;

/// How many candidates are ranked again. Further hits keep the order of the first ranking, below.
pub(crate) const RERANKED: usize = 300;
/// Longer runs are ranked by their first words.
const MAX_SLOTS: usize = 32;

/// BM25's parameters, as the first ranking has them.
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// What a pair of neighbours counts beside single words.
const PAIR_WEIGHT: f32 = 0.5;
/// What a pair with one word between counts as a pair.
const NEAR_PAIR: f32 = 0.4;
/// What a pair in the title or in the summary counts as pairs in the body.
const TITLE_PAIRS: f32 = 5.0;
const SUMMARY_PAIRS: f32 = 5.0;

/// Ranks candidates by one plan.
pub(crate) struct Ranker {
    runs: Vec<RankedRun>,
    average_length: f32,
    fields: Fields,
}

/// A run with what the index knows of its words.
struct RankedRun {
    slots: Vec<Vec<Alternative>>,
    idf: Vec<f32>,
    typed: Vec<(Term, u32)>,
}

/// A candidate's second ranking: exact ones stand above all others, then the score.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ranked {
    exact: bool,
    score: f32,
}

impl Ranker {
    /// Reads the statistics of the words of `plan`.
    pub(crate) fn new(
        searcher: &Searcher,
        fields: &Fields,
        plan: &Plan,
        resort: bool,
    ) -> Result<Ranker> {
        let documents = searcher
            .segment_readers()
            .iter()
            .map(|segment| u64::from(segment.max_doc()))
            .sum::<u64>();
        let mut tokens = 0;
        for segment in searcher.segment_readers() {
            tokens += segment.inverted_index(fields.text)?.total_num_tokens();
        }
        let mut runs = Vec::new();
        for run in plan.runs.iter().filter(|run| !run.variant) {
            runs.push(RankedRun::new(searcher, fields, run, documents, resort)?);
        }
        Ok(Ranker {
            runs,
            average_length: tokens as f32 / documents.max(1) as f32,
            fields: *fields,
        })
    }

    /// Puts the first [`RERANKED`] of `candidates` in their new order.
    pub(crate) fn rank(&self, searcher: &Searcher, candidates: &mut [Candidate]) -> Result<()> {
        let len = candidates.len().min(RERANKED);
        let head = &mut candidates[..len];
        if self.runs.is_empty() || head.is_empty() {
            return Ok(());
        }
        let mut order: Vec<usize> = (0..head.len()).collect();
        order.sort_by_key(|&at| head[at].address);
        let mut ranked = vec![
            Ranked {
                exact: false,
                score: 0.0
            };
            head.len()
        ];
        let mut places: Option<(u32, Places)> = None;
        for at in order {
            let address = head[at].address;
            let fresh = places
                .as_ref()
                .is_none_or(|(segment, _)| *segment != address.segment_ord);
            if fresh {
                places = Some((
                    address.segment_ord,
                    self.places(searcher.segment_reader(address.segment_ord))?,
                ));
            }
            if let Some((_, places)) = &mut places {
                ranked[at] = self.score(places, address.doc_id, head[at].score);
            }
        }
        reorder(head, &ranked);
        Ok(())
    }

    fn places(&self, segment: &SegmentReader) -> Result<Places> {
        let index = segment.inverted_index(self.fields.text)?;
        let positions = IndexRecordOption::WithFreqsAndPositions;
        let mut runs = Vec::new();
        for run in &self.runs {
            let open =
                |alternatives: &[Alternative]| SlotPostings::open(&index, alternatives, positions);
            let slots = run
                .slots
                .iter()
                .map(|slot| open(slot))
                .collect::<io::Result<Vec<_>>>();
            let typed = run
                .typed
                .iter()
                .map(|(term, _)| open(&[(term.clone(), 1.0)]))
                .collect::<io::Result<Vec<_>>>();
            let (slots, typed) = (
                slots.map_err(tantivy::TantivyError::from)?,
                typed.map_err(tantivy::TantivyError::from)?,
            );
            runs.push((slots, typed));
        }
        Ok(Places {
            runs,
            zones: Zones::open(segment)?,
            norms: segment.get_fieldnorms_reader(self.fields.text)?,
            found: Vec::new(),
        })
    }

    fn score(&self, places: &mut Places, doc: DocId, first: f32) -> Ranked {
        let length = places.norms.fieldnorm(doc) as f32 / self.average_length.max(1.0);
        let zone_ends = places.zones.ends(doc);
        let mut ranked = Ranked {
            exact: true,
            score: first,
        };
        let mut found = std::mem::take(&mut places.found);
        for (run, (slots, typed)) in self.runs.iter().zip(&mut places.runs) {
            read(slots, doc, &mut found);
            ranked.score += run.pairs(&found, length, zone_ends);
            ranked.exact = ranked.exact && {
                read(typed, doc, &mut found);
                run.is_typed(&found)
            };
        }
        places.found = found;
        ranked
    }
}

/// The postings of slots or terms in one segment, where it has them.
type SlotsPostings = Vec<Option<SlotPostings>>;

/// The postings of a plan in one segment.
struct Places {
    /// For each run its slots, and the terms that were typed.
    runs: Vec<(SlotsPostings, SlotsPostings)>,
    zones: Zones,
    norms: FieldNormReader,
    /// Positions of the slots of the run in hand.
    found: Vec<Vec<u32>>,
}

fn read(slots: &mut [Option<SlotPostings>], doc: DocId, found: &mut Vec<Vec<u32>>) {
    found.resize_with(slots.len(), Vec::new);
    for (slot, positions) in slots.iter_mut().zip(found) {
        positions.clear();
        if let Some(slot) = slot.as_mut().filter(|slot| slot.doc() <= doc)
            && slot.reach(doc)
        {
            slot.positions(positions);
        }
    }
}

impl RankedRun {
    fn new(
        searcher: &Searcher,
        fields: &Fields,
        run: &Run,
        documents: u64,
        resort: bool,
    ) -> Result<RankedRun> {
        let mut slots = Vec::new();
        let mut idfs = Vec::new();
        for slot in run.slots.iter().take(MAX_SLOTS) {
            let terms = alternatives(slot, fields.text, resort);
            let mut frequency = 0;
            for (term, _) in &terms {
                frequency += searcher.doc_freq(term)?;
            }
            idfs.push(idf(frequency, documents));
            slots.push(terms);
        }
        let typed = run
            .typed
            .iter()
            .take(MAX_SLOTS)
            .map(|(term, at)| (Term::from_field_text(fields.text, term), *at))
            .collect();
        Ok(RankedRun {
            slots,
            idf: idfs,
            typed,
        })
    }

    /// BM25 over pairs of neighbouring words.
    fn pairs(&self, found: &[Vec<u32>], length: f32, zone_ends: (u32, u32)) -> f32 {
        let norm = K1 * (1.0 - B + B * length);
        let pair = |at: usize| {
            let frequency = pair_frequency(&found[at], &found[at + 1], zone_ends);
            // The idf of a pair is not in the index; the rarer word bounds it from below.
            let idf = self.idf[at].max(self.idf[at + 1]) + 0.5 * self.idf[at].min(self.idf[at + 1]);
            idf * frequency * (1.0 + K1) / (frequency + norm)
        };
        PAIR_WEIGHT * (0..found.len().saturating_sub(1)).map(pair).sum::<f32>()
    }

    /// Whether the text has exactly what was typed, together and in order.
    fn is_typed(&self, found: &[Vec<u32>]) -> bool {
        let Some((first, others)) = found.split_first() else {
            return false;
        };
        let offset = |at: usize| self.typed.get(at).map_or(0, |(_, offset)| *offset);
        first.iter().any(|start| {
            others.iter().zip(1..).all(|(list, at)| {
                list.binary_search(&(start + offset(at) - offset(0)))
                    .is_ok()
            })
        })
    }
}

/// How often `right` follows `left`, weighed by zone; with one word between it counts less.
fn pair_frequency(left: &[u32], right: &[u32], (title_end, summary_end): (u32, u32)) -> f32 {
    let mut frequency = 0.0;
    let mut next = 0;
    for &position in left {
        while right.get(next).is_some_and(|other| *other <= position) {
            next += 1;
        }
        let weight = match right.get(next).map_or(u32::MAX, |other| other - position) {
            1 => 1.0,
            2 => NEAR_PAIR,
            _ => continue,
        };
        frequency += match position {
            position if position < title_end => TITLE_PAIRS * weight,
            position if position < summary_end => SUMMARY_PAIRS * weight,
            _ => weight,
        };
    }
    frequency
}

/// Exact ones first, then by score; candidates keep their new score.
fn reorder(head: &mut [Candidate], ranked: &[Ranked]) {
    let mut both: Vec<(Ranked, Candidate)> =
        ranked.iter().copied().zip(head.iter().cloned()).collect();
    both.sort_by(|(a, x), (b, y)| {
        let newer = y.published.cmp(&x.published);
        b.exact
            .cmp(&a.exact)
            .then(b.score.total_cmp(&a.score))
            .then(newer)
    });
    for (slot, (ranked, candidate)) in head.iter_mut().zip(both) {
        *slot = Candidate {
            score: ranked.score,
            ..candidate
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_count_by_nearness_and_zone() {
        let body = (0, 0);
        assert_eq!(pair_frequency(&[1, 10], &[2, 12], body), 1.0 + NEAR_PAIR);
        assert_eq!(pair_frequency(&[2], &[1], body), 0.0);
        assert_eq!(pair_frequency(&[1], &[5], body), 0.0);
        assert_eq!(
            pair_frequency(&[1, 20, 40], &[2, 21, 41], (10, 30)),
            TITLE_PAIRS + SUMMARY_PAIRS + 1.0
        );
    }
}
