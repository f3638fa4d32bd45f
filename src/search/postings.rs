//! Reading the places of words: one slot's postings, and the query for slots in sequence.
//!
//! Tantivy's phrase query takes one term a position and counts slop in both directions; here a
//! position takes alternatives (`bô` is `bộ` and `bổ` too), order is kept, and a zone of the article
//! can be asked for.

use std::io;
use std::ops::Range;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, Term};

use super::snapshot::Columns;
use crate::query::Zone;
use crate::schema::column;

/// How many times dearer a document is whose positions are read.
const READING_POSITIONS: u64 = 10;

/// A term and how much a match by it counts.
pub(crate) type Alternative = (Term, f32);

/// Where a word stands in a document, and what it counts there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) position: u32,
    pub(crate) weight: f32,
}

/// The documents that have any of a slot's terms.
pub(crate) struct SlotPostings {
    lists: Vec<(SegmentPostings, f32)>,
    doc: DocId,
}

impl SlotPostings {
    /// The postings of `alternatives` in one segment; `None` when it has none of them.
    pub(crate) fn open(
        index: &InvertedIndexReader,
        alternatives: &[Alternative],
        option: IndexRecordOption,
    ) -> io::Result<Option<SlotPostings>> {
        let mut lists = Vec::with_capacity(alternatives.len());
        for (term, weight) in alternatives {
            if let Some(postings) = index.read_postings(term, option)? {
                lists.push((postings, *weight));
            }
        }
        let doc = lists.iter().map(|(list, _)| list.doc()).min();
        Ok(doc.map(|doc| SlotPostings { lists, doc }))
    }

    fn here(&mut self) -> impl Iterator<Item = &mut (SegmentPostings, f32)> {
        let doc = self.doc;
        self.lists
            .iter_mut()
            .filter(move |(list, _)| list.doc() == doc)
    }

    fn settle(&mut self) -> DocId {
        self.doc = self
            .lists
            .iter()
            .map(|(list, _)| list.doc())
            .min()
            .unwrap_or(TERMINATED);
        self.doc
    }

    /// Occurrences in the document, and the weight of the best term that occurs.
    pub(crate) fn frequency(&mut self) -> (u32, f32) {
        self.here()
            .fold((0, 0.0), |(frequency, best), (list, weight)| {
                (frequency + list.term_freq(), weight.max(best))
            })
    }

    /// Replaces `out` by the positions in the document, ascending.
    pub(crate) fn positions(&mut self, out: &mut Vec<u32>) {
        out.clear();
        let mut lists = 0;
        for (list, _) in self.here() {
            list.append_positions_with_offset(0, out);
            lists += 1;
        }
        if lists > 1 {
            out.sort_unstable();
            out.dedup();
        }
    }

    /// Replaces `out` by the places in the document, ascending: each counts what the best term that
    /// stands there does.
    pub(crate) fn places(&mut self, out: &mut Vec<Place>, room: &mut Vec<u32>) {
        out.clear();
        let mut lists = 0;
        for (list, weight) in self.here() {
            room.clear();
            list.append_positions_with_offset(0, room);
            let place = |position: &u32| Place {
                position: *position,
                weight: *weight,
            };
            out.extend(room.iter().map(place));
            lists += 1;
        }
        if lists > 1 {
            out.sort_unstable_by(|a, b| {
                a.position
                    .cmp(&b.position)
                    .then(b.weight.total_cmp(&a.weight))
            });
            out.dedup_by_key(|place| place.position);
        }
    }

    /// Moves to `doc` if it is there.
    pub(crate) fn reach(&mut self, doc: DocId) -> bool {
        self.reached(doc) == doc
    }

    /// Moves to `doc` or the next one behind it, unless it is there or further already.
    fn reached(&mut self, doc: DocId) -> DocId {
        match self.doc < doc {
            true => self.seek(doc),
            false => self.doc,
        }
    }
}

impl DocSet for SlotPostings {
    fn advance(&mut self) -> DocId {
        for (list, _) in self.here() {
            list.advance();
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for (list, _) in &mut self.lists {
            if list.doc() < target {
                list.seek(target);
            }
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.lists
            .iter()
            .map(|(list, _)| list.size_hint())
            .fold(0, u32::saturating_add)
    }
}

/// Where the zones of a segment's articles end.
#[derive(Default)]
pub(crate) struct Zones {
    title_end: Option<Column<u64>>,
    summary_end: Option<Column<u64>>,
}

impl Zones {
    fn open(segment: &SegmentReader) -> tantivy::Result<Zones> {
        let columns = segment.fast_fields();
        Ok(Zones {
            title_end: columns.column_opt(column::TITLE_END)?,
            summary_end: columns.column_opt(column::SUMMARY_END)?,
        })
    }

    pub(crate) fn of(segment: &Columns) -> tantivy::Result<Zones> {
        Ok(Zones {
            title_end: segment.title_end()?.cloned(),
            summary_end: segment.summary_end()?.cloned(),
        })
    }

    /// The first positions behind the title and behind the summary.
    pub(crate) fn ends(&self, doc: DocId) -> (u32, u32) {
        let end = |column: &Option<Column<u64>>| {
            column
                .as_ref()
                .and_then(|column| column.first(doc))
                .unwrap_or_default() as u32
        };
        (end(&self.title_end), end(&self.summary_end))
    }

    fn range(&self, doc: DocId, zone: Zone) -> Range<u32> {
        positions_of(zone, self.ends(doc))
    }
}

/// The positions of a zone in an article whose title and summary end before these.
pub(crate) fn positions_of(zone: Zone, (title_end, summary_end): (u32, u32)) -> Range<u32> {
    match zone {
        Zone::Anywhere => 0..u32::MAX,
        Zone::Title => 0..title_end,
        Zone::Summary => title_end..summary_end,
        Zone::Body => summary_end..u32::MAX,
    }
}

/// Slots that must follow each other, with up to `slop` other words between them in all.
#[derive(Clone, Debug)]
pub(crate) struct SequenceQuery {
    pub(crate) field: Field,
    pub(crate) slots: Vec<Vec<Alternative>>,
    pub(crate) slop: u32,
    pub(crate) zone: Zone,
}

impl Query for SequenceQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => {
                let documents = statistics_provider.total_num_docs()?;
                let tokens = statistics_provider.total_num_tokens(self.field)?;
                let mut frequencies = Vec::with_capacity(self.slots.len());
                for slot in &self.slots {
                    let mut frequency = 0;
                    for (term, _) in slot {
                        frequency += statistics_provider.doc_freq(term)?;
                    }
                    frequencies.push(frequency.min(documents));
                }
                Some(bm25(&frequencies, documents, tokens))
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SequenceWeight {
            query: self.clone(),
            bm25,
        }))
    }
}

/// BM25 of a sequence: the idf of a sequence is the sum of its words', as in Tantivy's phrases.
fn bm25(frequencies: &[u64], documents: u64, tokens: u64) -> Bm25Weight {
    let rarest = frequencies.iter().copied().min().unwrap_or(0);
    let sum: f32 = frequencies
        .iter()
        .map(|frequency| idf(*frequency, documents))
        .sum();
    let average = tokens as f32 / documents.max(1) as f32;
    Bm25Weight::for_one_term_without_explain(rarest, documents, average)
        .boost_by(sum / idf(rarest, documents))
}

/// The inverse document frequency of BM25 (Robertson and Zaragoza 2009, as Lucene smooths it).
pub(crate) fn idf(frequency: u64, documents: u64) -> f32 {
    let (n, df) = (documents as f32, frequency.min(documents) as f32);
    (1.0 + (n - df + 0.5) / (df + 0.5)).ln()
}

struct SequenceWeight {
    query: SequenceQuery,
    bm25: Option<Bm25Weight>,
}

impl SequenceWeight {
    /// A scorer that stands nowhere yet; `None` where the segment lacks a slot.
    fn open(
        &self,
        segment: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<SequenceScorer>> {
        let query = &self.query;
        let index = segment.inverted_index(query.field)?;
        let counted = query.slots.len() == 1 && query.zone == Zone::Anywhere;
        let option = if counted {
            IndexRecordOption::WithFreqs
        } else {
            IndexRecordOption::WithFreqsAndPositions
        };
        let mut slots = Vec::with_capacity(query.slots.len());
        for alternatives in &query.slots {
            match SlotPostings::open(&index, alternatives, option)? {
                Some(slot) => slots.push(slot),
                None => return Ok(None),
            }
        }
        if slots.is_empty() {
            return Ok(None);
        }
        let mut rarest_first: Vec<usize> = (0..slots.len()).collect();
        rarest_first.sort_by_key(|slot| slots[*slot].size_hint());
        Ok(Some(SequenceScorer {
            // For slots side by side two are enough.
            positions: vec![Vec::new(); slots.len().max(2)],
            slots,
            slop: query.slop,
            zone: query.zone,
            counted,
            zones: match query.zone {
                Zone::Anywhere | Zone::Title => Zones::default(),
                Zone::Summary | Zone::Body => Zones::open(segment)?,
            },
            norms: segment.get_fieldnorms_reader(query.field)?,
            bm25: self.bm25.as_ref().map(|bm25| bm25.boost_by(boost)),
            rarest_first,
            occurrences: 0,
            doc: TERMINATED,
        }))
    }
}

impl Weight for SequenceWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(mut scorer) = self.open(segment, boost)? else {
            return Ok(Box::new(EmptyScorer));
        };
        scorer.align();
        Ok(Box::new(scorer))
    }

    /// Where the first match is takes reading positions: beside other words, only those of documents that
    /// have them too.
    fn scorer_danger(
        &self,
        segment: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        let Some(mut scorer) = self.open(segment, boost)? else {
            let nowhere = SeekDangerResult::SeekLowerBound(TERMINATED);
            return Ok((nowhere, Box::new(EmptyScorer)));
        };
        let found = scorer.seek_danger(target);
        Ok((found, Box::new(scorer)))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        let score = if scorer.doc() <= doc && scorer.seek(doc) == doc {
            scorer.score()
        } else {
            0.0
        };
        Ok(Explanation::new("SequenceQuery", score))
    }
}

struct SequenceScorer {
    slots: Vec<SlotPostings>,
    positions: Vec<Vec<u32>>,
    slop: u32,
    zone: Zone,
    /// One slot anywhere: frequencies are enough.
    counted: bool,
    zones: Zones,
    norms: FieldNormReader,
    bm25: Option<Bm25Weight>,
    /// The slots in the order in which they are asked for a document.
    rarest_first: Vec<usize>,
    /// Of the sequence in the document.
    occurrences: u32,
    doc: DocId,
}

impl SequenceScorer {
    fn rarest(&mut self) -> &mut SlotPostings {
        &mut self.slots[self.rarest_first[0]]
    }

    /// Moves on from where the rarest slot is to the next document that matches.
    fn align(&mut self) -> DocId {
        let mut target = self.rarest().doc();
        while target != TERMINATED {
            target = match self.look(target) {
                SeekDangerResult::Found => break,
                SeekDangerResult::SeekLowerBound(bound) => self.rarest().reached(bound),
            };
        }
        self.doc = target;
        target
    }

    /// Whether `doc` matches; if it doesn't, a document that all those between lack.
    fn look(&mut self, doc: DocId) -> SeekDangerResult {
        for slot in &self.rarest_first {
            let at = self.slots[*slot].reached(doc);
            if at != doc {
                return SeekDangerResult::SeekLowerBound(at);
            }
        }
        match self.stands_in(doc) {
            true => SeekDangerResult::Found,
            false => SeekDangerResult::SeekLowerBound(doc + 1),
        }
    }

    /// Whether the slots, which all are in `doc`, follow each other there.
    fn stands_in(&mut self, doc: DocId) -> bool {
        if self.counted {
            return true;
        }
        let range = self.zones.range(doc, self.zone);
        self.occurrences = match self.slop {
            0 => self.side_by_side(&range),
            slop => {
                for (slot, positions) in self.slots.iter_mut().zip(&mut self.positions) {
                    slot.positions(positions);
                }
                occurrences(&self.positions[..self.slots.len()], slop, &range)
            }
        };
        self.occurrences > 0
    }

    /// How often the slots stand side by side in `range`. Their positions are read one slot after the other,
    /// those of the rarest first, as long as any place is left. Between zones is a gap: where the first is in
    /// range, all are.
    fn side_by_side(&mut self, range: &Range<u32>) -> u32 {
        let [starts, room, ..] = &mut self.positions[..] else {
            return 0;
        };
        for (nth, slot) in self.rarest_first.iter().enumerate() {
            let offset = *slot as u32;
            self.slots[*slot].positions(room);
            if nth == 0 {
                starts.clear();
                starts.extend(
                    room.iter()
                        .filter_map(|position| position.checked_sub(offset)),
                );
                starts.retain(|start| range.contains(start));
            } else {
                keep_shifted(starts, room, offset);
            }
            if starts.is_empty() {
                return 0;
            }
        }
        starts.len() as u32
    }
}

/// Keeps of `starts` those that stand `offset` before one of `positions`; both ascend.
fn keep_shifted(starts: &mut Vec<u32>, positions: &[u32], offset: u32) {
    let mut next = 0;
    starts.retain(|start| {
        let sought = start + offset;
        while positions
            .get(next)
            .is_some_and(|position| *position < sought)
        {
            next += 1;
        }
        positions.get(next) == Some(&sought)
    });
}

/// How often positions in `range`, one of each list in order, stand together with at most `slop`
/// others between them. Each start counts once, with the nearest that follow it.
fn occurrences(lists: &[Vec<u32>], slop: u32, range: &Range<u32>) -> u32 {
    let Some((first, others)) = lists.split_first() else {
        return 0;
    };
    let starts = first.iter().filter(|start| range.contains(start));
    let complete = starts.filter(|start| {
        let last = last_of_sequence(**start, others, slop);
        last.is_some_and(|last| range.contains(&last))
    });
    complete.count() as u32
}

/// Where a sequence ends that starts at `start` and goes on with one of each of `others`, with at most `slop`
/// positions between them in all: each the nearest behind the one before it.
pub(crate) fn last_of_sequence(start: u32, others: &[impl AsRef<[u32]>], slop: u32) -> Option<u32> {
    let limit = start + others.len() as u32 + slop;
    others.iter().try_fold(start, |last, positions| {
        let positions = positions.as_ref();
        let next = positions.partition_point(|position| *position <= last);
        positions.get(next).copied().filter(|next| *next <= limit)
    })
}

impl DocSet for SequenceScorer {
    fn advance(&mut self) -> DocId {
        self.rarest().advance();
        self.align()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.rarest().reached(target);
        self.align()
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        let found = self.look(target);
        if found == SeekDangerResult::Found {
            self.doc = target;
        }
        found
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.slots
            .iter()
            .map(SlotPostings::size_hint)
            .min()
            .unwrap_or(0)
    }

    fn cost(&self) -> u64 {
        let lists: usize = self.slots.iter().map(|slot| slot.lists.len()).sum();
        let reading = if self.counted { 1 } else { READING_POSITIONS };
        u64::from(self.size_hint()) * lists as u64 * reading
    }
}

impl Scorer for SequenceScorer {
    fn score(&mut self) -> Score {
        let Some(bm25) = &self.bm25 else {
            return 0.0;
        };
        let (mut times, mut weight) = (self.occurrences, 1.0_f32);
        for slot in &mut self.slots {
            let (frequency, best) = slot.frequency();
            weight = weight.min(best);
            if self.counted {
                times = frequency;
            }
        }
        let norm = self.norms.fieldnorm_id(self.doc);
        weight * bm25.score(norm, times)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn order_and_distance_are_kept() {
        let lists = |text: &[&[u32]]| text.iter().map(|list| list.to_vec()).collect::<Vec<_>>();
        let all = 0..u32::MAX;
        assert_eq!(occurrences(&lists(&[&[1, 9], &[2, 20]]), 0, &all), 1);
        assert_eq!(occurrences(&lists(&[&[2], &[1]]), 5, &all), 0);
        assert_eq!(occurrences(&lists(&[&[1], &[4], &[5]]), 2, &all), 1);
        assert_eq!(occurrences(&lists(&[&[1], &[4], &[6]]), 2, &all), 0);
        assert_eq!(occurrences(&lists(&[&[1], &[1, 2]]), 0, &all), 1);
        assert_eq!(occurrences(&lists(&[&[1, 7], &[2, 8]]), 0, &(5..10)), 1);
        assert_eq!(occurrences(&lists(&[&[3, 4]]), 0, &all), 2);
    }

    proptest! {
        /// Words side by side are found without walking along each sequence: from any of them on.
        #[test]
        fn side_by_side_is_a_sequence_without_others_between(
            lists in proptest::collection::vec(proptest::collection::btree_set(0..12_u32, 1..8), 1..4),
            first in 0..4_usize,
        ) {
            let lists: Vec<Vec<u32>> = lists.into_iter().map(|set| set.into_iter().collect()).collect();
            let first = first % lists.len();
            let starts = lists[first].iter().filter_map(|position| position.checked_sub(first as u32));
            let mut starts: Vec<u32> = starts.collect();
            for (offset, positions) in lists.iter().enumerate() {
                keep_shifted(&mut starts, positions, offset as u32);
            }
            prop_assert_eq!(starts.len() as u32, occurrences(&lists, 0, &(0..u32::MAX)));
        }
    }
}
