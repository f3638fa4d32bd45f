//! Articles like a given one (rule 4.9).
//!
//! An article is asked for by its most telling words: those it has often, in its title or in its
//! summary, and that few articles have. A Vietnamese word is mostly two syllables, each of which is
//! in many words: what has the same syllables is only a candidate, and ranks by the telling pairs of
//! neighbours that it has in common with the article.

use std::collections::HashMap;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};
use timtin_corpus::Article;
use timtin_tokenizer::{Analysis, Analyzer, Kind};

use super::Searcher;
use super::candidate::{self, Candidate, Scored};
use super::collapse::{self, Rows};
use super::harvest::{Wanted, harvest};
use super::postings::{SlotPostings, idf};
use super::request::{MAX_HITS, Sort};
use super::response::{Duplicate, Hit};
use crate::analysis::texts;
use crate::error::{Error, Result};
use crate::query::Filters;

/// So many words of the article are asked for.
const WORDS: usize = 30;
/// So many pairs of neighbours are looked for in what has the words.
const PAIRS: usize = 40;
/// How many candidates are ranked by pairs, at least.
const RANKED: usize = 400;
/// What a word counts in the title, in the summary and in the body.
const ZONES: [f32; 3] = [4.0, 2.0, 1.0];
/// How soon more of the same word does not count more (BM25's k1).
const SATURATION: f32 = 1.2;
/// What the more frequent word of a pair counts in its idf.
const SECOND_IDF: f32 = 0.5;
/// What pairs count beside words.
const PAIR_WEIGHT: f32 = 2.0;
/// Words that an answer names.
const NAMED: usize = 8;

/// What [`Searcher::similar`] is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SimilarRequest {
    /// The id of the article.
    pub id: String,
    /// Which articles are looked at.
    pub filters: Filters,
    /// How many articles.
    pub limit: usize,
    /// Whether near-identical articles make one hit, and those of the article itself none.
    pub collapse: bool,
}

impl Default for SimilarRequest {
    fn default() -> Self {
        SimilarRequest {
            id: String::new(),
            filters: Filters::default(),
            limit: 10,
            collapse: true,
        }
    }
}

impl SimilarRequest {
    /// Asks for ten articles like the one with this id.
    pub fn new(id: impl Into<String>) -> SimilarRequest {
        SimilarRequest {
            id: id.into(),
            ..SimilarRequest::default()
        }
    }
}

/// Articles like another.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Similar {
    /// The article.
    pub article: Article,
    /// Those near-identical to it: they are no hits.
    pub duplicates: Vec<Duplicate>,
    /// What was looked for most of all.
    pub terms: Vec<String>,
    /// Those like it, the most like first. Nothing is marked in them.
    pub hits: Vec<Hit>,
    /// Milliseconds.
    pub took_ms: f64,
}

impl Similar {
    /// The JSON that `timtin similar` prints; hits are as in
    /// [`Response::to_json`](super::Response::to_json).
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.article.id,
            "title": self.article.title,
            "duplicates": self.duplicates.iter().map(|other| &other.id).collect::<Vec<_>>(),
            "terms": self.terms,
            "took_ms": self.took_ms,
            "hits": self.hits.iter().map(Hit::to_json).collect::<Vec<_>>(),
        })
    }
}

impl Searcher {
    /// Articles like the one with an id; `None` when there is no such article.
    ///
    /// # Errors
    /// When a filter's date cannot be read, too many hits are asked for, or the index cannot be read.
    pub fn similar(&self, request: &SimilarRequest) -> Result<Option<Similar>> {
        let started = Instant::now();
        if request.limit > MAX_HITS {
            return Err(Error::Request {
                what: "limit",
                value: request.limit.to_string(),
                remedy: format!("ask for {MAX_HITS} hits at most"),
            });
        }
        self.index.guarded(|| {
            let Some(address) = self.address(&request.id)? else {
                return Ok(None);
            };
            let mut similar = self.similar_to(address, request)?;
            similar.took_ms = started.elapsed().as_secs_f64() * 1000.0;
            Ok(Some(similar))
        })
    }

    fn similar_to(&self, address: DocAddress, request: &SimilarRequest) -> Result<Similar> {
        let article = self.read(address)?;
        let telling = self.telling(&article)?;
        let filters = request.filters.compile()?;
        let wanted = Wanted {
            limit: RANKED.max(4 * request.limit),
            sort: Sort::Relevance,
            filters: &filters,
            facets: &[],
            recency: None,
            without: &[address].into(),
            ranked_again: true,
        };
        let query = telling.query(self);
        let scored = harvest(&self.snapshot, query.as_ref(), &wanted)?.scored;
        let candidates = candidate::candidates(&self.snapshot, self.with_pairs(scored, &telling)?)?;
        let mut similar = Similar {
            terms: telling.named(),
            article,
            ..Similar::default()
        };
        if !request.collapse {
            for candidate in candidates.into_iter().take(request.limit) {
                similar.hits.push(self.hit_of(candidate, Vec::new())?);
            }
            return Ok(similar);
        }
        let mut rows = Rows::new(&self.snapshot, self.index.fields());
        rows.begin_with(address)?;
        let chosen = rows.add(request.limit, |limit| {
            Ok(candidates.iter().take(limit).cloned().collect())
        })?;
        let others = |row| {
            let mut others = rows.others(row)?;
            collapse::filter(&self.snapshot, &filters, &mut others)?;
            Ok(others)
        };
        let others = (0..=chosen.len())
            .map(others)
            .collect::<Result<Vec<Vec<DocAddress>>>>()?;
        let mut duplicates = self.duplicates(&others)?.into_iter();
        similar.duplicates = duplicates.next().unwrap_or_default();
        for (candidate, duplicates) in chosen.into_iter().zip(duplicates) {
            similar.hits.push(self.hit_of(candidate, duplicates)?);
        }
        Ok(similar)
    }

    fn hit_of(&self, candidate: Candidate, duplicates: Vec<Duplicate>) -> Result<Hit> {
        Ok(Hit {
            missing: Vec::new(),
            without_marks: false,
            score: candidate.score,
            relaxed: false,
            article: self.read(candidate.address)?,
            title_marks: Vec::new(),
            fragments: Vec::new(),
            duplicates,
            explanation: None,
        })
    }

    /// The most telling words and pairs of an article.
    fn telling(&self, article: &Article) -> Result<Telling> {
        let words = self.words(article);
        let documents = self.engine().num_docs().max(1);
        let mut counts: HashMap<&str, f32> = HashMap::new();
        let mut pairs: HashMap<(&str, &str), f32> = HashMap::new();
        for (zone, words) in ZONES.iter().zip(&words) {
            for word in words.iter().flatten() {
                *counts.entry(word).or_default() += zone;
            }
            for pair in words.windows(2) {
                if let [Some(first), Some(second)] = pair {
                    *pairs.entry((first, second)).or_default() += zone;
                }
            }
        }
        let mut idfs: HashMap<&str, f32> = HashMap::new();
        for word in counts.keys() {
            let frequency = self.engine().doc_freq(&self.term(word))?;
            // What no other article has finds none.
            if frequency > 1 {
                idfs.insert(word, idf(frequency, documents));
            }
        }
        let weight = |count: f32, idf: f32| idf * saturated(count);
        let counted = counts.iter().filter_map(|(word, count)| {
            let idf = idfs.get(word)?;
            Some((weight(*count, *idf), word.to_string()))
        });
        let paired = pairs.iter().filter_map(|((first, second), count)| {
            let idf = pair_idf(*idfs.get(first)?, *idfs.get(second)?);
            let pair = (first.to_string(), second.to_string());
            Some((weight(*count, idf), pair))
        });
        Ok(Telling {
            words: most(counted.collect(), WORDS),
            pairs: most(paired.collect(), PAIRS),
        })
    }

    /// The words of title, summary and body, one a position; none where a number or a date stands.
    fn words(&self, article: &Article) -> [Vec<Option<String>>; 3] {
        let mut zones = [const { Vec::new() }; 3];
        let analyzer = Analyzer::new(self.index.lexicon());
        let mut lent = self.index.analysis();
        let each = |at: usize, analysis: &Analysis<'_>| {
            let (words, mut last): (&mut Vec<Option<String>>, _) = (&mut zones[at], None);
            for token in analysis.tokens() {
                let telling =
                    !token.kind.is_numeric() && !matches!(token.kind, Kind::Url | Kind::Email);
                let word = telling.then(|| token.term.to_owned());
                if last != Some(token.position) {
                    words.push(word);
                } else if token.expanded
                    && let Some(slot) = words.last_mut()
                {
                    *slot = word;
                }
                last = Some(token.position);
            }
        };
        let texts = texts(article);
        analyzer.analyze_article(&texts, &article.category, &mut lent.analysis, each);
        zones
    }

    fn term(&self, word: &str) -> Term {
        Term::from_field_text(self.index.fields().text, word)
    }

    /// Adds to the scores of candidates what pairs they have. Those that have none only happen to have
    /// some of the syllables.
    fn with_pairs(&self, mut candidates: Vec<Scored>, telling: &Telling) -> Result<Vec<Scored>> {
        candidates.sort_unstable_by_key(|candidate| candidate.address);
        let before = candidates.clone();
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for candidates in
            candidates.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord)
        {
            let segment = self.snapshot.segment_of(candidates[0].address);
            let index = segment.reader.inverted_index(self.index.fields().text)?;
            let open = |word: &str| {
                let option = IndexRecordOption::WithFreqsAndPositions;
                SlotPostings::open(&index, &[(self.term(word), 1.0)], option)
                    .map_err(tantivy::TantivyError::from)
            };
            for (weight, (first, second)) in &telling.pairs {
                let (Some(mut first), Some(mut second)) = (open(first)?, open(second)?) else {
                    continue;
                };
                for candidate in candidates.iter_mut() {
                    let doc = candidate.address.doc_id;
                    if !first.reach(doc) || !second.reach(doc) {
                        continue;
                    }
                    first.positions(&mut left);
                    second.positions(&mut right);
                    let count = neighbours(&left, &right) as f32;
                    *candidate = candidate.plus(PAIR_WEIGHT * weight * saturated(count));
                }
            }
        }
        if !telling.pairs.is_empty() {
            let mut before = before.iter();
            let scored_less =
                |candidate: &Scored| before.next().is_some_and(|b| b.score < candidate.score);
            candidates.retain(scored_less);
        }
        Ok(candidates)
    }
}

/// The most telling words and pairs of an article, and how much each counts; most telling first.
struct Telling {
    words: Vec<(f32, String)>,
    pairs: Vec<(f32, (String, String))>,
}

impl Telling {
    /// What has any of the words, ranked by them.
    fn query(&self, searcher: &Searcher) -> Box<dyn Query> {
        let word = |(weight, word): &(f32, String)| {
            let option = IndexRecordOption::WithFreqs;
            let query = TermQuery::new(searcher.term(word), option);
            // The idf is in the query's own score already: once more, as the article tells it.
            let query: Box<dyn Query> = Box::new(BoostQuery::new(Box::new(query), weight / 8.0));
            (Occur::Should, query)
        };
        Box::new(BooleanQuery::new(self.words.iter().map(word).collect()))
    }

    /// What the article is about, in a few words.
    fn named(&self) -> Vec<String> {
        let pairs = self.pairs.iter().take(NAMED);
        pairs
            .map(|(_, (first, second))| format!("{first} {second}"))
            .collect()
    }
}

/// The `len` with the largest weights, in the order of their weights; equal ones in their own.
fn most<T: Ord>(mut weighed: Vec<(f32, T)>, len: usize) -> Vec<(f32, T)> {
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    weighed.truncate(len);
    weighed
}

/// More of the same counts less and less.
fn saturated(count: f32) -> f32 {
    count / (count + SATURATION)
}

/// How often a position of `left` is followed by one of `right`; both ascend.
fn neighbours(left: &[u32], right: &[u32]) -> usize {
    let (mut count, mut at) = (0, 0);
    for position in left {
        while right.get(at).is_some_and(|other| *other <= *position) {
            at += 1;
        }
        count += usize::from(right.get(at) == Some(&(position + 1)));
    }
    count
}

/// The idf of a pair is not in the index; the rarer word bounds it from below.
fn pair_idf(left: f32, right: f32) -> f32 {
    left.max(right) + SECOND_IDF * left.min(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_counted() {
        assert_eq!(neighbours(&[1, 5, 9], &[2, 6, 8]), 2);
        assert_eq!(neighbours(&[3], &[1, 2, 3]), 0);
        assert_eq!(neighbours(&[1, 2], &[2, 3]), 2);
        assert_eq!(neighbours(&[], &[1]), 0);
    }
}
