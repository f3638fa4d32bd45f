//! JSON Lines: one record a line.

use std::io::{self, BufRead};

use memchr::memchr;

use super::{Cutter, MAX_RECORD_BYTES, Source, read_error};
use crate::record::{Content, Location, MAX_KEPT, RawRecord};

/// Cuts lines; blank ones are no records.
pub(crate) struct Lines {
    source: Source,
    file: String,
    line: u64,
    ended: bool,
}

/// How a line ended.
enum Line {
    Whole(Vec<u8>),
    /// Too long; its beginning and its length.
    Long(Vec<u8>, usize),
    End,
}

impl Lines {
    pub(crate) fn new(source: Source, file: String) -> Lines {
        Lines {
            source,
            file,
            line: 0,
            ended: false,
        }
    }

    fn location(&self) -> Location {
        Location {
            file: self.file.clone(),
            line: self.line,
        }
    }

    /// Reads a line without its end. Of a line over [`MAX_RECORD_BYTES`] only the beginning is held.
    fn read_line(&mut self) -> io::Result<Line> {
        let (mut line, mut length) = (Vec::new(), 0);
        loop {
            let buffer = self.source.fill_buf()?;
            if buffer.is_empty() {
                return Ok(if length == 0 {
                    Line::End
                } else {
                    finish(line, length)
                });
            }
            let end = memchr(b'\n', buffer);
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            length += piece.len();
            if length <= MAX_RECORD_BYTES {
                line.extend_from_slice(piece);
            } else {
                line.truncate(MAX_KEPT);
                line.shrink_to_fit();
            }
            let used = end.map_or(buffer.len(), |end| end + 1);
            self.source.consume(used);
            if end.is_some() {
                return Ok(finish(line, length));
            }
        }
    }
}

fn finish(line: Vec<u8>, length: usize) -> Line {
    if length > MAX_RECORD_BYTES {
        Line::Long(line, length)
    } else {
        Line::Whole(line)
    }
}

impl Cutter for Lines {
    fn next(&mut self) -> Option<RawRecord> {
        while !self.ended {
            self.line += 1;
            match self.read_line() {
                Ok(Line::End) => self.ended = true,
                Ok(Line::Long(start, length)) => {
                    let reason =
                        format!("the line has {length} bytes; {MAX_RECORD_BYTES} are the most");
                    return Some(RawRecord::broken(self.location(), reason, start));
                }
                Ok(Line::Whole(mut line)) => {
                    if self.line == 1 && line.starts_with(b"\xef\xbb\xbf") {
                        line.drain(..3);
                    }
                    if !line.iter().all(u8::is_ascii_whitespace) {
                        return Some(RawRecord::new(self.location(), Content::Json(line)));
                    }
                }
                Err(error) => {
                    self.ended = true;
                    return Some(RawRecord::broken(
                        self.location(),
                        read_error(&error),
                        Vec::new(),
                    ));
                }
            }
        }
        None
    }
}
