//! What one part of a query asks for: a word, a code, a date, an abbreviation.

use std::ops::Range;

use timtin_tokenizer::{Analysis, Kind, Mention, Reading, Token, fold};

use super::ast::Zone;
use super::clause::{one_line, typed_at};
use super::document::other_spellings;
use super::plan::Node;
use super::planner::Planner;
use super::reading::{readings_of, spellings};
use super::slot::Slot;
use super::variant::{mention_at, parts_end};

/// What the parts of a code count beside the code as a whole: the exact code ranks first.
const PARTS_WEIGHT: f32 = 0.9;
/// What the kind and number of a document count beside its code.
const DOCUMENT_WEIGHT: f32 = 0.5;
/// Between the kind of a document and its number may stand `số`.
const DOCUMENT_SLOP: u32 = 1;

/// What a document must have for one part of the query.
pub(super) struct Unit {
    /// The tokens of the query.
    pub(super) tokens: Range<usize>,
    pub(super) node: Node,
    pub(super) slots: Vec<Slot>,
    /// The terms as typed: those of `slots`, or the literal of an abbreviation.
    pub(super) typed: Vec<String>,
    /// An abbreviation with one reading here.
    pub(super) settled: bool,
    /// One word as typed.
    pub(super) plain: bool,
}

impl Unit {
    /// What was typed for each of the terms: their own words where they are words of their own, else all of
    /// it for the first.
    pub(super) fn written(&self, text: &str, analysis: &Analysis<'_>) -> Vec<String> {
        let typed = |tokens| one_line(&typed_at(text, analysis, tokens));
        let tokens = self.tokens.clone();
        if self.typed.len() == tokens.len() {
            return tokens.map(|at| typed(at..at + 1)).collect();
        }
        let mut written = vec![String::new(); self.typed.len()];
        if let Some(first) = written.first_mut() {
            *first = typed(tokens);
        }
        written
    }
}

impl<'l> Planner<'l> {
    /// The part of a query that starts at token `at`.
    pub(super) fn unit(
        &mut self,
        text: &str,
        analysis: &Analysis<'l>,
        at: usize,
        zone: Zone,
    ) -> Unit {
        let kind = analysis.get(at).map(|token| token.kind);
        match mention_at(analysis, at) {
            Some(mention) => self.abbreviation(analysis, mention, zone),
            None if kind.is_some_and(Kind::is_compound) => self.compound(text, analysis, at, zone),
            None if matches!(kind, Some(Kind::Date | Kind::Time)) => {
                self.moment(text, analysis, at, zone)
            }
            None => self.glued(text, analysis, at, zone),
        }
    }

    /// A word, or words joined without space into one code: `U23`, `158/2025/NĐ-CP`, `covid-19`.
    fn glued(&mut self, text: &str, analysis: &Analysis<'l>, at: usize, zone: Zone) -> Unit {
        let mut end = at + 1;
        while end < analysis.len() && is_glued(text, analysis, end) {
            end += 1;
        }
        let slots: Vec<Slot> = (at..end)
            .filter_map(|at| analysis.get(at))
            .map(|token| Slot::new(&token, self.accents))
            .collect();
        let node = sequence(slots.clone(), 0, zone);
        let typed = slots.iter().map(|slot| slot.term.clone()).collect();
        Unit {
            tokens: at..end,
            node,
            slots,
            typed,
            plain: end == at + 1,
            settled: false,
        }
    }

    /// A code, an address or a hashtag: found as a whole, or by its parts side by side whatever joins
    /// them; a document also by its kind and number: `05-CT/TW` is `chỉ thị 05` (rule 2.10).
    fn compound(&mut self, text: &str, analysis: &Analysis<'l>, at: usize, zone: Zone) -> Unit {
        let whole = analysis.get(at);
        let end = parts_end(analysis, at);
        let mut ways: Vec<(Node, f32)> = Vec::new();
        if let Some(token) = &whole {
            let slot = Slot::new(token, self.accents);
            self.variant(vec![slot.clone()], false, zone);
            ways.push((Node::Slot(slot, zone), 1.0));
        }
        let variants = self.variants(text, analysis, at + 1..end);
        for slots in &variants {
            self.variant(slots.clone(), true, zone);
            ways.push((sequence(slots.clone(), 0, zone), PARTS_WEIGHT));
        }
        if let Some(slots) = self.document(analysis, at + 1..end) {
            self.phrase_variant(slots.clone(), DOCUMENT_SLOP, zone);
            ways.push((sequence(slots, DOCUMENT_SLOP, zone), DOCUMENT_WEIGHT));
            // `5-CT/TW` is `05-CT/TW`.
            let number = analysis.get(at + 1).map_or("", |token| token.term);
            let rest = whole
                .as_ref()
                .and_then(|whole| whole.term.strip_prefix(number));
            for other in other_spellings(number) {
                let term = format!("{other}{}", rest.unwrap_or_default());
                let slot = Slot::of(&term, &fold(&term), Kind::Code, self.accents);
                self.variant(vec![slot.clone()], false, zone);
                ways.push((Node::Slot(slot, zone), DOCUMENT_WEIGHT));
            }
        }
        let slots = variants.into_iter().next().unwrap_or_default();
        Unit {
            tokens: at..end,
            node: Node::Best(ways),
            slots,
            typed: whole
                .map(|token| token.term.to_owned())
                .into_iter()
                .collect(),
            plain: false,
            settled: false,
        }
    }

    /// A document's number as running text has it: its kind, then its numbers.
    fn document(&self, analysis: &Analysis<'l>, parts: Range<usize>) -> Option<Vec<Slot>> {
        let kind = analysis
            .mentions()
            .iter()
            .find(|mention| parts.contains(&mention.tokens.start))?;
        let numbers: Vec<Slot> = (parts.start..kind.tokens.start)
            .filter_map(|at| analysis.get(at))
            .map(|token| Slot::new(&token, self.accents))
            .collect();
        let reading = kind.chosen.and_then(|chosen| kind.readings.get(chosen))?;
        if reading.field != "document" || numbers.is_empty() {
            return None;
        }
        let named = reading
            .terms
            .iter()
            .take_while(|(term, _)| term != "của")
            .map(|(term, folded)| Slot::reading_word(term, folded, self.accents));
        Some(named.chain(numbers).collect())
    }

    /// A date or time: however a text writes it, or, when it may be none, by its words and numbers.
    fn moment(&mut self, text: &str, analysis: &Analysis<'l>, at: usize, zone: Zone) -> Unit {
        let variants = self.variants(text, analysis, at..at + 1);
        let slots = variants.first().cloned().unwrap_or_default();
        // `ngày 26/2/2019` asks for the day, whatever stands before it.
        let moment: Vec<Slot> = analysis
            .get(at)
            .map(|token| Slot::new(&token, self.accents))
            .into_iter()
            .collect();
        let named = analysis
            .get(at)
            .is_some_and(|token| is_told_by_words(&token));
        let mut ways = vec![(sequence(moment.clone(), 0, zone), 1.0)];
        for slots in variants {
            if (named || is_numeric(&slots)) && slots.last() != moment.last() {
                self.variant(slots.clone(), true, zone);
                ways.push((sequence(slots, 0, zone), PARTS_WEIGHT));
            }
        }
        let typed = moment.iter().map(|slot| slot.term.clone()).collect();
        Unit {
            tokens: at..at + 1,
            node: match ways.len() {
                1 => sequence(moment.clone(), 0, zone),
                _ => Node::Best(ways),
            },
            slots: if is_numeric(&slots) { slots } else { moment },
            typed,
            plain: false,
            settled: false,
        }
    }

    fn abbreviation(&mut self, analysis: &Analysis<'l>, mention: &Mention<'l>, zone: Zone) -> Unit {
        let literal = self.literal(analysis, mention);
        let mut ways: Vec<(Node, f32)> = vec![(sequence(literal.clone(), 0, zone), 1.0)];
        let mut slots = literal.clone();
        for (reading, weight) in readings_of(mention) {
            let mut spellings = self.reading_slots(reading).into_iter();
            let full = spellings.next().unwrap_or_default();
            ways.push((sequence(full.clone(), 0, zone), weight));
            if mention.chosen.is_some() {
                slots = full;
            } else {
                self.variant(full, true, zone);
            }
            for short in spellings {
                ways.push((sequence(short.clone(), 0, zone), weight));
                self.variant(short, true, zone);
            }
        }
        // What was typed is marked wherever it stands, also where a text means something else by it.
        let typed = literal.iter().map(|slot| slot.term.clone()).collect();
        let phrase = literal.len() > 1;
        self.variant(literal, phrase, zone);
        Unit {
            tokens: mention.tokens.clone(),
            node: Node::Best(ways),
            slots,
            typed,
            plain: false,
            settled: mention.chosen.is_some(),
        }
    }

    /// What was written of an abbreviation or place name.
    pub(super) fn literal(&self, analysis: &Analysis<'l>, mention: &Mention<'l>) -> Vec<Slot> {
        mention
            .tokens
            .clone()
            .filter_map(|at| analysis.get(at))
            .filter(|token| !token.expanded)
            .map(|token| Slot::new(&token, self.accents))
            .collect()
    }

    pub(super) fn reading_slots(&self, reading: &Reading) -> Vec<Vec<Slot>> {
        let slot =
            |(term, folded): &(String, String)| Slot::reading_word(term, folded, self.accents);
        spellings(reading)
            .into_iter()
            .map(|words| words.into_iter().map(slot).collect())
            .collect()
    }
}

/// Whether words tell it that also stand where it is none: `quý 3`, `8 giờ`. A time with minutes and a date
/// with a year are always told.
fn is_told_by_words(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Time => !token.term.contains(':'),
        _ => token.term.starts_with("--q"),
    }
}

fn is_numeric(slots: &[Slot]) -> bool {
    slots.iter().all(|slot| {
        slot.term
            .bytes()
            .all(|byte| !byte.is_ascii_alphabetic() && byte < 0x80)
    })
}

pub(super) fn sequence(mut slots: Vec<Slot>, slop: u32, zone: Zone) -> Node {
    match (slots.len(), slots.pop()) {
        (1, Some(slot)) => Node::Slot(slot, zone),
        (_, Some(last)) => {
            slots.push(last);
            Node::Sequence { slots, slop, zone }
        }
        (_, None) => Node::Nothing,
    }
}

/// Whether token `at` is joined to the one before it into one code. A slash joins only codes:
/// `điện/nước` are two words.
fn is_glued(text: &str, analysis: &Analysis<'_>, at: usize) -> bool {
    let (Some(before), Some(token)) = (
        at.checked_sub(1).and_then(|at| analysis.get(at)),
        analysis.get(at),
    ) else {
        return false;
    };
    if [before.kind, token.kind].contains(&Kind::Abbreviation)
        || before.expanded
        || before.end > token.start
    {
        return false;
    }
    let coded = Kind::is_numeric;
    match text.get(before.end..token.start) {
        Some("" | "-" | "." | "_" | "&" | "–" | "@") => true,
        Some("/") => {
            coded(before.kind)
                || coded(token.kind)
                || text[token.start..token.end].chars().all(char::is_uppercase)
        }
        _ => false,
    }
}
