//! Queries that are run one after the other.

use std::collections::HashSet;
use std::path::Path;

use crate::error::{Error, Result};

const LINE: &str = "QID<TAB>QUERY";

/// A query, and the id by which judgements and runs name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The id, without spaces around it.
    pub id: String,
    /// What is asked, as it was written.
    pub text: String,
}

impl Query {
    /// Reads queries, in their order: lines of an id, a tab and any text. Empty lines are passed over.
    /// `path` is for errors only.
    ///
    /// # Errors
    /// When a line is otherwise, as a run must not lack a query unnoticed, or an id comes twice, as nobody
    /// could tell then what was found for which query.
    pub fn parse_all(path: &Path, text: &str) -> Result<Vec<Query>> {
        let mut queries = Vec::new();
        let mut ids = HashSet::new();
        for (at, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let split = line.split_once('\t').map(|(id, text)| (id.trim(), text));
            let Some((id, text)) = split.filter(|(id, _)| !id.is_empty()) else {
                return Err(Error::Line {
                    path: path.to_owned(),
                    line: at + 1,
                    needed: LINE,
                });
            };
            if !ids.insert(id) {
                return Err(Error::AskedTwice {
                    path: path.to_owned(),
                    line: at + 1,
                    query: id.to_owned(),
                });
            }
            queries.push(Query {
                id: id.to_owned(),
                text: text.to_owned(),
            });
        }
        Ok(queries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<Query>> {
        Query::parse_all(Path::new("q"), text)
    }

    #[test]
    fn the_first_tab_ends_the_id() {
        let queries = parse(" q 1\tbão\tlũ \r\n\n \nq2\t\n").unwrap();
        let pairs: Vec<_> = (queries.iter())
            .map(|query| (query.id.as_str(), query.text.as_str()))
            .collect();
        assert_eq!(pairs, [("q 1", "bão\tlũ "), ("q2", "")]);
    }

    #[test]
    fn wrong_lines_are_named() {
        for text in ["q1\tbão\nq2 lũ", "q1\tbão\n \tlũ", "q1\tbão\nq1 \tlũ"] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("q:2: "), "{error}");
        }
    }
}
