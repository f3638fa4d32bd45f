//! Telling an abbreviation from whatever else stands in brackets.

use std::ops::Range;

use super::phrase::{Word, is_word_char};

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

/// Reads bytes `span` of `text` as an abbreviation and nothing but a few plain words beside it.
pub(super) fn short(text: &str, span: Range<usize>) -> Option<Short<'_>> {
    let content = text.get(span.clone())?;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut core: Option<Range<usize>> = None;
    for piece in content
        .split([' ', '\u{a0}'])
        .filter(|piece| !piece.is_empty())
    {
        let start = piece.as_ptr() as usize - text.as_ptr() as usize;
        let own = start..start + piece.len();
        let goes_on = core.is_some() && after.is_empty();
        // `LĐ, TB&XH` is one.
        let listed = piece
            .strip_suffix(',')
            .filter(|piece| is_abbreviation(piece));
        let (piece, own) = listed.map_or((piece, own.clone()), |piece| {
            (piece, own.start..own.end - 1)
        });
        if is_abbreviation(piece) || (goes_on && is_capital_or_number(piece)) {
            if !after.is_empty() {
                return None;
            }
            core = Some(core.map_or(own.start, |core| core.start)..own.end);
        } else if matches!(piece, "-" | "–" | "&" | "/") && goes_on {
        } else if piece.chars().all(is_word_char) {
            if core.is_none() {
                &mut before
            } else {
                &mut after
            }
            .push(piece);
        } else {
            return None;
        }
    }
    let span = core.filter(|_| before.len() <= 2 && after.len() <= 3)?;
    is_meant(text.get(span.clone())?).then_some(Short {
        span,
        before,
        after,
    })
}

/// Whether `piece`, which has no space in it, looks like an abbreviation: letters joined by nothing
/// but joiners, two capitals or more, few small letters.
pub(super) fn is_abbreviation(piece: &str) -> bool {
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
