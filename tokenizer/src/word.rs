//! What one written word becomes: its canonical term, its folded term, and what its letters tell.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

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
    let word = unicode::compose(word);
    match Syllable::parse(&word) {
        Some(syllable) => syllable.to_string(),
        None => word.chars().map(letter::lower).nfc().collect(),
    }
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

    pub(crate) fn has(self, other: Traits) -> bool {
        self.0 & other.0 != 0
    }

    fn set(&mut self, other: Traits, on: bool) {
        if on {
            self.0 |= other.0;
        }
    }
}

/// A piece of a [`Words`] text or of an analysis' text: byte offset and length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl Span {
    /// The span of what `write` appends to `text`.
    pub(crate) fn of(text: &mut String, write: impl FnOnce(&mut String)) -> Span {
        let start = text.len();
        write(text);
        Span {
            start: start as u32,
            len: (text.len() - start) as u32,
        }
    }

    pub(crate) fn get(self, text: &str) -> &str {
        text.get(self.start as usize..(self.start + self.len) as usize)
            .unwrap_or_default()
    }
}

/// A word's forms, in the text of the [`Words`] that made it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    written: Span,
    pub(crate) term: Span,
    pub(crate) folded: Span,
    pub(crate) traits: Traits,
}

/// Words seen lately, by how they were written. News repeats its words: nearly every word is found
/// here, so that the model of the syllable works only on new ones and nothing is allocated a token.
///
/// Direct-mapped and bounded: a word that falls on another's slot takes it, and the text starts
/// afresh when it has grown to [`Words::TEXT_LIMIT`].
pub(crate) struct Words {
    text: String,
    slots: Vec<Word>,
}

impl Words {
    const TEXT_LIMIT: usize = 1 << 22;

    /// Remembers up to `slots` words, a power of two.
    pub(crate) fn new(slots: usize) -> Words {
        Words {
            text: String::new(),
            slots: vec![Word::default(); slots.next_power_of_two()],
        }
    }

    /// The forms of `written`, read with [`Words::text`] before the next call.
    pub(crate) fn get(&mut self, written: &str) -> Word {
        let slot = hash(written.as_bytes()) & (self.slots.len() - 1);
        let known = self.slots[slot];
        if known.written.len as usize == written.len() && known.written.get(&self.text) == written {
            return known;
        }
        if self.text.len() > Self::TEXT_LIMIT {
            *self = Words::new(self.slots.len());
        }
        let word = self.make(written);
        self.slots[slot] = word;
        word
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn make(&mut self, written: &str) -> Word {
        let term = canonical(written);
        let folded = fold(&term);
        let upper = written.chars().filter(|c| c.is_uppercase()).count();
        let lower = written.chars().filter(|c| c.is_lowercase()).count();
        let mut traits = Traits::default();
        traits.set(Traits::SYLLABLE, Syllable::parse(&term).is_some());
        traits.set(Traits::CAPITALS, upper >= 2 && lower == 0);
        traits.set(Traits::ABBREVIATION_LIKE, upper >= 2);
        traits.set(Traits::LOWER, upper == 0);
        traits.set(Traits::MARKED, folded != term);
        Word {
            written: Span::of(&mut self.text, |text| text.push_str(written)),
            term: Span::of(&mut self.text, |text| text.push_str(&term)),
            folded: Span::of(&mut self.text, |text| text.push_str(&folded)),
            traits,
        }
    }
}

/// Multiply-and-rotate over eight bytes at a time: short keys, and a collision only costs a miss.
fn hash(bytes: &[u8]) -> usize {
    const SEED: u64 = 0x517c_c1b7_2722_0a95;
    let mut state = bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        state = (state.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(SEED);
    }
    (state >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembered_words_are_the_same_as_new_ones() {
        let mut words = Words::new(16);
        for _ in 0..2 {
            for written in ["Hòa", "NLĐ", "Müller", "kỹ", "x", ""] {
                let word = words.get(written);
                assert_eq!(word.term.get(words.text()), canonical(written));
                assert_eq!(word.folded.get(words.text()), fold(&canonical(written)));
            }
        }
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
        let mut words = Words::new(16);
        let mut traits = |written: &str| words.get(written).traits;
        assert!(
            traits("NLĐ").has(Traits::CAPITALS) && traits("ThS").has(Traits::ABBREVIATION_LIKE)
        );
        assert!(!traits("ThS").has(Traits::CAPITALS) && !traits("A").has(Traits::CAPITALS));
        assert!(traits("TIN").has(Traits::SYLLABLE) && !traits("NLĐ").has(Traits::SYLLABLE));
        assert!(traits("bộ").has(Traits::MARKED) && !traits("bo").has(Traits::MARKED));
    }
}
