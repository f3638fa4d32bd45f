//! Legacy encodings of Vietnamese (rule 1.8): texts written with the fonts of the 1990s, or read in
//! the wrong encoding on their way, are recognised and converted.
//!
//! Most such texts reach us **wrongly decoded**: bytes of TCVN3, VNI, VISCII, Windows-1258 or UTF-8 that
//! somebody read as Windows-1252 (`Céng hoµ x· héi` for *Cộng hòa xã hội*). [`decode`] reads bytes that are not
//! UTF-8 that way too, so that there is one place that judges.
//!
//! ```
//! use timtin_tokenizer::normalize::legacy::{self, Encoding};
//!
//! assert_eq!(legacy::repair("Céng hoµ x· héi chñ nghÜa ViÖt Nam"),
//!     Some((Encoding::Tcvn3, "Cộng hoà xã hội chủ nghĩa Việt Nam".to_owned())));
//! assert_eq!(legacy::repair("Nguyeãn Vaên An"), Some((Encoding::Vni, "Nguyễn Văn An".to_owned())));
//! assert_eq!(legacy::recognize("Müller à São Paulo, café déjà vu"), None);
//! ```
//!
//! # How it is decided
//!
//! By words, not by characters: a candidate must turn words that are no Vietnamese into Vietnamese
//! syllables, and none the other way (see `evidence`). All texts of an article are judged together
//! ([`recognize_all`]); [`convert`] then leaves a line alone that the encoding would spoil.
//!
//! **The unit is the line.** A line with one character that only Unicode Vietnamese has (`ệ`, `đ`, `ơ`, a combining mark) is
//! Unicode, is never converted, and costs the look at its first few words. In an article that has such lines the others
//! must show twice the evidence: most are then foreign names.
//!
//! # Limits
//!
//! * VN3 has no capitals with tones: `Ấn Độ` typed in a small-letter font comes back as `ấn Độ`. Words in capitals do come
//!   back as such.
//! * A text of one or two words that are possible in another language too (`cã`, `mét`) stays.
//! * Soft hyphens that were lost (`N­íc` → `Níc`) are not put back.
//! * Bytes read as anything but Windows-1252 or Latin-1 before they came here are not recognised.

mod capitals;
mod convert;
mod evidence;
mod table;

use std::borrow::Cow;
use std::fmt;

pub use evidence::Suspects;

use crate::normalize::unicode::decode_entities;

/// An encoding that a text was converted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// TCVN 5712:1993 VN3: the ABC fonts `.VnTime`, `.VnArial`, …
    Tcvn3,
    /// TCVN 5712:1993 VN1: TCVN3 and capitals with tones below 0x20 and above 0x7F.
    Tcvn1,
    /// VNI Windows: the fonts `VNI-Times`, …; a letter and its mark are two characters.
    Vni,
    /// VISCII 1.1 (RFC 1456).
    Viscii,
    /// Microsoft's code page for Vietnamese.
    Windows1258,
    /// Western European, as far as it is sure: quotation marks, dashes and other signs.
    Windows1252,
    /// UTF-8 that was read as Windows-1252 or Latin-1, once or more.
    Utf8,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
}

impl Encoding {
    /// Those that text can show, in the order of preference where the evidence is equal.
    const SHOWN: [Encoding; 6] = [
        Encoding::Utf8,
        Encoding::Tcvn3,
        Encoding::Vni,
        Encoding::Viscii,
        Encoding::Windows1258,
        Encoding::Tcvn1,
    ];

    /// The name for reports.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Tcvn3 => "TCVN3",
            Encoding::Tcvn1 => "TCVN 5712-1",
            Encoding::Vni => "VNI",
            Encoding::Viscii => "VISCII",
            Encoding::Windows1258 => "Windows-1258",
            Encoding::Windows1252 => "Windows-1252",
            Encoding::Utf8 => "UTF-8 read as Windows-1252",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The encoding that a text shows wrongly decoded; `None` for text that is right as it is.
///
/// HTML entities are read as what they stand for.
pub fn recognize(text: &str) -> Option<Encoding> {
    recognize_all([text])
}

/// Judges texts of one origin together: title, summary and body of an article.
pub fn recognize_all<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Encoding> {
    let mut suspects = Suspects::default();
    for text in texts {
        suspects.add(text);
    }
    suspects.verdict()
}

/// Recognises and converts a text, its HTML entities decoded; `None` for text that is right as it
/// is.
pub fn repair(text: &str) -> Option<(Encoding, String)> {
    let encoding = recognize(text)?;
    Some((
        encoding,
        convert(&decode_entities(text), encoding).into_owned(),
    ))
}

/// Converts the lines of a text that was recognised as `encoding`. Lines that are Unicode already and
/// lines that would lose words by it stay as they are.
pub fn convert(text: &str, encoding: Encoding) -> Cow<'_, str> {
    if !Encoding::SHOWN.contains(&encoding) || text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let lines = text.split('\n').map(|line| convert_line(line, encoding));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

fn convert_line(line: &str, encoding: Encoding) -> Cow<'_, str> {
    if line.is_ascii() || evidence::is_unicode(line) || evidence::is_spoilt(line, encoding) {
        return Cow::Borrowed(line);
    }
    let mut pieces = Vec::new();
    convert::pieces(line, encoding, &mut pieces);
    let said = convert::text(&pieces, encoding);
    // Read wrongly twice: what comes out is still UTF-8 read as Windows-1252.
    if encoding == Encoding::Utf8 && said != line {
        return Cow::Owned(convert_line(&said, encoding).into_owned());
    }
    Cow::Owned(said)
}

/// Decodes bytes that are not UTF-8, when the evidence says what they are.
///
/// UTF-16 is known by its byte order mark, or by the zeros beside its ASCII letters
/// ([`utf16`]); the others as in [`recognize`]. `None` when nothing is sure: never a guess, never a
/// replacement character.
pub fn decode(bytes: &[u8]) -> Option<(Encoding, String)> {
    if let Some(encoding) = utf16(bytes) {
        return Some((encoding, decode_utf16(bytes, encoding)?));
    }
    let shown = windows_1252(bytes);
    match recognize(&shown) {
        // These bytes are not UTF-8: a cut or damaged text, of which a part would be lost.
        Some(Encoding::Utf8) => None,
        Some(encoding) => Some((encoding, convert(&shown, encoding).into_owned())),
        None => is_sure_windows_1252(bytes).then_some((Encoding::Windows1252, shown)),
    }
}

/// Reads bytes as Windows-1252; its five undefined codes become U+0081, U+008D, U+008F, U+0090 and
/// U+009D. Nothing is lost: each byte is one character.
pub fn windows_1252(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| table::windows_1252(*byte))
        .collect()
}

/// Whether all that is not ASCII are signs that the Windows code pages of Europe have in the same place:
/// quotation marks, dashes, the ellipsis, the space that does not break, and a few more.
pub fn is_sure_windows_1252(bytes: &[u8]) -> bool {
    let mut high = bytes.iter().filter(|byte| !byte.is_ascii()).peekable();
    high.peek().is_some()
        && high.all(|byte| {
            matches!(byte, 0x82 | 0x84..=0x86 | 0x8B | 0x91..=0x97 | 0x9B | 0xA0 | 0xA9 | 0xAB | 0xAE | 0xB0 | 0xB1 | 0xB7 | 0xBB)
        })
}

/// How many bytes of a file tell whether it is UTF-16.
const UTF16_LOOKED_AT: usize = 4096;

/// Whether bytes are UTF-16: they begin with a byte order mark, or, looking at the first 4,096, ASCII
/// characters show: a third of all pairs or more have a zero, nearly always on the same side, and hardly any are
/// control characters, of which what is no text has many.
pub fn utf16(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        // The byte order mark of UTF-32.
        [0xFF, 0xFE, 0, 0, ..] => return None,
        [0xFF, 0xFE, ..] => return Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    let start = &bytes[..bytes.len().min(UTF16_LOOKED_AT)];
    let zeros = |side: usize| {
        let side = start.chunks_exact(2).filter(|pair| pair[side] == 0);
        side.count()
    };
    let controls = |side: usize| {
        let is_control = |byte: u8| byte < b' ' && !byte.is_ascii_whitespace();
        let pairs = start.chunks_exact(2);
        pairs
            .filter(|pair| pair[side] == 0 && is_control(pair[1 - side]))
            .count()
    };
    let (first, second, pairs) = (zeros(0), zeros(1), start.len() / 2);
    let is_text = |side: usize| controls(side) * 50 <= pairs;
    let enough = |zeros: usize| zeros >= 2 && zeros * 3 >= pairs;
    // Few characters end in a zero byte themselves, some emoji for one.
    if enough(second) && first * 8 <= second && is_text(1) {
        Some(Encoding::Utf16Le)
    } else if enough(first) && second * 8 <= first && is_text(0) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

fn decode_utf16(bytes: &[u8], encoding: Encoding) -> Option<String> {
    let unit = |pair: &[u8]| match (encoding, pair) {
        (Encoding::Utf16Be, [high, low]) => u16::from_be_bytes([*high, *low]),
        (_, [low, high]) => u16::from_le_bytes([*low, *high]),
        _ => 0,
    };
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let units = bytes.chunks_exact(2).map(unit);
    let text: Result<String, _> = char::decode_utf16(units).collect();
    let text = text.ok()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// The inverse of [`convert`], for tests and measurements: how a text shows when it was written in
/// `encoding` and read as Windows-1252.
///
/// `None` when the encoding has no code for a character. In VN3 capitals with tones become small
/// letters; UTF-16 does not show as text.
pub fn encode(text: &str, encoding: Encoding) -> Option<String> {
    convert::encode(text, encoding)
}

/// [`encode`] as the bytes themselves.
pub fn encode_bytes(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Encoding::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        _ => encode(text, encoding)?
            .chars()
            .map(table::byte_of)
            .collect(),
    }
}

#[cfg(test)]
mod tests;
