//! Damage is noticed and named, whichever file has it and wherever (rule 6.3).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use timtin::{Article, Error, Index, Settings, WriterOptions};

/// A folder with an index of several segments, one of them with deletions.
fn index(folder: &Path) -> PathBuf {
    let place = folder.join("ix");
    let index = Index::create(&place, Settings::default()).unwrap();
    let options = WriterOptions {
        threads: 1,
        memory: 0,
    };
    let mut writer = index.writer(options).unwrap();
    for commit in 0..3 {
        for at in 0..40 {
            let article = Article {
                id: format!("{commit}-{at}"),
                title: format!("Bão số {at}"),
                body: "Nước lên nhanh, cán bộ xã cùng người dân sơ tán.".into(),
                source: Some("Tin Đồng Bằng".into()),
                ..Article::default()
            };
            writer.add(article).unwrap();
        }
        writer.commit().unwrap();
    }
    assert!(writer.delete("0-7").unwrap());
    writer.commit().unwrap();
    writer.close().unwrap();
    place
}

/// The files of the segments.
fn segment_files(place: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(place)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    // Names of segments are 32 hexadecimal digits.
    let mut files: Vec<PathBuf> = files
        .filter(|path| name(path).split('.').next().unwrap().len() == 32)
        .collect();
    files.sort();
    files
}

/// What `timtin stats --verify` says of the index: its exit status and its words.
fn verify(place: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_timtin"))
        .args(["stats", "--verify", "--index"])
        .arg(place)
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    })
}

/// How many bytes of a segment's file are content. What follows is the engine's note of its version and
/// the checksum, the length of the note and a magic number, four bytes each.
fn content(file: &[u8]) -> usize {
    let length = file[file.len() - 8..].first_chunk::<4>().unwrap();
    file.len() - 8 - usize::try_from(u32::from_le_bytes(*length)).unwrap()
}

#[test]
fn a_flipped_bit_is_noticed_in_every_kind_of_file() {
    let folder = tempfile::tempdir().unwrap();
    let place = index(folder.path());
    let files = segment_files(&place);
    let kinds: BTreeSet<_> = files.iter().map(|path| path.extension().unwrap()).collect();
    let kinds: Vec<_> = kinds.iter().map(|kind| kind.to_string_lossy()).collect();
    assert_eq!(
        kinds,
        ["del", "fast", "fieldnorm", "idx", "pos", "store", "term"]
    );
    for file in &files {
        let sound = fs::read(file).unwrap();
        let flips = (0..content(&sound), 0..8u32);
        let mut runner = runner(24);
        let outcome = runner.run(&flips, |(at, bit)| {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << bit;
            fs::write(file, bytes).unwrap();
            let found = Index::verify(&place).unwrap().damaged;
            let named: Vec<&str> = found.iter().map(|damage| damage.file.as_str()).collect();
            prop_assert_eq!(named, [file.file_name().unwrap().to_str().unwrap()]);
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        fs::write(file, &sound).unwrap();
    }
    assert_eq!(Index::verify(&place).unwrap().damaged, []);
}

#[test]
fn a_file_that_is_gone_or_cut_short_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let place = index(folder.path());
    let mut seen = BTreeSet::new();
    for file in segment_files(&place) {
        if !seen.insert(file.extension().unwrap().to_owned()) {
            continue;
        }
        let sound = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        for left in [0, 3, sound.len() / 2, sound.len() - 1] {
            fs::write(&file, &sound[..left]).unwrap();
            let (status, said) = verify(&place);
            assert_eq!(status, Some(1), "{name} of {left} bytes: {said}");
            assert!(said.contains(name), "{left}: {said}");
        }
        fs::remove_file(&file).unwrap();
        let (status, said) = verify(&place);
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains(name) && said.contains("missing"), "{said}");
        fs::write(&file, &sound).unwrap();
    }
    assert_eq!(verify(&place).0, Some(0));
}

/// The list of segments and the settings have no checksum: what cannot be read there is an error, and no
/// flipped bit makes the program fail otherwise.
#[test]
fn a_flipped_bit_in_the_lists_ends_in_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let place = index(folder.path());
    for name in ["meta.json", "timtin.json"] {
        let file = place.join(name);
        let sound = fs::read(&file).unwrap();
        let mut runner = runner(200);
        let flips = (0..sound.len(), 0..8u32);
        let outcome = runner.run(&flips, |(at, bit)| {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << bit;
            fs::write(&file, bytes).unwrap();
            let opened = Index::open(&place).and_then(|index| index.stats());
            if let Err(error) = opened {
                prop_assert!(!error.to_string().is_empty());
            }
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
        fs::write(&file, &sound).unwrap();
    }
    assert_eq!(Index::verify(&place).unwrap().damaged, []);
}

/// An index that lost its list of segments must not pass for an empty one: the next import would remove
/// what is left of it.
#[test]
fn segments_without_their_list_are_damage() {
    let folder = tempfile::tempdir().unwrap();
    let place = index(folder.path());
    let list = place.join("meta.json");
    let sound = fs::read(&list).unwrap();
    fs::remove_file(&list).unwrap();
    let files = segment_files(&place);
    let (status, said) = verify(&place);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("meta.json"), "{said}");
    assert!(matches!(Index::open(&place), Err(Error::Damaged { .. })));
    let articles = folder.path().join("a.jsonl");
    fs::write(&articles, "{\"id\": \"a\", \"body\": \"bão\"}\n").unwrap();
    let import = Command::new(env!("CARGO_BIN_EXE_timtin"))
        .args(["index", "--index"])
        .args([&place, &articles])
        .output()
        .unwrap();
    assert_eq!(import.status.code(), Some(1));
    assert_eq!(segment_files(&place), files);
    fs::write(&list, sound).unwrap();
    assert_eq!(Index::open(&place).unwrap().stats().unwrap().documents, 119);
}
