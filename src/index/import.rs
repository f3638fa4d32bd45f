//! Import: files in, articles indexed, a report of all that was read (rules 1.9 and 5.3).
//!
//! One thread cuts records out of the files; a pool parses, repairs and analyses them a batch at a
//! time; Tantivy's own threads build the segments meanwhile.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::mem;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use timtin_corpus::{Format, Outcome, RawRecord, Reader, Rejection};
use tracing::{debug, info};

use super::budget::Budget;
use super::records::{self, Key, Records, Standing};
use super::report::{Notes, Report};
use super::target::Target;
use super::writer::Prepared;
use super::{Index, WriterOptions, settings};
use crate::error::{Error, Result};

/// A batch is analysed in parallel, then added in order. No more records are in one, however small they are.
const BATCH_RECORDS: usize = 1024;
/// Batches read ahead of the analysis.
const READ_AHEAD: usize = 2;

/// How to import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The format of the inputs.
    pub format: Format,
    /// Where rejected records go, verbatim, one behind the other. The file is written anew, unless
    /// `append_rejects`.
    pub rejects: Option<PathBuf>,
    /// Add to the file of rejected records what is rejected now.
    pub append_rejects: bool,
    /// Of what is found in folders, read only these files.
    pub only: Option<BTreeSet<PathBuf>>,
    /// How much the writer may use.
    pub writer: WriterOptions,
    /// Commit whenever so many articles were added, and at the end.
    pub commit_every: u64,
    /// Read, analyse and report as ever, but write nothing and take no lock.
    pub dry_run: bool,
    /// Set it, from any thread, to end the import early: what was read so far is committed.
    pub stop: Arc<AtomicBool>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        ImportOptions {
            format: Format::Auto,
            rejects: None,
            append_rejects: false,
            only: None,
            writer: WriterOptions::default(),
            commit_every: 200_000,
            dry_run: false,
            stop: Arc::default(),
        }
    }
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Records read.
    pub read: u64,
    /// Bytes of the files read, before decompression.
    pub bytes: u64,
    /// Bytes of all files; `None` when standard input is among them.
    pub bytes_total: Option<u64>,
}

/// A record after parsing and analysis.
enum Analysed {
    Article {
        prepared: Prepared,
        key: Key,
        notes: Notes,
    },
    /// It seems that the record need not be read, except for what is to be reported.
    Known {
        record: RawRecord,
        notes: Notes,
    },
    Rejected(Rejection),
}

/// A record that was replaced by another one in an earlier import, until the other one comes.
struct Waiting {
    at: u64,
    record: RawRecord,
    notes: Notes,
}

impl Index {
    /// Reads articles from files, folders and `-` (standard input), and indexes them.
    ///
    /// `progress` is called after every batch. What was committed stays when an error ends it. A folder
    /// that holds an index is no input.
    ///
    /// # Errors
    /// When an input does not exist, the file for rejected records is one, another writer is at work, or
    /// the engine fails.
    pub fn import<P: Into<PathBuf>>(
        &self,
        inputs: impl IntoIterator<Item = P>,
        options: &ImportOptions,
        mut progress: impl FnMut(&Progress),
    ) -> Result<Report> {
        let started = Instant::now();
        let inputs = inputs.into_iter().map(Into::into);
        let mut reader = Reader::open_except(inputs, options.format, settings::is_index)?;
        if let Some(only) = &options.only {
            reader.retain_found(|path| only.contains(path));
        }
        if let Some(path) = &options.rejects
            && reader.will_read(path)
        {
            return Err(Error::RejectsAreInput { path: path.clone() });
        }
        let mut import = Import::new(self, options)?;
        let batch = import.budget.batch;
        let (sender, batches) = sync_channel(READ_AHEAD);
        thread::scope(|scope| {
            scope.spawn(move || read_batches(reader, batch, &sender));
            // The receiver is given away: when the import ends early, the reading thread must hear of it.
            import.run(batches, &mut progress)
        })?;
        let mut report = import.finish()?;
        report.seconds = started.elapsed().as_secs_f64();
        Ok(report)
    }
}

/// Records cut out of the files, and how far the reader was then.
struct Batch {
    records: Vec<RawRecord>,
    progress: Progress,
}

/// Cuts records and sends them in batches until they end or nobody listens.
fn read_batches(mut reader: Reader, size: usize, sender: &SyncSender<Batch>) {
    let mut read = 0;
    loop {
        let records = batch(&mut reader, size);
        read += records.len() as u64;
        let progress = Progress {
            read,
            bytes: reader.bytes_read(),
            bytes_total: reader.bytes_total(),
        };
        if records.is_empty() || sender.send(Batch { records, progress }).is_err() {
            return;
        }
    }
}

/// The next records, together so many bytes and one record more at most.
fn batch(records: &mut impl Iterator<Item = RawRecord>, size: usize) -> Vec<RawRecord> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < BATCH_RECORDS
        && bytes < size
        && let Some(record) = records.next()
    {
        bytes += record.len();
        batch.push(record);
    }
    batch
}

/// An import under way.
struct Import<'i> {
    index: &'i Index,
    target: Target,
    budget: Budget,
    records: Records,
    /// By the key of the record that replaced it; of several such records the last one.
    waiting: HashMap<Key, Waiting>,
    waiting_bytes: usize,
    rejects: Option<(PathBuf, BufWriter<File>)>,
    report: Report,
    commit_every: u64,
    stop: Arc<AtomicBool>,
    uncommitted: u64,
}

impl<'i> Import<'i> {
    fn new(index: &'i Index, options: &ImportOptions) -> Result<Import<'i>> {
        let target = Target::open(index, options.writer, options.dry_run)?;
        let records = index.guarded(|| Records::of(target.present().committed()))?;
        info!(
            documents = target.present().committed().num_docs(),
            segments = target.present().committed().segment_readers().len(),
            records = records.len(),
            "import begins"
        );
        // Not before there is a writer: an import that cannot start leaves the file as it is.
        let rejects = match &options.rejects {
            Some(path) if !options.dry_run => {
                let file = File::options()
                    .create(true)
                    .write(true)
                    .append(options.append_rejects)
                    .truncate(!options.append_rejects)
                    .open(path);
                let file = file.map_err(Error::io(path))?;
                Some((path.clone(), BufWriter::new(file)))
            }
            _ => None,
        };
        let commit_every = options.commit_every.max(1);
        Ok(Import {
            index,
            target,
            budget: Budget::of(&options.writer),
            records,
            waiting: HashMap::new(),
            waiting_bytes: 0,
            rejects,
            report: Report::default(),
            commit_every,
            stop: options.stop.clone(),
            uncommitted: 0,
        })
    }

    fn run(&mut self, batches: Receiver<Batch>, progress: &mut dyn FnMut(&Progress)) -> Result<()> {
        for batch in batches {
            self.report.read += batch.records.len() as u64;
            self.report.bytes += batch
                .records
                .iter()
                .map(|record| record.len() as u64)
                .sum::<u64>();
            for analysed in self.analyse(batch.records)? {
                self.take(analysed)?;
            }
            if self.waiting_bytes > self.budget.waiting {
                self.read_waiting()?;
            }
            debug!(
                read = self.report.read,
                indexed = self.report.indexed,
                replaced = self.report.replaced,
                unchanged = self.report.unchanged,
                rejected = self.report.rejected,
                "batch"
            );
            progress(&batch.progress);
            if self.stop.load(Ordering::Relaxed) {
                self.report.stopped = true;
                break;
            }
        }
        // After a stop they wait for the next run: what replaced them may stand in the rest.
        if self.report.stopped {
            for (_, waiting) in mem::take(&mut self.waiting) {
                self.leave(waiting.notes);
            }
        }
        self.read_waiting()
    }

    fn commit(&mut self) -> Result<()> {
        self.target.commit()?;
        self.uncommitted = 0;
        Ok(())
    }

    fn analyse(&self, records: Vec<RawRecord>) -> Result<Vec<Analysed>> {
        let index = self.index;
        index.in_parallel(records, |record: RawRecord, analysis| {
            let fingerprint = record.fingerprint();
            match self.records.standing(fingerprint) {
                Standing::New => {}
                Standing::Current(key) | Standing::Superseded { key, .. } => {
                    let notes = if records::is_noted(key) {
                        Notes::of(record.clone())
                    } else {
                        Notes::default()
                    };
                    return Ok(Analysed::Known { record, notes });
                }
            }
            match record.read() {
                Outcome::Rejected(rejection) => Ok(Analysed::Rejected(rejection)),
                Outcome::Article {
                    article,
                    location,
                    warnings,
                    converted,
                } => {
                    let notes = Notes::new(&location, warnings, converted);
                    Ok(Analysed::Article {
                        prepared: index.prepare(article, analysis)?,
                        key: records::key(fingerprint, !notes.is_empty()),
                        notes,
                    })
                }
            }
        })
    }

    fn take(&mut self, analysed: Analysed) -> Result<()> {
        match analysed {
            Analysed::Article {
                prepared,
                key,
                notes,
            } => {
                self.put(prepared, key)?;
                self.report.note(notes);
                Ok(())
            }
            Analysed::Known { record, notes } => self.pass_over(record, notes),
            Analysed::Rejected(rejection) => self.reject(rejection),
        }
    }

    fn put(&mut self, prepared: Prepared, key: Key) -> Result<()> {
        match self.target.put(prepared, key)? {
            None => self.report.indexed += 1,
            Some(replaced) => {
                self.report.replaced += 1;
                if let Some(replaced) = replaced.first() {
                    self.records.remove(*replaced);
                    self.settle(*replaced);
                }
            }
        }
        self.uncommitted += 1;
        if self.uncommitted >= self.commit_every {
            self.commit()?;
        }
        Ok(())
    }

    /// Takes a record that was known when its batch was analysed; one before it in the batch may have
    /// replaced its article.
    fn pass_over(&mut self, record: RawRecord, notes: Notes) -> Result<()> {
        match self.records.standing(record.fingerprint()) {
            Standing::Current(key) => {
                self.settle(key);
                self.leave(notes);
                Ok(())
            }
            Standing::Superseded { by, .. } => {
                self.settle(by);
                self.waiting_bytes += record.len();
                let at = self.report.read;
                let waiting = Waiting { at, record, notes };
                self.waiting.insert(by, waiting);
                Ok(())
            }
            Standing::New => {
                for analysed in self.analyse(vec![record])? {
                    self.take(analysed)?;
                }
                Ok(())
            }
        }
    }

    /// A later record of its article has come: what waited for `by` is replaced as it was before.
    fn settle(&mut self, by: Key) {
        if let Some(waiting) = self.waiting.remove(&by) {
            self.waiting_bytes -= waiting.record.len();
            self.leave(waiting.notes);
        }
    }

    /// Counts a record that needs no work.
    fn leave(&mut self, notes: Notes) {
        self.report.replaced += 1;
        self.report.unchanged += 1;
        self.report.note(notes);
    }

    /// Reads the records that still wait: they are the last ones of their articles.
    fn read_waiting(&mut self) -> Result<()> {
        let mut waiting: Vec<(Key, Waiting)> = mem::take(&mut self.waiting).into_iter().collect();
        self.waiting_bytes = 0;
        waiting.sort_by_key(|(_, waiting)| waiting.at);
        let mut records = Vec::with_capacity(waiting.len());
        for (by, waiting) in waiting {
            self.records.remove(by);
            records.push(waiting.record);
        }
        let mut records = records.into_iter().peekable();
        while records.peek().is_some() {
            for analysed in self.analyse(batch(&mut records, self.budget.batch))? {
                self.take(analysed)?;
            }
        }
        Ok(())
    }

    fn reject(&mut self, rejection: Rejection) -> Result<()> {
        if let Some((path, file)) = &mut self.rejects {
            let newline: &[u8] = if rejection.raw.is_empty() || rejection.raw.ends_with(b"\n") {
                b""
            } else {
                b"\n"
            };
            file.write_all(&rejection.raw)
                .and_then(|()| file.write_all(newline))
                .map_err(Error::io(path.as_path()))?;
        }
        self.report.reject(&rejection.location, rejection.reason);
        Ok(())
    }

    fn finish(mut self) -> Result<Report> {
        if self.uncommitted > 0 {
            self.commit()?;
        }
        self.report.documents = self.target.documents(&self.report);
        if let Some((path, file)) = &mut self.rejects {
            file.flush().map_err(Error::io(path.as_path()))?;
        }
        self.target.close()?;
        Ok(self.report)
    }
}
