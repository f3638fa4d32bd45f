//! The best matches of a query, kept so that as many can be taken as turn out to be needed.

use std::sync::Arc;

use super::candidate::{self, Candidate, Scored};
use super::rank::{Ranker, Ranking};
use super::snapshot::Snapshot;
use crate::error::Result;

/// What is kept of the matches of a query.
pub(crate) struct Pool {
    kept: Kept,
    /// How many were to be kept: where there are fewer, there are no more.
    room: usize,
}

enum Kept {
    /// In their order.
    Sorted(Vec<Candidate>),
    /// To be ranked by their positions.
    Scored(Ranking),
}

impl Pool {
    pub(crate) fn sorted(best: Vec<Candidate>, room: usize) -> Pool {
        Pool {
            kept: Kept::Sorted(best),
            room,
        }
    }

    /// The first `ranked` are ranked by their positions, however many there are.
    pub(crate) fn scored(
        scored: Vec<Scored>,
        ranker: Arc<Ranker>,
        ranked: usize,
        room: usize,
    ) -> Pool {
        Pool {
            kept: Kept::Scored(Ranking::new(ranker, scored, ranked)),
            room,
        }
    }

    fn len(&self) -> usize {
        match &self.kept {
            Kept::Sorted(best) => best.len(),
            Kept::Scored(ranking) => ranking.len(),
        }
    }

    /// Whether nothing matches.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the `limit` best can be taken.
    pub(crate) fn holds(&self, limit: usize) -> bool {
        limit <= self.room || self.len() < self.room
    }

    /// The `limit` best, best first. With a larger limit the first are the same.
    pub(crate) fn best(&mut self, snapshot: &Snapshot, limit: usize) -> Result<Vec<Candidate>> {
        match &mut self.kept {
            Kept::Sorted(best) => Ok(best.iter().take(limit).cloned().collect()),
            Kept::Scored(ranking) => {
                let best = ranking.best(snapshot, limit)?;
                let mut best = candidate::candidates(snapshot, best)?;
                best.truncate(limit);
                Ok(best)
            }
        }
    }
}
