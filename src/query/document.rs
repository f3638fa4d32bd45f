//! Documents by their kind and number: `chỉ thị 5` is `05-CT/TW`, `nghị định số 158` is `Nghị định 158` (rule
//! 2.10).

use timtin_tokenizer::{Kind, Reading, canonical, fold};

use super::ast::Zone;
use super::plan::Node;
use super::planner::Planner;
use super::slot::Slot;
use super::unit::{Unit, sequence};

/// What a document's number written otherwise counts beside the number as typed: the exact one ranks first.
const OTHERWISE_WEIGHT: f32 = 0.5;
/// The kind of a document has at most so many syllables: `thông tư liên tịch`.
const MAX_KIND_WORDS: usize = 4;
/// A zero is written before numbers of one digit.
const ZERO_DIGITS: usize = 2;
/// What stands in codes behind the kind: `KH-UBND`.
const OFFICES: [&str; 4] = ["UBND", "TW", "TU", "CP"];
/// Longer numbers than this are none of documents.
const MAX_DIGITS: usize = 4;

/// A kind of document and what stands behind it in a query.
struct Named {
    kind: Vec<Slot>,
    /// What the kind is in codes, without marks: `ct`.
    abbreviations: Vec<String>,
    /// The place of `số` among the units.
    word: Option<usize>,
}

impl Planner<'_> {
    /// Behind the kind of a document `số` may be left out, and a zero before its number.
    pub(super) fn name_documents(&mut self, units: &mut [Unit], zone: Zone) {
        for at in 0..units.len() {
            let Some(named) = self.named(units, at) else {
                continue;
            };
            let typed = units[at].slots[0].term.clone();
            let others = other_spellings(&typed);
            if let Some(word) = named.word {
                let all: Vec<&str> = std::iter::once(&typed)
                    .chain(&others)
                    .map(String::as_str)
                    .collect();
                self.or_document(&mut units[word], &named, &all, zone);
            }
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            self.or_document(&mut units[at], &named, &others, zone);
        }
    }

    /// The document whose number is the unit at `number`.
    fn named(&self, units: &[Unit], number: usize) -> Option<Named> {
        let plain = |at: usize| {
            units
                .get(at)
                .filter(|unit| unit.plain && unit.slots.len() == 1)
        };
        let digits = &plain(number)?.slots[0].term;
        if digits.len() > MAX_DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let before = number.checked_sub(1)?;
        let is_word = matches!(&*plain(before)?.slots[0].term, "số" | "so");
        let end = if is_word { before } else { number };
        (2..=MAX_KIND_WORDS.min(end)).rev().find_map(|len| {
            let kind: Option<Vec<Slot>> = (end - len..end)
                .map(|at| plain(at).map(|unit| unit.slots[0].clone()))
                .collect();
            let kind = kind?;
            let abbreviations = self.abbreviations_of_kind(&kind);
            (!abbreviations.is_empty()).then_some(Named {
                kind,
                abbreviations,
                word: is_word.then_some(before),
            })
        })
    }

    /// What a kind of document is in codes; none where the words are no kind of document.
    fn abbreviations_of_kind(&self, kind: &[Slot]) -> Vec<String> {
        let terms: Vec<&str> = kind.iter().map(|slot| slot.term.as_str()).collect();
        let terms = terms.join(" ");
        let unmarked = terms
            .is_ascii()
            .then(|| self.lexicon.with_folded_long_form(&terms));
        let readings = self
            .lexicon
            .with_long_form(&terms)
            .chain(unmarked.into_iter().flatten());
        // `KH` is khoa học as well, and kế hoạch in codes.
        let is_document = |abbreviation: &str| {
            let mut readings = self.lexicon.get(abbreviation).iter();
            readings.any(|reading| reading.field == "document")
        };
        let is_kind = |reading: &&Reading| {
            let of_office = |office| is_document(&format!("{}-{office}", reading.abbreviation));
            reading.field == "document" || OFFICES.into_iter().any(of_office)
        };
        let mut found: Vec<String> = readings
            .filter(is_kind)
            .map(|reading| fold(&canonical(&reading.abbreviation)).into_owned())
            .filter(|abbreviation| abbreviation.bytes().all(|byte| byte.is_ascii_alphabetic()))
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Lets a document with one of these numbers stand for what a unit asks for.
    fn or_document(&mut self, unit: &mut Unit, named: &Named, numbers: &[&str], zone: Zone) {
        let mut ways = vec![(unit.node.clone(), 1.0)];
        let accents = self.accents;
        let number = |term: &str| Slot::of(term, term, Kind::Number, accents);
        let word = Slot::of("số", "so", Kind::Syllable, accents);
        for term in numbers {
            let beside = [&named.kind[..], &[number(term)]].concat();
            let behind_word = [&named.kind[..], &[word.clone(), number(term)]].concat();
            for slots in [beside, behind_word] {
                self.variant(slots.clone(), true, zone);
                ways.push((sequence(slots, 0, zone), OTHERWISE_WEIGHT));
            }
            // A code alone: `(05-CT/TW)`.
            if matches!(zone, Zone::Anywhere | Zone::Title) {
                ways.extend(named.abbreviations.iter().map(|abbreviation| {
                    let folded = format!("{term}{abbreviation}");
                    let text = folded.clone();
                    (Node::Prefix { folded, text, zone }, OTHERWISE_WEIGHT)
                }));
            }
        }
        if ways.len() > 1 {
            unit.node = Node::Best(ways);
        }
    }
}

/// The other ways to write a document's number: with a zero before it and without.
pub(super) fn other_spellings(number: &str) -> Vec<String> {
    let plain = number.trim_start_matches('0');
    if plain.is_empty() || number.len() > MAX_DIGITS {
        return Vec::new();
    }
    let mut all = vec![plain.to_owned(), format!("{plain:0>ZERO_DIGITS$}")];
    all.dedup();
    all.retain(|other| other != number);
    all
}
