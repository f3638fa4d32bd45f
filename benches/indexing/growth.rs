//! How indexing grows with the number of articles.

use std::path::Path;
use std::process::Command;

use crate::engines::Task;
use crate::{engine, measure};

/// How many articles, unless the command line says otherwise.
pub(crate) const SIZES: [usize; 4] = [10_000, 30_000, 150_000, 600_000];

/// Megabytes for the writer: what `timtin index` takes if nothing else is said.
const MEMORY: usize = 512 << 20;

/// Prints a table of index sizes, on one core and on two.
pub(crate) fn run(articles: &Path, sizes: &[usize]) {
    println!("{} MB for the writer.\n", MEMORY >> 20);
    println!(
        "| articles | cores | articles/s | CPU s per 10,000 | peak memory | of that anonymous | index, per article | segments | merging after the commit | longest wait for 256 articles |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for count in sizes {
        for cores in ["0", "0,1"] {
            let folder = tempfile::tempdir().expect("a folder");
            let task = Task {
                articles,
                folder: folder.path(),
                count: *count,
                // One a core.
                threads: 0,
                memory: MEMORY,
            };
            let mut command = Command::new("taskset");
            command.args(["-c", cores]).args(engine("timtin", &task));
            match measure::watch(command, folder.path()) {
                Ok(figures) => println!(
                    "| {count} | {} | {:.0} | {:.2} | {:.0} MB | {:.0} MB | {:.0} MB, {:.0} B | {} | {:.1} s | {:.2} s |",
                    cores.split(',').count(),
                    *count as f64 / figures.seconds,
                    figures.cpu * 1e4 / *count as f64,
                    figures.peak as f64 / 1e6,
                    figures.anonymous as f64 / 1e6,
                    figures.index as f64 / 1e6,
                    figures.index as f64 / *count as f64,
                    figures.segments,
                    figures.closing,
                    figures.longest,
                ),
                Err(error) => println!(
                    "| {count} | {} | not measured: {error} |",
                    cores.split(',').count()
                ),
            }
        }
    }
}
