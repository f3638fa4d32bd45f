//! Vietnamese text analysis for search.
pub mod normalize;
pub mod syllable;
pub use normalize::unicode::repair;
pub use syllable::{Syllable, adds_marks, extensions};
