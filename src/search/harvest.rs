//! Going through the matches once: counting them and their facets, keeping the best.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashSet};

use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader};

use super::facet::{Counts, SegmentCounts};
use super::request::{Facet, Sort};
use crate::error::Result;
use crate::query::{FilterSet, SegmentFilter};
use crate::schema::column;

/// A match that may become a hit.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) address: DocAddress,
    pub(crate) score: Score,
    /// Seconds since 1970.
    pub(crate) published: Option<i64>,
}

/// How freshness counts: scores halve their gain with age (`--recency`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recency {
    /// Seconds in which the gain halves.
    pub(crate) half_life: f64,
    /// What age is counted from: the newest article of the index.
    pub(crate) newest: i64,
}

impl Recency {
    /// A score with freshness: gently, from the whole for the newest article to half of it for the
    /// oldest, so that age alone never buries a good match. Articles without a date count as oldest.
    pub(crate) fn apply(self, score: Score, published: Option<i64>) -> Score {
        let freshness = published.map_or(0.0, |at| {
            (-((self.newest - at).max(0) as f64) / self.half_life).exp2()
        });
        score * (0.5 + 0.5 * freshness) as f32
    }
}

/// What to keep and count.
pub(crate) struct Wanted<'r> {
    pub(crate) limit: usize,
    pub(crate) sort: Sort,
    pub(crate) filters: &'r FilterSet,
    pub(crate) facets: &'r [Facet],
    pub(crate) recency: Option<Recency>,
    /// Documents to pass over.
    pub(crate) without: &'r HashSet<DocAddress>,
}

/// What was found.
pub(crate) struct Harvest {
    /// Documents that match and pass all filters.
    pub(crate) total: u64,
    /// The best of them, best first.
    pub(crate) best: Vec<Candidate>,
    pub(crate) counts: Vec<Counts>,
}

/// Goes through all matches of `query`.
pub(crate) fn harvest(
    searcher: &Searcher,
    query: &dyn Query,
    wanted: &Wanted<'_>,
) -> Result<Harvest> {
    let scoring = match wanted.sort {
        Sort::Relevance => EnableScoring::enabled_from_searcher(searcher),
        _ => EnableScoring::disabled_from_searcher(searcher),
    };
    let weight = query.weight(scoring)?;
    let mut found = Harvest {
        total: 0,
        best: Vec::new(),
        counts: wanted.facets.iter().map(|_| Counts::default()).collect(),
    };
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let mut harvest = SegmentHarvest::new(ordinal as u32, segment, wanted)?;
        let alive = segment.alive_bitset();
        weight.for_each(segment, &mut |doc, score| {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                harvest.take(doc, score);
            }
        })?;
        harvest.add_to(&mut found)?;
    }
    sort(searcher, wanted.sort, &mut found.best)?;
    found.best.truncate(wanted.limit);
    Ok(found)
}

/// Puts candidates in order: by score or date, equal ones newer first, then by id (rule 4.5).
pub(crate) fn sort(searcher: &Searcher, by: Sort, candidates: &mut [Candidate]) -> Result<()> {
    let rank = |candidate: &Candidate| rank(by, candidate.score, candidate.published);
    candidates.sort_by_key(|candidate| Reverse(rank(candidate)));
    let mut start = 0;
    while start < candidates.len() {
        let same = rank(&candidates[start]);
        let len = candidates[start..]
            .iter()
            .take_while(|candidate| rank(candidate) == same)
            .count();
        if len > 1 {
            sort_by_id(searcher, &mut candidates[start..start + len])?;
        }
        start += len;
    }
    Ok(())
}

fn sort_by_id(searcher: &Searcher, candidates: &mut [Candidate]) -> Result<()> {
    let mut keyed = Vec::with_capacity(candidates.len());
    for candidate in candidates.iter() {
        let segment = searcher.segment_reader(candidate.address.segment_ord);
        let mut id = String::new();
        if let Some(column) = segment.fast_fields().str(column::ID)?
            && let Some(ordinal) = column.ords().first(candidate.address.doc_id)
        {
            column
                .ord_to_str(ordinal, &mut id)
                .map_err(tantivy::TantivyError::from)?;
        }
        keyed.push((id, candidate.clone()));
    }
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    for (slot, (_, candidate)) in candidates.iter_mut().zip(keyed) {
        *slot = candidate;
    }
    Ok(())
}

/// What candidates are compared by, larger is better.
fn rank(sort: Sort, score: Score, published: Option<i64>) -> (i64, i64) {
    let newer = published.unwrap_or(i64::MIN);
    match sort {
        // Scores are not negative: their bits are in the order of their values.
        Sort::Relevance => (i64::from(score.max(0.0).to_bits()), newer),
        Sort::Newest => (newer, 0),
        Sort::Oldest => (published.map_or(i64::MIN, |at| -at), 0),
    }
}

/// One segment's part of a harvest.
struct SegmentHarvest<'w> {
    ordinal: u32,
    wanted: &'w Wanted<'w>,
    filters: Vec<(Dimension, SegmentFilter)>,
    counts: Vec<(Dimension, SegmentCounts)>,
    published: Option<Column<i64>>,
    ids: Option<StrColumn>,
    total: u64,
    /// The best so far, the worst of them on top. Ids are compared by ordinal: within a segment
    /// that is their order.
    best: BinaryHeap<Kept>,
}

/// A document in the heap, ordered so that the worst is the greatest.
#[derive(Clone, Copy)]
struct Kept {
    key: (i64, i64),
    /// Of equal ones the lowest is best: what a page shows never depends on chance.
    id: u64,
    doc: DocId,
    score: Score,
    published: Option<i64>,
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> Ordering {
        (Reverse(self.key), self.id).cmp(&(Reverse(other.key), other.id))
    }
}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Kept {}

/// What a filter and a facet can be about: a facet is counted without its own filter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dimension {
    Category,
    Source,
    Author,
    Date,
}

impl From<Facet> for Dimension {
    fn from(facet: Facet) -> Self {
        match facet {
            Facet::Category => Dimension::Category,
            Facet::Source => Dimension::Source,
            Facet::Author => Dimension::Author,
            Facet::Date(_) => Dimension::Date,
        }
    }
}

impl<'w> SegmentHarvest<'w> {
    fn new(ordinal: u32, segment: &SegmentReader, wanted: &'w Wanted<'w>) -> Result<Self> {
        let set = wanted.filters;
        let given = [
            (Dimension::Category, &set.category),
            (Dimension::Source, &set.source),
            (Dimension::Author, &set.author),
            (Dimension::Date, &set.date),
        ];
        let mut filters = Vec::new();
        for (dimension, filter) in given {
            if let Some(filter) = filter {
                filters.push((dimension, filter.for_segment(segment)?));
            }
        }
        let mut counts = Vec::new();
        for facet in wanted.facets {
            counts.push((
                Dimension::from(*facet),
                SegmentCounts::open(*facet, segment)?,
            ));
        }
        let columns = segment.fast_fields();
        let (published, ids) = (
            columns.column_opt(column::PUBLISHED)?,
            columns.str(column::ID)?,
        );
        Ok(SegmentHarvest {
            ordinal,
            wanted,
            filters,
            counts,
            published,
            ids,
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn take(&mut self, doc: DocId, score: Score) {
        let mut failed = self
            .filters
            .iter()
            .filter(|(_, filter)| !filter.passes(doc))
            .map(|(dimension, _)| *dimension);
        match (failed.next(), failed.next()) {
            (None, _) => self.keep(doc, score),
            (Some(only), None) => self
                .counts
                .iter_mut()
                .filter(|(dimension, _)| *dimension == only)
                .for_each(|(_, counts)| counts.count(doc)),
            _ => {}
        }
    }

    fn keep(&mut self, doc: DocId, score: Score) {
        let address = DocAddress::new(self.ordinal, doc);
        if !self.wanted.without.is_empty() && self.wanted.without.contains(&address) {
            return;
        }
        self.total += 1;
        self.counts
            .iter_mut()
            .for_each(|(_, counts)| counts.count(doc));
        if self.wanted.limit == 0 {
            return;
        }
        let full = self.best.len() == self.wanted.limit;
        let dateless = self.wanted.sort == Sort::Relevance && self.wanted.recency.is_none();
        // Most matches are worse than all that are kept: seen by the score alone.
        if full
            && dateless
            && self
                .best
                .peek()
                .is_some_and(|worst| rank(Sort::Relevance, score, None).0 < worst.key.0)
        {
            return;
        }
        let published = self.published.as_ref().and_then(|column| column.first(doc));
        let score = self
            .wanted
            .recency
            .map_or(score, |recency| recency.apply(score, published));
        let key = rank(self.wanted.sort, score, published);
        if full && self.best.peek().is_some_and(|worst| key < worst.key) {
            return;
        }
        let id = self
            .ids
            .as_ref()
            .and_then(|column| column.ords().first(doc))
            .unwrap_or_default();
        self.best.push(Kept {
            key,
            id,
            doc,
            score,
            published,
        });
        if self.best.len() > self.wanted.limit {
            self.best.pop();
        }
    }

    fn add_to(self, harvest: &mut Harvest) -> Result<()> {
        harvest.total += self.total;
        for ((_, segment), counts) in self.counts.into_iter().zip(&mut harvest.counts) {
            segment.add_to(counts)?;
        }
        harvest
            .best
            .extend(self.best.into_iter().map(|kept| Candidate {
                address: DocAddress::new(self.ordinal, kept.doc),
                score: kept.score,
                published: kept.published,
            }));
        Ok(())
    }
}
