//! Which articles the next commit will hold.

use std::collections::{HashMap, HashSet};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyError};
use xxhash_rust::xxh3::xxh3_128;

use super::Index;
use super::records::{self, Key};
use crate::error::Result;
use crate::schema::column;

/// The ids that the writer's next commit will hold: those of the last one and what was done since.
pub(crate) struct Present {
    index: Index,
    committed: tantivy::Searcher,
    /// The articles added since that were read from one record, by the hash of their id. Nearly all are: there
    /// are hundreds of thousands between commits.
    added: HashMap<u128, Key>,
    /// The others, with their records.
    added_otherwise: HashMap<u128, Box<[Key]>>,
    /// Hashes of the ids deleted since.
    deleted: HashSet<u128>,
}

impl Present {
    /// As of the last commit.
    pub(crate) fn new(index: &Index) -> Result<Present> {
        index.guarded(|| index.reload())?;
        Ok(Present {
            index: index.clone(),
            committed: index.inner.reader.searcher(),
            added: HashMap::new(),
            added_otherwise: HashMap::new(),
            deleted: HashSet::new(),
        })
    }

    /// The last commit.
    pub(crate) fn committed(&self) -> &tantivy::Searcher {
        &self.committed
    }

    /// The records of the article with this id, none where it was not read from a record; `None` when
    /// there is no such article.
    pub(crate) fn find(&self, id: &str) -> Result<Option<Vec<Key>>> {
        let hash = hash(id);
        if let Some(key) = self.added.get(&hash) {
            return Ok(Some(vec![*key]));
        }
        if let Some(keys) = self.added_otherwise.get(&hash) {
            return Ok(Some(keys.to_vec()));
        }
        if self.deleted.contains(&hash) || self.committed.num_docs() == 0 {
            return Ok(None);
        }
        self.index.guarded(|| {
            for segment in self.committed.segment_readers() {
                if let Some(doc) = self.alive(segment, id)? {
                    let column = segment.fast_fields().u64(column::RECORD)?;
                    return Ok(Some(records::keys(&column, doc)));
                }
            }
            Ok(None)
        })
    }

    /// The article with this id among those of a segment that are not deleted.
    fn alive(&self, segment: &SegmentReader, id: &str) -> Result<Option<DocId>> {
        let fields = self.index.fields();
        let index = segment.inverted_index(fields.id)?;
        let postings = index.read_postings(&fields.id_term(id), IndexRecordOption::Basic);
        let postings = postings.map_err(TantivyError::from)?;
        let Some(mut postings) = postings else {
            return Ok(None);
        };
        while postings.doc() != TERMINATED {
            if !segment.is_deleted(postings.doc()) {
                return Ok(Some(postings.doc()));
            }
            postings.advance();
        }
        Ok(None)
    }

    /// Notes that the article with this id, read from these records, is there.
    pub(crate) fn add(&mut self, id: &str, keys: Box<[Key]>) {
        let hash = hash(id);
        if let [key] = *keys {
            self.added_otherwise.remove(&hash);
            self.added.insert(hash, key);
        } else {
            self.added.remove(&hash);
            self.added_otherwise.insert(hash, keys);
        }
    }

    /// Notes that the article with this id is gone.
    pub(crate) fn delete(&mut self, id: &str) {
        let hash = hash(id);
        self.added.remove(&hash);
        self.added_otherwise.remove(&hash);
        self.deleted.insert(hash);
    }

    /// Forgets what was done since the last commit.
    pub(crate) fn forget(&mut self) {
        self.added.clear();
        self.added_otherwise.clear();
        self.deleted.clear();
    }
}

fn hash(id: &str) -> u128 {
    xxh3_128(id.as_bytes())
}
