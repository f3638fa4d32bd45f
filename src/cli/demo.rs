//! `timtin demo`: the articles that ship with timtin, indexed and searched before your eyes.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use timtin::corpus::fixtures;
use timtin::{Facet, ImportOptions, Index, Request, Settings};

use super::language::Language;
use super::{search, style};

/// What is shown: what to look at, and the request.
fn scenes(say: Language) -> Vec<(&'static str, Request)> {
    let request = |query: &str| Request {
        limit: 3,
        fragments: 2,
        ..Request::new(query)
    };
    let short = |query: &str| Request {
        limit: 2,
        fragments: 1,
        ..Request::new(query)
    };
    vec![
        (
            say.pick("Typed without any mark, understood all the same:", "Gõ không dấu vẫn hiểu:"),
            request("can bo cong chuc"),
        ),
        (
            say.pick("Abbreviations are read. “CB, CC, VC”, “TS-VM” and the words they stand for are one, even in a phrase:", "Từ viết tắt được đọc ra: “CB, CC, VC”, “TS-VM” và những từ chúng thay cho là một, kể cả trong cụm từ:"),
            request("\"cơ quan trong sạch vững mạnh\""),
        ),
        (
            say.pick("What articles define is learned. Two of them write “Quỹ Chắp cánh Bản xa (QCCBX)”; the third never does:", "Bài nào định nghĩa thì các bài khác được nhờ. Hai bài viết “Quỹ Chắp cánh Bản xa (QCCBX)”, bài thứ ba thì không:"),
            request("quỹ chắp cánh bản xa xây phòng học"),
        ),
        (say.pick("… in both directions:", "… theo cả hai chiều:"), request("kinh tế xã hội")),
        (
            say.pick("hòa or hoà, kỹ or kĩ, composed or decomposed: the same word. But tai is never tay:", "hòa hay hoà, kỹ hay kĩ, dựng sẵn hay tổ hợp đều là một từ. Nhưng tai không bao giờ là tay:"),
            request("kĩ thuật"),
        ),
        (
            say.pick("A date or a decree's number, however a text writes it (31/12/2020, 45/2022/NĐ-CP):", "Ngày tháng, số hiệu văn bản: viết cách nào cũng tìm thấy (31/12/2020, 45/2022/NĐ-CP):"),
            short("ngày 31 tháng 12 năm 2020"),
        ),
        (
            say.pick("… a decree by its kind and number:", "… nghị định theo số:"),
            short("nghị định 45"),
        ),
        (
            say.pick("Typed with Telex switched off; the answer says what it was read as:", "Quên bật bộ gõ Telex vẫn tìm được, và kết quả nói rõ đã hiểu thế nào:"),
            short("nuwowcs sachj"),
        ),
        (
            say.pick("Every match counted, by category and by year:", "Mọi bài khớp đều được đếm, theo chuyên mục và theo năm:"),
            Request {
                facets: vec![Facet::Category, Facet::Date(timtin::DateUnit::Year)],
                limit: 2,
                ..request("chuyển đổi số")
            },
        ),
    ]
}

pub(crate) fn run(say: Language) -> Result<ExitCode> {
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
        "{heading}timtin{heading:#} {}",
        say.demo_indexed(
            say.articles(report.documents),
            say.decimal(report.seconds * 1000.0, 0)
        )
    )?;
    let searcher = index.searcher()?;
    for (what, request) in scenes(say) {
        writeln!(
            out,
            "\n{heading}{what}{heading:#}\n{aside}$ timtin search '{}'{aside:#}",
            request.query
        )?;
        search::print_text(&searcher.search(&request)?, say)?;
    }
    // The index stays for the reader to play with.
    let kept = folder.keep();
    let place = kept.join("index").display().to_string();
    writeln!(
        out,
        "\n{heading}{}{heading:#} {}",
        say.demo_now_you(),
        say.demo_place(&place)
    )?;
    for line in [
        "cargo run --release -- search --index DIR 'công tác dân vận' --facet category",
        "cargo run --release -- search --index DIR 'an toan giao thong' --from 2019 --sort newest",
        "cargo run --release -- analyze 'CB, CC, VC, NLĐ ngày 26/2/2019'",
        say.pick(
            "cargo run --release -- index --index my-index FILES…   (JSON Lines, JSON, CSV, HTML, RSS, Atom, text; .gz, .zst; folders)",
            "cargo run --release -- index --index my-index TỆP…   (JSON Lines, JSON, CSV, HTML, văn bản; .gz, .zst; thư mục)",
        ),
    ] {
        writeln!(out, "  {}", line.replace("DIR", &place))?;
    }
    Ok(ExitCode::SUCCESS)
}
