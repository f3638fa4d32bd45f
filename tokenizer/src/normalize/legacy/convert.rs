//! From what a wrongly decoded text shows to what it says, and back.

use std::borrow::Cow;

use unicode_normalization::char::compose;
use unicode_normalization::{UnicodeNormalization, char::decompose_canonical};

use super::table::{self, Codes};
use super::{Encoding, capitals};
use crate::normalize::letter;

/// A character of the converted text and what it was made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Bytes of the text before.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The first character of the text before.
    pub(super) from: char,
    /// What it says.
    pub(super) to: char,
}

impl Piece {
    /// Whether the encoding says something else here than the text shows.
    pub(super) fn is_changed(&self) -> bool {
        self.from != self.to || self.end - self.start != self.to.len_utf8()
    }
}

/// Reads a line that shows `encoding` as Windows-1252. What the encoding has no letter for stays.
pub(super) fn pieces(line: &str, encoding: Encoding, out: &mut Vec<Piece>) {
    out.clear();
    match encoding {
        Encoding::Tcvn3 => by_code(line, &table::VN3, out),
        Encoding::Tcvn1 => by_code(line, &table::VN1, out),
        Encoding::Viscii => by_code(line, &table::VISCII, out),
        Encoding::Windows1258 => by_code(line, &table::WINDOWS_1258, out),
        Encoding::Vni => by_pair(line, out),
        Encoding::Utf8 => by_sequence(line, out),
        Encoding::Windows1252 | Encoding::Utf16Le | Encoding::Utf16Be => {
            out.extend(
                line.char_indices()
                    .map(|(start, c)| piece(start, c.len_utf8(), c, c)),
            );
        }
    }
}

fn piece(start: usize, length: usize, from: char, to: char) -> Piece {
    Piece {
        start,
        end: start + length,
        from,
        to,
    }
}

fn by_code(line: &str, codes: &Codes, out: &mut Vec<Piece>) {
    for (start, c) in line.char_indices() {
        let letter = table::byte_of(c).and_then(|byte| codes.letter(byte));
        out.push(piece(start, c.len_utf8(), c, letter.unwrap_or(c)));
    }
}

fn by_pair(line: &str, out: &mut Vec<Piece>) {
    let vni = &*table::VNI;
    let mut rest = line.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let pair = rest
            .peek()
            .and_then(|(_, mark)| Some((vni.pair(c, *mark)?, mark.len_utf8())));
        if let Some((letter, mark)) = pair {
            rest.next();
            out.push(piece(start, c.len_utf8() + mark, c, letter));
        } else {
            out.push(piece(start, c.len_utf8(), c, vni.single(c).unwrap_or(c)));
        }
    }
}

/// Each run of characters that are the bytes of one character in UTF-8 becomes it.
fn by_sequence(line: &str, out: &mut Vec<Piece>) {
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let (length, to) = sequence(&line[at..]).unwrap_or((c.len_utf8(), c));
        out.push(piece(at, length, c, to));
        at += length;
    }
}

/// The character whose bytes `text` begins with, and how many bytes of `text` that takes.
fn sequence(text: &str) -> Option<(usize, char)> {
    let mut bytes = [0; 4];
    let mut needed = 1;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if count == needed {
            return complete(&bytes[..count], at);
        }
        bytes[count] = table::byte_of(c)?;
        if count == 0 {
            needed = match bytes[0] {
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => return None,
            };
        }
    }
    complete(bytes.get(..needed)?, text.len())
}

fn complete(bytes: &[u8], length: usize) -> Option<(usize, char)> {
    let c = std::str::from_utf8(bytes).ok()?.chars().next()?;
    Some((length, c))
}

/// What the pieces say, marks composed.
pub(super) fn text(pieces: &[Piece], encoding: Encoding) -> String {
    let said = pieces.iter().map(|piece| piece.to);
    let said: String = if encoding == Encoding::Windows1258 {
        said.nfc().collect()
    } else {
        said.collect()
    };
    if encoding == Encoding::Tcvn3 {
        return capitals::restore(said);
    }
    said
}

/// UTF-8 can be read wrongly more than once: the line as it shows when one reading is left to undo.
pub(super) fn last_stage(line: &str, encoding: Encoding) -> Cow<'_, str> {
    let mut line = Cow::Borrowed(line);
    let undone = |line: &str| {
        let mut pieces = Vec::new();
        by_sequence(line, &mut pieces);
        let is_changed = pieces.iter().any(Piece::is_changed);
        is_changed.then(|| text(&pieces, Encoding::Utf8))
    };
    // Each reading that is undone makes the line shorter: this ends.
    while encoding == Encoding::Utf8
        && let Some(next) = undone(&line)
        && undone(&next).is_some()
    {
        line = Cow::Owned(next);
    }
    line
}

/// Writes `text` as it shows when `encoding` is read as Windows-1252; `None` when it has a
/// character the encoding has no code for.
pub(super) fn encode(text: &str, encoding: Encoding) -> Option<String> {
    match encoding {
        Encoding::Tcvn3 => by_letter(text, &table::VN3, lower_toned),
        Encoding::Tcvn1 => by_letter(text, &table::VN1, Some),
        Encoding::Viscii => by_letter(text, &table::VISCII, Some),
        Encoding::Windows1258 => by_letter(&apart(text), &table::WINDOWS_1258, Some),
        Encoding::Vni => text.chars().try_fold(String::new(), |mut out, c| {
            match table::VNI.written(c) {
                Some(written) => out.push_str(written),
                None => out.push(shown(c)?),
            }
            Some(out)
        }),
        Encoding::Utf8 => Some(text.bytes().map(table::windows_1252).collect()),
        Encoding::Windows1252 => text.chars().map(shown).collect(),
        Encoding::Utf16Le | Encoding::Utf16Be => None,
    }
}

fn by_letter(text: &str, codes: &Codes, known: fn(char) -> Option<char>) -> Option<String> {
    let code = |c: char| codes.code(c).or_else(|| codes.code(known(c)?));
    text.chars()
        .map(|c| match code(c) {
            Some(byte) => Some(table::windows_1252(byte)),
            None => shown(c)
                .filter(|c| table::byte_of(*c).is_some_and(|byte| codes.letter(byte).is_none())),
        })
        .collect()
}

/// A character that Windows-1252 has.
fn shown(c: char) -> Option<char> {
    table::byte_of(c).map(table::windows_1252)
}

/// Capitals with tones have no codes in VN3; they are typed as small letters, in a font of capitals.
fn lower_toned(c: char) -> Option<char> {
    c.to_lowercase().next()
}

/// Tones behind their vowels, as Windows-1258 has them; its own letters with tones stay.
fn apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let mut parts = [None; 3];
        let mut at = 0;
        decompose_canonical(c, |part| {
            if let Some(slot) = parts.get_mut(at) {
                *slot = Some(part);
            }
            at += 1;
        });
        let tone = parts.iter().flatten().find(|part| is_tone(**part));
        let shape = parts.iter().flatten().filter(|part| !is_tone(**part));
        let shape = shape
            .copied()
            .fold(None, |base: Option<char>, part| match base {
                None => Some(part),
                Some(base) => compose(base, part).or(Some(base)),
            });
        match (tone, shape) {
            (Some(tone), Some(shape)) => out.extend([shape, *tone]),
            _ => out.push(c),
        }
    }
    out
}

fn is_tone(c: char) -> bool {
    letter::Tone::ALL.iter().any(|tone| tone.mark() == Some(c))
}
