//! `timtin analyze`

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};
use timtin::Index;
use timtin::tokenizer::normalize::legacy::{self, Encoding};
use timtin::tokenizer::{Analysis, Analyzer, Definitions, Lexicon, Mode, Token, repair_from};

use super::args::{AnalyzeArgs, PlainFormat};
use super::language::Language;
use super::style;

pub(crate) fn run(args: &AnalyzeArgs, say: Language) -> Result<ExitCode> {
    let lexicon = match &args.index {
        Some(folder) => Index::open(folder)?.lexicon().clone(),
        None => Lexicon::built_in()?,
    };
    let analyzer = Analyzer::new(&lexicon);
    if let Some(text) = &args.text {
        analyze(text, analyzer, args, say)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in io::stdin().lock().lines() {
        analyze(&line?, analyzer, args, say)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn analyze(written: &str, analyzer: Analyzer<'_>, args: &AnalyzeArgs, say: Language) -> Result<()> {
    let encoding = legacy::recognize(written);
    let text = repair_from(written, encoding);
    let mode = if args.query { Mode::Query } else { Mode::Text };
    // A text defines its own abbreviations, a query does not.
    let definitions = match mode {
        Mode::Text => Definitions::of([&*text], analyzer.lexicon()),
        Mode::Query => Definitions::default(),
    };
    let mut analysis = Analysis::new();
    let analyzer = analyzer.with_definitions(&definitions);
    analyzer.analyze(&text, mode, &mut analysis);
    match args.format {
        PlainFormat::Json => print_json(&text, &analysis),
        PlainFormat::Text => {
            print_stages(written, encoding, &text, say)?;
            print_text(&text, &analysis, say)
        }
    }
}

/// What happened to the text before it was cut into tokens; nothing for text that was right.
fn print_stages(
    written: &str,
    encoding: Option<Encoding>,
    repaired: &str,
    say: Language,
) -> Result<()> {
    if written == repaired {
        return Ok(());
    }
    let mut out = anstream::stdout().lock();
    let aside = style::ASIDE;
    let how = match encoding {
        Some(encoding) => format!("{} {}", say.pick("from", "từ"), encoding.name()),
        None => say.pick("repaired", "sửa thành").to_owned(),
    };
    for (label, text) in [(say.pick("written", "viết"), written), (&how, repaired)] {
        writeln!(out, "{aside}{:<12}{aside:#} {text}", format!("{label}:"))?;
    }
    Ok(())
}

/// The readings of the abbreviation whose literal is token `at`, the chosen one first.
fn readings(analysis: &Analysis<'_>, at: usize) -> Vec<String> {
    let Some(mention) = analysis
        .mentions()
        .iter()
        .find(|mention| mention.tokens.start == at)
    else {
        return Vec::new();
    };
    match mention
        .chosen
        .and_then(|chosen| mention.readings.get(chosen))
    {
        Some(chosen) => vec![chosen.text.clone()],
        None => mention
            .readings
            .iter()
            .map(|reading| reading.text.clone())
            .collect(),
    }
}

fn print_json(text: &str, analysis: &Analysis<'_>) -> Result<()> {
    let code_points = |byte: usize| text.get(..byte).map_or(0, |before| before.chars().count());
    let token = |(at, token): (usize, Token<'_>)| {
        json!({
            "text": text.get(token.start..token.end),
            "term": token.term,
            "folded": token.folded,
            "kind": token.kind.name(),
            "position": token.position,
            "start": code_points(token.start),
            "end": code_points(token.end),
            "expanded": token.expanded,
            "readings": readings(analysis, at),
        })
    };
    let tokens: Vec<Value> = analysis.tokens().enumerate().map(token).collect();
    writeln!(io::stdout(), "{}", Value::Array(tokens))?;
    Ok(())
}

fn print_text(text: &str, analysis: &Analysis<'_>, say: Language) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let (heading, aside) = (style::HEADING, style::ASIDE);
    writeln!(
        out,
        "{heading}{:>8} {:>6}  {:<18} {:<18} {:<18} {}{heading:#}",
        "bytes",
        say.pick("pos", "vị trí"),
        say.pick("text", "viết"),
        say.pick("term", "từ"),
        say.pick("without marks", "không dấu"),
        say.pick("kind", "loại")
    )?;
    for (at, token) in analysis.tokens().enumerate() {
        let bytes = format!("{}–{}", token.start, token.end);
        let written = if token.expanded {
            ""
        } else {
            text.get(token.start..token.end).unwrap_or_default()
        };
        let kind = if token.expanded {
            say.pick("reads", "đọc là")
        } else {
            token.kind.name()
        };
        write!(
            out,
            "{bytes:>8} {:>6}  {written:<18} {:<18} {:<18} {kind}",
            token.position, token.term, token.folded
        )?;
        let readings = readings(analysis, at);
        if !readings.is_empty() {
            let settled = if token.unsettled {
                say.pick("could be", "có thể là")
            } else {
                say.pick("is", "là")
            };
            write!(out, " {aside}{settled} {}{aside:#}", readings.join(" | "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
