//! Cutting text into words, numbers and dates: the first look at the bytes.

use std::fmt;

use unicode_normalization::char::is_combining_mark;

use crate::word::{canonical, fold};

/// A word longer than this many bytes is cut into several: nothing a person writes, and the index
/// drops very long terms.
const MAX_WORD_BYTES: usize = 96;

/// What a piece of text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Letters and the marks on them.
    Word,
    /// Digits; the canonical number.
    Number(String),
    /// Plain ASCII digits without any grouping: the text is the term.
    Digits,
    /// A calendar date: day, month, year. The day is 0 for a month of a year.
    Date(Date),
}

/// A date found in text, valid in the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// 1–31, or 0 when the text names only a month.
    pub(crate) day: u8,
    pub(crate) month: u8,
    pub(crate) year: u16,
}

impl Date {
    /// A date if the calendar has it; `day` 0 asks for the month alone.
    pub(crate) fn new(day: u32, month: u32, year: u32) -> Option<Date> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        // Years outside this range are numbers that look like dates (`3/4567`).
        if day > days || !(1000..=2999).contains(&year) {
            return None;
        }
        Some(Date {
            day: day as u8,
            month: month as u8,
            year: year as u16,
        })
    }
}

/// ISO 8601: `2019-02-26`, or `2019-02` for a month.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)?;
        match self.day {
            0 => Ok(()),
            day => write!(f, "-{day:02}"),
        }
    }
}

/// Calls `found` with each piece of `text`: its bytes and what it is.
pub(crate) fn pieces(text: &str, mut found: impl FnMut(usize, usize, Piece)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match class(text, at) {
            (Class::Letter, _) => {
                let end = word_end(text, at);
                found(at, end, Piece::Word);
                at = end;
            }
            (Class::Digit, _) => {
                let (end, piece) = number_or_date(text, at);
                found(at, end, piece);
                at = end;
            }
            (Class::OtherDigit, _) => {
                let (end, piece) = other_digits(text, at);
                found(at, end, piece);
                at = end;
            }
            (Class::Mark | Class::Other, len) => at += len,
        }
    }
}

/// Canonical and folded terms of `text`, abbreviations not expanded.
pub(crate) fn plain_terms(text: &str) -> Vec<(String, String)> {
    let mut terms = Vec::new();
    pieces(text, |start, end, piece| {
        let term = match piece {
            Piece::Word => canonical(&text[start..end]),
            Piece::Digits => text[start..end].to_owned(),
            Piece::Number(number) => number,
            Piece::Date(date) => date.to_string(),
        };
        let folded = fold(&term).into_owned();
        terms.push((term, folded));
    });
    terms
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    /// A combining mark: part of a word once one has begun.
    Mark,
    Digit,
    /// A digit other than ASCII: `²`, `₂`, `５`.
    OtherDigit,
    Other,
}

/// The class of the character that starts at byte `at`, and its length.
fn class(text: &str, at: usize) -> (Class, usize) {
    let bytes = text.as_bytes();
    let next = bytes.get(at + 1).copied().unwrap_or_default();
    match bytes[at] {
        b'a'..=b'z' | b'A'..=b'Z' => (Class::Letter, 1),
        b'0'..=b'9' => (Class::Digit, 1),
        0..=0x7f => (Class::Other, 1),
        // U+00C0–U+027F: Latin letters but for the signs × and ÷.
        0xc3 if next == 0x97 || next == 0xb7 => (Class::Other, 2),
        0xc3..=0xc9 => (Class::Letter, 2),
        0xcc => (Class::Mark, 2),
        // U+1E00–U+1EFF: Latin Extended Additional, where the Vietnamese vowels with tones are.
        0xe1 if (0xb8..=0xbb).contains(&next) => (Class::Letter, 3),
        _ => class_of_char(text, at),
    }
}

#[cold]
fn class_of_char(text: &str, at: usize) -> (Class, usize) {
    let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
        return (Class::Other, 1);
    };
    let class = if ascii_digit(c).is_some() {
        Class::OtherDigit
    } else if is_combining_mark(c) {
        Class::Mark
    } else if c.is_alphabetic() {
        Class::Letter
    } else {
        Class::Other
    };
    (class, c.len_utf8())
}

/// The ASCII digit that a superscript, subscript or fullwidth digit stands for.
fn ascii_digit(c: char) -> Option<char> {
    let value = match c {
        '\u{b2}' | '\u{b3}' => c as u32 - 0xb0,
        '\u{b9}' => 1,
        '\u{2070}' | '\u{2074}'..='\u{2079}' => c as u32 - 0x2070,
        '\u{2080}'..='\u{2089}' => c as u32 - 0x2080,
        '\u{ff10}'..='\u{ff19}' => c as u32 - 0xff10,
        _ => return None,
    };
    char::from_digit(value, 10)
}

fn word_end(text: &str, start: usize) -> usize {
    let mut at = start;
    while at < text.len() && at - start < MAX_WORD_BYTES {
        match class(text, at) {
            (Class::Letter | Class::Mark, len) => at += len,
            _ => break,
        }
    }
    at
}

fn other_digits(text: &str, start: usize) -> (usize, Piece) {
    let digits: String = text[start..]
        .chars()
        .map_while(ascii_digit)
        .take(MAX_WORD_BYTES)
        .collect();
    let len: usize = text[start..]
        .chars()
        .take(digits.len())
        .map(char::len_utf8)
        .sum();
    (start + len, Piece::Number(digits))
}

fn number_or_date(text: &str, start: usize) -> (usize, Piece) {
    let bytes = text.as_bytes();
    if let Some((end, date)) = date(bytes, start) {
        return (end, Piece::Date(date));
    }
    let first = digits_end(bytes, start);
    match grouped(text, start, first) {
        Some((end, number)) => (end, Piece::Number(number)),
        None => (first, Piece::Digits),
    }
}

fn digits_end(bytes: &[u8], start: usize) -> usize {
    let run = bytes[start..]
        .iter()
        .take(MAX_WORD_BYTES)
        .take_while(|byte| byte.is_ascii_digit());
    start + run.count()
}

/// The length of a digit run at `at`, 0 when there is none.
fn digits_at(bytes: &[u8], at: usize) -> usize {
    if at < bytes.len() {
        digits_end(bytes, at) - at
    } else {
        0
    }
}

/// A number with thousands separators or decimals from `start`, whose first digits end at `first`
/// (rule 2.8): the Vietnamese point between thousands, comma before decimals; spaces between
/// thousands; a single point or comma not followed by exactly three digits is a decimal sign.
fn grouped(text: &str, start: usize, first: usize) -> Option<(usize, String)> {
    let bytes = text.as_bytes();
    // The `2` of `1.2.3` and the `168` of `192.168.1.10` begin no number of their own.
    if start >= 2 && matches!(bytes[start - 1], b'.' | b',') && bytes[start - 2].is_ascii_digit() {
        return None;
    }
    let mut number = text[start..first].to_owned();
    let leads = first - start <= 3 && bytes[start] != b'0';
    // The `345` of the telephone number `0912 345 678`.
    let after_number = start >= 2 && bytes[start - 1] == b' ' && bytes[start - 2].is_ascii_digit();
    let mut end = first;
    let mut thousands = None;
    if leads {
        for separator in [".", " ", "\u{a0}", "\u{202f}", "\u{2009}", ","] {
            if after_number && !matches!(separator, "." | ",") {
                continue;
            }
            let groups = thousands_groups(bytes, first, separator.as_bytes());
            // One comma and three digits is a decimal in Vietnamese; two can only be thousands.
            if groups > usize::from(separator == ",") {
                for group in 0..groups {
                    let at = first + group * (separator.len() + 3) + separator.len();
                    number.push_str(&text[at..at + 3]);
                }
                end = first + groups * (separator.len() + 3);
                thousands = Some(separator.as_bytes()[0]);
                break;
            }
        }
    }
    let sign = bytes
        .get(end)
        .copied()
        .filter(|sign| matches!(sign, b'.' | b',') && Some(*sign) != thousands);
    if let Some(sign) = sign {
        let decimals = digits_at(bytes, end + 1);
        let after = end + 1 + decimals;
        // `1.2.3` and `1,2,3` are a version and a list, not decimals.
        let list = bytes.get(after) == Some(&sign) && digits_at(bytes, after + 1) > 0;
        if decimals > 0 && !list {
            number.push('.');
            number.push_str(&text[end + 1..after]);
            return Some((after, number));
        }
        if list && thousands.is_none() {
            return None;
        }
    }
    thousands.map(|_| (end, number))
}

/// How many groups of `separator` and exactly three digits follow `at`; 0 when a group of another
/// length follows them, as in `1.234.5`.
fn thousands_groups(bytes: &[u8], at: usize, separator: &[u8]) -> usize {
    let mut groups = 0;
    let mut at = at;
    while bytes[at..].starts_with(separator) {
        match digits_at(bytes, at + separator.len()) {
            3 => groups += 1,
            0 => break,
            _ if separator == b" " => break,
            _ => return 0,
        }
        at += separator.len() + 3;
    }
    groups
}

/// A numeric date at `start`: `26/2/2019`, `26-02-2019`, `26.2.2019`, or a month: `3/2020`, `3-2020`.
fn date(bytes: &[u8], start: usize) -> Option<(usize, Date)> {
    let first = digits_at(bytes, start);
    let separator = *bytes.get(start + first)?;
    if !(1..=2).contains(&first)
        || !matches!(separator, b'/' | b'-' | b'.')
        || continues_number(bytes, start, separator)
    {
        return None;
    }
    let second_at = start + first + 1;
    let second = digits_at(bytes, second_at);
    let one = value(bytes, start, first);
    let two = value(bytes, second_at, second);
    let end = second_at + second;
    if second == 4 && separator != b'.' && ends_date(bytes, end, separator) {
        return Some((end, Date::new(0, one, two)?));
    }
    let third_at = end + 1;
    if !(1..=2).contains(&second)
        || bytes.get(end) != Some(&separator)
        || digits_at(bytes, third_at) != 4
    {
        return None;
    }
    if one == 0 || !ends_date(bytes, third_at + 4, separator) {
        return None;
    }
    Some((
        third_at + 4,
        Date::new(one, two, value(bytes, third_at, 4))?,
    ))
}

/// Whether the digits at `start` go on a number or code before them: `1/2/3/2019`, `12.5.2019`. A
/// hyphen before a date with another separator is a range: `1-6/11/2019`.
fn continues_number(bytes: &[u8], start: usize, separator: u8) -> bool {
    let Some(&before) = start.checked_sub(1).and_then(|at| bytes.get(at)) else {
        return false;
    };
    let digit_before = start >= 2 && bytes[start - 2].is_ascii_alphanumeric();
    before.is_ascii_alphabetic()
        || (digit_before && (before == separator || matches!(before, b'/' | b'.')))
}

/// Whether a date may end here: `12/2020/NĐ-CP` and `05-2019-TT` are codes.
fn ends_date(bytes: &[u8], end: usize, separator: u8) -> bool {
    let goes_on = bytes
        .get(end + 1)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    match bytes.get(end) {
        Some(byte) if byte.is_ascii_alphanumeric() => false,
        Some(b'/') => !goes_on,
        Some(byte) if *byte == separator && *byte != b'.' => !goes_on,
        _ => true,
    }
}

fn value(bytes: &[u8], start: usize, len: usize) -> u32 {
    bytes[start..start + len.min(9)]
        .iter()
        .fold(0, |value, byte| value * 10 + u32::from(byte - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        plain_terms(text)
            .into_iter()
            .map(|(term, _)| term)
            .collect()
    }

    #[test]
    fn words_and_digits() {
        assert_eq!(terms("Hà Nội: mưa to!"), ["hà", "nội", "mưa", "to"]);
        assert_eq!(
            terms("U23, U-23; COVID-19 covid19 5G"),
            ["u", "23", "u", "23", "covid", "19", "covid", "19", "5", "g"]
        );
        assert_eq!(terms("CO₂ m² ＡＢ５"), ["co", "2", "m", "2", "ａｂ", "5"]);
        assert_eq!(terms("a\u{301}o \u{301} 😀 * -"), ["áo"]);
    }

    #[test]
    fn numbers() {
        for (text, expected) in [
            ("1.084", "1084"),
            ("1 084", "1084"),
            ("1\u{a0}084", "1084"),
            ("12.345.678", "12345678"),
            ("1,5", "1.5"),
            ("1.5", "1.5"),
            ("3.700,25", "3700.25"),
            ("1,234,567", "1234567"),
            ("30%", "30"),
            ("0,05", "0.05"),
            ("0.123", "0.123"),
            ("084", "084"),
        ] {
            assert_eq!(terms(text), [expected], "{text}");
        }
        assert_eq!(terms("1.2.3"), ["1", "2", "3"]);
        assert_eq!(terms("192.168.1.10"), ["192", "168", "1", "10"]);
        assert_eq!(terms("1,2,3"), ["1", "2", "3"]);
        assert_eq!(terms("0912 345 678"), ["0912", "345", "678"]);
        assert_eq!(terms("năm 2018 chuyển"), ["năm", "2018", "chuyển"]);
        assert_eq!(terms("5."), ["5"]);
    }

    #[test]
    fn dates() {
        for (text, expected) in [
            ("26/2/2019", vec!["2019-02-26"]),
            ("26-02-2019", vec!["2019-02-26"]),
            ("26.2.2019.", vec!["2019-02-26"]),
            ("7/5/2021", vec!["2021-05-07"]),
            ("3/2020", vec!["2020-03"]),
            ("29/2/2020", vec!["2020-02-29"]),
            ("31/02/2019", vec!["31", "02", "2019"]),
            ("29/2/2019", vec!["29", "2", "2019"]),
            ("1-6/11/2019", vec!["1", "2019-11-06"]),
            ("158/2025/NĐ-CP", vec!["158", "2025", "nđ", "cp"]),
            ("05/2019/TT-BTC", vec!["05", "2019", "tt", "btc"]),
            ("13/2020", vec!["13", "2020"]),
            ("1/2/3/2019", vec!["1", "2", "3", "2019"]),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn very_long_words_are_cut_not_lost() {
        let long = "ă".repeat(1000);
        assert_eq!(terms(&long).concat(), long);
        assert!(terms(&long).iter().all(|term| term.len() <= MAX_WORD_BYTES));
        assert_eq!(terms(&"7".repeat(1000)).concat().len(), 1000);
    }
}
