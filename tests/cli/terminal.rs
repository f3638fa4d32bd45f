//! What all commands share: statuses, languages, colours, pages of the manual, logs.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use super::{Desk, NEWS, with_news};

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

/// Whoever is told that something is wrong is told what to do, in one language.
#[test]
fn complaints_say_what_to_do() {
    let desk = with_news();
    let told = [
        (
            &["search", "--limit", "-1", "bão"][..],
            "write a whole number",
            "hãy viết một số",
        ),
        (
            &["similar", "--limit", "ít", "a"],
            "write a whole number",
            "hãy viết một số",
        ),
        (
            &["search", "--facet", "tag", "bão"],
            "choose among category, source",
            "hãy chọn category, source",
        ),
        (
            &["search", "bão", "lũ"],
            "quotation marks around all of it",
            "đặt cả đoạn trong dấu nháy",
        ),
        (
            &["search", "--queries", "nofile.tsv"],
            "nofile.tsv: there is no such file; check",
            "không có tệp này; hãy kiểm tra",
        ),
        (
            &["search", "--from", "2020", "--to", "2019", "bão"],
            "exchange the two",
            "hãy đổi chỗ",
        ),
        (
            &["similar", "zzz"],
            "`timtin search --format ids`",
            "`timtin search --format ids` in ra",
        ),
    ];
    for (args, english, vietnamese) in told {
        let in_language = |language| {
            let of_index = ["--index", "ix", "--lang", language];
            let run = desk.run(&[&args[..1], &of_index, &args[1..]].concat());
            assert!(run.code > 0 && run.stdout.is_empty(), "{args:?}");
            run.stderr
        };
        let (said, told) = (in_language("en"), in_language("vi"));
        assert!(said.contains(english), "{said}");
        assert!(told.contains(vietnamese), "{told}");
        assert!(
            !told.contains("choose") && !told.contains("No such"),
            "{told}"
        );
    }
    let unknown = desk.run(&["search", "--index", "ix", "--colour", "bão"]);
    assert!(
        unknown.stderr.contains("no option --colour"),
        "{}",
        unknown.stderr
    );
}

/// What of a query was not understood is told in the language of the user, too; JSON is the same in both.
#[test]
fn what_was_not_understood_is_told_in_both_languages() {
    let desk = with_news();
    let long = "bão ".repeat(300);
    let deep = "(".repeat(40);
    let queries = [
        "\"bão",
        "bão \"\"",
        "(bão",
        "bão)",
        &deep,
        &long,
        "\"bão l*\"",
        "TT-B*",
        "b*",
        "body:lũ*",
        "title: bão",
        "source:(a b)",
        "author:!",
        "date:xyz bão",
        "date:2020..2019 bão",
        "!!!",
    ];
    for query in queries {
        let ask = |language, format| {
            let args = [
                "search", "--index", "ix", "--lang", language, "--format", format, query,
            ];
            let run = desk.run(&args);
            assert_eq!(run.code, 0, "{query}");
            run
        };
        let (english, vietnamese) = (ask("en", "ids").stderr, ask("vi", "ids").stderr);
        let words = |said: &str| {
            said.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&english)[0], "warning:", "{query}");
        assert_eq!(words(&vietnamese)[..2], ["cảnh", "báo:"], "{query}");
        let foreign = ["was", "were", "with", "needs"];
        let foreign = words(&vietnamese)
            .into_iter()
            .find(|word| foreign.contains(&word.as_str()));
        assert_eq!(foreign, None, "{vietnamese}");
        let warnings = |language| {
            let answer: Value = serde_json::from_str(&ask(language, "json").stdout).unwrap();
            answer["warnings"].clone()
        };
        assert_eq!(warnings("en"), warnings("vi"));
        assert!(warnings("vi")[0].is_string());
    }
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
