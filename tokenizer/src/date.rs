//! Dates that more than one token tells: in words, in ranges and lists that share a month or a year
//! (rule 2.9).

use std::ops::Range;

use crate::analyzer::Mode;
use crate::scan::Date;
use crate::token::{Analysis, Kind, Token};

/// Words that name a day before its number.
const NAMED: [&str; 3] = ["ngày", "mùng", "mồng"];
/// Words before a day, so that a number behind them is one.
const BEFORE_A_DAY: [&str; 11] = [
    "ngày", "mùng", "mồng", "hôm", "sáng", "trưa", "chiều", "tối", "đêm", "từ", "khuya",
];
/// How many days of a list take their month or year from the last.
const MAX_LIST: usize = 6;

/// A date found among tokens.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FoundDate {
    /// The tokens that tell it.
    pub(crate) tokens: Range<usize>,
    /// Beside which of them its terms belong in a text.
    pub(crate) at: usize,
    pub(crate) date: Date,
}

/// Tokens of a text, seen by the search for dates.
pub(crate) struct Dates<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a Analysis<'a>,
    pub(crate) mode: Mode,
}

impl<'a> Dates<'a> {
    /// Appends the dates that token `at` tells, in order, using no token before `free`.
    pub(crate) fn find(&self, at: usize, free: usize, found: &mut Vec<FoundDate>) {
        let Some(token) = self.tokens.get(at) else {
            return;
        };
        let dates = match token.kind {
            Kind::Date => self.in_digits(at, free),
            Kind::Number => self.with_a_point(at, free),
            _ if token.term == "tháng" => self.in_words(at, free),
            _ => None,
        };
        let Some((first, date, whole)) = dates else {
            return;
        };
        if date.day != 0 {
            self.days_before(first, date, free, found);
        }
        found.extend(whole);
    }

    /// A date in digits at `at`: where its day stands, the date with its year, and what is new about
    /// it. A query's `ngày 26/2/2019` also finds texts that have the date without `ngày`.
    fn in_digits(&self, at: usize, free: usize) -> Option<(usize, Date, Option<FoundDate>)> {
        let written = Date::from_term(self.term(at)?)?;
        let last = self.last_of_group(at);
        let date = self.with_year_ahead(written, last);
        let start = match self.mode {
            Mode::Query => self.with_name(at, date, free),
            Mode::Text => at,
        };
        let new = start != at || date != written;
        let found = new.then_some(FoundDate {
            tokens: start..last + 1,
            at: last,
            date,
        });
        Some((at, date, found))
    }

    /// `ngày 30.4`: a number anywhere else.
    fn with_a_point(&self, at: usize, free: usize) -> Option<(usize, Date, Option<FoundDate>)> {
        let (day, month) = self.term(at)?.split_once('.')?;
        let before = self.previous(at).and_then(|before| self.term(before))?;
        if !(1..=2).contains(&day.len())
            || !(1..=2).contains(&month.len())
            || !BEFORE_A_DAY.contains(&before)
            // `từ 1.3 triệu` is no date.
            || before == "từ"
        {
            return None;
        }
        let date = Date::of_any_year(day.parse().ok()?, month.parse().ok()?)?;
        let start = match self.mode {
            Mode::Query => self.with_name(at, date, free),
            Mode::Text => at,
        };
        let found = FoundDate {
            tokens: start..at + 1,
            at,
            date,
        };
        Some((at, date, Some(found)))
    }

    /// `[ngày|mùng] 26 tháng 2 [năm 2019]` or `tháng 3 năm 2020`, whose `tháng` is token `at`.
    fn in_words(&self, at: usize, free: usize) -> Option<(usize, Date, Option<FoundDate>)> {
        let month_at = self.blank(at, self.next(at)?)?;
        let month = self.number(month_at, 1..=2)?;
        let year = self
            .next(month_at)
            .filter(|named| self.term(*named) == Some("năm"))
            .and_then(|named| self.next(named))
            .and_then(|year_at| Some((year_at, self.number(year_at, 4..=4)?)));
        let end = year.map_or(month_at, |(year_at, _)| year_at);
        let day_at = self.previous(at).filter(|day_at| *day_at >= free);
        let day = day_at.and_then(|day_at| {
            self.blank(day_at, at)?;
            Some((day_at, self.number(day_at, 1..=2).filter(|day| *day > 0)?))
        });
        let (first, date) = match (day, year) {
            (Some((day_at, day)), Some((_, year))) => (day_at, Date::new(day, month, year)?),
            (Some((day_at, day)), None) => {
                let date = Date::of_any_year(day, month)?;
                (day_at, self.with_year_ahead(date, end))
            }
            (None, Some((_, year))) => (at, Date::new(0, month, year)?),
            (None, None) => return None,
        };
        let start = if date.day == 0 {
            first
        } else {
            self.with_name(first, date, free)
        };
        let found = FoundDate {
            tokens: start..end + 1,
            at: if date.day == 0 { month_at } else { first },
            date,
        };
        Some((first, date, Some(found)))
    }

    /// The days that share the month of `date`, whose day is token `at`: `26, 27/2/2019`,
    /// `từ 1 đến 6/11`.
    fn days_before(&self, at: usize, date: Date, free: usize, found: &mut Vec<FoundDate>) {
        let (mut at, mut later) = (at, u32::from(date.day));
        let mut days = Vec::new();
        while days.len() < MAX_LIST {
            let Some((before, day)) = self.day_before(at).filter(|(at, _)| *at >= free) else {
                break;
            };
            let Some(date) = date.with_day(day).filter(|_| day > 0 && day < later) else {
                break;
            };
            days.push(FoundDate {
                tokens: before..before + 1,
                at: before,
                date,
            });
            (at, later) = (before, day);
        }
        // Behind a hyphen a number is the other end; behind a comma it may be anything, unless a
        // word names the first of the list as a day.
        let named = self
            .previous(at)
            .and_then(|before| self.term(before))
            .is_some_and(|word| BEFORE_A_DAY.contains(&word));
        let hyphen = days.len() == 1 && self.is_hyphen(at);
        if named || hyphen {
            found.extend(days.into_iter().rev());
        }
    }

    fn is_hyphen(&self, at: usize) -> bool {
        self.next(at)
            .and_then(|next| self.gap(at, next))
            .is_some_and(|gap| matches!(gap, "-" | "–" | "—"))
    }

    /// The number that a joiner connects with the day at `at`.
    fn day_before(&self, at: usize) -> Option<(usize, u32)> {
        let named = self.previous(at).filter(|before| {
            self.term(*before).is_some_and(|word| NAMED.contains(&word))
                && self.blank(*before, at).is_some()
        });
        let right = named.unwrap_or(at);
        let before = self.previous(right)?;
        let day_at = match self.gap(before, right)? {
            "-" | "–" | "—" | "," => before,
            "" if self.term(before).is_some_and(is_joiner) => {
                let day_at = self.previous(before)?;
                self.blank(day_at, before).map(|_| day_at)?
            }
            _ => return None,
        };
        Some((day_at, self.number(day_at, 1..=2)?))
    }

    /// `date` with the year of the other end of its range: `1/1 - 6/11/2019`.
    fn with_year_ahead(&self, date: Date, last: usize) -> Date {
        if date.year != 0 {
            return date;
        }
        self.year_ahead(last)
            .and_then(|year| date.in_year(year))
            .unwrap_or(date)
    }

    fn year_ahead(&self, last: usize) -> Option<u16> {
        let mut last = last;
        for _ in 0..MAX_LIST {
            let next = self.across(last)?;
            let token = self.tokens.get(next)?;
            if token.kind == Kind::Date {
                match Date::from_term(token.term)?.year {
                    0 => last = self.last_of_group(next),
                    year => return Some(year),
                }
                continue;
            }
            self.number(next, 1..=2)?;
            let month = self
                .next(next)
                .filter(|at| self.term(*at) == Some("tháng"))
                .and_then(|at| self.next(at))?;
            self.number(month, 1..=2)?;
            let named = self.next(month)?;
            if self.term(named) == Some("năm") {
                return self
                    .number(self.next(named)?, 4..=4)
                    .map(|year| year as u16);
            }
            last = month;
        }
        None
    }

    /// The token that a joiner connects with `at`, and a `ngày` before it passed over.
    fn across(&self, at: usize) -> Option<usize> {
        let next = self.next(at)?;
        let right = match self.gap(at, next)? {
            "-" | "–" | "—" | "," => next,
            "" if self.term(next).is_some_and(is_joiner) => self.blank(next, self.next(next)?)?,
            _ => return None,
        };
        let named = self
            .term(right)
            .is_some_and(|word| NAMED.contains(&word) || word == "hết");
        match self.next(right) {
            Some(behind) if named => self.blank(right, behind),
            _ => Some(right),
        }
    }

    /// Where `ngày 26/2` or `tháng 3/2020` starts, the number of which is at `at`.
    fn with_name(&self, at: usize, date: Date, free: usize) -> usize {
        let names: &[&str] = if date.day == 0 { &["tháng"] } else { &NAMED };
        self.previous(at)
            .filter(|before| *before >= free && self.blank(*before, at).is_some())
            .filter(|before| self.term(*before).is_some_and(|word| names.contains(&word)))
            .unwrap_or(at)
    }

    fn term(&self, at: usize) -> Option<&'a str> {
        self.tokens.get(at).map(|token| token.term)
    }

    fn number(&self, at: usize, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let token = self.tokens.get(at)?;
        (token.kind == Kind::Number && digits.contains(&token.term.len()))
            .then(|| token.term.parse().ok())?
    }

    fn token(&self, at: usize) -> Option<Token<'a>> {
        self.tokens.get(at)
    }

    /// The last of the tokens on the position of `at`.
    fn last_of_group(&self, at: usize) -> usize {
        let position = self.token(at).map(|token| token.position);
        let mut last = at;
        while self.token(last + 1).map(|token| token.position) == position && position.is_some() {
            last += 1;
        }
        last
    }

    /// The first token on the next position.
    fn next(&self, at: usize) -> Option<usize> {
        let next = self.last_of_group(at) + 1;
        self.token(next).map(|_| next)
    }

    /// The first token on the position before.
    fn previous(&self, at: usize) -> Option<usize> {
        let position = self.token(at)?.position;
        let mut before = at;
        while before > 0 && self.token(before)?.position == position {
            before -= 1;
        }
        let position = self.token(before)?.position.min(position.checked_sub(1)?);
        while before > 0 && self.token(before - 1)?.position == position {
            before -= 1;
        }
        Some(before)
    }

    /// What stands between two tokens, space around it taken off.
    fn gap(&self, left: usize, right: usize) -> Option<&'a str> {
        let (left, right) = (self.token(left)?, self.token(right)?);
        let gap = self.text.get(left.end..right.start)?;
        (!gap.contains('\n')).then(|| gap.trim())
    }

    /// `right` if nothing but space stands between.
    fn blank(&self, left: usize, right: usize) -> Option<usize> {
        self.gap(left, right)?.is_empty().then_some(right)
    }
}

fn is_joiner(word: &str) -> bool {
    matches!(word, "đến" | "tới" | "và" | "hoặc")
}
