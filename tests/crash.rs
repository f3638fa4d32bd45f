//! The command killed at any moment (rules 6.1 and 6.2): the index opens at a commit, nothing is there
//! twice, and the same command again completes it.
//!
//! `TIMTIN_CRASHES=500 cargo test --test crash` kills it so many times, `TIMTIN_CRASH_SEED=7` after the same
//! delays again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use fastrand::Rng;
use serde_json::Value;
use timtin::{Error, Index, Request, Settings};

/// How often the command is killed in a usual run of the tests.
const CRASHES: usize = 36;
/// Kills in a row before the command may end.
const IN_A_ROW: usize = 6;
const RECORDS: usize = 240;
const COMMIT_EVERY: usize = 20;
const QUERIES: [&str; 5] = ["bão lũ", "can bo", "\"cán bộ xã\"", "UBND", "bản 2"];

/// Records in order: id and text. Every seventh replaces an earlier article.
fn records() -> Vec<(String, String)> {
    let record = |at: usize| {
        let id = if at % 7 == 6 { at / 2 } else { at };
        let texts = [
            "Bão lũ lên nhanh, cán bộ xã cùng người dân sơ tán.",
            "UBND tỉnh họp về KT-XH.",
            "Giá xăng giảm 1.084 đồng từ ngày 6/11.",
        ];
        (format!("i{id}"), format!("{} Bản {at}.", texts[at % 3]))
    };
    (0..RECORDS).map(record).collect()
}

/// What the first `read` records leave: the last text of each id.
fn content(records: &[(String, String)]) -> BTreeMap<&str, &str> {
    let pairs = records
        .iter()
        .map(|(id, text)| (id.as_str(), text.as_str()));
    pairs.collect()
}

struct Desk {
    folder: tempfile::TempDir,
    records: Vec<(String, String)>,
}

impl Desk {
    fn new() -> Desk {
        // What a killed process has written is there, synced to a disk or not: where the system has a
        // folder in memory, the many commits take no time.
        let memory = tempfile::tempdir_in("/dev/shm");
        let folder = memory.or_else(|_| tempfile::tempdir()).unwrap();
        let records = records();
        let lines: String = records
            .iter()
            .map(|(id, body)| format!("{}\n", serde_json::json!({"id": id, "body": body})))
            .collect();
        fs::write(folder.path().join("news.jsonl"), lines).unwrap();
        Desk { folder, records }
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("ix")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// `timtin index`, with what it logs in a file of its own.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_timtin"));
        command
            .current_dir(self.folder.path())
            .args(["index", "--index", "ix", "--json", "--threads", "2"])
            .args([
                "--memory",
                "30",
                "--commit-every",
                &COMMIT_EVERY.to_string(),
            ])
            .arg("news.jsonl")
            .env("RUST_LOG", "timtin=info")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(self.log()).unwrap());
        command
    }

    /// Runs the command to its end.
    fn complete(&self) -> Value {
        let output = self.command().output().unwrap();
        let log = fs::read_to_string(self.log()).unwrap();
        assert!(output.status.success(), "{log}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Kills the command after `delay`; whether it was still at work.
    fn kill_after(&self, delay: Duration) -> bool {
        let mut child = self.command().spawn().unwrap();
        thread::sleep(delay);
        let at_work = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        at_work
    }

    /// How many articles the last commit had of which the command told.
    fn told(&self) -> usize {
        let log = fs::read_to_string(self.log()).unwrap();
        let commits = log.lines().filter(|line| line.contains("committed"));
        let documents = commits.filter_map(|line| {
            let told = line.split("documents=").nth(1)?;
            told.split(' ').next()?.parse().ok()
        });
        documents.max().unwrap_or_default()
    }

    /// The records that the index holds the articles of: the first so many, with nothing left out,
    /// nothing else and nothing twice. `None` while there is no index yet.
    fn held(&self) -> Option<usize> {
        let index = match Index::open(self.place()) {
            Err(Error::NoIndex { .. }) => return None,
            opened => opened.unwrap(),
        };
        let searcher = index.searcher().unwrap();
        let mut held = BTreeMap::new();
        for (id, _) in &self.records {
            if let Some(article) = searcher.article(id).unwrap() {
                held.insert(id.as_str(), article.body);
            }
        }
        // Of the same commit: another process may be at work.
        let documents = searcher.documents();
        assert_eq!(documents, held.len() as u64, "nothing is there twice");
        let held: BTreeMap<&str, &str> =
            held.iter().map(|(id, body)| (*id, body.as_str())).collect();
        let mut expected = BTreeMap::new();
        let mut read = 0;
        while expected != held {
            let record = self.records.get(read);
            let (id, body) = record.expect("what the index holds is no commit");
            expected.insert(id.as_str(), body.as_str());
            read += 1;
        }
        Some(read)
    }

    fn answers(&self) -> Vec<(usize, Vec<(String, f32)>)> {
        answers(&Index::open(self.place()).unwrap())
    }
}

/// Totals, ids and scores.
fn answers(index: &Index) -> Vec<(usize, Vec<(String, f32)>)> {
    let searcher = index.searcher().unwrap();
    let answer = |query: &&str| {
        let response = searcher.search(&Request::new(*query)).unwrap();
        let hits = response.hits.into_iter();
        let hits = hits.map(|hit| (hit.article.id, hit.score)).collect();
        (usize::try_from(response.total).unwrap(), hits)
    };
    QUERIES.iter().map(answer).collect()
}

#[test]
fn killed_at_any_moment() {
    let crashes = env::var("TIMTIN_CRASHES").ok();
    let crashes = crashes.map_or(CRASHES, |crashes| crashes.parse().unwrap());
    let seed = env::var("TIMTIN_CRASH_SEED").ok();
    let seed = seed.map_or_else(|| process::id().into(), |seed| seed.parse().unwrap());
    let mut dice = Rng::with_seed(seed);

    let whole = Desk::new();
    let started = Instant::now();
    let report = whole.complete();
    let usual = started.elapsed();
    assert_eq!(report["read"], RECORDS);
    assert_eq!(whole.held(), Some(RECORDS));
    let totals = |desk: &Desk| {
        desk.answers()
            .into_iter()
            .map(|(total, _)| total)
            .collect::<Vec<_>>()
    };
    assert!(totals(&whole).iter().all(|total| *total > 0));

    // Where kills fell: before there was an index, in it, after the last commit.
    let (mut before, mut within, mut after, mut killed) = (0, 0, 0, 0);
    while killed < crashes {
        let desk = Desk::new();
        let mut held = 0;
        for _ in 0..IN_A_ROW.min(crashes - killed) {
            let at_work = desk.kill_after(usual.mul_f64(0.7 * dice.f64()));
            killed += 1;
            let now = desk.held();
            let articles = content(&desk.records[..now.unwrap_or_default()]).len();
            assert!(articles >= desk.told(), "seed {seed}: a commit is lost");
            assert!(
                now.unwrap_or_default() >= held,
                "seed {seed}: the index shrank"
            );
            held = now.unwrap_or_default();
            match now {
                None | Some(0) => before += 1,
                Some(RECORDS) => after += 1,
                Some(_) => within += 1,
            }
            if !at_work {
                break;
            }
        }
        let report = desk.complete();
        let count = |name: &str| usize::try_from(report[name].as_u64().unwrap()).unwrap();
        assert_eq!(count("read"), RECORDS);
        assert_eq!(
            count("documents"),
            content(&desk.records).len(),
            "seed {seed}"
        );
        assert_eq!(
            count("unchanged"),
            held,
            "seed {seed}: what was committed is not read again"
        );
        assert_eq!(desk.held(), Some(RECORDS), "seed {seed}");
        assert_eq!(totals(&desk), totals(&whole), "seed {seed}");
        assert!(Index::verify(desk.place()).unwrap().damaged.is_empty());
        let left = fs::read_dir(desk.place()).unwrap().filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().contains("unfinished")
        });
        assert_eq!(left.count(), 0, "seed {seed}: files of a crash are left");
    }
    println!(
        "killed {killed} times: {before} before the first commit, {within} between commits, {after} after the last"
    );
    assert!(within > 0, "the kills did not fall between commits");
}

/// Where nothing was replaced, even the scores are those of an index made in one go.
#[test]
fn a_resumed_index_answers_as_one_made_in_one_go() {
    let mut desk = Desk::new();
    desk.records.retain(|(id, _)| {
        let first = |records: &[(String, String)]| records.iter().filter(|r| r.0 == *id).count();
        first(&records()) == 1
    });
    let lines: String = desk
        .records
        .iter()
        .map(|(id, body)| format!("{}\n", serde_json::json!({"id": id, "body": body})))
        .collect();
    fs::write(desk.folder.path().join("news.jsonl"), lines).unwrap();
    let one_go = Index::in_memory(Settings::default()).unwrap();
    one_go
        .import(
            [desk.folder.path().join("news.jsonl")],
            &timtin::ImportOptions::default(),
            |_| (),
        )
        .unwrap();
    // Grown until a part of it is committed, whatever the speed of the machine.
    let mut child = desk.command().spawn().unwrap();
    let is_partly_there = || desk.told() >= 2 * COMMIT_EVERY;
    while !is_partly_there() && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    desk.complete();
    assert_eq!(desk.answers(), answers(&one_go));
}

/// Readers see whole commits only, while segments are merged and their files removed.
#[test]
fn readers_see_whole_commits_while_segments_are_merged() {
    let desk = Desk::new();
    let done = AtomicBool::new(false);
    let looks = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = Vec::new();
            while !done.load(Ordering::Relaxed) {
                looks.extend(desk.held());
            }
            looks
        });
        desk.complete();
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(looks.is_sorted(), "{looks:?}");
    let commits = looks.iter().filter(|read| **read > 0 && **read < RECORDS);
    assert!(commits.count() > 0, "{looks:?}");
    let segments = Index::open(desk.place()).unwrap().stats().unwrap().segments;
    assert!(segments < RECORDS / COMMIT_EVERY, "nothing was merged");
}

#[cfg(unix)]
fn signal(child: &std::process::Child, name: &str) {
    let status = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// A second writer is told who writes, whether that one is at work or stopped; after it was killed
/// the lock is free.
#[cfg(unix)]
#[test]
fn two_writers() {
    let desk = Desk::new();
    let mut first = desk.command().spawn().unwrap();
    while desk.told() == 0 {
        assert!(
            first.try_wait().unwrap().is_none(),
            "it ended before it was seen"
        );
        thread::sleep(Duration::from_millis(1));
    }
    signal(&first, "-STOP");
    let held = desk.held();
    let second = desk.command().stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("process {}", first.id())), "{said}");
    assert_eq!(desk.held(), held);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(desk.complete()["read"], RECORDS);
    assert_eq!(desk.held(), Some(RECORDS));
}

/// Ctrl-C ends at a commit of all that was read and says how to go on.
#[cfg(unix)]
#[test]
fn interrupted() {
    let desk = Desk::new();
    let mut many = String::new();
    for at in 0..4000 {
        many.push_str(&format!(
            "{{\"id\": \"n{at}\", \"body\": \"bão số {at}\"}}\n"
        ));
    }
    fs::write(desk.folder.path().join("news.jsonl"), many).unwrap();
    let child = desk.command().spawn().unwrap();
    while desk.told() == 0 {
        thread::sleep(Duration::from_millis(1));
    }
    signal(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    let log = fs::read_to_string(desk.log()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{log}");
    assert!(
        log.contains("stopping at a commit") && log.contains("run the same command again"),
        "{log}"
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["stopped"], true);
    assert_eq!(report["documents"], report["indexed"]);
    let read = report["read"].as_u64().unwrap();
    assert!(read > 0 && read < 4000, "{read}");
    let rest = desk.complete();
    assert_eq!(rest["documents"], 4000);
    assert_eq!(rest["unchanged"].as_u64(), Some(read));
}

/// A crash in the first moments may leave a folder with a file that was not written to its end.
#[test]
fn a_folder_that_a_crash_left_empty_is_taken() {
    let desk = Desk::new();
    fs::create_dir(desk.place()).unwrap();
    fs::write(desk.place().join(".timtin-unfinished-abc"), "{").unwrap();
    assert_eq!(desk.held(), None);
    assert_eq!(desk.complete()["read"], RECORDS);
    assert!(!Path::new(&desk.place().join(".timtin-unfinished-abc")).exists());
}

/// What another version made is refused, and the message says what to do.
#[test]
fn another_version() {
    let desk = Desk::new();
    desk.complete();
    let settings = desk.place().join("timtin.json");
    let text = fs::read_to_string(&settings).unwrap();
    let stored: Value = serde_json::from_str(&text).unwrap();
    let analysis = stored["analysis"].as_str().unwrap();
    let format = format!("\"format\": {}", stored["format"]);
    for (there, other) in [(format.as_str(), "\"format\": 1"), (analysis, "0000")] {
        assert!(text.contains(there));
        fs::write(&settings, text.replace(there, other)).unwrap();
        let output = desk.command().stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("reindex"), "{said}");
        assert!(matches!(
            Index::open(desk.place()),
            Err(Error::Incompatible { .. })
        ));
    }
    fs::write(&settings, text).unwrap();
    assert_eq!(desk.held(), Some(RECORDS));
}

/// What arrives in a watched folder is indexed, also where the index lies in it; Ctrl-C ends at a
/// commit.
#[cfg(unix)]
#[test]
fn watching_a_folder() {
    let desk = Desk::new();
    let root = desk.folder.path();
    fs::create_dir(root.join("in")).unwrap();
    let line = |id: &str| format!("{{\"id\": \"{id}\", \"body\": \"bão\"}}\n");
    fs::write(root.join("in/a.jsonl"), line("a")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_timtin"))
        .current_dir(root)
        .args(["index", "--index", "in/ix", "--watch", "in"])
        .env("RUST_LOG", "timtin=info")
        .env("LC_ALL", "C")
        .stdout(Stdio::piped())
        .stderr(File::create(desk.log()).unwrap())
        .spawn()
        .unwrap();
    let mut wait = |text: &str, times: usize| {
        while fs::read_to_string(desk.log())
            .unwrap()
            .matches(text)
            .count()
            < times
        {
            assert!(child.try_wait().unwrap().is_none(), "it ended");
            thread::sleep(Duration::from_millis(5));
        }
    };
    wait("waiting for articles", 1);
    // Beside what is there, in a folder that comes, and more in the same file.
    fs::create_dir_all(root.join("in/new/below")).unwrap();
    fs::write(root.join("in/new/below/b.jsonl"), line("b")).unwrap();
    fs::write(root.join("in/.hidden.jsonl"), line("hidden")).unwrap();
    wait("documents=2", 1);
    wait("waiting for articles", 2);
    fs::write(root.join("in/a.jsonl"), line("a") + &line("c")).unwrap();
    wait("documents=3", 1);
    wait("waiting for articles", 3);
    signal(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("replaced 1 (1 of them unchanged)"), "{said}");
    let documents = Index::open(root.join("in/ix"))
        .unwrap()
        .stats()
        .unwrap()
        .documents;
    assert_eq!(documents, 3);
}
