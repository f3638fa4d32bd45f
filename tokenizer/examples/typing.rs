//! How well badly typed words are understood, measured on a list of words with their counts:
//! `cargo run --release -p timtin-tokenizer --example typing -- WORDS.tsv [--list]`.
//!
//! The list is `word TAB count`, most frequent first, as counted over a collection of articles.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a measurement, not a program"
)]

use std::collections::HashMap;
use std::time::Instant;

use timtin_tokenizer::normalize::letter::{self, Tone};
use timtin_tokenizer::{
    Confidence, InputMethod, Syllable, canonical, corrections, extensions, fold, leftovers,
};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file of words and counts");
    let list = arguments.next().is_some();
    let text = std::fs::read_to_string(path).expect("a readable file");
    let words: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    round_trips(&words);
    false_alarms(&words, list);
    typos(&text, &syllables(&words), list);
}

/// The valid syllables, most frequent first.
fn syllables<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let valid = |word: &str| {
        Syllable::parse(word)
            .is_some_and(|syllable| syllable.is_well_spelt() && syllable.to_string() == word)
    };
    words.iter().copied().filter(|word| valid(word)).collect()
}

fn round_trips(words: &[&str]) {
    let syllables = syllables(words);
    for method in [InputMethod::Telex, InputMethod::Vni] {
        for order in [Order::ToneLast, Order::ToneAtVowel, Order::AllLast] {
            let mut tried = 0;
            let mut lost = Vec::new();
            let mut sure = [0; 3];
            for syllable in syllables.iter().take(3000) {
                let typed = keys(syllable, method, order);
                if typed == *syllable {
                    continue;
                }
                tried += 1;
                match method.read(&typed) {
                    Some(intended) if intended.term == *syllable => {
                        sure[intended.confidence as usize] += 1;
                    }
                    other => lost.push(format!("{syllable}:{typed}:{other:?}")),
                }
            }
            println!(
                "{method:?} {order:?}: {tried} typed, {} lost, low/medium/high {sure:?}",
                lost.len()
            );
            println!("  {:?}", lost.iter().take(10).collect::<Vec<_>>());
        }
    }
}

/// Words that are no syllables, by how sure they are taken for left-overs.
fn false_alarms(words: &[&str], list: bool) {
    let foreign: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| word.chars().all(char::is_alphanumeric))
        .filter(|word| word.chars().any(char::is_alphabetic))
        .filter(|word| Syllable::parse(word).is_none())
        .collect();
    for (from, to) in [(0, 3000), (3000, 6000), (6000, foreign.len())] {
        let part = foreign.get(from..to).unwrap_or_default();
        println!("foreign words {from} to {to}");
        false_alarms_among(part, list);
    }
}

fn false_alarms_among(foreign: &[&str], list: bool) {
    for method in [InputMethod::Telex, InputMethod::Vni] {
        let mut found: [Vec<String>; 3] = Default::default();
        for word in foreign {
            if let Some(intended) = method.read(word) {
                found[intended.confidence as usize].push(format!("{word}={}", intended.term));
            }
        }
        let counts = found.each_ref().map(Vec::len);
        println!(
            "{method:?}: of {} foreign words low/medium/high {counts:?}",
            foreign.len()
        );
        if list {
            for (confidence, words) in ["low", "medium", "high"].iter().zip(&found) {
                println!("  {confidence}: {}", words.join(" "));
            }
        }
    }
    let pairs = foreign.chunks_exact(2);
    let total = pairs.len();
    let sure = pairs
        .filter(|pair| leftovers(pair).is_some_and(|found| found.confidence > Confidence::Low))
        .count();
    println!("of {total} pairs of foreign words {sure} are read with more than low confidence");
}

#[derive(Clone, Copy, Debug)]
enum Order {
    ToneLast,
    ToneAtVowel,
    AllLast,
}

/// The keys that type `syllable`.
fn keys(syllable: &str, method: InputMethod, order: Order) -> String {
    let (mut out, mut marks, mut tone_key) = (String::new(), String::new(), None);
    let syllable = canonical(syllable);
    let chars: Vec<char> = syllable.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let (plain, tone) = letter::split_tone(*c);
        let (base, mark) = shape(plain, method);
        out.push(base);
        let next = chars.get(at + 1).map(|c| letter::split_tone(*c).0);
        // One key marks both letters of `ươ`.
        let shared = matches!(order, Order::AllLast) && plain == 'ư' && next == Some('ơ');
        if let Some(mark) = mark.filter(|_| !shared) {
            match order {
                Order::AllLast => marks.push(mark),
                _ => out.push(mark),
            }
        }
        // A doubled `oo` is written with a third.
        if plain == 'o' && next == Some('o') && method == InputMethod::Telex {
            out.push('o');
        }
        if tone != Tone::Level {
            let key = tone_keys(method)[tone as usize];
            match order {
                Order::ToneAtVowel => out.push(key),
                _ => tone_key = Some(key),
            }
        }
    }
    out.push_str(&marks);
    out.extend(tone_key);
    out
}

fn tone_keys(method: InputMethod) -> [char; 6] {
    match method {
        InputMethod::Telex => ['z', 'f', 's', 'r', 'x', 'j'],
        InputMethod::Vni => ['0', '2', '1', '3', '4', '5'],
    }
}

fn shape(letter: char, method: InputMethod) -> (char, Option<char>) {
    let (base, telex, vni) = match letter {
        'â' => ('a', 'a', '6'),
        'ê' => ('e', 'e', '6'),
        'ô' => ('o', 'o', '6'),
        'ă' => ('a', 'w', '8'),
        'ơ' => ('o', 'w', '7'),
        'ư' => ('u', 'w', '7'),
        'đ' => ('d', 'd', '9'),
        _ => return (letter, None),
    };
    match method {
        InputMethod::Telex => (base, Some(telex)),
        InputMethod::Vni => (base, Some(vni)),
    }
}

/// Single slips in the 1,000 most frequent syllables: where the right one stands among what is
/// proposed for the slips that are no known word.
fn typos(text: &str, syllables: &[&str], list: bool) {
    let mut marked: HashMap<String, f64> = HashMap::new();
    let mut folded: HashMap<String, f64> = HashMap::new();
    for line in text.lines() {
        let Some((word, count)) = line.split_once('\t') else {
            continue;
        };
        let (term, count) = (canonical(word), count.parse().unwrap_or(0.0));
        *folded.entry(fold(&term).into_owned()).or_default() += count;
        *marked.entry(term).or_default() += count;
    }
    for (name, strip) in [("marked", false), ("without marks", true)] {
        let known = if strip { &folded } else { &marked };
        let mut figures: HashMap<(&str, bool), Ranks> = HashMap::new();
        let mut calls = 0;
        let mut busy = std::time::Duration::ZERO;
        for syllable in syllables.iter().take(1000) {
            let meant = canonical(syllable);
            let meant = if strip {
                fold(&meant).into_owned()
            } else {
                meant
            };
            for (kind, typo) in slips(&meant) {
                let seen = known.get(&canonical(&typo)).copied().unwrap_or(0.0);
                if canonical(&typo) == meant || strip && fold(&typo) == meant {
                    continue;
                }
                if !strip && fold(&typo) == typo {
                    // Without its marks a word means something else.
                    continue;
                }
                let start = Instant::now();
                let proposed = corrections(&typo);
                busy += start.elapsed();
                calls += 1;
                let frequency = |term: &str| {
                    let further = extensions(term).into_iter();
                    let found = further.filter_map(|term| marked.get(&term));
                    let found = found.fold(0.0, |sum: f64, count| sum + count);
                    let own = known.get(term).copied().unwrap_or(0.0);
                    if strip { own } else { own + found }
                };
                let mut scored: Vec<(f64, &str)> = proposed
                    .iter()
                    .map(|c| (f64::from(c.cost), c.term.as_str(), frequency(&c.term)))
                    .filter(|(_, _, count)| *count >= 5.0)
                    .map(|(cost, term, count)| (cost - count.ln() / 3f64.ln(), term))
                    .collect();
                scored.sort_by(|a, b| a.0.total_cmp(&b.0));
                let is_meant = |term: &str| {
                    term == meant || !strip && timtin_tokenizer::adds_marks(term, &meant)
                };
                let by_cost = proposed.iter().position(|c| is_meant(&c.term));
                let by_both = scored.iter().position(|(_, term)| is_meant(term));
                if list && by_both.is_none_or(|at| at >= 20) && seen == 0.0 {
                    println!("  {kind} {meant} {typo} {by_cost:?} {by_both:?}");
                }
                let ranks = figures.entry((kind, seen > 0.0)).or_default();
                ranks.add(by_cost, by_both);
            }
        }
        println!(
            "slips in {name} syllables: {calls} words, {:.1} us each",
            busy.as_secs_f64() * 1e6 / f64::from(calls)
        );
        let mut figures: Vec<_> = figures.into_iter().collect();
        figures.sort_by_key(|((kind, seen), _)| (*seen, *kind));
        for ((kind, seen), ranks) in figures {
            let seen = if seen { "another word" } else { "no word" };
            println!("  {kind:<20} {seen:<12} {ranks}");
        }
    }
}

/// How often the right one was first, in the first five and in the first twenty.
#[derive(Default)]
struct Ranks {
    tried: usize,
    by_cost: [usize; 3],
    by_both: [usize; 3],
}

impl Ranks {
    fn add(&mut self, by_cost: Option<usize>, by_both: Option<usize>) {
        self.tried += 1;
        for (at, within) in [1, 5, 20].into_iter().enumerate() {
            self.by_cost[at] += usize::from(by_cost.is_some_and(|rank| rank < within));
            self.by_both[at] += usize::from(by_both.is_some_and(|rank| rank < within));
        }
    }
}

impl std::fmt::Display for Ranks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>6}", self.tried)?;
        for (name, counts) in [("cost", self.by_cost), ("cost and frequency", self.by_both)] {
            write!(f, "  {name}:")?;
            for count in counts {
                write!(f, " {:5.1}", 100.0 * count as f64 / self.tried as f64)?;
            }
        }
        Ok(())
    }
}

/// Every slip of some kinds, in letters; the tone stays on its letter.
fn slips(word: &str) -> Vec<(&'static str, String)> {
    let letters: Vec<char> = word.chars().collect();
    let text = |letters: &[char]| letters.iter().collect::<String>();
    let mut out = Vec::new();
    for at in 0..letters.len() {
        let mut fewer = letters.clone();
        fewer.remove(at);
        out.push(("a letter missing", text(&fewer)));
        let mut doubled = letters.clone();
        doubled.insert(at, letters[at]);
        out.push(("a letter doubled", text(&doubled)));
        if at + 1 < letters.len() {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            out.push(("two letters swapped", text(&swapped)));
        }
        let beside = "qwertyuiop asdfghjkl zxcvbnm";
        if let Some(place) = beside.find(letters[at]) {
            for place in [place.wrapping_sub(1), place + 1] {
                if let Some(key) = beside.chars().nth(place).filter(|key| *key != ' ') {
                    let mut wrong = letters.clone();
                    wrong[at] = key;
                    out.push(("the key beside", text(&wrong)));
                    let mut more = letters.clone();
                    more.insert(at + 1, key);
                    out.push(("a letter too much", text(&more)));
                }
            }
        }
    }
    for (from, to) in [
        ("s", "x"),
        ("x", "s"),
        ("tr", "ch"),
        ("ch", "tr"),
        ("gi", "d"),
        ("d", "gi"),
        ("r", "d"),
        ("d", "r"),
        ("l", "n"),
        ("n", "l"),
    ] {
        if let Some(rest) = word
            .strip_prefix(from)
            .filter(|_| !(from == "n" && word.starts_with("ng")))
        {
            out.push(("a confused onset", format!("{to}{rest}")));
        }
    }
    for (from, to) in [
        ("ng", "n"),
        ("n", "ng"),
        ("t", "c"),
        ("c", "t"),
        ("nh", "n"),
    ] {
        if let Some(rest) = word.strip_suffix(from).filter(|rest| !rest.is_empty()) {
            out.push(("a confused coda", format!("{rest}{to}")));
        }
    }
    for (from, to) in [
        ("ngh", "ng"),
        ("ng", "ngh"),
        ("gh", "g"),
        ("g", "gh"),
        ("k", "c"),
        ("c", "k"),
    ] {
        if let Some(rest) = word
            .strip_prefix(from)
            .filter(|rest| !rest.starts_with(['h', 'n', 'i']))
        {
            out.push(("a rule broken", format!("{to}{rest}")));
        }
    }
    let other = |from: Tone, to: Tone| -> String {
        let swap = |c: char| match letter::split_tone(c) {
            (plain, tone) if tone == from => letter::with_tone(plain, to),
            _ => c,
        };
        letters.iter().map(|c| swap(*c)).collect()
    };
    out.push(("hỏi and ngã", other(Tone::Dipping, Tone::Broken)));
    out.push(("hỏi and ngã", other(Tone::Broken, Tone::Dipping)));
    out
}
