//! A fuzz target for each public function: broken and hostile text made of the pieces that the rules
//! look at. Runs on stable, a few hundred inputs in the test suite, as many as you like with
//! `PROPTEST_CASES=1000000 cargo test --release -p timtin-tokenizer --test fuzz`; a failing input is
//! shrunk and printed.

use std::sync::LazyLock;

use proptest::prelude::*;
use timtin_tokenizer::normalize::legacy::{self, Encoding};
use timtin_tokenizer::normalize::letter;
use timtin_tokenizer::{
    Analysis, Analyzer, InputMethod, Lexicon, Mode, Syllable, adds_marks, canonical, corrections,
    extensions, fingerprint, fold, leftovers, lower, plain_terms, repair, repair_from, telex, vni,
};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::built_in().unwrap_or_default());

const ENCODINGS: [Encoding; 9] = [
    Encoding::Tcvn3,
    Encoding::Tcvn1,
    Encoding::Vni,
    Encoding::Viscii,
    Encoding::Windows1258,
    Encoding::Windows1252,
    Encoding::Utf8,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
];

/// Pieces that rules are about, whole and broken.
const PIECES: [&str; 56] = [
    "cán",
    "bộ",
    "vịêt",
    "NLĐ",
    "CB",
    "TS-VM",
    "T.Ư",
    "Q.1",
    "H.Củ",
    "TP.HCM",
    "Đắc Lắc",
    "dak",
    "26/2/2019",
    "1/1 - 6/11",
    "ngày 30.4",
    "tháng",
    "năm",
    "31/02",
    "--02-26",
    "1.084",
    "1,5",
    "0",
    "158/2025/NĐ-CP",
    "U23",
    "5G",
    "a@b.vn",
    "https://",
    "www.",
    "#Tag",
    "casn",
    "bo65",
    "nghành",
    "Céng hoµ",
    "Vieät",
    "viá»‡t",
    "&amp;",
    "&#7897;",
    "&",
    ";",
    " ",
    "\n",
    "\t",
    "\u{301}",
    "\u{323}",
    "\u{200b}",
    "\u{feff}",
    "\u{0}",
    "\u{a0}",
    "²",
    "５",
    "😀",
    "ß",
    "İ",
    "đ",
    "\u{1d}",
    "-",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        1 => "[a-zA-Z0-9./,:@#_-]{1,12}",
        1 => "\\PC{0,8}",
    ];
    let joiner = prop::sample::select(vec!["", " ", "-", ".", "/", ", ", " - ", "\n"]);
    prop::collection::vec((piece, joiner), 0..24).prop_map(|pieces| {
        pieces
            .into_iter()
            .flat_map(|(piece, join)| [piece, join.to_owned()])
            .collect()
    })
}

proptest! {
    #[test]
    fn repairing(text in text()) {
        let repaired = repair(&text).into_owned();
        let controls = ['\0', '\u{200b}', '\u{1d}', '\u{1e}', '\u{1f}'];
        let clean = !repaired.contains(controls);
        prop_assert!(clean);
        for encoding in ENCODINGS {
            let _ = repair_from(&text, Some(encoding));
        }
    }

    #[test]
    fn legacy_text(text in text()) {
        let found = legacy::recognize(&text);
        prop_assert_eq!(found, legacy::recognize_all([text.as_str()]));
        prop_assert_eq!(found.is_some(), legacy::repair(&text).is_some());
        for encoding in ENCODINGS {
            let _ = legacy::convert(&text, encoding);
            let _ = legacy::encode(&text, encoding);
            let _ = legacy::encode_bytes(&text, encoding);
        }
    }

    #[test]
    fn legacy_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = legacy::decode(&bytes);
        let _ = legacy::utf16(&bytes);
        let _ = legacy::windows_1252(&bytes);
        let _ = legacy::is_sure_windows_1252(&bytes);
    }

    #[test]
    fn words(text in text()) {
        let term = canonical(&text);
        let folded = fold(&term).into_owned();
        prop_assert_eq!(fold(&folded).into_owned(), folded);
        let _ = lower(&text);
        for c in text.chars() {
            let (vowel, tone) = letter::split_tone(letter::lower(c));
            let _ = letter::with_tone(vowel, tone);
        }
    }

    #[test]
    fn syllables(text in text(), other in text()) {
        for word in text.split(' ').chain([text.as_str()]) {
            if let Some(syllable) = Syllable::parse(word) {
                let written = syllable.to_string();
                prop_assert_eq!(Syllable::parse(&written).map(|s| s.to_string()), Some(written));
                let _ = syllable.is_well_spelt();
            }
            prop_assert!(adds_marks(word, word));
            let _ = adds_marks(word, &other);
            for extended in extensions(&canonical(word)) {
                prop_assert!(adds_marks(&canonical(word), &extended));
            }
        }
    }

    #[test]
    fn input_methods(text in text()) {
        let words: Vec<&str> = text.split_whitespace().collect();
        if let Some(found) = leftovers(&words) {
            prop_assert_eq!(found.words.len(), words.len());
        }
        for word in words {
            let _ = (telex(word), vni(word));
            let _ = InputMethod::Telex.read(word);
        }
    }

    #[test]
    fn misspellings(text in text()) {
        for word in text.split_whitespace().take(3) {
            let found = corrections(word);
            prop_assert!(found.len() <= 64);
            for correction in found {
                // An unmarked one may need its marks to be a syllable: `buoc`.
                let term = &correction.term;
                let syllable = Syllable::parse(term).is_some() || !extensions(term).is_empty();
                prop_assert!(syllable, "{word}: {term}");
            }
        }
    }

    #[test]
    fn plain_words(text in text()) {
        for (term, folded) in plain_terms(&text) {
            prop_assert!(!term.is_empty());
            prop_assert_eq!(fold(&term).into_owned(), folded);
        }
    }

    #[test]
    fn analysing(texts in prop::collection::vec(text(), 1..4), query: bool, raw: bool) {
        let analyzer = Analyzer::new(&LEXICON);
        let mode = if query { Mode::Query } else { Mode::Text };
        let mut analysis = Analysis::new();
        for text in texts {
            // The analyzer takes any text; only repaired text promises good terms.
            let text = if raw { text } else { repair(&text).into_owned() };
            analyzer.analyze(&text, mode, &mut analysis);
            let mut last = 0;
            for token in analysis.tokens() {
                prop_assert!(text.get(token.start..token.end).is_some_and(|written| !written.is_empty()));
                prop_assert!(token.position >= last && token.position < analysis.positions());
                last = token.position;
            }
            for mention in analysis.mentions() {
                prop_assert!(text.get(mention.span.clone()).is_some());
                prop_assert!(mention.tokens.end <= analysis.len());
            }
        }
    }

    #[test]
    fn lists_of_abbreviations(list in "([A-ZĐ.&/-]{0,4}\t?[a-zđ,# ]{0,9}\t?[0-9]{0,3}\n?){0,5}") {
        match Lexicon::built_in_and(&list) {
            Ok(lexicon) => prop_assert!(lexicon.len() >= LEXICON.len()),
            Err(error) => prop_assert!(error.line >= 1),
        }
        prop_assert_eq!(fingerprint(&list).len(), 16);
    }
}
