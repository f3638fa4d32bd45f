//! Whether the files of an index are what was written (rule 6.3).

use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::directory::ManagedDirectory;
use tantivy::index::SegmentComponent;
use tantivy::{SegmentMeta, TantivyError};

use super::{Index, Settings, check_place, engine};
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
            let mut verification = Verification::default();
            for segment in index.load_metas()?.segments {
                for component in components(&segment) {
                    let file = segment.relative_path(component);
                    verification.files += 1;
                    if let Some(reason) = damage(index.directory(), &file)? {
                        let file = file.display().to_string();
                        verification.damaged.push(Damage { file, reason });
                    }
                }
            }
            verification
                .damaged
                .sort_by(|one, other| one.file.cmp(&other.file));
            Ok(verification)
        })
    }
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

/// What is wrong with a file.
fn damage(directory: &ManagedDirectory, file: &Path) -> Result<Option<String>> {
    let reason = match directory.validate_checksum(file) {
        Ok(true) => return Ok(None),
        Ok(false) => "its content does not have its checksum".to_owned(),
        Err(cause) => match Error::from(TantivyError::from(cause)) {
            Error::Damaged { reason, .. } => reason,
            other => return Err(other),
        },
    };
    Ok(Some(reason))
}
