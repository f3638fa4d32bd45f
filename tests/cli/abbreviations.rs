//! Abbreviations of a user and of the corpus.

use super::Desk;

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
        broken.code == 1
            && broken
                .stderr
                .contains("own.tsv:1: no reading; a line is ABBREVIATION<TAB>"),
        "{}",
        broken.stderr
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
