//! JSON: an array of objects, or objects one behind the other, cut without parsing them.

use std::io::BufRead;
use std::mem;

use serde::de::IgnoredAny;

use super::ahead::Ahead;
use super::line::too_long;
use super::{Cutter, MAX_RECORD_BYTES, read_error};
use crate::record::{Content, Location, RawRecord};

/// The cutter for JSON of any of its three shapes: an array; objects a line each (JSON Lines under
/// another name); objects over several lines.
pub(crate) fn cutter(source: Ahead, file: String) -> Box<dyn Cutter> {
    if is_lines(source.start(), source.is_whole()) {
        Box::new(super::jsonl::Lines::new(source, file))
    } else {
        Box::new(Values::new(source, file))
    }
}

/// Whether the beginning of a file is JSON Lines, as most of its lines tell: one may be broken, the
/// first as well.
pub(crate) fn is_lines(start: &[u8], whole: bool) -> bool {
    let mut lines: Vec<&[u8]> = start.split(|byte| *byte == b'\n').collect();
    if lines.len() == 1 && !whole {
        // One line longer than what is looked at: no value over several lines has such.
        return start.trim_ascii_start().starts_with(b"{");
    }
    if !whole {
        lines.pop();
    }
    let lines = lines
        .into_iter()
        .map(<[u8]>::trim_ascii_end)
        .filter(|line| !line.is_empty());
    let (mut objects, mut started, mut others) = (0, 0, 0);
    for line in lines {
        match line {
            line if is_object(line) => objects += 1,
            [b'{', ..] => started += 1,
            _ => others += 1,
        }
    }
    objects > others || (objects == 0 && others == 0 && started > 1)
}

/// Whether the beginning of a file is a JSON array of objects.
pub(crate) fn is_array(start: &[u8]) -> bool {
    start
        .trim_ascii_start()
        .strip_prefix(b"[")
        .is_some_and(is_object_start)
}

/// Whether an object starts here, after white space.
pub(crate) fn is_object_start(start: &[u8]) -> bool {
    start
        .trim_ascii_start()
        .strip_prefix(b"{")
        .is_some_and(|rest| matches!(rest.trim_ascii_start(), [] | [b'"', ..]))
}

fn is_object(line: &[u8]) -> bool {
    line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
}

/// Cuts values by their brackets, with strings respected.
///
/// A value that is never closed would take all that follows with it. It ends where the next one
/// begins: at a `{` at the start of a line, not further in than its own, that cannot stand there.
/// Within a list it may stand there. The value then goes on; when it turns out that it is never
/// closed, its bytes are cut again, and every such `{` in them begins a value.
pub(crate) struct Values {
    source: Ahead,
    file: String,
    place: Place,
    ended: bool,
}

/// Where in the file the next byte is.
struct Place {
    line: u64,
    /// Bytes before the next one on its line.
    column: usize,
    /// Inside the outer array.
    in_array: bool,
    /// In so many of the next bytes whatever may begin a value does.
    suspicious: usize,
}

/// What is being cut.
#[derive(Default)]
struct Value {
    begun: bool,
    bytes: Vec<u8>,
    length: usize,
    line: u64,
    column: usize,
    /// The brackets that are open.
    open: Vec<u8>,
    in_string: bool,
    escaped: bool,
    /// The last byte that is no white space.
    last: u8,
    /// Only white space stands before the next byte on its line.
    at_line_start: bool,
    /// It has a `{` that may be the next value's.
    doubtful: bool,
}

/// What a byte does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Belongs to no value.
    Skip,
    /// Belongs to the value.
    Take,
    /// Is the last of the value.
    TakeLast,
    /// Stands behind the value.
    EndBehind,
    /// Is the first of the next value.
    EndBefore,
}

impl Value {
    fn is_empty(&self) -> bool {
        !self.begun
    }

    fn is_open(&self) -> bool {
        self.in_string || !self.open.is_empty()
    }

    fn extend(&mut self, piece: &[u8]) {
        let room = MAX_RECORD_BYTES - self.bytes.len();
        self.bytes
            .extend_from_slice(&piece[..piece.len().min(room)]);
        self.length += piece.len();
    }

    /// Takes note of a byte of the value; whether it is the last one.
    fn step(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => {}
            b'{' | b'[' => self.open.push(byte),
            b'}' | b']' => {
                self.open.pop();
            }
            _ => {}
        }
        self.at_line_start = byte == b'\n' || (self.at_line_start && byte.is_ascii_whitespace());
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
        !self.is_open()
    }

    /// Whether `{` here begins the next value, because this one was not closed.
    fn ends_before(&mut self, byte: u8, column: usize, suspicious: bool) -> bool {
        let may_end = byte == b'{' && self.at_line_start && column <= self.column;
        let ends = may_end && (suspicious || !self.may_hold_object());
        self.doubtful |= may_end && !ends;
        ends
    }

    /// Whether an object may stand here.
    fn may_hold_object(&self) -> bool {
        !self.in_string
            && match self.open.last() {
                Some(b'{') => self.last == b':',
                _ => matches!(self.last, b'[' | b','),
            }
    }
}

impl Values {
    fn new(source: Ahead, file: String) -> Values {
        let place = Place {
            line: 1,
            column: 0,
            in_array: false,
            suspicious: 0,
        };
        Values {
            source,
            file,
            place,
            ended: false,
        }
    }

    fn record(&self, value: Value) -> RawRecord {
        let location = Location {
            file: self.file.clone(),
            line: value.line,
        };
        if value.length > MAX_RECORD_BYTES {
            let reason = too_long("record", value.length);
            return RawRecord::broken(location, reason, value.bytes);
        }
        if value.is_open() {
            let reason = "broken JSON: the record is never closed";
            return RawRecord::broken(location, reason, value.bytes);
        }
        let mut bytes = value.bytes;
        bytes.truncate(bytes.trim_ascii_end().len());
        RawRecord::new(location, Content::Json(bytes))
    }

    /// Gives the bytes of `value` back, to be cut with suspicion.
    fn cut_again(&mut self, value: Value) {
        (self.place.line, self.place.column) = (value.line, value.column);
        self.place.suspicious = value.bytes.len();
        self.source.take_back(value.bytes);
    }
}

impl Place {
    /// What `byte` does to `value`.
    fn step(&mut self, byte: u8, value: &mut Value) -> Step {
        if value.is_open() {
            if value.ends_before(byte, self.column, self.suspicious > 0) {
                return Step::EndBefore;
            }
            return if value.step(byte) {
                Step::TakeLast
            } else {
                Step::Take
            };
        }
        match byte {
            b'[' if !self.in_array && value.is_empty() => self.in_array = true,
            b']' if self.in_array => {
                self.in_array = false;
                return behind(value);
            }
            b',' => return behind(value),
            byte if byte.is_ascii_whitespace() => {
                if value.is_empty() || !self.in_array {
                    return behind(value);
                }
                // What is no JSON may have spaces in it.
                return Step::Take;
            }
            b'{' if !value.is_empty() => return Step::EndBefore,
            // The byte order mark.
            0xef | 0xbb | 0xbf if value.is_empty() && self.line == 1 && !self.in_array => {}
            byte => {
                if value.is_empty() {
                    value.begun = true;
                    (value.line, value.column) = (self.line, self.column);
                }
                value.step(byte);
                return Step::Take;
            }
        }
        Step::Skip
    }

    /// Takes what `buffer` has of `value`: how many bytes, and whether the value ends with them.
    fn take(&mut self, buffer: &[u8], value: &mut Value) -> (usize, bool) {
        // Where the bytes start that belong to the value and are not yet in it.
        let mut from = buffer.len();
        for (at, byte) in buffer.iter().enumerate() {
            let step = self.step(*byte, value);
            if step != Step::EndBefore {
                self.line += u64::from(*byte == b'\n');
                self.column = if *byte == b'\n' { 0 } else { self.column + 1 };
                self.suspicious = self.suspicious.saturating_sub(1);
            }
            if matches!(step, Step::Take | Step::TakeLast) {
                from = from.min(at);
            }
            match step {
                Step::Take => {}
                Step::Skip => {
                    value.extend(buffer.get(from..at).unwrap_or_default());
                    from = buffer.len();
                }
                Step::TakeLast => {
                    value.extend(&buffer[from..=at]);
                    return (at + 1, true);
                }
                Step::EndBehind | Step::EndBefore => {
                    value.extend(buffer.get(from..at).unwrap_or_default());
                    return (at + usize::from(step == Step::EndBehind), true);
                }
            }
        }
        value.extend(&buffer[from..]);
        (buffer.len(), false)
    }
}

/// What a byte that belongs to no value does behind `value`.
fn behind(value: &Value) -> Step {
    if value.is_empty() {
        Step::Skip
    } else {
        Step::EndBehind
    }
}

impl Cutter for Values {
    fn next(&mut self) -> Option<RawRecord> {
        let mut value = Value::default();
        while !self.ended {
            let taken = self.source.fill_buf().map(|buffer| {
                let room = MAX_RECORD_BYTES.saturating_sub(value.length);
                // Not more at once than shows that the value is too long, while it may be cut again.
                let piece = if value.doubtful && room > 0 {
                    &buffer[..buffer.len().min(room)]
                } else {
                    buffer
                };
                self.place.take(piece, &mut value)
            });
            if let Ok((used, _)) = taken {
                self.source.consume(used);
            }
            match taken {
                Ok((used, ended)) if value.doubtful && value.is_open() => {
                    // It is open although it ended, or cannot end as a record.
                    if ended || used == 0 || value.length == MAX_RECORD_BYTES {
                        self.cut_again(mem::take(&mut value));
                    }
                }
                Ok((_, true)) => return Some(self.record(value)),
                Ok((used, false)) => self.ended = used == 0,
                Err(error) => {
                    self.ended = true;
                    let location = Location {
                        file: self.file.clone(),
                        line: if value.is_empty() {
                            self.place.line
                        } else {
                            value.line
                        },
                    };
                    return Some(RawRecord::broken(location, read_error(&error), value.bytes));
                }
            }
        }
        (!value.is_empty()).then(|| self.record(value))
    }
}
