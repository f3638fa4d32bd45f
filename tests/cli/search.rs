//! `timtin search` and its answers.

use super::{Desk, NEWS, with_news};

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
    // What a hit lacks is told once, as typed and as matching decides.
    let asked = "(bão OR giông) \"gió lớn\" mưa zzz";
    let out = desk.run(&[
        "search",
        "--index",
        "ix",
        asked,
        "--explain",
        "--format",
        "json",
    ]);
    let relaxed: serde_json::Value = serde_json::from_str(&out.stdout).unwrap();
    for (hit, lacks) in [
        ("a", serde_json::json!(["\"gió lớn\"", "zzz"])),
        ("b", serde_json::json!(["(bão OR giông)", "zzz"])),
    ] {
        let mut hits = relaxed["hits"].as_array().unwrap().iter();
        let hit = hits.find(|other| other["id"] == hit).unwrap();
        assert_eq!(
            (&hit["missing"], &hit["explanation"]["missing"]),
            (&lacks, &lacks)
        );
    }
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
fn relaxed_hits_say_what_they_lack() {
    let desk = Desk::new();
    desk.write(
        "news.jsonl",
        r#"{"id": "a", "title": "Mưa lớn ở Quảng Ngãi", "body": "Nước sông dâng cao trong đêm."}
{"id": "b", "title": "Xả lũ", "body": "Hồ chứa xả lũ từ sáng nay, hạ du ngập sâu."}
{"id": "c", "title": "Tin nhan", "body": "quang ngai mua lon, duong ngap"}
"#,
    );
    desk.run(&["index", "--index", "ix", "news.jsonl"]);
    let search = |format: &str, query: &str| {
        let args = ["search", "--index", "ix", "--lang", "en", "--format"];
        desk.run(&[&args[..], &[format, query]].concat()).stdout
    };
    let query = "mưa lớn Quảng Ngãi <xả lũ> zzzz";
    let text = search("text", query);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert!(lines.contains(&"in no article: zzzz"), "{text}");
    assert!(lines.contains(&"— not all of the query —"), "{text}");
    assert!(lines.contains(&"without: xả, lũ"), "{text}");
    assert!(lines.contains(&"without: mưa lớn Quảng Ngãi"), "{text}");
    assert!(
        lines.contains(&"without: xả, lũ · written without marks"),
        "{text}"
    );
    let html = search("html", "\"mưa & gió\" Quảng Ngãi");
    assert!(
        html.contains("<p class=\"missing\">without: &quot;mưa &amp; gió&quot;</p>"),
        "{html}"
    );

    let json = |query: &str| -> serde_json::Value {
        serde_json::from_str(&search("json", query)).unwrap()
    };
    let answer = json(query);
    assert_eq!(
        answer["interpretation"]["relaxed"],
        serde_json::json!([
            {
                "kind": "words",
                "missing": ["mưa", "lớn", "Quảng", "Ngãi", "xả", "lũ", "zzzz"],
                "nowhere": ["zzzz"],
            },
            {"kind": "marks"},
        ])
    );
    let of = |answer: &serde_json::Value, id: &str| {
        let mut hits = answer["hits"].as_array().unwrap().iter();
        let hit = hits.find(|hit| hit["id"] == id).unwrap();
        (hit["missing"].clone(), hit["without_marks"].clone())
    };
    assert_eq!(
        of(&answer, "b"),
        (
            serde_json::json!(["mưa", "lớn", "Quảng", "Ngãi", "zzzz"]),
            false.into()
        )
    );
    assert_eq!(
        of(&answer, "c"),
        (serde_json::json!(["xả", "lũ", "zzzz"]), true.into())
    );

    // Only so many words are listed, but never one less than all.
    let words: Vec<String> = (0..10).map(|at| format!("zz{at}")).collect();
    for (asked, end) in [(9, "zz8\n"), (10, "zz7 and 2 more\n")] {
        let text = search("text", &format!("lũ {}", words[..asked].join(" ")));
        let line = text.lines().find(|line| line.starts_with("in no article:"));
        assert!(
            line.is_some_and(|line| line.ends_with(end.trim())),
            "{text}"
        );
    }

    // Only marks were relaxed, and nothing at all.
    let answer = json("đường ngập");
    assert_eq!(of(&answer, "c"), (serde_json::json!([]), true.into()));
    let text = search("text", "đường");
    assert!(text.contains("— written without marks —"), "{text}");
    let answer = json("xả lũ");
    assert_eq!(answer["hits"][0]["missing"], serde_json::json!([]));
    let answer = json("mua lon");
    assert_eq!(answer["interpretation"]["relaxed"], serde_json::json!([]));
    assert!(!search("text", "mua lon").contains("without"));
}
