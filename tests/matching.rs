//! The matching rules as tables that a reader of Vietnamese can review: `golden/matching.txt`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;

use timtin::{Accents, Article, Index, Matching, Request, Searcher, Settings, WriterOptions};

const TABLES: &str = include_str!("golden/matching.txt");

struct Section<'t> {
    name: &'t str,
    articles: BTreeMap<&'t str, Article>,
    /// Line number and line.
    queries: Vec<(usize, &'t str)>,
}

fn sections() -> Vec<Section<'static>> {
    let mut sections: Vec<Section<'static>> = Vec::new();
    for (at, line) in TABLES.lines().enumerate() {
        if let Some(name) = line.strip_prefix("== ") {
            sections.push(Section {
                name,
                articles: BTreeMap::new(),
                queries: Vec::new(),
            });
        }
        if line.trim().is_empty() || line.starts_with('#') || line.starts_with("== ") {
            continue;
        }
        let section = sections.last_mut().expect("a section comes first");
        match line.strip_prefix("article ") {
            Some(article) => add_article(section, article),
            None => section.queries.push((at + 1, line)),
        }
    }
    sections
}

fn add_article(section: &mut Section<'static>, line: &'static str) {
    let (name, text) = line.split_once(": ").expect("article ID: text");
    let (id, field) = name.split_once(' ').unwrap_or((name, "body"));
    let article = section.articles.entry(id).or_insert_with(|| Article {
        id: id.to_owned(),
        ..Article::default()
    });
    match field {
        "title" => article.title = text.to_owned(),
        "summary" => article.summary = text.to_owned(),
        _ => article.body = text.to_owned(),
    }
}

fn index(section: &Section<'_>) -> Searcher {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index
        .writer(WriterOptions {
            threads: 1,
            memory: 0,
        })
        .unwrap();
    for article in section.articles.values() {
        writer.add(article.clone()).unwrap();
    }
    writer.commit().unwrap();
    index.searcher().unwrap()
}

/// What a query finds: ids in order, and how many of them match as asked.
fn find(searcher: &Searcher, query: &str) -> (Vec<String>, usize) {
    let mut request = Request::new(query);
    for (prefix, accents) in [("strict ", Accents::Strict), ("ignore ", Accents::Ignore)] {
        if let Some(rest) = query.strip_prefix(prefix) {
            request = Request {
                accents,
                ..Request::new(rest)
            };
        }
    }
    if let Some(rest) = query.strip_prefix("any ") {
        request = Request {
            matching: Matching::Any,
            ..Request::new(rest)
        };
    }
    let response = searcher.search(&request).unwrap();
    assert_eq!(
        response.hits.iter().filter(|hit| !hit.relaxed).count() as u64,
        response.total,
        "{query}: total"
    );
    (
        response
            .hits
            .iter()
            .map(|hit| hit.article.id.clone())
            .collect(),
        response.total as usize,
    )
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

#[test]
fn every_table_holds() {
    let mut wrong = Vec::new();
    for section in sections() {
        let searcher = index(&section);
        for (line, row) in &section.queries {
            let (arrow, at) = ["=>", ">>", "~>"]
                .iter()
                .find_map(|arrow| row.rfind(arrow).map(|at| (*arrow, at)))
                .expect("an arrow");
            let expected: Vec<String> = row[at + 2..]
                .split_whitespace()
                .map(str::to_owned)
                .collect();
            let (found, total) = find(&searcher, row[..at].trim());
            let as_asked = found[..total].to_vec();
            let holds = match arrow {
                "=>" => sorted(as_asked) == sorted(expected),
                ">>" => as_asked == expected,
                _ => found == expected,
            };
            if !holds {
                wrong.push(format!(
                    "line {line} ({}): {row}\n    found {found:?}, {total} as asked",
                    section.name
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows do not hold:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
