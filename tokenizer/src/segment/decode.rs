//! The likeliest segmentation of a run (Viterbi over two labels).

use super::model::Model;
use super::run::{NO_UNIT, Unit};
use super::table::Entry;

/// What went best before a gap: whether the gap before it was joined …
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Before {
    /// … if this one is open,
    open: bool,
    /// … and if this one is joined.
    joined: bool,
}

/// Finds which gaps of `run` are joined and calls `found` with each, the last first: the number of
/// the unit before the gap. `steps` is room to work in.
pub(crate) fn decode(
    model: &Model,
    run: &[Unit],
    steps: &mut Vec<Before>,
    mut found: impl FnMut(usize),
) {
    steps.clear();
    let mut joined = forward(model, run, steps);
    for (at, before) in steps.iter().enumerate().rev() {
        if joined {
            found(at);
        }
        joined = if joined { before.joined } else { before.open };
    }
}

/// Goes through the gaps of `run`, a step each, and tells whether the last is best joined.
fn forward(model: &Model, run: &[Unit], steps: &mut Vec<Before>) -> bool {
    let unit = |at: usize| run.get(at).unwrap_or(&NO_UNIT);
    let pair = |at: usize| model.pair(unit(at), unit(at + 1));
    // The best scores up to the gap before, if that is open or joined.
    let (mut open, mut joined) = (0, i32::MIN / 2);
    let mut before = &NO_UNIT;
    let mut pairs = [Entry::default(), Entry::default(), pair(0)];
    for at in 0..run.len().saturating_sub(1) {
        let (a, b, after) = (&run[at], &run[at + 1], unit(at + 2));
        pairs = [pairs[1], pairs[2], pair(at + 1)];
        let once = model.once([before, a, b, after], pairs);
        let twice = joined + model.twice([before, a, b], [pairs[0], pairs[1]]);
        steps.push(Before {
            open: joined > open,
            joined: twice > open,
        });
        (open, joined) = (open.max(joined), once + open.max(twice));
        before = a;
    }
    joined > open
}
