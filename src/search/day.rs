//! Days in Vietnam: everything shown or counted by day is the day in UTC+7 (rule 1.4).

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use timtin_corpus::date::vietnam_day;

/// The day of a time in seconds since 1970, as days since 1970-01-01 in Vietnam.
pub(crate) fn of(seconds: i64) -> i32 {
    const OFFSET: i64 = 7 * 3600;
    (seconds.saturating_add(OFFSET)).div_euclid(86_400) as i32
}

/// A day as `yyyy-mm-dd`.
pub(crate) fn text(day: i32) -> String {
    let epoch = Date::constant(1970, 1, 1);
    epoch
        .checked_add(day.days())
        .map_or_else(|_| String::new(), |date| date.to_string())
}

/// The day of a timestamp as `dd/mm/yyyy`, as Vietnamese readers write it.
pub fn shown(at: Timestamp) -> String {
    let day = vietnam_day(at);
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_year_comes_early() {
        let seconds = |text: &str| text.parse::<Timestamp>().unwrap().as_second();
        assert_eq!(text(of(seconds("2019-12-31T18:00:00Z"))), "2020-01-01");
        assert_eq!(text(of(seconds("2019-12-31T16:59:59Z"))), "2019-12-31");
        assert_eq!(text(of(seconds("1969-12-31T16:59:59Z"))), "1969-12-31");
    }
}
