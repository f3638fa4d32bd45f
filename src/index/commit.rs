//! What is made of a commit and kept until the next one.

use std::sync::{Arc, Mutex};

use tantivy::Searcher;
use tantivy::index::SegmentId;
use xxhash_rust::xxh3::Xxh3;

use crate::error::Result;

/// What tells one commit from another: its segments and what is deleted in them.
type Commit = Vec<(SegmentId, u32)>;

/// What tells the commit that `engine` sees, in the order of its segments.
pub(super) fn of(engine: &Searcher) -> Commit {
    let segments = engine.segment_readers().iter();
    segments
        .map(|segment| (segment.segment_id(), segment.num_deleted_docs()))
        .collect()
}

/// A number for what a commit holds: its segments, and which of their articles are deleted.
pub(super) fn fingerprint(engine: &Searcher) -> u128 {
    let mut hasher = Xxh3::new();
    for segment in engine.segment_readers() {
        hasher.update(segment.segment_id().uuid_string().as_bytes());
        hasher.update(&segment.max_doc().to_le_bytes());
        hasher.update(&segment.num_deleted_docs().to_le_bytes());
        if let Some(alive) = segment.alive_bitset() {
            for doc in (0..segment.max_doc()).filter(|doc| alive.is_deleted(*doc)) {
                hasher.update(&doc.to_le_bytes());
            }
        }
    }
    hasher.digest128()
}

/// Something made of a commit. Whoever asks while it is being made waits for it.
pub(crate) struct OfCommit<T>(Mutex<Option<(Commit, Arc<T>)>>);

impl<T> Default for OfCommit<T> {
    fn default() -> Self {
        OfCommit(Mutex::new(None))
    }
}

impl<T> OfCommit<T> {
    /// What was made of the commit that `engine` sees, made now by `make` if it is of another one.
    pub(crate) fn get(
        &self,
        engine: &Searcher,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        let commit = of(engine);
        let kept = self.0.lock().ok();
        if let Some((of, made)) = kept.as_ref().and_then(|kept| kept.as_ref())
            && *of == commit
        {
            return Ok(made.clone());
        }
        let made = Arc::new(make()?);
        if let Some(mut kept) = kept {
            *kept = Some((commit, made.clone()));
        }
        Ok(made)
    }
}
