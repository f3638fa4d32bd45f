//! Measures of a ranking.

use super::Qrels;
use super::run::Ranking;

/// How far recall looks.
pub const RECALL_DEPTH: usize = 100;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// One over the rank of the first relevant document among the first k (mean reciprocal rank).
    Mrr,
    /// Discounted gain of the first k, over that of the best order: gain is the relevance, the discount
    /// log₂(rank + 1) (Järvelin and Kekäläinen 2002; `ndcg_cut` of trec_eval).
    Ndcg,
    /// Whether the first document is relevant.
    SuccessAt1,
    /// Whether any of the first k is.
    Success,
    /// The part of the relevant documents among the first [`RECALL_DEPTH`].
    Recall,
}

impl Measure {
    /// All of them, in the order of [`Scores`].
    pub const ALL: [Measure; 5] = [
        Measure::Mrr,
        Measure::Ndcg,
        Measure::SuccessAt1,
        Measure::Success,
        Measure::Recall,
    ];

    /// The name with its cut-off: `MRR@10`.
    pub fn name(self, k: usize) -> String {
        match self {
            Measure::Mrr => format!("MRR@{k}"),
            Measure::Ndcg => format!("nDCG@{k}"),
            Measure::SuccessAt1 => "success@1".to_owned(),
            Measure::Success => format!("success@{k}"),
            Measure::Recall => format!("recall@{RECALL_DEPTH}"),
        }
    }
}

/// One value for each of [`Measure::ALL`].
pub type Scores = [f64; Measure::ALL.len()];

/// The measures of each query of a file, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    /// One for each query. A query for which nothing was found, or nothing is relevant, counts 0.
    pub queries: Vec<Scores>,
    /// Queries to which nothing is relevant.
    pub unjudged: usize,
}

impl Measures {
    /// Measures what was found for `queries`, a cut-off of `k` documents.
    pub fn of<'q>(
        queries: impl IntoIterator<Item = &'q str>,
        ranking: &Ranking,
        qrels: &Qrels,
        k: usize,
    ) -> Measures {
        let mut measures = Measures::default();
        for query in queries {
            let found = ranking.get(query).map_or(&[][..], Vec::as_slice);
            let relevant = qrels.relevant(query);
            measures.unjudged += usize::from(relevant.is_empty());
            let gains: Vec<u64> = found
                .iter()
                .map(|document| qrels.relevance(query, document))
                .collect();
            measures.queries.push(scores(&gains, &relevant, k));
        }
        measures
    }

    /// The means over all queries.
    pub fn mean(&self) -> Scores {
        let mut sums = Scores::default();
        for scores in &self.queries {
            sums.iter_mut()
                .zip(scores)
                .for_each(|(sum, score)| *sum += score);
        }
        sums.map(|sum| sum / self.queries.len().max(1) as f64)
    }
}

/// The measures of one query: `gains` are the relevances of what was found, `relevant` those of all that
/// is relevant, highest first.
fn scores(gains: &[u64], relevant: &[u64], k: usize) -> Scores {
    let cut = &gains[..k.min(gains.len())];
    let first = cut.iter().position(|gain| *gain > 0);
    let ideal = discounted(&relevant[..k.min(relevant.len())]);
    let deep = gains.iter().take(RECALL_DEPTH);
    let found = deep.filter(|gain| **gain > 0).count();
    let part = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    [
        first.map_or(0.0, |at| 1.0 / (at + 1) as f64),
        part(discounted(cut), ideal),
        f64::from(first == Some(0)),
        f64::from(first.is_some()),
        part(found as f64, relevant.len() as f64),
    ]
}

fn discounted(gains: &[u64]) -> f64 {
    let gains = gains.iter().enumerate();
    gains
        .map(|(at, gain)| *gain as f64 / (at as f64 + 2.0).log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn measures_worked_out_by_hand() {
        // Relevance 1 at rank 2, 3 at rank 4; one relevant document is not found.
        let [mrr, ndcg, at_1, success, recall] = scores(&[0, 1, 0, 3], &[3, 1, 1], 10);
        let ideal = 3.0 + 1.0 / 3_f64.log2() + 0.5;
        let gained = 1.0 / 3_f64.log2() + 3.0 / 5_f64.log2();
        assert_eq!((mrr, at_1, success), (0.5, 0.0, 1.0));
        assert!((ndcg - gained / ideal).abs() < 1e-12);
        assert!((recall - 2.0 / 3.0).abs() < 1e-12);
        // Below the cut-off only recall sees it.
        let scores = scores(&[0, 0, 2], &[2], 2);
        assert_eq!(scores, [0.0, 0.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn a_query_without_results_counts() {
        let qrels = Qrels::parse(Path::new("q"), "a 0 x 1\nb 0 y 1\n").unwrap();
        let ranking = Ranking::from([("a".to_owned(), vec!["x".to_owned()])]);
        let measures = Measures::of(["a", "b", "c"], &ranking, &qrels, 10);
        assert_eq!((measures.queries.len(), measures.unjudged), (3, 1));
        assert_eq!(measures.mean(), [1.0 / 3.0; 5]);
        assert_eq!(Measures::default().mean(), [0.0; 5]);
    }
}
