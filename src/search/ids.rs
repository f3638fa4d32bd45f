//! The ids of documents, each read once for an answer: they settle the order of equal scores, and are
//! told of what a row stands for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::DocAddress;

use super::snapshot::{Columns, Snapshot};
use crate::error::Result;

/// Reads ids and keeps them. What an answer needs are some dozens, each of them dear: a dictionary is read
/// through to where the id stands.
pub(crate) struct Ids<'s> {
    snapshot: &'s Snapshot,
    read: Mutex<HashMap<DocAddress, Option<Arc<str>>>>,
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
    pub(crate) fn of(&self, documents: &[DocAddress]) -> Result<Vec<Option<Arc<str>>>> {
        let mut ids = self.known(documents);
        let unread = documents.iter().zip(&ids).filter(|(_, id)| id.is_none());
        let unread: Vec<DocAddress> = unread.map(|(document, _)| *document).collect();
        if unread.is_empty() {
            return Ok(ids.into_iter().flatten().collect());
        }
        // Not under the lock: it is read on the threads that may ask for ids themselves.
        let read = self.snapshot.texts(&unread, Columns::id)?;
        let mut fresh = read.into_iter().map(|id| id.map(Arc::from));
        let mut kept = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        for (document, id) in documents.iter().zip(&mut ids) {
            if id.is_none() {
                let read = fresh.next().flatten();
                kept.insert(*document, read.clone());
                *id = Some(read);
            }
        }
        Ok(ids.into_iter().flatten().collect())
    }

    /// What was read of them before.
    fn known(&self, documents: &[DocAddress]) -> Vec<Option<Option<Arc<str>>>> {
        let kept = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let known = documents.iter().map(|document| kept.get(document).cloned());
        known.collect()
    }
}
