//! How fast queries are answered, beside bare Tantivy on the same articles: warm, one client, ten hits.
//!
//! timtin answers with titles and fragments marked and with exact counts; bare Tantivy with ids of
//! documents only. People feel the slow queries, so percentiles are reported over many different ones:
//! pieces of the articles' own headlines.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark reports to the terminal, and one that cannot go on has no result"
)]

mod common;

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use timtin::tokenizer::{fold, lower};
use timtin::{
    Article, DateUnit, Facet, Index, Matching, Request, Searcher, Settings, WriterOptions,
};

/// The corpus is repeated under other ids until it has so many articles.
const ARTICLES: usize = 150_000;
/// Queries of each kind.
const QUERIES: usize = 200;

/// Two to five words side by side in headlines, no two queries from neighbouring articles.
fn queries(articles: &[Article]) -> Vec<String> {
    let step = (articles.len() / QUERIES).max(1);
    let pieces = articles.iter().step_by(step).enumerate();
    let pieces = pieces.filter_map(|(at, article)| {
        let words: Vec<&str> = article
            .title
            .split_whitespace()
            .filter(|word| word.chars().all(char::is_alphanumeric))
            .collect();
        let len = 2 + at % 4;
        let start = words.len().checked_sub(len)? / 2;
        Some(words[start..start + len].join(" "))
    });
    pieces.take(QUERIES).collect()
}

fn repeated(articles: &[Article]) -> Vec<Article> {
    let times = if articles.len() < 1000 {
        1
    } else {
        ARTICLES.div_ceil(articles.len())
    };
    let copies = (0..times).flat_map(|copy| {
        articles.iter().map(move |article| Article {
            id: format!("{}-{copy}", article.id),
            ..article.clone()
        })
    });
    copies.collect()
}

/// How often each query is answered with the clock running: a machine that does other work for a second
/// does not make a row.
const ROUNDS: usize = 5;

/// Answers all queries once to warm up, then in rounds with the clock running.
fn measure(name: &str, queries: &[String], mut answer: impl FnMut(&str)) {
    queries.iter().for_each(|query| answer(query));
    let all = (0..ROUNDS).flat_map(|_| queries);
    let mut times: Vec<f64> = all
        .map(|query| {
            let started = Instant::now();
            answer(query);
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!(
        "{name:<58} p50 {:>7.2}  p95 {:>7.2}  p99 {:>7.2} ms",
        at(0.5),
        at(0.95),
        at(0.99)
    );
}

fn measure_timtin(searcher: &Searcher, marked: &[String], unmarked: &[String]) {
    let facets = vec![Facet::Category, Facet::Date(DateUnit::Month), Facet::Source];
    let plain = |matching| Request {
        matching,
        fragments: 0,
        ..Request::default()
    };
    let phrase = |query: &str| format!("\"{query}\"");
    let as_typed = |query: &str| query.to_owned();
    for (marks, queries) in [("with marks", marked), ("without marks", unmarked)] {
        let run = |name: &str, request: Request, write: &dyn Fn(&str) -> String| {
            measure(&format!("timtin, {marks}, {name}"), queries, |query| {
                let request = Request {
                    query: write(query),
                    ..request.clone()
                };
                black_box(searcher.search(&request).expect("an answer"));
            });
        };
        run("fragments", Request::default(), &as_typed);
        let faceted = Request {
            facets: facets.clone(),
            ..Request::default()
        };
        run("fragments and facets", faceted, &as_typed);
        run("no fragments", plain(Matching::Auto), &as_typed);
        run("all words, no fragments", plain(Matching::All), &as_typed);
        run("any word, no fragments", plain(Matching::Any), &as_typed);
        run("phrase, no fragments", plain(Matching::Auto), &phrase);
    }
}

/// Completions while queries are typed, letter by letter.
fn measure_completions(searcher: &Searcher, marked: &[String], unmarked: &[String]) {
    let gathered = searcher.suggest("", 10).expect("completions").took_ms;
    println!("timtin, phrases gathered once a commit {gathered:>48.0} ms");
    for (marks, queries) in [("with marks", marked), ("without marks", unmarked)] {
        let starts = |query: &String| {
            let ends = query.char_indices().skip(1).map(|(at, _)| at);
            let starts = ends.map(|end| query[..end].to_owned());
            starts.collect::<Vec<_>>()
        };
        let starts: Vec<String> = queries.iter().flat_map(starts).collect();
        measure(&format!("timtin, {marks}, completions"), &starts, |start| {
            black_box(searcher.suggest(start, 10).expect("completions"));
        });
    }
}

fn measure_tantivy(folder: &Path, articles: &[Article], marked: &[String], unmarked: &[String]) {
    for (name, folding, queries) in [
        ("tantivy, with marks", false, marked),
        ("tantivy with ASCII folding, without marks", true, unmarked),
    ] {
        let place = folder.join(name);
        std::fs::create_dir(&place).expect("a folder");
        let tantivy = common::Bare::create(&place, folding);
        tantivy.fill(articles);
        let searcher = tantivy.index.reader().expect("a reader").searcher();
        let best = || TopDocs::with_limit(10).order_by_score();
        let mut parser = QueryParser::for_index(&tantivy.index, vec![tantivy.title, tantivy.text]);
        let search = |parser: &QueryParser, query: &str| {
            let query = parser.parse_query(query).expect("plain words");
            black_box(searcher.search(&query, &best()).expect("hits"));
        };
        measure(&format!("{name}, any word"), queries, |query| {
            search(&parser, query);
        });
        measure(&format!("{name}, any word, counted"), queries, |query| {
            let query = parser.parse_query(query).expect("plain words");
            black_box(searcher.search(&query, &(best(), Count)).expect("hits"));
        });
        measure(&format!("{name}, phrase"), queries, |query| {
            search(&parser, &format!("\"{query}\""));
        });
        parser.set_conjunction_by_default();
        measure(&format!("{name}, all words"), queries, |query| {
            search(&parser, query);
        });
    }
}

fn main() {
    for corpus in common::corpora() {
        let articles = repeated(&corpus.articles);
        let marked = queries(&corpus.articles);
        let unmarked: Vec<String> = marked
            .iter()
            .map(|query| fold(&lower(query)).into_owned())
            .collect();
        println!(
            "searching/{}: {} articles, {} queries of each kind",
            corpus.name,
            articles.len(),
            marked.len()
        );
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::create(folder.path().join("timtin"), Settings::default())
            .expect("an empty folder");
        let mut writer = index
            .writer(WriterOptions {
                threads: common::THREADS,
                memory: common::MEMORY,
            })
            .expect("a writer");
        for articles in articles.chunks(1024) {
            writer.add_all(articles.to_vec()).expect("articles");
        }
        writer.commit().expect("a commit");
        writer.close().expect("merges");
        let searcher = index.searcher().expect("a searcher");
        measure_timtin(&searcher, &marked, &unmarked);
        measure_completions(&searcher, &marked, &unmarked);
        measure_tantivy(folder.path(), &articles, &marked, &unmarked);
    }
}
