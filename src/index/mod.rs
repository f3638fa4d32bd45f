//! The index: creating and opening it, and its snapshots for searching.

mod arrivals;
mod budget;
mod commit;
mod completions;
mod folder;
mod import;
pub(crate) mod learned;
mod present;
mod records;
mod report;
mod room;
mod settings;
mod stats;
mod target;
mod verify;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io, thread};

use tantivy::directory::error::OpenReadError;
use tantivy::{IndexReader, IndexSettings, ReloadPolicy, TantivyError};
use timtin_tokenizer::Lexicon;

use crate::analysis::{TOKENIZER, TermTokenizer};
use crate::error::{self, Error, Result};
use crate::schema::{self, Fields};
use crate::search::{Phrases, Searcher};
use crate::vocabulary::{LentAnalysis, Vocabularies};

pub use arrivals::Arrivals;
pub use import::{ImportOptions, Progress};
pub use learned::{Example, LearnedReading, SourceCount};
pub use report::{Failure, Report};
pub(crate) use room::Share;
pub use settings::Settings;
pub use stats::{DateRange, Stats};
pub use verify::{Damage, Verification};
pub use writer::{Added, Writer, WriterOptions};

use commit::OfCommit;
use folder::Folder;

/// How often a reader looks again for the last commit, and how long it waits before.
const LOOKS: usize = 3;
const PAUSE: Duration = Duration::from_millis(20);

/// An index of articles, in a folder or in memory.
///
/// Cheap to clone; `Send + Sync`. Many may search while one [`Writer`] writes (rule 6.2).
#[derive(Clone)]
pub struct Index {
    inner: Arc<Inner>,
}

struct Inner {
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    settings: Settings,
    lexicon: Lexicon,
    vocabularies: Vocabularies,
    taught: OfCommit<Lexicon>,
    phrases: OfCommit<Phrases>,
    folder: Option<PathBuf>,
}

impl Index {
    /// Makes an empty index in `folder`, which is created if need be and must be empty.
    ///
    /// # Errors
    /// When the folder holds anything, cannot be written, or the settings' abbreviations are wrong.
    pub fn create(folder: impl AsRef<Path>, settings: Settings) -> Result<Index> {
        let folder = folder.as_ref();
        let lexicon = settings.lexicon()?;
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
        check_empty(folder)?;
        // Settings first: an index without them would be opened with the wrong analysis.
        settings.save(folder)?;
        Self::assemble_in(folder, settings, lexicon)
    }

    /// An empty index in memory, where [`Index::create`] would make one in `folder`: for a dry run.
    ///
    /// # Errors
    /// As [`Index::create`], except for what only writing can tell.
    pub fn preview(folder: impl AsRef<Path>, settings: Settings) -> Result<Index> {
        let folder = folder.as_ref();
        if folder.exists() {
            check_empty(folder)?;
        }
        Index::in_memory(settings)
    }

    /// Makes an empty index in memory.
    ///
    /// # Errors
    /// When the settings' abbreviations are wrong.
    pub fn in_memory(settings: Settings) -> Result<Index> {
        let lexicon = settings.lexicon()?;
        let (schema, fields) = schema::schema();
        let index = tantivy::Index::create_in_ram(schema);
        Self::assemble(index, fields, settings, lexicon, None)
    }

    /// Opens the index in `folder` at its last commit.
    ///
    /// # Errors
    /// When there is none, it was made by another version (reindex), or it cannot be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<Index> {
        let folder = folder.as_ref();
        check_place(folder)?;
        let settings = Settings::load(folder)?;
        let lexicon = settings.lexicon()?;
        Self::assemble_in(folder, settings, lexicon)
    }

    /// Opens the index in `folder`, or creates it when the folder is missing or empty.
    ///
    /// # Errors
    /// As [`Index::open`] and [`Index::create`]; also when the index was made with other settings.
    pub fn open_or_create(folder: impl AsRef<Path>, settings: Settings) -> Result<Index> {
        Index::open_or(folder.as_ref(), settings, Index::create)
    }

    /// Opens the index in `folder`, or what `create` makes when the folder is missing or empty.
    ///
    /// # Errors
    /// As [`Index::open_or_create`].
    pub fn open_or<'f>(
        folder: &'f Path,
        settings: Settings,
        create: impl FnOnce(&'f Path, Settings) -> Result<Index>,
    ) -> Result<Index> {
        match Index::open(folder) {
            Err(Error::NoIndex { .. }) => create(folder, settings),
            Ok(index) if !index.inner.settings.ask_for_the_same(&settings) => {
                Err(Error::Incompatible {
                    path: folder.to_owned(),
                    what: "abbreviations",
                    found: "of another list".to_owned(),
                    needed: "those given now".to_owned(),
                })
            }
            other => other,
        }
    }

    fn assemble_in(folder: &Path, settings: Settings, lexicon: Lexicon) -> Result<Index> {
        error::guarded(folder, || {
            let (schema, fields) = schema::schema();
            let index = engine(folder)?;
            if index.schema() != schema {
                return Err(Error::Incompatible {
                    path: folder.to_owned(),
                    what: "schema",
                    found: "an unknown schema".to_owned(),
                    needed: settings::FORMAT.to_string(),
                });
            }
            verify::check_small(&index)?;
            Self::assemble(index, fields, settings, lexicon, Some(folder.to_owned()))
        })
    }

    fn assemble(
        index: tantivy::Index,
        fields: Fields,
        settings: Settings,
        lexicon: Lexicon,
        folder: Option<PathBuf>,
    ) -> Result<Index> {
        index
            .tokenizers()
            .register(TOKENIZER, TermTokenizer::default());
        let reader = patiently(|| {
            let builder = index.reader_builder();
            builder.reload_policy(ReloadPolicy::Manual).try_into()
        })?;
        let inner = Inner {
            index,
            reader,
            fields,
            settings,
            lexicon,
            vocabularies: Vocabularies::default(),
            taught: OfCommit::default(),
            phrases: OfCommit::default(),
            folder,
        };
        Ok(Index {
            inner: Arc::new(inner),
        })
    }

    /// A snapshot of the last commit, for searching from any number of threads.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn searcher(&self) -> Result<Searcher> {
        self.guarded(|| self.reload())?;
        Ok(Searcher::new(self.clone(), self.inner.reader.searcher()))
    }

    /// Makes the last commit the one that is read.
    fn reload(&self) -> Result<()> {
        Ok(patiently(|| self.inner.reader.reload())?)
    }

    /// Runs work that reads this index: what the engine trips over becomes an error that says where.
    pub(crate) fn guarded<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        error::guarded(&self.place(), work)
    }

    /// What the index was made with.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The abbreviations this index reads texts by: the user's and the built-in ones.
    pub fn lexicon(&self) -> &Lexicon {
        &self.inner.lexicon
    }

    /// What the corpus taught up to the commit that `engine` sees.
    pub(crate) fn taught(&self, engine: &tantivy::Searcher) -> Result<Arc<Lexicon>> {
        let taught = &self.inner.taught;
        taught.get(engine, || learned::taught(self, engine))
    }

    /// The phrases that queries are completed by, kept for the commit that `engine` sees; made by `make`.
    pub(crate) fn phrases(
        &self,
        engine: &tantivy::Searcher,
        make: impl FnOnce() -> Result<Phrases>,
    ) -> Result<Arc<Phrases>> {
        self.inner.phrases.get(engine, make)
    }

    /// An analysis that knows the words of texts before.
    pub(crate) fn analysis(&self) -> LentAnalysis<'_> {
        self.inner.vocabularies.lend()
    }

    /// The folder, unless the index is in memory.
    pub fn folder(&self) -> Option<&Path> {
        self.inner.folder.as_deref()
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.inner.fields
    }

    /// Where errors say they happened.
    fn place(&self) -> PathBuf {
        self.inner
            .folder
            .clone()
            .unwrap_or_else(|| PathBuf::from("(in memory)"))
    }
}

/// Whether there is an index of ours in `folder`.
fn check_place(folder: &Path) -> Result<()> {
    let path = || folder.to_owned();
    if folder.is_file() {
        return Err(Error::NotAFolder { path: path() });
    }
    let file = folder.join(settings::FILE);
    match file.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(_) => Err(Error::NoIndex { path: path() }),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            Err(Error::NoIndex { path: path() })
        }
        Err(cause) => Err(Error::io(file)(cause)),
    }
}

/// Whether a new index may be made in `folder`. A crash may have left a file there that was not
/// written to its end.
fn check_empty(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        if !folder::is_unfinished(&entry.map_err(Error::io(folder))?.file_name()) {
            return Err(Error::NotAnIndex {
                path: folder.to_owned(),
            });
        }
    }
    Ok(())
}

/// Opens what the engine has in `folder`. A crash between the settings and the first commit leaves
/// settings alone: an empty index.
fn engine(folder: &Path) -> Result<tantivy::Index> {
    let directory = Folder::open(folder).map_err(TantivyError::from)?;
    Ok(
        match tantivy::Index::exists(&directory).map_err(TantivyError::from)? {
            true => tantivy::Index::open(directory)?,
            // There is a list before there is a segment: to begin a new one would throw them away.
            false if has_segments(folder)? => {
                return Err(Error::Damaged {
                    path: folder.join(settings::ENGINE_FILE),
                    reason: verify::MISSING.to_owned(),
                });
            }
            false => {
                let (schema, _) = schema::schema();
                tantivy::Index::create(directory, schema, IndexSettings::default())?
            }
        },
    )
}

/// Whether there are files of segments, whose names begin with 32 hexadecimal digits.
fn has_segments(folder: &Path) -> Result<bool> {
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let name = entry.map_err(Error::io(folder))?.file_name();
        let stem = Path::new(&name).file_stem().unwrap_or_default();
        let digits = stem.as_encoded_bytes();
        if digits.len() == 32 && digits.iter().all(u8::is_ascii_hexdigit) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Opens a commit. Where a reader cannot lock the folder (see [`Folder`]) a writer may remove a
/// segment that was merged into another after the reader has read its name: a later look finds the
/// other. A file that is really missing stays so.
fn patiently<T>(mut open: impl FnMut() -> tantivy::Result<T>) -> tantivy::Result<T> {
    for _ in 1..LOOKS {
        match open() {
            Err(TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_))) => {
                thread::sleep(PAUSE);
            }
            other => return other,
        }
    }
    open()
}
