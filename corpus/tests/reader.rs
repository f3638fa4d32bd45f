//! Reading files: shapes, places, and whatever comes in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use timtin_corpus::{Article, Format, Outcome, Reader, Rejection};

fn read(name: &str, content: &[u8], format: Format) -> (Vec<(u64, Article)>, Vec<Rejection>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let (mut articles, mut rejections) = (Vec::new(), Vec::new());
    for record in Reader::open([path], format).unwrap() {
        match record.read() {
            Outcome::Article {
                article, location, ..
            } => articles.push((location.line, article)),
            Outcome::Rejected(rejection) => rejections.push(rejection),
        }
    }
    (articles, rejections)
}

fn titles(name: &str, content: &str) -> Vec<(u64, String)> {
    let (articles, rejections) = read(name, content.as_bytes(), Format::Auto);
    assert!(rejections.is_empty(), "{rejections:?}");
    articles
        .into_iter()
        .map(|(line, article)| (line, article.title))
        .collect()
}

fn expected(rows: &[(u64, &str)]) -> Vec<(u64, String)> {
    rows.iter()
        .map(|(line, title)| (*line, title.to_string()))
        .collect()
}

#[test]
fn json_in_all_its_shapes() {
    let array = "\u{feff}[\n  {\"title\": \"a ] } \\\" \"},\n\n  {\"title\": \"b\", \"x\": [1, {\"y\": 2}]}\n]\n";
    assert_eq!(
        titles("x.json", array),
        expected(&[(2, "a ] } \""), (4, "b")])
    );
    assert_eq!(titles("x", array), expected(&[(2, "a ] } \""), (4, "b")]));
    let object = "{\n  \"title\": \"a\"\n}\n{\n  \"title\": \"b\"\n}";
    assert_eq!(titles("x.json", object), expected(&[(1, "a"), (4, "b")]));
    let lines = "{\"title\": \"a\"}\n\n{\"title\": \"b\"}";
    for name in ["x.json", "x.jsonl", "x.ndjson", "x"] {
        assert_eq!(
            titles(name, lines),
            expected(&[(1, "a"), (3, "b")]),
            "{name}"
        );
    }
    assert_eq!(titles("x.json", "[]"), expected(&[]));
    assert_eq!(titles("x.jsonl", ""), expected(&[]));
}

#[test]
fn a_broken_element_is_rejected_and_the_others_go_in() {
    let (articles, rejections) = read(
        "x.json",
        b"[{\"title\": \"a\"}, {\"title\": }, 7,\n{\"title\": \"b\"}]",
        Format::Auto,
    );
    assert_eq!((articles.len(), rejections.len()), (2, 2));
    assert_eq!(rejections[0].raw, b"{\"title\": }");
    let (articles, rejections) = read(
        "x.json",
        b"[{\"title\": \"a\"},\n{\"title\": \"b",
        Format::Auto,
    );
    assert_eq!(
        (
            articles.len(),
            rejections.len(),
            rejections[0].location.line
        ),
        (1, 1, 2)
    );
    assert!(
        rejections[0].reason.contains("ends before"),
        "{}",
        rejections[0]
    );
}

#[test]
fn tables() {
    for table in [
        "id,title,body\n1,Một,\"a\nb\"\n2,Hai,c\n",
        "id;title;body\n1;Một;\"a\nb\"\n2;Hai;c\n",
        "\u{feff}ID\tTitle\tContent\n1\tMột\t\"a\nb\"\n2\tHai\tc\n",
    ] {
        assert_eq!(
            titles("x.csv", table),
            expected(&[(2, "Một"), (4, "Hai")]),
            "{table}"
        );
        assert_eq!(
            titles("x", table),
            expected(&[(2, "Một"), (4, "Hai")]),
            "by content: {table}"
        );
    }
    let (articles, rejections) = read(
        "x.csv",
        "title,body\nMột\nHai,b\nBa,b,c\n".as_bytes(),
        Format::Auto,
    );
    assert_eq!((articles.len(), rejections.len()), (1, 2));
    assert!(
        rejections[0]
            .to_string()
            .contains(":2: the row has 1 cells"),
        "{}",
        rejections[0]
    );
}

#[test]
fn a_line_too_long_is_rejected_without_being_held() {
    let mut content = b"{\"title\": \"a\"}\n{\"title\": \"".to_vec();
    content.resize(content.len() + timtin_corpus::MAX_RECORD_BYTES, b'x');
    content.extend(b"\"}\n{\"title\": \"b\"}\n");
    let (articles, rejections) = read("x.jsonl", &content, Format::Auto);
    assert_eq!((articles.len(), rejections.len()), (2, 1));
    assert!(
        rejections[0].reason.contains("bytes")
            && rejections[0].raw.len() <= 1 << 20
            && rejections[0].raw.starts_with(b"{\"title\"")
    );
    assert_eq!(articles[1].0, 3);
}

#[test]
fn folders_are_walked_in_order_and_strangers_named() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("b/2.jsonl", "{\"title\": \"b\"}"),
        ("a.jsonl", "{\"title\": \"a\"}"),
        ("c.xyz", "{\"title\": \"c\"}"),
        ("notes.md", "Ghi chú"),
        (".git/x.jsonl", "{}"),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let outcomes: Vec<_> = Reader::open([folder.path().to_owned()], Format::Auto)
        .unwrap()
        .map(|record| record.read())
        .collect();
    let titles: Vec<_> = outcomes
        .iter()
        .filter_map(|outcome| {
            if let Outcome::Article { article, .. } = outcome {
                Some(article.title.as_str())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(titles, ["a", "b", "c"]);
    assert_eq!(
        outcomes.len(),
        4,
        "notes.md is named, .git is not looked at"
    );
    assert!(Reader::open([PathBuf::from("/nowhere/at all")], Format::Auto).is_err());
}

/// The real articles, where they are: every one is read and every date understood.
#[test]
fn real_articles_are_all_read() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let shared =
        std::env::var_os("TIMTIN_DATA").map_or_else(|| root.join("../shared"), PathBuf::from);
    for (file, count) in [
        ("news-30k.jsonl.zst", 30_000),
        ("news-dated.jsonl.zst", 4_753),
    ] {
        let path = shared.join("data").join(file);
        if !path.exists() {
            eprintln!(
                "skipped: {} is absent; set TIMTIN_DATA to the folder that holds data/",
                path.display()
            );
            continue;
        }
        let mut articles = 0;
        for record in Reader::open([path], Format::Auto).unwrap() {
            match record.read() {
                Outcome::Article { warnings, .. } => {
                    assert_eq!(warnings, Vec::<String>::new());
                    articles += 1;
                }
                Outcome::Rejected(rejection) => panic!("{rejection}"),
            }
        }
        assert_eq!(articles, count, "{file}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_reader_panic(content in prop::collection::vec(any::<u8>(), 0..300), name in prop::sample::select(vec!["x.jsonl", "x.json", "x.csv", "x.txt", "x.html", "x.gz", "x.jsonl.zst", "x"])) {
        read(name, &content, Format::Auto);
    }

    #[test]
    fn json_like_text_never_panics(content in "[\\[\\]{}\",:\\\\a-z0-9 \n]{0,120}", name in prop::sample::select(vec!["x.jsonl", "x.json", "x.csv", "x.txt"])) {
        read(name, content.as_bytes(), Format::Auto);
    }

    #[test]
    fn every_line_is_a_record(lines in prop::collection::vec("\\PC{0,40}", 0..12)) {
        let content = lines.join("\n");
        let (articles, rejections) = read("x.jsonl", content.as_bytes(), Format::Jsonl);
        let expected = content.split('\n').filter(|line| !line.bytes().all(|byte| byte.is_ascii_whitespace())).count();
        prop_assert_eq!(articles.len() + rejections.len(), expected);
    }
}
