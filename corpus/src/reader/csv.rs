//! Tables: a header row with the names of fields, then an article a row.

use std::io::BufRead;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};

use super::{Cutter, Source};
use crate::record::{Content, Location, RawRecord};

/// Cuts rows.
pub(crate) struct Rows {
    reader: csv::Reader<Source>,
    file: String,
    /// `None` until the first row was read.
    header: Option<Arc<Vec<String>>>,
    ended: bool,
}

impl Rows {
    pub(crate) fn new(mut source: Source, file: String) -> Rows {
        let delimiter = delimiter(source.fill_buf().unwrap_or_default());
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(source);
        Rows {
            reader,
            file,
            header: None,
            ended: false,
        }
    }

    fn broken(&mut self, line: u64, reason: String) -> RawRecord {
        RawRecord::broken(
            Location {
                file: self.file.clone(),
                line,
            },
            reason,
            Vec::new(),
        )
    }
}

/// Whichever of comma, semicolon and tab the first line has most of.
fn delimiter(start: &[u8]) -> u8 {
    let line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |delimiter: u8| line.iter().filter(|byte| **byte == delimiter).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}

/// The names in the header, without the byte order mark and the space around them.
fn names(row: &ByteRecord) -> Vec<String> {
    let name = |cell: &[u8]| {
        String::from_utf8_lossy(cell)
            .trim_matches(['\u{feff}', ' ', '\t', '\r'])
            .to_owned()
    };
    row.iter().map(name).collect()
}

impl Cutter for Rows {
    fn next(&mut self) -> Option<RawRecord> {
        let mut row = ByteRecord::new();
        while !self.ended {
            let line = self.reader.position().line();
            match self.reader.read_byte_record(&mut row) {
                Ok(false) => self.ended = true,
                Ok(true) => {
                    let line = row.position().map_or(line, csv::Position::line);
                    let Some(header) = &self.header else {
                        self.header = Some(Arc::new(names(&row)));
                        continue;
                    };
                    let cells = row.iter().map(<[u8]>::to_vec).collect();
                    let content = Content::Row {
                        header: Arc::clone(header),
                        cells,
                    };
                    let location = Location {
                        file: self.file.clone(),
                        line,
                    };
                    return Some(RawRecord::new(location, content));
                }
                Err(error) => {
                    self.ended = true;
                    let reason = match error.kind() {
                        csv::ErrorKind::Io(error) => super::read_error(error),
                        _ => format!("broken table: {error}"),
                    };
                    return Some(self.broken(line, reason));
                }
            }
        }
        None
    }
}
