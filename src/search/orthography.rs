//! How terms are written for people.

use timtin_tokenizer::fold;

/// `term` with a capital where `typed` has one.
pub(super) fn in_case_of(typed: &str, term: &str) -> String {
    let mut letters = term.chars();
    match (typed.chars().next(), letters.next()) {
        (Some(capital), Some(first)) if capital.is_uppercase() => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => term.to_owned(),
    }
}

/// Canonical terms have `i` where newspapers mostly write `y`: behind `qu` and in `kỹ`, `lý`, `mỹ`.
pub(super) fn newspaper_spelling(term: &str) -> String {
    let plain = fold(term);
    if !matches!(&*plain, "qui" | "ki" | "li" | "mi" | "hi") {
        return term.to_owned();
    }
    let y = |c: char| match c {
        'i' => 'y',
        'í' => 'ý',
        'ì' => 'ỳ',
        'ỉ' => 'ỷ',
        'ĩ' => 'ỹ',
        'ị' => 'ỵ',
        c => c,
    };
    let usual = term.chars().map(y).collect();
    let is_usual = plain == "qui" || matches!(term, "kí" | "kì" | "kỉ" | "kĩ" | "lí" | "mĩ" | "hi");
    if is_usual { usual } else { term.to_owned() }
}
