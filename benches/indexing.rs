//! How fast articles are indexed, and how large the index is, beside bare Tantivy in the same run.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a benchmark reports to the terminal, and one that cannot go on has no result"
)]

mod common;

use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use timtin::{Article, Index, Settings, WriterOptions};

fn timtin_index(folder: &Path, articles: &[Article]) {
    let index = Index::create(folder.join("index"), Settings::default()).expect("an empty folder");
    let options = WriterOptions {
        threads: common::THREADS,
        memory: common::MEMORY,
    };
    let mut writer = index.writer(options).expect("a writer");
    for articles in articles.chunks(1024) {
        writer.add_all(articles.to_vec()).expect("articles");
    }
    writer.commit().expect("a commit");
    writer.close().expect("merges");
}

fn bare_index(folder: &Path, articles: &[Article], folding: bool) {
    let place = folder.join("index");
    std::fs::create_dir(&place).expect("a folder");
    common::Bare::create(&place, folding).fill(articles);
}

fn indexing(criterion: &mut Criterion) {
    type Indexer = fn(&Path, &[Article]);
    let indexers: [(&str, Indexer); 3] = [
        ("timtin", timtin_index),
        ("tantivy", |folder, articles| {
            bare_index(folder, articles, false)
        }),
        ("tantivy with ASCII folding", |folder, articles| {
            bare_index(folder, articles, true)
        }),
    ];
    for corpus in common::corpora() {
        let mut group = criterion.benchmark_group(format!("indexing/{}", corpus.name));
        group
            .throughput(Throughput::Bytes(corpus.bytes()))
            .sample_size(10);
        for (name, indexer) in indexers {
            group.bench_function(name, |bencher| {
                let folder = || tempfile::tempdir().expect("a folder");
                bencher.iter_batched(
                    folder,
                    |folder| indexer(folder.path(), &corpus.articles),
                    BatchSize::PerIteration,
                );
            });
            let folder = tempfile::tempdir().expect("a folder");
            indexer(folder.path(), &corpus.articles);
            eprintln!(
                "{}: {name}: {} bytes of index for {} bytes of text",
                corpus.name,
                common::size(&folder.path().join("index")),
                corpus.bytes()
            );
        }
        group.finish();
    }
}

criterion_group!(benches, indexing);
criterion_main!(benches);
