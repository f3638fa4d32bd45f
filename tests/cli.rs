//! The command, driven as a person would, in a temporary folder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A temporary folder and the command run in it.
struct Desk {
    folder: TempDir,
}

struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Desk {
    fn new() -> Desk {
        Desk {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn run_with(&self, args: &[&str], stdin: &[u8]) -> Run {
        let mut command = Command::cargo_bin("timtin").unwrap();
        let output = command
            .current_dir(self.folder.path())
            .args(args)
            .write_stdin(stdin.to_vec())
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, b"")
    }

    /// Runs a command that must succeed and print JSON.
    fn json(&self, args: &[&str]) -> Value {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
        serde_json::from_str(&run.stdout).unwrap()
    }

    fn report(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.run(args).stdout).unwrap()
    }

    fn search(&self, query: &str) -> Value {
        self.json(&["search", "--index", "ix", "--format", "json", query])
    }

    fn ids(&self, query: &str) -> Vec<String> {
        let run = self.run(&[
            "search", "--index", "ix", "--format", "ids", "--match", "all", query,
        ]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout.lines().map(str::to_owned).collect()
    }
}

const NEWS: &str = r#"{"id": "a", "title": "Bão vào Quảng Ninh", "sapo": "Lũ lên nhanh.", "content": "Người dân <b>sơ tán</b> & tránh bão.", "date": "26/2/2019", "section": "Thời sự/Thời tiết", "source": "Tin Đồng Bằng", "views": 12}
{"id": "b", "title": "Giá xăng giảm", "body": "Từ 15h ngày 6/11, giá xăng giảm 1.084 đồng.", "published": "2019-12-31T18:00:00Z", "category": ["Kinh tế"], "source": "Báo Sông Hương", "author": "Hải Yến"}
"#;

#[test]
fn good_records_go_in_and_bad_ones_are_named_and_kept() {
    let desk = Desk::new();
    let bad = "{\"id\": \"c\", \"title\": \n[1]\n{\"id\": \"d\"}\n";
    desk.write(
        "news.jsonl",
        format!("{NEWS}{bad}{{\"id\": \"e\", \"body\": \"tin\", \"date\": \"31/02/2019\"}}\n"),
    );
    let run = desk.run(&[
        "index",
        "--index",
        "ix",
        "--rejects",
        "bad.txt",
        "--json",
        "news.jsonl",
    ]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    for (field, value) in [
        ("read", 6),
        ("indexed", 3),
        ("replaced", 0),
        ("rejected", 3),
        ("warnings", 1),
        ("documents", 3),
    ] {
        assert_eq!(report[field], value, "{field}");
    }
    assert_eq!(report["errors"][0]["file"], "news.jsonl");
    assert_eq!(
        report["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["line"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [3, 4, 5]
    );
    assert_eq!(fs::read_to_string(desk.path("bad.txt")).unwrap(), bad);
    assert!(
        run.stderr
            .contains("news.jsonl:6: field \"date\": the date \"31/02/2019\" does not exist"),
        "{}",
        run.stderr
    );
    assert_eq!(desk.ids("tin"), ["e"]);
}

#[test]
fn indexing_again_replaces() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    assert_eq!(desk.run(&["index", "--index", "ix", "news.jsonl"]).code, 0);
    desk.write(
        "more.jsonl",
        format!("{NEWS}{{\"id\": \"a\", \"title\": \"Bão tan\"}}\n"),
    );
    let report = desk.report(&["index", "--index", "ix", "--json", "more.jsonl"]);
    assert_eq!(
        (
            report["indexed"].as_u64(),
            report["replaced"].as_u64(),
            report["documents"].as_u64()
        ),
        (Some(0), Some(3), Some(2))
    );
    assert_eq!(
        (desk.ids("Quảng Ninh"), desk.ids("bão tan")),
        (vec![], vec!["a".to_owned()])
    );
}

#[test]
fn every_format_and_every_way_in() {
    let desk = Desk::new();
    let lines = |id: &str| format!("{{\"id\": \"{id}\", \"title\": \"Tin {id}\"}}\n").into_bytes();
    desk.write("in/a.jsonl", lines("jsonl"));
    desk.write("in/b.json", "[\n {\"id\": \"array1\", \"title\": \"Tin a\"},\n {\"id\": \"array2\", \"title\": \"Tin b\"}\n]");
    desk.write(
        "in/c.csv",
        "\u{feff}id;Title;Content\ncsv1;Tin;\"Dòng một\nDòng hai\"\ncsv2;Tin;x\n",
    );
    desk.write("in/deep/d.txt", "Tin vùng cao\n\n(TTXVN) - Bản Mông có điện.\n\nGiàng A Páo\n\nTin liên quan\n\nLễ hội ở Mường Lò");
    desk.write("in/e.jsonl.zst", zstd_frame(&lines("zst")));
    desk.write("in/f.jsonl.gz", gzip(&lines("gzip")));
    desk.write("in/.hidden.jsonl", lines("hidden"));
    let run = desk.run(&["index", "--index", "ix", "--json", "in"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut found = desk.ids("tin");
    found.retain(|id| id.len() < 32);
    found.sort();
    assert_eq!(
        found,
        ["array1", "array2", "csv1", "csv2", "gzip", "jsonl", "zst"]
    );
    assert_eq!(desk.search("bản mông")["hits"][0]["author"], "Giàng A Páo");
    assert_eq!(desk.ids("Mường Lò"), Vec::<String>::new());
    assert_eq!(desk.ids("\"dòng hai\""), ["csv1"]);

    let run = desk.run_with(&["index", "--index", "ix", "-"], &gzip(&lines("stdin")));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(desk.ids("stdin").contains(&"stdin".to_owned()));
}

fn gzip(content: &[u8]) -> Vec<u8> {
    // Stored blocks: enough to be a gzip file, without a compressor in the tests.
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    let len = content.len() as u16;
    out.extend(len.to_le_bytes());
    out.extend((!len).to_le_bytes());
    out.extend(content);
    out.extend(crc32(content).to_le_bytes());
    out.extend((content.len() as u32).to_le_bytes());
    out
}

fn crc32(content: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    };
    !content.iter().fold(!0, step)
}

fn zstd_frame(content: &[u8]) -> Vec<u8> {
    // A frame of one raw block.
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, content.len() as u8];
    out.extend(&(((content.len() as u32) << 3) | 1).to_le_bytes()[..3]);
    out.extend(content);
    out
}

#[test]
fn what_cannot_be_read_is_said() {
    let desk = Desk::new();
    desk.write("page.html", "<!doctype html><p>Tin</p>");
    desk.write(
        "utf16.jsonl",
        "{\"id\": \"x\"}"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>(),
    );
    desk.write("cut.jsonl.gz", &gzip(NEWS.as_bytes())[..200]);
    desk.write("latin.jsonl", b"{\"id\": \"x\", \"body\": \"caf\xe9\"}\n");
    desk.write("photo.jpg", b"\xff\xd8\xff\x00\x00");
    for (file, said) in [
        ("page.html", "HTML"),
        ("utf16.jsonl", "UTF-16"),
        ("cut.jsonl.gz", "cut short"),
        ("latin.jsonl", "not UTF-8"),
        ("photo.jpg", "not a text file"),
    ] {
        let run = desk.run(&["index", "--index", "ix", file]);
        assert_eq!(run.code, 3, "{file}: {}", run.stderr);
        assert!(
            run.stderr.contains(&format!("{file}:1: ")) && run.stderr.contains(said),
            "{}",
            run.stderr
        );
    }
    let run = desk.run(&["index", "--index", "ix", "nowhere.jsonl"]);
    assert!(
        run.code == 1 && run.stderr.contains("nowhere.jsonl"),
        "{}",
        run.stderr
    );
}

#[test]
fn exit_statuses() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    let nothing = desk.run(&["search", "--index", "ix", "bão"]);
    assert!(
        nothing.code == 1 && nothing.stderr.contains("timtin index"),
        "{}",
        nothing.stderr
    );
    assert_eq!(desk.run(&["search", "--index", "ix"]).code, 2);
    assert_eq!(desk.run(&["find"]).code, 2);
    desk.run(&["index", "--index", "ix", "news.jsonl"]);
    assert_eq!(desk.run(&["search", "--index", "ix", "zzz"]).code, 0);
    let date = desk.run(&["search", "--index", "ix", "--from", "31/2/2019", "bão"]);
    assert!(
        date.code == 1 && date.stderr.contains("26/2/2019"),
        "{}",
        date.stderr
    );
    assert_eq!(desk.run(&["search", "--index", "ix", "-5"]).code, 0);
    // A folder with something else in it is no place for an index.
    let elsewhere = desk.run(&["index", "--index", ".", "news.jsonl"]);
    assert!(
        elsewhere.code == 1 && elsewhere.stderr.contains("not empty"),
        "{}",
        elsewhere.stderr
    );
}

#[test]
fn an_answer_in_json() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    desk.run(&["index", "--index", "ix", "news.jsonl"]);
    let answer = desk.json(&[
        "search",
        "--index",
        "ix",
        "--format",
        "json",
        "--facet",
        "category",
        "--facet",
        "date:month",
        "bão",
    ]);
    let hit = &answer["hits"][0];
    assert_eq!(
        (
            answer["total"].as_u64(),
            answer["relaxed"].as_bool(),
            hit["id"].as_str()
        ),
        (Some(1), Some(false), Some("a"))
    );
    assert_eq!(hit["published"], "2019-02-26T00:00:00+07:00");
    assert_eq!(hit["extra"]["views"], 12);
    assert_eq!(hit["title_marks"], serde_json::json!([[0, 3]]));
    assert_eq!(
        answer["facets"]["category"][0]["children"][0]["path"],
        "Thời sự/Thời tiết"
    );
    assert_eq!(
        answer["facets"]["date:month"],
        serde_json::json!([{"value": "2019-02", "count": 1}])
    );
    // Offsets are code points of the text as stored, which holds the entities decoded and the rest as it was.
    let fragment = &hit["fragments"][0];
    let text: Vec<char> = fragment["text"].as_str().unwrap().chars().collect();
    let mark = fragment["marks"][0].as_array().unwrap();
    let (start, end) = (
        mark[0].as_u64().unwrap() as usize,
        mark[1].as_u64().unwrap() as usize,
    );
    assert_eq!(text[start..end].iter().collect::<String>(), "bão");

    let html = desk
        .run(&["search", "--index", "ix", "--format", "html", "bão"])
        .stdout;
    assert!(
        html.contains("<em>bão</em>")
            && html.contains("&lt;b&gt;sơ tán&lt;/b&gt; &amp;")
            && !html.contains("<b>"),
        "{html}"
    );
}

#[test]
fn days_are_days_in_vietnam_and_filters_include_both_ends() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    desk.run(&["index", "--index", "ix", "news.jsonl"]);
    let count = |args: &[&str]| {
        let args = [&["search", "--index", "ix", "--format", "json"], args].concat();
        desk.json(&args)["total"].as_u64().unwrap()
    };
    assert_eq!(count(&["--from", "1/1/2020", "xăng"]), 1);
    assert_eq!(count(&["--to", "2019", "xăng"]), 0);
    assert_eq!(count(&["--from", "2/2019", "--to", "2/2019", "bão"]), 1);
    assert_eq!(count(&["--to", "26/2/2019", "bão"]), 1);
    assert_eq!(count(&["--category", "thời sự", ""]), 1);
    assert_eq!(
        count(&[
            "--category",
            "Thời sự > Thời tiết",
            "--source",
            "tin đồng bằng",
            ""
        ]),
        1
    );
    assert_eq!(count(&["--author", "HẢI YẾN", ""]), 1);
    assert_eq!(count(&["author:yen date:2020"]), 1);
}

#[test]
fn many_queries_make_a_run() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    desk.write("q.tsv", "q1\tbão\nq2\tzzz\nq3\tgia xang\n");
    desk.run(&["index", "--index", "ix", "news.jsonl"]);
    let run = desk.run(&[
        "search",
        "--index",
        "ix",
        "--queries",
        "q.tsv",
        "--format",
        "trec",
        "--run",
        "mine",
    ]);
    assert_eq!(
        run.stdout, "q1\tQ0\ta\t1\t1.000000\tmine\nq3\tQ0\tb\t1\t1.000000\tmine\n",
        "{}",
        run.stderr
    );
    desk.write("bad.tsv", "no tab\n");
    let bad = desk.run(&[
        "search",
        "--index",
        "ix",
        "--queries",
        "bad.tsv",
        "--format",
        "trec",
    ]);
    assert!(
        bad.code == 1 && bad.stderr.contains("bad.tsv:1"),
        "{}",
        bad.stderr
    );
}

#[test]
fn deleting_and_stats() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    desk.run(&["index", "--index", "ix", "news.jsonl"]);
    let run = desk.run(&["delete", "--index", "ix", "a", "zzz"]);
    assert!(
        run.code == 0 && run.stdout.starts_with("deleted 1") && run.stderr.contains("zzz"),
        "{run_out}",
        run_out = run.stdout
    );
    assert!(desk.ids("bão").is_empty());
    let stats = desk.json(&["stats", "--index", "ix", "--format", "json"]);
    assert_eq!(
        (
            stats["documents"].as_u64(),
            stats["published"]["first"].as_str()
        ),
        (Some(1), Some("2020-01-01"))
    );
}

#[test]
fn own_abbreviations() {
    let desk = Desk::new();
    desk.write("own.tsv", "XQX\txã quê xa\n");
    desk.write(
        "news.jsonl",
        "{\"id\": \"a\", \"body\": \"lãnh đạo XQX họp\"}\n",
    );
    assert_eq!(
        desk.run(&[
            "index",
            "--index",
            "ix",
            "--abbreviations",
            "own.tsv",
            "news.jsonl"
        ])
        .code,
        0
    );
    assert_eq!(desk.ids("\"lãnh đạo xã quê xa họp\""), ["a"]);
    let tokens = desk.json(&["analyze", "--index", "ix", "--format", "json", "XQX"]);
    assert_eq!(tokens[0]["readings"][0], "xã quê xa");
    desk.write("own.tsv", "XQX\tkhác\n");
    let other = desk.run(&[
        "index",
        "--index",
        "ix",
        "--abbreviations",
        "own.tsv",
        "news.jsonl",
    ]);
    assert!(
        other.code == 1 && other.stderr.contains("reindex"),
        "{}",
        other.stderr
    );
    desk.write("own.tsv", "XQX\n");
    let broken = desk.run(&[
        "index",
        "--index",
        "new",
        "--abbreviations",
        "own.tsv",
        "news.jsonl",
    ]);
    assert!(
        broken.code == 1 && broken.stderr.contains("line 1"),
        "{}",
        broken.stderr
    );
}

#[test]
fn analyze_shows_what_becomes_of_a_text() {
    let desk = Desk::new();
    let tokens = desk.json(&["analyze", "--format", "json", "Cơ quan TS-VM, 1.084"]);
    let of = |field: &str| {
        tokens
            .as_array()
            .unwrap()
            .iter()
            .map(|t| t[field].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("term"),
        [
            "cơ", "quan", "tsvm", "trong", "sạch", "vững", "mạnh", "1084"
        ]
    );
    assert_eq!(of("kind")[2], "abbreviation");
    assert_eq!(
        (
            tokens[3]["start"].as_u64(),
            tokens[3]["end"].as_u64(),
            tokens[7]["position"].as_u64()
        ),
        (Some(8), Some(13), Some(6))
    );
    let lines = desk.run_with(&["analyze", "--format", "json"], "một\nhai\n".as_bytes());
    assert_eq!(lines.stdout.lines().count(), 2);
}

#[test]
fn piped_output_has_no_colours() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    let runs = [
        desk.run(&["index", "--index", "ix", "news.jsonl"]),
        desk.run(&["search", "--index", "ix", "--facet", "source", "bão"]),
        desk.run(&["analyze", "UBND"]),
        desk.run(&["completions", "bash"]),
    ];
    for run in runs {
        assert!(
            run.code == 0
                && !run.stdout.contains('\u{1b}')
                && !run.stderr.contains('\u{1b}')
                && !run.stdout.is_empty()
        );
    }
}

#[test]
fn the_demo_runs() {
    let desk = Desk::new();
    let run = desk.run(&["demo"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("cán bộ công chức") && run.stdout.contains("Now you"),
        "{}",
        run.stdout
    );
    let place = run
        .stdout
        .lines()
        .find_map(|line| line.split("the index is in ").nth(1))
        .unwrap();
    fs::remove_dir_all(Path::new(place).parent().unwrap()).unwrap();
}

#[test]
fn segment_joins_words_and_changes_nothing_else() {
    let desk = Desk::new();
    let joined = desk.run(&["segment", "Công an  điều tra, a_b"]);
    assert_eq!(
        (joined.code, joined.stdout.as_str()),
        (0, "Công_an  điều_tra, a_b\n")
    );
    let lines = desk.run_with(&["segment"], "phát triển\n\nkinh tế\n".as_bytes());
    assert_eq!(lines.stdout, "phát_triển\n\nkinh_tế\n");
    desk.write("lines.txt", "phát triển\n");
    let file = desk.run(&["segment", "--file", "lines.txt"]);
    assert_eq!(file.stdout, "phát_triển\n");
    let missing = desk.run(&["segment", "--file", "nowhere.txt"]);
    assert!(missing.code == 1 && missing.stderr.contains("nowhere.txt"));
}

#[test]
fn segment_prints_words_with_offsets_in_code_points() {
    let desk = Desk::new();
    let words = desk.json(&["segment", "--format", "json", "Ờ, phát triển"]);
    assert_eq!(
        words,
        serde_json::json!([
            {"text": "Ờ", "start": 0, "end": 1},
            {"text": "phát triển", "start": 3, "end": 13},
        ])
    );
}
