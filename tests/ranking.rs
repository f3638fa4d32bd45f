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

/// Articles that have most of these words, or all, in ever another order, many of them word for word equal.
fn shuffled(words: &[&str], articles: usize) -> Searcher {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    for at in 0..articles {
        let dice = |of: usize| {
            (at / 3)
                .wrapping_mul(2_654_435_761)
                .wrapping_add(of * 40_503)
                >> 7
        };
        let mut body: Vec<&str> = words.to_vec();
        body.extend(["rồi", "thì", "mà"].iter().cycle().take(dice(0) % 40));
        for last in (1..body.len()).rev() {
            body.swap(last, dice(last) % (last + 1));
        }
        // One word of them is lacking in most.
        if dice(1) % 50 > 0 {
            body.retain(|word| *word != words[dice(2) % words.len()]);
        }
        let article = Article {
            id: format!("bai-{}", at.wrapping_mul(7919) % 10_007),
            body: body.join(" "),
            published: (at % 2 == 0).then(|| "2020-05-01T00:00:00Z".parse().unwrap()),
            ..Article::default()
        };
        writer.add(article).unwrap();
    }
    writer.commit().unwrap();
    index.searcher().unwrap()
}

/// However far one goes, and whatever it is that is no longer looked at closely there.
#[test]
fn deep_pages_are_pieces_of_the_whole() {
    let three = ["thép", "gỗ", "xăng"];
    let many = [
        "bão", "lũ", "mưa", "gió", "đê", "sông", "núi", "rừng", "biển", "hồ", "suối", "đồi", "ao",
    ];
    for (words, matching) in [
        (&three[..], Matching::Auto),
        (&many[..], Matching::Auto),
        (&many[..], Matching::Any),
    ] {
        let searcher = shuffled(words, 1300);
        let ask = |limit, offset| {
            let request = Request {
                limit,
                offset,
                matching,
                fragments: 0,
                collapse: false,
                ..Request::new(words.join(" "))
            };
            searcher.search(&request).unwrap().hits
        };
        let whole = ask(1300, 0);
        assert_eq!(whole.len(), 1300);
        assert!(whole.windows(2).all(|pair| pair[0].score >= pair[1].score));
        for offset in (0..1300).step_by(170) {
            let page = ask(170, offset);
            let ids = |hits: &[timtin::Hit]| -> Vec<String> {
                hits.iter().map(|hit| hit.article.id.clone()).collect()
            };
            let piece = &whole[offset..(offset + 170).min(1300)];
            assert_eq!(ids(&page), ids(piece), "{matching:?} from {offset}");
        }
    }
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
