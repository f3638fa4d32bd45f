//! Abbreviations and the words they stand for, in queries: the ways to write what was typed.

use timtin_tokenizer::{Lexicon, Mention, Reading, canonical, fold};

use super::slot::Slot;

/// A phrase is asked for in at most so many ways of writing it.
pub(super) const MAX_VARIANTS: usize = 16;
/// Of an abbreviation that the context does not settle, so many readings are asked for.
const MAX_READINGS: usize = 4;
/// The longest reading that is looked for in a query, in syllables.
pub(super) const MAX_READING_WORDS: usize = 10;

/// What an abbreviation's reading counts beside the literal that was typed.
pub(super) const READING_WEIGHT: f32 = 0.9;
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

/// The unsettled forms of the abbreviations whose long form is `terms`; typed wholly without marks
/// they may be any that fold so.
pub(super) fn unsettled_slots(lexicon: &Lexicon, terms: &[&str]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    let terms = terms.join(" ");
    let unmarked = terms
        .is_ascii()
        .then(|| lexicon.with_folded_long_form(&terms));
    let readings = lexicon.with_long_form(&terms);
    for reading in readings.chain(unmarked.into_iter().flatten()) {
        let sure = lexicon.get(&reading.abbreviation).len() == 1 && reading.weight >= 60;
        let key: String = reading
            .abbreviation
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        let slot = Slot::unsettled(&fold(&canonical(&key)));
        if !sure && !slots.contains(&slot) {
            slots.push(slot);
        }
    }
    slots
}

/// `slots` with each long form in turn replaced by its abbreviation left unsettled.
pub(super) fn unsettled_variants(
    lexicon: &Lexicon,
    terms: &[&str],
    slots: &[Slot],
) -> Vec<Vec<Slot>> {
    let mut variants = Vec::new();
    for start in 0..terms.len() {
        for end in start + 2..=terms.len().min(start + MAX_READING_WORDS) {
            for slot in unsettled_slots(lexicon, &terms[start..end]) {
                let mut variant = slots[..start].to_vec();
                variant.push(slot);
                variant.extend_from_slice(&slots[end..]);
                variants.push(variant);
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
