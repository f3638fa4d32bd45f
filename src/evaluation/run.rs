//! Runs: what was found for each query, best first.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

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
    /// When a line is otherwise, or the JSON is no run.
    pub fn parse(path: &Path, text: &str) -> Result<Run> {
        if text.trim_start().starts_with('{') {
            let files = serde_json::from_str(text).map_err(|error| Error::Line {
                path: path.to_owned(),
                line: error.line(),
                needed: "{\"FILE\": {\"QID\": [\"DOCID\", …]}}",
            })?;
            return Ok(Run::Files(files));
        }
        let mut ranked: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let columns: Vec<&str> = columns(line).collect();
            let parsed = match columns[..] {
                [query, _, document, rank, ..] => {
                    rank.parse().ok().map(|rank| (query, document, rank))
                }
                _ => None,
            };
            let (query, document, rank) = parsed.ok_or_else(|| Error::Line {
                path: path.to_owned(),
                line: at + 1,
                needed: LINE,
            })?;
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
            "{\"q\":\n[]}",
        ] {
            assert!(parse(text).unwrap_err().to_string().starts_with("r:2: "));
        }
    }
}
