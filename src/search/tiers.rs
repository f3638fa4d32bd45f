//! One request on its way through the tiers of rule 4.3: what matches as asked; with most of the words;
//! written without marks.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use tantivy::DocAddress;
use tantivy::collector::{Collector, TopDocs};
use tantivy::query::{EnableScoring, Query};

use super::Searcher;
use super::candidate::{Candidate, Scored};
use super::collapse::{self, Rows};
use super::compile::Compiler;
use super::explanation::Tier;
use super::harvest::{Harvest, Wanted, harvest};
use super::matches::Matches;
use super::pair::Pairs;
use super::pool::Pool;
use super::rank::{self, RANKED, Ranker};
use super::request::{Facet, Request, Sort};
use super::response::FacetCounts;
use super::snapshot::Snapshot;
use super::suggestion::Readings;
use crate::error::Result;
use crate::query::{FilterSet, Matching, Node, Plan};

/// What is added to the scores of hits better than the usual ones.
const LIFTED: f32 = 1000.0;

/// A document found and where it stands.
pub(super) struct Found {
    pub(super) candidate: Candidate,
    pub(super) tier: Tier,
    /// Its score before it was put into its tier.
    pub(super) own_score: f32,
}

impl Found {
    /// Whether it matches only with something relaxed.
    pub(super) fn is_relaxed(&self) -> bool {
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
            candidate: Candidate {
                score: self.score(usual, candidate.score),
                ..candidate
            },
        }
    }
}

/// What matches as asked, counted.
pub(super) struct Asked {
    pub(super) total: u64,
    pub(super) facets: Vec<FacetCounts>,
    matches: Matches,
}

/// What was found for a request.
pub(super) struct Outcome<'s> {
    pub(super) asked: Asked,
    /// The best, up to the page asked for and one more.
    pub(super) found: Vec<Found>,
    /// Where near-identical articles are collapsed.
    rows: Option<Rows<'s>>,
}

/// One request and what was made of it.
pub(super) struct Search<'s> {
    searcher: &'s Searcher,
    pub(super) request: &'s Request,
    pub(super) plan: &'s Plan,
    filters: &'s FilterSet,
    /// Which of the hits are wanted.
    pub(super) page: Range<usize>,
    readings: OnceLock<Readings>,
    pub(super) pairs: Pairs<'s>,
    /// Without the last resort and with it.
    rankers: [OnceLock<Arc<Ranker>>; 2],
}

impl<'s> Search<'s> {
    pub(super) fn new(
        searcher: &'s Searcher,
        request: &'s Request,
        plan: &'s Plan,
        filters: &'s FilterSet,
        page: Range<usize>,
    ) -> Search<'s> {
        Search {
            searcher,
            request,
            plan,
            filters,
            page,
            readings: OnceLock::new(),
            pairs: Pairs::new(searcher.engine(), searcher.index.fields().text),
            rankers: Default::default(),
        }
    }

    /// Counts what matches as asked, and finds the best.
    pub(super) fn run(&self) -> Result<Outcome<'s>> {
        let mut rows = self
            .request
            .collapse
            .then(|| Rows::new(self.snapshot(), self.searcher.index.fields()));
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
        Ok(Outcome { asked, found, rows })
    }

    /// What was found on the page asked for.
    pub(super) fn page_of<'o>(&self, outcome: &'o Outcome<'_>) -> &'o [Found] {
        &outcome.found[self.rows_of(outcome)]
    }

    fn rows_of(&self, outcome: &Outcome<'_>) -> Range<usize> {
        let end = |at: usize| at.min(outcome.found.len());
        end(self.page.start)..end(self.page.end)
    }

    /// The readings of the plan's words, which ranking needs and matching does not.
    pub(super) fn readings(&self) -> Result<&Readings> {
        if let Some(readings) = self.readings.get() {
            return Ok(readings);
        }
        let (engine, fields) = (self.searcher.engine(), self.searcher.index.fields());
        let readings = Readings::new(engine, fields.text, self.plan)?;
        Ok(self.readings.get_or_init(|| readings))
    }

    /// One more than asked for tells whether there is a next page.
    fn wanted(&self) -> usize {
        self.page.end + 1
    }

    fn snapshot(&self) -> &'s Snapshot {
        &self.searcher.snapshot
    }

    fn append(
        &self,
        found: &mut Vec<Found>,
        rows: &mut Option<Rows<'_>>,
        tier: Tier,
    ) -> Result<()> {
        let seen = match rows {
            Some(rows) => rows.seen(),
            None => found.iter().map(|found| found.candidate.address).collect(),
        };
        let (room, usual) = (self.wanted().saturating_sub(found.len()), self.usual_tier());
        for (query, resort) in self.relaxed(tier, true) {
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

    /// What the rows of the page stand for besides what they show: what matches, also with something relaxed
    /// where that is allowed, and passes the filters.
    pub(super) fn duplicates(&self, outcome: &Outcome<'_>) -> Result<Vec<Vec<DocAddress>>> {
        let on_page = self.rows_of(outcome);
        let Some(rows) = &outcome.rows else {
            return Ok(vec![Vec::new(); on_page.len()]);
        };
        let snapshot = self.snapshot();
        let others = on_page.into_par_iter().map(|row| rows.others(row));
        let mut others = others.collect::<Result<Vec<_>>>()?;
        let as_asked = &outcome.asked.matches;
        let mut rest = others.concat();
        rest.retain(|address| !as_asked.contains(*address));
        rest.sort_unstable();
        let mut relaxed = HashSet::new();
        if !rest.is_empty() && self.request.matching == Matching::Auto {
            collapse::filter(snapshot, self.filters, &mut rest)?;
            for tier in [Tier::MostWords, Tier::WithoutMarks] {
                for (query, _) in self.relaxed(tier, false) {
                    relaxed.extend(collapse::matching(snapshot, query.as_ref(), &rest)?);
                }
            }
        }
        for others in &mut others {
            others.retain(|address| as_asked.contains(*address) || relaxed.contains(address));
        }
        Ok(others)
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
        let (found, pool) = harvest(limit, &self.request.facets)?;
        let mut pool = Some(pool);
        let best = take(rows, self.wanted(), |limit| {
            self.best_of(&mut pool, limit, |limit| Ok(harvest(limit, &[])?.1))
        })?;
        let facets = found
            .counts
            .into_iter()
            .zip(&self.request.facets)
            .map(|(counts, facet)| counts.finish(*facet))
            .collect();
        let asked = Asked {
            total: found.total,
            facets,
            matches: found.matches,
        };
        Ok((asked, best))
    }

    /// The queries of a tier below what was asked for, each to be tried when the one before finds nothing;
    /// and whether texts without marks match. With most words: documents with any of the words, those
    /// with the most telling ones first. Without marks: those that have all of the words, else most.
    /// Where they are not to be `ranked`, they are for few documents to be asked about.
    fn relaxed(&self, tier: Tier, ranked: bool) -> Vec<(Box<dyn Query>, bool)> {
        let resort = tier == Tier::WithoutMarks;
        let mut queries = Vec::new();
        if resort && self.plan.has_last_resort() {
            let query = self.compiler(true).asked(self.plan);
            queries.push((self.compiler(true).by_resort(query, self.plan), true));
        }
        if (!resort || self.plan.has_last_resort())
            && let Some((words, fixed)) = self.plan.relaxable()
        {
            let compiler = self.compiler(resort);
            let query = match ranked {
                true => compiler.any_of(&words, &fixed),
                false => compiler.has_any_of(&words, &fixed),
            };
            let query = match resort {
                true => compiler.by_resort(query, self.plan),
                false => query,
            };
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
            return Ok(self.harvest(query, limit, &[], seen, false, resort)?.1);
        }
        let room = limit.max(RANKED);
        let (scored, ranker) = rayon::join(|| self.top(query, room, seen), || self.ranker(resort));
        Ok(Pool::scored(scored?, ranker?, RANKED, room))
    }

    /// The best matches by Tantivy's own search, which passes over what cannot be among them; and all
    /// that are equal to the last of them, so that their order does not depend on how many are asked for.
    fn top(
        &self,
        query: &dyn Query,
        limit: usize,
        seen: &HashSet<DocAddress>,
    ) -> Result<Vec<Scored>> {
        let engine = &self.snapshot().engine;
        let weight = query.weight(EnableScoring::enabled_from_searcher(engine))?;
        let segments: Vec<_> = engine.segment_readers().iter().zip(0..).collect();
        let mut wanted = limit + seen.len() + 1;
        loop {
            let top = TopDocs::with_limit(wanted).order_by_score();
            let found: Vec<_> = segments
                .par_iter()
                .map(|(segment, ordinal)| top.collect_segment(weight.as_ref(), *ordinal, segment))
                .collect::<tantivy::Result<_>>()?;
            let mut found = top.merge_fruits(found)?;
            let cut = found.len() == wanted;
            if cut && let Some((last, _)) = found.last().copied() {
                // Of those equal to the last one some may be behind the cut.
                found.retain(|(score, _)| *score > last);
            }
            found.retain(|(_, address)| !seen.contains(address));
            if !cut || found.len() >= limit {
                let scored = found.into_iter();
                return Ok(scored
                    .map(|(score, address)| Scored::new(address, score, 1.0))
                    .collect());
            }
            wanted *= 2;
        }
    }

    /// Counts what matches and keeps the best, which go to the pool.
    fn harvest(
        &self,
        query: &dyn Query,
        limit: usize,
        facets: &[Facet],
        without: &HashSet<DocAddress>,
        browse: bool,
        resort: bool,
    ) -> Result<(Harvest, Pool)> {
        let sort = if browse && self.request.sort == Sort::Relevance {
            Sort::Newest
        } else {
            self.request.sort
        };
        let ranked = match sort {
            Sort::Relevance => rank::candidates(self.plan),
            _ => None,
        };
        // Some more, as reprints may be among them.
        let room = limit.max(ranked.unwrap_or(RANKED));
        let wanted = Wanted {
            limit: room,
            sort,
            filters: self.filters,
            facets,
            recency: self.searcher.recency(self.request)?,
            without,
            ranked_again: ranked.is_some(),
        };
        let (found, ranker) = rayon::join(
            || harvest(self.snapshot(), query, &wanted),
            || ranked.map(|_| self.ranker(resort)).transpose(),
        );
        let mut found = found?;
        let pool = match ranker? {
            Some(ranker) => {
                let scored = std::mem::take(&mut found.scored);
                Pool::scored(scored, ranker, ranked.unwrap_or(RANKED), room)
            }
            None => Pool::sorted(std::mem::take(&mut found.best), room),
        };
        Ok((found, pool))
    }

    /// The ranker of the plan, made once for all tiers that ask for it.
    pub(super) fn ranker(&self, resort: bool) -> Result<Arc<Ranker>> {
        let made = &self.rankers[usize::from(resort)];
        if let Some(ranker) = made.get() {
            return Ok(ranker.clone());
        }
        let (pairs, fields) = (&self.pairs, self.searcher.index.fields());
        let ranker = Ranker::new(pairs, fields, self.plan, self.readings()?, resort)?;
        Ok(made.get_or_init(|| Arc::new(ranker)).clone())
    }

    fn compiler(&self, resort: bool) -> Compiler<'_> {
        Compiler {
            fields: self.searcher.index.fields(),
            resort,
        }
    }
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
