//! `timtin stats`

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use timtin::Index;

use super::args::{PlainFormat, StatsArgs};
use super::style;

pub(crate) fn run(args: &StatsArgs) -> Result<ExitCode> {
    let stats = Index::open(&args.index)?.stats()?;
    let mut out = anstream::stdout().lock();
    if args.format == PlainFormat::Json {
        writeln!(out, "{}", serde_json::to_string_pretty(&stats)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let published = stats.published.map_or_else(
        || "no dates".to_owned(),
        |range| format!("{} to {}", range.first, range.last),
    );
    let rows = [
        ("articles", style::number(stats.documents)),
        ("deleted, not yet merged away", style::number(stats.deleted)),
        ("published", published),
        ("without a date", style::number(stats.undated)),
        ("segments", stats.segments.to_string()),
        ("size", style::bytes(stats.bytes)),
        ("abbreviations", style::number(stats.abbreviations as u64)),
        (
            "format",
            format!("{}, analysis {}", stats.format, stats.analysis),
        ),
    ];
    for (name, value) in rows {
        writeln!(out, "{name:<30}{value}")?;
    }
    Ok(ExitCode::SUCCESS)
}
