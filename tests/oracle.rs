//! What matches, checked against a brute-force searcher: random articles from a small vocabulary,
//! random queries, and a matcher that knows nothing of indexes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use timtin::tokenizer::{adds_marks, canonical, fold};
use timtin::{
    Article, Facet, FacetCounts, Filters, Index, Matching, Relaxed, Request, Searcher, Settings,
    WriterOptions,
};

/// Syllables that differ by marks, placement and spelling.
const WORDS: [&str; 14] = [
    "can",
    "cán",
    "cận",
    "bo",
    "bộ",
    "bô",
    "bờ",
    "hoà",
    "hòa",
    "hoa",
    "ky",
    "kĩ",
    "đường",
    "duong",
];
const CATEGORIES: [&str; 4] = [
    "Thể thao",
    "Thể thao/Bóng đá",
    "Kinh tế",
    "Kinh tế/Tài chính/Vàng",
];
const SOURCES: [&str; 3] = ["HBĐT", "VOV", "Tin Đồng Bằng"];

#[derive(Clone, Debug)]
struct Written {
    title: Vec<usize>,
    body: Vec<usize>,
    category: usize,
    source: usize,
}

/// A query as the oracle understands it.
#[derive(Clone, Debug)]
enum Asked {
    Word(usize),
    /// Words in this order with so many others between them at most.
    Phrase(Vec<usize>, usize),
    Without(usize),
    Either(usize, usize),
}

fn written() -> impl Strategy<Value = Written> {
    let words = |most| prop::collection::vec(0..WORDS.len(), 0..most);
    (
        words(4),
        prop::collection::vec(0..WORDS.len(), 1..12),
        0..CATEGORIES.len(),
        0..SOURCES.len(),
    )
        .prop_map(|(title, body, category, source)| Written {
            title,
            body,
            category,
            source,
        })
}

fn asked() -> impl Strategy<Value = Vec<Asked>> {
    let word = 0..WORDS.len();
    let clause = prop_oneof![
        4 => word.clone().prop_map(Asked::Word),
        2 => (prop::collection::vec(word.clone(), 2..4), 0..4_usize).prop_map(|(words, others)| Asked::Phrase(words, others)),
        1 => word.clone().prop_map(Asked::Without),
        1 => (word.clone(), word.clone()).prop_map(|(a, b)| Asked::Either(a, b)),
    ];
    (word, prop::collection::vec(clause, 0..3)).prop_map(|(first, mut clauses)| {
        // Something must be asked for.
        clauses.insert(0, Asked::Word(first));
        clauses
    })
}

fn text(words: &[usize]) -> String {
    words
        .iter()
        .map(|word| WORDS[*word])
        .collect::<Vec<_>>()
        .join(" ")
}

fn query(asked: &[Asked]) -> String {
    asked.iter().map(typed).collect::<Vec<_>>().join(" ")
}

fn typed(clause: &Asked) -> String {
    match clause {
        Asked::Word(word) => WORDS[*word].to_owned(),
        Asked::Phrase(words, 0) => format!("\"{}\"", text(words)),
        Asked::Phrase(words, others) => format!("\"{}\"~{others}", text(words)),
        Asked::Without(word) => format!("-{}", WORDS[*word]),
        Asked::Either(a, b) => format!("({} OR {})", WORDS[*a], WORDS[*b]),
    }
}

fn satisfies(query: usize, document: usize) -> bool {
    adds_marks(&canonical(WORDS[query]), &canonical(WORDS[document]))
}

fn has_word(article: &Written, word: usize) -> bool {
    article
        .title
        .iter()
        .chain(&article.body)
        .any(|written| satisfies(word, *written))
}

/// Whether `words` stand in `text` in their order, with at most `others` words between them in all.
fn stand(
    text: &[usize],
    words: &[usize],
    others: usize,
    same: &impl Fn(usize, usize) -> bool,
) -> bool {
    let Some((first, rest)) = words.split_first() else {
        return true;
    };
    (0..text.len()).any(|at| {
        same(*first, text[at])
            && (0..=others).any(|skipped| {
                rest.is_empty() || follow(&text[at + 1..], rest, skipped, others, same)
            })
    })
}

/// Whether `words` go on behind `skipped` words of `text`, which are among the `others`.
fn follow(
    text: &[usize],
    words: &[usize],
    skipped: usize,
    others: usize,
    same: &impl Fn(usize, usize) -> bool,
) -> bool {
    let Some((first, rest)) = words.split_first() else {
        return true;
    };
    let left = others - skipped;
    text.get(skipped).is_some_and(|word| same(*first, *word))
        && (rest.is_empty()
            || (0..=left).any(|next| follow(&text[skipped + 1..], rest, next, left, same)))
}

fn has_phrase(article: &Written, words: &[usize], others: usize) -> bool {
    [&article.title, &article.body]
        .into_iter()
        .any(|text| stand(text, words, others, &satisfies))
}

/// The texts of an article as a last resort reads them: one without any marks could mean all of them.
fn has_at_last(article: &Written, words: &[usize], others: usize) -> bool {
    let plain = |word: usize| fold(&canonical(WORDS[word])).into_owned();
    let unmarked = |text: &&Vec<usize>| {
        text.iter()
            .all(|word| plain(*word) == canonical(WORDS[*word]))
    };
    let mut texts = [&article.title, &article.body].into_iter().filter(unmarked);
    let same = |word: usize, written: usize| plain(written) == plain(word);
    has_phrase(article, words, others) || texts.any(|text| stand(text, words, others, &same))
}

/// Whether an article has what a clause asks for; `last`: also as a last resort.
fn has(article: &Written, clause: &Asked, last: bool) -> bool {
    let phrase = |words: &[usize], others| match last {
        true => has_at_last(article, words, others),
        false => has_phrase(article, words, others),
    };
    match clause {
        Asked::Word(word) => phrase(&[*word], 0),
        Asked::Phrase(words, others) => phrase(words, *others),
        Asked::Either(a, b) => phrase(&[*a], 0) || phrase(&[*b], 0),
        Asked::Without(_) => true,
    }
}

/// What is typed of the clauses that `lacks` holds for, each once.
fn told(asked: &[Asked], lacks: impl Fn(&Asked) -> bool) -> Vec<String> {
    let mut told = Vec::new();
    for clause in asked.iter().filter(|clause| lacks(clause)) {
        if !told.contains(&typed(clause)) {
            told.push(typed(clause));
        }
    }
    told
}

fn matches(article: &Written, asked: &[Asked]) -> bool {
    asked.iter().all(|clause| match clause {
        Asked::Word(word) => has_word(article, *word),
        Asked::Phrase(words, others) => has_phrase(article, words, *others),
        Asked::Without(word) => !has_word(article, *word),
        Asked::Either(a, b) => has_word(article, *a) || has_word(article, *b),
    })
}

fn searcher(articles: &[Written]) -> Searcher {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = index
        .writer(WriterOptions {
            threads: 1,
            memory: 0,
        })
        .unwrap();
    for (at, written) in articles.iter().enumerate() {
        let article = Article {
            id: at.to_string(),
            title: text(&written.title),
            body: text(&written.body),
            category: CATEGORIES[written.category]
                .split('/')
                .map(str::to_owned)
                .collect(),
            source: Some(SOURCES[written.source].to_owned()),
            ..Article::default()
        };
        writer.add(article).unwrap();
        // Several segments, and replaced articles in them.
        if at % 3 == 0 {
            writer.commit().unwrap();
        }
    }
    writer.commit().unwrap();
    index.searcher().unwrap()
}

fn count(counts: &FacetCounts, path: &str) -> u64 {
    match counts {
        FacetCounts::Values(values) => values
            .iter()
            .find(|value| value.value == path)
            .map_or(0, |value| value.count),
        FacetCounts::Tree(tree) => {
            let mut level = tree;
            let mut count = 0;
            for name in path.split('/') {
                let Some(found) = level.iter().find(|category| category.value == name) else {
                    return 0;
                };
                count = found.count;
                level = &found.children;
            }
            count
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn matches_totals_and_facets_are_exact(articles in prop::collection::vec(written(), 1..24), queries in prop::collection::vec(asked(), 4), category in 0..CATEGORIES.len()) {
        let searcher = searcher(&articles);
        for asked in queries {
            let expected: BTreeSet<usize> = (0..articles.len()).filter(|at| matches(&articles[*at], &asked)).collect();
            let request = Request { limit: 100, collapse: false, matching: Matching::All, facets: vec![Facet::Category, Facet::Source], ..Request::new(query(&asked)) };
            let response = searcher.search(&request).unwrap();
            if !response.interpretation.corrected.is_empty() {
                // What no article has as typed may be read as something else; the oracle reads nothing.
                prop_assert!(expected.is_empty(), "{}", query(&asked));
                continue;
            }
            let found: BTreeSet<usize> = response.hits.iter().map(|hit| hit.article.id.parse().unwrap()).collect();
            prop_assert_eq!(&found, &expected, "{}", query(&asked));
            prop_assert_eq!(response.total, expected.len() as u64);
            for path in ["Thể thao", "Thể thao/Bóng đá", "Kinh tế", "Kinh tế/Tài chính", "Kinh tế/Tài chính/Vàng"] {
                let inside = |at: &&usize| format!("{}/", CATEGORIES[articles[**at].category]).starts_with(&format!("{path}/"));
                prop_assert_eq!(count(&response.facets["category"], path), expected.iter().filter(inside).count() as u64);
            }

            // Under a filter, its own facet counts as if it were not there; others obey it.
            let filters = Filters { category: vec![CATEGORIES[category].to_owned()], ..Filters::default() };
            let filtered = searcher.search(&Request { filters, ..request }).unwrap();
            prop_assert_eq!(&filtered.facets["category"], &response.facets["category"]);
            let inside = |at: &usize| format!("{}/", CATEGORIES[articles[*at].category]).starts_with(&format!("{}/", CATEGORIES[category]));
            let passing: Vec<usize> = expected.iter().copied().filter(inside).collect();
            prop_assert_eq!(filtered.total, passing.len() as u64);
            for (at, source) in SOURCES.iter().enumerate() {
                let expected = passing.iter().filter(|article| articles[**article].source == at).count() as u64;
                prop_assert_eq!(count(&filtered.facets["source"], source), expected);
            }
            for hit in &filtered.hits {
                let unfiltered = response.hits.iter().find(|other| other.article.id == hit.article.id);
                prop_assert!(unfiltered.is_some_and(|other| other.score == hit.score), "filters change no score");
            }
        }
    }

    #[test]
    fn relaxed_hits_stand_below_and_pages_fit_together(articles in prop::collection::vec(written(), 1..24), asked in asked()) {
        let searcher = searcher(&articles);
        let whole = searcher.search(&Request { limit: 100, collapse: false, ..Request::new(query(&asked)) }).unwrap();
        let first_relaxed = whole.hits.iter().position(|hit| hit.relaxed).unwrap_or(whole.hits.len());
        prop_assert_eq!(first_relaxed as u64, whole.total);
        prop_assert!(whole.hits[first_relaxed..].iter().all(|hit| hit.relaxed));
        prop_assert!(whole.hits.windows(2).all(|pair| pair[0].score >= pair[1].score), "scores descend");
        let ids: Vec<&str> = whole.hits.iter().map(|hit| hit.article.id.as_str()).collect();
        prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "no article twice");

        // Without relaxing, pages are pieces of the whole.
        let request = Request { matching: Matching::All, limit: 3, collapse: false, ..Request::new(query(&asked)) };
        let mut paged: Vec<String> = Vec::new();
        let mut next = None;
        loop {
            let page = searcher.search(&Request { cursor: next, ..request.clone() }).unwrap();
            paged.extend(page.hits.iter().map(|hit| hit.article.id.clone()));
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        prop_assert_eq!(paged, ids[..first_relaxed].iter().map(|id| id.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn what_relaxed_hits_lack_is_told_exactly(articles in prop::collection::vec(written(), 1..16), queries in prop::collection::vec(asked(), 4)) {
        let searcher = searcher(&articles);
        for asked in queries {
            let response = searcher.search(&Request { limit: 100, collapse: false, fragments: 0, ..Request::new(query(&asked)) }).unwrap();
            if !response.interpretation.corrected.is_empty() {
                continue;
            }
            let (mut lacked, mut unmarked) = (BTreeSet::new(), false);
            for hit in &response.hits {
                let article = &articles[hit.article.id.parse::<usize>().unwrap()];
                let without = |last| told(&asked, |clause| !has(article, clause, last));
                let expected = match hit.relaxed {
                    true => (without(true), without(true) != without(false)),
                    false => (Vec::new(), false),
                };
                prop_assert_eq!(&(hit.missing.clone(), hit.without_marks), &expected, "{} in {:?}", query(&asked), article);
                prop_assert_eq!(hit.relaxed, !hit.missing.is_empty() || hit.without_marks, "a relaxed hit says why");
                lacked.extend(hit.missing.iter().cloned());
                unmarked |= hit.without_marks;
            }
            let mut expected = Vec::new();
            if !lacked.is_empty() {
                let missing = told(&asked, |clause| lacked.contains(&typed(clause)));
                let nowhere = told(&asked, |clause| lacked.contains(&typed(clause)) && !articles.iter().any(|article| has(article, clause, true)));
                expected.push(Relaxed::Words { missing, nowhere });
            }
            if unmarked {
                expected.push(Relaxed::Marks);
            }
            prop_assert_eq!(&response.interpretation.relaxed, &expected, "{}", query(&asked));
        }
    }

    #[test]
    fn no_query_fails_and_marks_are_on_boundaries(query in "\\PC{0,40}", title in "\\PC{0,40}", body in "\\PC{0,120}") {
        let index = Index::in_memory(Settings::default()).unwrap();
        let mut writer = index.writer(WriterOptions { threads: 1, memory: 0 }).unwrap();
        let article = Article { id: "1".into(), title: title.clone(), body: body.clone(), ..Article::default() };
        writer.add(article).unwrap();
        writer.commit().unwrap();
        let searcher = index.searcher().unwrap();
        for query in [query, title.clone(), body.clone()] {
            let response = searcher.search(&Request::new(query)).unwrap();
            for hit in &response.hits {
                let mut end = 0;
                for mark in &hit.title_marks {
                    prop_assert!(mark.start >= end && title.get(mark.clone()).is_some_and(|text| !text.is_empty()));
                    end = mark.end;
                }
                for fragment in &hit.fragments {
                    prop_assert!(body.contains(&fragment.text));
                    prop_assert!(fragment.marks.iter().all(|mark| fragment.text.get(mark.clone()).is_some()));
                }
            }
            response.to_json();
        }
    }
}
