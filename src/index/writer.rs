//! The writer: adding, replacing and deleting articles, and committing.

use std::fs;
use std::path::Path;

use rayon::prelude::*;
use tantivy::directory::error::LockError;
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::{IndexWriter, TantivyError};
use timtin_corpus::Article;
use timtin_tokenizer::{Analysis, Analyzer};
use tracing::{debug, info};

use super::Index;
use super::budget::Budget;
use super::folder::remove_unfinished;
use super::present::Present;
use super::records::{self, Key};
use super::room::Room;
use crate::analysis;
use crate::document::Document;
use crate::error::{Error, Result};

/// Fewer articles than this are not worth another thread.
const MIN_PIECE: usize = 16;

/// A segment with more than this share of deleted articles is rewritten.
const MOST_DELETED: f32 = 0.3;

/// Less memory is taken for this.
const LEAST_MEMORY: usize = 72 << 20;

/// Bytes that gathering what completes texts takes for each article.
const GATHERING: usize = 1500;

/// Says who holds the writer's lock; the lock itself is the system's and ends with its process.
const HOLDER_FILE: &str = "timtin-writer.txt";

/// How much a writer may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterOptions {
    /// Threads that build the index; 0 for one a core, at most four. Fewer where there is no memory for so many.
    pub threads: usize,
    /// Bytes of memory of its own that the process takes, all threads together: postings, articles on their way,
    /// merges, lists of words. Mapped files of the index are not counted: the system takes that memory back when
    /// it is needed elsewhere.
    ///
    /// Beside it come 34 bytes for each article that is there already, 75 for each that was added since the last
    /// commit, and ten times the size of a single record that is larger than a two-hundredth of the whole or
    /// 4 MB. Less than 72 MB is taken for 72 MB.
    pub memory: usize,
}

impl Default for WriterOptions {
    fn default() -> Self {
        WriterOptions {
            threads: 0,
            memory: 512 << 20,
        }
    }
}

/// The engine's policy, which lets a segment lie whatever is deleted in it; here it is rewritten before much of
/// it is waste, which takes room and distorts how frequent words are.
fn merge_policy() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(MOST_DELETED);
    policy
}

/// What adding an article did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// The id is new.
    Indexed,
    /// An article with the same id was there and is gone (rule 1.2).
    Replaced,
}

/// Writes to an index. One at a time; what it did is seen after [`Writer::commit`].
///
/// Any error of the engine is final for what was not committed yet: call [`Writer::rollback`] and
/// add it again.
pub struct Writer {
    index: Index,
    writer: IndexWriter<Document>,
    present: Present,
    /// What waits for the engine's threads is bounded by its bytes: the engine counts documents.
    queue: Room,
    budget: Budget,
    /// Bytes that the process may take.
    memory: usize,
}

/// An article analysed and ready to be added: made on any thread, added by the writer.
pub(crate) struct Prepared {
    pub(super) id: String,
    document: Document,
}

impl Index {
    /// Takes the writer's lock and compares the index with its checksums.
    ///
    /// # Errors
    /// When another writer holds it, the folder cannot be written, or the index is damaged.
    pub fn writer(&self, options: WriterOptions) -> Result<Writer> {
        let budget = Budget::of(&options);
        let engine = IndexWriterOptions::builder()
            .num_worker_threads(budget.threads)
            .memory_budget_per_thread(budget.postings)
            .num_merge_threads(budget.merge_threads)
            .build();
        let writer = self
            .inner
            .index
            .writer_with_options(engine)
            .map_err(|error| self.lock_error(error))?;
        self.ready(&writer);
        self.require_sound()?;
        if let Some(folder) = self.folder() {
            remove_unfinished(folder).map_err(Error::io(folder))?;
            remove_unused(&writer);
            let holder = format!(
                "process {}, timtin {}",
                std::process::id(),
                env!("CARGO_PKG_VERSION")
            );
            let path = folder.join(HOLDER_FILE);
            fs::write(&path, holder).map_err(Error::io(path))?;
        }
        Ok(Writer {
            index: self.clone(),
            writer,
            present: Present::new(self)?,
            queue: Room::new(budget.queue),
            budget,
            memory: options.memory,
        })
    }

    /// Readies a writer of the engine, a new one or one that was rolled back, which the engine makes anew.
    ///
    /// The engine gives its first operation the number of the last commit. A merge of what that commit holds
    /// then takes a deletion with this number for one of the commit's: segments that have deletions of the
    /// commit skip it, others apply it, and it is lost for the former. So the first is one of no article.
    fn ready(&self, writer: &IndexWriter<Document>) {
        writer.delete_term(self.fields().id_term(""));
        writer.set_merge_policy(Box::new(merge_policy()));
    }

    fn lock_error(&self, error: TantivyError) -> Error {
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => {
                let holder = self
                    .folder()
                    .and_then(|folder| fs::read_to_string(folder.join(HOLDER_FILE)).ok());
                Error::Locked {
                    path: self.place(),
                    holder: holder.unwrap_or_else(|| "unknown".to_owned()),
                }
            }
            other => Error::from(other).within(&self.place()),
        }
    }

    /// Applies `analyse` to all `items` on all cores, with an analysis a thread; results in order.
    pub(crate) fn in_parallel<'l, T: Send, R: Send>(
        &'l self,
        items: Vec<T>,
        analyse: impl Fn(T, &mut Analysis<'l>) -> Result<R> + Sync + Send,
    ) -> Result<Vec<R>> {
        let parallel = items.into_par_iter().with_min_len(MIN_PIECE);
        parallel
            .map_init(
                || self.analysis(),
                |lent, item| analyse(item, &mut lent.analysis),
            )
            .collect()
    }

    /// Analyses `article` into what the index takes.
    pub(crate) fn prepare<'l>(
        &'l self,
        article: Article,
        analysis: &mut Analysis<'l>,
    ) -> Result<Prepared> {
        let text = analysis::index_text(&article, Analyzer::new(self.lexicon()), analysis);
        let document = self.fields().document(&article, text)?;
        Ok(Prepared {
            id: article.id,
            document,
        })
    }
}

impl Writer {
    /// Adds an article; one with the same id is replaced.
    ///
    /// # Errors
    /// When the article has no id or the engine fails.
    pub fn add(&mut self, article: Article) -> Result<Added> {
        if article.id.is_empty() {
            return Err(Error::Article {
                id: article.id,
                reason: "an article needs an id".to_owned(),
            });
        }
        let index = self.index.clone();
        let prepared = index.prepare(article, &mut index.analysis().analysis)?;
        self.add_prepared(prepared)
    }

    /// Adds many articles, analysing them on all cores; what each of them did, in order.
    ///
    /// # Errors
    /// When an article has no id (then none is added) or the engine fails.
    pub fn add_all(&mut self, articles: Vec<Article>) -> Result<Vec<Added>> {
        if articles.iter().any(|article| article.id.is_empty()) {
            return Err(Error::Article {
                id: String::new(),
                reason: "an article needs an id".to_owned(),
            });
        }
        let index = self.index.clone();
        let mut added = Vec::with_capacity(articles.len());
        let mut articles = articles.into_iter();
        loop {
            let batch = self.batch(&mut articles);
            if batch.is_empty() {
                return Ok(added);
            }
            let prepared =
                index.in_parallel(batch, |article, analysis| index.prepare(article, analysis))?;
            for prepared in prepared {
                added.push(self.add_prepared(prepared)?);
            }
        }
    }

    /// As many articles as are analysed together.
    fn batch(&self, articles: &mut impl Iterator<Item = Article>) -> Vec<Article> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while bytes < self.budget.batch
            && let Some(article) = articles.next()
        {
            bytes += article.title.len() + article.summary.len() + article.body.len();
            batch.push(article);
        }
        batch
    }

    fn add_prepared(&mut self, prepared: Prepared) -> Result<Added> {
        Ok(match self.put(prepared, None)? {
            Some(_) => Added::Replaced,
            None => Added::Indexed,
        })
    }

    /// Adds an article that was read from the record `key`; the records of the article that it
    /// replaces, if it does.
    pub(super) fn put(
        &mut self,
        mut prepared: Prepared,
        key: Option<Key>,
    ) -> Result<Option<Vec<Key>>> {
        let replaced = self.present.find(&prepared.id)?;
        let keys = key.map(|key| records::succession(key, replaced.as_deref().unwrap_or_default()));
        let keys = keys.unwrap_or_default();
        for half in keys.iter().copied().flat_map(records::halves) {
            let field = self.index.fields().record;
            prepared.document.add_number(field, half);
        }
        if replaced.is_some() {
            self.writer
                .delete_term(self.index.fields().id_term(&prepared.id));
            debug!(id = prepared.id, "replaced");
        }
        let room = self.queue.take(prepared.document.size());
        prepared.document.hold(room);
        if let Err(error) = self.writer.add_document(prepared.document) {
            return Err(self.cause(error));
        }
        self.present.add(&prepared.id, keys);
        Ok(replaced)
    }

    /// Deletes the article with this id; whether there was one.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn delete(&mut self, id: &str) -> Result<bool> {
        let found = self.present.find(id)?.is_some();
        if found {
            self.writer.delete_term(self.index.fields().id_term(id));
            self.present.delete(id);
        }
        Ok(found)
    }

    /// Why an article could not be added. The engine only says then that a worker has failed; what
    /// the worker says is heard when it is waited for. The batch is lost in any case.
    fn cause(&mut self, error: TantivyError) -> Error {
        let error = match (error, self.writer.prepare_commit()) {
            (TantivyError::ErrorInThread(_), Err(cause)) => cause,
            (error, _) => error,
        };
        Error::from(error).within(&self.index.place())
    }

    /// Makes everything since the last commit durable and visible.
    ///
    /// # Errors
    /// When the engine fails: then nothing since the last commit is kept.
    pub fn commit(&mut self) -> Result<()> {
        let place = self.index.place();
        let commit = self.writer.commit();
        commit.map_err(|error| Error::from(error).within(&place))?;
        if let Some(folder) = self.index.folder() {
            sync_folder(folder)?;
        }
        self.present = Present::new(&self.index)?;
        let engine = self.present.committed();
        info!(
            documents = engine.num_docs(),
            segments = engine.segment_readers().len(),
            "committed"
        );
        Ok(())
    }

    /// Forgets everything since the last commit.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn rollback(&mut self) -> Result<()> {
        let place = self.index.place();
        self.writer
            .rollback()
            .map_err(|error| Error::from(error).within(&place))?;
        self.index.ready(&self.writer);
        self.present.forget();
        Ok(())
    }

    /// Waits for merges under way and gives up the lock. Where texts being typed are completed from this
    /// index, what they are completed by is made again then, if the memory is enough.
    ///
    /// # Errors
    /// When a merge failed.
    pub fn close(self) -> Result<()> {
        let place = self.index.place();
        let room = self.memory.max(LEAST_MEMORY) / GATHERING;
        let documents = usize::try_from(self.committed_documents());
        let is_room = documents.is_ok_and(|documents| documents <= room);
        self.writer
            .wait_merging_threads()
            .map_err(|error| Error::from(error).within(&place))?;
        if let Some(folder) = self.index.folder() {
            // Only a note for people: a failure to remove it loses nothing.
            let _ = fs::remove_file(folder.join(HOLDER_FILE));
        }
        if is_room && self.index.keeps_completions() {
            let made = self.index.searcher();
            if let Err(error) = made.and_then(|searcher| searcher.prepare_completions()) {
                tracing::warn!(%error, "completions were not made");
            }
        }
        Ok(())
    }

    /// What the next commit will hold.
    pub(super) fn present(&self) -> &Present {
        &self.present
    }

    /// How many articles the last commit holds.
    pub fn committed_documents(&self) -> u64 {
        self.present.committed().num_docs()
    }
}

/// Removes files that a writer wrote and was killed before it committed: the next one would give
/// tombstones the same names, and not overwrite them. What cannot be removed takes room and is removed by
/// a commit.
fn remove_unused(writer: &IndexWriter<Document>) {
    if let Err(error) = writer.garbage_collect_files().wait() {
        tracing::warn!(%error, "files of no use were not removed");
    }
}

/// Tantivy syncs the folder before it renames the commit into place; the name itself is made
/// durable here.
fn sync_folder(folder: &Path) -> Result<()> {
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(Error::io(folder))
}
