//! `timtin suggest`

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use timtin::Index;

use super::args::{PlainFormat, SuggestArgs};

pub(crate) fn run(args: &SuggestArgs) -> Result<ExitCode> {
    let searcher = Index::open(&args.index)?.searcher()?;
    let found = searcher.suggest(&args.prefix, args.limit)?;
    let mut out = io::stdout().lock();
    match args.format {
        PlainFormat::Text => {
            for completion in &found.completions {
                writeln!(out, "{}", completion.text)?;
            }
        }
        PlainFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&found)?)?,
    }
    Ok(ExitCode::SUCCESS)
}
