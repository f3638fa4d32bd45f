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
//! * In a JSON array a record that is never closed takes the rest of the file with it; JSON Lines
//!   loses one line.

mod article;
pub mod date;
mod error;
pub mod fixtures;
mod page;
mod reader;
mod record;

pub use timtin_tokenizer::normalize::legacy::Encoding;

pub use article::{Article, MAX_ID_BYTES};
pub use error::Error;
pub use reader::{Format, MAX_RECORD_BYTES, Reader};
pub use record::{Location, Outcome, RawRecord, Rejection};
