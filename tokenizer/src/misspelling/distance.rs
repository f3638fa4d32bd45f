//! How far letters that were typed are from those that were meant: by keys, marks and order.

use std::cmp::min;
use std::sync::LazyLock;

use super::{
    DOUBLED, EXTRA, MAX_LETTERS, MISSING, NEIGHBOUR, OTHER_LETTER, SWAP, UNTYPED_MARK, WRONG_MARK,
};
use crate::normalize::letter;

/// What the marks cost that `typed` lacks to be `meant`; `None` when more is different.
pub(super) fn untyped_marks(typed: &[Code], meant: &[Code]) -> Option<u8> {
    if typed.len() != meant.len() {
        return None;
    }
    let mut cost = 0;
    for (typed, meant) in typed.iter().zip(meant) {
        if typed != meant {
            if SUBSTITUTIONS[*typed as usize][*meant as usize] != UNTYPED_MARK {
                return None;
            }
            cost += UNTYPED_MARK;
        }
    }
    Some(cost)
}

/// The least that slips from `meant` to `typed` cost; anything above `limit` when it is more.
pub(super) fn distance(typed: &[Code], meant: &[Code], limit: u8) -> u8 {
    let difference = typed.len().abs_diff(meant.len()) as u8;
    if difference.saturating_mul(DOUBLED) > limit || typed.len() > MAX_LETTERS {
        return u8::MAX;
    }
    // Row by row over `typed`; a column for each letter of `meant`, and one before.
    const COLUMNS: usize = 8;
    if meant.len() >= COLUMNS {
        return u8::MAX;
    }
    let mut before = [u8::MAX; COLUMNS];
    let mut above = [0; COLUMNS];
    for (column, cost) in above.iter_mut().enumerate() {
        *cost = column as u8 * MISSING;
    }
    let substitutions = &*SUBSTITUTIONS;
    let mut least_above = 0;
    for (row, &t) in typed.iter().enumerate() {
        let costs = &substitutions[t as usize];
        let last = row.checked_sub(1).map(|at| typed[at]);
        // Letters of one key are closer than any two keys.
        let extra = match last {
            Some(last) if costs[last as usize] <= WRONG_MARK => DOUBLED,
            _ => EXTRA,
        };
        let mut current = [u8::MAX; COLUMNS];
        current[0] = above[0].saturating_add(extra);
        let mut least = current[0];
        for (column, &m) in meant.iter().enumerate() {
            let mut cost = min(
                above[column].saturating_add(costs[m as usize]),
                min(
                    above[column + 1].saturating_add(extra),
                    current[column].saturating_add(MISSING),
                ),
            );
            let swapped = column > 0 && last == Some(m) && meant[column - 1] == t && t != m;
            if swapped {
                cost = min(cost, before[column - 1].saturating_add(SWAP));
            }
            current[column + 1] = cost;
            least = min(least, cost);
        }
        // What is below comes from this row, or by a swap from the one above.
        if least > limit && least_above + SWAP > limit {
            return u8::MAX;
        }
        least_above = least;
        before = above;
        above = current;
    }
    above[meant.len()]
}

/// A letter as its number in [`ALPHABET`].
pub(super) type Code = u8;

/// The letters that are compared: those of the keyboard, then the ones with marks.
pub(super) const ALPHABET: [char; 33] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ',
];
/// The first letter with a mark.
pub(super) const FIRST_MARKED: Code = 26;

pub(super) fn code(letter: char) -> Option<Code> {
    let at = match letter {
        'a'..='z' => letter as u32 - u32::from('a'),
        _ => ALPHABET.iter().position(|c| *c == letter)? as u32,
    };
    Code::try_from(at).ok()
}

pub(super) fn codes(text: &str) -> Vec<Code> {
    text.chars().filter_map(code).collect()
}

pub(super) fn is_vowel(letter: Code) -> bool {
    letter::is_vowel(ALPHABET[letter as usize])
}

/// The cost of each letter typed (row) for each letter meant.
static SUBSTITUTIONS: LazyLock<[[u8; 33]; 33]> =
    LazyLock::new(|| ALPHABET.map(|typed| ALPHABET.map(|meant| substitution(typed, meant))));

/// What it costs to type `typed` for `meant`.
fn substitution(typed: char, meant: char) -> u8 {
    if typed == meant {
        return 0;
    }
    let (typed_base, meant_base) = (base(typed), base(meant));
    if typed_base == meant_base {
        return if typed == typed_base {
            UNTYPED_MARK
        } else {
            WRONG_MARK
        };
    }
    if are_neighbours(typed_base, meant_base) {
        NEIGHBOUR
    } else {
        OTHER_LETTER
    }
}

/// The letter without its mark.
fn base(c: char) -> char {
    match c {
        'ă' | 'â' => 'a',
        'ê' => 'e',
        'ô' | 'ơ' => 'o',
        'ư' => 'u',
        'đ' => 'd',
        _ => c,
    }
}

/// Whether two keys touch on the usual keyboard.
pub(super) fn are_neighbours(one: char, other: char) -> bool {
    let (Some((row, at)), Some((other_row, other_at))) = (key(one), key(other)) else {
        return false;
    };
    match row.abs_diff(other_row) {
        0 => at.abs_diff(other_at) == 1,
        // Each row is shifted to the right by half a key.
        1 if row < other_row => at == other_at || at == other_at + 1,
        1 => other_at == at || other_at == at + 1,
        _ => false,
    }
}

fn key(c: char) -> Option<(usize, usize)> {
    let rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    rows.iter()
        .enumerate()
        .find_map(|(row, keys)| Some((row, keys.find(c)?)))
}
