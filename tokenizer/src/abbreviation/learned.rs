//! Readings that a whole corpus teaches: what its articles define, counted (rule 3.2).

use std::collections::BTreeMap;

use super::definition::{DefinitionKind, is_same};
use super::lexicon::{Lexicon, Origin, Reading, key_of};
use crate::scan;

/// A built-in list speaks like so many articles that define what it says: what one odd article
/// invents is nothing against it.
const LIST_ARTICLES: f32 = 5.0;
/// Where no list speaks, an article more may define something else.
const UNKNOWN_ARTICLES: f32 = 1.0;
/// Readings with less than this share of what an abbreviation means are not used.
const MIN_SHARE: f32 = 0.2;
/// An abbreviation of fewer letters stands for too many things to be learned from one article.
const MIN_LETTERS: usize = 3;

/// A definition and how many articles of a corpus give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// The abbreviation as written.
    pub abbreviation: String,
    /// The long form as written; empty where articles put the abbreviation in brackets behind words that do
    /// not tell what it means.
    pub text: String,
    /// What the definitions rest on.
    pub kind: DefinitionKind,
    /// How many articles define it so.
    pub articles: u32,
    /// Of these, how many each named source has.
    pub sources: BTreeMap<String, u32>,
}

impl Lexicon {
    /// This lexicon with what a corpus teaches; `learned` may be in any order and spell one reading in
    /// several ways, of which the most usual is kept.
    ///
    /// An abbreviation that the user lists keeps the user's readings. Of any other, a reading has the share
    /// of the articles that define it so among all that define the abbreviation, the built-in list
    /// counting as five articles; its weight is that share. A new reading with less than a fifth is not
    /// used, nor one that a single article gives, unless it is alone, by initials, of three letters or
    /// more, and no article uses it for what is not understood.
    pub fn with_learned(&self, learned: impl IntoIterator<Item = Learned>) -> Lexicon {
        let mut by_key: BTreeMap<String, Vec<Learned>> = BTreeMap::new();
        for one in learned {
            by_key
                .entry(key_of(&one.abbreviation))
                .or_default()
                .push(one);
        }
        let mut changed = Vec::new();
        for (key, all) in by_key {
            let listed = self.exact(&key);
            if listed.iter().any(|reading| reading.origin == Origin::Own) {
                continue;
            }
            if let Some(readings) = weighed(&key, listed, all) {
                changed.push((key, readings));
            }
        }
        self.with_readings(changed)
    }
}

/// The readings of one abbreviation after what the corpus says; `None` when nothing changes.
fn weighed(key: &str, listed: &[Reading], all: Vec<Learned>) -> Option<Vec<Reading>> {
    let (all, unread): (Vec<Learned>, Vec<Learned>) =
        all.into_iter().partition(|one| !one.text.is_empty());
    let all = merged(all);
    let others = if listed.is_empty() {
        UNKNOWN_ARTICLES
    } else {
        LIST_ARTICLES
    };
    let total = others + all.iter().map(|one| one.articles as f32).sum::<f32>();
    let weight = |share: f32| (100.0 * share).round().clamp(1.0, 100.0) as u8;
    let alone = listed.is_empty() && all.len() == 1 && unread.is_empty();
    let mut readings: Vec<Reading> = listed
        .iter()
        .map(|reading| Reading {
            weight: weight(f32::from(reading.weight) / 100.0 * others / total),
            ..reading.clone()
        })
        .collect();
    let mut new = false;
    let everywhere: Vec<BTreeMap<String, u32>> =
        all.iter().map(|one| one.sources.clone()).collect();
    for (at, one) in all.into_iter().enumerate() {
        let not_from = not_from(at, &everywhere);
        let share = one.articles as f32 / total;
        let terms = scan::plain_terms(&one.text);
        let known = readings
            .iter_mut()
            .find(|reading| is_same(&reading.terms, &terms));
        if let Some(known) = known {
            known.weight = weight(f32::from(known.weight) / 100.0 + share);
            known.articles = one.articles;
            known.not_from = not_from;
            continue;
        }
        let sure = one.articles > 1
            || (alone
                && one.kind == DefinitionKind::Initials
                && key.chars().count() >= MIN_LETTERS);
        if !sure || share < MIN_SHARE || terms.is_empty() {
            continue;
        }
        new = true;
        readings.push(Reading {
            abbreviation: one.abbreviation,
            text: one.text,
            terms,
            weight: weight(share),
            field: String::new(),
            context: Vec::new(),
            telling: Vec::new(),
            origin: Origin::Learned,
            articles: one.articles,
            not_from,
        });
    }
    (new || !listed.is_empty()).then_some(readings)
}

/// The sources that define something else by an abbreviation more often than its reading `at`.
fn not_from(at: usize, everywhere: &[BTreeMap<String, u32>]) -> Vec<String> {
    let mut sources: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (reading, counts) in everywhere.iter().enumerate() {
        for (source, count) in counts {
            let (this, most) = sources.entry(source).or_default();
            if reading == at {
                *this = *count;
            } else {
                *most = (*most).max(*count);
            }
        }
    }
    sources
        .into_iter()
        .filter(|(_, (this, most))| most > this)
        .map(|(source, _)| source.to_owned())
        .collect()
}

/// Long forms that differ in marks and joining words alone, counted together; most articles first.
fn merged(mut all: Vec<Learned>) -> Vec<Learned> {
    let usual_first = |all: &mut Vec<Learned>| {
        all.sort_by(|one, other| {
            let order = other.articles.cmp(&one.articles);
            order.then_with(|| one.text.cmp(&other.text))
        });
    };
    usual_first(&mut all);
    let mut kept: Vec<(Learned, Vec<(String, String)>)> = Vec::new();
    for one in all {
        let terms = scan::plain_terms(&one.text);
        match kept.iter_mut().find(|(_, other)| is_same(other, &terms)) {
            Some((usual, _)) => {
                usual.articles += one.articles;
                for (source, count) in one.sources {
                    *usual.sources.entry(source).or_default() += count;
                }
                if one.kind == DefinitionKind::Initials {
                    usual.kind = one.kind;
                }
            }
            None => kept.push((one, terms)),
        }
    }
    let mut merged: Vec<Learned> = kept.into_iter().map(|(one, _)| one).collect();
    usual_first(&mut merged);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(lines: &[(&str, &str, u32)]) -> Lexicon {
        let own = Lexicon::built_in_and("QQZ\tquê quán\n").unwrap();
        own.with_learned(lines.iter().map(|(abbreviation, text, articles)| Learned {
            abbreviation: (*abbreviation).to_owned(),
            text: (*text).to_owned(),
            kind: DefinitionKind::Initials,
            articles: *articles,
            sources: BTreeMap::new(),
        }))
    }

    fn texts(lexicon: &Lexicon, abbreviation: &str) -> Vec<(String, u8)> {
        let readings = lexicon.get(abbreviation).iter();
        readings.map(|r| (r.text.clone(), r.weight)).collect()
    }

    #[test]
    fn readings_weigh_what_articles_say() {
        let lexicon = learned(&[
            ("BQZ", "Ban Quản lý Zô", 2),
            ("B-QZ", "ban quản lí và zô", 1),
            ("BQZ", "bến quá zài", 1),
            ("MXZ", "một xã zà", 1),
            ("MZ", "mỏ zầu", 1),
            ("CKZ", "Chốt kiểm zoát", 1),
            ("CKZ", "", 1),
        ]);
        assert_eq!(texts(&lexicon, "BQZ"), [("Ban Quản lý Zô".to_owned(), 60)]);
        assert_eq!(texts(&lexicon, "MXZ"), [("một xã zà".to_owned(), 50)]);
        assert!(lexicon.get("MZ").is_empty() && lexicon.get("CKZ").is_empty());
        assert_eq!(lexicon.with_long_form("một xã zà").count(), 1);
    }

    #[test]
    fn a_source_that_means_something_else_is_left_out() {
        let of = |text: &str, sources: &[(&str, u32)]| Learned {
            abbreviation: "TXZ".to_owned(),
            text: text.to_owned(),
            kind: DefinitionKind::Initials,
            articles: sources.iter().map(|(_, count)| count).sum(),
            sources: sources
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count))
                .collect(),
        };
        let lexicon = Lexicon::empty().with_learned([
            of("tiền xu zỏm", &[("Báo A", 3), ("Báo B", 1)]),
            of("thợ xây zà", &[("Báo B", 2), ("Báo C", 1)]),
        ]);
        let readings = lexicon.get("TXZ");
        assert_eq!(readings[0].not_from, ["Báo B", "Báo C"]);
        assert_eq!(readings[1].not_from, ["Báo A"]);
    }

    #[test]
    fn one_odd_article_is_nothing_against_a_list() {
        let odd = learned(&[("UBND", "uống bia nhưng đều", 1), ("QQZ", "quả quýt zà", 9)]);
        assert_eq!(texts(&odd, "UBND").len(), 1);
        assert_eq!(texts(&odd, "QQZ"), [("quê quán".to_owned(), 100)]);
        let two = learned(&[("UBND", "uống bia nhưng đều", 2)]);
        let weights: Vec<u8> = texts(&two, "UBND")
            .iter()
            .map(|(_, weight)| *weight)
            .collect();
        assert_eq!(weights, [71, 29], "the list is five articles");
        let many = learned(&[("UBND", "uống bia nhưng đều", 20)]);
        assert_eq!(texts(&many, "UBND")[0].0, "uống bia nhưng đều");
        let same = learned(&[("UBND", "Uỷ ban Nhân dân", 3)]);
        assert_eq!(
            texts(&same, "UBND"),
            texts(&Lexicon::built_in().unwrap(), "UBND")
        );
        assert_eq!(same.get("UBND")[0].articles, 3);
    }
}
