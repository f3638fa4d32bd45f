//! Near-identical articles in one row (rule 4.8).
//!
//! Rows are made from the best match downwards: a match that is near-identical to one before it
//! belongs to the row of the first such. So each match is in one row, whatever page is looked at, and
//! nothing about it needs to be known when an article is indexed, replaced or deleted but its
//! own signature. What a row stands for below the page is found by the bands of its signature.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use tantivy::columnar::ColumnValues;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, SeekDangerResult};

use super::candidate::Candidate;
use super::snapshot::Snapshot;
use crate::error::Result;
use crate::query::FilterSet;
use crate::schema::Fields;
use crate::signature::Signature;

/// Rows that are looked at by one band: reports made from one template may all have it.
const ROWS_PER_BAND: usize = 256;
/// A band that so many articles have is looked at in any case.
const FEW: u64 = 64;
/// One that so many times as many have as have the rarest that is shared at all tells nothing: it is a run of
/// words that everybody writes (`phải đối mặt với`). Reprints share another too, nearly always; those that
/// don't are rows of their own.
const COMMON: u64 = 8;
/// How many more matches are fetched when there were too few rows.
const FACTOR: usize = 4;

/// How many matches are fetched at first for so many rows. More than are needed cost next to nothing, as
/// most candidates' positions are read anyhow; too few are ranked once more.
pub(crate) fn first_fetch(rows: usize) -> usize {
    6 * rows
}

/// The rows of a response, from the first page on.
pub(crate) struct Rows<'s> {
    snapshot: &'s Snapshot,
    fields: &'s Fields,
    rows: Vec<Row>,
    by_band: HashMap<u64, Vec<usize>>,
    /// All matches that were looked at, and their rows.
    seen: HashMap<DocAddress, usize>,
}

impl<'s> Rows<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot, fields: &'s Fields) -> Rows<'s> {
        Rows {
            snapshot,
            fields,
            rows: Vec::new(),
            by_band: HashMap::new(),
            seen: HashMap::new(),
        }
    }

    /// The matches that stand in a row, in the rows so far or in those to come.
    pub(crate) fn seen(&self) -> HashSet<DocAddress> {
        self.seen.keys().copied().collect()
    }

    /// Begins a row with an article that is none of the matches.
    pub(crate) fn begin_with(&mut self, address: DocAddress) -> Result<()> {
        self.begins(address).map(|_| ())
    }

    /// Adds the first `wanted` rows that the matches of a query begin, if there are so many; `fetch`
    /// gives as many of the best matches as it is asked for.
    pub(crate) fn add(
        &mut self,
        wanted: usize,
        mut fetch: impl FnMut(usize) -> Result<Vec<Candidate>>,
    ) -> Result<Vec<Candidate>> {
        let mut begun = Vec::new();
        let mut limit = first_fetch(wanted);
        loop {
            let best = fetch(limit)?;
            let len = best.len();
            for candidate in best {
                if begun.len() == wanted {
                    break;
                }
                if !self.seen.contains_key(&candidate.address) && self.begins(candidate.address)? {
                    begun.push(candidate);
                }
            }
            if begun.len() >= wanted || len < limit {
                return Ok(begun);
            }
            limit *= FACTOR;
        }
    }

    /// Whether a match is in none of the rows so far: then it is the next.
    fn begins(&mut self, address: DocAddress) -> Result<bool> {
        let signature = signature_of(self.snapshot, address)?;
        if let Some(signature) = &signature {
            if let Some(row) = self.row_of(signature)? {
                self.seen.insert(address, row);
                return Ok(false);
            }
            for band in signature.bands() {
                let rows = self.by_band.entry(band).or_default();
                if rows.len() < ROWS_PER_BAND {
                    rows.push(self.rows.len());
                }
            }
        }
        self.seen.insert(address, self.rows.len());
        self.rows.push(Row {
            shown: address,
            signature,
            telling: OnceLock::new(),
        });
        Ok(true)
    }

    /// The first row that a signature belongs to: the one its row shows is near-identical, and they share a
    /// telling band.
    fn row_of(&self, signature: &Signature) -> Result<Option<usize>> {
        let rows = signature
            .bands()
            .filter_map(|band| self.by_band.get(&band))
            .flatten();
        let mut near: Vec<(usize, &Row, &Signature)> = rows
            .filter_map(|at| {
                let row = self.rows.get(*at)?;
                let shown = row.signature.as_ref().filter(|of| signature.is_near(of))?;
                Some((*at, row, shown))
            })
            .collect();
        near.sort_unstable_by_key(|(at, ..)| *at);
        for (at, row, shown) in near {
            // The rarest is telling: nothing need be looked up for an exact copy.
            if shown.bands().eq(signature.bands())
                || row
                    .telling(self.snapshot, self.fields, shown)?
                    .iter()
                    .any(|list| signature.bands().any(|band| band == list.band))
            {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// The articles of the index that belong to a row beside the one it shows, whether they match or
    /// not; in order of their addresses.
    pub(crate) fn others(&self, at: usize) -> Result<Vec<DocAddress>> {
        let Some(row) = self.rows.get(at) else {
            return Ok(Vec::new());
        };
        let Some(signature) = &row.signature else {
            return Ok(Vec::new());
        };
        let lists = row.telling(self.snapshot, self.fields, signature)?;
        let mut others = articles_of(self.snapshot, self.fields, lists)?;
        others.retain(|address| *address != row.shown);
        let mut kept = Vec::new();
        for address in others {
            let its_row = match self.seen.get(&address) {
                Some(row) => Some(*row),
                None => match near(self.snapshot, signature, address)? {
                    Some(other) => self.row_of(&other)?,
                    None => None,
                },
            };
            if its_row == Some(at) {
                kept.push(address);
            }
        }
        Ok(kept)
    }
}

/// A row: the article it shows.
struct Row {
    shown: DocAddress,
    signature: Option<Signature>,
    /// Its telling bands, once they were asked for.
    telling: OnceLock<Vec<List>>,
}

/// The articles that have a band, in each segment.
struct List {
    band: u64,
    infos: Vec<Option<TermInfo>>,
}

impl List {
    fn articles(&self) -> u64 {
        let infos = self.infos.iter().flatten();
        infos.map(|info| u64::from(info.doc_freq)).sum()
    }
}

impl Row {
    /// The telling ones of the bands of its `signature`: what belongs to the row has one of them, and is found
    /// by it.
    fn telling(
        &self,
        snapshot: &Snapshot,
        fields: &Fields,
        signature: &Signature,
    ) -> Result<&[List]> {
        if let Some(lists) = self.telling.get() {
            return Ok(lists);
        }
        let indexes = indexes(snapshot, fields)?;
        let mut lists = Vec::new();
        for band in signature.bands() {
            let term = fields.band_term(band);
            let infos = indexes.iter().map(|index| index.get_term_info(&term));
            let infos = infos.collect::<io::Result<Vec<_>>>();
            lists.push(List {
                band,
                infos: infos.map_err(tantivy::TantivyError::from)?,
            });
        }
        // One that only this article has tells nothing of the others.
        let shared = lists
            .iter()
            .map(List::articles)
            .filter(|articles| *articles > 1);
        let most = FEW.max(shared.min().unwrap_or_default().saturating_mul(COMMON));
        lists.retain(|list| list.articles() <= most);
        Ok(self.telling.get_or_init(|| lists))
    }
}

/// The bands of each segment.
fn indexes(snapshot: &Snapshot, fields: &Fields) -> tantivy::Result<Vec<Arc<InvertedIndexReader>>> {
    let segments = snapshot.engine.segment_readers().iter();
    segments
        .map(|segment| segment.inverted_index(fields.bands))
        .collect()
}

/// The articles of lists, in order, each once.
fn articles_of(snapshot: &Snapshot, fields: &Fields, lists: &[List]) -> Result<Vec<DocAddress>> {
    let segments = snapshot.engine.segment_readers().iter();
    let mut found = Vec::new();
    let mut room = None;
    for (ordinal, (segment, index)) in segments.zip(indexes(snapshot, fields)?).enumerate() {
        let alive = segment.alive_bitset();
        let infos = lists
            .iter()
            .filter_map(|list| list.infos.get(ordinal)?.as_ref());
        for info in infos {
            let each = |doc| {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    found.push(DocAddress::new(ordinal as u32, doc));
                }
            };
            each_of(&index, info, &mut room, each).map_err(tantivy::TantivyError::from)?;
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Calls `each` with the documents of a list. Many lists are of one document each: `room` is used for all
/// of them.
fn each_of(
    index: &InvertedIndexReader,
    list: &TermInfo,
    room: &mut Option<BlockSegmentPostings>,
    mut each: impl FnMut(DocId),
) -> io::Result<()> {
    let postings = match room {
        Some(postings) => {
            index.reset_block_postings_from_terminfo(list, postings)?;
            postings
        }
        None => {
            room.insert(index.read_block_postings_from_terminfo(list, IndexRecordOption::Basic)?)
        }
    };
    while !postings.docs().is_empty() {
        postings.docs().iter().copied().for_each(&mut each);
        postings.advance();
    }
    Ok(())
}

/// Which of `documents`, in order of their addresses, match a query.
pub(crate) fn matching(
    snapshot: &Snapshot,
    query: &dyn Query,
    documents: &[DocAddress],
) -> Result<HashSet<DocAddress>> {
    if documents.is_empty() {
        return Ok(HashSet::new());
    }
    let weight = query.weight(EnableScoring::disabled_from_searcher(&snapshot.engine))?;
    let of_segments: Vec<&[DocAddress]> = documents
        .chunk_by(|a, b| a.segment_ord == b.segment_ord)
        .collect();
    let found = of_segments.into_par_iter().map(|documents| {
        let segment = &snapshot.segment_of(documents[0]).reader;
        let mut asked = documents[0].doc_id;
        let (mut at, mut matches) = weight.scorer_danger(segment, asked, 1.0)?;
        let mut found = documents.to_vec();
        found.retain(|address| {
            let doc = address.doc_id;
            let is_passed = matches!(at, SeekDangerResult::SeekLowerBound(bound) if bound > doc);
            if doc > asked && !is_passed {
                (asked, at) = (doc, matches.seek_danger(doc));
            }
            doc == asked && at == SeekDangerResult::Found
        });
        Ok(found)
    });
    let found: Vec<Vec<DocAddress>> = found.collect::<Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// Keeps what passes all filters.
pub(crate) fn filter(
    snapshot: &Snapshot,
    filters: &FilterSet,
    documents: &mut Vec<DocAddress>,
) -> Result<()> {
    let given = [
        &filters.category,
        &filters.source,
        &filters.author,
        &filters.date,
    ];
    for filter in given.into_iter().flatten() {
        let mut passing = Vec::new();
        for documents in documents.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let segment = &snapshot.segment_of(documents[0]).reader;
            let filter = filter.for_segment(segment)?;
            passing.extend(
                documents
                    .iter()
                    .filter(|address| filter.passes(address.doc_id)),
            );
        }
        *documents = passing;
    }
    Ok(())
}

/// The signature of an article, if it has one.
pub(super) fn signature_of(snapshot: &Snapshot, address: DocAddress) -> Result<Option<Signature>> {
    let Some((values, start)) = values_of(snapshot, address)? else {
        return Ok(None);
    };
    Ok(read(values, start))
}

/// The signature of an article that is near-identical to the one with `signature`. Most that share a band
/// with it are not, and nothing more is read of them.
fn near(
    snapshot: &Snapshot,
    signature: &Signature,
    address: DocAddress,
) -> Result<Option<Signature>> {
    let Some((values, start)) = values_of(snapshot, address)? else {
        return Ok(None);
    };
    let sketch = start + Signature::SKETCH as u32;
    let part = [values.get_val(sketch), values.get_val(sketch + 1)];
    let other = signature.may_be_near(&part).then(|| read(values, start));
    Ok(other.flatten().filter(|other| signature.is_near(other)))
}

/// The column of signatures, and where the values of an article's begin.
fn values_of(snapshot: &Snapshot, address: DocAddress) -> Result<Option<(&dyn ColumnValues, u32)>> {
    let Some(column) = snapshot.segment_of(address).signature()? else {
        return Ok(None);
    };
    let place = column.index.value_row_ids(address.doc_id);
    Ok((place.len() == Signature::VALUES).then(|| (column.values.as_ref(), place.start)))
}

fn read(column: &dyn ColumnValues, start: u32) -> Option<Signature> {
    let mut values = [0; Signature::VALUES];
    column.get_range(u64::from(start), &mut values);
    Signature::of_values(&values)
}
