//! Cutting text into words, numbers, dates and compounds: the first look at the bytes.

mod calendar;
mod clock;
pub(crate) mod compound;
mod number;

use unicode_normalization::char::is_combining_mark;

pub(crate) use calendar::Date;
pub(crate) use clock::Time;

use crate::token::Kind;
use crate::word::{canonical, fold};

/// A word longer than this many bytes is cut into several: nothing a person writes, and the index
/// drops very long terms.
const MAX_WORD_BYTES: usize = 96;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'s> {
    /// Letters and the marks on them.
    Word,
    /// Digits; the canonical number.
    Number(&'s str),
    /// Plain ASCII digits without any grouping: the text is the term.
    Digits,
    /// A calendar date.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A code, an address, a hashtag; its parts follow as pieces of their own.
    Compound(Kind),
}

/// Calls `found` with each piece of `text`: its bytes and what it is. With `careless` codes are known
/// in lower case too, as people type them into queries.
pub(crate) fn pieces(text: &str, careless: bool, mut found: impl FnMut(usize, usize, Piece<'_>)) {
    let bytes = text.as_bytes();
    let mut number = String::new();
    let mut at = 0;
    // Up to here compounds have been looked for, and inside a hashtag words end at capitals.
    let (mut compounds, mut hashtag) = (0, 0);
    while at < bytes.len() {
        let start = at;
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        let piece = match class(text, at) {
            (Class::Letter, _) => {
                at = word_end(text, start);
                if at <= hashtag {
                    at = hump_end(text, start, at);
                }
                Piece::Word
            }
            (Class::Digit, _) => digits(text, &mut at, &mut number),
            (Class::OtherDigit, _) => other_digits(text, &mut at, &mut number),
            (Class::Mark | Class::Other, len) => {
                at += len;
                continue;
            }
        };
        let mut piece = (start, at, piece);
        if start >= compounds && may_be_compound(bytes, start, at) {
            match compound::compound(text, start, careless) {
                Some((from, to, kind)) => {
                    piece = (from, to, Piece::Compound(kind));
                    compounds = to;
                    if kind == Kind::Hashtag {
                        hashtag = to;
                    }
                    // Its parts come next.
                    at = start;
                }
                None => compounds = glued_end(text, at),
            }
        }
        // In one place, so that what is done with a piece is compiled into this loop.
        let (from, to, piece) = piece;
        found(from, to, piece);
    }
}

/// Whether the piece `start..end` may be the first of a compound. Nearly all words end at a space.
fn may_be_compound(bytes: &[u8], start: usize, end: usize) -> bool {
    let goes_on = match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b' '), _) | (None, _) => false,
        (Some(next), after) => compound::may_go_on(*next, after.copied().unwrap_or_default()),
    };
    goes_on || (start > 0 && bytes[start - 1] == b'#')
}

/// Where the letters and digits that follow `at` without space end: no compound starts among them.
fn glued_end(text: &str, mut at: usize) -> usize {
    while at < text.len() {
        match class(text, at) {
            (Class::Letter | Class::Digit | Class::Mark, len) => at += len,
            _ => break,
        }
    }
    at
}

/// Where the word `start..end` of a hashtag ends: `TựHàoViệtNam` is four.
fn hump_end(text: &str, start: usize, end: usize) -> usize {
    let mut lower = false;
    for (at, c) in text[start..end].char_indices() {
        if lower && c.is_uppercase() {
            return start + at;
        }
        lower = c.is_lowercase();
    }
    end
}

/// Canonical and folded terms of `text`, abbreviations not expanded, compounds in parts.
///
/// ```
/// let terms = timtin_tokenizer::plain_terms("Kế hoạch 29");
/// assert_eq!(terms[0], ("kế".to_owned(), "ke".to_owned()));
/// ```
pub fn plain_terms(text: &str) -> Vec<(String, String)> {
    let mut terms = Vec::new();
    pieces(text, false, |start, end, piece| {
        let term = match piece {
            Piece::Word => canonical(&text[start..end]),
            Piece::Digits => text[start..end].to_owned(),
            Piece::Number(number) => number.to_owned(),
            Piece::Date(date) => date.to_string(),
            Piece::Time(time) => time.to_string(),
            Piece::Compound(_) => return,
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
#[inline]
fn class(text: &str, at: usize) -> (Class, usize) {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'a'..=b'z' | b'A'..=b'Z' => (Class::Letter, 1),
        b'0'..=b'9' => (Class::Digit, 1),
        0..=0x7f => (Class::Other, 1),
        _ => class_of_longer(text, at),
    }
}

/// The same for a character of more than one byte: those that Vietnamese news is made of are told by
/// their bytes.
#[inline]
fn class_of_longer(text: &str, at: usize) -> (Class, usize) {
    let bytes = text.as_bytes();
    let next = bytes.get(at + 1).copied().unwrap_or_default();
    match bytes[at] {
        // U+00C0–U+027F: Latin letters but for the signs × and ÷.
        0xc3 if next == 0x97 || next == 0xb7 => (Class::Other, 2),
        0xc3..=0xc9 => (Class::Letter, 2),
        // U+1E00–U+1EFF: Latin Extended Additional, where the Vietnamese vowels with tones are.
        0xe1 if (0xb8..=0xbb).contains(&next) => (Class::Letter, 3),
        // U+2000–U+203F: spaces, dashes, quotation marks.
        0xe2 if next == 0x80 => (Class::Other, 3),
        0xcc => (Class::Mark, 2),
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

#[inline]
fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(start + MAX_WORD_BYTES);
    let mut at = start;
    while at < limit {
        let byte = bytes[at];
        if byte.is_ascii_alphabetic() {
            at += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            match class_of_longer(text, at) {
                (Class::Letter | Class::Mark, len) => at += len,
                _ => break,
            }
        }
    }
    at
}

fn other_digits<'s>(text: &str, at: &mut usize, number: &'s mut String) -> Piece<'s> {
    number.clear();
    for c in text[*at..].chars().take(MAX_WORD_BYTES) {
        let Some(digit) = ascii_digit(c) else { break };
        number.push(digit);
        *at += c.len_utf8();
    }
    Piece::Number(number)
}

/// The number or date at byte `at`, which moves behind it.
fn digits<'s>(text: &str, at: &mut usize, number: &'s mut String) -> Piece<'s> {
    let bytes = text.as_bytes();
    let start = *at;
    *at = digits_end(bytes, start);
    // Most numbers are followed by a space and no more digits: neither date nor group.
    if let [b' ', next, ..] = bytes[*at..]
        && !next.is_ascii_digit()
    {
        return Piece::Digits;
    }
    if let Some((end, date)) = calendar::date(bytes, start) {
        *at = end;
        return Piece::Date(date);
    }
    if let Some((end, time)) = clock::time(bytes, start, *at) {
        *at = end;
        return Piece::Time(time);
    }
    match number::grouped(text, start, *at, number) {
        Some(end) => {
            *at = end;
            Piece::Number(number)
        }
        None => Piece::Digits,
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

fn value(bytes: &[u8], start: usize, len: usize) -> u32 {
    bytes[start..start + len.min(9)]
        .iter()
        .fold(0, |value, byte| value * 10 + u32::from(byte - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn terms(text: &str) -> Vec<String> {
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
        assert_eq!(terms("CO₂ m² ＡＢ５"), ["co", "2", "m", "2", "ab", "5"]);
        assert_eq!(terms("a\u{301}o \u{301} 😀 * -"), ["áo"]);
    }

    #[test]
    fn compounds_come_before_their_parts() {
        let mut found = Vec::new();
        let text = "báo #TựHàoVN: U-23 (a@b.vn), 3km";
        pieces(text, false, |start, end, piece| {
            found.push((&text[start..end], matches!(piece, Piece::Compound(_))));
        });
        let parts: Vec<_> = found.iter().map(|(text, _)| *text).collect();
        assert_eq!(
            parts,
            [
                "báo",
                "#TựHàoVN",
                "Tự",
                "Hào",
                "VN",
                "U-23",
                "U",
                "23",
                "a@b.vn",
                "a",
                "b",
                "vn",
                "3",
                "km"
            ]
        );
        let wholes = found.iter().filter(|(_, whole)| *whole).count();
        assert_eq!(wholes, 3);
    }

    #[test]
    fn very_long_words_are_cut_not_lost() {
        let long = "ă".repeat(1000);
        assert_eq!(terms(&long).concat(), long);
        assert!(terms(&long).iter().all(|term| term.len() <= MAX_WORD_BYTES));
        assert_eq!(terms(&"7".repeat(1000)).concat().len(), 1000);
    }
}
