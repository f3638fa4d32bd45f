//! Runs: the stretches of a text within which syllables may be joined, and what each syllable looks
//! like from outside.

use crate::scan::{self, Piece};
use crate::syllable::Syllable;

/// How many [`Shape`]s there are.
pub(crate) const SHAPES: usize = 12;

/// Family names (*họ*) that news writes most, in canonical spelling: what a person's name begins with.
const SURNAMES: [&str; 40] = [
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ",
    "hồ", "ngô", "dương", "lí", "đinh", "trịnh", "đoàn", "mai", "lâm", "tô", "cao", "hà", "tạ",
    "đào", "trương", "lương", "lưu", "phùng", "châu", "thái", "quách", "tống", "từ", "mạc", "kiều",
    "nghiêm", "doãn", "văn",
];

/// Whether `term`, a canonical syllable, is a usual family name.
pub fn is_surname(term: &str) -> bool {
    SURNAMES.contains(&term)
}

/// How a word is written, whatever stands around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A possible syllable in small letters.
    #[default]
    Lower,
    /// Anything else in small letters.
    LowerForeign,
    /// A possible syllable with a capital first.
    Title,
    /// A possible syllable of two or more letters, all capitals.
    UpperSyllable,
    /// Other letters, all capitals: abbreviations.
    Upper,
    /// One capital letter.
    Letter,
    /// Capitals in anything else.
    Foreign,
    /// Digits.
    Number,
}

impl Form {
    /// The form of `written`, whose canonical term is `term`.
    pub fn of(written: &str, term: &str) -> Form {
        let upper = written.chars().filter(|c| c.is_uppercase()).count();
        let lower = written.chars().filter(|c| c.is_lowercase()).count();
        let syllable = Syllable::parse(term).is_some();
        let first = written.chars().next().is_some_and(char::is_uppercase);
        match (upper, lower) {
            (0, _) if syllable => Form::Lower,
            (0, _) => Form::LowerForeign,
            (1, 0) => Form::Letter,
            (_, 0) if syllable => Form::UpperSyllable,
            (_, 0) => Form::Upper,
            (1, _) if first && syllable => Form::Title,
            _ => Form::Foreign,
        }
    }
}

/// What is known of a syllable as such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nature {
    /// Written with a capital more often than not: `Nguyễn`, `Hà`.
    pub name_like: bool,
    /// A usual family name.
    pub surname: bool,
}

/// What a syllable looks like where it stands: the model's view of capitals and digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Shape {
    /// No syllable: the run ends here.
    #[default]
    Edge,
    /// Small letters.
    Lower,
    /// Small letters that are no Vietnamese syllable.
    LowerForeign,
    /// A capital, on a syllable that mostly has one.
    Name,
    /// A capital within a sentence, on a syllable that mostly has none.
    Raised,
    /// A capital at the start of a sentence, on a syllable that mostly has one.
    StartName,
    /// A capital at the start of a sentence, on a syllable that mostly has none.
    Start,
    /// A family name with its capital.
    Surname,
    /// All capitals.
    Upper,
    /// One capital letter.
    Letter,
    /// A foreign word with capitals.
    Foreign,
    /// Digits.
    Number,
}

impl Shape {
    /// All shapes, in the order of their numbers.
    pub const ALL: [Shape; SHAPES] = [
        Shape::Edge,
        Shape::Lower,
        Shape::LowerForeign,
        Shape::Name,
        Shape::Raised,
        Shape::StartName,
        Shape::Start,
        Shape::Surname,
        Shape::Upper,
        Shape::Letter,
        Shape::Foreign,
        Shape::Number,
    ];

    /// The letter that stands for the shape in the model's file.
    pub fn letter(self) -> char {
        match self {
            Shape::Edge => '-',
            Shape::Lower => 'l',
            Shape::LowerForeign => 'f',
            Shape::Name => 'N',
            Shape::Raised => 'R',
            Shape::StartName => 'M',
            Shape::Start => 'B',
            Shape::Surname => 'S',
            Shape::Upper => 'U',
            Shape::Letter => 'A',
            Shape::Foreign => 'F',
            Shape::Number => '9',
        }
    }

    fn new(form: Form, nature: Nature, starts: bool) -> Shape {
        match form {
            Form::Lower => Shape::Lower,
            Form::LowerForeign => Shape::LowerForeign,
            Form::UpperSyllable | Form::Upper => Shape::Upper,
            Form::Letter => Shape::Letter,
            Form::Foreign => Shape::Foreign,
            Form::Number => Shape::Number,
            Form::Title => match (starts, nature.name_like) {
                (false, _) if nature.surname => Shape::Surname,
                (true, true) if nature.surname => Shape::Surname,
                (false, true) => Shape::Name,
                (false, false) => Shape::Raised,
                (true, true) => Shape::StartName,
                (true, false) => Shape::Start,
            },
        }
    }
}

/// A syllable, other word or number in a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unit {
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// The number of its canonical term, 0 when the model does not know it.
    pub id: u16,
    /// How it is written.
    pub form: Form,
    /// What is known of it.
    pub nature: Nature,
    /// How it looks where it stands.
    pub shape: Shape,
}

/// Cuts `text` into runs: words and numbers with exactly one space (or one no-break space) between
/// each and the next. `units` is room to work in; `unit` names the word at the bytes it is given
/// (or, with `true`, the number); `found` gets each run.
pub fn runs(
    text: &str,
    units: &mut Vec<Unit>,
    mut unit: impl FnMut(usize, usize, bool) -> Unit,
    mut found: impl FnMut(&mut [Unit]),
) {
    units.clear();
    // Whether the run at hand begins a sentence.
    let mut starts = true;
    let mut end = 0;
    scan::pieces(text, false, |from, to, piece| {
        // The parts of a code or an address follow as pieces of their own.
        if matches!(piece, Piece::Compound(_)) {
            return;
        }
        let between = &text.as_bytes()[end..from];
        if !units.is_empty() && !is_one_space(between) {
            finish(units, starts);
            found(units);
            units.clear();
        }
        if units.is_empty() {
            starts = end == 0 || ends_sentence(between);
        }
        units.push(unit(from, to, !matches!(piece, Piece::Word)));
        end = to;
    });
    if !units.is_empty() {
        finish(units, starts);
        found(units);
    }
}

fn is_one_space(between: &[u8]) -> bool {
    match between.len() {
        1 => between[0] == b' ',
        2 => between == b"\xc2\xa0",
        _ => false,
    }
}

/// Whether what stands between two words can be where a sentence begins.
fn ends_sentence(between: &[u8]) -> bool {
    between.iter().any(|byte| {
        matches!(byte, b'.' | b'!' | b'?' | b':' | b'\n' | b'"' | b'-') || *byte >= 0xe2
    })
}

/// Gives each unit its shape. Where several syllables in capitals stand together all is written in
/// capitals, and the letters tell nothing.
fn finish(units: &mut [Unit], starts: bool) {
    for at in 0..units.len() {
        let upper = |at: usize| {
            units
                .get(at)
                .is_some_and(|unit| unit.form == Form::UpperSyllable)
        };
        let shouted = upper(at) && (upper(at + 1) || at > 0 && upper(at - 1));
        units[at].shape = if shouted {
            Shape::Lower
        } else {
            Shape::new(units[at].form, units[at].nature, starts && at == 0)
        };
    }
}

/// What is around a run.
pub(crate) static NO_UNIT: Unit = Unit {
    start: 0,
    end: 0,
    id: 0,
    form: Form::Lower,
    nature: Nature {
        name_like: false,
        surname: false,
    },
    shape: Shape::Edge,
};
