//! Which words the letters of an abbreviation stand for.
//!
//! Letters and words are laid side by side from the right: each letter is the initial of a word, or a
//! word takes several (`Th`, `Tg`, the `TC` of a word already short); joining words may be passed
//! over. What is not quite so costs something, and the cheapest way wins (dynamic programming, as in
//! the edit distance).

use super::phrase::{Gap, MAX_WORDS, Word};
use crate::normalize::letter;

/// No abbreviation has more letters.
pub(super) const MAX_LETTERS: usize = 16;

/// Words that an abbreviation need not show.
const JOINING: [&str; 22] = [
    "và", "của", "về", "các", "những", "cho", "tại", "trong", "với", "thuộc", "ở", "theo", "đối",
    "vì", "do", "bằng", "of", "the", "and", "for", "in", "al",
];

/// Costs, in quarters of a passed-over joining word.
const AND: u8 = 3;
const JOINING_WORD: u8 = 4;
const COMMA: u8 = 2;
const JOINT: u8 = 1;
const LOWER_LETTER: u8 = 1;
const OTHER_MARK: u8 = 2;
const NEVER: u8 = u8::MAX;

/// One letter or digit of an abbreviation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    /// In lower case, the look-alikes of `đ` unified.
    lower: char,
    capital: bool,
    /// Whether a joiner stands before it: a joining word is to be expected there.
    joined: bool,
}

/// The letters of an abbreviation; `None` when there are too many.
pub(super) fn letters(abbreviation: &str) -> Option<Vec<Letter>> {
    let mut letters = Vec::with_capacity(MAX_LETTERS);
    let mut joined = false;
    for c in abbreviation.chars() {
        if !c.is_alphanumeric() {
            joined = true;
            continue;
        }
        letters.push(Letter {
            lower: letter::split_tone(letter::lower(c)).0,
            capital: !c.is_lowercase(),
            joined,
        });
        joined = false;
    }
    (letters.len() <= MAX_LETTERS).then_some(letters)
}

/// How many of `words` (the last one first) the letters stand for, and at what cost, if they do. The
/// last letter stands for the first of `words`.
pub(super) fn align(letters: &[Letter], words: &[Word<'_>]) -> Option<(usize, u8)> {
    if letters.len() > MAX_LETTERS {
        return None;
    }
    let words = &words[..words.len().min(MAX_WORDS)];
    let limit = limit(letters.len());
    // By letters left: the least cost after as many words as the loop has seen.
    let mut costs = [NEVER; MAX_LETTERS + 1];
    costs[letters.len()] = 0;
    let mut best: Option<(usize, u8)> = None;
    for (at, word) in words.iter().enumerate() {
        let mut next = [NEVER; MAX_LETTERS + 1];
        for left in 1..=letters.len() {
            let so_far = costs[left];
            if so_far > limit {
                continue;
            }
            let inside = left < letters.len();
            let so_far = so_far + gap_cost(word.gap, inside.then(|| letters[left]));
            each_step(&letters[..left], word, inside, |taken, cost| {
                let there = &mut next[left - taken];
                *there = (*there).min(so_far.saturating_add(cost));
            });
        }
        costs = next;
        if costs[0] <= limit && best.is_none_or(|(_, cost)| costs[0] < cost) {
            best = Some((at + 1, costs[0]));
        }
    }
    best
}

/// What an alignment of so many letters may cost: few letters stand anywhere by chance.
fn limit(letters: usize) -> u8 {
    match letters {
        0..=2 => JOINT,
        3 => JOINING_WORD + JOINT,
        4 => 2 * JOINING_WORD,
        _ => 3 * JOINING_WORD,
    }
}

/// The cost of the gap before `next`, the letter to the right of it.
fn gap_cost(gap: Gap, next: Option<Letter>) -> u8 {
    match (gap, next) {
        (Gap::Space, _) | (_, None) => 0,
        (_, Some(letter)) if letter.joined => 0,
        (Gap::Joint, _) => JOINT,
        (Gap::Comma, _) => COMMA,
    }
}

/// Calls `step` with each number of letters at the end of `letters` that `word` may take, and what
/// that costs.
fn each_step(letters: &[Letter], word: &Word<'_>, inside: bool, mut step: impl FnMut(usize, u8)) {
    let Some((last, _)) = letters.split_last() else {
        return;
    };
    if let Some(cost) = initial_cost(*last, word) {
        step(1, cost + u8::from(!last.capital) * LOWER_LETTER);
    }
    if word.is_short() {
        let len = word.written.chars().count();
        let same = letters.len() >= len
            && letters[letters.len() - len..]
                .iter()
                .map(|letter| letter.lower)
                .eq(word.written.chars().map(letter::lower));
        if same {
            step(len, 0);
        }
    }
    let lower = letters.iter().rev().take_while(|l| !l.capital).count();
    if lower > 0 && lower < letters.len() {
        let own = &letters[letters.len() - lower - 1..];
        if initial_cost(own[0], word).is_some() && are_letters_of(&own[1..], word.written) {
            step(own.len(), LOWER_LETTER);
        }
    }
    if inside && let Some(cost) = passing_cost(word) {
        step(0, cost);
    }
}

/// The cost of `letter` for the initial of `word`; `None` when it is not.
fn initial_cost(letter: Letter, word: &Word<'_>) -> Option<u8> {
    let (written, initial) = (letter.lower, word.initial);
    if written == initial {
        return Some(0);
    }
    match (written, initial) {
        ('w', 'ư') | ('a', 'ă' | 'â') | ('e', 'ê') | ('o', 'ô' | 'ơ') | ('u', 'ư') => {
            Some(0)
        }
        ('d', 'đ') => Some(OTHER_MARK),
        _ => None,
    }
}

/// Whether `letters` occur in `word` behind its first letter, in order: the `g` of `TTg`.
fn are_letters_of(letters: &[Letter], word: &str) -> bool {
    let mut rest = word
        .chars()
        .skip(1)
        .map(|c| letter::split_tone(letter::lower(c)).0);
    letters.iter().all(|letter| rest.any(|c| c == letter.lower))
}

/// What it costs that an abbreviation passes over `word`; `None` when it can't.
fn passing_cost(word: &Word<'_>) -> Option<u8> {
    if word.capital {
        return None;
    }
    match word.written {
        "và" | "and" | "of" => Some(AND),
        written if JOINING.contains(&written) => Some(JOINING_WORD),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::phrase::words_before;
    use super::*;

    /// The words that `abbreviation` stands for at the end of `text`, and what that costs.
    fn aligned<'t>(abbreviation: &str, text: &'t str) -> Option<(&'t str, u8)> {
        let words = words_before(text, text.len());
        let (len, cost) = align(&letters(abbreviation)?, &words)?;
        Some((&text[words[len - 1].start..], cost))
    }

    #[test]
    fn the_cheapest_way_wins() {
        for (abbreviation, text, expected) in [
            ("CAH", "theo Công an huyện", Some(("Công an huyện", 0))),
            (
                "TN-MT",
                "Sở Tài nguyên và Môi trường",
                Some(("Tài nguyên và Môi trường", AND)),
            ),
            ("TTg", "Thủ tướng", Some(("Thủ tướng", LOWER_LETTER))),
            (
                "TTg",
                "Thủ tướng giỏi",
                Some(("Thủ tướng giỏi", LOWER_LETTER)),
            ),
            (
                "DBQH",
                "đại biểu Quốc hội",
                Some(("đại biểu Quốc hội", OTHER_MARK)),
            ),
            (
                "TSVM",
                "trong sạch, vững mạnh",
                Some(("trong sạch, vững mạnh", COMMA)),
            ),
            (
                "TS-VM",
                "trong sạch, vững mạnh",
                Some(("trong sạch, vững mạnh", 0)),
            ),
            ("TW", "trung ương", Some(("trung ương", 0))),
            ("CM", "cha và mẹ", None),
            ("CAH", "Công an tỉnh", None),
            ("", "Công an", None),
            ("ABCDEFGHIJKLMNOPQ", "a", None),
        ] {
            assert_eq!(
                aligned(abbreviation, text),
                expected,
                "{abbreviation} {text}"
            );
        }
    }
}
