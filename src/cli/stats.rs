//! `timtin stats`

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use timtin::{Index, Stats, Verification};

use super::args::{PlainFormat, StatsArgs};
use super::language::Language;
use super::style;

pub(crate) fn run(args: &StatsArgs, say: Language) -> Result<ExitCode> {
    if args.verify {
        return verify(args, say);
    }
    let stats = Index::open(&args.index)?.stats()?;
    let mut out = anstream::stdout().lock();
    if args.format == PlainFormat::Json {
        writeln!(out, "{}", serde_json::to_string_pretty(&stats)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (name, value) in rows(&stats, say) {
        writeln!(out, "{name:<30}{value}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// So many sources are shown; JSON has all.
const SOURCES: usize = 10;

fn rows(stats: &Stats, say: Language) -> Vec<(&'static str, String)> {
    let published = stats.published.as_ref();
    let mut rows = vec![
        (say.pick("articles", "số bài"), say.number(stats.documents)),
        (
            say.pick("deleted, not yet merged away", "đã xóa, chưa dọn"),
            say.number(stats.deleted),
        ),
        (
            say.pick("published", "ngày đăng"),
            published.map_or_else(
                || say.no_dates(),
                |range| say.dates(&range.first, &range.last),
            ),
        ),
        (
            say.pick("without a date", "không có ngày"),
            say.number(stats.undated),
        ),
        (
            say.pick("segments", "số phân đoạn"),
            stats.segments.to_string(),
        ),
        (say.pick("size", "dung lượng"), say.bytes(stats.bytes)),
        (
            say.pick("abbreviations", "từ viết tắt"),
            say.number(stats.abbreviations as u64),
        ),
        (
            say.pick("learned from the articles", "học được từ các bài"),
            say.number(stats.learned as u64),
        ),
        (
            say.pick("format", "định dạng"),
            say.format_and_analysis(stats.format, &stats.analysis),
        ),
    ];
    let mut heading = say.pick("sources", "nguồn");
    for one in stats.sources.iter().take(SOURCES) {
        rows.push((
            heading,
            format!("{} ({})", one.source, say.number(one.count)),
        ));
        heading = "";
    }
    let hidden = stats.sources.len().saturating_sub(SOURCES);
    if hidden > 0 {
        rows.push(("", say.more_values(say.number(hidden as u64))));
    }
    rows
}

/// Compares all files with their checksums; damage is a failure.
fn verify(args: &StatsArgs, say: Language) -> Result<ExitCode> {
    let verification = Index::verify(&args.index)?;
    let mut out = anstream::stdout().lock();
    if args.format == PlainFormat::Json {
        writeln!(out, "{}", serde_json::to_string_pretty(&verification)?)?;
    } else if verification.damaged.is_empty() {
        writeln!(
            out,
            "{}",
            say.all_sound(say.number(verification.files as u64))
        )?;
    }
    if verification.damaged.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    complain(&verification, args, say);
    Ok(ExitCode::FAILURE)
}

fn complain(verification: &Verification, args: &StatsArgs, say: Language) {
    for damage in &verification.damaged {
        let file = args.index.join(&damage.file);
        style::warning(say, &format!("{}: {}", file.display(), damage.reason));
    }
    let count = |number: usize| say.number(number as u64);
    style::error(
        say,
        &say.some_damaged(count(verification.damaged.len()), count(verification.files)),
    );
}
