//! Joins the syllables of words in the lines of standard input:
//!
//! ```text
//! cargo run --release --example segment < TEXT
//! ```
//!
//! With `--measure` prints how long that takes instead, on one core, best of five, beside the
//! analysis for search on the same text.
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use timtin_tokenizer::segment::{Segmentation, Segmenter};
use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Mode};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let segmenter = Segmenter::built_in()?;
    let loading = start.elapsed();
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    if std::env::args().any(|argument| argument == "--measure") {
        println!("{} words, loaded in {loading:.1?}", segmenter.words());
        return measure(segmenter, &text);
    }
    let mut segmentation = Segmentation::new();
    let mut joined = String::with_capacity(text.len());
    segmenter.segment(&text, &mut segmentation);
    segmentation.join(&text, &mut joined);
    io::stdout().write_all(joined.as_bytes())?;
    Ok(())
}

fn measure(segmenter: &Segmenter, text: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut segmentation = Segmentation::new();
    let (mut words, mut joins) = (0, 0);
    let segmenting = best_of_five(|| {
        (words, joins) = (0, 0);
        for line in text.lines() {
            segmenter.segment(line, &mut segmentation);
            words += segmentation.words().len();
            joins += segmentation.joins(line).count();
        }
    });
    let mut joined = String::with_capacity(text.len());
    let joining = best_of_five(|| {
        joined.clear();
        for line in text.lines() {
            segmenter.segment(line, &mut segmentation);
            segmentation.join(line, &mut joined);
            joined.push('\n');
        }
    });
    let lexicon = Lexicon::built_in()?;
    let analyzer = Analyzer::new(&lexicon);
    let mut analysis = Analysis::new();
    let analysing = best_of_five(|| {
        for line in text.lines() {
            analyzer.analyze(line, Mode::Text, &mut analysis);
        }
    });
    let rate = |time: Duration| text.len() as f64 / 1e6 / time.as_secs_f64();
    println!(
        "{} MB, {words} words, {joins} joined spaces",
        text.len() / 1_000_000
    );
    println!("segment           {:6.1} MB/s", rate(segmenting));
    println!("segment and join  {:6.1} MB/s", rate(joining));
    println!("analyze           {:6.1} MB/s", rate(analysing));
    Ok(())
}

fn best_of_five(mut work: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..5).map(time).min().unwrap_or_default()
}
