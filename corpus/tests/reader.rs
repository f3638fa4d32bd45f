//! Reading files: shapes, places, and whatever comes in.
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

/// The real articles, where they are: every one is read and every date understood.
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

mod legacy {
    //! Rule 1.8: legacy encodings and UTF-16.

    use serde_json::{Map, Value, json};
    use timtin_corpus::{Encoding, Outcome};
    use timtin_tokenizer::normalize::legacy::{encode, encode_bytes};

    use super::*;

    const BYTES: [Encoding; 4] = [
        Encoding::Tcvn3,
        Encoding::Vni,
        Encoding::Viscii,
        Encoding::Windows1258,
    ];
    const TITLE: &str = "Khánh thành cầu treo bản Nà Phặc";
    const BODY: &str = "Cầu dài 84 m, nối hai bờ suối, giúp học sinh không phải lội nước mùa lũ.\n\
        Kinh phí hơn 2,1 tỷ đồng do các nhà hảo tâm đóng góp; bà con góp ngày công.\n\
        \"Từ nay các cháu đi học đỡ vất vả\", trưởng bản Hoàng Văn Páo nói.";

    fn fields() -> Map<String, Value> {
        let fields = json!({
            "id": "cau-treo", "title": TITLE, "sapo": "Người dân đã chờ mười năm.", "body": BODY, "author": "Lường Thị Hặc",
            "category": "Xã hội/Giao thông", "tags": ["cầu treo", "miền núi"], "date": "Thứ ba, 26/2/2019, 14:30",
            "ghi chú": "ảnh của tác giả",
        });
        match fields {
            Value::Object(fields) => fields,
            _ => panic!("an object"),
        }
    }

    /// Fields whose texts show `encoding`; names stay.
    fn shown(encoding: Encoding) -> Map<String, Value> {
        let show = |text: &str| encode(text, encoding).unwrap();
        let fields = fields().into_iter();
        fields
            .map(|(name, value)| match value {
                Value::String(text) => (name, show(&text).into()),
                Value::Array(texts) => (
                    name,
                    texts
                        .iter()
                        .map(|text| show(text.as_str().unwrap()))
                        .collect(),
                ),
                value => (name, value),
            })
            .collect()
    }

    fn outcomes(name: &str, content: &[u8]) -> Vec<Outcome> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let reader = Reader::open([path], Format::Auto).unwrap();
        reader.map(|record| record.read()).collect()
    }

    fn article(name: &str, content: &[u8]) -> (Article, Option<Encoding>) {
        match outcomes(name, content).pop().unwrap() {
            Outcome::Article {
                article,
                converted,
                warnings,
                ..
            } => {
                assert!(warnings.is_empty(), "{warnings:?}");
                (article, converted)
            }
            Outcome::Rejected(rejection) => panic!("{rejection}"),
        }
    }

    fn check(article: &Article) {
        assert_eq!(
            (article.title.as_str(), article.body.as_str()),
            (TITLE, BODY)
        );
        assert_eq!(article.summary, "Người dân đã chờ mười năm.");
        assert_eq!(article.author.as_deref(), Some("Lường Thị Hặc"));
        assert_eq!(article.category, ["Xã hội", "Giao thông"]);
        assert_eq!(article.tags, ["cầu treo", "miền núi"]);
        assert!(article.published.is_some());
    }

    #[test]
    fn text_that_was_decoded_wrongly() {
        for encoding in BYTES.into_iter().chain([Encoding::Utf8]) {
            let shown = Value::Object(shown(encoding));
            let plain = shown.to_string();
            let escaped: String = plain
                .chars()
                .map(|c| {
                    if c.is_ascii() {
                        c.to_string()
                    } else {
                        format!("\\u{:04x}", u32::from(c))
                    }
                })
                .collect();
            for json in [plain, escaped] {
                let (article, converted) = article("x.jsonl", json.as_bytes());
                assert_eq!(converted, Some(encoding));
                check(&article);
                // What means nothing to timtin stays as it came.
                assert_eq!(article.extra["ghi chú"], shown["ghi chú"]);
            }
        }
    }

    #[test]
    fn json_as_bytes() {
        for encoding in BYTES {
            let mut fields = fields();
            let note = fields.remove("ghi chú").unwrap();
            fields.insert("note".to_owned(), note);
            let json = Value::Object(fields).to_string();
            // Escapes stay: the encodings have ASCII where it is.
            let bytes = encode_bytes(&json, encoding).unwrap();
            for (name, bytes) in [
                ("x.jsonl", bytes.clone()),
                ("x.json", [b"[", &bytes[..], b"]"].concat()),
            ] {
                let (article, converted) = article(name, &bytes);
                assert_eq!(converted, Some(encoding));
                check(&article);
                assert_eq!(article.extra["note"], "ảnh của tác giả");
            }
        }
    }

    /// `Ỹ Ứ Ụ Ú` are control characters in TCVN 5712-1, `Ỹ` is one in VISCII: not allowed in JSON.
    #[test]
    fn letters_among_the_control_characters() {
        let title = "KỸ SƯ TRẺ VÀ ỨNG DỤNG MỚI CỦA MỸ, ÚC";
        let json = json!({"title": title, "body": BODY}).to_string();
        for encoding in [Encoding::Tcvn1, Encoding::Viscii] {
            let bytes = encode_bytes(&json, encoding).unwrap();
            assert!(bytes.iter().any(|byte| *byte < b' '));
            let (article, converted) = article("x.jsonl", &bytes);
            assert_eq!(
                (article.title.as_str(), article.body.as_str()),
                (title, BODY)
            );
            assert_eq!(converted, Some(encoding));
        }
    }

    #[test]
    fn tables_and_pages_as_bytes() {
        for encoding in BYTES {
            let table = format!(
                "title;body;author\n\"{TITLE}\";\"{}\";Lường Thị Hặc\n",
                BODY.replace('"', "\"\"")
            );
            let (read, converted) = article("x.csv", &encode_bytes(&table, encoding).unwrap());
            assert_eq!((read.title.as_str(), read.body.as_str()), (TITLE, BODY));
            assert_eq!(
                (read.author.as_deref(), converted),
                (Some("Lường Thị Hặc"), Some(encoding))
            );

            let page = format!("{TITLE}\n\n{BODY}\n\nHoàng Lan\n\nCác tin khác\n\nMùa nước nổi");
            let bytes = encode_bytes(&page, encoding).unwrap();
            let (read, converted) = article("x.txt", &bytes);
            assert_eq!(
                (read.title.as_str(), read.body.as_str(), converted),
                (TITLE, BODY, Some(encoding))
            );
            assert_eq!(read.author.as_deref(), Some("Hoàng Lan"));
        }
    }

    #[test]
    fn utf16_in_every_format() {
        let json = Value::Object(fields()).to_string();
        for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
            for mark in ["", "\u{feff}"] {
                let pretty = serde_json::to_string_pretty(&fields()).unwrap();
                for (name, text) in [
                    ("x.jsonl", format!("{mark}{json}\n{json}\n")),
                    ("x.json", format!("{mark}[{pretty}]")),
                    ("x", format!("{mark}{json}")),
                ] {
                    let bytes = encode_bytes(&text, encoding).unwrap();
                    let (article, converted) = article(name, &bytes);
                    assert_eq!(converted, Some(encoding), "{name}");
                    check(&article);
                }
                let page = format!("{mark}{TITLE}\r\n\r\n{BODY}\r\n");
                let (read, converted) = article("x.txt", &encode_bytes(&page, encoding).unwrap());
                assert_eq!((read.title.as_str(), converted), (TITLE, Some(encoding)));
            }
        }
    }

    #[test]
    fn a_damaged_record_of_utf16_is_rejected_alone() {
        let units = |text: &str| encode_bytes(text, Encoding::Utf16Le).unwrap();
        let content = [
            units("\u{feff}{\"title\": \"Một\"}\n{\"title\": \"x"),
            vec![1, 0xD8],
            units("\"}\n{\"title\": \"Ba\"}\n"),
        ]
        .concat();
        let outcomes = outcomes("x.jsonl", &content);
        assert!(
            matches!(outcomes[0], Outcome::Article { .. })
                && matches!(outcomes[2], Outcome::Article { .. })
        );
        assert!(
            matches!(&outcomes[1], Outcome::Rejected(rejection) if rejection.reason.contains("not UTF-8") && rejection.location.line == 2)
        );
    }

    #[test]
    fn what_nobody_can_tell_is_rejected_as_it_came() {
        let vietnamese = "{\"title\": \"Cầu treo bản Nà Phặc\", \"body\": \"".as_bytes();
        let mixed = [
            vietnamese,
            &encode_bytes(BODY, Encoding::Tcvn3)
                .unwrap()
                .replace_line_feeds(),
            b"\"}",
        ]
        .concat();
        let cut = [vietnamese, b"\xe1\xba\"}"].concat();
        for record in [
            &b"{\"title\": \"caf\xe9\"}"[..],
            b"{\"title\": \"M\xfcller und Gro\xdfkreutz\"}",
            &mixed,
            &cut,
        ] {
            let (articles, rejections) = read("x.jsonl", record, Format::Auto);
            assert!(articles.is_empty());
            assert_eq!(rejections[0].raw, record);
            assert!(
                rejections[0].reason.contains("not UTF-8 from byte"),
                "{}",
                rejections[0]
            );
        }
        // Quotation marks of Windows are the same in all its code pages of Europe.
        let (article, converted) = article("x.jsonl", b"{\"title\": \"\x93Tin\x94 \x96 news\"}");
        assert_eq!(
            (article.title.as_str(), converted),
            ("“Tin” – news", Some(Encoding::Windows1252))
        );
    }

    trait ReplaceLineFeeds {
        fn replace_line_feeds(self) -> Vec<u8>;
    }

    impl ReplaceLineFeeds for Vec<u8> {
        fn replace_line_feeds(self) -> Vec<u8> {
            self.into_iter()
                .filter(|byte| !matches!(byte, b'\n' | b'"'))
                .collect()
        }
    }

    #[test]
    fn a_field_that_is_right_stays() {
        for encoding in BYTES {
            let mut fields = shown(encoding);
            fields.insert("author".to_owned(), "Đỗ Mạnh Hùng".into());
            fields.insert("source".to_owned(), "Agência São Tomé".into());
            fields.insert("summary".to_owned(), "ASCII &amp; co".into());
            let (article, converted) =
                article("x.jsonl", Value::Object(fields).to_string().as_bytes());
            assert_eq!(converted, Some(encoding));
            assert_eq!(article.author.as_deref(), Some("Đỗ Mạnh Hùng"));
            assert_eq!(
                article.source.as_deref(),
                Some("Agência São Tomé"),
                "{encoding}"
            );
            assert_eq!(
                (article.title.as_str(), article.summary.as_str()),
                (TITLE, "ASCII & co")
            );
        }
    }

    /// The real articles, where they are: none is converted.
    #[test]
    fn real_articles_are_never_converted() {
        for file in ["news-30k.jsonl.zst", "news-dated.jsonl.zst"] {
            let Some(path) = super::real(file) else {
                continue;
            };
            for record in Reader::open([path], Format::Auto).unwrap() {
                if let Outcome::Article {
                    article,
                    converted: Some(encoding),
                    location,
                    ..
                } = record.read()
                {
                    panic!("{location}: {encoding}: {}", article.title);
                }
            }
        }
    }
}
