//! A commit as searching sees it: the engine's segments, and their columns, each opened once.
//!
//! Opening a column reads its place in the file and its header: dearer than all that is read from it for
//! one hit.

use std::sync::OnceLock;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, Searcher, SegmentReader};

use crate::schema::column;

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

    /// The segment that has a document.
    pub(crate) fn segment_of(&self, address: DocAddress) -> &Columns {
        &self.segments[address.segment_ord as usize]
    }
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
