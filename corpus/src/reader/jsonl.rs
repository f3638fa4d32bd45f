//! JSON Lines: one record a line.

use super::ahead::Ahead;
use super::line::{Line, read_line};
use super::{Cutter, read_error};
use crate::record::{Content, Location, RawRecord};

/// Cuts lines; blank ones are no records.
pub(crate) struct Lines {
    source: Ahead,
    file: String,
    line: u64,
    ended: bool,
}

impl Lines {
    pub(crate) fn new(source: Ahead, file: String) -> Lines {
        Lines {
            source,
            file,
            line: 0,
            ended: false,
        }
    }

    fn record(&mut self, mut line: Line) -> Option<RawRecord> {
        if line.bytes.ends_with(b"\n") {
            line.bytes.pop();
            line.length -= 1;
        }
        if self.line == 1 && line.bytes.starts_with(b"\xef\xbb\xbf") {
            line.bytes.drain(..3);
            line.length -= 3;
        }
        let location = Location {
            file: self.file.clone(),
            line: self.line,
        };
        if let Some(error) = &line.error {
            self.ended = true;
            return Some(RawRecord::broken(location, read_error(error), line.bytes));
        }
        if line.is_long() {
            return Some(RawRecord::broken(location, line.too_long(), line.bytes));
        }
        let is_blank = line.bytes.iter().all(u8::is_ascii_whitespace);
        (!is_blank).then(|| RawRecord::new(location, Content::Json(line.bytes)))
    }
}

impl Cutter for Lines {
    fn next(&mut self) -> Option<RawRecord> {
        while !self.ended {
            self.line += 1;
            match read_line(&mut self.source, b'\n') {
                Some(line) => {
                    if let Some(record) = self.record(line) {
                        return Some(record);
                    }
                }
                None => self.ended = true,
            }
        }
        None
    }
}
