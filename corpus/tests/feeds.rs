//! RSS and Atom, written in the ways of Vietnamese newspapers: what is read of them is in the `.json` beside each.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use timtin_corpus::{Article, Encoding, Format, Outcome, Reader, Rejection};

fn outcomes(path: &Path, format: Format) -> Vec<Outcome> {
    let records = Reader::open([path.to_owned()], format).expect("it is there");
    records.map(|record| record.read()).collect()
}

fn read_as(name: &str, content: &[u8], format: Format) -> (Vec<(u64, Article)>, Vec<Rejection>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, content).expect("written");
    let (mut articles, mut rejections) = (Vec::new(), Vec::new());
    for outcome in outcomes(&path, format) {
        match outcome {
            Outcome::Article {
                article, location, ..
            } => articles.push((location.line, article)),
            Outcome::Rejected(rejection) => rejections.push(rejection),
        }
    }
    (articles, rejections)
}

fn read(content: impl AsRef<[u8]>) -> (Vec<(u64, Article)>, Vec<Rejection>) {
    read_as("x.xml", content.as_ref(), Format::Auto)
}

/// The only article of a feed with this item.
fn article(item: &str) -> Article {
    let (mut articles, rejections) = read(rss(item));
    assert!(rejections.is_empty(), "{rejections:?}");
    assert_eq!(articles.len(), 1, "{item}");
    articles.remove(0).1
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\n\
         <title>Báo Mẫu</title>\n{items}\n</channel></rss>\n"
    )
}

fn item(title: &str) -> String {
    format!("<item><title>{title}</title></item>")
}

fn titles(articles: &[(u64, Article)]) -> Vec<(u64, &str)> {
    let titles = articles.iter();
    titles
        .map(|(line, article)| (*line, article.title.as_str()))
        .collect()
}

/// `TIMTIN_WRITE_EXPECTED=1` writes what is read now; look at every difference before it is committed.
#[test]
fn feeds_are_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/feeds");
    let mut checked = 0;
    for entry in fs::read_dir(folder).expect("it is there") {
        let path: PathBuf = entry.expect("readable").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            continue;
        }
        let read: Vec<serde_json::Value> = outcomes(&path, Format::Auto)
            .into_iter()
            .map(|outcome| match outcome {
                Outcome::Article {
                    article,
                    warnings,
                    location,
                    ..
                } => {
                    assert!(warnings.is_empty(), "{}: {warnings:?}", path.display());
                    serde_json::json!({"line": location.line, "article": article})
                }
                Outcome::Rejected(rejection) => panic!("{rejection}"),
            })
            .collect();
        let expected = path.with_extension("json");
        if std::env::var_os("TIMTIN_WRITE_EXPECTED").is_some() {
            let text = serde_json::to_string_pretty(&read).expect("serializable");
            fs::write(&expected, text + "\n").expect("written");
        }
        let expected = fs::read_to_string(&expected).expect("each feed has what is expected of it");
        let expected: Vec<serde_json::Value> = serde_json::from_str(&expected).expect("JSON");
        assert_eq!(read, expected, "{}", path.display());
        checked += 1;
    }
    assert!(checked >= 6, "{checked}");
}

#[test]
fn a_feed_is_found_by_its_content_and_its_name() {
    let feed = rss(&item("Một"));
    let bare = "<!-- x --><rss><channel><item><title>Một</title></item></channel></rss>";
    let packed = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(feed.as_bytes()).expect("in memory");
        encoder.finish().expect("in memory")
    };
    let zst = zstd::encode_all(feed.as_bytes(), 1).expect("in memory");
    for (name, content) in [
        ("x.rss", feed.as_bytes()),
        ("x.atom", feed.as_bytes()),
        ("x", feed.as_bytes()),
        ("x.txt", bare.as_bytes()),
        ("x.html", bare.as_bytes()),
        ("x.rss.gz", &packed),
        ("x.xml.zst", &zst),
        ("x.bin", &zst),
    ] {
        let (articles, rejections) = read_as(name, content, Format::Auto);
        assert!(rejections.is_empty(), "{name}: {rejections:?}");
        assert_eq!(articles.len(), 1, "{name}");
    }
    let (articles, rejections) = read_as("x.json", bare.as_bytes(), Format::Feed);
    assert_eq!((articles.len(), rejections.len()), (1, 0));
    let empty = "<rss version='2.0'><channel><title>x</title></channel></rss>\n<!-- made by x -->";
    assert_eq!(read(empty), (vec![], vec![]));
}

#[test]
fn other_xml_is_rejected_once() {
    for (name, content) in [
        (
            "x.xml",
            "<?xml version='1.0'?>\n<urlset><url><loc>https://x.vn</loc></url><url/></urlset>",
        ),
        (
            "x",
            "<?xml version='1.0'?><svg><item/><entry>x</entry></svg>",
        ),
        ("x.rss", "không phải XML"),
    ] {
        let (articles, rejections) = read_as(name, content.as_bytes(), Format::Auto);
        assert_eq!((articles.len(), rejections.len()), (0, 1), "{name}");
        assert!(
            rejections[0].reason.starts_with("not a feed"),
            "{rejections:?}"
        );
        assert_eq!(rejections[0].raw, content.as_bytes());
    }
}

/// Each is one damaged item between two that are not.
#[test]
fn what_is_damaged_is_rejected_and_the_rest_goes_in() {
    for (damaged, why) in [
        ("<item><title>Hai</titel></item>", "broken XML"),
        ("<item><title>Hai</title>", "never closed"),
        (
            "<item><title>Hai</title><description><![CDATA[abc</description></item>",
            "never closed",
        ),
        ("<item><title>Hai</title><!-- abc </item>", "never closed"),
        ("<itme><title>Hai</title></item>", "does not begin"),
        ("<item><title>Hai</title><a b=\"c></a></item>", "broken XML"),
        ("<item><title>Hai <br> và</title></item>", "broken XML"),
        ("<item><title></title></item>", "no text at all"),
        ("<item/>", "no text at all"),
        ("<item><title>\u{0}</item>", "broken XML"),
    ] {
        let feed = rss(&format!("{}\n\n  {damaged}\n\n{}", item("Một"), item("Ba")));
        let (articles, rejections) = read(&feed);
        assert_eq!(titles(&articles), [(4, "Một"), (8, "Ba")], "{damaged}");
        assert_eq!(rejections.len(), 1, "{damaged}: {rejections:?}");
        assert!(
            rejections[0].reason.contains(why),
            "{damaged}: {rejections:?}"
        );
        assert_eq!(rejections[0].location.line, 6, "{damaged}");
        assert_eq!(String::from_utf8_lossy(&rejections[0].raw), damaged);
        // What was rejected can be given again, as it is and repaired.
        let (_, again) = read_as("rejects", &rejections[0].raw, Format::Feed);
        assert_eq!(again.len(), 1, "{damaged}");
    }
    let (articles, rejections) =
        read("<item><title>Một</title></item>\n<entry><title>Hai</title></entry>\n{}");
    assert_eq!(titles(&articles), [(1, "Một"), (2, "Hai")]);
    assert_eq!((rejections.len(), rejections[0].location.line), (1, 3));
}

#[test]
fn an_item_that_is_damaged_says_nothing_of_the_others() {
    let damaged = "<itme><title>Một</title><category>Thể thao</category></item>";
    let (articles, rejections) = read(rss(&format!("{damaged}\n{}", item("Hai"))));
    assert_eq!((titles(&articles), rejections.len()), (vec![(5, "Hai")], 1));
    assert_eq!(articles[0].1.source.as_deref(), Some("Báo Mẫu"));
    assert!(articles[0].1.category.is_empty());
}

#[test]
fn a_comment_that_is_never_closed_hides_no_item() {
    let feed = rss(&format!("<!-- {}", item("Một")));
    let (articles, rejections) = read(feed);
    assert_eq!(titles(&articles), [(4, "Một")]);
    assert!(rejections.is_empty(), "{rejections:?}");
    let (articles, rejections) = read(format!("<!-- x >\n{}", rss(&item("Một"))));
    assert_eq!(titles(&articles), [(5, "Một")]);
    assert!(rejections.is_empty(), "{rejections:?}");
    // One that is closed does.
    let feed = rss(&format!("<!-- {} -->{}", item("Một"), item("Hai")));
    assert_eq!(titles(&read(feed).0), [(4, "Hai")]);
}

/// Between two items as well, where nothing of what is there is lost.
#[test]
fn of_a_feed_that_is_cut_short_the_complete_items_go_in() {
    let whole = rss(&format!("{}\n{}", item("Một"), item("Hai")));
    let first = whole.find("<item>").expect("an item");
    let end = whole.find("</rss>").expect("an end") + "</rss>".len();
    for cut in (first + 1..end).filter(|cut| whole.is_char_boundary(*cut)) {
        let content = &whole[..cut];
        let (articles, rejections) = read(content);
        let complete = content.matches("</item>").count();
        assert_eq!(articles.len(), complete, "{cut}");
        let (_, rest) = content
            .rsplit_once("</item>")
            .unwrap_or(("", &whole[first..cut]));
        let [rejection] = rejections.as_slice() else {
            panic!("{cut}: {rejections:?}");
        };
        let raw = String::from_utf8_lossy(&rejection.raw).into_owned();
        assert!(raw.ends_with(rest.trim()), "{cut}: {raw}");
        let lines = 1 + content.matches('\n').count() as u64;
        assert!((1..=lines).contains(&rejection.location.line), "{cut}");
        if complete == content.matches("<item>").count() && !rest.contains("<i") {
            let says_so = ["cut short", "</rss> is missing"];
            let reason = &rejection.reason;
            assert!(says_so.iter().all(|it| reason.contains(it)), "{reason}");
        }
    }
    // Items alone, as they are rejected, have no end that could be missing.
    let (articles, rejections) = read(format!("{}\n{}\n", item("Một"), item("Hai")));
    assert_eq!((articles.len(), rejections.len()), (2, 0));
}

#[test]
fn feeds_one_behind_the_other() {
    let atom = "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Khác</title>\
                <entry><title>Hai</title></entry></feed>";
    let (articles, rejections) = read(format!(
        "{}{atom}\n{{\"title\": \"Ba\"}}",
        rss(&item("Một"))
    ));
    assert_eq!(titles(&articles), [(4, "Một"), (6, "Hai")]);
    assert_eq!(articles[1].1.source.as_deref(), Some("Khác"));
    assert_eq!((rejections.len(), rejections[0].location.line), (1, 7));
    let unclosed = rss("<item><title>Một</title>");
    let (articles, rejections) = read(format!("{unclosed}{atom}"));
    assert_eq!((titles(&articles), rejections.len()), (vec![(6, "Hai")], 1));
}

#[test]
fn encodings() {
    let text = "Cán bộ xã Mường Khương họp về đường giao thông";
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"windows-1258\"?>\n<rss><channel><title>Báo Mẫu</title>{}</channel></rss>",
        item(text)
    );
    // Windows-1258 has the tone behind the letter.
    let tones = feed
        .replace('ộ', "ô\u{323}")
        .replace('ã', "a\u{303}")
        .replace('ờ', "ơ\u{300}")
        .replace('ọ', "o\u{323}")
        .replace('ề', "ê\u{300}")
        .replace('á', "a\u{301}")
        .replace('ẫ', "â\u{303}");
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1258.encode(&tones);
    assert!(!lossy);
    for content in [
        bytes.into_owned(),
        feed.clone().into_bytes(),
        format!("\u{feff}{feed}").into_bytes(),
        feed.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        format!("\u{feff}{feed}")
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect(),
    ] {
        let (articles, rejections) = read(&content);
        assert!(rejections.is_empty(), "{rejections:?}");
        assert_eq!(titles(&articles), [(2, text)]);
        assert_eq!(articles[0].1.source.as_deref(), Some("Báo Mẫu"));
    }
    // Only the declaration tells what this is.
    let short = b"<?xml version='1.0' encoding='windows-1258'?><rss><channel><item><title>Gi\xE1 \xF0\xF4 la</title></item></channel></rss>";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.rss");
    fs::write(&path, short).expect("written");
    match outcomes(&path, Format::Auto).remove(0) {
        Outcome::Article {
            article, converted, ..
        } => {
            assert_eq!(article.title, "Giá đô la");
            assert_eq!(converted, Some(Encoding::Windows1258));
        }
        Outcome::Rejected(rejection) => panic!("{rejection}"),
    }
}

#[test]
fn what_is_best_is_taken_and_the_rest_kept_aside() {
    let read = article(
        "<item><title>Một</title><title>Hai</title><dc:date>6/11/2019 08:00</dc:date><pubDate>hôm qua</pubDate>\
         <guid isPermaLink='false'>tin-7</guid><views>3</views><sapo>x</sapo>\
         <media:group xmlns:media='http://search.yahoo.com/mrss/'><media:content url='a'/><media:content url='b'/></media:group></item>",
    );
    assert_eq!(
        (read.id.as_str(), read.title.as_str(), read.summary.as_str()),
        ("tin-7", "Một", "x")
    );
    assert_eq!(
        read.published.expect("a date").to_string(),
        "2019-11-06T01:00:00Z"
    );
    assert_eq!(
        serde_json::Value::Object(read.extra),
        serde_json::json!({
            "views": "3", "title_": "Hai", "pubDate": "hôm qua",
            "media:group": {"media:content": [{"url": "a"}, {"url": "b"}]}
        })
    );
    // Prefixes that are not declared mean what they usually do.
    let read = article(
        "<item><content:encoded>&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;</content:encoded></item>",
    );
    assert_eq!(read.body, "a\nb");
    let read = article("<item><title>Một</title><category>Thể thao > Bóng đá</category></item>");
    assert_eq!((read.category.len(), read.tags.len()), (2, 0));
}

#[test]
fn a_date_that_does_not_exist_is_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.rss");
    fs::write(
        &path,
        rss("<item><title>Một</title><pubDate>31/02/2019</pubDate></item>"),
    )
    .expect("written");
    match outcomes(&path, Format::Auto).remove(0) {
        Outcome::Article { warnings, .. } => {
            assert!(warnings[0].contains("31/02/2019"), "{warnings:?}")
        }
        Outcome::Rejected(rejection) => panic!("{rejection}"),
    }
}

/// None of these may take time or memory that grows faster than the file.
#[test]
fn what_is_made_to_hurt() {
    let entities: String = (1..20)
        .map(|n| format!("<!ENTITY e{n} \"&e{};&e{};\">", n - 1, n - 1))
        .collect();
    let bomb = format!(
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 \"ha\">{entities}]><rss><channel>{}</channel></rss>",
        item("&e19;")
    );
    assert_eq!(titles(&read(bomb).0), [(1, "&e19;")]);

    let deep = "<b>".repeat(200_000);
    let (articles, rejections) = read(rss(&format!(
        "<item><title>{deep}</title></item>{}",
        item("Hai")
    )));
    assert_eq!((articles.len(), rejections.len()), (1, 1));
    let html = "&lt;b&gt;".repeat(200_000);
    let (_, rejections) = read(rss(&format!(
        "<item><description>{html}</description></item>"
    )));
    assert!(
        rejections[0].reason.contains("deep"),
        "{:?}",
        rejections[0].reason
    );

    let attributes: String = (0..100_000).map(|n| format!(" a{n}='{n}'")).collect();
    let (articles, _) = read(rss(&format!(
        "<item{attributes}><title>Một</title><x{attributes}/></item>"
    )));
    assert_eq!(articles.len(), 1);
    let html = format!("<item><description><![CDATA[<p{attributes}>x</p>]]></description></item>");
    let (articles, rejections) = read(rss(&format!("{html}{}", item("Hai"))));
    assert_eq!((articles.len(), rejections.len()), (1, 1));
    let namespaces: String = (0..10_000).map(|n| format!(" xmlns:a{n}='{n}'")).collect();
    let (articles, rejections) = read(rss(&format!(
        "<item{namespaces}><title>Một</title></item>{}",
        item("Hai")
    )));
    assert_eq!((articles.len(), rejections.len()), (1, 1));

    for never_closed in [
        "<!-- ",
        "<![CDATA[",
        "<item ",
        "<rss ",
        "<",
        "</item>",
        "<item>",
        "<?xml ",
    ] {
        let many = never_closed.repeat(300_000);
        let (_, rejections) = read(rss(&many));
        assert!(rejections.len() <= 300_001, "{never_closed}");
        let (_, rejections) = read(rss(&format!("<item>{many}")));
        assert!(!rejections.is_empty(), "{never_closed}");
    }
}
