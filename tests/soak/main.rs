//! An index through thousands of random days: files imported, given again, imports killed and stopped,
//! articles added, replaced and deleted by programs, rolled back, searched meanwhile. After each of them
//! it must hold what a model in memory holds.
//!
//! `TIMTIN_SOAK_SECONDS=600 cargo test --test soak` goes on for so long; `TIMTIN_SOAK_SEED` repeats a run as
//! far as the moments of its kills let it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]
mod check;
mod model;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use serde_json::Value;
use timtin::{Added, Index, Searcher, Settings, WriterOptions};

use check::asking;
use model::{Dice, Draft, IDS, Input, Model, WORDS};

/// Seconds in a usual run of the tests.
const SECONDS: u64 = 6;
/// Files that may be given again.
const KEPT_FILES: usize = 6;

struct Soak {
    folder: tempfile::TempDir,
    dice: Dice,
    model: Model,
    inputs: Vec<Input>,
    written: usize,
    /// How long an import took that nothing ended.
    usual: Duration,
    /// What was done how often.
    done: BTreeMap<&'static str, usize>,
    /// What was done last.
    last: &'static str,
}

impl Soak {
    fn new(seed: u64) -> Soak {
        let folder = tempfile::tempdir().unwrap();
        Index::create(folder.path().join("ix"), Settings::default()).unwrap();
        Soak {
            folder,
            dice: Dice::with_seed(seed),
            model: Model::new(),
            inputs: Vec::new(),
            written: 0,
            usual: Duration::from_millis(300),
            done: BTreeMap::new(),
            last: "nothing",
        }
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("ix")
    }

    fn commit(&self) -> Vec<u8> {
        fs::read(self.place().join("meta.json")).unwrap()
    }

    fn count(&mut self, what: &'static str) {
        *self.done.entry(what).or_default() += 1;
        self.last = what;
    }

    fn step(&mut self) {
        match self.dice.below(10) {
            0..=3 => self.import(),
            4..=5 => self.import_interrupted(),
            6..=7 => self.program(),
            8 => self.delete(),
            _ => self.dry_run(),
        }
        self.check();
    }

    /// One or two files.
    fn inputs(&mut self) -> Vec<Input> {
        while self.inputs.len() > KEPT_FILES {
            fs::remove_file(self.inputs.remove(0).path).unwrap();
        }
        (0..1 + self.dice.below(2)).map(|_| self.input()).collect()
    }

    /// A file, new or given before.
    fn input(&mut self) -> Input {
        if !self.inputs.is_empty() && self.dice.chance(40) {
            let at = self.dice.below(self.inputs.len() as u64);
            return self.inputs[usize::try_from(at).unwrap()].clone();
        }
        let path = self.folder.path().join(format!("{}.jsonl", self.written));
        self.written += 1;
        let (mut lines, mut drafts, mut broken) = (String::new(), Vec::<Draft>::new(), 0);
        for _ in 0..1 + self.dice.below(120) {
            if self.dice.chance(3) {
                broken += 1;
                lines.push_str("{\"id\": \n");
                continue;
            }
            // Now and then the very same record once more, or one that another file has too.
            let known = drafts
                .iter()
                .chain(self.inputs.iter().flat_map(|input| &input.drafts));
            let known: Vec<&Draft> = known.collect();
            let draft = if !known.is_empty() && self.dice.chance(15) {
                self.dice.of(&known).clone()
            } else {
                Draft::roll(&mut self.dice)
            };
            lines.push_str(&draft.record());
            drafts.push(draft);
        }
        fs::write(&path, lines).unwrap();
        let input = Input {
            path,
            drafts,
            broken,
        };
        self.inputs.push(input.clone());
        input
    }

    fn command(&mut self, inputs: &[Input]) -> Command {
        let every = 1 + self.dice.below(60);
        let threads = 1 + self.dice.below(2);
        let mut command = Command::new(env!("CARGO_BIN_EXE_timtin"));
        command
            .args(["index", "--json", "--memory", "30", "--index"])
            .arg(self.place())
            .args(["--commit-every", &every.to_string()])
            .args(["--threads", &threads.to_string()])
            .args(inputs.iter().map(|input| &input.path))
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// One or two files, imported to the end; often the same again.
    fn import(&mut self) {
        let inputs = self.inputs();
        self.complete(&inputs);
        if self.dice.chance(40) {
            let commit = self.commit();
            let report = self.complete(&inputs);
            assert_eq!(report["unchanged"], report["replaced"], "{report}");
            assert_eq!(report["indexed"], 0, "{report}");
            assert!(commit == self.commit(), "the same again made a commit");
            self.count("given again");
        }
    }

    fn complete(&mut self, inputs: &[Input]) -> Value {
        let mut command = self.command(inputs);
        let started = Instant::now();
        let output = self.watched(|| command.output().unwrap());
        self.usual = started.elapsed();
        self.count("imports");
        self.account(inputs, &output)
    }

    /// Takes what an import did into the model, and compares its report.
    fn account(&mut self, inputs: &[Input], output: &Output) -> Value {
        let report = report(output);
        let (mut read, mut indexed, mut broken, mut undated) = (0, 0, 0, 0);
        for input in inputs {
            broken += input.broken;
            read += input.drafts.len() + input.broken;
            for draft in &input.drafts {
                undated += usize::from(draft.day.is_empty());
                let before = self.model.insert(draft.id.clone(), draft.clone());
                indexed += usize::from(before.is_none());
            }
        }
        assert_eq!(output.status.code(), Some(if broken > 0 { 3 } else { 0 }));
        for (name, expected) in [
            ("read", read),
            ("indexed", indexed),
            ("replaced", read - broken - indexed),
            ("rejected", broken),
            ("warnings", undated),
            ("documents", self.model.len()),
        ] {
            assert_eq!(report[name], expected, "{name} of {report}");
        }
        report
    }

    /// An import killed or asked to stop, once or several times, then given to its end.
    fn import_interrupted(&mut self) {
        let inputs = self.inputs();
        let ids: BTreeSet<&String> = inputs
            .iter()
            .flat_map(|input| input.drafts.iter().map(|draft| &draft.id))
            .collect();
        let new: BTreeSet<&&String> = ids
            .iter()
            .filter(|id| !self.model.contains_key(**id))
            .collect();
        let new = new.len();
        for _ in 0..1 + self.dice.below(3) {
            let mut command = self.command(&inputs);
            let moment = self.usual.mul_f64(self.dice.below(1000) as f64 / 1000.0);
            let stop = self.dice.chance(30);
            self.watched(|| {
                let mut child = command.spawn().unwrap();
                thread::sleep(moment);
                if stop {
                    let id = child.id().to_string();
                    Command::new("kill").args(["-INT", &id]).status().unwrap();
                } else {
                    child.kill().unwrap();
                }
                child.wait().unwrap();
            });
            self.count(if stop { "stops" } else { "kills" });
            // Articles that are not in the files are as they were, the others as one of the records says.
            let searcher = self.searcher();
            let there = usize::try_from(searcher.documents()).unwrap();
            assert!((self.model.len()..=self.model.len() + new).contains(&there));
            for id in self.all_ids() {
                let found = searcher.article(&id).unwrap();
                let before = self.model.get(&id);
                let given = inputs.iter().flat_map(|input| &input.drafts);
                let may_be = given.filter(|draft| draft.id == id).chain(before);
                match found {
                    None => assert!(before.is_none(), "{id} is lost"),
                    Some(found) => assert!(may_be.clone().any(|draft| draft.article() == found)),
                }
            }
        }
        let mut command = self.command(&inputs);
        let output = self.watched(|| command.output().unwrap());
        let report = report(&output);
        for input in &inputs {
            for draft in &input.drafts {
                self.model.insert(draft.id.clone(), draft.clone());
            }
        }
        assert_eq!(report["documents"], self.model.len(), "{report}");
    }

    /// A program adds, replaces and deletes, and commits, rolls back or forgets to.
    fn program(&mut self) {
        let index = Index::open(self.place()).unwrap();
        let options = WriterOptions {
            threads: 1,
            memory: 0,
        };
        let mut writer = index.writer(options).unwrap();
        for _ in 0..1 + self.dice.below(3) {
            let mut next = self.model.clone();
            for _ in 0..1 + self.dice.below(30) {
                let draft = Draft::roll(&mut self.dice);
                if self.dice.chance(30) {
                    let there = next.remove(&draft.id).is_some();
                    assert_eq!(writer.delete(&draft.id).unwrap(), there);
                } else {
                    let there = next.insert(draft.id.clone(), draft.clone()).is_some();
                    let added = writer.add(draft.article()).unwrap();
                    assert_eq!(added == Added::Replaced, there);
                }
            }
            if self.dice.chance(70) {
                writer.commit().unwrap();
                self.model = next;
                self.count("commits of a program");
            } else if self.dice.chance(50) {
                writer.rollback().unwrap();
                self.count("rollbacks");
            } else {
                self.count("writers dropped");
                return;
            }
        }
        writer.close().unwrap();
    }

    fn delete(&mut self) {
        let ids: Vec<String> = (0..1 + self.dice.below(40))
            .map(|_| format!("bài-{}", self.dice.below(IDS)))
            .collect();
        let mut command = Command::new(env!("CARGO_BIN_EXE_timtin"));
        command.args(["delete", "--index"]).arg(self.place());
        command
            .args(&ids)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let output = self.watched(|| command.output().unwrap());
        assert!(output.status.success());
        for id in &ids {
            self.model.remove(id);
        }
        self.count("deletions");
    }

    fn dry_run(&mut self) {
        let inputs = self.inputs();
        let commit = self.commit();
        let output = self.command(&inputs).arg("--dry-run").output().unwrap();
        let model = self.model.clone();
        self.account(&inputs, &output);
        self.model = model;
        assert!(commit == self.commit(), "a dry run wrote");
        self.count("dry runs");
    }

    /// Does something while others search: they see whole commits, each article once, and no error.
    fn watched<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let done = AtomicBool::new(false);
        let looks = AtomicUsize::new(0);
        let index = Index::open(self.place()).unwrap();
        let result = thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let searcher = index.searcher().unwrap();
                    let response = searcher.search(&asking(WORDS[0])).unwrap();
                    let ids: BTreeSet<&String> =
                        response.hits.iter().map(|hit| &hit.article.id).collect();
                    assert_eq!(ids.len(), response.hits.len());
                    assert_eq!(ids.len() as u64, response.total);
                    looks.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(2));
                }
            });
            let result = work();
            done.store(true, Ordering::Relaxed);
            result
        });
        *self.done.entry("searches meanwhile").or_default() += looks.into_inner();
        result
    }

    fn searcher(&self) -> Searcher {
        Index::open(self.place()).unwrap().searcher().unwrap()
    }

    fn all_ids(&self) -> Vec<String> {
        (0..IDS).map(|id| format!("bài-{id}")).collect()
    }
}

/// What an import that came to its end told.
fn report(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}: {said}", output.status))
}

#[test]
fn an_index_holds_what_the_model_holds() {
    let number = |name: &str| env::var(name).ok().map(|value| value.parse().unwrap());
    let seed = number("TIMTIN_SOAK_SEED").unwrap_or_else(|| u64::from(process::id()));
    let seconds = number("TIMTIN_SOAK_SECONDS").unwrap_or(SECONDS);
    println!("TIMTIN_SOAK_SEED={seed}");
    let started = Instant::now();
    let mut soak = Soak::new(seed);
    while started.elapsed() < Duration::from_secs(seconds) {
        soak.step();
    }
    println!("{:?}", soak.done);
    let stats = Index::open(soak.place()).unwrap().stats().unwrap();
    println!(
        "{} articles, {} deleted, {} segments",
        stats.documents, stats.deleted, stats.segments
    );
    assert!(soak.done["queries"] > 0 && soak.done["searches meanwhile"] > 0);
}
