//! Numbers as Vietnamese writes them (rule 2.8).

use super::digits_at;
use crate::syllable::Syllable;

/// A number with thousands separators or decimals from `start`, whose first digits end at `first`:
/// the Vietnamese point between thousands, comma before decimals; spaces between thousands; a
/// single point or comma not followed by exactly three digits is a decimal sign.
///
/// Writes the canonical number to `number` and tells where it ends; `None` when the digits have no
/// grouping.
pub(super) fn grouped(
    text: &str,
    start: usize,
    first: usize,
    number: &mut String,
) -> Option<usize> {
    let bytes = text.as_bytes();
    // Nearly all digits stand alone.
    if !matches!(bytes.get(first), Some(b'.' | b',' | b' ' | 0xc2 | 0xe2)) {
        return None;
    }
    // The `2` of `1.2.3` and the `168` of `192.168.1.10` begin no number of their own.
    if start >= 2 && matches!(bytes[start - 1], b'.' | b',') && bytes[start - 2].is_ascii_digit() {
        return None;
    }
    number.clear();
    number.push_str(&text[start..first]);
    let (end, separator) = thousands(text, start, first, number);
    let sign = bytes
        .get(end)
        .copied()
        .filter(|sign| matches!(sign, b'.' | b',') && Some(*sign) != separator);
    if let Some(sign) = sign {
        let decimals = digits_at(bytes, end + 1);
        let after = end + 1 + decimals;
        // `1.2.3` and `1,2,3` are a version and a list, not decimals.
        let list = bytes.get(after) == Some(&sign) && digits_at(bytes, after + 1) > 0;
        if decimals > 0 && !list {
            number.push('.');
            number.push_str(&text[end + 1..after]);
            let version = || sign == b'.' && separator.is_none() && is_version(text, start);
            // `8,50` is `8,5` and `8,00` is `8,0`, but `4.0` is no `4`. Three decimals are nearly always
            // thousands, `4,000`, and four may be a year.
            if decimals == 2 && number.ends_with('0') && !version() {
                number.pop();
            }
            return Some(after);
        }
        if list && separator.is_none() {
            return None;
        }
    }
    separator.map(|_| end)
}

/// Whether the number at `start` stands behind a foreign word or a letter: `Ubuntu 18.10`, `v5.10` are
/// versions.
fn is_version(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let word = before
        .trim_end_matches(' ')
        .rsplit(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    !word.is_empty() && (before.ends_with(word) || Syllable::parse(word).is_none())
}

/// Appends the groups of thousands behind the digits `start..first`; where they end and the first
/// byte of what separates them, if there are any.
fn thousands(text: &str, start: usize, first: usize, number: &mut String) -> (usize, Option<u8>) {
    let bytes = text.as_bytes();
    if first - start > 3 || bytes[start] == b'0' {
        return (first, None);
    }
    // The `345` of the telephone number `0912 345 678`.
    let after_number = start >= 2 && bytes[start - 1] == b' ' && bytes[start - 2].is_ascii_digit();
    for separator in [".", " ", "\u{a0}", "\u{202f}", "\u{2009}", ","] {
        if after_number && !matches!(separator, "." | ",") {
            continue;
        }
        let groups = groups(bytes, first, separator.as_bytes());
        // One comma and three digits is a decimal in Vietnamese; two, or a point and digits behind
        // them, can only be thousands.
        let after = first + groups * (separator.len() + 3);
        let english = bytes.get(after) == Some(&b'.') && digits_at(bytes, after + 1) > 0;
        if groups > usize::from(separator == "," && !english) {
            for group in 0..groups {
                let at = first + group * (separator.len() + 3) + separator.len();
                number.push_str(&text[at..at + 3]);
            }
            let end = first + groups * (separator.len() + 3);
            return (end, separator.bytes().next());
        }
    }
    (first, None)
}

/// How many groups of `separator` and exactly three digits follow `at`; 0 when a group of another
/// length follows them, as in `1.234.5`.
fn groups(bytes: &[u8], at: usize, separator: &[u8]) -> usize {
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

#[cfg(test)]
mod tests {
    use super::super::tests::terms;

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
            ("1,234.56", "1234.56"),
            ("30%", "30"),
            ("0,05", "0.05"),
            ("0.123", "0.123"),
            ("8,50", "8.5"),
            ("8.50", "8.5"),
            ("8,0", "8.0"),
            ("38,00", "38.0"),
            ("4.0", "4.0"),
            ("10,05", "10.05"),
            ("4,000", "4.000"),
            ("1,234.50", "1234.5"),
            ("1.234,500", "1234.500"),
            ("084", "084"),
        ] {
            assert_eq!(terms(text), [expected], "{text}");
        }
        assert_eq!(
            terms("Ubuntu 18.10, v5.10"),
            ["ubuntu", "18.10", "v", "5.10"]
        );
        assert_eq!(terms("mức 18.10"), ["mức", "18.1"]);
        assert_eq!(terms("1.2.3"), ["1", "2", "3"]);
        assert_eq!(terms("192.168.1.10"), ["192", "168", "1", "10"]);
        assert_eq!(terms("1,2,3"), ["1", "2", "3"]);
        assert_eq!(terms("0912 345 678"), ["0912", "345", "678"]);
        assert_eq!(terms("năm 2018 chuyển"), ["năm", "2018", "chuyển"]);
        assert_eq!(terms("5."), ["5"]);
    }
}
