//! What relaxed hits say that they lack, of everything a query can ask for: decided as matching decides.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod common;

use timtin::{
    Accents, Article, Filters, Index, Matching, Relaxed, Request, Response, Searcher, Settings,
    WriterOptions,
};

fn searcher(articles: &[(&str, &str, &str)]) -> Searcher {
    let articles = articles.iter().map(|(id, title, body)| Article {
        id: (*id).into(),
        title: (*title).into(),
        body: (*body).into(),
        source: Some(if *id == "a" { "Báo A" } else { "Báo khác" }.into()),
        ..Article::default()
    });
    common::searcher(articles, usize::MAX)
}

fn news() -> Searcher {
    searcher(&[
        (
            "a",
            "UBND huyện họp về KT-XH",
            "CB, CC, VC, NLĐ trong huyện dự họp ngày 26/2/2019, bàn Nghị định 158/2025/NĐ-CP về Covid-19.",
        ),
        (
            "b",
            "Bão số 5 vào bờ",
            "Ủy ban nhân dân tỉnh Quảng Ngãi họp khẩn, sơ tán dân vùng trũng.",
        ),
        (
            "c",
            "Tin nhan",
            "hom nay troi mua to, nuoc song dang cao, ba con chu y",
        ),
    ])
}

/// What the hit with this id lacks.
fn missing<'r>(response: &'r Response, id: &str) -> &'r [String] {
    let hit = response.hits.iter().find(|hit| hit.article.id == id);
    let hit = hit.unwrap_or_else(|| panic!("{id} is not found"));
    assert!(hit.relaxed, "{id} is relaxed");
    &hit.missing
}

#[test]
fn each_kind_of_clause_is_asked_as_matching_asks() {
    let searcher = news();
    let lacks = |query: &str, id: &str| {
        let response = searcher.search(&Request::new(query)).unwrap();
        assert!(response.interpretation.corrected.is_empty(), "{query}");
        missing(&response, id).to_vec()
    };
    // Abbreviations, both ways; `zz` is what makes hits relaxed.
    assert_eq!(lacks("ủy ban nhân dân huyện zz", "a"), ["zz"]);
    assert_eq!(lacks("UBND tỉnh zz", "b"), ["zz"]);
    assert_eq!(lacks("UBND tỉnh zz", "a"), ["tỉnh", "zz"]);
    assert_eq!(lacks("kinh tế xã hội bão", "a"), ["bão"]);
    assert_eq!(lacks("công chức họp zz", "a"), ["zz"]);
    assert_eq!(lacks("công chức họp zz", "b"), ["công", "chức", "zz"]);
    // Codes and dates, as wholes and as others write them.
    assert_eq!(lacks("158/2025/ND-CP covid19 zz", "a"), ["zz"]);
    assert_eq!(
        lacks("159/2025/NĐ-CP COVID-19 họp", "a"),
        ["159/2025/NĐ-CP"]
    );
    assert_eq!(lacks("26 tháng 2 năm 2019 họp zz", "a"), ["zz"]);
    // Marks bind, unless they are ignored or were not typed.
    assert_eq!(lacks("bao hợp Quảng Ngãi", "b"), ["hợp"]);
    // Phrases, alternatives, prefixes, fields.
    assert_eq!(
        lacks("\"họp khẩn\" \"khẩn họp\" tỉnh", "b"),
        ["\"khẩn họp\""]
    );
    assert_eq!(lacks("\"UBND tỉnh\" zz", "b"), ["zz"]);
    assert_eq!(
        lacks("(mưa OR bão) (gió | \"lốc xoáy\") họp", "b"),
        ["(gió OR \"lốc xoáy\")"]
    );
    assert_eq!(lacks("qua* que* họp", "b"), ["que*"]);
    assert_eq!(lacks("title:bão title:họp body:họp", "b"), ["title:họp"]);
    // What is excluded, and filters, are never relaxed.
    assert_eq!(lacks("họp tỉnh zz -huyện source:\"báo khác\"", "b"), ["zz"]);
    // A word that was typed twice is lacking once.
    assert_eq!(lacks("bão zz họp zz", "b"), ["zz"]);

    let ignoring = Request {
        accents: Accents::Ignore,
        ..Request::new("bào hợp zz")
    };
    let response = searcher.search(&ignoring).unwrap();
    assert_eq!(missing(&response, "b"), ["zz"]);
}

#[test]
fn a_text_without_marks_has_what_it_may_mean() {
    let searcher = news();
    let response = searcher.search(&Request::new("mưa to bão zz")).unwrap();
    let hit = response.hits.iter().find(|hit| hit.article.id == "c");
    let hit = hit.expect("it has `to` as typed");
    assert_eq!(hit.missing, ["bão", "zz"]);
    assert!(hit.without_marks, "it has `mưa` only without its mark");
    let hit = response.hits.iter().find(|hit| hit.article.id == "b");
    assert!(hit.is_some_and(|hit| !hit.without_marks));

    let response = searcher.search(&Request::new("nước sông")).unwrap();
    assert_eq!(response.interpretation.relaxed, [Relaxed::Marks]);
    assert!(missing(&response, "c").is_empty());
}

#[test]
fn words_are_said_to_be_nowhere_only_where_no_article_has_them() {
    let searcher = news();
    let relaxed = |request: &Request| {
        let response = searcher.search(request).unwrap();
        response.interpretation.relaxed
    };
    let words = |missing: &[&str], nowhere: &[&str]| {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Relaxed::Words {
            missing: owned(missing),
            nowhere: owned(nowhere),
        }
    };
    let query = Request::new("bão huyện zz");
    assert_eq!(relaxed(&query), [words(&["bão", "huyện", "zz"], &["zz"])]);
    // Filters hide articles, they do not take words out of the index.
    let filtered = Request {
        filters: Filters {
            source: vec!["Báo khác".into()],
            ..Filters::default()
        },
        ..query.clone()
    };
    assert_eq!(relaxed(&filtered), [words(&["huyện", "zz"], &["zz"])]);
    // A page that shows none of the hits which have a word does not say that it is nowhere.
    let second = Request {
        limit: 1,
        offset: 1,
        ..query.clone()
    };
    let Relaxed::Words { missing, nowhere } = &relaxed(&second)[0] else {
        panic!("words were relaxed");
    };
    assert_eq!((missing.len(), &nowhere[..]), (2, &["zz".to_owned()][..]));
    // Whether fragments are wanted changes nothing.
    let bare = Request {
        fragments: 0,
        ..query.clone()
    };
    assert_eq!(relaxed(&bare), relaxed(&query));
    for matching in [Matching::All, Matching::Any] {
        let strict = Request {
            matching,
            ..query.clone()
        };
        assert!(relaxed(&strict).is_empty(), "{matching:?}");
    }
    // Nor is anything relaxed on a page that is full without it.
    let full = Request {
        limit: 1,
        ..Request::new("bão họp")
    };
    assert!(relaxed(&full).is_empty());
}

/// `relaxed` is true of the page, as what is told of each hit is.
#[test]
fn a_page_is_relaxed_when_one_of_its_hits_is() {
    let articles: Vec<(String, String)> = (0..7)
        .map(|at| {
            let body = if at < 3 {
                "bão lớn vào bờ"
            } else {
                "bão tan"
            };
            (at.to_string(), format!("{body}, bản tin {at}"))
        })
        .collect();
    let articles: Vec<(&str, &str, &str)> = articles
        .iter()
        .map(|(id, body)| (&id[..], "", &body[..]))
        .collect();
    let searcher = searcher(&articles);
    for limit in 0..9 {
        for offset in 0..10 {
            let request = Request {
                limit,
                offset,
                ..Request::new("bão lớn")
            };
            let page = searcher.search(&request).unwrap();
            let shown = offset.min(7)..(offset + limit).min(7);
            assert_eq!(page.hits.len(), shown.len(), "{offset} + {limit}");
            let expected = !shown.is_empty() && shown.end > 3;
            assert_eq!(page.relaxed, expected, "{offset} + {limit}");
            assert_eq!(page.interpretation.relaxed.is_empty(), !expected);
            assert_eq!(page.total, 3);
        }
    }
    // By cursors: three as asked, two of them on the first page.
    let (mut cursor, mut relaxed) = (None, Vec::new());
    loop {
        let request = Request {
            limit: 2,
            cursor,
            ..Request::new("bão lớn")
        };
        let page = searcher.search(&request).unwrap();
        relaxed.push(page.relaxed);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(relaxed, [false, true, true, true]);
}

#[test]
fn deleted_articles_have_no_words() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index
        .writer(WriterOptions {
            threads: 1,
            memory: 0,
        })
        .unwrap();
    for (id, body) in [("a", "bão vào bờ"), ("b", "giông lốc")] {
        let article = Article {
            id: id.into(),
            body: body.into(),
            ..Article::default()
        };
        writer.add(article).unwrap();
    }
    writer.commit().unwrap();
    writer.delete("b").unwrap();
    writer.commit().unwrap();
    let searcher = index.searcher().unwrap();
    let request = Request::new("bão \"giông lốc\"");
    let response = searcher.search(&request).unwrap();
    assert!(matches!(
        &response.interpretation.relaxed[..],
        [Relaxed::Words { nowhere, .. }] if nowhere == &["\"giông lốc\""]
    ));
}
