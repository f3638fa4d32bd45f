//! Makes the segmenter's lexicon and weights, `data/words.tsv` and `data/segmenter.tsv`.
//!
//! ```text
//! zstd -dc news.jsonl.zst | train_segmenter WORDS PLACES SENTENCES [FOLDER]
//! ```
//!
//! WORDS are lines `word TAB count` from a larger corpus, PLACES lines with a name each, SENTENCES
//! lines in which the syllables of a word are joined by `_`. Standard input has the news.
//!
//! A *teacher*, trained on the sentences and the counts of WORDS, segments the news; what it joins
//! there, and how often it does not, is the lexicon. The *student* is trained on the same
//! sentences with that lexicon and is what gets written to FOLDER. Without FOLDER all of this is
//! done five times with a fifth of the sentences held out, and the word F1 on that fifth printed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a tool for the maintainers; it stops at what it cannot use"
)]

mod corpus;
mod crf;
mod evidence;
mod export;
mod lexicon;

use std::fs;
use std::path::Path;

use timtin_tokenizer::segment::Evidence;

use corpus::{Corpus, Ids, Sentence};
use crf::Crf;
use evidence::Known;
use lexicon::Listed;

/// WORDS were counted in so many times the articles of the news.
const ARTICLES: f32 = 100_000.0 / 30_000.0;
const FOLDS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [words, places, sentences, ..] = &arguments[..] else {
        eprintln!("usage: train_segmenter WORDS PLACES SENTENCES [FOLDER] < NEWS");
        std::process::exit(2);
    };
    let mut corpus = Corpus::read(std::io::stdin().lock());
    let listed = read_lists(&mut corpus, words, places);
    let sentences = corpus.sentences(&fs::read_to_string(sentences).expect("SENTENCES"));
    match arguments.get(3) {
        Some(folder) => {
            let trained = train(&mut corpus, &listed, &sentences);
            export::write(&corpus, &trained, Path::new(folder)).expect("writing to FOLDER");
        }
        None => cross_validate(&mut corpus, &listed, &sentences),
    }
}

fn read_lists(corpus: &mut Corpus, words: &str, places: &str) -> Listed {
    let mut listed = Listed {
        articles: ARTICLES,
        ..Listed::default()
    };
    for line in fs::read_to_string(words).expect("WORDS").lines() {
        let (word, count) = line.split_once('\t').expect("a tab in WORDS");
        // Compounds that are one but for tone placement or i/y come together here.
        listed
            .words
            .push((corpus.word(word), count.parse().expect("a count in WORDS")));
    }
    listed.words.sort();
    listed.words.dedup_by(|next, word| {
        let same = next.0 == word.0;
        word.1 += if same { next.1 } else { 0 };
        same
    });
    let places = fs::read_to_string(places).expect("PLACES");
    listed.places = places.lines().map(|name| corpus.word(name)).collect();
    listed
}

/// Everything that comes out of training.
struct Trained {
    singles: Vec<(Ids, Evidence)>,
    words: Vec<(Ids, Evidence)>,
    known: Known,
    student: Crf,
}

fn train(corpus: &mut Corpus, listed: &Listed, sentences: &[Sentence]) -> Trained {
    let known = Known::from_counts(corpus, &listed.words, listed.articles);
    let teacher = Crf::train(sentences, &known, corpus, true);
    let seen = lexicon::read_news(corpus, &teacher, &known);
    let words = lexicon::words(corpus, &seen, listed);
    let known = Known::new(words.iter().map(|(word, evidence)| (word, *evidence)));
    let student = Crf::train(sentences, &known, corpus, false);
    Trained {
        singles: lexicon::singles(corpus, &seen),
        words,
        known,
        student,
    }
}

fn cross_validate(corpus: &mut Corpus, listed: &Listed, sentences: &[Sentence]) {
    let mut sum = 0.0;
    for fold in 0..FOLDS {
        // Whole stretches: neighbours are often from one article.
        let held_out = |at: usize| at * FOLDS / sentences.len() == fold;
        let part = |out: bool| {
            sentences
                .iter()
                .enumerate()
                .filter(move |(at, _)| held_out(*at) == out)
                .map(|(_, sentence)| sentence.clone())
        };
        let trained = train(corpus, listed, &part(false).collect::<Vec<_>>());
        let f1 = f1(part(true), |sentence| {
            trained
                .student
                .label(&sentence.runs, &trained.known, corpus)
        });
        eprintln!(
            "fold {fold}: {} words, F1 {f1:.4}",
            trained.words.len() + trained.singles.len()
        );
        sum += f1;
    }
    eprintln!("mean F1 {:.4}", sum / FOLDS as f64);
}

/// Word F1, punctuation counted as words.
fn f1(sentences: impl Iterator<Item = Sentence>, label: impl Fn(&Sentence) -> Vec<bool>) -> f64 {
    let (mut hits, mut words) = (0, 0);
    for sentence in sentences {
        let (gold, ours) = (spans(&sentence.joined), spans(&label(&sentence)));
        hits += ours
            .iter()
            .filter(|span| gold.binary_search(span).is_ok())
            .count()
            + sentence.others;
        words += gold.len() + ours.len() + 2 * sentence.others;
    }
    2.0 * hits as f64 / words as f64
}

/// The first and last syllable of each word.
fn spans(joined: &[bool]) -> Vec<(usize, usize)> {
    let mut start = 0;
    let mut spans = vec![];
    for at in 0..=joined.len() {
        if joined.get(at) != Some(&true) {
            spans.push((start, at));
            start = at + 1;
        }
    }
    spans
}
