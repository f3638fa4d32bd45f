//! A commit as searching sees it: the engine's segments, and their columns, each opened once.
//!
//! Opening a column reads its place in the file and its header: dearer than all that is read from it for
//! one hit.

use std::ops::Range;
use std::sync::OnceLock;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use crate::schema::column;

/// Fewer documents are not worth a thread's while.
const MIN_PIECE: u32 = 10_000;

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

    /// The documents in as many pieces of about the same size as there are threads, none of them too
    /// small to be worth a thread's while.
    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let max_doc = |segment: &Columns| segment.reader.max_doc();
        let all: u64 = self.segments.iter().map(max_doc).map(u64::from).sum();
        let share = all.div_ceil(rayon::current_num_threads() as u64);
        let size = u32::try_from(share).unwrap_or(u32::MAX).max(MIN_PIECE);
        let mut pieces = Vec::new();
        for (ordinal, segment) in (0..).zip(&self.segments) {
            let count = max_doc(segment).div_ceil(size).max(1);
            let size = max_doc(segment).div_ceil(count);
            pieces.extend((0..count).map(|at| Piece {
                ordinal,
                docs: at * size..((at + 1) * size).min(max_doc(segment)),
            }));
        }
        pieces
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
    numbers: [OnceLock<Option<Column<u64>>>; 3],
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
