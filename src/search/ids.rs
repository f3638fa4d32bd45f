//! The ids of documents, each read once for an answer: they settle the order of equal scores, and are
//! told of what a row stands for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::DocAddress;

use super::snapshot::{Columns, Snapshot};
use crate::error::Result;

/// Reads ids and keeps them. What an answer needs are some dozens, each of them dear: a dictionary is read
/// through to where the id stands.
pub(crate) struct Ids<'s> {
    snapshot: &'s Snapshot,
    read: Mutex<HashMap<DocAddress, Arc<str>>>,
}

impl<'s> Ids<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot) -> Ids<'s> {
        Ids {
            snapshot,
            read: Mutex::default(),
        }
    }

    pub(crate) fn snapshot(&self) -> &'s Snapshot {
        self.snapshot
    }

    /// The ids of `documents`, in their order.
    pub(crate) fn of(&self, documents: &[DocAddress]) -> Result<Vec<Arc<str>>> {
        let mut unread = documents.to_vec();
        unread.retain(|document| !self.kept().contains_key(document));
        if !unread.is_empty() {
            // Not under the lock: it is read on the threads that may ask for ids themselves.
            let read = self.snapshot.texts(&unread, Columns::id)?;
            let read = read.into_iter().map(|id| id.unwrap_or_default().into());
            self.kept().extend(unread.into_iter().zip(read));
        }
        let kept = self.kept();
        let id = |document| kept.get(document).cloned().unwrap_or_default();
        Ok(documents.iter().map(id).collect())
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<DocAddress, Arc<str>>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
