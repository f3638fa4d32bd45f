//! `timtin similar`

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Result, bail};
use timtin::{Index, Similar, SimilarRequest};

use super::args::{SimilarArgs, SimilarFormat};
use super::language::Language;
use super::search::{filters, near_identical, print_hit};
use super::style;

pub(crate) fn run(args: &SimilarArgs, say: Language) -> Result<ExitCode> {
    let request = SimilarRequest {
        id: args.id.clone(),
        filters: filters(&args.filters),
        limit: args.limit,
        collapse: !args.no_collapse,
    };
    let Some(similar) = Index::open(&args.index)?.searcher()?.similar(&request)? else {
        bail!(say.no_such_id(&args.id));
    };
    match args.format {
        SimilarFormat::Text => print_text(&similar, say)?,
        SimilarFormat::Json => writeln!(
            io::stdout(),
            "{}",
            serde_json::to_string_pretty(&similar.to_json())?
        )?,
        SimilarFormat::Ids => {
            let mut out = io::stdout().lock();
            for hit in &similar.hits {
                writeln!(out, "{}", hit.article.id)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_text(similar: &Similar, say: Language) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let (heading, aside) = (style::HEADING, style::ASIDE);
    writeln!(
        out,
        "{heading}{}{heading:#} {aside}{}{aside:#}",
        say.like(&similar.article.title),
        say.in_time(say.decimal(similar.took_ms, 1))
    )?;
    if !similar.terms.is_empty() {
        let terms = similar.terms.join(", ");
        writeln!(out, "{aside}{} {terms}{aside:#}", say.telling())?;
    }
    if !similar.duplicates.is_empty() {
        let others = near_identical(&similar.duplicates, say);
        writeln!(out, "{aside}{others}{aside:#}")?;
    }
    for (at, hit) in similar.hits.iter().enumerate() {
        print_hit(&mut out, at + 1, hit, None, say)?;
    }
    Ok(())
}
