//! The command line: arguments in, one branch a command, exit status out. Only this module prints.

mod abbreviations;
mod analyze;
mod args;
mod delete;
mod demo;
mod eval;
mod help;
mod import;
mod input;
mod language;
mod logs;
mod man;
mod messages;
mod progress;
mod search;
mod segment;
mod similar;
mod stats;
mod style;
mod suggest;
mod watch;

use std::any::Any;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::{env, fmt};

use anyhow::Result;
use clap::{CommandFactory, FromArgMatches};

use args::{Args, Command};
use language::Language;

/// Exit status 2: wrong usage, as clap says it too (rule 5.2).
const WRONG_USAGE: u8 = 2;
/// Exit status 3: done, but some records were rejected.
const SOME_REJECTED: u8 = 3;

/// Options that clap finds well-formed, but that ask for what cannot be.
#[derive(Debug)]
struct Usage(String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Runs the command that the process' arguments name.
pub(crate) fn run() -> ExitCode {
    let say = Language::of_process();
    logs::start(say);
    let args = help::command(say)
        .try_get_matches()
        .and_then(|matches| Args::from_arg_matches(&matches));
    match args {
        Ok(args) => catch_panic(say, || finish(say, dispatch(args.command, say))),
        Err(error) => help::explain(say, &error),
    }
}

fn finish(say: Language, outcome: Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        // Whoever read the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            style::error(say, &say.failure(&error));
            if is_wrong_usage(&error) {
                ExitCode::from(WRONG_USAGE)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// The engine trusts its files and panics on some damaged ones. The library makes an error of that
/// where it searches; whatever is left ends here, so that nobody is shown a place in the source. The
/// edge of the process is where this is right: nothing runs on with what the panic left half done.
/// `RUST_BACKTRACE` brings the place back for those who look for a bug.
fn catch_panic(say: Language, run: impl FnOnce() -> ExitCode) -> ExitCode {
    if env::var_os("RUST_BACKTRACE").is_none() {
        panic::set_hook(Box::new(|_| ()));
    }
    panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        style::error(say, &say.panicked(panic_message(panic.as_ref())));
        ExitCode::FAILURE
    })
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("?")
}

fn dispatch(command: Command, say: Language) -> Result<ExitCode> {
    match command {
        Command::Index(args) => import::run(&args, say),
        Command::Search(args) => search::run(&args, say),
        Command::Similar(args) => similar::run(&args, say),
        Command::Suggest(args) => suggest::run(&args),
        Command::Analyze(args) => analyze::run(&args, say),
        Command::Segment(args) => segment::run(&args, say),
        Command::Abbreviations(args) => abbreviations::run(&args, say),
        Command::Eval(args) => eval::run(&args, say),
        Command::Stats(args) => stats::run(&args, say),
        Command::Delete(args) => delete::run(&args, say),
        Command::Demo => demo::run(say),
        Command::Completions { shell } => {
            // By way of memory: the generator panics when nobody reads on.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "timtin", &mut script);
            io::stdout().write_all(&script)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Man { command } => man::run(command.as_deref(), say),
    }
}

fn is_wrong_usage(error: &anyhow::Error) -> bool {
    use timtin::Error::{Date, EmptyRange, Request};
    error.is::<Usage>()
        || matches!(
            error.downcast_ref(),
            Some(Request { .. } | Date { .. } | EmptyRange { .. })
        )
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<io::Error>());
    io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
