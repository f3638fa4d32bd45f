//! `timtin index`

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Result, anyhow};
use timtin::{Arrivals, Error, ImportOptions, Index, Report, Settings, WriterOptions};

use super::args::IndexArgs;
use super::language::Language;
use super::progress::Bar;
use super::watch::Watch;
use super::{SOME_REJECTED, input, style};

/// Rejected records and warnings that are spelled out on standard error.
const SHOWN: usize = 20;

/// How long it is until an index that another one writes to is tried again.
const LOCKED: Duration = Duration::from_secs(2);

/// Exit status of a program that its user stopped, as shells count it.
const STOPPED_AT_ONCE: i32 = 130;

pub(crate) fn run(args: &IndexArgs, say: Language) -> Result<ExitCode> {
    let index = open(args, say)?;
    let options = ImportOptions {
        format: args.format,
        rejects: args.rejects.clone(),
        writer: WriterOptions {
            threads: usize::from(args.threads),
            memory: (args.memory as usize) << 20,
        },
        commit_every: args.commit_every,
        dry_run: args.dry_run,
        stop: stop_on_signal(say),
        ..ImportOptions::default()
    };
    match &args.watch {
        None => import(&index, &args.inputs, &options, args, say),
        Some(folder) => follow(&index, folder, options, args, say),
    }
}

/// Indexes the inputs and what is in `folder`, then what arrives in it, until Ctrl-C.
fn follow(
    index: &Index,
    folder: &Path,
    mut options: ImportOptions,
    args: &IndexArgs,
    say: Language,
) -> Result<ExitCode> {
    if let Some(rejects) = &options.rejects
        && is_below(rejects, folder)
    {
        let path = rejects.clone();
        return Err(Error::RejectsAreInput { path }.into());
    }
    // Before the first look, so that nothing that comes meanwhile is missed.
    let watch = Watch::start(folder, say)?;
    let mut code = ExitCode::SUCCESS;
    if !args.inputs.is_empty() {
        code = import(index, &args.inputs, &options, args, say)?;
        options.append_rejects = true;
    }
    let mut arrivals = Arrivals::new(folder);
    let inputs = [folder.to_owned()];
    let mut due = BTreeSet::new();
    let mut announced = false;
    while !options.stop.load(Ordering::Relaxed) {
        due.extend(arrivals.take()?);
        let mut wait = arrivals.wait();
        if !due.is_empty() {
            options.only = Some(due.clone());
            match import(index, &inputs, &options, args, say) {
                Ok(ended) => {
                    due.clear();
                    options.append_rejects = true;
                    announced = false;
                    if ended != ExitCode::SUCCESS {
                        code = ended;
                    }
                }
                // Someone deletes articles, say: what is due waits.
                Err(error) if matches!(error.downcast_ref(), Some(Error::Locked { .. })) => {
                    style::warning(say, &say.failure(&error));
                    wait = Some(LOCKED);
                }
                Err(error) => return Err(error),
            }
        }
        if !announced {
            style::note(say, &say.watching(&folder.display().to_string()));
            announced = true;
        }
        if !watch.wait(wait, &options.stop)? {
            break;
        }
    }
    Ok(code)
}

/// Whether a file would be in `folder` or below it.
fn is_below(file: &Path, folder: &Path) -> bool {
    let parent = match file.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    match (fs::canonicalize(parent), fs::canonicalize(folder)) {
        (Ok(parent), Ok(folder)) => parent.starts_with(folder),
        // Neither can then be written to or watched.
        _ => false,
    }
}

fn import(
    index: &Index,
    inputs: &[PathBuf],
    options: &ImportOptions,
    args: &IndexArgs,
    say: Language,
) -> Result<ExitCode> {
    let mut bar = Bar::new(say);
    let report = index.import(inputs, options, |progress| bar.show(progress));
    bar.finish();
    let report = report?;
    complain(&report, args, say);
    print(&report, args, say)?;
    if report.stopped {
        let said = if args.dry_run {
            say.stopped_dry()
        } else {
            say.stopped()
        };
        style::error(say, &said);
        return Ok(ExitCode::FAILURE);
    }
    Ok(if report.rejected > 0 {
        ExitCode::from(SOME_REJECTED)
    } else {
        ExitCode::SUCCESS
    })
}

/// What the first Ctrl-C (or SIGTERM) sets, so that nothing read is lost; the second ends the process.
fn stop_on_signal(say: Language) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let set = stop.clone();
    // Where signals cannot be handled they end the process: the index is as of its last commit.
    let _ = ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            process::exit(STOPPED_AT_ONCE);
        }
        style::note(say, &say.stopping());
    });
    stop
}

/// Without `--abbreviations` an index keeps the list it was made with.
fn open(args: &IndexArgs, say: Language) -> Result<Index> {
    let create = if args.dry_run {
        Index::preview
    } else {
        Index::create
    };
    let Some(path) = &args.abbreviations else {
        return match Index::open(&args.index) {
            Err(Error::NoIndex { .. }) => Ok(create(args.index.as_path(), Settings::default())?),
            other => Ok(other?),
        };
    };
    let abbreviations = input::read(path, say)?;
    Index::open_or(&args.index, Settings { abbreviations }, create)
        .map_err(|error| in_list(path, error, say))
}

/// Says where a list of abbreviations is wrong.
fn in_list(path: &Path, error: Error, say: Language) -> anyhow::Error {
    match error {
        Error::Abbreviations(error) => {
            let path = path.display().to_string();
            anyhow!(say.abbreviation_line(&path, error.line, &error.reason))
        }
        other => other.into(),
    }
}

fn complain(report: &Report, args: &IndexArgs, say: Language) {
    for failure in report.warned.iter().take(SHOWN) {
        let text = format!("{}:{}: {}", failure.file, failure.line, failure.reason);
        style::warning(say, &text);
    }
    for failure in report.errors.iter().take(SHOWN) {
        style::warning(
            say,
            &say.rejected(&failure.file, failure.line, &failure.reason),
        );
    }
    let hidden = (report.warnings + report.rejected)
        .saturating_sub((report.warned.len().min(SHOWN) + report.errors.len().min(SHOWN)) as u64);
    if hidden > 0 {
        style::note(say, &say.more_complaints(say.number(hidden)));
    }
    if report.rejected > 0 && args.rejects.is_none() && args.watch.is_none() {
        style::note(say, &say.keep_rejects());
    }
}

fn print(report: &Report, args: &IndexArgs, say: Language) -> Result<()> {
    let mut out = anstream::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(report)?)?;
        return Ok(());
    }
    let seconds = report.seconds.max(1e-9);
    let count = |value| say.number(value);
    let converted: Vec<String> = report
        .converted
        .iter()
        .map(|(encoding, articles)| format!("{encoding} {}", count(*articles)))
        .collect();
    let replaced = match report.unchanged {
        0 => count(report.replaced),
        unchanged => say.of_these_unchanged(count(report.replaced), count(unchanged)),
    };
    let place = args.index.display().to_string();
    let lines = [
        say.records_read(
            count(report.read),
            say.bytes(report.bytes),
            say.decimal(report.seconds, 2),
            count((report.read as f64 / seconds) as u64),
            say.decimal(report.bytes as f64 / 1e6 / seconds, 1),
        ),
        say.records_done(
            count(report.indexed),
            replaced,
            count(report.rejected),
            count(report.warnings),
        ),
        if args.dry_run {
            say.would_hold(&place, say.articles(report.documents))
        } else {
            say.now_holds(&place, say.articles(report.documents))
        },
    ];
    for line in lines {
        writeln!(out, "{line}")?;
    }
    if !converted.is_empty() {
        writeln!(out, "{}", say.converted(converted.join(", ")))?;
    }
    Ok(())
}
