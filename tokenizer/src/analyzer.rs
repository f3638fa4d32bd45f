//! The analyzer: text in, tokens out. Documents, queries and highlighting all go through it.

use crate::abbreviation::Lexicon;
use crate::abbreviation::resolve::{Context, Found};
use crate::normalize::letter;
use crate::scan::{self, Date, Piece};
use crate::token::{Analysis, Kind, Mention, RawToken};
use crate::word::Traits;

/// What a text is analysed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A text to be found: a date also gives its month and its year.
    Text,
    /// A query: abbreviations are known in lower case too, a date written out is one token.
    Query,
}

/// Analyses texts with the abbreviations of a lexicon.
///
/// ```
/// use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Mode};
/// let lexicon = Lexicon::built_in()?;
/// let analyzer = Analyzer::new(&lexicon);
/// let mut analysis = Analysis::new();
/// analyzer.analyze("xây dựng cơ quan TS-VM", Mode::Text, &mut analysis);
/// let terms: Vec<_> = analysis.tokens().filter(|t| t.expanded).map(|t| t.term).collect();
/// assert_eq!(terms, ["trong", "sạch", "vững", "mạnh"]);
/// # Ok::<(), timtin_tokenizer::LexiconError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Analyzer<'l> {
    lexicon: &'l Lexicon,
}

impl<'l> Analyzer<'l> {
    /// An analyzer over `lexicon`; [`Lexicon::empty`] expands nothing.
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Analyzer { lexicon }
    }

    /// Analyses `text` into `out`, replacing what was there. Offsets are bytes of `text`.
    pub fn analyze(&self, text: &str, mode: Mode, out: &mut Analysis<'l>) {
        out.clear();
        scan(text, mode, out);
        let edits = find_edits(text, mode, self.lexicon, out);
        if !edits.is_empty() {
            apply(edits, mode, out);
        }
    }
}

/// Cuts `text` into raw tokens and notes the telling ones.
fn scan(text: &str, mode: Mode, out: &mut Analysis<'_>) {
    let mut position = 0;
    scan::pieces(text, |start, end, piece| {
        let word = match &piece {
            Piece::Word | Piece::Digits => out.words.get_at(text, start, end),
            Piece::Number(number) => out.words.get(number),
            Piece::Date(date) => out.words.get(&date.to_string()),
        };
        let mut token = RawToken {
            start: start as u32,
            end: end as u32,
            position,
            term: word.term,
            folded: word.folded,
            kind: Kind::Number,
            traits: Traits::default(),
            expanded: false,
            unsettled: false,
        };
        position += 1;
        if let Piece::Word = piece {
            token.traits = word.traits;
            token.kind = if word.traits.has(Traits::SYLLABLE) {
                Kind::Syllable
            } else {
                Kind::Word
            };
        }
        if token.traits.has(Traits::TELLING) || mode == Mode::Query {
            out.telling.push(out.tokens.len() as u32);
        }
        if let Piece::Date(date) = piece {
            token.kind = Kind::Date;
            out.tokens.push(token);
            if mode == Mode::Text {
                push_date_parts(date, token, out);
            }
        } else {
            out.tokens.push(token);
        }
    });
}

fn set_term(token: &mut RawToken, out: &mut Analysis<'_>, term: &str) {
    let word = out.words.get(term);
    (token.term, token.folded) = (word.term, word.folded);
}

/// The month and the year of a date, on the date's own position: `26/2/2019` is found by `2/2019`
/// and by `2019`.
fn push_date_parts(date: Date, token: RawToken, out: &mut Analysis<'_>) {
    push_month(date, token, out);
    let mut year = RawToken {
        kind: Kind::Number,
        ..token
    };
    set_term(&mut year, out, &date.year.to_string());
    out.tokens.push(year);
}

fn push_month(date: Date, mut token: RawToken, out: &mut Analysis<'_>) {
    if date.day != 0 {
        set_term(&mut token, out, &Date { day: 0, ..date }.to_string());
        out.tokens.push(token);
    }
}

/// A change to the raw tokens: what was found at a range of them.
enum Edit<'l> {
    Abbreviation(Found<'l>),
    /// A date in words: `ngày 26 tháng 2 năm 2019`.
    Date {
        tokens: std::ops::Range<usize>,
        date: Date,
    },
}

impl Edit<'_> {
    fn tokens(&self) -> std::ops::Range<usize> {
        match self {
            Edit::Abbreviation(found) => found.tokens.clone(),
            Edit::Date { tokens, .. } => tokens.clone(),
        }
    }
}

fn find_edits<'l>(
    text: &str,
    mode: Mode,
    lexicon: &'l Lexicon,
    out: &Analysis<'l>,
) -> Vec<Edit<'l>> {
    let context = Context {
        text,
        words: &out.words,
        tokens: &out.tokens,
        mode,
    };
    let mut edits: Vec<Edit<'l>> = Vec::new();
    let mut free = 0;
    for at in out.telling.iter().map(|at| *at as usize) {
        if at < free {
            continue;
        }
        let edit = date_in_words(out, at, free)
            .map(|(tokens, date)| Edit::Date { tokens, date })
            .or_else(|| context.find(lexicon, at).map(Edit::Abbreviation));
        if let Some(edit) = edit {
            free = edit.tokens().end;
            edits.push(edit);
        }
    }
    edits
}

/// `[ngày|mùng] 26 tháng 2 năm 2019` or `tháng 3 năm 2020`, whose `tháng` is token `at`; takes no
/// token before `free`.
fn date_in_words(
    out: &Analysis<'_>,
    at: usize,
    free: usize,
) -> Option<(std::ops::Range<usize>, Date)> {
    let term = |at: usize| out.get(at).map(|token| token.term);
    let number = |at: usize, digits: std::ops::RangeInclusive<usize>| {
        let token = out
            .get(at)
            .filter(|token| token.kind == Kind::Number && digits.contains(&token.term.len()))?;
        token.term.parse::<u32>().ok()
    };
    if term(at)? != "tháng" || term(at + 2)? != "năm" {
        return None;
    }
    let (month, year) = (number(at + 1, 1..=2)?, number(at + 3, 4..=4)?);
    let before = |steps: usize| at.checked_sub(steps).filter(|at| *at >= free);
    let day = before(1).and_then(|at| number(at, 1..=2).filter(|day| *day > 0));
    let Some(date) = day.and_then(|day| Date::new(day, month, year)) else {
        return Some((at..at + 4, Date::new(0, month, year)?));
    };
    let named = before(2)
        .and_then(term)
        .is_some_and(|word| matches!(word, "ngày" | "mùng" | "mồng"));
    let start = at - 1 - usize::from(named);
    Some((start..at + 4, date))
}

/// Builds the tokens anew with `edits` (in order, not overlapping) carried out.
fn apply<'l>(edits: Vec<Edit<'l>>, mode: Mode, out: &mut Analysis<'l>) {
    let raw = std::mem::take(&mut out.tokens);
    out.tokens.reserve(raw.len() + 8 * edits.len());
    let mut next = 0;
    // How far positions have moved; expansions push what follows further on, dates pull it back.
    let mut shift = 0_i64;
    for edit in edits {
        let tokens = edit.tokens();
        copy(&raw[next..tokens.start], shift, out);
        next = tokens.end;
        let written = &raw[tokens];
        let taken = match edit {
            Edit::Abbreviation(found) => push_abbreviation(written, shift, &found, out),
            Edit::Date { date, .. } => push_date(written, shift, date, mode, out),
        };
        let (Some(first), Some(last)) = (written.first(), written.last()) else {
            continue;
        };
        shift += taken - i64::from(last.position - first.position + 1);
    }
    copy(&raw[next..], shift, out);
}

fn moved(token: &RawToken, shift: i64) -> RawToken {
    RawToken {
        position: (i64::from(token.position) + shift) as u32,
        ..*token
    }
}

fn copy(tokens: &[RawToken], shift: i64, out: &mut Analysis<'_>) {
    out.tokens
        .extend(tokens.iter().map(|token| moved(token, shift)));
}

/// The literal, then the words of the chosen reading on positions of their own, all with the
/// offsets of what was written; returns how many positions they take.
fn push_abbreviation<'l>(
    written: &[RawToken],
    shift: i64,
    found: &Found<'l>,
    out: &mut Analysis<'l>,
) -> i64 {
    let (Some(first), Some(last)) = (written.first(), written.last()) else {
        return 0;
    };
    let before = out.tokens.len();
    let mut literal = RawToken {
        end: last.end,
        kind: Kind::Abbreviation,
        unsettled: found.chosen.is_none(),
        ..moved(first, shift)
    };
    let term: String = written
        .iter()
        .map(|token| out.words.text(token.term))
        .collect();
    set_term(&mut literal, out, &term);
    out.tokens.push(literal);
    let words = found
        .chosen
        .and_then(|chosen| found.readings.get(chosen))
        .map_or(&[][..], |reading| &reading.terms);
    for (at, (term, _)) in words.iter().enumerate() {
        let mut token = RawToken {
            position: literal.position + at as u32,
            kind: Kind::Syllable,
            traits: Traits::SYLLABLE,
            expanded: true,
            unsettled: false,
            ..literal
        };
        set_term(&mut token, out, term);
        out.tokens.push(token);
    }
    out.mentions.push(Mention {
        span: first.start as usize..last.end as usize,
        tokens: before..out.tokens.len(),
        readings: found.readings,
        chosen: found.chosen,
    });
    words.len().max(1) as i64
}

/// A date in words. A text keeps its words and gets the date beside the first number; in a query
/// the date stands for them all, so that it matches however a text writes it (rule 2.9).
fn push_date(
    written: &[RawToken],
    shift: i64,
    date: Date,
    mode: Mode,
    out: &mut Analysis<'_>,
) -> i64 {
    let (Some(first), Some(last)) = (written.first(), written.last()) else {
        return 0;
    };
    let mut whole = RawToken {
        end: last.end,
        kind: Kind::Date,
        traits: Traits::default(),
        ..moved(first, shift)
    };
    set_term(&mut whole, out, &date.to_string());
    if mode == Mode::Query {
        out.tokens.push(whole);
        return 1;
    }
    let number = written
        .iter()
        .position(|token| token.kind == Kind::Number)
        .unwrap_or(0);
    for (at, token) in written.iter().enumerate() {
        out.tokens.push(moved(token, shift));
        if at == number {
            whole.position = moved(token, shift).position;
            out.tokens.push(whole);
            push_month(date, whole, out);
        }
    }
    i64::from(last.position - first.position + 1)
}

/// Lower case of a whole string with the look-alikes of `đ` unified.
pub fn lower(text: &str) -> String {
    text.chars().map(letter::lower).collect()
}
