//! The best of several ways to match: a query that asks no way for more than it is asked itself.
//!
//! Tantivy's disjunctions collect thousands of documents ahead, which reads the positions of every
//! `ủy ban nhân dân` to answer whether one document, that has all the other words, has it too.

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED};

/// Documents that match in any of several ways, each scored by the best of them.
#[derive(Debug)]
pub(crate) struct BestQuery {
    pub(crate) ways: Vec<Box<dyn Query>>,
}

impl Clone for BestQuery {
    fn clone(&self) -> Self {
        BestQuery {
            ways: self.ways.iter().map(|way| way.box_clone()).collect(),
        }
    }
}

impl Query for BestQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let ways = self.ways.iter().map(|way| way.weight(scoring));
        Ok(Box::new(BestWeight {
            ways: ways.collect::<tantivy::Result<_>>()?,
        }))
    }
}

struct BestWeight {
    ways: Vec<Box<dyn Weight>>,
}

impl Weight for BestWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut ways = Vec::with_capacity(self.ways.len());
        for way in &self.ways {
            let scorer = way.scorer(segment, boost)?;
            let at = scorer.doc();
            if at != TERMINATED {
                ways.push(Way {
                    scorer,
                    at,
                    stands: true,
                });
            }
        }
        if ways.len() < 2 {
            let only = ways.pop().map(|way| way.scorer);
            return Ok(only.unwrap_or_else(|| Box::new(EmptyScorer)));
        }
        let doc = nearest(&ways);
        Ok(Box::new(BestScorer { ways, doc }))
    }

    fn scorer_danger(
        &self,
        segment: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        let mut ways = Vec::with_capacity(self.ways.len());
        for way in &self.ways {
            let (found, scorer) = way.scorer_danger(segment, target, boost)?;
            let (at, stands) = match found {
                SeekDangerResult::Found => (target, true),
                SeekDangerResult::SeekLowerBound(bound) => (bound, false),
            };
            if at < TERMINATED {
                ways.push(Way { scorer, at, stands });
            }
        }
        let doc = nearest(&ways);
        let found = match ways.iter().any(|way| way.stands) {
            true => SeekDangerResult::Found,
            false => SeekDangerResult::SeekLowerBound(doc),
        };
        Ok((found, Box::new(BestScorer { ways, doc })))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        let matches = scorer.doc() <= doc && scorer.seek(doc) == doc;
        let score = if matches { scorer.score() } else { 0.0 };
        Ok(Explanation::new("BestQuery", score))
    }
}

/// One of the ways, and how far it has come.
struct Way {
    scorer: Box<dyn Scorer>,
    /// The document it stands at, or one that all those before lack.
    at: DocId,
    /// Whether it stands there: the scorer is in a state in which all may be asked of it.
    stands: bool,
}

impl Way {
    /// Whether it has `target`, which may leave it standing nowhere.
    fn has(&mut self, target: DocId) -> bool {
        if self.at < target || (self.at == target && !self.stands) {
            match self.scorer.seek_danger(target) {
                SeekDangerResult::Found => (self.at, self.stands) = (target, true),
                SeekDangerResult::SeekLowerBound(bound) => {
                    (self.at, self.stands) = (bound, false);
                }
            }
        }
        self.at == target && self.stands
    }

    /// Moves to its first document from `target` on.
    fn reach(&mut self, target: DocId) {
        if self.stands {
            if self.at < target {
                self.at = self.scorer.seek(target);
            }
            return;
        }
        let mut target = target.max(self.at);
        while target < TERMINATED && !self.has(target) {
            target = self.at;
        }
        if target >= TERMINATED {
            (self.at, self.stands) = (TERMINATED, true);
        }
    }
}

fn nearest(ways: &[Way]) -> DocId {
    ways.iter().map(|way| way.at).min().unwrap_or(TERMINATED)
}

struct BestScorer {
    ways: Vec<Way>,
    doc: DocId,
}

impl DocSet for BestScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.seek(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for way in &mut self.ways {
            way.reach(target);
        }
        self.doc = nearest(&self.ways);
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        let mut found = false;
        for way in &mut self.ways {
            found |= way.has(target);
        }
        if found {
            self.doc = target;
            return SeekDangerResult::Found;
        }
        SeekDangerResult::SeekLowerBound(nearest(&self.ways))
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let sizes = self.ways.iter().map(|way| way.scorer.size_hint());
        sizes.fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.ways.iter().map(|way| way.scorer.cost()).sum()
    }
}

impl Scorer for BestScorer {
    fn score(&mut self) -> Score {
        let here = self
            .ways
            .iter_mut()
            .filter(|way| way.stands && way.at == self.doc);
        here.map(|way| way.scorer.score()).fold(0.0, Score::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Documents that, asked with `seek_danger`, tell no more than they must.
    struct Wary {
        docs: Vec<DocId>,
        at: usize,
        score: Score,
    }

    impl DocSet for Wary {
        fn advance(&mut self) -> DocId {
            self.at = (self.at + 1).min(self.docs.len());
            self.doc()
        }

        fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
            let doc = match self.doc() {
                doc if doc < target => self.seek(target),
                doc => doc,
            };
            match doc {
                doc if doc == target => SeekDangerResult::Found,
                TERMINATED => SeekDangerResult::SeekLowerBound(TERMINATED),
                _ => SeekDangerResult::SeekLowerBound(target + 1),
            }
        }

        fn doc(&self) -> DocId {
            self.docs.get(self.at).copied().unwrap_or(TERMINATED)
        }

        fn size_hint(&self) -> u32 {
            self.docs.len() as u32
        }
    }

    impl Scorer for Wary {
        fn score(&mut self) -> Score {
            self.score
        }
    }

    fn best(lists: &[Vec<DocId>]) -> BestScorer {
        let way = |(at, docs): (usize, &Vec<DocId>)| {
            let scorer = Wary {
                docs: docs.clone(),
                at: 0,
                score: 1.0 + at as Score,
            };
            Way {
                at: scorer.doc(),
                scorer: Box::new(scorer),
                stands: true,
            }
        };
        let ways: Vec<Way> = lists.iter().enumerate().map(way).collect();
        let doc = nearest(&ways);
        BestScorer { ways, doc }
    }

    fn ascending() -> impl Strategy<Value = Vec<DocId>> {
        proptest::collection::btree_set(0..60_u32, 0..20).prop_map(|set| set.into_iter().collect())
    }

    proptest! {
        #[test]
        fn it_has_what_any_way_has_scored_by_the_best(
            lists in proptest::collection::vec(ascending(), 1..4),
            targets in ascending(),
            wary in any::<bool>(),
        ) {
            let expected = |doc: DocId| -> Score {
                let having = lists.iter().enumerate().filter(|(_, list)| list.contains(&doc));
                having.map(|(at, _)| 1.0 + at as Score).fold(0.0, Score::max)
            };
            let mut walked = best(&lists);
            let mut seen = Vec::new();
            while walked.doc() != TERMINATED {
                seen.push(walked.doc());
                prop_assert_eq!(walked.score(), expected(walked.doc()));
                walked.advance();
            }
            let all: Vec<DocId> = (0..60).filter(|doc| expected(*doc) > 0.0).collect();
            prop_assert_eq!(&seen, &all);

            let mut asked = best(&lists);
            let mut standing = true;
            for target in targets {
                if standing && target <= asked.doc() {
                    continue;
                }
                if wary || !standing {
                    let found = asked.seek_danger(target);
                    standing = found == SeekDangerResult::Found;
                    prop_assert_eq!(standing, expected(target) > 0.0);
                    if let SeekDangerResult::SeekLowerBound(bound) = found {
                        let next = all.iter().find(|doc| **doc > target);
                        prop_assert!(bound > target);
                        prop_assert!(bound <= next.copied().unwrap_or(TERMINATED));
                    }
                } else {
                    let next = all.iter().find(|doc| **doc >= target);
                    prop_assert_eq!(asked.seek(target), next.copied().unwrap_or(TERMINATED));
                }
                if standing && asked.doc() != TERMINATED {
                    prop_assert_eq!(asked.score(), expected(asked.doc()));
                    // What follows a find is found by walking, too.
                    if target % 3 == 0 {
                        let next = all.iter().find(|doc| **doc > asked.doc()).copied();
                        prop_assert_eq!(asked.advance(), next.unwrap_or(TERMINATED));
                    }
                }
            }
        }
    }
}
