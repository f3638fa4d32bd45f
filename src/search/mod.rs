//! Searching: a request in, a response out.

mod compile;
mod correction;
pub(crate) mod day;
pub(crate) mod facet;
mod fragment;
mod harvest;
mod highlight;
mod postings;
mod rank;
mod request;
mod response;
mod suggestion;

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use tantivy::collector::TopDocs;
use tantivy::query::Query;
use tantivy::{DocAddress, TantivyDocument};
use timtin_corpus::Article;
use timtin_tokenizer::Lexicon;
use xxhash_rust::xxh3::xxh3_64;

use crate::error::{Error, Result};
use crate::index::Index;
use crate::query::{FilterSet, Node, Plan};
use crate::schema::column;
use compile::Compiler;
use correction::{Corrector, Rewritten};
use harvest::{Candidate, Harvest, Recency, Scored, Wanted, harvest};
use highlight::Highlighter;
use rank::{RANKED, Ranker};
use suggestion::Readings;

pub use day::shown as shown_day;
pub use request::{DateUnit, Facet, MAX_HITS, Request, Sort};
pub use response::{CategoryCount, FacetCounts, Fragment, Hit, Response, ValueCount, to_html};

/// What is added to the scores of hits better than the usual ones.
const LIFTED: f32 = 1000.0;
/// Seconds in a day.
const DAY: f64 = 86_400.0;

/// A snapshot of an index that answers requests. `Send + Sync`; it goes on seeing the commit it was
/// made at.
#[derive(Clone)]
pub struct Searcher {
    index: Index,
    engine: tantivy::Searcher,
}

/// A document found and whether it matches only with something relaxed.
struct Found {
    candidate: Candidate,
    relaxed: bool,
}

/// Which part of a response a hit stands in, the lowest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    WithoutMarks,
    MostWords,
    AsAsked,
    /// As asked, and every word as it was typed.
    Exact,
}

impl Tier {
    /// The score that is shown. Whoever sorts by it gets the order of the response: scores stay what
    /// they are in the `usual` tier, are squeezed into what is left below it, or lifted above it.
    fn score(self, usual: Tier, score: f32) -> f32 {
        match self.cmp(&usual) {
            Ordering::Less => f32::from(self as u8) + score / (10.0 + score),
            Ordering::Equal => f32::from(usual as u8) + score,
            Ordering::Greater => LIFTED + score,
        }
    }

    fn of(self, usual: Tier, candidate: Candidate) -> Found {
        Found {
            relaxed: matches!(self, Tier::WithoutMarks | Tier::MostWords),
            candidate: Candidate {
                score: self.score(usual, candidate.score),
                ..candidate
            },
        }
    }
}

impl Searcher {
    pub(crate) fn new(index: Index, engine: tantivy::Searcher) -> Searcher {
        Searcher { index, engine }
    }

    pub(crate) fn engine(&self) -> &tantivy::Searcher {
        &self.engine
    }

    /// How many articles there are.
    pub fn documents(&self) -> u64 {
        self.engine.num_docs()
    }

    /// Answers a request.
    ///
    /// # Errors
    /// When a filter's date cannot be read, the cursor belongs to another request, too many hits are
    /// asked for, or the index cannot be read. No query is an error (rule 4.1).
    pub fn search(&self, request: &Request) -> Result<Response> {
        let started = Instant::now();
        let offset = offset(request)?;
        let (mut response, found) = self.index.guarded(|| self.answered(request, offset))?;
        response.next =
            (found.len() > offset + request.limit).then(|| cursor(request, offset + request.limit));
        response.took_ms = started.elapsed().as_secs_f64() * 1000.0;
        Ok(response)
    }

    /// The ids and scores of the best hits, without reading the articles: for evaluation runs.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn search_ids(&self, request: &Request) -> Result<Vec<(String, f32)>> {
        let offset = offset(request)?;
        self.index.guarded(|| {
            self.answer(request, offset)?
                .found
                .iter()
                .skip(offset)
                .take(request.limit)
                .map(|found| Ok((self.id(found.candidate.address)?, found.candidate.score)))
                .collect()
        })
    }

    /// What of a request's query is not understood, without searching.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn warnings(&self, request: &Request) -> Result<Vec<String>> {
        Ok(self.plan(request, &request.query)?.warnings)
    }

    /// The response to a request, its page's cursor left out, and all that was found.
    fn answered(&self, request: &Request, offset: usize) -> Result<(Response, Vec<Found>)> {
        let Answer {
            plan,
            readings,
            asked,
            found,
            corrected,
        } = self.answer(request, offset)?;
        let mut response = self.respond(request, &plan, &readings, &asked, &found, offset)?;
        if let Some(correction) = corrected {
            response.interpretation.corrected = correction.words;
            response.suggestion = Some(correction.query);
        } else if let Some(usual) = Corrector::new(self, request).usual_spelling()? {
            response.suggestion = Some(usual.query);
        }
        Ok((response, found))
    }

    /// Finds what the query says or, when no article matches it and words of it are in none, what it
    /// was most likely meant to say.
    fn answer(&self, request: &Request, offset: usize) -> Result<Answer> {
        let plan = self.plan(request, &request.query)?;
        let readings = self.readings(&plan)?;
        let (asked, found) = self.find(request, &plan, &readings, offset)?;
        if asked.total == 0
            && let Some(correction) = Corrector::new(self, request).correct()?
        {
            let plan = self.plan(request, &correction.query)?;
            let readings = self.readings(&plan)?;
            let (asked, found) = self.find(request, &plan, &readings, offset)?;
            if !found.is_empty() || asked.total > 0 {
                return Ok(Answer {
                    plan,
                    readings,
                    asked,
                    found,
                    corrected: Some(correction),
                });
            }
        }
        Ok(Answer {
            plan,
            readings,
            asked,
            found,
            corrected: None,
        })
    }

    /// The abbreviations queries are read by: those of texts and what the corpus taught.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn lexicon(&self) -> Result<Arc<Lexicon>> {
        self.index.taught(&self.engine)
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

    fn readings(&self, plan: &Plan) -> Result<Readings> {
        Readings::new(&self.engine, self.index.fields().text, plan)
    }

    fn find(
        &self,
        request: &Request,
        plan: &Plan,
        readings: &Readings,
        offset: usize,
    ) -> Result<(Asked, Vec<Found>)> {
        let search = Search {
            searcher: self,
            request,
            plan,
            readings,
            filters: &request.filters.compile()?,
            end: offset + request.limit,
        };
        search.run()
    }

    /// The article with this id.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn article(&self, id: &str) -> Result<Option<Article>> {
        let term = self.index.fields().id_term(id);
        let query = tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic);
        self.index.guarded(|| {
            let best = TopDocs::with_limit(1).order_by_score();
            let found = self.engine.search(&query, &best)?;
            found
                .first()
                .map(|(_, address)| self.read(*address))
                .transpose()
        })
    }

    pub(crate) fn read(&self, address: DocAddress) -> Result<Article> {
        let document: TantivyDocument = self.engine.doc(address)?;
        self.index.fields().article(&document)
    }

    fn id(&self, address: DocAddress) -> Result<String> {
        let columns = self
            .engine
            .segment_reader(address.segment_ord)
            .fast_fields();
        let mut id = String::new();
        if let Some(column) = columns.str(column::ID)?
            && let Some(ordinal) = column.ords().first(address.doc_id)
        {
            column
                .ord_to_str(ordinal, &mut id)
                .map_err(tantivy::TantivyError::from)?;
        }
        Ok(id)
    }

    fn respond(
        &self,
        request: &Request,
        plan: &Plan,
        readings: &Readings,
        asked: &Asked,
        found: &[Found],
        offset: usize,
    ) -> Result<Response> {
        let mut lent = self.index.analysis();
        let mut highlighter =
            Highlighter::new(plan, readings, self.index.lexicon(), &mut lent.analysis);
        let page = &found[offset.min(found.len())..(offset + request.limit).min(found.len())];
        let mut hits = Vec::with_capacity(page.len());
        for found in page {
            let article = self.read(found.candidate.address)?;
            let (title_marks, fragments) = match request.fragments {
                0 => (Vec::new(), Vec::new()),
                count => highlighter.highlight(&article, count),
            };
            hits.push(Hit {
                score: found.candidate.score,
                relaxed: found.relaxed,
                article,
                title_marks,
                fragments,
            });
        }
        let facets = request
            .facets
            .iter()
            .zip(&asked.facets)
            .map(|(facet, counts)| (facet.to_string(), counts.clone()));
        Ok(Response {
            query: request.query.clone(),
            total: asked.total,
            relaxed: found.iter().any(|found| found.relaxed),
            suggestion: highlighter.suggestion(),
            interpretation: plan.interpretation.clone(),
            warnings: plan.warnings.clone(),
            offset,
            hits,
            facets: facets.collect(),
            took_ms: 0.0,
            next: None,
        })
    }
}

/// What was found for a request.
struct Answer {
    plan: Plan,
    readings: Readings,
    asked: Asked,
    found: Vec<Found>,
    /// What was searched for instead of what was typed.
    corrected: Option<Rewritten>,
}

/// What matches as asked, counted.
struct Asked {
    total: u64,
    facets: Vec<FacetCounts>,
}

/// One request on its way through the tiers of rule 4.3: what matches as asked; with most of the
/// words; written without marks.
struct Search<'s> {
    searcher: &'s Searcher,
    request: &'s Request,
    plan: &'s Plan,
    readings: &'s Readings,
    filters: &'s FilterSet,
    /// How many hits are wanted, those passed over included.
    end: usize,
}

impl Search<'_> {
    fn run(&self) -> Result<(Asked, Vec<Found>)> {
        // One more than asked for tells whether there is a next page.
        let wanted = self.end + 1;
        let harvest = self.as_asked(wanted)?;
        let facets = harvest
            .counts
            .into_iter()
            .zip(&self.request.facets)
            .map(|(counts, facet)| counts.finish(*facet));
        let asked = Asked {
            total: harvest.total,
            facets: facets.collect(),
        };
        let tier = |candidate: &Candidate| match candidate.exact {
            true => Tier::Exact,
            false => Tier::AsAsked,
        };
        let usual = self.usual_tier();
        let mut found: Vec<Found> = harvest
            .best
            .into_iter()
            .map(|candidate| tier(&candidate).of(usual, candidate))
            .collect();
        if self.request.matching == crate::query::Matching::Auto {
            if found.len() < self.end {
                self.append(&mut found, wanted, Tier::MostWords, |search, seen| {
                    search.with_most_words(seen, false)
                })?;
            }
            if found.len() < self.end && self.plan.has_last_resort() {
                self.append(&mut found, wanted, Tier::WithoutMarks, |search, seen| {
                    search.without_marks(seen)
                })?;
            }
        }
        found.truncate(wanted);
        Ok((asked, found))
    }

    fn append(
        &self,
        found: &mut Vec<Found>,
        wanted: usize,
        tier: Tier,
        search: impl FnOnce(&Self, &HashSet<DocAddress>) -> Result<Vec<Candidate>>,
    ) -> Result<()> {
        let seen = found.iter().map(|found| found.candidate.address).collect();
        let more = search(self, &seen)?;
        let (room, usual) = (wanted.saturating_sub(found.len()), self.usual_tier());
        found.extend(
            more.into_iter()
                .take(room)
                .map(|candidate| tier.of(usual, candidate)),
        );
        Ok(())
    }

    /// Words with marks are mostly found as they were typed; texts without marks are few.
    fn usual_tier(&self) -> Tier {
        match self.plan.as_typed().is_binding() {
            true => Tier::Exact,
            false => Tier::AsAsked,
        }
    }

    fn as_asked(&self, wanted: usize) -> Result<Harvest> {
        let browse = matches!(self.plan.root, Node::Everything);
        let query = self.compiler(false).asked(self.plan);
        self.harvest(
            query.as_ref(),
            wanted,
            &self.request.facets,
            &HashSet::new(),
            browse,
            false,
        )
    }

    /// Documents with any of the words, those with the most telling ones first.
    fn with_most_words(&self, seen: &HashSet<DocAddress>, resort: bool) -> Result<Vec<Candidate>> {
        let Some((words, fixed)) = self.plan.relaxable() else {
            return Ok(Vec::new());
        };
        let query = self.compiler(resort).any_of(self.plan, &words, &fixed);
        self.tier(query.as_ref(), seen, resort)
    }

    /// Documents written without marks that have the words, or most of them.
    fn without_marks(&self, seen: &HashSet<DocAddress>) -> Result<Vec<Candidate>> {
        let query = self.compiler(true).asked(self.plan);
        let all = self.tier(query.as_ref(), seen, true)?;
        if all.is_empty() {
            self.with_most_words(seen, true)
        } else {
            Ok(all)
        }
    }

    fn tier(
        &self,
        query: &dyn Query,
        seen: &HashSet<DocAddress>,
        resort: bool,
    ) -> Result<Vec<Candidate>> {
        let plain = self.filters.is_none()
            && self.request.sort == Sort::Relevance
            && self.request.recency.is_none();
        if !plain {
            return Ok(self
                .harvest(query, self.end + 1, &[], seen, false, resort)?
                .best);
        }
        let engine = &self.searcher.engine;
        let scored = self.top(query, seen)?;
        let best = self.ranker(resort)?.best(engine, scored, self.end + 1)?;
        harvest::candidates(engine, best)
    }

    /// The best matches by Tantivy's own search, which passes over what cannot be among them.
    fn top(&self, query: &dyn Query, seen: &HashSet<DocAddress>) -> Result<Vec<Scored>> {
        let limit = (self.end + 1).max(RANKED) + seen.len();
        let top = TopDocs::with_limit(limit).order_by_score();
        let found = self.searcher.engine.search(query, &top)?;
        Ok(found
            .into_iter()
            .filter(|(_, address)| !seen.contains(address))
            .map(|(score, address)| Scored::new(address, score, 1.0))
            .collect())
    }

    fn harvest(
        &self,
        query: &dyn Query,
        limit: usize,
        facets: &[Facet],
        without: &HashSet<DocAddress>,
        browse: bool,
        resort: bool,
    ) -> Result<Harvest> {
        let sort = if browse && self.request.sort == Sort::Relevance {
            Sort::Newest
        } else {
            self.request.sort
        };
        let engine = &self.searcher.engine;
        let ranker = match sort {
            Sort::Relevance => Some(self.ranker(resort)?).filter(Ranker::is_needed),
            _ => None,
        };
        let wanted = Wanted {
            limit: ranker
                .as_ref()
                .map_or(limit, |ranker| limit.max(ranker.candidates())),
            sort,
            filters: self.filters,
            facets,
            recency: self.recency()?,
            without,
            ranked_again: ranker.is_some(),
        };
        let mut found = harvest(engine, query, &wanted)?;
        if let Some(ranker) = ranker {
            let scored = std::mem::take(&mut found.scored);
            found.best = harvest::candidates(engine, ranker.best(engine, scored, limit)?)?;
            found.best.truncate(limit);
        }
        Ok(found)
    }

    fn ranker(&self, resort: bool) -> Result<Ranker> {
        let (engine, fields) = (&self.searcher.engine, self.searcher.index.fields());
        Ranker::new(engine, fields, self.plan, self.readings, resort)
    }

    fn recency(&self) -> Result<Option<Recency>> {
        let Some(days) = self
            .request
            .recency
            .filter(|days| days.is_finite() && *days > 0.0)
        else {
            return Ok(None);
        };
        let mut newest = i64::MIN;
        for segment in self.searcher.engine.segment_readers() {
            if let Some(column) = segment.fast_fields().column_opt::<i64>(column::PUBLISHED)? {
                newest = newest.max(column.max_value());
            }
        }
        Ok(Some(Recency {
            half_life: days * DAY,
            newest,
        }))
    }

    fn compiler(&self, resort: bool) -> Compiler<'_> {
        Compiler {
            fields: self.searcher.index.fields(),
            resort,
        }
    }
}

fn offset(request: &Request) -> Result<usize> {
    let offset = match &request.cursor {
        None => request.offset,
        Some(cursor) => cursor_offset(request, cursor).ok_or_else(|| Error::Request {
            what: "cursor",
            value: cursor.clone(),
            remedy: "pass the `next` of a response together with the request that it answered"
                .to_owned(),
        })?,
    };
    if offset.saturating_add(request.limit) > MAX_HITS {
        return Err(Error::Request {
            what: "limit",
            value: format!("{offset} + {}", request.limit),
            remedy: format!(
                "ask for the first {MAX_HITS} hits at most, or narrow the search by date"
            ),
        });
    }
    Ok(offset)
}

/// What a cursor belongs to: everything of the request but the page.
fn request_key(request: &Request) -> String {
    let page = Request {
        limit: 0,
        offset: 0,
        cursor: None,
        facets: Vec::new(),
        fragments: 0,
        ..request.clone()
    };
    let text = serde_json::to_string(&page).unwrap_or_default();
    format!("{:08x}", xxh3_64(text.as_bytes()) as u32)
}

fn cursor(request: &Request, offset: usize) -> String {
    format!("{offset}-{}", request_key(request))
}

fn cursor_offset(request: &Request, cursor: &str) -> Option<usize> {
    let (offset, key) = cursor.split_once('-')?;
    (key == request_key(request)).then(|| offset.parse().ok())?
}
