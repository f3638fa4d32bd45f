//! What was learned of words from one text, for the next: analysing is fast on words seen before.

use std::sync::Mutex;

use timtin_tokenizer::{Analysis, Vocabulary};

/// Vocabularies that nobody uses at the moment.
#[derive(Default)]
pub(crate) struct Vocabularies(Mutex<Vec<Vocabulary>>);

impl Vocabularies {
    /// More than this many threads seldom analyse at once.
    const MOST: usize = 16;

    /// An analysis that knows the words of others before it, and gives back what it learns.
    pub(crate) fn lend<'l>(&'l self) -> LentAnalysis<'l> {
        let known = self.0.lock().ok().and_then(|mut idle| idle.pop());
        LentAnalysis {
            analysis: known.map_or_else(Analysis::new, Analysis::with_vocabulary),
            lender: self,
        }
    }
}

/// An analysis whose vocabulary goes back to its lender in the end.
pub(crate) struct LentAnalysis<'l> {
    pub(crate) analysis: Analysis<'l>,
    lender: &'l Vocabularies,
}

impl Drop for LentAnalysis<'_> {
    fn drop(&mut self) {
        let known = std::mem::take(&mut self.analysis).into_vocabulary();
        if let Ok(mut idle) = self.lender.0.lock()
            && idle.len() < Vocabularies::MOST
        {
            idle.push(known);
        }
    }
}
