//! Web pages, written in the ways of Vietnamese newspapers: what is read of them is in the `.json` beside each.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use timtin_corpus::{Article, Encoding, Format, Outcome, Reader};

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

fn read(path: &Path) -> Outcome {
    let mut records = Reader::open([path.to_owned()], Format::Auto).expect("it is there");
    let outcome = records.next().expect("a page is a record").read();
    assert!(records.next().is_none(), "one record a page");
    outcome
}

fn read_text(name: &str, content: impl AsRef<[u8]>) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, content).expect("written");
    read(&path)
}

fn article(content: &str) -> Article {
    match read_text("x.html", content) {
        Outcome::Article { article, .. } => article,
        Outcome::Rejected(rejection) => panic!("{rejection}"),
    }
}

fn reason(content: &str) -> String {
    match read_text("x.html", content) {
        Outcome::Article { article, .. } => panic!("{article:?}"),
        Outcome::Rejected(rejection) => rejection.reason,
    }
}

/// `TIMTIN_WRITE_EXPECTED=1` writes what is read now; look at every difference before it is committed.
#[test]
fn articles_are_read_as_expected() {
    let mut checked = 0;
    for entry in fs::read_dir(pages()).expect("it is there") {
        let path = entry.expect("readable").path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let read = match read(&path) {
            Outcome::Article {
                article, warnings, ..
            } => {
                assert!(warnings.is_empty(), "{}: {warnings:?}", path.display());
                serde_json::to_value(article).expect("serializable")
            }
            Outcome::Rejected(rejection) => serde_json::json!({"rejected": rejection.reason}),
        };
        let expected = path.with_extension("json");
        if std::env::var_os("TIMTIN_WRITE_EXPECTED").is_some() {
            let text = serde_json::to_string_pretty(&read).expect("serializable");
            fs::write(&expected, text + "\n").expect("written");
        }
        let expected = fs::read_to_string(&expected).expect("each page has what is expected of it");
        let expected: serde_json::Value = serde_json::from_str(&expected).expect("JSON");
        assert_eq!(read, expected, "{}", path.display());
        checked += 1;
    }
    assert!(checked >= 14, "{checked}");
}

#[test]
fn what_others_say_is_not_in_an_article() {
    for (page, others) in [
        (
            "vnexpress",
            &[
                "hái chè",
                "ba tạ",
                "tưới cam",
                "sông Mã",
                "Nà Hin",
                "mưa đá",
            ][..],
        ),
        (
            "dantri",
            &["Thác Bà", "thuyền chài", "học phí", "cá lăng", "Hư cấu"],
        ),
        (
            "tuoitre",
            &[
                "Gò Mít",
                "Bàu Cạn",
                "trên sân thượng",
                "Bàu Sen",
                "Rạch Đỉa",
            ],
        ),
        ("thanhnien", &["Côn Đảo", "Kỳ Xuân", "Xuân Hội", "400 CV"]),
        ("chinhphu", &["mẫu đơn đất đai"]),
        (
            "bao-tinh-bang",
            &["nuôi ong", "800 triệu", "Phiêng Xạ", "12/GP", "Lịch tiếp"],
        ),
        (
            "khong-json-ld",
            &["mặt cỏ", "vovinam", "Phù Đổng", "Tủa Thàng", "In bài"],
        ),
        ("nfd", &["Khau Phạ"]),
    ] {
        let Outcome::Article { article, .. } = read(&pages().join(page).with_extension("html"))
        else {
            panic!("{page} is an article");
        };
        let json = serde_json::to_string(&article).expect("serializable");
        for other in others {
            assert!(!json.contains(other), "{page}: {other}");
        }
        assert!(
            article.body.lines().count() >= 3,
            "{page}: paragraphs are lines"
        );
    }
}

#[test]
fn encodings_are_recognized_with_and_without_a_declaration() {
    for page in ["windows-1258", "khong-charset-1258"] {
        let Outcome::Article {
            article, converted, ..
        } = read(&pages().join(page).with_extension("html"))
        else {
            panic!("{page} is an article");
        };
        assert_eq!(converted, Some(Encoding::Windows1258));
        assert!(article.body.contains("Nguyễn Thị Thoả"), "{}", article.body);
    }
    // Too little text to tell: the declaration counts.
    let page = b"<html><head><meta charset=\"windows-1258\"><title>M\xf2a</title><meta name=date content=2020-01-02></head><body><h1>C\xe2y c\xe0 ph\xea</h1><p>L\xe0 c\xe2y.</p></body></html>";
    let Outcome::Article {
        article, converted, ..
    } = read_text("x.html", page)
    else {
        panic!("an article");
    };
    assert_eq!(
        (article.title.as_str(), converted.is_some()),
        ("Cây cà phê", true)
    );
}

#[test]
fn by_name_and_by_content() {
    let page = fs::read(pages().join("ngan.html")).expect("it is there");
    for name in ["a.htm", "a.xhtml", "a.html", "a", "a.txt", "a.php"] {
        let Outcome::Article { article, .. } = read_text(name, &page) else {
            panic!("{name} is a page");
        };
        assert_eq!(article.title, "Tạm dừng cấp nước đêm nay", "{name}");
        assert_eq!(
            article.id,
            "phatthanhvanninh.example/tam-dung-cap-nuoc-22.html"
        );
    }
    let zst = zstd::encode_all(page.as_slice(), 1).expect("compressed");
    let Outcome::Article { article, .. } = read_text("a.html.zst", zst) else {
        panic!("a page");
    };
    assert_eq!(article.title, "Tạm dừng cấp nước đêm nay");
}

#[test]
fn what_is_no_article_is_rejected_with_what_it_is() {
    for (page, part) in [
        (
            "<title>Lỗi 404</title><p>Trang không tồn tại",
            "is not there",
        ),
        (
            "<title>404 Not Found</title><h1>Not Found</h1>",
            "is not there",
        ),
        ("<html></html>", "no main text"),
        (
            "<link rel=canonical href='https://bao.example/'><p>Tin</p>",
            "front page",
        ),
        (
            r#"<script type="application/ld+json">{"@type":"CollectionPage"}</script><p>Tin vùng cao</p>"#,
            "lists others",
        ),
    ] {
        let reason = reason(page);
        assert!(
            reason.starts_with("not an article") && reason.contains(part),
            "{page}: {reason}"
        );
    }
    // Articles about such things are articles.
    let paragraph = "Trang không tồn tại là dòng chữ mà hàng nghìn người dân nhìn thấy khi nộp hồ sơ sáng nay. ".repeat(20);
    let about = article(&format!(
        "<title>Không tìm thấy trang</title><h1>Không tìm thấy trang</h1><p>{paragraph}</p><p>{paragraph}</p>"
    ));
    assert_eq!(about.title, "Không tìm thấy trang");
}

/// Deep, wide or unclosed: read or refused, in time that grows with the length.
#[test]
fn huge_pages_take_no_more_than_their_length() {
    let sentence = "Mưa lớn kéo dài ba ngày ở vùng cao. ";
    let cases = [
        ("nested", "<div>".repeat(40_000)),
        (
            "closed",
            "<div>".repeat(500) + sentence + &"</div>".repeat(500),
        ),
        ("paragraphs", format!("<p>{sentence}").repeat(20_000)),
        ("bold", "<p><b>x".repeat(100_000)),
        (
            "fonts",
            (0..40_000)
                .map(|at| format!("<p><font size={at}>x"))
                .collect(),
        ),
        ("tables", "<table><tr><td>".repeat(60_000)),
        ("lists", "<ul><li>x".repeat(80_000)),
        ("links", "<a href=/x>Một hai ba bốn năm</a> ".repeat(24_000)),
        ("headings", "<p>Tin liên quan</p>".repeat(50_000)),
        ("open", "<".repeat(1_000_000)),
        ("text", sentence.repeat(24_000)),
        (
            "attributes",
            format!(
                "<p {}>x",
                (0..10_000)
                    .map(|at| format!("a{at}=1 "))
                    .collect::<String>()
            ),
        ),
        (
            "scripts",
            "<script type=application/ld+json>{\"a\":\"</script>".repeat(10_000),
        ),
        (
            "quotes",
            format!(
                "<script type=application/ld+json>{{\"a\":\"{}</script>",
                "\"x ".repeat(100_000)
            ),
        ),
        (
            "boxes",
            "<div class=related><a href=/x>x</a>".repeat(450) + &"<p>x</p>".repeat(10_000),
        ),
    ];
    // Were time to grow with the square of the length, this would not end for hours.
    for (name, html) in cases {
        let html = format!("<!doctype html><title>Tin</title>{html}");
        match read_text("x.html", &html) {
            Outcome::Article { article, .. } => assert!(!article.body.is_empty(), "{name}"),
            Outcome::Rejected(rejection) => assert!(!rejection.reason.is_empty(), "{name}"),
        }
    }
}
