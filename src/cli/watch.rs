//! What arrives in a folder, for `timtin index --watch`.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::language::Language;

/// Files are read when nothing has come for so long: by then they are mostly written to their end.
const QUIET: Duration = Duration::from_millis(500);
/// A folder that is never quiet is read all the same.
const AT_LEAST_EVERY: Duration = Duration::from_secs(10);
/// How soon Ctrl-C is noticed.
const LOOK: Duration = Duration::from_millis(100);

/// A folder that is watched.
pub(crate) struct Watch {
    // Ends watching when it is dropped.
    _watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    folder: PathBuf,
    /// The index, whose own files are no articles.
    index: PathBuf,
}

impl Watch {
    /// Watches `folder` and all below it from now on.
    pub(crate) fn start(folder: &Path, index: &Path, say: Language) -> Result<Watch> {
        let name = folder.display().to_string();
        let absolute = |path: &Path| {
            let path = fs::canonicalize(path);
            path.with_context(|| say.cannot_watch(&name))
        };
        let (folder, index) = (absolute(folder)?, absolute(index)?);
        let (sender, events) = channel();
        let mut watcher =
            notify::recommended_watcher(sender).with_context(|| say.cannot_watch(&name))?;
        watcher
            .watch(&folder, RecursiveMode::Recursive)
            .with_context(|| say.cannot_watch(&name))?;
        Ok(Watch {
            _watcher: watcher,
            events,
            folder,
            index,
        })
    }

    /// Waits for files to arrive or change; `None` when `stop` is set.
    pub(crate) fn next(&self, stop: &AtomicBool) -> Result<Option<Vec<PathBuf>>> {
        let mut paths = BTreeSet::new();
        let (mut first, mut last) = (None, Instant::now());
        loop {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            match self.events.recv_timeout(LOOK) {
                Ok(event) => {
                    let before = paths.len();
                    let event = event?;
                    if event.need_rescan() {
                        // Too much has come to tell what: all is read again.
                        paths.insert(self.folder.clone());
                    }
                    if is_arrival(&event.kind) {
                        let input = |path: &PathBuf| self.is_input(path);
                        paths.extend(event.paths.into_iter().filter(input));
                        last = Instant::now();
                    }
                    if before == 0 && !paths.is_empty() {
                        first = Some(Instant::now());
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
            let is_due =
                |first: Instant| last.elapsed() >= QUIET || first.elapsed() >= AT_LEAST_EVERY;
            if first.is_some_and(is_due) {
                // What was removed or renamed meanwhile is no input.
                paths.retain(|path| path.exists());
                if !paths.is_empty() {
                    return Ok(Some(paths.into_iter().collect()));
                }
                first = None;
            }
        }
    }

    /// As in a folder that is walked: no hidden file, and none of the index.
    fn is_input(&self, path: &Path) -> bool {
        let below = path.strip_prefix(&self.folder).unwrap_or(path);
        let hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
        !below.iter().any(hidden) && !path.starts_with(&self.index)
    }
}

/// Whether a file may have something new after this.
fn is_arrival(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Any
            | EventKind::Create(_)
            | EventKind::Modify(_)
            | EventKind::Access(AccessKind::Close(AccessMode::Write))
    )
}
