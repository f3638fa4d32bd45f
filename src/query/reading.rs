//! Abbreviations and the words they stand for, in queries: the ways to write what was typed.

use timtin_tokenizer::{Lexicon, Mention, Origin, Reading, abbreviation_key, canonical, fold};

use super::filter::ColumnFilter;
use super::plan::Node;
use super::slot::Slot;
use crate::schema::column;

/// A phrase is asked for in at most so many ways of writing it.
pub(super) const MAX_VARIANTS: usize = 16;
/// Of an abbreviation that the context does not settle, so many readings are asked for.
const MAX_READINGS: usize = 4;
/// The longest reading that is looked for in a query, in syllables.
pub(super) const MAX_READING_WORDS: usize = 10;

/// What an abbreviation's reading counts beside the literal that was typed.
pub(super) const READING_WEIGHT: f32 = 0.9;
/// What an abbreviation that a text left unsettled counts for its long form in the query.
const UNSETTLED_TEXT_WEIGHT: f32 = 0.3;
/// A reading of this weight that is alone is read in every text.
const SURE: u8 = 60;
/// A learned reading of this weight is what most articles mean, whatever a list says.
const OVERRULING: u8 = 50;
/// What each reading of an unsettled abbreviation counts, times its share.
const UNSETTLED_WEIGHT: f32 = 0.6;

/// The readings asked for and their weights: the one the context chose, or the likeliest few.
pub(super) fn readings_of<'m>(
    mention: &Mention<'m>,
) -> impl Iterator<Item = (&'m Reading, f32)> + use<'m> {
    let readings = mention.readings;
    let chosen = mention.chosen;
    let likely = readings
        .iter()
        .enumerate()
        .filter(move |(at, _)| chosen.is_none_or(|chosen| chosen == *at));
    likely
        .take(MAX_READINGS)
        .map(move |(_, reading)| match chosen {
            Some(_) => (reading, READING_WEIGHT),
            None => (
                reading,
                UNSETTLED_WEIGHT * f32::from(reading.weight) / 100.0,
            ),
        })
}

/// A reading's terms, and the same without the joining word that may be left out: `GD-ĐT` is `giáo
/// dục và đào tạo` and `giáo dục - đào tạo`.
pub(super) fn spellings(reading: &Reading) -> Vec<Vec<&(String, String)>> {
    let joining = |(term, _): &&(String, String)| term == "và";
    let full: Vec<_> = reading.terms.iter().collect();
    if !full.iter().any(joining) {
        return vec![full];
    }
    let short = full.iter().copied().filter(|word| !joining(word)).collect();
    vec![full, short]
}

/// An abbreviation that texts may have in place of a long form, and nothing in them settles.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Abbreviated {
    pub(super) slot: Slot,
    /// What it counts beside the long form.
    pub(super) weight: f32,
    /// Not in texts of these sources, which mean something else by it.
    not_from: Vec<String>,
}

impl Abbreviated {
    /// `node`, which looks for this abbreviation, limited to the sources that mean it.
    pub(super) fn limited(&self, node: Node) -> Node {
        if self.not_from.is_empty() {
            return node;
        }
        let sources = ColumnFilter::equals(column::SOURCE, &self.not_from);
        Node::All(vec![node, Node::Not(Box::new(Node::Column(sources)))])
    }
}

/// The abbreviations whose long form is `terms` where texts may leave them unsettled; typed wholly
/// without marks they may be any that fold so.
pub(super) fn abbreviated(lexicon: &Lexicon, terms: &[&str]) -> Vec<Abbreviated> {
    let mut found: Vec<Abbreviated> = Vec::new();
    let terms = terms.join(" ");
    let unmarked = terms
        .is_ascii()
        .then(|| lexicon.with_folded_long_form(&terms));
    let readings = lexicon.with_long_form(&terms);
    for reading in readings.chain(unmarked.into_iter().flatten()) {
        let all = lexicon.get(&reading.abbreviation);
        let listed = all.iter().any(|other| other.origin != Origin::Learned);
        let learned = reading.origin == Origin::Learned;
        // A list reads it in every text that does not define it.
        if !learned && all.len() == 1 && reading.weight >= SURE {
            continue;
        }
        let key = abbreviation_key(&reading.abbreviation);
        let share = f32::from(reading.weight) / 100.0;
        let one = Abbreviated {
            // What most articles define goes before the list (rule 3.2).
            slot: Slot::unsettled(
                &fold(&canonical(&key)),
                learned && listed && reading.weight >= OVERRULING,
            ),
            weight: match reading.articles {
                0 => UNSETTLED_TEXT_WEIGHT,
                _ => UNSETTLED_TEXT_WEIGHT.max(READING_WEIGHT * share),
            },
            not_from: reading.not_from.clone(),
        };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// `slots` with each long form in turn replaced by an abbreviation that texts leave unsettled.
pub(super) fn abbreviated_variants(
    lexicon: &Lexicon,
    terms: &[&str],
    slots: &[Slot],
) -> Vec<(Vec<Slot>, Abbreviated)> {
    let mut variants = Vec::new();
    for start in 0..terms.len() {
        for end in start + 2..=terms.len().min(start + MAX_READING_WORDS) {
            for one in abbreviated(lexicon, &terms[start..end]) {
                let mut variant = slots[..start].to_vec();
                variant.push(one.slot.clone());
                variant.extend_from_slice(&slots[end..]);
                variants.push((variant, one));
            }
        }
    }
    variants
}

pub(super) fn combine(variants: &[Vec<Slot>], ways: &[Vec<Slot>]) -> Vec<Vec<Slot>> {
    let all = ways.iter().flat_map(|way| {
        variants
            .iter()
            .map(move |start| [start.as_slice(), way].concat())
    });
    all.take(MAX_VARIANTS).collect()
}
