//! Importing again: what is in the index already needs no work, and the last record given wins.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::slice::from_ref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use tempfile::TempDir;
use timtin::{Article, ImportOptions, Index, Report, Settings, WriterOptions};

/// A folder with an index and inputs.
struct Desk {
    folder: TempDir,
    index: Index,
}

impl Desk {
    fn new() -> Desk {
        // Many commits: where the system has a folder in memory, they need not wait for a disk.
        let memory = tempfile::tempdir_in("/dev/shm");
        let folder = memory.or_else(|_| tempfile::tempdir()).unwrap();
        let index = Index::create(folder.path().join("ix"), Settings::default()).unwrap();
        Desk { folder, index }
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn import_with(&self, files: &[PathBuf], options: &ImportOptions) -> Report {
        let report = self.index.import(files, options, |_| ()).unwrap();
        assert_eq!(
            report.read,
            report.indexed + report.replaced + report.rejected,
            "{report:?}"
        );
        assert!(report.unchanged <= report.replaced, "{report:?}");
        report
    }

    fn import(&self, files: &[PathBuf]) -> Report {
        self.import_with(files, &options())
    }

    /// The commit as it is on the disk: segments, deletions, and when it was made.
    fn commit(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("ix/meta.json")).unwrap()
    }

    fn body(&self, id: &str) -> Option<String> {
        let article = self.index.searcher().unwrap().article(id).unwrap();
        article.map(|article| article.body)
    }
}

fn options() -> ImportOptions {
    ImportOptions {
        writer: WriterOptions {
            threads: 1,
            memory: 0,
        },
        ..ImportOptions::default()
    }
}

fn line(id: &str, body: &str) -> String {
    format!("{{\"id\": \"{id}\", \"body\": \"{body}\"}}\n")
}

#[test]
fn the_same_files_again_change_nothing() {
    let desk = Desk::new();
    let files = [
        desk.write(
            "a.jsonl",
            &(line("a", "một") + &line("b", "hai") + "{broken\n"),
        ),
        desk.write("b.csv", "id,body\nc,ba\nd,bốn\n"),
        desk.write("c.txt", "Mưa lớn ở Huế\n\nNước lên nhanh trong đêm.\n"),
    ];
    let first = desk.import(&files);
    assert_eq!((first.indexed, first.rejected), (5, 1), "{first:?}");
    let commit = desk.commit();
    let second = desk.import(&files);
    assert_eq!(
        (second.indexed, second.replaced, second.unchanged),
        (0, 5, 5)
    );
    // What is wrong stays wrong, and is said again.
    assert_eq!((second.rejected, &second.errors), (1, &first.errors));
    assert_eq!((second.documents, desk.commit()), (5, commit));
}

#[test]
fn only_what_is_new_or_changed_is_taken_up() {
    let desk = Desk::new();
    let file = desk.write("a.jsonl", &(line("a", "một") + &line("b", "hai")));
    desk.import(&[file]);
    let file = desk.write(
        "a.jsonl",
        &(line("a", "một") + &line("b", "hai hai") + &line("c", "ba")),
    );
    let report = desk.import(&[file]);
    assert_eq!(
        (report.indexed, report.replaced, report.unchanged),
        (1, 2, 1)
    );
    assert_eq!(desk.body("b").as_deref(), Some("hai hai"));
}

#[test]
fn the_last_record_of_an_article_wins_each_time_without_work() {
    let desk = Desk::new();
    let old = desk.write("old.jsonl", &(line("a", "cũ") + &line("a", "cũ hơn")));
    let new = desk.write("new.jsonl", &line("a", "mới"));
    let both = [old.clone(), new.clone()];
    assert_eq!(desk.import(&both).unchanged, 0);
    let commit = desk.commit();
    assert_eq!(desk.import(&both).unchanged, 3);
    assert_eq!(desk.commit(), commit);
    assert_eq!(desk.body("a").as_deref(), Some("mới"));

    // Alone, the old file is what was given last.
    let report = desk.import(&[old]);
    assert_eq!((report.replaced, report.unchanged), (2, 1));
    assert_eq!(desk.body("a").as_deref(), Some("cũ hơn"));
    desk.import(&[new]);
    assert_eq!(desk.body("a").as_deref(), Some("mới"));
    let commit = desk.commit();
    assert_eq!(desk.import(&both).unchanged, 3);
    assert_eq!(desk.commit(), commit);
}

#[test]
fn a_deleted_article_comes_back() {
    let desk = Desk::new();
    let file = desk.write("a.jsonl", &(line("a", "một") + &line("b", "hai")));
    desk.import(from_ref(&file));
    let mut writer = desk.index.writer(options().writer).unwrap();
    assert!(writer.delete("a").unwrap());
    writer.commit().unwrap();
    writer.close().unwrap();
    let report = desk.import(&[file]);
    assert_eq!(
        (report.indexed, report.unchanged, report.documents),
        (1, 1, 2)
    );
}

#[test]
fn an_article_added_by_a_program_is_replaced_by_the_record() {
    let desk = Desk::new();
    let file = desk.write("a.jsonl", &line("a", "từ tệp"));
    desk.import(from_ref(&file));
    let mut writer = desk.index.writer(options().writer).unwrap();
    let article = Article {
        id: "a".into(),
        body: "từ chương trình".into(),
        ..Article::default()
    };
    writer.add(article).unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    let report = desk.import(&[file]);
    assert_eq!((report.replaced, report.unchanged), (1, 0));
    assert_eq!(desk.body("a").as_deref(), Some("từ tệp"));
}

/// An import that is stopped between two records of an article does not bring back the first.
#[test]
fn a_stop_between_two_records_of_an_article_leaves_the_last() {
    let desk = Desk::new();
    let others = |from: usize| -> String {
        let other = |at| line(&format!("n{at}"), "khác");
        (from..from + 1500).map(other).collect()
    };
    // More than a batch between the two.
    let text = line("a", "trước") + &others(0) + &line("a", "sau") + &others(2000);
    let file = desk.write("a.jsonl", &text);
    desk.import(from_ref(&file));
    assert_eq!(desk.body("a").as_deref(), Some("sau"));
    let stopped = ImportOptions {
        stop: Arc::new(AtomicBool::new(true)),
        ..options()
    };
    let report = desk.import_with(from_ref(&file), &stopped);
    assert!(report.stopped && report.read < 1501, "{}", report.read);
    assert_eq!(report.unchanged, report.read);
    assert_eq!(desk.body("a").as_deref(), Some("sau"));
    let report = desk.import(&[file]);
    assert_eq!(report.unchanged, report.read);
}

#[test]
fn warnings_are_given_again() {
    let desk = Desk::new();
    let file = desk.write(
        "a.jsonl",
        "{\"id\": \"a\", \"body\": \"một\", \"date\": \"31/02/2019\"}\n{\"id\": \"b\", \"title\": \"Céng hoµ x· héi chñ nghÜa ViÖt Nam\"}\n",
    );
    let first = desk.import(from_ref(&file));
    let second = desk.import(&[file]);
    assert_eq!((second.unchanged, second.warnings), (2, 1));
    assert_eq!(second.warned, first.warned);
    assert_eq!(second.converted, first.converted);
    assert_eq!(second.converted.get("TCVN3"), Some(&1));
}

#[test]
fn a_row_under_another_header_is_another_record() {
    let desk = Desk::new();
    let file = desk.write("a.csv", "id,body,title\na,một,hai\n");
    desk.import(&[file]);
    let file = desk.write("a.csv", "id,title,body\na,một,hai\n");
    assert_eq!(desk.import(&[file]).unchanged, 0);
    assert_eq!(desk.body("a").as_deref(), Some("hai"));
}

#[test]
fn a_dry_run_tells_what_would_happen_and_does_nothing() {
    let desk = Desk::new();
    let file = desk.write("a.jsonl", &(line("a", "một") + &line("b", "hai")));
    desk.import(&[file]);
    let commit = desk.commit();
    let file = desk.write(
        "a.jsonl",
        &(line("a", "một")
            + &line("b", "mới")
            + &line("c", "ba")
            + &line("c", "bốn")
            + "{broken\n"),
    );
    let rejects = desk.folder.path().join("rejects");
    let dry = ImportOptions {
        dry_run: true,
        rejects: Some(rejects.clone()),
        ..options()
    };
    // Nothing is locked either.
    let writer = desk.index.writer(options().writer).unwrap();
    let told = desk.import_with(from_ref(&file), &dry);
    writer.close().unwrap();
    assert!(!rejects.exists() && desk.commit() == commit);
    let done = desk.import(&[file]);
    let facts = |report: &Report| {
        (
            (report.read, report.indexed, report.replaced),
            (report.unchanged, report.rejected, report.documents),
        )
    };
    assert_eq!(facts(&told), facts(&done));
    assert_eq!(facts(&done), ((5, 1, 3), (1, 1, 3)));
}

/// What inputs given one after the other leave, by the rule: the last record of an id.
fn expected(files: &[Vec<(u8, u8)>], runs: &[Vec<usize>]) -> BTreeMap<u8, u8> {
    let mut articles = BTreeMap::new();
    for (id, version) in runs.iter().flatten().flat_map(|file| &files[*file]) {
        articles.insert(*id, *version);
    }
    articles
}

fn write_all(desk: &Desk, files: &[Vec<(u8, u8)>]) -> Vec<PathBuf> {
    let write = |(at, records): (usize, &Vec<(u8, u8)>)| {
        let lines = records
            .iter()
            .map(|(id, version)| line(&format!("i{id}"), &format!("bản {version}")));
        desk.write(&format!("{at}.jsonl"), &lines.collect::<String>())
    };
    files.iter().enumerate().map(write).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever was imported before, in whatever order: the content is that of reading everything,
    /// and the last import once more changes nothing.
    #[test]
    fn imports_leave_what_reading_everything_would(
        files in prop::collection::vec(prop::collection::vec((0u8..4, 0u8..4), 1..6), 3),
        runs in prop::collection::vec(prop::collection::vec(0usize..3, 1..4), 1..4),
    ) {
        let desk = Desk::new();
        let paths = write_all(&desk, &files);
        for run in &runs {
            let inputs: Vec<PathBuf> = run.iter().map(|file| paths[*file].clone()).collect();
            desk.import(&inputs);
            let commit = desk.commit();
            let again = desk.import(&inputs);
            prop_assert_eq!(again.unchanged, again.read);
            prop_assert_eq!(desk.commit(), commit);
        }
        let expected = expected(&files, &runs);
        prop_assert_eq!(desk.index.stats().unwrap().documents, expected.len() as u64);
        for (id, version) in expected {
            prop_assert_eq!(desk.body(&format!("i{id}")), Some(format!("bản {version}")));
        }
    }
}

#[test]
fn remains_of_a_crash_are_removed_where_nothing_is_left_to_do() {
    let desk = Desk::new();
    let file = desk.write("a.jsonl", &line("a", "một"));
    desk.import(from_ref(&file));
    let ix = desk.folder.path().join("ix");
    // A segment that was never committed, as the engine's list of its files has it.
    let orphan = "00000000000000000000000000000000.store";
    fs::write(ix.join(orphan), b"x").unwrap();
    let list = ix.join(".managed.json");
    let mut files: Vec<String> = serde_json::from_slice(&fs::read(&list).unwrap()).unwrap();
    files.push(orphan.to_owned());
    fs::write(&list, serde_json::to_vec(&files).unwrap()).unwrap();

    let index = Index::open(&ix).unwrap();
    index.import([&file], &options(), |_| ()).unwrap();
    assert!(!Path::new(&ix.join(orphan)).exists());
}
