//! From the meaning of a query to what the index is asked: words become slots, abbreviations their
//! readings, both ways (rule 3.1).

use std::ops::Range;

use timtin_tokenizer::{
    Analysis, Analyzer, Kind, Lexicon, Mention, Mode, Reading, Token, fold, plain_terms, repair,
};

use super::ast::{Ast, Property, Zone};
use super::filter::ColumnFilter;
use super::parser::{self, quote};
use super::plan::{Expansion, Interpretation, Matching, Node, Plan, Run, Typed, few};
use super::reading::{
    MAX_READING_WORDS, MAX_VARIANTS, READING_WEIGHT, combine, readings_of, spellings,
    unsettled_slots, unsettled_variants,
};
use super::slot::{Accents, Slot};
use crate::schema::column;

/// More words than this are not used.
const MAX_WORDS: usize = 256;
/// What the parts of a code count beside the code as a whole: the exact code ranks first.
const PARTS_WEIGHT: f32 = 0.9;
/// What the kind and number of a document count beside its code.
const DOCUMENT_WEIGHT: f32 = 0.5;
/// Between the kind of a document and its number may stand `số`.
const DOCUMENT_SLOP: u32 = 1;
/// What an abbreviation that a text left unsettled counts for its long form in the query.
const UNSETTLED_TEXT_WEIGHT: f32 = 0.3;

impl Plan {
    /// Understands `query`.
    pub(crate) fn new(
        query: &str,
        lexicon: &Lexicon,
        accents: Accents,
        matching: Matching,
    ) -> Plan {
        let query = repair(query);
        let mut warnings = Vec::new();
        let ast = parser::parse(&query, &mut warnings);
        let mut planner = Planner::new(lexicon, accents, warnings);
        let clauses = planner.clauses(&ast);
        let root = planner.root(query.trim(), clauses, matching);
        Plan {
            root,
            runs: planner.runs,
            prefixes: planner.prefixes,
            interpretation: planner.interpretation,
            warnings: few(planner.warnings),
        }
    }
}

struct Planner<'l> {
    lexicon: &'l Lexicon,
    analyzer: Analyzer<'l>,
    accents: Accents,
    /// Inside something excluded: its words are not looked for.
    excluded: bool,
    words: usize,
    runs: Vec<Run>,
    prefixes: Vec<(String, Zone)>,
    interpretation: Interpretation,
    warnings: Vec<String>,
}

impl<'l> Planner<'l> {
    fn new(lexicon: &'l Lexicon, accents: Accents, warnings: Vec<String>) -> Self {
        Planner {
            lexicon,
            analyzer: Analyzer::new(lexicon),
            accents,
            excluded: false,
            words: 0,
            runs: Vec::new(),
            prefixes: Vec::new(),
            interpretation: Interpretation::default(),
            warnings,
        }
    }

    fn root(&mut self, query: &str, mut clauses: Vec<Node>, matching: Matching) -> Node {
        let positive = |node: &Node| !matches!(node, Node::Not(_));
        if clauses.is_empty() {
            if query.is_empty() || query == "*" {
                return Node::Everything;
            }
            self.warnings
                .push(format!("nothing to search for in {}", quote(query)));
            return Node::Nothing;
        }
        if !clauses.iter().any(positive) {
            clauses.push(Node::Everything);
        }
        if matching == Matching::Any {
            let (mut fixed, words): (Vec<_>, Vec<_>) = clauses
                .into_iter()
                .partition(|node| matches!(node, Node::Not(_) | Node::Column(_)));
            if !words.is_empty() {
                fixed.push(Node::Any(words));
            }
            return Node::All(fixed);
        }
        Node::All(clauses)
    }

    /// The clauses of `ast`, all of which a document must satisfy.
    fn clauses(&mut self, ast: &Ast) -> Vec<Node> {
        match ast {
            Ast::All(children) => children
                .iter()
                .flat_map(|child| self.clauses(child))
                .collect(),
            Ast::Any(children) => {
                let mut nodes: Vec<Node> = children
                    .iter()
                    .filter_map(|child| conjunction(self.clauses(child)))
                    .collect();
                if nodes.len() > 1 {
                    vec![Node::Any(nodes)]
                } else {
                    nodes.pop().into_iter().collect()
                }
            }
            Ast::Not(child) => {
                let outside = std::mem::replace(&mut self.excluded, true);
                let node = conjunction(self.clauses(child));
                self.excluded = outside;
                node.map(|node| Node::Not(Box::new(node)))
                    .into_iter()
                    .collect()
            }
            Ast::Words { text, zone } => self.words(text, *zone),
            Ast::Phrase { text, slop, zone } => self.phrase(text, *slop, *zone),
            Ast::Prefix { text, zone } => self.prefix(text, *zone),
            Ast::Property { property, value } => self.property(*property, value),
        }
    }

    /// Analyses `text`; words beyond the limit are left out with a warning.
    fn analyze(&mut self, text: &str) -> Analysis<'l> {
        let mut analysis = Analysis::new();
        self.analyzer.analyze(text, Mode::Query, &mut analysis);
        self.note(text, &analysis);
        analysis
    }

    fn note(&mut self, text: &str, analysis: &Analysis<'l>) {
        if self.excluded {
            self.interpretation.excluded.push(text.to_owned());
            return;
        }
        let written = analysis.tokens().filter(|token| !token.expanded);
        self.interpretation
            .words
            .extend(written.map(|token| token.term.to_owned()));
        for mention in analysis.mentions() {
            let readings: Vec<String> = readings_of(mention)
                .map(|(reading, _)| reading.text.clone())
                .collect();
            let abbreviation = text
                .get(mention.span.clone())
                .unwrap_or_default()
                .to_owned();
            self.interpretation.expansions.push(Expansion {
                abbreviation,
                readings,
            });
        }
    }

    fn words(&mut self, text: &str, zone: Zone) -> Vec<Node> {
        let analysis = self.analyze(text);
        let mut units: Vec<Unit> = Vec::new();
        let mut at = 0;
        while at < analysis.len() && self.words < MAX_WORDS {
            let kind = analysis.get(at).map(|token| token.kind);
            let unit = match mention_at(&analysis, at) {
                Some(mention) => self.abbreviation(&analysis, mention, zone),
                None if kind.is_some_and(Kind::is_compound) => {
                    self.compound(text, &analysis, at, zone)
                }
                None if kind == Some(Kind::Date) => self.date(text, &analysis, at, zone),
                None => self.glued(text, &analysis, at, zone),
            };
            at = unit.tokens.end;
            self.words += unit.slots.len();
            units.push(unit);
        }
        if at < analysis.len() {
            self.warnings
                .push(format!("only the first {MAX_WORDS} words were used"));
        }
        let mut slots: Vec<Slot> = Vec::new();
        let mut typed = Vec::new();
        let mut wholes = Vec::new();
        for unit in &units {
            if unit.slots.len() > 1 {
                wholes.push(slots.len()..slots.len() + unit.slots.len());
            }
            typed.extend(unit.typed.iter().enumerate().map(|(at, term)| Typed {
                term: term.clone(),
                at: (slots.len() + at) as u32,
                settled: unit.settled,
            }));
            slots.extend_from_slice(&unit.slots);
        }
        self.run(Run {
            slots,
            wholes,
            typed,
            phrase: false,
            slop: 0,
            zone,
            variant: false,
        });
        self.with_unsettled(units, zone)
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

    /// A date: however a text writes it, or, when it may be none, by its numbers.
    fn date(&mut self, text: &str, analysis: &Analysis<'l>, at: usize, zone: Zone) -> Unit {
        let variants = self.variants(text, analysis, at..at + 1);
        let slots = variants.first().cloned().unwrap_or_default();
        // `ngày 26/2/2019` asks for the day, whatever stands before it.
        let date: Vec<Slot> = analysis
            .get(at)
            .map(|token| Slot::new(&token, self.accents))
            .into_iter()
            .collect();
        let mut ways = vec![(sequence(date.clone(), 0, zone), 1.0)];
        for slots in variants.into_iter().filter(|slots| is_numeric(slots)) {
            if slots != date {
                self.variant(slots.clone(), true, zone);
                ways.push((sequence(slots, 0, zone), PARTS_WEIGHT));
            }
        }
        let typed = date.iter().map(|slot| slot.term.clone()).collect();
        Unit {
            tokens: at..at + 1,
            node: match ways.len() {
                1 => sequence(date.clone(), 0, zone),
                _ => Node::Best(ways),
            },
            slots: if is_numeric(&slots) { slots } else { date },
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
    fn literal(&self, analysis: &Analysis<'l>, mention: &Mention<'l>) -> Vec<Slot> {
        mention
            .tokens
            .clone()
            .filter_map(|at| analysis.get(at))
            .filter(|token| !token.expanded)
            .map(|token| Slot::new(&token, self.accents))
            .collect()
    }

    fn reading_slots(&self, reading: &Reading) -> Vec<Vec<Slot>> {
        let slot =
            |(term, folded): &(String, String)| Slot::reading_word(term, folded, self.accents);
        spellings(reading)
            .into_iter()
            .map(|words| words.into_iter().map(slot).collect())
            .collect()
    }

    fn run(&mut self, run: Run) {
        if !self.excluded && !run.slots.is_empty() {
            self.runs.push(run);
        }
    }

    /// Another way to write a part of the query: marked, but not counted.
    fn variant(&mut self, slots: Vec<Slot>, phrase: bool, zone: Zone) {
        self.other_way(slots, phrase, 0, zone);
    }

    /// Another way to write a part of the query, its words at most `slop` others apart.
    fn phrase_variant(&mut self, slots: Vec<Slot>, slop: u32, zone: Zone) {
        self.other_way(slots, true, slop, zone);
    }

    fn other_way(&mut self, slots: Vec<Slot>, phrase: bool, slop: u32, zone: Zone) {
        self.run(Run {
            slots,
            wholes: Vec::new(),
            typed: Vec::new(),
            phrase,
            slop,
            zone,
            variant: true,
        });
    }

    /// Joins units that are the long form of an abbreviation which texts may have left unsettled.
    fn with_unsettled(&mut self, units: Vec<Unit>, zone: Zone) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut at = 0;
        while at < units.len() {
            match self.long_form(&units[at..]) {
                Some((len, unsettled)) => {
                    let words = units[at..at + len]
                        .iter()
                        .map(|unit| unit.node.clone())
                        .collect();
                    let mut ways = vec![(Node::All(words), 1.0)];
                    for slot in unsettled {
                        self.variant(vec![slot.clone()], false, zone);
                        ways.push((Node::Slot(slot, zone), UNSETTLED_TEXT_WEIGHT));
                    }
                    nodes.push(Node::Best(ways));
                    at += len;
                }
                None => {
                    nodes.push(units[at].node.clone());
                    at += 1;
                }
            }
        }
        nodes
    }

    /// The longest reading that `units` begin with, among abbreviations whose reading depends on
    /// the context; how many units it takes and the abbreviations.
    fn long_form(&self, units: &[Unit]) -> Option<(usize, Vec<Slot>)> {
        let plain = units
            .iter()
            .take(MAX_READING_WORDS)
            .take_while(|unit| unit.plain)
            .count();
        (2..=plain).rev().find_map(|len| {
            let terms: Vec<&str> = units[..len]
                .iter()
                .flat_map(|unit| &unit.slots)
                .map(|slot| slot.term.as_str())
                .collect();
            let unsettled = unsettled_slots(self.lexicon, &terms);
            (!unsettled.is_empty()).then_some((len, unsettled))
        })
    }

    fn phrase(&mut self, text: &str, slop: u32, zone: Zone) -> Vec<Node> {
        let analysis = self.analyze(text);
        let mut variants = self.variants(text, &analysis, 0..analysis.len());
        let mut typed = typed_terms(&analysis, &variants[0]);
        self.words += variants[0].len();
        let plain: Vec<&str> = variants[0].iter().map(|slot| slot.term.as_str()).collect();
        let unsettled = unsettled_variants(self.lexicon, &plain, &variants[0]);
        variants.extend(unsettled);
        variants.truncate(MAX_VARIANTS);
        variants.retain(|slots| !slots.is_empty());
        for (at, slots) in variants.iter().enumerate() {
            let typed = if at == 0 {
                std::mem::take(&mut typed)
            } else {
                Vec::new()
            };
            self.run(Run {
                slots: slots.clone(),
                wholes: Vec::new(),
                typed,
                phrase: true,
                slop,
                zone,
                variant: at > 0,
            });
        }
        let weight = |at: usize| if at == 0 { 1.0 } else { READING_WEIGHT };
        let ways: Vec<(Node, f32)> = variants
            .into_iter()
            .enumerate()
            .map(|(at, slots)| (sequence(slots, slop, zone), weight(at)))
            .collect();
        match ways.len() {
            0 => Vec::new(),
            1 => ways.into_iter().map(|(node, _)| node).collect(),
            _ => vec![Node::Best(ways)],
        }
    }

    /// The ways to write what the tokens of a range say, at least one, side by side each.
    fn variants(
        &self,
        text: &str,
        analysis: &Analysis<'l>,
        tokens: Range<usize>,
    ) -> Vec<Vec<Slot>> {
        let mut variants: Vec<Vec<Slot>> = vec![Vec::new()];
        let mut at = tokens.start;
        while at < tokens.end && variants[0].len() < MAX_WORDS {
            let (ways, next) = self.ways(text, analysis, at);
            variants = combine(&variants, &ways);
            at = next;
        }
        variants
    }

    /// The ways to write what stands at token `at` of a phrase, and the token after it.
    fn ways(&self, text: &str, analysis: &Analysis<'l>, at: usize) -> (Vec<Vec<Slot>>, usize) {
        let Some(token) = analysis.get(at) else {
            return (Vec::new(), at + 1);
        };
        if token.kind.is_compound() {
            let end = parts_end(analysis, at);
            return (self.variants(text, analysis, at + 1..end), end);
        }
        if token.kind == Kind::Date {
            return (self.date_ways(text, &token), at + 1);
        }
        let Some(mention) = mention_at(analysis, at) else {
            return (vec![vec![Slot::new(&token, self.accents)]], at + 1);
        };
        let literal = self.literal(analysis, mention);
        let readings = readings_of(mention).flat_map(|(reading, _)| self.reading_slots(reading));
        let ways = match mention.chosen {
            Some(_) => readings.chain([literal]).collect(),
            None => std::iter::once(literal).chain(readings).collect(),
        };
        (ways, mention.tokens.end)
    }

    /// A date in a phrase: in digits, in words, and the numbers that it may be instead. The word
    /// before it (`ngày`, `tháng`) is part of the phrase if it was typed.
    fn date_ways(&self, text: &str, token: &Token<'_>) -> Vec<Vec<Slot>> {
        let slots = |text: &str| -> Vec<Slot> {
            plain_terms(text)
                .iter()
                .map(|(term, folded)| {
                    let number = term
                        .bytes()
                        .all(|byte| byte.is_ascii_digit() || byte == b'.');
                    let kind = if number { Kind::Number } else { Kind::Syllable };
                    Slot::of(term, folded, kind, self.accents)
                })
                .collect()
        };
        let written = text.get(token.start..token.end).unwrap_or_default();
        let name_end = written
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or_default();
        let (name, digits) = written.split_at(name_end);
        let name = slots(name);
        let with_name = |rest: Vec<Slot>| [name.clone(), rest].concat();
        let date = Slot::new(token, self.accents);
        // A month in words has its name already.
        let mut ways = vec![with_name(vec![date])];
        if let Some(words) = date_in_words(token.term) {
            let words = slots(&words);
            ways.push(match token.term.matches('-').count() {
                1 => words,
                _ => with_name(words),
            });
        }
        if token.term.starts_with("--") {
            ways.push(with_name(slots(&digits.replace(['/', '-'], " "))));
        }
        ways.dedup();
        ways
    }

    fn prefix(&mut self, text: &str, zone: Zone) -> Vec<Node> {
        let folded = fold(&canonical_prefix(text)).into_owned();
        let zone = match zone {
            Zone::Summary | Zone::Body => {
                self.warnings.push(format!(
                    "{text}* was looked for everywhere: a prefix can only be limited to the title"
                ));
                Zone::Anywhere
            }
            zone => zone,
        };
        if self.excluded {
            self.interpretation.excluded.push(format!("{text}*"));
        } else {
            self.interpretation.words.push(format!("{text}*"));
            self.prefixes.push((folded.clone(), zone));
        }
        vec![Node::Prefix {
            folded,
            text: canonical_prefix(text),
            zone,
        }]
    }

    fn property(&mut self, property: Property, value: &str) -> Vec<Node> {
        let filter = match property {
            Property::Author => ColumnFilter::contains(column::AUTHOR, value, self.accents),
            Property::Source => ColumnFilter::contains(column::SOURCE, value, self.accents),
            Property::Category => Some(ColumnFilter::category(value)),
            Property::Date => ColumnFilter::date(value),
        };
        match filter {
            Some(filter) => vec![Node::Column(filter)],
            None => {
                self.warnings
                    .push(format!("{} was not understood and ignored", quote(value)));
                Vec::new()
            }
        }
    }
}

/// What a document must have for one part of the query.
struct Unit {
    /// The tokens of the query.
    tokens: Range<usize>,
    node: Node,
    slots: Vec<Slot>,
    /// The terms as typed: those of `slots`, or the literal of an abbreviation.
    typed: Vec<String>,
    /// An abbreviation with one reading here.
    settled: bool,
    /// One word as typed.
    plain: bool,
}

fn mention_at<'m, 'l>(analysis: &'m Analysis<'l>, at: usize) -> Option<&'m Mention<'l>> {
    analysis
        .mentions()
        .iter()
        .find(|mention| mention.tokens.start == at)
}

/// The token behind the parts of the compound at `at`.
fn parts_end(analysis: &Analysis<'_>, at: usize) -> usize {
    let whole = analysis.get(at);
    let inside = |token: Token<'_>| whole.is_some_and(|whole| token.start < whole.end);
    (at + 1..analysis.len())
        .find(|at| !analysis.get(*at).is_some_and(inside))
        .unwrap_or(analysis.len())
}

/// The terms of a phrase as typed, each with its place among `slots`, its readings in full.
fn typed_terms(analysis: &Analysis<'_>, slots: &[Slot]) -> Vec<Typed> {
    let mut typed = Vec::new();
    let mut place = 0;
    for token in analysis.tokens().filter(|token| !token.expanded) {
        let at = slots[place.min(slots.len())..]
            .iter()
            .position(|slot| slot.term == token.term)
            .map_or(place, |found| place + found);
        typed.push(Typed {
            term: token.term.to_owned(),
            at: at.min(slots.len()) as u32,
            // A phrase is asked for as it is written.
            settled: false,
        });
        place = at + 1;
    }
    typed
}

fn is_numeric(slots: &[Slot]) -> bool {
    slots.iter().all(|slot| {
        slot.term
            .bytes()
            .all(|byte| !byte.is_ascii_alphabetic() && byte < 0x80)
    })
}

/// A date's term (ISO 8601) as words: `26 tháng 2 năm 2019`.
fn date_in_words(term: &str) -> Option<String> {
    let (year, rest) = match term.strip_prefix("--") {
        Some(rest) => (None, rest),
        None => term
            .split_once('-')
            .map(|(year, rest)| (Some(year), rest))?,
    };
    let (month, day) = match rest.split_once('-') {
        Some((month, day)) => (month, Some(day)),
        None => (rest, None),
    };
    let plain = |number: &str| number.trim_start_matches('0').to_owned();
    let day = day.map(|day| format!("{} ", plain(day)));
    let year = year.map(|year| format!(" năm {year}"));
    Some(format!(
        "{}tháng {}{}",
        day.unwrap_or_default(),
        plain(month),
        year.unwrap_or_default()
    ))
}

fn conjunction(mut nodes: Vec<Node>) -> Option<Node> {
    match nodes.len() {
        0 | 1 => nodes.pop(),
        _ => Some(Node::All(nodes)),
    }
}

fn sequence(mut slots: Vec<Slot>, slop: u32, zone: Zone) -> Node {
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
    let coded = |kind| matches!(kind, Kind::Number | Kind::Date);
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

/// A prefix is not a whole syllable: only letter case and form are unified.
fn canonical_prefix(text: &str) -> String {
    let lowered = timtin_tokenizer::lower(text);
    timtin_tokenizer::normalize::unicode::compose(&lowered).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(query: &str) -> Plan {
        let lexicon = Lexicon::built_in_and("QX\tquê xa\nZX\tdì xa\t50\nZX\tdây xanh\t40").unwrap();
        Plan::new(query, &lexicon, Accents::Auto, Matching::Auto)
    }

    fn clauses(query: &str) -> Vec<Node> {
        match plan(query).root {
            Node::All(clauses) => clauses,
            other => vec![other],
        }
    }

    #[test]
    fn words_codes_and_abbreviations_are_units() {
        assert_eq!(clauses("Hà Nội: mưa to").len(), 4);
        let parts = |query: &str| match &clauses(query)[..] {
            [Node::Best(ways)] => match &ways[..] {
                [(Node::Slot(..), _), (Node::Sequence { slots, .. }, _), ..] => slots.len(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        assert_eq!((parts("U23"), parts("158/2025/XX-YY")), (2, 4));
        assert!(
            matches!(&clauses("QX tỉnh")[..], [Node::Best(ways), Node::Slot(..)] if ways.len() == 2)
        );
        assert!(matches!(&clauses("ZX")[..], [Node::Best(ways)] if ways.len() == 3));
        assert_eq!(
            plan("QX tỉnh").runs[1].slots.len(),
            3,
            "the run reads the abbreviation"
        );
    }

    #[test]
    fn long_forms_find_what_texts_left_unsettled() {
        assert!(
            matches!(&clauses("con dì xa")[..], [Node::Slot(..), Node::Best(ways)] if ways.len() == 2)
        );
        assert!(matches!(&clauses("\"con dì xa\"")[..], [Node::Best(ways)] if ways.len() == 2));
    }

    #[test]
    fn every_query_has_a_plan() {
        assert_eq!(plan("").root, Node::Everything);
        assert_eq!(plan("*").root, Node::Everything);
        assert_eq!(plan("😀").root, Node::Nothing);
        assert_eq!(plan("😀").warnings.len(), 1);
        assert!(matches!(
            &clauses("-lũ")[..],
            [Node::Not(_), Node::Everything]
        ));
        assert!(plan("-\"bão lũ\"").runs.is_empty());
        assert_eq!(plan(&"từ ".repeat(1000)).warnings.len(), 1);
        assert!(plan(&"\" ".repeat(10_000)).warnings.len() <= 3);
        let different: String = (0..100).map(|at| format!("author:({at} ")).collect();
        assert!(plan(&different).warnings.len() <= 11);
    }
}
