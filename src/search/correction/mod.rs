//! Queries typed badly: keys of an input method that was off, and misspelt syllables.
//!
//! A word is read as something else only where the index does not have it as written: `boot` and
//! `files` are found, `casn booj` is not.

mod usual_spelling;
mod word;

use std::ops::Range;

use tantivy::collector::Count;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocSet, TERMINATED};
use timtin_tokenizer::{
    Confidence, Correction, InputMethod, Kind, Syllable, canonical, corrections_within, extensions,
    fold, leftovers,
};

use super::Searcher;
use super::compile::{Compiler, alternatives};
use super::orthography::in_case_of;
use super::postings::Alternative;
use super::request::Request;
use crate::error::Result;
use crate::query::{Accents, Corrected, CorrectedBy, Filters, Matching, Plan, Slot, query_words};

/// Queries with more words than this are not corrected: somebody pasted a text.
const MAX_WORDS: usize = 32;
/// Misspelt words that are compared by their neighbours.
const MAX_CANDIDATES: usize = 16;
/// A word that looks like no Vietnamese one is corrected only where it breaks a rule of spelling.
const FOREIGN_COST: u8 = 1;
/// What the logarithm of the number of articles that have a correction counts, and of those that have
/// it beside its neighbours in the query, against what had to go wrong.
const FREQUENCY_WEIGHT: f32 = 0.5;
const NEIGHBOUR_WEIGHT: f32 = 1.5;
/// No correction costs more, unless articles have it beside the words next to it.
const MAX_COST: u8 = 4;
/// What a correction may cost that they have so.
const MAX_COST_BESIDE: u8 = 6;
/// So many articles must have the correction of a possible syllable beside its neighbours, and so many
/// times more than have the word typed.
const EVIDENCE: u64 = 3;
/// Of a query that finds nothing, a word in so few articles, or in one of so many, may be a slip.
const RARE: u64 = 5;
const RARE_SHARE: u64 = 3000;
/// A word that is a syllable is corrected where it breaks a rule of spelling or confuses sounds
/// (`sữ dụng`): with other marks it is another word.
const USUAL_COST: u8 = 2;

/// A query as it was most likely meant.
pub(crate) struct Rewritten {
    pub(crate) query: String,
    pub(crate) words: Vec<Corrected>,
}

/// Corrects the query of one request.
pub(crate) struct Corrector<'s> {
    searcher: &'s Searcher,
    request: &'s Request,
    words: Vec<Range<usize>>,
    /// What each word is read as.
    read: Vec<Option<(String, CorrectedBy)>>,
}

impl<'s> Corrector<'s> {
    pub(crate) fn new(searcher: &'s Searcher, request: &'s Request) -> Corrector<'s> {
        let mut words = query_words(&request.query);
        if words.len() > MAX_WORDS {
            words.clear();
        }
        Corrector {
            searcher,
            request,
            read: vec![None; words.len()],
            words,
        }
    }

    /// What a query that finds nothing was most likely meant to be.
    pub(crate) fn correct(mut self) -> Result<Option<Rewritten>> {
        // Strict asks for what was typed; and what only a filter hides is found as written.
        let filtered = self.request.filters != Filters::default();
        if self.request.accents == Accents::Strict
            || (filtered && self.count_to(1, &self.request.query, self.request.accents)? > 0)
        {
            return Ok(None);
        }
        let found: Vec<u64> = self
            .words
            .iter()
            .map(|word| self.articles(&self.request.query[word.clone()]))
            .collect::<Result<_>>()?;
        let unknown: Vec<bool> = found.iter().map(|articles| *articles == 0).collect();
        if unknown.contains(&true) {
            self.read_leftovers(&unknown)?;
        }
        for (at, unknown) in unknown.iter().enumerate() {
            if *unknown && self.read[at].is_none() {
                self.read[at] = match self.input_method(at)? {
                    Some(read) => Some(read),
                    None => self.misspelling(at, 0)?,
                };
            }
        }
        if self.read.iter().all(Option::is_none) {
            self.read_slips(&found)?;
        }
        Ok(self.rewritten())
    }

    /// Reads rare words as others that stand beside their neighbours: the slip of one article must
    /// not hide what all others have.
    fn read_slips(&mut self, found: &[u64]) -> Result<()> {
        let rare = RARE.max(self.searcher.documents() / RARE_SHARE);
        for (at, articles) in found.iter().enumerate() {
            let marked = !self.word(at).is_ascii();
            if (1..=rare).contains(articles)
                && (marked || Syllable::parse(self.word(at)).is_none())
                && self.beside_neighbours(at, self.word(at))? == 0
            {
                self.read[at] = self.misspelling(at, *articles)?;
            }
        }
        Ok(())
    }

    /// How many articles have the word as written. The parts of `bo65` may stand side by side
    /// anywhere: it is found only as a code.
    fn articles(&self, word: &str) -> Result<u64> {
        let digits = word.chars().any(|c| c.is_ascii_digit());
        if digits && word.chars().all(char::is_alphanumeric) {
            return self.frequency(&canonical(word));
        }
        self.count(word, self.request.accents)
    }

    fn word(&self, at: usize) -> &'s str {
        self.request
            .query
            .get(self.words[at].clone())
            .unwrap_or_default()
    }

    /// Reads the words together as left-overs of one input method: among others like it even a word
    /// that is found may be one (`chisnh phur sex`).
    fn read_leftovers(&mut self, unknown: &[bool]) -> Result<()> {
        let words: Vec<&str> = (0..self.words.len()).map(|at| self.word(at)).collect();
        let Some(found) = leftovers(&words).filter(|found| found.confidence > Confidence::Low)
        else {
            return Ok(());
        };
        if words.len() == 1 {
            // A word alone is judged by itself.
            return Ok(());
        }
        let sure = found.confidence == Confidence::High;
        for (at, intended) in found.words.into_iter().enumerate() {
            let Some(intended) = intended.filter(|_| sure || unknown[at]) else {
                continue;
            };
            if self.frequency(&intended.term)? > 0 {
                self.read[at] = Some((intended.term, method(found.method)));
            }
        }
        Ok(())
    }

    /// A word read alone: what looks like a foreign word or a name (`tax`, `Marx`) only where articles
    /// have the reading beside the words next to it.
    fn input_method(&self, at: usize) -> Result<Option<(String, CorrectedBy)>> {
        for by in [InputMethod::Telex, InputMethod::Vni] {
            let Some(intended) = by.read(self.word(at)) else {
                continue;
            };
            let sure = match intended.confidence {
                Confidence::High => true,
                Confidence::Medium => !self.word(at).starts_with(char::is_uppercase),
                Confidence::Low => false,
            };
            if self.frequency(&intended.term)? > 0
                && (sure || self.beside_neighbours(at, &intended.term)? > 0)
            {
                return Ok(Some((intended.term, method(by))));
            }
        }
        Ok(None)
    }

    /// The likeliest syllable that a misspelt word was meant to be: by what had to go wrong, how
    /// many articles have it, and whether they have it beside the words next to it. `typed` articles have
    /// the word as it is: then that must be so in many more.
    fn misspelling(&self, at: usize, typed: u64) -> Result<Option<(String, CorrectedBy)>> {
        let word = self.word(at);
        let term = canonical(word);
        let possible = match Syllable::parse(word) {
            Some(syllable) => syllable.is_well_spelt(),
            None => !extensions(&term).is_empty(),
        };
        // What a correction may cost by itself, and in how many articles it must stand beside its
        // neighbours to cost more. A possible syllable is what was meant, its marks bind (rule 2.4),
        // unless many articles say otherwise.
        let (most, evidence) = if possible {
            (0, EVIDENCE)
        } else if word.is_ascii() {
            (FOREIGN_COST, 1)
        } else {
            (MAX_COST, 1)
        };
        // Other marks make another word of a possible syllable.
        let thinkable = |correction: &Correction| {
            !possible || correction.cost <= USUAL_COST || fold(&correction.term) != fold(&term)
        };
        let mut candidates = Vec::new();
        let corrections = corrections_within(word, MAX_COST_BESIDE).into_iter();
        for correction in corrections.filter(thinkable) {
            let frequency = self.frequency(&correction.term)?;
            if frequency > 0 {
                let score = FREQUENCY_WEIGHT * log3(frequency) - f32::from(correction.cost);
                candidates.push((score, correction));
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.term.cmp(&b.1.term)));
        candidates.truncate(MAX_CANDIDATES);
        let mut best: Option<(f32, String)> = None;
        for (score, correction) in candidates {
            let beside = self.beside_neighbours(at, &correction.term)?;
            let score = score + NEIGHBOUR_WEIGHT * log3(1 + beside);
            let enough = if typed == 0 {
                correction.cost <= most || beside >= evidence
            } else {
                beside >= EVIDENCE * typed
            };
            if enough && best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, correction.term));
            }
        }
        Ok(best.map(|(_, term)| (term, CorrectedBy::Spelling)))
    }

    /// How many articles have `term` beside the words that stand beside word `at`.
    fn beside_neighbours(&self, at: usize, term: &str) -> Result<u64> {
        let mut beside = 0;
        if let Some(before) = at.checked_sub(1) {
            let pair = format!("\"{} {term}\"", self.meant(before));
            beside += self.count(&pair, self.request.accents)?;
        }
        if at + 1 < self.words.len() {
            let pair = format!("\"{term} {}\"", self.meant(at + 1));
            beside += self.count(&pair, self.request.accents)?;
        }
        Ok(beside)
    }

    fn meant(&self, at: usize) -> &str {
        match &self.read[at] {
            Some((term, _)) => term,
            None => self.word(at),
        }
    }

    /// How many articles match `query`, whatever the filters.
    fn count(&self, query: &str, accents: Accents) -> Result<u64> {
        let query = self.query(query, accents)?;
        Ok(self.searcher.engine().search(query.as_ref(), &Count)? as u64)
    }

    /// The same, but no further than to `most`.
    fn count_to(&self, most: u64, query: &str, accents: Accents) -> Result<u64> {
        let query = self.query(query, accents)?;
        let engine = self.searcher.engine();
        let weight = query.weight(EnableScoring::disabled_from_searcher(engine))?;
        let mut count = 0;
        for segment in engine.segment_readers() {
            let alive = segment.alive_bitset();
            let mut matches = weight.scorer(segment, 1.0)?;
            while matches.doc() != TERMINATED && count < most {
                count += u64::from(alive.is_none_or(|alive| alive.is_alive(matches.doc())));
                matches.advance();
            }
        }
        Ok(count)
    }

    fn query(&self, query: &str, accents: Accents) -> Result<Box<dyn Query>> {
        let lexicon = self.searcher.lexicon()?;
        let plan = Plan::new(query, &lexicon, accents, Matching::All);
        let compiler = Compiler {
            fields: self.searcher.index.fields(),
            resort: false,
        };
        Ok(compiler.matching(&plan.root))
    }

    /// One in so many articles, but no fewer than are evidence.
    fn one_in(&self, articles: f32) -> f32 {
        (self.searcher.documents() as f32 / articles).max(EVIDENCE as f32)
    }

    /// How many articles have the word with this canonical term, at most, or one that adds marks.
    fn frequency(&self, term: &str) -> Result<u64> {
        let slot = Slot::of(term, &fold(term), Kind::Syllable, self.request.accents);
        self.articles_with(&alternatives(
            &slot,
            self.searcher.index.fields().text,
            false,
        ))
    }

    fn articles_with(&self, terms: &[Alternative]) -> Result<u64> {
        let mut articles = 0;
        for (term, _) in terms {
            articles += self.searcher.engine().doc_freq(term)?;
        }
        Ok(articles)
    }

    fn rewritten(self) -> Option<Rewritten> {
        let typed = &self.request.query;
        let (mut query, mut words, mut at) = (String::new(), Vec::new(), 0);
        for (range, read) in self.words.iter().zip(self.read) {
            let Some((term, by)) = read else { continue };
            let written = typed.get(range.clone())?;
            let read_as = in_case_of(written, &term);
            query.push_str(typed.get(at..range.start)?);
            query.push_str(&read_as);
            at = range.end;
            words.push(Corrected {
                typed: written.to_owned(),
                read_as,
                by,
            });
        }
        query.push_str(typed.get(at..)?);
        (!words.is_empty()).then_some(Rewritten { query, words })
    }
}

fn method(method: InputMethod) -> CorrectedBy {
    match method {
        InputMethod::Telex => CorrectedBy::Telex,
        InputMethod::Vni => CorrectedBy::Vni,
    }
}

fn log3(count: u64) -> f32 {
    (count.max(1) as f32).ln() / 3_f32.ln()
}

#[cfg(test)]
mod tests {
    use crate::{Article, Index, Request, Settings, WriterOptions};

    /// The suggestion for each query in an index of articles with these bodies.
    pub(super) fn suggestions_among(
        bodies: impl Iterator<Item = String>,
        queries: &[&str],
    ) -> Vec<Option<String>> {
        let index = Index::in_memory(Settings::default()).unwrap();
        let mut writer = index.writer(WriterOptions::default()).unwrap();
        for (at, body) in bodies.enumerate() {
            let article = Article {
                id: at.to_string(),
                body,
                ..Article::default()
            };
            writer.add(article).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.searcher().unwrap();
        let suggestion = |query: &&str| searcher.search(&Request::new(*query)).unwrap().suggestion;
        queries.iter().map(suggestion).collect()
    }
}
