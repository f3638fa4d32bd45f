//! From the meaning of a query to what the index is asked: words become slots, abbreviations their
//! readings, both ways (rule 3.1).

use std::ops::Range;

use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Mode, fold, repair};

use super::ast::{Ast, Property, Zone};
use super::clause::{self, Clause};
use super::filter::ColumnFilter;
use super::lexer::shorten;
use super::parser;
use super::plan::{Expansion, Interpretation, Matching, Node, Plan, Run, Typed, few};
use super::reading::{
    Abbreviated, MAX_READING_WORDS, MAX_VARIANTS, READING_WEIGHT, abbreviated,
    abbreviated_variants, readings_of,
};
use super::slot::{Accents, Slot};
use super::unit::{Unit, sequence};
use super::variant::typed_terms;
use super::warning::Warning;
use crate::schema::column;

/// More words than this are not used.
pub(super) const MAX_WORDS: usize = 256;

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
        let query = query.trim();
        let mut planner = Planner::new(query, lexicon, accents, warnings);
        let clauses = planner.clauses(&ast);
        let typed = clauses.iter().map(|clause| clause.typed.clone()).collect();
        let clauses = clauses.into_iter().map(|clause| clause.node).collect();
        let root = planner.root(query, clauses, matching);
        Plan {
            query: query.to_owned(),
            root,
            typed: match matching {
                Matching::Any => Vec::new(),
                Matching::Auto | Matching::All => typed,
            },
            runs: planner.runs,
            prefixes: planner.prefixes,
            interpretation: planner.interpretation,
            warnings: few(planner.warnings),
        }
    }
}

pub(super) struct Planner<'l> {
    places: Places<'l>,
    pub(super) lexicon: &'l Lexicon,
    analyzer: Analyzer<'l>,
    pub(super) accents: Accents,
    /// Inside something excluded: its words are not looked for.
    excluded: bool,
    words: usize,
    runs: Vec<Run>,
    prefixes: Vec<(String, Zone)>,
    interpretation: Interpretation,
    warnings: Vec<Warning>,
}

impl<'l> Planner<'l> {
    fn new(query: &'l str, lexicon: &'l Lexicon, accents: Accents, warnings: Vec<Warning>) -> Self {
        Planner {
            places: Places { query, at: 0 },
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
            self.warnings.push(Warning::NoWord {
                text: shorten(query),
            });
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
    fn clauses(&mut self, ast: &Ast) -> Vec<Clause> {
        match ast {
            Ast::All(children) => children
                .iter()
                .flat_map(|child| self.clauses(child))
                .collect(),
            Ast::Any(children) => {
                let mut either: Vec<Clause> = children
                    .iter()
                    .filter_map(|child| clause::all(self.clauses(child)))
                    .collect();
                if either.len() > 1 {
                    vec![clause::any(either)]
                } else {
                    either.pop().into_iter().collect()
                }
            }
            Ast::Not(child) => {
                let outside = std::mem::replace(&mut self.excluded, true);
                let excluded = clause::all(self.clauses(child));
                self.excluded = outside;
                excluded.map(clause::not).into_iter().collect()
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
            self.places.pass(text);
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

    fn words(&mut self, text: &str, zone: Zone) -> Vec<Clause> {
        let analysis = self.analyze(text);
        let mut units: Vec<Unit> = Vec::new();
        let mut at = 0;
        while at < analysis.len() && self.words < MAX_WORDS {
            let unit = self.unit(text, &analysis, at, zone);
            at = unit.tokens.end;
            self.words += unit.slots.len();
            units.push(unit);
        }
        if at < analysis.len() {
            self.warnings.push(Warning::ManyWords { most: MAX_WORDS });
        }
        let mut slots: Vec<Slot> = Vec::new();
        let mut typed = Vec::new();
        let mut wholes = Vec::new();
        for unit in &units {
            if unit.slots.len() > 1 {
                wholes.push(slots.len()..slots.len() + unit.slots.len());
            }
            let written = unit.written(text, &analysis);
            typed.extend(unit.typed.iter().zip(written).enumerate().map(
                |(at, (term, written))| Typed {
                    term: term.clone(),
                    place: None,
                    written,
                    at: (slots.len() + at) as u32,
                    settled: unit.settled,
                },
            ));
            slots.extend_from_slice(&unit.slots);
        }
        self.place(&mut typed);
        self.run(Run {
            slots,
            wholes,
            typed,
            phrase: false,
            slop: 0,
            zone,
            variant: false,
        });
        self.name_documents(&mut units, zone);
        let typed = units
            .iter()
            .map(|unit| clause::typed_at(text, &analysis, unit.tokens.clone()))
            .map(|typed| clause::limited(&typed, zone))
            .collect();
        self.with_unsettled(units, typed, zone)
    }

    /// Finds out where in the query words stand that are looked for.
    fn place(&mut self, typed: &mut [Typed]) {
        if !self.excluded {
            for typed in typed {
                typed.place = self.places.next(&typed.written);
            }
        }
    }

    fn run(&mut self, run: Run) {
        if !self.excluded && !run.slots.is_empty() {
            self.runs.push(run);
        }
    }

    /// Another way to write a part of the query: marked, but not counted.
    pub(super) fn variant(&mut self, slots: Vec<Slot>, phrase: bool, zone: Zone) {
        self.other_way(slots, phrase, 0, zone);
    }

    /// Another way to write a part of the query, its words at most `slop` others apart.
    pub(super) fn phrase_variant(&mut self, slots: Vec<Slot>, slop: u32, zone: Zone) {
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
    fn with_unsettled(&mut self, units: Vec<Unit>, typed: Vec<String>, zone: Zone) -> Vec<Clause> {
        let mut clauses = Vec::new();
        let mut at = 0;
        while at < units.len() {
            match self.long_form(&units[at..]) {
                Some((len, abbreviations)) => {
                    let words = units[at..at + len]
                        .iter()
                        .map(|unit| unit.node.clone())
                        .collect();
                    let mut ways = vec![(Node::All(words), 1.0)];
                    for one in abbreviations {
                        self.variant(vec![one.slot.clone()], false, zone);
                        let node = one.limited(Node::Slot(one.slot.clone(), zone));
                        ways.push((node, one.weight));
                    }
                    clauses.push(Clause {
                        node: Node::Best(ways),
                        typed: typed[at..at + len].to_vec(),
                    });
                    at += len;
                }
                None => {
                    clauses.push(Clause::new(units[at].node.clone(), typed[at].clone()));
                    at += 1;
                }
            }
        }
        clauses
    }

    /// The longest reading that `units` begin with, among abbreviations whose reading depends on
    /// the context; how many units it takes and the abbreviations.
    fn long_form(&self, units: &[Unit]) -> Option<(usize, Vec<Abbreviated>)> {
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
            let abbreviations = abbreviated(self.lexicon, &terms);
            (!abbreviations.is_empty()).then_some((len, abbreviations))
        })
    }

    fn phrase(&mut self, text: &str, slop: u32, zone: Zone) -> Vec<Clause> {
        let analysis = self.analyze(text);
        let variants = self.variants(text, &analysis, 0..analysis.len());
        let mut typed = typed_terms(text, &analysis, &variants[0]);
        self.place(&mut typed);
        self.words += variants[0].len();
        let plain: Vec<&str> = variants[0].iter().map(|slot| slot.term.as_str()).collect();
        let abbreviated = abbreviated_variants(self.lexicon, &plain, &variants[0]);
        let mut ways: Vec<(Vec<Slot>, Option<Abbreviated>)> =
            variants.into_iter().map(|slots| (slots, None)).collect();
        ways.extend(
            abbreviated
                .into_iter()
                .map(|(slots, one)| (slots, Some(one))),
        );
        ways.truncate(MAX_VARIANTS);
        ways.retain(|(slots, _)| !slots.is_empty());
        for (at, (slots, _)) in ways.iter().enumerate() {
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
        let ways: Vec<(Node, f32)> = ways
            .into_iter()
            .enumerate()
            .map(|(at, (slots, abbreviated))| {
                let node = sequence(slots, slop, zone);
                match abbreviated {
                    Some(one) => (one.limited(node), weight(at).min(one.weight)),
                    None => (node, weight(at)),
                }
            })
            .collect();
        let node = match ways.len() {
            0 => None,
            1 => ways.into_iter().map(|(node, _)| node).next(),
            _ => Some(Node::Best(ways)),
        };
        let typed = match slop {
            0 => clause::limited(&format!("\"{}\"", text.trim()), zone),
            _ => clause::limited(&format!("\"{}\"~{slop}", text.trim()), zone),
        };
        node.map(|node| Clause::new(node, typed))
            .into_iter()
            .collect()
    }

    fn prefix(&mut self, text: &str, zone: Zone) -> Vec<Clause> {
        self.places.pass(text);
        if self.words == MAX_WORDS {
            self.warnings.push(Warning::ManyWords { most: MAX_WORDS });
            return Vec::new();
        }
        self.words += 1;
        let folded = fold(&canonical_prefix(text)).into_owned();
        let zone = match zone {
            Zone::Summary | Zone::Body => {
                self.warnings.push(Warning::PrefixEverywhere {
                    text: shorten(text),
                });
                Zone::Anywhere
            }
            zone => zone,
        };
        if self.excluded {
            self.interpretation.excluded.push(format!("{text}*"));
        } else {
            self.interpretation.words.push(format!("{text}*"));
            let prefix = (folded.clone(), zone);
            if !self.prefixes.contains(&prefix) {
                self.prefixes.push(prefix);
            }
        }
        let node = Node::Prefix {
            folded,
            text: canonical_prefix(text),
            zone,
        };
        vec![Clause::new(
            node,
            clause::limited(&format!("{text}*"), zone),
        )]
    }

    fn property(&mut self, property: Property, value: &str) -> Vec<Clause> {
        self.places.pass(value);
        let filter = match property {
            Property::Author => ColumnFilter::contains(column::AUTHOR, value, self.accents),
            Property::Source => ColumnFilter::contains(column::SOURCE, value, self.accents),
            Property::Category => Some(ColumnFilter::category(value)),
            Property::Date => ColumnFilter::date(value),
        };
        match filter {
            Some(filter) => vec![Clause::new(
                Node::Column(filter),
                clause::of_property(property, value),
            )],
            None => {
                let text = shorten(&clause::of_property(property, value));
                self.warnings.push(match property {
                    Property::Date => Warning::NoDate { text },
                    _ => Warning::FieldValue { text },
                });
                Vec::new()
            }
        }
    }
}

/// Where the words of a query stand: they are understood in the order in which they were typed.
pub(super) struct Places<'q> {
    query: &'q str,
    /// Behind the last word that was found.
    at: usize,
}

impl Places<'_> {
    /// The next place where `written` stands as a word.
    fn next(&mut self, written: &str) -> Option<Range<usize>> {
        if written.is_empty() {
            return None;
        }
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let rest = self.query.get(self.at..)?;
        let place = rest.match_indices(written).find_map(|(at, word)| {
            let place = self.at + at..self.at + at + word.len();
            let before = self.query[..place.start].chars().next_back();
            let after = self.query[place.end..].chars().next();
            (ends(before) && ends(after)).then_some(place)
        })?;
        self.at = place.end;
        Some(place)
    }

    /// Passes over what is not looked for.
    fn pass(&mut self, text: &str) {
        for word in text.split_whitespace() {
            self.next(word);
        }
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
