//! Files in, articles out: reads Vietnamese news articles from JSON Lines, JSON, CSV and plain-text
//! pages, also compressed, from files, folders and standard input. Knows nothing of search.
//!
//! ```
//! use timtin_corpus::{Format, Outcome, Reader};
//!
//! # let folder = tempfile::tempdir()?;
//! let file = folder.path().join("tin.jsonl");
//! std::fs::write(&file, "{\"title\": \"Mưa lớn\", \"sapo\": \"Ngập nhiều nơi\", \"date\": \"26/2/2019\"}\n{broken\n")?;
//!
//! for record in Reader::open([file], Format::Auto)? {
//!     match record.read() {
//!         Outcome::Article { article, .. } => assert_eq!(article.summary, "Ngập nhiều nơi"),
//!         Outcome::Rejected(rejection) => assert!(rejection.to_string().contains("tin.jsonl:2: broken JSON")),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Reader`] cuts [`RawRecord`]s one after the other; [`RawRecord::read`] parses and repairs them,
//! on any thread. Nothing fails in between: what is no article is an [`Outcome::Rejected`] with its
//! place, the reason and the bytes as they came, so that records read = articles + rejections.
//! An empty file, whatever its name, holds no record and is no mistake.
//!
//! # Encodings
//!
//! Files in UTF-16 are converted as they are read. Articles in TCVN3, VNI, VISCII or Windows-1258, as bytes or as text
//! that was decoded wrongly before it came here, are recognised and converted; [`Outcome::Article`] says from what. See
//! [`Encoding`].
//!
//! # Limitations
//!
//! * Web pages (HTML) are refused with a reason, not read yet.
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

pub use timtin_tokenizer::normalize::legacy::Encoding;

pub use article::{Article, MAX_ID_BYTES};
pub use error::Error;
pub use reader::{Format, MAX_RECORD_BYTES, Reader};
pub use record::{Location, Outcome, RawRecord, Rejection};
