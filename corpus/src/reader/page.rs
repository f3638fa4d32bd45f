//! Pages: the whole file is one record.

use std::io::Read;

use super::ahead::Ahead;
use super::{Cutter, MAX_RECORD_BYTES, read_error};
use crate::record::{Content, Location, RawRecord};

/// Reads the file as one page.
pub(crate) struct Page {
    source: Option<Ahead>,
    file: String,
    /// What the bytes of a page are.
    content: fn(Vec<u8>) -> Content,
}

impl Page {
    pub(crate) fn new(source: Ahead, file: String, content: fn(Vec<u8>) -> Content) -> Page {
        Page {
            source: Some(source),
            file,
            content,
        }
    }
}

impl Cutter for Page {
    fn next(&mut self) -> Option<RawRecord> {
        let source = self.source.take()?;
        let location = Location {
            file: self.file.clone(),
            line: 1,
        };
        let mut page = Vec::new();
        let read = source
            .take(MAX_RECORD_BYTES as u64 + 1)
            .read_to_end(&mut page);
        Some(match read {
            Err(error) => RawRecord::broken(location, read_error(&error), page),
            Ok(length) if length > MAX_RECORD_BYTES => {
                let reason = format!(
                    "the page has more than {MAX_RECORD_BYTES} bytes; so many of it are kept"
                );
                RawRecord::broken(location, reason, page)
            }
            Ok(_) => RawRecord::new(location, (self.content)(page)),
        })
    }
}
