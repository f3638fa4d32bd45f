//! What can go wrong, with the facts and the remedy.

use std::path::PathBuf;

use thiserror::Error;

/// An error of the library.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no index in the folder.
    #[error("{}: no timtin index here; create one with `timtin index --index {} FILES`", path.display(), path.display())]
    NoIndex {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds something else.
    #[error("{}: the folder is not empty and holds no timtin index; choose another folder", path.display())]
    NotAnIndex {
        /// The folder.
        path: PathBuf,
    },
    /// The index was made by another version of the format or of the analysis (rule 6.3).
    #[error("{}: the index was made with {what} {found}, this timtin needs {needed}; reindex the articles into a new folder", path.display())]
    Incompatible {
        /// The folder.
        path: PathBuf,
        /// What differs.
        what: &'static str,
        /// What the index has.
        found: String,
        /// What this program has.
        needed: String,
    },
    /// The settings file cannot be read.
    #[error("{}: damaged settings ({reason}); restore the file or reindex into a new folder", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Another writer is at work (rule 6.2).
    #[error("{}: another writer is at work ({holder}); wait until it has finished", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Who, as far as is known.
        holder: String,
    },
    /// A file or folder could not be read or written.
    #[error("{}: {cause}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A list of abbreviations is wrong.
    #[error("abbreviations: {0}")]
    Abbreviations(#[from] timtin_tokenizer::LexiconError),
    /// The inputs could not be opened.
    #[error(transparent)]
    Corpus(#[from] timtin_corpus::Error),
    /// A search request asks for something that does not exist.
    #[error("{what} {value:?}: {remedy}")]
    Request {
        /// Which part of the request.
        what: &'static str,
        /// What it said.
        value: String,
        /// What it may say.
        remedy: String,
    },
    /// An article cannot be indexed.
    #[error("article {id:?}: {reason}")]
    Article {
        /// Its id.
        id: String,
        /// Why.
        reason: String,
    },
    /// The engine failed: a full disk, a damaged file.
    #[error(
        "the index could not be read or written: {0}; check space and permissions, then run the command again"
    )]
    Engine(#[from] tantivy::TantivyError),
    /// A stored article is damaged.
    #[error("a stored article is damaged ({0}); reindex")]
    Stored(#[from] serde_json::Error),
}

impl Error {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |cause| Error::Io { path, cause }
    }
}

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;
