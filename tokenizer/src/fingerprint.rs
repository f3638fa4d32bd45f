//! The fingerprint of the analysis: an index made by another analysis must not be searched with this
//! one (rule 6.3).

use xxhash_rust::xxh3::Xxh3;

use crate::abbreviation::{Lexicon, place};

/// Raise this whenever the same text could give other terms.
const ANALYSIS_VERSION: u32 = 7;

/// Identifies the analysis rules, the built-in lists and `own`, the user's list of abbreviations.
///
/// 16 hexadecimal digits, the same on every machine.
pub fn fingerprint(own: &str) -> String {
    let mut hasher = Xxh3::new();
    hasher.update(&ANALYSIS_VERSION.to_le_bytes());
    let [readings, contexts] = Lexicon::built_in_texts();
    for list in [readings, contexts, place::BUILT_IN, own] {
        hasher.update(&(list.len() as u64).to_le_bytes());
        hasher.update(list.as_bytes());
    }
    format!("{:016x}", hasher.digest())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_abbreviations_change_it() {
        assert_eq!(fingerprint(""), fingerprint(""));
        assert_ne!(fingerprint(""), fingerprint("CB\tcảng biển"));
    }
}
