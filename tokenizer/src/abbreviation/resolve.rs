//! Finding abbreviations among the tokens of a text and choosing their reading by context.

use std::ops::Range;

use super::lexicon::{Lexicon, MAX_PARTS, Reading, unify_stroke};
use crate::analyzer::Mode;
use crate::token::{Kind, RawToken};
use crate::word::{Traits, Vocabulary, fold};

/// How many tokens to each side of an abbreviation speak for one of its readings.
const WINDOW: usize = 12;
/// How much one context word near by multiplies the weight of a reading.
const CONTEXT_FACTOR: f32 = 6.0;
/// The share that the likeliest reading must have of all that the abbreviation could mean; below
/// it nothing is expanded (rule 3.3).
const MARGIN: f32 = 0.6;

/// An abbreviation among raw tokens.
pub(crate) struct Found<'l> {
    pub(crate) tokens: Range<usize>,
    pub(crate) readings: &'l [Reading],
    pub(crate) chosen: Option<usize>,
}

/// A text cut into raw tokens, seen by the search for abbreviations.
pub(crate) struct Context<'a> {
    pub(crate) text: &'a str,
    /// Where the terms of `tokens` are.
    pub(crate) words: &'a Vocabulary,
    pub(crate) tokens: &'a [RawToken],
    pub(crate) mode: Mode,
}

impl<'a> Context<'a> {
    /// The abbreviation that starts at token `at`, if one does.
    pub(crate) fn find<'l>(&self, lexicon: &'l Lexicon, at: usize) -> Option<Found<'l>> {
        if !self.may_start(at) {
            return None;
        }
        let chain = self.chain(at);
        let (len, readings) = (1..=chain).rev().find_map(|len| {
            let readings = self.look_up(lexicon, at..at + len);
            (!readings.is_empty()).then_some((len, readings))
        })?;
        let tokens = at..at + len;
        if self.is_in_code(tokens.clone()) || self.is_headline_word(tokens.clone()) {
            return None;
        }
        let chosen = self.choose(readings, tokens.clone());
        Some(Found {
            tokens,
            readings,
            chosen,
        })
    }

    fn written(&self, token: &RawToken) -> &'a str {
        self.text
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    }

    fn term(&self, at: usize) -> &'a str {
        self.words.text(self.tokens[at].term)
    }

    fn is_word(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Syllable))
    }

    /// Whether token `at` looks like the start of an abbreviation. In queries people do not bother
    /// with capitals: there, anything that is no syllable may be one (`ubnd`, `nld`).
    fn may_start(&self, at: usize) -> bool {
        let traits = self.tokens[at].traits;
        let one_letter = || {
            self.is_word(at)
                && !traits.has(Traits::LOWER)
                && self.written(&self.tokens[at]).chars().count() == 1
        };
        traits.has(Traits::ABBREVIATION_LIKE)
            || (self.mode == Mode::Query && self.is_word(at) && !traits.has(Traits::SYLLABLE))
            || (one_letter() && self.joiner_after(at) == Some("."))
    }

    /// How many tokens from `at` on are joined as the parts of one abbreviation: `KT-XH`, `NN&PTNT`.
    fn chain(&self, at: usize) -> usize {
        let joined = |next: usize| {
            let lower = self.mode == Mode::Text
                && self
                    .tokens
                    .get(next)
                    .is_some_and(|t| t.traits.has(Traits::LOWER));
            self.is_word(next) && !lower && self.joiner_after(next - 1).is_some()
        };
        let mut len = 1;
        while len < MAX_PARTS && joined(at + len) {
            len += 1;
        }
        len
    }

    /// The joiner between token `at` and the next, if nothing else stands between them. A hyphen
    /// may have spaces around it: `KT - XH`.
    fn joiner_after(&self, at: usize) -> Option<&'a str> {
        let (one, next) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        let between = self.text.get(one.end as usize..next.start as usize)?;
        matches!(between, "-" | "." | "&" | "/" | "–" | " - " | " & ").then_some(between)
    }

    fn look_up<'l>(&self, lexicon: &'l Lexicon, tokens: Range<usize>) -> &'l [Reading] {
        let parts = &self.tokens[tokens];
        let key: String = parts
            .iter()
            .flat_map(|token| self.written(token).chars())
            .map(unify_stroke)
            .collect();
        let single_letters = parts.len() > 1
            && parts
                .iter()
                .all(|token| self.written(token).chars().count() == 1);
        let exact = lexicon.exact(&key);
        // `N.T.H` are the initials of a name unless the list itself writes the points (`T.Ư`).
        if !exact.is_empty() && single_letters && !exact[0].abbreviation.contains('.') {
            return &[];
        }
        let lower =
            self.mode == Mode::Query && parts.iter().all(|token| token.traits.has(Traits::LOWER));
        if exact.is_empty() && lower {
            lexicon.folded(&fold(&key.to_lowercase()))
        } else {
            exact
        }
    }

    /// Whether the abbreviation is part of a code with digits: the `CT` of `05-CT/TW`.
    fn is_in_code(&self, tokens: Range<usize>) -> bool {
        let number = |at: usize| {
            self.tokens
                .get(at)
                .is_some_and(|token| matches!(token.kind, Kind::Number | Kind::Date))
        };
        let mut first = tokens.start;
        while first > 0 && self.is_glued(first - 1) {
            first -= 1;
            if number(first) {
                return true;
            }
        }
        let mut last = tokens.end - 1;
        while self.is_glued(last) {
            last += 1;
            if number(last) {
                return true;
            }
        }
        false
    }

    /// Whether token `at` and the next are joined within one code.
    fn is_glued(&self, at: usize) -> bool {
        let Some((one, next)) = self.tokens.get(at).zip(self.tokens.get(at + 1)) else {
            return false;
        };
        matches!(
            self.text.get(one.end as usize..next.start as usize),
            Some("-" | "/" | "." | "–" | "")
        )
    }

    /// Whether the word is a plain syllable in a line of capitals, as in `TIN NÓNG` (rule 3.4).
    fn is_headline_word(&self, tokens: Range<usize>) -> bool {
        if !self.tokens[tokens.clone()]
            .iter()
            .all(|token| token.traits.has(Traits::SYLLABLE))
        {
            return false;
        }
        let line = self.line(tokens.start);
        let (mut capitals, mut others) = (0, 0);
        for at in line.filter(|at| !tokens.contains(at)) {
            let token = &self.tokens[at];
            match token.kind {
                Kind::Syllable if token.traits.has(Traits::CAPITALS) => capitals += 1,
                Kind::Syllable | Kind::Word if !token.traits.has(Traits::CAPITALS) => others += 1,
                _ => {}
            }
        }
        capitals > others
    }

    /// The tokens within [`WINDOW`] of `at` on the same line.
    fn line(&self, at: usize) -> Range<usize> {
        let newline = |one: usize, next: usize| {
            let between = self.tokens[one].end as usize..self.tokens[next].start as usize;
            self.text
                .get(between)
                .is_none_or(|text| text.contains('\n'))
        };
        let mut start = at;
        while start > 0 && at - start < WINDOW && !newline(start - 1, start) {
            start -= 1;
        }
        let mut end = at + 1;
        while end < self.tokens.len() && end - at <= WINDOW && !newline(end - 1, end) {
            end += 1;
        }
        start..end
    }

    /// The reading that the context speaks for, if it has the [`MARGIN`].
    fn choose(&self, readings: &[Reading], tokens: Range<usize>) -> Option<usize> {
        if let [only] = readings
            && f32::from(only.weight) >= 100.0 * MARGIN
        {
            return Some(0);
        }
        let near = self.line(tokens.start);
        let scores: Vec<f32> = readings
            .iter()
            .map(|reading| {
                let hits = reading
                    .context
                    .iter()
                    .filter(|words| self.stands_near(words, near.clone(), &tokens))
                    .count();
                f32::from(reading.weight) * (1.0 + CONTEXT_FACTOR * hits as f32)
            })
            .collect();
        let known: f32 = readings
            .iter()
            .map(|reading| f32::from(reading.weight))
            .sum();
        let all = scores.iter().sum::<f32>() + (100.0 - known).max(0.0);
        let best =
            (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)))?;
        (scores[best] >= MARGIN * all).then_some(best)
    }

    fn stands_near(&self, words: &[String], near: Range<usize>, tokens: &Range<usize>) -> bool {
        near.clone().filter(|at| !tokens.contains(at)).any(|at| {
            at + words.len() <= near.end
                && words
                    .iter()
                    .enumerate()
                    .all(|(offset, word)| self.term(at + offset) == word)
        })
    }
}
