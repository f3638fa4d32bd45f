//! The ways to write a piece of a query, side by side each: abbreviations and their readings, dates in
//! digits and in words.

use std::ops::Range;

use timtin_tokenizer::{Analysis, Kind, Mention, Token, plain_terms};

use super::clause::one_line;
use super::plan::Typed;
use super::planner::{MAX_WORDS, Planner};
use super::reading::{combine, readings_of};
use super::slot::Slot;

impl<'l> Planner<'l> {
    /// The ways to write what the tokens of a range say, at least one, side by side each.
    pub(super) fn variants(
        &self,
        text: &str,
        analysis: &Analysis<'l>,
        tokens: Range<usize>,
    ) -> Vec<Vec<Slot>> {
        let mut variants: Vec<Vec<Slot>> = vec![Vec::new()];
        let mut at = tokens.start;
        while at < tokens.end && variants[0].len() < MAX_WORDS {
            let (ways, next) = self.ways(text, analysis, at);
            variants = combine(&variants, &ways);
            at = next;
        }
        variants
    }

    /// The ways to write what stands at token `at` of a phrase, and the token after it.
    fn ways(&self, text: &str, analysis: &Analysis<'l>, at: usize) -> (Vec<Vec<Slot>>, usize) {
        let Some(token) = analysis.get(at) else {
            return (Vec::new(), at + 1);
        };
        if token.kind.is_compound() {
            let end = parts_end(analysis, at);
            return (self.variants(text, analysis, at + 1..end), end);
        }
        if matches!(token.kind, Kind::Date | Kind::Time) {
            return (self.moment_ways(text, &token), at + 1);
        }
        let Some(mention) = mention_at(analysis, at) else {
            return (vec![vec![Slot::new(&token, self.accents)]], at + 1);
        };
        let literal = self.literal(analysis, mention);
        let readings = readings_of(mention).flat_map(|(reading, _)| self.reading_slots(reading));
        let ways = match mention.chosen {
            Some(_) => readings.chain([literal]).collect(),
            None => std::iter::once(literal).chain(readings).collect(),
        };
        (ways, mention.tokens.end)
    }

    /// A date or time in a phrase: in digits, in words, and the numbers that it may be instead. The word
    /// before it (`ngày`, `tháng`) is part of the phrase if it was typed.
    fn moment_ways(&self, text: &str, token: &Token<'_>) -> Vec<Vec<Slot>> {
        let slots = |text: &str| self.plain_slots(text);
        let written = text.get(token.start..token.end).unwrap_or_default();
        let moment = Slot::new(token, self.accents);
        if let Some(quarter) = quarter_in_words(token.term) {
            // A quarter named alone may be no quarter: then it is what was typed.
            let typed = slots(written);
            let name = typed.first().filter(|name| name.kind() == Kind::Syllable);
            let mut ways = vec![name.into_iter().cloned().chain([moment]).collect()];
            ways.extend(quarter.iter().map(|words| slots(words)));
            if token.term.starts_with("--") {
                ways.push(typed);
            }
            return ways;
        }
        if let Some(words) = time_in_words(token.term) {
            let mut ways = vec![vec![moment]];
            ways.extend(words.iter().map(|words| slots(words)));
            return ways;
        }
        let name_end = written
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or_default();
        let (name, digits) = written.split_at(name_end);
        let name = slots(name);
        let with_name = |rest: Vec<Slot>| [name.clone(), rest].concat();
        // A month in words has its name already.
        let mut ways = vec![with_name(vec![moment])];
        if let Some(words) = date_in_words(token.term) {
            let words = slots(&words);
            ways.push(match token.term.matches('-').count() {
                1 => words,
                _ => with_name(words),
            });
        }
        if token.term.starts_with("--") {
            ways.push(with_name(slots(&digits.replace(['/', '-'], " "))));
        }
        ways.dedup();
        ways
    }

    /// The words and numbers of a text, nothing in it read.
    fn plain_slots(&self, text: &str) -> Vec<Slot> {
        let slot = |(term, folded): &(String, String)| {
            let number = term
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.');
            let kind = if number { Kind::Number } else { Kind::Syllable };
            Slot::of(term, folded, kind, self.accents)
        };
        plain_terms(text).iter().map(slot).collect()
    }
}

pub(super) fn mention_at<'m, 'l>(analysis: &'m Analysis<'l>, at: usize) -> Option<&'m Mention<'l>> {
    analysis
        .mentions()
        .iter()
        .find(|mention| mention.tokens.start == at)
}

/// The token behind the parts of the compound at `at`.
pub(super) fn parts_end(analysis: &Analysis<'_>, at: usize) -> usize {
    let whole = analysis.get(at);
    let inside = |token: Token<'_>| whole.is_some_and(|whole| token.start < whole.end);
    (at + 1..analysis.len())
        .find(|at| !analysis.get(*at).is_some_and(inside))
        .unwrap_or(analysis.len())
}

/// The terms of a phrase as typed, each with its place among `slots`, its readings in full.
pub(super) fn typed_terms(text: &str, analysis: &Analysis<'_>, slots: &[Slot]) -> Vec<Typed> {
    let mut typed = Vec::new();
    let mut place = 0;
    for token in analysis.tokens().filter(|token| !token.expanded) {
        let at = slots[place.min(slots.len())..]
            .iter()
            .position(|slot| slot.term == token.term)
            .map_or(place, |found| place + found);
        typed.push(Typed {
            place: None,
            term: token.term.to_owned(),
            written: text
                .get(token.start..token.end)
                .map(one_line)
                .unwrap_or_default(),
            at: at.min(slots.len()) as u32,
            // A phrase is asked for as it is written.
            settled: false,
        });
        place = at + 1;
    }
    typed
}

/// A date's term (ISO 8601) as words: `26 tháng 2 năm 2019`.
fn date_in_words(term: &str) -> Option<String> {
    let (year, rest) = match term.strip_prefix("--") {
        Some(rest) => (None, rest),
        None => term
            .split_once('-')
            .map(|(year, rest)| (Some(year), rest))?,
    };
    let (month, day) = match rest.split_once('-') {
        Some((month, day)) => (month, Some(day)),
        None => (rest, None),
    };
    let plain = |number: &str| number.trim_start_matches('0').to_owned();
    let day = day.map(|day| format!("{} ", plain(day)));
    let year = year.map(|year| format!(" năm {year}"));
    Some(format!(
        "{}tháng {}{}",
        day.unwrap_or_default(),
        plain(month),
        year.unwrap_or_default()
    ))
}

/// A quarter's term as words, which texts have side by side: `quý 3 năm 2020`, `quý 3 2020`; none without a
/// year.
fn quarter_in_words(term: &str) -> Option<Vec<String>> {
    let (year, quarter) = term.split_once("-q").map(|(year, quarter)| {
        let year = year.trim_start_matches('-');
        (Some(year).filter(|year| !year.is_empty()), quarter)
    })?;
    Some(match year {
        Some(year) => vec![
            format!("quý {quarter} năm {year}"),
            format!("quý {quarter} {year}"),
        ],
        None => Vec::new(),
    })
}

/// A time's term as words: `20 giờ 30 phút`, `20 giờ 30`; `8 giờ`.
fn time_in_words(term: &str) -> Option<Vec<String>> {
    let time = term.strip_prefix('t')?;
    let plain = |hour: &str| match hour.trim_start_matches('0') {
        "" => "0".to_owned(),
        hour => hour.to_owned(),
    };
    let Some((hour, minute)) = time.split_once(':') else {
        return Some(vec![format!("{} giờ", plain(time))]);
    };
    let hour = plain(hour);
    Some(vec![
        format!("{hour} giờ {minute} phút"),
        format!("{hour} giờ {minute}"),
    ])
}
