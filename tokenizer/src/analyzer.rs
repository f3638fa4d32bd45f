//! The analyzer: text in, tokens out. Documents, queries and highlighting all go through it.

use crate::abbreviation::resolve::{Context, Found};
use crate::abbreviation::{Discourse, Lexicon};
use crate::date::{Dates, FoundMoment, Moment};
use crate::normalize::letter;
use crate::scan::{self, Date, Piece, Time, compound};
use crate::token::{Analysis, Kind, Mention, RawToken};
use crate::word::{Traits, Vocabulary};

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
    discourse: Option<&'l Discourse>,
}

impl<'l> Analyzer<'l> {
    /// An analyzer over `lexicon`; [`Lexicon::empty`] expands nothing.
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Analyzer {
            lexicon,
            discourse: None,
        }
    }

    /// The same with what the article in hand tells: what it defines comes before all of the lexicon.
    pub fn with_discourse(self, discourse: &'l Discourse) -> Self {
        Analyzer {
            discourse: Some(discourse).filter(|discourse| !discourse.is_empty()),
            ..self
        }
    }

    /// The lexicon.
    pub fn lexicon(&self) -> &'l Lexicon {
        self.lexicon
    }

    /// Analyses `text` into `out`, replacing what was there. Offsets are bytes of `text`.
    pub fn analyze(&self, text: &str, mode: Mode, out: &mut Analysis<'l>) {
        out.clear();
        scan(text, mode, out);
        self.read_scanned(text, mode, out);
    }

    /// Analyses the texts of an article (title, summary, body), which stands in the levels of `category`:
    /// each is read with what all of them tell. `each` gets the place of a text among them and its analysis,
    /// one after the other. The texts must be repaired; `analysis` lends its memory and is empty afterwards.
    ///
    /// ```
    /// use timtin_tokenizer::{Analysis, Analyzer, Lexicon};
    /// let lexicon = Lexicon::built_in()?;
    /// let texts = ["CAH bắt hai người", "Công an huyện (CAH) cho biết …"];
    /// let mut title = Vec::new();
    /// Analyzer::new(&lexicon).analyze_article(&texts, &[], &mut Analysis::new(), |at, analysis| {
    ///     if at == 0 {
    ///         title.extend(analysis.tokens().map(|token| token.term.to_owned()).take(4));
    ///     }
    /// });
    /// assert_eq!(title, ["cah", "công", "an", "huyện"]);
    /// # Ok::<(), timtin_tokenizer::LexiconError>(())
    /// ```
    pub fn analyze_article(
        &self,
        texts: &[&str],
        category: &[String],
        analysis: &mut Analysis<'_>,
        mut each: impl FnMut(usize, &Analysis<'_>),
    ) -> Discourse {
        // A text whose words were asked for has been cut up already.
        let mut scanned = Vec::new();
        let keep = |analysis: &mut Analysis<'_>| scanned.push(analysis.take_scanned());
        let discourse = Discourse::read(texts, category, self.lexicon, analysis, keep);
        analysis.scoped(|analysis| {
            let analyzer = Analyzer::new(self.lexicon).with_discourse(&discourse);
            let mut scanned = scanned.into_iter();
            for (at, text) in texts.iter().enumerate() {
                match scanned.next() {
                    Some(scanned) => analysis.resume(scanned),
                    None => analysis.scan(text),
                }
                analyzer.read_scanned(text, Mode::Text, analysis);
                each(at, analysis);
            }
        });
        discourse
    }

    /// Reads the abbreviations and the dates in words of a text that was cut up.
    fn read_scanned(&self, text: &str, mode: Mode, out: &mut Analysis<'l>) {
        let edits = find_edits(text, mode, *self, out);
        if !edits.is_empty() {
            apply(edits, mode, out);
        }
    }
}

impl Analysis<'_> {
    /// Cuts `text` into words, numbers and dates, and reads no abbreviation.
    pub(crate) fn scan(&mut self, text: &str) {
        self.drop_tokens();
        scan(text, Mode::Text, self);
    }
}

/// Cuts `text` into raw tokens and notes the telling ones.
fn scan(text: &str, mode: Mode, out: &mut Analysis<'_>) {
    let mut position = 0;
    scan::pieces(text, mode == Mode::Query, |start, end, piece| {
        let mut token = RawToken {
            start: start as u32,
            end: end as u32,
            position,
            ..RawToken::default()
        };
        // Nearly all pieces are words.
        let telling = if let Piece::Word = piece {
            let word = out.words.get_at(text, start, end);
            (token.term, token.folded) = (word.term, word.folded);
            token.traits = word.traits;
            token.kind = if word.traits.has(Traits::SYLLABLE) {
                Kind::Syllable
            } else {
                Kind::Word
            };
            // Until a list or the article reads it; corpora teach what no list has.
            token.unsettled = mode == Mode::Text && word.traits.is_unlisted_abbreviation();
            word.traits.has(Traits::TELLING)
        } else {
            other_piece(&text[start..end], piece, &mut token, &mut out.words)
                || (matches!(piece, Piece::Digits) && is_before_hours(&text[end..]))
        };
        let compound = matches!(piece, Piece::Compound(_));
        if telling || (mode == Mode::Query && !compound) {
            out.telling.push(out.tokens.len() as u32);
        }
        out.tokens.push(token);
        match piece {
            Piece::Date(date) if mode == Mode::Text => push_date_parts(date, token, out),
            Piece::Time(time) if mode == Mode::Text => push_time_parts(time, token, out),
            _ => {}
        }
        // A compound stands on the position of its first part.
        position += u32::from(!compound);
    });
}

/// The token of a piece that is no word; whether an abbreviation or a date may start or turn on it.
fn other_piece(
    written: &str,
    piece: Piece<'_>,
    token: &mut RawToken,
    words: &mut Vocabulary,
) -> bool {
    let (word, kind, telling) = match piece {
        Piece::Word | Piece::Digits => (words.get(written), Kind::Number, false),
        Piece::Number(number) => (words.get(number), Kind::Number, true),
        Piece::Date(date) => (words.get(&date.to_string()), Kind::Date, true),
        Piece::Time(time) => (
            words.get(&time.to_string()),
            Kind::Time,
            time.hour().is_none(),
        ),
        Piece::Compound(kind) => (words.get(&compound::term(written, kind)), kind, false),
    };
    (token.term, token.folded, token.kind) = (word.term, word.folded, kind);
    telling
}

/// Whether `rest`, behind a number, goes on with a word for hours.
fn is_before_hours(rest: &str) -> bool {
    rest.strip_prefix(' ').is_some_and(|rest| {
        rest.starts_with("giờ")
            || (rest.starts_with('h') && !rest[1..].starts_with(char::is_alphabetic))
    })
}

fn set_term(token: &mut RawToken, out: &mut Analysis<'_>, term: &str) {
    let word = out.words.get(term);
    (token.term, token.folded) = (word.term, word.folded);
}

/// What else a date in digits is found by, on the date's own position: `26/2/2019` by its month, its
/// year and its day of any year; `10-12`, which may be no date at all, by its numbers.
fn push_date_parts(date: Date, token: RawToken, out: &mut Analysis<'_>) {
    push_wider(Moment::Date(date), token, out);
    let mut push_number = |number: u16| push_number(number, token, out);
    if date.year != 0 {
        push_number(date.year);
        // `tháng 8` finds `tháng 8/2019`.
        if date.day == 0 {
            push_number(date.month.into());
        }
    } else {
        push_number(date.day.into());
        if u16::from(date.day) != u16::from(date.month) {
            push_number(date.month.into());
        }
    }
}

/// What else a time in digits is found by: `20h30` by its hour and its numbers.
fn push_time_parts(time: Time, token: RawToken, out: &mut Analysis<'_>) {
    push_wider(Moment::Time(time), token, out);
    for number in time.numbers() {
        push_number(number.into(), token, out);
    }
}

/// A number on the position of `token`.
fn push_number(number: u16, token: RawToken, out: &mut Analysis<'_>) {
    let mut number_token = RawToken {
        kind: Kind::Number,
        traits: Traits::default(),
        unsettled: false,
        ..token
    };
    set_term(&mut number_token, out, &number.to_string());
    out.tokens.push(number_token);
}

/// The month of a day, the day or quarter of any year, the hour of a time.
fn push_wider(moment: Moment, token: RawToken, out: &mut Analysis<'_>) {
    for moment in moment.wider().into_iter().flatten() {
        let mut wider = token;
        set_term(&mut wider, out, &moment.to_string());
        let here = out.tokens.iter().rev();
        let mut here = here.take_while(|other| other.position == token.position);
        // The day of any year is there already where a range gave it its year.
        let known = here.any(|other| other.term == wider.term);
        if !known {
            out.tokens.push(wider);
        }
    }
}

/// A change to the raw tokens: what was found at a range of them.
enum Edit<'l> {
    Abbreviation(Found<'l>),
    Moment(FoundMoment),
    /// Capitals joined into what may be one abbreviation that no list has: they stay, and are found
    /// written together too.
    Joined(std::ops::Range<usize>),
    /// A syllable in capitals that may be an abbreviation that no list has.
    Unlisted(usize),
}

impl Edit<'_> {
    fn tokens(&self) -> std::ops::Range<usize> {
        match self {
            Edit::Abbreviation(found) => found.tokens.clone(),
            Edit::Moment(found) => found.tokens.clone(),
            // What is joined is added before its parts.
            Edit::Joined(tokens) => tokens.start..tokens.start,
            Edit::Unlisted(at) => *at..at + 1,
        }
    }
}

fn find_edits<'l>(
    text: &str,
    mode: Mode,
    analyzer: Analyzer<'l>,
    out: &Analysis<'l>,
) -> Vec<Edit<'l>> {
    let context = Context {
        text,
        words: &out.words,
        tokens: &out.tokens,
        mode,
        discourse: analyzer.discourse,
    };
    let dates = Dates {
        text,
        tokens: out,
        mode,
    };
    let mut edits: Vec<Edit<'l>> = Vec::new();
    let mut found_moments = Vec::new();
    let mut free = 0;
    for at in out.telling.iter().map(|at| *at as usize) {
        if at < free {
            continue;
        }
        dates.find(at, free, &mut found_moments);
        if found_moments.is_empty() {
            let own = analyzer.discourse.map(Discourse::definitions);
            let own = own.and_then(|definitions| context.defined(definitions, at));
            let found = own.or_else(|| context.find(analyzer.lexicon, at));
            if mode == Mode::Text {
                let joined = context.joined_capitals(at);
                let whole =
                    |found: &Found<'_>| !found.beside && Some(&found.tokens) == joined.as_ref();
                if !found.as_ref().is_some_and(whole) {
                    edits.extend(joined.map(Edit::Joined));
                }
            }
            match found {
                Some(found) => edits.push(Edit::Abbreviation(found)),
                None if mode == Mode::Text && context.is_lone_capitals(at) => {
                    edits.push(Edit::Unlisted(at));
                }
                None => {}
            }
        } else {
            edits.extend(found_moments.drain(..).map(Edit::Moment));
        }
        free = edits.last().map_or(0, |edit| edit.tokens().end);
    }
    edits
}

/// Builds the tokens anew with `edits` (in order, not overlapping) carried out.
fn apply<'l>(edits: Vec<Edit<'l>>, mode: Mode, out: &mut Analysis<'l>) {
    let raw = std::mem::replace(&mut out.tokens, std::mem::take(&mut out.spare));
    out.tokens.clear();
    out.tokens.reserve(raw.len() + 8 * edits.len());
    let mut next = 0;
    // How far positions have moved; expansions push what follows further on, dates pull it back.
    let mut shift = 0_i64;
    for edit in edits {
        let tokens = edit.tokens();
        copy(&raw[next..tokens.start], shift, out);
        next = tokens.end;
        let written = &raw[tokens.clone()];
        let taken = match edit {
            Edit::Abbreviation(found) => push_abbreviation(written, shift, &found, out),
            Edit::Moment(found) if mode == Mode::Query => push_moment(written, shift, &found, out),
            Edit::Moment(found) => push_moment_beside(written, shift, &found, out),
            Edit::Joined(parts) => {
                push_joined(&raw[parts], shift, out);
                continue;
            }
            Edit::Unlisted(_) => {
                out.tokens.extend(written.iter().map(|token| RawToken {
                    unsettled: true,
                    ..moved(token, shift)
                }));
                continue;
            }
        };
        let (Some(first), Some(last)) = (written.first(), written.last()) else {
            continue;
        };
        shift += taken - i64::from(last.position - first.position + 1);
    }
    copy(&raw[next..], shift, out);
    out.spare = raw;
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
    if found.beside {
        return push_beside(written, shift, found, out);
    }
    let before = out.tokens.len();
    let mut literal = RawToken {
        end: last.end,
        kind: Kind::Abbreviation,
        unsettled: found.chosen.is_none(),
        listed: found.chosen.is_some() && !found.defined,
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
            listed: false,
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

/// The parts of what may be one abbreviation as one term, on the position of the first.
fn push_joined(parts: &[RawToken], shift: i64, out: &mut Analysis<'_>) {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return;
    };
    let mut joined = RawToken {
        end: last.end,
        kind: Kind::Abbreviation,
        traits: Traits::default(),
        unsettled: true,
        ..moved(first, shift)
    };
    let term: String = parts
        .iter()
        .map(|token| out.words.text(token.term))
        .collect();
    set_term(&mut joined, out, &term);
    out.tokens.push(joined);
}

/// A place name in another spelling, or an abbreviation in parts that queries do not know as one: the
/// words as written, beside them those that it reads as, one a position.
fn push_beside<'l>(
    written: &[RawToken],
    shift: i64,
    found: &Found<'l>,
    out: &mut Analysis<'l>,
) -> i64 {
    let (Some(first), Some(last)) = (written.first(), written.last()) else {
        return 0;
    };
    let before = out.tokens.len();
    let words = found.readings.first().map_or(&[][..], |name| &name.terms);
    let base = moved(first, shift);
    let positions = words.len().max(written.len());
    for at in 0..positions {
        let here = written.get(at).map(|token| RawToken {
            unsettled: false,
            ..moved(token, shift)
        });
        out.tokens.extend(here);
        let Some((term, _)) = words.get(at) else {
            continue;
        };
        if here.is_some_and(|token| out.words.text(token.term) == term) {
            continue;
        }
        let mut token = RawToken {
            end: last.end,
            position: base.position + at as u32,
            kind: Kind::Syllable,
            traits: Traits::SYLLABLE,
            expanded: true,
            unsettled: false,
            ..base
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
    positions as i64
}

/// In a query a date or time stands for all the words that tell it, so that it matches however a text
/// writes it (rule 2.9).
fn push_moment(
    written: &[RawToken],
    shift: i64,
    found: &FoundMoment,
    out: &mut Analysis<'_>,
) -> i64 {
    let (Some(first), Some(last)) = (written.first(), written.last()) else {
        return 0;
    };
    let mut whole = RawToken {
        end: last.end,
        kind: found.moment.kind(),
        traits: Traits::default(),
        unsettled: false,
        ..moved(first, shift)
    };
    set_term(&mut whole, out, &found.moment.to_string());
    out.tokens.push(whole);
    1
}

/// A text keeps its words and gets the date or time beside one of them.
fn push_moment_beside(
    written: &[RawToken],
    shift: i64,
    found: &FoundMoment,
    out: &mut Analysis<'_>,
) -> i64 {
    let (Some(first), Some(last)) = (written.first(), written.last()) else {
        return 0;
    };
    let Some((before, [token, behind @ ..])) =
        written.split_at_checked(found.at - found.tokens.start)
    else {
        return 0;
    };
    copy(before, shift, out);
    let here = moved(token, shift);
    let quarter = found.moment.quarter();
    // `2/2016` and `2.2016`, taken for a month or a number, are two numbers behind `quý`.
    let joined = here.kind == Kind::Date || out.words.text(here.term).contains('.');
    let split = quarter.filter(|_| joined);
    if split.is_none() {
        out.tokens.push(RawToken {
            unsettled: here.unsettled && quarter.is_none(),
            ..here
        });
    }
    if let Some(date) = quarter
        && out.words.text(here.term) != date.quarter.to_string()
    {
        push_number(date.quarter.into(), here, out);
    }
    let mut beside = RawToken {
        start: first.start,
        end: last.end,
        kind: found.moment.kind(),
        traits: Traits::default(),
        unsettled: false,
        ..here
    };
    set_term(&mut beside, out, &found.moment.to_string());
    out.tokens.push(beside);
    push_wider(found.moment, beside, out);
    let position = here.position + 1;
    match split {
        Some(date) => push_number(date.year, RawToken { position, ..here }, out),
        None => copy(behind, shift, out),
    }
    i64::from(last.position - first.position + 1) + i64::from(split.is_some())
}

/// Lower case of a whole string with the look-alikes of `đ` unified.
pub fn lower(text: &str) -> String {
    text.chars().map(letter::lower).collect()
}
