//! Ranking by where words stand (rule 2.6): words of the query that stand together, in order, count
//! far more than the same words scattered.
//!
//! Reading positions is what ranking costs, so it is done only where it can matter: nearness adds to
//! a score, by so much at most, and a document that cannot reach the hits wanted even with the most
//! is left where it is.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Term};

use super::candidate::Scored;
use super::compile::alternatives;
use super::explanation::{ExplainedPair, ExplainedWord};
use super::nearness::{Document, Nearness, RunStatistics, Scratch, WordStatistics};
use super::pair::{self, Pairs};
use super::postings::{Alternative, Place, SlotPostings, Zones, idf};
use super::snapshot::{Columns, Snapshot};
use super::suggestion::{Reading, Readings};
use crate::analysis::GAP;
use crate::error::Result;
use crate::query::{Plan, Run, Slot};
use crate::schema::Fields;

/// At least so many candidates are ranked by positions.
pub(crate) const RANKED: usize = 300;
/// Fewer are not worth a thread's while.
const MIN_PIECE: usize = 200;
/// How many are, divided by the square of the number of words: each word costs reading, and the more
/// there are, the better they tell alone.
const CANDIDATES: usize = 50_000;
/// And never more than so many.
const MOST_RANKED: usize = 3_200;
/// Most positions have a canonical and a folded term.
const TERMS_A_POSITION: f32 = 2.0;
/// Longer runs are ranked by their first words.
const MAX_SLOTS: usize = 32;
/// How much of what a word without marks counts depends on its likeliest reading.
const READING: f32 = 0.3;

/// Ranks candidates by one plan.
pub(crate) struct Ranker {
    runs: Vec<RankedRun>,
    /// Of texts in terms, of titles in positions.
    average_lengths: (f32, f32),
    /// The most that places can add.
    bound: f32,
    fields: Fields,
}

/// Candidates, ranked by their positions as far as it was needed so far.
pub(crate) struct Ranking {
    ranker: Arc<Ranker>,
    /// With what positions add to their scores.
    ranked: Vec<Scored>,
    /// By the first ranking alone.
    waiting: Vec<Scored>,
    /// Too far down to be ranked by positions.
    rest: Vec<Scored>,
}

impl Ranking {
    /// The first `room` of the candidates are ranked by positions. So that pages fit together, it must
    /// not depend on how many hits are asked for.
    pub(crate) fn new(ranker: Arc<Ranker>, mut candidates: Vec<Scored>, room: usize) -> Ranking {
        let rest = match candidates.len() > room {
            true => {
                candidates.select_nth_unstable_by(room - 1, |a, b| b.cmp(a));
                candidates.split_off(room)
            }
            false => Vec::new(),
        };
        Ranking {
            ranker,
            ranked: Vec::new(),
            waiting: candidates,
            rest,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ranked.len() + self.waiting.len() + self.rest.len()
    }

    /// The `wanted` best (and those equal to the last of them) in no order, the first by their
    /// positions. With a larger number the best are the same.
    pub(crate) fn best(&mut self, snapshot: &Snapshot, wanted: usize) -> Result<Vec<Scored>> {
        self.rank_waiting(snapshot, wanted)?;
        let mut best = self.ranked.clone();
        if best.len() < wanted {
            best.extend(self.below());
        }
        if (1..best.len()).contains(&wanted) {
            let (_, last, _) = best.select_nth_unstable_by(wanted - 1, |a, b| b.cmp(a));
            let last = last.key();
            best.retain(|candidate| candidate.key() >= last);
        }
        Ok(best)
    }

    /// Those that are not ranked by their positions: below all that are, in an order of their own that
    /// stays the same when more of them are known.
    fn below(&self) -> impl Iterator<Item = Scored> {
        let total = |scored: &Scored| scored.score * scored.freshness;
        let share = match (self.ranked.iter().min(), self.rest.iter().max()) {
            // A little less, so that rounding lifts none of them.
            (Some(last), Some(first)) if first.key() >= last.key() => {
                total(last) / total(first) * (1.0 - 4.0 * f32::EPSILON)
            }
            _ => 1.0,
        };
        self.rest.iter().map(move |candidate| Scored {
            score: candidate.score * share,
            ..*candidate
        })
    }

    /// Ranks those that may be among the `wanted` best; the others go on waiting.
    fn rank_waiting(&mut self, snapshot: &Snapshot, wanted: usize) -> Result<()> {
        let mut best = Best::new(wanted);
        for candidate in &self.ranked {
            best.add(*candidate);
        }
        let bound = self.ranker.bound;
        let mut promising: Vec<Scored> = self
            .waiting
            .extract_if(.., |candidate| best.admits(candidate.plus(bound)))
            .collect();
        promising.sort_unstable_by_key(|candidate| candidate.address);
        let share = promising.len().div_ceil(rayon::current_num_threads());
        let pieces: Vec<Result<Piece>> = promising
            .par_chunks(share.max(MIN_PIECE))
            .map(|piece| self.ranker.rank(snapshot, piece, best.clone()))
            .collect();
        for piece in pieces {
            let piece = piece?;
            self.ranked.extend(piece.ranked);
            self.waiting.extend(piece.passed_over);
        }
        Ok(())
    }
}

/// Candidates that were looked at together.
#[derive(Default)]
struct Piece {
    ranked: Vec<Scored>,
    /// Those that cannot be among the best.
    passed_over: Vec<Scored>,
}

/// How many candidates of a plan are ranked by positions; `None` when it has no words whose places say
/// anything.
pub(crate) fn candidates(plan: &Plan) -> Option<usize> {
    let runs = plan.runs.iter().filter(|run| !run.variant);
    let words: usize = runs.map(|run| run.slots.len().min(MAX_SLOTS)).sum();
    (words > 0).then(|| (CANDIDATES / (words * words)).clamp(RANKED, MOST_RANKED))
}

struct RankedRun {
    /// The terms of each word and what each counts.
    words: Vec<Vec<Alternative>>,
    statistics: RunStatistics,
}

impl Ranker {
    /// Reads the statistics of the words of `plan`.
    pub(crate) fn new(
        pairs: &Pairs<'_>,
        fields: &Fields,
        plan: &Plan,
        readings: &Readings,
        resort: bool,
    ) -> Result<Ranker> {
        let segments = pairs.searcher.segment_readers();
        let documents: u64 = segments
            .iter()
            .map(|segment| u64::from(segment.max_doc()))
            .sum();
        let average = |field| -> Result<f32> {
            let mut tokens = 0;
            for segment in segments {
                tokens += segment.inverted_index(field)?.total_num_tokens();
            }
            Ok((tokens as f32 / documents.max(1) as f32).max(1.0))
        };
        let mut runs = Vec::new();
        for (at, run) in plan.runs.iter().enumerate().filter(|(_, run)| !run.variant) {
            let reading = |slot| readings.reading(at, slot);
            runs.push(RankedRun::new(
                pairs, fields, run, reading, documents, resort,
            )?);
        }
        let bound = runs.iter().map(|run| run.statistics.bound()).sum();
        Ok(Ranker {
            runs,
            average_lengths: (
                average(fields.text)?,
                average(fields.title)? / TERMS_A_POSITION,
            ),
            bound,
            fields: *fields,
        })
    }

    /// Adds to the scores of candidates, which are in the order of their addresses, what positions say.
    fn rank(&self, snapshot: &Snapshot, candidates: &[Scored], mut best: Best) -> Result<Piece> {
        let mut piece = Piece::default();
        let same_segment = |a: &Scored, b: &Scored| a.address.segment_ord == b.address.segment_ord;
        for of_segment in candidates.chunk_by(same_segment) {
            let mut places = self.places(snapshot.segment_of(of_segment[0].address))?;
            for candidate in of_segment {
                if !best.admits(candidate.plus(self.bound)) {
                    piece.passed_over.push(*candidate);
                    continue;
                }
                let nearness = self.nearness(&mut places, candidate.address.doc_id);
                let ranked = candidate.plus(nearness.sum());
                best.add(ranked);
                piece.ranked.push(ranked);
            }
        }
        Ok(piece)
    }

    fn places(&self, segment: &Columns) -> Result<Places> {
        let reader = &segment.reader;
        let index = reader.inverted_index(self.fields.text)?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut runs = Vec::with_capacity(self.runs.len());
        for run in &self.runs {
            let words = run.words.iter();
            let opened = words.map(|terms| SlotPostings::open(&index, terms, option));
            let opened = opened.collect::<io::Result<Vec<_>>>();
            runs.push(opened.map_err(tantivy::TantivyError::from)?);
        }
        Ok(Places {
            runs,
            zones: Zones::of(segment)?,
            norms: reader.get_fieldnorms_reader(self.fields.text)?,
            found: Vec::new(),
            room: Vec::new(),
            scratch: Scratch::default(),
        })
    }

    /// Why a document has its score: what its words, pairs and triples count.
    pub(crate) fn explain(
        &self,
        snapshot: &Snapshot,
        plan: &Plan,
        address: DocAddress,
    ) -> Result<(Vec<ExplainedWord>, Vec<ExplainedPair>, f32)> {
        let mut places = self.places(snapshot.segment_of(address))?;
        let document = self.document(&places, address.doc_id);
        let (title_end, summary_end) = places.zones.ends(address.doc_id);
        let (mut words, mut pairs, mut all) = (Vec::new(), Vec::new(), 0.0);
        let runs = plan.runs.iter().filter(|run| !run.variant);
        for (at, (run, ranked)) in runs.zip(&self.runs).enumerate() {
            places.read(at, address.doc_id);
            let (scores, paired, triples) = ranked.statistics.explained(&places.found, &document);
            for ((slot, score), found) in run.slots.iter().zip(scores).zip(&places.found) {
                let ends_before = |end| found.partition_point(|place| place.position < end) as u32;
                let (title, summary) = (ends_before(title_end), ends_before(summary_end));
                words.push(ExplainedWord {
                    word: slot.term.clone(),
                    title,
                    summary: summary - title,
                    body: found.len() as u32 - summary,
                    score,
                });
            }
            let together = run.slots.windows(2).zip(paired);
            pairs.extend(
                together
                    .filter(|(_, score)| *score > 0.0)
                    .map(|(two, score)| ExplainedPair {
                        words: format!("{} {}", two[0].term, two[1].term),
                        score,
                    }),
            );
            all += triples;
        }
        Ok((words, pairs, all))
    }

    fn document(&self, places: &Places, doc: DocId) -> Document {
        let (average, average_title) = self.average_lengths;
        let zone_ends = places.zones.ends(doc);
        let length = places.norms.fieldnorm(doc) as f32 / average;
        let title_length = zone_ends.0.saturating_sub(GAP) as f32 / average_title;
        Document::new(length, title_length, zone_ends)
    }

    /// What the places of words in a document add to its score.
    fn nearness(&self, places: &mut Places, doc: DocId) -> Nearness {
        let document = self.document(places, doc);
        let mut sum = Nearness::default();
        for at in 0..self.runs.len() {
            places.read(at, doc);
            let statistics = &self.runs[at].statistics;
            sum = sum.plus(statistics.nearness(&places.found, &document, &mut places.scratch));
        }
        sum
    }
}

/// The postings of a plan in one segment.
struct Places {
    /// For each run those of its words, where the segment has them.
    runs: Vec<Vec<Option<SlotPostings>>>,
    zones: Zones,
    norms: FieldNormReader,
    /// Where the words of the run in hand stand.
    found: Vec<Vec<Place>>,
    room: Vec<u32>,
    scratch: Scratch,
}

impl Places {
    /// Reads where the words of a run stand in a document.
    fn read(&mut self, run: usize, doc: DocId) {
        let words = &mut self.runs[run];
        self.found.resize_with(words.len(), Vec::new);
        for (word, places) in words.iter_mut().zip(&mut self.found) {
            places.clear();
            if let Some(word) = word.as_mut().filter(|word| word.doc() <= doc)
                && word.reach(doc)
            {
                word.places(places, &mut self.room);
            }
        }
    }
}

impl RankedRun {
    fn new<'r>(
        estimated: &Pairs<'_>,
        fields: &Fields,
        run: &Run,
        reading: impl Fn(usize) -> Option<&'r Reading>,
        documents: u64,
        resort: bool,
    ) -> Result<RankedRun> {
        let searcher = estimated.searcher;
        let mut terms = Vec::new();
        let mut frequencies = Vec::new();
        for slot in run.slots.iter().take(MAX_SLOTS) {
            let alternatives = alternatives(slot, fields.text, resort);
            let mut frequency = 0;
            for (term, _) in &alternatives {
                frequency += searcher.doc_freq(term)?;
            }
            terms.push(alternatives);
            frequencies.push(frequency);
        }
        let word = |at: usize| pair::Word {
            terms: &terms[at],
            documents: frequencies[at],
        };
        let mut pairs = Vec::new();
        for at in 1..terms.len() {
            let together = estimated.together(&word(at - 1), &word(at))?;
            pairs.push(idf(together.articles.round() as u64, documents));
        }
        let mut words = Vec::new();
        let titles = |slot: &Slot| {
            searcher.doc_freq(&Term::from_field_text(
                fields.title,
                &slot.alternatives[0].0,
            ))
        };
        for (at, frequency) in frequencies.into_iter().enumerate() {
            let counted_idf = idf(frequency, documents);
            let reading = reading(at);
            let in_titles = titles(&run.slots[at])?;
            words.push(WordStatistics {
                counted_idf,
                title_idf: match in_titles {
                    0 => 0.0,
                    in_titles => idf(in_titles, documents),
                },
                idf: reading.map_or(counted_idf, |reading| reading.idf),
                read: reading.is_some(),
                least: terms[at]
                    .iter()
                    .map(|(_, weight)| *weight)
                    .fold(1.0, f32::min),
            });
            if let Some(reading) = reading {
                for (_, weight) in &mut terms[at] {
                    *weight = 1.0 - READING;
                }
                let term = Term::from_field_text(fields.text, &reading.term);
                terms[at].push((term, 1.0 - READING * (1.0 - reading.margin)));
            }
        }
        Ok(RankedRun {
            words: terms,
            statistics: RunStatistics { words, pairs },
        })
    }
}

/// The scores of the best so far.
#[derive(Clone)]
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
