//! Damaged files of every format: whatever is damaged, nothing panics, nothing hangs, nothing is lost or made up.
//!
//! The damage is the same each time. `TIMTIN_MUTATIONS=100000` does more of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use fastrand::Rng;
use timtin_corpus::{Article, Format, Outcome, Reader, Rejection};

/// Damages of each file.
const MUTATIONS: u64 = 60;

/// No damage takes so long, on whatever machine.
const FOREVER: Duration = Duration::from_secs(300);

/// A file that is sound.
struct Sound {
    name: &'static str,
    format: Format,
    content: Vec<u8>,
    /// Where its records are, with the ends of their lines.
    records: Vec<Range<usize>>,
    articles: Vec<Article>,
}

impl Sound {
    /// A file of `records` between `before` and `behind`.
    fn new(
        name: &'static str,
        format: Format,
        before: &str,
        records: &[String],
        behind: &str,
    ) -> Sound {
        let mut content = before.to_owned();
        let mut ranges = Vec::new();
        for record in records {
            ranges.push(content.len()..content.len() + record.len());
            content += record;
        }
        content += behind;
        let read = read(name, content.as_bytes(), format);
        assert!(read.rejections.is_empty(), "{name}: {:?}", read.rejections);
        assert_eq!(read.articles.len(), records.len(), "{name}");
        Sound {
            name,
            format,
            content: content.into_bytes(),
            records: ranges,
            articles: read.articles,
        }
    }
}

/// What is put in the place of a part of a file.
struct Damage {
    at: Range<usize>,
    instead: Vec<u8>,
}

impl Damage {
    /// Some damage to `content`; `others` are files of which parts may get into it.
    fn of(content: &[u8], others: &[Sound], random: &mut Rng) -> Damage {
        const PIECES: [&[u8]; 24] = [
            b"\0",
            b"\0\0\0\0\0\0\0\0",
            b"\xff\xfe",
            b"\xc3\x28",
            b"\xf0\x9f",
            b"\xed\xa0\x80",
            b"\\ud800",
            b"\\ud83d\\u0041",
            b"\"",
            b"'",
            b"\\",
            b"{",
            b"}",
            b"[",
            b"]",
            b"\n",
            b"\r",
            b"<!--",
            b"-->",
            b"<![CDATA[",
            b"]]>",
            b"<item>",
            b"</item>",
            b"&",
        ];
        let from = random.usize(..=content.len());
        let some = random.usize(..80).min(content.len() - from);
        let (at, instead) = match random.usize(..9) {
            // Cut short; a part left out.
            0 => (from..content.len(), Vec::new()),
            1 => (from..from + some, Vec::new()),
            // One byte is another one.
            2 | 3 => {
                let to = (from + 1).min(content.len());
                (from..to, vec![random.u8(..); to - from])
            }
            4 | 5 => (from..from, PIECES[random.usize(..PIECES.len())].to_vec()),
            // A long run.
            6 => (
                from..from,
                PIECES[random.usize(..PIECES.len())].repeat(random.usize(1..=3000)),
            ),
            // A part that comes twice.
            7 => (from..from, content[from..from + some].to_vec()),
            _ => {
                let other = &others[random.usize(..others.len())].content;
                let start = random.usize(..other.len());
                let end = start + random.usize(..=other.len() - start);
                (from..from, other[start..end].to_vec())
            }
        };
        Damage { at, instead }
    }

    fn done(&self, content: &[u8]) -> Vec<u8> {
        [
            &content[..self.at.start],
            &self.instead,
            &content[self.at.end..],
        ]
        .concat()
    }
}

#[derive(Default)]
struct Read {
    articles: Vec<Article>,
    rejections: Vec<Rejection>,
}

fn read(name: &str, content: &[u8], format: Format) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    read_file(&path, format)
}

fn read_file(path: &Path, format: Format) -> Read {
    let mut read = Read::default();
    let bytes = fs::metadata(path).unwrap().len();
    let mut reader = Reader::open([path.to_owned()], format).unwrap();
    let mut records = 0;
    while let Some(record) = reader.next() {
        records += 1;
        // A megabyte compresses to a kilobyte.
        assert!(records <= 1 + bytes * 1100, "records without end");
        assert!(reader.bytes_read() <= bytes, "bytes are read twice");
        match record.read() {
            Outcome::Article {
                article, location, ..
            } => {
                assert!(location.line >= 1);
                read.articles.push(article);
            }
            Outcome::Rejected(rejection) => {
                assert!(Path::new(&rejection.location.file) == path);
                assert!(!rejection.reason.is_empty());
                read.rejections.push(rejection);
            }
        }
    }
    read
}

/// What holds for any bytes that are no archive.
fn check_rejections(rejections: &[Rejection], content: &[u8]) {
    let lines = 1 + content.iter().filter(|byte| **byte == b'\n').count() as u64;
    for rejection in rejections {
        let line = rejection.location.line;
        assert!(
            (1..=lines).contains(&line),
            "line {line} of {lines}: {}",
            rejection.reason
        );
        let raw = &rejection.raw;
        assert!(
            memchr::memmem::find(content, raw).is_some() || is_utf16(content),
            "not as it came: {}: {:?}",
            rejection.reason,
            String::from_utf8_lossy(raw)
        );
    }
}

/// Whether a file may be taken for UTF-16: then it is given back in UTF-8.
fn is_utf16(content: &[u8]) -> bool {
    timtin_tokenizer::normalize::legacy::utf16(content).is_some()
}

fn articles() -> Vec<[String; 4]> {
    let article = |n: usize| {
        [
            format!("tin-{n}"),
            format!("Huyện Mường Ảng họp lần {n} về \"nước sạch\""),
            format!(
                "Đến ngày {n}/6/2019, {} hộ <chưa> có nước & điện; còn lại đã có.",
                n * 7
            ),
            format!("Câu đầu của bài {n}.\nXã Ẳng Tở: {n},5%; các xã khác dưới 40%."),
        ]
    };
    (1..=8).map(article).collect()
}

fn sound() -> Vec<Sound> {
    let articles = articles();
    let object = |article: &[String; 4]| {
        let [id, title, summary, body] = article;
        serde_json::json!({"id": id, "title": title, "summary": summary, "body": body, "views": [1, {"x": null}]})
    };
    let lines: Vec<String> = articles
        .iter()
        .map(|article| format!("{}\n", object(article)))
        .collect();
    let pretty: Vec<String> = articles
        .iter()
        .map(|article| serde_json::to_string_pretty(&object(article)).unwrap() + ",\n")
        .collect();
    let quoted = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
    let rows: Vec<String> = articles
        .iter()
        .map(|article| article.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n")
        .collect();
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let items: Vec<String> = articles
        .iter()
        .map(|[id, title, summary, body]| {
            format!(
                "<item>\n <guid isPermaLink=\"false\">{id}</guid><title>{}</title>\n <description><![CDATA[<p>{}</p>]]></description>\
                 <content:encoded><![CDATA[<p>{}</p>]]></content:encoded><pubDate>Thu, 06 Jun 2019 08:00:00 +0700</pubDate>\n</item>\n",
                escaped(title), escaped(summary), body.replace('\n', "</p><p>")
            )
        })
        .collect();
    let [_, title, summary, body] = &articles[0];
    let page = format!(
        "{title}\n\n(BMA) - {summary}\n\n{body}\n\nCác tin khác\n\n{}\n",
        articles[1][1]
    );
    let paragraphs = format!(
        "<p>{}</p><p>{}</p>",
        escaped(summary).repeat(4),
        escaped(body)
    );
    let html = format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{title}</title>\n\
         <script type=\"application/ld+json\">{{\"@type\": \"NewsArticle\", \"headline\": \"Mường Ảng họp\", \"datePublished\": \"2019-06-06\"}}</script>\n\
         </head><body><h1>{title}</h1>\n<div class=\"box-related\"><a href=\"/x.html\">Tin khác của báo này</a></div>\n{paragraphs}\n</body></html>\n"
    );
    vec![
        Sound::new("x.jsonl", Format::Jsonl, "", &lines, ""),
        Sound::new("x.json", Format::Json, "[\n", &pretty, "]\n"),
        Sound::new("x.csv", Format::Csv, "id,title,summary,body\n", &rows, ""),
        Sound::new(
            "x.rss",
            Format::Feed,
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Báo Mẫu</title>\n",
            &items,
            "</channel></rss>\n",
        ),
        Sound::new("x.txt", Format::Text, "", &[page], ""),
        Sound::new("x.html", Format::Html, "", &[html], ""),
    ]
}

/// Says which damage it was when a check fails.
struct Told<'t> {
    name: &'t str,
    seed: u64,
    damage: &'t Damage,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let start = &self.damage.instead[..self.damage.instead.len().min(100)];
            eprintln!(
                "{}, damage {}: {:?} became {} bytes {:?}",
                self.name,
                self.seed,
                self.damage.at,
                self.damage.instead.len(),
                String::from_utf8_lossy(start)
            );
        }
    }
}

/// Does every damage, on a thread of its own, and fails when that does not end.
fn with_damage(salt: u64, check: impl Fn(&Sound, &Damage, &[Sound], &mut Rng) + Send + 'static) {
    let rounds = std::env::var("TIMTIN_MUTATIONS").ok();
    let rounds = rounds.map_or(MUTATIONS, |rounds| rounds.parse().expect("a number"));
    let (sender, receiver) = channel();
    let work = thread::spawn(move || {
        let all = sound();
        for (at, sound) in all.iter().enumerate() {
            for round in 0..rounds {
                let seed = (salt << 48) + ((at as u64) << 40) + round;
                let mut random = Rng::with_seed(seed);
                let damage = Damage::of(&sound.content, &all, &mut random);
                let _told = Told {
                    name: sound.name,
                    seed,
                    damage: &damage,
                };
                check(sound, &damage, &all, &mut random);
                if sender.send(()).is_err() {
                    return;
                }
            }
        }
    });
    loop {
        match receiver.recv_timeout(FOREVER) {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => panic!("one damage takes longer than {FOREVER:?}"),
        }
    }
    work.join().expect("no damage is too much");
}

/// What comes through damage in a file whose format is known.
#[test]
fn what_is_not_damaged_comes_through() {
    with_damage(1, |sound, damage, _, _| {
        let content = damage.done(&sound.content);
        let read = read(sound.name, &content, sound.format);
        check_rejections(&read.rejections, &content);
        if is_utf16(&content) {
            return;
        }
        let intact = |record: &Range<usize>| match sound.format {
            // Its end and the end of the line before are its own.
            Format::Jsonl => record.end <= damage.at.start || record.start > damage.at.end,
            _ => record.end <= damage.at.start,
        };
        let head = sound.records[0].start;
        let expected: Vec<&Article> = (sound.records.iter().zip(&sound.articles))
            .filter(|(record, _)| damage.at.start >= head && intact(record))
            .map(|(_, article)| article)
            .collect();
        // What stands behind the end of a page is within it all the same: too many elements, bytes that are no text.
        if sound.format == Format::Html
            && let [rejection] = read.rejections.as_slice()
            && ["are nested more than", "not UTF-8"]
                .iter()
                .any(|reason| rejection.reason.contains(reason))
        {
            return;
        }
        let mut given = read.articles.iter();
        for article in expected {
            assert!(given.any(|other| other == article), "lost: {}", article.id);
        }
        if sound.format == Format::Jsonl {
            let is_blank = |line: &&[u8]| line.iter().all(u8::is_ascii_whitespace);
            let records: Vec<&[u8]> = content
                .split(|byte| *byte == b'\n')
                .filter(|line| !is_blank(line))
                .collect();
            assert_eq!(read.articles.len() + read.rejections.len(), records.len());
            for rejection in &read.rejections {
                assert!(
                    records.contains(&rejection.raw.as_slice()),
                    "not as it came: {rejection}"
                );
            }
        }
    });
}

/// One byte of an item that is another one costs no other item but the next.
#[test]
fn items_behind_damage_come_through() {
    with_damage(2, |sound, damage, _, _| {
        let is_one_byte = damage.at.len() == 1 && damage.instead.len() == 1;
        if sound.format != Format::Feed || !is_one_byte || damage.at.start < sound.records[0].start
        {
            return;
        }
        let read = read(sound.name, &damage.done(&sound.content), sound.format);
        let hit = sound
            .records
            .iter()
            .position(|record| record.contains(&damage.at.start));
        for (at, article) in sound.articles.iter().enumerate() {
            let near = hit.is_some_and(|hit| at == hit || at == hit + 1);
            assert!(
                near || read.articles.contains(article),
                "lost: {}",
                article.id
            );
        }
    });
}

/// Rejected records can be given again, and are rejected again.
#[test]
fn rejected_records_are_rejected_again() {
    with_damage(3, |sound, damage, _, _| {
        let content = damage.done(&sound.content);
        let first = read(sound.name, &content, sound.format);
        let mut rejects = Vec::new();
        for rejection in &first.rejections {
            rejects.extend(&rejection.raw);
            rejects.push(b'\n');
        }
        let again = read(sound.name, &rejects, sound.format);
        check_rejections(&again.rejections, &rejects);
        if sound.format == Format::Jsonl && !is_utf16(&content) && !is_utf16(&rejects) {
            assert_eq!(again.articles, []);
            let raws = |read: &Read| -> Vec<Vec<u8>> {
                read.rejections
                    .iter()
                    .map(|rejection| rejection.raw.clone())
                    .collect()
            };
            assert_eq!(raws(&again), raws(&first));
        }
    });
}

/// Damaged files under the names of others, with others behind them, and in archives that are damaged.
#[test]
fn nothing_is_too_strange() {
    const NAMES: [&str; 12] = [
        "x",
        "x.jsonl",
        "x.json",
        "x.csv",
        "x.tsv",
        "x.txt",
        "x.html",
        "x.xml",
        "x.atom",
        "x.gz",
        "x.json.zst",
        "x.exe",
    ];
    const FORMATS: [Format; 7] = [
        Format::Auto,
        Format::Jsonl,
        Format::Json,
        Format::Csv,
        Format::Text,
        Format::Html,
        Format::Feed,
    ];
    with_damage(4, |sound, damage, all, random| {
        let mut content = damage.done(&sound.content);
        if random.usize(..3) == 0 {
            content.extend(&all[random.usize(..all.len())].content);
        }
        let format = if random.usize(..2) == 0 {
            Format::Auto
        } else {
            FORMATS[random.usize(..FORMATS.len())]
        };
        let name = NAMES[random.usize(..NAMES.len())];
        let found = read(name, &content, format);
        check_rejections(&found.rejections, &content);

        let packed = pack(&content, random.usize(..2) == 0);
        let whole = read(sound.name, &packed, sound.format);
        let plain = read(sound.name, &content, sound.format);
        assert_eq!(whole.articles, plain.articles);
        assert_eq!(whole.rejections.len(), plain.rejections.len());
        let damage = Damage::of(&packed, all, random);
        read(sound.name, &damage.done(&packed), sound.format);
    });
}

/// An archive that is cut short gives what it has, and one rejection.
#[test]
fn archives_that_are_cut_short() {
    with_damage(5, |sound, _, _, random| {
        for is_gzip in [true, false] {
            let packed = pack(&sound.content, is_gzip);
            let cut = random.usize(..packed.len());
            let read = read(sound.name, &packed[..cut], sound.format);
            // A few bytes are no archive yet.
            if cut <= 4 {
                continue;
            }
            assert_eq!(read.rejections.len(), 1, "{cut} of {}", packed.len());
            let reason = &read.rejections[0].reason;
            assert!(reason.contains("cut short"), "{cut}: {reason}");
            let whole = read.articles.len();
            assert_eq!(read.articles, sound.articles[..whole]);
        }
    });
}

fn pack(content: &[u8], is_gzip: bool) -> Vec<u8> {
    if !is_gzip {
        return zstd::encode_all(content, 3).unwrap();
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}
