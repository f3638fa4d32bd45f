//! An engine's process, watched until it ends.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::common;

/// What indexing took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) seconds: f64,
    /// User and system, of all threads; 0 if unknown.
    pub(crate) cpu: f64,
    /// From the commit until all merges were done.
    pub(crate) closing: f64,
    /// The most seconds that adding a batch took.
    pub(crate) longest: f64,
    /// Bytes of the index.
    pub(crate) index: u64,
    pub(crate) segments: usize,
    /// The most memory that was resident, in bytes, mapped files included; 0 if unknown.
    pub(crate) peak: u64,
    /// The same without files.
    pub(crate) anonymous: u64,
}

/// Runs an engine that indexes into `folder` and prints its seconds; what went wrong where it failed.
pub(crate) fn watch(mut command: Command, folder: &Path) -> Result<Figures, String> {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let program = command.get_program().display();
    let mut child = spawned.map_err(|error| format!("{program}: {error}"))?;
    let status = format!("/proc/{}/status", child.id());
    let mut figures = Figures::default();
    let ended = loop {
        let now = fs::read_to_string(&status).unwrap_or_default();
        figures.peak = figures.peak.max(kilobytes(&now, "VmHWM:") * 1024);
        figures.anonymous = figures.anonymous.max(kilobytes(&now, "RssAnon:") * 1024);
        match child.try_wait() {
            Ok(Some(ended)) => break ended,
            Ok(None) => sleep(Duration::from_millis(10)),
            Err(error) => return Err(error.to_string()),
        }
    };
    let mut printed = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut printed)
            .map_err(|error| error.to_string())?;
    }
    let mut numbers = printed
        .split_whitespace()
        .map_while(|number| number.parse().ok());
    let (true, Some(seconds)) = (ended.success(), numbers.next()) else {
        return Err(format!("it ended with {ended} and said {printed:?}"));
    };
    figures.seconds = seconds;
    figures.cpu = numbers.next().unwrap_or_default();
    figures.closing = numbers.next().unwrap_or_default();
    figures.longest = numbers.next().unwrap_or_default();
    figures.index = common::size(folder);
    figures.segments = segments(folder);
    Ok(figures)
}

fn kilobytes(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_default()
}

/// Segments of a Tantivy index: each has one file of stored documents.
fn segments(folder: &Path) -> usize {
    let files = fs::read_dir(folder).expect("a folder").flatten();
    files
        .filter(|file| {
            file.path()
                .extension()
                .is_some_and(|extension| extension == "store")
        })
        .count()
}
