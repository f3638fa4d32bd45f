//! What the places of words in a document say of it (rule 2.6).
//!
//! Three things are told from positions and scored as BM25 scores words: how often a word stands where
//! articles say what they are about, how often two words of the query stand together, and three. Two
//! words that hardly ever do say more than two that always do, so pairs have a document frequency of
//! their own.

use super::postings::Place;

/// BM25's parameters, as the first ranking has them.
pub(crate) const K1: f32 = 1.2;
pub(crate) const B: f32 = 0.75;
/// What a pair counts beside single words, and on top of that when the query has no other pair: shared
/// among its pairs, as a short query says nothing but that its words go together.
const PAIR_WEIGHT: f32 = 0.3;
const SHORT_PAIR_WEIGHT: f32 = 0.6;
/// What a pair with one word between counts as a pair; with more words between less.
const NEAR_PAIR: f32 = 0.4;
/// So far apart words are a pair.
const FAR: u32 = 8;
/// What three words in a row count on top of their two pairs; in longer queries less, and less in all.
const TRIPLE_WEIGHT: f32 = 0.3;
/// What a word or pair counts in the title, in the summary or where the body begins, in words further
/// down.
const TITLE: f32 = 5.0;
const SUMMARY: f32 = 5.0;
const LEAD: f32 = 4.0;
/// The words of the body that count as its beginning.
const LEAD_WORDS: u32 = 40;

/// What the score of a document depends on besides the places of words.
pub(crate) struct Document {
    /// BM25's norms of text and title.
    norm: f32,
    title_norm: f32,
    /// The first positions behind the title and behind the summary.
    zone_ends: (u32, u32),
}

impl Document {
    /// A document and its title, each so many times as long as the average.
    pub(crate) fn new(length: f32, title_length: f32, zone_ends: (u32, u32)) -> Document {
        let norm = |length| K1 * (1.0 - B + B * length);
        Document {
            norm: norm(length),
            title_norm: norm(title_length),
            zone_ends,
        }
    }

    fn saturate(&self, frequency: f32) -> f32 {
        saturate(frequency, self.norm)
    }

    fn zone(&self, position: u32) -> f32 {
        let (title_end, summary_end) = self.zone_ends;
        match position {
            position if position < title_end => TITLE,
            position if position < summary_end => SUMMARY,
            position if position < summary_end + LEAD_WORDS => LEAD,
            _ => 1.0,
        }
    }
}

fn saturate(frequency: f32, norm: f32) -> f32 {
    frequency * (1.0 + K1) / (frequency + norm)
}

/// A word of the query with what the index knows of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordStatistics {
    /// The inverse document frequency that the first ranking counted with.
    pub(crate) counted_idf: f32,
    /// The inverse document frequency of what was likely meant.
    pub(crate) idf: f32,
    /// The inverse document frequency of the word in titles.
    pub(crate) title_idf: f32,
    /// Whether the first ranking counted all its places alike.
    pub(crate) read: bool,
    /// What the least of its terms counts.
    pub(crate) least: f32,
}

/// Words in the order of the query, and how rare they and their pairs are.
#[derive(Debug)]
pub(crate) struct RunStatistics {
    pub(crate) words: Vec<WordStatistics>,
    /// The inverse document frequencies of each word beside the next.
    pub(crate) pairs: Vec<f32>,
}

/// What places add to a score, by what they tell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Nearness {
    /// Words where articles say what they are about, and in their likeliest reading.
    pub(crate) words: f32,
    /// Two words of the query together.
    pub(crate) pairs: f32,
    /// Three words in a row.
    pub(crate) triples: f32,
}

impl Nearness {
    pub(crate) fn sum(self) -> f32 {
        self.words + self.pairs + self.triples
    }

    pub(crate) fn plus(self, other: Nearness) -> Nearness {
        Nearness {
            words: self.words + other.words,
            pairs: self.pairs + other.pairs,
            triples: self.triples + other.triples,
        }
    }
}

/// Room for what is found while scoring, kept from document to document.
#[derive(Default)]
pub(crate) struct Scratch {
    before: Vec<Place>,
    pairs: Vec<Place>,
}

impl RunStatistics {
    /// What the places of its words in a document add.
    pub(crate) fn nearness(
        &self,
        places: &[Vec<Place>],
        document: &Document,
        scratch: &mut Scratch,
    ) -> Nearness {
        let words = self.words.iter().zip(places);
        let mut found = Nearness {
            words: words
                .map(|(word, places)| word.gain(places, document))
                .sum(),
            ..Nearness::default()
        };
        self.each_pair(places, document, scratch, |pair, triple| {
            found.pairs += pair;
            found.triples += triple;
        });
        found
    }

    /// What each word counts in a document and each of its pairs, by their places among the words; and
    /// what three words in a row do in all.
    pub(crate) fn explained(
        &self,
        places: &[Vec<Place>],
        document: &Document,
    ) -> (Vec<f32>, Vec<f32>, f32) {
        let words = self.words.iter().zip(places);
        let words = words.map(|(word, places)| word.placed(places, document));
        let (mut pairs, mut triples) = (Vec::new(), 0.0);
        self.each_pair(places, document, &mut Scratch::default(), |pair, triple| {
            pairs.push(pair);
            triples += triple;
        });
        (words.collect(), pairs, triples)
    }

    /// Calls `each` with what a pair counts and what the three words do that it ends.
    fn each_pair(
        &self,
        places: &[Vec<Place>],
        document: &Document,
        scratch: &mut Scratch,
        mut each: impl FnMut(f32, f32),
    ) {
        let (pair_weight, triple_weight) = weights(places.len());
        let Scratch { before, pairs } = scratch;
        before.clear();
        for (at, idf) in self.pairs.iter().enumerate() {
            pairs.clear();
            let frequency = pair_frequency(&places[at], &places[at + 1], document, pairs);
            let pair = pair_weight * idf * document.saturate(frequency);
            let mut triple = 0.0;
            if !before.is_empty() && !pairs.is_empty() {
                let frequency = triple_frequency(before, pairs, document);
                let idf = idf.max(self.pairs[at - 1]);
                triple = triple_weight * idf * document.saturate(frequency);
            }
            each(pair, triple);
            std::mem::swap(before, pairs);
        }
    }

    /// The most that [`RunStatistics::nearness`] can give.
    pub(crate) fn bound(&self) -> f32 {
        let (pair_weight, triple_weight) = weights(self.words.len());
        let words: f32 = self.words.iter().map(WordStatistics::bound).sum();
        let pairs: f32 = self.pairs.iter().sum();
        let triples = self.pairs.windows(2).map(|two| two[0].max(two[1]));
        words + (1.0 + K1) * (pair_weight * pairs + triple_weight * triples.sum::<f32>())
    }
}

impl WordStatistics {
    /// BM25 of the word by what its places count, and once more in the title: a short one that has the
    /// word is about it.
    fn placed(&self, places: &[Place], document: &Document) -> f32 {
        let (mut frequency, mut in_title) = (0.0, 0.0_f32);
        for place in places {
            frequency += place.weight * document.zone(place.position);
            if place.position < document.zone_ends.0 {
                in_title = in_title.max(place.weight);
            }
        }
        self.idf * document.saturate(frequency)
            + self.title_idf * saturate(in_title, document.title_norm)
    }

    /// What the places of the word count more than the first ranking did.
    fn gain(&self, places: &[Place], document: &Document) -> f32 {
        let best = places.iter().map(|place| place.weight).fold(0.0, f32::max);
        let counted = if self.read { 1.0 } else { best };
        self.placed(places, document)
            - counted * self.counted_idf * document.saturate(places.len() as f32)
    }

    /// Of x places that count w each, zones make the frequency T w x at most, T being `TITLE`, where the first
    /// ranking had w times the saturated x. The difference grows with x for w up to 1 / √T, to 1 - w; for a
    /// larger w it is largest where x is (√T - 1) / (T w - √T) norms. The less w, the larger it is.
    fn bound(&self) -> f32 {
        let (root, most) = (TITLE.sqrt(), TITLE * self.least);
        let zones = if most > root {
            let norms = (root - 1.0) / (most - root);
            most * norms / (most * norms + 1.0) - self.least * norms / (norms + 1.0)
        } else {
            1.0 - self.least
        };
        let read = (self.idf - self.counted_idf).max(0.0);
        let in_title = self.title_idf * saturate(1.0, K1 * (1.0 - B));
        (1.0 + K1) * (self.counted_idf * zones + read) + in_title
    }
}

/// What a pair and what three words in a row count in a run of `len` words.
fn weights(len: usize) -> (f32, f32) {
    let pairs = len.saturating_sub(1).max(1) as f32;
    let triples = len.saturating_sub(2).max(1) as f32;
    (
        PAIR_WEIGHT + SHORT_PAIR_WEIGHT / pairs,
        TRIPLE_WEIGHT / (triples * triples.sqrt()),
    )
}

/// How often `right` follows `left`, weighed by zone and by what the places count; the further apart
/// the less. The places of neighbours go to `pairs`.
fn pair_frequency(
    left: &[Place],
    right: &[Place],
    document: &Document,
    pairs: &mut Vec<Place>,
) -> f32 {
    let mut frequency = 0.0;
    let mut next = 0;
    for place in left {
        while right
            .get(next)
            .is_some_and(|other| other.position <= place.position)
        {
            next += 1;
        }
        let Some(other) = right.get(next) else { break };
        let weight = place.weight * other.weight;
        let nearness = match other.position - place.position {
            1 => {
                pairs.push(Place { weight, ..*place });
                1.0
            }
            distance if distance <= FAR => NEAR_PAIR / (distance - 1) as f32,
            _ => continue,
        };
        frequency += nearness * weight * document.zone(place.position);
    }
    frequency
}

/// How often a pair follows on the one `before` it, so that three words stand in a row.
fn triple_frequency(before: &[Place], pairs: &[Place], document: &Document) -> f32 {
    let mut before = before.iter().peekable();
    let mut frequency = 0.0;
    for pair in pairs {
        while before
            .next_if(|place| place.position + 1 < pair.position)
            .is_some()
        {}
        if let Some(place) = before
            .peek()
            .filter(|place| place.position + 1 == pair.position)
        {
            frequency += place.weight.min(pair.weight) * document.zone(pair.position);
        }
    }
    frequency
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(positions: &[u32]) -> Vec<Place> {
        let place = |position: &u32| Place {
            position: *position,
            weight: 1.0,
        };
        positions.iter().map(place).collect()
    }

    /// The frequency of a pair and where its words are neighbours.
    fn frequency(left: &[u32], right: &[u32], zone_ends: (u32, u32)) -> (f32, Vec<u32>) {
        let mut pairs = Vec::new();
        let document = Document::new(1.0, 1.0, zone_ends);
        let frequency = pair_frequency(&places(left), &places(right), &document, &mut pairs);
        (
            frequency,
            pairs.iter().map(|place| place.position).collect(),
        )
    }

    #[test]
    fn pairs_count_by_distance_and_zone() {
        let far = LEAD_WORDS + 10;
        let further = |positions: &[u32]| positions.iter().map(|at| at + far).collect::<Vec<_>>();
        let in_body =
            |left: &[u32], right: &[u32]| frequency(&further(left), &further(right), (0, 0)).0;
        assert_eq!(in_body(&[1, 10], &[2, 12]), 1.0 + NEAR_PAIR);
        assert_eq!(in_body(&[1], &[4]), NEAR_PAIR / 2.0);
        assert_eq!(in_body(&[2], &[1]), 0.0);
        assert_eq!(in_body(&[1], &[2 + FAR]), 0.0);
        assert_eq!(
            frequency(&[1, 20, 40, 99], &[2, 21, 41, 100], (10, 30)),
            (TITLE + SUMMARY + LEAD + 1.0, vec![1, 20, 40, 99])
        );
    }

    #[test]
    fn three_in_a_row_are_told_from_pairs() {
        let document = Document::new(1.0, 1.0, (0, 0));
        let triples = |before: &[u32], pairs: &[u32]| {
            triple_frequency(&places(before), &places(pairs), &document)
        };
        assert_eq!(triples(&[1, 70, 90], &[2, 80, 91]), LEAD + 1.0);
        assert_eq!(triples(&[2], &[1]), 0.0);
    }

    #[test]
    fn nothing_exceeds_the_bound() {
        let word = |counted_idf, idf, read, least| WordStatistics {
            counted_idf,
            idf,
            title_idf: 0.01,
            read,
            least,
        };
        let alone = |least| RunStatistics {
            words: vec![word(3.0, 3.0, false, least)],
            pairs: Vec::new(),
        };
        let three = |least| RunStatistics {
            words: vec![
                word(3.0, 3.0, false, least),
                word(2.0, 4.0, true, least),
                word(5.0, 4.5, true, least),
            ],
            pairs: vec![6.0, 7.0],
        };
        for weight in [1.0, 0.7, 0.5, 0.45, 0.4, 0.1, 0.01] {
            for length in [0.1, 1.0, 10.0] {
                for times in [1, 2, 3, 5, 8, 40, 400] {
                    let every = |first: u32| {
                        let mut places =
                            places(&(0..times).map(|at| first + 3 * at).collect::<Vec<_>>());
                        places.iter_mut().for_each(|place| place.weight = weight);
                        places
                    };
                    let found = [every(0), every(1), every(2)];
                    for zone_ends in [(0, 0), (2000, 4000), (0, 4000)] {
                        let document = Document::new(length, length, zone_ends);
                        for run in [alone(weight), three(weight)] {
                            let found = &found[..run.words.len()];
                            let nearness = run.nearness(found, &document, &mut Scratch::default());
                            let (sum, bound) = (nearness.sum(), run.bound());
                            assert!(sum <= bound, "{weight}: {sum} > {bound}");
                        }
                    }
                }
            }
        }
    }
}
