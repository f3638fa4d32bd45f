//! Marking what matched, on what was written (rule 4.7).

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use timtin_corpus::Article;
use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Token};

use super::fragment::{fragments, is_abbreviation};
use super::response::Fragment;
use super::suggestion::Readings;
use crate::analysis::{is_unmarked, texts};
use crate::query::{Plan, Run, Zone};

/// Runs are matched word by word up to this length.
const MAX_SLOTS: usize = 64;
/// What a mark that is part of a longer match counts in the choice of fragments.
const TOGETHER: f32 = 2.0;

/// Marks the hits of one plan.
pub(crate) struct Highlighter<'p> {
    plan: &'p Plan,
    sought: Sought<'p>,
    analyzer: Analyzer<'p>,
    readings: &'p Readings,
}

/// A hit with its marks.
#[derive(Debug, Default)]
pub(crate) struct Highlighted {
    /// The marks in the title.
    pub(crate) title: Vec<Range<usize>>,
    /// The best fragments of summary and body.
    pub(crate) fragments: Vec<Fragment>,
    /// How the article spells the readings of words typed without marks.
    pub(crate) spellings: Spellings,
}

/// How texts spell the readings of words typed without marks, and how often.
#[derive(Debug, Default)]
pub(crate) struct Spellings(HashMap<String, HashMap<String, usize>>);

impl Spellings {
    fn add(&mut self, reading: &str, form: String, times: usize) {
        let forms = self.0.entry(reading.to_owned()).or_default();
        *forms.entry(form).or_default() += times;
    }

    pub(crate) fn merge(&mut self, others: Spellings) {
        for (reading, forms) in others.0 {
            for (form, times) in forms {
                self.add(&reading, form, times);
            }
        }
    }

    /// The usual form of a reading.
    pub(crate) fn usual(&self, reading: &str) -> Option<String> {
        let usual = self
            .0
            .get(reading)?
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        usual.map(|(form, _)| form.clone())
    }
}

/// What tokens of a text may satisfy some word of a plan: most satisfy none, which their first letters
/// tell.
struct Sought<'p> {
    words: Vec<&'p str>,
    prefixes: Vec<&'p str>,
    /// By their first bytes.
    firsts: [bool; 256],
}

impl<'p> Sought<'p> {
    fn new(plan: &'p Plan) -> Sought<'p> {
        let slots = plan.runs.iter().flat_map(|run| &run.slots);
        let mut words: Vec<&str> = slots.map(|slot| slot.folded.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        let prefixes: Vec<&str> = plan
            .prefixes
            .iter()
            .map(|(text, _)| text.as_str())
            .collect();
        let mut firsts = [false; 256];
        for text in words.iter().chain(&prefixes) {
            match text.bytes().next() {
                Some(first) => firsts[usize::from(first)] = true,
                None => firsts = [true; 256],
            }
        }
        Sought {
            words,
            prefixes,
            firsts,
        }
    }

    fn may_be(&self, folded: &str) -> bool {
        let first = folded.bytes().next();
        first.is_none_or(|first| self.firsts[usize::from(first)])
            && (self.words.binary_search(&folded).is_ok()
                || self
                    .prefixes
                    .iter()
                    .any(|prefix| folded.starts_with(prefix)))
    }
}

/// A marked piece of text.
#[derive(Clone, Debug)]
struct Mark {
    span: Range<usize>,
    /// Which word of the query, so that a fragment with different ones wins.
    word: (usize, usize),
    weight: f32,
}

impl<'p> Highlighter<'p> {
    pub(crate) fn new(plan: &'p Plan, readings: &'p Readings, lexicon: &'p Lexicon) -> Self {
        Highlighter {
            plan,
            sought: Sought::new(plan),
            analyzer: Analyzer::new(lexicon),
            readings,
        }
    }

    /// The marks in the title and the best `count` fragments of summary and body.
    pub(crate) fn highlight(
        &self,
        article: &Article,
        count: usize,
        analysis: &mut Analysis<'p>,
    ) -> Highlighted {
        let mut spellings = Spellings::default();
        let [mut title, mut summary, mut body] = self.all_marks(article, analysis, &mut spellings);
        drop_strays([&mut title, &mut summary, &mut body]);
        let mut best = scored("summary", &article.summary, &summary);
        best.extend(scored("body", &article.body, &body));
        // Stable: of equal ones the earlier first.
        best.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut fragments: Vec<Fragment> = best
            .into_iter()
            .take(count)
            .map(|(_, fragment)| fragment)
            .collect();
        if fragments.is_empty() && count > 0 {
            fragments.extend(opening(article));
        }
        Highlighted {
            title: merge(&article.title, title),
            fragments,
            spellings,
        }
    }

    /// The marks in title, summary and body, read with what the article as a whole tells.
    fn all_marks(
        &self,
        article: &Article,
        analysis: &mut Analysis<'p>,
        spellings: &mut Spellings,
    ) -> [Vec<Mark>; 3] {
        const ZONES: [Zone; 3] = [Zone::Title, Zone::Summary, Zone::Body];
        let texts = texts(article);
        let mut found = [const { Vec::new() }; 3];
        let each = |at: usize, analysis: &Analysis<'_>| {
            let together = |run, slot, token: &Token<'_>| {
                // What an abbreviation stands for isn't what is written.
                if !token.expanded && self.readings.of(run, slot) == Some(token.term) {
                    let form = timtin_tokenizer::lower(&texts[at][token.start..token.end]);
                    spellings.add(token.term, form, 1);
                }
            };
            found[at] = marks(self.plan, &self.sought, ZONES[at], analysis, together);
        };
        self.analyzer
            .analyze_article(&texts, &article.category, analysis, each);
        found
    }
}

/// The marks in one analysed text; `together` gets each word of a run that stands beside its neighbour.
fn marks(
    plan: &Plan,
    sought: &Sought<'_>,
    zone: Zone,
    analysis: &Analysis<'_>,
    mut together: impl FnMut(usize, usize, &Token<'_>),
) -> Vec<Mark> {
    let tokens = analysis
        .tokens()
        .filter(|token| sought.may_be(token.folded));
    let tokens: Vec<Token<'_>> = tokens.collect();
    let resort = is_unmarked(analysis);
    let mut marks = Vec::new();
    for (at, run) in plan.runs.iter().enumerate() {
        if run.zone != Zone::Anywhere && run.zone != zone {
            continue;
        }
        if run.phrase {
            marks.extend(phrase_marks(&tokens, run, at, resort));
        } else {
            marks.extend(word_marks(&tokens, run, at, resort, |slot, token| {
                together(at, slot, token);
            }));
        }
    }
    for (folded, prefix_zone) in &plan.prefixes {
        let inside = *prefix_zone == Zone::Anywhere || *prefix_zone == zone;
        let matching = tokens
            .iter()
            .filter(|token| inside && token.folded.starts_with(folded.as_str()));
        marks.extend(matching.map(|token| Mark {
            span: token.start..token.end,
            word: (usize::MAX, 0),
            weight: 1.0,
        }));
    }
    marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
    marks
}

/// Where a word of the query stands beside its neighbour anywhere in an article, only such places
/// are marked: the `Bộ` of a ministry is not what `cán bộ` looks for.
fn drop_strays(marks: [&mut Vec<Mark>; 3]) {
    let together: HashSet<(usize, usize)> = marks
        .iter()
        .flat_map(|marks| marks.iter())
        .filter(|mark| mark.weight >= TOGETHER)
        .map(|mark| mark.word)
        .collect();
    for marks in marks {
        marks.retain(|mark| mark.weight >= TOGETHER || !together.contains(&mark.word));
    }
}

/// Marks single words, those beside their neighbour in the query with more weight. Words that mean
/// something only as a whole are marked only so.
fn word_marks(
    tokens: &[Token<'_>],
    run: &Run,
    at: usize,
    resort: bool,
    mut seen: impl FnMut(usize, &Token<'_>),
) -> Vec<Mark> {
    let slots = &run.slots[..run.slots.len().min(MAX_SLOTS)];
    let matched: Vec<u64> = tokens
        .iter()
        .map(|token| {
            slots
                .iter()
                .enumerate()
                .filter(|(_, slot)| slot.matches(token, resort))
                .fold(0_u64, |bits, (slot, _)| bits | 1 << slot)
        })
        .collect();
    // By position: which slots stand there.
    let mut places: Vec<(u32, u64)> = Vec::new();
    for (token, bits) in tokens.iter().zip(&matched).filter(|(_, bits)| **bits != 0) {
        match places.last_mut() {
            Some((position, all)) if *position == token.position => *all |= bits,
            _ => places.push((token.position, *bits)),
        }
    }
    let at_position = |position: u32| {
        places
            .binary_search_by_key(&position, |place| place.0)
            .map_or(0, |found| places[found].1)
    };
    let is_whole = |position: u32, slot: usize| {
        let whole = run.wholes.iter().find(|whole| whole.contains(&slot));
        whole.is_none_or(|whole| {
            whole.end <= slots.len()
                && whole.clone().all(|other| {
                    (position + other as u32)
                        .checked_sub(slot as u32)
                        .is_some_and(|position| at_position(position) & (1 << other) != 0)
                })
        })
    };
    let beside = |position: u32, bits: u64| {
        let before = position.checked_sub(1).map_or(0, at_position) << 1;
        let after = at_position(position + 1) >> 1;
        bits & (before | after)
    };
    let mut marks = Vec::new();
    for (token, bits) in tokens.iter().zip(matched).filter(|(_, bits)| *bits != 0) {
        let pairs = beside(token.position, bits);
        for slot in (0..slots.len()).filter(|slot| bits & (1 << slot) != 0) {
            if !is_whole(token.position, slot) {
                continue;
            }
            let paired = pairs & (1 << slot) != 0;
            seen(slot, token);
            marks.push(Mark {
                span: token.start..token.end,
                word: (at, slot),
                weight: if paired { TOGETHER } else { 1.0 },
            });
        }
    }
    marks
}

/// Marks the places where all words of a phrase stand together, each as one.
fn phrase_marks(tokens: &[Token<'_>], run: &Run, at: usize, resort: bool) -> Vec<Mark> {
    let Some((first, others)) = run.slots.split_first() else {
        return Vec::new();
    };
    let starts = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| first.matches(token, resort));
    let marks = starts.filter_map(|(start, token)| {
        let limit = token.position + others.len() as u32 + run.slop;
        let (mut last, mut end) = (token.position, token.end);
        for slot in others {
            let next = tokens[start + 1..]
                .iter()
                .take_while(|token| token.position <= limit)
                .find(|token| token.position > last && slot.matches(token, resort))?;
            (last, end) = (next.position, end.max(next.end));
        }
        Some(Mark {
            span: token.start..end,
            word: (at, 0),
            weight: TOGETHER * run.slots.len() as f32,
        })
    });
    marks.collect()
}

/// The fragments of `text` that hold marks, with how much they show.
fn scored(field: &str, text: &str, marks: &[Mark]) -> Vec<(f32, Fragment)> {
    if marks.is_empty() {
        return Vec::new();
    }
    // What is marked as one is shown as one.
    let pieces = fragments(text, &merge(text, marks.to_vec()));
    let mut out = Vec::new();
    for piece in pieces {
        let from = marks.partition_point(|mark| mark.span.start < piece.start);
        let inside: Vec<Mark> = marks[from..]
            .iter()
            .take_while(|mark| mark.span.start < piece.end)
            .filter(|mark| mark.span.end <= piece.end)
            .cloned()
            .collect();
        if inside.is_empty() {
            continue;
        }
        let score = worth(&inside);
        let start = piece.start;
        let shifted = inside.into_iter().map(|mark| Mark {
            span: mark.span.start - start..mark.span.end - start,
            ..mark
        });
        let piece = &text[piece];
        let marks = merge(piece, shifted.collect());
        out.push((
            score,
            Fragment {
                field: field.to_owned(),
                text: piece.to_owned(),
                marks,
            },
        ));
    }
    out
}

/// Different words of the query count in full, repetitions little.
fn worth(marks: &[Mark]) -> f32 {
    let mut best: HashMap<(usize, usize), f32> = HashMap::new();
    for mark in marks {
        let entry = best.entry(mark.word).or_default();
        *entry = entry.max(mark.weight);
    }
    best.values().sum::<f32>() + 0.1 * marks.len() as f32
}

/// Marks without overlaps, neighbours with only space or a hyphen between them as one.
fn merge(text: &str, marks: Vec<Mark>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for Mark { span, .. } in marks {
        match merged.last_mut() {
            Some(last)
                if span.start <= last.end
                    || is_gap(&text[..last.end], &text[last.end..span.start]) =>
            {
                last.end = last.end.max(span.end)
            }
            _ => merged.push(span),
        }
    }
    merged
}

/// Whether what stands between two marks joins them: space, a hyphen, the point of `TP.HCM`. A point
/// with space behind it ends a sentence, unless the word before it is written so.
fn is_gap(before: &str, between: &str) -> bool {
    let ends_sentence =
        between.starts_with('.') && between.len() > 1 && !is_abbreviation(before, '.');
    !ends_sentence
        && between.len() <= 3
        && between
            .chars()
            .all(|c| matches!(c, ' ' | '\u{a0}' | '-' | '.' | '/'))
}

/// What a hit shows when nothing in its text is marked: how it begins.
fn opening(article: &Article) -> Option<Fragment> {
    let summary = [("summary", &article.summary), ("body", &article.body)];
    summary.into_iter().find_map(|(field, text)| {
        let first = fragments(text, &[]).into_iter().next()?;
        Some(Fragment {
            field: field.to_owned(),
            text: text[first].to_owned(),
            marks: Vec::new(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Accents, Matching};

    /// The title with `[ ]` around its marks.
    fn marked(title: &str, query: &str) -> String {
        let lexicon = Lexicon::built_in_and("TS-VM\ttrong sạch, vững mạnh\nQX\tquê xa").unwrap();
        let plan = Plan::new(query, &lexicon, Accents::Auto, Matching::Auto);
        let article = Article {
            title: title.into(),
            ..Article::default()
        };
        let readings = Readings::default();
        let marks = Highlighter::new(&plan, &readings, &lexicon)
            .highlight(&article, 3, &mut Analysis::new())
            .title;
        let mut out = title.to_owned();
        for mark in marks.iter().rev() {
            out.insert(mark.end, ']');
            out.insert(mark.start, '[');
        }
        out
    }

    #[test]
    fn a_phrase_across_sentences_is_marked() {
        let lexicon = Lexicon::built_in().unwrap();
        let plan = Plan::new(
            "\"tràn về sông dâng\"",
            &lexicon,
            Accents::Auto,
            Matching::Auto,
        );
        let article = Article {
            body: "Mưa lớn suốt ba ngày đêm trên toàn lưu vực, nước từ thượng nguồn tràn về. Sông dâng \
                   nhanh, hàng trăm hộ dân ở vùng trũng thấp phải di dời ngay trong đêm."
                .into(),
            ..Article::default()
        };
        let readings = Readings::default();
        let found = Highlighter::new(&plan, &readings, &lexicon)
            .highlight(&article, 3, &mut Analysis::new())
            .fragments;
        let marked = |fragment: &Fragment| -> Vec<String> {
            let marks = fragment.marks.iter();
            marks
                .map(|mark| fragment.text[mark.clone()].to_owned())
                .collect()
        };
        assert_eq!(
            found.iter().map(marked).collect::<Vec<_>>(),
            [["tràn về. Sông dâng"]]
        );
    }

    #[test]
    fn marks_are_on_what_was_written() {
        for (title, query, expected) in [
            (
                "Du lịch Đà Nẵng hút khách",
                "đà nẵng",
                "Du lịch [Đà Nẵng] hút khách",
            ),
            (
                "Du lịch Đà Nẵng hút khách",
                "da nang",
                "Du lịch [Đà Nẵng] hút khách",
            ),
            (
                "Cơ quan TS-VM tiêu biểu",
                "\"cơ quan trong sạch vững mạnh\"",
                "[Cơ quan TS-VM] tiêu biểu",
            ),
            (
                "Cơ quan TS-VM tiêu biểu",
                "trong sạch",
                "Cơ quan [TS-VM] tiêu biểu",
            ),
            (
                "Về quê xa lắm, xa quê",
                "\"quê xa\"",
                "Về [quê xa] lắm, xa quê",
            ),
            ("Về quê xa lắm, QX ơi", "QX", "Về [quê xa] lắm, [QX] ơi"),
            ("Về xa quê, nhớ quê", "QX", "Về xa quê, nhớ quê"),
            ("Cán bộ của Bộ Y tế", "cán bộ", "[Cán bộ] của Bộ Y tế"),
            ("Bão gây lũ", "lũ bão", "[Bão] gây [lũ]"),
            ("Dân vận và dân tộc", "dân*", "[Dân] vận và [dân] tộc"),
            ("Thủy điện", "thuỷ điện", "[Thủy điện]"),
            (
                "Mưa ở Đà Nẵng. Đà Nẵng ngập",
                "đà nẵng",
                "Mưa ở [Đà Nẵng]. [Đà Nẵng] ngập",
            ),
            ("Ở TP.HCM và TP. HCM", "TP.HCM", "Ở [TP.HCM] và [TP. HCM]"),
            ("Bat giu nhom lua dao", "lừa đảo", "Bat giu nhom [lua dao]"),
        ] {
            assert_eq!(marked(title, query), expected, "{query}");
        }
    }

    #[test]
    fn an_abbreviation_is_marked_for_what_the_body_defines() {
        let lexicon = Lexicon::empty();
        let plan = Plan::new("chốt kiểm tra", &lexicon, Accents::Auto, Matching::Auto);
        let article = Article {
            title: "CKT giữ xe gỗ".into(),
            body: "Chốt kiểm tra Lạc Sơn (CKT) giữ một xe.".into(),
            ..Article::default()
        };
        let readings = Readings::default();
        let found = Highlighter::new(&plan, &readings, &lexicon).highlight(
            &article,
            1,
            &mut Analysis::new(),
        );
        let (title, found) = (found.title, found.fragments);
        assert_eq!(title.first(), Some(&(0..3)));
        let marked: Vec<&str> = found[0]
            .marks
            .iter()
            .map(|mark| &found[0].text[mark.clone()])
            .collect();
        assert_eq!(marked, ["Chốt kiểm tra", "CKT"]);
    }

    #[test]
    fn a_stray_word_is_not_marked_where_another_part_has_it_in_place() {
        let lexicon = Lexicon::empty();
        let plan = Plan::new("cán bộ", &lexicon, Accents::Auto, Matching::Auto);
        let article = Article {
            title: "Bộ Y tế họp".into(),
            body: "Nhiều cán bộ dự.".into(),
            ..Article::default()
        };
        let readings = Readings::default();
        let found = Highlighter::new(&plan, &readings, &lexicon).highlight(
            &article,
            3,
            &mut Analysis::new(),
        );
        let (title, found) = (found.title, found.fragments);
        assert_eq!((title, found.len()), (Vec::new(), 1));
    }

    #[test]
    fn the_best_fragment_has_most_of_the_query() {
        let lexicon = Lexicon::empty();
        let plan = Plan::new("bão lũ miền trung", &lexicon, Accents::Auto, Matching::Auto);
        let article = Article {
            body: "Cơn bão số 5 đang tiến gần bờ, dự báo đêm nay sẽ đổ bộ vào đất liền nước ta.\nTheo dự báo, bão lũ miền Trung còn kéo dài đến hết tháng sau, người dân cần đề phòng.".into(),
            ..Article::default()
        };
        let readings = Readings::default();
        let found = Highlighter::new(&plan, &readings, &lexicon)
            .highlight(&article, 1, &mut Analysis::new())
            .fragments;
        assert!(found[0].text.starts_with("Theo dự báo"), "{found:?}");
        assert_eq!(
            &found[0].text[found[0].marks[0].clone()],
            "bão lũ miền Trung"
        );
    }
}
