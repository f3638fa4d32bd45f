//! What texts being typed are completed by, kept in a file beside the segments.
//!
//! It is made of a commit, and takes a thousand times longer to make than to look up in. The file says which
//! commit it is of and who made it; one that does not fit or is damaged counts as none, and is made
//! again. So nothing is lost with it, no crash leaves anything wrong, and an index is whole without it.

use std::fs;
use std::path::Path;

use tantivy::Searcher;
use tantivy::directory::{Directory, OwnedBytes};
use timtin_tokenizer::fingerprint;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::folder::{Folder, write_atomically};
use super::{Index, commit};

/// The file in the folder of an index.
const FILE: &str = "timtin-completions.bin";

/// The version of what the file holds. Raise it with its layout, and with anything that changes which phrases
/// there are.
const VERSION: u32 = 1;

/// Bytes of a hash. The file begins with one of what it was made of and one of its content.
const HASH: usize = 16;

impl Index {
    /// What was kept of the commit that `engine` sees.
    pub(crate) fn kept_completions(&self, engine: &Searcher) -> Option<OwnedBytes> {
        let folder = Folder::open(self.folder()?).ok()?;
        let file = folder.get_file_handle(Path::new(FILE)).ok()?;
        let bytes = file.read_bytes(0..file.len()).ok()?;
        let (made_of, rest) = bytes.split_first_chunk::<HASH>()?;
        let (checksum, content) = rest.split_first_chunk::<HASH>()?;
        let fits = u128::from_le_bytes(*made_of) == self.made_of(engine)
            && u128::from_le_bytes(*checksum) == xxh3_128(content);
        fits.then(|| bytes.slice(2 * HASH..bytes.len()))
    }

    /// Keeps what was made of the commit that `engine` sees, if it is the last one. Where nothing can be
    /// written nothing is kept.
    pub(crate) fn keep_completions(&self, engine: &Searcher, content: &[u8]) {
        let Some(folder) = self.folder().filter(|_| self.is_last(engine)) else {
            return;
        };
        let mut file = Vec::with_capacity(2 * HASH + content.len());
        file.extend(self.made_of(engine).to_le_bytes());
        file.extend(xxh3_128(content).to_le_bytes());
        file.extend(content);
        if let Err(error) = write_atomically(&folder.join(FILE), &file) {
            tracing::debug!(%error, "completions are not kept");
        }
    }

    /// Whether completions of this index, of whichever commit, are kept: someone asks for them.
    pub(super) fn keeps_completions(&self) -> bool {
        let folder = self.folder();
        folder.is_some_and(|folder| fs::exists(folder.join(FILE)).unwrap_or_default())
    }

    fn is_last(&self, engine: &Searcher) -> bool {
        let mut own = commit::of(engine);
        own.sort_unstable();
        self.inner.index.load_metas().is_ok_and(|metas| {
            let segments = metas.segments.iter();
            let mut last: Vec<_> = segments
                .map(|segment| (segment.id(), segment.num_deleted_docs()))
                .collect();
            last.sort_unstable();
            own == last
        })
    }

    /// A number for all that completions depend on.
    fn made_of(&self, engine: &Searcher) -> u128 {
        let mut hasher = Xxh3::new();
        hasher.update(&VERSION.to_le_bytes());
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        hasher.update(fingerprint(&self.settings().abbreviations).as_bytes());
        hasher.update(&commit::fingerprint(engine).to_le_bytes());
        hasher.digest128()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::{Article, Settings, WriterOptions};

    fn add(index: &Index, id: &str) {
        let mut writer = index.writer(WriterOptions::default()).unwrap();
        let article = Article {
            id: id.to_owned(),
            title: "Họp mặt".to_owned(),
            ..Article::default()
        };
        writer.add(article).unwrap();
        writer.commit().unwrap();
        writer.close().unwrap();
    }

    #[test]
    fn what_is_kept_is_of_its_commit_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("ix");
        let index = Index::create(&place, Settings::default()).unwrap();
        add(&index, "1");
        let first = index.searcher().unwrap();
        let kept = |searcher: &crate::Searcher| {
            let kept = index.kept_completions(searcher.engine());
            kept.map(|bytes| bytes.to_vec())
        };
        assert_eq!(kept(&first), None);
        index.keep_completions(first.engine(), b"first");
        assert_eq!(kept(&first).unwrap(), b"first");
        // Cut at any byte and with any byte changed it is none.
        let file = place.join(FILE);
        let whole = fs::read(&file).unwrap();
        for at in 0..whole.len() {
            fs::write(&file, &whole[..at]).unwrap();
            assert_eq!(kept(&first), None, "cut at {at}");
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&file, changed).unwrap();
            assert_eq!(kept(&first), None, "changed at {at}");
        }
        fs::write(&file, whole).unwrap();
        assert_eq!(kept(&first).unwrap(), b"first");
        // What is kept of a commit that is no longer the last one does not replace what is.
        let mut writer = index.writer(WriterOptions::default()).unwrap();
        writer.delete("1").unwrap();
        writer.commit().unwrap();
        let second = index.searcher().unwrap();
        assert_eq!(kept(&second), None);
        index.keep_completions(second.engine(), b"second");
        index.keep_completions(first.engine(), b"first");
        assert_eq!(
            (kept(&second).unwrap(), kept(&first)),
            (b"second".to_vec(), None)
        );
        assert!(Index::verify(&place).unwrap().damaged.is_empty());
    }
}
