//! The engines that this program is: each indexes in a process of its own, and says how long it took.

use std::path::Path;
use std::time::Instant;

use timtin::{Article, ImportOptions, Index, Settings, WriterOptions};

use crate::articles::Articles;
use crate::common;

/// Articles that are analysed at once.
const BATCH: usize = 256;

/// What an engine is asked to do.
pub(crate) struct Task<'t> {
    /// The file of articles.
    pub(crate) articles: &'t Path,
    /// An empty folder.
    pub(crate) folder: &'t Path,
    /// How many articles.
    pub(crate) count: usize,
    pub(crate) threads: usize,
    /// In bytes.
    pub(crate) memory: usize,
}

/// What is known of timtin's writer beside the time it took.
#[derive(Default)]
struct Waits {
    /// Seconds after the commit until all merges were done.
    closing: f64,
    /// The most seconds that adding a batch took.
    longest: f64,
}

/// Runs the engine `name` and prints seconds, CPU seconds and [`Waits`].
pub(crate) fn run(name: &str, task: &Task<'_>) {
    let articles = Articles::open(task.articles).take(task.count);
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let waits = match name {
        "timtin" => timtin(task, articles),
        "import" => import(task),
        "tantivy" => tantivy(task, articles, false),
        "folding" => tantivy(task, articles, true),
        _ => panic!("an unknown engine: {name}"),
    };
    let (seconds, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let Waits { closing, longest } = waits;
    println!("{seconds:.3} {cpu:.3} {closing:.3} {longest:.3}");
}

fn timtin(task: &Task<'_>, mut articles: impl Iterator<Item = Article>) -> Waits {
    let index = Index::create(task.folder, Settings::default()).expect("an empty folder");
    let mut writer = index.writer(options(task)).expect("a writer");
    let mut longest = 0.0_f64;
    loop {
        let batch: Vec<Article> = articles.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        let begun = Instant::now();
        writer.add_all(batch).expect("articles");
        longest = longest.max(begun.elapsed().as_secs_f64());
    }
    writer.commit().expect("a commit");
    let committed = Instant::now();
    writer.close().expect("merges");
    Waits {
        closing: committed.elapsed().as_secs_f64(),
        longest,
    }
}

/// What `timtin index` does with the same articles as JSON Lines.
fn import(task: &Task<'_>) -> Waits {
    let index = Index::create(task.folder, Settings::default()).expect("an empty folder");
    let options = ImportOptions {
        writer: options(task),
        ..ImportOptions::default()
    };
    let file = task.articles.with_extension("jsonl");
    let report = index.import([file], &options, |_| ()).expect("an import");
    assert_eq!(report.rejected, 0);
    Waits::default()
}

fn tantivy(task: &Task<'_>, articles: impl Iterator<Item = Article>, folding: bool) -> Waits {
    common::Bare::create(task.folder, folding).fill_with(articles, task.threads, task.memory);
    Waits::default()
}

fn options(task: &Task<'_>) -> WriterOptions {
    WriterOptions {
        threads: task.threads,
        memory: task.memory,
    }
}

/// CPU seconds of this process and its threads so far, to a hundredth; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name may hold spaces; after it come state, …, and 12th and 13th the times in ticks.
    let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
    let times = fields.split_whitespace().skip(11).take(2);
    times
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}
