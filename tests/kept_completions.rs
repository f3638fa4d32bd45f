//! The file in which completions are kept beside an index (rule 4.9): it says what gathering anew would, and no
//! index is worse for it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::Path;

use fastrand::Rng;
use timtin::{Article, Completions, Index, Settings, Writer, WriterOptions};

fn article(id: usize, title: &str, body: &str) -> Article {
    Article {
        id: id.to_string(),
        title: title.into(),
        body: body.into(),
        ..Article::default()
    }
}

fn writer(index: &Index) -> Writer {
    let options = WriterOptions {
        threads: 1,
        memory: 0,
    };
    index.writer(options).unwrap()
}

/// The file that completions are kept in, in the folder of an index.
const KEPT: &str = "timtin-completions.bin";

/// What an index in a folder, opened anew, completes all of some prefixes by.
fn opened(folder: &Path) -> Vec<Completions> {
    let news = Index::open(folder).unwrap().searcher().unwrap();
    let prefixes = [
        "",
        "b",
        "c",
        "d",
        "đ",
        "h",
        "t",
        "u",
        "can b",
        "cán bộ c",
        "ubnd",
        "ủy ban nhân dân t",
        "hcm",
        "lễ 3",
        "3",
        "họp cán b",
        "bao hiem xa hoi",
    ];
    let complete = |prefix: &&str| Completions {
        took_ms: 0.0,
        ..news.suggest(prefix, 1000).unwrap()
    };
    prefixes.iter().map(complete).collect()
}

/// A headline of a few words, so that many have phrases in common.
fn headline(dice: &mut Rng) -> String {
    let words = [
        "cán bộ",
        "công chức",
        "công đoàn",
        "Đà Nẵng",
        "TP. HCM",
        "UBND",
        "tỉnh",
        "họp",
        "ở",
        "của",
        "bão số 9",
        "30/4",
        "lễ",
        ",",
        "-",
        ":",
        "BHXH",
        "ủy ban nhân dân",
        "bảo hiểm xã hội",
        "cận bờ",
        "Hà Nội",
        "tuyển sinh",
        "lớp 10",
    ];
    let words: Vec<&str> = (0..dice.usize(1..7))
        .map(|_| words[dice.usize(..words.len())])
        .collect();
    match dice.usize(..10) {
        0 => words.join(" ").to_uppercase(),
        _ => words.join(" "),
    }
}

#[test]
fn what_is_kept_completes_as_what_is_gathered_anew() {
    for seed in 0..4 {
        let mut dice = Rng::with_seed(seed);
        // With many articles headlines alone count.
        let others = if seed == 0 { 2000 } else { 0 };
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("ix");
        let kept = place.join(KEPT);
        let index = Index::create(&place, Settings::default()).unwrap();
        let mut is_asked_for = false;
        for round in 0..3 {
            let mut writer = writer(&index);
            for id in (0..others).filter(|_| round == 0) {
                writer
                    .add(article(100_000 + id, &headline(&mut dice), ""))
                    .unwrap();
            }
            for _ in 0..dice.usize(1..60) {
                let id = dice.usize(..80);
                let body = match dice.usize(..3) {
                    0 => "Quỹ Chắp cánh Bản xa (QCCBX) họp.".to_owned(),
                    1 => format!("đường {0} trường {0} chợ {0} ", id % 3).repeat(20),
                    _ => headline(&mut dice),
                };
                match dice.usize(..4) {
                    0 => drop(writer.delete(&id.to_string()).unwrap()),
                    _ => drop(
                        writer
                            .add(article(id, &headline(&mut dice), &body))
                            .unwrap(),
                    ),
                }
                if dice.usize(..20) == 0 {
                    writer.commit().unwrap();
                }
            }
            writer.commit().unwrap();
            writer.close().unwrap();
            assert_eq!(kept.exists(), is_asked_for, "made for those alone who ask");
            let from_writer = fs::read(&kept).ok();
            let first = opened(&place);
            let bytes = fs::read(&kept).unwrap();
            if let Some(from_writer) = from_writer {
                assert!(
                    from_writer == bytes,
                    "seed {seed}, round {round}: made by the writer"
                );
            }
            assert_eq!(opened(&place), first, "seed {seed}, round {round}");
            fs::remove_file(&kept).unwrap();
            assert_eq!(opened(&place), first, "seed {seed}, round {round}");
            assert!(fs::read(&kept).unwrap() == bytes, "the same each time");
            is_asked_for = true;
        }
    }
}

#[test]
fn completions_need_no_right_to_write_and_leave_an_index_sound() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("ix");
    let index = Index::create(&place, Settings::default()).unwrap();
    let mut writer = writer(&index);
    writer
        .add(article(1, "Họp mặt cán bộ công đoàn", ""))
        .unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    // Nothing can be put in the place of a folder.
    fs::create_dir(place.join(KEPT)).unwrap();
    let expected = opened(&place);
    assert!(expected.iter().any(|found| !found.completions.is_empty()));
    assert!(place.join(KEPT).is_dir());
    let mut writer = self::writer(&index);
    writer
        .add(article(2, "Gặp mặt cán bộ công đoàn", ""))
        .unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    fs::remove_dir(place.join(KEPT)).unwrap();
    // A crash may leave a file that was not written to its end, and a disk what was not written at all.
    fs::write(place.join(KEPT), [0; 5000]).unwrap();
    fs::write(place.join(".timtin-unfinished-x1"), [0; 50]).unwrap();
    assert_ne!(opened(&place), expected, "there is one article more");
    let mut writer = self::writer(&index);
    writer.delete("2").unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    assert_eq!(opened(&place), expected);
    let names = fs::read_dir(&place).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.contains("unfinished")).count(), 0);
    assert!(Index::verify(&place).unwrap().damaged.is_empty());
}
