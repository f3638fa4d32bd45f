//! Runs: what was found for each query, best first.

use std::collections::{BTreeMap, HashSet};
use std::fmt::{self, Write as _};
use std::path::Path;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::qrels::columns;
use crate::error::{Error, Result};

const LINE: &str = "QID Q0 DOCID RANK SCORE NAME";
/// What a run in TREC's format is called.
const NAME: &str = "timtin";

/// What was found for the queries of one file: document ids by query id, best first.
pub type Ranking = BTreeMap<String, Vec<String>>;

/// What was found for the queries of some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// By the names of the files of queries: `{"q.tsv": {"q1": ["id", …]}}`.
    Files(BTreeMap<String, Ranking>),
    /// A run in TREC's format, which does not say of which file its queries are.
    Single(Ranking),
}

impl Run {
    /// Reads a run that was saved as JSON or is in TREC's format: query id, an ignored column, document
    /// id, rank, and more columns that are ignored too. `path` is for errors only.
    ///
    /// # Errors
    /// When a line is otherwise, the JSON is no run, or a document is found twice for one query: it would
    /// count twice.
    pub fn parse(path: &Path, text: &str) -> Result<Run> {
        if text.trim_start().starts_with('{') {
            let files: Once<Once<Found>> =
                serde_json::from_str(text).map_err(|error| Error::SavedRun {
                    path: path.to_owned(),
                    // A file that ends too early ends in its last line.
                    line: error.line().clamp(1, text.lines().count()),
                    reason: without_place(&error),
                })?;
            let ranking = |ranking: Once<Found>| {
                let found = ranking.0.into_iter();
                found.map(|(query, found)| (query, found.0)).collect()
            };
            let files = files.0.into_iter();
            return Ok(Run::Files(
                files.map(|(file, found)| (file, ranking(found))).collect(),
            ));
        }
        let mut ranked: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
        let mut pairs = HashSet::new();
        for (at, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let columns: Vec<&str> = columns(line).collect();
            let parsed = match columns[..] {
                [query, _, document, rank, ..] if !query.is_empty() && !document.is_empty() => {
                    rank.parse().ok().map(|rank| (query, document, rank))
                }
                _ => None,
            };
            let (query, document, rank) = parsed.ok_or_else(|| Error::Line {
                path: path.to_owned(),
                line: at + 1,
                needed: LINE,
            })?;
            if !pairs.insert((query, document)) {
                return Err(Error::FoundTwice {
                    path: path.to_owned(),
                    line: at + 1,
                    query: query.to_owned(),
                    document: document.to_owned(),
                });
            }
            let ranked = ranked.entry(query.to_owned()).or_default();
            ranked.push((rank, document.to_owned()));
        }
        let rankings = ranked.into_iter().map(|(query, mut ranked)| {
            ranked.sort();
            let documents = ranked.into_iter().map(|(_, document)| document);
            (query, documents.collect())
        });
        Ok(Run::Single(rankings.collect()))
    }

    /// What was found for the queries of a file; one that does not name files holds those of any.
    pub fn of_file(&self, file: &str) -> Option<&Ranking> {
        match self {
            Run::Files(files) => files.get(file),
            Run::Single(ranking) => Some(ranking),
        }
    }
}

/// A map of JSON in which no name comes twice: of two the first would be lost.
struct Once<T>(BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Once<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Names<T> {
            type Value = Once<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once<T>, A::Error> {
                let mut all = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, T>()? {
                    if all.contains_key(&name) {
                        return Err(A::Error::custom(format_args!("{name:?} comes twice")));
                    }
                    all.insert(name, value);
                }
                Ok(Once(all))
            }
        }

        deserializer.deserialize_map(Names(std::marker::PhantomData))
    }
}

/// Documents in the order found, each once.
struct Found(Vec<String>);

impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Documents;

        impl<'de> Visitor<'de> for Documents {
            type Value = Found;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of document ids")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut documents: A) -> Result<Found, A::Error> {
                let (mut found, mut seen) = (Vec::new(), HashSet::new());
                while let Some(document) = documents.next_element::<String>()? {
                    if !seen.insert(document.clone()) {
                        return Err(A::Error::custom(format_args!("{document:?} comes twice")));
                    }
                    found.push(document);
                }
                Ok(Found(found))
            }
        }

        deserializer.deserialize_seq(Documents)
    }
}

/// What is wrong with the JSON, without the place, which is told in another way.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

/// A ranking in TREC's format.
pub(crate) fn to_trec(ranking: &Ranking) -> String {
    let mut out = String::new();
    for (query, documents) in ranking {
        for (at, document) in documents.iter().enumerate() {
            let (rank, score) = (at + 1, 1.0 / (at + 1) as f64);
            // Writing to a String does not fail.
            let _ = writeln!(out, "{query}\tQ0\t{document}\t{rank}\t{score:.6}\t{NAME}");
        }
    }
    out
}

impl Run {
    /// The run as a file to be saved: JSON, or TREC's format for one that names no files.
    ///
    /// # Errors
    /// Never in fact: ids are text.
    pub fn to_text(&self) -> Result<String> {
        match self {
            Run::Files(files) => Ok(serde_json::to_string_pretty(files)? + "\n"),
            Run::Single(ranking) => Ok(to_trec(ranking)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Run> {
        Run::parse(Path::new("r"), text)
    }

    #[test]
    fn runs_come_back_as_they_were_saved() {
        let documents = ["b", "a", "x y"].map(str::to_owned).to_vec();
        let ranking = Ranking::from([("q1".to_owned(), documents)]);
        for run in [
            Run::Single(ranking.clone()),
            Run::Files([("q.tsv".to_owned(), ranking.clone())].into()),
        ] {
            assert_eq!(parse(&run.to_text().unwrap()).unwrap(), run);
            assert_eq!(run.of_file("q.tsv"), Some(&ranking));
        }
    }

    #[test]
    fn ranks_decide_and_wrong_lines_are_named() {
        let run = parse("q Q0 a 10 9.0 x\nq Q0 b 2 1.0 x\n").unwrap();
        assert_eq!(run.of_file("any").unwrap()["q"], ["b", "a"]);
        for text in [
            "q Q0 a 1 1 x\nq Q0 a",
            "q Q0 a 1 1 x\nq Q0 b first 1 x",
            "q Q0 a 1 1 x\nq Q0 a 2 1 x",
            "q\tQ0\ta\t1\nq\tQ0\t\t2",
            "{\"q\":\n[]}",
            "{\"q\":\n{\"q1\": [\"a\", \"b\", \"a\"]}}",
            "{\"q\":\n{\"q1\": [], \"q1\": []}}",
            "{\"q\":\n{\"q1\": [\"a\"",
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("r:2: "), "{error}");
        }
        let error = parse("{\"q\": {\"q1\": [\"a\", \"a\"]}}").unwrap_err();
        assert!(
            error.to_string().contains(": \"a\" comes twice;"),
            "{error}"
        );
    }
}
