//! Ranking where there are more matches than can be looked at closely.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use timtin::{Article, Index, Matching, Request, Searcher, Settings, WriterOptions};

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

/// Equal articles, in three commits and their ids in no order, three of them without a date: rule 4.5.
#[test]
fn equal_scores_stand_newest_first_then_by_id_whatever_was_indexed_when() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    for ids in [["m", "c", "x"], ["a", "z", "k"], ["n", "b", "y"]] {
        for (at, id) in ids.into_iter().enumerate() {
            let published = ["2020-05-01T00:00:00Z", "2021-05-01T00:00:00Z"].get(at);
            let article = Article {
                id: id.into(),
                body: "đê vỡ trong đêm".into(),
                published: published.map(|published| published.parse().unwrap()),
                ..Article::default()
            };
            writer.add(article).unwrap();
        }
        writer.commit().unwrap();
    }
    let searcher = index.searcher().unwrap();
    for query in ["đê vỡ", "de vo"] {
        let request = Request {
            collapse: false,
            ..Request::new(query)
        };
        let found = searcher.search(&request).unwrap().hits;
        let ids: Vec<&str> = found.iter().map(|hit| hit.article.id.as_str()).collect();
        assert_eq!(
            ids,
            ["b", "c", "z", "a", "m", "n", "k", "x", "y"],
            "{query}"
        );
    }
}

/// With most of the words: the rest of a page comes from every commit.
#[test]
fn relaxed_hits_come_from_all_commits() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    for id in ["a", "b", "c"] {
        let article = Article {
            id: id.into(),
            body: format!("đê vỡ trong đêm ở làng {id}"),
            ..Article::default()
        };
        writer.add(article).unwrap();
        writer.commit().unwrap();
    }
    let response = index.searcher().unwrap();
    let response = response.search(&Request::new("đê vỡ rạng sáng")).unwrap();
    let mut ids: Vec<&str> = response
        .hits
        .iter()
        .map(|hit| hit.article.id.as_str())
        .collect();
    ids.sort_unstable();
    assert_eq!((response.total, ids), (0, vec!["a", "b", "c"]));
}

#[test]
fn asking_for_more_changes_nothing_above() {
    let searcher = searcher();
    let ids = |limit| {
        let request = Request {
            limit,
            matching: Matching::Any,
            ..Request::new("quân đội nhân dân và nhiều chuyện khác")
        };
        let found = searcher.search_ids(&request).unwrap();
        found.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    let (few, many) = (ids(10), ids(1000));
    assert_eq!((few.len(), many.len()), (10, 1000));
    assert_eq!(few, many[..10]);
    assert!(few[..5].iter().all(|id| id.starts_with("gan")), "{few:?}");
}
