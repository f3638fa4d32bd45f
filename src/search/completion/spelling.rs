//! How a phrase is written: as most headlines do.

use rustc_hash::FxHashMap;
use timtin_tokenizer::{Lexicon, Syllable};

use super::headlines::{COMMA_TOKEN, DASH_TOKEN, Headlines, Word};
use super::typed::long_form;

/// Tells how sequences of words are written.
#[derive(Default)]
pub(super) struct Speller {
    headlines: Headlines,
    /// For each word, whatever its spelling, the number of its usual spelling where that tells something.
    usual: Vec<Option<u32>>,
    /// The same before a word with a capital: `Bộ Công an`, but `cả bộ`.
    usual_of_names: Vec<Option<u32>>,
}

impl Speller {
    pub(super) fn new(headlines: Headlines) -> Speller {
        let mut counts = vec![0_u32; headlines.words.len()];
        let mut counts_of_names = counts.clone();
        for (number, line) in headlines.lines.iter().enumerate() {
            if line.is_in_capitals {
                continue;
            }
            for at in headlines.range(number) {
                if let Some(number) = headlines.number(at)
                    && headlines.is_inside(at)
                {
                    counts[number as usize] += 1;
                    let is_name = |word: &Word| word.text.starts_with(char::is_uppercase);
                    if headlines.word(at + 1).is_some_and(is_name) {
                        counts_of_names[number as usize] += 1;
                    }
                }
            }
        }
        Speller {
            usual: usual(&headlines, &counts),
            usual_of_names: usual(&headlines, &counts_of_names),
            headlines,
        }
    }

    pub(super) fn headlines(&self) -> &Headlines {
        &self.headlines
    }

    /// The usual spelling of a word, unless only starts of sentences and headlines in capitals have it.
    pub(super) fn usual(&self, term: u32) -> Option<&str> {
        let number = self.usual[term as usize]?;
        Some(&self.headlines.words[number as usize].text)
    }

    /// Whether a word is one syllable, and no name.
    pub(super) fn is_small_syllable(&self, term: u32) -> bool {
        let terms = &self.headlines.terms[term as usize];
        let is_small = |usual: &str| usual.starts_with(char::is_lowercase);
        is_vietnamese(terms) && !terms.contains(' ') && self.usual(term).is_none_or(is_small)
    }

    /// Whether a word is usually written in capitals, as abbreviations are.
    pub(super) fn is_abbreviation(&self, term: u32) -> bool {
        let usual = self.usual(term);
        let capitals = |part: &str| part.chars().filter(|c| c.is_uppercase()).count();
        // A name has capitals too, one a syllable.
        let mut parts = usual
            .into_iter()
            .flat_map(|usual| usual.split(|c: char| !c.is_alphanumeric()));
        parts.any(|part| capitals(part) > 1)
    }

    /// What each word stands for that is usually written as an abbreviation, as terms.
    pub(super) fn abbreviations(&self, lexicon: &Lexicon) -> Vec<Option<String>> {
        let stands_for = |term: u32| {
            let usual = self.usual(term).filter(|_| self.is_abbreviation(term))?;
            Some(long_form(usual, lexicon)?.join(" "))
        };
        (0..self.usual.len() as u32).map(stands_for).collect()
    }

    /// How a phrase is written that starts at these tokens and has so many words there.
    pub(super) fn spell(&self, places: &[(u32, u32)]) -> String {
        let headlines = &self.headlines;
        let mut counts: FxHashMap<&[u32], u32> = FxHashMap::default();
        for (start, words) in places {
            let start = *start as usize;
            if headlines.tells_spelling(start) {
                let tokens = headlines.phrase(start, *words as usize);
                *counts.entry(tokens).or_default() += 1;
            }
        }
        let spelt = counts.into_iter().map(|(tokens, count)| {
            let text = self.write(tokens, |_, word| word.text.clone());
            (count, text)
        });
        match (spelt.max(), places) {
            (Some((_, text)), _) => text,
            (None, [(start, words), ..]) => self.guess(*start as usize, *words as usize),
            (None, []) => String::new(),
        }
    }

    /// How a phrase is written that only starts sentences or stands in headlines in capitals.
    fn guess(&self, start: usize, words: usize) -> String {
        let headlines = &self.headlines;
        let tokens = headlines.phrase(start, words);
        if headlines.is_in_capitals(start) {
            return self.write(tokens, |_, word| self.without_capitals(word));
        }
        let next = tokens
            .get(1)
            .and_then(|next| headlines.words.get(*next as usize));
        let is_name = next.is_some_and(|next| next.text.starts_with(char::is_uppercase));
        self.write(tokens, |is_first, word| match is_first {
            true => self.without_capital(word, is_name),
            false => word.text.clone(),
        })
    }

    /// The text of these tokens, each word as `spell` says, which is told whether it is the first.
    fn write(&self, tokens: &[u32], spell: impl Fn(bool, &Word) -> String) -> String {
        let mut text = String::new();
        for token in tokens {
            match *token {
                COMMA_TOKEN => text.push(','),
                DASH_TOKEN => text.push_str(" -"),
                number => {
                    let is_first = text.is_empty();
                    if !is_first {
                        text.push(' ');
                    }
                    if let Some(word) = self.headlines.words.get(number as usize) {
                        text.push_str(&spell(is_first, word));
                    }
                }
            }
        }
        // `TP. Đà Nẵng`, but `TP`.
        text.truncate(text.trim_end_matches('.').len());
        text
    }

    /// A word that stands at the start of a sentence, as it stands inside of one: a name keeps its
    /// capital, known by how others write it, or by capitals or letters that no other word has.
    fn without_capital(&self, word: &Word, is_before_name: bool) -> String {
        let term = word.term as usize;
        let of_names = self.usual_of_names[term].filter(|_| is_before_name);
        if let Some(usual) = of_names.or(self.usual[term]) {
            return self.headlines.words[usual as usize].text.clone();
        }
        let terms = &self.headlines.terms[term];
        let is_name = word.text.chars().skip(1).any(char::is_uppercase)
            || (is_before_name && !terms.contains(' '));
        match is_vietnamese(terms) && !is_name {
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

/// The usual spelling of each word, whatever its spelling, by how often each spelling was counted.
fn usual(headlines: &Headlines, counts: &[u32]) -> Vec<Option<u32>> {
    let mut usual: Vec<Option<u32>> = vec![None; headlines.terms.len()];
    for (number, word) in headlines.words.iter().enumerate() {
        let place = &mut usual[word.term as usize];
        let rank = |number: u32| {
            let word = &headlines.words[number as usize];
            (counts[number as usize], &word.text)
        };
        let number = number as u32;
        // Of equally usual ones always the same: the order of articles is no one's doing.
        if rank(number).0 > 0 && place.is_none_or(|best| rank(number) > rank(best)) {
            *place = Some(number);
        }
    }
    usual
}

/// Whether all of these terms are Vietnamese syllables.
fn is_vietnamese(terms: &str) -> bool {
    terms.split(' ').all(|term| Syllable::parse(term).is_some())
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(chars).collect()
}
