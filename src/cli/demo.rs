//! `timtin demo`: the articles that ship with timtin, indexed and searched before your eyes.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use timtin::corpus::fixtures;
use timtin::{Facet, ImportOptions, Index, Request, Settings};

use super::{search, style};

/// What is shown: what to look at, and the request.
fn scenes() -> Vec<(&'static str, Request)> {
    let request = |query: &str| Request {
        limit: 3,
        fragments: 2,
        ..Request::new(query)
    };
    vec![
        (
            "Typed without any mark, understood all the same:",
            request("can bo cong chuc"),
        ),
        (
            "Abbreviations are read. “CB, CC, VC”, “TS-VM” and the words they stand for are one, even in a phrase:",
            request("\"cơ quan trong sạch vững mạnh\""),
        ),
        ("… in both directions:", request("kinh tế xã hội")),
        (
            "hòa or hoà, kỹ or kĩ, composed or decomposed: the same word. But tai is never tay:",
            request("kĩ thuật"),
        ),
        (
            "Every match counted, by category and by year:",
            Request {
                facets: vec![Facet::Category, Facet::Date(timtin::DateUnit::Year)],
                limit: 2,
                ..request("chuyển đổi số")
            },
        ),
    ]
}

pub(crate) fn run() -> Result<ExitCode> {
    let folder = tempfile::Builder::new().prefix("timtin-demo-").tempdir()?;
    let articles = folder.path().join("articles");
    fixtures::write(&articles)?;
    let place = folder.path().join("index");
    let index = Index::create(&place, Settings::default())?;
    let report = index.import([&articles], &ImportOptions::default(), |_| ())?;
    let mut out = anstream::stdout();
    let (heading, aside) = (style::HEADING, style::ASIDE);
    writeln!(
        out,
        "{heading}timtin{heading:#} indexed {} articles in {:.0} ms: JSON Lines, JSON, CSV, plain pages, gzip; composed and decomposed.",
        report.documents,
        report.seconds * 1000.0
    )?;
    let searcher = index.searcher()?;
    for (what, request) in scenes() {
        writeln!(
            out,
            "\n{heading}{what}{heading:#}\n{aside}$ timtin search '{}'{aside:#}",
            request.query
        )?;
        search::print_text(&searcher.search(&request)?, 0)?;
    }
    // The index stays for the reader to play with.
    let kept = folder.keep();
    writeln!(
        out,
        "\n{heading}Now you:{heading:#} the index is in {}",
        kept.join("index").display()
    )?;
    for line in [
        "cargo run --release -- search --index DIR 'công tác dân vận' --facet category",
        "cargo run --release -- search --index DIR 'an toan giao thong' --from 2019 --sort newest",
        "cargo run --release -- analyze 'CB, CC, VC, NLĐ ngày 26/2/2019'",
        "cargo run --release -- index --index my-index FILES…   (JSON Lines, JSON, CSV, text; .gz, .zst; folders)",
    ] {
        writeln!(
            out,
            "  {}",
            line.replace("DIR", &kept.join("index").display().to_string())
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
