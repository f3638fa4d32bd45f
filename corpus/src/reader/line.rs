//! Lines of a file, each held up to the size of a record.

use std::io::{self, BufRead};

use memchr::memchr;

use super::MAX_RECORD_BYTES;

/// A line with its end, or as much of it as a record may have.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Its bytes, at most [`MAX_RECORD_BYTES`].
    pub(crate) bytes: Vec<u8>,
    /// How many bytes it has in the file.
    pub(crate) length: usize,
    /// What kept the rest from being read.
    pub(crate) error: Option<io::Error>,
}

impl Line {
    /// Whether bytes are missing because there are more than a record may have.
    pub(crate) fn is_long(&self) -> bool {
        self.length > self.bytes.len()
    }

    /// Why it is rejected when it is too long.
    pub(crate) fn too_long(&self) -> String {
        too_long("line", self.length)
    }
}

/// Why a record of so many bytes is rejected.
pub(crate) fn too_long(what: &str, length: usize) -> String {
    format!(
        "the {what} has {length} bytes; {MAX_RECORD_BYTES} are the most, and so many of it are kept"
    )
}

/// Reads up to and with `end`; `None` when there is nothing more.
pub(crate) fn read_line(source: &mut impl BufRead, end: u8) -> Option<Line> {
    let mut line = Line::default();
    loop {
        let buffer = match source.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) => {
                line.error = Some(error);
                return Some(line);
            }
        };
        let found = memchr(end, buffer);
        let used = found.map_or(buffer.len(), |at| at + 1);
        let room = MAX_RECORD_BYTES - line.bytes.len();
        line.bytes.extend_from_slice(&buffer[..used.min(room)]);
        line.length += used;
        source.consume(used);
        if found.is_some() || used == 0 {
            return (line.length > 0).then_some(line);
        }
    }
}
