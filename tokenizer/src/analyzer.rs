//! The analyzer: text in, tokens out. Documents, queries and highlighting all go through it.

use crate::abbreviation::Lexicon;
use crate::abbreviation::resolve::{Context, Found};
use crate::normalize::letter;
use crate::scan::{self, Date, Piece};
use crate::token::{Analysis, Kind, Mention, RawToken};
use crate::word::{Span, Traits, Words};

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
/// It remembers the words it saw, so keep one a thread; making one is cheap.
///
/// ```
/// use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Mode};
/// let lexicon = Lexicon::built_in()?;
/// let mut analyzer = Analyzer::new(&lexicon);
/// let mut analysis = Analysis::new();
/// analyzer.analyze("xây dựng cơ quan TS-VM", Mode::Text, &mut analysis);
/// let terms: Vec<_> = analysis.tokens().filter(|t| t.expanded).map(|t| t.term).collect();
/// assert_eq!(terms, ["trong", "sạch", "vững", "mạnh"]);
/// # Ok::<(), timtin_tokenizer::LexiconError>(())
/// ```
pub struct Analyzer<'l> {
    lexicon: &'l Lexicon,
    words: Words,
}

impl<'l> Analyzer<'l> {
    /// An analyzer over `lexicon`; [`Lexicon::empty`] expands nothing.
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Analyzer {
            lexicon,
            words: Words::new(1 << 14),
        }
    }

    /// An analyzer that remembers fewer words: for a query and the few texts of its hits.
    pub fn small(lexicon: &'l Lexicon) -> Self {
        Analyzer {
            lexicon,
            words: Words::new(1 << 12),
        }
    }

    /// An analyzer that remembers next to nothing: for a single short value.
    pub fn tiny(lexicon: &'l Lexicon) -> Self {
        Analyzer {
            lexicon,
            words: Words::new(1),
        }
    }

    /// Analyses `text` into `out`, replacing what was there. Offsets are bytes of `text`.
    pub fn analyze(&mut self, text: &str, mode: Mode, out: &mut Analysis<'l>) {
        out.clear();
        let looks_abbreviated = self.scan(text, mode, out);
        let edits = find_edits(text, mode, self.lexicon, looks_abbreviated, out);
        if !edits.is_empty() {
            apply(edits, mode, out);
        }
    }

    /// Cuts `text` into raw tokens; tells whether any may be an abbreviation or a written date.
    fn scan(&mut self, text: &str, mode: Mode, out: &mut Analysis<'l>) -> bool {
        let mut worth_a_look = mode == Mode::Query;
        let mut position = 0;
        scan::pieces(text, |start, end, piece| {
            let written = &text[start..end];
            let mut token = RawToken {
                start: start as u32,
                end: end as u32,
                position,
                term: Span::default(),
                folded: Span::default(),
                kind: Kind::Number,
                traits: Traits::default(),
                expanded: false,
                unsettled: false,
            };
            position += 1;
            match piece {
                Piece::Word => {
                    let word = self.words.get(written);
                    let known = self.words.text();
                    token.term = Span::of(&mut out.text, |out| out.push_str(word.term.get(known)));
                    token.folded = token.term;
                    if word.traits.has(Traits::MARKED) {
                        token.folded =
                            Span::of(&mut out.text, |out| out.push_str(word.folded.get(known)));
                    }
                    token.traits = word.traits;
                    token.kind = if word.traits.has(Traits::SYLLABLE) {
                        Kind::Syllable
                    } else {
                        Kind::Word
                    };
                    worth_a_look |= word.traits.has(Traits::ABBREVIATION_LIKE)
                        || word.term.get(known) == "tháng"
                        || written.len() == 1;
                }
                Piece::Digits => set_term(&mut token, out, |out| out.push_str(written)),
                Piece::Number(number) => set_term(&mut token, out, |out| out.push_str(&number)),
                Piece::Date(date) => {
                    token.kind = Kind::Date;
                    set_term(&mut token, out, |out| date.write(out));
                    out.tokens.push(token);
                    if mode == Mode::Text {
                        push_date_parts(date, token, out);
                    }
                    return;
                }
            }
            out.tokens.push(token);
        });
        worth_a_look
    }
}

fn set_term(token: &mut RawToken, out: &mut Analysis<'_>, write: impl FnOnce(&mut String)) {
    token.term = Span::of(&mut out.text, write);
    token.folded = token.term;
}

/// The month and the year of a date, on the date's own position: `26/2/2019` is found by `2/2019`
/// and by `2019`.
fn push_date_parts(date: Date, token: RawToken, out: &mut Analysis<'_>) {
    if date.day != 0 {
        let mut month = token;
        set_term(&mut month, out, |out| Date { day: 0, ..date }.write(out));
        out.tokens.push(month);
    }
    let mut year = RawToken {
        kind: Kind::Number,
        ..token
    };
    set_term(&mut year, out, |out| out.push_str(&date.year.to_string()));
    out.tokens.push(year);
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
    worth_a_look: bool,
    out: &Analysis<'l>,
) -> Vec<Edit<'l>> {
    let mut edits = Vec::new();
    if !worth_a_look {
        return edits;
    }
    let context = Context {
        text,
        terms: &out.text,
        tokens: &out.tokens,
        mode,
    };
    let mut at = 0;
    while at < out.tokens.len() {
        let edit = date_in_words(out, at)
            .map(|(tokens, date)| Edit::Date { tokens, date })
            .or_else(|| context.find(lexicon, at).map(Edit::Abbreviation));
        at = match edit {
            Some(edit) => {
                let end = edit.tokens().end;
                edits.push(edit);
                end
            }
            None => at + 1,
        };
    }
    edits
}

/// `[ngày|mùng] 26 tháng 2 năm 2019` or `tháng 3 năm 2020`, starting at token `at`.
fn date_in_words(out: &Analysis<'_>, at: usize) -> Option<(std::ops::Range<usize>, Date)> {
    let term = |at: usize| out.get(at).map(|token| token.term);
    let number = |at: usize, digits: std::ops::RangeInclusive<usize>| {
        let token = out
            .get(at)
            .filter(|token| token.kind == Kind::Number && digits.contains(&token.term.len()))?;
        token.term.parse::<u32>().ok()
    };
    let month_of_year = |at: usize| {
        let words = term(at)? == "tháng" && term(at + 2)? == "năm";
        words.then_some((number(at + 1, 1..=2)?, number(at + 3, 4..=4)?))
    };
    if term(at)? == "tháng" {
        let (month, year) = month_of_year(at)?;
        return Some((at..at + 4, Date::new(0, month, year)?));
    }
    let day_at = at + usize::from(matches!(term(at)?, "ngày" | "mùng" | "mồng"));
    let day = number(day_at, 1..=2).filter(|day| *day > 0)?;
    let (month, year) = month_of_year(day_at + 1)?;
    Some((at..day_at + 5, Date::new(day, month, year)?))
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
        .map(|token| token.term.get(&out.text))
        .collect();
    // A part such as `HÒ` may have been taken for a syllable: the folded form is made anew.
    let folded = crate::word::fold(&term).into_owned();
    literal.term = Span::of(&mut out.text, |out| out.push_str(&term));
    literal.folded = Span::of(&mut out.text, |out| out.push_str(&folded));
    out.tokens.push(literal);
    let words = found
        .chosen
        .and_then(|chosen| found.readings.get(chosen))
        .map_or(&[][..], |reading| &reading.terms);
    for (at, (term, folded)) in words.iter().enumerate() {
        let mut token = RawToken {
            position: literal.position + at as u32,
            kind: Kind::Syllable,
            traits: Traits::SYLLABLE,
            expanded: true,
            unsettled: false,
            ..literal
        };
        token.term = Span::of(&mut out.text, |out| out.push_str(term));
        token.folded = Span::of(&mut out.text, |out| out.push_str(folded));
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
    set_term(&mut whole, out, |out| date.write(out));
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
            if date.day != 0 {
                let mut month = whole;
                set_term(&mut month, out, |out| Date { day: 0, ..date }.write(out));
                out.tokens.push(month);
            }
        }
    }
    i64::from(last.position - first.position + 1)
}

/// Lower case of a whole string with the look-alikes of `đ` unified.
pub fn lower(text: &str) -> String {
    text.chars().map(letter::lower).collect()
}
