//! Vietnamese text analysis for search.
//!
//! A text is repaired once ([`repair`]), then cut into tokens by an [`Analyzer`]: syllables, other
//! words, numbers, dates and abbreviations, each with a canonical term, a term without marks, a
//! position and byte offsets.
//!
//! ```
//! use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Mode, repair};
//!
//! let lexicon = Lexicon::built_in()?;
//! let analyzer = Analyzer::new(&lexicon);
//! let mut analysis = Analysis::new();
//! let text = repair("UBND xã Hoà Bi\u{300}nh, 1.084 hồ sơ");
//! analyzer.analyze(&text, Mode::Text, &mut analysis);
//!
//! let terms: Vec<_> = analysis.tokens().map(|token| token.term).collect();
//! assert_eq!(terms, ["ubnd", "uỷ", "ban", "nhân", "dân", "xã", "hoà", "bình", "1084", "hồ", "sơ"]);
//! assert_eq!(&text[..4], "UBND", "expansions keep the offsets of what was written");
//! # Ok::<(), timtin_tokenizer::LexiconError>(())
//! ```
//!
//! # What it decides
//!
//! * What a syllable is, where its tone mark belongs and when `i` is `y`: [`Syllable`].
//! * What a half-typed syllable can become: [`adds_marks`], [`extensions`].
//! * What an abbreviation reads as in its context: [`Lexicon`], [`Mention`].
//! * Which syllables belong to one word: [`segment::Segmenter`].
//!
//! # Limitations
//!
//! * Terms are syllables: an [`Analyzer`] does not join compounds, as search engines count adjacency
//!   instead. [`segment`] finds words.
//! * Abbreviations come from lists; definitions in the text itself are not learned yet.
//! * E-mail addresses, URLs and hashtags are cut at their punctuation.
//! * Legacy encodings (TCVN3, VNI, VISCII) are not recognised yet.

pub mod abbreviation;
mod analyzer;
mod fingerprint;
pub mod normalize;
mod scan;
pub mod segment;
mod syllable;
mod token;
mod word;

pub use abbreviation::{Lexicon, LexiconError, Reading};
pub use analyzer::{Analyzer, Mode, lower};
pub use fingerprint::fingerprint;
pub use normalize::unicode::repair;
pub use syllable::{Syllable, adds_marks, extensions};
pub use token::{Analysis, Kind, Mention, Token};
pub use word::{Vocabulary, canonical, fold};
