//! What tells reprints: a signature of an article's text, made when it is indexed (rule 4.8).
//!
//! Two texts are near-identical when most of the pairs of neighbouring words of one are in the other.
//! How many are, of those that either has (Jaccard's coefficient), is estimated without the texts:
//! each pair falls into one of 256 bins by its hash, the least hash of a bin is kept (one permutation
//! hashing: Li, Owen, Zhang 2012), and of that a single bit (Li, König 2010); a bin without a pair
//! takes from another (Shrivastava 2017). The part of bits that differ tells the coefficient, and
//! with the lengths how much of the shorter text is in the longer.
//!
//! Reports made from a template differ in their numbers only: the numbers of both must agree too. To
//! find the reprints of a text among many, runs of four words are hashed into a few partitions, and
//! the least of each is a *band*: near-identical texts share one, others next to never.

use timtin_tokenizer::{Kind, Token};
use xxhash_rust::xxh3::xxh3_64;

/// Texts with fewer words (syllables, mostly) are near-identical only when they are equal.
pub(crate) const SHORT: usize = 40;
/// How many bands a text has.
const BANDS: usize = 4;
/// The bins of the sketch, a bit each.
const BINS: usize = 256;
/// The least estimate of Jaccard's coefficient.
const ALIKE: f32 = 0.55;
/// The least part of the shorter text that is in the longer.
const CONTAINED: f32 = 0.85;
/// One number in so many may differ.
const NUMBERS_PER_SLIP: u32 = 5;
/// From so many numbers one may differ in any case.
const NUMBERS_WITH_SLIP: u32 = 3;

/// The signature of an article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    /// Words of summary and body.
    length: u64,
    /// The numbers and dates of the text: a bit for each, by its hash.
    numbers: [u64; 2],
    /// A bit for each bin.
    sketch: [u64; BINS / 64],
    bands: [u32; BANDS],
}

impl Signature {
    /// How many values a column holds of a signature.
    pub(crate) const VALUES: usize = 1 + 2 + BINS / 64 + BANDS / 2;
    /// Where among them the sketch begins.
    pub(crate) const SKETCH: usize = 1 + 2;

    /// The signature as values of a column.
    pub(crate) fn values(&self) -> [u64; Signature::VALUES] {
        let mut values = [0; Signature::VALUES];
        let bands = self.bands.as_chunks::<2>().0;
        let bands = bands
            .iter()
            .map(|[a, b]| u64::from(*a) | u64::from(*b) << 32);
        let all = [self.length].into_iter().chain(self.numbers);
        let all = all.chain(self.sketch).chain(bands);
        values
            .iter_mut()
            .zip(all)
            .for_each(|(slot, value)| *slot = value);
        values
    }

    /// The signature that has these values.
    pub(crate) fn of_values(values: &[u64]) -> Option<Signature> {
        let (&[length], rest) = values.split_first_chunk::<1>()?;
        let (&numbers, rest) = rest.split_first_chunk()?;
        let (&sketch, rest) = rest.split_first_chunk()?;
        let mut bands = [0; BANDS];
        for (pair, value) in bands.as_chunks_mut::<2>().0.iter_mut().zip(rest) {
            *pair = [*value as u32, (*value >> 32) as u32];
        }
        (rest.len() == BANDS / 2).then_some(Signature {
            length,
            numbers,
            sketch,
            bands,
        })
    }

    /// Whether another may be near-identical by the first `part` of its sketch, values from
    /// [`Signature::SKETCH`] on: two of them tell nearly all that aren't.
    pub(crate) fn may_be_near(&self, part: &[u64]) -> bool {
        let bits = self.sketch.iter().zip(part);
        jaccard(bits.map(|(a, b)| (a ^ b).count_ones()).sum()) >= ALIKE
    }

    /// The bands, as terms: a text that is near-identical has one of them at least.
    pub(crate) fn bands(&self) -> impl Iterator<Item = u64> {
        let numbered = self.bands.iter().enumerate();
        numbered.map(|(at, band)| (at as u64) << 32 | u64::from(*band))
    }

    /// Whether the texts are near-identical.
    pub(crate) fn is_near(&self, other: &Signature) -> bool {
        self.shares_a_band(other) && self.is_alike(other) && self.has_numbers_of(other)
    }

    fn shares_a_band(&self, other: &Signature) -> bool {
        self.bands.iter().zip(&other.bands).any(|(a, b)| a == b)
    }

    fn is_alike(&self, other: &Signature) -> bool {
        let bits = self.sketch.iter().zip(&other.sketch);
        let jaccard = jaccard(bits.map(|(a, b)| (a ^ b).count_ones()).sum());
        let shorter = self.length.min(other.length).max(1) as f32;
        let in_both = jaccard / (1.0 + jaccard) * (self.length + other.length) as f32;
        jaccard >= ALIKE && in_both / shorter >= CONTAINED
    }

    fn has_numbers_of(&self, other: &Signature) -> bool {
        let count = |numbers: [u64; 2]| numbers.iter().map(|bits| bits.count_ones()).sum::<u32>();
        let fewer = count(self.numbers).min(count(other.numbers));
        let both = [0, 1].map(|at| self.numbers[at] & other.numbers[at]);
        let slips = u32::from(fewer >= NUMBERS_WITH_SLIP).max(fewer / NUMBERS_PER_SLIP);
        fewer - count(both) <= slips
    }
}

/// The estimate of Jaccard's coefficient where so many bits differ: bits of unlike bins agree half of the
/// time.
fn jaccard(different: u32) -> f32 {
    1.0 - 2.0 * different as f32 / BINS as f32
}

/// Makes the signature of an article from the tokens of its texts.
#[derive(Debug, Default)]
pub(crate) struct Signer {
    title: Vec<u64>,
    /// Summary and body without marks. A headline may change in a reprint and does not count.
    words: Vec<u64>,
    /// The first words as they were written, for texts so short that they must be equal.
    first: Vec<u64>,
    numbers: [u64; 2],
    /// The position of the last word.
    last: Option<u32>,
}

impl Signer {
    /// A signer with room for a text of so many bytes.
    pub(crate) fn with_room(bytes: usize) -> Signer {
        Signer {
            words: Vec::with_capacity(bytes / 5),
            ..Signer::default()
        }
    }

    /// Takes a token of the title `text`.
    pub(crate) fn title(&mut self, text: &str, token: &Token<'_>) {
        self.title.extend(written(text, token));
    }

    /// Takes a token of the summary or the body `text`.
    pub(crate) fn text(&mut self, text: &str, token: &Token<'_>) {
        let word = hashed(token.folded.as_bytes());
        if is_number(token) {
            let bit = (mixed(word) >> 57) as usize;
            self.numbers[bit / 64] |= 1 << (bit % 64);
        }
        self.put(token, word);
        if self.words.len() <= SHORT {
            self.first.extend(written(text, token));
        }
    }

    /// One word for each position: what an abbreviation stands for rather than the abbreviation, so
    /// that it does not matter which of them was written.
    fn put(&mut self, token: &Token<'_>, word: u64) {
        if self.last != Some(token.position) {
            self.last = Some(token.position);
            self.words.push(word);
        } else if token.expanded
            && let Some(slot) = self.words.last_mut()
        {
            *slot = word;
        }
    }

    /// Ends the summary: positions begin anew.
    pub(crate) fn end_text(&mut self) {
        self.last = None;
    }

    /// The signature; `None` where there is not a single word: such articles are like no other.
    pub(crate) fn finish(self) -> Option<Signature> {
        if self.title.is_empty() && self.words.is_empty() {
            None
        } else if self.words.len() < SHORT {
            Some(self.whole())
        } else {
            Some(self.sketched())
        }
    }

    /// The signature of a short text: bits that another has only when all its words are the same.
    fn whole(self) -> Signature {
        let texts = [self.title, self.first];
        let whole = texts.iter().fold(0, |hash, text| {
            mixed(text.iter().fold(hash, |hash, word| mixed(hash ^ word)))
        });
        let mut next = 0;
        let mut bits = || {
            next += 1;
            mixed(whole ^ mixed(next))
        };
        Signature {
            length: 1,
            numbers: [0; 2],
            sketch: [(); BINS / 64].map(|()| bits()),
            bands: [(); BANDS].map(|()| bits() as u32),
        }
    }

    fn sketched(self) -> Signature {
        let words = &self.words;
        let mut least = [u32::MAX; BINS];
        let pairs = words.windows(2).map(|pair| joined(pair[0], pair[1]));
        let pairs: Vec<u64> = pairs.collect();
        for hash in &pairs {
            let bin = &mut least[(hash >> 56) as usize];
            *bin = (*bin).min(*hash as u32);
        }
        let mut bands = [u32::MAX; BANDS];
        for run in pairs.windows(3) {
            let hash = joined(run[0], run[2]);
            let band = &mut bands[(hash >> 62) as usize];
            *band = (*band).min(hash as u32);
        }
        Signature {
            length: self.words.len() as u64,
            numbers: self.numbers,
            sketch: bits(&least),
            bands,
        }
    }
}

/// The hash of a word as it was written: what stands between words does not make texts unequal, how
/// words are spelt does.
fn written(text: &str, token: &Token<'_>) -> Option<u64> {
    let written = text.get(token.start..token.end)?;
    (!token.expanded).then(|| hashed(written.as_bytes()))
}

fn is_number(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Syllable => false,
        kind if kind.is_numeric() => true,
        _ => token.folded.bytes().any(|byte| byte.is_ascii_digit()),
    }
}

/// A number for a word, to be mixed. Words are short: two pieces that may overlap hold most of them.
fn hashed(word: &[u8]) -> u64 {
    let (Some(start), Some(end)) = (word.first_chunk(), word.last_chunk()) else {
        return word
            .iter()
            .fold(0, |hash, byte| hash << 8 | u64::from(*byte));
    };
    if word.len() > 8 {
        return xxh3_64(word);
    }
    let piece = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
    (piece(start) << 32 | piece(end)) ^ (word.len() as u64) << 60
}

/// The hash of two words or runs of words, in this order.
fn joined(first: u64, second: u64) -> u64 {
    let hash = first.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) ^ second;
    let hash = hash.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    hash ^ hash >> 32
}

/// The finalizer of SplitMix64.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ hash >> 31
}

/// A bit for each bin. An empty one takes that of a bin which is found in the same way in all texts.
fn bits(least: &[u32; BINS]) -> [u64; BINS / 64] {
    let mut bits = [0; BINS / 64];
    if least.iter().all(|hash| *hash == u32::MAX) {
        return bits;
    }
    for bin in 0..BINS {
        let (mut from, mut tries) = (bin, 0);
        while least[from] == u32::MAX {
            tries += 1;
            from = (mixed((bin as u64) << 32 | tries) >> 56) as usize;
        }
        let bit = mixed((bin as u64) << 32 | u64::from(least[from])) & 1;
        bits[bin / 64] |= bit << (bin % 64);
    }
    bits
}

#[cfg(test)]
mod tests {
    use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Mode};

    use super::*;

    fn signed(title: &str, text: &str) -> Option<Signature> {
        let lexicon = Lexicon::built_in_and("").unwrap();
        let mut analysis = Analysis::new();
        let mut signer = Signer::default();
        Analyzer::new(&lexicon).analyze(title, Mode::Text, &mut analysis);
        analysis
            .tokens()
            .for_each(|token| signer.title(title, &token));
        Analyzer::new(&lexicon).analyze(text, Mode::Text, &mut analysis);
        analysis
            .tokens()
            .for_each(|token| signer.text(text, &token));
        signer.end_text();
        signer.finish()
    }

    /// A text of so many words, no two pairs of which are the same.
    fn text(words: usize) -> String {
        let word = |at: usize| {
            let onsets = ["b", "c", "d", "g", "h", "l", "m", "n", "t", "v"];
            let rhymes = ["a", "an", "ang", "o", "on", "ong", "u", "un", "ung", "inh"];
            let at = at * at + at / 7;
            format!("{}{}", onsets[at % 10], rhymes[at / 10 % 10])
        };
        (0..words).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_signature_comes_back_from_its_column() {
        for signature in [signed("", &text(100)), signed("Tin", "ngắn")] {
            let signature = signature.unwrap();
            let values = signature.values();
            assert_eq!(Signature::of_values(&values), Some(signature));
            assert_eq!(Signature::of_values(&values[1..]), None);
        }
        assert_eq!(signed("…", "!?"), None);
    }

    #[test]
    fn an_abbreviation_or_what_it_stands_for() {
        let long = text(60);
        let near = |a: &str, b: &str| {
            let signed = |text: &str| signed("", &format!("{long} {text}")).unwrap();
            signed(a) == signed(b)
        };
        assert!(near("UBND tỉnh họp", "ủy ban nhân dân tỉnh họp"));
        assert!(!near("UBND tỉnh họp", "hội đồng nhân dân tỉnh họp"));
    }

    #[test]
    fn numbers_must_agree() {
        let with = |numbers: &[u32]| {
            let numbers = numbers.iter().map(|number| format!("có {number} tấn"));
            let numbers = numbers.collect::<Vec<_>>().join(" ");
            signed("", &format!("{} {numbers}", text(300))).unwrap()
        };
        let report = with(&[11, 22, 33, 44]);
        assert!(report.is_near(&report));
        assert!(report.is_near(&with(&[11, 22, 33])));
        assert!(report.is_near(&with(&[11, 22, 33, 45])));
        assert!(!report.is_near(&with(&[11, 22, 34, 45])));
        assert!(!with(&[11]).is_near(&with(&[12])));
        assert!(with(&[]).is_near(&with(&[11])));
    }

    #[test]
    fn a_text_of_one_word_many_times() {
        let same = "hoan ".repeat(100);
        let signature = signed("", &same).unwrap();
        assert!(signature.is_near(&signed("Khác", &same).unwrap()));
    }
}
