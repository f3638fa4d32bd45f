//! How a phrase is written: as most headlines do.

use std::collections::HashMap;

use super::growth::Sequence;
use super::headlines::{COMMA_TOKEN, DASH_TOKEN, Headlines, Word};

/// Tells how sequences of words are written.
pub(super) struct Speller<'h> {
    headlines: &'h Headlines,
    /// For each word, whatever its spelling, the number of its usual spelling where that tells something.
    usual: Vec<Option<u32>>,
}

impl<'h> Speller<'h> {
    pub(super) fn new(headlines: &'h Headlines) -> Speller<'h> {
        let mut counts = vec![0_u32; headlines.words.len()];
        for headline in 0..headlines.len() {
            if headlines.is_in_capitals(headline) {
                continue;
            }
            for at in headlines.range(headline) {
                if let Some(number) = headlines.number(at)
                    && headlines.is_inside(at)
                {
                    counts[number as usize] += 1;
                }
            }
        }
        let mut usual: Vec<Option<u32>> = vec![None; headlines.terms.len()];
        for (number, word) in headlines.words.iter().enumerate() {
            let place = &mut usual[word.term as usize];
            let count = |number: u32| {
                (
                    counts[number as usize],
                    &headlines.words[number as usize].text,
                )
            };
            let number = number as u32;
            // Of equally usual ones always the same: the order of articles is no one's doing.
            if counts[number as usize] > 0 && place.is_none_or(|best| count(number) > count(best)) {
                *place = Some(number);
            }
        }
        Speller { headlines, usual }
    }

    /// The usual spelling of a word, unless only starts of sentences and headlines in capitals have it.
    pub(super) fn usual(&self, term: u32) -> Option<&'h str> {
        let number = self.usual[term as usize]?;
        Some(&self.headlines.words[number as usize].text)
    }

    /// How a sequence is written.
    pub(super) fn spell(&self, sequence: &Sequence) -> String {
        let headlines = self.headlines;
        let mut counts: HashMap<&[u32], u32> = HashMap::new();
        for sample in &sequence.samples {
            let tokens = headlines.phrase(*sample as usize, sequence.words);
            *counts.entry(tokens).or_default() += 1;
        }
        let (Some(best), Some(first)) = (
            counts
                .into_iter()
                .map(|(tokens, count)| (count, self.write(tokens)))
                .max()
                .map(|(_, text)| text),
            sequence.samples.first(),
        ) else {
            return String::new();
        };
        let headline = headlines.headline_at(*first);
        if headlines.is_in_capitals(headline) {
            let tokens = headlines.phrase(*first as usize, sequence.words);
            return self.write_with(tokens, |word| self.without_capitals(word));
        }
        if headlines.is_inside(*first as usize) {
            return best;
        }
        let tokens = headlines.phrase(*first as usize, sequence.words);
        let mut is_first = true;
        self.write_with(tokens, |word| match std::mem::take(&mut is_first) {
            true => self.without_capital(word),
            false => word.text.clone(),
        })
    }

    fn write(&self, tokens: &[u32]) -> String {
        self.write_with(tokens, |word| word.text.clone())
    }

    fn write_with(&self, tokens: &[u32], mut spell: impl FnMut(&Word) -> String) -> String {
        let mut text = String::new();
        for token in tokens {
            match *token {
                COMMA_TOKEN => text.push(','),
                DASH_TOKEN => text.push_str(" -"),
                number => {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    if let Some(word) = self.headlines.words.get(number as usize) {
                        text.push_str(&spell(word));
                    }
                }
            }
        }
        text
    }

    /// A word that stands at the start of a sentence, as it stands inside of one: a name keeps its
    /// capital, known by how others write it, or by capitals or letters no other word has.
    fn without_capital(&self, word: &Word) -> String {
        if let Some(usual) = self.usual(word.term) {
            return usual.to_owned();
        }
        let others = word.text.chars().skip(1);
        let terms = &self.headlines.terms[word.term as usize];
        match is_vietnamese(terms) && !others.into_iter().any(char::is_uppercase) {
            true => lower_first(&word.text),
            false => word.text.clone(),
        }
    }

    /// A word of a headline in capitals.
    fn without_capitals(&self, word: &Word) -> String {
        if let Some(usual) = self.usual(word.term) {
            return usual.to_owned();
        }
        match is_vietnamese(&self.headlines.terms[word.term as usize]) {
            true => word.text.to_lowercase(),
            false => word.text.clone(),
        }
    }
}

/// Whether all of these terms are Vietnamese syllables.
fn is_vietnamese(terms: &str) -> bool {
    terms
        .split(' ')
        .all(|term| timtin_tokenizer::Syllable::parse(term).is_some())
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(chars).collect()
}
