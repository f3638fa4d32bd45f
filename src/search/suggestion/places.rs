//! Places where two words stand side by side, and what they read as there.

use std::cmp::Reverse;
use std::io;

use tantivy::index::InvertedIndexReader;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, TERMINATED, Term};

use super::chain::{Pair, Word};
use crate::error::Result;
use crate::search::postings::SlotPostings;

/// Places looked at for each pair.
const PLACES: usize = 150;
/// What a place counts where none, one or both of the words around it stand there too.
const AROUND: [f64; 3] = [1.0, 10.0, 60.0];

/// Counts the readings of word `at` and of the next one at places where they stand side by side. Where
/// the words around them stand around them too it is the same expression, and counts for more.
pub(super) fn count(
    searcher: &Searcher,
    field: Field,
    words: &[Word],
    at: usize,
    sample: usize,
) -> Result<Pair> {
    let mut pair = Pair::default();
    let segments = searcher.segment_readers();
    let documents: usize = segments
        .iter()
        .map(|segment| segment.max_doc() as usize)
        .sum();
    for segment in segments {
        let index = segment.inverted_index(field)?;
        let part = |of: usize| 1 + of * segment.max_doc() as usize / documents.max(1);
        let mut places =
            places(&index, words, at, part(sample)).map_err(tantivy::TantivyError::from)?;
        if places.len() > part(PLACES) {
            places.sort_by_key(|place| Reverse(place.around));
            places.truncate(part(PLACES));
            places.sort_by_key(|place| place.doc);
        }
        if places.is_empty() {
            continue;
        }
        let lefts = read(&index, field, &words[at], &places, 0);
        let rights = read(&index, field, &words[at + 1], &places, 1);
        let lefts = lefts.map_err(tantivy::TantivyError::from)?;
        let rights = rights.map_err(tantivy::TantivyError::from)?;
        for (place, readings) in places.iter().zip(lefts.into_iter().zip(rights)) {
            let weight = AROUND[place.around.min(2)];
            pair.all += weight;
            if let (Some(left), Some(right)) = readings {
                *pair.seen.entry((left, right)).or_default() += weight;
            }
        }
    }
    Ok(pair)
}

/// Where a word of the query stands, the next one behind it.
struct Place {
    doc: DocId,
    position: u32,
    /// How many of the words before and behind the two are there too.
    around: usize,
}

/// Places where word `at` and the next stand side by side, whatever they read as, in the first
/// `documents` with both; one a document, since an article repeats its own words.
fn places(
    index: &InvertedIndexReader,
    words: &[Word],
    at: usize,
    documents: usize,
) -> io::Result<Vec<Place>> {
    let open = |word: Option<&Word>| match word {
        Some(word) => {
            SlotPostings::open(index, &word.any, IndexRecordOption::WithFreqsAndPositions)
        }
        None => Ok(None),
    };
    let mut found = Vec::new();
    let (Some(mut left), Some(mut right)) = (open(words.get(at))?, open(words.get(at + 1))?) else {
        return Ok(found);
    };
    let mut before = open(at.checked_sub(1).and_then(|before| words.get(before)))?;
    let mut behind = open(words.get(at + 2))?;
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    let (mut befores, mut behinds) = (Vec::new(), Vec::new());
    let mut looked = 0;
    while looked < documents {
        let (doc, other) = (left.doc(), right.doc());
        if doc == TERMINATED || other == TERMINATED {
            break;
        }
        if doc != other {
            match doc < other {
                true => left.seek(other),
                false => right.seek(doc),
            };
            continue;
        }
        looked += 1;
        left.positions(&mut lefts);
        right.positions(&mut rights);
        lefts.retain(|place| rights.binary_search(&(place + 1)).is_ok());
        if !lefts.is_empty() {
            positions_in(&mut before, doc, &mut befores);
            positions_in(&mut behind, doc, &mut behinds);
            let place = |position: u32| Place {
                doc,
                position,
                around: usize::from(befores.binary_search(&position.wrapping_sub(1)).is_ok())
                    + usize::from(behinds.binary_search(&(position + 2)).is_ok()),
            };
            found.extend(
                lefts
                    .iter()
                    .map(|position| place(*position))
                    .max_by_key(|place| place.around),
            );
        }
        left.advance();
    }
    Ok(found)
}

/// Replaces `out` by the positions of a word in a document.
fn positions_in(word: &mut Option<SlotPostings>, doc: DocId, out: &mut Vec<u32>) {
    out.clear();
    if let Some(word) = word
        && word.doc() <= doc
        && word.reach(doc)
    {
        word.positions(out);
    }
}

/// Which reading of `word` stands at each place.
fn read(
    index: &InvertedIndexReader,
    field: Field,
    word: &Word,
    places: &[Place],
    offset: u32,
) -> io::Result<Vec<Option<usize>>> {
    let mut out = vec![None; places.len()];
    if !word.free {
        out.fill(Some(0));
        return Ok(out);
    }
    let mut positions = Vec::new();
    for (reading, (term, _)) in word.readings.iter().enumerate() {
        if out.iter().all(Option::is_some) {
            break;
        }
        let terms = [(Term::from_field_text(field, term), 1.0)];
        let Some(mut postings) =
            SlotPostings::open(index, &terms, IndexRecordOption::WithFreqsAndPositions)?
        else {
            continue;
        };
        for (at, place) in places.iter().enumerate() {
            if out[at].is_none() && postings.doc() <= place.doc && postings.reach(place.doc) {
                postings.positions(&mut positions);
                if positions.binary_search(&(place.position + offset)).is_ok() {
                    out[at] = Some(reading);
                }
            }
        }
    }
    Ok(out)
}
