//! What one written word becomes: its canonical term, its folded term, and what its letters tell.

use std::borrow::Cow;

use crate::abbreviation::place::starts_spelling;
use crate::normalize::{letter, unicode};
use crate::syllable::Syllable;

/// The canonical term of one word: lower case, composed, tone marks in their place, `i` for `y`
/// where rule 2.3 says so. Words that are no Vietnamese syllable keep their letters and marks.
///
/// ```
/// use timtin_tokenizer::canonical;
/// assert_eq!(canonical("HÒA"), canonical("hoà"));
/// assert_eq!(canonical("Müller"), "müller");
/// ```
pub fn canonical(word: &str) -> String {
    canonical_and_syllable(word).0
}

/// The canonical term and whether it is a Vietnamese syllable.
fn canonical_and_syllable(word: &str) -> (String, bool) {
    let word = unicode::compose(word);
    if let Some(syllable) = Syllable::parse(&word) {
        return (syllable.to_string(), true);
    }
    let lower: String = word.chars().map(letter::lower).collect();
    let term = match unicode::compose(&lower) {
        Cow::Borrowed(_) => lower,
        Cow::Owned(composed) => composed,
    };
    (term, false)
}

/// `term` without any marks: `bộ` → `bo`, `müller` → `muller`.
pub fn fold(term: &str) -> Cow<'_, str> {
    if term.is_ascii() {
        return Cow::Borrowed(term);
    }
    let mut out = String::with_capacity(term.len());
    term.chars().for_each(|c| letter::push_folded(c, &mut out));
    Cow::Owned(out)
}

/// What the letters of a word tell, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits(u8);

impl Traits {
    /// The word is a possible Vietnamese syllable.
    pub(crate) const SYLLABLE: Traits = Traits(1);
    /// Two or more letters, all of them capitals.
    pub(crate) const CAPITALS: Traits = Traits(2);
    /// Two or more capitals, whatever the rest: what an abbreviation looks like.
    pub(crate) const ABBREVIATION_LIKE: Traits = Traits(4);
    /// No capital at all.
    pub(crate) const LOWER: Traits = Traits(8);
    /// The canonical term carries a mark.
    pub(crate) const MARKED: Traits = Traits(16);
    /// An abbreviation or a date in words may start or turn on it.
    pub(crate) const TELLING: Traits = Traits(32);
    /// Another spelling of a place name may start with it.
    pub(crate) const PLACE: Traits = Traits(64);
    /// A capital and small letters without a vowel between them: `Cty`, `Ths`, `Tx`. Only an abbreviation is
    /// written so.
    pub(crate) const VOWELLESS: Traits = Traits(128);

    pub(crate) fn has(self, other: Traits) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the word looks like an abbreviation and cannot be a word in capitals.
    pub(crate) fn is_unlisted_abbreviation(self) -> bool {
        self.0 & (Traits::ABBREVIATION_LIKE.0 | Traits::SYLLABLE.0) == Traits::ABBREVIATION_LIKE.0
    }

    fn set(&mut self, other: Traits, on: bool) {
        if on {
            self.0 |= other.0;
        }
    }
}

/// A piece of a [`Vocabulary`]'s text: byte offset and length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    len: u32,
}

impl Span {
    fn append(text: &mut String, piece: &str) -> Span {
        let start = text.len() as u32;
        text.push_str(piece);
        Span {
            start,
            len: piece.len() as u32,
        }
    }
}

/// A word's forms, in the text of the [`Vocabulary`] that made it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    pub(crate) term: Span,
    pub(crate) folded: Span,
    pub(crate) traits: Traits,
}

/// How a word was written, up to sixteen bytes, padded with zeros.
pub(crate) type Key = [u64; 2];

/// No word is written with nothing.
pub(crate) const VACANT: Key = [0, 0];

/// Words seen before and what they became. News repeats its words: nearly every word is found here,
/// so that the model of the syllable works only on new ones and nothing is allocated a token.
///
/// Keep one a thread and hand it from text to text. It grows with the words it sees up to a few
/// megabytes and forgets words that were not seen lately.
#[derive(Debug)]
pub struct Vocabulary {
    /// Terms of the words in `slots` and of the analysis in hand.
    text: String,
    /// A word is in the slot of its hash or the one beside it, the later seen one first.
    slots: Vec<(Key, Word)>,
    /// Words put in since the slots were made.
    added: usize,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self::with_slots(Self::MIN_SLOTS)
    }
}

impl Vocabulary {
    const MIN_SLOTS: usize = 1 << 8;
    const MAX_SLOTS: usize = 1 << 16;
    const TEXT_LIMIT: usize = 1 << 22;

    fn with_slots(slots: usize) -> Self {
        Vocabulary {
            text: String::new(),
            slots: vec![(VACANT, Word::default()); slots],
            added: 0,
        }
    }

    /// Takes the words out, for another to go on with. Nothing may be looked up here until they are back, or
    /// [`Vocabulary::bound`] was called.
    pub(crate) fn lend(&mut self) -> Self {
        let none = Vocabulary {
            text: String::new(),
            slots: Vec::new(),
            added: 0,
        };
        std::mem::replace(self, none)
    }

    /// Call before a text: forgets everything when the terms have become too many. Spans made
    /// before are void then.
    pub(crate) fn bound(&mut self) {
        if self.text.len() > Self::TEXT_LIMIT || self.slots.is_empty() {
            *self = Self::with_slots(self.slots.len().max(Self::MIN_SLOTS));
        }
    }

    pub(crate) fn text(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..(span.start + span.len) as usize)
            .unwrap_or_default()
    }

    /// The forms of `written`.
    pub(crate) fn get(&mut self, written: &str) -> Word {
        self.get_at(written, 0, written.len())
    }

    /// The forms of the word at bytes `start..end` of `text`.
    #[inline]
    pub(crate) fn get_at(&mut self, text: &str, start: usize, end: usize) -> Word {
        let Some(key) = key(text.as_bytes(), start, end) else {
            return self.make(&text[start..end]);
        };
        let slot = hash(key) & (self.slots.len() - 1);
        let (known, word) = &self.slots[slot];
        if *known == key {
            return *word;
        }
        self.get_beside(key, slot, &text[start..end])
    }

    /// The forms of a word that is not in its slot: in the one beside it, or new.
    fn get_beside(&mut self, key: Key, slot: usize, written: &str) -> Word {
        let (known, word) = self.slots[slot ^ 1];
        if known == key {
            self.slots.swap(slot, slot ^ 1);
            return word;
        }
        let word = self.make(written);
        self.put(key, word);
        word
    }

    fn put(&mut self, key: Key, word: Word) {
        if self.added >= self.slots.len() && self.slots.len() < Self::MAX_SLOTS {
            let slots = vec![(VACANT, Word::default()); 2 * self.slots.len()];
            let known = std::mem::replace(&mut self.slots, slots);
            self.added = 0;
            for (key, word) in known.into_iter().filter(|(key, _)| *key != VACANT) {
                self.put(key, word);
            }
        }
        self.added += 1;
        let slot = hash(key) & (self.slots.len() - 1);
        self.slots[slot ^ 1] = self.slots[slot];
        self.slots[slot] = (key, word);
    }

    fn make(&mut self, written: &str) -> Word {
        let (term, syllable) = canonical_and_syllable(written);
        let folded = fold(&term);
        let upper = written.chars().filter(|c| c.is_uppercase()).count();
        let lower = written.chars().filter(|c| c.is_lowercase()).count();
        let one_letter = written.chars().nth(1).is_none();
        let mut traits = Traits::default();
        traits.set(Traits::SYLLABLE, syllable);
        traits.set(Traits::CAPITALS, upper >= 2 && lower == 0);
        traits.set(Traits::ABBREVIATION_LIKE, upper >= 2);
        traits.set(Traits::LOWER, upper == 0);
        traits.set(Traits::MARKED, folded != term);
        traits.set(Traits::PLACE, upper > 0 && starts_spelling(&term));
        // `y` is the end of `Cty` and `Sty`.
        let vowelless = !syllable
            && upper == 1
            && lower >= 1
            && written.starts_with(char::is_uppercase)
            && !folded.contains(['a', 'e', 'i', 'o', 'u']);
        traits.set(Traits::VOWELLESS, vowelless);
        traits.set(
            Traits::TELLING,
            upper >= 2
                || vowelless
                || (one_letter && upper == 1)
                || traits.has(Traits::PLACE)
                || matches!(term.as_str(), "tháng" | "quí" | "đ" | "tp" | "tx"),
        );
        let spelled = Span::append(&mut self.text, &term);
        Word {
            term: spelled,
            folded: if folded == term {
                spelled
            } else {
                Span::append(&mut self.text, &folded)
            },
            traits,
        }
    }
}

/// The bytes `start..end` as a key; `None` when there are more than sixteen.
pub(crate) fn key(bytes: &[u8], start: usize, end: usize) -> Option<Key> {
    let len = end - start;
    if len > 16 {
        return None;
    }
    let mut padded = [0; 16];
    match bytes.get(start..start + 16) {
        // A fixed number of bytes is quick to copy; what is behind the word goes again.
        Some(window) => padded.copy_from_slice(window),
        None => padded[..len].copy_from_slice(&bytes[start..end]),
    }
    let kept = u128::from_le_bytes(padded) & u128::MAX.checked_shr(8 * (16 - len) as u32)?;
    Some([kept as u64, (kept >> 64) as u64])
}

/// Multiply and rotate; a collision only costs a miss.
pub(crate) fn hash([low, high]: Key) -> usize {
    const SEED: u64 = 0x517c_c1b7_2722_0a95;
    let mixed = (low.wrapping_mul(SEED).rotate_left(23) ^ high).wrapping_mul(SEED);
    (mixed >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembered_words_are_the_same_as_new_ones() {
        let mut vocabulary = Vocabulary::default();
        let long = "nghiêng".repeat(9);
        let many: Vec<String> = (0..80_000).map(|n| format!("Tử{n}")).collect();
        let few = [
            "Hòa",
            "NLĐ",
            "Müller",
            "kỹ",
            "x",
            "",
            "abcdefgh",
            "abcdefghi",
            &long,
        ];
        for written in few.into_iter().chain(many.iter().map(String::as_str)) {
            for _ in 0..2 {
                let word = vocabulary.get(written);
                let term = canonical(written);
                assert_eq!(vocabulary.text(word.term), term);
                assert_eq!(vocabulary.text(word.folded), fold(&term));
            }
        }
        assert_eq!(vocabulary.slots.len(), Vocabulary::MAX_SLOTS);
    }

    #[test]
    fn keys_hold_the_word_and_nothing_behind_it() {
        let text = "đi chợ Tết nguyên đán";
        for (start, word) in text.match_indices(|c: char| c != ' ') {
            let end = start + word.len();
            assert_eq!(
                key(text.as_bytes(), start, end),
                key(word.as_bytes(), 0, word.len())
            );
        }
        assert_ne!(key(b"ab", 0, 2), key(b"ab", 0, 1));
        assert_eq!(key(b"12345678901234567", 0, 17), None);
        assert!(key(b"1234567890123456", 0, 16).is_some());
    }

    #[test]
    fn look_alikes_and_forms_give_one_term() {
        assert_eq!(canonical("Ðảng"), canonical("Đảng"));
        assert_eq!(canonical("Ɖảng"), canonical("đảng"));
        assert_eq!(canonical("ho\u{300}a"), canonical("hoà"));
        assert_eq!(fold(&canonical("Krông")), "krong");
    }

    #[test]
    fn traits_of_written_words() {
        let mut vocabulary = Vocabulary::default();
        let mut traits = |written: &str| vocabulary.get(written).traits;
        assert!(
            traits("NLĐ").has(Traits::CAPITALS) && traits("ThS").has(Traits::ABBREVIATION_LIKE)
        );
        assert!(!traits("ThS").has(Traits::CAPITALS) && !traits("A").has(Traits::CAPITALS));
        assert!(traits("TIN").has(Traits::SYLLABLE) && !traits("NLĐ").has(Traits::SYLLABLE));
        assert!(traits("bộ").has(Traits::MARKED) && !traits("bo").has(Traits::MARKED));
        for written in ["Cty", "Ths", "Th", "Tx"] {
            assert!(traits(written).has(Traits::VOWELLESS), "{written}");
        }
        for written in ["cty", "CTY", "Ty", "Mỹ", "Đức", "Krông", "Ư"] {
            assert!(!traits(written).has(Traits::VOWELLESS), "{written}");
        }
        for written in ["THÁNG", "tháng", "Ư", "T", "ThS", "Cty"] {
            assert!(traits(written).has(Traits::TELLING), "{written}");
        }
        assert!(!traits("ư").has(Traits::TELLING) && !traits("Bộ").has(Traits::TELLING));
    }
}
