//! Prints the articles of files, and what was rejected, as JSON lines.
//!
//! `cargo run -p timtin-corpus --example read -- FILE…`

#![allow(clippy::print_stdout, reason = "an example prints")]

use timtin_corpus::{Format, Outcome, Reader};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let inputs = std::env::args_os().skip(1).map(Into::into);
    for record in Reader::open(inputs, Format::Auto)? {
        match record.read() {
            Outcome::Article {
                article,
                warnings,
                converted,
                ..
            } => {
                println!("{}", serde_json::to_string_pretty(&article)?);
                if !warnings.is_empty() || converted.is_some() {
                    println!("{warnings:?} {converted:?}");
                }
            }
            Outcome::Rejected(rejection) => println!("{rejection}"),
        }
    }
    Ok(())
}
