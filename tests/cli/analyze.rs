//! `timtin analyze` and `timtin segment`.

use super::Desk;

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
