//! The words of a query beside each other, and which of them are one word of the lexicon.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use timtin_tokenizer::segment::{Evidence, lexicon};

/// The longest words that are looked for, in syllables.
const MAX_SYLLABLES: usize = 4;
/// What news has as one word no oftener than this may be misspelt there.
const NOISE: u32 = 10;

static WORDS: LazyLock<FxHashMap<&str, Evidence>> =
    LazyLock::new(|| lexicon().filter(|(word, _)| word.contains(' ')).collect());

/// What the lexicon knows of several syllables, canonical terms, as one word.
pub(super) fn word_of(terms: &[&str]) -> Option<Evidence> {
    WORDS.get(terms.join(" ").as_str()).copied()
}

/// Words of a query, one behind the other.
pub(super) struct Line {
    words: Vec<Word>,
}

struct Word {
    term: String,
    /// Whether nothing but a space is before the next one.
    goes_on: bool,
    /// Part of a word of the lexicon as it was typed.
    in_word: bool,
}

impl Line {
    /// Words of `query` by their canonical terms and places, in order.
    pub(super) fn new(
        query: &str,
        words: impl IntoIterator<Item = (String, Range<usize>)>,
    ) -> Line {
        let mut words = words.into_iter().peekable();
        let mut line = Line { words: Vec::new() };
        while let Some((term, place)) = words.next() {
            let next = words.peek().map(|(_, next)| next.start);
            let between = next.and_then(|next| query.get(place.end..next));
            line.words.push(Word {
                term,
                goes_on: between.is_some_and(|between| between.chars().all(char::is_whitespace)),
                in_word: false,
            });
        }
        let is_known = |at: &Range<usize>| {
            let evidence = word_of(&line.terms(at));
            evidence.is_some_and(|evidence| evidence.count == 0 || evidence.count > NOISE)
        };
        let known: Vec<Range<usize>> = line.windows().filter(is_known).collect();
        for word in known {
            for word in &mut line.words[word] {
                word.in_word = true;
            }
        }
        line
    }

    /// The terms of some of the words.
    pub(super) fn terms(&self, at: &Range<usize>) -> Vec<&str> {
        let words = self.words.get(at.clone()).unwrap_or_default();
        words.iter().map(|word| word.term.as_str()).collect()
    }

    /// Whether word `at` is part of a word of several syllables as it was typed.
    pub(super) fn is_in_word(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.in_word)
    }

    /// Whether only a space is between word `at` and the next one.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.goes_on)
    }

    /// The runs of words side by side that are as long as words of the lexicon, the longer ones first.
    pub(super) fn windows(&self) -> impl Iterator<Item = Range<usize>> {
        let lengths = (2..=MAX_SYLLABLES.min(self.words.len())).rev();
        let windows =
            lengths.flat_map(|len| (0..=self.words.len() - len).map(move |at| at..at + len));
        windows.filter(|at| (at.start..at.end - 1).all(|at| self.goes_on(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_where_only_spaces_are_between_their_syllables() {
        let in_words = |query: &str| -> Vec<String> {
            let mut at = 0;
            let places = query.split(' ').map(|word| {
                let place = at..at + word.trim_end_matches(',').len();
                at += word.len() + 1;
                place
            });
            let places: Vec<Range<usize>> = places.collect();
            let words = places
                .iter()
                .map(|place| (query[place.clone()].to_owned(), place.clone()));
            let line = Line::new(query, words);
            let known = (0..places.len()).filter(|at| line.is_in_word(*at));
            known
                .map(|at| query[places[at].clone()].to_owned())
                .collect()
        };
        assert_eq!(in_words("giá cao su tăng"), ["cao", "su"]);
        assert_eq!(in_words("giá cao, su tăng"), [""; 0]);
        assert_eq!(
            in_words("cổng thông tin điện tử"),
            ["thông", "tin", "điện", "tử"]
        );
        // Now and then a newspaper writes so, and far more often as it should be.
        assert!(in_words("đi thăm quan").is_empty());
        assert!(in_words("").is_empty() && in_words("cao").is_empty());
    }
}
