//! What words typed without marks most likely meant (rule 2.5), by the index's own statistics.
//!
//! `thanh tra` can be `thanh trà`, `thánh trả` and a hundred others. How often each syllable occurs
//! is in the index; which of them stand beside each other is counted on a sample of the places where
//! the query's syllables do. The likeliest sequence is chosen as a whole, so that `tra` stays what it
//! is in `thanh tra chính phủ`.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;

use tantivy::index::InvertedIndexReader;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, TERMINATED, Term};
use timtin_tokenizer::{extensions, fold};

use super::postings::{Alternative, SlotPostings, idf};
use crate::analysis::term;
use crate::error::Result;
use crate::query::{Plan, Slot, Typed};

/// Longer runs are read by their first words.
const MAX_SLOTS: usize = 32;
/// So many readings of a syllable are compared, the most frequent ones.
const MAX_READINGS: usize = 8;
/// Documents looked at for all pairs of a query, and for each at least.
const SAMPLE: usize = 3000;
const MIN_SAMPLE: usize = 300;
/// Places looked at for each pair.
const PLACES: usize = 150;
/// What a place counts where none, one or both of the words around it stand there too.
const AROUND: [f64; 3] = [1.0, 10.0, 60.0];
/// How many places a pair weighs that was seen nowhere, if its words were independent.
const SMOOTHING: f64 = 2.0;

/// The readings of a plan's words typed without marks.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    /// For each run and slot the likeliest reading.
    runs: Vec<Vec<Option<Reading>>>,
}

/// What a word typed without marks is read as.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The canonical term.
    pub(crate) term: String,
    /// How much likelier it is than the next one, from 0 to 1.
    pub(crate) margin: f32,
    /// The inverse document frequency to expect of the word: that of each reading by its likelihood.
    pub(crate) idf: f32,
}

impl Readings {
    /// Reads what `plan` has without marks.
    pub(crate) fn new(searcher: &Searcher, field: Field, plan: &Plan) -> Result<Readings> {
        let mut runs = Vec::with_capacity(plan.runs.len());
        for run in &plan.runs {
            let slots = &run.slots[..run.slots.len().min(MAX_SLOTS)];
            let open = !run.variant && slots.iter().any(Slot::is_free);
            runs.push(if open {
                Chain::new(searcher, field, slots)?.likeliest()
            } else {
                Vec::new()
            });
        }
        Ok(Readings { runs })
    }

    /// The likeliest reading of a word typed without marks.
    pub(crate) fn of(&self, run: usize, slot: usize) -> Option<&str> {
        self.reading(run, slot).map(|reading| reading.term.as_str())
    }

    /// The likeliest reading of a word typed without marks, and what is known of it.
    pub(crate) fn reading(&self, run: usize, slot: usize) -> Option<&Reading> {
        self.runs.get(run)?.get(slot)?.as_ref()
    }

    /// The query with its readings, spelt as `spelling` says; `None` when that is what was typed, or
    /// the query is more than words.
    pub(crate) fn suggestion(
        &self,
        plan: &Plan,
        spelling: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let mut runs = plan.runs.iter().enumerate().filter(|(_, run)| !run.variant);
        let (run_at, run) = runs.next()?;
        if runs.next().is_some() {
            return None;
        }
        let mut changed = false;
        let mut words = Vec::with_capacity(run.typed.len());
        for Typed {
            term: typed, at, ..
        } in &run.typed
        {
            let place = *at as usize;
            let same = run.slots.get(place).is_some_and(|slot| slot.term == *typed);
            match self.of(run_at, place).filter(|_| same) {
                Some(reading) => {
                    changed = changed || reading != typed;
                    words.push(spelling(reading).unwrap_or_else(|| usual_spelling(reading)));
                }
                None => words.push(as_written(typed, plan)),
            }
        }
        changed.then(|| words.join(" "))
    }
}

/// A word of the query as it was typed, as far as the plan knows.
fn as_written(typed: &str, plan: &Plan) -> String {
    let key = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let abbreviation = plan
        .interpretation
        .expansions
        .iter()
        .find(|expansion| key(&expansion.abbreviation) == typed);
    match abbreviation {
        Some(expansion) => expansion.abbreviation.clone(),
        None => usual_spelling(typed),
    }
}

/// Canonical terms have `i` where newspapers mostly write `y`: behind `qu` and in `kỹ`, `lý`, `mỹ`.
fn usual_spelling(term: &str) -> String {
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

/// A word and what it may be.
struct Word {
    /// What stands for it in the index, however it reads.
    any: Vec<Alternative>,
    /// The canonical terms and their shares of the word's documents.
    readings: Vec<(String, f64)>,
    /// The inverse document frequencies of `readings`.
    idfs: Vec<f32>,
    /// Whether it was typed without marks.
    free: bool,
}

impl Word {
    fn new(searcher: &Searcher, field: Field, slot: &Slot) -> Result<Word> {
        let free = slot.is_free();
        let terms = if free {
            let mut terms = extensions(&slot.term);
            terms.push(slot.term.clone());
            terms
        } else {
            vec![slot.term.clone()]
        };
        let mut readings = Vec::with_capacity(terms.len());
        for reading in terms {
            let documents = searcher.doc_freq(&Term::from_field_text(field, &reading))?;
            if documents > 0 {
                readings.push((reading, documents as f64));
            }
        }
        readings.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        readings.truncate(MAX_READINGS);
        let idfs = readings
            .iter()
            .map(|(_, documents)| idf(*documents as u64, searcher.num_docs()))
            .collect();
        let all: f64 = readings.iter().map(|(_, documents)| documents).sum();
        for (_, documents) in &mut readings {
            *documents /= all;
        }
        let any = match free {
            true => term::of(term::FOLDED, &slot.term),
            false => slot.term.clone(),
        };
        Ok(Word {
            any: vec![(Term::from_field_text(field, &any), 1.0)],
            readings,
            idfs,
            free,
        })
    }
}

/// Words in a row with what was counted of each pair of neighbours.
struct Chain {
    words: Vec<Word>,
    pairs: Vec<Pair>,
}

/// How often the readings of a word and of the next one were seen side by side.
#[derive(Default)]
struct Pair {
    seen: HashMap<(usize, usize), f64>,
    all: f64,
}

impl Chain {
    fn new(searcher: &Searcher, field: Field, slots: &[Slot]) -> Result<Chain> {
        let words = slots
            .iter()
            .map(|slot| Word::new(searcher, field, slot))
            .collect::<Result<Vec<_>>>()?;
        let sample = MIN_SAMPLE.max(SAMPLE / words.len());
        let mut pairs = Vec::with_capacity(words.len());
        for (at, pair) in words.windows(2).enumerate() {
            let undecided = pair.iter().any(|word| word.readings.len() > 1);
            pairs.push(match undecided {
                true => count(searcher, field, &words, at, sample)?,
                false => Pair::default(),
            });
        }
        Ok(Chain { words, pairs })
    }

    /// The readings that are likeliest together (Viterbi), for words typed without marks.
    fn likeliest(&self) -> Vec<Option<Reading>> {
        let (ahead, back) = (self.ways_to(best_way), self.ways_from(best_way));
        let likelihoods = self.likelihoods();
        let mut chosen: Vec<Option<Reading>> = Vec::with_capacity(self.words.len());
        let mut before = None;
        for (at, word) in self.words.iter().enumerate() {
            // The best way through each reading; among equal ones the one that fits what was chosen.
            let fits = |reading: usize| {
                let from = |before| self.step(at, before, reading);
                back[at][reading] + before.map_or(ahead[at][reading], from)
            };
            let best = (0..word.readings.len()).max_by(|a, b| fits(*a).total_cmp(&fits(*b)));
            before = best;
            let likelihoods = &likelihoods[at];
            chosen.push(best.filter(|_| word.free).map(|best| {
                Reading {
                    term: word.readings[best].0.clone(),
                    margin: margin(likelihoods, best),
                    idf: likelihoods
                        .iter()
                        .zip(&word.idfs)
                        .map(|(p, idf)| p * idf)
                        .sum(),
                }
            }));
        }
        chosen
    }

    /// For each word how likely each of its readings is, all ways through the others together.
    fn likelihoods(&self) -> Vec<Vec<f32>> {
        let (ahead, back) = (self.ways_to(all_ways), self.ways_from(all_ways));
        let through = ahead.iter().zip(&back).map(|(ahead, back)| {
            let through: Vec<f64> = ahead.iter().zip(back).map(|(to, from)| to + from).collect();
            let all = all_ways(&through);
            through.iter().map(|way| (way - all).exp() as f32).collect()
        });
        through.collect()
    }

    /// For each reading of each word the likelihood of the ways to it from the left, made one by `join`.
    fn ways_to(&self, join: fn(&[f64]) -> f64) -> Vec<Vec<f64>> {
        let mut ways: Vec<Vec<f64>> = Vec::with_capacity(self.words.len());
        for (at, word) in self.words.iter().enumerate() {
            let way = |reading: usize| {
                let before = at.checked_sub(1).map_or(&[][..], |before| &ways[before]);
                if before.is_empty() {
                    return word.readings[reading].1.ln();
                }
                let steps = before.iter().enumerate();
                let steps: Vec<f64> = steps
                    .map(|(other, way)| way + self.step(at, other, reading))
                    .collect();
                join(&steps)
            };
            let all = (0..word.readings.len()).map(way).collect();
            ways.push(all);
        }
        ways
    }

    /// For each reading of each word the likelihood of the ways from it to the right, made one by `join`.
    fn ways_from(&self, join: fn(&[f64]) -> f64) -> Vec<Vec<f64>> {
        let mut ways: Vec<Vec<f64>> = Vec::with_capacity(self.words.len());
        for (at, word) in self.words.iter().enumerate().rev() {
            let way = |reading: usize| {
                let next = ways.last().map_or(&[][..], |next| next);
                if next.is_empty() {
                    return 0.0;
                }
                let steps = next.iter().enumerate();
                let steps: Vec<f64> = steps
                    .map(|(other, way)| way + self.step(at + 1, reading, other))
                    .collect();
                join(&steps)
            };
            let all = (0..word.readings.len()).map(way).collect();
            ways.push(all);
        }
        ways.reverse();
        ways
    }

    /// The logarithm of the likelihood of word `at` being `reading` behind `before`.
    fn step(&self, at: usize, before: usize, reading: usize) -> f64 {
        let (left, right) = (
            self.words[at - 1].readings[before].1,
            self.words[at].readings[reading].1,
        );
        self.pairs[at - 1].likelihood(before, reading, left * right) - left.ln()
    }
}

/// How much likelier one of several is than any other.
fn margin(likelihoods: &[f32], one: usize) -> f32 {
    let others = likelihoods.iter().enumerate().filter(|(at, _)| *at != one);
    let next = others
        .map(|(_, likelihood)| *likelihood)
        .fold(0.0, f32::max);
    (likelihoods[one] - next).max(0.0)
}

/// The likelihood of the best of several ways, as logarithms.
fn best_way(ways: &[f64]) -> f64 {
    ways.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// The likelihood of several ways together, as logarithms.
fn all_ways(ways: &[f64]) -> f64 {
    let best = best_way(ways);
    if best == f64::NEG_INFINITY {
        return best;
    }
    best + ways.iter().map(|way| (way - best).exp()).sum::<f64>().ln()
}

impl Pair {
    /// The logarithm of the likelihood of two readings side by side.
    fn likelihood(&self, left: usize, right: usize, independent: f64) -> f64 {
        let seen = self.seen.get(&(left, right)).copied().unwrap_or_default();
        ((seen + SMOOTHING * independent) / (self.all + SMOOTHING)).ln()
    }
}

/// Counts the readings of word `at` and of the next one at places where they stand side by side. Where
/// the words around them stand around them too it is the same expression, and counts for more.
fn count(
    searcher: &Searcher,
    field: Field,
    words: &[Word],
    at: usize,
    sample: usize,
) -> Result<Pair> {
    let mut pair = Pair::default();
    let segments = searcher.segment_readers();
    let documents: usize = segments
        .iter()
        .map(|segment| segment.max_doc() as usize)
        .sum();
    for segment in segments {
        let index = segment.inverted_index(field)?;
        let part = |of: usize| 1 + of * segment.max_doc() as usize / documents.max(1);
        let mut places =
            places(&index, words, at, part(sample)).map_err(tantivy::TantivyError::from)?;
        if places.len() > part(PLACES) {
            places.sort_by_key(|place| Reverse(place.around));
            places.truncate(part(PLACES));
            places.sort_by_key(|place| place.doc);
        }
        if places.is_empty() {
            continue;
        }
        let lefts = read(&index, field, &words[at], &places, 0);
        let rights = read(&index, field, &words[at + 1], &places, 1);
        let lefts = lefts.map_err(tantivy::TantivyError::from)?;
        let rights = rights.map_err(tantivy::TantivyError::from)?;
        for (place, readings) in places.iter().zip(lefts.into_iter().zip(rights)) {
            let weight = AROUND[place.around.min(2)];
            pair.all += weight;
            if let (Some(left), Some(right)) = readings {
                *pair.seen.entry((left, right)).or_default() += weight;
            }
        }
    }
    Ok(pair)
}

/// Where a word of the query stands, the next one behind it.
struct Place {
    doc: DocId,
    position: u32,
    /// How many of the words before and behind the two are there too.
    around: usize,
}

/// Places where word `at` and the next stand side by side, whatever they read as, in the first
/// `documents` with both; one a document, since an article repeats its own words.
fn places(
    index: &InvertedIndexReader,
    words: &[Word],
    at: usize,
    documents: usize,
) -> io::Result<Vec<Place>> {
    let open = |word: Option<&Word>| match word {
        Some(word) => {
            SlotPostings::open(index, &word.any, IndexRecordOption::WithFreqsAndPositions)
        }
        None => Ok(None),
    };
    let mut found = Vec::new();
    let (Some(mut left), Some(mut right)) = (open(words.get(at))?, open(words.get(at + 1))?) else {
        return Ok(found);
    };
    let mut before = open(at.checked_sub(1).and_then(|before| words.get(before)))?;
    let mut behind = open(words.get(at + 2))?;
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    let (mut befores, mut behinds) = (Vec::new(), Vec::new());
    let mut looked = 0;
    while looked < documents {
        let (doc, other) = (left.doc(), right.doc());
        if doc == TERMINATED || other == TERMINATED {
            break;
        }
        if doc != other {
            match doc < other {
                true => left.seek(other),
                false => right.seek(doc),
            };
            continue;
        }
        looked += 1;
        left.positions(&mut lefts);
        right.positions(&mut rights);
        lefts.retain(|place| rights.binary_search(&(place + 1)).is_ok());
        if !lefts.is_empty() {
            positions_in(&mut before, doc, &mut befores);
            positions_in(&mut behind, doc, &mut behinds);
            let place = |position: u32| Place {
                doc,
                position,
                around: usize::from(befores.binary_search(&position.wrapping_sub(1)).is_ok())
                    + usize::from(behinds.binary_search(&(position + 2)).is_ok()),
            };
            found.extend(
                lefts
                    .iter()
                    .map(|position| place(*position))
                    .max_by_key(|place| place.around),
            );
        }
        left.advance();
    }
    Ok(found)
}

/// Replaces `out` by the positions of a word in a document.
fn positions_in(word: &mut Option<SlotPostings>, doc: DocId, out: &mut Vec<u32>) {
    out.clear();
    if let Some(word) = word
        && word.doc() <= doc
        && word.reach(doc)
    {
        word.positions(out);
    }
}

/// Which reading of `word` stands at each place.
fn read(
    index: &InvertedIndexReader,
    field: Field,
    word: &Word,
    places: &[Place],
    offset: u32,
) -> io::Result<Vec<Option<usize>>> {
    let mut out = vec![None; places.len()];
    if !word.free {
        out.fill(Some(0));
        return Ok(out);
    }
    let mut positions = Vec::new();
    for (reading, (term, _)) in word.readings.iter().enumerate() {
        if out.iter().all(Option::is_some) {
            break;
        }
        let terms = [(Term::from_field_text(field, term), 1.0)];
        let Some(mut postings) =
            SlotPostings::open(index, &terms, IndexRecordOption::WithFreqsAndPositions)?
        else {
            continue;
        };
        for (at, place) in places.iter().enumerate() {
            if out[at].is_none() && postings.doc() <= place.doc && postings.reach(place.doc) {
                postings.positions(&mut positions);
                if positions.binary_search(&(place.position + offset)).is_ok() {
                    out[at] = Some(reading);
                }
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use crate::{Article, Index, Request, Settings, WriterOptions};

    /// The suggestion for `query` in an index of `texts`.
    fn suggestion(texts: &[&str], query: &str) -> Option<String> {
        let index = Index::in_memory(Settings::default()).unwrap();
        let mut writer = index.writer(WriterOptions::default()).unwrap();
        for (at, text) in texts.iter().enumerate() {
            let article = Article {
                id: at.to_string(),
                body: (*text).to_owned(),
                ..Article::default()
            };
            writer.add(article).unwrap();
        }
        writer.commit().unwrap();
        let request = Request::new(query);
        index
            .searcher()
            .unwrap()
            .search(&request)
            .unwrap()
            .suggestion
    }

    #[test]
    fn words_are_read_together() {
        let texts = [
            "Thanh tra Chính phủ công bố kết luận",
            "uống trà, ăn trà, mua trà, bán trà",
            "trà chính hiệu, phủ khắp nơi",
            "ban thường vụ và bạn bè của bạn",
            "bạn thương, bạn thường vui",
            "ông Trịnh Xuân Thanh và bà Thành",
        ];
        for (query, expected) in [
            ("thanh tra chinh phu", Some("thanh tra chính phủ")),
            ("ban thuong vu", Some("ban thường vụ")),
            ("Trinh Xuan Thanh", Some("trịnh xuân thanh")),
            ("thanh tra chính phu", Some("thanh tra chính phủ")),
            ("thanh tra", None),
            ("thanh tra chính phủ", None),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(suggestion(&texts, query).as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn readings_are_spelt_as_texts_spell_them() {
        let texts = ["quy hoạch chi tiết, thuỷ lợi Hòa Bình", "UBND tỉnh họp"];
        for (query, expected) in [
            ("quy hoach", "quy hoạch"),
            ("thuy loi", "thuỷ lợi"),
            ("hoa binh", "hòa bình"),
            ("UBND tinh", "UBND tỉnh"),
        ] {
            assert_eq!(suggestion(&texts, query).as_deref(), Some(expected));
        }
    }
}
