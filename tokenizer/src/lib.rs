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
//! * Whether a text is in a legacy encoding (TCVN3, VNI, VISCII, Windows-1258, UTF-8 read wrongly), and what it says:
//!   [`normalize::legacy`].
//! * What a syllable is, where its tone mark belongs and when `i` is `y`: [`Syllable`].
//! * What a half-typed syllable can become: [`adds_marks`], [`adds_marks_to_start`], [`extensions`],
//!   and a word that is none: [`word_extensions`], [`adds_marks_to_word`].
//! * What was meant by keys of an input method that was off: [`InputMethod`], [`leftovers`].
//! * What a misspelt syllable may stand for: [`corrections`].
//! * What an abbreviation reads as in its context: [`Lexicon`], [`Mention`].
//! * What an article itself says that its abbreviations stand for: [`definitions`], [`Definitions`].
//! * What a whole article tells about them: [`Discourse`].
//! * What a corpus teaches about them: [`Learned`], [`Lexicon::with_learned`].
//! * Which syllables belong to one word: [`segment::Segmenter`].
//!
//! # Limitations
//!
//! * Terms are syllables: an [`Analyzer`] does not join compounds, as search engines count adjacency
//!   instead. [`segment`] finds words.
//! * A text is read with lists and its own definitions; what other articles define is for whoever reads the queries.

pub mod abbreviation;
mod analyzer;
mod date;
mod fingerprint;
mod input_method;
mod misspelling;
pub mod normalize;
mod scan;
pub mod segment;
mod syllable;
mod token;
mod word;

pub use abbreviation::{
    Definition, DefinitionKind, Definitions, Discourse, Learned, Lexicon, LexiconError, Origin,
    Reading, abbreviation_key, definitions, long_form_key,
};
pub use analyzer::{Analyzer, Mode, lower};
pub use fingerprint::fingerprint;
pub use input_method::{Confidence, InputMethod, Intended, Leftovers, leftovers, telex, vni};
pub use misspelling::{Correction, corrections, corrections_within};
pub use normalize::unicode::{repair, repair_from};
pub use scan::plain_terms;
pub use syllable::{
    Syllable, adds_marks, adds_marks_to_start, adds_marks_to_word, extensions, word_extensions,
};
pub use token::{Analysis, Kind, Mention, Token};
pub use word::{Vocabulary, canonical, fold};
