//! Records: pieces cut out of files, parsed later and in parallel.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};
use xxhash_rust::xxh3::Xxh3;

use timtin_tokenizer::normalize::legacy::{self, Encoding};

use crate::article::{self, Article};
use crate::feed::Head;
use crate::html::{self, WebPage};
use crate::page;
use crate::reader::{Header, MAX_RECORD_BYTES};
use crate::texts::Texts;

/// The version of what becomes of a record's bytes. Raise it when a reader or the repair of texts makes
/// another article of the same record: then indexes take up what is given again.
const READING: u64 = 3;

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
    /// The record as it came, up to [`MAX_RECORD_BYTES`]: the reason says when there is more.
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
        /// The legacy encoding, or UTF-16, that its texts were converted from.
        converted: Option<Encoding>,
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
    /// What the file was converted from before it was cut.
    pub(crate) converted: Option<Encoding>,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// One JSON value.
    Json(Vec<u8>),
    /// One row of a table; `raw` as it came.
    Row { header: Arc<Header>, raw: Vec<u8> },
    /// A plain-text page of a newspaper.
    Page(Vec<u8>),
    /// A web page.
    Html(Vec<u8>),
    /// An item of a feed.
    Item { head: Arc<Head>, raw: Vec<u8> },
    /// Something that cannot be an article.
    Broken { reason: String, raw: Vec<u8> },
}

impl RawRecord {
    pub(crate) fn new(location: Location, content: Content) -> RawRecord {
        RawRecord {
            location,
            content,
            converted: None,
        }
    }

    pub(crate) fn broken(
        location: Location,
        reason: impl Into<String>,
        mut raw: Vec<u8>,
    ) -> RawRecord {
        raw.truncate(MAX_RECORD_BYTES);
        let reason = reason.into();
        RawRecord::new(location, Content::Broken { reason, raw })
    }

    /// Where the record starts.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The size of the record in bytes.
    pub fn len(&self) -> usize {
        self.content.raw().len()
    }

    /// Whether the record has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What tells this record from others: records with one fingerprint are read as the same article,
    /// wherever they stand. It changes with the way records are read.
    pub fn fingerprint(&self) -> u128 {
        let mut hash = Xxh3::with_seed(READING);
        let mut part = |bytes: &[u8]| {
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        match &self.content {
            Content::Json(_) => part(b"json"),
            Content::Row { header, .. } => {
                part(b"row");
                part(&header.fingerprint().to_le_bytes());
            }
            Content::Page(_) => part(b"page"),
            Content::Html(_) => part(b"html"),
            Content::Item { head, .. } => {
                part(b"item");
                part(&head.fingerprint().to_le_bytes());
            }
            Content::Broken { .. } => part(b"broken"),
        }
        if let Some(encoding) = self.converted {
            part(encoding.name().as_bytes());
        }
        part(self.content.raw());
        hash.digest128()
    }

    /// Parses the record.
    pub fn read(self) -> Outcome {
        let parsed = match &self.content {
            Content::Json(raw) => json_article(raw),
            Content::Row { header, raw } => row_article(header.names(), &header.cells(raw)),
            Content::Page(raw) => page_article(raw),
            Content::Html(raw) => html_article(raw),
            Content::Item { head, raw } => item_article(head, raw),
            Content::Broken { reason, .. } => Err(reason.clone()),
        };
        match parsed {
            Ok((article, warnings, converted)) => Outcome::Article {
                article,
                location: self.location,
                warnings,
                converted: converted.or(self.converted),
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
    fn raw(&self) -> &[u8] {
        match self {
            Content::Json(raw)
            | Content::Page(raw)
            | Content::Html(raw)
            | Content::Row { raw, .. }
            | Content::Item { raw, .. }
            | Content::Broken { raw, .. } => raw,
        }
    }

    fn into_raw(self) -> Vec<u8> {
        match self {
            Content::Json(raw)
            | Content::Page(raw)
            | Content::Html(raw)
            | Content::Row { raw, .. }
            | Content::Item { raw, .. }
            | Content::Broken { raw, .. } => raw,
        }
    }
}

type Parsed = Result<(Article, Vec<String>, Option<Encoding>), String>;

fn json_article(raw: &[u8]) -> Parsed {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(escape_controls(&legacy::windows_1252(raw))),
    };
    match serde_json::from_str::<Value>(&text) {
        Ok(Value::Object(fields)) => match text {
            Cow::Borrowed(_) => article_of(fields, &[]),
            Cow::Owned(_) => article_of(fields, &[raw]),
        },
        Ok(other) => Err(format!(
            "an article is a JSON object, this is {}",
            kind(&other)
        )),
        // UTF-16 of ASCII letters is UTF-8 as well, with a zero behind every letter.
        Err(_) if looks_like_utf16(raw) => Err(UTF16.to_owned()),
        Err(error) => match std::str::from_utf8(raw) {
            Ok(_) => Err(format!("broken JSON: {error}")),
            Err(error) => Err(not_utf8(raw, error)),
        },
    }
}

/// JSON has control characters only as escapes; in VISCII and TCVN 5712-1 some are letters.
fn escape_controls(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\t' | '\n' | '\r' => out.push(c),
            '\0'..='\x1f' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// The article of fields whose texts are UTF-8, as `bytes` are, or were read from those as Windows-1252.
fn article_of(fields: Map<String, Value>, bytes: &[&[u8]]) -> Parsed {
    let shown = article::recognize(&fields);
    let texts = texts_of(bytes, shown)?;
    let (article, warnings) = Article::from_texts(fields, texts)?;
    Ok((article, warnings, texts.encoding()))
}

/// How to read texts that show the encoding `shown`.
///
/// # Errors
/// When the bytes are not UTF-8 and nothing says what else.
fn texts_of(bytes: &[&[u8]], shown: Option<Encoding>) -> Result<Texts, String> {
    let broken = bytes
        .iter()
        .find_map(|bytes| Some((bytes, std::str::from_utf8(bytes).err()?)));
    let Some((broken, error)) = broken else {
        return Ok(Texts::written_in(shown));
    };
    let is_mixed = bytes.iter().any(|bytes| has_unicode_vowel(bytes));
    match shown {
        _ if is_mixed => Err(not_utf8(broken, error)),
        // UTF-8 with a damaged place: converting the rest would hide the damage.
        Some(Encoding::Utf8) => Err(not_utf8(broken, error)),
        Some(encoding) => Ok(Texts::bytes_in(encoding)),
        None if bytes
            .iter()
            .all(|bytes| bytes.is_ascii() || legacy::is_sure_windows_1252(bytes)) =>
        {
            Ok(Texts::bytes_in(Encoding::Windows1252))
        }
        None => Err(not_utf8(broken, error)),
    }
}

/// Whether there is a vowel of Unicode Vietnamese in UTF-8: then the bytes are no other encoding, at most a part of
/// them is.
fn has_unicode_vowel(bytes: &[u8]) -> bool {
    bytes
        .windows(3)
        .any(|three| matches!(three, [0xE1, 0xB8..=0xBB, 0x80..=0xBF]))
}

fn page_article(raw: &[u8]) -> Parsed {
    let page = text_of(raw);
    let texts = texts_of(&[raw], legacy::recognize(&page))?;
    let (article, warnings) = page::article(&page, texts)?;
    Ok((article, warnings, texts.encoding()))
}

fn html_article(raw: &[u8]) -> Parsed {
    let page = WebPage::parse(&text_of(raw))?;
    let texts = texts_declared(raw, page.recognize(), || html::declared(raw))?;
    let (article, warnings) = page.article(texts)?;
    Ok((article, warnings, texts.encoding()))
}

fn item_article(head: &Head, raw: &[u8]) -> Parsed {
    let fields = head.fields(&text_of(raw))?;
    let texts = texts_declared(raw, article::recognize(&fields), || head.declared())?;
    let (article, warnings) = Article::from_texts(fields, texts)?;
    Ok((article, warnings, texts.encoding()))
}

/// [`texts_of`] a document that may declare its encoding: that counts only where its bytes do not tell.
fn texts_declared(
    raw: &[u8],
    shown: Option<Encoding>,
    declared: impl FnOnce() -> Option<Encoding>,
) -> Result<Texts, String> {
    texts_of(&[raw], shown).or_else(|reason| match declared() {
        Some(encoding) if !has_unicode_vowel(raw) => Ok(Texts::bytes_in(encoding)),
        _ => Err(reason),
    })
}

/// The text of bytes; read as Windows-1252 when they are not UTF-8, in which nothing is lost.
fn text_of(raw: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(legacy::windows_1252(raw)),
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
    let whole: Vec<&[u8]> = cells.iter().map(Vec::as_slice).collect();
    // One cell that is not UTF-8 says that none is.
    let is_utf8 = whole.iter().all(|cell| std::str::from_utf8(cell).is_ok());
    let mut fields = Map::new();
    for (name, cell) in header.iter().zip(cells) {
        let text = if is_utf8 {
            text_of(cell)
        } else {
            Cow::Owned(legacy::windows_1252(cell))
        };
        if !text.trim().is_empty() {
            fields.insert(name.clone(), Value::String(text.into_owned()));
        }
    }
    article_of(fields, &whole)
}

const UTF16: &str = "not UTF-8: no text, or one in UTF-16 that `iconv -f UTF-16 -t UTF-8` converts";

fn looks_like_utf16(raw: &[u8]) -> bool {
    let start = &raw[..raw.len().min(1024)];
    start.iter().filter(|byte| **byte == 0).count() > start.len() / 8
}

fn not_utf8(raw: &[u8], error: std::str::Utf8Error) -> String {
    if looks_like_utf16(raw) {
        return UTF16.to_owned();
    }
    format!(
        "not UTF-8 from byte {} on, and no legacy encoding of Vietnamese: convert it to UTF-8 first",
        error.valid_up_to()
    )
}
