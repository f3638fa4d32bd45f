//! Matches that may become hits, and their order (rule 4.5).

use std::cmp::{Ordering, Reverse};

use tantivy::{DocAddress, Score};

use super::request::Sort;
use super::snapshot::Snapshot;
use crate::error::Result;

/// What the query adds to the score of a document that has every word as it was typed: far more
/// than words can count. Scores are taken apart again at once.
pub(crate) const EXACT: Score = 4096.0;

/// A match that may become a hit.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) address: DocAddress,
    /// Whether it has every word as it was typed: such ones stand above all others (rule 2.4).
    pub(crate) exact: bool,
    pub(crate) score: Score,
    /// Seconds since 1970.
    pub(crate) published: Option<i64>,
}

/// A match of which nothing but its score is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scored {
    pub(crate) address: DocAddress,
    pub(crate) exact: bool,
    pub(crate) score: Score,
    /// What the whole score is multiplied by.
    pub(crate) freshness: f32,
}

impl Scored {
    /// A match with its score, apart from whether it is exact.
    pub(crate) fn new(address: DocAddress, score: Score, freshness: f32) -> Scored {
        let exact = score >= EXACT;
        Scored {
            address,
            exact,
            score: if exact { score - EXACT } else { score },
            freshness,
        }
    }

    /// What matches are compared by, larger is better.
    pub(crate) fn key(&self) -> (bool, u32) {
        // Scores are not negative: their bits are in the order of their values.
        (self.exact, (self.score * self.freshness).max(0.0).to_bits())
    }

    pub(crate) fn plus(self, more: Score) -> Scored {
        Scored {
            score: (self.score + more).max(0.0),
            ..self
        }
    }
}

impl Eq for Scored {}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.key(), Reverse(self.address)).cmp(&(other.key(), Reverse(other.address)))
    }
}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// How freshness counts: scores halve their gain with age (`--recency`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recency {
    /// Seconds in which the gain halves.
    pub(crate) half_life: f64,
    /// What age is counted from: the newest article of the index.
    pub(crate) newest: i64,
}

impl Recency {
    /// What an article's score is multiplied by: gently, from the whole for the newest article to half
    /// of it for the oldest, so that age alone never buries a good match. Articles without a date
    /// count as oldest.
    pub(crate) fn freshness(self, published: Option<i64>) -> f32 {
        let freshness = published.map_or(0.0, |at| {
            (-((self.newest - at).max(0) as f64) / self.half_life).exp2()
        });
        (0.5 + 0.5 * freshness) as f32
    }
}

/// Keeps the `len` best and all that are equal to the last of them, so that the order of equal ones does
/// not depend on how many are kept.
pub(super) fn truncate(scored: &mut Vec<Scored>, len: usize) {
    if (1..scored.len()).contains(&len) {
        let (_, last, _) = scored.select_nth_unstable_by(len - 1, |a, b| b.cmp(a));
        let last = last.key();
        scored.retain(|candidate| candidate.key() >= last);
    }
}

/// Candidates that are to be shown, with what they are sorted by.
pub(crate) fn candidates(snapshot: &Snapshot, scored: Vec<Scored>) -> Result<Vec<Candidate>> {
    let mut candidates = Vec::with_capacity(scored.len());
    for scored in scored {
        let segment = snapshot.segment_of(scored.address);
        let published = segment.published()?;
        let published = published.and_then(|column| column.first(scored.address.doc_id));
        candidates.push(Candidate {
            address: scored.address,
            exact: scored.exact,
            score: scored.score * scored.freshness,
            published,
        });
    }
    sort(snapshot, Sort::Relevance, &mut candidates)?;
    Ok(candidates)
}

/// Puts candidates in order: by score or date, equal ones newer first, then by id (rule 4.5).
pub(crate) fn sort(snapshot: &Snapshot, by: Sort, candidates: &mut [Candidate]) -> Result<()> {
    let rank =
        |candidate: &Candidate| rank(by, candidate.exact, candidate.score, candidate.published);
    candidates.sort_by_key(|candidate| Reverse(rank(candidate)));
    let groups = candidates.chunk_by_mut(|a, b| rank(a) == rank(b));
    for group in groups.filter(|group| group.len() > 1) {
        let ids = group.iter().map(|candidate| snapshot.id(candidate.address));
        let ids = ids.collect::<tantivy::Result<Vec<String>>>()?;
        let mut keyed: Vec<_> = ids.into_iter().zip(group.iter().cloned()).collect();
        keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (slot, (_, candidate)) in group.iter_mut().zip(keyed) {
            *slot = candidate;
        }
    }
    Ok(())
}

/// What candidates are compared by, larger is better.
pub(super) fn rank(sort: Sort, exact: bool, score: Score, published: Option<i64>) -> (i64, i64) {
    let newer = published.unwrap_or(i64::MIN);
    match sort {
        // Scores are not negative: their bits are in the order of their values.
        Sort::Relevance => {
            let score = i64::from(score.max(0.0).to_bits());
            (score | i64::from(exact) << 32, newer)
        }
        Sort::Newest => (newer, 0),
        Sort::Oldest => (published.map_or(i64::MIN, |at| -at), 0),
    }
}
