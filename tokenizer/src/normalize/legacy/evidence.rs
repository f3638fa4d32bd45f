//! What speaks for an encoding: words that it makes Vietnamese, against words that it spoils.
//!
//! Each word that is not the same afterwards says something. It speaks **for** the encoding when it is a Vietnamese
//! syllable afterwards and was none before, the more the less it could be a word of any other language (`hoµng`
//! with a sign in the middle: 4; `tæ`, possible in Danish: 1). It speaks **against** when it is no syllable
//! afterwards, and most when it was one before. A word that is a syllable both ways says nothing, nor does a single
//! letter. The same word counts once.

use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

use super::Encoding;
use super::convert::{self, Piece};
use crate::normalize::letter::{self, Tone};
use crate::normalize::unicode::{compose, decode_entities};
use crate::syllable::Syllable;

/// So much must speak for an encoding: one word that no other language has, or several.
const ENOUGH: i32 = 4;
/// In an article with lines that are Unicode Vietnamese.
const ENOUGH_BESIDE_UNICODE: i32 = 8;
/// Bytes that are looked at in an article, and for the judgement on one line.
const LOOKED_AT: usize = 16 << 10;

/// Texts of one origin that may be in a legacy encoding, to be judged together. Texts that are not cost
/// next to nothing.
#[derive(Debug, Default)]
pub struct Suspects {
    lines: Vec<String>,
    bytes: usize,
    beside_unicode: bool,
}

impl Suspects {
    /// Adds a text: of its lines those that are neither ASCII nor surely Unicode, 16 KiB in all.
    pub fn add(&mut self, text: &str) {
        for line in text.split('\n') {
            self.add_line(line);
        }
    }

    fn add_line(&mut self, line: &str) {
        if is_unicode(line) {
            self.beside_unicode = true;
            return;
        }
        let has_entity = line.as_bytes().contains(&b'&');
        if (line.is_ascii() && !has_entity) || self.bytes >= LOOKED_AT {
            return;
        }
        let line = decode_entities(line);
        if is_unicode(&line) {
            self.beside_unicode = true;
        } else if !line.is_ascii() {
            let line = start(&line, LOOKED_AT - self.bytes);
            self.bytes += line.len();
            self.lines.push(line.to_owned());
        }
    }

    /// The encoding with most evidence, if that is enough.
    pub fn verdict(&self) -> Option<Encoding> {
        if self.lines.is_empty() {
            return None;
        }
        let enough = if self.beside_unicode {
            ENOUGH_BESIDE_UNICODE
        } else {
            ENOUGH
        };
        let has_vn1 = self.lines().any(|line| line.contains(is_capital_of_vn1));
        let asked = Encoding::SHOWN.into_iter();
        let asked = asked.filter(|encoding| has_vn1 || *encoding != Encoding::Tcvn1);
        let weights: Vec<(i32, Encoding)> = asked
            .map(|encoding| (weigh(self.lines(), encoding).verdict(), encoding))
            .collect();
        let most = weights.iter().map(|(weight, _)| *weight).max()?;
        let mut best = weights.iter().filter(|(weight, _)| *weight == most);
        let (_, encoding) = *best.next()?;
        if most < enough {
            return None;
        }
        match best.next() {
            None => Some(encoding),
            // VN1 says as much as its part VN3 where its capitals show seldom.
            Some((_, Encoding::Tcvn1)) if encoding == Encoding::Tcvn3 => Some(Encoding::Tcvn1),
            Some((_, rival)) => self.agree(encoding, *rival).then_some(encoding),
        }
    }

    /// Whether two encodings say the same, so that either will do.
    fn agree(&self, one: Encoding, other: Encoding) -> bool {
        self.lines()
            .all(|line| super::convert_line(line, one) == super::convert_line(line, other))
    }

    fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }
}

/// What capitals of VN1 show, as far as it is no usual sign such as `’`, `…`, `€` or `™`.
fn is_capital_of_vn1(c: char) -> bool {
    matches!(c, '\u{1}'..='\u{6}' | '\u{11}'..='\u{17}' | '\u{80}'..='\u{9f}')
        || "‚ƒ„†‡ˆ‰Š‹ŒŽ˜š›œžŸ¯¿ÀÁÂÃÄÅÍÙÚÛ".contains(c)
}

/// The beginning of a text, at most so many bytes.
fn start(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether a line has a character that only Unicode Vietnamese has: a composed vowel with tone and
/// quality, `đ ă ơ ư`, or a combining mark.
pub(super) fn is_unicode(line: &str) -> bool {
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        if lead.is_ascii() {
            at += 1;
            continue;
        }
        match (lead, bytes.get(at + 1).copied().unwrap_or_default()) {
            // U+1E00–U+1EFF
            (0xE1, 0xB8..=0xBB)
            // U+0300–U+036F
            | (0xCC, _) | (0xCD, 0x80..=0xAF)
            // Ă ă Đ đ
            | (0xC4, 0x82 | 0x83 | 0x90 | 0x91)
            // Ơ ơ Ư
            | (0xC6, 0xA0 | 0xA1 | 0xAF | 0xB0) => return true,
            _ => at += 1,
        }
    }
    false
}

/// Whether a line would lose by conversion: the evidence in it speaks against the encoding.
pub(super) fn is_spoilt(line: &str, encoding: Encoding) -> bool {
    let weight = weigh([start(line, LOOKED_AT)], encoding);
    weight.against > weight.speaks_for
}

/// What words say for and against an encoding.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    speaks_for: i32,
    against: i32,
}

impl Weight {
    /// Much of the one and little of the other.
    fn verdict(self) -> i32 {
        if self.against * 2 > self.speaks_for {
            return 0;
        }
        self.speaks_for - self.against
    }
}

fn weigh<'l>(lines: impl IntoIterator<Item = &'l str>, encoding: Encoding) -> Weight {
    let mut weight = Weight::default();
    let mut seen: HashSet<String> = HashSet::new();
    let mut pieces = Vec::new();
    for line in lines {
        let line = &*convert::last_stage(line, encoding);
        convert::pieces(line, encoding, &mut pieces);
        let is_of_word = |piece: &Piece| is_of_word(piece, encoding);
        for word in pieces.chunk_by(|one, next| is_of_word(one) && is_of_word(next)) {
            let before = written(line, word);
            if !before.is_ascii() && seen.insert(before.to_owned()) {
                match judge(before, word, encoding) {
                    says if says > 0 => weight.speaks_for += says,
                    says => weight.against -= says,
                }
            }
        }
    }
    weight
}

fn written<'l>(line: &'l str, word: &[Piece]) -> &'l str {
    let (Some(first), Some(last)) = (word.first(), word.last()) else {
        return "";
    };
    &line[first.start..last.end]
}

/// Whether a piece belongs to a word, before or afterwards. (UTF-8 shows a quotation mark as `â€œ`: there only what
/// it says counts.)
fn is_of_word(piece: &Piece, encoding: Encoding) -> bool {
    piece.to.is_alphanumeric()
        || is_combining_mark(piece.to)
        || (encoding != Encoding::Utf8 && piece.from.is_alphanumeric())
}

/// What one word says: more than zero speaks for the encoding.
fn judge(before: &str, word: &[Piece], encoding: Encoding) -> i32 {
    let said: String = word.iter().map(|piece| piece.to).collect();
    let said = compose(&said);
    let letters = said.chars().count();
    if !word.iter().any(Piece::is_changed) {
        return if letters < 2 || is_spelled(before) {
            0
        } else {
            -2
        };
    }
    if said.chars().any(|c| c.is_ascii_digit()) {
        return -1;
    }
    // Of a letter alone and of signs alone one cannot tell.
    if letters < 2 {
        return if said.chars().all(char::is_alphabetic) {
            0
        } else {
            -1
        };
    }
    match (
        is_spelled(before),
        is_spelled(&said) && is_usual_case(&said, encoding) && !said.contains(['ð', 'Ð']),
    ) {
        (true, true) => 0,
        (true, false) => -6,
        // No accident makes UTF-8, and foreign words are written in it too.
        (false, false) if encoding == Encoding::Utf8 => 0,
        (false, false) if is_abbreviation(&said) => 0,
        (false, false) => -3,
        (false, true) => strength(word, &said, encoding),
    }
}

/// Whether a word is a Vietnamese syllable as the spelling has it: a stop at its end allows two tones,
/// and the letters `c k g gh ng ngh` go with their vowels.
fn is_spelled(word: &str) -> bool {
    let Some(syllable) = Syllable::parse(word) else {
        return false;
    };
    let rhyme = syllable.rhyme();
    let is_stopped = rhyme.ends_with(['c', 'p', 't']) || rhyme.ends_with("ch");
    let tone_fits = !is_stopped || matches!(syllable.tone(), Tone::Rising | Tone::Heavy);
    let is_front = rhyme.starts_with(['e', 'ê', 'i', 'y']);
    let onset_fits = match syllable.onset() {
        "c" | "ng" => !is_front,
        "gh" | "ngh" => is_front,
        "g" => !rhyme.starts_with(['e', 'ê']),
        _ => true,
    };
    tone_fits && onset_fits
}

/// `CSĐT`, `NSƯT`: capitals that are no syllable in Vietnamese either.
fn is_abbreviation(said: &str) -> bool {
    said.contains(['Đ', 'Ư']) && said.chars().count() <= 6 && said.chars().all(char::is_uppercase)
}

/// No capital behind a small letter. (In VN3 it is: see `capitals`.)
fn is_usual_case(word: &str, encoding: Encoding) -> bool {
    let ascii_only = encoding == Encoding::Tcvn3;
    let mut small = false;
    for c in word.chars() {
        if small && c.is_uppercase() && !(ascii_only && c.is_ascii()) {
            return false;
        }
        small |= c.is_lowercase();
    }
    true
}

/// How little a word could be one of another language as it stands, from 1 to 4.
fn strength(word: &[Piece], said: &str, encoding: Encoding) -> i32 {
    let pieces = word
        .iter()
        .enumerate()
        .filter(|(_, piece)| piece.is_changed());
    let most = pieces
        .map(|(at, piece)| match encoding {
            Encoding::Utf8 => of_sequence(piece),
            Encoding::Vni => of_pair(word, at),
            Encoding::Windows1258 => of_mark(word, at),
            _ => of_code(word, at, encoding == Encoding::Tcvn1),
        })
        .max()
        .unwrap_or(0);
    if most < 4 && has_compound_nucleus(said) {
        most + 1
    } else {
        most
    }
}

/// `iê`, `yê`, `uô`, `ươ`: four letters in five of such a word fit by chance in no other language.
fn has_compound_nucleus(said: &str) -> bool {
    let Some(syllable) = Syllable::parse(said) else {
        return false;
    };
    ["iê", "yê", "uô", "ươ"]
        .iter()
        .any(|nucleus| syllable.rhyme().contains(nucleus))
}

fn of_sequence(piece: &Piece) -> i32 {
    if piece.to > '\u{7ff}' { 4 } else { 2 }
}

/// A code of a single-byte encoding: a sign within a word, a capital within a word.
fn of_code(word: &[Piece], at: usize, is_vn1: bool) -> i32 {
    let from = word[at].from;
    let before = at.checked_sub(1).map(|before| word[before].from);
    let is_inside = before.is_some() && at + 1 < word.len();
    let beside = |c: Option<char>| c.is_some_and(char::is_lowercase);
    match from {
        // A dot that joins, hyphens nobody sees, apostrophes.
        '·' | '\u{ad}' => 1 + i32::from(is_inside && from == '\u{ad}'),
        // Signs that people write, in VN1 capitals.
        '‘'..='”' | '–' | '—' | '…' | '•' | '€' | '™' if is_vn1 && !is_inside => 0,
        '’' | '‘' | '¹' | '²' | '³' | 'ª' | 'º' | '°' => 1,
        '\u{0}'..='\u{1f}' | '\u{80}'..='\u{9f}' => 4,
        '\u{a1}'..='\u{bf}' | '×' | '÷' if is_inside => 4,
        '¶' | '¸' | '¨' if before.is_some() => 3,
        'µ' if beside(before) || before.is_some_and(char::is_uppercase) => 3,
        '®' | '§' if before.is_none() => 2,
        c if c.is_uppercase() && beside(before) => 4,
        c if !c.is_alphabetic() => 2,
        _ => 1,
    }
}

/// A letter of VNI. French has diaereses behind vowels (`naïf`), Swedish `oä` (`poäng`), Irish `eá`
/// (`Seán`): two words are better than one.
fn of_pair(word: &[Piece], at: usize) -> i32 {
    let piece = &word[at];
    if piece.end - piece.start == 1 + 'ù'.len_utf8() {
        let (_, tone) = letter::split_tone(letter::lower(piece.to));
        let is_french = matches!(tone, Tone::Heavy | Tone::Dipping);
        return 1 + i32::from(!is_french || has_quality(piece.to));
    }
    // `öô`, `öôù`: ươ.
    let horned = |piece: Option<&Piece>| {
        piece.is_some_and(|piece| matches!(letter::split_tone(letter::lower(piece.to)).0, 'ơ'))
    };
    if matches!(letter::lower(piece.to), 'ư') && horned(word.get(at + 1)) {
        return 4;
    }
    1 + i32::from(piece.end - piece.start == 2 * 'ù'.len_utf8())
}

/// A mark of Windows-1258 behind a vowel with a quality (`êò`) is in no language; Italian has `ciò`.
fn of_mark(word: &[Piece], at: usize) -> i32 {
    let piece = &word[at];
    if !is_combining_mark(piece.to) {
        return 1;
    }
    let vowel = at.checked_sub(1).map(|before| word[before].to);
    match piece.from {
        _ if vowel.is_some_and(has_quality) => 4,
        'Þ' => 3,
        'ò' => 1,
        _ => 2,
    }
}

fn has_quality(c: char) -> bool {
    matches!(
        letter::split_tone(letter::lower(c)).0,
        'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư'
    )
}
