//! How fast queries are answered, beside bare Tantivy on the same articles: warm, one client, ten hits.
//!
//! timtin answers with titles and fragments marked and with exact counts; bare Tantivy with ids of
//! documents only.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a benchmark reports to the terminal, and one that cannot go on has no result"
)]

mod common;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use timtin::{DateUnit, Facet, Index, Request, Settings, WriterOptions};

const QUERIES: [(&str, &str); 8] = [
    ("cán bộ công chức", "can bo cong chuc"),
    ("an toàn giao thông", "an toan giao thong"),
    ("giá vàng", "gia vang"),
    ("chuyển đổi số", "chuyen doi so"),
    ("bão lũ miền Trung", "bao lu mien trung"),
    ("bảo hiểm xã hội", "bao hiem xa hoi"),
    ("UBND tỉnh Hòa Bình", "ubnd tinh hoa binh"),
    (
        "học sinh nghỉ học vì mưa lớn",
        "hoc sinh nghi hoc vi mua lon",
    ),
];

fn searching(criterion: &mut Criterion) {
    for corpus in common::corpora() {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::create(folder.path().join("timtin"), Settings::default())
            .expect("an empty folder");
        let mut writer = index
            .writer(WriterOptions {
                threads: common::THREADS,
                memory: common::MEMORY,
            })
            .expect("a writer");
        for articles in corpus.articles.chunks(1024) {
            writer.add_all(articles.to_vec()).expect("articles");
        }
        writer.commit().expect("a commit");
        writer.close().expect("merges");
        let searcher = index.searcher().expect("a searcher");

        let mut group = criterion.benchmark_group(format!("searching/{}", corpus.name));
        let facets = vec![Facet::Category, Facet::Date(DateUnit::Month), Facet::Source];
        let whole = |query: &str| Request::new(query);
        let faceted = |query: &str| Request {
            facets: facets.clone(),
            ..Request::new(query)
        };
        let bare = |query: &str| Request {
            fragments: 0,
            ..Request::new(query)
        };
        group.bench_function("timtin, with marks", |bencher| {
            bencher.iter(|| {
                QUERIES
                    .iter()
                    .for_each(|(query, _)| drop(black_box(searcher.search(&whole(query)))))
            });
        });
        group.bench_function("timtin, without marks", |bencher| {
            bencher.iter(|| {
                QUERIES
                    .iter()
                    .for_each(|(_, query)| drop(black_box(searcher.search(&whole(query)))))
            });
        });
        group.bench_function("timtin, with marks and facets", |bencher| {
            bencher.iter(|| {
                QUERIES
                    .iter()
                    .for_each(|(query, _)| drop(black_box(searcher.search(&faceted(query)))))
            });
        });
        group.bench_function("timtin, with marks, no fragments", |bencher| {
            bencher.iter(|| {
                QUERIES
                    .iter()
                    .for_each(|(query, _)| drop(black_box(searcher.search(&bare(query)))))
            });
        });

        for (name, folding) in [
            ("tantivy, all words", false),
            ("tantivy with ASCII folding, all words", true),
        ] {
            let place = folder.path().join(name);
            std::fs::create_dir(&place).expect("a folder");
            let tantivy = common::Bare::create(&place, folding);
            tantivy.fill(&corpus.articles);
            let searcher = tantivy.index.reader().expect("a reader").searcher();
            let mut parser =
                QueryParser::for_index(&tantivy.index, vec![tantivy.title, tantivy.text]);
            parser.set_conjunction_by_default();
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    for (query, _) in QUERIES {
                        let query = parser.parse_query(query).expect("plain words");
                        black_box(
                            searcher
                                .search(&query, &TopDocs::with_limit(10).order_by_score())
                                .expect("hits"),
                        );
                    }
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, searching);
criterion_main!(benches);
