//! The font of capitals: VN3 has no capitals with tones, so headlines were typed as small letters and
//! shown by a font (`.VnTimeH`) that has capitals only. `VIÖT NAM` says `VIệT NAM` and means `VIỆT NAM`.

/// How the word itself says it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Capitals,
    Usual,
    /// One letter, or none that could tell: `Mµ`, `ë`.
    Open,
    /// No small letter of VN3 in it.
    Plain,
}

/// Writes words of capitals in capitals. A word that could be either (`Mà`) is what the words beside it
/// are.
pub(super) fn restore(text: String) -> String {
    if !text
        .as_bytes()
        .windows(2)
        .any(|two| two[0].is_ascii_uppercase() && two[1] >= 0x80)
        && !text
            .as_bytes()
            .windows(2)
            .any(|two| two[0] >= 0x80 && two[1].is_ascii_uppercase())
    {
        return text;
    }
    let words = words(&text);
    let cases: Vec<Case> = words.iter().map(|word| case(&text[word.clone()])).collect();
    if !cases.contains(&Case::Capitals) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (at, word) in words.into_iter().enumerate() {
        out.push_str(&text[end..word.start]);
        end = word.end;
        if is_capitals(&cases, at) {
            out.extend(text[word].chars().flat_map(char::to_uppercase));
        } else {
            out.push_str(&text[word]);
        }
    }
    out.push_str(&text[end..]);
    out
}

fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn case(word: &str) -> Case {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let toned = word.chars().any(|c| !c.is_ascii() && c.is_lowercase());
    if word.chars().any(|c| c.is_ascii_lowercase()) {
        Case::Usual
    } else if !toned {
        Case::Plain
    } else if capitals >= 2 || (capitals == 1 && !word.starts_with(char::is_uppercase)) {
        Case::Capitals
    } else {
        Case::Open
    }
}

/// Whether a word is in capitals, by itself or by the nearest words that tell.
fn is_capitals(cases: &[Case], at: usize) -> bool {
    let tells = |case: &&Case| matches!(case, Case::Capitals | Case::Usual);
    match cases[at] {
        Case::Capitals => true,
        Case::Usual | Case::Plain => false,
        Case::Open => {
            let before = cases[..at].iter().rev().find(tells);
            let behind = cases[at + 1..].iter().find(tells);
            ![before, behind].contains(&Some(&Case::Usual))
        }
    }
}
