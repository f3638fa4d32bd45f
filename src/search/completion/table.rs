//! Phrases as they are kept: bytes in which they are looked up as they are, in memory or in a file that is
//! mapped. Nothing is read before it is asked for, and what is damaged completes nothing.

use std::ops::Range;

use tantivy::directory::OwnedBytes;

/// How many numbers a phrase takes, an entry, and a long form.
const PHRASE: usize = 6;
const ENTRY: usize = 5;
const LONG_FORM: usize = 4;
/// Bytes of a number.
const NUMBER: usize = 4;

/// Where a text is.
pub(super) type Place = Range<u32>;

pub(super) struct Phrase {
    /// As most articles write it.
    pub(super) text: Place,
    pub(super) articles: u32,
    pub(super) score: f32,
    /// Phrases that differ in abbreviations alone mean the same.
    pub(super) meaning: u64,
}

/// What a phrase is found by.
pub(super) struct Entry {
    /// The terms without marks.
    pub(super) key: Place,
    /// Canonical terms with spaces between.
    pub(super) terms: Place,
    pub(super) phrase: u32,
    /// Whether the phrase has abbreviations which these terms write out.
    pub(super) is_written_out: bool,
}

/// A table that is being made.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) phrases: Vec<Phrase>,
    entries: Vec<Entry>,
    /// Abbreviations and what they stand for.
    long_forms: Vec<(Place, Place)>,
    text: String,
}

impl Builder {
    pub(super) fn append(&mut self, piece: &str) -> Place {
        let start = self.text.len() as u32;
        self.text.push_str(piece);
        start..self.text.len() as u32
    }

    pub(super) fn text(&self, place: &Place) -> &str {
        let place = place.start as usize..place.end as usize;
        self.text.get(place).unwrap_or_default()
    }

    pub(super) fn add_entry(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Abbreviations come in the order of their letters.
    pub(super) fn add_long_form(&mut self, abbreviation: &str, terms: &str) {
        let pair = (self.append(abbreviation), self.append(terms));
        self.long_forms.push(pair);
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_by(|one, other| {
            let order = self.text(&one.key).cmp(self.text(&other.key));
            order.then_with(|| self.text(&one.terms).cmp(self.text(&other.terms)))
        });
        let counts = [self.phrases.len(), entries.len(), self.long_forms.len()];
        let mut numbers: Vec<u32> = counts.iter().map(|count| *count as u32).collect();
        for phrase in &self.phrases {
            let meaning = [phrase.meaning as u32, (phrase.meaning >> 32) as u32];
            numbers.extend([phrase.text.start, phrase.text.end, phrase.articles]);
            numbers.push(phrase.score.to_bits());
            numbers.extend(meaning);
        }
        for entry in &entries {
            numbers.extend([entry.key.start, entry.key.end]);
            numbers.extend([entry.terms.start, entry.terms.end]);
            numbers.push((entry.phrase << 1) | u32::from(entry.is_written_out));
        }
        for (abbreviation, terms) in &self.long_forms {
            numbers.extend([abbreviation.start, abbreviation.end]);
            numbers.extend([terms.start, terms.end]);
        }
        let mut bytes: Vec<u8> = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
        bytes.extend(self.text.as_bytes());
        bytes
    }
}

/// A table as it is looked up in.
pub(super) struct Table {
    bytes: OwnedBytes,
    /// How many entries and abbreviations there are.
    pub(super) entries: usize,
    long_forms: usize,
    /// Where these begin, and the texts.
    first_entry: usize,
    first_long_form: usize,
    text: usize,
}

impl Table {
    /// `None` when these bytes are no table.
    pub(super) fn new(bytes: OwnedBytes) -> Option<Table> {
        let count = |at: usize| Some(number(&bytes, at * NUMBER)? as usize);
        let (phrases, entries, long_forms) = (count(0)?, count(1)?, count(2)?);
        let first_entry = NUMBER * (3 + phrases.checked_mul(PHRASE)?);
        let first_long_form = first_entry.checked_add(entries.checked_mul(NUMBER * ENTRY)?)?;
        let text = first_long_form.checked_add(long_forms.checked_mul(NUMBER * LONG_FORM)?)?;
        (text <= bytes.len()).then_some(Table {
            bytes,
            entries,
            long_forms,
            first_entry,
            first_long_form,
            text,
        })
    }

    fn number(&self, at: usize) -> u32 {
        number(&self.bytes, at).unwrap_or_default()
    }

    /// The text between the two places that are kept from `at` on.
    fn text_at(&self, at: usize) -> &str {
        let place = |at| self.text + self.number(at) as usize;
        let text = self.bytes.get(place(at)..place(at + NUMBER));
        text.and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or_default()
    }

    fn entry(&self, entry: usize) -> usize {
        self.first_entry + entry * ENTRY * NUMBER
    }

    pub(super) fn key(&self, entry: usize) -> &str {
        self.text_at(self.entry(entry))
    }

    pub(super) fn terms(&self, entry: usize) -> &str {
        self.text_at(self.entry(entry) + 2 * NUMBER)
    }

    pub(super) fn is_written_out(&self, entry: usize) -> bool {
        self.number(self.entry(entry) + 4 * NUMBER) & 1 == 1
    }

    /// Where the phrase of an entry is.
    fn phrase(&self, entry: usize) -> usize {
        let phrase = self.number(self.entry(entry) + 4 * NUMBER) >> 1;
        NUMBER * (3 + phrase as usize * PHRASE)
    }

    pub(super) fn spelling(&self, entry: usize) -> &str {
        self.text_at(self.phrase(entry))
    }

    pub(super) fn articles(&self, entry: usize) -> u32 {
        self.number(self.phrase(entry) + 2 * NUMBER)
    }

    pub(super) fn score(&self, entry: usize) -> f32 {
        f32::from_bits(self.number(self.phrase(entry) + 3 * NUMBER))
    }

    pub(super) fn meaning(&self, entry: usize) -> u64 {
        let half = |at: usize| u64::from(self.number(self.phrase(entry) + at * NUMBER));
        half(4) | (half(5) << 32)
    }

    /// The first entry from `from` on whose key is not `before`, as those are that come first.
    pub(super) fn first(&self, from: usize, before: impl Fn(&str) -> bool) -> usize {
        partition(from..self.entries, |entry| before(self.key(entry)))
    }

    /// What an abbreviation stands for, as terms.
    pub(super) fn long_form(&self, abbreviation: &str) -> Option<&str> {
        let place = |at: usize| self.first_long_form + at * LONG_FORM * NUMBER;
        let at = partition(0..self.long_forms, |at| {
            self.text_at(place(at)) < abbreviation
        });
        (at < self.long_forms && self.text_at(place(at)) == abbreviation)
            .then(|| self.text_at(place(at) + 2 * NUMBER))
    }
}

/// The first of these that is not before what is looked for.
fn partition(range: Range<usize>, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        match is_before(middle) {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    low
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let number = bytes.get(at..)?.first_chunk::<NUMBER>()?;
    Some(u32::from_le_bytes(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Vec<u8> {
        let mut builder = Builder::default();
        for (number, (key, terms, text)) in [
            ("can bo", "cán bộ", "cán bộ"),
            ("can bo", "cận bờ", "cận bờ"),
            ("a", "a", "A"),
        ]
        .into_iter()
        .enumerate()
        {
            let text = builder.append(text);
            builder.phrases.push(Phrase {
                text,
                articles: 7,
                score: 1.5,
                meaning: u64::MAX - number as u64,
            });
            let entry = Entry {
                key: builder.append(key),
                terms: builder.append(terms),
                phrase: number as u32,
                is_written_out: number == 1,
            };
            builder.add_entry(entry);
        }
        builder.add_long_form("BTC", "bộ tài chính");
        builder.add_long_form("UBND", "ủy ban nhân dân");
        builder.finish()
    }

    #[test]
    fn what_was_put_in_comes_out() {
        let table = Table::new(OwnedBytes::new(table())).unwrap();
        let entries: Vec<_> = (0..table.entries)
            .map(|at| (table.key(at), table.terms(at), table.spelling(at)))
            .collect();
        assert_eq!(
            entries,
            [
                ("a", "a", "A"),
                ("can bo", "cán bộ", "cán bộ"),
                ("can bo", "cận bờ", "cận bờ")
            ]
        );
        assert_eq!((table.articles(2), table.score(2)), (7, 1.5));
        assert_eq!(table.meaning(2), u64::MAX - 1);
        assert!(table.is_written_out(2) && !table.is_written_out(1));
        assert_eq!(table.first(0, |key| key < "c"), 1);
        assert_eq!(table.long_form("UBND"), Some("ủy ban nhân dân"));
        assert_eq!(table.long_form("BTC"), Some("bộ tài chính"));
        for none in ["A", "C", "X"] {
            assert_eq!(table.long_form(none), None);
        }
    }

    #[test]
    fn no_bytes_make_it_fail() {
        let good = table();
        let mut dice = fastrand::Rng::with_seed(7);
        for _ in 0..4000 {
            let mut bytes = good.clone();
            bytes.truncate(dice.usize(..=good.len()));
            for _ in 0..dice.usize(..4) {
                if let Some(byte) = (!bytes.is_empty()).then(|| dice.usize(..bytes.len())) {
                    bytes[byte] = dice.u8(..);
                }
            }
            let Some(table) = Table::new(OwnedBytes::new(bytes)) else {
                continue;
            };
            for at in [0, 1, 2, 3, table.entries.saturating_sub(1)] {
                let told = (table.key(at), table.terms(at), table.spelling(at));
                assert!(told.0.len() + told.1.len() + told.2.len() < 1000);
                let _ = (table.articles(at), table.meaning(at), table.score(at));
            }
            table.first(0, |key| key < "can");
            table.long_form("UBND");
        }
    }
}
