//! Quarters of a year (*quý*): `quý III/2020`, `quý 3 năm 2020`, `quý I và quý II/2020` (rule 2.9).
//!
//! `quý` is also *dear, precious, honoured*, and a name: a figure alone behind it must not count things.

use std::ops::Range;

use super::{Dates, FoundMoment, MAX_LIST, is_joiner};
use crate::analyzer::Mode;
use crate::scan::Date;
use crate::token::Kind;

/// Words before `quý` where it is *dear* or a name, so many equal figures (`tứ quý 3`), or each quarter
/// (`mỗi quý 3 kỳ`). Not the things that are precious: `xuất khẩu gỗ quý 3` is a quarter.
const OTHER_SENSES: [&str; 11] = [
    "yêu", "tôn", "trân", "rất", "phú", "lê", "bé", "tứ", "ngũ", "lục", "mỗi",
];
/// What a figure behind `quý` counts where it names no quarter.
const COUNTED: [&str; 30] = [
    "kg", "g", "gam", "gram", "tấn", "tạ", "lạng", "cái", "chiếc", "con", "cây", "cành", "khối",
    "viên", "hạt", "bức", "cuốn", "quyển", "món", "người", "vị", "khách", "tuổi", "lần", "tháng",
    "ngày", "triệu", "tỉ", "nghìn", "loại",
];

/// A quarter of a list.
struct Listed {
    /// `quý`, if it stands before this one, its number and its year.
    tokens: Range<usize>,
    /// Where its number stands.
    at: usize,
    quarter: u8,
    /// 0 when it has none of its own.
    year: u16,
}

impl<'a> Dates<'a> {
    /// Whether a word may name a quarter: `quý`, `quí`, in a query `quy` too.
    pub(super) fn names_quarter(&self, term: &str) -> bool {
        match term {
            "quí" => true,
            "qui" => self.mode == Mode::Query,
            _ => false,
        }
    }

    /// The quarters whose `quý` is token `at`, in order, those of a list with the year of its last.
    pub(super) fn quarters(&self, at: usize) -> Vec<FoundMoment> {
        let mut list = self.listed_quarters(at);
        for earlier in (1..list.len()).rev() {
            let (year, later) = (list[earlier].year, list[earlier].quarter);
            let one = &mut list[earlier - 1];
            // `so với quý IV và quý I/2020`: no year in common.
            if one.year == 0 && one.quarter < later {
                one.year = year;
            }
        }
        let alone = list.iter().all(|one| one.year == 0);
        // `quy 3` may be anything, `quy 3/2020` hardly.
        let sure = |one: &Listed| self.term(at) == Some("quí") && self.is_surely_quarter(at, one);
        if alone && !list.first().is_some_and(sure) {
            return Vec::new();
        }
        list.into_iter()
            .filter_map(|one| {
                let date = Date::of_quarter(one.quarter, one.year)?;
                Some(FoundMoment::date(one.tokens, one.at, date))
            })
            .collect()
    }

    fn listed_quarters(&self, at: usize) -> Vec<Listed> {
        let mut list: Vec<Listed> = Vec::new();
        let mut next = self.next(at).and_then(|number| self.blank(at, number));
        let mut start = at;
        while let Some(number) = next.filter(|_| list.len() < MAX_LIST) {
            let named = start != number || list.is_empty();
            let Some(one) = self.listed_quarter(start, number) else {
                break;
            };
            let rising = list.last().is_none_or(|last| last.quarter < one.quarter);
            let belongs = named || (rising && self.goes_on_list(&one));
            if !belongs {
                break;
            }
            let end = one.tokens.end - 1;
            let dated = one.year != 0;
            list.push(one);
            let Some((behind, quarter)) = self.next_listed(end) else {
                break;
            };
            // Behind a year a list goes on only with another `quý`, which comes by itself.
            if dated {
                break;
            }
            (start, next) = (behind, Some(quarter));
        }
        list
    }

    /// The quarter whose number is at `number`, its tokens from `start` on.
    fn listed_quarter(&self, start: usize, number: usize) -> Option<Listed> {
        let (number, quarter, year, last) = self.quarter(number)?;
        let (last, year) = match year {
            Some(year) => (last, year),
            None => self.year_of_quarter(last).unwrap_or((last, 0)),
        };
        // A number in words, which may be *one*, *two* things, names one only with a year.
        if year == 0 && in_words(self.term(number)?).is_some() {
            return None;
        }
        Some(Listed {
            tokens: start..last + 1,
            at: number,
            quarter,
            year,
        })
    }

    /// The number of a quarter at token `at`: where it stands, which it is, the year where that is
    /// written with it (`2/2016`), and the last token of both.
    fn quarter(&self, at: usize) -> Option<(usize, u8, Option<u16>, usize)> {
        let token = self.token(at)?;
        let group = self.last_of_group(at);
        match token.kind {
            Kind::Date => {
                let date = Date::from_term(token.term).filter(|date| date.day == 0)?;
                Date::of_quarter(date.month, date.year)?;
                Some((at, date.month, Some(date.year), group))
            }
            Kind::Number => {
                let (number, year) = match token.term.split_once('.') {
                    Some((number, year)) if year.len() == 4 => (number, Some(year.parse().ok()?)),
                    _ => (token.term, None),
                };
                let quarter = number.parse().ok().filter(|quarter| *quarter <= 4)?;
                Date::of_quarter(quarter, year.unwrap_or_default())?;
                Some((at, quarter, year, group))
            }
            // `III/2020` is a code whose first part is the number.
            Kind::Code => (at < group).then(|| self.quarter(at + 1)).flatten(),
            Kind::Word | Kind::Syllable => {
                let written = self.text.get(token.start..token.end)?;
                let roman = roman(token.term).filter(|_| {
                    self.mode == Mode::Query
                        || written.bytes().all(|byte| byte.is_ascii_uppercase())
                });
                let quarter = roman.or_else(|| in_words(token.term))?;
                Some((at, quarter, None, group))
            }
            _ => None,
        }
    }

    /// The year behind the quarter whose last token is `last`, and where it stands: `năm 2020`, `/2020`,
    /// `-2020`, `.2020`, `2020`, `của năm 2020`.
    fn year_of_quarter(&self, last: usize) -> Option<(usize, u16)> {
        let next = self.next(last)?;
        let gap = self.gap(last, next)?;
        let direct = self.token(last)?.end + 1 == self.token(next)?.start;
        let year = |at: usize| {
            let year = self.number(at, 4..=4)? as u16;
            Date::of_quarter(1, year)?;
            Some((at, year))
        };
        match gap {
            "" | "/" | "-" | "–" | "—" => year(next),
            "." if direct => year(next),
            _ => None,
        }
        .or_else(|| {
            let is_year_name = |at: usize| match self.term(at) {
                Some("năm") => true,
                Some("nam") => self.mode == Mode::Query,
                _ => false,
            };
            let named = match self.term(next)? {
                "của" | "trong" => self.blank(next, self.next(next)?)?,
                _ => next,
            };
            if !matches!(gap, "" | ",") || !is_year_name(named) {
                return None;
            }
            year(self.blank(named, self.next(named)?)?)
        })
    }

    /// What follows the quarter of a list that ends with token `last`: where the next one starts, with its
    /// `quý` if it has one, and where its number stands.
    fn next_listed(&self, last: usize) -> Option<(usize, usize)> {
        let next = self.next(last)?;
        let mut right = match self.gap(last, next)? {
            "-" | "–" | "—" | "," | "/" | "+" | "&" => next,
            "" if self.term(next).is_some_and(is_joiner) => self.blank(next, self.next(next)?)?,
            _ => return None,
        };
        if self
            .term(right)
            .is_some_and(|word| super::PARTS.contains(&word))
        {
            right = self.blank(right, self.next(right)?)?;
        }
        let number = match self.names_quarter(self.term(right)?) {
            true => self.blank(right, self.next(right)?)?,
            false => right,
        };
        Some((right, number))
    }

    /// Whether a quarter without its own `quý` belongs to the list: `quý 1 và 2.`, but not in `quý 1 và 2
    /// tháng`. A Roman number counts nothing.
    fn goes_on_list(&self, one: &Listed) -> bool {
        let end = one.tokens.end - 1;
        let figure = self
            .token(one.at)
            .is_some_and(|token| token.kind == Kind::Number);
        let ends = match self.next(end) {
            Some(next) => !self.gap(end, next).is_some_and(str::is_empty),
            None => true,
        };
        !figure || one.year != 0 || ends
    }

    /// Whether `one`, whose `quý` is token `at`, is a quarter without any year.
    fn is_surely_quarter(&self, at: usize, one: &Listed) -> bool {
        if self
            .token(one.at)
            .is_none_or(|token| token.kind != Kind::Number)
        {
            return true;
        }
        let before = self.previous(at);
        let other_sense = before.is_some_and(|before| {
            self.blank(before, at).is_some()
                && self
                    .term(before)
                    .is_some_and(|word| OTHER_SENSES.contains(&word))
        });
        let end = one.tokens.end - 1;
        let counted = self.next(end).is_some_and(|next| {
            let gap = self.gap(end, next);
            let number = self
                .token(next)
                .is_some_and(|next| next.kind == Kind::Number);
            (gap == Some("") && self.is_counted(next))
                || (number && matches!(gap, Some("-" | "–" | ",")) && !self.is_quarter_at(next))
        });
        !other_sense && !counted
    }

    /// Whether token `at` is what the figure before it counts; `lần đầu` is none.
    fn is_counted(&self, at: usize) -> bool {
        let behind = self.next(at).and_then(|next| self.term(next));
        let first_time = self.term(at) == Some("lần") && matches!(behind, Some("đầu" | "thứ"));
        self.term(at).is_some_and(|word| COUNTED.contains(&word)) && !first_time
    }

    /// Whether the number at `at` names a quarter of a list: `quý 1-2`, not `quý 1-3 kg`.
    fn is_quarter_at(&self, at: usize) -> bool {
        self.listed_quarter(at, at)
            .is_some_and(|one| self.goes_on_list(&one))
    }
}

fn roman(term: &str) -> Option<u8> {
    Some(match term {
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        _ => return None,
    })
}

fn in_words(term: &str) -> Option<u8> {
    Some(match term {
        "một" => 1,
        "hai" => 2,
        "ba" => 3,
        "bốn" | "tư" => 4,
        _ => return None,
    })
}
