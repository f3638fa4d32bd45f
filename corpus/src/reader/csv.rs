//! Tables: a header row with the names of fields, then an article a row.

use std::io::Read;
use std::mem;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_128;

use super::ahead::Ahead;
use super::line::{Line, read_line, too_long};
use super::{Cutter, MAX_RECORD_BYTES, read_error};
use crate::record::{Content, Location, RawRecord};

/// How the cells of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dialect {
    delimiter: u8,
    /// Ends a row: a line feed, or the carriage return of files that have no line feeds.
    end: u8,
    /// Whether a cell may be in quotation marks and then have the other two within.
    quoted: bool,
}

/// What the rows of a table have in common.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    names: Vec<String>,
    dialect: Dialect,
    fingerprint: u128,
}

/// Cuts rows.
///
/// A quotation mark that is never closed would take all rows behind it into its own. Such a row is
/// rejected as far as its first line goes, and cut again from the next.
pub(crate) struct Rows {
    source: Ahead,
    file: String,
    dialect: Dialect,
    /// `None` until the first row was read.
    header: Option<Arc<Header>>,
    line: u64,
    ended: bool,
}

impl Dialect {
    fn of(start: &[u8], whole: bool) -> Dialect {
        let has = |byte: u8| start.contains(&byte);
        let end = if has(b'\r') && !has(b'\n') {
            b'\r'
        } else {
            b'\n'
        };
        let delimiter = delimiter(start.split(|byte| *byte == end).next().unwrap_or_default());
        let quoted = delimiter != b'\t' || !are_cells_bare(start, end, whole);
        Dialect {
            delimiter,
            end,
            quoted,
        }
    }

    /// The cells of a row, their quotation marks taken away.
    fn cells(self, row: &[u8]) -> Vec<Vec<u8>> {
        let end = row.iter().rposition(|byte| !is_line_end(byte));
        let row = &row[..end.map_or(0, |end| end + 1)];
        let (mut cells, mut cell, mut place) = (Vec::new(), Vec::new(), Place::CellStart);
        for byte in row {
            let before = place;
            place = before.after(*byte, self);
            match (before, place) {
                (_, Place::CellStart) => cells.push(mem::take(&mut cell)),
                (Place::CellStart, Place::Quoted) | (_, Place::Closing) => {}
                _ => cell.push(*byte),
            }
        }
        cells.push(cell);
        cells
    }
}

/// Whichever of comma, semicolon and tab the first line has most of.
fn delimiter(line: &[u8]) -> u8 {
    let count = |delimiter: u8| line.iter().filter(|byte| **byte == delimiter).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}

/// Whether quotation marks in a table with tabs belong to the text, as in most: every line has all
/// cells without regard to them, and none stands for itself doubled within a cell that is quoted.
fn are_cells_bare(start: &[u8], end: u8, whole: bool) -> bool {
    let mut lines: Vec<&[u8]> = start.split(|byte| *byte == end).collect();
    if !whole && lines.len() > 1 {
        lines.pop();
    }
    let cells = |line: &[u8]| line.split(|byte| *byte == b'\t').count();
    let columns = lines.first().map_or(0, |line| cells(line));
    let needs_quotes = |cell: &[u8]| match cell {
        [b'"', inside @ .., b'"'] => inside.windows(2).any(|two| two == b"\"\""),
        _ => false,
    };
    let header_is_quoted = lines.first().is_some_and(|line| line.starts_with(b"\""));
    !header_is_quoted
        && lines
            .into_iter()
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
            .filter(|line| !line.is_empty())
            .all(|line| {
                cells(line) == columns && !line.split(|byte| *byte == b'\t').any(needs_quotes)
            })
}

impl Header {
    fn new(row: &[u8], dialect: Dialect) -> Header {
        let row = row.strip_prefix(b"\xef\xbb\xbf").unwrap_or(row);
        let names = dialect.cells(row).iter().map(|cell| name(cell)).collect();
        let told = format!("{names:?} {dialect:?}");
        Header {
            fingerprint: xxh3_128(told.as_bytes()),
            names,
            dialect,
        }
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Two headers with one fingerprint read a row alike.
    pub(crate) fn fingerprint(&self) -> u128 {
        self.fingerprint
    }

    /// The cells of a row.
    pub(crate) fn cells(&self, row: &[u8]) -> Vec<Vec<u8>> {
        self.dialect.cells(row)
    }
}

/// A name in the header, without the byte order mark and what stands around it.
fn name(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell)
        .trim_matches(['\u{feff}', ' ', '\t', '\r', '"'])
        .to_owned()
}

/// Where in a row the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    CellStart,
    Bare,
    Quoted,
    /// Behind a quotation mark in a quoted cell: its end, or the first of two.
    Closing,
}

impl Place {
    /// Where it is behind `byte`. Behind the end of a quoted cell anything may follow on its line, as
    /// all readers of tables have it.
    fn after(self, byte: u8, dialect: Dialect) -> Place {
        match (self, byte) {
            (Place::CellStart | Place::Closing, b'"') if dialect.quoted => Place::Quoted,
            (Place::Quoted, b'"') => Place::Closing,
            (Place::Quoted, _) => Place::Quoted,
            (_, byte) if byte == dialect.delimiter || byte == dialect.end => Place::CellStart,
            // The end of the line may be two characters.
            (Place::Closing, b'\r') => Place::Closing,
            _ => Place::Bare,
        }
    }
}

/// Why a row is no row.
enum Fault {
    /// A quotation mark is never closed, or something stands behind the one that closes.
    Quotes(&'static str),
    Long(usize),
    Unreadable(std::io::Error),
}

/// A row under way.
struct Row {
    bytes: Vec<u8>,
    lines: u64,
    /// Where its first line ends.
    first_line: usize,
    place: Place,
    fault: Option<Fault>,
}

impl Row {
    fn new() -> Row {
        Row {
            bytes: Vec::new(),
            lines: 0,
            first_line: 0,
            place: Place::CellStart,
            fault: None,
        }
    }

    /// Adds a line; whether the row goes on behind it.
    fn add(&mut self, line: Line, dialect: Dialect) -> bool {
        let room = MAX_RECORD_BYTES - self.bytes.len();
        self.lines += 1;
        self.fault = match line.error {
            Some(error) => Some(Fault::Unreadable(error)),
            None if self.lines == 1 && line.is_long() => Some(Fault::Long(line.length)),
            None if line.length == room => Some(Fault::Quotes("is never closed")),
            None => self.scan(&line.bytes, dialect),
        };
        self.bytes.extend_from_slice(&line.bytes);
        if self.lines == 1 {
            self.first_line = self.bytes.len();
        }
        self.fault.is_none() && self.place == Place::Quoted
    }

    /// Follows the quotation marks through a line.
    fn scan(&mut self, line: &[u8], dialect: Dialect) -> Option<Fault> {
        for byte in line {
            let before = self.place;
            self.place = before.after(*byte, dialect);
            if before == Place::Closing && self.place == Place::Bare && self.lines > 1 {
                return Some(Fault::Quotes(
                    "is not closed: the next one stands within a word",
                ));
            }
        }
        None
    }
}

impl Rows {
    pub(crate) fn new(source: Ahead, file: String) -> Rows {
        Rows {
            dialect: Dialect::of(source.start(), source.is_whole()),
            source,
            file,
            header: None,
            line: 1,
            ended: false,
        }
    }

    /// The next row that is not blank, and where it starts.
    fn row(&mut self) -> Option<(Row, u64)> {
        let mut row = Row::new();
        loop {
            let end = self.dialect.end;
            let line = if row.lines == 0 {
                read_line(&mut self.source, end)
            } else {
                let room = MAX_RECORD_BYTES - row.bytes.len();
                read_line(&mut self.source.by_ref().take(room as u64), end)
            };
            let Some(line) = line else {
                self.ended = true;
                if row.lines == 0 {
                    return None;
                }
                row.fault = Some(Fault::Quotes("is never closed"));
                break;
            };
            let is_blank = line.error.is_none() && line.bytes.iter().all(is_line_end);
            if row.lines == 0 && is_blank {
                self.line += 1;
                continue;
            }
            if !row.add(line, self.dialect) {
                break;
            }
        }
        let line = self.line;
        self.line += row.lines;
        if matches!(row.fault, Some(Fault::Quotes(_))) {
            self.cut_again(&mut row);
        }
        Some((row, line))
    }

    /// Gives all but the first line of `row` back.
    fn cut_again(&mut self, row: &mut Row) {
        let rest = row.bytes.split_off(row.first_line);
        self.line -= row.lines - 1;
        if !rest.is_empty() {
            self.ended = false;
            self.source.take_back(rest);
        }
    }

    fn record(&mut self, row: Row, line: u64) -> Option<RawRecord> {
        let location = Location {
            file: self.file.clone(),
            line,
        };
        let reason = match &row.fault {
            None => None,
            Some(Fault::Quotes(what)) => Some(format!("broken table: a quotation mark {what}")),
            Some(Fault::Long(length)) => Some(too_long("row", *length)),
            Some(Fault::Unreadable(error)) => {
                self.ended = true;
                Some(read_error(error))
            }
        };
        if let Some(reason) = reason {
            return Some(RawRecord::broken(location, reason, row.bytes));
        }
        let Some(header) = &self.header else {
            self.header = Some(Arc::new(Header::new(&row.bytes, self.dialect)));
            return None;
        };
        let content = Content::Row {
            header: Arc::clone(header),
            raw: row.bytes,
        };
        Some(RawRecord::new(location, content))
    }
}

fn is_line_end(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

impl Cutter for Rows {
    fn next(&mut self) -> Option<RawRecord> {
        while !self.ended {
            let (row, line) = self.row()?;
            if let Some(record) = self.record(row, line) {
                return Some(record);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_cells() {
        let dialect = Dialect::of(b"id,title,body\n", true);
        let header = Header::new(b"\xef\xbb\xbfid, title ,\"body\"\r\n", dialect);
        assert_eq!(header.names(), ["id", "title", "body"]);
        for (row, cells) in [
            ("a,b,c\r\n", vec!["a", "b", "c"]),
            ("a,,\n", vec!["a", "", ""]),
            ("a,\"b \"\"c\"\"\n\nd\"", vec!["a", "b \"c\"\n\nd"]),
            ("a\n", vec!["a"]),
            ("\"\"\n", vec![""]),
            (",,,,,,,,,,,\n", vec![""; 12]),
        ] {
            let read = header.cells(row.as_bytes());
            let read: Vec<_> = read
                .iter()
                .map(|cell| String::from_utf8_lossy(cell))
                .collect();
            assert_eq!(read, cells, "{row:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn cells_are_those_that_the_csv_crate_reads(row in "[a,\"]{1,20}") {
            let dialect = Dialect::of(b"a,b\n", true);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
            let record = reader.byte_records().next().unwrap().unwrap();
            proptest::prop_assert_eq!(dialect.cells(row.as_bytes()), record.iter().map(<[u8]>::to_vec).collect::<Vec<_>>());
        }
    }
}
