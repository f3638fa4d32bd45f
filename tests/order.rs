//! Order of hits (rule 4.5): by date, by relevance that age makes less, and how far pages go.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod common;

use timtin::{Article, Error, MAX_HITS, Request, Searcher, Sort};

/// Articles of one commit: id, day of publication (`""` for none), text.
fn searcher<'a>(articles: impl IntoIterator<Item = (String, &'a str, String)>) -> Searcher {
    let articles = articles.into_iter().map(|(id, day, body)| {
        let published = (!day.is_empty()).then(|| format!("{day}T08:00:00+07:00"));
        Article {
            id,
            body,
            published: published.map(|at| at.parse().unwrap()),
            ..Article::default()
        }
    });
    common::searcher(articles, usize::MAX)
}

fn ids(searcher: &Searcher, request: &Request) -> Vec<String> {
    let hits = searcher.search(request).unwrap().hits;
    hits.into_iter().map(|hit| hit.article.id).collect()
}

/// Three articles that say the same at the same length, so that nothing but their age differs.
fn of_three_ages() -> Searcher {
    let body = |at: &str| format!("bão vào bờ ở xã {at}");
    searcher([
        ("dateless".into(), "", body("một")),
        ("old".into(), "2018-01-01", body("hai")),
        ("new".into(), "2020-01-01", body("ba")),
    ])
}

#[test]
fn age_takes_away_half_of_a_score_at_most() {
    let searcher = of_three_ages();
    for query in ["bão", "bão bờ", "bã*", "title:bão OR body:bờ"] {
        let scores = |recency| {
            let request = Request {
                recency,
                explain: true,
                ..Request::new(query)
            };
            let hits = searcher.search(&request).unwrap().hits;
            assert_eq!(hits.len(), 3, "{query}");
            let score = |id: &str| {
                let hit = hits.iter().find(|hit| hit.article.id == id).unwrap();
                hit.explanation.as_ref().unwrap().score
            };
            ["new", "old", "dateless"].map(score)
        };
        let [whole, ..] = scores(None);
        assert_eq!(scores(None), [whole; 3], "{query}");
        let [new, old, dateless] = scores(Some(730.0));
        assert_eq!(new, whole, "{query}: the newest keeps all of it");
        assert!(
            new > old && old > dateless,
            "{query}: {new} {old} {dateless}"
        );
        let [new, old, dateless] = scores(Some(1.0));
        assert!((old - dateless).abs() < 1e-4, "{query}: {old} {dateless}");
        assert!((old / new - 0.5).abs() < 1e-3, "{query}: {new} {old}");
    }
}

#[test]
fn a_fresh_article_passes_a_somewhat_better_old_one_as_asked_and_relaxed() {
    let searcher = searcher([
        ("old".into(), "2018-01-01", "bão lớn, bão to vào bờ".into()),
        ("new".into(), "2020-01-01", "bão lớn đang vào bờ đó".into()),
    ]);
    for query in ["bão", "bão zz"] {
        let request = Request::new(query);
        assert_eq!(ids(&searcher, &request), ["old", "new"], "{query}");
        let recent = Request {
            recency: Some(30.0),
            ..request
        };
        assert_eq!(ids(&searcher, &recent), ["new", "old"], "{query}");
    }
}

/// More matches than are looked at closely: the fresh one is found among them.
#[test]
fn a_fresh_article_is_found_behind_many_old_ones() {
    let old = (0..900).map(|at| {
        (
            format!("{at:04}"),
            "2018-01-01",
            "bão lớn, bão to vào bờ".into(),
        )
    });
    let new = (
        "new".to_owned(),
        "2020-01-01",
        "bão lớn đang vào bờ đó".into(),
    );
    let searcher = searcher(old.chain([new]));
    for query in ["bão", "bã*", "bão zz"] {
        let request = Request {
            recency: Some(30.0),
            collapse: false,
            limit: 1,
            ..Request::new(query)
        };
        assert_eq!(ids(&searcher, &request), ["new"], "{query}");
    }
    // All that a prefix finds is equal, and then the newest is first.
    let equal = Request {
        collapse: false,
        limit: 1,
        ..Request::new("bã*")
    };
    assert_eq!(ids(&searcher, &equal), ["new"]);
}

#[test]
fn articles_without_a_date_come_last_whichever_way_dates_go() {
    let searcher = of_three_ages();
    for (sort, expected) in [
        (Sort::Newest, ["new", "old", "dateless"]),
        (Sort::Oldest, ["old", "new", "dateless"]),
        // Equal scores: newer first.
        (Sort::Relevance, ["new", "old", "dateless"]),
    ] {
        let request = Request {
            sort,
            ..Request::new("bão")
        };
        assert_eq!(ids(&searcher, &request), expected, "{sort:?}");
    }
}

#[test]
fn pages_go_to_the_last_hit_that_may_be_asked_for() {
    let searcher = of_three_ages();
    let page = |offset, limit| {
        searcher.search(&Request {
            offset,
            limit,
            ..Request::new("bão")
        })
    };
    assert!(page(MAX_HITS - 10, 10).is_ok());
    assert!(matches!(
        page(MAX_HITS - 10, 11),
        Err(Error::Request { what: "limit", .. })
    ));
    // A cursor is given where there is a next hit, and only there.
    assert!(page(0, 2).unwrap().next.is_some());
    assert!(page(0, 3).unwrap().next.is_none());
    assert!(page(2, 1).unwrap().next.is_none());
}

/// A cursor belongs to what was asked, filters included.
#[test]
fn a_cursor_is_no_good_for_other_filters() {
    let searcher = of_three_ages();
    let request = Request {
        limit: 1,
        ..Request::new("bão")
    };
    let cursor = searcher.search(&request).unwrap().next;
    let mut second = Request { cursor, ..request };
    assert_eq!(ids(&searcher, &second), ["old"]);
    second.filters.from = Some("2019".into());
    assert!(matches!(
        searcher.search(&second),
        Err(Error::Request { what: "cursor", .. })
    ));
}
