//! Whether one run is better than another: the paired bootstrap (Efron and Tibshirani 1993).

use super::measure::{Measure, Measures, Scores};

/// How often the queries are drawn anew.
pub const RESAMPLES: usize = 10_000;
/// The numbers drawn are the same each time, so that a comparison can be repeated.
const SEED: u64 = 2718;
/// The part of resamples left out at each end of the interval.
const TAIL: f64 = 0.025;

/// How two runs differ in one measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The mean of the other run.
    pub baseline: f64,
    /// What the mean of the first is more.
    pub difference: f64,
    /// The 95 % interval of the difference, by percentiles.
    pub interval: (f64, f64),
    /// How likely a difference so large, in either direction, would be if there was none.
    pub p: f64,
}

impl Difference {
    /// Compares the measures of the same queries in two runs, for each of [`Measure::ALL`].
    pub fn of(run: &Measures, baseline: &Measures) -> [Difference; Measure::ALL.len()] {
        let pairs = run.queries.iter().zip(&baseline.queries);
        let differences: Vec<Scores> = pairs
            .map(|(run, baseline)| std::array::from_fn(|at| run[at] - baseline[at]))
            .collect();
        let resampled = resampled(&differences);
        let (means, before) = (run.mean(), baseline.mean());
        std::array::from_fn(|at| {
            let difference = means[at] - before[at];
            let drawn: Vec<f64> = resampled.iter().map(|means| means[at]).collect();
            difference_of(before[at], difference, drawn)
        })
    }
}

fn difference_of(baseline: f64, difference: f64, mut drawn: Vec<f64>) -> Difference {
    drawn.sort_unstable_by(f64::total_cmp);
    // What is drawn lies about the difference as it would lie about 0 if there was none. Sums of
    // the same numbers in another order may differ in their last digits.
    let least = difference.abs() - 1e-9;
    let extreme = drawn
        .iter()
        .filter(|drawn| (**drawn - difference).abs() >= least)
        .count();
    let at = |part: f64| {
        let last = drawn.len().saturating_sub(1);
        drawn
            .get((part * last as f64).round() as usize)
            .copied()
            .unwrap_or(difference)
    };
    Difference {
        baseline,
        difference,
        interval: (at(TAIL), at(1.0 - TAIL)),
        p: (extreme + 1) as f64 / (drawn.len() + 1) as f64,
    }
}

/// The means of as many queries as there are, drawn with replacement.
fn resampled(queries: &[Scores]) -> Vec<Scores> {
    if queries.is_empty() {
        return Vec::new();
    }
    let mut chance = SplitMix(SEED);
    let mut draw = || {
        let mut sums = Scores::default();
        for _ in queries {
            let drawn = &queries[chance.below(queries.len())];
            sums.iter_mut()
                .zip(drawn)
                .for_each(|(sum, score)| *sum += score);
        }
        sums.map(|sum| sum / queries.len() as f64)
    };
    (0..RESAMPLES).map(|_| draw()).collect()
}

/// SplitMix64 (Steele, Lea, Flood 2014): a few lines that draw the same numbers in every version.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let hash = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let hash = (hash ^ hash >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        hash ^ hash >> 31
    }

    /// A number below `bound`, which is less than 2³².
    fn below(&mut self, bound: usize) -> usize {
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures(scores: impl IntoIterator<Item = f64>) -> Measures {
        Measures {
            queries: scores.into_iter().map(|score| [score; 5]).collect(),
            unjudged: 0,
        }
    }

    #[test]
    fn equal_runs_do_not_differ() {
        let run = measures([0.5, 1.0, 0.0]);
        for difference in Difference::of(&run, &run) {
            assert_eq!(
                (difference.difference, difference.interval, difference.p),
                (0.0, (0.0, 0.0), 1.0)
            );
        }
        assert_eq!(Difference::of(&measures([]), &measures([]))[0].p, 1.0);
    }

    /// For many queries the interval is that of the normal distribution.
    #[test]
    fn the_interval_is_as_wide_as_it_should_be() {
        let run = measures((0..400).map(|at| f64::from(at % 4 == 0)));
        let baseline = measures((0..400).map(|at| f64::from(at % 5 == 0)));
        let difference = Difference::of(&run, &baseline)[0];
        assert!((difference.difference - 0.05).abs() < 1e-9);
        // Of 20 queries 1 is better in both, 4 in the first, 3 in the second: variance 7/20 − 0.05².
        let error = ((0.35_f64 - 0.0025) / 400.0).sqrt();
        let (low, high) = difference.interval;
        assert!((low - (0.05 - 1.96 * error)).abs() < 0.1 * error, "{low}");
        assert!((high - (0.05 + 1.96 * error)).abs() < 0.1 * error, "{high}");
        // Two-sided: 20 of 400 or more are more than 19.5, which is 1.65 standard errors.
        assert!((difference.p - 0.098).abs() < 0.01, "{}", difference.p);
        assert_eq!(difference, Difference::of(&run, &baseline)[0], "repeatable");
    }

    #[test]
    fn a_clear_difference_is_clear() {
        let better = Difference::of(&measures([1.0; 50]), &measures([0.0; 50]))[0];
        assert_eq!(
            (better.interval, better.p),
            ((1.0, 1.0), 1.0 / (RESAMPLES as f64 + 1.0))
        );
    }
}
