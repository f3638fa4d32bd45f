//! What counts tell of the pairs and triples of syllables in words.

use timtin_tokenizer::segment::Evidence;

use crate::corpus::{Corpus, Ids, Map, pair_key, triple_key};

/// The words of a lexicon with their counts, by pairs and triples.
#[derive(Default)]
pub(crate) struct Known {
    pairs: Map<Evidence>,
    triples: Map<Evidence>,
    /// Pairs within longer words.
    inner: Map<Evidence>,
}

impl Known {
    pub(crate) fn new<'w>(words: impl Iterator<Item = (&'w Ids, Evidence)>) -> Known {
        let mut known = Known::default();
        words.for_each(|(word, evidence)| known.add(word, evidence));
        known
    }

    /// From counts of words in `articles` times as many articles as the corpus has.
    pub(crate) fn from_counts(corpus: &Corpus, words: &[(Ids, u32)], articles: f32) -> Known {
        let together = corpus.together(words.iter().map(|(word, _)| word));
        Known::new(words.iter().map(|(word, count)| {
            let joined = *count as f32 / articles;
            (word, Evidence::new(joined, together[&word[..]] as f32))
        }))
    }

    fn add(&mut self, word: &[u32], evidence: Evidence) {
        if let [a, b] = word[..] {
            self.pairs.insert(pair_key(a, b), evidence);
            return;
        }
        let stronger = |known: &mut Evidence| *known = known.stronger(evidence);
        for pair in word.windows(2) {
            stronger(self.inner.entry(pair_key(pair[0], pair[1])).or_default());
        }
        for triple in word.windows(3) {
            stronger(
                self.triples
                    .entry(triple_key(triple[0], triple[1], triple[2]))
                    .or_default(),
            );
        }
    }

    /// Class and level of a pair, as the segmenter's model has them.
    pub(crate) fn pair(&self, a: u32, b: u32) -> (u8, u8) {
        let key = pair_key(a, b);
        Evidence::of_pair(self.pairs.get(&key).copied(), self.inner.get(&key).copied())
    }

    /// Class and level of a triple.
    pub(crate) fn triple(&self, a: u32, b: u32, c: u32) -> (u8, u8) {
        let evidence = self.triples.get(&triple_key(a, b, c));
        evidence.map_or((0, 0), |evidence| (evidence.class(), evidence.level()))
    }
}
