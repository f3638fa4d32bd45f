//! Words: golden sentences, and what must hold for every text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::HashSet;

use proptest::prelude::*;
use timtin_tokenizer::canonical;
use timtin_tokenizer::segment::{Segmentation, Segmenter, lexicon};
use unicode_normalization::UnicodeNormalization;

fn golden() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("golden/segment.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn segmented(text: &str) -> Segmentation {
    let mut segmentation = Segmentation::new();
    let segmenter = Segmenter::built_in().unwrap();
    segmenter.segment(text, &mut segmentation);
    segmentation
}

fn join(text: &str) -> String {
    Segmenter::built_in().unwrap().join(text)
}

#[test]
fn golden_sentences() {
    let wrong: Vec<String> = golden()
        .map(|line| (line, join(&line.replace('_', " "))))
        .filter(|(line, joined)| line != joined)
        .map(|(line, joined)| format!("wanted {line}\n   got {joined}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(golden().count() >= 60);
}

#[test]
fn a_low_line_of_the_text_stays_one() {
    let text = "a_b phát triển công_nghệ x_";
    assert_eq!(join(text), "a_b phát_triển công_nghệ x_");
    let joins: Vec<_> = segmented(text).joins(text).collect();
    assert_eq!(joins.len(), 1);
    assert_eq!(joins[0], 9..10);
}

#[test]
fn only_one_space_is_joined() {
    for apart in [
        "phát  triển",
        "phát\ntriển",
        "phát\ttriển",
        "phát, triển",
        "phát-triển",
    ] {
        assert_eq!(join(apart), apart);
    }
    assert_eq!(join("phát\u{a0}triển"), "phát_triển");
}

#[test]
fn a_number_with_spaces_is_one_word_and_keeps_them() {
    let text = "khoảng 1 084 hộ dân";
    assert!(join(text).contains("1 084"));
    assert!(segmented(text).words().any(|word| &text[word] == "1 084"));
}

#[test]
fn the_segmentation_remembers_no_text_and_no_other_model() {
    let segmenter = Segmenter::built_in().unwrap();
    let other = Segmenter::read("anh em\t9\t99\n", "bias\t\t-64\nclass\t22\t128\n").unwrap();
    let mut segmentation = Segmentation::new();
    let mut joined = |segmenter: &Segmenter, text: &str| {
        let mut out = String::new();
        segmenter.segment(text, &mut segmentation);
        segmentation.join(text, &mut out);
        out
    };
    let text = "anh em công nhân";
    assert_eq!(joined(segmenter, text), joined(segmenter, text));
    assert_eq!(joined(&other, text), "anh_em công nhân");
    assert_eq!(joined(segmenter, "công nhân"), "công_nhân");
    assert_eq!(joined(segmenter, ""), "");
}

#[test]
fn errors_name_file_and_line() {
    for (lexicon, weights, error) in [
        ("anh em\t1\n", "", "lexicon, line 1"),
        ("# c\nanh em\tx\t9\n", "", "lexicon, line 2"),
        ("anh em\t1\t101\n", "", "lexicon, line 1"),
        ("", "class\t29\t1\n", "weights, line 1"),
        ("", "left\tanh\n", "weights, line 1"),
        ("", "\nwrong\tanh\t1\n", "weights, line 2"),
        ("", "shapes\tll\t1\n", "weights, line 1"),
        ("", "shapes\tl?ll\t1\n", "weights, line 1"),
        ("", "levels\t099\t1\n", "weights, line 1"),
        ("", "pair\tanh\t1\n", "weights, line 1"),
        ("", "bias\t\t99999\n", "weights, line 1"),
    ] {
        let found = Segmenter::read(lexicon, weights).unwrap_err().to_string();
        assert!(found.contains(error), "{found} for {lexicon:?} {weights:?}");
    }
}

#[test]
fn the_lexicon_is_canonical_and_each_word_stands_once() {
    let mut seen = HashSet::new();
    for (word, evidence) in lexicon() {
        let syllables: Vec<String> = word.split(' ').map(canonical).collect();
        assert_eq!(word, syllables.join(" "));
        assert!(evidence.rate <= 100 && seen.insert(word), "{word}");
    }
    assert!(seen.len() >= 25_000);
    assert_eq!(seen.len(), Segmenter::built_in().unwrap().words());
}

/// News-like text in which words, names, numbers, foreign words and odd spaces meet.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(golden().collect::<Vec<_>>()).prop_map(|line| line.replace('_', " ")),
        2 => prop::sample::select(lexicon().map(|(word, _)| word).step_by(7).collect::<Vec<_>>()).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["_", " _ ", "  ", "\u{a0}", "\n", ". ", "COVID-19", "1 084", "Đắk Lắk", "\u{301}", "TP.HCM"]).prop_map(str::to_owned),
    ];
    let space = prop::sample::select(vec![" ", " ", " ", "", "\u{a0}", "  ", "\n"]);
    prop::collection::vec((piece, space), 0..6).prop_map(|pieces| {
        pieces
            .into_iter()
            .flat_map(|(piece, space)| [piece, space.to_owned()])
            .collect()
    })
}

/// What must hold for any text.
fn check(text: &str) {
    let segmentation = segmented(text);
    let words: Vec<_> = segmentation.words().collect();
    let mut end = 0;
    for word in &words {
        assert!(
            word.start >= end && word.start < word.end,
            "{word:?} of {text:?}"
        );
        assert!(text.get(word.clone()).is_some(), "{word:?} of {text:?}");
        end = word.end;
    }
    let mut joined = String::new();
    segmentation.join(text, &mut joined);
    // Going through the joins gives the text back, byte by byte.
    let mut back = String::new();
    let mut rest = joined.as_str();
    let mut next = 0;
    for join in segmentation.joins(text) {
        assert!(matches!(&text[join.clone()], " " | "\u{a0}"));
        assert!(
            words
                .iter()
                .any(|word| word.start < join.start && join.end < word.end)
        );
        let (before, after) = rest.split_at(join.start - next);
        back += before;
        back += &text[join.clone()];
        rest = after.strip_prefix('_').expect("a low line at a join");
        next = join.end;
    }
    back += rest;
    assert_eq!(back, text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn joins_taken_away_give_the_text_back(text in text()) {
        check(&text);
    }

    #[test]
    fn anything_at_all_can_be_segmented(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn bytes_near_vietnamese_can_be_segmented(text in "[a-zA-ZăâđêôơưĂÂĐÊÔƠƯáàảãạếềộự\u{300}\u{301}\u{303}\u{309}\u{323}0-9 _.,\u{a0}\n-]{0,60}") {
        check(&text);
    }

    #[test]
    fn the_unicode_form_does_not_matter(text in text()) {
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(join(&decomposed).nfc().collect::<String>(), join(&text.nfc().collect::<String>()));
    }

    #[test]
    fn tone_placement_and_i_or_y_do_not_matter(text in text()) {
        let other = restyled(&text);
        let gaps = |text: &str| join(text).chars().filter(|c| " _\u{a0}".contains(*c)).collect::<String>();
        prop_assert_eq!(gaps(&text), gaps(&other));
    }
}

/// Another tone placement and i for y, as other newspapers write.
fn restyled(text: &str) -> String {
    let pairs = [
        ("oà", "òa"),
        ("oá", "óa"),
        ("oả", "ỏa"),
        ("oã", "õa"),
        ("oạ", "ọa"),
        ("oẻ", "ỏe"),
        ("uý", "úy"),
        ("uỷ", "ủy"),
        ("uỵ", "ụy"),
    ];
    let mut words: Vec<String> = text.split_inclusive(' ').map(str::to_owned).collect();
    for word in &mut words {
        let bare = word.trim_end();
        let mut other = bare.to_owned();
        for (one, two) in pairs {
            other = other.replace(one, two);
        }
        for (one, two) in [
            ("kỹ", "kĩ"),
            ("lý", "lí"),
            ("mỹ", "mĩ"),
            ("quý", "quí"),
            ("quy", "qui"),
            ("tỷ", "tỉ"),
        ] {
            if other.eq_ignore_ascii_case(one) {
                other = two.to_owned();
            }
        }
        // Only where the rules say that both are one: not in `toán`, nor across a capital.
        if canonical(&other) == canonical(bare) {
            *word = other + &word[bare.len()..];
        }
    }
    words.concat()
}
