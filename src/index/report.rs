//! What an import tells (rules 1.9 and 5.3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use timtin_corpus::{Encoding, Location, Outcome, RawRecord};

/// How many rejected records a report names, and how many warnings; all are counted. Each rejected one is something
/// to mend; warnings come by the thousand where a whole archive writes its dates another way.
const REJECTED_LISTED: usize = 100_000;
const WARNINGS_LISTED: usize = 1000;

/// A record that was rejected, or indexed with a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The file; `-` for standard input.
    pub file: String,
    /// The line where the record starts, from 1.
    pub line: u64,
    /// What is wrong.
    pub reason: String,
}

/// What an import did (rule 5.3): `read = indexed + replaced + rejected`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// Records found in the files.
    pub read: u64,
    /// Articles with a new id.
    pub indexed: u64,
    /// Articles whose id was there before, in the index or earlier in the input.
    pub replaced: u64,
    /// Those of the replaced that needed no work: the same record gave the article in the index, or
    /// it was replaced before by the record that replaces it now.
    #[serde(default)]
    pub unchanged: u64,
    /// Records that are no article.
    pub rejected: u64,
    /// Warnings about articles that were indexed all the same.
    pub warnings: u64,
    /// How many articles were converted from which encoding: `{"TCVN3": 12}`.
    #[serde(default)]
    pub converted: BTreeMap<String, u64>,
    /// Bytes of all records, decompressed.
    pub bytes: u64,
    /// Wall-clock time.
    pub seconds: f64,
    /// Articles in the index afterwards.
    pub documents: u64,
    /// Whether the import was stopped before all was read; running it again completes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// The rejected records, the first hundred thousand.
    pub errors: Vec<Failure>,
    /// The warnings, the first thousand.
    pub warned: Vec<Failure>,
}

/// What is to be reported about an article's record beside that it was read.
#[derive(Default)]
pub(super) struct Notes {
    warned: Vec<Failure>,
    converted: Option<Encoding>,
}

impl Report {
    /// Adds what is told of a record.
    pub(super) fn note(&mut self, notes: Notes) {
        if let Some(encoding) = notes.converted {
            let name = encoding.name().to_owned();
            *self.converted.entry(name).or_default() += 1;
        }
        self.warnings += notes.warned.len() as u64;
        let room = WARNINGS_LISTED.saturating_sub(self.warned.len());
        self.warned.extend(notes.warned.into_iter().take(room));
    }

    /// Counts a record that is no article.
    pub(super) fn reject(&mut self, location: &Location, reason: String) {
        self.rejected += 1;
        if self.errors.len() < REJECTED_LISTED {
            self.errors.push(failure(location, reason));
        }
    }
}

impl Notes {
    pub(super) fn new(
        location: &Location,
        warnings: Vec<String>,
        converted: Option<Encoding>,
    ) -> Notes {
        let warnings = warnings.into_iter();
        Notes {
            warned: warnings.map(|reason| failure(location, reason)).collect(),
            converted,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.warned.is_empty() && self.converted.is_none()
    }

    /// What is to be reported about a record that is known to be an article's.
    pub(super) fn of(record: RawRecord) -> Notes {
        match record.read() {
            Outcome::Article {
                location,
                warnings,
                converted,
                ..
            } => Notes::new(&location, warnings, converted),
            Outcome::Rejected(_) => Notes::default(),
        }
    }
}

fn failure(location: &Location, reason: String) -> Failure {
    Failure {
        file: location.file.clone(),
        line: location.line,
        reason,
    }
}
