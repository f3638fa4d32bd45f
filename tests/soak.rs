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

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use serde_json::{Value, json};
use timtin::{
    Accents, Added, Article, DateUnit, Facet, FacetCounts, Filters, Index, Matching, Request,
    Searcher, Settings, WriterOptions,
};

/// Seconds in a usual run of the tests.
const SECONDS: u64 = 6;
/// Ids to choose from: few, so that articles are replaced and come back.
const IDS: u64 = 250;
/// Files that may be given again.
const KEPT_FILES: usize = 6;
/// Syllables that no list reads as anything else.
const WORDS: [&str; 16] = [
    "bão",
    "lũ",
    "xăng",
    "thép",
    "gạo",
    "vườn",
    "đường",
    "trường",
    "xuân",
    "thắng",
    "giếng",
    "nghỉ",
    "khoẻ",
    "tuyết",
    "quyển",
    "rừng",
];
const CATEGORIES: [&str; 4] = ["Thể thao", "Thể thao/Bóng đá", "Kinh tế", "Kinh tế/Vàng"];
/// A day that does not exist.
const NO_DATE: &str = "31/02/2019";
const SOURCES: [&str; 3] = ["Tin Đồng Bằng", "Tin Miền Núi", "Tin Ven Biển"];

/// Random numbers that a seed gives again (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()]
    }

    fn words(&mut self, least: u64, most: u64) -> Vec<&'static str> {
        let count = least + self.below(most - least + 1);
        (0..count).map(|_| self.of(&WORDS)).collect()
    }
}

/// An article as the model knows it.
#[derive(Clone, Debug, PartialEq)]
struct Draft {
    id: String,
    title: Vec<&'static str>,
    body: Vec<&'static str>,
    category: &'static str,
    source: &'static str,
    /// `yyyy-mm-dd`; empty where the record has a day that does not exist.
    day: String,
}

impl Draft {
    fn roll(dice: &mut Dice) -> Draft {
        let (year, month, day) = (2018 + dice.below(3), 1 + dice.below(12), 1 + dice.below(28));
        let dated = dice.chance(90);
        Draft {
            id: format!("bài-{}", dice.below(IDS)),
            title: dice.words(0, 4),
            body: dice.words(1, 14),
            category: dice.of(&CATEGORIES),
            source: dice.of(&SOURCES),
            day: if dated {
                format!("{year}-{month:02}-{day:02}")
            } else {
                String::new()
            },
        }
    }

    fn record(&self) -> String {
        let date = match self.day.as_str() {
            "" => NO_DATE,
            day => day,
        };
        let record = json!({
            "id": self.id, "title": self.title.join(" "), "body": self.body.join(" "),
            "category": self.category, "source": self.source, "date": date,
        });
        format!("{record}\n")
    }

    fn article(&self) -> Article {
        Article {
            id: self.id.clone(),
            title: self.title.join(" "),
            body: self.body.join(" "),
            category: self.category.split('/').map(str::to_owned).collect(),
            source: Some(self.source.to_owned()),
            published: match self.day.as_str() {
                "" => None,
                // Midnight in Vietnam.
                day => Some(format!("{day}T00:00:00+07:00").parse().unwrap()),
            },
            // What is no date is kept as it was given.
            extra: match self.day.as_str() {
                "" => [("date".to_owned(), NO_DATE.into())].into_iter().collect(),
                _ => Default::default(),
            },
            ..Article::default()
        }
    }

    fn has(&self, word: &str) -> bool {
        self.title.iter().chain(&self.body).any(|own| *own == word)
    }

    fn has_in_a_row(&self, two: &[&str]) -> bool {
        let rows = [&self.title, &self.body];
        rows.iter()
            .any(|row| row.windows(2).any(|pair| pair == two))
    }
}

type Model = BTreeMap<String, Draft>;

/// A file of records: drafts, and lines that are none.
#[derive(Clone)]
struct Input {
    path: PathBuf,
    drafts: Vec<Draft>,
    broken: usize,
}

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
}

impl Soak {
    fn new(seed: u64) -> Soak {
        let folder = tempfile::tempdir().unwrap();
        Index::create(folder.path().join("ix"), Settings::default()).unwrap();
        Soak {
            folder,
            dice: Dice(seed),
            model: Model::new(),
            inputs: Vec::new(),
            written: 0,
            usual: Duration::from_millis(300),
            done: BTreeMap::new(),
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

/// Asks for everything that matches as written.
fn asking(query: &str) -> Request {
    Request {
        limit: 1000,
        fragments: 0,
        matching: Matching::All,
        accents: Accents::Strict,
        ..Request::new(query)
    }
}

/// What the index holds and answers, compared with the model.
impl Soak {
    fn check(&mut self) {
        let searcher = self.searcher();
        assert_eq!(searcher.documents(), self.model.len() as u64);
        for id in self.all_ids() {
            let found = searcher.article(&id).unwrap();
            assert_eq!(found, self.model.get(&id).map(Draft::article), "{id}");
        }
        for _ in 0..4 {
            self.ask(&searcher);
        }
        if self.dice.chance(10) {
            let verification = Index::verify(self.place()).unwrap();
            assert_eq!(verification.damaged, []);
            self.count("verifications");
        }
        self.count("checks");
    }

    fn ask(&mut self, searcher: &Searcher) {
        let (a, b) = (self.dice.of(&WORDS), self.dice.of(&WORDS));
        let category = self.dice.chance(30).then(|| self.dice.of(&CATEGORIES));
        let from = self
            .dice
            .chance(30)
            .then(|| format!("{}", 2018 + self.dice.below(3)));
        type Test<'t> = Box<dyn Fn(&Draft) -> bool + 't>;
        let (query, matches): (String, Test<'_>) = match self.dice.below(4) {
            0 => (a.to_owned(), Box::new(|draft| draft.has(a))),
            1 => (
                format!("{a} {b}"),
                Box::new(|draft| draft.has(a) && draft.has(b)),
            ),
            2 => (
                format!("\"{a} {b}\""),
                Box::new(|draft| draft.has_in_a_row(&[a, b])),
            ),
            _ => (
                format!("{a} -{b}"),
                Box::new(|draft| draft.has(a) && !draft.has(b)),
            ),
        };
        let in_category = |draft: &Draft| {
            let below = |path: &str| {
                draft.category == path || draft.category.starts_with(&format!("{path}/"))
            };
            category.is_none_or(below)
        };
        let in_time = |draft: &Draft| from.as_ref().is_none_or(|from| draft.day >= *from);
        let expected: Vec<&Draft> = self.model.values().filter(|draft| matches(draft)).collect();

        let request = Request {
            filters: Filters {
                category: category.map(str::to_owned).into_iter().collect(),
                from: from.clone(),
                ..Filters::default()
            },
            facets: vec![Facet::Source, Facet::Date(DateUnit::Month), Facet::Category],
            ..asking(&query)
        };
        let response = searcher.search(&request).unwrap();
        let context = format!("{query} in {category:?} from {from:?}");
        let ids: BTreeSet<&str> = response
            .hits
            .iter()
            .map(|hit| hit.article.id.as_str())
            .collect();
        let both = expected
            .iter()
            .filter(|draft| in_category(draft) && in_time(draft));
        let wanted: BTreeSet<&str> = both.clone().map(|draft| draft.id.as_str()).collect();
        assert_eq!(ids, wanted, "{context}");
        assert_eq!(response.hits.len(), wanted.len(), "{context}");
        assert_eq!(response.total, wanted.len() as u64, "{context}");

        let sources = count(both.map(|draft| draft.source.to_owned()));
        assert_eq!(values(&response.facets["source"]), sources, "{context}");
        // A facet is counted without its own filter (rule 4.6).
        let months = expected
            .iter()
            .filter(|draft| in_category(draft) && !draft.day.is_empty());
        let months = count(months.map(|draft| draft.day[..7].to_owned()));
        assert_eq!(values(&response.facets["date:month"]), months, "{context}");
        let categories = expected.iter().filter(|draft| in_time(draft));
        let categories = count(categories.flat_map(|draft| {
            let top = draft.category.split('/').next().unwrap_or_default();
            BTreeSet::from([top.to_owned(), draft.category.to_owned()])
        }));
        assert_eq!(
            values(&response.facets["category"]),
            categories,
            "{context}"
        );
        self.count("queries");
    }
}

fn count(values: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

fn values(counts: &FacetCounts) -> BTreeMap<String, u64> {
    fn walk(tree: &[timtin::CategoryCount], into: &mut BTreeMap<String, u64>) {
        for node in tree {
            into.insert(node.path.clone(), node.count);
            walk(&node.children, into);
        }
    }
    let mut found = BTreeMap::new();
    match counts {
        FacetCounts::Tree(tree) => walk(tree, &mut found),
        FacetCounts::Values(values) => {
            found.extend(
                values
                    .iter()
                    .map(|value| (value.value.clone(), value.count)),
            );
        }
    }
    found
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
