//! `timtin similar`.

use serde_json::Value;

use super::Desk;

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
