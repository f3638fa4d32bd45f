//! The tables of the legacy encodings, written by letter: for each vowel the codes of its six tones.
//!
//! Sources: TCVN 5712:1993 (VN1 is all of it, VN3 its part without codes below 0xA1, which is what
//! the ABC fonts `.VnTime` use); RFC 1456 (VISCII 1.1); the *VNI Windows* fonts' layout, in which a tone or
//! quality is a letter of its own behind the vowel; Microsoft's code pages 1252 and 1258.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::normalize::letter::{self, Tone};

/// A vowel and its codes with the tones in the order of [`Tone::ALL`].
type Row = (char, [u8; 6]);

/// VN3 (TCVN3, ABC): lower-case vowels.
const TCVN_LOWER: [Row; 12] = [
    ('a', [0x61, 0xB5, 0xB8, 0xB6, 0xB7, 0xB9]),
    ('ă', [0xA8, 0xBB, 0xBE, 0xBC, 0xBD, 0xC6]),
    ('â', [0xA9, 0xC7, 0xCA, 0xC8, 0xC9, 0xCB]),
    ('e', [0x65, 0xCC, 0xD0, 0xCE, 0xCF, 0xD1]),
    ('ê', [0xAA, 0xD2, 0xD5, 0xD3, 0xD4, 0xD6]),
    ('i', [0x69, 0xD7, 0xDD, 0xD8, 0xDC, 0xDE]),
    ('o', [0x6F, 0xDF, 0xE3, 0xE1, 0xE2, 0xE4]),
    ('ô', [0xAB, 0xE5, 0xE8, 0xE6, 0xE7, 0xE9]),
    ('ơ', [0xAC, 0xEA, 0xED, 0xEB, 0xEC, 0xEE]),
    ('u', [0x75, 0xEF, 0xF3, 0xF1, 0xF2, 0xF4]),
    ('ư', [0xAD, 0xF5, 0xF8, 0xF6, 0xF7, 0xF9]),
    ('y', [0x79, 0xFA, 0xFD, 0xFB, 0xFC, 0xFE]),
];

/// VN1 only: capitals with tones. VN3 has the capitals without tone (the first column) and no more.
const TCVN_UPPER: [Row; 12] = [
    ('A', [0x41, 0x80, 0x83, 0x81, 0x82, 0x84]),
    ('Ă', [0xA1, 0xAF, 0xC0, 0xBA, 0xBF, 0x85]),
    ('Â', [0xA2, 0xC1, 0xC4, 0xC2, 0xC3, 0x86]),
    ('E', [0x45, 0x87, 0x8A, 0x88, 0x89, 0x8B]),
    ('Ê', [0xA3, 0xC5, 0xDA, 0xCD, 0xD9, 0x8C]),
    ('I', [0x49, 0x8D, 0x90, 0x8E, 0x8F, 0x91]),
    ('O', [0x4F, 0x92, 0x95, 0x93, 0x94, 0x96]),
    ('Ô', [0xA4, 0xDB, 0xFF, 0xE0, 0xF0, 0x97]),
    ('Ơ', [0xA5, 0x98, 0x9B, 0x99, 0x9A, 0x9C]),
    ('U', [0x55, 0x9D, 0x01, 0x9E, 0x9F, 0x02]),
    ('Ư', [0xA6, 0x04, 0x11, 0x05, 0x06, 0x12]),
    ('Y', [0x59, 0x13, 0x16, 0x14, 0x15, 0x17]),
];

const TCVN_STROKE: [(char, u8); 2] = [('đ', 0xAE), ('Đ', 0xA7)];

const VISCII_ROWS: [Row; 24] = [
    ('a', [0x61, 0xE0, 0xE1, 0xE4, 0xE3, 0xD5]),
    ('ă', [0xE5, 0xA2, 0xA1, 0xC6, 0xC7, 0xA3]),
    ('â', [0xE2, 0xA5, 0xA4, 0xA6, 0xE7, 0xA7]),
    ('e', [0x65, 0xE8, 0xE9, 0xEB, 0xA8, 0xA9]),
    ('ê', [0xEA, 0xAB, 0xAA, 0xAC, 0xAD, 0xAE]),
    ('i', [0x69, 0xEC, 0xED, 0xEF, 0xEE, 0xB8]),
    ('o', [0x6F, 0xF2, 0xF3, 0xF6, 0xF5, 0xF7]),
    ('ô', [0xF4, 0xB0, 0xAF, 0xB1, 0xB2, 0xB5]),
    ('ơ', [0xBD, 0xB6, 0xBE, 0xB7, 0xDE, 0xFE]),
    ('u', [0x75, 0xF9, 0xFA, 0xFC, 0xFB, 0xF8]),
    ('ư', [0xDF, 0xD7, 0xD1, 0xD8, 0xE6, 0xF1]),
    ('y', [0x79, 0xCF, 0xFD, 0xD6, 0xDB, 0xDC]),
    ('A', [0x41, 0xC0, 0xC1, 0xC4, 0xC3, 0x80]),
    ('Ă', [0xC5, 0x82, 0x81, 0x02, 0x05, 0x83]),
    ('Â', [0xC2, 0x85, 0x84, 0x86, 0x06, 0x87]),
    ('E', [0x45, 0xC8, 0xC9, 0xCB, 0x88, 0x89]),
    ('Ê', [0xCA, 0x8B, 0x8A, 0x8C, 0x8D, 0x8E]),
    ('I', [0x49, 0xCC, 0xCD, 0x9B, 0xCE, 0x98]),
    ('O', [0x4F, 0xD2, 0xD3, 0x99, 0xA0, 0x9A]),
    ('Ô', [0xD4, 0x90, 0x8F, 0x91, 0x92, 0x93]),
    ('Ơ', [0xB4, 0x96, 0x95, 0x97, 0xB3, 0x94]),
    ('U', [0x55, 0xD9, 0xDA, 0x9C, 0x9D, 0x9E]),
    ('Ư', [0xBF, 0xBB, 0xBA, 0xBC, 0xFF, 0xB9]),
    ('Y', [0x59, 0x9F, 0xDD, 0x14, 0x19, 0x1E]),
];

const VISCII_STROKE: [(char, u8); 2] = [('đ', 0xF0), ('Đ', 0xD0)];

/// Where Windows-1258 is not Windows-1252. Its five tones are combining characters.
const CP1258: [(char, u8); 14] = [
    ('Ă', 0xC3),
    ('\u{300}', 0xCC),
    ('Đ', 0xD0),
    ('\u{309}', 0xD2),
    ('Ơ', 0xD5),
    ('Ư', 0xDD),
    ('\u{303}', 0xDE),
    ('ă', 0xE3),
    ('\u{301}', 0xEC),
    ('đ', 0xF0),
    ('\u{323}', 0xF2),
    ('ơ', 0xF5),
    ('ư', 0xFD),
    ('₫', 0xFE),
];

/// Windows-1252 from 0x80 to 0x9F; its five undefined codes are the control characters they are in
/// Latin-1, as in web browsers.
const CP1252_HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// A single-byte encoding: what its codes are where they are not those of Windows-1252.
pub(super) struct Codes {
    letters: [Option<char>; 256],
    codes: HashMap<char, u8>,
}

impl Codes {
    fn new(pairs: impl IntoIterator<Item = (char, u8)>) -> Codes {
        let mut codes = Codes {
            letters: [None; 256],
            codes: HashMap::new(),
        };
        for (letter, code) in pairs {
            // A letter of ASCII is itself in all of these encodings.
            if !letter.is_ascii() {
                codes.letters[usize::from(code)].get_or_insert(letter);
                codes.codes.insert(letter, code);
            }
        }
        codes
    }

    /// The letter that `code` stands for; `None` when it is what Windows-1252 says.
    pub(super) fn letter(&self, code: u8) -> Option<char> {
        self.letters[usize::from(code)]
    }

    /// The code of a letter that differs from Windows-1252.
    pub(super) fn code(&self, letter: char) -> Option<u8> {
        self.codes.get(&letter).copied()
    }
}

fn toned(rows: &[Row]) -> impl Iterator<Item = (char, u8)> {
    rows.iter().flat_map(|(vowel, codes)| {
        let letters = Tone::ALL.map(|tone| letter::with_tone(*vowel, tone));
        letters.into_iter().zip(*codes)
    })
}

/// TCVN3 as the ABC fonts have it.
pub(super) static VN3: LazyLock<Codes> = LazyLock::new(|| {
    let capitals = TCVN_UPPER.iter().map(|(vowel, codes)| (*vowel, codes[0]));
    Codes::new(toned(&TCVN_LOWER).chain(capitals).chain(TCVN_STROKE))
});

/// TCVN 5712 in full.
pub(super) static VN1: LazyLock<Codes> = LazyLock::new(|| {
    Codes::new(
        toned(&TCVN_LOWER)
            .chain(toned(&TCVN_UPPER))
            .chain(TCVN_STROKE),
    )
});

/// VISCII 1.1.
pub(super) static VISCII: LazyLock<Codes> =
    LazyLock::new(|| Codes::new(toned(&VISCII_ROWS).chain(VISCII_STROKE)));

/// Windows-1258.
pub(super) static WINDOWS_1258: LazyLock<Codes> = LazyLock::new(|| Codes::new(CP1258));

/// The character of a byte in Windows-1252.
pub(super) fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => CP1252_HIGH
            .chars()
            .nth(usize::from(byte - 0x80))
            .unwrap_or(char::from(byte)),
        _ => char::from(byte),
    }
}

/// The byte that reads as `c` in Windows-1252 or Latin-1.
pub(super) fn byte_of(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(c) {
        return Some(byte);
    }
    let at = CP1252_HIGH.chars().position(|high| high == c)?;
    u8::try_from(0x80 + at).ok()
}

/// How VNI writes a vowel: its letter, then a mark for tone and quality, or one letter for all.
pub(super) struct Vni {
    /// Letters that stand for one by themselves: `ö` is `ư`.
    single: HashMap<char, char>,
    /// A vowel and the mark behind it: `o`, `ä` is `ộ`.
    pairs: HashMap<(char, char), char>,
    written: HashMap<char, String>,
}

/// Marks of the five tones, in the order of [`Tone::ALL`], for each quality of the vowel.
const VNI_MARKS: [(&str, [char; 6]); 3] = [
    ("aeouyơư", ['\0', 'ø', 'ù', 'û', 'õ', 'ï']),
    ("âêô", ['â', 'à', 'á', 'å', 'ã', 'ä']),
    ("ă", ['ê', 'è', 'é', 'ú', 'ü', 'ë']),
];

/// Letters of their own; the first letter of a pair may be one of them.
const VNI_SINGLE: [(char, char); 9] = [
    ('đ', 'ñ'),
    ('ơ', 'ô'),
    ('ư', 'ö'),
    ('ì', 'ì'),
    ('í', 'í'),
    ('ỉ', 'æ'),
    ('ĩ', 'ó'),
    ('ị', 'ò'),
    ('ỵ', 'î'),
];

impl Vni {
    fn new() -> Vni {
        let mut vni = Vni {
            single: HashMap::new(),
            pairs: HashMap::new(),
            written: HashMap::new(),
        };
        for (letter, written) in VNI_SINGLE {
            vni.add_single(letter, written);
            vni.add_single(upper(letter), upper(written));
        }
        for (vowels, marks) in VNI_MARKS {
            for vowel in vowels.chars() {
                for (tone, mark) in Tone::ALL.into_iter().zip(marks) {
                    let letter = letter::with_tone(vowel, tone);
                    // `ỵ` is a letter of its own, and plain vowels have no mark.
                    if letter != 'ỵ' && mark != '\0' {
                        let base = vni_base(vowel);
                        vni.add_pair(letter, base, mark);
                        vni.add_pair(upper(letter), upper(base), upper(mark));
                        // Fonts show it, and typists wrote it.
                        vni.pairs.insert((upper(base), mark), upper(letter));
                        vni.pairs.insert((base, upper(mark)), letter);
                    }
                }
            }
        }
        vni
    }

    fn add_single(&mut self, letter: char, written: char) {
        self.single.insert(written, letter);
        self.written.insert(letter, written.to_string());
    }

    fn add_pair(&mut self, letter: char, base: char, mark: char) {
        self.pairs.insert((base, mark), letter);
        self.written.insert(letter, [base, mark].iter().collect());
    }

    /// The letter that a vowel and the mark behind it make.
    pub(super) fn pair(&self, base: char, mark: char) -> Option<char> {
        self.pairs.get(&(base, mark)).copied()
    }

    /// The letter that `written` is by itself.
    pub(super) fn single(&self, written: char) -> Option<char> {
        self.single.get(&written).copied()
    }

    /// How a letter is written; `None` for those that are as everywhere.
    pub(super) fn written(&self, letter: char) -> Option<&str> {
        self.written.get(&letter).map(String::as_str)
    }
}

/// What a vowel is written with before its mark.
fn vni_base(vowel: char) -> char {
    match vowel {
        'â' | 'ă' => 'a',
        'ê' => 'e',
        'ô' => 'o',
        'ơ' => 'ô',
        'ư' => 'ö',
        plain => plain,
    }
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

/// VNI Windows.
pub(super) static VNI: LazyLock<Vni> = LazyLock::new(Vni::new);
