//! What arrives in a folder: which files are complete and were not taken as they are now.
//!
//! A file that is being written must not be read half. One is taken for complete when it has not changed
//! for a while, by its size and the time of its last change; so a file that was written elsewhere and
//! moved here is at once. One whose writer pauses for longer is read again when it has changed: that
//! costs what came after the pause.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use timtin_corpus::{Format, Reader};

use super::settings;
use crate::error::Result;

/// A file that does not change for so long is complete.
const SETTLED: Duration = Duration::from_secs(1);

/// The files of a folder as they come and change.
#[derive(Debug)]
pub struct Arrivals {
    folder: PathBuf,
    files: HashMap<PathBuf, Seen>,
}

/// A file as it was at the last look.
#[derive(Clone, Copy, Debug)]
struct Seen {
    state: Option<State>,
    /// When it was first seen so.
    since: Instant,
    /// Whether it was given out so.
    taken: bool,
}

/// What changes with the content of a file. There is none for what is no file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    bytes: u64,
    changed: Option<SystemTime>,
}

impl Arrivals {
    /// All that is in `folder` and below has still to be taken. Hidden files and indexes are none of it.
    pub fn new(folder: impl Into<PathBuf>) -> Arrivals {
        Arrivals {
            folder: folder.into(),
            files: HashMap::new(),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Looks through the folder and takes the complete files that are new or changed since they were taken,
    /// and once what cannot be read. [`ImportOptions::only`](super::ImportOptions::only) reads them.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn take(&mut self) -> Result<BTreeSet<PathBuf>> {
        let (now, today) = (Instant::now(), SystemTime::now());
        let mut files = HashMap::new();
        let mut complete = BTreeSet::new();
        let reader = Reader::open_except([self.folder.clone()], Format::Auto, settings::is_index)?;
        for path in reader.paths() {
            let state = state(path);
            let before = self.files.get(path).filter(|seen| seen.state == state);
            let mut seen = before.copied().unwrap_or(Seen {
                state,
                since: now,
                taken: false,
            });
            if !seen.taken && seen.is_complete(now, today) {
                seen.taken = true;
                complete.insert(path.to_owned());
            }
            files.insert(path.to_owned(), seen);
        }
        // What is no longer there is forgotten: it is new if it comes back.
        self.files = files;
        Ok(complete)
    }

    /// How long until a file that was seen may be complete; `None` when none is awaited.
    pub fn wait(&self) -> Option<Duration> {
        let awaited = self.files.values().filter(|seen| !seen.taken);
        awaited
            .map(|seen| SETTLED.saturating_sub(seen.since.elapsed()))
            .min()
    }
}

impl Seen {
    fn is_complete(&self, now: Instant, today: SystemTime) -> bool {
        // A clock that is wrong, here or on a server of files, makes nothing complete too early.
        let changed = self.state.and_then(|state| state.changed);
        let age = changed.and_then(|changed| today.duration_since(changed).ok());
        self.state.is_none()
            || age.is_some_and(|age| age >= SETTLED)
            || now.duration_since(self.since) >= SETTLED
    }
}

fn state(path: &Path) -> Option<State> {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(State {
        bytes: metadata.len(),
        changed: metadata.modified().ok(),
    })
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::thread;

    use super::*;

    fn age(path: &Path, by: Duration) {
        let file = File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - by).unwrap();
    }

    fn names(files: &BTreeSet<PathBuf>) -> Vec<String> {
        let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        files.iter().map(name).collect()
    }

    #[test]
    fn complete_files_are_taken_once_and_again_when_they_change() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["b.jsonl", "a.jsonl", ".hidden.jsonl"] {
            fs::write(path(name), "{}\n").unwrap();
            age(&path(name), Duration::from_secs(60));
        }
        let mut arrivals = Arrivals::new(folder.path());
        assert_eq!(names(&arrivals.take().unwrap()), ["a.jsonl", "b.jsonl"]);
        assert_eq!(names(&arrivals.take().unwrap()), [""; 0]);
        assert_eq!(arrivals.wait(), None);

        fs::write(path("a.jsonl"), "{}\n{}\n").unwrap();
        assert_eq!(names(&arrivals.take().unwrap()), [""; 0]);
        assert!(arrivals.wait().unwrap() <= SETTLED);
        age(&path("a.jsonl"), Duration::from_secs(30));
        assert_eq!(names(&arrivals.take().unwrap()), ["a.jsonl"]);

        fs::rename(path("b.jsonl"), path(".b")).unwrap();
        assert_eq!(names(&arrivals.take().unwrap()), [""; 0]);
        fs::rename(path(".b"), path("b.jsonl")).unwrap();
        assert_eq!(names(&arrivals.take().unwrap()), ["b.jsonl"]);
    }

    #[test]
    fn a_file_that_grows_is_awaited_by_any_clock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, "{").unwrap();
        // By a clock that is ahead.
        let ahead = SystemTime::now() + Duration::from_secs(3600);
        let file = File::options().append(true).open(&path).unwrap();
        file.set_modified(ahead).unwrap();
        let mut arrivals = Arrivals::new(folder.path());
        assert!(arrivals.take().unwrap().is_empty());
        thread::sleep(arrivals.wait().unwrap());
        assert_eq!(names(&arrivals.take().unwrap()), ["a.jsonl"]);
    }
}
