//! The command line: arguments in, one branch a command, exit status out. Only this module prints.

mod analyze;
mod args;
mod delete;
mod demo;
mod import;
mod progress;
mod search;
mod segment;
mod stats;
mod style;

use std::io;
use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser};

use args::{Args, Command};

/// Exit status 3: done, but some records were rejected (rule 5.2). Clap exits with 2 for wrong usage.
const SOME_REJECTED: u8 = 3;

/// Runs the command that the process' arguments name.
pub(crate) fn run() -> ExitCode {
    let args = Args::parse();
    match dispatch(args.command) {
        Ok(code) => code,
        // Whoever read the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            style::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode> {
    match command {
        Command::Index(args) => import::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Analyze(args) => analyze::run(&args),
        Command::Segment(args) => segment::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Delete(args) => delete::run(&args),
        Command::Demo => demo::run(),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Args::command(), "timtin", &mut io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<io::Error>());
    io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
