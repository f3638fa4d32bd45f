//! Times of day as newspapers write them in digits: `20h30`, `20g30`, `20:30`, `8h`.

use std::fmt;

use super::{digits_at, value};

/// A time of day, or an hour of it. What is called so may also last so long: nothing tells the `8h` of
/// *lúc 8h* from that of *làm 8h*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    hour: u8,
    /// `None` when the text names only the hour.
    minute: Option<u8>,
}

/// Hours that are counted go on behind the end of the day: `trong 72h`.
const MAX_HOUR: u32 = 99;
/// The last hour of a time on a clock: `24:00`.
const MAX_CLOCK_HOUR: u32 = 24;

impl Time {
    /// A time if clocks have its minute.
    pub(crate) fn new(hour: u32, minute: Option<u32>) -> Option<Time> {
        (hour <= MAX_HOUR && minute.is_none_or(|minute| minute < 60)).then_some(Time {
            hour: hour as u8,
            minute: minute.map(|minute| minute as u8),
        })
    }

    /// The time that a term made by [`Time`]'s display stands for.
    pub(crate) fn from_term(term: &str) -> Option<Time> {
        let time = term.strip_prefix('t')?;
        match time.split_once(':') {
            Some((hour, minute)) => Time::new(hour.parse().ok()?, Some(minute.parse().ok()?)),
            None => Time::new(time.parse().ok()?, None),
        }
    }

    /// The hour of a time with minutes.
    pub(crate) fn hour(self) -> Option<Time> {
        self.minute.is_some().then_some(Time {
            minute: None,
            ..self
        })
    }

    /// The first minute of an hour: *lúc 8h* is *lúc 8h00*.
    pub(crate) fn sharp(self) -> Option<Time> {
        (self.minute.is_none() && u32::from(self.hour) <= MAX_CLOCK_HOUR).then_some(Time {
            minute: Some(0),
            ..self
        })
    }

    /// Its numbers.
    pub(crate) fn numbers(self) -> impl Iterator<Item = u8> {
        std::iter::once(self.hour).chain(self.minute)
    }
}

/// As ISO 8601 has it, but in lower case as all terms: `t20:30`, `t08` for an hour.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t{:02}", self.hour)?;
        self.minute
            .map_or(Ok(()), |minute| write!(f, ":{minute:02}"))
    }
}

/// The time whose hour is the digits `start..end`, and where it ends.
pub(super) fn time(bytes: &[u8], start: usize, end: usize) -> Option<(usize, Time)> {
    let (sign, minute_at) = match bytes.get(end..)? {
        [sign @ (b'h' | b'H' | b'g' | b':'), ..] => (*sign, end + 1),
        // The fullwidth colon.
        [0xef, 0xbc, 0x9a, ..] => (b':', end + 3),
        _ => return None,
    };
    if end - start > 2 || goes_on(bytes, start) {
        return None;
    }
    let hour = value(bytes, start, end - start);
    if digits_at(bytes, minute_at) == 2 {
        let end = minute_at + 2;
        // Grams and ratios are larger.
        let fits = matches!(sign, b'h' | b'H') || hour <= MAX_CLOCK_HOUR;
        let time = Time::new(hour, Some(value(bytes, minute_at, 2)))?;
        return (fits && ends(bytes, end, sign)).then_some((end, time));
    }
    (sign == b'h' && ends(bytes, minute_at, sign)).then_some((minute_at, Time::new(hour, None)?))
}

/// Whether the digits at `start` go on something: `1:20:30`, `A20:30`, `1.20h`.
fn goes_on(bytes: &[u8], start: usize) -> bool {
    let Some(&before) = start.checked_sub(1).and_then(|at| bytes.get(at)) else {
        return false;
    };
    let digit_before = start >= 2 && bytes[start - 2].is_ascii_digit();
    before.is_ascii_alphabetic() || (digit_before && matches!(before, b':' | b'.' | b','))
}

/// Whether a time may end here: not in `20h301`, `4:11:5`, `8hp`. `7h30p` are minutes.
fn ends(bytes: &[u8], end: usize, sign: u8) -> bool {
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, 0xc3..=0xc9 | 0xe1);
    match bytes.get(end) {
        Some(b':') if sign == b':' => !bytes.get(end + 1).is_some_and(u8::is_ascii_digit),
        Some(b'p') if bytes[end - 1].is_ascii_digit() => {
            let unit = &bytes[end + 1..];
            let unit = unit.strip_prefix(b"h").unwrap_or(unit);
            let unit = unit.strip_prefix("út".as_bytes()).unwrap_or(unit);
            !unit.first().is_some_and(goes_on)
        }
        Some(byte) => !goes_on(byte),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::terms;
    use super::*;

    #[test]
    fn times() {
        for (text, expected) in [
            ("20h30", vec!["t20:30"]),
            ("7H05", vec!["t07:05"]),
            ("20g30", vec!["t20:30"]),
            ("20:30.", vec!["t20:30"]),
            ("20：30", vec!["t20:30"]),
            ("UTC 14:30", vec!["utc", "t14:30"]),
            ("lúc 8h, 9h", vec!["lúc", "t08", "t09"]),
            ("7h30-11h", vec!["t07:30", "t11"]),
            ("7h30p 7h30phút", vec!["t07:30", "p", "t07:30", "phút"]),
            ("24/24h", vec!["24", "t24"]),
            ("72h", vec!["t72"]),
            ("20h75", vec!["20", "h", "75"]),
            ("20g", vec!["20", "g"]),
            ("50g30", vec!["50", "g", "30"]),
            ("4:1", vec!["4", "1"]),
            ("4:11:05", vec!["4", "11", "05"]),
            ("80km/h", vec!["80", "km", "h"]),
            ("8hp", vec!["8", "hp"]),
            ("8há", vec!["8", "há"]),
            ("120h", vec!["120", "h"]),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn terms_come_back() {
        for time in [
            Time::new(8, None),
            Time::new(0, Some(5)),
            Time::new(72, None),
        ] {
            let term = time.map(|time| time.to_string()).unwrap_or_default();
            assert_eq!(Time::from_term(&term), time, "{term}");
        }
        assert_eq!(Time::from_term("t8:75"), None);
        assert_eq!(Time::from_term("2019-02"), None);
    }
}
