//! Tokens, and the analysis that holds them.

use std::ops::Range;

use crate::abbreviation::Reading;
use crate::word::{Span, Traits, Vocabulary};

/// What a token is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A possible Vietnamese syllable.
    #[default]
    Syllable,
    /// Any other word.
    Word,
    /// A number, its term without thousands points and with `.` before decimals.
    Number,
    /// A calendar date or a part of one, its term in ISO 8601: `2019-02-26`, `2020-03`, `--02-26` for a
    /// day of any year, `2020-q3` and `--q3` for a quarter.
    Date,
    /// A time of day, its term as in ISO 8601: `t20:30`, `t08` for an hour.
    Time,
    /// An abbreviation as written, its term without joiners (`tsvm`).
    Abbreviation,
    /// A code, its term without joiners: `158/2025/NĐ-CP` is `1582025nđcp`, `U-23` is `u23`. Its parts
    /// follow as tokens of their own, the first on the same position; so with the next three.
    Code,
    /// A web address, its term without scheme and `www.`.
    Url,
    /// An e-mail address.
    Email,
    /// A hashtag, its term with `#`.
    Hashtag,
}

impl Kind {
    /// Whether the token is a whole whose parts follow as tokens of their own.
    pub fn is_compound(self) -> bool {
        matches!(self, Kind::Code | Kind::Url | Kind::Email | Kind::Hashtag)
    }

    /// Whether the term is made of numbers and has no marks.
    pub fn is_numeric(self) -> bool {
        matches!(self, Kind::Number | Kind::Date | Kind::Time)
    }

    /// The kind's name in lower case, as `timtin analyze` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Syllable => "syllable",
            Kind::Word => "word",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Abbreviation => "abbreviation",
            Kind::Code => "code",
            Kind::Url => "url",
            Kind::Email => "email",
            Kind::Hashtag => "hashtag",
        }
    }
}

/// A token as the analyzer keeps it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RawToken {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) position: u32,
    pub(crate) term: Span,
    pub(crate) folded: Span,
    pub(crate) kind: Kind,
    pub(crate) traits: Traits,
    pub(crate) expanded: bool,
    pub(crate) unsettled: bool,
    pub(crate) listed: bool,
}

/// One token of an [`Analysis`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The canonical term, marks kept.
    pub term: &'a str,
    /// The term without marks; the term itself for numbers and dates.
    pub folded: &'a str,
    /// What it is.
    pub kind: Kind,
    /// The position in the sequence of words, from 0. Tokens on one position are alternatives.
    pub position: u32,
    /// Where it starts in the analysed text, in bytes.
    pub start: usize,
    /// Where it ends in the analysed text, in bytes.
    pub end: usize,
    /// Whether the token stands for what an abbreviation reads as, and was not written itself.
    pub expanded: bool,
    /// Whether it looks like an abbreviation and neither the article nor the lists and the context
    /// settled what it reads as; also one that no list has.
    pub unsettled: bool,
    /// Whether it is an abbreviation that a list and the context settled, not the article itself.
    pub listed: bool,
}

impl Token<'_> {
    /// Whether the term carries any mark.
    pub fn is_marked(&self) -> bool {
        self.term != self.folded
    }
}

/// An abbreviation found in the text.
#[derive(Clone, Debug)]
pub struct Mention<'l> {
    /// Where it was written, in bytes.
    pub span: Range<usize>,
    /// Its tokens: the literal, then those of the chosen reading.
    pub tokens: Range<usize>,
    /// What it can read as, likeliest first.
    pub readings: &'l [Reading],
    /// Which of `readings` the context chose; `None` when it did not settle the matter.
    pub chosen: Option<usize>,
}

/// What a text was cut into, before abbreviations are read.
pub(crate) struct Scanned {
    tokens: Vec<RawToken>,
    telling: Vec<u32>,
}

/// The result of analysing a text: its tokens in the order of their positions.
///
/// Reusable, and best reused: it remembers the words of the texts before.
#[derive(Debug, Default)]
pub struct Analysis<'l> {
    pub(crate) words: Vocabulary,
    pub(crate) tokens: Vec<RawToken>,
    pub(crate) mentions: Vec<Mention<'l>>,
    /// The tokens where an abbreviation or a date in words may be found.
    pub(crate) telling: Vec<u32>,
    /// Room for the tokens that the next edits take.
    pub(crate) spare: Vec<RawToken>,
}

impl<'l> Analysis<'l> {
    /// An empty analysis.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty analysis that knows the words of others before it.
    pub fn with_vocabulary(words: Vocabulary) -> Self {
        Analysis {
            words,
            ..Self::default()
        }
    }

    /// The words seen, for another analysis.
    pub fn into_vocabulary(self) -> Vocabulary {
        self.words
    }

    /// Runs `work` with an analysis that has the memory of this one, and may look into readings that
    /// do not live as long: those of one article's definitions. This one is empty afterwards.
    pub fn scoped<'s, R>(&mut self, work: impl FnOnce(&mut Analysis<'s>) -> R) -> R {
        let mut inner = Analysis {
            words: self.words.lend(),
            tokens: std::mem::take(&mut self.tokens),
            mentions: Vec::new(),
            telling: std::mem::take(&mut self.telling),
            spare: std::mem::take(&mut self.spare),
        };
        let result = work(&mut inner);
        self.words = inner.words;
        self.tokens = inner.tokens;
        self.telling = inner.telling;
        self.spare = inner.spare;
        self.clear();
        result
    }

    /// The tokens, by position; on one position what was written comes first.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = Token<'_>> + DoubleEndedIterator {
        self.tokens.iter().map(|raw| self.token(raw))
    }

    /// The token at `index`, if there is one.
    pub fn get(&self, index: usize) -> Option<Token<'_>> {
        self.tokens.get(index).map(|raw| self.token(raw))
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether nothing was found that could be searched for.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The abbreviations that the lexicon knows, in the order of the text.
    pub fn mentions(&self) -> &[Mention<'l>] {
        &self.mentions
    }

    /// How many positions the text takes: one more than the last token's.
    pub fn positions(&self) -> u32 {
        self.tokens.last().map_or(0, |token| token.position + 1)
    }

    /// Empty, and the words of the texts before forgotten when they have become too many.
    pub(crate) fn clear(&mut self) {
        self.words.bound();
        self.drop_tokens();
    }

    /// Empty; what other texts were cut into keeps its words.
    pub(crate) fn drop_tokens(&mut self) {
        self.tokens.clear();
        self.mentions.clear();
        self.telling.clear();
    }

    /// What a text was cut into, to go on with later. The words stay here.
    pub(crate) fn take_scanned(&mut self) -> Scanned {
        Scanned {
            tokens: std::mem::take(&mut self.tokens),
            telling: std::mem::take(&mut self.telling),
        }
    }

    /// Goes on with what a text was cut into with the words of this analysis.
    pub(crate) fn resume(&mut self, scanned: Scanned) {
        self.drop_tokens();
        self.tokens = scanned.tokens;
        self.telling = scanned.telling;
    }

    fn token(&self, raw: &RawToken) -> Token<'_> {
        Token {
            term: self.words.text(raw.term),
            folded: self.words.text(raw.folded),
            kind: raw.kind,
            position: raw.position,
            start: raw.start as usize,
            end: raw.end as usize,
            expanded: raw.expanded,
            unsettled: raw.unsettled,
            listed: raw.listed,
        }
    }
}
