//! Where records come from: archives in parts, archives that are cut, folders with all sorts in them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use timtin_corpus::{Format, MAX_RECORD_BYTES, Outcome, Reader, Rejection};

fn read(paths: impl IntoIterator<Item = PathBuf>) -> (Vec<String>, Vec<Rejection>) {
    outcomes(Reader::open(paths, Format::Auto).unwrap())
}

fn outcomes(reader: Reader) -> (Vec<String>, Vec<Rejection>) {
    let (mut titles, mut rejections) = (Vec::new(), Vec::new());
    for record in reader {
        match record.read() {
            Outcome::Article { article, .. } => titles.push(article.title),
            Outcome::Rejected(rejection) => rejections.push(rejection),
        }
    }
    (titles, rejections)
}

fn read_bytes(name: &str, content: &[u8]) -> (Vec<String>, Vec<Rejection>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    read([path])
}

fn gz(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zst(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 1).unwrap()
}

type Pack = fn(&[u8]) -> Vec<u8>;
const PACKS: [(&str, Pack); 2] = [("x.jsonl.gz", gz), ("x.jsonl.zst", zst)];

#[test]
fn archives_in_parts() {
    // A record goes over the end of a part; one part is empty.
    let parts: [&[u8]; 4] = [
        b"{\"title\": \"a\"}\n{\"tit",
        b"",
        b"le\": \"b\"}\n",
        b"{\"title\": \"c\"}",
    ];
    for (name, pack) in PACKS {
        let packed: Vec<u8> = parts.iter().flat_map(|part| pack(part)).collect();
        let (titles, rejections) = read_bytes(name, &packed);
        assert_eq!(
            (titles, rejections.len()),
            (vec!["a".into(), "b".into(), "c".into()], 0),
            "{name}"
        );
        // Cut within the header of the last part, and within its content.
        let last = packed.len() - pack(parts[3]).len();
        for cut in [last + 3, last + 7, packed.len() - 1] {
            let (titles, rejections) = read_bytes(name, &packed[..cut]);
            assert_eq!(
                (titles.len() >= 2, rejections.len()),
                (true, 1),
                "{name}, {cut}"
            );
            assert!(
                rejections[0].reason.contains("cut short"),
                "{}",
                rejections[0]
            );
        }
    }
    // What is no data for readers of Zstandard.
    let skippable = [
        &[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..],
        &zst(parts[3]),
    ]
    .concat();
    let packed = [zst(b"{\"title\": \"a\"}\n"), skippable].concat();
    let (titles, rejections) = read_bytes("x.jsonl.zst", &packed);
    assert_eq!((titles.len(), rejections.len()), (2, 0));
}

#[test]
fn of_an_archive_that_is_cut_short_the_complete_records_go_in() {
    let mut random = fastrand::Rng::with_seed(1);
    let lines: Vec<String> = (0..20_000)
        .map(|n| {
            // Texts that do not compress away.
            let body = random.u64(..);
            format!("{{\"title\": \"{n}\", \"body\": \"{body:x}\"}}\n")
        })
        .collect();
    let content = lines.concat();
    for (name, pack) in PACKS {
        let packed = pack(content.as_bytes());
        for share in [1, 3, 5, 7, 9] {
            let (titles, rejections) = read_bytes(name, &packed[..packed.len() * share / 10]);
            let expected: Vec<String> = (0..titles.len()).map(|n| n.to_string()).collect();
            assert_eq!(titles, expected, "{name}");
            assert_eq!(rejections.len(), 1, "{name}");
            assert_eq!(
                rejections[0].location.line,
                titles.len() as u64 + 1,
                "{name}"
            );
            assert!(
                rejections[0].reason.contains("cut short"),
                "{}",
                rejections[0]
            );
            assert!(
                lines[titles.len()]
                    .as_bytes()
                    .starts_with(&rejections[0].raw),
                "{name}"
            );
            // As much as is there, but for what the last block holds.
            assert!(
                titles.len() >= lines.len() * (share - 1) / 12,
                "{name}: {}",
                titles.len()
            );
        }
    }
}

#[test]
fn a_record_too_long_is_rejected_in_every_format() {
    let long = "dài ".repeat(MAX_RECORD_BYTES / 5 + 10);
    for (name, before, record, behind, articles) in [
        (
            "x.jsonl",
            "{\"title\": \"a\"}\n",
            "{\"title\": \"",
            "\"}\n{\"title\": \"b\"}\n",
            2,
        ),
        (
            "x.json",
            "[{\"title\": \"a\"},\n",
            "{\"title\": \"",
            "\"},\n{\"title\": \"b\"}]",
            2,
        ),
        ("x.csv", "id,title\n1,a\n", "2,\"", "\"\n3,b\n", 2),
        (
            "x.rss",
            "<rss><channel><item><title>a</title></item>\n",
            "<item><title>",
            "</title></item>\n<item><title>b</title></item></channel></rss>",
            2,
        ),
        (
            "x.rss",
            "<rss><channel><item><title>a</title></item>\n",
            "<item><title><![CDATA[",
            "]]></title></item>\n<item><title>b</title></item></channel></rss>",
            2,
        ),
        (
            "x.rss",
            "<rss><channel><item><title>a</title></item>\n",
            "<item><title><![CDATA[",
            "",
            1,
        ),
        ("x.html", "<!doctype html>\n", "<p>", "", 0),
        ("x.txt", "", "", "", 0),
    ] {
        let content = [before, record, &long, behind].concat();
        let (titles, rejections) = read_bytes(&format!("{name}.zst"), &zst(content.as_bytes()));
        assert_eq!(
            (titles.len(), rejections.len()),
            (articles, 1),
            "{name} {record}"
        );
        assert!(
            rejections[0].reason.contains("so many of it are kept"),
            "{}",
            rejections[0]
        );
        assert!(
            rejections[0].raw.len() == MAX_RECORD_BYTES,
            "{name}: {}",
            rejections[0].raw.len()
        );
    }
}

#[test]
fn files_that_are_hidden_or_empty_are_no_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    for name in [".hidden.jsonl", ".git/a.jsonl", "sub/.cache/a.jsonl"] {
        write(name, "{broken");
    }
    for name in ["empty.jsonl", "empty.html", "empty.rss", "empty.zip"] {
        write(name, "");
    }
    write("blank.rss", " \n\n");
    write("sub/a.jsonl", "{\"title\": \"a\"}");
    let (titles, rejections) = read([folder.path().to_owned()]);
    assert_eq!(
        (titles.as_slice(), rejections),
        (&["a".to_owned()][..], vec![])
    );
}

#[test]
fn a_file_that_is_removed_while_others_are_read() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c"] {
        let path = folder.path().join(name).with_extension("jsonl");
        fs::write(path, format!("{{\"title\": \"{name}\"}}")).unwrap();
    }
    let reader = Reader::open([folder.path().to_owned()], Format::Auto).unwrap();
    fs::remove_file(folder.path().join("b.jsonl")).unwrap();
    let (titles, rejections) = outcomes(reader);
    assert_eq!(titles, ["a", "c"]);
    assert!(
        rejections[0]
            .to_string()
            .contains("b.jsonl:1: cannot be opened"),
        "{rejections:?}"
    );
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    let sub = folder.path().join(OsStr::from_bytes(b"b\xe1o"));
    // Not every file system has such names.
    if fs::create_dir(&sub).is_err() {
        return;
    }
    fs::write(
        sub.join(OsStr::from_bytes(b"tin\xff.jsonl")),
        "{\"title\": \"a\"}\n{broken",
    )
    .unwrap();
    let (titles, rejections) = read([folder.path().to_owned()]);
    assert_eq!(titles, ["a"]);
    let file = &rejections[0].location.file;
    assert!(file.ends_with("b\u{fffd}o/tin\u{fffd}.jsonl"), "{file}");
}

/// A file that opens and whose reading fails, as on a broken disk: for every user.
#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_reading_fails_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.jsonl"), "{\"title\": \"a\"}").unwrap();
    std::os::unix::fs::symlink("/proc/self/mem", path("b.jsonl")).unwrap();
    fs::write(path("c.jsonl"), "{\"title\": \"c\"}").unwrap();
    let (titles, rejections) = read(["a.jsonl", "b.jsonl", "c.jsonl"].map(path));
    assert_eq!(titles, ["a", "c"]);
    let said: Vec<String> = rejections.iter().map(Rejection::to_string).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains("b.jsonl:1: cannot be opened: Input/output error"),
        "{said:?}"
    );
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

#[cfg(unix)]
#[test]
fn folders_with_what_cannot_be_read() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.jsonl"), "{\"title\": \"a\"}").unwrap();
    fs::write(path("empty.csv"), "").unwrap();
    fs::create_dir(path("sub")).unwrap();
    fs::write(path("sub/b.jsonl"), "{\"title\": \"b\"}").unwrap();
    symlink(folder.path(), path("sub/loop")).unwrap();
    symlink("/nowhere/at all", path("dangling.jsonl")).unwrap();
    let _socket = UnixListener::bind(path("socket.jsonl")).unwrap();
    fs::create_dir(path("other")).unwrap();
    fs::write(path("other/c.jsonl"), "{\"title\": \"c\"}").unwrap();

    let reader = Reader::open_except([folder.path().to_owned()], Format::Auto, |folder| {
        folder.ends_with("other")
    });
    let (mut articles, mut rejections) = (Vec::new(), Vec::new());
    for record in reader.unwrap() {
        match record.read() {
            Outcome::Article { article, .. } => articles.push(article.title),
            Outcome::Rejected(rejection) => rejections.push(rejection.to_string()),
        }
    }
    assert_eq!(articles, ["a", "b"]);
    assert_eq!(rejections.len(), 3, "{rejections:?}");
    for (rejection, said) in rejections.iter().zip([
        "dangling.jsonl:1: not read: a link that leads nowhere",
        "socket.jsonl:1: not a regular file",
        "loop:1: not read: a link back",
    ]) {
        assert!(rejection.contains(said), "{rejection}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_known_under_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.jsonl"), "{\"title\": \"a\"}").unwrap();
    fs::write(path("b.jsonl"), "{\"title\": \"b\"}").unwrap();
    std::os::unix::fs::symlink(path("a.jsonl"), path("link")).unwrap();
    fs::hard_link(path("a.jsonl"), path(".hard")).unwrap();
    let reader = Reader::open([path("a.jsonl")], Format::Auto).unwrap();
    for (name, read) in [
        ("a.jsonl", true),
        ("link", true),
        (".hard", true),
        ("b.jsonl", false),
        ("new", false),
    ] {
        assert_eq!(reader.will_read(&path(name)), read, "{name}");
    }
}
