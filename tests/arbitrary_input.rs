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

use std::ops::Range;
use std::path::Path;
use std::thread;

use timtin::evaluation::{Qrels, Run};
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

/// Numbers without a pattern, the same each time (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        let mut random = Random(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end.max(1)
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.below(14) {
            match self.below(12) {
                0 => text.extend(char::from_u32(self.next() as u32 % 0x11_0000)),
                1 => text += &PIECES[self.below(PIECES.len())].repeat(1 + self.below(40)),
                _ => text += PIECES[self.below(PIECES.len())],
            }
            if self.below(3) > 0 {
                text.push(' ');
            }
        }
        text
    }
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
    let index = Index::in_memory(Settings::default()).unwrap();
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
        let mut random = Random::new(seed);
        let text = random.text();
        let _told = Told(&text);
        let request = Request {
            matching: [Matching::default(), Matching::All, Matching::Any][random.below(3)],
            accents: [Accents::default(), Accents::Strict, Accents::Ignore][random.below(3)],
            sort: [Sort::default(), Sort::Newest, Sort::Oldest][random.below(3)],
            explain: random.below(2) == 0,
            collapse: random.below(2) == 0,
            limit: random.below(20),
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
fn damaged(lines: &[&str], random: &mut Random) -> (String, usize) {
    let mut text: Vec<char> = lines.join("\n").chars().collect();
    for _ in 0..1 + random.below(3) {
        let at = random.below(text.len() + 1);
        let some = random.below(12).min(text.len() - at);
        let instead: Vec<char> = match random.below(4) {
            0 => Vec::new(),
            1 => [
                "\t", "\n", "\0", " ", "\r\n", "\u{feff}", "9", "-1", "\u{301}",
            ][random.below(9)]
            .chars()
            .collect(),
            2 => text[at..at + some].to_vec(),
            _ => random.text().chars().collect(),
        };
        text.splice(at..at + some, instead);
    }
    let text: String = text.into_iter().collect();
    let lines = text.split('\n').count();
    (text, lines)
}

#[test]
fn any_text_is_a_list_or_an_error_of_one_line() {
    let path = Path::new("list.tsv");
    let check = |error: &Error, lines: usize| match error {
        Error::Line { line, .. } | Error::JudgedTwice { line, .. } => {
            assert!((1..=lines).contains(line), "{error}")
        }
        other => panic!("{other}"),
    };
    for seed in 0..rounds(3000) {
        let mut random = Random::new(seed + (1 << 40));
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
            if let Err(error) = Run::parse(path, &text) {
                check(&error, lines);
            }
        }
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
        let mut random = Random::new(seed + (2 << 40));
        let (text, lines) = damaged(&sound, &mut random);
        let _told = Told(&text);
        match Lexicon::built_in_and(&text) {
            Ok(lexicon) => assert!(lexicon.len() > 1000),
            Err(error) => assert!((1..=lines).contains(&error.line), "{error}"),
        }
    }
}
