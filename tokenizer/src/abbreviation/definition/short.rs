//! Telling an abbreviation from whatever else stands in brackets.

use std::ops::Range;

use super::phrase::{Word, is_word_char, trimmed};

/// Fewer letters abbreviate nothing, more are a headline.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=14;

/// Marks of editors, years of birth, currencies and hours: in brackets they define nothing.
const REMARKS: [&str; 10] = [
    "PV", "SN", "NV", "ND", "BT", "USD", "EUR", "GMT", "AM", "PM",
];

/// Surnames that begin the names of most Vietnamese. Those that are everyday words of offices too
/// (`Đoàn`, `Cao`, `Hội`) are left out.
const SURNAMES: [&str; 31] = [
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ",
    "hồ", "ngô", "dương", "lý", "đinh", "trịnh", "lưu", "tạ", "trương", "chu", "quách", "vương",
    "tô", "tăng", "kiều", "lương", "đào", "phùng", "triệu",
];

/// What people are called before their names.
const TITLES: [&str; 20] = [
    "ông", "bà", "anh", "chị", "em", "cháu", "bé", "cô", "chú", "bác", "sĩ", "sỹ", "tên", "vợ",
    "chồng", "thủ", "viên", "tượng", "mẫu", "giả",
];

/// An abbreviation with the plain words around it that it is written with: `HĐND tỉnh`.
#[derive(Clone, Debug)]
pub(super) struct Short<'t> {
    pub(super) span: Range<usize>,
    /// Words before it, in order: the `Sở` of `Sở TN-MT`.
    pub(super) before: Vec<&'t str>,
    /// Words behind it, in order.
    pub(super) after: Vec<&'t str>,
}

/// How many plain words there may be before and behind an abbreviation.
const WORDS_BEFORE: usize = 2;
const WORDS_BEHIND: usize = 3;

/// Reads bytes `span` of `text` as an abbreviation and nothing but a few plain words beside it.
pub(super) fn short(text: &str, span: Range<usize>) -> Option<Short<'_>> {
    let mut found = Short {
        span: span.start..span.start,
        before: Vec::new(),
        after: Vec::new(),
    };
    for (start, piece) in pieces(text, span) {
        let goes_on = !found.span.is_empty() && found.after.is_empty();
        // `LĐ, TB&XH` is one.
        let listed = piece.strip_suffix(',').filter(|own| is_abbreviation(own));
        let piece = listed.unwrap_or(piece);
        if is_abbreviation(piece) || (goes_on && is_capital_or_number(piece)) {
            let first = if found.span.is_empty() {
                start
            } else {
                found.span.start
            };
            found.span = first..start + piece.len();
            if !found.after.is_empty() {
                return None;
            }
        } else if !(goes_on && matches!(piece, "-" | "–" | "&" | "/")) {
            found.push_plain(piece)?;
        }
    }
    is_meant(text.get(found.span.clone())?).then_some(found)
}

impl<'t> Short<'t> {
    /// Adds a word beside the abbreviation; `None` when it is no plain word or one too many.
    fn push_plain(&mut self, word: &'t str) -> Option<()> {
        let (words, most) = match self.span.is_empty() {
            true => (&mut self.before, WORDS_BEFORE),
            false => (&mut self.after, WORDS_BEHIND),
        };
        let fits = words.len() < most && word.chars().all(is_word_char);
        fits.then(|| words.push(word))
    }
}

/// The pieces of `text` between spaces, each with the byte where it starts.
fn pieces(text: &str, span: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let is_space = |c| matches!(c, ' ' | '\u{a0}');
    let mut rest = text.get(span.clone()).unwrap_or_default();
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_space);
        let start = span.end - rest.len();
        let (piece, left) = rest.split_at(rest.find(is_space).unwrap_or(rest.len()));
        rest = left;
        (!piece.is_empty()).then_some((start, piece))
    })
}

/// The abbreviation that ends at byte `head`.
pub(super) fn short_before(text: &str, head: usize) -> Option<Short<'_>> {
    let before = text.get(..head)?;
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_word_char(*c) || matches!(c, '-' | '–' | '.' | '&' | '/'))
        .last()?
        .0;
    let start = trimmed(text, start..head).start;
    if !is_abbreviation(text.get(start..head)?) {
        return None;
    }
    let whole = before[..start].trim_end_matches([' ', '-', '–', '&']);
    let joined = matches!(before[whole.len()..start].trim(), "-" | "–" | "&");
    let wider = whole.rfind(|c| !is_word_char(c)).map_or(0, |at| {
        at + whole[at..].chars().next().map_or(1, char::len_utf8)
    });
    // `TN - MT` is one.
    if joined && is_abbreviation(&whole[wider..]) {
        return short(text, wider..head);
    }
    short(text, start..head)
}

/// The abbreviation that begins at byte `start`.
pub(super) fn short_after(text: &str, start: usize) -> Option<Short<'_>> {
    let rest = text.get(start..)?;
    let len = rest
        .find(|c: char| !is_word_char(c) && !matches!(c, '-' | '–' | '.' | '&' | '/'))
        .unwrap_or(rest.len());
    let own = rest[..len].trim_end_matches(|c| !is_word_char(c));
    short(text, start..start + own.len())
}

/// Whether `piece`, which has no space in it, looks like an abbreviation: letters joined by nothing
/// but joiners, two capitals or more, few small letters.
fn is_abbreviation(piece: &str) -> bool {
    let (mut capitals, mut small) = (0, 0);
    for c in piece.chars() {
        match c {
            '-' | '–' | '.' | '&' | '/' => {}
            _ if c.is_uppercase() => capitals += 1,
            _ if c.is_lowercase() => small += 1,
            _ if c.is_ascii_digit() => {}
            _ => return false,
        }
    }
    capitals >= 2
        && small <= capitals
        && small <= 3
        && piece.starts_with(char::is_uppercase)
        && piece.ends_with(is_word_char)
}

fn is_capital_or_number(piece: &str) -> bool {
    let mut letters = piece.chars();
    match (letters.next(), letters.next()) {
        (Some(c), None) => c.is_uppercase() || c.is_ascii_digit(),
        _ => piece.bytes().all(|byte| byte.is_ascii_digit()) && piece.len() <= 2,
    }
}

/// Whether the letters can stand for words: no Roman numeral, no initials of a name, no remark.
fn is_meant(core: &str) -> bool {
    let letters = core.chars().filter(|c| is_word_char(*c)).count();
    LETTERS.contains(&letters)
        && !core
            .chars()
            .all(|c| matches!(c, 'I' | 'V' | 'X' | '-' | ' '))
        && !REMARKS.contains(&core)
        && !is_initials(core)
}

/// Whether single letters are set off by points, as in a name: `N.V.T.`. The party writes `T.Ư` so.
fn is_initials(core: &str) -> bool {
    core.contains('.')
        && core
            .split('.')
            .all(|part| part.trim().chars().nth(1).is_none())
        && !matches!(core, "T.Ư" | "T.W" | "T.U")
}

/// Whether `words` (the last one first) are the name of a person, `before` being the word before
/// them. Their initials are private.
pub(super) fn is_person(words: &[Word<'_>], before: Option<&Word<'_>>) -> bool {
    let plain = words.iter().all(|word| word.capital && !word.is_short());
    let Some(first) = words.last().filter(|_| plain) else {
        return false;
    };
    // Four words are mostly a firm's (`Hoàng Anh Gia Lai`).
    let surname = match words.len() {
        2..=3 => first.is_any(&SURNAMES),
        4 => first.is_any(&SURNAMES[..4]) || words[2].is("thị"),
        _ => return false,
    };
    surname || before.is_some_and(|before| !before.capital && before.is_any(&TITLES))
}
