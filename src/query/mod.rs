//! Queries: what was typed, what it means, what the index is asked.

mod ast;
mod clause;
mod document;
mod filter;
mod lexer;
mod parser;
mod plan;
mod planner;
mod reading;
mod slot;
mod unit;
mod variant;
mod warning;

pub(crate) use ast::Zone;
pub(crate) use clause::one_line;
pub use filter::Filters;
pub(crate) use filter::{ColumnFilter, FilterSet, SegmentFilter, Values};
pub(crate) use lexer::query_words;
pub use plan::{Corrected, CorrectedBy, Expansion, Interpretation, Matching, Relaxed};
pub(crate) use plan::{Node, Plan, Run};
pub use slot::Accents;
pub(crate) use slot::Slot;
pub use warning::Warning;
