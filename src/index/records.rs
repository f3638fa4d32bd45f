//! Which records the articles of an index were read from, so that a record that is given again needs
//! no work.
//!
//! Each article keeps the keys of the record that it is and of those that it replaced, in a column:
//! they are committed, deleted and merged with it. Where one input has two records of an article, an
//! import of the same input finds the first one among the replaced. Whether it is still replaced is
//! known when the other one comes: until then it waits.

use std::collections::{HashMap, HashSet};

use tantivy::DocId;
use tantivy::columnar::Column;

use crate::error::Result;
use crate::schema::column;

/// So many replaced records an article remembers. One with more is read again in full.
const REMEMBERED: usize = 64;

/// A record: its fingerprint, but that the lowest bit says whether there is something to report about
/// it each time it is given.
pub(crate) type Key = u128;

const NOTED: Key = 1;

/// The key of a record.
pub(crate) fn key(fingerprint: u128, is_noted: bool) -> Key {
    (fingerprint & !NOTED) | Key::from(is_noted)
}

/// Whether there is something to report about a record, though its article is in the index.
pub(crate) fn is_noted(key: Key) -> bool {
    key & NOTED != 0
}

/// What a record is to an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It must be read.
    New,
    /// An article of the index was read from it.
    Current(Key),
    /// Such an article replaced what was read from it.
    Superseded { key: Key, by: Key },
}

/// The records of an index as of an import's start, less those that were replaced since.
#[derive(Debug, Default)]
pub(crate) struct Records {
    current: HashSet<Key>,
    superseded: HashMap<Key, Key>,
}

impl Records {
    /// The records of all articles of a commit: 17 to 34 bytes of memory each.
    pub(crate) fn of(engine: &tantivy::Searcher) -> Result<Records> {
        let mut records = Records::default();
        records
            .current
            .reserve(usize::try_from(engine.num_docs()).unwrap_or_default());
        for segment in engine.segment_readers() {
            let column = segment.fast_fields().u64(column::RECORD)?;
            for doc in segment.doc_ids_alive() {
                records.insert(&keys(&column, doc));
            }
        }
        Ok(records)
    }

    /// How many there are, the replaced ones not counted.
    pub(crate) fn len(&self) -> usize {
        self.current.len()
    }

    fn insert(&mut self, keys: &[Key]) {
        if let Some((own, replaced)) = keys.split_first() {
            self.current.insert(*own);
            self.superseded
                .extend(replaced.iter().map(|key| (*key, *own)));
        }
    }

    /// What the record with this fingerprint is to the index.
    pub(crate) fn standing(&self, fingerprint: u128) -> Standing {
        for key in [key(fingerprint, false), key(fingerprint, true)] {
            if self.current.contains(&key) {
                return Standing::Current(key);
            }
            if let Some(by) = self.superseded.get(&key)
                && self.current.contains(by)
            {
                return Standing::Superseded { key, by: *by };
            }
        }
        Standing::New
    }

    /// The article read from this record is no longer in the index.
    pub(crate) fn remove(&mut self, key: Key) {
        self.current.remove(&key);
    }
}

/// The keys of an article that was read from `own` and replaced one with the keys `before`.
pub(crate) fn succession(own: Key, before: &[Key]) -> Box<[Key]> {
    let others = before.iter().filter(|key| **key | NOTED != own | NOTED);
    [own]
        .into_iter()
        .chain(others.take(REMEMBERED).copied())
        .collect()
}

/// A key as it stands in the column.
pub(crate) fn halves(key: Key) -> [u64; 2] {
    [(key >> 64) as u64, key as u64]
}

/// The keys of an article.
pub(crate) fn keys(column: &Column<u64>, doc: DocId) -> Vec<Key> {
    let halves: Vec<u64> = column.values_for_doc(doc).collect();
    halves
        .chunks_exact(2)
        .map(|pair| (Key::from(pair[0]) << 64) | Key::from(pair[1]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_known_until_its_article_is_replaced() {
        let (first, second) = (key(10, false), key(20, true));
        let mut records = Records::default();
        records.insert(&succession(second, &[first]));
        assert_eq!(records.standing(20), Standing::Current(second));
        assert!(is_noted(second) && !is_noted(first));
        assert_eq!(
            records.standing(10),
            Standing::Superseded {
                key: first,
                by: second
            }
        );
        assert_eq!(records.standing(30), Standing::New);
        records.remove(second);
        assert_eq!(records.standing(10), Standing::New);
        assert_eq!(records.standing(20), Standing::New);
    }

    #[test]
    fn an_article_remembers_a_record_once_and_not_too_many() {
        assert_eq!(*succession(4, &[2, 5, 6]), [4, 2, 6]);
        let many: Vec<Key> = (1..1000).map(|n| n << 1).collect();
        assert_eq!(succession(0, &many).len(), 1 + REMEMBERED);
        let key = (7 << 64) | 9;
        assert_eq!(halves(key), [7, 9]);
    }
}
