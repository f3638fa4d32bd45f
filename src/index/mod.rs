//! The index: creating and opening it, and its snapshots for searching.

mod import;
mod settings;
mod stats;
mod writer;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::{ManagedDirectory, MmapDirectory};
use tantivy::{IndexReader, ReloadPolicy};
use timtin_tokenizer::Lexicon;

use crate::analysis::{TOKENIZER, TermTokenizer};
use crate::error::{Error, Result};
use crate::schema::{self, Fields};
use crate::search::Searcher;
use crate::vocabulary::{LentAnalysis, Vocabularies};

pub use import::{Failure, ImportOptions, Progress, Report};
pub use settings::Settings;
pub use stats::{DateRange, Stats};
pub use writer::{Added, Writer, WriterOptions};

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
        if fs::read_dir(folder)
            .map_err(Error::io(folder))?
            .next()
            .is_some()
        {
            return Err(Error::NotAnIndex {
                path: folder.to_owned(),
            });
        }
        let (schema, fields) = schema::schema();
        // Settings first: an index without them would be opened with the wrong analysis.
        settings.save(folder)?;
        let index = tantivy::Index::create_in_dir(folder, schema)?;
        Self::assemble(index, fields, settings, lexicon, Some(folder.to_owned()))
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
        if !folder.join(settings::FILE).is_file() {
            return Err(Error::NoIndex {
                path: folder.to_owned(),
            });
        }
        let settings = Settings::load(folder)?;
        let lexicon = settings.lexicon()?;
        let directory = ManagedDirectory::wrap(Box::new(
            MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?,
        ))?;
        let (schema, fields) = schema::schema();
        // A crash between the settings and the first commit leaves settings alone: an empty index.
        let index = match tantivy::Index::exists(&directory).map_err(tantivy::TantivyError::from)? {
            true => tantivy::Index::open_in_dir(folder)?,
            false => tantivy::Index::create_in_dir(folder, schema.clone())?,
        };
        if index.schema() != schema {
            return Err(Error::Incompatible {
                path: folder.to_owned(),
                what: "schema",
                found: "an unknown schema".to_owned(),
                needed: settings::FORMAT.to_string(),
            });
        }
        Self::assemble(index, fields, settings, lexicon, Some(folder.to_owned()))
    }

    /// Opens the index in `folder`, or creates it when the folder is missing or empty.
    ///
    /// # Errors
    /// As [`Index::open`] and [`Index::create`]; also when the index was made with other settings.
    pub fn open_or_create(folder: impl AsRef<Path>, settings: Settings) -> Result<Index> {
        let folder = folder.as_ref();
        match Index::open(folder) {
            Err(Error::NoIndex { .. }) => Index::create(folder, settings),
            Ok(index) if index.inner.settings != settings => Err(Error::Incompatible {
                path: folder.to_owned(),
                what: "abbreviations",
                found: "of another list".to_owned(),
                needed: "those given now".to_owned(),
            }),
            other => other,
        }
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
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let inner = Inner {
            index,
            reader,
            fields,
            settings,
            lexicon,
            vocabularies: Vocabularies::default(),
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
        self.inner.reader.reload()?;
        Ok(Searcher::new(self.clone(), self.inner.reader.searcher()))
    }

    /// What the index was made with.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The abbreviations this index reads by.
    pub fn lexicon(&self) -> &Lexicon {
        &self.inner.lexicon
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
