//! How often the context alone tells what an ambiguous abbreviation means, measured:
//! `cargo run --release -p timtin-tokenizer --example disambiguation -- ARTICLES.txt [PART OF]`.
//!
//! One article a line, its own line ends written as vertical tabs; with `PART OF` only every `OF`th
//! article, from `PART` on. Articles that define an abbreviation which the list reads in several ways
//! are read with that definition taken out of the text.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a measurement, not a program"
)]

use std::collections::BTreeMap;
use std::ops::Range;

use timtin_tokenizer::{
    Analysis, Analyzer, Definition, DefinitionKind, Discourse, Lexicon, Mode, Reading, definitions,
    long_form_key, lower,
};

#[derive(Default)]
struct Tally {
    asked: usize,
    chosen: usize,
    right: usize,
}

impl Tally {
    fn add(&mut self, chosen: Option<bool>) {
        self.asked += 1;
        self.chosen += usize::from(chosen.is_some());
        self.right += usize::from(chosen == Some(true));
    }

    fn line(&self) -> String {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        format!(
            "{} asked, chosen in {:.1} %, right {:.1} % of these",
            self.asked,
            share(self.chosen, self.asked),
            share(self.right, self.chosen)
        )
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file of articles");
    let mut number = || arguments.next().and_then(|text| text.parse::<usize>().ok());
    let (part, of) = (number().unwrap_or(0), number().unwrap_or(1));
    let text = std::fs::read_to_string(path).expect("a readable file");
    let lexicon = Lexicon::built_in().expect("the built-in list");
    let (mut articles, mut mentions) = (Tally::default(), Tally::default());
    let mut known = Tally::default();
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    for (_, line) in text.lines().enumerate().filter(|(at, _)| at % of == part) {
        let article = line.replace('\u{b}', "\n");
        let found = definitions(&article);
        for definition in &found {
            let short = &article[definition.abbreviation.clone()];
            let long = &article[definition.long_form.clone()];
            let readings = lexicon.get(short);
            if readings.len() < 2 || definition.kind != DefinitionKind::Initials {
                continue;
            }
            let hidden = hide(&article, &found, short);
            let chosen = read(&hidden, short, &lexicon);
            let judged: Vec<Option<bool>> = chosen
                .iter()
                .map(|chosen| chosen.as_ref().map(|text| is_same(text, long)))
                .collect();
            judged.iter().for_each(|judged| mentions.add(*judged));
            let settled: Vec<bool> = judged.iter().flatten().copied().collect();
            let verdict = (!settled.is_empty()).then(|| settled.iter().all(|right| *right));
            articles.add(verdict);
            if readings.iter().any(|reading| is_same(&reading.text, long)) {
                known.add(verdict);
            }
            if verdict != Some(true) {
                let read = chosen.iter().flatten().next().cloned();
                *wrong
                    .entry(format!("{short}\t{long}\t{}", read.unwrap_or_default()))
                    .or_default() += 1;
            }
        }
    }
    swap(&text, part, of, &lexicon);
    println!("articles: {}", articles.line());
    println!("  the reading is in the list: {}", known.line());
    println!("uses: {}", mentions.line());
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    wrong.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (what, count) in wrong.iter().take(150) {
        println!("{count}\t{what}");
    }
}

/// Long forms taken for their abbreviations in articles that do not abbreviate them: how they are read
/// then, each reading of one abbreviation counting by its weight.
fn swap(text: &str, part: usize, of: usize, lexicon: &Lexicon) {
    let lines = text.lines().enumerate().filter(|(at, _)| at % of == part);
    let articles: Vec<(String, String)> = lines
        .map(|(_, line)| line.replace('\u{b}', "\n"))
        .map(|article| (lower(&article), article))
        .filter(|(low, article)| low.len() == article.len())
        .collect();
    let (mut asked, mut chosen, mut right) = (0.0, 0.0, 0.0);
    let mut keys: Vec<&str> = lexicon.readings().map(|r| &*r.abbreviation).collect();
    keys.dedup();
    let mut table = Vec::new();
    for key in keys {
        let readings = lexicon.get(key);
        if readings.len() < 2 || readings[0].abbreviation != key || readings[0].weight >= 95 {
            continue;
        }
        let whole: f64 = readings.iter().map(|r| f64::from(r.weight)).sum();
        for reading in readings.iter().filter(|reading| reading.weight >= 3) {
            let form = lower(&reading.text);
            let mut tally = Tally::default();
            for (low, article) in articles.iter().filter(|(low, _)| low.contains(&form)) {
                let Some(swapped) = abbreviated(low, article, &form, key) else {
                    continue;
                };
                for read in read(&swapped, key, lexicon) {
                    tally.add(read.map(|read| is_same(&read, &reading.text)));
                }
                if tally.asked >= 60 {
                    break;
                }
            }
            if tally.asked >= 10 {
                let weight = f64::from(reading.weight) / whole;
                asked += weight;
                chosen += weight * tally.chosen as f64 / tally.asked as f64;
                right += weight * tally.right as f64 / tally.asked as f64;
                table.push((
                    weight * (tally.chosen - tally.right) as f64 / tally.asked as f64,
                    format!(
                        "{key}\t{}\t{}\t{}",
                        reading.text,
                        reading.weight,
                        tally.line()
                    ),
                ));
            }
        }
    }
    println!(
        "swapped: chosen in {:.1} %, right {:.1} % of these",
        100.0 * chosen / asked,
        100.0 * right / chosen
    );
    table.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, line) in table.iter().take(40) {
        println!("    {line}");
    }
}

/// `article` with `form` replaced by `key` everywhere, if it has the form as whole words and not the
/// abbreviation.
fn abbreviated(low: &str, article: &str, form: &str, key: &str) -> Option<String> {
    if article.contains(key) {
        return None;
    }
    let mut out = String::new();
    let mut at = 0;
    for (start, _) in low.match_indices(form) {
        let end = start + form.len();
        let inside = low[..start].ends_with(char::is_alphanumeric)
            || low[end..].starts_with(char::is_alphanumeric);
        if inside || start < at {
            continue;
        }
        out.push_str(&article[at..start]);
        out.push_str(key);
        at = end;
    }
    out.push_str(&article[at..]);
    (at > 0).then_some(out)
}

/// The article with the definitions of `short` taken out: only the abbreviation stays.
fn hide(article: &str, found: &[Definition], short: &str) -> String {
    let mut hidden = String::new();
    let mut at = 0;
    let mut same: Vec<&Definition> = found
        .iter()
        .filter(|other| &article[other.abbreviation.clone()] == short)
        .collect();
    same.sort_by_key(|definition| whole(article, definition).start);
    for definition in same {
        let range = whole(article, definition);
        if range.start < at {
            continue;
        }
        hidden.push_str(&article[at..range.start]);
        hidden.push_str(short);
        at = range.end;
    }
    hidden.push_str(&article[at..]);
    hidden
}

/// From the first to the last character of a definition, with the bracket behind it.
fn whole(article: &str, definition: &Definition) -> Range<usize> {
    let (one, other) = (&definition.abbreviation, &definition.long_form);
    let end = one.end.max(other.end);
    let bracket = article[end..].find(')').filter(|at| *at < 40);
    one.start.min(other.start)..bracket.map_or(end, |at| end + at + 1)
}

/// What each use of `short` in `article` is read as.
fn read(article: &str, short: &str, lexicon: &Lexicon) -> Vec<Option<String>> {
    let definitions = Discourse::of(&[article], &[], lexicon, &mut Analysis::new());
    let analyzer = Analyzer::new(lexicon).with_discourse(&definitions);
    let mut analysis = Analysis::new();
    analysis.scoped(|analysis| {
        analyzer.analyze(article, Mode::Text, analysis);
        analysis
            .mentions()
            .iter()
            .filter(|mention| &article[mention.span.clone()] == short)
            .map(|mention| {
                let reading: Option<&Reading> =
                    mention.chosen.and_then(|at| mention.readings.get(at));
                reading.map(|reading| reading.text.clone())
            })
            .collect()
    })
}

/// Whether two long forms differ in marks and joining words alone.
fn is_same(one: &str, other: &str) -> bool {
    long_form_key(one) == long_form_key(other)
}
