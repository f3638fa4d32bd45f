//! Waiting for something to come into a folder, for `timtin index --watch`.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::language::Language;

/// So long is waited for more after something has come: a folder need not be looked through for each
/// piece of a file that is being written.
const GATHER: Duration = Duration::from_millis(500);
/// So often a folder is looked through though nothing is heard: not every file system tells of changes
/// that others make.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// How soon Ctrl-C is noticed.
const LISTEN: Duration = Duration::from_millis(100);

/// A folder that is watched.
pub(crate) struct Watch {
    // Ends watching when it is dropped.
    _watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

impl Watch {
    /// Watches `folder` and all below it from now on.
    pub(crate) fn start(folder: &Path, say: Language) -> Result<Watch> {
        let cannot = || say.cannot_watch(&folder.display().to_string());
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).with_context(cannot)?;
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .with_context(cannot)?;
        Ok(Watch {
            _watcher: watcher,
            events,
        })
    }

    /// Waits until something may have come, at most for `longest`; whether to go on, which is until
    /// `stop` is set.
    pub(crate) fn wait(&self, longest: Option<Duration>, stop: &AtomicBool) -> Result<bool> {
        let mut end = Instant::now() + longest.unwrap_or(LOOK_AGAIN).min(LOOK_AGAIN);
        let mut has_come = false;
        while !stop.load(Ordering::Relaxed) {
            let left = end.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left.min(LISTEN)) {
                Ok(event) => {
                    let event = event?;
                    if !has_come && (event.need_rescan() || is_arrival(&event.kind)) {
                        has_come = true;
                        end = end.min(Instant::now() + GATHER);
                    }
                }
                Err(RecvTimeoutError::Timeout) if left.is_zero() => return Ok(true),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(false),
            }
        }
        Ok(false)
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
