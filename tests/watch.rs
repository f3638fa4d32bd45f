//! `timtin index --watch`: only complete files, by the rules of a folder, each time they change.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use timtin::{Index, WriterOptions};

/// Longer than any machine takes.
const PATIENCE: Duration = Duration::from_secs(60);

struct Watched {
    root: tempfile::TempDir,
    child: Child,
}

fn line(id: &str) -> String {
    format!("{{\"id\": \"{id}\", \"body\": \"bão\"}}\n")
}

impl Watched {
    fn start(prepare: impl FnOnce(&Watched), options: &[&str]) -> Watched {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("in")).unwrap();
        let child = Command::new("true").spawn().unwrap();
        let mut watched = Watched { root, child };
        watched.child.wait().unwrap();
        prepare(&watched);
        watched.child = Command::new(env!("CARGO_BIN_EXE_timtin"))
            .current_dir(watched.root.path())
            .args(["index", "--index", "ix", "--watch", "in", "--json"])
            .args(options)
            .env("LC_ALL", "C")
            .stdout(File::create(watched.at("out")).unwrap())
            .stderr(File::create(watched.at("err")).unwrap())
            .spawn()
            .unwrap();
        watched
    }

    fn at(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn said(&self) -> String {
        fs::read_to_string(self.at("err")).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    fn reports(&self) -> Vec<Value> {
        let out = fs::read_to_string(self.at("out")).unwrap();
        let reports = serde_json::Deserializer::from_str(&out).into_iter();
        // The last one may be in the writing.
        reports.map_while(Result::ok).collect()
    }

    fn wait(&mut self, what: &str, until: impl Fn(&Watched) -> bool) {
        let started = Instant::now();
        while !until(self) {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "ended before {what}: {}", self.said());
            assert!(started.elapsed() < PATIENCE, "{what}: {}", self.said());
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn documents(&self) -> u64 {
        let last = self.reports().pop();
        last.map_or(0, |report| report["documents"].as_u64().unwrap())
    }

    fn has(&mut self, documents: u64) {
        self.wait(&format!("{documents} articles"), |watched| {
            watched.documents() == documents
        });
    }

    /// Ctrl-C; the exit status.
    fn stop(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-INT", &id]).status().unwrap();
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(started.elapsed() < PATIENCE, "Ctrl-C does not end it");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // Where a test fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn sum(reports: &[Value], name: &str) -> u64 {
    reports
        .iter()
        .map(|report| report[name].as_u64().unwrap())
        .sum()
}

#[test]
fn a_file_is_read_when_it_is_complete() {
    let mut watched = Watched::start(|before| before.write("in/a.jsonl", &line("a")), &[]);
    watched.has(1);
    // Written with pauses, for longer than the folder is left alone.
    let whole = line("b");
    let (start, rest) = whole.split_at(14);
    let mut file = File::create(watched.at("in/b.jsonl")).unwrap();
    for piece in start.as_bytes() {
        file.write_all(&[*piece]).unwrap();
        thread::sleep(Duration::from_millis(150));
    }
    file.write_all(rest.as_bytes()).unwrap();
    drop(file);
    // Written elsewhere and moved here; and a folder of files moved here.
    fs::create_dir_all(watched.at("new/below")).unwrap();
    watched.write("new/below/c.jsonl", &line("c"));
    watched.write("d.jsonl", &line("d"));
    fs::rename(watched.at("new"), watched.at("in/new")).unwrap();
    fs::rename(watched.at("d.jsonl"), watched.at("in/d.jsonl")).unwrap();
    watched.has(4);
    assert_eq!(watched.stop(), Some(0), "{}", watched.said());
    let reports = watched.reports();
    assert_eq!((sum(&reports, "read"), sum(&reports, "rejected")), (4, 0));
}

#[test]
fn a_file_that_grows_costs_what_is_new() {
    let mut watched = Watched::start(|before| before.write("in/a.jsonl", &line("a")), &[]);
    watched.has(1);
    let file = OpenOptions::new()
        .append(true)
        .open(watched.at("in/a.jsonl"));
    file.unwrap().write_all(line("b").as_bytes()).unwrap();
    watched.has(2);
    // What is removed stays in the index.
    fs::remove_file(watched.at("in/a.jsonl")).unwrap();
    watched.write("in/c.jsonl", &line("c"));
    watched.has(3);
    assert_eq!(watched.stop(), Some(0), "{}", watched.said());
    let reports = watched.reports();
    let (read, unchanged) = (sum(&reports, "read"), sum(&reports, "unchanged"));
    assert_eq!((read, unchanged), (4, 1), "{reports:?}");
}

/// A pipe is not waited for; what no folder is read for is not read when it arrives either; files that
/// vanish take no others with them.
#[test]
fn what_arrives_is_read_by_the_rules_of_a_folder() {
    let mut watched = Watched::start(|before| before.write("in/a.jsonl", &line("a")), &[]);
    watched.has(1);
    let pipe = watched.at("in/pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    std::os::unix::fs::symlink("nowhere", watched.at("in/link.jsonl")).unwrap();
    watched.write("in/b.jsonl.part", "Mưa lớn\n\nNước lên nhanh.\n");
    watched.write("in/.hidden.jsonl", &line("hidden"));
    for at in 0..50 {
        let name = format!("in/passing{at}.jsonl");
        watched.write(&name, &line("passing"));
        fs::remove_file(watched.at(&name)).unwrap();
    }
    watched.write("in/b.jsonl", &line("b"));
    watched.has(2);
    watched.write("in/c.jsonl", &line("c"));
    watched.has(3);
    assert_eq!(watched.stop(), Some(3), "{}", watched.said());
    let reports = watched.reports();
    // The pipe, the link and the part, once each.
    let (read, rejected) = (sum(&reports, "read"), sum(&reports, "rejected"));
    assert_eq!((read, rejected), (6, 3), "{reports:?}");
}

#[test]
fn rejected_records_of_all_arrivals_are_kept() {
    let broken = "{\"id\": 1,\n";
    let mut watched = Watched::start(
        |before| {
            before.write("in/a.jsonl", &(line("a") + broken));
            before.write("rejects", "of another time\n");
        },
        &["--rejects", "rejects"],
    );
    watched.has(1);
    watched.write("in/b.jsonl", &(line("b") + broken));
    watched.has(2);
    assert_eq!(watched.stop(), Some(3));
    let kept = fs::read_to_string(watched.at("rejects")).unwrap();
    assert_eq!(kept, broken.repeat(2));
    // In the folder they would be read in their turn.
    let refused = Command::new(env!("CARGO_BIN_EXE_timtin"))
        .current_dir(watched.root.path())
        .args([
            "index",
            "--index",
            "ix",
            "--watch",
            "in",
            "--rejects",
            "in/r",
        ])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("choose another"));
}

/// What arrives while another one writes waits.
#[test]
fn another_writer_is_waited_for() {
    let mut watched = Watched::start(|before| before.write("in/a.jsonl", &line("a")), &[]);
    watched.has(1);
    let index = Index::open(watched.at("ix")).unwrap();
    let writer = index.writer(WriterOptions {
        threads: 1,
        memory: 0,
    });
    let writer = writer.unwrap();
    watched.write("in/b.jsonl", &line("b"));
    watched.wait("who writes", |watched| {
        watched.said().contains("another writer is at work")
    });
    writer.close().unwrap();
    watched.has(2);
    assert_eq!(watched.stop(), Some(0), "{}", watched.said());
}
