//! Queries typed badly: keys of an input method that was off, and misspelt syllables.
//!
//! A word is read as something else only where the index does not have it as written: `boot` and
//! `files` are found, `casn booj` is not.

use std::ops::Range;

use tantivy::collector::Count;
use timtin_tokenizer::{
    Confidence, Correction, InputMethod, Kind, Syllable, canonical, corrections, extensions, fold,
    leftovers,
};

use super::Searcher;
use super::compile::{Compiler, alternatives};
use super::pair::{self, Together};
use super::postings::Alternative;
use super::request::Request;
use crate::error::Result;
use crate::query::{Accents, Corrected, CorrectedBy, Matching, Plan, Slot, query_words};

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
/// Two words that stand together in more than one of so many articles are an expression of their own.
const ESTABLISHED: f32 = 1000.0;
/// So many times more articles must have the usual spelling for it to be suggested.
const USUAL: u64 = 20;

/// A query as it was most likely meant.
pub(crate) struct Rewritten {
    pub(crate) query: String,
    pub(crate) words: Vec<Corrected>,
}

/// A word's terms and in how many articles they are, at most.
struct Known {
    terms: Vec<Alternative>,
    articles: u64,
}

impl Known {
    fn as_word(&self) -> pair::Word<'_> {
        pair::Word {
            terms: &self.terms,
            documents: self.articles,
        }
    }
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
        if self.request.accents == Accents::Strict
            || self.count(&self.request.query, self.request.accents)? > 0
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

    /// The usual spelling of a query that is found but breaks the rules of spelling (`nghành`), or has a
    /// word that sounds like the one that belongs beside its neighbours (`xử dụng`).
    pub(crate) fn usual_spelling(mut self) -> Result<Option<Rewritten>> {
        if self.request.accents == Accents::Strict {
            return Ok(None);
        }
        for at in 0..self.words.len() {
            let word = self.word(at);
            // Capitals may be a name: it is spelt as its owner likes.
            let Some(syllable) =
                Syllable::parse(word).filter(|_| !word.chars().any(char::is_uppercase))
            else {
                continue;
            };
            let usual = match syllable.is_well_spelt() {
                true => self.sounds_like(at, &syllable)?,
                false => self.well_spelt(word)?,
            };
            self.read[at] = usual.map(|usual| (usual, CorrectedBy::Spelling));
        }
        Ok(self.rewritten())
    }

    /// What a word that breaks a rule of spelling should be, where far more articles have that.
    fn well_spelt(&self, word: &str) -> Result<Option<String>> {
        let usual = corrections(word).into_iter().next();
        let Some(usual) = usual.filter(|usual| usual.cost <= USUAL_COST) else {
            return Ok(None);
        };
        let found = self.frequency(&canonical(word))?;
        let is_usual = self.frequency(&usual.term)? >= USUAL * found.max(1);
        Ok(is_usual.then_some(usual.term))
    }

    /// The word that sounds like word `at` and stands far more often beside a word beside it, which word
    /// `at` itself hardly ever does. Estimates on samples tell whom it is worth counting for.
    fn sounds_like(&self, at: usize, syllable: &Syllable) -> Result<Option<String>> {
        let word = self.word(at);
        // Without marks it may be anything that fits.
        if word.is_ascii() {
            return Ok(None);
        }
        let typed = self.known(word, self.request.accents)?;
        let rare = (self.searcher.documents() as f32 / ESTABLISHED).max(EVIDENCE as f32);
        let mut neighbours = Vec::new();
        for (beside, is_before) in [(at.checked_sub(1), true), (Some(at + 1), false)] {
            let Some(beside) = beside.filter(|beside| *beside < self.words.len()) else {
                continue;
            };
            let known = self.known(self.meant(beside), self.request.accents)?;
            let together = self.together(&typed, &known, is_before)?;
            if together.seen && together.articles > rare {
                return Ok(None);
            }
            // None in the sample: what is estimated then is the most there may be.
            let least = if together.seen {
                together.articles
            } else {
                0.0
            };
            neighbours.push((beside, is_before, known, least));
        }
        let alike = corrections(word).into_iter();
        for usual in alike.take_while(|usual| usual.cost <= USUAL_COST) {
            // Rhymes that sound alike are too many words.
            let other = Syllable::parse(&usual.term);
            if other.is_none_or(|other| other.rhyme() != syllable.rhyme()) {
                continue;
            }
            let other = self.known(&usual.term, Accents::Strict)?;
            for (beside, is_before, neighbour, least) in &neighbours {
                let together = self.together(&other, neighbour, *is_before)?;
                // Estimates are good to a factor of two.
                if !together.seen || 2.0 * together.articles < USUAL as f32 * least {
                    continue;
                }
                let pair = |word: &str, accents| match is_before {
                    true => self.count(&format!("\"{} {word}\"", self.meant(*beside)), accents),
                    false => self.count(&format!("\"{word} {}\"", self.meant(*beside)), accents),
                };
                let found = pair(word, self.request.accents)?;
                if pair(&usual.term, Accents::Strict)? >= USUAL * found.max(1) {
                    return Ok(Some(usual.term));
                }
            }
        }
        Ok(None)
    }

    /// What the index knows of a word.
    fn known(&self, word: &str, accents: Accents) -> Result<Known> {
        let term = canonical(word);
        let slot = Slot::of(&term, &fold(&term), Kind::Syllable, accents);
        let terms = alternatives(&slot, self.searcher.index.fields().text, false);
        Ok(Known {
            articles: self.articles_with(&terms)?,
            terms,
        })
    }

    /// In how many articles `other` stands right before a word, or right behind it, estimated.
    fn together(&self, word: &Known, other: &Known, other_before: bool) -> Result<Together> {
        let (left, right) = match other_before {
            true => (other, word),
            false => (word, other),
        };
        let (field, engine) = (self.searcher.index.fields().text, self.searcher.engine());
        pair::documents_with_pair(engine, field, &left.as_word(), &right.as_word())
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
        let thinkable = |correction: &Correction| {
            let other_letters = fold(&correction.term) != fold(&term);
            // Other marks make another word of a possible syllable.
            let limit = if possible && !other_letters {
                USUAL_COST
            } else {
                MAX_COST_BESIDE
            };
            correction.cost <= limit
        };
        let mut candidates = Vec::new();
        for correction in corrections(word) {
            let frequency = self.frequency(&correction.term)?;
            if thinkable(&correction) && frequency > 0 {
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
        let index = &self.searcher.index;
        let lexicon = self.searcher.lexicon()?;
        let plan = Plan::new(query, &lexicon, accents, Matching::All);
        let compiler = Compiler {
            fields: index.fields(),
            resort: false,
        };
        let query = compiler.matching(&plan.root);
        Ok(self.searcher.engine().search(query.as_ref(), &Count)? as u64)
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

/// `term` with a capital where `typed` has one.
fn in_case_of(typed: &str, term: &str) -> String {
    let mut letters = term.chars();
    match (typed.chars().next(), letters.next()) {
        (Some(capital), Some(first)) if capital.is_uppercase() => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => term.to_owned(),
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

    /// The suggestion for each query in an index of 60 articles about the use of land and the handling of
    /// offences, one of them misspelt.
    fn suggestions(queries: &[&str]) -> Vec<Option<String>> {
        let index = Index::in_memory(Settings::default()).unwrap();
        let mut writer = index.writer(WriterOptions::default()).unwrap();
        for at in 0..60 {
            let body = match at {
                0 => "Hộ dân xử dụng đất sai mục đích".to_owned(),
                at if at % 2 == 0 => format!("Kế hoạch sử dụng đất của thôn {at}, ghi vào sử làng"),
                at => format!("Tổ công tác xử lý vi phạm ở thôn {at}, nhiều vật dụng bị giữ"),
            };
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

    #[test]
    fn a_word_that_sounds_like_the_one_meant_is_told_by_its_neighbours() {
        let told = [
            ("xử dụng đất", Some("sử dụng đất")),
            ("kế hoạch xử dụng", Some("kế hoạch sử dụng")),
            ("sử lý vi phạm", Some("xử lý vi phạm")),
            // As it should be, and what no article has otherwise.
            ("sử dụng đất", None),
            ("xử lý vi phạm", None),
            ("vật dụng", None),
            ("xử mục đích", None),
            // A name is spelt as it likes.
            ("Xử dụng đất", None),
        ];
        let queries: Vec<&str> = told.iter().map(|(query, _)| *query).collect();
        for ((query, expected), found) in told.iter().zip(suggestions(&queries)) {
            assert_eq!(found.as_deref(), *expected, "{query}");
        }
    }
}
