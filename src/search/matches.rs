//! Which documents match, a bit each: told by going through the matches, asked of reprints.

use std::ops::Range;

use tantivy::{BitSet, DocAddress, DocId};

/// The matches among the documents of pieces of an index.
#[derive(Default)]
pub(crate) struct Matches {
    pieces: Vec<PieceMatches>,
}

/// The matches among some of a segment's documents, side by side.
pub(crate) struct PieceMatches {
    ordinal: u32,
    docs: Range<DocId>,
    /// Counted from the first of `docs`.
    matching: BitSet,
}

impl Matches {
    pub(crate) fn add(&mut self, piece: PieceMatches) {
        self.pieces.push(piece);
    }

    /// Whether a document matches. Those of no piece do not.
    pub(crate) fn contains(&self, address: DocAddress) -> bool {
        let has = |piece: &PieceMatches| {
            piece.ordinal == address.segment_ord
                && piece.docs.contains(&address.doc_id)
                && piece.matching.contains(address.doc_id - piece.docs.start)
        };
        self.pieces.iter().any(has)
    }
}

impl PieceMatches {
    /// None of `docs` of a segment.
    pub(crate) fn none_of(ordinal: u32, docs: Range<DocId>) -> PieceMatches {
        PieceMatches {
            ordinal,
            matching: BitSet::with_max_value(docs.len() as u32),
            docs,
        }
    }

    /// Adds one of the documents.
    pub(crate) fn insert(&mut self, doc: DocId) {
        self.matching.insert(doc - self.docs.start);
    }
}
