//! What the index is asked, what ranking and highlighting look for, and how the query was understood.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::ast::Zone;
use super::filter::ColumnFilter;
use super::slot::Slot;

/// Which of the words a document must have (rule 4.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matching {
    /// All; when too few documents have them, those with most of them follow.
    #[default]
    Auto,
    /// All.
    All,
    /// Any.
    Any,
}

/// What the index is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Everything,
    Nothing,
    Slot(Slot, Zone),
    Sequence {
        slots: Vec<Slot>,
        slop: u32,
        zone: Zone,
    },
    Prefix {
        folded: String,
        text: String,
        zone: Zone,
    },
    /// The best of several ways to match, each with its weight.
    Best(Vec<(Node, f32)>),
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Column(ColumnFilter),
}

/// Words in the order of the query, abbreviations read: what ranking and highlighting look for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) slots: Vec<Slot>,
    /// Slots that mean something only side by side: the words of a reading, the parts of a code.
    pub(crate) wholes: Vec<Range<usize>>,
    /// What was typed, each term with its place among `slots`: a text that has exactly this ranks
    /// above all others (rule 2.4), and the literal of an abbreviation above its reading (rule 3.3).
    pub(crate) typed: Vec<(String, u32)>,
    /// Marked only where all stand together.
    pub(crate) phrase: bool,
    pub(crate) slop: u32,
    pub(crate) zone: Zone,
    /// Does not count for ranking: another way to write another run.
    pub(crate) variant: bool,
}

/// An abbreviation in the query and what it was read as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expansion {
    /// As typed.
    pub abbreviation: String,
    /// What it was searched as besides itself, likeliest first.
    pub readings: Vec<String>,
}

/// Why a word was read as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CorrectedBy {
    /// The keys of Telex, typed while it was off.
    Telex,
    /// The keys of VNI, typed while it was off.
    Vni,
    /// A misspelt syllable.
    Spelling,
}

/// A word that was not found as typed and what it was read as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// As typed.
    pub typed: String,
    /// What was searched for instead.
    pub read_as: String,
    /// Why.
    pub by: CorrectedBy,
}

/// How a query was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpretation {
    /// The words asked for, in canonical spelling.
    pub words: Vec<String>,
    /// The abbreviations and their readings.
    pub expansions: Vec<Expansion>,
    /// What was excluded.
    pub excluded: Vec<String>,
    /// Words that no article has as typed, and what was searched for instead.
    pub corrected: Vec<Corrected>,
}

/// A query ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The query as asked.
    pub(crate) root: Node,
    pub(crate) runs: Vec<Run>,
    pub(crate) prefixes: Vec<(String, Zone)>,
    pub(crate) interpretation: Interpretation,
    pub(crate) warnings: Vec<String>,
}

impl Plan {
    /// The clauses of the query that a document should have and those that it must not or must have
    /// whatever the words, if leaving some of the words out makes sense.
    pub(crate) fn relaxable(&self) -> Option<(Vec<&Node>, Vec<&Node>)> {
        let Node::All(clauses) = &self.root else {
            return None;
        };
        let fixed =
            |node: &&Node| matches!(node, Node::Not(_) | Node::Column(_) | Node::Everything);
        let (fixed, words): (Vec<_>, Vec<_>) = clauses.iter().partition(fixed);
        (words.len() > 1).then_some((words, fixed))
    }

    /// Whether documents without marks could match where no others do.
    pub(crate) fn has_last_resort(&self) -> bool {
        self.runs
            .iter()
            .flat_map(|run| &run.slots)
            .any(|slot| slot.last_resort.is_some())
    }
}
