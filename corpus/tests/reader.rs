//! Reading files of every format: their shapes, and whatever comes in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
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
        rejections[0].reason.contains("never closed"),
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
        rejections[0].reason.contains("so many of it are kept")
            && rejections[0].raw.len() == timtin_corpus::MAX_RECORD_BYTES
            && rejections[0].raw.starts_with(b"{\"title\"")
    );
    assert_eq!(articles[1].0, 3);
}

fn bodies(articles: &[(u64, Article)]) -> Vec<&str> {
    articles
        .iter()
        .map(|(_, article)| article.title.as_str())
        .collect()
}

fn raws(rejections: &[Rejection]) -> Vec<&str> {
    rejections
        .iter()
        .map(|rejection| std::str::from_utf8(&rejection.raw).unwrap())
        .collect()
}

#[test]
fn json_lines_without_a_name_whose_first_line_is_broken() {
    for broken in [
        "{\"title\": \"a",
        "{\"title\": \"a\"",
        "title\": \"a\"}",
        "{\"title\": [1, {\"a\": 2}",
    ] {
        let content = format!("{broken}\n{{\"title\": \"b\"}}\n{{\"title\": \"c\"}}\n");
        for name in ["x", "x.json", "x.jsonl", "x.txt"] {
            let (articles, rejections) = read(name, content.as_bytes(), Format::Auto);
            assert_eq!(bodies(&articles), ["b", "c"], "{name}: {broken}");
            assert_eq!(raws(&rejections), [broken], "{name}");
            assert_eq!(articles[1].0, 3);
        }
    }
}

#[test]
fn a_value_that_is_never_closed_ends_where_the_next_begins() {
    for broken in [
        "{\n  \"title\": \"a\n",
        "{\n  \"title\": \"a\",\n",
        "{\n  \"x\": {\"y\": 1,\n  \"title\": \"a\"\n}\n",
        "{\n  \"tags\": [\"a\",\n",
        "{\n  \"tags\": [\"a\"\n}\n",
    ] {
        let rest = "{\n  \"title\": \"b\",\n  \"x\": [\n    {\"y\": 1}\n  ]\n}";
        let last = "{\n  \"title\": \"c\"\n}";
        for content in [
            format!("{broken}{rest}\n{last}\n"),
            format!("[\n{broken},\n{rest},\n{last}\n]\n"),
        ] {
            let (articles, rejections) = read("x.json", content.as_bytes(), Format::Auto);
            assert_eq!(bodies(&articles), ["b", "c"], "{content}\n{rejections:?}");
            assert_eq!(rejections.len(), 1, "{content}");
            assert!(raws(&rejections)[0].starts_with(broken.trim_end()));
            let line = content[..content.find("{\n  \"title\": \"c").unwrap()]
                .lines()
                .count() as u64;
            assert_eq!(articles[1].0, line + 1);
        }
    }
    // Objects at the start of a line that may stand there.
    let flat = "[\n{\n\"title\": \"a\",\n\"x\":\n{\n\"y\": [\n{},\n{}\n]\n}\n},\n{\n\"title\": \"b\"\n}\n]";
    assert_eq!(titles("x.json", flat), expected(&[(2, "a"), (12, "b")]));
}

#[test]
fn contents_that_gainsay_the_name() {
    let lines = "{\"title\": \"a\"}\n{\"title\": \"b\"}\n";
    let array = "[{\"title\": \"a\"},\n {\"title\": \"b\"}]";
    let spread = "{\n\"title\": \"a\"\n}\n{\n\"title\": \"b\"\n}";
    let table = "id,title,body\n1,a,x\n2,b,y\n";
    for content in [lines, array, spread, table] {
        for name in ["x.txt", "x.csv", "x.jsonl", "x.json", "x.dat", "x"] {
            let (articles, rejections) = read(name, content.as_bytes(), Format::Auto);
            assert_eq!(bodies(&articles), ["a", "b"], "{name}: {content}");
            assert_eq!(rejections.len(), 0);
        }
    }
    // A page about JSON is a page.
    let (articles, _) = read(
        "x.txt",
        "{title} là một mẫu.\nDòng hai.\n".as_bytes(),
        Format::Auto,
    );
    assert_eq!(articles.len(), 1);
}

#[test]
fn an_empty_file_of_any_kind_holds_no_record() {
    for name in ["x.jsonl", "x.json", "x.csv", "x.txt", "x.html", "x", "x.md"] {
        for content in ["", "\n \n", "\u{feff}\r\n"] {
            let (articles, rejections) = read(name, content.as_bytes(), Format::Auto);
            assert!(
                articles.is_empty() && rejections.is_empty(),
                "{name}: {rejections:?}"
            );
        }
    }
}

#[test]
fn lines_of_tables_are_those_of_the_file() {
    let table = "id,title,body\r\n\r\n1,a,\"x\r\n\r\ny\"\r\n\r\n\r\n2,b,\"z \"\"q\"\"\"\r\n3,c\r\n";
    let (articles, rejections) = read("x.csv", table.as_bytes(), Format::Auto);
    let places: Vec<u64> = articles.iter().map(|(line, _)| *line).collect();
    assert_eq!((places, rejections[0].location.line), (vec![3, 8], 9));
    assert_eq!(articles[0].1.body, "x\n\ny");
    assert_eq!(articles[1].1.body, "z \"q\"");
    assert_eq!(raws(&rejections), ["3,c\r\n"]);
    // Old Macintosh files have carriage returns alone.
    assert_eq!(
        titles("x.csv", "id,title,body\r1,a,x\r2,b,y\r"),
        expected(&[(2, "a"), (3, "b")])
    );
}

#[test]
fn rejected_rows_are_kept_as_they_came() {
    let row = "\"1\",\"a \"\"b\"\"\n\nc\",x,\"\"\r\n";
    let (_, rejections) = read(
        "x.csv",
        format!("id,title,body\n{row}2,b,y\n").as_bytes(),
        Format::Auto,
    );
    assert_eq!(raws(&rejections), [row]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_takes_one_line() {
    for bad in ["2,\"b,y\n", "2,b,\"y\n"] {
        for rest in ["3,c,z\n4,d,z\n", "3,\"c\",z\n4,d,\"z\nz\"\n"] {
            let table = format!("id,title,body\n1,a,x\n{bad}{rest}");
            let (articles, rejections) = read("x.csv", table.as_bytes(), Format::Auto);
            assert_eq!(bodies(&articles), ["a", "c", "d"], "{table}");
            assert_eq!(raws(&rejections), [bad]);
            assert_eq!((rejections[0].location.line, articles[2].0), (3, 5));
        }
    }
}

#[test]
fn a_row_too_long_is_rejected_without_being_held() {
    let mut content = b"id,title,body\n1,a,x\n2,\"b".to_vec();
    content.resize(content.len() + timtin_corpus::MAX_RECORD_BYTES, b'x');
    content.extend(b"\n3,c,z\n");
    let (articles, rejections) = read("x.csv", &content, Format::Auto);
    assert_eq!(bodies(&articles), ["a", "c"]);
    assert_eq!(rejections[0].raw.len(), timtin_corpus::MAX_RECORD_BYTES);
    // A quotation mark open over more than a record may have.
    let mut content = b"id,title,body\n1,\"a,x\n".to_vec();
    while content.len() < timtin_corpus::MAX_RECORD_BYTES + 10_000 {
        content.resize(content.len() + (1 << 20), b'x');
        content.push(b'\n');
    }
    content.extend(b"3,c,z\n");
    let (articles, rejections) = read("x.csv", &content, Format::Auto);
    assert_eq!(bodies(&articles), ["c"]);
    assert_eq!(rejections[0].raw, b"1,\"a,x\n");
    let held: usize = rejections.iter().map(|rejection| rejection.raw.len()).sum();
    assert_eq!(held, content.len() - 14 - 6, "every byte is somewhere");
}

#[test]
fn quotation_marks_of_tables_with_tabs() {
    let bare = "id\ttitle\tbody\n1\t\"a\" b\tx\n2\t\"c\ty\n3\t\"d\"\tz\n";
    assert_eq!(
        titles("x.tsv", bare),
        expected(&[(2, "\"a\" b"), (3, "\"c"), (4, "\"d\"")])
    );
    let quoted = "id\ttitle\tbody\n1\t\"a\tb\"\tx\n2\t\"\"\"c\"\" d\"\ty\n";
    assert_eq!(
        titles("x.tsv", quoted),
        expected(&[(2, "a b"), (3, "\"c\" d")])
    );
}

/// A `.gz` cut in the middle of its only block, which is stored as it is.
fn cut_gzip(content: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    let length = (content.len() + 100) as u16;
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(content);
    out
}

#[test]
fn of_a_truncated_archive_all_is_kept() {
    for (name, whole, part) in [
        ("x.jsonl.gz", "{\"title\": \"a\"}\n", "{\"title\": \"b"),
        ("x.json.gz", "[{\"title\": \"a\"},\n", "{\"title\":\n \"b"),
        ("x.csv.gz", "id,title,body\n1,a,x\n", "2,\"b\n"),
        ("x.txt.gz", "", "Một trang báo.\nHai"),
    ] {
        let content = cut_gzip(format!("{whole}{part}").as_bytes());
        let (articles, rejections) = read(name, &content, Format::Auto);
        assert_eq!(articles.len(), usize::from(!whole.is_empty()), "{name}");
        assert_eq!(raws(&rejections), [part], "{name}");
        assert!(rejections[0].reason.contains("cut short"), "{name}");
    }
}

/// A file of real articles; `None`, and a word about it, where it is absent.
fn real(file: &str) -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let shared =
        std::env::var_os("TIMTIN_DATA").map_or_else(|| root.join("../shared"), PathBuf::from);
    let path = shared.join("data").join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!(
        "skipped: {} is absent; set TIMTIN_DATA to the folder that holds data/",
        path.display()
    );
    None
}

/// The real articles, where they are: every one is read as it is, and every date understood.
#[test]
fn real_articles_are_all_read() {
    for (file, count) in [
        ("news-30k.jsonl.zst", 30_000),
        ("news-dated.jsonl.zst", 4_753),
    ] {
        let Some(path) = real(file) else { continue };
        let mut articles = 0;
        for record in Reader::open([path], Format::Auto).unwrap() {
            match record.read() {
                Outcome::Article {
                    location,
                    warnings,
                    converted,
                    ..
                } => {
                    assert_eq!(warnings, Vec::<String>::new());
                    assert_eq!(converted, None, "{location}");
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
    fn no_byte_of_a_table_is_lost(content in "[a\",;\t\r\n]{0,60}") {
        // One column more than a row can have: every row is rejected, and kept.
        let header = format!("title{}\n", ",x".repeat(70));
        let (articles, rejections) = read("x.csv", format!("{header}{content}").as_bytes(), Format::Csv);
        prop_assert!(articles.is_empty());
        let kept: Vec<u8> = rejections.into_iter().flat_map(|rejection| rejection.raw).collect();
        let without_blank_lines: String = content
            .split_inclusive('\n')
            .filter(|line| !line.trim_matches(['\r', '\n']).is_empty())
            .collect();
        let kept: String = String::from_utf8(kept)
            .unwrap()
            .split_inclusive('\n')
            .filter(|line| !line.trim_matches(['\r', '\n']).is_empty())
            .collect();
        prop_assert_eq!(kept, without_blank_lines);
    }

    #[test]
    fn every_line_is_a_record(lines in prop::collection::vec("\\PC{0,40}", 0..12)) {
        let content = lines.join("\n");
        let (articles, rejections) = read("x.jsonl", content.as_bytes(), Format::Jsonl);
        let expected = content.split('\n').filter(|line| !line.bytes().all(|byte| byte.is_ascii_whitespace())).count();
        prop_assert_eq!(articles.len() + rejections.len(), expected);
    }
}
