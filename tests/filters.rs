//! Filters and facets (rules 4.4 and 4.6) against plain comparisons of what the articles say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod common;

use std::collections::BTreeMap;

use fastrand::Rng;
use timtin::{Article, Facet, FacetCounts, Filters, Request, Response, Searcher};

const SOURCES: [&str; 3] = ["Tin Đồng Bằng", "Báo Sông Hương", "Tin Núi"];
const AUTHORS: [&str; 3] = ["Hải Yến", "Thu Hà", "Lê Bình"];
const CATEGORIES: [&str; 3] = ["Thể thao", "Thể thao điện tử", "Kinh tế"];

fn searcher(articles: Vec<Article>) -> Searcher {
    common::searcher(articles, 40)
}

fn article(id: &str, body: &str, published: Option<&str>) -> Article {
    Article {
        id: id.into(),
        body: body.into(),
        published: published.map(|at| at.parse().unwrap()),
        ..Article::default()
    }
}

/// An article of a month of 2020, each property of it given or not.
fn some_article(at: usize, chance: &mut Rng) -> Article {
    let mut one_of = |values: &[&str]| {
        let value = values.get(chance.usize(..values.len() + 1));
        value.map(|value| (*value).to_owned())
    };
    let (source, author) = (one_of(&SOURCES), one_of(&AUTHORS));
    let category = one_of(&CATEGORIES).into_iter().collect();
    let month = one_of(&["2020-01", "2020-02", "2020-03"]);
    let published = month.map(|month| format!("{month}-15T08:00:00+07:00").parse().unwrap());
    Article {
        source,
        author,
        category,
        published,
        ..article(&format!("{at:03}"), &format!("bão số {at}"), None)
    }
}

/// What an article has of a facet.
fn value(article: &Article, facet: Facet) -> Option<String> {
    match facet {
        Facet::Source => article.source.clone(),
        Facet::Author => article.author.clone(),
        Facet::Category => article.category.first().cloned(),
        Facet::Date(_) => article.published.map(|at| at.to_string()[..7].to_owned()),
    }
}

fn counts(response: &Response, facet: Facet) -> BTreeMap<String, u64> {
    match &response.facets[&facet.to_string()] {
        FacetCounts::Values(values) => values
            .iter()
            .map(|value| (value.value.clone(), value.count))
            .collect(),
        FacetCounts::Tree(tree) => tree
            .iter()
            .map(|category| (category.value.clone(), category.count))
            .collect(),
    }
}

/// Each facet counts what passes all filters but its own.
#[test]
fn facets_are_counted_without_their_own_filter_and_with_all_others() {
    let mut chance = Rng::with_seed(46);
    let articles: Vec<Article> = (0..160).map(|at| some_article(at, &mut chance)).collect();
    let searcher = searcher(articles.clone());
    let facets = [
        Facet::Source,
        Facet::Author,
        Facet::Category,
        Facet::Date(timtin::DateUnit::Month),
    ];
    for filtered in 0..1 << facets.len() {
        let asked = |at: usize| filtered & 1 << at != 0;
        let given = |at: usize, value: &str| match asked(at) {
            true => vec![value.to_owned()],
            false => Vec::new(),
        };
        let request = Request {
            filters: Filters {
                source: given(0, SOURCES[0]),
                author: given(1, AUTHORS[1]),
                category: given(2, CATEGORIES[0]),
                from: asked(3).then(|| "2/2020".to_owned()),
                to: asked(3).then(|| "2/2020".to_owned()),
            },
            facets: facets.to_vec(),
            collapse: false,
            limit: 200,
            ..Request::new("bão")
        };
        let wanted = [SOURCES[0], AUTHORS[1], CATEGORIES[0], "2020-02"];
        let passes = |article: &Article, but: Option<usize>| {
            (0..facets.len()).all(|at| {
                let has = value(article, facets[at]);
                !asked(at) || but == Some(at) || has.as_deref() == Some(wanted[at])
            })
        };
        let response = searcher.search(&request).unwrap();
        let total = articles.iter().filter(|article| passes(article, None));
        assert_eq!(response.total, total.count() as u64, "{filtered:04b}");
        assert_eq!(response.hits.len() as u64, response.total);
        for (at, facet) in facets.into_iter().enumerate() {
            let mut expected = BTreeMap::new();
            for article in articles.iter().filter(|article| passes(article, Some(at))) {
                if let Some(value) = value(article, facet) {
                    *expected.entry(value).or_insert(0) += 1;
                }
            }
            assert_eq!(counts(&response, facet), expected, "{facet} {filtered:04b}");
        }
    }
}

/// Days end at midnight in Vietnam, to the second.
#[test]
fn a_day_ends_where_the_next_begins() {
    let searcher = searcher(vec![
        article("last", "bão", Some("2019-12-31T23:59:59+07:00")),
        article("first", "bão", Some("2020-01-01T00:00:00+07:00")),
        article("never", "bão", None),
    ]);
    let found = |query: &str, from: Option<&str>, to: Option<&str>| {
        let request = Request {
            filters: Filters {
                from: from.map(str::to_owned),
                to: to.map(str::to_owned),
                ..Filters::default()
            },
            collapse: false,
            ..Request::new(query)
        };
        let hits = searcher.search(&request).unwrap().hits;
        hits.into_iter()
            .map(|hit| hit.article.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("bão", None, Some("2019")), ["last"]);
    assert_eq!(found("bão", None, Some("31/12/2019")), ["last"]);
    assert_eq!(found("bão", Some("2020"), None), ["first"]);
    assert_eq!(
        found("bão", Some("12/2019"), Some("1/2020")),
        ["first", "last"]
    );
    assert_eq!(found("bão date:2019", None, None), ["last"]);
    // Its end is no part of a range either.
    let range = |from: &str, to: &str| {
        searcher.search(&Request {
            filters: Filters {
                from: Some(from.into()),
                to: Some(to.into()),
                ..Filters::default()
            },
            ..Request::new("bão")
        })
    };
    assert!(range("2020", "2019").is_err() && range("1/1/2020", "31/12/2019").is_err());
    assert_eq!(range("2020", "2020").unwrap().total, 1);
}

/// Relaxed hits, and what a hit stands for, pass the filters too.
#[test]
fn every_filter_holds_for_relaxed_hits_and_for_reprints() {
    let story = |id: &str, of: usize| Article {
        source: Some(SOURCES[of].into()),
        author: Some(AUTHORS[of].into()),
        category: vec![CATEGORIES[of * 2].into()],
        ..article(
            id,
            "bão số năm vào bờ trong đêm",
            Some(["2020-01-15T08:00:00Z", "2020-03-15T08:00:00Z"][of]),
        )
    };
    let searcher = searcher(vec![
        story("a", 0),
        story("b", 0),
        story("c", 1),
        story("d", 1),
    ]);
    let text = |value: &str| vec![value.to_owned()];
    let filters = [
        Filters {
            source: text(SOURCES[0]),
            ..Filters::default()
        },
        Filters {
            author: text(AUTHORS[0]),
            ..Filters::default()
        },
        Filters {
            category: text(CATEGORIES[0]),
            ..Filters::default()
        },
        Filters {
            to: Some("1/2020".into()),
            ..Filters::default()
        },
    ];
    for filters in filters {
        for query in ["bão", "bão zz"] {
            let request = Request {
                filters: filters.clone(),
                ..Request::new(query)
            };
            let hits = searcher.search(&request).unwrap().hits;
            let [row] = hits.as_slice() else {
                panic!("{query} {filters:?}: {} rows", hits.len());
            };
            let mut ids = vec![row.article.id.as_str()];
            ids.extend(row.duplicates.iter().map(|other| other.id.as_str()));
            ids.sort_unstable();
            assert_eq!(ids, ["a", "b"], "{query} {filters:?}");
        }
    }
}

/// What no article of the index has passes no filter.
#[test]
fn a_filter_by_what_no_article_has_finds_nothing() {
    let searcher = searcher(vec![article("a", "bão", None)]);
    let filters = |of: usize| {
        let value = |at: usize| match at == of {
            true => vec!["Tin Núi".to_owned()],
            false => Vec::new(),
        };
        Filters {
            source: value(0),
            author: value(1),
            category: value(2),
            to: (of == 3).then(|| "2030".to_owned()),
            ..Filters::default()
        }
    };
    for of in 0..4 {
        let request = Request {
            filters: filters(of),
            ..Request::new("bão")
        };
        let response = searcher.search(&request).unwrap();
        assert_eq!((response.total, response.hits.len()), (0, 0), "{of}");
    }
}

/// What is written so elsewhere was meant so: nothing else is looked for instead.
#[test]
fn what_only_a_filter_hides_is_not_corrected() {
    let mut articles: Vec<Article> = (0..60)
        .map(|at| {
            let source = Some("Tin Đồng".to_owned());
            let body = "Tổ thợ sử dụng gạch cũ".to_owned();
            Article {
                source,
                body,
                ..article(&format!("{at}"), "", None)
            }
        })
        .collect();
    articles[0].body = "Tòa xử vụ trộm dụng cụ".to_owned();
    articles[0].source = Some("Tin Núi".to_owned());
    let searcher = searcher(articles);
    for (query, is_corrected) in [("xử dụng", false), ("xử dụnh", true)] {
        let filters = Filters {
            source: vec!["Tin Đồng".to_owned()],
            ..Filters::default()
        };
        let request = Request {
            filters,
            ..Request::new(query)
        };
        let read = searcher.search(&request).unwrap().interpretation;
        assert_eq!(
            !read.corrected.is_empty(),
            is_corrected,
            "{query}: {read:?}"
        );
    }
}
