//! A commit as searching sees it: the engine's segments, and their columns, each opened once.
//!
//! Opening a column reads its place in the file and its header: dearer than all that is read from it for
//! one hit.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::OnceLock;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use crate::packed_text::unpack;
use crate::schema::column;

/// Fewer documents are not worth a thread's while.
const MIN_PIECE: u32 = 10_000;
/// So many pieces for each thread, as one of the threads has something else to do first, or a slower core.
const PIECES_PER_THREAD: usize = 2;

/// A commit, seen as it was when it was opened.
pub(crate) struct Snapshot {
    pub(crate) engine: Searcher,
    segments: Vec<Columns>,
}

impl Snapshot {
    pub(crate) fn new(engine: Searcher) -> Snapshot {
        let segments = engine.segment_readers().iter().map(Columns::new).collect();
        Snapshot { engine, segments }
    }

    /// The segments with their columns, by their ordinals.
    pub(crate) fn segments(&self) -> &[Columns] {
        &self.segments
    }

    /// The documents in pieces of about the same size, some for each thread, none of them too small to be
    /// worth a thread's while.
    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let sizes = self.segments.iter().map(|segment| segment.reader.max_doc());
        let count = PIECES_PER_THREAD * rayon::current_num_threads();
        pieces(&sizes.collect::<Vec<_>>(), count)
    }

    /// The sources of documents, in their order. Those of many are few: each is read from its dictionary
    /// once.
    pub(crate) fn sources(&self, documents: &[DocAddress]) -> tantivy::Result<Vec<Option<String>>> {
        let mut read = HashMap::new();
        let source = |address: &DocAddress| {
            let Some(column) = self.segment_of(*address).source()? else {
                return Ok(None);
            };
            let Some(ordinal) = column.ords().first(address.doc_id) else {
                return Ok(None);
            };
            let known = match read.entry((address.segment_ord, ordinal)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(room) => {
                    let mut text = String::new();
                    column.ord_to_str(ordinal, &mut text)?;
                    room.insert(text)
                }
            };
            Ok(Some(known.clone()))
        };
        documents.iter().map(source).collect()
    }

    /// The id of a document.
    pub(crate) fn id(&self, address: DocAddress) -> tantivy::Result<String> {
        let packed = self.segment_of(address).packed_id()?;
        Ok(packed.map_or_else(String::new, |column| {
            unpack(column.values_for_doc(address.doc_id))
        }))
    }

    /// The segment that has a document.
    pub(crate) fn segment_of(&self, address: DocAddress) -> &Columns {
        &self.segments[address.segment_ord as usize]
    }
}

/// Some of a segment's documents, side by side.
pub(crate) struct Piece {
    pub(crate) ordinal: u32,
    pub(crate) docs: Range<DocId>,
}

/// The columns of a segment. One that no document has a value in may be missing.
pub(crate) struct Columns {
    pub(crate) reader: SegmentReader,
    published: OnceLock<Option<Column<i64>>>,
    numbers: [OnceLock<Option<Column<u64>>>; 4],
    texts: [OnceLock<Option<StrColumn>>; 4],
}

impl Columns {
    fn new(reader: &SegmentReader) -> Columns {
        Columns {
            reader: reader.clone(),
            published: OnceLock::new(),
            numbers: Default::default(),
            texts: Default::default(),
        }
    }

    /// When articles were published, in seconds since 1970.
    pub(crate) fn published(&self) -> tantivy::Result<Option<&Column<i64>>> {
        let open = || self.reader.fast_fields().column_opt(column::PUBLISHED);
        opened(&self.published, open)
    }

    /// The first positions behind the titles.
    pub(crate) fn title_end(&self) -> tantivy::Result<Option<&Column<u64>>> {
        self.number(0, column::TITLE_END)
    }

    /// The first positions behind the summaries.
    pub(crate) fn summary_end(&self) -> tantivy::Result<Option<&Column<u64>>> {
        self.number(1, column::SUMMARY_END)
    }

    /// The values of the signatures.
    pub(crate) fn signature(&self) -> tantivy::Result<Option<&Column<u64>>> {
        self.number(2, column::SIGNATURE)
    }

    /// The numbers of the ids as packed texts.
    pub(crate) fn packed_id(&self) -> tantivy::Result<Option<&Column<u64>>> {
        self.number(3, column::PACKED_ID)
    }

    /// Ids by their order in the segment.
    pub(crate) fn id(&self) -> tantivy::Result<Option<&StrColumn>> {
        self.text(0, column::ID)
    }

    pub(crate) fn source(&self) -> tantivy::Result<Option<&StrColumn>> {
        self.text(1, column::SOURCE)
    }

    pub(crate) fn category(&self) -> tantivy::Result<Option<&StrColumn>> {
        self.text(2, column::CATEGORY)
    }

    pub(crate) fn author(&self) -> tantivy::Result<Option<&StrColumn>> {
        self.text(3, column::AUTHOR)
    }

    fn number(&self, at: usize, name: &str) -> tantivy::Result<Option<&Column<u64>>> {
        opened(&self.numbers[at], || {
            self.reader.fast_fields().column_opt(name)
        })
    }

    fn text(&self, at: usize, name: &str) -> tantivy::Result<Option<&StrColumn>> {
        opened(&self.texts[at], || self.reader.fast_fields().str(name))
    }
}

/// What is kept of a column, opened if it was not yet.
fn opened<T>(
    kept: &OnceLock<Option<T>>,
    open: impl FnOnce() -> tantivy::Result<Option<T>>,
) -> tantivy::Result<Option<&T>> {
    if let Some(column) = kept.get() {
        return Ok(column.as_ref());
    }
    let column = open()?;
    Ok(kept.get_or_init(|| column).as_ref())
}

/// Segments of these sizes in about so many pieces.
fn pieces(sizes: &[u32], count: usize) -> Vec<Piece> {
    let all: u64 = sizes.iter().copied().map(u64::from).sum();
    let share = all.div_ceil(count.max(1) as u64);
    let most = u32::try_from(share).unwrap_or(u32::MAX).max(MIN_PIECE);
    let mut pieces = Vec::new();
    for (ordinal, end) in (0..).zip(sizes.iter().copied()) {
        let count = end.div_ceil(most).max(1);
        let size = end.div_ceil(count);
        pieces.extend((0..count).map(|at| Piece {
            ordinal,
            docs: at * size..((at + 1) * size).min(end),
        }));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_all_of_the_segments_and_no_document_twice() {
        for sizes in [
            &[][..],
            &[0],
            &[1],
            &[9_999, 10_001],
            &[150_000],
            &[100_000, 3, 49_997],
        ] {
            for count in [1, 2, 3, 64] {
                let pieces = pieces(sizes, count);
                for (ordinal, size) in (0..).zip(sizes) {
                    let mut next = 0;
                    for piece in pieces.iter().filter(|piece| piece.ordinal == ordinal) {
                        assert_eq!(piece.docs.start, next);
                        next = piece.docs.end;
                    }
                    assert_eq!(next, *size, "{sizes:?} in {count}");
                }
                let small = pieces.iter().filter(|piece| piece.docs.len() < 5_000);
                assert!(small.count() <= sizes.len(), "{sizes:?} in {count}");
            }
        }
        assert_eq!(pieces(&[150_000], 2).len(), 2);
    }
}
