//! Finding abbreviations among the tokens of a text and choosing their reading by context.

use std::ops::Range;

use super::definition::Definitions;
use super::discourse::Discourse;
use super::lexicon::{Lexicon, MAX_PARTS, Reading, unify_stroke};
use super::place;
use crate::analyzer::Mode;
use crate::token::{Kind, RawToken};
use crate::word::{Traits, Vocabulary, fold};

/// How many tokens to each side of an abbreviation speak for one of its readings.
const WINDOW: usize = 12;
/// How much one context word near by multiplies the weight of a reading.
const CONTEXT_FACTOR: f32 = 6.0;
/// How much one elsewhere in the article adds, and how many of them count.
const FAR_VOTE: f32 = 0.3;
const MAX_FAR_VOTES: usize = 8;
/// Words speak for each other: what they say together counts only so much of its sum, and has a limit, in
/// natural logarithms. Found on a third of the articles, with the words counted on the others.
const TELLING_DAMP: f32 = 0.4;
const MAX_TELLING: f32 = 4.0;
/// How much it multiplies the weight of a reading that the article writes it out somewhere, and that
/// the article stands in a section on its field.
const LONG_FORM_FACTOR: f32 = 6.0;
const SECTION_FACTOR: f32 = 3.0;
/// How much a name behind it multiplies the weight of a place that the abbreviation nearly always is: `TP Sơn
/// La` is a city in an article on a `trưởng phòng` too.
const NAMED_PLACE_FACTOR: f32 = 30.0;
/// From which weight on it is one nearly always.
const NEARLY_ALWAYS: u8 = 90;
/// A code is looked through so many tokens to each side: no longer run of them is one.
const MAX_CODE: usize = 16;
/// An abbreviation in parts that no list has has at most so many letters.
const MAX_LETTERS: usize = 12;
/// A context word directly beside an abbreviation counts as so many elsewhere.
const ADJACENT_VOTE: f32 = 4.0;
/// The share that the likeliest reading must have of all that the abbreviation could mean; below
/// it nothing is expanded (rule 3.3).
const MARGIN: f32 = 0.65;

/// How much the form of a document number (`158/2025/NĐ-CP`) multiplies the weight of readings that
/// belong there: first a kind of document, then who issued it.
const DOCUMENT_FACTOR: f32 = 100.0;
/// Words for persons, before an initial.
const PERSONS: [&str; 22] = [
    "ông", "bà", "anh", "chị", "em", "cô", "chú", "bác", "cậu", "dì", "cháu", "thầy", "vợ",
    "chồng", "con", "bé", "tên", "nhân", "và", "với", "của", "nói",
];
/// Family names that no city begins with. Of the forty that the segmenter knows many do: Phan Thiết, Hà
/// Tĩnh, Thái Bình, Cao Lãnh.
const FAMILY_NAMES: [&str; 9] = [
    "nguyễn", "trần", "lê", "phạm", "vũ", "võ", "đặng", "bùi", "đỗ",
];
/// The fields of those who issue documents.
const ISSUERS: [&str; 9] = [
    "state",
    "party",
    "law",
    "court",
    "police",
    "army",
    "union",
    "health",
    "education",
];

/// An abbreviation or another spelling of a place name among raw tokens.
pub(crate) struct Found<'l> {
    pub(crate) tokens: Range<usize>,
    pub(crate) readings: &'l [Reading],
    pub(crate) chosen: Option<usize>,
    /// What was written are words themselves, and stay beside those of the reading: a place name, an
    /// abbreviation in parts that only the article defines.
    pub(crate) beside: bool,
    /// The article itself says so.
    pub(crate) defined: bool,
}

/// Where an abbreviation stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In running text.
    Text,
    /// First behind the number of a document: the `NĐ` of `158/2025/NĐ-CP`.
    DocumentKind,
    /// Later in the number of a document: its `CP`.
    DocumentIssuer,
    /// Directly before digits: the `QL` of `QL1A`.
    BeforeDigits,
    /// Elsewhere in a code.
    Code,
}

impl Place {
    /// What the place multiplies the weight of a reading in `field` by.
    fn factor(self, field: &str) -> f32 {
        let fits = match self {
            Place::DocumentKind => field == "document",
            Place::DocumentIssuer => ISSUERS.contains(&field),
            Place::BeforeDigits => field == "transport",
            Place::Text | Place::Code => false,
        };
        if fits { DOCUMENT_FACTOR } else { 1.0 }
    }
}

/// A text cut into raw tokens, seen by the search for abbreviations.
pub(crate) struct Context<'a> {
    pub(crate) text: &'a str,
    /// Where the terms of `tokens` are.
    pub(crate) words: &'a Vocabulary,
    pub(crate) tokens: &'a [RawToken],
    pub(crate) mode: Mode,
    /// What the rest of the article tells.
    pub(crate) discourse: Option<&'a Discourse>,
}

impl<'a> Context<'a> {
    /// The abbreviation or place name that starts at token `at`, if one does.
    pub(crate) fn find<'l>(&self, lexicon: &'l Lexicon, at: usize) -> Option<Found<'l>> {
        self.place_name(lexicon, at)
            .or_else(|| self.currency(lexicon, at))
            .or_else(|| self.abbreviation(lexicon, at))
    }

    /// The longest abbreviation at token `at` that the article itself defines (rule 3.2).
    pub(crate) fn defined<'l>(&self, definitions: &'l Definitions, at: usize) -> Option<Found<'l>> {
        let mut key = String::new();
        let mut best = None;
        let mut spaced = false;
        for end in at..self.tokens.len() {
            spaced |= end > at && self.gap_after(end - 1) == " ";
            let written = self.written(&self.tokens[end]);
            key.extend(written.chars().map(unify_stroke));
            let defined = definitions.get(&key).filter(|defined| {
                // `D N` are two letters unless the definition writes the space.
                !spaced || defined.reading.abbreviation.contains(' ')
            });
            best = defined.map(|defined| (end + 1, defined)).or(best);
            if !definitions.goes_on(&key) || !self.may_be_inside(end) {
                break;
            }
        }
        let (end, defined) = best?;
        let tokens = at..end;
        if self.place(tokens.clone()) != Place::Text || self.is_headline_word(tokens.clone()) {
            return None;
        }
        Some(Found {
            readings: std::slice::from_ref(&defined.reading),
            chosen: Some(0),
            beside: tokens.len() > 1 && !defined.listed,
            defined: true,
            tokens,
        })
    }

    /// The `đ` of `5.000đ`, which is *đồng*; in `8,5đ` and `9đ` it is points, in `218Đ` a part of a code.
    fn currency<'l>(&self, lexicon: &'l Lexicon, at: usize) -> Option<Found<'l>> {
        let reading = lexicon.currency.as_ref()?;
        let before = at.checked_sub(1).filter(|_| self.term(at) == "đ")?;
        let number = self
            .tokens
            .get(before)
            .filter(|token| token.kind == Kind::Number)?;
        let amount = self.term(before);
        let written = self.written(number);
        let digits = match self.tokens[at].traits.has(Traits::LOWER) {
            true => 3,
            false => 4,
        };
        let fits = matches!(self.gap_after(before), "" | " ")
            && !self.gap_after(at).is_empty()
            && amount.len() >= digits
            && !amount.starts_with('0')
            && amount.bytes().all(|byte| byte.is_ascii_digit())
            // Not the year of a date.
            && !written.contains(['/', '-']);
        fits.then(|| Found {
            tokens: at..at + 1,
            readings: std::slice::from_ref(reading),
            chosen: Some(0),
            beside: false,
            defined: false,
        })
    }

    /// What stands between token `at` and the next.
    fn gap_after(&self, at: usize) -> &'a str {
        let pair = self.tokens.get(at).zip(self.tokens.get(at + 1));
        pair.and_then(|(one, next)| self.text.get(one.end as usize..next.start as usize))
            .unwrap_or("\n")
    }

    /// Whether an abbreviation may go on behind token `at`.
    fn may_be_inside(&self, at: usize) -> bool {
        self.joiner_after(at).is_some() || matches!(self.gap_after(at), "" | " " | ", ")
    }

    fn abbreviation<'l>(&self, lexicon: &'l Lexicon, at: usize) -> Option<Found<'l>> {
        if !self.may_start(at) {
            return None;
        }
        let chain = self.chain(at);
        let (len, readings) = (1..=chain).rev().find_map(|len| {
            let readings = self.look_up(lexicon, at..at + len);
            (!readings.is_empty()).then_some((len, readings))
        })?;
        let tokens = at..at + len;
        let place = self.place(tokens.clone());
        if place == Place::Code || self.is_headline_word(tokens.clone()) {
            return None;
        }
        let chosen = self
            .choose(readings, tokens.clone(), place)
            .filter(|_| !self.is_part_of_a_name(lexicon, tokens.clone()));
        // Letters in a code are read only where it is clear what they mean.
        let in_code = place != Place::Text;
        let fits = |at: usize| {
            place != Place::BeforeDigits
                || self.mode == Mode::Query
                || self.is_single_letter(tokens.start)
                || (readings[at].field == "transport" && readings[at].weight >= 10)
        };
        if in_code && !chosen.is_some_and(fits) {
            return None;
        }
        Some(Found {
            tokens,
            readings,
            chosen,
            beside: false,
            defined: false,
        })
    }

    /// Whether two letters are joined to capitals that no list has: the `PV` of `PV-GAS` is no
    /// reporter.
    fn is_part_of_a_name(&self, lexicon: &Lexicon, tokens: Range<usize>) -> bool {
        let letters = |at: usize| self.written(&self.tokens[at]).chars().count();
        if tokens.len() > 1 || letters(tokens.start) > 2 || self.mode == Mode::Query {
            return false;
        }
        let at = tokens.start;
        let unknown = |other: usize| {
            let capitals = self.tokens[other].traits.has(Traits::CAPITALS);
            capitals && self.look_up(lexicon, other..other + 1).is_empty()
        };
        let joined = |before: usize| matches!(self.joiner_after(before), Some("-" | "&"));
        (at > 0 && joined(at - 1) && unknown(at - 1)) || (joined(at) && unknown(at + 1))
    }

    /// Capitals joined from token `at` on into what may be one abbreviation in parts: `QN-MZ`.
    pub(crate) fn joined_capitals(&self, at: usize) -> Option<Range<usize>> {
        let capital = |at: usize| {
            self.tokens[at].traits.has(Traits::CAPITALS)
                || (self.is_single_letter(at) && !self.tokens[at].traits.has(Traits::LOWER))
        };
        let starts = self.is_word(at)
            && capital(at)
            && (at == 0 || self.joiner_after(at - 1).is_none() || !self.is_word(at - 1));
        if !starts {
            return None;
        }
        let len = (0..self.chain(at))
            .take_while(|part| capital(at + part))
            .count();
        let tokens = at..at + len;
        let letters: usize = tokens
            .clone()
            .map(|at| self.written(&self.tokens[at]).chars().count())
            .sum();
        let fits = (2..=MAX_PARTS).contains(&len)
            && letters > len
            && letters <= MAX_LETTERS
            && self.place(tokens.clone()) == Place::Text
            && !self.is_headline_word(tokens.clone());
        fits.then_some(tokens)
    }

    /// Whether token `at`, a syllable in capitals, is no word of a headline: then it may be an
    /// abbreviation that no list has.
    pub(crate) fn is_lone_capitals(&self, at: usize) -> bool {
        let traits = self.tokens[at].traits;
        traits.has(Traits::SYLLABLE)
            && traits.has(Traits::CAPITALS)
            && !self.is_headline_word(at..at + 1)
    }

    /// The longest other spelling of a place name at token `at`.
    fn place_name<'l>(&self, lexicon: &'l Lexicon, at: usize) -> Option<Found<'l>> {
        if self.mode == Mode::Text && !self.tokens[at].traits.has(Traits::PLACE) {
            return None;
        }
        let (mut key, mut folded) = (String::new(), String::new());
        let mut best = None;
        for end in at..self.tokens.len().min(at + place::MAX_WORDS) {
            if !self.is_word(end) || (end > at && !self.is_name_gap(end - 1)) {
                break;
            }
            if end > at {
                key.push(' ');
                folded.push(' ');
            }
            key.push_str(self.term(end));
            folded.push_str(self.words.text(self.tokens[end].folded));
            let unmarked = || {
                (self.mode == Mode::Query && key == folded)
                    .then(|| lexicon.places.folded(&folded))
                    .flatten()
            };
            if let Some(reading) = lexicon.places.get(&key).or_else(unmarked) {
                best = Some((end + 1, reading));
            }
        }
        best.map(|(end, reading)| Found {
            tokens: at..end,
            readings: std::slice::from_ref(reading),
            chosen: Some(0),
            beside: true,
            defined: false,
        })
    }

    /// Whether what stands between token `at` and the next may stand inside a place name.
    fn is_name_gap(&self, at: usize) -> bool {
        let (Some(one), Some(next)) = (self.tokens.get(at), self.tokens.get(at + 1)) else {
            return false;
        };
        matches!(
            self.text.get(one.end as usize..next.start as usize),
            Some(" " | "-" | "–" | " - " | " – " | "'" | "’" | ". ")
        )
    }

    fn written(&self, token: &RawToken) -> &'a str {
        self.text
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    }

    fn term(&self, at: usize) -> &'a str {
        self.words.text(self.tokens[at].term)
    }

    fn is_word(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Syllable))
    }

    /// Whether token `at` looks like the start of an abbreviation. In queries people do not bother
    /// with capitals: there, anything that is no syllable may be one (`ubnd`, `nld`).
    fn may_start(&self, at: usize) -> bool {
        let traits = self.tokens[at].traits;
        traits.has(Traits::ABBREVIATION_LIKE)
            || traits.has(Traits::VOWELLESS)
            || (self.mode == Mode::Query && self.is_word(at) && !traits.has(Traits::SYLLABLE))
            || (self.is_single_letter(at)
                && (self.joiner_after(at) == Some(".") || self.names_a_place(at)))
            || (matches!(self.term(at), "tp" | "tx") && self.is_before_a_name(at))
    }

    /// A letter that may stand for a word; in a query a small one too.
    fn is_single_letter(&self, at: usize) -> bool {
        self.is_word(at)
            && (self.mode == Mode::Query || !self.tokens[at].traits.has(Traits::LOWER))
            && self.written(&self.tokens[at]).chars().nth(1).is_none()
    }

    /// Whether the letter at `at` stands for the kind of a place before its number or name: `Q.1`,
    /// `P. 12`, `H.Củ Chi`. With a space behind the point it is the initial of a name, unless a number
    /// follows; without a point it is a model (`Audi Q7`, `H5N1`), unless it can be a district.
    fn names_a_place(&self, at: usize) -> bool {
        let (Some(one), Some(next)) = (self.tokens.get(at), self.tokens.get(at + 1)) else {
            return false;
        };
        if at > 0 && matches!(self.joiner_after(at - 1), Some("." | "-" | "&" | "/")) {
            return false;
        }
        let letter = self.term(at);
        let query = self.mode == Mode::Query;
        let number = || {
            next.kind == Kind::Number
                && self.written(next).len() <= 2
                && matches!(letter, "q" | "p")
                && !self.is_glued(at + 1)
        };
        let name = || {
            self.is_word(at + 1)
                && !next.traits.has(Traits::LOWER)
                && !next.traits.has(Traits::CAPITALS)
                && !self.is_single_letter(at + 1)
        };
        match self.text.get(one.end as usize..next.start as usize) {
            Some("") => (letter == "q" || query) && number() && !self.follows_a_name(at),
            Some(". ") => number() || (name() && !self.follows_a_person(at)),
            Some(".") => number() || name(),
            _ => false,
        }
    }

    /// Whether a name or a word for a person stands directly before `at`: then the letter is an
    /// initial, as in `ông H. Công an nói`.
    fn follows_a_person(&self, at: usize) -> bool {
        let person = |before: usize| PERSONS.contains(&self.term(before));
        self.follows_a_name(at) || at.checked_sub(1).is_some_and(person)
    }

    /// Whether a capitalised word stands directly before `at`, past the whole of a code.
    fn follows_a_name(&self, at: usize) -> bool {
        let before = (0..at).rev().map(|at| &self.tokens[at]);
        let mut before = before.skip_while(|token| token.kind.is_compound());
        before.next().is_some_and(|before| {
            let gap = self
                .text
                .get(before.end as usize..self.tokens[at].start as usize);
            matches!(before.kind, Kind::Word | Kind::Syllable)
                && !before.traits.has(Traits::LOWER)
                && gap == Some(" ")
        })
    }

    /// Whether a capitalised word follows `at`: `tp.Vinh`, `tp HCM`.
    fn is_before_a_name(&self, at: usize) -> bool {
        let (Some(one), Some(next)) = (self.tokens.get(at), self.tokens.get(at + 1)) else {
            return false;
        };
        let gap = self.text.get(one.end as usize..next.start as usize);
        self.is_word(at + 1)
            && !next.traits.has(Traits::LOWER)
            && matches!(gap, Some("." | ". " | " "))
    }

    /// Whether one of the usual family names follows `at`: `TP Nguyễn Văn Hùng` is the head of a department.
    fn is_before_a_person(&self, at: usize) -> bool {
        self.is_word(at + 1) && FAMILY_NAMES.contains(&self.term(at + 1))
    }

    /// How many tokens from `at` on are joined as the parts of one abbreviation: `KT-XH`, `NN&PTNT`.
    fn chain(&self, at: usize) -> usize {
        let joined = |next: usize| {
            let lower = self.mode == Mode::Text
                && self
                    .tokens
                    .get(next)
                    .is_some_and(|t| t.traits.has(Traits::LOWER));
            self.is_word(next) && !lower && self.joiner_after(next - 1).is_some()
        };
        let mut len = 1;
        while len < MAX_PARTS && joined(at + len) {
            len += 1;
        }
        len
    }

    /// The joiner between token `at` and the next, if nothing else stands between them. A hyphen
    /// may have spaces around it: `KT - XH`.
    fn joiner_after(&self, at: usize) -> Option<&'a str> {
        let (one, next) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        let between = self.text.get(one.end as usize..next.start as usize)?;
        matches!(between, "-" | "." | "&" | "/" | "–" | " - " | " – " | " & ").then_some(between)
    }

    fn look_up<'l>(&self, lexicon: &'l Lexicon, tokens: Range<usize>) -> &'l [Reading] {
        let (at, end) = (tokens.start, tokens.end);
        let parts = &self.tokens[tokens];
        let key: String = parts
            .iter()
            .flat_map(|token| self.written(token).chars())
            .map(unify_stroke)
            .collect();
        let single_letters = parts.len() > 1
            && parts
                .iter()
                .all(|token| self.written(token).chars().count() == 1);
        let exact = lexicon.exact(&key);
        if parts.len() == 1 && self.is_single_letter(at) && !self.names_a_place(at) {
            return &[];
        }
        // `N.T.H` are the initials of a name unless the list itself writes the points (`T.Ư`) or a
        // place follows (`T.P Thủ Đức`).
        let place = |reading: &Reading| reading.field == "place" && self.is_before_a_name(end - 1);
        if let Some(first) = exact.first()
            && single_letters
            && !first.abbreviation.contains('.')
            && !place(first)
        {
            return &[];
        }
        // People type `nld` and `NLD` for `NLĐ`; a syllable is more likely itself.
        let syllables = parts.iter().all(|token| token.traits.has(Traits::SYLLABLE));
        if exact.is_empty() && self.mode == Mode::Query && !syllables {
            lexicon.folded(&fold(&key.to_lowercase()))
        } else {
            exact
        }
    }

    /// Where the abbreviation stands: in running text or in a code with digits.
    fn place(&self, tokens: Range<usize>) -> Place {
        let mut first = tokens.start;
        let mut words_before = 0;
        while first > 0 && tokens.start - first < MAX_CODE && self.is_glued(first - 1) {
            first -= 1;
            words_before += usize::from(self.is_word(first));
        }
        if self.is_number(first) && first < tokens.start {
            return match (self.first_joiner(first), words_before) {
                (false, _) => Place::Code,
                (true, 0) => Place::DocumentKind,
                (true, _) => Place::DocumentIssuer,
            };
        }
        let last = tokens.end - 1;
        if self.is_number(last + 1) && self.is_glued(last) && first == tokens.start {
            return Place::BeforeDigits;
        }
        let mut last = last;
        while last < tokens.end + MAX_CODE && self.is_glued(last) {
            last += 1;
            if self.is_number(last) {
                return Place::Code;
            }
        }
        Place::Text
    }

    fn is_number(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.kind.is_numeric())
    }

    /// Whether the numbers from `at` on are joined by a hyphen or slash to the first word: `05-CT`,
    /// but not `5G`.
    fn first_joiner(&self, at: usize) -> bool {
        let mut at = at;
        while self.is_number(at + 1) {
            at += 1;
        }
        matches!(self.joiner_after(at), Some("-" | "/" | "–"))
    }

    /// Whether token `at` and the next are joined within one code.
    fn is_glued(&self, at: usize) -> bool {
        let Some((one, next)) = self.tokens.get(at).zip(self.tokens.get(at + 1)) else {
            return false;
        };
        matches!(
            self.text.get(one.end as usize..next.start as usize),
            Some("-" | "/" | "." | "–" | "")
        )
    }

    /// Whether the word is a plain syllable in a line of capitals, as in `TIN NÓNG` (rule 3.4).
    fn is_headline_word(&self, tokens: Range<usize>) -> bool {
        if !self.tokens[tokens.clone()]
            .iter()
            .all(|token| token.traits.has(Traits::SYLLABLE))
        {
            return false;
        }
        let line = self.line(tokens.start);
        let (mut capitals, mut others) = (0, 0);
        for at in line.filter(|at| !tokens.contains(at)) {
            let token = &self.tokens[at];
            match token.kind {
                Kind::Syllable if token.traits.has(Traits::CAPITALS) => capitals += 1,
                Kind::Syllable | Kind::Word if !token.traits.has(Traits::CAPITALS) => others += 1,
                _ => {}
            }
        }
        capitals > others
    }

    /// The tokens within [`WINDOW`] of `at` on the same line.
    fn line(&self, at: usize) -> Range<usize> {
        let newline = |one: usize, next: usize| {
            let between = self.tokens[one].end as usize..self.tokens[next].start as usize;
            self.text
                .get(between)
                .is_none_or(|text| text.contains('\n'))
        };
        let mut start = at;
        while start > 0 && at - start < WINDOW && !newline(start - 1, start) {
            start -= 1;
        }
        let mut end = at + 1;
        while end < self.tokens.len() && end - at <= WINDOW && !newline(end - 1, end) {
            end += 1;
        }
        start..end
    }

    /// The reading that the context speaks for, if it has the [`MARGIN`].
    fn choose(&self, readings: &[Reading], tokens: Range<usize>, place: Place) -> Option<usize> {
        if let [only] = readings
            && f32::from(only.weight) >= 100.0 * MARGIN
        {
            return Some(0);
        }
        let near = self.line(tokens.start);
        let sketch = near
            .clone()
            .fold(0, |sketch, at| sketch | sketch_bit(self.term(at)));
        let named =
            self.is_before_a_name(tokens.end - 1) && !self.is_before_a_person(tokens.end - 1);
        let scores: Vec<f32> = readings
            .iter()
            .map(|reading| {
                let is_place = reading.field == "place" && reading.weight >= NEARLY_ALWAYS;
                let name = if named && is_place {
                    NAMED_PLACE_FACTOR
                } else {
                    1.0
                };
                let votes: f32 = reading
                    .context
                    .iter()
                    .filter(|words| sketch & sketch_bit(&words[0]) != 0)
                    .map(|words| self.vote(words, near.clone(), &tokens))
                    .sum();
                let context = 1.0 + CONTEXT_FACTOR * votes;
                f32::from(reading.weight)
                    * context
                    * name
                    * place.factor(&reading.field)
                    * self.discourse_factor(reading)
            })
            .collect();
        let known: f32 = readings
            .iter()
            .map(|reading| f32::from(reading.weight))
            .sum();
        let all = scores.iter().sum::<f32>() + (100.0 - known).max(0.0);
        let best =
            (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)))?;
        (scores[best] >= MARGIN * all).then_some(best)
    }

    /// What the rest of the article multiplies the weight of a reading by.
    fn discourse_factor(&self, reading: &Reading) -> f32 {
        let Some(discourse) = self.discourse.filter(|discourse| discourse.has_words()) else {
            return 1.0;
        };
        let words = |words: &&Vec<String>| discourse.has(words.iter().map(String::as_str));
        let votes = reading
            .context
            .iter()
            .filter(words)
            .count()
            .min(MAX_FAR_VOTES);
        let heard = (TELLING_DAMP * discourse.speaks_for(reading)).min(MAX_TELLING);
        let mut factor = (1.0 + FAR_VOTE * votes as f32) * heard.exp();
        if discourse.has_long_form(reading) {
            factor *= LONG_FORM_FACTOR;
        }
        if discourse.is_on(reading) {
            factor *= SECTION_FACTOR;
        }
        factor
    }

    /// How much a context word speaks: directly beside the abbreviation it says most (`căn hộ CC`, `TT
    /// HĐND`).
    fn vote(&self, words: &[String], near: Range<usize>, tokens: &Range<usize>) -> f32 {
        let stands_at = |at: usize| {
            at + words.len() <= near.end
                && words
                    .iter()
                    .enumerate()
                    .all(|(offset, word)| self.term(at + offset) == word)
        };
        let before = tokens.start.checked_sub(words.len());
        let before = before.is_some_and(|at| at >= near.start && stands_at(at));
        if before || stands_at(tokens.end) {
            return ADJACENT_VOTE;
        }
        let stands_near = near
            .clone()
            .filter(|at| !tokens.contains(at))
            .any(stands_at);
        f32::from(u8::from(stands_near))
    }
}

/// A bit of a sketch of words: one whose bit is not set is not among them. Most context words are
/// not near, and are passed over by this.
fn sketch_bit(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let end = |byte: Option<&u8>| u32::from(byte.copied().unwrap_or_default());
    let mixed = end(bytes.first()) * 31 + end(bytes.last()) * 7 + bytes.len() as u32;
    1 << (mixed % 64)
}
