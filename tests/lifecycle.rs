//! An index through its life: created, reopened, replaced in, deleted from, locked, refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;

use timtin::{Added, Article, Error, Index, Request, Settings, WriterOptions};

const SMALL: WriterOptions = WriterOptions {
    threads: 1,
    memory: 0,
};

fn article(id: &str, body: &str) -> Article {
    Article {
        id: id.into(),
        body: body.into(),
        ..Article::default()
    }
}

fn ids(index: &Index, query: &str) -> Vec<String> {
    let response = index
        .searcher()
        .unwrap()
        .search(&Request::new(query))
        .unwrap();
    let mut ids: Vec<_> = response
        .hits
        .into_iter()
        .map(|hit| hit.article.id)
        .collect();
    ids.sort();
    ids
}

#[test]
fn what_was_committed_is_there_after_reopening_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("ix");
    let index = Index::create(&place, Settings::default()).unwrap();
    let mut writer = index.writer(SMALL).unwrap();
    writer.add(article("a", "bão lũ")).unwrap();
    writer.commit().unwrap();
    writer.add(article("b", "bão tan")).unwrap();
    drop(writer);

    let index = Index::open(&place).unwrap();
    assert_eq!(ids(&index, "bão"), ["a"]);
}

#[test]
fn adding_replaces_and_deleting_deletes_within_and_across_commits() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index.writer(SMALL).unwrap();
    assert_eq!(writer.add(article("a", "một")).unwrap(), Added::Indexed);
    assert_eq!(writer.add(article("a", "hai")).unwrap(), Added::Replaced);
    writer.commit().unwrap();
    assert_eq!(
        (ids(&index, "một"), ids(&index, "hai")),
        (vec![], vec!["a".to_owned()])
    );
    assert_eq!(writer.add(article("a", "ba")).unwrap(), Added::Replaced);
    assert!(writer.delete("a").unwrap() && !writer.delete("a").unwrap());
    assert_eq!(writer.add(article("a", "bốn")).unwrap(), Added::Indexed);
    writer.commit().unwrap();
    assert_eq!(
        (ids(&index, "ba"), ids(&index, "bốn")),
        (vec![], vec!["a".to_owned()])
    );
    assert!(writer.delete("a").unwrap());
    writer.rollback().unwrap();
    writer.commit().unwrap();
    assert_eq!(ids(&index, "bốn"), ["a"]);
    // What is deleted but not merged away is not there.
    assert!(writer.delete("a").unwrap());
    writer.commit().unwrap();
    assert_eq!(writer.add(article("a", "năm")).unwrap(), Added::Indexed);
    assert_eq!(index.searcher().unwrap().article("a").unwrap(), None);
    assert!(matches!(
        writer.add(article("", "x")),
        Err(Error::Article { .. })
    ));
}

#[test]
fn a_searcher_goes_on_seeing_its_commit() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index.writer(SMALL).unwrap();
    writer.add(article("a", "bão")).unwrap();
    writer.commit().unwrap();
    let before = index.searcher().unwrap();
    writer.add(article("b", "bão")).unwrap();
    writer.commit().unwrap();
    let total = |searcher: &timtin::Searcher| searcher.search(&Request::new("bão")).unwrap().total;
    assert_eq!((total(&before), total(&index.searcher().unwrap())), (1, 2));
}

#[test]
fn an_article_comes_back_as_it_was() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut extra = serde_json::Map::new();
    extra.insert("views".into(), 3.into());
    let whole = Article {
        id: "a".into(),
        title: "Tiêu đề".into(),
        summary: "Sapo".into(),
        body: "Một\nHai".into(),
        category: vec!["Tin 24/7".into(), "Nóng".into()],
        published: Some("2019-12-31T18:00:00Z".parse().unwrap()),
        source: Some("HBĐT".into()),
        author: Some("Hải Yến".into()),
        url: Some("https://example.com/a".into()),
        tags: vec!["x".into()],
        extra,
    };
    let mut writer = index.writer(SMALL).unwrap();
    writer
        .add_all(vec![whole.clone(), article("b", "x")])
        .unwrap();
    writer.commit().unwrap();
    assert_eq!(index.searcher().unwrap().article("a").unwrap(), Some(whole));
}

#[test]
fn one_writer_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path().join("ix"), Settings::default()).unwrap();
    let writer = index.writer(SMALL).unwrap();
    let second = index.writer(SMALL).map(|_| ()).unwrap_err();
    assert!(
        matches!(&second, Error::Locked { holder, .. } if holder.contains(&std::process::id().to_string())),
        "{second}"
    );
    writer.close().unwrap();
    index.writer(SMALL).unwrap();
}

#[test]
fn what_is_no_index_of_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| {
        Index::open(folder.path().join(name))
            .map(|_| ())
            .unwrap_err()
    };
    assert!(matches!(open("nothing"), Error::NoIndex { .. }));
    let place = folder.path().join("ix");
    Index::create(&place, Settings::default()).unwrap();
    assert!(matches!(
        Index::create(&place, Settings::default())
            .map(|_| ())
            .unwrap_err(),
        Error::NotAnIndex { .. }
    ));
    let own = Settings {
        abbreviations: "QX\tquê xa".into(),
    };
    let other = Index::open_or_create(&place, own).map(|_| ()).unwrap_err();
    assert!(other.to_string().contains("reindex"), "{other}");

    let settings = place.join("timtin.json");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("\"format\": 1", "\"format\": 2")).unwrap();
    assert!(matches!(open("ix"), Error::Incompatible { .. }));
    fs::write(&settings, &text).unwrap();
    // Killed between its settings and its first commit, an index opens empty.
    fs::remove_file(place.join("meta.json")).unwrap();
    let index = Index::open(&place).unwrap();
    assert_eq!(index.stats().unwrap().documents, 0);
}

#[test]
fn searchers_are_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Index>();
    shared::<timtin::Searcher>();
}
