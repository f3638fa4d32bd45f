//! Whether the files of an index are what was written (rule 6.3).

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{Directory, ManagedDirectory};
use tantivy::index::SegmentComponent;
use tantivy::{HasLen, SegmentMeta, TantivyError};

use super::{Index, LOOKS, Settings, check_place, engine};
use crate::error::{self, Error, Result};

/// What became of looking through the files of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Files of the last commit.
    pub files: usize,
    /// Those that are damaged.
    pub damaged: Vec<Damage>,
}

/// A file that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// Its name in the folder of the index.
    pub file: String,
    /// How it was noticed.
    pub reason: String,
}

/// On opening, files up to this size are compared with their checksums: a few milliseconds, and what
/// is wrong there (lengths of texts, deletions, a small index) would only show as odd results.
const CHECKED_ON_OPENING: usize = 1 << 20;

pub(super) const MISSING: &str = "the file is missing";

impl Index {
    /// Reads every file of the last commit in `folder` and compares it with its checksum. An index
    /// that does not open any more can be looked through all the same.
    ///
    /// # Errors
    /// When there is no index, the list of its files itself is damaged, or something cannot be read.
    pub fn verify(folder: impl AsRef<Path>) -> Result<Verification> {
        let folder = folder.as_ref();
        check_place(folder)?;
        Settings::load(folder)?;
        error::guarded(folder, || {
            let index = engine(folder)?;
            for _ in 1..LOOKS {
                let files = files(&index)?;
                let verification = compare(&index, &files)?;
                // A writer may have merged segments meanwhile: then others count.
                let missing = verification.damaged.iter().any(|d| d.reason == MISSING);
                if !missing || files == self::files(&index)? {
                    return Ok(verification);
                }
            }
            compare(&index, &files(&index)?)
        })
    }

    /// Refuses to write to an index with damage: merging would give what is damaged a new checksum,
    /// and the engine's own threads end the process where they meet it.
    pub(super) fn require_sound(&self) -> Result<()> {
        if self.folder().is_none() {
            return Ok(());
        }
        self.guarded(|| {
            let index = &self.inner.index;
            refuse(compare(index, &files(index)?)?)
        })
    }
}

/// Compares the small files of an index with their checksums.
pub(super) fn check_small(index: &tantivy::Index) -> Result<()> {
    let mut files = files(index)?;
    // What cannot be opened at all is noticed by the reader, which knows what to do: a writer may remove
    // files of a commit that is no longer the last one, also between one line here and the next.
    files.retain(|file| {
        let file = index.directory().open_read(file);
        file.is_ok_and(|file| file.len() <= CHECKED_ON_OPENING)
    });
    let mut verification = compare(index, &files)?;
    verification
        .damaged
        .retain(|damage| damage.reason != MISSING);
    refuse(verification)
}

fn refuse(verification: Verification) -> Result<()> {
    match verification.damaged.into_iter().next() {
        None => Ok(()),
        Some(Damage { file, reason }) => Err(Error::Damaged {
            path: file.into(),
            reason,
        }),
    }
}

/// The files of the last commit.
fn files(index: &tantivy::Index) -> Result<Vec<PathBuf>> {
    let metas = index.load_metas()?;
    let mut files: Vec<PathBuf> = metas
        .segments
        .iter()
        .flat_map(|segment| components(segment).map(|part| segment.relative_path(part)))
        .collect();
    files.sort();
    Ok(files)
}

/// The files that a segment cannot be without.
fn components(segment: &SegmentMeta) -> impl Iterator<Item = SegmentComponent> {
    let always = [
        SegmentComponent::Terms,
        SegmentComponent::Postings,
        SegmentComponent::Positions,
        SegmentComponent::FieldNorms,
        SegmentComponent::FastFields,
        SegmentComponent::Store,
    ];
    let deletes = segment.has_deletes().then_some(SegmentComponent::Delete);
    always.into_iter().chain(deletes)
}

fn compare(index: &tantivy::Index, files: &[PathBuf]) -> Result<Verification> {
    let mut damaged = Vec::new();
    for file in files {
        if let Some(reason) = damage(index.directory(), file)? {
            let file = file.display().to_string();
            damaged.push(Damage { file, reason });
        }
    }
    Ok(Verification {
        files: files.len(),
        damaged,
    })
}

/// What is wrong with a file.
fn damage(directory: &ManagedDirectory, file: &Path) -> Result<Option<String>> {
    let reason = match directory.validate_checksum(file) {
        Ok(true) => return Ok(None),
        Ok(false) => "its content does not have its checksum".to_owned(),
        Err(OpenReadError::FileDoesNotExist(_)) => MISSING.to_owned(),
        Err(cause) => match Error::from(TantivyError::from(cause)) {
            Error::Damaged { reason, .. } => reason,
            other => return Err(other),
        },
    };
    Ok(Some(reason))
}
