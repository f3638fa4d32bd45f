//! Counts what speaks for each reading of an ambiguous abbreviation, and prints `data/contexts.tsv`:
//! `cargo run --release -p timtin-tokenizer --example train_contexts -- ARTICLES.txt… [--leave PART OF]`.
//!
//! One article a line, its own line ends written as vertical tabs; `--leave` keeps every `OF`th article
//! from `PART` on for a measurement. An article that writes out one reading of an abbreviation and no other
//! is taken as an example of it. Words and pairs of words are kept whose share of the articles differs
//! most surely from that among the other readings' articles, with the logarithm of the ratio.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a tool of this repository, not a program"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use timtin_tokenizer::{Analysis, Analyzer, Kind, Lexicon, Mode, Reading, abbreviation_key};

/// Of one reading so many articles are looked at.
const MAX_ARTICLES: usize = 400;
/// Words in fewer articles, or in more than this share of all, tell nothing.
const MIN_DOCUMENTS: u32 = 15;
const MAX_SHARE: f64 = 0.5;
/// A reading keeps so many words, each at least so many standard deviations from chance.
const KEPT: usize = 16;
const MIN_DEVIATION: f64 = 2.5;
/// No word speaks more, in natural logarithms.
const MAX_LOG_RATIO: f64 = 3.0;

/// A word, or two side by side.
type Feature = (u32, Option<u32>);

fn main() {
    let (paths, leave) = arguments();
    let lexicon = Lexicon::built_in().expect("the built-in list");
    let mut terms: HashMap<String, u32> = HashMap::new();
    let articles = read(&paths, leave, &mut terms);
    let open = open_readings(&lexicon);
    let forms = long_forms(&open, &terms);
    let written = written_out(&articles, &forms);
    let common = common(&articles);
    let names: HashMap<u32, &str> = terms.iter().map(|(term, id)| (*id, &**term)).collect();
    println!("abbreviation\treading\twords");
    for readings in open.values() {
        let examples = examples(readings, &written);
        let counts: Vec<(usize, HashMap<Feature, u32>)> = readings
            .iter()
            .zip(&examples)
            .map(|(reading, examples)| count(reading, examples, &articles, &forms, &common))
            .collect();
        for (at, reading) in readings.iter().enumerate() {
            let kept = telling(at, &counts);
            if kept.is_empty() {
                continue;
            }
            let words: Vec<String> = kept
                .iter()
                .map(|((word, next), tenths)| {
                    let next = next.map(|next| format!(" {}", names[&next]));
                    format!("{}{}={tenths}", names[word], next.unwrap_or_default())
                })
                .collect();
            println!(
                "{}\t{}\t{}",
                reading.abbreviation,
                reading.text,
                words.join(", ")
            );
        }
    }
}

fn arguments() -> (Vec<String>, Option<(usize, usize)>) {
    let all: Vec<String> = std::env::args().skip(1).collect();
    let Some(at) = all.iter().position(|argument| argument == "--leave") else {
        return (all, None);
    };
    let number = |at: usize| all[at].parse().expect("--leave PART OF");
    (all[..at].to_vec(), Some((number(at + 1), number(at + 2))))
}

/// The words of each article by number; 0 stands between words that are not side by side.
fn read(
    paths: &[String],
    leave: Option<(usize, usize)>,
    terms: &mut HashMap<String, u32>,
) -> Vec<Vec<u32>> {
    let empty = Lexicon::empty();
    let analyzer = Analyzer::new(&empty);
    let mut analysis = Analysis::new();
    let mut articles = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(path).expect("a readable file");
        for (at, line) in text.lines().enumerate() {
            if leave.is_some_and(|(part, of)| at % of == part) {
                continue;
            }
            let article = line.replace('\u{b}', "\n");
            analyzer.analyze(&article, Mode::Text, &mut analysis);
            let mut words = Vec::new();
            let mut last = None;
            for token in analysis.tokens() {
                if last.replace(token.position) == Some(token.position) {
                    continue;
                }
                words.push(match token.kind {
                    Kind::Syllable | Kind::Word => {
                        let next = terms.len() as u32 + 1;
                        *terms.entry(token.term.to_owned()).or_insert(next)
                    }
                    _ => 0,
                });
            }
            articles.push(words);
        }
    }
    articles
}

/// Abbreviations whose reading is open, with their readings.
fn open_readings(lexicon: &Lexicon) -> BTreeMap<String, Vec<&Reading>> {
    let mut open: BTreeMap<String, Vec<&Reading>> = BTreeMap::new();
    for reading in lexicon.readings() {
        let key = abbreviation_key(&reading.abbreviation);
        open.entry(key).or_default().push(reading);
    }
    open.retain(|_, readings| readings.len() > 1);
    open
}

/// The words of long forms by their text, those whose words all occur.
fn long_forms(
    open: &BTreeMap<String, Vec<&Reading>>,
    terms: &HashMap<String, u32>,
) -> HashMap<String, Vec<u32>> {
    let readings = open.values().flatten();
    readings
        .filter_map(|reading| {
            let words = reading
                .terms
                .iter()
                .map(|(term, _)| terms.get(term).copied());
            Some((reading.text.clone(), words.collect::<Option<Vec<u32>>>()?))
        })
        .collect()
}

/// Which articles write out each long form.
fn written_out<'f>(
    articles: &[Vec<u32>],
    forms: &'f HashMap<String, Vec<u32>>,
) -> HashMap<&'f str, BTreeSet<usize>> {
    let mut by_first: HashMap<u32, Vec<(&str, &[u32])>> = HashMap::new();
    for (text, words) in forms {
        if let Some(first) = words.first() {
            by_first.entry(*first).or_default().push((text, words));
        }
    }
    let mut written: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    for (at, article) in articles.iter().enumerate() {
        for (start, word) in article.iter().enumerate() {
            for (text, words) in by_first.get(word).into_iter().flatten() {
                if article[start..].starts_with(words) {
                    written.entry(text).or_default().insert(at);
                }
            }
        }
    }
    written
}

/// Words and pairs that are neither rare nor everywhere.
fn common(articles: &[Vec<u32>]) -> HashSet<Feature> {
    let mut documents: HashMap<Feature, u32> = HashMap::new();
    for article in articles {
        for feature in features(article, &[]) {
            *documents.entry(feature).or_default() += 1;
        }
    }
    let most = MAX_SHARE * articles.len() as f64;
    documents
        .into_iter()
        .filter(|(_, count)| *count >= MIN_DOCUMENTS && f64::from(*count) < most)
        .map(|(feature, _)| feature)
        .collect()
}

/// The words and pairs of an article without the places where it writes `form`.
fn features(article: &[u32], form: &[u32]) -> HashSet<Feature> {
    let mut found = HashSet::new();
    let mut before = 0;
    let mut at = 0;
    while at < article.len() {
        if !form.is_empty() && article[at..].starts_with(form) {
            at += form.len();
            before = 0;
            continue;
        }
        let word = article[at];
        if word != 0 {
            found.insert((word, None));
            if before != 0 {
                found.insert((before, Some(word)));
            }
        }
        before = word;
        at += 1;
    }
    found
}

/// For each reading the articles that write it out and none of the others; all that write it out when there
/// are none such.
fn examples(readings: &[&Reading], written: &HashMap<&str, BTreeSet<usize>>) -> Vec<Vec<usize>> {
    let none = BTreeSet::new();
    let articles = |reading: &Reading| written.get(&*reading.text).unwrap_or(&none);
    readings
        .iter()
        .enumerate()
        .map(|(at, reading)| {
            let others = |article: &&usize| {
                let mut others = readings
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != at);
                others.any(|(_, other)| articles(other).contains(article))
            };
            let own = articles(reading);
            let mut clear: Vec<usize> = own.iter().filter(|a| !others(a)).copied().collect();
            if clear.is_empty() {
                clear = own.iter().copied().collect();
            }
            // Spread over all of the articles.
            let step = clear.len().div_ceil(MAX_ARTICLES).max(1);
            clear.into_iter().step_by(step).collect()
        })
        .collect()
}

/// In how many of the examples each word stands.
fn count(
    reading: &Reading,
    examples: &[usize],
    articles: &[Vec<u32>],
    forms: &HashMap<String, Vec<u32>>,
    common: &HashSet<Feature>,
) -> (usize, HashMap<Feature, u32>) {
    let form = forms.get(&reading.text).map_or(&[][..], Vec::as_slice);
    let mut counts = HashMap::new();
    for at in examples {
        for feature in features(&articles[*at], form) {
            if common.contains(&feature) {
                *counts.entry(feature).or_default() += 1;
            }
        }
    }
    (examples.len(), counts)
}

/// The words that speak most surely for reading `at` and against the others, with a tenth of the
/// logarithm of the ratio as unit.
fn telling(at: usize, counts: &[(usize, HashMap<Feature, u32>)]) -> Vec<(Feature, u8)> {
    let (articles, own) = &counts[at];
    let others: Vec<_> = counts
        .iter()
        .enumerate()
        .filter(|(other, (articles, _))| *other != at && *articles > 0)
        .map(|(_, counts)| counts)
        .collect();
    if others.is_empty() || *articles == 0 {
        return Vec::new();
    }
    let share = |count: u32, of: usize| (f64::from(count) + 0.5) / (of as f64 + 1.0);
    let among_others: usize = others.iter().map(|(articles, _)| articles).sum();
    let mut surest: Vec<(f64, Feature, f64)> = own
        .iter()
        .filter(|(_, count)| **count >= 4)
        .map(|(feature, count)| {
            let this = share(*count, *articles);
            let shares = others.iter().map(|(articles, counts)| {
                share(counts.get(feature).copied().unwrap_or(0), *articles)
            });
            let other = shares.sum::<f64>() / others.len() as f64;
            let variance = this * (1.0 - this) / (*articles as f64 + 1.0)
                + other * (1.0 - other) / (among_others as f64 + 1.0);
            (
                (this - other) / variance.sqrt(),
                *feature,
                (this / other).ln(),
            )
        })
        .filter(|(deviation, _, _)| *deviation >= MIN_DEVIATION)
        .collect();
    surest.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    surest
        .into_iter()
        .take(KEPT)
        .map(|(_, feature, log)| (feature, (10.0 * log.min(MAX_LOG_RATIO)).round() as u8))
        .filter(|(_, tenths)| *tenths > 0)
        .collect()
}
