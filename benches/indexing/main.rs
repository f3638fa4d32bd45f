//! How fast articles are indexed, how large the index is and how much memory it takes, beside other engines in
//! the same run. Prints tables in Markdown.
//!
//! * `cargo bench --bench indexing [-- RUNS]`: timtin, Tantivy and, where they are found, Lucene and SQLite
//! * `cargo bench --bench indexing -- growth [ARTICLES]…`: timtin with more and more articles
//!
//! Each engine is a process of its own, so that memory is its own; this program runs itself for those it is.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to the terminal, and one that cannot go on has no result"
)]

mod articles;
#[path = "../common/mod.rs"]
mod common;
mod engines;
mod growth;
mod measure;
mod peers;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use articles::Articles;
use engines::Task;
use measure::Figures;

/// So often each engine indexes, in turns with the others; the median counts.
const RUNS: usize = 3;

/// So many articles are made where there are only those that ship with the project.
const MADE: usize = 10_000;

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["engine", name, articles, folder, count, threads, memory] => engines::run(
            name,
            &Task {
                articles: Path::new(articles),
                folder: Path::new(folder),
                count: number(count),
                threads: number(threads),
                memory: number(memory),
            },
        ),
        ["growth", ref sizes @ ..] => {
            let folder = tempfile::tempdir().expect("a folder");
            let written = write_articles(folder.path());
            println!("{}; further articles are made of these.", written.source);
            let sizes: Vec<usize> = sizes.iter().map(|size| number(size)).collect();
            let sizes = if sizes.is_empty() {
                &growth::SIZES
            } else {
                &sizes[..]
            };
            growth::run(&folder.path().join(FILE), sizes);
        }
        [] => compare(RUNS),
        [runs] => compare(number(runs)),
        _ => panic!("expected RUNS or growth [ARTICLES]…, found {args:?}"),
    }
}

fn number(text: &str) -> usize {
    text.parse()
        .unwrap_or_else(|_| panic!("not a number: {text}"))
}

/// The articles as engines read them, and beside them the same as JSON Lines.
const FILE: &str = "articles";

struct Written {
    source: String,
    count: usize,
    /// Bytes of text.
    bytes: u64,
}

fn write_articles(folder: &Path) -> Written {
    let corpora = common::corpora();
    let corpus = corpora.last().expect("a corpus");
    let shipped = folder.join("shipped");
    let mut out = BufWriter::new(File::create(&shipped).expect("a file"));
    for article in &corpus.articles {
        articles::write(article, &mut out).expect("an article");
    }
    out.flush().expect("the articles");
    let count = if corpora.len() > 1 {
        corpus.articles.len()
    } else {
        MADE
    };
    let path = folder.join(FILE);
    let mut out = BufWriter::new(File::create(&path).expect("a file"));
    let mut lines = BufWriter::new(File::create(path.with_extension("jsonl")).expect("a file"));
    let mut bytes = 0;
    for article in Articles::open(&shipped).take(count) {
        bytes += articles::write(&article, &mut out).expect("an article");
        serde_json::to_writer(&mut lines, &article).expect("an article");
        lines.write_all(b"\n").expect("an article");
    }
    out.flush().expect("the articles");
    lines.flush().expect("the articles");
    let source = format!(
        "Corpus: {}, {count} articles, {:.1} MB of text",
        corpus.name,
        bytes as f64 / 1e6
    );
    Written {
        source,
        count,
        bytes,
    }
}

/// The command line after `taskset`, or this program, that runs an engine of its own.
fn engine(name: &str, task: &Task<'_>) -> Vec<String> {
    let program = std::env::current_exe().expect("this program");
    let paths =
        [&program, task.articles, task.folder].map(|path: &Path| path.display().to_string());
    let [program, articles, folder] = paths;
    let numbers = [task.count, task.threads, task.memory].map(|number| number.to_string());
    let mut command = vec![
        program,
        "engine".to_owned(),
        name.to_owned(),
        articles,
        folder,
    ];
    command.extend(numbers);
    command
}

/// A row of the table.
struct Row {
    name: String,
    how: How,
    runs: Vec<Result<Figures, String>>,
}

enum How {
    /// By this program, with the engine of this name.
    Own(&'static str),
    /// By another one: before the task and behind it.
    Peer(Vec<String>, Option<&'static str>),
    /// Not at all, and why.
    Missing(String),
}

fn rows(folder: &Path) -> Vec<Row> {
    let row = |name: String, how| Row {
        name,
        how,
        runs: Vec::new(),
    };
    let own = |name: &str, engine| row(name.to_owned(), How::Own(engine));
    let mut rows = vec![
        own("timtin, with everything", "timtin"),
        own("timtin, from JSON Lines", "import"),
        own("Tantivy, default analyser", "tantivy"),
        own("Tantivy, ASCII folding", "folding"),
    ];
    let lucene = peers::lucene(folder);
    for (name, analyzer) in [
        ("Standard", "standard"),
        ("Standard + ASCII folding", "folding"),
    ] {
        rows.push(match &lucene {
            Ok(found) => row(
                format!("Lucene {}, {name}", found.version),
                How::Peer(found.command.clone(), Some(analyzer)),
            ),
            Err(reason) => row(format!("Lucene, {name}"), How::Missing(reason.clone())),
        });
    }
    rows.push(match peers::sqlite() {
        Ok(found) => row(
            format!(
                "SQLite {} FTS5, unicode61 without marks, one thread",
                found.version
            ),
            How::Peer(found.command, None),
        ),
        Err(reason) => row("SQLite FTS5".to_owned(), How::Missing(reason)),
    });
    rows
}

fn compare(runs: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let written = write_articles(folder.path());
    let mut rows = rows(folder.path());
    for run in 0..runs {
        for row in &mut rows {
            eprintln!("run {} of {runs}: {}", run + 1, row.name);
            let figures = index(&row.how, &folder.path().join(FILE), written.count);
            row.runs.push(figures);
        }
    }
    print(&written, &rows, runs);
}

fn index(how: &How, articles: &Path, count: usize) -> Result<Figures, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let task = Task {
        articles,
        folder: folder.path(),
        count,
        threads: common::THREADS,
        memory: common::MEMORY,
    };
    let words = match how {
        How::Missing(reason) => return Err(reason.clone()),
        How::Own(name) => engine(name, &task),
        How::Peer(before, behind) => {
            let paths = [articles, folder.path()].map(|path| path.display().to_string());
            let numbers = [common::THREADS, common::MEMORY >> 20].map(|number| number.to_string());
            let behind = behind.map(str::to_owned);
            before
                .iter()
                .cloned()
                .chain(paths)
                .chain(numbers)
                .chain(behind)
                .collect()
        }
    };
    let (program, rest) = words.split_first().expect("a command");
    let mut command = Command::new(program);
    command.args(rest);
    measure::watch(command, folder.path())
}

/// The figures of the run that took the median of seconds.
fn median(runs: &[Result<Figures, String>]) -> Result<Figures, String> {
    let mut figures = runs
        .iter()
        .cloned()
        .collect::<Result<Vec<Figures>, String>>()?;
    figures.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    figures
        .get(figures.len() / 2)
        .copied()
        .ok_or_else(|| "no run".to_owned())
}

fn print(written: &Written, rows: &[Row], runs: usize) {
    println!(
        "{}. {} threads, {} MB for the writer; medians of {runs} runs in turns; ratios to Tantivy with ASCII folding.\n",
        written.source,
        common::THREADS,
        common::MEMORY >> 20
    );
    println!(
        "| | MB/s of text | articles/s | ratio | CPU s | ratio | index | ratio | peak memory |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let own = |row: &&Row| matches!(row.how, How::Own("folding"));
    let base = rows.iter().find(own).map(|row| median(&row.runs));
    let base = base.and_then(Result::ok).unwrap_or_default();
    for row in rows {
        match median(&row.runs) {
            Ok(figures) => println!(
                "| {} | {:.1} | {:.0} | {:.2} | {:.2} | {:.2} | {:.1} MB | {:.2} | {:.0} MB |",
                row.name,
                written.bytes as f64 / 1e6 / figures.seconds,
                written.count as f64 / figures.seconds,
                base.seconds / figures.seconds,
                figures.cpu,
                figures.cpu / base.cpu,
                figures.index as f64 / 1e6,
                figures.index as f64 / base.index as f64,
                figures.peak as f64 / 1e6,
            ),
            Err(reason) => println!("| {} | not measured: {reason} |", row.name),
        }
    }
}
