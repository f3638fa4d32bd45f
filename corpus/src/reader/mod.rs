//! Reading inputs: files, folders and standard input become records, one after the other.

mod ahead;
mod csv;
mod feed;
mod input;
mod json;
mod jsonl;
mod line;
mod page;
mod utf16;

use std::collections::VecDeque;
use std::fmt;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use timtin_tokenizer::normalize::legacy::Encoding;

use crate::error::Error;
use crate::record::{Content, Location, RawRecord};
use ahead::Ahead;
use input::Input;

pub(crate) use csv::Header;

/// A record may have so many bytes. Of a longer one, which is rejected, no more are held and kept.
pub const MAX_RECORD_BYTES: usize = 64 << 20;

/// The format of an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// By the name, else by the content.
    #[default]
    Auto,
    /// One JSON object a line.
    Jsonl,
    /// A JSON array of objects, or objects one behind the other.
    Json,
    /// A table with a header row; commas, semicolons or tabs between cells.
    Csv,
    /// A page of a newspaper, one article a file.
    Text,
    /// A web page, one article a file.
    Html,
    /// RSS or Atom.
    Feed,
}

impl Format {
    const NAMES: [(&'static str, Format); 7] = [
        ("auto", Format::Auto),
        ("jsonl", Format::Jsonl),
        ("json", Format::Json),
        ("csv", Format::Csv),
        ("text", Format::Text),
        ("html", Format::Html),
        ("feed", Format::Feed),
    ];
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Format, Error> {
        let found = Format::NAMES.iter().find(|(name, _)| *name == text);
        found
            .map(|(_, format)| *format)
            .ok_or_else(|| Error::Format(text.to_owned()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Format::NAMES
            .iter()
            .find(|(_, format)| format == self)
            .map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

/// A decompressed file being cut into records.
pub(crate) type Source = Box<dyn BufRead + Send>;

/// Cuts one file into records.
pub(crate) trait Cutter: Send {
    /// The next record; `None` at the end. Never fails: what cannot be read is a broken record.
    fn next(&mut self) -> Option<RawRecord>;
}

/// Reads records from inputs, in order. An iterator that never fails: an unreadable file, a broken
/// archive, an oversized line become records whose [`RawRecord::read`] says what is wrong.
pub struct Reader {
    inputs: VecDeque<Input>,
    format: Format,
    current: Option<Box<dyn Cutter>>,
    /// What the current file is converted from.
    converted: Option<Encoding>,
    bytes_read: Arc<AtomicU64>,
    bytes_total: Option<u64>,
}

impl Reader {
    /// Opens files, folders (walked in the order of names, hidden and empty files left out) and `-`.
    ///
    /// # Errors
    /// When an input does not exist or cannot be opened. What cannot be read within a folder is a
    /// rejected record.
    pub fn open(
        inputs: impl IntoIterator<Item = PathBuf>,
        format: Format,
    ) -> Result<Reader, Error> {
        Reader::open_except(inputs, format, |_| false)
    }

    /// [`Reader::open`] without the folders for which `is_other` holds: what is in them is no input.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn open_except(
        inputs: impl IntoIterator<Item = PathBuf>,
        format: Format,
        is_other: impl Fn(&Path) -> bool,
    ) -> Result<Reader, Error> {
        let mut found = VecDeque::new();
        for path in inputs {
            found.extend(input::find(path, &is_other)?);
        }
        let bytes_total = found.iter().map(Input::bytes).sum();
        Ok(Reader {
            inputs: found,
            format,
            current: None,
            converted: None,
            bytes_read: Arc::default(),
            bytes_total,
        })
    }

    /// The files that are still to be read, standard input left out. What was found in a folder but cannot be
    /// read is among them.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.inputs.iter().filter_map(Input::path)
    }

    /// Of what was found in folders, keeps that for which `is_wanted` holds.
    pub fn retain_found(&mut self, is_wanted: impl Fn(&Path) -> bool) {
        self.inputs
            .retain(|input| !input.is_found() || input.path().is_some_and(&is_wanted));
        self.bytes_total = self.inputs.iter().map(Input::bytes).sum();
    }

    /// Whether `path` is among the files that are still to be read, under whatever name, so that
    /// writing to it would destroy an input.
    pub fn will_read(&self, path: &Path) -> bool {
        input::FileId::of(path).is_some_and(|id| self.inputs.iter().any(|input| id.is_of(input)))
    }

    /// Bytes of all files before decompression; `None` when standard input is among them.
    pub fn bytes_total(&self) -> Option<u64> {
        self.bytes_total
    }

    /// Bytes read from files so far, before decompression.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }
}

impl Iterator for Reader {
    type Item = RawRecord;

    fn next(&mut self) -> Option<RawRecord> {
        loop {
            if let Some(record) = self.current.as_mut().and_then(|cutter| cutter.next()) {
                return Some(RawRecord {
                    converted: self.converted,
                    ..record
                });
            }
            let input = self.inputs.pop_front()?;
            match cutter(&input, self.format, &self.bytes_read) {
                Ok((cutter, converted)) => {
                    self.current = Some(cutter);
                    self.converted = converted;
                }
                Err(record) => {
                    self.current = None;
                    return Some(*record);
                }
            }
        }
    }
}

/// The cutter of a file, and what the file is converted from.
type Opened = (Box<dyn Cutter>, Option<Encoding>);

/// The cutter for an input, or the broken record that says why there is none.
fn cutter(
    input: &Input,
    format: Format,
    counter: &Arc<AtomicU64>,
) -> Result<Opened, Box<RawRecord>> {
    let file = input.name();
    let broken = |reason: String| {
        Box::new(RawRecord::broken(
            Location {
                file: input.name(),
                line: 1,
            },
            reason,
            Vec::new(),
        ))
    };
    if let Some(reason) = input.refused() {
        return Err(broken(reason.to_owned()));
    }
    let source = input
        .open(counter)
        .map_err(|error| broken(format!("cannot be opened: {error}")))?;
    let (source, converted) = utf16::to_utf8(source).map_err(|error| broken(read_error(&error)))?;
    let source = Ahead::new(source);
    let format = match format {
        // An empty file holds no record, whatever its format.
        _ if source.start().iter().all(u8::is_ascii_whitespace) => Format::Jsonl,
        Format::Auto => input.format(&source).map_err(&broken)?,
        format => format,
    };
    let cutter: Box<dyn Cutter> = match format {
        Format::Json => json::cutter(source, file),
        Format::Csv => Box::new(csv::Rows::new(source, file)),
        Format::Text => Box::new(page::Page::new(source, file, Content::Page)),
        Format::Html => Box::new(page::Page::new(source, file, Content::Html)),
        Format::Feed => Box::new(feed::Items::new(source, file)),
        Format::Jsonl | Format::Auto => Box::new(jsonl::Lines::new(source, file)),
    };
    Ok((cutter, converted))
}

/// What went wrong in the middle of a file.
pub(crate) fn read_error(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            "the archive is cut short: what follows is lost; fetch the file again".to_owned()
        }
        _ => format!("cannot be read further: {error}; the file is damaged, fetch it again"),
    }
}
