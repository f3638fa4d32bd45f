//! Inputs: finding files, opening them through decompression, telling their format.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use same_file::Handle;
use walkdir::{DirEntry, WalkDir};

use super::ahead::Ahead;
use super::{Format, Source, feed, json};
use crate::article::is_known_field;
use crate::error::Error;

/// Read at once, at most.
const BUFFER: usize = 256 << 10;

/// Read at once, at least.
const SMALL_BUFFER: usize = 4 << 10;

/// How much larger the text of a compressed file may be, for the size of a buffer.
const EXPANSION: u64 = 8;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// One file, or standard input.
pub(crate) struct Input {
    /// `None` for standard input.
    path: Option<PathBuf>,
    bytes: Option<u64>,
    /// Found in a folder, not named by the user.
    found: bool,
    /// Why it cannot be read.
    refused: Option<String>,
}

/// The files that `path` stands for, without those in folders that are no input.
pub(crate) fn find(path: PathBuf, is_other: &dyn Fn(&Path) -> bool) -> Result<Vec<Input>, Error> {
    if path == Path::new("-") {
        return Ok(vec![Input::named(None, None)]);
    }
    let open_error = |cause| Error::Open {
        path: path.clone(),
        cause,
    };
    let metadata = path.metadata().map_err(open_error)?;
    if metadata.is_dir() {
        std::fs::read_dir(&path).map_err(open_error)?;
        return Ok(walk(&path, is_other));
    }
    if !metadata.is_file() {
        // A pipe: opening it twice would end it for the one who writes.
        return Ok(vec![Input::named(Some(path), None)]);
    }
    File::open(&path).map_err(open_error)?;
    Ok(vec![Input::named(Some(path), Some(metadata.len()))])
}

/// The files of a folder, in the order of names.
fn walk(folder: &Path, is_other: &dyn Fn(&Path) -> bool) -> Vec<Input> {
    if is_other(folder) {
        let reason = "the folder holds an index, no articles; name a folder of articles";
        return vec![Input::refuse(folder.to_owned(), reason.to_owned())];
    }
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let is_input = |entry: &DirEntry| {
        entry.depth() == 0
            || !(hidden(entry.file_name())
                || (entry.file_type().is_dir() && is_other(entry.path())))
    };
    WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_input)
        .filter_map(|entry| match entry {
            Ok(entry) => found(entry),
            Err(error) => Some(unreachable_input(&error, folder)),
        })
        .collect()
}

/// What was found in a folder, unless it is a folder or empty.
fn found(entry: DirEntry) -> Option<Input> {
    if entry.file_type().is_dir() {
        return None;
    }
    if !entry.file_type().is_file() {
        // Reading a pipe or a device might never end.
        let reason = "not a regular file: not read; name it itself to read it";
        return Some(Input::refuse(entry.into_path(), reason.to_owned()));
    }
    let bytes = entry.metadata().map_or(1, |metadata| metadata.len());
    (bytes > 0).then(|| Input {
        path: Some(entry.into_path()),
        bytes: Some(bytes),
        found: true,
        refused: None,
    })
}

/// What a folder lists but the walk cannot reach.
fn unreachable_input(error: &walkdir::Error, folder: &Path) -> Input {
    let path = error.path().unwrap_or(folder).to_owned();
    let reason = match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => format!(
            "not read: a link back to the folder {} that it is in",
            ancestor.display()
        ),
        (None, Some(cause)) if path.is_symlink() => {
            format!("not read: a link that leads nowhere ({cause})")
        }
        (None, Some(cause)) => format!("cannot be read: {cause}; check the permissions"),
        (None, None) => format!("cannot be read: {error}"),
    };
    Input::refuse(path, reason)
}

/// Tells whether two names are those of one file.
pub(crate) struct FileId {
    handle: Handle,
    bytes: u64,
}

impl FileId {
    /// `None` when there is no such regular file.
    pub(crate) fn of(path: &Path) -> Option<FileId> {
        let metadata = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some(FileId {
            handle: Handle::from_path(path).ok()?,
            bytes: metadata.len(),
        })
    }

    /// Whether it is the file of `input`.
    pub(crate) fn is_of(&self, input: &Input) -> bool {
        let other = match &input.path {
            None => Handle::stdin(),
            // Only files of its size are opened for a look.
            Some(path) if input.bytes == Some(self.bytes) => Handle::from_path(path),
            Some(_) => return false,
        };
        other.is_ok_and(|other| other == self.handle)
    }
}

impl Input {
    fn named(path: Option<PathBuf>, bytes: Option<u64>) -> Input {
        Input {
            path,
            bytes,
            found: false,
            refused: None,
        }
    }

    fn refuse(path: PathBuf, reason: String) -> Input {
        Input {
            path: Some(path),
            bytes: Some(0),
            found: true,
            refused: Some(reason),
        }
    }

    /// Where it is; `None` for standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether it was found in a folder.
    pub(crate) fn is_found(&self) -> bool {
        self.found
    }

    /// Why it cannot be read.
    pub(crate) fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    pub(crate) fn name(&self) -> String {
        self.path
            .as_ref()
            .map_or_else(|| "-".to_owned(), |path| path.display().to_string())
    }

    pub(crate) fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// Opens the input; what comes out is decompressed, whatever the name says.
    pub(crate) fn open(&self, counter: &Arc<AtomicU64>) -> io::Result<Source> {
        let raw: Box<dyn Read + Send> = match &self.path {
            Some(path) => Box::new(File::open(path)?),
            None => Box::new(io::stdin()),
        };
        let mut source = BufReader::with_capacity(
            self.buffer(1),
            Counted {
                raw,
                counter: Arc::clone(counter),
            },
        );
        let start = source.fill_buf()?;
        if start.starts_with(&GZIP) {
            return Ok(Box::new(BufReader::with_capacity(
                self.buffer(EXPANSION),
                MultiGzDecoder::new(source),
            )));
        }
        if start.starts_with(&ZSTD) {
            return Ok(Box::new(BufReader::with_capacity(
                self.buffer(EXPANSION),
                zstd::Decoder::with_buffer(source)?,
            )));
        }
        Ok(Box::new(source))
    }

    /// The size of a buffer for `times` the bytes of the file: a folder may hold a great many small ones.
    fn buffer(&self, times: u64) -> usize {
        let wanted = self.bytes.map(|bytes| bytes.saturating_mul(times));
        wanted
            .and_then(|wanted| usize::try_from(wanted).ok())
            .map_or(BUFFER, |wanted| wanted.clamp(SMALL_BUFFER, BUFFER))
    }

    /// The format by the name, unless the content shows another; else by the content.
    pub(crate) fn format(&self, source: &Ahead) -> Result<Format, String> {
        let (start, whole) = (source.start(), source.is_whole());
        let extension = self.path.as_deref().map(extension).unwrap_or_default();
        let shown = shown(start, whole);
        match (named(&extension), shown) {
            (Some(Format::Jsonl), Some(Format::Json)) => Ok(if is_spread(start) {
                Format::Json
            } else {
                Format::Jsonl
            }),
            (Some(Format::Json), Some(Format::Jsonl)) => Ok(Format::Json),
            (_, Some(shown)) => Ok(shown),
            (Some(named), None) => Ok(named),
            (None, None) => self.text(start, &extension),
        }
    }

    /// The format of what shows none: a page. A file found in a folder with an extension that says
    /// nothing must show that it holds articles.
    fn text(&self, start: &[u8], extension: &str) -> Result<Format, String> {
        if start.contains(&0) {
            return Err(
                "not a text file; give JSON Lines, JSON, CSV, HTML, RSS, Atom or plain text in UTF-8".to_owned(),
            );
        }
        if self.found && !extension.is_empty() {
            return Err(format!(
                "not read: files named .{extension} hold no articles; name the file itself to read it as text"
            ));
        }
        // XML is no text to read: it will be said what it is not.
        let is_xml = start.trim_ascii_start().starts_with(b"<?xml");
        Ok(if is_xml { Format::Feed } else { Format::Text })
    }
}

/// The format that an extension names.
fn named(extension: &str) -> Option<Format> {
    match extension {
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "json" => Some(Format::Json),
        "csv" | "tsv" => Some(Format::Csv),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "xml" | "rss" | "atom" | "rdf" => Some(Format::Feed),
        "txt" | "text" => Some(Format::Text),
        _ => None,
    }
}

/// The format that a content shows, surely enough to gainsay a name.
fn shown(start: &[u8], whole: bool) -> Option<Format> {
    if json::is_lines(start, whole) {
        return Some(Format::Jsonl);
    }
    if json::is_array(start) || json::is_object_start(start) {
        return Some(Format::Json);
    }
    match start.trim_ascii_start().first() {
        Some(b'<') if is_html(start) => Some(Format::Html),
        Some(b'<') => feed::is_feed(start).then_some(Format::Feed),
        _ => is_table(start).then_some(Format::Csv),
    }
}

/// Whether JSON under the name of JSON Lines is none: an array, or an object over several lines.
fn is_spread(start: &[u8]) -> bool {
    let first = start.split(|byte| *byte == b'\n').next();
    json::is_array(start) || first.is_some_and(|line| line.trim_ascii() == b"{")
}

/// The extension in lower case, without that of the compression.
fn extension(path: &Path) -> String {
    let lower = |path: &Path| {
        path.extension()
            .map(|extension| extension.to_string_lossy().to_lowercase())
            .unwrap_or_default()
    };
    match lower(path).as_str() {
        "gz" | "zst" => path
            .file_stem()
            .map(|stem| lower(Path::new(stem)))
            .unwrap_or_default(),
        other => other.to_owned(),
    }
}

fn is_html(start: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&start[..start.len().min(1024)])
        .trim_start()
        .to_lowercase();
    start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || (start.starts_with("<?xml") && start.contains("<html"))
}

/// Whether the first line is a header with names that mean something.
fn is_table(start: &[u8]) -> bool {
    let line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let Ok(line) = std::str::from_utf8(line) else {
        return false;
    };
    let names = line
        .split([',', ';', '\t'])
        .filter(|name| is_known_field(name.trim_matches(['"', ' ', '\r'])));
    names.count() >= 2
}

/// Counts the bytes that go through.
struct Counted {
    raw: Box<dyn Read + Send>,
    counter: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(buffer)?;
        self.counter.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
