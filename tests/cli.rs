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
    locale: &'static str,
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
            locale: "C",
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
            .env("LC_ALL", self.locale)
            .env_remove("RUST_BACKTRACE")
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
fn rejects_never_overwrite_an_input() {
    let desk = Desk::new();
    desk.write("in/news.jsonl", format!("{NEWS}broken\n"));
    for (input, rejects) in [
        ("in/news.jsonl", "in/news.jsonl"),
        ("in/news.jsonl", "in/../in/news.jsonl"),
        ("in", "in/news.jsonl"),
    ] {
        let run = desk.run(&["index", "--index", "ix", "--rejects", rejects, input]);
        assert!(
            run.code == 1 && run.stderr.contains("overwritten"),
            "{}",
            run.stderr
        );
    }
    let content = fs::read_to_string(desk.path("in/news.jsonl")).unwrap();
    assert!(content.starts_with(NEWS));
    // A new file in the folder that is read is none of the inputs.
    let run = desk.run(&["index", "--index", "ix", "--rejects", "in/bad.txt", "in"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(
        fs::read_to_string(desk.path("in/bad.txt")).unwrap(),
        "broken\n"
    );
}

#[test]
fn an_import_that_cannot_start_leaves_the_rejects_of_the_last() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    desk.write("bad.txt", "kept");
    let run = desk.run(&[
        "index",
        "--index",
        "ix",
        "--rejects",
        "bad.txt",
        "nowhere.jsonl",
    ]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(fs::read_to_string(desk.path("bad.txt")).unwrap(), "kept");
}

#[test]
fn rejected_records_are_kept_byte_by_byte() {
    let desk = Desk::new();
    let row = "\"7\",\"a \"\"b\"\"\r\nc\",x,y\r\n";
    desk.write("t.csv", format!("id,title,body\r\n{row}8,b,z\r\n"));
    desk.write("cut.jsonl.gz", &gzip(NEWS.as_bytes())[..NEWS.len() - 20]);
    let long = format!("{{\"id\": \"{}", "x".repeat(3 << 20));
    desk.write("long.jsonl", &long);
    let run = desk.run(&[
        "index",
        "--index",
        "ix",
        "--rejects",
        "bad.txt",
        "t.csv",
        "cut.jsonl.gz",
        "long.jsonl",
    ]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let second = NEWS.lines().nth(1).unwrap();
    let cut = &second.as_bytes()[..second.len() + 1 - 20 - 15];
    let kept = [row.as_bytes(), cut, b"\n", long.as_bytes(), b"\n"].concat();
    assert!(fs::read(desk.path("bad.txt")).unwrap() == kept);
}

#[test]
fn a_folder_with_the_index_in_it() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    let index = |input: &str| desk.run(&["index", "--index", "ix", "--json", input]);
    assert_eq!(index("news.jsonl").code, 0);
    let again = index(".");
    assert_eq!(again.code, 0, "{}", again.stderr);
    let report: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(
        (&report["read"], &report["replaced"]),
        (&2.into(), &2.into())
    );
    let itself = index("ix");
    assert!(
        itself.code == 3 && itself.stderr.contains("holds an index"),
        "{}",
        itself.stderr
    );
}

#[test]
fn numbers_come_back_as_they_came() {
    let desk = Desk::new();
    desk.write(
        "news.jsonl",
        "{\"id\": 12345678901234567890123, \"title\": \"tin\", \"n\": 1e400}\n{\"id\": 12345678901234567890124, \"title\": \"tin\", \"n\": 98765432109876543210}\n",
    );
    let run = desk.run(&["index", "--index", "ix", "news.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(desk.ids("tin").len(), 2);
    let search = [
        "search",
        "--index",
        "ix",
        "--format",
        "json",
        "--no-collapse",
    ];
    let answer = desk.run(&[&search[..], &["tin"]].concat());
    assert!(answer.stdout.contains("98765432109876543210"));
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
    desk.write("cut.jsonl.gz", &gzip(NEWS.as_bytes())[..200]);
    desk.write("latin.jsonl", b"{\"id\": \"x\", \"body\": \"caf\xe9\"}\n");
    desk.write("photo.jpg", b"\xff\xd8\xff\x00\x00");
    for (file, said) in [
        ("page.html", "not an article"),
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
fn conversions_are_counted() {
    let desk = Desk::new();
    let utf16 = "{\"title\": \"Mưa lớn ở Huế\"}";
    let utf16: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    desk.write("utf16.jsonl", utf16);
    desk.write(
        "old.jsonl",
        "{\"title\": \"Céng hoµ x· héi chñ nghÜa ViÖt Nam\"}\n{\"title\": \"Müller ở Köln\"}\n\
         {\"title\": \"Tröôøng hoïc môùi cuûa xaõ\"}\n",
    );
    let run = desk.run(&["index", "--index", "ix", "old.jsonl", "utf16.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let said = "converted from legacy encodings: TCVN3 1, UTF-16LE 1, VNI 1";
    assert!(run.stdout.contains(said), "{}", run.stdout);
    let run = desk.run(&["index", "--index", "ix", "--json", "old.jsonl"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        report["converted"],
        serde_json::json!({"TCVN3": 1, "VNI": 1})
    );
    for query in ["xã hội chủ nghĩa", "trường học mới", "mưa lớn"] {
        let run = desk.run(&["search", "--index", "ix", "--format", "json", query]);
        assert!(
            run.stdout.contains("\"total\": 1") || run.stdout.contains("\"total\":1"),
            "{query}: {}",
            run.stdout
        );
    }
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
        date.code == 2
            && date.stderr.contains("26/2/2019")
            && date.stderr.contains("does not exist"),
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

/// Elsewhere an article with all words stands above those without (rule 4.3); a TREC run is a ranking
/// to be measured.
#[test]
fn a_run_ranks_by_any_of_the_words_unless_told_otherwise() {
    let desk = Desk::new();
    let scattered = format!(
        "Tàu cập bến. {} Lửa hoả hoạn, đâm sầm, xe máy, tải trọng lớn.",
        "Chuyện ở quê và những ngày mưa đã qua. ".repeat(20)
    );
    let lines = [
        ("together", "Tàu hoả đâm xe tải, hai người bị thương"),
        ("scattered", scattered.as_str()),
        ("other", "Giá xăng giảm, người dân vui"),
    ]
    .map(|(id, body)| format!("{{\"id\": \"{id}\", \"body\": \"{body}\"}}\n"));
    desk.write("news.jsonl", lines.concat());
    desk.write("q.tsv", "q1\ttàu hoả đâm xe tải lớn\n");
    desk.run(&["index", "--index", "ix", "news.jsonl"]);
    let first = |options: &[&str]| {
        let fixed = [
            "search",
            "--index",
            "ix",
            "--queries",
            "q.tsv",
            "--limit",
            "1",
        ];
        desk.run(&[&fixed[..], options].concat()).stdout
    };
    let run = |id: &str| format!("q1\tQ0\t{id}\t1\t1.000000\ttimtin\n");
    assert_eq!(first(&["--format", "trec"]), run("together"));
    for matching in ["auto", "all"] {
        let options = ["--format", "trec", "--match", matching];
        assert_eq!(first(&options), run("scattered"), "{matching}");
    }
    assert_eq!(first(&["--format", "ids"]), "scattered\n");
}

#[test]
fn a_score_is_explained() {
    let desk = Desk::new();
    let line = |id: &str, title: &str, body: &str| {
        format!("{{\"id\": \"{id}\", \"title\": \"{title}\", \"body\": \"{body}\"}}\n")
    };
    let news = [
        line(
            "a",
            "Bão lớn đổ bộ",
            "Cơn bão lớn gây mưa to, bão lớn nhất năm.",
        ),
        line("b", "Mưa ở miền Trung", "Mưa nhỏ, gió lớn."),
        line("c", "Giá xăng", "Giá xăng giảm."),
    ];
    desk.write("news.jsonl", news.concat());
    desk.run(&["index", "--index", "ix", "news.jsonl"]);
    let search = |options: &[&str]| {
        let fixed = ["search", "--index", "ix", "bão lớn mưa", "--explain"];
        desk.run(&[&fixed[..], options].concat()).stdout
    };
    let answer: serde_json::Value = serde_json::from_str(&search(&["--format", "json"])).unwrap();
    let of = |hit: usize| &answer["hits"][hit]["explanation"];
    assert_eq!(
        (&of(0)["tier"], &of(1)["tier"]),
        (&"exact".into(), &"most_words".into())
    );
    assert_eq!(of(0)["missing"], serde_json::json!([]));
    assert_eq!(of(1)["missing"], serde_json::json!(["bão"]));
    let word = &of(0)["words"][0];
    let counts = ["title", "summary", "body"].map(|zone| word[zone].as_u64().unwrap());
    assert_eq!((word["word"].as_str(), counts), (Some("bão"), [1, 0, 2]));
    for hit in 0..2 {
        let sum = |parts: &str| -> f64 {
            let parts = of(hit)[parts].as_array().unwrap().iter();
            parts.map(|part| part["score"].as_f64().unwrap()).sum()
        };
        let number = |name: &str| of(hit)[name].as_f64().unwrap();
        let told = sum("words") + sum("pairs") + number("triples");
        // Plain words are all there is.
        assert!(
            (told - number("score")).abs() < 0.01,
            "{told} {:?}",
            of(hit)
        );
        assert!(number("other").abs() < 0.01 && number("freshness") == 1.0);
    }
    assert!(
        of(0)["pairs"][0]["words"] == "bão lớn" && of(1)["pairs"].as_array().unwrap().is_empty()
    );
    let text = search(&["--lang", "vi"]);
    for part in [
        "đúng như đã gõ",
        "bão ",
        "tiêu đề 1",
        "thiếu: bão",
        "đứng cạnh nhau: bão lớn",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !desk
            .run(&["search", "--index", "ix", "bão", "--format", "json"])
            .stdout
            .contains("explanation")
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
        broken.code == 1 && broken.stderr.contains("own.tsv:1: "),
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

/// A desk with the two articles of [`NEWS`] in the index `ix`.
fn with_news() -> Desk {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    // One thread builds one segment.
    let run = desk.run(&["index", "--index", "ix", "--threads", "1", "news.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    desk
}

impl Desk {
    /// The file of the index with this extension.
    fn file(&self, extension: &str) -> PathBuf {
        let mut files = fs::read_dir(self.path("ix")).unwrap();
        files
            .find_map(|entry| {
                let path = entry.unwrap().path();
                path.extension()
                    .is_some_and(|found| found == extension)
                    .then_some(path)
            })
            .unwrap()
    }
}

#[test]
fn damage_is_found_named_and_never_a_panic() {
    for extension in ["fast", "idx", "pos", "term", "fieldnorm", "store"] {
        let desk = with_news();
        let sound = desk.run(&["stats", "--index", "ix", "--verify"]);
        assert!(sound.code == 0 && sound.stdout.contains("checked 6 files"));
        let file = desk.file(extension);
        let mut bytes = fs::read(&file).unwrap();
        // All but the footer, which the engine checks by itself.
        let end = bytes.len() - 120;
        bytes[..end].fill(0xff);
        fs::write(&file, bytes).unwrap();

        let verified = desk.run(&["stats", "--index", "ix", "--verify"]);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(
            verified.code == 1
                && verified.stderr.contains(name)
                && verified.stderr.contains("reindex"),
            "{}",
            verified.stderr
        );
        for args in [
            &["search", "--index", "ix", "--facet", "category", "bão"][..],
            &["stats", "--index", "ix"],
            &["index", "--index", "ix", "news.jsonl"],
            &["delete", "--index", "ix", "a"],
        ] {
            let run = desk.run(args);
            assert!(
                run.code == 1
                    && run.stdout.is_empty()
                    && run.stderr.starts_with("error: ix/")
                    && run.stderr.contains("damaged")
                    && run.stderr.lines().count() == 1,
                "{extension}: {args:?}: {} {}",
                run.code,
                run.stderr
            );
        }
    }
}

#[test]
fn a_missing_or_cut_file_is_damage() {
    let desk = with_news();
    let file = desk.file("store");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() - 10]).unwrap();
    let cut = desk.run(&["search", "--index", "ix", "bão"]);
    assert!(
        cut.code == 1 && cut.stderr.contains(".store") && cut.stderr.contains("damaged"),
        "{}",
        cut.stderr
    );
    fs::remove_file(&file).unwrap();
    for args in [
        &["search", "--index", "ix", "bão"][..],
        &["stats", "--index", "ix", "--verify"],
    ] {
        let run = desk.run(args);
        assert!(
            run.code == 1 && run.stderr.contains(".store") && run.stderr.contains("missing"),
            "{}",
            run.stderr
        );
    }
    fs::write(desk.path("ix/meta.json"), "{").unwrap();
    let run = desk.run(&["search", "--index", "ix", "bão"]);
    assert!(
        run.code == 1 && run.stderr.contains("damaged") && run.stderr.contains("meta.json"),
        "{}",
        run.stderr
    );
}

#[cfg(unix)]
#[test]
fn an_index_may_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt;
    let desk = with_news();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let usual = mode(&desk.path("news.jsonl"));
    for entry in fs::read_dir(desk.path("ix")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), usual, "{}", path.display());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_command_and_says_so_once() {
    let desk = with_news();
    // Enough to fill more buffers than there are between reading and writing.
    desk.write("bad.jsonl", "[1]\n".repeat(12_000));
    let args = [
        "index",
        "--index",
        "ix",
        "--rejects",
        "/dev/full",
        "bad.jsonl",
    ];
    let run = desk.run(&args);
    assert!(
        run.code == 1
            && run.stderr.matches("disk is full").count() == 1
            && run.stderr.contains("/dev/full")
            && run.stderr.contains("free space"),
        "{}",
        run.stderr
    );
    assert_eq!(desk.ids("bão"), ["a"]);
    let vietnamese = desk.run(&[&args[..], &["--lang", "vi"]].concat());
    assert!(vietnamese.stderr.contains("lỗi: /dev/full: đĩa đã đầy"));
}

#[test]
fn what_is_asked_wrongly_is_wrong_usage() {
    let desk = with_news();
    let wrong: [(&[&str], &str); 12] = [
        (&["--from", "abc", "bão"], "26/2/2019"),
        (&["--from", "31/2/2020", "bão"], "does not exist"),
        (&["--from", "2022", "--to", "2020", "bão"], "empty"),
        (&["--limit", "1000001", "bão"], "100000"),
        (&["--offset", "99999", "bão"], "100000"),
        (&["--cursor", "10-beef", "bão"], "next"),
        (&["--format", "trec", "bão"], "--queries"),
        (&["--category", "", "bão"], "--category"),
        (&["--category", " / ", "bão"], "--category"),
        (&["--source", " ", "bão"], "--source"),
        (&["--author", "", "bão"], "--author"),
        (&["--facet", "colour", "bão"], "date:month"),
    ];
    for (args, said) in wrong {
        let run = desk.run(&[&["search", "--index", "ix"], args].concat());
        assert!(
            run.code == 2 && run.stderr.contains(said) && run.stdout.is_empty(),
            "{args:?}: {} {}",
            run.code,
            run.stderr
        );
    }
}

#[test]
fn a_file_is_no_folder() {
    let desk = with_news();
    for args in [
        &["search", "--index", "news.jsonl", "bão"][..],
        &["index", "--index", "news.jsonl", "news.jsonl"],
        &["stats", "--verify", "--index", "news.jsonl"],
    ] {
        let run = desk.run(args);
        assert!(
            run.code == 1 && run.stderr.contains("this is a file"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn queries_as_editors_save_them() {
    let desk = with_news();
    let run = |format: &str| {
        desk.run(&[
            "search",
            "--index",
            "ix",
            "--queries",
            "q.tsv",
            "--format",
            format,
        ])
    };
    desk.write("q.tsv", "\u{feff}q1\tbão\r\n\r\nq2\tgiá xăng\r\n");
    let trec = run("trec");
    assert_eq!(
        trec.stdout, "q1\tQ0\ta\t1\t1.000000\ttimtin\nq2\tQ0\tb\t1\t1.000000\ttimtin\n",
        "{}",
        trec.stderr
    );
    for bad in ["q1\tbão\n\tbão\n", "q1\tbão\nq2 bão\n"] {
        desk.write("q.tsv", bad);
        let run = run("trec");
        assert!(
            run.code == 1 && run.stderr.contains("q.tsv:2: ") && run.stdout.is_empty(),
            "{}",
            run.stderr
        );
    }
    desk.write("q.tsv", b"q1\tb\n\nq2\tb\xe3o\n");
    let latin = run("ids");
    assert!(
        latin.stderr.contains("q.tsv:3: not UTF-8"),
        "{}",
        latin.stderr
    );

    // What was not understood is said with every format, and of which query.
    desk.write("q.tsv", "q7\t\"bão\n");
    for format in ["trec", "ids", "html", "text"] {
        let run = run(format);
        assert!(
            run.code == 0 && run.stderr.contains("warning: q7: a quotation mark"),
            "{format}: {}",
            run.stderr
        );
    }
    for format in ["ids", "html", "text"] {
        let run = desk.run(&["search", "--index", "ix", "--format", format, "\"bão"]);
        assert!(run.stderr.contains("warning: a quotation mark"), "{format}");
    }
}

#[test]
fn a_page_by_cursor_numbers_on() {
    let desk = with_news();
    let first = desk.json(&[
        "search", "--index", "ix", "--format", "json", "--limit", "1", "",
    ]);
    let cursor = first["next"].as_str().unwrap();
    let second = desk.run(&[
        "search", "--index", "ix", "--limit", "1", "--cursor", cursor, "",
    ]);
    assert!(second.stdout.contains("  2. Bão vào"), "{}", second.stdout);
}

#[test]
fn an_article_without_a_title_is_headed_by_its_beginning() {
    let desk = Desk::new();
    desk.write(
        "news.jsonl",
        "{\"id\": \"a\", \"body\": \"Bão <to> vào bờ.\"}\n",
    );
    desk.run(&["index", "--index", "ix", "news.jsonl"]);
    let html = desk.run(&["search", "--index", "ix", "--format", "html", "bão"]);
    assert!(
        html.stdout.contains("<h2>Bão &lt;to&gt; vào bờ.</h2>"),
        "{}",
        html.stdout
    );
}

#[test]
fn the_command_speaks_vietnamese() {
    let mut desk = Desk::new();
    desk.locale = "vi_VN.UTF-8";
    desk.write("news.jsonl", format!("{NEWS}[1]\n"));
    let run = desk.run(&["index", "--index", "ix", "news.jsonl"]);
    assert!(
        run.code == 3
            && run.stdout.contains("đã đọc 3 bản ghi")
            && run.stdout.contains("ix hiện có 2 bài")
            && run.stderr.contains("cảnh báo: đã loại news.jsonl:3: "),
        "{} {}",
        run.stdout,
        run.stderr
    );
    let search = [
        "search",
        "--index",
        "ix",
        "--facet",
        "category",
        "quang ninh bao",
    ];
    let run = desk.run(&search);
    assert!(
        run.stdout.starts_with("1 bài trong ")
            && run.stdout.contains("hiểu là:")
            && run.stdout.contains("chuyên mục"),
        "{}",
        run.stdout
    );
    let run = desk.run(&[&search[..], &["--lang", "en"]].concat());
    assert!(
        run.stdout.starts_with("1 article in ") && run.stdout.contains("read as:"),
        "{}",
        run.stdout
    );
    for (args, code, said) in [
        (
            &["search", "--index", "no", "x"][..],
            1,
            "lỗi: no: ở đây chưa có chỉ mục",
        ),
        (
            &["search", "--index", "ix", "--from", "31/2/2020", "x"],
            2,
            "không có ngày này trong lịch",
        ),
        (&["search", "--index", "ix"], 2, "còn thiếu"),
        (
            &["search", "--index", "ix", "--limit", "1000001", "x"],
            2,
            "100.000",
        ),
        (&["stats", "--index", "ix", "--lang", "fr"], 2, "--lang"),
        (&["delete", "--index", "ix", "zzz"], 0, "không có bài nào"),
    ] {
        let run = desk.run(args);
        assert!(
            run.code == code && run.stderr.contains(said),
            "{args:?}: {} {}",
            run.code,
            run.stderr
        );
    }
    let verified = desk.run(&["stats", "--index", "ix", "--verify"]);
    assert!(
        verified.stdout.contains("nguyên vẹn"),
        "{}",
        verified.stdout
    );
    for args in [&["--help"][..], &["search", "--help"], &["stats", "-h"]] {
        let run = desk.run(args);
        assert!(
            run.code == 0
                && run.stdout.contains("Cách dùng:")
                && run.stdout.contains("Tùy chọn:")
                && !run.stdout.contains("Usage"),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn json_is_the_same_in_both_languages() {
    let mut desk = with_news();
    let answer = |desk: &Desk| {
        let mut json = desk.json(&[
            "search",
            "--index",
            "ix",
            "--format",
            "json",
            "--facet",
            "date:year",
            "bao",
        ]);
        json["took_ms"] = Value::Null;
        json
    };
    let english = answer(&desk);
    desk.locale = "vi";
    assert_eq!(answer(&desk), english);
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

#[test]
fn reprints_are_one_row_in_answers_but_not_in_ids_and_runs() {
    let desk = Desk::new();
    let body = "Sáng nay, đoàn kiểm tra của tỉnh đã về thăm công trình cấp nước sạch ở xã vùng cao, nghe báo cáo tiến độ \
         và gặp gỡ bà con trong bản. Theo ban quản lý, đường ống chính đã lắp xong, còn bể chứa sẽ hoàn thành \
         trước mùa khô để hơn ba trăm hộ dân có nước dùng quanh năm.";
    let reprint = body.replace("bà con", "người dân");
    let lines = [
        serde_json::json!({"id": "1", "title": "Kiểm tra công trình nước sạch", "body": body, "source": "VOV", "published": "2020-03-01"}),
        serde_json::json!({"id": "2", "title": "Nước sạch sắp về vùng cao", "body": reprint, "source": "HBĐT", "published": "2020-03-02"}),
        serde_json::json!({"id": "3", "title": "Nước sạch", "body": "Một tin khác về nước sạch."}),
    ];
    let lines = lines.map(|line| line.to_string()).join("\n");
    desk.write("news.jsonl", lines);
    assert_eq!(desk.run(&["index", "--index", "ix", "news.jsonl"]).code, 0);
    let search = |args: &[&'static str]| [&["search", "--index", "ix", "nước sạch"], args].concat();
    let answer = desk.json(&search(&["--format", "json", "--sort", "oldest"]));
    assert_eq!(answer["total"], 3);
    assert_eq!(answer["hits"].as_array().unwrap().len(), 2);
    assert_eq!(answer["hits"][0]["id"], "1");
    assert_eq!(answer["hits"][0]["duplicates"], serde_json::json!(["2"]));
    let all = desk.json(&search(&["--format", "json", "--no-collapse"]));
    assert_eq!(all["hits"].as_array().unwrap().len(), 3);
    assert_eq!(
        desk.run(&search(&["--format", "ids"]))
            .stdout
            .lines()
            .count(),
        3
    );
    let text = desk.run(&search(&["--sort", "oldest"])).stdout;
    assert!(
        text.contains("+1 near-identical: ") && text.contains(" · HBĐT · 2"),
        "{text}"
    );
    desk.write("q.tsv", "q1\tnước sạch\n");
    let run = desk.run(&[
        "search",
        "--index",
        "ix",
        "--queries",
        "q.tsv",
        "--format",
        "trec",
    ]);
    assert_eq!(run.stdout.lines().count(), 3);
}

#[test]
fn indexing_again_says_what_is_unchanged() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    let first = desk.run(&["index", "--index", "ix", "news.jsonl"]);
    assert!(!first.stdout.contains("unchanged"), "{}", first.stdout);
    let again = desk.run(&["index", "--index", "ix", "news.jsonl"]);
    let said = "indexed 0, replaced 2 (2 of them unchanged), rejected 0";
    assert!(again.stdout.contains(said), "{}", again.stdout);
    let report = desk.report(&["index", "--index", "ix", "--json", "news.jsonl"]);
    assert_eq!(report["unchanged"], 2);
}

#[test]
fn stats_tell_sources_and_what_was_learned() {
    let desk = Desk::new();
    desk.write(
        "more.jsonl",
        "{\"id\": \"c\", \"body\": \"Công an huyện (CAH) vào cuộc. CAH xác minh.\", \"source\": \"Báo Sông Hương\"}\n",
    );
    desk.write("news.jsonl", NEWS);
    desk.run(&["index", "--index", "ix", "news.jsonl", "more.jsonl"]);
    let stats = desk.json(&["stats", "--index", "ix", "--format", "json"]);
    assert_eq!(
        stats["sources"],
        serde_json::json!([{"source": "Báo Sông Hương", "count": 2}, {"source": "Tin Đồng Bằng", "count": 1}])
    );
    let listed = desk.json(&["abbreviations", "--index", "ix", "--format", "json"]);
    assert_eq!(stats["learned"].as_u64(), Some(1));
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let shown = desk.run(&["stats", "--index", "ix"]).stdout;
    assert!(
        shown.contains("Báo Sông Hương (2)") && shown.contains(stats["analysis"].as_str().unwrap()),
        "{shown}"
    );
}

#[test]
fn a_dry_run_creates_nothing() {
    let desk = Desk::new();
    desk.write("news.jsonl", format!("{NEWS}{{broken\n"));
    let dry = |more: &[&str]| {
        let mut args = vec!["index", "--index", "ix", "--dry-run", "--rejects", "bad"];
        args.extend(more);
        args.push("news.jsonl");
        desk.run(&args)
    };
    let run = dry(&[]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(
        run.stdout.contains("ix would hold 2 articles") && run.stdout.contains("indexed 2"),
        "{}",
        run.stdout
    );
    assert!(!desk.path("ix").exists() && !desk.path("bad").exists());
    let told: Value = serde_json::from_str(&dry(&["--json"]).stdout).unwrap();
    assert_eq!(
        (&told["indexed"], &told["documents"]),
        (&2.into(), &2.into())
    );
    // What would fail fails.
    desk.write("own.tsv", "no tab\n");
    assert_eq!(dry(&["--abbreviations", "own.tsv"]).code, 1);
    desk.write("ix/other.txt", "x");
    assert_eq!(dry(&[]).code, 1);
}

#[test]
fn manual_pages_of_all_commands() {
    let desk = Desk::new();
    let all = desk.run(&["man"]).stdout;
    assert!(all.contains(".TH timtin 1"), "{}", &all[..200]);
    for command in ["index", "search", "analyze", "stats", "delete", "man"] {
        assert!(
            all.contains(&format!(".TH timtin-{command} 1")),
            "{command}"
        );
    }
    let one = desk.run(&["man", "index"]).stdout;
    assert!(all.contains(&one) && one.contains("commit\\-every") && !one.contains("timtin-search"));
    let vietnamese = desk.run(&["man", "index", "--lang", "vi"]).stdout;
    assert!(vietnamese.contains("Lập chỉ mục"), "{vietnamese}");
    assert_eq!(desk.run(&["man", "nothing"]).code, 2);
}

#[test]
fn logs_where_they_are_asked_for() {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    let index = |filter: Option<&str>| {
        let mut command = Command::cargo_bin("timtin").unwrap();
        command.current_dir(desk.folder.path()).env("LC_ALL", "C");
        match filter {
            Some(filter) => command.env("RUST_LOG", filter),
            None => command.env_remove("RUST_LOG"),
        };
        let output = command
            .args(["index", "--index", "ix", "--json", "news.jsonl"])
            .output()
            .unwrap();
        assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok());
        String::from_utf8(output.stderr).unwrap()
    };
    let info = index(Some("timtin=info"));
    assert!(info.contains("committed documents=2 segments="), "{info}");
    assert!(!info.contains("batch"), "{info}");
    let debug = index(Some("timtin=debug"));
    assert!(
        debug.contains("unchanged=2") && !debug.contains("committed"),
        "{debug}"
    );
    assert_eq!(index(None), "");
    let wrong = index(Some("timtin=loud"));
    assert!(
        wrong.contains("warning") && wrong.contains("RUST_LOG"),
        "{wrong}"
    );
}

#[test]
fn abbreviations_tell_what_was_learned_from_whom() {
    let desk = Desk::new();
    let lines = [
        serde_json::json!({"id": "1", "title": "Tin một", "body": "Ban Vận động Quỹ Zon (BVĐQZ) họp.", "source": "Báo Núi"}),
        serde_json::json!({"id": "2", "title": "Tin hai", "body": "Theo ban vận động quỹ zon (BVĐQZ), việc đã xong.", "source": "Báo Núi"}),
        serde_json::json!({"id": "3", "title": "BVĐQZ gặp dân", "body": "UBND xã chủ trì."}),
    ];
    desk.write("news.jsonl", lines.map(|line| line.to_string()).join("\n"));
    assert_eq!(desk.run(&["index", "--index", "ix", "news.jsonl"]).code, 0);
    let all = desk.json(&["abbreviations", "--index", "ix", "--format", "json"]);
    let expected = serde_json::json!([{
        "abbreviation": "BVĐQZ",
        "reading": "Ban Vận động Quỹ Zon",
        "articles": 2,
        "weight": 67,
        "listed": false,
        "translated": false,
        "sources": [{"source": "Báo Núi", "count": 2}],
        "examples": [{"id": "1", "title": "Tin một"}, {"id": "2", "title": "Tin hai"}],
    }]);
    assert_eq!(all, expected);
    let text = desk.run(&["abbreviations", "--index", "ix", "b-vđqz"]);
    for said in [
        "BVĐQZ",
        "67 %",
        "Ban Vận động Quỹ Zon",
        "Báo Núi 2",
        "1 “Tin một”",
    ] {
        assert!(text.stdout.contains(said), "{said}: {}", text.stdout);
    }
    let none = desk.run(&[
        "--lang",
        "vi",
        "abbreviations",
        "--index",
        "ix",
        "--min",
        "3",
    ]);
    assert_eq!(
        (none.code, none.stdout.trim()),
        (0, "không có bài nào định nghĩa từ viết tắt như vậy")
    );
    let hits = desk.json(&[
        "search",
        "--index",
        "ix",
        "--format",
        "json",
        "\"ban van dong quy zon gap dan\"",
    ]);
    assert_eq!(
        (&hits["total"], &hits["hits"][0]["id"]),
        (&1.into(), &"3".into())
    );
    let analysed = desk.json(&["analyze", "--index", "ix", "--format", "json", "BVĐQZ gặp"]);
    assert_eq!(
        analysed[0]["readings"],
        serde_json::json!(["Ban Vận động Quỹ Zon"])
    );
}

/// Three articles, and a file of two queries that find them.
fn with_judgements() -> Desk {
    let desk = Desk::new();
    desk.write(
        "news.jsonl",
        "{\"id\": \"a\", \"title\": \"bão lũ miền Trung\"}\n{\"id\": \"b\", \"title\": \"bão tan\"}\n{\"id\": \"c\", \"title\": \"giá vàng\"}\n",
    );
    assert_eq!(desk.run(&["index", "--index", "ix", "news.jsonl"]).code, 0);
    desk.write("q.tsv", "q1\tbão lũ\nq2\tgiá vàng\nq3\tmưa đá\n");
    desk.write("qrels", "q1 0 b 1\nq2 0 c 2\nq3 0 a 1\n");
    desk
}

#[test]
fn eval_measures_and_compares() {
    let desk = with_judgements();
    let eval = |args: &[&'static str]| {
        let common = [
            "eval",
            "--index",
            "ix",
            "--qrels",
            "qrels",
            "--queries",
            "q.tsv",
        ];
        [&common[..], args].concat()
    };
    let json = desk.json(&eval(&["--format", "json", "--save", "run.json"]));
    let measures = &json["files"][0]["measures"];
    assert_eq!(
        (&json["k"], &json["files"][0]["queries"]),
        (&10.into(), &3.into())
    );
    // q1 finds b second, q2 finds c first, q3 finds nothing.
    assert_eq!(measures["MRR@10"], 0.5);
    assert_eq!(measures["success@10"], 2.0 / 3.0);
    assert_eq!(measures["success@1"], 1.0 / 3.0);
    assert_eq!(measures["recall@100"], 2.0 / 3.0);
    let ndcg = measures["nDCG@10"].as_f64().unwrap();
    assert!((ndcg - (1.0 / 3_f64.log2() + 1.0) / 3.0).abs() < 1e-12);

    // Against itself there is no difference; asking for all words loses q1.
    let same = desk.json(&eval(&["--format", "json", "--baseline", "run.json"]));
    let same = &same["files"][0]["against_baseline"]["MRR@10"];
    assert_eq!(
        (&same["difference"], &same["p"]),
        (&0.0.into(), &1.0.into())
    );
    let all = desk.json(&eval(&[
        "--format",
        "json",
        "--baseline",
        "run.json",
        "--match",
        "all",
    ]));
    let all = &all["files"][0]["against_baseline"]["MRR@10"];
    assert!((all["difference"].as_f64().unwrap() + 1.0 / 6.0).abs() < 1e-12);
    assert!(all["interval"][0].as_f64().unwrap() <= -1.0 / 6.0 && all["interval"][1] == 0.0);

    // A saved run is one that `search` writes, and a baseline too.
    assert_eq!(desk.run(&eval(&["--save", "run.txt"])).code, 0);
    let run = [
        "search",
        "--index",
        "ix",
        "--queries",
        "q.tsv",
        "--format",
        "trec",
        "--limit",
        "100",
    ];
    assert_eq!(
        fs::read_to_string(desk.path("run.txt")).unwrap(),
        desk.run(&run).stdout
    );
    let text = desk
        .run(&eval(&["--baseline", "run.txt", "--k", "1"]))
        .stdout;
    assert!(
        text.contains("MRR@1 0.3333") && text.contains("0.3333 before, +0.0000"),
        "{text}"
    );
}

#[test]
fn eval_says_what_is_wrong() {
    let desk = with_judgements();
    desk.write("q2.tsv", "q1\tbão\nq9\tmưa\n");
    let eval = |qrels: &str, queries: &[&str], more: &[&str]| {
        let common = ["eval", "--index", "ix", "--qrels", qrels, "--queries"];
        desk.run(&[&common[..], queries, more].concat())
    };
    let run = eval("qrels", &["q.tsv", "q2.tsv"], &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("q.tsv 3 queries") && run.stdout.contains("q2.tsv 2 queries"));
    assert!(run.stderr.contains("q2.tsv") && run.stderr.contains("1 of the queries"));
    assert_eq!(
        eval("qrels", &["q.tsv", "q2.tsv"], &["--save", "run.txt"]).code,
        2
    );
    assert_eq!(eval("qrels", &["q.tsv", "q.tsv"], &[]).code, 2);
    desk.write("bad", "q1 0 a 1\nq1 a 1\n");
    let run = eval("bad", &["q.tsv"], &[]);
    assert!(
        run.code == 1 && run.stderr.contains("bad:2: "),
        "{}",
        run.stderr
    );
    desk.write("twice.tsv", "q1\tbão\nq1\tlũ\n");
    assert!(
        eval("qrels", &["twice.tsv"], &[])
            .stderr
            .contains("twice.tsv")
    );
    assert_eq!(eval("qrels", &["q.tsv"], &["--save", "run.json"]).code, 0);
    let run = eval("qrels", &["q2.tsv"], &["--baseline", "run.json"]);
    assert!(
        run.code == 1 && run.stderr.contains("q2.tsv"),
        "{}",
        run.stderr
    );
}

#[test]
fn suggest_as_lines_and_as_json() {
    let desk = Desk::new();
    let lines = [
        "{\"id\": \"1\", \"title\": \"Họp mặt cán bộ công đoàn\"}",
        "{\"id\": \"2\", \"title\": \"Tập huấn cán bộ công đoàn\"}",
        "{\"id\": \"3\", \"title\": \"Khen thưởng cán bộ y tế\"}",
    ];
    desk.write("news.jsonl", lines.join("\n"));
    assert_eq!(desk.run(&["index", "--index", "ix", "news.jsonl"]).code, 0);
    let suggest = |args: &[&str]| {
        let run = desk.run(&[&["suggest", "--index", "ix"], args].concat());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        run.stdout
    };
    let lines = "cán bộ\ncán bộ công đoàn\ncán bộ y tế\n";
    assert_eq!(suggest(&["can b"]), lines);
    assert_eq!(
        suggest(&["--limit", "1", "-can bo c"]),
        "-cán bộ công đoàn\n"
    );
    assert_eq!(suggest(&[""]), "");
    let json = suggest(&["--format", "json", "hop o can bo y"]);
    let mut json: Value = serde_json::from_str(&json).unwrap();
    assert!(json["took_ms"].take().as_f64().unwrap() > 0.0);
    let expected = serde_json::json!({
        "prefix": "hop o can bo y",
        "completions": [{"text": "hop o cán bộ y tế", "phrase": "cán bộ y tế", "articles": 1}],
        "took_ms": null,
    });
    assert_eq!(json, expected);
    let run = desk.run(&["stats", "--index", "ix", "--verify"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = desk.run(&["suggest", "--index", "nowhere", "can b"]);
    assert!(
        run.code == 1 && run.stderr.contains("nowhere"),
        "{}",
        run.stderr
    );
}

#[test]
fn similar_in_every_format() {
    let desk = Desk::new();
    let lines = [
        "{\"id\": \"-1\", \"title\": \"Thủy điện mở cửa xả\", \"body\": \"Mực nước hồ chứa lên nhanh.\"}",
        "{\"id\": \"2\", \"title\": \"Nước hồ chứa đã rút\", \"body\": \"Thủy điện đóng cửa xả.\"}",
        "{\"id\": \"3\", \"title\": \"Giá vàng giảm\"}",
    ];
    desk.write("news.jsonl", lines.join("\n"));
    assert_eq!(desk.run(&["index", "--index", "ix", "news.jsonl"]).code, 0);
    let id = "-1".to_owned();
    let similar = |format: &'static str| {
        desk.run(&[
            "similar", "--index", "ix", "--format", format, "--limit", "3", &id,
        ])
    };
    let json: Value = serde_json::from_str(&similar("json").stdout).unwrap();
    assert_eq!(json["id"], id.as_str());
    let ids: Vec<&str> = json["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["2"]);
    assert_eq!(similar("ids").stdout.lines().collect::<Vec<_>>(), ids);
    assert!(similar("text").stdout.starts_with("Like: "));
    let run = desk.run(&["similar", "--index", "ix", "no such"]);
    assert!(
        run.code == 1 && run.stderr.contains("no such"),
        "{}",
        run.stderr
    );
}
