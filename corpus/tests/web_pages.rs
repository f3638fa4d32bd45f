//! Web pages, written in the ways of Vietnamese newspapers: what is read of them is in the `.json` beside each.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::io::Write;
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
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&page).expect("in memory");
    let gz = gz.finish().expect("in memory");
    for (name, packed) in [
        ("a.html.zst", &zst),
        ("a.html.gz", &gz),
        ("a.htm", &gz),
        ("a", &zst),
    ] {
        let Outcome::Article { article, .. } = read_text(name, packed) else {
            panic!("{name} is a page");
        };
        assert_eq!(article.title, "Tạm dừng cấp nước đêm nay", "{name}");
    }
}

/// Two articles on a page: the one that the page says it is of, else the one that is longer; never a mixture of their facts.
#[test]
fn a_page_with_several_articles() {
    let first = "Hơn ba trăm hộ ở xã Pa Tần đã có điện lưới quốc gia sau hai năm chờ đợi, đường dây dài bảy cây số.".repeat(3);
    let second = "Đội tuyển cờ tướng của tỉnh giành hai huy chương vàng ở giải toàn quốc vừa bế mạc chiều nay.".repeat(3);
    let page = |head: &str| {
        format!(
            "<html><head><title>Pa Tần có điện lưới - Báo Mẫu</title>{head}</head><body>\
             <article><h1>Pa Tần có điện lưới</h1><time datetime='2020-02-01T08:00:00+07:00'>1/2/2020</time>\
             <p>{first}</p><p>{first}</p><p>{first}</p></article>\
             <article><h2><a href='/co-tuong.html'>Hai huy chương vàng cờ tướng</a></h2><p>{second}</p></article></body></html>"
        )
    };
    let linked = "<script type='application/ld+json'>[\
        {\"@type\": \"NewsArticle\", \"headline\": \"Hai huy chương vàng cờ tướng\", \"author\": \"Vũ Hai\", \"datePublished\": \"2020-01-01\"},\
        {\"@type\": \"NewsArticle\", \"headline\": \"Pa Tần có điện lưới\", \"author\": \"Vàng Một\", \"datePublished\": \"2020-02-01\"}]</script>";
    for head in ["", linked] {
        let article = article(&page(head));
        assert_eq!(article.title, "Pa Tần có điện lưới", "{head}");
        assert!(article.body.contains("đường dây dài bảy cây số"), "{head}");
        let day = article.published.expect("a date").to_string();
        assert!(
            day.starts_with("2020-02-01") || day.starts_with("2020-01-31"),
            "{day}"
        );
        assert!(
            article
                .author
                .as_deref()
                .is_none_or(|author| author == "Vàng Một")
        );
    }
}

#[test]
fn frames_hold_no_article_themselves() {
    let said = reason(
        "<html><head><title>Báo Mẫu</title></head><frameset cols='20%,80%'><frame src='menu.html'><frame src='tin.html'>\
         <noframes><p>Trình duyệt không hỗ trợ khung.</p></noframes></frameset></html>",
    );
    assert!(said.contains("no main text"), "{said}");
}

#[test]
fn damaged_pages_are_refused_with_the_reason() {
    let attributes: String = (0..100_000).map(|at| format!(" a{at}=1")).collect();
    let said = reason(&format!("<!doctype html><body{attributes}><p>x"));
    assert!(said.contains("has 100000 attributes"), "{said}");
    let tags = format!("<p{}>x", &attributes[..20_000]).repeat(200);
    let said = reason(&format!("<!doctype html>{tags}"));
    assert!(said.contains("attributes"), "{said}");
    let said = reason(&format!("<!doctype html>{}", "<div>".repeat(200_000)));
    assert!(said.contains("deep"), "{said}");
    let said = reason(&format!("<!doctype html>{}", "<p>x</p>".repeat(300_000)));
    assert!(said.contains("elements and texts"), "{said}");
}

/// Of several dates the first that can be read counts, in the order of trust: JSON-LD, then the head.
#[test]
fn the_most_trusted_date_that_can_be_read_counts() {
    let read = |linked: &str, head: &str| {
        let page = format!(
            "<html><head><title>Cầu mới thông xe sáng nay</title>\
             <meta property='article:published_time' content='{head}'>\
             <script type='application/ld+json'>{{\"@type\": \"NewsArticle\", \"headline\": \"Cầu mới thông xe sáng nay\", \
             \"datePublished\": \"{linked}\"}}</script></head><body><h1>Cầu mới thông xe sáng nay</h1>\
             <p>Cây cầu nối hai xã ven sông được thông xe sáng nay sau hai năm xây dựng, bà con không còn phải đi đò.</p>\
             </body></html>"
        );
        match read_text("x.html", page) {
            Outcome::Article {
                article, warnings, ..
            } => {
                let day = article.published.map(|at| at.to_string()[..10].to_owned());
                (day, warnings.len())
            }
            Outcome::Rejected(rejection) => panic!("{rejection}"),
        }
    };
    let day = |day: &str| Some(day.to_owned());
    let (earlier, later) = ("2020-03-02T08:00:00+07:00", "2021-05-06T08:00:00+07:00");
    assert_eq!(read(earlier, later), (day("2020-03-02"), 0));
    assert_eq!(read(later, earlier), (day("2021-05-06"), 0));
    // A date that is none is passed over in silence where there is another.
    assert_eq!(read("31/02/2020", later), (day("2021-05-06"), 0));
    assert_eq!(read("31/02/2020", "mai"), (None, 2));
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
