//! Inputs: finding files, opening them through decompression, telling their format.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use walkdir::WalkDir;

use super::{Format, Source};
use crate::article::is_known_field;
use crate::error::Error;

/// Read ahead of the parser, and looked at to tell the format.
const BUFFER: usize = 256 << 10;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// One file, or standard input.
pub(crate) struct Input {
    /// `None` for standard input.
    path: Option<PathBuf>,
    bytes: Option<u64>,
    /// Found in a folder, not named by the user.
    found: bool,
}

/// The files that `path` stands for.
pub(crate) fn find(path: PathBuf) -> Result<Vec<Input>, Error> {
    if path == Path::new("-") {
        return Ok(vec![Input {
            path: None,
            bytes: None,
            found: false,
        }]);
    }
    let metadata = path.metadata().map_err(|cause| Error::Open {
        path: path.clone(),
        cause,
    })?;
    if !metadata.is_dir() {
        File::open(&path).map_err(|cause| Error::Open {
            path: path.clone(),
            cause,
        })?;
        return Ok(vec![Input {
            bytes: Some(metadata.len()),
            path: Some(path),
            found: false,
        }]);
    }
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(&path)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter();
    let mut inputs = Vec::new();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name())) {
        let entry = entry?;
        if !entry.file_type().is_dir() {
            let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
            inputs.push(Input {
                path: Some(entry.into_path()),
                bytes: Some(bytes),
                found: true,
            });
        }
    }
    Ok(inputs)
}

impl Input {
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
            BUFFER,
            Counted {
                raw,
                counter: Arc::clone(counter),
            },
        );
        let start = source.fill_buf()?;
        if start.starts_with(&GZIP) {
            return Ok(Box::new(BufReader::with_capacity(
                BUFFER,
                MultiGzDecoder::new(source),
            )));
        }
        if start.starts_with(&ZSTD) {
            return Ok(Box::new(BufReader::with_capacity(
                BUFFER,
                zstd::Decoder::with_buffer(source)?,
            )));
        }
        Ok(Box::new(source))
    }

    /// The format by the name, else by how the content begins.
    pub(crate) fn format(&self, source: &mut Source) -> Result<Format, String> {
        let start = source
            .fill_buf()
            .map_err(|error| super::read_error(&error))?;
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let extension = self.path.as_deref().map(extension).unwrap_or_default();
        match extension.as_str() {
            "jsonl" | "ndjson" => Ok(Format::Jsonl),
            "json" => Ok(Format::Json),
            "csv" | "tsv" => Ok(Format::Csv),
            "html" | "htm" => Ok(Format::Html),
            "txt" | "text" => Ok(if is_html(start) {
                Format::Html
            } else {
                Format::Text
            }),
            _ => by_content(start, self.found.then_some(extension.as_str())),
        }
    }
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

/// The format of a content. A file found in a folder with an extension that says nothing must show
/// that it holds articles; one that was named or piped in is a page if nothing else.
fn by_content(start: &[u8], found: Option<&str>) -> Result<Format, String> {
    if start.contains(&0) {
        return Err(
            "not a text file; give JSON Lines, JSON, CSV or plain text in UTF-8".to_owned(),
        );
    }
    match start.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[' | b'{') => Ok(Format::Json),
        Some(b'<') if is_html(start) => Ok(Format::Html),
        _ if is_table(start) => Ok(Format::Csv),
        _ => match found.filter(|extension| !extension.is_empty()) {
            Some(extension) => Err(format!(
                "not read: files named .{extension} hold no articles; name the file itself to read it as text"
            )),
            None => Ok(Format::Text),
        },
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
