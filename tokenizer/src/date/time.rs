//! Times of day: `20 giờ 30 phút`, `20 giờ 30`, `8 giờ`, `8 h 30`, and what stands beside those in digits.

use super::{Dates, FoundMoment, Moment};
use crate::analyzer::Mode;
use crate::scan::Time;

/// Words before an hour of the clock, which no lapse of hours has there.
const BEFORE_AN_HOUR: [&str; 2] = ["lúc", "hồi"];
/// Words behind one.
const BEHIND_AN_HOUR: [&str; 10] = [
    "sáng", "trưa", "chiều", "tối", "đêm", "khuya", "rạng", "ngày", "cùng", "hôm",
];

impl Dates<'_> {
    /// What is new about a time in digits at `at`: a query's `20h30 phút` is `20h30`; an hour of the clock
    /// is its first minute too.
    pub(super) fn time_in_digits(&self, at: usize) -> Option<FoundMoment> {
        let time = Time::from_term(self.term(at)?)?;
        let last = self.last_of_group(at);
        let unit = self
            .next(last)
            .filter(|next| time.hour().is_some() && self.term(*next) == Some("phút"))
            .and_then(|next| self.blank(last, next));
        match (self.mode, unit) {
            (Mode::Query, Some(unit)) => Some((unit, time)),
            (Mode::Text, _) => self.sharp(at, last, time).map(|time| (last, time)),
            _ => None,
        }
        .map(|(end, time)| FoundMoment {
            tokens: at..end + 1,
            at: last.min(end),
            moment: Moment::Time(time),
        })
    }

    /// `20 giờ 30 phút` or `20 giờ`, whose `20` is token `at`.
    pub(super) fn time_in_words(&self, at: usize) -> Vec<FoundMoment> {
        self.told_in_words(at).unwrap_or_default()
    }

    fn told_in_words(&self, at: usize) -> Option<Vec<FoundMoment>> {
        let hour = self.number(at, 1..=2)?;
        let unit = self.blank(at, self.next(at)?)?;
        if !matches!(self.term(unit)?, "giờ" | "h") {
            return None;
        }
        let found = |time: Time, last: usize| FoundMoment {
            tokens: at..last + 1,
            at,
            moment: Moment::Time(time),
        };
        if let Some((minute, last)) = self.minute(unit) {
            return Some(vec![found(Time::new(hour, Some(minute))?, last)]);
        }
        let time = Time::new(hour, None)?;
        let time = match self.mode {
            Mode::Text => self.sharp(at, unit, time).unwrap_or(time),
            Mode::Query => time,
        };
        Some(vec![found(time, unit)])
    }

    /// The minutes behind `giờ`, which is token `unit`, and the last token of them: `30 phút`, `05`.
    fn minute(&self, unit: usize) -> Option<(u32, usize)> {
        let at = self.blank(unit, self.next(unit)?)?;
        let minute = self.number(at, 1..=2).filter(|minute| *minute < 60)?;
        let named = self
            .next(at)
            .filter(|next| self.term(*next) == Some("phút"))
            .and_then(|next| self.blank(at, next));
        match named {
            Some(last) => Some((minute, last)),
            // `8 giờ 5 người` are five.
            None => self.number(at, 2..=2).map(|minute| (minute, at)),
        }
    }

    /// The first minute of the hour that tokens `at` to `last` tell, if it is one of the clock: `lúc 8h`,
    /// `8 giờ sáng`, `8h ngày 3/5`. `trong 8 giờ` lasts.
    fn sharp(&self, at: usize, last: usize, time: Time) -> Option<Time> {
        let word =
            |at: usize, words: &[&str]| self.term(at).is_some_and(|word| words.contains(&word));
        let before = self.previous(at).is_some_and(|before| {
            self.blank(before, at).is_some() && word(before, &BEFORE_AN_HOUR)
        });
        let behind = self
            .next(last)
            .is_some_and(|next| self.blank(last, next).is_some() && word(next, &BEHIND_AN_HOUR));
        time.sharp().filter(|_| before || behind)
    }
}
