//! Place names with more than one spelling: `Đắk Lắk`, `Đắc Lắc`, `Dak Lak` (rule 2.10).

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::lexicon::{Origin, Reading};
use crate::scan;

/// The names that ship with the crate; `data/PROVENANCE.md` says where they come from.
pub(crate) const BUILT_IN: &str = include_str!("../../data/places.tsv");

/// The most words of one spelling: `In-đô-nê-xi-a`.
pub(crate) const MAX_WORDS: usize = 6;

/// Other spellings of place names, by their words with a space between.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// Canonical terms → the name.
    by_terms: HashMap<String, Reading>,
    /// Folded terms → the name: for queries without marks.
    by_folded: HashMap<String, Reading>,
}

impl Places {
    pub(crate) fn built_in() -> Places {
        let mut places = Places::default();
        for (name, spellings) in rows() {
            let terms = scan::plain_terms(name);
            let (own, own_folded) = keys(&terms);
            for spelling in spellings {
                let (key, folded) = keys(&scan::plain_terms(spelling));
                let reading = Reading {
                    origin: Origin::BuiltIn,
                    articles: 0,
                    telling: Vec::new(),
                    not_from: Vec::new(),
                    abbreviation: spelling.to_owned(),
                    text: name.to_owned(),
                    terms: terms.clone(),
                    weight: 100,
                    field: "place".to_owned(),
                    context: Vec::new(),
                };
                if folded != own_folded {
                    places
                        .by_folded
                        .entry(folded)
                        .or_insert_with(|| reading.clone());
                }
                if key != own {
                    places.by_terms.insert(key, reading);
                }
            }
        }
        places
    }

    /// The name whose other spelling has these canonical terms, a space between them.
    pub(crate) fn get(&self, terms: &str) -> Option<&Reading> {
        self.by_terms.get(terms)
    }

    /// The name whose other spelling has these terms without marks.
    pub(crate) fn folded(&self, terms: &str) -> Option<&Reading> {
        self.by_folded.get(terms)
    }
}

/// Whether another spelling of a place name starts with the word that has this canonical term.
pub(crate) fn starts_spelling(term: &str) -> bool {
    static FIRST_WORDS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
        rows()
            .flat_map(|(_, spellings)| spellings)
            .filter_map(|spelling| scan::plain_terms(spelling).into_iter().next())
            .map(|(term, _)| term)
            .collect()
    });
    FIRST_WORDS.contains(term)
}

fn rows() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    BUILT_IN
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, spellings)| (name, spellings.split(", ")))
}

fn keys(terms: &[(String, String)]) -> (String, String) {
    let (own, folded): (Vec<&str>, Vec<&str>) = terms
        .iter()
        .map(|(own, folded)| (&own[..], &folded[..]))
        .unzip();
    (own.join(" "), folded.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_lead_to_one_name() {
        let places = Places::built_in();
        for (key, name) in [
            ("đắc lắc", "Đắk Lắk"),
            ("dak lak", "Đắk Lắk"),
            ("kontum", "Kon Tum"),
            ("cam pu chia", "Campuchia"),
        ] {
            let found = places.get(key).map(|reading| reading.text.as_str());
            assert_eq!(found, Some(name), "{key}");
        }
        assert!(places.get("campuchia").is_none() && places.get("kon tum").is_none());
        assert_eq!(
            places.folded("dac lac").map(|reading| &reading.text[..]),
            Some("Đắk Lắk")
        );
        assert!(starts_spelling("đắc") && !starts_spelling("lắc"));
    }

    #[test]
    fn the_list_is_well_made() {
        let mut seen = HashMap::new();
        for (name, spellings) in rows() {
            for spelling in spellings {
                let terms = scan::plain_terms(spelling);
                assert!((1..=MAX_WORDS).contains(&terms.len()), "{spelling}");
                let other = seen.insert(keys(&terms).0, name);
                assert!(other.is_none_or(|other| other == name), "{spelling}");
            }
        }
        assert!(seen.len() > 200);
    }
}
