//! Abbreviations: what capitals stand for (rule 3).
//!
//! [`lexicon`] holds the readings, `resolve` chooses between them by what stands around.

pub mod lexicon;
pub(crate) mod resolve;

pub use lexicon::{Lexicon, LexiconError, Reading};
