//! Dates as Vietnamese newspapers write them (rule 1.4).
//!
//! Days are days in Vietnam, UTC+7 without summer time. The day comes before the month, always.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::rfc2822;
use jiff::tz::Offset;
use serde_json::Value;
use thiserror::Error;

/// Vietnam's offset from UTC.
const VIETNAM: Offset = Offset::constant(7);

/// A date that cannot be read or does not exist.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the date {text:?} {reason}")]
pub struct DateError {
    /// The date as it came.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl DateError {
    /// Whether it reads as a date that the calendar does not have, such as 31/2/2019.
    pub fn is_impossible(&self) -> bool {
        self.reason == IMPOSSIBLE
    }
}

const UNREADABLE: &str =
    "cannot be read; write it like 26/2/2019 14:30 or 2019-02-26T14:30:00+07:00";
const IMPOSSIBLE: &str = "does not exist in the calendar";

/// Reads a publication date.
///
/// RFC 3339 and RFC 2822 with their offsets; ISO 8601 without one, `26/2/2019`, `26-02-2019 14:30`,
/// `26.2.2019`, `Thứ ba, 26/2/2019, 14:30 (GMT+7)`, `14h30 ngày 26/2/2019`, `ngày 26 tháng 2 năm 2019`,
/// `20190226`, `Tue Feb 26 2019 14:30:00 GMT+0700` in UTC+7 unless they say otherwise; Unix seconds
/// (9 or 10 digits) and milliseconds (12 or 13).
///
/// # Errors
/// When the text is none of these, or the day does not exist.
pub fn parse(text: &str) -> Result<Timestamp, DateError> {
    let trimmed = text.trim();
    let error = |reason| DateError {
        text: trimmed.to_owned(),
        reason,
    };
    if trimmed.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(trimmed).map_err(error);
    }
    if let Ok(at) = trimmed.parse::<Timestamp>() {
        return Ok(at);
    }
    if let Ok(civil) = trimmed.parse::<DateTime>() {
        return in_vietnam(civil).ok_or_else(|| error(IMPOSSIBLE));
    }
    if let Ok(at) = rfc2822::DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_timestamp(trimmed)
    {
        return Ok(at);
    }
    let written = Written::read(without_zone_name(trimmed)).ok_or_else(|| error(UNREADABLE))?;
    written.timestamp().ok_or_else(|| error(IMPOSSIBLE))
}

/// Reads a date from a JSON value: a text as [`parse`] does, or a Unix time as a number.
///
/// # Errors
/// As [`parse`]; also for a value that is neither.
pub fn from_json(value: &Value) -> Result<Timestamp, DateError> {
    match value {
        Value::String(text) => parse(text),
        Value::Number(number) => {
            let whole = number
                .as_i64()
                .or_else(|| number.as_f64().filter(|n| n.abs() < 1e15).map(|n| n as i64));
            let day = whole.and_then(|whole| digits(&whole.to_string()).ok());
            let at = day.or_else(|| whole.and_then(unix_value));
            at.ok_or_else(|| DateError {
                text: number.to_string(),
                reason: "is no Unix time in seconds or milliseconds",
            })
        }
        other => Err(DateError {
            text: other.to_string(),
            reason: "is neither a text nor a number",
        }),
    }
}

/// The day of `at` in Vietnam.
pub fn vietnam_day(at: Timestamp) -> Date {
    VIETNAM.to_datetime(at).date()
}

/// `at` as RFC 3339 in Vietnam: `2019-11-06T14:30:00+07:00`.
pub fn to_rfc3339_vietnam(at: Timestamp) -> String {
    at.display_with_offset(VIETNAM).to_string()
}

/// One end of a range of days: the first instant of a day, month or year in Vietnam, or with `end`
/// the first instant behind it. `26/2/2019`, `2/2019`, `2019`, `2019-02-26`, `2019-02`.
///
/// # Errors
/// When the text is none of these or names a day that does not exist.
pub fn parse_range_bound(text: &str, end: bool) -> Result<Timestamp, DateError> {
    let text = text.trim();
    let error = |reason| DateError {
        text: text.to_owned(),
        reason,
    };
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let numbers: Option<Vec<i16>> = parts
        .iter()
        .map(|part| part.trim().parse().ok().filter(|n| *n > 0))
        .collect();
    let numbers = numbers.ok_or_else(|| error(UNREADABLE))?;
    let year_first = parts[0].trim().len() == 4;
    let (year, month, day) = match (numbers.as_slice(), year_first) {
        ([year], true) => (*year, None, None),
        ([year, month], true) | ([month, year], false) => (*year, Some(*month), None),
        ([year, month, day], true) | ([day, month, year], false) => {
            (*year, Some(*month), Some(*day))
        }
        _ => return Err(error(UNREADABLE)),
    };
    if !(1000..=9998).contains(&year) {
        return Err(error(UNREADABLE));
    }
    let first =
        date(year, month.unwrap_or(1), day.unwrap_or(1)).ok_or_else(|| error(IMPOSSIBLE))?;
    let day = match (end, month, day) {
        (false, _, _) => Some(first),
        (true, None, _) => date(year + 1, 1, 1),
        (true, Some(12), None) => date(year + 1, 1, 1),
        (true, Some(month), None) => date(year, month + 1, 1),
        (true, _, Some(_)) => first.tomorrow().ok(),
    };
    day.and_then(|day| in_vietnam(day.to_datetime(Time::midnight())))
        .ok_or_else(|| error(IMPOSSIBLE))
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn in_vietnam(civil: DateTime) -> Option<Timestamp> {
    VIETNAM.to_timestamp(civil).ok()
}

/// Digits alone: a day (`20190226`), a day and a time (`20190226143000`), or a Unix time.
fn digits(text: &str) -> Result<Timestamp, &'static str> {
    if !matches!(text.len(), 8 | 14) || !(text.starts_with("19") || text.starts_with("20")) {
        return unix(text).ok_or(UNREADABLE);
    }
    let number = |from: usize, to: usize| {
        text.get(from..to)
            .and_then(|digits| digits.parse::<i16>().ok())
            .unwrap_or_default()
    };
    let time = (text.len() == 14).then(|| (number(8, 10), number(10, 12), number(12, 14)));
    let written = Written {
        day: number(6, 8),
        month: number(4, 6),
        year: number(0, 4),
        time: time.map(|(hour, minute, second)| (hour as i8, minute as i8, second as i8)),
        ..Written::default()
    };
    written.timestamp().ok_or(IMPOSSIBLE)
}

/// A written date without the name of the zone that JavaScript puts behind it:
/// `(Indochina Time)`. One with digits says something, `(GMT+7)`, as do `(GMT)` and `(UTC)`.
fn without_zone_name(text: &str) -> &str {
    let says = |name: &str| {
        let universal = ["gmt", "utc", "z"];
        name.bytes().any(|byte| byte.is_ascii_digit())
            || universal.contains(&name.trim().to_ascii_lowercase().as_str())
    };
    match text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
    {
        Some((date, name)) if !says(name) => date,
        _ => text,
    }
}

fn unix(digits: &str) -> Option<Timestamp> {
    matches!(digits.len(), 9 | 10 | 12 | 13)
        .then(|| digits.parse().ok())
        .flatten()
        .and_then(unix_value)
}

/// Seconds up to the year 5138, milliseconds beyond.
fn unix_value(value: i64) -> Option<Timestamp> {
    if value.abs() < 100_000_000_000 {
        Timestamp::from_second(value).ok()
    } else {
        Timestamp::from_millisecond(value).ok()
    }
}

/// Words that may stand around the numbers of a date, in lower case.
const WORDS: [&str; 46] = [
    "thứ", "hai", "ba", "tư", "năm", "sáu", "bảy", "bẩy", "chủ", "nhật", "chúa", "cn", "ngày",
    "tháng", "lúc", "giờ", "phút", "giây", "h", "g", "ph", "p", "s", "gmt", "utc", "am", "pm",
    "sa", "ch", "cập", "đăng", "t", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "sáng",
    "chiều", "tối", "trưa", "z", "xuất", "bản",
];

/// The months in English; their first three letters are names as well.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The numbers of a written date.
#[derive(Debug, Default)]
struct Written {
    day: i16,
    month: i16,
    year: i16,
    time: Option<(i8, i8, i8)>,
    afternoon: Option<bool>,
    offset_minutes: Option<i32>,
}

/// A number or a word of a date, and what stands before it.
#[derive(Debug)]
struct Part<'t> {
    text: &'t str,
    before: &'t str,
}

impl Written {
    fn read(text: &str) -> Option<Written> {
        let parts = parts(text);
        let mut written = Written::default();
        let mut at = 0;
        while at < parts.len() {
            at += written.take(&parts[at..])?;
        }
        (written.year != 0).then_some(written)
    }

    /// Reads what stands at the start of `parts`; how many of them it takes.
    fn take(&mut self, parts: &[Part<'_>]) -> Option<usize> {
        if self.read_offset(parts).is_some() {
            return Some(
                1 + usize::from(
                    parts
                        .get(1)
                        .is_some_and(|part| part.before == ":" && is_number(part.text)),
                ),
            );
        }
        if self.year == 0 && self.read_date(parts).is_some() {
            return Some(3);
        }
        if self.year == 0
            && let Some(taken) = self.read_words(parts).or_else(|| self.read_english(parts))
        {
            return Some(taken);
        }
        self.read_time(parts).or_else(|| self.read_word(parts))
    }

    /// `26/2/2019` or `2019/2/26`.
    fn read_date(&mut self, parts: &[Part<'_>]) -> Option<()> {
        let [one, two, three, ..] = parts else {
            return None;
        };
        let joined = matches!(two.before.trim(), "/" | "-" | ".")
            && two.before.trim() == three.before.trim();
        let (one, two, three, year_first) = (
            number(one)?,
            number(two)?,
            number(three)?,
            one.text.len() == 4,
        );
        let years = if year_first { 4 } else { parts[2].text.len() };
        if !joined || years != 4 {
            return None;
        }
        (self.day, self.month, self.year) = if year_first {
            (three, two, one)
        } else {
            (one, two, three)
        };
        Some(())
    }

    /// `26 tháng 2 năm 2019`, `26 tháng 2, 2019`; how many parts it takes.
    fn read_words(&mut self, parts: &[Part<'_>]) -> Option<usize> {
        let [day, month_word, month, rest @ ..] = parts else {
            return None;
        };
        let named = rest.first().is_some_and(|part| is_word(part, "năm"));
        let year = rest.get(usize::from(named))?;
        if !is_word(month_word, "tháng") || year.text.len() != 4 {
            return None;
        }
        (self.day, self.month, self.year) = (number(day)?, number(month)?, number(year)?);
        Some(4 + usize::from(named))
    }

    /// `Feb 26 2019`, `26 February, 2019`; how many parts it takes.
    fn read_english(&mut self, parts: &[Part<'_>]) -> Option<usize> {
        let [one, two, year, ..] = parts else {
            return None;
        };
        let (day, month) = match month(one) {
            Some(month) => (two, month),
            None => (one, month(two)?),
        };
        if year.text.len() != 4 {
            return None;
        }
        (self.day, self.month, self.year) = (number(day)?, month, number(year)?);
        Some(3)
    }

    /// `14:30`, `14:30:15`, `14h30`, `14 giờ 30`; how many parts it takes.
    fn read_time(&mut self, parts: &[Part<'_>]) -> Option<usize> {
        let hour = number(parts.first()?).filter(|hour| (0..24).contains(hour))?;
        let second = parts.get(1)?;
        let clock = |part: Option<&Part<'_>>, colon: bool| {
            let part = part?;
            let joined = if colon { part.before == ":" } else { true };
            number(part).filter(|n| joined && (0..60).contains(n))
        };
        let (minute, seconds, taken) = if let Some(minute) = clock(Some(second), true) {
            let seconds = clock(parts.get(2), true);
            (
                minute,
                seconds.unwrap_or(0),
                2 + usize::from(seconds.is_some()),
            )
        } else if ["h", "g", "giờ"].iter().any(|word| is_word(second, word)) {
            let minute = clock(parts.get(2), false).filter(|_| {
                parts
                    .get(2)
                    .is_some_and(|part| part.before.trim().is_empty())
            });
            (minute.unwrap_or(0), 0, 2 + usize::from(minute.is_some()))
        } else {
            return None;
        };
        self.time = Some((hour as i8, minute as i8, seconds as i8));
        Some(taken)
    }

    /// `+7`, `+07:00` or `+0700` behind `GMT` or `UTC`.
    fn read_offset(&mut self, parts: &[Part<'_>]) -> Option<()> {
        let first = parts.first()?;
        let sign = match first.before.trim() {
            "+" => 1,
            "-" if self.time.is_some() => -1,
            _ => return None,
        };
        let value = i32::from(number(first)?);
        let minutes = parts
            .get(1)
            .filter(|part| part.before == ":")
            .and_then(number)
            .map_or(0, i32::from);
        let total = if first.text.len() == 4 {
            value / 100 * 60 + value % 100
        } else {
            value * 60 + minutes
        };
        self.offset_minutes = (total <= 14 * 60).then_some(sign * total);
        self.offset_minutes.map(|_| ())
    }

    fn read_word(&mut self, parts: &[Part<'_>]) -> Option<usize> {
        let word = parts.first()?.text.to_lowercase();
        match word.as_str() {
            "am" | "sa" => self.afternoon = Some(false),
            "pm" | "ch" => self.afternoon = Some(true),
            // Without an offset behind them they are one: `17:30 UTC`. Before the time, or with one
            // behind (`GMT+7`), that says more.
            "gmt" | "utc" | "z" if self.time.is_some() => {
                self.offset_minutes.get_or_insert(0);
            }
            // `T3`, the day of the week.
            "t" if parts
                .get(1)
                .is_some_and(|part| part.before.is_empty() && part.text.len() == 1) =>
            {
                return Some(2);
            }
            "thứ"
                if parts
                    .get(1)
                    .is_some_and(|part| part.text.len() == 1 && is_number(part.text)) =>
            {
                return Some(2);
            }
            word if WORDS.contains(&word) => {}
            _ => return None,
        }
        Some(1)
    }

    fn timestamp(&self) -> Option<Timestamp> {
        let (hour, minute, second) = self.time.unwrap_or_default();
        let hour = match self.afternoon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let civil = date(self.year, self.month, self.day)?
            .to_datetime(Time::new(hour, minute, second, 0).ok()?);
        match self.offset_minutes {
            Some(minutes) => Offset::from_seconds(minutes * 60)
                .ok()?
                .to_timestamp(civil)
                .ok(),
            None => in_vietnam(civil),
        }
    }
}

/// Cuts a text into runs of digits and runs of letters.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let same = |next: char| {
            if c.is_ascii_digit() {
                next.is_ascii_digit()
            } else {
                next.is_alphabetic()
            }
        };
        let mut stop = start + c.len_utf8();
        while let Some((at, next)) = chars.peek().copied().filter(|(_, next)| same(*next)) {
            stop = at + next.len_utf8();
            chars.next();
        }
        parts.push(Part {
            text: &text[start..stop],
            before: &text[end..start],
        });
        end = stop;
    }
    parts
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(part: &Part<'_>) -> Option<i16> {
    part.text
        .parse()
        .ok()
        .filter(|_| is_number(part.text) && part.text.len() <= 4)
}

/// The month that an English name or its first three letters stand for.
fn month(part: &Part<'_>) -> Option<i16> {
    let word = part.text.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|name| *name == word || name[..3] == word)?;
    i16::try_from(at + 1).ok()
}

fn is_word(part: &Part<'_>, word: &str) -> bool {
    part.text.to_lowercase() == word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vietnam(text: &str) -> String {
        parse(text).map_or_else(|error| error.to_string(), to_rfc3339_vietnam)
    }

    #[test]
    fn all_the_ways_newspapers_write_a_date() {
        for text in [
            "2019-02-26T14:30:00+07:00",
            "2019-02-26T07:30:00Z",
            "2019-02-26T14:30:00+0700",
            "2019-02-26 14:30:00",
            "2019-02-26T14:30",
            "26/2/2019 14:30",
            "26-02-2019 14:30",
            "26.2.2019 14:30",
            "Thứ ba, 26/2/2019, 14:30 (GMT+7)",
            "Thứ Ba, 26/02/2019 | 14:30",
            "thứ 3, ngày 26/2/2019 14:30",
            "T3, 26/02/2019 - 14:30",
            "26/02/2019 14:30 GMT+7",
            "26/02/2019, 14:30:00 GMT+07:00",
            "26/02/2019 07:30 UTC+0",
            "26/02/2019 07:30 UTC",
            "26/02/2019 07:30 (GMT)",
            "2019-02-26 07:30:00 UTC",
            "14:30 26/02/2019",
            "14h30 ngày 26/2/2019",
            "14:30 - 26/02/2019",
            "14 giờ 30 ngày 26 tháng 2 năm 2019",
            "26/2/2019 2:30 PM",
            "26/2/2019 2:30 CH",
            "Tue, 26 Feb 2019 14:30:00 +0700",
            "2019/02/26 14:30",
            "26 / 2 / 2019 14:30",
            "26 - 2 - 2019, 14:30",
            "14h30, 26 tháng 2, 2019",
            "Tue Feb 26 2019 14:30:00 GMT+0700",
            "Tue Feb 26 2019 14:30:00 GMT+0700 (Indochina Time)",
            "Tue Feb 26 2019 07:30:00 GMT+0000",
            "February 26, 2019 2:30 PM",
            "Xuất bản: 26/02/2019 14:30",
            "20190226143000",
            "1551166200",
            "1551166200000",
        ] {
            assert_eq!(vietnam(text), "2019-02-26T14:30:00+07:00", "{text}");
        }
        for text in [
            "26/2/2019",
            "26-02-2019",
            "26.2.2019",
            "2019-02-26",
            "ngày 26 tháng 2 năm 2019",
            "Chủ nhật, 26/2/2019",
            "26 tháng 2, 2019",
            "26 / 2 / 2019",
            "20190226",
            "Feb 26, 2019",
            "26 Feb 2019",
        ] {
            assert_eq!(vietnam(text), "2019-02-26T00:00:00+07:00", "{text}");
        }
        assert_eq!(vietnam("7/5/2021"), "2021-05-07T00:00:00+07:00");
        assert_eq!(
            vietnam_day(parse("2019-12-31T18:00:00Z").unwrap()).to_string(),
            "2020-01-01"
        );
    }

    #[test]
    fn what_is_no_date_is_an_error() {
        for text in [
            "31/02/2019",
            "29/2/2019",
            "2019-13-01",
            "0/0/2019",
            "26/2/2019 25:00",
            "hôm qua",
            "26/2/19",
            "",
            "2019",
            "5",
            "ngày 26/2/2019 tại Hà Nội",
            "1/2/3/4",
            "20190231",
            "20191340",
            "12345678",
            "Mayor 26, 2019",
            "26 tháng 2, 19",
            "14:30 - 26 / 2",
        ] {
            assert!(parse(text).is_err(), "{text} → {}", vietnam(text));
        }
        assert!(
            parse("31/02/2019")
                .unwrap_err()
                .to_string()
                .contains("does not exist")
        );
    }

    #[test]
    fn numbers_in_json() {
        let at = |value: Value| from_json(&value).map(to_rfc3339_vietnam);
        assert_eq!(
            at(1_551_166_200.into()).unwrap(),
            "2019-02-26T14:30:00+07:00"
        );
        assert_eq!(
            at(1_551_166_200_000_i64.into()).unwrap(),
            "2019-02-26T14:30:00+07:00"
        );
        assert_eq!(at(20_190_226.into()).unwrap(), "2019-02-26T00:00:00+07:00");
        assert!(at(Value::Bool(true)).is_err() && at(serde_json::json!(1e300)).is_err());
    }

    #[test]
    fn ends_of_ranges() {
        let bound = |text: &str, end| {
            parse_range_bound(text, end)
                .map(to_rfc3339_vietnam)
                .unwrap_or_default()
        };
        for (text, first, behind) in [
            ("2019", "2019-01-01", "2020-01-01"),
            ("2/2019", "2019-02-01", "2019-03-01"),
            ("12/2019", "2019-12-01", "2020-01-01"),
            ("2019-02", "2019-02-01", "2019-03-01"),
            ("28/2/2019", "2019-02-28", "2019-03-01"),
            ("2019-12-31", "2019-12-31", "2020-01-01"),
        ] {
            assert_eq!(
                bound(text, false),
                format!("{first}T00:00:00+07:00"),
                "{text}"
            );
            assert_eq!(
                bound(text, true),
                format!("{behind}T00:00:00+07:00"),
                "{text}"
            );
        }
        for text in [
            "",
            "31/2/2019",
            "13/2019",
            "tháng 2",
            "19",
            "2/19",
            "2019-",
            "0/2019",
        ] {
            assert!(parse_range_bound(text, false).is_err(), "{text}");
        }
    }
}
