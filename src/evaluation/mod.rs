//! How well queries find what they should: queries, judgements and runs in, measures out (`timtin eval`).
//!
//! Nothing here knows how a run came about, so runs of other engines are measured alike.

mod bootstrap;
mod measure;
mod qrels;
mod query;
mod run;

pub use bootstrap::{Difference, RESAMPLES};
pub use measure::{Measure, Measures, RECALL_DEPTH, Scores};
pub use qrels::Qrels;
pub use query::Query;
pub use run::{Ranking, Run};
