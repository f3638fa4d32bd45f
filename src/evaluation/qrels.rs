//! Relevance judgements.

use std::collections::HashMap;
use std::path::Path;

use crate::error::{Error, Result};

const LINE: &str = "QID 0 DOCID RELEVANCE";

/// Which documents are relevant to which queries, and how much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qrels {
    queries: HashMap<String, HashMap<String, i64>>,
}

impl Qrels {
    /// Reads judgements in TREC's format: lines of query id, an ignored column, document id and relevance
    /// (a whole number, relevant from 1), between spaces or tabs. `path` is for errors only.
    ///
    /// # Errors
    /// When a line is otherwise, or judges a document another time and differently.
    pub fn parse(path: &Path, text: &str) -> Result<Qrels> {
        let mut qrels = Qrels::default();
        for (at, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let error = || Error::Line {
                path: path.to_owned(),
                line: at + 1,
                needed: LINE,
            };
            let columns: Vec<&str> = columns(line).collect();
            let [query, _, document, relevance] = columns[..] else {
                return Err(error());
            };
            if query.is_empty() || document.is_empty() {
                return Err(error());
            }
            let relevance = relevance.parse().map_err(|_| error())?;
            let judged = qrels.queries.entry(query.to_owned()).or_default();
            let before = judged.insert(document.to_owned(), relevance);
            if before.is_some_and(|before| before != relevance) {
                return Err(Error::JudgedTwice {
                    path: path.to_owned(),
                    line: at + 1,
                    query: query.to_owned(),
                    document: document.to_owned(),
                });
            }
        }
        Ok(qrels)
    }

    /// How relevant a document is to a query; 0 when it is not or was not judged.
    pub fn relevance(&self, query: &str, document: &str) -> u64 {
        let judged = self
            .queries
            .get(query)
            .and_then(|judged| judged.get(document));
        judged.map_or(0, |relevance| u64::try_from(*relevance).unwrap_or(0))
    }

    /// The relevances of all documents relevant to a query, highest first.
    pub fn relevant(&self, query: &str) -> Vec<u64> {
        let judged = self.queries.get(query).into_iter().flatten();
        let mut relevant: Vec<u64> = judged
            .filter_map(|(_, relevance)| u64::try_from(*relevance).ok())
            .filter(|relevance| *relevance > 0)
            .collect();
        relevant.sort_unstable_by(|a, b| b.cmp(a));
        relevant
    }
}

/// The columns of a line: between tabs when there are any, so that ids may have spaces.
pub(super) fn columns(line: &str) -> Box<dyn Iterator<Item = &str> + '_> {
    if line.contains('\t') {
        Box::new(line.split('\t').map(str::trim))
    } else {
        Box::new(line.split_whitespace())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Qrels> {
        Qrels::parse(Path::new("q"), text)
    }

    #[test]
    fn spaces_or_tabs_between_columns() {
        let qrels = parse("q1 0 a 1\r\nq1  0  b 3\n\nq2\t0\tx y\t1\nq2\t0\tz\t0\nq2\t0\tw\t-2\n");
        let qrels = qrels.unwrap();
        assert_eq!(qrels.relevant("q1"), [3, 1]);
        assert_eq!(
            (qrels.relevance("q2", "x y"), qrels.relevance("q2", "w")),
            (1, 0)
        );
        assert_eq!(qrels.relevant("q2"), [1]);
        assert!(qrels.relevant("q3").is_empty());
    }

    #[test]
    fn wrong_lines_are_named() {
        for text in [
            "q 0 a 1\nq 0 a",
            "q 0 a 1\nq 0 b yes",
            "q 0 a 1\nq 0 a 2",
            "q 0 a 1\nq\t0\t\t1",
            "q 0 a 1\n\t0\ta\t1",
        ] {
            assert!(parse(text).unwrap_err().to_string().starts_with("q:2: "));
        }
        assert!(parse("q 0 a 1\nq 0 a 1").is_ok());
    }
}
