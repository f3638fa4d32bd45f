//! Dates as newspapers write them in digits (rule 2.9).

use std::fmt;

use super::{digits_at, value};

/// A date found in text, valid in the Gregorian calendar: a day or month with at least two of its
/// parts, or a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// 1–31, or 0 when the text names only a month of a year.
    pub(crate) day: u8,
    pub(crate) month: u8,
    /// 1–4 when the text names a quarter (*quý*), which has neither day nor month; else 0.
    pub(crate) quarter: u8,
    /// 0 when the text names only a day of a month, or a quarter alone.
    pub(crate) year: u16,
}

impl Date {
    /// A date if the calendar has it; `day` 0 asks for the month alone.
    pub(crate) fn new(day: u32, month: u32, year: u32) -> Option<Date> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        // Years outside this range are numbers that look like dates (`3/4567`).
        if day > days(month, leap)? || !(1000..=2999).contains(&year) {
            return None;
        }
        Some(Date {
            day: day as u8,
            month: month as u8,
            quarter: 0,
            year: year as u16,
        })
    }

    /// A day of a month without a year: `26/2`.
    pub(crate) fn of_any_year(day: u32, month: u32) -> Option<Date> {
        ((1..=days(month, true)?).contains(&day)).then_some(Date {
            day: day as u8,
            month: month as u8,
            quarter: 0,
            year: 0,
        })
    }

    /// A quarter of `year`, or of any year if that is 0.
    pub(crate) fn of_quarter(quarter: u8, year: u16) -> Option<Date> {
        // Nobody counted quarters earlier, and other numbers stand behind `quý` too.
        let in_use = year == 0 || (1900..=2099).contains(&year);
        (in_use && (1..=4).contains(&quarter)).then_some(Date {
            day: 0,
            month: 0,
            quarter,
            year,
        })
    }

    /// The date that a term made by [`Date`]'s display stands for.
    pub(crate) fn from_term(term: &str) -> Option<Date> {
        let (year, rest) = match term.strip_prefix("--") {
            Some(rest) => (0, rest),
            None => {
                let (year, rest) = term.split_once('-')?;
                (year.parse::<u32>().ok()?, rest)
            }
        };
        if let Some(quarter) = rest.strip_prefix('q') {
            return Date::of_quarter(quarter.parse().ok()?, u16::try_from(year).ok()?);
        }
        let (month, day) = match rest.split_once('-') {
            Some((month, day)) => (month.parse().ok()?, day.parse().ok()?),
            None => (rest.parse().ok()?, 0),
        };
        match year {
            0 => Date::of_any_year(day, month),
            _ => Date::new(day, month, year),
        }
    }

    /// The same day or quarter in `year`, if that year has it.
    pub(crate) fn in_year(self, year: u16) -> Option<Date> {
        if self.quarter != 0 {
            return Date::of_quarter(self.quarter, year);
        }
        Date::new(self.day.into(), self.month.into(), year.into())
    }

    /// Another day of the same month.
    pub(crate) fn with_day(self, day: u32) -> Option<Date> {
        match self.year {
            0 => Date::of_any_year(day, self.month.into()),
            year => Date::new(day, self.month.into(), year.into()),
        }
    }

    /// The month of a dated day; `None` for what has no year or no day.
    pub(crate) fn month_of_year(self) -> Option<Date> {
        (self.day != 0 && self.year != 0).then_some(Date { day: 0, ..self })
    }

    /// The day or quarter whatever the year; `None` for what has no year, and for months.
    pub(crate) fn whatever_year(self) -> Option<Date> {
        ((self.day != 0 || self.quarter != 0) && self.year != 0).then_some(Date { year: 0, ..self })
    }
}

fn days(month: u32, leap: bool) -> Option<u32> {
    Some(match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    })
}

/// ISO 8601: `2019-02-26`, `2019-02` for a month, `--02-26` for a day of any year; and as is usual beside
/// it, but in lower case as all terms, `2019-q1`, `--q1` for a quarter.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.quarter, self.year) {
            (0, _) => {}
            (quarter, 0) => return write!(f, "--q{quarter}"),
            (quarter, year) => return write!(f, "{year:04}-q{quarter}"),
        }
        match self.year {
            0 => write!(f, "--{:02}", self.month)?,
            year => write!(f, "{year:04}-{:02}", self.month)?,
        }
        match self.day {
            0 => Ok(()),
            day => write!(f, "-{day:02}"),
        }
    }
}

/// A date in digits at byte `start` and where it ends: `26/2/2019`, `26-02-2019`, `26.2.2019`,
/// `22/6/13`, `2019-02-26`; a month of a year: `3/2020`; a day of a month: `26/2`, `26-2`.
///
/// The day comes first: `7/5/2021` is in May.
pub(super) fn date(bytes: &[u8], start: usize) -> Option<(usize, Date)> {
    let first = digits_at(bytes, start);
    let separator = *bytes.get(start + first)?;
    if !matches!(separator, b'/' | b'-' | b'.') || continues_number(bytes, start, separator) {
        return None;
    }
    match first {
        1 | 2 => day_first(bytes, start, first, separator),
        4 => year_first(bytes, start, separator),
        _ => None,
    }
}

fn day_first(bytes: &[u8], start: usize, first: usize, separator: u8) -> Option<(usize, Date)> {
    let second_at = start + first + 1;
    let second = digits_at(bytes, second_at);
    let one = value(bytes, start, first);
    let two = value(bytes, second_at, second);
    let end = second_at + second;
    if second == 4 && separator != b'.' && ends_date(bytes, end, separator) {
        return Some((end, Date::new(0, one, two)?));
    }
    if !(1..=2).contains(&second) || one == 0 {
        return None;
    }
    if bytes.get(end) != Some(&separator) {
        // `26.2` is a number; a percentage is no date: `10-12%`.
        let day_of_month = separator != b'.'
            && ends_date(bytes, end, separator)
            && bytes.get(end) != Some(&b'%')
            && !(separator == b'-' && number_goes_on(bytes, end));
        return Some((end, Date::of_any_year(one, two).filter(|_| day_of_month)?));
    }
    let third_at = end + 1;
    let third = digits_at(bytes, third_at);
    let three = value(bytes, third_at, third);
    let year = match third {
        4 => three,
        // Two digits only with slashes, and only this century: `22/6/13`.
        2 if separator == b'/' && three < 50 => 2000 + three,
        _ => return None,
    };
    let end = third_at + third;
    if !ends_date(bytes, end, separator) {
        return None;
    }
    Some((end, Date::new(one, two, year)?))
}

/// Whether the digits before `end` are only the start of a number: `1-1,5 tỷ` and `10-12.000 đồng` are
/// ranges. `1-5,2-5` lists two days.
fn number_goes_on(bytes: &[u8], end: usize) -> bool {
    let more = digits_at(bytes, end + 1);
    matches!(bytes.get(end), Some(b',' | b'.'))
        && more > 0
        && bytes.get(end + 1 + more) != Some(&b'-')
}

/// `2019-02-26`, `2019/02/26`.
fn year_first(bytes: &[u8], start: usize, separator: u8) -> Option<(usize, Date)> {
    let (month_at, day_at, end) = (start + 5, start + 8, start + 10);
    if separator == b'.'
        || digits_at(bytes, month_at) != 2
        || bytes.get(month_at + 2) != Some(&separator)
        || digits_at(bytes, day_at) != 2
        || !ends_date(bytes, end, separator)
    {
        return None;
    }
    let day = value(bytes, day_at, 2);
    let date = Date::new(day, value(bytes, month_at, 2), value(bytes, start, 4))?;
    (day > 0).then_some((end, date))
}

/// Whether the digits at `start` go on a number or code before them: `1/2/3/2019`, `12.5.2019`. A
/// hyphen before a date with another separator is a range: `1-6/11/2019`.
fn continues_number(bytes: &[u8], start: usize, separator: u8) -> bool {
    let Some(&before) = start.checked_sub(1).and_then(|at| bytes.get(at)) else {
        return false;
    };
    let digit_before = start >= 2 && bytes[start - 2].is_ascii_alphanumeric();
    before.is_ascii_alphabetic()
        || (digit_before && (before == separator || matches!(before, b'/' | b'.' | b',')))
}

/// Whether a date may end here: `12/2020/NĐ-CP` and `05-2019-TT` are codes.
fn ends_date(bytes: &[u8], end: usize, separator: u8) -> bool {
    let goes_on = bytes
        .get(end + 1)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    match bytes.get(end) {
        Some(byte) if byte.is_ascii_alphanumeric() || matches!(byte, 0xc3..=0xc9 | 0xe1) => false,
        Some(b'/') => !goes_on,
        // `26/2-3/3` is a range of two dates.
        Some(b'-') if separator == b'/' => bytes
            .get(end + 1)
            .is_none_or(|byte| !byte.is_ascii_alphabetic() && *byte < 0x80),
        Some(byte) if *byte == separator && *byte != b'.' => !goes_on,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::terms;
    use super::*;

    #[test]
    fn dates() {
        for (text, expected) in [
            ("26/2/2019", vec!["2019-02-26"]),
            ("26-02-2019", vec!["2019-02-26"]),
            ("26.2.2019.", vec!["2019-02-26"]),
            ("7/5/2021", vec!["2021-05-07"]),
            ("22/6/13", vec!["2013-06-22"]),
            ("2019-02-26", vec!["2019-02-26"]),
            ("3/2020", vec!["2020-03"]),
            ("29/2/2020", vec!["2020-02-29"]),
            ("26/2", vec!["--02-26"]),
            ("(30-4)", vec!["--04-30"]),
            ("10-12%", vec!["10", "12"]),
            ("1-1,5", vec!["1", "1.5"]),
            ("10-12.000", vec!["10", "12000"]),
            ("1-6.11.2019", vec!["1", "2019-11-06"]),
            ("1-5,2-6", vec!["--05-01", "2", "6"]),
            ("26.2", vec!["26.2"]),
            ("31/4", vec!["31", "4"]),
            ("2-0", vec!["2", "0"]),
            ("31/02/2019", vec!["31", "02", "2019"]),
            ("29/2/2019", vec!["29", "2", "2019"]),
            ("2019-13-01", vec!["2019", "13", "01"]),
            ("1-6/11/2019", vec!["1", "2019-11-06"]),
            ("28/4-3/5/2019", vec!["--04-28", "2019-05-03"]),
            ("158/2025/NĐ-CP", vec!["158", "2025", "nđ", "cp"]),
            ("05/2019/TT-BTC", vec!["05", "2019", "tt", "btc"]),
            ("13/2020", vec!["13", "2020"]),
            ("1/2/3/2019", vec!["1", "2", "3", "2019"]),
            ("59/36/84", vec!["59", "36", "84"]),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn terms_come_back() {
        for date in [
            Date::new(26, 2, 2019),
            Date::new(0, 2, 2019),
            Date::of_any_year(29, 2),
            Date::of_quarter(3, 2020),
            Date::of_quarter(4, 0),
        ] {
            let term = date.map(|date| date.to_string()).unwrap_or_default();
            assert_eq!(Date::from_term(&term), date, "{term}");
        }
        for term in ["--13-01", "2020-q5", "--q0", "1200-q1"] {
            assert_eq!(Date::from_term(term), None, "{term}");
        }
        assert_eq!(Date::from_term("2019"), None);
    }
}
