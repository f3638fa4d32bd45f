//! timtin (*tìm tin*, "find news"): Vietnamese full-text search over news articles.
//!
//! ```
//! use timtin::{Article, Index, Request, Settings, WriterOptions};
//!
//! let index = Index::in_memory(Settings::default())?;
//! let mut writer = index.writer(WriterOptions::default())?;
//! writer.add(Article {
//!     id: "1".into(),
//!     title: "Xây dựng cơ quan TS-VM".into(),
//!     body: "Nhận thức của CB, CC, VC, NLĐ về công tác dân vận được nâng cao.".into(),
//!     ..Article::default()
//! })?;
//! writer.commit()?;
//!
//! let response = index.searcher()?.search(&Request::new("can bo cong chuc"))?;
//! assert_eq!(response.total, 1);
//! let fragment = &response.hits[0].fragments[0];
//! assert_eq!(&fragment.text[fragment.marks[0].clone()], "CB");
//! # Ok::<(), timtin::Error>(())
//! ```

mod analysis;
mod document;
mod error;
pub mod evaluation;
mod fragment;
mod headline;
mod index;
mod packed_text;
mod query;
mod schema;
mod search;
mod signature;
mod vocabulary;

pub use error::{Error, Result};
pub use index::{
    Added, Arrivals, Damage, DateRange, Example, Failure, ImportOptions, Index, LearnedReading,
    Progress, Report, Settings, SourceCount, Stats, Verification, Writer, WriterOptions,
};
pub use query::{
    Accents, Corrected, CorrectedBy, Expansion, Filters, Interpretation, Matching, Relaxed, Warning,
};
pub use search::{
    CategoryCount, Completion, Completions, DateUnit, Duplicate, ExplainedPair, ExplainedWord,
    Explanation, Facet, FacetCounts, Fragment, Hit, MAX_HITS, Request, Response, Searcher, Similar,
    SimilarRequest, Sort, Tier, ValueCount, shown_day, to_html,
};
pub use timtin_corpus as corpus;
pub use timtin_corpus::Article;
pub use timtin_tokenizer as tokenizer;
