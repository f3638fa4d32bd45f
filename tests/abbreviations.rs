//! What articles define is learned for all of them (rule 3.2): counts, sources, taking back, order.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use timtin::{Article, Index, LearnedReading, Request, Settings, WriterOptions};

fn article(id: &str, source: &str, body: &str) -> Article {
    Article {
        id: id.into(),
        title: format!("Tin số {id}"),
        body: body.into(),
        source: (!source.is_empty()).then(|| source.into()),
        ..Article::default()
    }
}

fn index(settings: Settings, articles: impl IntoIterator<Item = Article>) -> Index {
    let index = Index::in_memory(settings).unwrap();
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    for article in articles {
        writer.add(article).unwrap();
    }
    writer.commit().unwrap();
    index
}

fn found(index: &Index, query: &str) -> BTreeSet<String> {
    let response = index
        .searcher()
        .unwrap()
        .search(&Request::new(query))
        .unwrap();
    let hits = response.hits.into_iter().filter(|hit| !hit.relaxed);
    hits.map(|hit| hit.article.id).collect()
}

fn ids(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn learned(index: &Index, abbreviation: &str) -> Vec<LearnedReading> {
    let mut all = index.searcher().unwrap().abbreviations().unwrap();
    all.retain(|reading| reading.abbreviation == abbreviation);
    all
}

fn corpus() -> Vec<Article> {
    vec![
        article(
            "1",
            "Báo Núi",
            "Tối qua, Hội Đua thuyền Zuối (HĐTZ) trao giải.",
        ),
        article(
            "2",
            "Báo Núi",
            "Hội đua thuyền Zuối (HĐTZ) có chủ tịch mới.",
        ),
        article(
            "3",
            "Báo Biển",
            "Theo hội đua thuyền zuối (HĐTZ), mùa giải kết thúc.",
        ),
        article("4", "Báo Biển", "HĐTZ sẽ tập huấn ở hồ lớn."),
        article("5", "Báo Biển", "Hợp đồng thầu zầu (HĐTZ) bị thanh tra."),
    ]
}

#[test]
fn readings_have_counts_sources_and_examples() {
    let index = index(Settings::default(), corpus());
    let readings = learned(&index, "HĐTZ");
    assert_eq!(readings.len(), 2);
    let usual = &readings[0];
    assert_eq!(
        (usual.articles, usual.listed, usual.translated),
        (3, false, false)
    );
    assert_eq!(
        usual.weight, 60,
        "three of four articles, and one more for what is not known"
    );
    let sources: Vec<_> = usual
        .sources
        .iter()
        .map(|s| (&*s.source, s.count))
        .collect();
    assert_eq!(sources, [("Báo Núi", 2), ("Báo Biển", 1)]);
    let examples: BTreeSet<String> = usual.examples.iter().map(|e| e.id.clone()).collect();
    assert_eq!(examples, ids(&["1", "2", "3"]));
    assert!(
        usual
            .examples
            .iter()
            .all(|e| e.title == format!("Tin số {}", e.id))
    );
    let odd = &readings[1];
    assert_eq!(
        (odd.articles, odd.weight),
        (1, 0),
        "one article against three"
    );
    assert_eq!(
        found(&index, "\"hội đua thuyền zuối\""),
        ids(&["1", "2", "3", "4"])
    );
    assert_eq!(found(&index, "hợp đồng thầu zầu"), ids(&["5"]));
}

#[test]
fn what_is_deleted_or_replaced_teaches_nothing_more() {
    let index = index(Settings::default(), corpus());
    let mut writer = index.writer(WriterOptions::default()).unwrap();
    for id in ["1", "2"] {
        writer.delete(id).unwrap();
    }
    writer
        .add(article("3", "Báo Biển", "Mùa giải kết thúc."))
        .unwrap();
    writer.commit().unwrap();
    let readings = learned(&index, "HĐTZ");
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].reading, "Hợp đồng thầu zầu");
    assert!(found(&index, "\"hội đua thuyền zuối\"").is_empty());
}

#[test]
fn the_order_of_articles_does_not_matter() {
    let forwards = index(Settings::default(), corpus());
    let backwards = index(Settings::default(), corpus().into_iter().rev());
    for query in [
        "\"hội đua thuyền zuối\"",
        "hoi dua thuyen zuoi",
        "HĐTZ",
        "hợp đồng thầu",
    ] {
        assert_eq!(found(&forwards, query), found(&backwards, query), "{query}");
    }
    assert_eq!(
        found(&forwards, "hoi dua thuyen zuoi"),
        ids(&["1", "2", "3", "4"])
    );
}

#[test]
fn a_source_has_its_own_meaning() {
    let mut articles = Vec::new();
    for (source, long) in [
        ("Báo Núi", "Trạm khí tượng Zin"),
        ("Báo Biển", "Tổ kéo thuyền Zin"),
    ] {
        for at in 0..3 {
            let body = format!("Hôm qua {long} (TKTZ) đón đoàn khách thứ {at}.");
            articles.push(article(&format!("{source} {at}"), source, &body));
        }
        articles.push(article(
            &format!("{source} dùng"),
            source,
            "TKTZ nghỉ lễ hai ngày.",
        ));
    }
    articles.push(article("không nguồn", "", "TKTZ nghỉ lễ hai ngày."));
    let index = index(Settings::default(), articles);
    let weather = found(&index, "\"trạm khí tượng zin\"");
    assert!(
        weather.contains("Báo Núi dùng") && !weather.contains("Báo Biển dùng"),
        "{weather:?}"
    );
    let boats = found(&index, "\"tổ kéo thuyền zin\"");
    assert!(
        boats.contains("Báo Biển dùng") && !boats.contains("Báo Núi dùng"),
        "{boats:?}"
    );
    assert!(weather.contains("không nguồn") && boats.contains("không nguồn"));
}

#[test]
fn the_users_list_goes_before_what_is_learned_and_that_before_the_built_in_list() {
    let own = Settings {
        abbreviations: "HĐTZ\thàng đầu toàn zùng".into(),
    };
    let index = index(own, corpus());
    assert_eq!(found(&index, "\"hàng đầu toàn zùng\""), ids(&["4"]));
    assert!(!found(&index, "\"hội đua thuyền zuối\"").contains("4"));

    let against = (0..8).map(|at| {
        article(
            &at.to_string(),
            "",
            &format!("Cửa Bể (CB) đón chuyến tàu số {at}."),
        )
    });
    let used = article("dùng", "", "Tàu vào CB lúc nửa đêm.");
    let index = plain(against.chain([used]));
    assert!(found(&index, "\"vào cửa bể\"").contains("dùng"));
}

fn plain(articles: impl IntoIterator<Item = Article>) -> Index {
    index(Settings::default(), articles)
}
