//! Repair of Unicode text on its way in: NFC, control characters, HTML entities.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::legacy::{self, Encoding};

/// Repairs `text` once, on the way in: decodes HTML entities, drops control and zero-width
/// characters, and composes detached marks (Unicode NFC).
///
/// Line feeds are kept (`\r\n` and a lone `\r` become `\n`), tabs become spaces. Text that needs no
/// repair is borrowed, not copied.
///
/// Entities are decoded one level deep: text in which an author wrote `&amp;lt;` to show `&lt;`
/// keeps `&lt;`. That makes the function not idempotent for such text; it is to be called once.
///
/// ```
/// use timtin_tokenizer::repair;
/// assert_eq!(repair("ca\u{301}n bo\u{302}\u{323}"), "cán bộ");
/// assert_eq!(repair("H\u{200b}à Nội &amp; Huế"), "Hà Nội & Huế");
/// ```
pub fn repair(text: &str) -> Cow<'_, str> {
    if is_plain(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    clean(decode_entities(text))
}

/// [`repair`] of a text that was recognised as written in a legacy encoding, `None` for Unicode:
/// converts it before control characters are dropped, some of which are letters there.
///
/// ```
/// use timtin_tokenizer::normalize::legacy::recognize;
/// use timtin_tokenizer::repair_from;
/// let text = "Tr\u{ad}êng ®¹i häc &amp; viÖn nghiªn cøu";
/// assert_eq!(repair_from(text, recognize(text)), "Trường đại học & viện nghiên cứu");
/// ```
pub fn repair_from(text: &str, encoding: Option<Encoding>) -> Cow<'_, str> {
    let Some(encoding) = encoding else {
        return repair(text);
    };
    let decoded = decode_entities(text);
    clean(Cow::Owned(legacy::convert(&decoded, encoding).into_owned()))
}

/// Drops control characters and composes.
fn clean(decoded: Cow<'_, str>) -> Cow<'_, str> {
    let cleaned = match decoded {
        Cow::Borrowed(text) => drop_controls(text),
        Cow::Owned(text) => Cow::Owned(drop_controls(&text).into_owned()),
    };
    match cleaned {
        Cow::Borrowed(text) => compose(text),
        Cow::Owned(text) => Cow::Owned(compose(&text).into_owned()),
    }
}

/// Unicode NFC; borrowed when `text` is already composed.
pub fn compose(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Whether the text is all of what Vietnamese news is written with today: nothing to repair, seen
/// without decoding a character. `false` says nothing.
fn is_plain(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        let second = || bytes.get(at + 1).copied().unwrap_or_default();
        at += match lead {
            b'&' | 0x7f => return false,
            b'\n' | b' '..=0x7e => 1,
            // U+00A0–U+00BF without the soft hyphen: signs.
            0xc2 if second() >= 0xa0 && second() != 0xad => 2,
            // U+00C0–U+027F: Latin letters, composed.
            0xc3..=0xc9 => 2,
            // U+1E00–U+1EFF: the Vietnamese vowels with tones, composed.
            0xe1 if (0xb8..=0xbb).contains(&second()) => 3,
            // U+2010–U+2027: dashes, quotation marks, the bullet, the ellipsis.
            0xe2 if second() == 0x80
                && bytes
                    .get(at + 2)
                    .is_some_and(|last| (0x90..=0xa7).contains(last)) =>
            {
                3
            }
            _ => return false,
        };
    }
    true
}

/// Decodes the entities that end with a semicolon. HTML also knows some without (`&copy`, `&reg`),
/// which in plain text are more often parameters of an address: `?a=1&copy=2&section=3`.
pub(crate) fn decode_entities(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for (start, _) in text.match_indices('&') {
        let Some(entity) = entity(&text[start..]) else {
            continue;
        };
        let decoded = htmlize::unescape(entity);
        // Unknown, or only its beginning is known: `&notit;` would become `¬it;`.
        if decoded.len() > 1 && decoded.ends_with(';') {
            continue;
        }
        out.push_str(&text[done..start]);
        out.push_str(&decoded);
        done = start + entity.len();
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// No entity has a longer name.
const LONGEST_ENTITY: usize = 40;

/// What has the form of an entity at the start of `text`, from `&` to `;`.
fn entity(text: &str) -> Option<&str> {
    let name = text[1..].strip_prefix('#').unwrap_or(&text[1..]);
    let length = name
        .bytes()
        .take(LONGEST_ENTITY)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let end = text.len() - name.len() + length;
    (length > 0 && text.as_bytes().get(end) == Some(&b';')).then(|| &text[..=end])
}

/// What a character becomes on its way in.
enum Fate {
    Keep,
    Drop,
    Replace(char),
}

fn fate(c: char) -> Fate {
    match c {
        '\n' => Fate::Keep,
        '\t' | '\u{b}' | '\u{c}' => Fate::Replace(' '),
        '\u{2028}' | '\u{2029}' | '\u{85}' => Fate::Replace('\n'),
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Fate::Drop,
        // Soft hyphen, zero-width space and joiners, direction marks, invisible operators,
        // variation selectors of text pasted from elsewhere, the byte order mark.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => Fate::Drop,
        // Not characters at all (and U+FFF9..U+FFFB, annotation controls).
        '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{fdd0}'..='\u{fdef}' => Fate::Drop,
        _ => Fate::Keep,
    }
}

fn drop_controls(text: &str) -> Cow<'_, str> {
    let clean = |(_, c): &(usize, char)| !matches!(fate(*c), Fate::Keep);
    let Some((first, _)) = text.char_indices().find(clean) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = text[first..].chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() != Some(&'\n') => out.push('\n'),
            _ => match fate(c) {
                Fate::Keep => out.push(c),
                Fate::Drop => {}
                Fate::Replace(other) => out.push(other),
            },
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrows_clean_text() {
        assert!(matches!(
            repair("Đảng bộ Khối các cơ quan tỉnh"),
            Cow::Borrowed(_)
        ));
        assert!(matches!(repair("plain ascii"), Cow::Borrowed(_)));
    }

    #[test]
    fn plain_characters_are_those_that_no_repair_changes() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            if is_plain(text.as_bytes()) {
                assert!(matches!(fate(c), Fate::Keep), "{c:?}");
                assert_eq!(compose(&text), text, "{c:?}");
            }
        }
        assert!(is_plain("Đảng bộ “Khối” – tỉnh…\nưỡn 30 %".as_bytes()));
        assert!(!is_plain("A&amp;B".as_bytes()) && !is_plain("e\u{301}".as_bytes()));
    }

    #[test]
    fn composes_every_way_marks_come_detached() {
        // Fully decomposed, half-composed as Windows-1258 does, and marks in the other order.
        for text in [
            "vie\u{302}\u{323}t",
            "viê\u{323}t",
            "vie\u{323}\u{302}t",
            "việt",
        ] {
            assert_eq!(repair(text), "việt", "{text:?}");
        }
    }

    #[test]
    fn only_what_ends_with_a_semicolon_is_an_entity() {
        for text in [
            "https://x.vn/?a=1&copy=2&section=3&reg=vn&lt=4&#65",
            "&notit; &; &#; &&amp",
            "R&D; Q&A",
        ] {
            assert_eq!(repair(text), text);
        }
        assert_eq!(
            repair("a&lt;b&&gt;&copy;&semi;&#59;&#x1EA1;&Agrave;&hellip;"),
            "a<b&>©;;ạÀ…"
        );
        assert_eq!(repair("&CounterClockwiseContourIntegral;"), "∳");
    }

    #[test]
    fn drops_what_nobody_sees_and_keeps_lines() {
        assert_eq!(repair("a\u{0}b\u{200b}c\u{feff}d\u{ad}e"), "abcde");
        assert_eq!(repair("một\r\nhai\rba\tbốn"), "một\nhai\nba bốn");
        assert_eq!(repair("100&nbsp;%&#7897;&quot;"), "100\u{a0}%ộ\"");
    }
}
