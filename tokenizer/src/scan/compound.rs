//! What is written without a space and means something as a whole: codes (rule 2.10), addresses,
//! hashtags. Their parts are words and numbers of their own besides.

use super::{Class, class, digits_end, word_end};
use crate::syllable::Syllable;
use crate::token::Kind;
use crate::word::canonical;

/// A code has at most so many parts and bytes; longer runs are no codes anybody types.
const MAX_CODE_PARTS: usize = 8;
const MAX_CODE_BYTES: usize = 64;
/// Longer addresses are cut into their parts only.
const MAX_ADDRESS_BYTES: usize = 256;

/// Endings by which a domain without `www.` or scheme is known. Endings that are also words
/// (`me`, `co`, `tv`) are left out: a missing space after a full stop is more usual.
const TOP_LEVEL_DOMAINS: [&str; 9] = [
    "com", "net", "org", "vn", "edu", "gov", "info", "biz", "asia",
];

/// Whether the byte `next` behind a piece, with `after` behind that, may go on a compound.
pub(super) fn may_go_on(next: u8, after: u8) -> bool {
    let word = after.is_ascii_alphanumeric() || after >= 0xc3;
    match next {
        b'-' | b'/' | b'.' | b'_' | b'@' | b'+' => word,
        b':' => after == b'/',
        _ => next.is_ascii_alphanumeric() || (0xc3..=0xc9).contains(&next) || next == 0xe1,
    }
}

/// The compound whose first piece is at byte `start`: its bytes and kind. With `careless` what is
/// joined like a code is one in lower case too.
pub(super) fn compound(text: &str, start: usize, careless: bool) -> Option<(usize, usize, Kind)> {
    let bytes = text.as_bytes();
    if start > 0 && bytes[start - 1] == b'#' {
        return hashtag(text, start);
    }
    let run = address_run(bytes, start);
    if let Some(end) = email(bytes, start, run) {
        return Some((start, end, Kind::Email));
    }
    if let Some(end) = url(text, start, run) {
        return Some((start, end, Kind::Url));
    }
    code(text, start, careless).map(|end| (start, end, Kind::Code))
}

/// The whole's canonical term: a code without joiners, an address in lower case without scheme,
/// `www.` and a slash at its end.
pub(crate) fn term(written: &str, kind: Kind) -> String {
    match kind {
        Kind::Code => code_term(written),
        Kind::Url => {
            let lower = written.to_ascii_lowercase();
            let rest = lower.split_once("://").map_or(&lower[..], |(_, rest)| rest);
            let rest = rest.strip_prefix("www.").unwrap_or(rest);
            rest.trim_end_matches('/').to_owned()
        }
        _ => crate::analyzer::lower(written),
    }
}

/// Letters are canonical as words of their own: the digits behind them are not theirs.
fn code_term(written: &str) -> String {
    let mut term = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphanumeric());
        let len = rest
            .find(|other| kind(other) != kind(c))
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(len);
        match kind(c) {
            (true, _) => term.push_str(run),
            (_, true) => term.push_str(&canonical(run)),
            _ => {}
        }
        rest = after;
    }
    term
}

/// Where the run of printable ASCII from `start` ends, quotation marks and brackets excluded.
fn address_run(bytes: &[u8], start: usize) -> usize {
    let run = bytes[start..]
        .iter()
        .take(MAX_ADDRESS_BYTES)
        .take_while(|byte| byte.is_ascii_graphic() && !b"\"'<>()[]{},;|".contains(byte));
    let mut end = start + run.count();
    while end > start && b".:!?".contains(&bytes[end - 1]) {
        end -= 1;
    }
    end
}

fn is_label(label: &[u8]) -> bool {
    !label.is_empty()
        && label
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Whether `host` is two or more labels, the last of letters.
fn is_host(host: &[u8]) -> bool {
    let mut labels = host.rsplit(|byte| *byte == b'.');
    let last = labels.next().unwrap_or_default();
    let mut others = labels.peekable();
    last.len() >= 2
        && last.iter().all(u8::is_ascii_alphabetic)
        && others.peek().is_some()
        && others.all(is_label)
}

fn email(bytes: &[u8], start: usize, run: usize) -> Option<usize> {
    let written = &bytes[start..run];
    let at = written.iter().position(|byte| *byte == b'@')?;
    let local = written[..at]
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte));
    let host = written[at + 1..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b".-".contains(byte))
        .count();
    (at > 0 && local && is_host(&written[at + 1..at + 1 + host])).then_some(start + at + 1 + host)
}

fn url(text: &str, start: usize, run: usize) -> Option<usize> {
    let written = text.get(start..run)?;
    let scheme = ["https://", "http://", "ftp://"]
        .into_iter()
        .find(|scheme| {
            written
                .get(..scheme.len())
                .is_some_and(|s| s.eq_ignore_ascii_case(scheme))
        })
        .map_or(0, str::len);
    let rest = &written[scheme..];
    let host_len = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
    let host = &rest[..host_len];
    if !is_host(host.as_bytes()) {
        return None;
    }
    let known = || {
        let last = host.rsplit('.').next().unwrap_or_default();
        TOP_LEVEL_DOMAINS.contains(&last) && !host.bytes().any(|byte| byte.is_ascii_uppercase())
    };
    let www = || host.len() > 4 && host[..4].eq_ignore_ascii_case("www.");
    (scheme > 0 || www() || known()).then_some(run)
}

fn hashtag(text: &str, start: usize) -> Option<(usize, usize, Kind)> {
    let mut end = start;
    let mut letters = false;
    while end < text.len() {
        match class(text, end) {
            (Class::Letter, len) => {
                letters = true;
                end += len;
            }
            (Class::Mark | Class::Digit, len) => end += len,
            _ if text.as_bytes()[end] == b'_' => end += 1,
            _ => break,
        }
    }
    (letters && end - start <= MAX_CODE_BYTES).then_some((start - 1, end, Kind::Hashtag))
}

/// What the parts of a run of letters and digits say about its being a code.
#[derive(Default)]
struct Parts<'t> {
    count: usize,
    digits: bool,
    letters: Vec<&'t str>,
    digits_first: bool,
    /// A joiner stands between two parts.
    joined: bool,
    dotted: bool,
}

/// Where the code at `start` ends: letters and digits, joined by `-`, `/`, `.`, `_` or nothing.
fn code(text: &str, start: usize, careless: bool) -> Option<usize> {
    let mut parts = Parts::default();
    let mut at = start;
    loop {
        let end = match class(text, at).0 {
            Class::Letter => {
                let end = word_end(text, at);
                parts.letters.push(&text[at..end]);
                end
            }
            Class::Digit => {
                parts.digits = true;
                parts.digits_first |= at == start;
                digits_end(text.as_bytes(), at)
            }
            _ => break,
        };
        parts.count += 1;
        at = end;
        let Some(joiner) = text.as_bytes().get(at).copied() else {
            break;
        };
        if matches!(joiner, b'-' | b'/' | b'.' | b'_')
            && at + 1 < text.len()
            && matches!(class(text, at + 1).0, Class::Letter | Class::Digit)
        {
            parts.joined = true;
            parts.dotted |= joiner == b'.';
            at += 1;
        }
        if parts.count > MAX_CODE_PARTS {
            return None;
        }
    }
    (at - start <= MAX_CODE_BYTES && parts.are_code(careless)).then_some(at)
}

impl Parts<'_> {
    fn are_code(&self, careless: bool) -> bool {
        let Some(first) = self.letters.first() else {
            return false;
        };
        let capitals = |part: &&str| part.chars().all(char::is_uppercase);
        if !self.digits || self.count < 2 {
            return false;
        }
        if careless && self.joined && !self.dotted {
            return true;
        }
        // `xong.2` is a full stop without its space.
        if self.dotted && !self.letters.iter().all(capitals) {
            return false;
        }
        if self.digits_first {
            // `5G` and `158/2025/NĐ-CP`, but `50km/h`, `14h30` and `100USD` are measures.
            let short = first.chars().count() <= 2;
            return self.letters.iter().any(capitals) && capitals(first) && (self.joined || short);
        }
        // `lúc14h` is a missing space; `u23`, `covid19` and `H5N1` are codes.
        first.chars().any(char::is_uppercase)
            || first.chars().count() <= 2
            || Syllable::parse(first).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(&str, Kind)> {
        compound(text, usize::from(text.starts_with('#')), false)
            .map(|(start, end, kind)| (&text[start..end], kind))
    }

    #[test]
    fn codes() {
        for text in [
            "U23",
            "U-23",
            "u23",
            "COVID-19",
            "covid19",
            "158/2025/NĐ-CP",
            "05-CT/TW",
            "H5N1",
            "A320",
            "5G",
            "51F-123.45",
            "QL1A",
            "Q.1",
            "Su-30MK2",
            "29/KH-UBND",
            "SARS-CoV-2",
        ] {
            assert_eq!(found(text), Some((text, Kind::Code)), "{text}");
        }
        for text in [
            "14h30",
            "50km/h",
            "100USD",
            "lúc14",
            "xong.2",
            "KT-XH",
            "TP.HCM",
            "30%",
            "2019-2020",
            "1.000m2",
            "Hà",
            "3kg",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(found("U23, U22"), Some(("U23", Kind::Code)));
        assert_eq!(found("A1-"), Some(("A1", Kind::Code)));
    }

    #[test]
    fn addresses_and_hashtags() {
        for (text, expected, kind) in [
            (
                "toasoan@baotinh.com.vn.",
                "toasoan@baotinh.com.vn",
                Kind::Email,
            ),
            ("https://a.vn/b-c?d=1).", "https://a.vn/b-c?d=1", Kind::Url),
            ("www.phuyen.edu.vn,", "www.phuyen.edu.vn", Kind::Url),
            ("vnexpress.net", "vnexpress.net", Kind::Url),
            ("timviec365.vn/x", "timviec365.vn/x", Kind::Url),
            ("#TựHào_VN23!", "#TựHào_VN23", Kind::Hashtag),
        ] {
            assert_eq!(found(text), Some((expected, kind)), "{text}");
        }
        for text in ["xong.Vn", "a@b", "#123", "anh.me", "http://", "..vn"] {
            assert!(
                found(text).is_none_or(|(_, kind)| kind == Kind::Code),
                "{text}"
            );
        }
    }

    #[test]
    fn terms_forget_joiners_and_case() {
        assert_eq!(term("158/2025/NĐ-CP", Kind::Code), "1582025nđcp");
        assert_eq!(term("U-23", Kind::Code), term("u23", Kind::Code));
        assert_eq!(term("HTTPS://www.A.vn/", Kind::Url), "a.vn");
        assert_eq!(term("#HàNội", Kind::Hashtag), "#hànội");
    }
}
