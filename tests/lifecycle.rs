//! An index through its life: created, reopened, replaced in, deleted from, locked, refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;

use std::sync::atomic::{AtomicUsize, Ordering};

use timtin::{Added, Article, Error, ImportOptions, Index, Request, Settings, WriterOptions};

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

/// An index of this format whose fields are others is refused like one of another format.
#[test]
fn other_fields_are_another_format() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("ix");
    Index::create(&place, Settings::default()).unwrap();
    let settings = fs::read(place.join("timtin.json")).unwrap();
    fs::remove_dir_all(&place).unwrap();
    fs::create_dir(&place).unwrap();
    let mut schema = tantivy::schema::Schema::builder();
    schema.add_text_field("body", tantivy::schema::TEXT);
    tantivy::Index::create_in_dir(&place, schema.build()).unwrap();
    fs::write(place.join("timtin.json"), settings).unwrap();
    let error = Index::open(&place).map(|_| ()).unwrap_err();
    assert!(
        matches!(&error, Error::Incompatible { what: "schema", .. })
            && error.to_string().contains("reindex"),
        "{error}"
    );
}

/// What was rolled back is neither there nor known: the same article is new again, one deleted is there.
#[test]
fn what_is_rolled_back_was_never_there() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index.writer(SMALL).unwrap();
    writer.add(article("a", "một")).unwrap();
    writer.commit().unwrap();
    assert_eq!(writer.add(article("b", "hai")).unwrap(), Added::Indexed);
    assert!(writer.delete("a").unwrap());
    writer.rollback().unwrap();
    assert!(!writer.delete("b").unwrap());
    assert_eq!(writer.add(article("b", "ba")).unwrap(), Added::Indexed);
    assert_eq!(writer.add(article("a", "bốn")).unwrap(), Added::Replaced);
    writer.commit().unwrap();
    assert_eq!(ids(&index, "ba OR bốn"), ["a", "b"]);
    assert!(ids(&index, "một OR hai").is_empty());
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
    // How the lines of a list end says nothing.
    let ended_by = |end: &str| Settings {
        abbreviations: format!("QX\tquê xa{end}HTX\thợ tay xoay{end}"),
    };
    let listed = folder.path().join("listed");
    Index::create(&listed, ended_by("\r\n")).unwrap();
    Index::open_or_create(&listed, ended_by("\n")).unwrap();
    Index::open_or_create(&listed, ended_by("\r\n")).unwrap();

    let settings = place.join("timtin.json");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("\"format\": ", "\"format\": 9")).unwrap();
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

#[test]
fn an_import_stops_at_a_commit_and_goes_on_when_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let lines = (0..3000).map(|id| format!("{{\"id\": \"{id}\", \"body\": \"bão\"}}\n"));
    let file = folder.path().join("news.jsonl");
    fs::write(&file, lines.collect::<String>()).unwrap();
    let place = folder.path().join("ix");
    let index = Index::create(&place, Settings::default()).unwrap();

    let options = ImportOptions::default();
    let batches = AtomicUsize::new(0);
    let report = index.import([&file], &options, |_| {
        batches.fetch_add(1, Ordering::Relaxed);
        options.stop.store(true, Ordering::Relaxed);
    });
    let report = report.unwrap();
    assert!(report.stopped && batches.into_inner() == 1);
    assert_eq!(report.read, report.indexed);
    assert!(report.documents == report.indexed && report.documents < 3000);
    let reopened = Index::open(&place).unwrap();
    assert_eq!(reopened.stats().unwrap().documents, report.documents);

    let rest = index
        .import([&file], &ImportOptions::default(), |_| ())
        .unwrap();
    assert!(!rest.stopped);
    assert_eq!((rest.replaced, rest.documents), (report.documents, 3000));
}

#[test]
fn a_damaged_index_is_an_error_and_its_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("ix");
    let index = Index::create(&place, Settings::default()).unwrap();
    let mut writer = index.writer(SMALL).unwrap();
    writer.add(article("a", "bão lũ")).unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    drop(index);
    let sound = Index::verify(&place).unwrap();
    assert!(sound.files == 6 && sound.damaged.is_empty(), "{sound:?}");

    let files = fs::read_dir(&place)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let fast = files
        .into_iter()
        .find(|path| path.extension().is_some_and(|found| found == "fast"))
        .unwrap();
    let mut bytes = fs::read(&fast).unwrap();
    let end = bytes.len() - 120;
    bytes[..end].fill(0xff);
    fs::write(&fast, bytes).unwrap();
    let found = Index::verify(&place).unwrap().damaged;
    assert_eq!(found.len(), 1);
    assert_eq!(Some(found[0].file.as_ref()), fast.file_name());
    let searched = Index::open(&place)
        .and_then(|index| index.searcher())
        .and_then(|searcher| searcher.search(&Request::new("bão")));
    assert!(
        matches!(searched, Err(Error::Damaged { .. })),
        "{searched:?}"
    );
}

/// A large segment is rewritten before much of it is waste, though there are few others to merge it with.
#[test]
fn replaced_articles_do_not_pile_up() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path().join("ix"), Settings::default()).unwrap();
    let mut writer = index.writer(SMALL).unwrap();
    for at in 0..400 {
        writer.add(article(&at.to_string(), "bão lũ")).unwrap();
    }
    writer.commit().unwrap();
    for part in 0..4 {
        for at in 0..50 {
            let id = (part * 50 + at).to_string();
            writer.add(article(&id, "bão tan")).unwrap();
        }
        writer.commit().unwrap();
    }
    writer.close().unwrap();
    let stats = index.stats().unwrap();
    assert_eq!(stats.documents, 400);
    assert!(stats.deleted <= 140, "{stats:?}");
    let request = Request {
        limit: 0,
        ..Request::new("tan")
    };
    assert_eq!(
        index.searcher().unwrap().search(&request).unwrap().total,
        200
    );
}

/// A writer killed between writing tombstones and listing them leaves a file that the next one would make.
#[test]
fn tombstones_of_a_killed_writer_are_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("ix");
    let index = Index::create(&place, Settings::default()).unwrap();
    let mut writer = index.writer(SMALL).unwrap();
    for id in ["a", "b", "c", "d", "e", "f"] {
        writer.add(article(id, "bão lũ")).unwrap();
    }
    writer.commit().unwrap();
    writer.close().unwrap();
    let list = fs::read(place.join("meta.json")).unwrap();
    let delete = |index: &Index| {
        let mut writer = index.writer(SMALL).unwrap();
        assert!(writer.delete("a").unwrap());
        writer.commit().unwrap();
        writer.close().unwrap();
    };
    delete(&Index::open(&place).unwrap());
    let mut files = fs::read_dir(&place).unwrap();
    assert!(files.any(|file| file.unwrap().path().extension() == Some("del".as_ref())));

    fs::write(place.join("meta.json"), list).unwrap();
    delete(&Index::open(&place).unwrap());
    let searcher = Index::open(&place).unwrap().searcher().unwrap();
    assert_eq!(searcher.documents(), 5);
    assert_eq!(searcher.article("a").unwrap(), None);
    assert_eq!(Index::verify(&place).unwrap().damaged, []);
}

/// What a dropped writer leaves unmerged is merged while the next one replaces an article in it.
#[test]
fn what_the_first_operation_of_a_writer_replaces_is_gone_from_segments_that_are_merged() {
    let start = |index: &Index, begin: &str| {
        let mut writer = index.writer(SMALL).unwrap();
        match begin {
            "rolled back" => {
                writer.add(article("lost", "bão tan")).unwrap();
                writer.rollback().unwrap();
            }
            _ => assert_eq!(begin, "new"),
        }
        writer
    };
    for begin in ["new", "rolled back"] {
        let index = Index::in_memory(Settings::default()).unwrap();
        // As many segments as are merged; the commit before the last operation deletes in one of them.
        for segment in 0..8 {
            let mut writer = index.writer(SMALL).unwrap();
            for at in 0..10 + usize::from(segment > 0) {
                let id = format!("{segment}-{at}");
                writer.add(article(&id, "bão lũ")).unwrap();
            }
            if segment == 7 {
                writer.delete("0-1").unwrap();
            }
            writer.commit().unwrap();
            drop(writer);
        }
        let before = index.searcher().unwrap().documents();
        let mut writer = start(&index, begin);
        assert_eq!(
            writer.add(article("0-0", "bão tan")).unwrap(),
            Added::Replaced
        );
        writer.commit().unwrap();
        writer.close().unwrap();
        let searcher = index.searcher().unwrap();
        assert_eq!(searcher.documents(), before, "{begin}");
        assert_eq!(searcher.article("0-0").unwrap().unwrap().body, "bão tan");
    }
}
