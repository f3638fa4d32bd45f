//! Legacy encodings and UTF-16 (rule 1.8).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;

use serde_json::{Map, Value, json};
use timtin_corpus::{Article, Encoding, Format, Outcome, Reader};
use timtin_tokenizer::normalize::legacy::{encode, encode_bytes};

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
        let [Outcome::Rejected(rejection)] = &outcomes("x.jsonl", record)[..] else {
            panic!("{record:?} is read");
        };
        assert_eq!(rejection.raw, record);
        assert!(
            rejection.reason.contains("not UTF-8 from byte"),
            "{rejection}"
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
        let (article, converted) = article("x.jsonl", Value::Object(fields).to_string().as_bytes());
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
