//! Whatever is asked or listed: any text is a query (rule 4.1), and a list that is no list is an error that names a line.
//!
//! The texts are the same each time. `TIMTIN_MUTATIONS=100000` makes more of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed"
)]

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::thread;

use fastrand::Rng;
use timtin::evaluation::{Qrels, Query, Ranking, Run};
use timtin::tokenizer::Lexicon;
use timtin::{
    Accents, Article, Error, Index, Matching, Request, Searcher, Settings, Sort, WriterOptions,
};

const PIECES: [&str; 74] = [
    "cán bộ",
    "công chức",
    "CB",
    "CC, VC",
    "KT-XH",
    "TP.HCM",
    "Hà Nội",
    "ha noi",
    "mưa",
    "lũ",
    "nước",
    "sạch",
    "tỉnh",
    "26/2/2019",
    "31/02/2019",
    "ngày 26 tháng 2",
    "1.084",
    "30%",
    "-5",
    "158/2025/NĐ-CP",
    "COVID-19",
    "U-23",
    "Q.1",
    "casn booj",
    "bo65",
    "giáo koa",
    "boot",
    "ủy",
    "uỷ",
    "Hoa\u{300}",
    "đ",
    "Ð",
    "ẤN ĐỘ IN TIỀN",
    " ",
    "  ",
    "\"",
    "\"\"",
    "'",
    "“",
    "”",
    "(",
    ")",
    "((",
    "[",
    "]",
    "*",
    "dân*",
    "**",
    "-",
    "--",
    "~",
    "\"~3",
    "~99999999999999999999",
    "OR",
    "|",
    "AND",
    "NOT",
    "title:",
    "author:",
    "category:",
    "date:",
    "date:2019",
    "source:\"",
    "color:",
    ":",
    "/",
    "\\",
    "\0",
    "\n",
    "\t",
    "\u{200b}",
    "\u{301}",
    "😀",
    "\u{10ffff}",
];

fn any_text(random: &mut Rng) -> String {
    let mut text = String::new();
    for _ in 0..random.usize(..14) {
        match random.usize(..12) {
            0 => text.push(random.char(..)),
            1 => text += &PIECES[random.usize(..PIECES.len())].repeat(random.usize(1..=40)),
            _ => text += PIECES[random.usize(..PIECES.len())],
        }
        if random.usize(..3) > 0 {
            text.push(' ');
        }
    }
    text
}

fn rounds(usual: u64) -> u64 {
    let rounds = std::env::var("TIMTIN_MUTATIONS").ok();
    rounds.map_or(usual, |rounds| rounds.parse().expect("a number"))
}

/// Says which text it was when a check fails.
struct Told<'t>(&'t str);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("{:?}", self.0);
        }
    }
}

const ARTICLES: usize = 12;

fn searcher() -> Searcher {
    searcher_with(Settings::default())
}

fn searcher_with(settings: Settings) -> Searcher {
    let index = Index::in_memory(settings).unwrap();
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    for n in 0..ARTICLES {
        let article = Article {
            id: n.to_string(),
            title: format!("Cán bộ, công chức tỉnh họp về nước sạch lần {n}"),
            body: format!(
                "CB, CC xã {n} và UBND TP.HCM bàn KT-XH ngày 26/2/2019, theo 158/2025/NĐ-CP. Mưa lũ ở Hà Nội làm 1.084 hộ mất điện."
            ),
            category: vec!["Thời sự".into(), "Xã hội".into()],
            author: Some("Hải Yến".into()),
            ..Article::default()
        };
        writer.add(article).unwrap();
    }
    writer.commit().unwrap();
    index.searcher().unwrap()
}

/// Marks stand one behind the other on whole characters of their text.
fn check_marks(text: &str, marks: &[Range<usize>]) {
    let mut end = 0;
    for mark in marks {
        assert!(end <= mark.start && mark.start < mark.end, "{marks:?}");
        assert!(text.get(mark.clone()).is_some(), "{mark:?} of {text:?}");
        end = mark.end;
    }
}

#[test]
fn any_text_is_a_query() {
    let searcher = searcher();
    for seed in 0..rounds(400) {
        let mut random = Rng::with_seed(seed);
        let text = any_text(&mut random);
        let _told = Told(&text);
        let request = Request {
            matching: [Matching::default(), Matching::All, Matching::Any][random.usize(..3)],
            accents: [Accents::default(), Accents::Strict, Accents::Ignore][random.usize(..3)],
            sort: [Sort::default(), Sort::Newest, Sort::Oldest][random.usize(..3)],
            explain: random.usize(..2) == 0,
            collapse: random.usize(..2) == 0,
            limit: random.usize(..20),
            ..Request::new(text.as_str())
        };
        let response = searcher.search(&request).unwrap();
        assert!(response.total <= ARTICLES as u64);
        assert!(response.hits.len() <= request.limit.min(ARTICLES));
        for hit in &response.hits {
            check_marks(&hit.article.title, &hit.title_marks);
            for fragment in &hit.fragments {
                check_marks(&fragment.text, &fragment.marks);
            }
        }
        // What is suggested and how it was read are queries too.
        if let Some(suggestion) = &response.suggestion {
            searcher.search(&Request::new(suggestion.as_str())).unwrap();
        }
    }
}

/// A sound list with damage in it, and how many lines it has then.
fn damaged(lines: &[&str], random: &mut Rng) -> (String, usize) {
    let text = damage(&lines.join("\n"), random);
    let lines = text.split('\n').count();
    (text, lines)
}

/// A text with damage in it.
fn damage(text: &str, random: &mut Rng) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..random.usize(1..=3) {
        let at = random.usize(..=text.len());
        let some = random.usize(..12).min(text.len() - at);
        let instead: Vec<char> = match random.usize(..4) {
            0 => Vec::new(),
            1 => [
                "\t", "\n", "\0", " ", "\r\n", "\u{feff}", "9", "-1", "\u{301}",
            ][random.usize(..9)]
            .chars()
            .collect(),
            2 => text[at..at + some].to_vec(),
            _ => any_text(random).chars().collect(),
        };
        text.splice(at..at + some, instead);
    }
    text.into_iter().collect()
}

/// Every line with anything in it is a query, in its order, and all of the line is there.
fn check_queries(queries: &[Query], text: &str) {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    for (at, query) in queries.iter().enumerate() {
        let line = lines.next().expect("a line for each query");
        let (id, asked) = line.split_once('\t').unwrap();
        assert_eq!((id.trim(), asked), (&query.id[..], &query.text[..]));
        let is_same = |other: &Query| other.id == query.id;
        assert!(!query.id.is_empty() && !queries[..at].iter().any(is_same));
    }
    assert_eq!(lines.next(), None, "lost");
}

/// A run can be saved, and comes back; no document counts twice.
fn check_run(run: &Run) {
    let text = run.to_text().unwrap();
    let again = Run::parse(Path::new("run"), &text).unwrap();
    let ranking = |ranking: &Ranking| {
        for documents in ranking.values() {
            let once: HashSet<&String> = documents.iter().collect();
            assert_eq!(once.len(), documents.len());
        }
    };
    match (run, &again) {
        (Run::Files(files), again) => {
            assert_eq!(run, again);
            files.values().for_each(ranking);
        }
        // An empty file is a run without queries.
        (Run::Single(found), Run::Single(_)) => {
            assert_eq!(run, &again);
            ranking(found);
        }
        _ => panic!("of another kind: {again:?}"),
    }
}

#[test]
fn any_text_is_a_list_or_an_error_of_one_line() {
    let path = Path::new("list.tsv");
    let check = |error: &Error, lines: usize| match error {
        Error::Line { line, .. }
        | Error::JudgedTwice { line, .. }
        | Error::AskedTwice { line, .. }
        | Error::FoundTwice { line, .. }
        | Error::SavedRun { line, .. } => {
            assert!((1..=lines).contains(line), "{error}")
        }
        other => panic!("{other}"),
    };
    for seed in 0..rounds(3000) {
        let mut random = Rng::with_seed(seed + (1 << 40));
        let (text, lines) = damaged(
            &["q1 0 a 1", "q1 0 b 0", "q2\t0\tc\t3", "q3 0 a 1"],
            &mut random,
        );
        let _told = Told(&text);
        if let Err(error) = Qrels::parse(path, &text) {
            check(&error, lines);
        }
        for run in [
            &["q1 Q0 a 1 9.5 x", "q1 Q0 b 2 9.1 x", "q2 Q0 c 1 3 x"][..],
            &["{\"q.tsv\":", "{\"q1\": [\"a\", \"b\"],", "\"q2\": []}}"][..],
        ] {
            let (text, lines) = damaged(run, &mut random);
            let _told = Told(&text);
            match Run::parse(path, &text) {
                Ok(run) => check_run(&run),
                Err(error) => check(&error, lines),
            }
        }
        let (text, lines) = damaged(
            &["q1\tbão lũ", "q2\t\"cán bộ", "", "q3\t26/2/2019\ttrời"],
            &mut random,
        );
        let _told = Told(&text);
        match Query::parse_all(path, &text) {
            Ok(queries) => check_queries(&queries, &text),
            Err(error) => check(&error, lines),
        }
    }
}

/// An index with this list of abbreviations answers.
fn check_index(abbreviations: String) {
    let searcher = searcher_with(Settings { abbreviations });
    let queries = [
        "CC nhà",
        "chung cư",
        "QCCBX",
        "\"CB, CC\"",
        "nông lâm N-L",
        "9",
    ];
    for query in queries {
        let response = searcher.search(&Request::new(query)).unwrap();
        for hit in &response.hits {
            check_marks(&hit.article.title, &hit.title_marks);
        }
    }
    let all = searcher.search(&Request::new("nước sạch")).unwrap();
    assert_eq!(all.total, ARTICLES as u64);
}

/// A cursor that is not the `next` of an answer to the same request is an error that says so; the next page is
/// never another one.
#[test]
fn any_text_is_a_cursor_or_an_error() {
    let searcher = searcher();
    let request = Request {
        limit: 5,
        collapse: false,
        ..Request::new("nước")
    };
    let genuine = searcher.search(&request).unwrap().next.unwrap();
    let ids = |response: &timtin::Response| -> Vec<String> {
        response
            .hits
            .iter()
            .map(|hit| hit.article.id.clone())
            .collect()
    };
    let all = Request {
        limit: 50,
        ..request.clone()
    };
    let all = ids(&searcher.search(&all).unwrap());
    let huge = [
        "9".repeat(30),
        "9".repeat(100_000),
        format!("{}-", usize::MAX),
    ];
    let huge = huge.map(|number| genuine.replacen('5', &number, 1));
    let made = (0..rounds(3000)).map(|seed| {
        let mut random = Rng::with_seed(seed + (3 << 40));
        match random.usize(..4) {
            0 => any_text(&mut random),
            _ => damage(&genuine, &mut random),
        }
    });
    for cursor in huge.into_iter().chain(made) {
        let _told = Told(&cursor);
        let page = Request {
            cursor: Some(cursor.clone()),
            ..request.clone()
        };
        match searcher.search(&page) {
            Ok(response) => {
                let from = response.offset.min(all.len());
                assert_eq!(ids(&response), all[from..all.len().min(from + 5)]);
            }
            Err(Error::Request { what, remedy, .. }) => {
                assert!(["cursor", "limit"].contains(&what) && !remedy.is_empty());
            }
            Err(other) => panic!("{other}"),
        }
        // Of another request it is none, unless it is the cursor of nothing.
        let other = Request {
            query: "sạch".to_owned(),
            ..page
        };
        assert!(searcher.search(&other).is_err());
    }
}

#[test]
fn any_text_is_a_list_of_abbreviations_or_an_error_of_one_line() {
    let sound = [
        "# của riêng tôi",
        "QX\tquê xa",
        "QCCBX\tquỹ chắp cánh bản xa\t5",
        "CC\tchung cư\t3\tcity\tnhà căn hộ",
        "N-L\tnông lâm",
    ];
    for seed in 0..rounds(40) {
        let mut random = Rng::with_seed(seed + (2 << 40));
        let (text, lines) = damaged(&sound, &mut random);
        let _told = Told(&text);
        match Lexicon::built_in_and(&text) {
            Ok(lexicon) => {
                assert!(lexicon.len() > 1000);
                if seed % 4 == 0 {
                    check_index(text.clone());
                }
            }
            Err(error) => assert!((1..=lines).contains(&error.line), "{error}"),
        }
    }
}
