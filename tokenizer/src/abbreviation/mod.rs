//! Abbreviations: what capitals stand for (rule 3).
//!
//! [`lexicon`] holds the readings, `place` the spellings of place names, which are read in the same
//! way; [`definition`] finds what a text itself defines and [`learned`] weighs what the articles of a
//! corpus define; `resolve` finds abbreviations in a text and chooses by what stands around.

pub mod definition;
pub mod discourse;
pub mod learned;
pub mod lexicon;
pub(crate) mod place;
pub(crate) mod resolve;

pub use definition::{Definition, DefinitionKind, Definitions, definitions, long_form_key};
pub use discourse::Discourse;
pub use learned::Learned;
pub use lexicon::{Lexicon, LexiconError, Origin, Reading, key_of as abbreviation_key};
