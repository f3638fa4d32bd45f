//! What was typed so far: its words, the last of which may go on.

use std::collections::BTreeMap;
use std::ops::Range;

use timtin_tokenizer::{
    InputMethod, Lexicon, Syllable, abbreviation_key, adds_marks, canonical, fold, lower, repair,
};

use super::choice::FUNCTION_WORDS;
use super::phrases::Phrases;

use crate::headline::{is_letter, is_title};

/// No phrase is longer: what was typed before is not looked at.
const MAX_PARTS: usize = 14;
const MAX_BYTES: usize = 400;
/// A reading of an abbreviation with less of a hundred uses is not what it stands for.
const LIKELY: u8 = 60;

/// A text that is being typed.
pub(super) struct Typed {
    /// The text, repaired.
    pub(super) text: String,
    /// The words of its end, up to a break.
    parts: Vec<Part>,
    /// Whether the last word may go on: nothing is typed behind it.
    is_open: bool,
}

struct Part {
    start: usize,
    /// As typed, in lower case.
    letters: String,
    is_capital: bool,
}

/// What a phrase must begin with.
pub(super) struct Pattern {
    /// Canonical terms of whole words.
    pub(super) whole: Vec<String>,
    /// The first letters of one more, in lower case.
    pub(super) start: Option<String>,
    /// Whether a phrase must go on behind them.
    pub(super) goes_on: bool,
}

impl Typed {
    pub(super) fn new(prefix: &str) -> Typed {
        let text = repair(prefix).into_owned();
        // `dân*` asks for what begins so.
        let end = text.strip_suffix('*').unwrap_or(&text).len();
        let is_open = text[..end].ends_with(is_letter);
        let mut parts: Vec<Part> = Vec::new();
        let mut last = 0;
        let from = tail(&text[..end]);
        for run in runs(&text[from..end]) {
            let (start, stop) = (from + run.start, from + run.end);
            let between = &text[last..start];
            let is_behind_title = || {
                let before = parts.last().map(|part| part.letters.to_uppercase());
                between.trim_end() == "." && before.is_some_and(|before| is_title(&before))
            };
            if last > 0 && is_break(between) && !is_behind_title() {
                parts.clear();
            }
            last = stop;
            let written = &text[start..stop];
            parts.push(Part {
                start,
                letters: lower(written),
                is_capital: !written.chars().any(char::is_lowercase),
            });
        }
        if is_break(&text[last..end]) {
            parts.clear();
        }
        let surplus = parts.len().saturating_sub(MAX_PARTS);
        parts.drain(..surplus);
        Typed {
            text,
            parts,
            is_open,
        }
    }

    /// The ends of the text that may be the beginning of a phrase, longest first.
    pub(super) fn tails(&self) -> impl Iterator<Item = Tail<'_>> {
        (0..self.parts.len()).map(|from| Tail { typed: self, from })
    }
}

/// An end of a text that is being typed.
pub(super) struct Tail<'t> {
    typed: &'t Typed,
    from: usize,
}

impl Tail<'_> {
    fn parts(&self) -> &[Part] {
        &self.typed.parts[self.from..]
    }

    /// Where it starts in the text.
    pub(super) fn start(&self) -> usize {
        self.parts().first().map_or(0, |part| part.start)
    }

    /// Whether something may begin here: one syllable may be the second of a word, unless what is before
    /// it is whole; an abbreviation and a foreign name is none.
    pub(super) fn may_begin(&self, phrases: &Phrases) -> bool {
        let letters = self.parts().iter().map(|part| part.letters.chars().count());
        if self.start() == 0 {
            return true;
        }
        if self.parts().len() > 1 {
            return letters.sum::<usize>() > 2 && !self.cuts_word(phrases);
        }
        let before = &self.typed.parts[..self.from];
        let words: Vec<String> = before.iter().map(|part| canonical(&part.letters)).collect();
        let is_function_word = |typed: &String| {
            let mut words = FUNCTION_WORDS.iter();
            words.any(|word| adds_marks(typed, word))
        };
        // A number behind what nothing goes on is one of many (`nghị định 100`).
        let is_number = self
            .parts()
            .iter()
            .all(|part| part.letters.starts_with(char::is_numeric));
        letters.sum::<usize>() > 1
            && !is_number
            && match words.as_slice() {
                [] => true,
                _ if self.is_no_syllable(phrases) => true,
                [.., last] if is_function_word(last) => true,
                [.., one, other] => phrases.has(&[one.clone(), other.clone()]),
                [_] => false,
            }
    }

    /// Whether the syllable before this end and its first one are a phrase (`bóng đá`), which the end would
    /// cut in two; a name, an abbreviation and a number is whole behind whatever stands before it.
    fn cuts_word(&self, phrases: &Phrases) -> bool {
        let before = self
            .from
            .checked_sub(1)
            .and_then(|at| self.typed.parts.get(at));
        let (Some(before), [first, ..]) = (before, self.parts()) else {
            return false;
        };
        let are_syllables = [before, first]
            .iter()
            .all(|part| Syllable::parse(&part.letters).is_some());
        are_syllables && phrases.has(&[canonical(&before.letters), canonical(&first.letters)])
    }

    /// Whether this is a phrase that no Vietnamese word has as a syllable.
    fn is_no_syllable(&self, phrases: &Phrases) -> bool {
        let [part] = self.parts() else {
            return false;
        };
        Syllable::parse(&part.letters).is_none() && phrases.has(&[canonical(&part.letters)])
    }

    /// What a phrase must begin with, whichever of these: the words as they are typed, and with
    /// abbreviations written out.
    pub(super) fn patterns(&self, phrases: &Phrases) -> Vec<Pattern> {
        let Some((last, before)) = self.parts().split_last() else {
            return Vec::new();
        };
        let is_open = self.typed.is_open;
        let mut whole: Vec<String> = before.iter().map(|part| canonical(&part.letters)).collect();
        let mut patterns = Vec::new();
        if is_open {
            patterns.push(Pattern {
                whole: whole.clone(),
                start: Some(last.letters.clone()),
                goes_on: false,
            });
        }
        let term = canonical(&last.letters);
        // A whole word may have another spelling: `ky` is `kĩ`.
        let is_other = fold(&term) != fold(&last.letters);
        whole.push(term);
        if !is_open || is_other {
            patterns.push(Pattern {
                whole,
                start: None,
                goes_on: !is_open,
            });
        }
        patterns.extend(self.written_out(phrases));
        patterns
    }

    /// The words with abbreviations written out, where there are any.
    fn written_out(&self, phrases: &Phrases) -> Option<Pattern> {
        let mut whole = Vec::new();
        let mut start = None;
        let mut is_other = false;
        let last = self.parts().len() - 1;
        for (at, part) in self.parts().iter().enumerate() {
            // A syllable in small letters is one (`ca`, `an`).
            let is_word = !part.is_capital && Syllable::parse(&part.letters).is_some();
            let reading = match is_word {
                true => None,
                false => phrases.long_form(&part.letters.to_uppercase()),
            };
            match reading {
                Some(terms) => {
                    whole.extend(terms);
                    is_other = true;
                }
                None if at == last && self.typed.is_open => start = Some(part.letters.clone()),
                None => whole.push(canonical(&part.letters)),
            }
        }
        is_other.then_some(Pattern {
            whole,
            start,
            goes_on: !self.typed.is_open,
        })
    }

    /// The text as it is when the words of this end are read as keys of an input method that was off;
    /// `None` when none of them is.
    pub(super) fn read_keys(&self) -> Option<Typed> {
        let start = self.start();
        let (before, tail) = self.typed.text.split_at_checked(start)?;
        [InputMethod::Telex, InputMethod::Vni]
            .into_iter()
            .find_map(|method| {
                let mut is_other = false;
                let read = |token: &str| match method.read(token) {
                    Some(intended) => {
                        is_other = true;
                        intended.term
                    }
                    None => token.to_owned(),
                };
                let text: Vec<String> = tail.split(' ').map(read).collect();
                is_other.then(|| Typed::new(&format!("{before}{}", text.join(" "))))
            })
    }
}

/// The canonical terms of what an abbreviation mostly stands for.
pub(super) fn long_form(abbreviation: &str, lexicon: &Lexicon) -> Option<Vec<String>> {
    let reading = lexicon.get(abbreviation).first()?;
    let terms = reading.terms.iter().map(|(canonical, _)| canonical.clone());
    (reading.weight >= LIKELY).then(|| terms.collect())
}

/// All abbreviations that may be typed, and what they mostly stand for, in the order of their letters.
pub(super) fn long_forms(lexicon: &Lexicon) -> BTreeMap<String, String> {
    let keys = lexicon
        .readings()
        .map(|one| abbreviation_key(&one.abbreviation));
    // What is typed is asked for in capitals.
    let keys = keys.filter(|key| *key == key.to_uppercase());
    keys.filter_map(|key| {
        let terms = long_form(&key, lexicon)?.join(" ");
        Some((key, terms))
    })
    .collect()
}

/// The canonical terms of a text, with spaces between.
pub(super) fn terms(text: &str) -> String {
    let mut terms = String::new();
    for run in runs(text) {
        if !terms.is_empty() {
            terms.push(' ');
        }
        terms.push_str(&canonical(&text[run]));
    }
    terms
}

/// The runs of letters and those of digits: `covid19` and `COVID-19` have the same. What separates the digits
/// of a number belongs to it: `2,9` is not `2/9`.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.find(|(_, c)| is_letter(*c))?;
        let mut end = start + first.len_utf8();
        let is_number = first.is_numeric();
        let is_same = |c: char| is_letter(c) && c.is_numeric() == is_number;
        while let Some((at, c)) = chars.peek().copied() {
            let goes_on = match c {
                '.' | ',' => is_number && text[at + 1..].starts_with(char::is_numeric),
                _ => is_same(c),
            };
            if !goes_on {
                break;
            }
            chars.next();
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// Whether no phrase goes on across what stands between two words.
fn is_break(between: &str) -> bool {
    match between.contains(char::is_whitespace) {
        true => between.contains('\n') || !matches!(between.trim(), "" | "," | "-" | "–"),
        false => between.contains(['"', '(', ')', '“', '”', ':', '|', '?', '!']),
    }
}

/// Where the end of a text starts that is looked at.
fn tail(text: &str) -> usize {
    let Some(mut from) = text.len().checked_sub(MAX_BYTES) else {
        return 0;
    };
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let word = text[from..].find(char::is_whitespace);
    word.map_or(text.len(), |space| from + space)
}
