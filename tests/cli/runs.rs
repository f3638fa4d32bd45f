//! Many queries at once, and `timtin eval` of what they find.

use std::fs;

use super::{Desk, NEWS, with_news};

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
    for bad in ["q1\tbão\n\tbão\n", "q1\tbão\nq2 bão\n", "q1\tbão\nq1\tlũ\n"] {
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
            .contains("twice.tsv:2: ")
    );
    desk.write("twice.txt", "q1 Q0 a 1 9 x\nq1 Q0 a 2 8 x\n");
    let run = eval("qrels", &["q.tsv"], &["--baseline", "twice.txt"]);
    assert!(
        run.code == 1 && run.stderr.contains("twice.txt:2: "),
        "{}",
        run.stderr
    );
    assert_eq!(eval("qrels", &["q.tsv"], &["--save", "run.json"]).code, 0);
    let run = eval("qrels", &["q2.tsv"], &["--baseline", "run.json"]);
    assert!(
        run.code == 1 && run.stderr.contains("q2.tsv"),
        "{}",
        run.stderr
    );
}
