//! Records: pieces cut out of files, parsed later and in parallel.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::article::Article;
use crate::page;

/// How much of a rejected record is kept, in bytes.
pub(crate) const MAX_KEPT: usize = 1 << 20;

/// Where a record starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file as named or found; `-` for standard input.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A record that is no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Where it starts.
    pub location: Location,
    /// What is wrong with it.
    pub reason: String,
    /// The record as it came; of a very long one the first megabyte.
    pub raw: Vec<u8>,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location, self.reason)
    }
}

/// What a record turned out to be.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are articles: a box would cost each of them an allocation"
)]
pub enum Outcome {
    /// An article.
    Article {
        /// The article, its texts repaired.
        article: Article,
        /// Where its record starts.
        location: Location,
        /// What had to be left out or guessed.
        warnings: Vec<String>,
    },
    /// No article.
    Rejected(Rejection),
}

/// A record cut out of a file, not yet parsed. Cheap to make one after the other; parse it on any
/// thread with [`RawRecord::read`].
#[derive(Clone, Debug)]
pub struct RawRecord {
    pub(crate) location: Location,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// One JSON value.
    Json(Vec<u8>),
    /// One row of a table; `raw` as it came.
    Row {
        header: Arc<Vec<String>>,
        cells: Vec<Vec<u8>>,
    },
    /// A plain-text page of a newspaper.
    Page(Vec<u8>),
    /// Something that cannot be an article.
    Broken { reason: String, raw: Vec<u8> },
}

impl RawRecord {
    pub(crate) fn broken(
        location: Location,
        reason: impl Into<String>,
        mut raw: Vec<u8>,
    ) -> RawRecord {
        raw.truncate(MAX_KEPT);
        RawRecord {
            location,
            content: Content::Broken {
                reason: reason.into(),
                raw,
            },
        }
    }

    /// Where the record starts.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The size of the record in bytes.
    pub fn len(&self) -> usize {
        match &self.content {
            Content::Json(raw) | Content::Page(raw) | Content::Broken { raw, .. } => raw.len(),
            Content::Row { cells, .. } => cells.iter().map(|cell| cell.len() + 1).sum(),
        }
    }

    /// Whether the record has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Parses the record.
    pub fn read(self) -> Outcome {
        let parsed = match &self.content {
            Content::Json(raw) => json_article(raw),
            Content::Row { header, cells } => row_article(header, cells),
            Content::Page(raw) => std::str::from_utf8(raw)
                .map_err(|error| not_utf8(raw, error))
                .and_then(page::article),
            Content::Broken { reason, .. } => Err(reason.clone()),
        };
        match parsed {
            Ok((article, warnings)) => Outcome::Article {
                article,
                location: self.location,
                warnings,
            },
            Err(reason) => Outcome::Rejected(Rejection {
                location: self.location,
                reason,
                raw: self.content.into_raw(),
            }),
        }
    }
}

impl Content {
    fn into_raw(self) -> Vec<u8> {
        let mut raw = match self {
            Content::Json(raw) | Content::Page(raw) | Content::Broken { raw, .. } => raw,
            Content::Row { cells, .. } => write_row(&cells),
        };
        raw.truncate(MAX_KEPT);
        raw
    }
}

type Parsed = Result<(Article, Vec<String>), String>;

fn json_article(raw: &[u8]) -> Parsed {
    let text = std::str::from_utf8(raw).map_err(|error| not_utf8(raw, error))?;
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) => Article::from_fields(fields),
        Ok(other) => Err(format!(
            "an article is a JSON object, this is {}",
            kind(&other)
        )),
        // UTF-16 of ASCII letters is UTF-8 as well, with a zero behind every letter.
        Err(_) if looks_like_utf16(raw) => Err(UTF16.to_owned()),
        Err(error) => Err(format!("broken JSON: {error}")),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn row_article(header: &[String], cells: &[Vec<u8>]) -> Parsed {
    if cells.len() != header.len() {
        return Err(format!(
            "the row has {} cells, the header {}",
            cells.len(),
            header.len()
        ));
    }
    let mut fields = Map::new();
    for (name, cell) in header.iter().zip(cells) {
        let text = std::str::from_utf8(cell).map_err(|error| not_utf8(cell, error))?;
        if !text.trim().is_empty() {
            fields.insert(name.clone(), Value::String(text.to_owned()));
        }
    }
    Article::from_fields(fields)
}

/// A row as CSV, when it has to be given back.
fn write_row(cells: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory fails only when rows differ in length, and this is the only one.
    let _ = writer.write_record(cells);
    writer.into_inner().unwrap_or_default()
}

const UTF16: &str = "not UTF-8, it looks like UTF-16: convert it with `iconv -f UTF-16 -t UTF-8`";

fn looks_like_utf16(raw: &[u8]) -> bool {
    let start = &raw[..raw.len().min(1024)];
    start.iter().filter(|byte| **byte == 0).count() > start.len() / 8
}

fn not_utf8(raw: &[u8], error: std::str::Utf8Error) -> String {
    if looks_like_utf16(raw) {
        return UTF16.to_owned();
    }
    format!(
        "not UTF-8 from byte {} on: convert it first; legacy encodings are not read yet",
        error.valid_up_to()
    )
}
