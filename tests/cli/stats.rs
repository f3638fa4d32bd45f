//! `timtin stats` and `timtin delete`.

use super::{Desk, NEWS};

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
