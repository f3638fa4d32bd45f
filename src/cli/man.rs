//! `timtin man`

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap_mangen::Man;

use super::language::Language;
use super::{Usage, help};

/// Prints the manual page of `command`, or all pages one behind the other.
pub(crate) fn run(command: Option<&str>, say: Language) -> Result<ExitCode> {
    let mut whole = help::command(say);
    // Gives the subcommands their full names.
    whole.build();
    let subcommands = whole.get_subcommands().filter(|sub| !sub.is_hide_set());
    let pages: Vec<_> = match command {
        None => [&whole].into_iter().chain(subcommands).collect(),
        Some(name) => subcommands.filter(|sub| sub.get_name() == name).collect(),
    };
    if pages.is_empty() {
        return Err(Usage(say.no_such_command(command.unwrap_or_default())).into());
    }
    let mut out = Vec::new();
    for page in pages {
        Man::new(page.clone()).render(&mut out)?;
    }
    io::stdout().write_all(&out)?;
    Ok(ExitCode::SUCCESS)
}
