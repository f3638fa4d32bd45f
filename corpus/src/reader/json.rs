//! JSON: an array of objects, or objects one behind the other, cut without parsing them.

use std::io::BufRead;

use super::{Cutter, MAX_RECORD_BYTES, Source, read_error};
use crate::record::{Content, Location, MAX_KEPT, RawRecord};

/// The cutter for JSON of any of its three shapes: an array; objects a line each (JSON Lines under
/// another name); objects over several lines.
pub(crate) fn cutter(source: Source, file: String) -> Box<dyn Cutter> {
    let mut source = source;
    // What cannot be read now cannot be read a moment later either: the cutter will say so.
    let start = source.fill_buf().unwrap_or_default();
    let first_line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let trimmed = first_line
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(first_line)
        .trim_ascii();
    let is_object = trimmed.starts_with(b"{")
        && serde_json::from_slice::<serde::de::IgnoredAny>(trimmed).is_ok();
    let lines = is_object
        || (trimmed.starts_with(b"{") && first_line.len() == start.len() && start.len() >= 4096);
    if lines {
        Box::new(super::jsonl::Lines::new(source, file))
    } else {
        Box::new(Values::new(source, file))
    }
}

/// Cuts values by their brackets, with strings respected.
pub(crate) struct Values {
    source: Source,
    file: String,
    line: u64,
    /// Inside the outer array.
    in_array: bool,
    ended: bool,
}

/// What is being cut.
#[derive(Default)]
struct Value {
    bytes: Vec<u8>,
    length: usize,
    depth: usize,
    in_string: bool,
    escaped: bool,
    line: u64,
}

impl Value {
    fn is_empty(&self) -> bool {
        self.length == 0
    }

    fn push(&mut self, byte: u8) {
        self.length += 1;
        if self.length <= MAX_RECORD_BYTES {
            self.bytes.push(byte);
        } else if self.bytes.len() > MAX_KEPT {
            self.bytes.truncate(MAX_KEPT);
            self.bytes.shrink_to_fit();
        }
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

impl Values {
    fn new(source: Source, file: String) -> Values {
        Values {
            source,
            file,
            line: 1,
            in_array: false,
            ended: false,
        }
    }

    fn record(&self, value: Value) -> RawRecord {
        let location = Location {
            file: self.file.clone(),
            line: value.line,
        };
        if value.length > MAX_RECORD_BYTES {
            let reason = format!(
                "the record has {} bytes; {MAX_RECORD_BYTES} are the most",
                value.length
            );
            return RawRecord::broken(location, reason, value.bytes);
        }
        if value.depth > 0 || value.in_string {
            return RawRecord::broken(
                location,
                "broken JSON: the file ends before the record does",
                value.bytes,
            );
        }
        RawRecord::new(location, Content::Json(value.bytes))
    }

    /// Takes `byte` into `value`; whether the value ends with it.
    fn take(&mut self, byte: u8, value: &mut Value) -> bool {
        let inside = value.depth > 0 || value.in_string;
        let line = self.line;
        self.line += u64::from(byte == b'\n');
        if inside {
            value.push(byte);
            return value.depth == 0 && !value.in_string;
        }
        match byte {
            b'[' if !self.in_array && value.is_empty() => self.in_array = true,
            b']' if self.in_array => {
                self.in_array = false;
                return !value.is_empty();
            }
            b',' => return !value.is_empty(),
            byte if byte.is_ascii_whitespace() => return !value.is_empty() && !self.in_array,
            // The byte order mark.
            0xef | 0xbb | 0xbf if value.is_empty() && line == 1 && !self.in_array => {}
            byte => {
                if value.is_empty() {
                    value.line = line;
                }
                value.push(byte);
            }
        }
        false
    }
}

impl Cutter for Values {
    fn next(&mut self) -> Option<RawRecord> {
        let mut value = Value::default();
        while !self.ended {
            let buffer = match self.source.fill_buf() {
                Ok(buffer) => buffer.to_vec(),
                Err(error) => {
                    self.ended = true;
                    let location = Location {
                        file: self.file.clone(),
                        line: self.line,
                    };
                    return Some(RawRecord::broken(location, read_error(&error), value.bytes));
                }
            };
            if buffer.is_empty() {
                self.ended = true;
                break;
            }
            for (at, byte) in buffer.iter().enumerate() {
                if self.take(*byte, &mut value) {
                    self.source.consume(at + 1);
                    return Some(self.record(value));
                }
            }
            self.source.consume(buffer.len());
        }
        (!value.is_empty()).then(|| self.record(value))
    }
}
