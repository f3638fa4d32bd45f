//! What relaxed hits lack of the query (rule 4.3), decided by the queries that decide what matches.

use std::collections::HashSet;

use rayon::prelude::*;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocSet, TERMINATED};

use super::Searcher;
use super::collapse;
use super::compile::Compiler;
use super::tiers::Found;
use crate::error::Result;
use crate::query::{Node, Plan, Relaxed};

/// What a hit lacks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lacks {
    /// What was typed of the clauses that it does not match.
    pub(super) missing: Vec<String>,
    /// Whether it matches a clause only as a text without marks.
    pub(super) without_marks: bool,
}

/// What each hit of a page lacks; the index is asked about relaxed ones only.
pub(super) fn lacks(searcher: &Searcher, plan: &Plan, page: &[Found]) -> Result<Vec<Lacks>> {
    let mut relaxed: Vec<DocAddress> = page
        .iter()
        .filter(|found| found.is_relaxed())
        .map(|found| found.candidate.address)
        .collect();
    relaxed.sort_unstable();
    if relaxed.is_empty() {
        return Ok(vec![Lacks::default(); page.len()]);
    }
    let clauses: Vec<_> = plan.wanted().collect();
    let clauses = clauses.into_par_iter().map(|(clause, typed)| {
        let asked = Asked {
            searcher,
            resort: plan.has_last_resort(),
        };
        asked.clause(clause, typed, &relaxed)
    });
    let clauses: Vec<Clause> = clauses.collect::<Result<_>>()?;
    let of_hit = |found: &Found| match found.is_relaxed() {
        true => lacks_of(&clauses, found.candidate.address),
        false => Lacks::default(),
    };
    Ok(page.iter().map(of_hit).collect())
}

fn lacks_of(clauses: &[Clause], address: DocAddress) -> Lacks {
    let mut lacks = Lacks::default();
    for clause in clauses {
        lacks.without_marks |= clause.unmarked.contains(&address);
        for (typed, without) in &clause.without {
            if without.contains(&address) && !lacks.missing.contains(typed) {
                lacks.missing.push(typed.clone());
            }
        }
    }
    lacks
}

/// What had to be relaxed for a page; `total`: how many articles match as asked.
pub(super) fn relaxed(
    searcher: &Searcher,
    plan: &Plan,
    total: u64,
    page: &[Lacks],
) -> Result<Vec<Relaxed>> {
    let lacked: HashSet<&String> = page.iter().flat_map(|lacks| &lacks.missing).collect();
    let mut relaxed = Vec::new();
    if !lacked.is_empty() {
        let (mut missing, mut nowhere) = (Vec::new(), Vec::new());
        for (word, typed) in plan
            .wanted()
            .flat_map(|(clause, typed)| words(clause, typed))
        {
            if !lacked.contains(typed) || missing.contains(typed) {
                continue;
            }
            missing.push(typed.clone());
            // What matches as asked has every word, and so has a hit that lacks only others.
            let found =
                |lacks: &Lacks| *lacks != Lacks::default() && !lacks.missing.contains(typed);
            if total == 0 && !page.iter().any(found) && !occurs(searcher, word)? {
                nowhere.push(typed.clone());
            }
        }
        relaxed.push(Relaxed::Words { missing, nowhere });
    }
    if page.iter().any(|lacks| lacks.without_marks) {
        relaxed.push(Relaxed::Marks);
    }
    Ok(relaxed)
}

/// Whether any article matches, at least without marks.
fn occurs(searcher: &Searcher, node: &Node) -> Result<bool> {
    let query = compiler(searcher, true).matching(node);
    let engine = searcher.engine();
    let weight = query.weight(EnableScoring::disabled_from_searcher(engine))?;
    for segment in engine.segment_readers() {
        let alive = segment.alive_bitset();
        let mut matches = weight.scorer(segment, 1.0)?;
        while matches.doc() != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(matches.doc())) {
                return Ok(true);
            }
            matches.advance();
        }
    }
    Ok(false)
}

/// The words of a clause, each with what was typed: those of a long form that an abbreviation may stand
/// for each for itself, others as a whole.
fn words<'p>(clause: &'p Node, typed: &'p [String]) -> Vec<(&'p Node, &'p String)> {
    if let Node::Best(ways) = clause
        && let Some((Node::All(words), _)) = ways.first()
        && words.len() == typed.len()
    {
        return words.iter().zip(typed).collect();
    }
    typed
        .first()
        .map(|typed| (clause, typed))
        .into_iter()
        .collect()
}

fn compiler(searcher: &Searcher, resort: bool) -> Compiler<'_> {
    Compiler {
        fields: searcher.index.fields(),
        resort,
    }
}

/// What was found out about a clause.
#[derive(Default)]
struct Clause {
    /// What was typed and the documents that do not match it.
    without: Vec<(String, HashSet<DocAddress>)>,
    /// Those that match only as texts without marks.
    unmarked: HashSet<DocAddress>,
}

/// Asks about documents.
struct Asked<'s> {
    searcher: &'s Searcher,
    /// Whether a text without marks could match a word with them.
    resort: bool,
}

impl Asked<'_> {
    /// What `documents`, in order of their addresses, lack of a clause.
    fn clause(&self, clause: &Node, typed: &[String], documents: &[DocAddress]) -> Result<Clause> {
        let mut told = Clause::default();
        let words = words(clause, typed);
        let mut rest = documents.to_vec();
        if words.len() > 1 {
            rest = self.without(clause, documents, &mut told.unmarked)?;
        }
        for (word, typed) in words {
            let without = self.without(word, &rest, &mut told.unmarked)?;
            told.without
                .push((typed.clone(), without.into_iter().collect()));
        }
        Ok(told)
    }

    /// Which of `documents` do not match; those that match only as texts without marks are `unmarked`.
    fn without(
        &self,
        node: &Node,
        documents: &[DocAddress],
        unmarked: &mut HashSet<DocAddress>,
    ) -> Result<Vec<DocAddress>> {
        let mut without = documents.to_vec();
        let as_asked = self.matching(node, &without, false)?;
        without.retain(|address| !as_asked.contains(address));
        if self.resort {
            let matching = self.matching(node, &without, true)?;
            without.retain(|address| !matching.contains(address));
            unmarked.extend(matching);
        }
        Ok(without)
    }

    fn matching(
        &self,
        node: &Node,
        documents: &[DocAddress],
        resort: bool,
    ) -> Result<HashSet<DocAddress>> {
        let query = compiler(self.searcher, resort).matching(node);
        collapse::matching(&self.searcher.snapshot, query.as_ref(), documents)
    }
}
