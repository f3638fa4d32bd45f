//! `timtin index`

use std::fs;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use timtin::{ImportOptions, Index, Report, Settings, WriterOptions};

use super::args::IndexArgs;
use super::progress::Bar;
use super::{SOME_REJECTED, style};

/// Rejected records and warnings that are spelled out on standard error.
const SHOWN: usize = 20;

pub(crate) fn run(args: &IndexArgs) -> Result<ExitCode> {
    let abbreviations = match &args.abbreviations {
        Some(path) => fs::read_to_string(path)
            .with_context(|| format!("{}: cannot read the abbreviations", path.display()))?,
        None => String::new(),
    };
    let index = open(args, abbreviations)?;
    let options = ImportOptions {
        format: args.format,
        rejects: args.rejects.clone(),
        writer: WriterOptions {
            threads: usize::from(args.threads),
            memory: (args.memory as usize) << 20,
        },
        ..ImportOptions::default()
    };
    let mut bar = Bar::new();
    let report = index.import(args.inputs.clone(), &options, |progress| bar.show(progress));
    bar.finish();
    let report = report?;
    complain(&report, args);
    print(&report, args)?;
    Ok(if report.rejected > 0 {
        ExitCode::from(SOME_REJECTED)
    } else {
        ExitCode::SUCCESS
    })
}

/// Without `--abbreviations` an index keeps the list it was made with.
fn open(args: &IndexArgs, abbreviations: String) -> Result<Index> {
    if args.abbreviations.is_none()
        && let Ok(index) = Index::open(&args.index)
    {
        return Ok(index);
    }
    Ok(Index::open_or_create(
        &args.index,
        Settings { abbreviations },
    )?)
}

fn complain(report: &Report, args: &IndexArgs) {
    for failure in report.warned.iter().take(SHOWN) {
        style::warning(&format!(
            "{}:{}: {}",
            failure.file, failure.line, failure.reason
        ));
    }
    for failure in report.errors.iter().take(SHOWN) {
        style::warning(&format!(
            "rejected {}:{}: {}",
            failure.file, failure.line, failure.reason
        ));
    }
    let hidden = (report.warnings + report.rejected)
        .saturating_sub((report.warned.len().min(SHOWN) + report.errors.len().min(SHOWN)) as u64);
    if hidden > 0 {
        style::note(&format!(
            "{hidden} more warnings and rejections; --json lists up to a thousand of each"
        ));
    }
    if report.rejected > 0 && args.rejects.is_none() {
        style::note("keep the rejected records with --rejects FILE");
    }
}

fn print(report: &Report, args: &IndexArgs) -> Result<()> {
    let mut out = anstream::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(report)?)?;
        return Ok(());
    }
    let seconds = report.seconds.max(1e-9);
    let count = style::number;
    writeln!(
        out,
        "read {} records ({}) in {:.2} s: {} articles/s, {:.1} MB/s",
        count(report.read),
        style::bytes(report.bytes),
        report.seconds,
        count((report.read as f64 / seconds) as u64),
        report.bytes as f64 / 1e6 / seconds,
    )?;
    writeln!(
        out,
        "indexed {}, replaced {}, rejected {}, warnings {}",
        count(report.indexed),
        count(report.replaced),
        count(report.rejected),
        count(report.warnings)
    )?;
    if !report.converted.is_empty() {
        let counts = report.converted.iter();
        let counts: Vec<_> = counts
            .map(|(encoding, articles)| format!("{encoding} {}", count(*articles)))
            .collect();
        writeln!(
            out,
            "converted from legacy encodings: {}",
            counts.join(", ")
        )?;
    }
    writeln!(
        out,
        "{} now holds {}",
        args.index.display(),
        style::articles(report.documents)
    )?;
    Ok(())
}
