//! What can go wrong, with the facts and the remedy.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use thiserror::Error;

/// An error of the library.
///
/// What is displayed is whole: it names its cause, so that no cause is a `source` besides. The fields
/// are the facts, for those who word them otherwise.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no index in the folder.
    #[error("{}: no timtin index here; create one with `timtin index --index {} FILES`", path.display(), path.display())]
    NoIndex {
        /// The folder.
        path: PathBuf,
    },
    /// What should be a folder is a file.
    #[error("{}: this is a file; an index is a folder, choose one", path.display())]
    NotAFolder {
        /// The file.
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
    /// This user may not read or write something, or the disk is mounted read-only.
    #[error("{}: no permission; ask for the right to read it (to write it, when indexing) or choose another place", path.display())]
    Permission {
        /// The file or folder.
        path: PathBuf,
    },
    /// There is no room left.
    #[error("{}: the disk is full; free space and run the command again: the index is as of its last commit", path.display())]
    DiskFull {
        /// The file or folder that was written.
        path: PathBuf,
    },
    /// A file of the index is missing or holds something else than was written (rule 6.3).
    #[error("{}: the index is damaged ({reason}); `timtin stats --verify` names the damaged files: restore them from a copy or reindex into a new folder", path.display())]
    Damaged {
        /// The file, or the folder when it is not known which.
        path: PathBuf,
        /// How it was noticed.
        reason: String,
    },
    /// The file for rejected records is one of the inputs.
    #[error("{}: the file for rejected records is itself an input and would be overwritten; choose another name or folder for it", path.display())]
    RejectsAreInput {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("{}: {cause}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A list of abbreviations is wrong.
    #[error("abbreviations: {0}")]
    Abbreviations(timtin_tokenizer::LexiconError),
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
    /// The date of a filter cannot be read, or the calendar does not have it.
    #[error("{what} {value:?}: {}write a day, month or year: 26/2/2019, 2/2019, 2019, 2019-02-26 or 2019-02", if *impossible { "this date does not exist; " } else { "" })]
    Date {
        /// `from` or `to`.
        what: &'static str,
        /// What was asked for.
        value: String,
        /// Whether it is a date, but one that the calendar does not have.
        impossible: bool,
    },
    /// The filter's first day is behind its last: no article can pass.
    #[error(
        "from {from:?} to {to:?}: the range is empty, it ends before it starts; exchange the two"
    )]
    EmptyRange {
        /// The first day asked for.
        from: String,
        /// The last day asked for.
        to: String,
    },
    /// A line of judgements or of a run is not as it should be.
    #[error("{}:{line}: a line is {needed}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What a line looks like.
        needed: &'static str,
    },
    /// Two judgements of one document for one query contradict each other.
    #[error("{}:{line}: {document:?} is judged differently for {query:?} in a line before; keep one of them", path.display())]
    JudgedTwice {
        /// The file.
        path: PathBuf,
        /// The line of the second, from 1.
        line: usize,
        /// The query's id.
        query: String,
        /// The document's id.
        document: String,
    },
    /// Two queries have one id.
    #[error("{}:{line}: {query:?} is the id of a query in a line before; give each query an id of its own", path.display())]
    AskedTwice {
        /// The file.
        path: PathBuf,
        /// The line of the second, from 1.
        line: usize,
        /// Their id.
        query: String,
    },
    /// A run has a document twice for one query.
    #[error("{}:{line}: {document:?} stands for {query:?} in a line before; keep one of them", path.display())]
    FoundTwice {
        /// The file.
        path: PathBuf,
        /// The line of the second, from 1.
        line: usize,
        /// The query's id.
        query: String,
        /// The document's id.
        document: String,
    },
    /// A run that was saved as JSON is none.
    #[error("{}:{line}: {reason}; a saved run is {{\"FILE\": {{\"QID\": [\"DOCID\", …]}}}}, with each name once", path.display())]
    SavedRun {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// An article cannot be indexed.
    #[error("article {id:?}: {reason}")]
    Article {
        /// Its id.
        id: String,
        /// Why.
        reason: String,
    },
    /// The engine failed for a reason of its own.
    #[error("{}: the index could not be read or written: {cause}; run the command again, and `timtin stats --verify` if it fails again", path.display())]
    Engine {
        /// The file or folder.
        path: PathBuf,
        /// What the engine says.
        cause: TantivyError,
    },
}

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Says which path an error of the system is about.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |cause| match Trouble::of(cause.kind()) {
            Trouble::Permission => Error::Permission { path },
            Trouble::DiskFull => Error::DiskFull { path },
            Trouble::Damage | Trouble::Other => Error::Io { path, cause },
        }
    }

    /// Completes the path of an error of the engine, which knows its files only by name.
    pub(crate) fn within(mut self, place: &Path) -> Error {
        if let Error::Permission { path }
        | Error::DiskFull { path }
        | Error::Damaged { path, .. }
        | Error::Io { path, .. }
        | Error::Engine { path, .. } = &mut self
        {
            if path.as_os_str().is_empty() {
                *path = place.to_owned();
            } else if !path.starts_with(place) {
                *path = place.join(&*path);
            }
        }
        self
    }
}

impl From<timtin_tokenizer::LexiconError> for Error {
    fn from(error: timtin_tokenizer::LexiconError) -> Error {
        Error::Abbreviations(error)
    }
}

/// Only what this program wrote into an index is read as JSON by the library.
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Damaged {
            path: PathBuf::new(),
            reason: format!("a stored article: {error}"),
        }
    }
}

/// What an error of the system means to the user.
enum Trouble {
    Permission,
    DiskFull,
    Damage,
    Other,
}

impl Trouble {
    fn of(kind: io::ErrorKind) -> Trouble {
        use io::ErrorKind as Kind;
        match kind {
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Trouble::Permission,
            Kind::StorageFull | Kind::QuotaExceeded => Trouble::DiskFull,
            Kind::InvalidData | Kind::UnexpectedEof => Trouble::Damage,
            _ => Trouble::Other,
        }
    }
}

impl From<TantivyError> for Error {
    /// The engine wraps errors of the system deeply; what they mean decides what the user can do.
    fn from(cause: TantivyError) -> Error {
        if let Some((io, path)) = system_error(&cause) {
            let path = path.unwrap_or_default();
            return match Trouble::of(io.kind()) {
                Trouble::Permission => Error::Permission { path },
                Trouble::DiskFull => Error::DiskFull { path },
                // What the system did not say the engine found in its files.
                Trouble::Damage | Trouble::Other if io.raw_os_error().is_none() => Error::Damaged {
                    path,
                    reason: io.to_string(),
                },
                Trouble::Damage | Trouble::Other => Error::Io {
                    path,
                    cause: io::Error::new(io.kind(), io.to_string()),
                },
            };
        }
        match cause {
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => Error::Damaged {
                path,
                reason: "the file is missing".to_owned(),
            },
            // The schema was compared when the index was opened: a field that is not there was lost.
            TantivyError::DataCorruption(_)
            | TantivyError::SchemaError(_)
            | TantivyError::FieldNotFound(_)
            | TantivyError::DeserializeError(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(_)) => Error::Damaged {
                path: PathBuf::new(),
                reason: cause.to_string(),
            },
            TantivyError::ErrorInThread(ref text) | TantivyError::InternalError(ref text)
                if tells_of_full_disk(text) =>
            {
                Error::DiskFull {
                    path: PathBuf::new(),
                }
            }
            cause => Error::Engine {
                path: PathBuf::new(),
                cause,
            },
        }
    }
}

/// What fails in the engine's own threads arrives as text only.
fn tells_of_full_disk(text: &str) -> bool {
    text.contains("StorageFull") || text.contains("(os error 28)")
}

/// The error of the system inside an error of the engine, and the file if it is known.
fn system_error(error: &TantivyError) -> Option<(&io::Error, Option<PathBuf>)> {
    let (io, path) = match error {
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError {
            io_error,
            directory_path: path,
        }) => (io_error, Some(path)),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            (io_error, Some(filepath))
        }
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
            (io_error, Some(filepath))
        }
        TantivyError::LockFailure(LockError::IoError(io_error), _) => (io_error, None),
        TantivyError::IoError(io_error) => (io_error, None),
        _ => return None,
    };
    Some((io.as_ref(), path.cloned()))
}

/// Runs work that reads the index at `place` and says so in its errors.
///
/// The engine trusts its files: where one is damaged it may panic. To a program that embeds this
/// library that is an error like any other. Nothing that outlives the work is left half done by it,
/// as it only reads.
pub(crate) fn guarded<T>(place: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        Err(Error::Damaged {
            path: PathBuf::new(),
            reason: format!("the engine failed: {}", panic_message(panic.as_ref())),
        })
    });
    outcome.map_err(|error| error.within(place))
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("for an unknown reason")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn engine(cause: impl Into<io::Error>) -> Error {
        TantivyError::OpenWriteError(OpenWriteError::IoError {
            io_error: Arc::new(cause.into()),
            filepath: "a.idx".into(),
        })
        .into()
    }

    #[test]
    fn errors_of_the_system_are_found_inside_those_of_the_engine() {
        let full = engine(io::ErrorKind::StorageFull).within(Path::new("ix"));
        assert!(matches!(&full, Error::DiskFull { path } if path == Path::new("ix/a.idx")));
        assert!(full.to_string().contains("free space"), "{full}");
        let denied = engine(io::ErrorKind::PermissionDenied).within(Path::new("ix"));
        assert!(denied.to_string().starts_with("ix/a.idx: no permission"));
        assert!(matches!(
            engine(io::ErrorKind::UnexpectedEof),
            Error::Damaged { .. }
        ));
        let lock = LockError::IoError(Arc::new(io::ErrorKind::ReadOnlyFilesystem.into()));
        let lock = Error::from(TantivyError::LockFailure(lock, None)).within(Path::new("ix"));
        assert!(matches!(lock, Error::Permission { path } if path == Path::new("ix")));
        let text = "Os { code: 28, kind: StorageFull, message: \"No space left on device\" }";
        let thread = Error::from(TantivyError::ErrorInThread(text.to_owned()));
        assert!(matches!(thread, Error::DiskFull { .. }));
        let text = "No space left on device (os error 28)";
        let merge = Error::from(TantivyError::InternalError(text.to_owned()));
        assert!(matches!(merge, Error::DiskFull { .. }));
    }

    #[test]
    fn a_path_is_completed_once() {
        let error = engine(io::ErrorKind::StorageFull);
        let error = error.within(Path::new("ix")).within(Path::new("ix"));
        assert!(matches!(error, Error::DiskFull { path } if path == Path::new("ix/a.idx")));
    }

    #[test]
    fn a_cause_is_told_once() {
        use std::error::Error as _;
        let error = engine(io::Error::from_raw_os_error(5)).within(Path::new("ix"));
        assert!(error.source().is_none());
        assert_eq!(
            error.to_string().matches("(os error 5)").count(),
            1,
            "{error}"
        );
        let error = Error::io("x")(io::Error::other("odd"));
        assert!(error.source().is_none() && error.to_string() == "x: odd");
    }

    #[test]
    fn a_panic_of_the_engine_is_an_error() {
        let error = guarded(Path::new("ix"), || -> Result<()> {
            #[allow(clippy::panic, reason = "stands for the engine's")]
            {
                panic!("range end out of bounds")
            }
        })
        .unwrap_err();
        assert!(
            matches!(&error, Error::Damaged { path, reason } if path == Path::new("ix") && reason.contains("out of bounds")),
            "{error}"
        );
    }
}
