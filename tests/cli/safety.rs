//! Damage, full disks and folders that are none.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Desk, with_news};

impl Desk {
    /// The file of the index with this extension.
    fn file(&self, extension: &str) -> PathBuf {
        let mut files = fs::read_dir(self.path("ix")).unwrap();
        files
            .find_map(|entry| {
                let path = entry.unwrap().path();
                path.extension()
                    .is_some_and(|found| found == extension)
                    .then_some(path)
            })
            .unwrap()
    }
}

#[test]
fn damage_is_found_named_and_never_a_panic() {
    for extension in ["fast", "idx", "pos", "term", "fieldnorm", "store"] {
        let desk = with_news();
        let sound = desk.run(&["stats", "--index", "ix", "--verify"]);
        assert!(sound.code == 0 && sound.stdout.contains("checked 6 files"));
        let file = desk.file(extension);
        let mut bytes = fs::read(&file).unwrap();
        // All but the footer, which the engine checks by itself.
        let end = bytes.len() - 120;
        bytes[..end].fill(0xff);
        fs::write(&file, bytes).unwrap();

        let verified = desk.run(&["stats", "--index", "ix", "--verify"]);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(
            verified.code == 1
                && verified.stderr.contains(name)
                && verified.stderr.contains("reindex"),
            "{}",
            verified.stderr
        );
        for args in [
            &["search", "--index", "ix", "--facet", "category", "bão"][..],
            &["stats", "--index", "ix"],
            &["index", "--index", "ix", "news.jsonl"],
            &["delete", "--index", "ix", "a"],
        ] {
            let run = desk.run(args);
            assert!(
                run.code == 1
                    && run.stdout.is_empty()
                    && run.stderr.starts_with("error: ix/")
                    && run.stderr.contains("damaged")
                    && run.stderr.lines().count() == 1,
                "{extension}: {args:?}: {} {}",
                run.code,
                run.stderr
            );
        }
    }
}

#[test]
fn a_missing_or_cut_file_is_damage() {
    let desk = with_news();
    let file = desk.file("store");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() - 10]).unwrap();
    let cut = desk.run(&["search", "--index", "ix", "bão"]);
    assert!(
        cut.code == 1 && cut.stderr.contains(".store") && cut.stderr.contains("damaged"),
        "{}",
        cut.stderr
    );
    fs::remove_file(&file).unwrap();
    for args in [
        &["search", "--index", "ix", "bão"][..],
        &["stats", "--index", "ix", "--verify"],
    ] {
        let run = desk.run(args);
        assert!(
            run.code == 1 && run.stderr.contains(".store") && run.stderr.contains("missing"),
            "{}",
            run.stderr
        );
    }
    fs::write(desk.path("ix/meta.json"), "{").unwrap();
    let run = desk.run(&["search", "--index", "ix", "bão"]);
    assert!(
        run.code == 1 && run.stderr.contains("damaged") && run.stderr.contains("meta.json"),
        "{}",
        run.stderr
    );
}

#[cfg(unix)]
#[test]
fn an_index_may_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt;
    let desk = with_news();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let usual = mode(&desk.path("news.jsonl"));
    for entry in fs::read_dir(desk.path("ix")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), usual, "{}", path.display());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_command_and_says_so_once() {
    let desk = with_news();
    // Enough to fill more buffers than there are between reading and writing.
    desk.write("bad.jsonl", "[1]\n".repeat(12_000));
    let args = [
        "index",
        "--index",
        "ix",
        "--rejects",
        "/dev/full",
        "bad.jsonl",
    ];
    let run = desk.run(&args);
    assert!(
        run.code == 1
            && run.stderr.matches("disk is full").count() == 1
            && run.stderr.contains("/dev/full")
            && run.stderr.contains("free space"),
        "{}",
        run.stderr
    );
    assert_eq!(desk.ids("bão"), ["a"]);
    let vietnamese = desk.run(&[&args[..], &["--lang", "vi"]].concat());
    assert!(vietnamese.stderr.contains("lỗi: /dev/full: đĩa đã đầy"));
}

#[test]
fn a_file_is_no_folder() {
    let desk = with_news();
    for args in [
        &["search", "--index", "news.jsonl", "bão"][..],
        &["index", "--index", "news.jsonl", "news.jsonl"],
        &["stats", "--verify", "--index", "news.jsonl"],
    ] {
        let run = desk.run(args);
        assert!(
            run.code == 1 && run.stderr.contains("this is a file"),
            "{}",
            run.stderr
        );
    }
}
