//! What must hold for every text: generated Vietnamese in all its Unicode forms and tone styles, and
//! anything at all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::sync::LazyLock;

use proptest::prelude::*;
use timtin_tokenizer::{
    Analysis, Analyzer, Kind, Lexicon, Mode, Syllable, adds_marks, canonical, extensions, fold,
    repair,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::built_in().unwrap());

const ONSETS: [&str; 27] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v",
];
const NUCLEI: [&str; 26] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ia", "iê", "ua", "uô", "ưa", "ươ",
    "oa", "oe", "uy", "uê", "uâ", "oă", "yê", "uyê",
];
const CODAS: [&str; 14] = [
    "", "c", "ch", "m", "n", "ng", "nh", "p", "t", "i", "y", "o", "u", "a",
];
/// None, huyền, sắc, hỏi, ngã, nặng.
const TONES: [&str; 6] = ["", "\u{300}", "\u{301}", "\u{309}", "\u{303}", "\u{323}"];

/// Every syllable that the model knows, without tone.
static TONELESS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut out = Vec::new();
    for onset in ONSETS {
        for nucleus in NUCLEI {
            for coda in CODAS {
                let letters = format!("{onset}{nucleus}{coda}");
                if Syllable::parse(&letters).is_some() && canonical(&letters) == letters {
                    out.push(letters);
                }
            }
        }
    }
    out
});

fn is_vowel(c: char) -> bool {
    "aăâeêioôơuưy".contains(c)
}

/// `letters` with `tone` on its vowel number `at`, composed.
fn toned(letters: &str, tone: &str, at: usize) -> String {
    let vowels: Vec<usize> = letters
        .char_indices()
        .filter(|(_, c)| is_vowel(*c))
        .map(|(at, c)| at + c.len_utf8())
        .collect();
    let Some(&place) = vowels.get(at % vowels.len().max(1)) else {
        return letters.to_owned();
    };
    let (start, end) = letters.split_at(place);
    format!("{start}{tone}{end}").nfc().collect()
}

/// Vowels that carry their shape composed and their tone apart, as some keyboards write them.
fn half_composed(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let parts: Vec<char> = std::iter::once(c).nfd().collect();
        let is_tone = |c: &char| TONES.contains(&c.to_string().as_str());
        let shape: String = parts.iter().filter(|c| !is_tone(c)).collect();
        out.extend(shape.nfc());
        out.extend(parts.iter().filter(|c| is_tone(c)));
    }
    out
}

fn without_marks(text: &str) -> String {
    let decomposed = text.nfd().filter(|c| !is_combining_mark(*c));
    decomposed
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            c => c,
        })
        .collect()
}

/// What a text says, whatever its form: terms, kinds and positions.
fn said(text: &str) -> Vec<(String, String, Kind, u32)> {
    let text = repair(text);
    let mut analysis = Analysis::new();
    Analyzer::new(&LEXICON).analyze(&text, Mode::Text, &mut analysis);
    for token in analysis.tokens() {
        assert!(
            text.get(token.start..token.end)
                .is_some_and(|t| !t.is_empty())
        );
    }
    let tokens = analysis.tokens();
    tokens
        .map(|token| {
            (
                token.term.to_owned(),
                token.folded.to_owned(),
                token.kind,
                token.position,
            )
        })
        .collect()
}

fn syllable() -> impl Strategy<Value = String> {
    (0..TONELESS.len(), 0..TONES.len())
        .prop_map(|(letters, tone)| canonical(&toned(&TONELESS[letters], TONES[tone], 0)))
}

/// A piece of a sentence: a syllable in some letter case, or what else stands in newspapers.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => syllable(),
        2 => syllable().prop_map(|syllable| {
            let mut chars = syllable.chars();
            let first = chars.next().unwrap();
            first.to_uppercase().chain(chars).collect()
        }),
        1 => syllable().prop_map(|syllable| syllable.to_uppercase()),
        1 => prop::sample::select(vec!["UBND", "CB,", "CC,", "VC", "NLĐ", "TS-VM", "KT-XH", "TP.HCM", "BTV"])
            .prop_map(str::to_owned),
        1 => prop::sample::select(vec!["COVID-19", "158/2025/NĐ-CP", "file", "strong", "Facebook", "U23"])
            .prop_map(str::to_owned),
        1 => (1..32_u32, 1..13_u32, 1990..2030_u32).prop_map(|(d, m, y)| format!("{d}/{m}/{y}")),
        1 => (0..2_000_000_u32).prop_map(|number| number.to_string()),
        1 => prop::sample::select(vec!["–", "\"", "(", ").", "…", "%", ";"]).prop_map(str::to_owned),
    ]
}

fn sentence() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn all_unicode_forms_say_the_same(text in sentence()) {
        let expected = said(&text);
        prop_assert_eq!(&said(&text.nfd().collect::<String>()), &expected);
        prop_assert_eq!(&said(&half_composed(&text)), &expected);
    }

    #[test]
    fn repairing_twice_changes_nothing(text in any::<String>()) {
        let once = repair(&text).into_owned();
        prop_assert_eq!(&repair(&once), &once);
    }

    #[test]
    fn any_text_is_analysed(text in any::<String>(), query in any::<bool>()) {
        let text = repair(&text);
        let mode = if query { Mode::Query } else { Mode::Text };
        let mut analysis = Analysis::new();
        Analyzer::new(&LEXICON).analyze(&text, mode, &mut analysis);
        let mut position = 0;
        for token in analysis.tokens() {
            prop_assert!(text.get(token.start..token.end).is_some_and(|text| !text.is_empty()));
            prop_assert!(!token.term.is_empty() && !token.folded.is_empty());
            prop_assert!(token.position >= position, "positions go up");
            prop_assert!(token.position - position <= 1 || token.position == 0, "without gaps");
            position = token.position;
        }
    }

    #[test]
    fn what_was_seen_before_changes_nothing(texts in prop::collection::vec(sentence(), 1..6)) {
        let analyzer = Analyzer::new(&LEXICON);
        let mut analysis = Analysis::new();
        for text in &texts {
            let text = repair(text);
            analyzer.analyze(&text, Mode::Text, &mut analysis);
            let mut fresh = Analysis::new();
            analyzer.analyze(&text, Mode::Text, &mut fresh);
            prop_assert!(analysis.tokens().eq(fresh.tokens()));
        }
    }

    #[test]
    fn folding_forgets_the_marks_and_nothing_else(syllable in syllable()) {
        prop_assert_eq!(fold(&syllable), without_marks(&syllable));
    }

    #[test]
    fn adding_marks_is_a_partial_order(a in syllable(), b in syllable(), c in syllable(), which in 0..4_u8) {
        // Unrelated syllables say little: mostly take some that are related.
        let further = |from: &str, pick: &str| {
            let mut more = extensions(from);
            more.push(from.to_owned());
            let at = pick.bytes().map(usize::from).sum::<usize>() % more.len();
            more.swap_remove(at)
        };
        let a = if which > 0 { canonical(&without_marks(&a)) } else { a };
        let b = if which > 1 { further(&a, &b) } else { b };
        let c = if which > 2 { further(&b, &c) } else { c };
        prop_assert!(adds_marks(&a, &a));
        prop_assert!(!(adds_marks(&a, &b) && adds_marks(&b, &c)) || adds_marks(&a, &c), "{a} {b} {c}");
        prop_assert!(!(adds_marks(&a, &b) && adds_marks(&b, &a)) || a == b, "{a} {b}");
        prop_assert!(which < 2 || adds_marks(&a, &b));
        // The list that queries use and the relation that decides are one.
        prop_assert_eq!(extensions(&a).contains(&b), adds_marks(&a, &b) && a != b, "{} {}", a, b);
    }
}

#[test]
fn a_tone_may_stand_on_any_vowel() {
    assert!(TONELESS.len() > 1500, "{}", TONELESS.len());
    for letters in TONELESS.iter() {
        let vowels = letters.chars().filter(|c| is_vowel(*c)).count();
        for tone in &TONES[1..] {
            let placed: Vec<String> = (0..vowels)
                .map(|at| canonical(&toned(letters, tone, at)))
                .collect();
            assert!(
                placed.iter().all(|spelling| *spelling == placed[0]),
                "{letters}: {placed:?}"
            );
        }
    }
}
