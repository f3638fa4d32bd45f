//! What articles define themselves, measured:
//! `cargo run --release -p timtin-tokenizer --example definitions -- ARTICLES.txt [SEED [SAMPLE]]`.
//!
//! One article a line, its own line ends written as vertical tabs. Prints the counts beside those of
//! a strict rule (the initials of the words directly before the bracket), the time it takes, and a
//! random sample of the distinct pairs to be judged by a reader.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a measurement, not a program"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use timtin_tokenizer::{
    Analysis, Analyzer, DefinitionKind, Lexicon, Mode, definitions, fold, plain_terms,
};

/// An abbreviation without joiners and the terms of its long form.
type Pair = (String, String);

/// How a pair was written first, and on what it rests.
struct Example {
    written: String,
    kind: DefinitionKind,
    articles: usize,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file of articles");
    let mut number = || arguments.next().and_then(|text| text.parse().ok());
    let (seed, size): (u64, u64) = (number().unwrap_or(1), number().unwrap_or(200));
    let text = std::fs::read_to_string(path).expect("a readable file");
    let articles: Vec<String> = text
        .lines()
        .map(|line| line.replace('\u{b}', "\n"))
        .collect();
    let lexicon = Lexicon::built_in().expect("the built-in list");

    time(&articles, &lexicon);
    let found = collect(&articles);
    let strict: BTreeSet<Pair> = articles.iter().flat_map(|text| strict(text)).collect();
    let of_kind = |kind| {
        found
            .values()
            .filter(|example| example.kind == kind)
            .count()
    };
    println!(
        "{} articles; {} distinct pairs: {} by initials, {} translated",
        articles.len(),
        found.len(),
        of_kind(DefinitionKind::Initials),
        of_kind(DefinitionKind::Translation),
    );
    println!(
        "strict rule: {} distinct pairs, {} of them not found",
        strict.len(),
        strict
            .iter()
            .filter(|pair| !found.contains_key(pair))
            .count()
    );
    compare(&found, &lexicon);
    for pair in strict
        .iter()
        .filter(|pair| !found.contains_key(pair))
        .take(60)
    {
        println!("missed\t{}\t{}", pair.0, pair.1);
    }
    sample(&found, seed, size as usize);
}

/// The least of several times, side by side with the analysis of the same articles.
fn time(articles: &[String], lexicon: &Lexicon) {
    let bytes: usize = articles.iter().map(String::len).sum();
    let analyzer = Analyzer::new(lexicon);
    let mut analysis = Analysis::new();
    let (mut finding, mut analysing) = (f64::MAX, f64::MAX);
    let mut count = 0;
    for _ in 0..5 {
        let start = Instant::now();
        count = articles.iter().map(|text| definitions(text).len()).sum();
        finding = finding.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        for text in articles {
            analyzer.analyze(text, Mode::Text, &mut analysis);
        }
        analysing = analysing.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{count} definitions in {:.1} MB, {:.2} ms a MB; analysing takes {:.2}",
        bytes as f64 / 1e6,
        finding * 1e9 / bytes as f64,
        analysing * 1e9 / bytes as f64
    );
}

fn collect(articles: &[String]) -> BTreeMap<Pair, Example> {
    let mut found: BTreeMap<Pair, Example> = BTreeMap::new();
    let (mut defining, mut after, mut before) = (0, 0, 0);
    for text in articles {
        let (mut defines, mut used, mut used_before) = (false, false, false);
        for definition in definitions(text) {
            defines = true;
            let short = &text[definition.abbreviation.clone()];
            let long = &text[definition.long_form.clone()];
            let defined = definition.abbreviation.start;
            used |= whole(text, short).any(|at| at > defined);
            used_before |= whole(text, short).any(|at| at < defined);
            let example = found
                .entry((key(short), terms(long)))
                .or_insert_with(|| Example {
                    written: format!("{short}\t{long}\t{}", context(text, &definition.long_form)),
                    kind: definition.kind,
                    articles: 0,
                });
            example.articles += 1;
        }
        defining += usize::from(defines);
        after += usize::from(used);
        before += usize::from(used_before);
    }
    println!(
        "{defining} articles define something; {after} use it afterwards, {before} before (the title, the summary)"
    );
    found
}

/// Where `short` stands in `text` as a whole word.
fn whole(text: &str, short: &str) -> impl Iterator<Item = usize> {
    text.match_indices(short).map(|(at, _)| at).filter(|&at| {
        let behind = &text[at + short.len()..];
        !text[..at].ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric)
    })
}

/// What stands around a long form, on one line.
fn context(text: &str, long: &std::ops::Range<usize>) -> String {
    let before = text[..long.start].chars().rev().take(40);
    let before: String = before.collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[long.end..].chars().take(30).collect();
    format!("…{before}[…]{after}").replace(['\n', '\t'], " ")
}

fn key(short: &str) -> String {
    short.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn terms(long: &str) -> String {
    let terms: Vec<String> = plain_terms(long)
        .into_iter()
        .map(|(term, _)| term)
        .collect();
    terms.join(" ")
}

fn compare(found: &BTreeMap<Pair, Example>, lexicon: &Lexicon) {
    let (mut new, mut other, mut same) = (0, 0, 0);
    for (short, long) in found.keys() {
        let readings = lexicon.get(short);
        match readings.iter().any(|reading| terms(&reading.text) == *long) {
            _ if readings.is_empty() => new += 1,
            true => same += 1,
            false => other += 1,
        }
    }
    println!(
        "built-in list: {same} pairs in it, {other} with other readings, {new} abbreviations not in it"
    );
}

/// Capitals in a bracket that are the initials of as many words directly before it.
fn strict(text: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (open, _) in text.match_indices('(') {
        let Some(close) = text[open..].find(')') else {
            continue;
        };
        let short = text[open + 1..open + close].trim();
        let capitals = short.chars().all(char::is_uppercase);
        let count = short.chars().count();
        if !capitals || !(2..=10).contains(&count) {
            continue;
        }
        let line = text[..open].rsplit('\n').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().rev().take(count).collect();
        let initials: String = words
            .iter()
            .rev()
            .filter_map(|word| word.chars().next())
            .collect();
        let plain = |text: &str| fold(&text.to_lowercase()).into_owned();
        if words.len() == count && plain(&initials) == plain(short) {
            let words: Vec<&str> = words.into_iter().rev().collect();
            pairs.push((key(short), terms(&words.join(" "))));
        }
    }
    pairs
}

/// Prints `size` of the pairs, chosen by `seed`.
fn sample(found: &BTreeMap<Pair, Example>, seed: u64, size: usize) {
    let mut order: Vec<(u64, &Example)> = found
        .values()
        .enumerate()
        .map(|(at, example)| (mixed(seed, at as u64), example))
        .collect();
    order.sort_by_key(|(random, _)| *random);
    for (_, example) in order.into_iter().take(size) {
        println!(
            "{:?}\t{}\t{}",
            example.kind, example.articles, example.written
        );
    }
}

/// A number that looks random (splitmix64).
fn mixed(seed: u64, at: u64) -> u64 {
    let mut z = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(at.wrapping_mul(0xbf58_476d_1ce4_e5b9));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
