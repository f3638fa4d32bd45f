//! Going through the matches once: counting them and their facets, keeping the best. Pieces of the index
//! are gone through at the same time, so that an answer takes no longer than its slowest piece.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashSet};
use std::ops::Range;

use rayon::prelude::*;
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score};

use super::candidate::{Candidate, Recency, Scored, rank, sort, truncate};
use super::facet::{Counts, SegmentCounts};
use super::matches::{Matches, PieceMatches};
use super::request::{Facet, Sort};
use super::snapshot::{Columns, Piece, Snapshot};
use crate::error::Result;
use crate::query::{FilterSet, SegmentFilter};

/// Room beyond the limit, so that short lists are not cut again and again.
const SPARE: usize = 1024;

/// What to keep and count.
pub(crate) struct Wanted<'r> {
    pub(crate) limit: usize,
    pub(crate) sort: Sort,
    pub(crate) filters: &'r FilterSet,
    pub(crate) facets: &'r [Facet],
    pub(crate) recency: Option<Recency>,
    /// Documents to pass over.
    pub(crate) without: &'r HashSet<DocAddress>,
    /// Whether the best are to be ranked again: then `limit` of them are kept by their scores alone,
    /// as [`Harvest::scored`].
    pub(crate) ranked_again: bool,
}

/// What was found.
pub(crate) struct Harvest {
    /// Documents that match and pass all filters.
    pub(crate) total: u64,
    /// The best of them, best first.
    pub(crate) best: Vec<Candidate>,
    /// The best of them in no order, when they are to be ranked again.
    pub(crate) scored: Vec<Scored>,
    pub(crate) counts: Vec<Counts>,
    /// All of them.
    pub(crate) matches: Matches,
}

/// Goes through all matches of `query`.
pub(crate) fn harvest(
    snapshot: &Snapshot,
    query: &dyn Query,
    wanted: &Wanted<'_>,
) -> Result<Harvest> {
    harvest_pieces(snapshot, snapshot.pieces(), query, wanted)
}

fn harvest_pieces(
    snapshot: &Snapshot,
    pieces: Vec<Piece>,
    query: &dyn Query,
    wanted: &Wanted<'_>,
) -> Result<Harvest> {
    let scoring = match wanted.sort {
        Sort::Relevance => EnableScoring::enabled_from_searcher(&snapshot.engine),
        _ => EnableScoring::disabled_from_searcher(&snapshot.engine),
    };
    let weight = query.weight(scoring)?;
    let mut found = Harvest {
        total: 0,
        best: Vec::new(),
        scored: Vec::new(),
        counts: wanted.facets.iter().map(|_| Counts::default()).collect(),
        matches: Matches::default(),
    };
    let filters = snapshot
        .segments()
        .iter()
        .map(|segment| ready(wanted.filters, segment));
    let filters = filters.collect::<Result<Vec<_>>>()?;
    let harvested: Vec<Result<PieceHarvest<'_>>> = pieces
        .into_par_iter()
        .map(|piece| {
            let segment = &snapshot.segments()[piece.ordinal as usize];
            let filters = &filters[piece.ordinal as usize];
            let mut harvest = PieceHarvest::new(&piece, segment, filters, wanted)?;
            harvest.gather(weight.as_ref(), piece.docs)?;
            Ok(harvest)
        })
        .collect();
    for harvest in harvested {
        harvest?.add_to(&mut found)?;
    }
    sort(snapshot, wanted.sort, &mut found.best)?;
    found.best.truncate(wanted.limit);
    truncate(&mut found.scored, wanted.limit);
    Ok(found)
}

/// The filters, readied for a segment.
fn ready(set: &FilterSet, segment: &Columns) -> Result<Vec<(Dimension, SegmentFilter)>> {
    let given = [
        (Dimension::Category, &set.category),
        (Dimension::Source, &set.source),
        (Dimension::Author, &set.author),
        (Dimension::Date, &set.date),
    ];
    let mut filters = Vec::new();
    for (dimension, filter) in given {
        if let Some(filter) = filter {
            filters.push((dimension, filter.for_segment(&segment.reader)?));
        }
    }
    Ok(filters)
}

/// What is harvested from a piece of a segment.
struct PieceHarvest<'w> {
    ordinal: u32,
    segment: &'w Columns,
    wanted: &'w Wanted<'w>,
    filters: &'w [(Dimension, SegmentFilter)],
    counts: Vec<(Dimension, SegmentCounts<'w>)>,
    published: Option<&'w Column<i64>>,
    ids: Option<&'w StrColumn>,
    total: u64,
    /// The best so far, the worst of them on top. Ids are compared by ordinal: within a segment
    /// that is their order.
    best: BinaryHeap<Kept>,
    scored: Vec<Scored>,
    /// The length at which `scored` is cut.
    cut_at: usize,
    matches: PieceMatches,
}

/// A document in the heap, ordered so that the worst is the greatest.
#[derive(Clone, Copy)]
struct Kept {
    key: (i64, i64),
    /// Of equal ones the lowest is best: what a page shows never depends on chance.
    id: u64,
    doc: DocId,
    exact: bool,
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

impl<'w> PieceHarvest<'w> {
    fn new(
        piece: &Piece,
        segment: &'w Columns,
        filters: &'w [(Dimension, SegmentFilter)],
        wanted: &'w Wanted<'w>,
    ) -> Result<Self> {
        let mut counts = Vec::new();
        for facet in wanted.facets {
            counts.push((
                Dimension::from(*facet),
                SegmentCounts::open(*facet, segment)?,
            ));
        }
        Ok(PieceHarvest {
            ordinal: piece.ordinal,
            segment,
            wanted,
            filters,
            counts,
            published: segment.published()?,
            ids: segment.id()?,
            total: 0,
            best: BinaryHeap::new(),
            scored: Vec::new(),
            cut_at: 2 * wanted.limit + SPARE,
            matches: PieceMatches::none_of(piece.ordinal, piece.docs.clone()),
        })
    }

    /// Goes through the matches among `docs`.
    fn gather(&mut self, weight: &dyn Weight, docs: Range<DocId>) -> Result<()> {
        let alive = self.segment.reader.alive_bitset();
        let mut matches = weight.scorer(&self.segment.reader, 1.0)?;
        let mut doc = match matches.doc() < docs.start {
            true => matches.seek(docs.start),
            false => matches.doc(),
        };
        let scored = self.wanted.sort == Sort::Relevance && self.wanted.limit > 0;
        while doc < docs.end {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                let score = if scored { matches.score() } else { 0.0 };
                self.take(doc, score);
            }
            doc = matches.advance();
        }
        Ok(())
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
        self.matches.insert(doc);
        self.counts
            .iter_mut()
            .for_each(|(_, counts)| counts.count(doc));
        if self.wanted.limit == 0 {
            return;
        }
        if self.wanted.ranked_again {
            self.keep_score(address, score);
        } else {
            self.keep_best(Scored::new(address, score, 1.0));
        }
    }

    fn keep_score(&mut self, address: DocAddress, score: Score) {
        let freshness = self.wanted.recency.map_or(1.0, |recency| {
            recency.freshness(self.published(address.doc_id))
        });
        self.scored.push(Scored::new(address, score, freshness));
        if self.scored.len() >= self.cut_at {
            truncate(&mut self.scored, self.wanted.limit);
            self.cut_at = 2 * self.scored.len() + SPARE;
        }
    }

    fn published(&self, doc: DocId) -> Option<i64> {
        self.published.as_ref().and_then(|column| column.first(doc))
    }

    fn keep_best(
        &mut self,
        Scored {
            address,
            exact,
            score,
            ..
        }: Scored,
    ) {
        let sort = self.wanted.sort;
        let full = self.best.len() == self.wanted.limit;
        let dateless = sort == Sort::Relevance && self.wanted.recency.is_none();
        let worse = |key: (i64, i64), worst: &Kept| key.0 < worst.key.0;
        // Most matches are worse than all that are kept: seen by the score alone.
        if full
            && dateless
            && self
                .best
                .peek()
                .is_some_and(|worst| worse(rank(sort, exact, score, None), worst))
        {
            return;
        }
        let doc = address.doc_id;
        let published = self.published(doc);
        let score = self
            .wanted
            .recency
            .map_or(score, |recency| score * recency.freshness(published));
        let key = rank(sort, exact, score, published);
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
            exact,
            score,
            published,
        });
        if self.best.len() > self.wanted.limit {
            self.best.pop();
        }
    }

    fn add_to(self, harvest: &mut Harvest) -> Result<()> {
        harvest.total += self.total;
        harvest.scored.extend(self.scored);
        harvest.matches.add(self.matches);
        for ((_, segment), counts) in self.counts.into_iter().zip(&mut harvest.counts) {
            segment.add_to(counts)?;
        }
        harvest
            .best
            .extend(self.best.into_iter().map(|kept| Candidate {
                address: DocAddress::new(self.ordinal, kept.doc),
                exact: kept.exact,
                score: kept.score,
                published: kept.published,
            }));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tantivy::Term;
    use tantivy::query::TermQuery;
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::search::response::FacetCounts;
    use crate::{Article, Index, Settings, WriterOptions};

    /// Forty articles in one segment, one in eight of them deleted.
    fn index() -> Index {
        let index = Index::in_memory(Settings::default()).unwrap();
        let options = WriterOptions {
            threads: 1,
            memory: 0,
        };
        let mut writer = index.writer(options).unwrap();
        for at in 0..40 {
            let article = Article {
                id: format!("{at:02}"),
                body: format!("{} lũ lên", "bão ".repeat(at % 5)),
                source: Some(["Tin Đồng", "Tin Núi", "Tin Biển"][at % 3].to_owned()),
                ..Article::default()
            };
            writer.add(article).unwrap();
        }
        writer.commit().unwrap();
        for at in (0..40).step_by(8) {
            writer.delete(&format!("{at:02}")).unwrap();
        }
        writer.commit().unwrap();
        writer.close().unwrap();
        index
    }

    #[test]
    fn pieces_have_together_what_the_whole_has() {
        let index = index();
        let searcher = index.searcher().unwrap();
        let snapshot = searcher.snapshot();
        assert_eq!(snapshot.segments().len(), 1);
        let end = snapshot.segments()[0].reader.max_doc();
        let term = Term::from_field_text(index.fields().text, "bão");
        let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
        for ranked_again in [false, true] {
            for limit in [3, 100] {
                let wanted = Wanted {
                    limit,
                    sort: Sort::Relevance,
                    filters: &FilterSet::default(),
                    facets: &[Facet::Source],
                    recency: None,
                    without: &HashSet::new(),
                    ranked_again,
                };
                let found = |ranges: &[Range<DocId>]| {
                    let piece = |docs| Piece { ordinal: 0, docs };
                    let pieces = ranges.iter().cloned().map(piece).collect();
                    let mut found = harvest_pieces(snapshot, pieces, &query, &wanted).unwrap();
                    found.scored.sort();
                    let all =
                        (0..end).filter(|doc| found.matches.contains(DocAddress::new(0, *doc)));
                    let all: Vec<DocId> = all.collect();
                    let best = found.best.iter().map(|best| (best.address, best.score));
                    let counts = found.counts.pop().unwrap().finish(Facet::Source);
                    let FacetCounts::Values(counts) = counts else {
                        panic!("sources are values")
                    };
                    let counts: Vec<_> =
                        counts.into_iter().map(|of| (of.value, of.count)).collect();
                    (
                        found.total,
                        best.collect::<Vec<_>>(),
                        found.scored,
                        counts,
                        all,
                    )
                };
                let whole = found(std::slice::from_ref(&(0..end)));
                assert_eq!((whole.0, whole.4.len()), (28, 28));
                for split in 0..=end {
                    assert_eq!(found(&[0..split, split..end]), whole, "{split}");
                }
            }
        }
    }
}
