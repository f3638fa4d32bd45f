//! Files in, articles out: reads Vietnamese news articles from whatever they come in, repairs their texts, and says
//! of everything that is no article why. Knows nothing of search.
//!
//! ```text
//! files, folders, standard input
//!   └ decompressed (.gz, .zst), from UTF-16 to UTF-8 ─ told by content, then by name
//!       └ cut into RawRecords, one after the other, each with its file and line   (Reader)
//!           └ parsed and repaired, on any thread                                  (RawRecord::read)
//!               └ Outcome: an Article with warnings, or a Rejection with reason and bytes
//! ```
//!
//! | [`Format`] | a record is | found by |
//! |---|---|---|
//! | `jsonl` | a line | `.jsonl .ndjson`, most lines objects |
//! | `json` | an object of an array, or one of several behind each other | `.json`, `[{"`, `{"` |
//! | `csv` | a row under a header; commas, semicolons or tabs | `.csv .tsv`, a header with two known names |
//! | `feed` | an item of RSS 0.9 to 2.0, an entry of Atom | `.rss .atom .rdf .xml`, `<rss`, `<rdf:RDF`, `<feed` |
//! | `html` | the page: its main text, and what it says of it | `.html .htm .xhtml`, `<!doctype html`, `<html` |
//! | `text` | the page of a newspaper as plain text | `.txt .text`, anything else that is text |
//!
//! JSON, tables and feeds give named fields, known by their usual synonyms ([`Article::from_fields`]); those that mean
//! nothing to timtin are kept in [`Article::extra`].
//!
//! ```
//! use timtin_corpus::{Format, Outcome, Reader};
//!
//! # let folder = tempfile::tempdir()?;
//! let write = |name: &str, content: &str| std::fs::write(folder.path().join(name), content);
//! write("a.jsonl", "{\"title\": \"Mưa lớn\", \"sapo\": \"Ngập nhiều nơi\", \"date\": \"26/2/2019\"}\n{broken\n")?;
//! write("b.rss", "<rss><channel><item><title>Nắng to</title></item></channel></rss>")?;
//!
//! let (mut titles, mut reasons) = (Vec::new(), Vec::new());
//! for record in Reader::open([folder.path().to_owned()], Format::Auto)? {
//!     match record.read() {
//!         Outcome::Article { article, .. } => titles.push(article.title),
//!         Outcome::Rejected(rejection) => reasons.push(rejection.to_string()),
//!     }
//! }
//! assert_eq!(titles, ["Mưa lớn", "Nắng to"]);
//! assert!(reasons[0].contains("a.jsonl:2: broken JSON"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Nothing fails between opening and the last record: records read = articles + rejections. No record takes more memory
//! than [`MAX_RECORD_BYTES`], however long it is in the file. An empty file, whatever its name, holds no record and is no mistake.
//!
//! # Encodings
//!
//! Files in UTF-16 are converted as they are read. Articles in TCVN3, VNI, VISCII or Windows-1258, as bytes or as text
//! that was decoded wrongly before it came here, are recognised and converted; [`Outcome::Article`] says from what. See
//! [`Encoding`].
//!
//! # Limitations
//!
//! * Of a web page one article is read, and none of a page that lists others. A page nested deeper than 512 elements, with
//!   more than 400,000 elements and texts, or with thousands of attributes in a tag is refused.
//! * Of XML that is no feed nothing is read. Entities that a feed declares itself stay as they are written.
//! * In a feed an item whose start and end are both damaged is not seen; what two damaged items hide behind an open
//!   `CDATA` comes out as one rejection.
//! * Bytes in which UTF-8 and a legacy encoding are mixed are refused; so are other encodings than those of
//!   Vietnamese and UTF-16. Rejected records of a UTF-16 file are given back in UTF-8.
//! * In JSON a record that is never closed ends where a `{` at the start of a line begins the next one. An
//!   array on a single line has no such place: there it takes the rest of the file with it.
//! * A row of a table whose quotation mark is never closed is rejected as far as its first line goes.

mod article;
pub mod date;
mod error;
mod feed;
pub mod fixtures;
mod html;
mod page;
mod reader;
mod record;
mod texts;

pub use timtin_tokenizer::normalize::legacy::Encoding;

pub use article::{Article, MAX_ID_BYTES};
pub use error::Error;
pub use reader::{Format, MAX_RECORD_BYTES, Reader};
pub use record::{Location, Outcome, RawRecord, Rejection};
