//! `timtin abbreviations`

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use timtin::tokenizer::{abbreviation_key, lower};
use timtin::{Index, LearnedReading};

use super::args::{AbbreviationsArgs, PlainFormat};
use super::language::Language;
use super::style;

pub(crate) fn run(args: &AbbreviationsArgs, say: Language) -> Result<ExitCode> {
    let index = Index::open(&args.index)?;
    let mut readings = index.searcher()?.abbreviations()?;
    if !args.abbreviations.is_empty() {
        let wanted: Vec<String> = args.abbreviations.iter().map(|text| key(text)).collect();
        readings.retain(|reading| wanted.contains(&key(&reading.abbreviation)));
    }
    readings.retain(|reading| reading.articles >= args.min);
    let mut out = anstream::stdout().lock();
    if args.format == PlainFormat::Json {
        writeln!(out, "{}", serde_json::to_string_pretty(&readings)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if readings.is_empty() {
        writeln!(out, "{}", say.nothing_learned())?;
        return Ok(ExitCode::SUCCESS);
    }
    print_text(&mut out, &readings, say)?;
    Ok(ExitCode::SUCCESS)
}

fn print_text(out: &mut impl Write, readings: &[LearnedReading], say: Language) -> Result<()> {
    let (heading, aside) = (style::HEADING, style::ASIDE);
    writeln!(
        out,
        "{heading}{:<14} {:>8} {:>8}  {}{heading:#}",
        say.pick("abbreviation", "viết tắt"),
        say.pick("articles", "số bài"),
        say.pick("weight", "trọng số"),
        say.pick("stands for", "nghĩa là"),
    )?;
    for reading in readings {
        let weight = match reading.weight {
            0 => "–".to_owned(),
            weight => format!("{weight} %"),
        };
        let how = match (reading.weight, reading.listed) {
            (0, _) => say.pick("only in its articles", "chỉ trong những bài ấy"),
            (_, true) => say.pick("also in the built-in list", "cũng có trong danh sách sẵn"),
            (_, false) => say.pick("learned", "học được"),
        };
        writeln!(
            out,
            "{:<14} {:>8} {weight:>8}  {} {aside}{how}{aside:#}",
            reading.abbreviation,
            say.number(reading.articles),
            reading.reading,
        )?;
        let sources = reading.sources.iter().take(3);
        let sources: Vec<String> = sources
            .map(|one| format!("{} {}", one.source, say.number(one.count)))
            .collect();
        let examples = reading
            .examples
            .first()
            .map(|example| match &*example.title {
                "" => example.id.clone(),
                title => format!("{} “{title}”", example.id),
            });
        let told: Vec<String> = [sources.join(", "), examples.unwrap_or_default()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        writeln!(out, "{:>33}{aside}{}{aside:#}", "", told.join(" · "))?;
    }
    Ok(())
}

/// Letters and digits, so that joiners do not matter, nor capitals.
fn key(abbreviation: &str) -> String {
    lower(&abbreviation_key(abbreviation))
}
