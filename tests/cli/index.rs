//! `timtin index`.

use std::fs;

use serde_json::Value;

use super::{Desk, NEWS};

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

/// Who gives a folder with thousands of broken files is told of each.
#[test]
fn every_rejected_record_is_named() {
    let desk = Desk::new();
    desk.write("broken.jsonl", "{\"title\": }\n".repeat(1500));
    let run = desk.run(&["index", "--index", "ix", "--json", "broken.jsonl"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let lines = report["errors"].as_array().unwrap().iter();
    let lines: Vec<u64> = lines.map(|error| error["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, (1..=1500).collect::<Vec<_>>());
    assert!(run.stderr.contains("more warnings"), "{}", run.stderr);
}

/// A commit after each so many articles, and one for the rest.
#[test]
fn commits_come_as_often_as_was_asked_for() {
    let desk = Desk::new();
    let line = |at| format!("{{\"id\": \"n{at}\", \"body\": \"tin\"}}\n");
    desk.write("news.jsonl", (0..7).map(line).collect::<String>());
    let index = [
        "index",
        "--index",
        "ix",
        "--commit-every",
        "3",
        "news.jsonl",
    ];
    let log = desk.run_logged("timtin=info", &index).stderr;
    let commits = log.lines().filter(|line| line.contains("committed"));
    let documents: Vec<&str> = commits
        .filter_map(|line| line.split("documents=").nth(1))
        .filter_map(|rest| rest.split_whitespace().next())
        .collect();
    assert_eq!(documents, ["3", "6", "7"], "{log}");
}

/// Twenty warnings and twenty rejections are spelt out, of the others it is said how many there are.
#[test]
fn complaints_beyond_the_first_are_counted() {
    let desk = Desk::new();
    let records: String = (0..25)
        .map(|at| {
            format!(
                "[{at}]\n{{\"id\": \"n{at}\", \"body\": \"tin\", \"date\": \"31/02/2019\"}}\n\n"
            )
        })
        .collect();
    desk.write("news.jsonl", records);
    let run = desk.run(&["index", "--index", "ix", "news.jsonl"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let spelt_out = |part: &str| run.stderr.matches(part).count();
    assert_eq!(
        (spelt_out("31/02/2019"), spelt_out("JSON object")),
        (20, 20)
    );
    assert!(run.stderr.contains("10 more"), "{}", run.stderr);
    // Blank lines are no records.
    assert!(run.stdout.contains("read 50 records"), "{}", run.stdout);
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
