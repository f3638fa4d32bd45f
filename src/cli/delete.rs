//! `timtin delete`

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use timtin::{Index, WriterOptions};

use super::args::DeleteArgs;
use super::language::Language;
use super::style;

pub(crate) fn run(args: &DeleteArgs, say: Language) -> Result<ExitCode> {
    let index = Index::open(&args.index)?;
    let mut writer = index.writer(WriterOptions {
        threads: 1,
        memory: 0,
    })?;
    let mut deleted = 0;
    for id in &args.ids {
        if writer.delete(id)? {
            deleted += 1;
        } else {
            style::warning(say, &say.no_such_id(id));
        }
    }
    writer.commit()?;
    let documents = writer.committed_documents();
    writer.close()?;
    let place = args.index.display().to_string();
    writeln!(
        anstream::stdout(),
        "{}; {}",
        say.deleted(say.number(deleted)),
        say.now_holds(&place, say.articles(documents))
    )?;
    Ok(ExitCode::SUCCESS)
}
