//! Import: files in, articles indexed, a report of all that was read (rules 1.9 and 5.3).
//!
//! One thread cuts records out of the files; a pool parses, repairs and analyses them a batch at a
//! time; Tantivy's own threads build the segments meanwhile.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use timtin_corpus::{Encoding, Format, Location, Outcome, RawRecord, Reader, Rejection};

use super::writer::Prepared;
use super::{Added, Index, Writer, WriterOptions, settings};
use crate::error::{Error, Result};

/// A batch is analysed in parallel, then added in order: large enough to keep all cores busy, small
/// enough to bound memory.
const BATCH_RECORDS: usize = 1024;
const BATCH_BYTES: usize = 8 << 20;
/// Batches read ahead of the analysis.
const READ_AHEAD: usize = 2;
/// How many failures and warnings a report spells out; all are counted.
const LISTED: usize = 1000;

/// How to import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The format of the inputs.
    pub format: Format,
    /// Where rejected records go, verbatim, one behind the other. The file is written anew.
    pub rejects: Option<PathBuf>,
    /// How much the writer may use.
    pub writer: WriterOptions,
    /// Commit whenever so many articles were added, and at the end.
    pub commit_every: u64,
    /// Set it, from any thread, to end the import early: what was read so far is committed.
    pub stop: Arc<AtomicBool>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        ImportOptions {
            format: Format::Auto,
            rejects: None,
            writer: WriterOptions::default(),
            commit_every: 200_000,
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

/// A record that was rejected, or indexed with a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The file; `-` for standard input.
    pub file: String,
    /// The line where the record starts, from 1.
    pub line: u64,
    /// What is wrong.
    pub reason: String,
}

/// What an import did (rule 5.3): `read = indexed + replaced + rejected`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// Records found in the files.
    pub read: u64,
    /// Articles with a new id.
    pub indexed: u64,
    /// Articles whose id was there before, in the index or earlier in the input.
    pub replaced: u64,
    /// Records that are no article.
    pub rejected: u64,
    /// Warnings about articles that were indexed all the same.
    pub warnings: u64,
    /// How many articles were converted from which encoding: `{"TCVN3": 12}`.
    #[serde(default)]
    pub converted: BTreeMap<String, u64>,
    /// Bytes of all records, decompressed.
    pub bytes: u64,
    /// Wall-clock time.
    pub seconds: f64,
    /// Articles in the index afterwards.
    pub documents: u64,
    /// Whether the import was stopped before all was read; running it again completes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// The rejected records, the first thousand.
    pub errors: Vec<Failure>,
    /// The warnings, the first thousand.
    pub warned: Vec<Failure>,
}

/// A record after parsing and analysis.
enum Analysed {
    Article {
        prepared: Prepared,
        warned: Vec<Failure>,
        converted: Option<Encoding>,
    },
    Rejected(Rejection),
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
        let reader = Reader::open_except(inputs, options.format, settings::is_index)?;
        if let Some(path) = &options.rejects
            && reader.will_read(path)
        {
            return Err(Error::RejectsAreInput { path: path.clone() });
        }
        let mut import = Import::new(self, options)?;
        let (sender, batches) = sync_channel(READ_AHEAD);
        thread::scope(|scope| {
            scope.spawn(move || read_batches(reader, &sender));
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
fn read_batches(mut reader: Reader, sender: &SyncSender<Batch>) {
    let mut read = 0;
    loop {
        let (mut records, mut bytes) = (Vec::new(), 0);
        while records.len() < BATCH_RECORDS && bytes < BATCH_BYTES {
            let Some(record) = reader.next() else { break };
            bytes += record.len();
            records.push(record);
        }
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

/// An import under way.
struct Import<'i> {
    index: &'i Index,
    writer: Writer,
    rejects: Option<(PathBuf, BufWriter<File>)>,
    report: Report,
    commit_every: u64,
    stop: Arc<AtomicBool>,
    uncommitted: u64,
}

impl<'i> Import<'i> {
    fn new(index: &'i Index, options: &ImportOptions) -> Result<Import<'i>> {
        let writer = index.writer(options.writer)?;
        // Not before there is a writer: an import that cannot start leaves the file as it is.
        let rejects = match &options.rejects {
            Some(path) => Some((
                path.clone(),
                BufWriter::new(File::create(path).map_err(Error::io(path))?),
            )),
            None => None,
        };
        let commit_every = options.commit_every.max(1);
        Ok(Import {
            index,
            writer,
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
            if self.uncommitted >= self.commit_every {
                self.writer.commit()?;
                self.uncommitted = 0;
            }
            progress(&batch.progress);
            if self.stop.load(Ordering::Relaxed) {
                self.report.stopped = true;
                break;
            }
        }
        Ok(())
    }

    fn analyse(&self, records: Vec<RawRecord>) -> Result<Vec<Analysed>> {
        let index = self.index;
        index.in_parallel(records, |record: RawRecord, analysis| match record.read() {
            Outcome::Rejected(rejection) => Ok(Analysed::Rejected(rejection)),
            Outcome::Article {
                article,
                location,
                warnings,
                converted,
            } => {
                let prepared = index.prepare(article, analysis)?;
                let warned = warnings
                    .into_iter()
                    .map(|reason| failure(&location, reason))
                    .collect();
                Ok(Analysed::Article {
                    prepared,
                    warned,
                    converted,
                })
            }
        })
    }

    fn take(&mut self, analysed: Analysed) -> Result<()> {
        match analysed {
            Analysed::Article {
                prepared,
                warned,
                converted,
            } => {
                match self.writer.add_prepared(prepared)? {
                    Added::Indexed => self.report.indexed += 1,
                    Added::Replaced => self.report.replaced += 1,
                }
                self.uncommitted += 1;
                if let Some(encoding) = converted {
                    let name = encoding.name().to_owned();
                    *self.report.converted.entry(name).or_default() += 1;
                }
                self.report.warnings += warned.len() as u64;
                let room = LISTED.saturating_sub(self.report.warned.len());
                self.report.warned.extend(warned.into_iter().take(room));
                Ok(())
            }
            Analysed::Rejected(rejection) => self.reject(rejection),
        }
    }

    fn reject(&mut self, rejection: Rejection) -> Result<()> {
        self.report.rejected += 1;
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
        if self.report.errors.len() < LISTED {
            self.report
                .errors
                .push(failure(&rejection.location, rejection.reason));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Report> {
        self.writer.commit()?;
        self.report.documents = self.writer.committed_documents();
        if let Some((path, file)) = &mut self.rejects {
            file.flush().map_err(Error::io(path.as_path()))?;
        }
        self.writer.close()?;
        Ok(self.report)
    }
}

fn failure(location: &Location, reason: String) -> Failure {
    Failure {
        file: location.file.clone(),
        line: location.line,
        reason,
    }
}
