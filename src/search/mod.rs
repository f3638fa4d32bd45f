//! Searching: a request in, a response out.

mod best;
mod candidate;
mod collapse;
mod compile;
mod completion;
mod correction;
mod cursor;
pub(crate) mod day;
mod explanation;
pub(crate) mod facet;
mod harvest;
mod highlight;
mod line;
mod matches;
mod missing;
mod nearness;
mod orthography;
mod pair;
mod pool;
mod postings;
mod rank;
mod request;
mod response;
mod similar;
pub(crate) mod snapshot;
mod suggestion;
mod threads;
mod tiers;

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use jiff::Timestamp;
use rayon::prelude::*;
use tantivy::collector::TopDocs;
use tantivy::{DocAddress, TantivyDocument};
use timtin_corpus::Article;
use timtin_tokenizer::Lexicon;

use crate::error::Result;
use crate::index::Index;
use crate::query::{Plan, Warning};
use crate::vocabulary::LentAnalysis;
use candidate::Recency;
use correction::{Corrector, Rewritten};
use cursor::{cursor, offset};
use highlight::{Highlighted, Highlighter, Spellings, Standing, standings};
use missing::Lacks;
use snapshot::Snapshot;
use threads::answered;
use tiers::{Found, Outcome, Search};

pub(crate) use completion::Phrases;
pub use completion::{Completion, Completions};
pub use day::shown as shown_day;
pub use explanation::{ExplainedPair, ExplainedWord, Explanation, Tier};
pub use request::{DateUnit, Facet, MAX_HITS, Request, Sort};
pub use response::{
    CategoryCount, Duplicate, FacetCounts, Fragment, Hit, Response, ValueCount, to_html,
};
pub use similar::{Similar, SimilarRequest};

/// Seconds in a day.
const DAY: f64 = 86_400.0;

/// A snapshot of an index that answers requests. `Send + Sync`; it goes on seeing the commit it was
/// made at.
#[derive(Clone)]
pub struct Searcher {
    index: Index,
    snapshot: Arc<Snapshot>,
    /// What the corpus had taught by its commit, once it was asked for.
    lexicon: Arc<OnceLock<Arc<Lexicon>>>,
}

impl Searcher {
    pub(crate) fn new(index: Index, engine: tantivy::Searcher) -> Searcher {
        Searcher {
            index,
            snapshot: Arc::new(Snapshot::new(engine)),
            lexicon: Arc::default(),
        }
    }

    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub(crate) fn engine(&self) -> &tantivy::Searcher {
        &self.snapshot.engine
    }

    /// How many articles there are.
    pub fn documents(&self) -> u64 {
        self.engine().num_docs()
    }

    /// Answers a request.
    ///
    /// # Errors
    /// When a filter's date cannot be read, the cursor belongs to another request, too many hits are
    /// asked for, or the index cannot be read. No query is an error (rule 4.1).
    pub fn search(&self, request: &Request) -> Result<Response> {
        let started = Instant::now();
        let offset = offset(request)?;
        let respond = |search: &Search<'_>, outcome: &Outcome<'_>, corrected| {
            self.response(search, outcome, corrected)
        };
        let mut response =
            answered(|| self.index.guarded(|| self.answer(request, offset, respond)))?;
        response.took_ms = started.elapsed().as_secs_f64() * 1000.0;
        Ok(response)
    }

    /// The ids and scores of the best hits, without reading the articles: for evaluation runs, in which
    /// every article is a hit of its own.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn search_ids(&self, request: &Request) -> Result<Vec<(String, f32)>> {
        let offset = offset(request)?;
        let request = &Request {
            collapse: false,
            ..request.clone()
        };
        let ids_and_scores = |search: &Search<'_>, outcome: &Outcome<'_>, _| {
            let page = search.page_of(outcome).iter();
            page.map(|found| {
                let id = self.snapshot.id(found.candidate.address)?;
                Ok((id, found.candidate.score))
            })
            .collect()
        };
        answered(|| {
            self.index
                .guarded(|| self.answer(request, offset, ids_and_scores))
        })
    }

    /// What of a request's query is not understood, without searching.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn warnings(&self, request: &Request) -> Result<Vec<Warning>> {
        Ok(self.plan(request, &request.query)?.warnings)
    }

    /// Finds what the query says or, when no article matches it and words of it are in none, what it
    /// was most likely meant to say, and gives it to `finish`.
    fn answer<R>(
        &self,
        request: &Request,
        offset: usize,
        finish: impl FnOnce(&Search<'_>, &Outcome<'_>, Option<Rewritten>) -> Result<R>,
    ) -> Result<R> {
        let filters = request.filters.compile()?;
        let page = offset..offset + request.limit;
        let plan = self.plan(request, &request.query)?;
        let typed = Search::new(self, request, &plan, &filters, page.clone());
        let outcome = typed.run()?;
        if outcome.asked.total == 0
            && let Some(correction) = Corrector::new(self, request).correct()?
        {
            let plan = self.plan(request, &correction.query)?;
            let meant = Search::new(self, request, &plan, &filters, page);
            let outcome = meant.run()?;
            if !outcome.found.is_empty() || outcome.asked.total > 0 {
                return finish(&meant, &outcome, Some(correction));
            }
        }
        finish(&typed, &outcome, None)
    }

    /// The response to a request, with how else it is usually spelt.
    fn response(
        &self,
        search: &Search<'_>,
        outcome: &Outcome<'_>,
        corrected: Option<Rewritten>,
    ) -> Result<Response> {
        let (response, usual) = rayon::join(
            || self.respond(search, outcome),
            || match corrected {
                Some(_) => Ok(None),
                None => Corrector::new(self, search.request).usual_spelling(&search.pairs),
            },
        );
        let mut response = response?;
        if let Some(correction) = corrected {
            response.interpretation.corrected = correction.words;
            // Words of it that have no marks may mean ones that do.
            response.suggestion.get_or_insert(correction.query);
        } else if let Some(usual) = usual? {
            response.suggestion = Some(usual.query);
        }
        Ok(response)
    }

    /// The abbreviations queries are read by: those of texts and what the corpus taught.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn lexicon(&self) -> Result<Arc<Lexicon>> {
        if let Some(lexicon) = self.lexicon.get() {
            return Ok(lexicon.clone());
        }
        let taught = self.index.taught(self.engine())?;
        Ok(self.lexicon.get_or_init(|| taught).clone())
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    fn plan(&self, request: &Request, query: &str) -> Result<Plan> {
        let lexicon = self.lexicon()?;
        Ok(Plan::new(
            query,
            &lexicon,
            request.accents,
            request.matching,
        ))
    }

    /// The article with this id.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn article(&self, id: &str) -> Result<Option<Article>> {
        self.index.guarded(|| {
            let address = self.address(id)?;
            address.map(|address| self.read(address)).transpose()
        })
    }

    fn address(&self, id: &str) -> Result<Option<DocAddress>> {
        let term = self.index.fields().id_term(id);
        let query = tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic);
        let best = TopDocs::with_limit(1).order_by_score();
        let found = self.engine().search(&query, &best)?;
        Ok(found.first().map(|(_, address)| *address))
    }

    pub(crate) fn read(&self, address: DocAddress) -> Result<Article> {
        let document: TantivyDocument = self.engine().doc(address)?;
        self.index.fields().article(&document)
    }

    /// What is told of the articles that each of `rows` stands for, newest first.
    fn duplicates(&self, rows: &[Vec<DocAddress>]) -> Result<Vec<Vec<Duplicate>>> {
        let all = rows.concat();
        let mut sources = self.snapshot.sources(&all)?.into_iter();
        let mut told = Vec::with_capacity(rows.len());
        for row in rows {
            let mut duplicates = Vec::with_capacity(row.len());
            for (address, source) in row.iter().zip(&mut sources) {
                let published = self.snapshot.segment_of(*address).published()?;
                let second = published.and_then(|column| column.first(address.doc_id));
                duplicates.push(Duplicate {
                    id: self.snapshot.id(*address)?,
                    source,
                    published: second.and_then(|second| Timestamp::from_second(second).ok()),
                });
            }
            duplicates.sort_by(|a, b| (b.published, &a.id).cmp(&(a.published, &b.id)));
            told.push(duplicates);
        }
        Ok(told)
    }

    /// How age counts for a request.
    fn recency(&self, request: &Request) -> Result<Option<Recency>> {
        let Some(days) = request
            .recency
            .filter(|days| days.is_finite() && *days > 0.0)
        else {
            return Ok(None);
        };
        let mut newest = i64::MIN;
        for segment in self.snapshot.segments() {
            if let Some(column) = segment.published()? {
                newest = newest.max(column.max_value());
            }
        }
        Ok(Some(Recency {
            half_life: days * DAY,
            newest,
        }))
    }

    fn explain(&self, search: &Search<'_>, found: &Found) -> Result<Explanation> {
        let candidate = &found.candidate;
        let ranker = search.ranker(found.tier == Tier::WithoutMarks)?;
        let (words, pairs, triples) =
            ranker.explain(&self.snapshot, search.plan, candidate.address)?;
        let freshness = match self.recency(search.request)? {
            Some(recency) => recency.freshness(candidate.published),
            None => 1.0,
        };
        let told = words.iter().map(|word| word.score).sum::<f32>()
            + pairs.iter().map(|pair| pair.score).sum::<f32>()
            + triples;
        Ok(Explanation {
            tier: found.tier,
            score: found.own_score,
            words,
            pairs,
            triples,
            other: found.own_score / freshness - told,
            freshness,
        })
    }

    /// What is shown of an article that was found, and how it spells what was typed without marks.
    fn hit<'l>(
        &'l self,
        search: &Search<'_>,
        found: &Found,
        standing: Option<Standing>,
        highlighter: &Highlighter<'l>,
        lent: &mut LentAnalysis<'l>,
    ) -> Result<(Hit, Spellings)> {
        let document: TantivyDocument = self.engine().doc(found.candidate.address)?;
        let fields = self.index.fields();
        let article = fields.article(&document)?;
        let request = search.request;
        let highlighted = match request.fragments {
            0 => Highlighted::default(),
            count => {
                let indexed =
                    standing.map(|standing| (standing, fields.fragment_lengths(&document)));
                highlighter.highlight(&article, indexed, count, &mut lent.analysis)
            }
        };
        let hit = Hit {
            score: found.candidate.score,
            relaxed: found.is_relaxed(),
            article,
            title_marks: highlighted.title,
            fragments: highlighted.fragments,
            missing: Vec::new(),
            without_marks: false,
            explanation: match request.explain && request.sort == Sort::Relevance {
                true => Some(self.explain(search, found)?),
                false => None,
            },
            duplicates: Vec::new(),
        };
        Ok((hit, highlighted.spellings))
    }

    fn respond(&self, search: &Search<'_>, outcome: &Outcome<'_>) -> Result<Response> {
        let Search { request, plan, .. } = search;
        let Outcome { asked, found, .. } = outcome;
        let readings = search.readings()?;
        let highlighter = Highlighter::new(plan, readings, self.index.lexicon());
        let page = search.page_of(outcome);
        let show = || -> Result<Vec<(Hit, Spellings)>> {
            let standings = match request.fragments {
                0 => vec![None; page.len()],
                _ => {
                    let documents = page.iter().map(|found| found.candidate.address);
                    let documents: Vec<DocAddress> = documents.collect();
                    standings(&self.snapshot, self.index.fields(), plan, &documents)?
                }
            };
            let hits = page.par_iter().zip(standings);
            let lend = || self.index.analysis();
            hits.map_init(lend, |lent, (found, standing)| {
                self.hit(search, found, standing, &highlighter, lent)
            })
            .collect()
        };
        // What rows stand for is told beside the marking: neither needs the other.
        let about = || {
            rayon::join(
                || self.duplicates(&search.duplicates(outcome)?),
                || missing::lacks(self, plan, page),
            )
        };
        let (shown, (duplicates, lacks)) = rayon::join(show, about);
        let lacks = lacks?;
        let (mut hits, mut spellings) = (Vec::with_capacity(page.len()), Spellings::default());
        let mut interpretation = plan.interpretation.clone();
        interpretation.relaxed = missing::relaxed(self, plan, asked.total, &lacks)?;
        let about = duplicates?.into_iter().zip(lacks);
        for ((hit, of_hit), (duplicates, lacks)) in shown?.into_iter().zip(about) {
            let Lacks {
                missing,
                without_marks,
            } = lacks;
            hits.push(Hit {
                duplicates,
                missing,
                without_marks,
                ..hit
            });
            spellings.merge(of_hit);
        }
        let facets = request
            .facets
            .iter()
            .zip(&asked.facets)
            .map(|(facet, counts)| (facet.to_string(), counts.clone()));
        Ok(Response {
            query: request.query.clone(),
            total: asked.total,
            relaxed: page.iter().any(Found::is_relaxed),
            suggestion: readings.suggestion(plan, |reading| spellings.usual(reading)),
            interpretation,
            warnings: plan.warnings.clone(),
            offset: search.page.start,
            hits,
            facets: facets.collect(),
            took_ms: 0.0,
            next: (found.len() > search.page.end).then(|| cursor(request, search.page.end)),
        })
    }
}
