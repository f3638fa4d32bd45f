//! What must hold for words typed badly: keys of input methods read back are what was meant, for the
//! whole inventory of syllables; corrections keep their promises for any string.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::sync::LazyLock;

use proptest::prelude::*;
use timtin_tokenizer::normalize::letter::{self, Tone};
use timtin_tokenizer::{
    InputMethod, Syllable, canonical, corrections, corrections_within, fold, leftovers, telex, vni,
};

const ONSETS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];
const NUCLEI: [&str; 29] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ia", "iê", "ua", "uô", "ưa", "ươ",
    "oa", "oe", "uy", "uê", "uâ", "oă", "yê", "uyê", "oo", "uơ", "uya",
];
const CODAS: [&str; 14] = [
    "", "c", "ch", "m", "n", "ng", "nh", "p", "t", "i", "y", "o", "u", "a",
];

/// Every syllable in canonical spelling, with every tone that it may have.
static SYLLABLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut out = Vec::new();
    for onset in ONSETS {
        for nucleus in NUCLEI {
            for coda in CODAS {
                let letters = format!("{onset}{nucleus}{coda}");
                if canonical(&letters) == letters && Syllable::parse(&letters).is_some() {
                    out.extend(
                        Tone::ALL
                            .into_iter()
                            .filter_map(|tone| toned(&letters, tone)),
                    );
                }
            }
        }
    }
    out.sort();
    out.dedup();
    out
});

/// `letters` with `tone`, which may stand on any vowel; `None` where the coda forbids it.
fn toned(letters: &str, tone: Tone) -> Option<String> {
    let at = letters.char_indices().find(|(_, c)| letter::is_vowel(*c))?;
    let vowel = letter::with_tone(at.1, tone);
    let written = format!(
        "{}{vowel}{}",
        &letters[..at.0],
        &letters[at.0 + at.1.len_utf8()..]
    );
    let written = if letters.starts_with("gi") || letters.starts_with("qu") {
        // The tone is never on the onset's vowel: put it where the letters can carry it.
        let last = letters
            .char_indices()
            .filter(|(_, c)| letter::is_vowel(*c))
            .nth(1);
        last.map_or(written, |(place, c)| {
            let vowel = letter::with_tone(c, tone);
            format!(
                "{}{vowel}{}",
                &letters[..place],
                &letters[place + c.len_utf8()..]
            )
        })
    } else {
        written
    };
    let checked = ["c", "ch", "p", "t"]
        .iter()
        .any(|coda| letters.ends_with(coda));
    (!checked || matches!(tone, Tone::Rising | Tone::Heavy)).then(|| canonical(&written))
}

/// Where the keys for marks go.
#[derive(Clone, Copy, Debug)]
enum Order {
    /// Marks behind their letters, the tone at the end: `dduwowngf`.
    ToneLast,
    /// Everything behind its letter: `dduwowfng`.
    Inline,
    /// Everything at the end: `duongdwf`.
    AllLast,
    /// One `w` for both letters of `ươ`: `dduowngf`.
    OneHorn,
}

const ORDERS: [Order; 4] = [
    Order::ToneLast,
    Order::Inline,
    Order::AllLast,
    Order::OneHorn,
];

fn keys(syllable: &str, method: InputMethod, order: Order) -> String {
    let (mut out, mut marks, mut tones) = (String::new(), String::new(), String::new());
    let letters: Vec<(char, Tone)> = syllable.chars().map(letter::split_tone).collect();
    for (at, (letter, tone)) in letters.iter().enumerate() {
        let (base, mark) = shape(*letter, method);
        out.push(base);
        let next = letters.get(at + 1).map(|(c, _)| *c);
        let shared = *letter == 'ư' && next == Some('ơ');
        match (mark, order) {
            (Some(_), Order::AllLast | Order::OneHorn) if shared => {}
            (Some(mark), Order::AllLast) => marks.push(mark),
            (Some(mark), _) => out.push(mark),
            (None, _) => {}
        }
        // With Telex a third `o` makes two of what would be `ô`.
        if *letter == 'o' && next == Some('o') && method == InputMethod::Telex {
            out.push('o');
        }
        if *tone != Tone::Level {
            let key = match method {
                InputMethod::Telex => ['z', 'f', 's', 'r', 'x', 'j'],
                InputMethod::Vni => ['0', '2', '1', '3', '4', '5'],
            }[*tone as usize];
            match order {
                Order::Inline => out.push(key),
                _ => tones.push(key),
            }
        }
    }
    out + &marks + &tones
}

fn shape(letter: char, method: InputMethod) -> (char, Option<char>) {
    let telex = method == InputMethod::Telex;
    let key = |keys: (char, char)| Some(if telex { keys.0 } else { keys.1 });
    match letter {
        'â' => ('a', key(('a', '6'))),
        'ê' => ('e', key(('e', '6'))),
        'ô' => ('o', key(('o', '6'))),
        'ă' => ('a', key(('w', '8'))),
        'ơ' => ('o', key(('w', '7'))),
        'ư' => ('u', key(('w', '7'))),
        'đ' => ('d', key(('d', '9'))),
        _ => (letter, None),
    }
}

#[test]
fn keys_of_every_syllable_are_read_back() {
    assert!(SYLLABLES.len() > 10_000, "{}", SYLLABLES.len());
    for syllable in SYLLABLES.iter() {
        for order in ORDERS {
            check(syllable, InputMethod::Telex, order);
            check(syllable, InputMethod::Vni, order);
        }
    }
}

fn check(syllable: &str, method: InputMethod, order: Order) {
    let typed = keys(syllable, method, order);
    let found = method.read(&typed).map(|intended| intended.term);
    // Two `o` without a mark are written with an escape, which is no mark.
    if typed.is_ascii() && fold(syllable) != syllable {
        assert_eq!(
            found.as_deref(),
            Some(syllable),
            "{typed} {method:?} {order:?}"
        );
    } else {
        assert_eq!(found, None, "{typed} {method:?}");
    }
}

fn syllable() -> impl Strategy<Value = String> {
    (0..SYLLABLES.len()).prop_map(|at| SYLLABLES[at].clone())
}

/// Letters and digits of keys, as a hand may strike them.
fn struck() -> impl Strategy<Value = String> {
    "[a-zđăâêôơưạảàáãếợ0-9\\[\\]]{0,12}"
}

proptest! {
    #[test]
    fn keys_are_read_back(syllable in syllable(), order in 0..ORDERS.len(), upper in any::<bool>()) {
        for method in [InputMethod::Telex, InputMethod::Vni] {
            check(&syllable, method, ORDERS[order]);
            let typed = keys(&syllable, method, ORDERS[order]);
            let upper = if upper { typed.to_uppercase() } else { typed.clone() };
            prop_assert_eq!(
                method.read(&upper).map(|found| found.term),
                method.read(&typed).map(|found| found.term)
            );
        }
    }

    #[test]
    fn what_is_read_is_a_canonical_syllable_with_marks(word in prop_oneof![struck(), any::<String>()]) {
        for read in [telex(&word), vni(&word)].into_iter().flatten() {
            prop_assert_eq!(&canonical(&read), &read);
            prop_assert!(Syllable::parse(&read).is_some());
            prop_assert!(!read.is_ascii());
        }
        let words = [word.as_str(), "casn", ""];
        prop_assert!(leftovers(&words).is_some_and(|found| found.words.len() == 3));
    }

    #[test]
    fn corrections_keep_their_promises(word in prop_oneof![struck(), any::<String>()]) {
        let found = corrections(&word);
        prop_assert!(found.len() <= 64);
        prop_assert!(found.is_sorted_by_key(|correction| correction.cost));
        prop_assert_eq!(&found, &corrections(&word));
        for correction in &found {
            prop_assert!(correction.cost >= 1 && correction.cost <= 8);
            prop_assert_eq!(&canonical(&correction.term), &correction.term);
            prop_assert!(correction.term != canonical(&word));
        }
        let terms: std::collections::HashSet<&str> =
            found.iter().map(|correction| correction.term.as_str()).collect();
        prop_assert_eq!(terms.len(), found.len());
        for most in 0..=9 {
            let cheap = found.iter().filter(|correction| correction.cost <= most);
            prop_assert!(corrections_within(&word, most).iter().eq(cheap), "{} {}", word, most);
        }
    }

    #[test]
    fn a_letter_twice_is_taken_away(syllable in syllable(), at in 0..7_usize) {
        let mut letters: Vec<char> = syllable.chars().collect();
        let at = at % letters.len();
        letters.insert(at, letters[at]);
        let typed: String = letters.into_iter().collect();
        let well_spelt = Syllable::parse(&syllable).is_some_and(|s| s.is_well_spelt());
        if well_spelt && fold(&syllable) != syllable && canonical(&typed) != syllable {
            let found = corrections(&typed);
            prop_assert!(found.iter().any(|c| c.term == syllable && c.cost <= 3), "{} {:?}", typed, found);
        }
    }
}
