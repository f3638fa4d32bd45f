//! Difficult sentences and how they are read, for a person to review: `tests/golden/analysis.txt`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p timtin-tokenizer --test golden` writes the file anew.

use std::fmt::Write;
use std::path::Path;

use timtin_tokenizer::{Analysis, Analyzer, Kind, Lexicon, Mode, Token, repair};

fn show(token: &Token<'_>) -> String {
    let term = token.term;
    match token.kind {
        _ if token.expanded => format!("~{term}"),
        Kind::Number => format!("#{term}"),
        Kind::Date | Kind::Time => format!("@{term}"),
        Kind::Abbreviation if token.unsettled => format!("[{term}?]"),
        Kind::Abbreviation => format!("[{term}]"),
        kind if kind.is_compound() => format!("{{{term}}}"),
        Kind::Word => format!("'{term}"),
        _ => term.to_owned(),
    }
}

fn read(sentence: &str, lexicon: &Lexicon) -> String {
    let text = repair(sentence);
    let mut analysis = Analysis::new();
    Analyzer::new(lexicon).analyze(&text, Mode::Text, &mut analysis);
    let mut out = String::new();
    let mut last = None;
    for token in analysis.tokens() {
        let between = match last {
            None => "",
            Some(position) if position == token.position => "+",
            Some(_) => " ",
        };
        let _ = write!(out, "{between}{}", show(&token));
        last = Some(token.position);
    }
    out
}

#[test]
fn difficult_sentences_are_read_as_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/analysis.txt");
    let golden = std::fs::read_to_string(&path).unwrap();
    let lexicon = Lexicon::built_in().unwrap();
    let mut read_now = String::new();
    let mut skip = false;
    for line in golden.lines() {
        if skip {
            skip = false;
            continue;
        }
        writeln!(read_now, "{line}").unwrap();
        if let Some(sentence) = line.strip_prefix("> ") {
            writeln!(read_now, "  {}", read(sentence, &lexicon)).unwrap();
            skip = true;
        }
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, read_now).unwrap();
        return;
    }
    for (line, (old, new)) in golden.lines().zip(read_now.lines()).enumerate() {
        assert_eq!(old, new, "line {}", line + 1);
    }
    assert_eq!(golden.lines().count(), read_now.lines().count());
}
