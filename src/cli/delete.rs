//! `timtin delete`

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use timtin::{Index, WriterOptions};

use super::args::DeleteArgs;
use super::style;

pub(crate) fn run(args: &DeleteArgs) -> Result<ExitCode> {
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
            style::warning(&format!("no article has the id {id}"));
        }
    }
    writer.commit()?;
    let documents = writer.committed_documents();
    writer.close()?;
    writeln!(
        anstream::stdout(),
        "deleted {deleted}; {} now holds {}",
        args.index.display(),
        style::articles(documents)
    )?;
    Ok(ExitCode::SUCCESS)
}
