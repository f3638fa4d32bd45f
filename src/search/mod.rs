//! Searching: a request in, a response out.

mod best;
mod collapse;
mod compile;
mod completion;
mod correction;
pub(crate) mod day;
mod explanation;
pub(crate) mod facet;
mod fragment;
mod harvest;
mod highlight;
mod nearness;
mod pair;
mod pool;
mod postings;
mod rank;
mod request;
mod response;
mod similar;
pub(crate) mod snapshot;
mod suggestion;

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use jiff::Timestamp;
use rayon::prelude::*;
use tantivy::collector::TopDocs;
use tantivy::columnar::StrColumn;
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, TantivyDocument};
use timtin_corpus::Article;
use timtin_tokenizer::Lexicon;
use xxhash_rust::xxh3::xxh3_64;

use crate::error::{Error, Result};
use crate::index::Index;
use crate::query::{FilterSet, Matching, Node, Plan};
use crate::vocabulary::LentAnalysis;
use collapse::Rows;
use compile::Compiler;
use correction::{Corrector, Rewritten};
use facet::Counts;
use harvest::{Candidate, Recency, Scored, Wanted, harvest};
use highlight::{Highlighted, Highlighter, Spellings};
use pool::Pool;
use rank::{RANKED, Ranker};
use snapshot::Snapshot;
use suggestion::Readings;

pub(crate) use completion::Phrases;
pub use completion::{Completion, Completions};
pub use day::shown as shown_day;
pub use explanation::{ExplainedPair, ExplainedWord, Explanation, Tier};
pub use request::{DateUnit, Facet, MAX_HITS, Request, Sort};
pub use response::{
    CategoryCount, Duplicate, FacetCounts, Fragment, Hit, Response, ValueCount, to_html,
};
pub use similar::{Similar, SimilarRequest};

/// What is added to the scores of hits better than the usual ones.
const LIFTED: f32 = 1000.0;
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

/// A document found and where it stands.
struct Found {
    candidate: Candidate,
    tier: Tier,
    /// Its score before it was put into its tier.
    own_score: f32,
    /// Those near-identical to it, when it is on the page.
    duplicates: Vec<DocAddress>,
}

impl Found {
    /// Whether it matches only with something relaxed.
    fn is_relaxed(&self) -> bool {
        matches!(self.tier, Tier::WithoutMarks | Tier::MostWords)
    }
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
            tier: self,
            own_score: candidate.score,
            duplicates: Vec::new(),
            candidate: Candidate {
                score: self.score(usual, candidate.score),
                ..candidate
            },
        }
    }
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
        let (mut response, found) = self.index.guarded(|| self.answered(request, offset))?;
        response.next =
            (found.len() > offset + request.limit).then(|| cursor(request, offset + request.limit));
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

    fn readings(&self, plan: &Plan) -> Result<Readings> {
        Readings::new(self.engine(), self.index.fields().text, plan)
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
            page: offset..offset + request.limit,
        };
        search.run()
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

    fn id(&self, address: DocAddress) -> Result<String> {
        let column = self.snapshot.segment_of(address).id()?;
        Ok(value(column, address.doc_id)?.unwrap_or_default())
    }

    /// What is told of articles that a hit stands for, newest first.
    fn duplicates(&self, addresses: &[DocAddress]) -> Result<Vec<Duplicate>> {
        let mut duplicates = Vec::with_capacity(addresses.len());
        for address in addresses {
            let segment = self.snapshot.segment_of(*address);
            let published = segment.published()?;
            let second = published.and_then(|column| column.first(address.doc_id));
            duplicates.push(Duplicate {
                id: self.id(*address)?,
                source: value(segment.source()?, address.doc_id)?,
                published: second.and_then(|second| Timestamp::from_second(second).ok()),
            });
        }
        duplicates.sort_by(|a, b| (b.published, &a.id).cmp(&(a.published, &b.id)));
        Ok(duplicates)
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

    fn explain(
        &self,
        request: &Request,
        plan: &Plan,
        readings: &Readings,
        found: &Found,
    ) -> Result<Explanation> {
        let candidate = &found.candidate;
        let resort = found.tier == Tier::WithoutMarks;
        let ranker = Ranker::new(self.engine(), self.index.fields(), plan, readings, resort)?;
        let (words, pairs, triples) = ranker.explain(&self.snapshot, plan, candidate.address)?;
        let freshness = match self.recency(request)? {
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
        request: &Request,
        plan: &Plan,
        readings: &Readings,
        found: &Found,
        highlighter: &Highlighter<'l>,
        lent: &mut LentAnalysis<'l>,
    ) -> Result<(Hit, Spellings)> {
        let article = self.read(found.candidate.address)?;
        let highlighted = match request.fragments {
            0 => Highlighted::default(),
            count => highlighter.highlight(&article, count, &mut lent.analysis),
        };
        let hit = Hit {
            score: found.candidate.score,
            relaxed: found.is_relaxed(),
            article,
            title_marks: highlighted.title,
            fragments: highlighted.fragments,
            explanation: match request.explain && request.sort == Sort::Relevance {
                true => Some(self.explain(request, plan, readings, found)?),
                false => None,
            },
            duplicates: self.duplicates(&found.duplicates)?,
        };
        Ok((hit, highlighted.spellings))
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
        let highlighter = Highlighter::new(plan, readings, self.index.lexicon());
        let page = &found[offset.min(found.len())..(offset + request.limit).min(found.len())];
        let shown: Vec<Result<(Hit, Spellings)>> = page
            .par_iter()
            .map_init(
                || self.index.analysis(),
                |lent, found| self.hit(request, plan, readings, found, &highlighter, lent),
            )
            .collect();
        let (mut hits, mut spellings) = (Vec::with_capacity(page.len()), Spellings::default());
        for shown in shown {
            let (hit, of_hit) = shown?;
            hits.push(hit);
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
            relaxed: found.iter().any(Found::is_relaxed),
            suggestion: readings.suggestion(plan, |reading| spellings.usual(reading)),
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
    /// Which of the hits are wanted.
    page: Range<usize>,
}

impl Search<'_> {
    fn run(&self) -> Result<(Asked, Vec<Found>)> {
        let mut rows = self.request.collapse.then(|| Rows::new(self.snapshot()));
        let (asked, best) = self.as_asked(&mut rows)?;
        let tier = |candidate: &Candidate| match candidate.exact {
            true => Tier::Exact,
            false => Tier::AsAsked,
        };
        let usual = self.usual_tier();
        let mut found: Vec<Found> = best
            .into_iter()
            .map(|candidate| tier(&candidate).of(usual, candidate))
            .collect();
        if self.request.matching == Matching::Auto {
            if found.len() < self.page.end {
                self.append(&mut found, &mut rows, Tier::MostWords)?;
            }
            if found.len() < self.page.end && self.plan.has_last_resort() {
                self.append(&mut found, &mut rows, Tier::WithoutMarks)?;
            }
        }
        found.truncate(self.wanted());
        if let Some(rows) = &rows {
            self.find_duplicates(&mut found, rows)?;
        }
        Ok((asked, found))
    }

    /// One more than asked for tells whether there is a next page.
    fn wanted(&self) -> usize {
        self.page.end + 1
    }

    fn snapshot(&self) -> &Snapshot {
        &self.searcher.snapshot
    }

    fn append(
        &self,
        found: &mut Vec<Found>,
        rows: &mut Option<Rows<'_>>,
        tier: Tier,
    ) -> Result<()> {
        let seen = match rows {
            Some(rows) => rows.seen().clone(),
            None => found.iter().map(|found| found.candidate.address).collect(),
        };
        let (room, usual) = (self.wanted().saturating_sub(found.len()), self.usual_tier());
        for (query, resort) in self.relaxed(tier) {
            let mut pool = None;
            let more = take(rows, room, |limit| {
                self.best_of(&mut pool, limit, |room| {
                    self.tier(query.as_ref(), room, &seen, resort)
                })
            })?;
            let any = !more.is_empty() || pool.is_some_and(|pool| !pool.is_empty());
            found.extend(more.into_iter().map(|candidate| tier.of(usual, candidate)));
            if any {
                break;
            }
        }
        Ok(())
    }

    /// The best of a pool, filled anew with more where it does not hold so many.
    fn best_of(
        &self,
        pool: &mut Option<Pool>,
        limit: usize,
        fill: impl Fn(usize) -> Result<Pool>,
    ) -> Result<Vec<Candidate>> {
        let held = pool.take().filter(|pool| pool.holds(limit));
        let mut held = held.map_or_else(|| fill(limit), Ok)?;
        let best = held.best(self.snapshot(), limit);
        *pool = Some(held);
        best
    }

    /// Finds what the rows of the page stand for: what matches, also with something relaxed where that
    /// is allowed, and passes the filters.
    fn find_duplicates(&self, found: &mut [Found], rows: &Rows<'_>) -> Result<()> {
        let snapshot = self.snapshot();
        let on_page = self.page.start.min(found.len())..self.page.end.min(found.len());
        let fields = self.searcher.index.fields();
        let others = on_page.clone().into_par_iter();
        let others = others.map(|row| rows.others(row, fields));
        let mut all = Vec::new();
        for (found, others) in found[on_page.clone()]
            .iter_mut()
            .zip(others.collect::<Vec<_>>())
        {
            found.duplicates = others?;
            all.extend_from_slice(&found.duplicates);
        }
        all.sort_unstable();
        collapse::filter(snapshot, self.filters, &mut all)?;
        let query = self.compiler(false).matching(self.plan);
        let mut matching = collapse::matching(snapshot, query.as_ref(), &all)?;
        if self.request.matching == Matching::Auto {
            for tier in [Tier::MostWords, Tier::WithoutMarks] {
                for (query, _) in self.relaxed(tier) {
                    all.retain(|address| !matching.contains(address));
                    matching.extend(collapse::matching(snapshot, query.as_ref(), &all)?);
                }
            }
        }
        for found in &mut found[on_page] {
            found
                .duplicates
                .retain(|address| matching.contains(address));
        }
        Ok(())
    }

    /// Words with marks are mostly found as they were typed; texts without marks are few.
    fn usual_tier(&self) -> Tier {
        match self.plan.as_typed().is_binding() {
            true => Tier::Exact,
            false => Tier::AsAsked,
        }
    }

    fn as_asked(&self, rows: &mut Option<Rows<'_>>) -> Result<(Asked, Vec<Candidate>)> {
        let browse = matches!(self.plan.root, Node::Everything);
        let query = self.compiler(false).asked(self.plan);
        let none = HashSet::new();
        let harvest = |limit, facets: &[Facet]| {
            self.harvest(query.as_ref(), limit, facets, &none, browse, false)
        };
        let limit = match rows {
            Some(_) => collapse::first_fetch(self.wanted()),
            None => self.wanted(),
        };
        let (total, counts, pool) = harvest(limit, &self.request.facets)?;
        let mut pool = Some(pool);
        let best = take(rows, self.wanted(), |limit| {
            self.best_of(&mut pool, limit, |limit| Ok(harvest(limit, &[])?.2))
        })?;
        let facets = counts
            .into_iter()
            .zip(&self.request.facets)
            .map(|(counts, facet)| counts.finish(*facet))
            .collect();
        Ok((Asked { total, facets }, best))
    }

    /// The queries of a tier below what was asked for, each to be tried when the one before finds nothing;
    /// and whether texts without marks match. With most words: documents with any of the words, those
    /// with the most telling ones first. Without marks: those that have all of the words, else most.
    fn relaxed(&self, tier: Tier) -> Vec<(Box<dyn Query>, bool)> {
        let resort = tier == Tier::WithoutMarks;
        let mut queries = Vec::new();
        if resort && self.plan.has_last_resort() {
            queries.push((self.compiler(true).asked(self.plan), true));
        }
        if (!resort || self.plan.has_last_resort())
            && let Some((words, fixed)) = self.plan.relaxable()
        {
            let query = self.compiler(resort).any_of(&words, &fixed);
            queries.push((query, resort));
        }
        queries
    }

    fn tier(
        &self,
        query: &dyn Query,
        limit: usize,
        seen: &HashSet<DocAddress>,
        resort: bool,
    ) -> Result<Pool> {
        let plain = self.filters.is_none()
            && self.request.sort == Sort::Relevance
            && self.request.recency.is_none();
        if !plain {
            return Ok(self.harvest(query, limit, &[], seen, false, resort)?.2);
        }
        let room = limit.max(RANKED);
        let scored = self.top(query, room, seen)?;
        Ok(Pool::scored(scored, self.ranker(resort)?, room))
    }

    /// The best matches by Tantivy's own search, which passes over what cannot be among them.
    fn top(
        &self,
        query: &dyn Query,
        limit: usize,
        seen: &HashSet<DocAddress>,
    ) -> Result<Vec<Scored>> {
        let top = TopDocs::with_limit(limit + seen.len()).order_by_score();
        let found = self.snapshot().engine.search(query, &top)?;
        Ok(found
            .into_iter()
            .filter(|(_, address)| !seen.contains(address))
            .take(limit)
            .map(|(score, address)| Scored::new(address, score, 1.0))
            .collect())
    }

    /// Counts what matches and keeps the best.
    fn harvest(
        &self,
        query: &dyn Query,
        limit: usize,
        facets: &[Facet],
        without: &HashSet<DocAddress>,
        browse: bool,
        resort: bool,
    ) -> Result<(u64, Vec<Counts>, Pool)> {
        let sort = if browse && self.request.sort == Sort::Relevance {
            Sort::Newest
        } else {
            self.request.sort
        };
        let ranker = match sort {
            Sort::Relevance => Some(self.ranker(resort)?).filter(Ranker::is_needed),
            _ => None,
        };
        // Some more, as reprints may be among them.
        let room = limit.max(ranker.as_ref().map_or(RANKED, Ranker::candidates));
        let wanted = Wanted {
            limit: room,
            sort,
            filters: self.filters,
            facets,
            recency: self.searcher.recency(self.request)?,
            without,
            ranked_again: ranker.is_some(),
        };
        let found = harvest(self.snapshot(), query, &wanted)?;
        let pool = match ranker {
            Some(ranker) => Pool::scored(found.scored, ranker, room),
            None => Pool::sorted(found.best, room),
        };
        Ok((found.total, found.counts, pool))
    }

    fn ranker(&self, resort: bool) -> Result<Ranker> {
        let (engine, fields) = (self.searcher.engine(), self.searcher.index.fields());
        Ranker::new(engine, fields, self.plan, self.readings, resort)
    }

    fn compiler(&self, resort: bool) -> Compiler<'_> {
        Compiler {
            fields: self.searcher.index.fields(),
            resort,
        }
    }
}

/// What a column of texts holds for a document.
fn value(column: Option<&StrColumn>, doc: DocId) -> Result<Option<String>> {
    let Some(column) = column else {
        return Ok(None);
    };
    let Some(ordinal) = column.ords().first(doc) else {
        return Ok(None);
    };
    let mut value = String::new();
    column
        .ord_to_str(ordinal, &mut value)
        .map_err(tantivy::TantivyError::from)?;
    Ok(Some(value))
}

/// The `wanted` best that `fetch` gives, or the best of so many rows.
fn take(
    rows: &mut Option<Rows<'_>>,
    wanted: usize,
    mut fetch: impl FnMut(usize) -> Result<Vec<Candidate>>,
) -> Result<Vec<Candidate>> {
    match rows {
        Some(rows) => rows.add(wanted, fetch),
        None => fetch(wanted),
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
        explain: false,
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
