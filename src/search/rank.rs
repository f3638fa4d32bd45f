//! Ranking by where words stand (rule 2.6): words of the query that stand together, in order, count
//! far more than the same words scattered.
//!
//! Reading positions is what ranking costs, so it is done only where it can matter: nearness adds to
//! a score, by so much at most, and a document that cannot reach the hits wanted even with the most
//! is left where it is.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, Term};

use super::compile::alternatives;
use super::harvest::Scored;
use super::postings::{Alternative, SlotPostings, Zones, idf};
use super::suggestion::Readings;
use crate::error::Result;
use crate::query::{Plan, Run};
use crate::schema::Fields;

/// At least so many candidates are ranked by positions.
pub(crate) const RANKED: usize = 300;
/// How many postings may be read for one ranking: the more words, the fewer candidates.
const READS: usize = 40_000;
/// Longer runs are ranked by their first words.
const MAX_SLOTS: usize = 32;

/// BM25's parameters, as the first ranking has them.
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// What a pair of neighbours counts beside single words, and on top of that when the query has no
/// other pair: shared among its pairs, as a short query says nothing but that its words go together.
const PAIR_WEIGHT: f32 = 0.4;
const SHORT_PAIR_WEIGHT: f32 = 0.6;
/// What a pair with one word between counts as a pair.
const NEAR_PAIR: f32 = 0.4;
/// What three words in a row count on top of their two pairs; in longer queries less, and less in all.
const TRIPLE_WEIGHT: f32 = 0.5;
/// What the whole query in a row counts, from four words.
const WHOLE_WEIGHT: f32 = 0.3;
/// The fewest words whose standing together is not told by triples.
const WHOLE: usize = 4;
/// What the more frequent word of a pair counts in its idf.
const SECOND_IDF: f32 = 0.5;
/// What a pair in the title, in the summary or where the body begins counts as pairs further down.
const TITLE_PAIRS: f32 = 5.0;
const SUMMARY_PAIRS: f32 = 5.0;
const LEAD_PAIRS: f32 = 2.0;
/// The words of the body that count as its beginning.
const LEAD: u32 = 50;
/// How much of what a word without marks counts depends on its likeliest reading.
const READING_WEIGHT: f32 = 0.25;
/// Of the pairs of a query without marks, the part that counts only in the likeliest reading.
const READING_PAIRS: f32 = 0.5;

/// Ranks candidates by one plan.
pub(crate) struct Ranker {
    runs: Vec<RankedRun>,
    average_length: f32,
    fields: Fields,
}

/// A word of a run with what the index knows of it.
struct RankedSlot {
    terms: Vec<Alternative>,
    idf: f32,
    /// The likeliest reading of a word typed without marks.
    reading: Option<(Vec<Alternative>, f32)>,
}

struct RankedRun {
    slots: Vec<RankedSlot>,
}

impl Ranker {
    /// Reads the statistics of the words of `plan`.
    pub(crate) fn new(
        searcher: &Searcher,
        fields: &Fields,
        plan: &Plan,
        readings: &Readings,
        resort: bool,
    ) -> Result<Ranker> {
        let segments = searcher.segment_readers();
        let documents: u64 = segments
            .iter()
            .map(|segment| u64::from(segment.max_doc()))
            .sum();
        let mut tokens = 0;
        for segment in segments {
            tokens += segment.inverted_index(fields.text)?.total_num_tokens();
        }
        let mut runs = Vec::new();
        for (at, run) in plan.runs.iter().enumerate().filter(|(_, run)| !run.variant) {
            let reading = |slot| readings.sure(at, slot);
            runs.push(RankedRun::new(
                searcher, fields, run, reading, documents, resort,
            )?);
        }
        Ok(Ranker {
            runs,
            average_length: tokens as f32 / documents.max(1) as f32,
            fields: *fields,
        })
    }

    /// Whether positions say anything.
    pub(crate) fn is_needed(&self) -> bool {
        self.runs
            .iter()
            .any(|run| run.slots.len() > 1 || run.slots.iter().any(|slot| slot.reading.is_some()))
    }

    /// How many candidates are ranked by positions; others keep their order, below.
    pub(crate) fn candidates(&self) -> usize {
        let lists = |slot: &RankedSlot| 1 + usize::from(slot.reading.is_some());
        let slots: usize = self.runs.iter().flat_map(|run| &run.slots).map(lists).sum();
        RANKED.max(READS / slots.max(1))
    }

    /// The `wanted` best of `candidates` (and those equal to the last of them), best first, among the
    /// first [`Ranker::candidates`] by their positions.
    pub(crate) fn best(
        &self,
        searcher: &Searcher,
        mut candidates: Vec<Scored>,
        wanted: usize,
    ) -> Result<Vec<Scored>> {
        let descending = |a: &Scored, b: &Scored| b.cmp(a);
        candidates.sort_unstable_by(descending);
        let rest = candidates.split_off(self.candidates().min(candidates.len()));
        let mut best = Best::new(wanted);
        let bound = self.bound();
        // The first of them tell how good one must be.
        let others = candidates.split_off(RANKED.min(candidates.len()));
        let mut ranked = candidates;
        self.rank(searcher, &mut ranked, &mut best)?;
        let mut promising: Vec<Scored> = others
            .into_iter()
            .filter(|candidate| best.admits(candidate.plus(bound)))
            .collect();
        self.rank(searcher, &mut promising, &mut best)?;
        ranked.append(&mut promising);
        ranked.sort_by(descending);
        if ranked.len() < wanted {
            // Without their positions they stand below.
            let last = ranked.last().map_or(f32::MAX, |last| last.score);
            ranked.extend(rest.into_iter().map(|candidate| Scored {
                score: candidate.score.min(last),
                ..candidate
            }));
        }
        let last = wanted.saturating_sub(1).min(ranked.len().saturating_sub(1));
        if let Some(last) = ranked.get(last).copied() {
            ranked
                .retain(|candidate| candidate.cmp(&last).is_ge() || candidate.key() == last.key());
        }
        Ok(ranked)
    }

    /// Adds to the scores of `candidates` what positions say.
    fn rank(
        &self,
        searcher: &Searcher,
        candidates: &mut Vec<Scored>,
        best: &mut Best,
    ) -> Result<()> {
        candidates.sort_unstable_by_key(|candidate| candidate.address);
        let mut kept = 0;
        let mut places: Option<(u32, Places)> = None;
        let bound = self.bound();
        for at in 0..candidates.len() {
            let candidate = candidates[at];
            if !best.admits(candidate.plus(bound)) {
                continue;
            }
            let address = candidate.address;
            let fresh = places
                .as_ref()
                .is_none_or(|(segment, _)| *segment != address.segment_ord);
            if fresh {
                let segment = searcher.segment_reader(address.segment_ord);
                places = Some((address.segment_ord, self.places(segment)?));
            }
            if let Some((_, places)) = &mut places {
                let ranked = candidate.plus(self.nearness(places, address.doc_id));
                best.add(ranked);
                candidates[kept] = ranked;
                kept += 1;
            }
        }
        candidates.truncate(kept);
        Ok(())
    }

    fn places(&self, segment: &SegmentReader) -> Result<Places> {
        let index = segment.inverted_index(self.fields.text)?;
        let open = |terms: &[Alternative]| {
            SlotPostings::open(&index, terms, IndexRecordOption::WithFreqsAndPositions)
        };
        let mut runs = Vec::new();
        for run in &self.runs {
            let words = run.slots.iter().map(|slot| open(&slot.terms));
            let read = run.slots.iter().map(|slot| {
                slot.reading
                    .as_ref()
                    .map_or(Ok(None), |(terms, _)| open(terms))
            });
            let words = words.collect::<io::Result<_>>();
            let read = read.collect::<io::Result<_>>();
            runs.push(RunPostings {
                words: words.map_err(tantivy::TantivyError::from)?,
                readings: read.map_err(tantivy::TantivyError::from)?,
            });
        }
        Ok(Places {
            runs,
            zones: Zones::open(segment)?,
            norms: segment.get_fieldnorms_reader(self.fields.text)?,
            words: Vec::new(),
            readings: Vec::new(),
        })
    }

    /// What the places of words in a document add to its score.
    fn nearness(&self, places: &mut Places, doc: DocId) -> f32 {
        let length = places.norms.fieldnorm(doc) as f32 / self.average_length.max(1.0);
        let document = Document {
            norm: K1 * (1.0 - B + B * length),
            zone_ends: places.zones.ends(doc),
        };
        let Places {
            runs,
            words,
            readings,
            ..
        } = places;
        let mut score = 0.0;
        for (run, postings) in self.runs.iter().zip(runs) {
            read(&mut postings.words, doc, words);
            let pairs = run.pairs(words, &document, |slot| slot.idf);
            if !run.is_read() {
                score += pairs;
                continue;
            }
            read(&mut postings.readings, doc, readings);
            score += run.singles(words, readings, &document);
            for (slot, (reading, word)) in run
                .slots
                .iter()
                .zip(readings.iter_mut().zip(words.iter_mut()))
            {
                if slot.reading.is_none() {
                    std::mem::swap(reading, word);
                }
            }
            let in_reading = run.pairs(readings, &document, RankedSlot::reading_idf);
            score += pairs * (1.0 - READING_PAIRS) + in_reading * READING_PAIRS;
        }
        score
    }

    /// The most that [`Ranker::nearness`] can give.
    fn bound(&self) -> f32 {
        let mut bound = 0.0;
        for run in &self.runs {
            let (pair_weight, triple_weight) = weights(run.slots.len());
            let read = run.is_read();
            let most = |idf: fn(&RankedSlot) -> f32| {
                let pairs = run
                    .slots
                    .windows(2)
                    .map(|pair| pair_idf(idf(&pair[0]), idf(&pair[1])));
                let triples = run
                    .slots
                    .windows(3)
                    .map(|three| three.iter().map(idf).sum::<f32>());
                let whole: f32 = run.slots.iter().map(idf).sum();
                pair_weight * pairs.sum::<f32>()
                    + triple_weight * triples.sum::<f32>()
                    + WHOLE_WEIGHT * whole
            };
            let pairs = most(|slot| slot.idf);
            bound += if read {
                let singles: f32 = run
                    .slots
                    .iter()
                    .filter_map(|slot| slot.reading.as_ref())
                    .map(|(_, idf)| idf)
                    .sum();
                READING_WEIGHT * singles
                    + pairs * (1.0 - READING_PAIRS)
                    + most(RankedSlot::reading_idf) * READING_PAIRS
            } else {
                pairs
            };
        }
        bound * (1.0 + K1)
    }
}

/// The scores of the best so far.
struct Best {
    wanted: usize,
    scores: BinaryHeap<Reverse<(bool, u32)>>,
}

impl Best {
    fn new(wanted: usize) -> Best {
        Best {
            wanted: wanted.max(1),
            scores: BinaryHeap::new(),
        }
    }

    fn admits(&self, candidate: Scored) -> bool {
        self.scores.len() < self.wanted
            || self
                .scores
                .peek()
                .is_none_or(|Reverse(worst)| candidate.key() >= *worst)
    }

    fn add(&mut self, candidate: Scored) {
        self.scores.push(Reverse(candidate.key()));
        if self.scores.len() > self.wanted {
            self.scores.pop();
        }
    }
}

/// What the score of a document depends on besides positions.
struct Document {
    /// BM25's norm.
    norm: f32,
    zone_ends: (u32, u32),
}

impl Document {
    fn saturate(&self, frequency: f32) -> f32 {
        frequency * (1.0 + K1) / (frequency + self.norm)
    }

    fn zone(&self, position: u32) -> f32 {
        let (title_end, summary_end) = self.zone_ends;
        match position {
            position if position < title_end => TITLE_PAIRS,
            position if position < summary_end => SUMMARY_PAIRS,
            position if position < summary_end + LEAD => LEAD_PAIRS,
            _ => 1.0,
        }
    }
}

/// The postings of slots in one segment, where it has them.
type SlotsPostings = Vec<Option<SlotPostings>>;

struct RunPostings {
    words: SlotsPostings,
    readings: SlotsPostings,
}

/// The postings of a plan in one segment.
struct Places {
    runs: Vec<RunPostings>,
    zones: Zones,
    norms: FieldNormReader,
    /// Positions of the slots of the run in hand.
    words: Vec<Vec<u32>>,
    readings: Vec<Vec<u32>>,
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

impl RankedSlot {
    fn reading_idf(&self) -> f32 {
        self.reading.as_ref().map_or(self.idf, |(_, idf)| *idf)
    }
}

impl RankedRun {
    fn new<'r>(
        searcher: &Searcher,
        fields: &Fields,
        run: &Run,
        reading: impl Fn(usize) -> Option<&'r str>,
        documents: u64,
        resort: bool,
    ) -> Result<RankedRun> {
        let rarity = |terms: &[Alternative]| -> Result<f32> {
            let mut frequency = 0;
            for (term, _) in terms {
                frequency += searcher.doc_freq(term)?;
            }
            Ok(idf(frequency, documents))
        };
        let mut slots = Vec::new();
        for (at, slot) in run.slots.iter().take(MAX_SLOTS).enumerate() {
            let terms = alternatives(slot, fields.text, resort);
            let reading = match reading(at) {
                Some(reading) => {
                    let term = vec![(Term::from_field_text(fields.text, reading), 1.0)];
                    let idf = rarity(&term)?;
                    Some((term, idf))
                }
                None => None,
            };
            slots.push(RankedSlot {
                idf: rarity(&terms)?,
                terms,
                reading,
            });
        }
        Ok(RankedRun { slots })
    }

    fn is_read(&self) -> bool {
        self.slots.iter().any(|slot| slot.reading.is_some())
    }

    /// BM25 of the words in their likeliest reading, in place of a part of what any reading counts.
    fn singles(&self, words: &[Vec<u32>], readings: &[Vec<u32>], document: &Document) -> f32 {
        let slots = self.slots.iter().zip(words.iter().zip(readings));
        let scores = slots.filter_map(|(slot, (any, reading))| {
            let (_, idf) = slot.reading.as_ref()?;
            let any = slot.idf * document.saturate(any.len() as f32);
            Some(idf * document.saturate(reading.len() as f32) - any)
        });
        READING_WEIGHT * scores.sum::<f32>()
    }

    /// BM25 over two and three words in a row.
    fn pairs(&self, found: &[Vec<u32>], document: &Document, idf: fn(&RankedSlot) -> f32) -> f32 {
        let (pair_weight, triple_weight) = weights(found.len());
        let mut score = 0.0;
        let (mut before, mut pairs): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        // Where the words up to the one in hand stand in a row.
        let mut whole: Vec<u32> = Vec::new();
        for at in 1..found.len() {
            pairs.clear();
            let frequency = pair_frequency(&found[at - 1], &found[at], document, &mut pairs);
            let (left, right) = (idf(&self.slots[at - 1]), idf(&self.slots[at]));
            if frequency > 0.0 {
                score += pair_weight * pair_idf(left, right) * document.saturate(frequency);
            }
            if at > 1 && !before.is_empty() && !pairs.is_empty() {
                let frequency: f32 = pairs
                    .iter()
                    .filter(|position| before.binary_search(&position.wrapping_sub(1)).is_ok())
                    .map(|position| document.zone(*position))
                    .sum();
                let idf = left + right + idf(&self.slots[at - 2]);
                score += triple_weight * idf * document.saturate(frequency);
            }
            if at == 1 {
                whole.clone_from(&pairs);
            } else {
                whole.retain_mut(|last| {
                    *last += 1;
                    pairs.binary_search(last).is_ok()
                });
            }
            std::mem::swap(&mut before, &mut pairs);
        }
        if found.len() >= WHOLE && !whole.is_empty() {
            let idf: f32 = self.slots.iter().map(idf).sum();
            let frequency = whole.iter().map(|position| document.zone(*position)).sum();
            score += WHOLE_WEIGHT * idf * document.saturate(frequency);
        }
        score
    }
}

/// The idf of a pair is not in the index; the rarer word bounds it from below.
pub(crate) fn pair_idf(left: f32, right: f32) -> f32 {
    left.max(right) + SECOND_IDF * left.min(right)
}

/// What a pair and what three words in a row count in a run of `len` words.
fn weights(len: usize) -> (f32, f32) {
    let pairs = len.saturating_sub(1).max(1) as f32;
    let triples = len.saturating_sub(2).max(1) as f32;
    (
        PAIR_WEIGHT + SHORT_PAIR_WEIGHT / pairs,
        TRIPLE_WEIGHT / (triples * triples.sqrt()),
    )
}

/// How often `right` follows `left`, weighed by zone; with one word between it counts less. The
/// places of neighbours go to `pairs`.
fn pair_frequency(left: &[u32], right: &[u32], document: &Document, pairs: &mut Vec<u32>) -> f32 {
    let mut frequency = 0.0;
    let mut next = 0;
    for &position in left {
        while right.get(next).is_some_and(|other| *other <= position) {
            next += 1;
        }
        let weight = match right.get(next).map_or(u32::MAX, |other| other - position) {
            1 => {
                pairs.push(position);
                1.0
            }
            2 => NEAR_PAIR,
            _ => continue,
        };
        frequency += weight * document.zone(position);
    }
    frequency
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frequency(left: &[u32], right: &[u32], zone_ends: (u32, u32)) -> (f32, Vec<u32>) {
        let document = Document {
            norm: 1.0,
            zone_ends,
        };
        let mut pairs = Vec::new();
        (pair_frequency(left, right, &document, &mut pairs), pairs)
    }

    #[test]
    fn neighbours_count_by_nearness_and_zone() {
        let far = LEAD + 10;
        let further = |positions: &[u32]| positions.iter().map(|at| at + far).collect::<Vec<_>>();
        let in_body =
            |left: &[u32], right: &[u32]| frequency(&further(left), &further(right), (0, 0)).0;
        assert_eq!(in_body(&[1, 10], &[2, 12]), 1.0 + NEAR_PAIR);
        assert_eq!(in_body(&[2], &[1]), 0.0);
        assert_eq!(in_body(&[1], &[5]), 0.0);
        assert_eq!(
            frequency(&[1, 20, 40, 99], &[2, 21, 41, 100], (10, 30)),
            (
                TITLE_PAIRS + SUMMARY_PAIRS + LEAD_PAIRS + 1.0,
                vec![1, 20, 40, 99]
            )
        );
    }
}
