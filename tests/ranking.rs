//! Ranking where there are more matches than can be looked at closely.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use timtin::{Article, Index, Request, Searcher, Settings, WriterOptions};

/// Thousands of articles with the words scattered, a few longer ones with the expression.
fn searcher() -> Searcher {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    let article = |id: String, body: String| Article {
        id,
        body,
        ..Article::default()
    };
    for at in 0..3000 {
        let body =
            "dân vui, nhân viên tốt, đội bóng thắng, quân xanh thua, dân mừng, đội reo".to_owned();
        writer.add(article(format!("xa{at}"), body)).unwrap();
        let other = "trời mưa to, đường trơn, xe chạy chậm, ai cũng về muộn".to_owned();
        writer.add(article(format!("khac{at}"), other)).unwrap();
    }
    for at in 0..5 {
        let body = format!(
            "quân đội nhân dân {}",
            "và nhiều chuyện khác nữa ".repeat(6)
        );
        writer.add(article(format!("gan{at}"), body)).unwrap();
    }
    writer.commit().unwrap();
    index.searcher().unwrap()
}

#[test]
fn an_expression_of_common_syllables_is_found_among_thousands_of_matches() {
    let searcher = searcher();
    for query in ["quan doi nhan dan", "quân đội nhân dân"] {
        let request = Request {
            collapse: false,
            ..Request::new(query)
        };
        let response = searcher.search(&request).unwrap();
        let first = response.hits.iter().take(5);
        assert!(
            first.clone().all(|hit| hit.article.id.starts_with("gan")),
            "{query}: {:?}",
            first.map(|hit| &hit.article.id).collect::<Vec<_>>()
        );
    }
}

#[test]
fn pages_are_pieces_of_the_whole() {
    let searcher = searcher();
    let ids = |limit, offset| {
        let request = Request {
            limit,
            offset,
            collapse: false,
            ..Request::new("doi nhan dan")
        };
        let hits = searcher.search(&request).unwrap().hits;
        assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        hits.into_iter()
            .map(|hit| hit.article.id)
            .collect::<Vec<_>>()
    };
    let whole = ids(40, 0);
    assert_eq!([ids(10, 0), ids(10, 10), ids(20, 20)].concat(), whole);
}
