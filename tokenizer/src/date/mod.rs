//! Dates and times that more than one token tells: in words, in ranges and lists that share a month or
//! a year (rule 2.9).

mod quarter;
mod time;

use std::fmt;
use std::ops::Range;

use crate::analyzer::Mode;
use crate::scan::{Date, Time};
use crate::token::{Analysis, Kind, Token};

/// Words that name a day before its number.
const NAMED: [&str; 3] = ["ngày", "mùng", "mồng"];
/// Words before a day, so that a number behind them is one.
const BEFORE_A_DAY: [&str; 11] = [
    "ngày", "mùng", "mồng", "hôm", "sáng", "trưa", "chiều", "tối", "đêm", "từ", "khuya",
];
/// How many days of a list take their month or year from the last.
const MAX_LIST: usize = 6;

/// Words that say which part of a month or quarter is meant, before its name.
const PARTS: [&str; 4] = ["đầu", "giữa", "cuối", "hết"];

/// A date or a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    Date(Date),
    Time(Time),
}

impl Moment {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Moment::Date(_) => Kind::Date,
            Moment::Time(_) => Kind::Time,
        }
    }

    /// The date if it is a quarter.
    pub(crate) fn quarter(self) -> Option<Date> {
        match self {
            Moment::Date(date) => Some(date).filter(|date| date.quarter != 0),
            Moment::Time(_) => None,
        }
    }

    /// What else it is found by: a day by its month and whatever the year, a quarter whatever the year, a
    /// time by its hour.
    pub(crate) fn wider(self) -> [Option<Moment>; 2] {
        match self {
            Moment::Date(date) => {
                [date.month_of_year(), date.whatever_year()].map(|date| date.map(Moment::Date))
            }
            Moment::Time(time) => [time.hour().map(Moment::Time), None],
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Date(date) => date.fmt(f),
            Moment::Time(time) => time.fmt(f),
        }
    }
}

/// A date or time found among tokens.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FoundMoment {
    /// The tokens that tell it.
    pub(crate) tokens: Range<usize>,
    /// Beside which of them its terms belong in a text.
    pub(crate) at: usize,
    pub(crate) moment: Moment,
}

impl FoundMoment {
    fn date(tokens: Range<usize>, at: usize, date: Date) -> Self {
        let moment = Moment::Date(date);
        FoundMoment { tokens, at, moment }
    }
}

/// Tokens of a text, seen by the search for dates.
pub(crate) struct Dates<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a Analysis<'a>,
    pub(crate) mode: Mode,
}

impl<'a> Dates<'a> {
    /// Appends the dates and times that token `at` tells, in order, using no token before `free`.
    pub(crate) fn find(&self, at: usize, free: usize, found: &mut Vec<FoundMoment>) {
        let Some(token) = self.tokens.get(at) else {
            return;
        };
        let dates = match token.kind {
            Kind::Date => self.in_digits(at, free),
            Kind::Time => return found.extend(self.time_in_digits(at)),
            Kind::Number => self.with_a_point(at, free),
            _ if token.term == "tháng" => self.in_words(at, free),
            _ if self.names_quarter(token.term) => return found.extend(self.quarters(at)),
            _ => None,
        };
        if dates.is_none() && token.kind == Kind::Number {
            return found.extend(self.time_in_words(at));
        }
        let Some((first, date, whole)) = dates else {
            return;
        };
        if date.day != 0 || date.year != 0 {
            self.earlier(first, date, free, found);
        }
        found.extend(whole);
    }

    /// A date in digits at `at`: where its day stands, the date with its year, and what is new about
    /// it. A query's `ngày 26/2/2019` also finds texts that have the date without `ngày`.
    fn in_digits(&self, at: usize, free: usize) -> Option<(usize, Date, Option<FoundMoment>)> {
        let written = Date::from_term(self.term(at)?)?;
        let group = self.last_of_group(at);
        let (date, last) = match self.year_behind(group).filter(|_| written.year == 0) {
            Some((year_at, year)) => (written.in_year(year)?, year_at),
            None => (self.with_year_ahead(written, group), group),
        };
        let start = match self.mode {
            Mode::Query => self.with_name(at, date, free),
            Mode::Text => at,
        };
        let new = start != at || date != written;
        let found = new.then(|| FoundMoment::date(start..last + 1, group, date));
        Some((at, date, found))
    }

    /// `năm 2019` behind token `last`: where the year stands and which it is.
    fn year_behind(&self, last: usize) -> Option<(usize, u16)> {
        let named = self.blank(last, self.next(last)?)?;
        if self.term(named)? != "năm" {
            return None;
        }
        let year_at = self.blank(named, self.next(named)?)?;
        Some((year_at, self.number(year_at, 4..=4)? as u16))
    }

    /// `ngày 30.4`: a number anywhere else.
    fn with_a_point(&self, at: usize, free: usize) -> Option<(usize, Date, Option<FoundMoment>)> {
        // As written: the term of `30.10` is `30.1`.
        let (day, month) = self.written(at)?.split_once('.')?;
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
        Some((at, date, Some(FoundMoment::date(start..at + 1, at, date))))
    }

    /// `[ngày|mùng] 26 tháng 2 [năm 2019]`, `26 tháng 2/2019` or `tháng 3 năm 2020`, whose `tháng` is
    /// token `at`.
    fn in_words(&self, at: usize, free: usize) -> Option<(usize, Date, Option<FoundMoment>)> {
        let month_at = self.blank(at, self.next(at)?)?;
        let (month, year, end) = self.month(month_at)?;
        let day_at = self.previous(at).filter(|day_at| *day_at >= free);
        let day = day_at.and_then(|day_at| {
            self.blank(day_at, at)?;
            Some((day_at, self.number(day_at, 1..=2).filter(|day| *day > 0)?))
        });
        let (first, date) = match (day, year) {
            (Some((day_at, day)), Some(year)) => (day_at, Date::new(day, month, year)?),
            (Some((day_at, day)), None) => {
                let date = Date::of_any_year(day, month)?;
                (day_at, self.with_year_ahead(date, end))
            }
            (None, Some(year)) => (at, Date::new(0, month, year)?),
            (None, None) => return None,
        };
        let start = if date.day == 0 {
            first
        } else {
            self.with_name(first, date, free)
        };
        let place = if date.day == 0 { month_at } else { first };
        let found = FoundMoment::date(start..end + 1, place, date);
        // `tháng 3/2020` is a date in digits already.
        let known = date.day == 0 && self.token(month_at)?.kind == Kind::Date;
        Some((place, date, (!known).then_some(found)))
    }

    /// The month at token `at`, with its year if one follows, and the last token of both: `2`, `2 năm
    /// 2019`, `2/2019`, `2, 2019`, `02.2019`, `hai`.
    fn month(&self, at: usize) -> Option<(u32, Option<u32>, usize)> {
        let token = self.token(at)?;
        let group = self.last_of_group(at);
        if token.kind == Kind::Date {
            let date = Date::from_term(token.term).filter(|date| date.day == 0)?;
            return Some((date.month.into(), Some(date.year.into()), group));
        }
        if let Some((month, year)) = token.term.split_once('.')
            && token.kind == Kind::Number
            && year.len() == 4
            && (1..=2).contains(&month.len())
        {
            return Some((month.parse().ok()?, Some(year.parse().ok()?), group));
        }
        let month = self
            .number(at, 1..=2)
            .or_else(|| month_in_words(token.term))?;
        if let Some((year_at, year)) = self.year_behind(group) {
            return Some((month, Some(year.into()), year_at));
        }
        let behind = self
            .next(group)
            .filter(|behind| self.gap(group, *behind) == Some(","));
        let year = behind.and_then(|behind| Some((behind, self.number(behind, 4..=4)?)));
        match year {
            Some((behind, year)) => Some((month, Some(year), behind)),
            None => Some((month, None, group)),
        }
    }

    /// The days that share the month of `date`, whose day is token `at`, or the months that share its
    /// year: `26, 27/2/2019`, `từ 1 đến 6/11`, `tháng 3, 4 và 5/2016`.
    fn earlier(&self, at: usize, date: Date, free: usize, found: &mut Vec<FoundMoment>) {
        let months = date.day == 0;
        let names: &[&str] = if months { &["tháng"] } else { &NAMED };
        let (mut at, mut later) = (at, u32::from(if months { date.month } else { date.day }));
        let mut earlier = Vec::new();
        while earlier.len() < MAX_LIST {
            let Some((before, number)) =
                self.joined_before(at, names).filter(|(at, _)| *at >= free)
            else {
                break;
            };
            let other = if months {
                Date::new(0, number, date.year.into())
            } else {
                date.with_day(number)
            };
            let Some(date) = other.filter(|_| number > 0 && number < later) else {
                break;
            };
            earlier.push(FoundMoment::date(before..before + 1, before, date));
            (at, later) = (before, number);
        }
        // Behind a hyphen a number is the other end; behind a comma it may be anything, unless a
        // word names the first of the list as a day.
        let named = self
            .previous(at)
            .and_then(|before| self.term(before))
            .is_some_and(|word| {
                if months {
                    word == "tháng"
                } else {
                    BEFORE_A_DAY.contains(&word)
                }
            });
        let hyphen = !months && earlier.len() == 1 && self.is_hyphen(at);
        if named || hyphen {
            found.extend(earlier.into_iter().rev());
        }
    }

    fn is_hyphen(&self, at: usize) -> bool {
        self.next(at)
            .and_then(|next| self.gap(at, next))
            .is_some_and(|gap| matches!(gap, "-" | "–" | "—"))
    }

    /// The number that a joiner connects with the day or month at `at`, before which one of `names`
    /// may stand.
    fn joined_before(&self, at: usize, names: &[&str]) -> Option<(usize, u32)> {
        let named = self.previous(at).filter(|before| {
            self.term(*before).is_some_and(|word| names.contains(&word))
                && self.blank(*before, at).is_some()
        });
        let part = named.and_then(|named| self.part_before(named));
        let right = part.or(named).unwrap_or(at);
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

    /// Where the `đầu` of `đầu tháng 3` or `đầu quý 3` stands, whose name is token `named`.
    fn part_before(&self, named: usize) -> Option<usize> {
        let part = self.previous(named)?;
        self.blank(part, named)?;
        PARTS.contains(&self.term(part)?).then_some(part)
    }

    /// `date` with the year of the other end of its range: `1/1 - 6/11/2019`.
    fn with_year_ahead(&self, date: Date, last: usize) -> Date {
        if date.year != 0 {
            return date;
        }
        let Some(end) = self.date_ahead(last) else {
            return date;
        };
        // A range over New Year begins in the year before: `29/12 - 2/1/2016`.
        let over = (date.month, date.day) > (end.month, end.day);
        date.in_year(end.year - u16::from(over)).unwrap_or(date)
    }

    /// The date with a year that follows token `last` in a range or list.
    fn date_ahead(&self, last: usize) -> Option<Date> {
        let mut last = last;
        for _ in 0..MAX_LIST {
            let next = self.across(last)?;
            let token = self.tokens.get(next)?;
            if token.kind == Kind::Date {
                let date = Date::from_term(token.term)?;
                last = self.last_of_group(next);
                if date.year != 0 {
                    return Some(date);
                }
                if let Some((_, year)) = self.year_behind(last) {
                    return date.in_year(year);
                }
                continue;
            }
            let day = self.number(next, 1..=2)?;
            let named = self
                .next(next)
                .filter(|at| self.term(*at) == Some("tháng"))?;
            let (month, year, end) = self.month(self.next(named)?)?;
            if let Some(year) = year {
                return Date::new(day, month, year);
            }
            last = end;
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

    fn written(&self, at: usize) -> Option<&'a str> {
        let token = self.tokens.get(at)?;
        self.text.get(token.start..token.end)
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

/// Months by their names; `tháng năm` is left out, which may be *a month, the year …*.
fn month_in_words(word: &str) -> Option<u32> {
    Some(match word {
        "một" => 1,
        "hai" => 2,
        "ba" => 3,
        "tư" => 4,
        "sáu" => 6,
        "bảy" => 7,
        "tám" => 8,
        "chín" => 9,
        "mười" => 10,
        _ => return None,
    })
}
