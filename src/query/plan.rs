//! What the index is asked, what ranking and highlighting look for, and how the query was understood.

use std::collections::HashSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::ast::Zone;
use super::filter::ColumnFilter;
use super::slot::Slot;
use super::warning::Warning;

/// Of longer queries only so many words are told exact.
const MAX_TYPED: usize = 32;

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

/// The terms that a document has when its words are as they were typed, and lacks otherwise.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AsTyped {
    /// All documents have them.
    Nothing,
    /// Words typed with marks, literals of abbreviations.
    Marks(Vec<String>),
    /// A query without marks: the terms of texts without marks.
    NoMarks(Vec<String>),
}

impl AsTyped {
    pub(crate) fn terms(&self) -> &[String] {
        match self {
            AsTyped::Nothing => &[],
            AsTyped::Marks(terms) | AsTyped::NoMarks(terms) => terms,
        }
    }

    /// Whether documents that have them all are the usual case.
    pub(crate) fn is_binding(&self) -> bool {
        matches!(self, AsTyped::Marks(_))
    }
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

impl Node {
    /// Whether it holds whatever the words: nothing about it is relaxed.
    fn is_fixed(&self) -> bool {
        matches!(self, Node::Not(_) | Node::Column(_) | Node::Everything)
    }
}

/// What was typed at one place of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Typed {
    pub(crate) term: String,
    /// What was typed, on one line; empty where it is part of what stands before (`ngày 2/9` is one).
    pub(crate) written: String,
    /// Where in the query, if `written` stands there as one word.
    pub(crate) place: Option<Range<usize>>,
    /// Its place among the slots.
    pub(crate) at: u32,
    /// The literal of an abbreviation that has one reading here: beside other words `UBND` and `ủy
    /// ban nhân dân` are the same.
    pub(crate) settled: bool,
}

/// Words in the order of the query, abbreviations read: what ranking and highlighting look for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) slots: Vec<Slot>,
    /// Slots that mean something only side by side: the words of a reading, the parts of a code.
    pub(crate) wholes: Vec<Range<usize>>,
    /// What was typed, each term with its place among `slots`: a text that has all of it ranks above
    /// those that have more marks (rule 2.4) or an abbreviation's reading instead (rule 3.3).
    pub(crate) typed: Vec<Typed>,
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

/// What had to be relaxed for hits that do not match as asked (rule 4.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Relaxed {
    /// Not all words had to be there.
    Words {
        /// What hits of the page lack, in the order of the query.
        missing: Vec<String>,
        /// Those of them that no article of the index has, also not without marks.
        nowhere: Vec<String>,
    },
    /// Words typed with marks also stand for those of texts written without any.
    Marks,
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
    /// What had to be relaxed for hits of the page; empty when all match as asked.
    #[serde(default)]
    pub relaxed: Vec<Relaxed>,
}

/// A query ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The text that was understood, without what surrounds it.
    pub(crate) query: String,
    /// The query as asked.
    pub(crate) root: Node,
    /// What was typed for each clause of `root`: one text, or one for each word of a long form that an
    /// abbreviation may stand for.
    pub(crate) typed: Vec<Vec<String>>,
    pub(crate) runs: Vec<Run>,
    pub(crate) prefixes: Vec<(String, Zone)>,
    pub(crate) interpretation: Interpretation,
    pub(crate) warnings: Vec<Warning>,
}

/// A response tells so many different things that were not understood.
const MAX_WARNINGS: usize = 10;

/// Each warning once, and not more than a person reads.
pub(super) fn few(mut warnings: Vec<Warning>) -> Vec<Warning> {
    let mut seen = HashSet::new();
    warnings.retain(|warning| seen.insert(warning.clone()));
    if warnings.len() > MAX_WARNINGS {
        let more = warnings.len() - MAX_WARNINGS;
        warnings.truncate(MAX_WARNINGS);
        warnings.push(Warning::More { count: more });
    }
    warnings
}

impl Plan {
    /// The clauses of the query that a document should have and those that it must not or must have
    /// whatever the words, if leaving some of the words out makes sense.
    pub(crate) fn relaxable(&self) -> Option<(Vec<&Node>, Vec<&Node>)> {
        let Node::All(clauses) = &self.root else {
            return None;
        };
        let (fixed, words): (Vec<_>, Vec<_>) = clauses.iter().partition(|node| node.is_fixed());
        (words.len() > 1).then_some((words, fixed))
    }

    /// The clauses that a relaxed match may lack, each with what was typed for it.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = (&Node, &[String])> {
        let clauses = match &self.root {
            Node::All(clauses) => &clauses[..],
            _ => &[],
        };
        let typed = self.typed.iter().map(Vec::as_slice);
        clauses
            .iter()
            .zip(typed)
            .filter(|(node, _)| !node.is_fixed())
    }

    /// What tells documents that have the words as they were typed from others.
    ///
    /// A word typed without marks may have them or not, so it binds nothing beside words that do; in a
    /// query of such words alone it is a text without marks that has them as typed.
    pub(crate) fn as_typed(&self) -> AsTyped {
        let Node::All(clauses) = &self.root else {
            return AsTyped::Nothing;
        };
        if clauses.iter().any(|node| matches!(node, Node::Any(_))) {
            return AsTyped::Nothing;
        }
        let (mut binding, mut free) = (Vec::new(), Vec::new());
        for run in self.runs.iter().filter(|run| !run.variant) {
            let alone = run.typed.len() == 1;
            for Typed {
                term, at, settled, ..
            } in &run.typed
            {
                let slot = run
                    .slots
                    .get(*at as usize)
                    .filter(|slot| slot.term == *term);
                match slot {
                    None if *settled && !alone => {}
                    Some(slot) if slot.is_free() => free.push(slot.unmarked_text()),
                    Some(slot) if !slot.is_told_exact() => {}
                    _ => binding.push(term.clone()),
                }
            }
        }
        let few = |mut terms: Vec<String>| {
            terms.sort();
            terms.dedup();
            terms.truncate(MAX_TYPED);
            terms
        };
        match (binding.is_empty(), free.is_empty()) {
            (false, _) => AsTyped::Marks(few(binding)),
            (true, false) => AsTyped::NoMarks(few(free)),
            (true, true) => AsTyped::Nothing,
        }
    }

    /// Whether documents without marks could match where no others do.
    pub(crate) fn has_last_resort(&self) -> bool {
        self.runs
            .iter()
            .flat_map(|run| &run.slots)
            .any(|slot| slot.last_resort.is_some())
    }
}
