//! How well badly typed words are understood, measured on a list of words with their counts:
//! `cargo run --release -p timtin-tokenizer --example typing -- WORDS.tsv [--list]`.
//!
//! The list is `word TAB count`, most frequent first, as counted over a collection of articles.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a measurement, not a program"
)]

use timtin_tokenizer::normalize::letter::{self, Tone};
use timtin_tokenizer::{Confidence, InputMethod, Syllable, canonical, leftovers};

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
        .take(3000)
        .collect();
    for method in [InputMethod::Telex, InputMethod::Vni] {
        let mut found: [Vec<String>; 3] = Default::default();
        for word in &foreign {
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
