//! `timtin suggest`.

use serde_json::Value;

use super::Desk;

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
