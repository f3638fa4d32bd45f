//! From a plan to Tantivy queries.

use tantivy::query::{
    AllQuery, BitSetDocSet, BooleanQuery, BoostQuery, ConstScoreQuery, ConstScorer, EmptyQuery,
    EmptyScorer, EnableScoring, Explanation, Occur, Query, Scorer, TermQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::best::BestQuery;
use super::candidate::EXACT;
use super::postings::{Alternative, SequenceQuery};
use crate::analysis::term;
use crate::query::{ColumnFilter, Node, Plan, Slot, Zone};
use crate::schema::Fields;

/// What a document written without marks counts for a word typed with them.
const LAST_RESORT_WEIGHT: f32 = 0.1;

/// Makes queries for one plan.
pub(crate) struct Compiler<'f> {
    pub(crate) fields: &'f Fields,
    /// Whether texts without marks may match words with them (the last resort of rule 2.4).
    pub(crate) resort: bool,
}

type Clauses = Vec<(Occur, Box<dyn Query>)>;

impl Compiler<'_> {
    /// What matches as asked, ranked by words and exactness.
    pub(crate) fn asked(&self, plan: &Plan) -> Box<dyn Query> {
        let must = self.node(&plan.root);
        match self.exact(plan) {
            Some(exact) => Box::new(BooleanQuery::new(vec![(Occur::Must, must), exact])),
            None => must,
        }
    }

    /// What matches `node`, the whole of a query or a clause of it, unranked.
    pub(crate) fn matching(&self, node: &Node) -> Box<dyn Query> {
        self.node(node)
    }

    /// What has any of `words` and all of `fixed`, ranked by words.
    pub(crate) fn any_of(&self, words: &[&Node], fixed: &[&Node]) -> Box<dyn Query> {
        let should = words.iter().map(|node| (Occur::Should, self.node(node)));
        let any = BooleanQuery::new(should.collect());
        self.with(Box::new(any), fixed)
    }

    /// What [`Compiler::any_of`] matches, unranked, for few documents to be asked about.
    pub(crate) fn has_any_of(&self, words: &[&Node], fixed: &[&Node]) -> Box<dyn Query> {
        let ways = words.iter().map(|node| self.node(node)).collect();
        self.with(Box::new(BestQuery { ways }), fixed)
    }

    fn with(&self, any: Box<dyn Query>, fixed: &[&Node]) -> Box<dyn Query> {
        if fixed.is_empty() {
            return any;
        }
        let mut clauses = vec![(Occur::Must, any)];
        clauses.extend(fixed.iter().map(|node| self.clause(node)));
        Box::new(BooleanQuery::new(clauses))
    }

    /// What of the matches of `query`, made of `plan` with the last resort, may match by it: documents that have
    /// a word as only texts without marks do. They are few, and the positions of all others are not read.
    pub(crate) fn by_resort(&self, query: Box<dyn Query>, plan: &Plan) -> Box<dyn Query> {
        let slots = plan.runs.iter().flat_map(|run| &run.slots);
        let mut terms: Vec<&String> = slots.filter_map(|slot| slot.last_resort.as_ref()).collect();
        terms.sort_unstable();
        terms.dedup();
        let has = |term: &&String| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(self.fields.text, term);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            (Occur::Should, Box::new(query))
        };
        let any = BooleanQuery::new(terms.iter().map(has).collect());
        let clauses = vec![(Occur::Must, query), (Occur::Must, unscored(Box::new(any)))];
        Box::new(BooleanQuery::new(clauses))
    }

    /// Lifts documents that have the words as they were typed over those that only add marks to them, or
    /// have an abbreviation's reading in place of the literal.
    fn exact(&self, plan: &Plan) -> Option<(Occur, Box<dyn Query>)> {
        let typed = plan.as_typed();
        if self.resort || typed.terms().is_empty() {
            return None;
        }
        let has = |term: &String| {
            let term = Term::from_field_text(self.fields.text, term);
            let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
            (Occur::Must, query)
        };
        let all = BooleanQuery::new(typed.terms().iter().map(has).collect());
        Some((
            Occur::Should,
            Box::new(ConstScoreQuery::new(Box::new(all), EXACT)),
        ))
    }

    fn node(&self, node: &Node) -> Box<dyn Query> {
        match node {
            Node::Everything => unscored(Box::new(AllQuery)),
            Node::Nothing => Box::new(EmptyQuery),
            Node::Slot(slot, zone) => self.slot(slot, *zone),
            Node::Sequence { slots, slop, zone } => self.sequence(slots, *slop, *zone),
            Node::Prefix { folded, text, zone } => Box::new(PrefixQuery {
                field: self.field(*zone),
                prefixes: prefixes(folded, text),
            }),
            Node::Best(ways) => {
                let ways = ways
                    .iter()
                    .map(|(node, weight)| weighed(self.node(node), *weight));
                Box::new(BestQuery {
                    ways: ways.collect(),
                })
            }
            Node::Any(nodes) => Box::new(BooleanQuery::new(
                nodes
                    .iter()
                    .map(|node| (Occur::Should, self.node(node)))
                    .collect(),
            )),
            Node::All(nodes) => self.all(nodes),
            Node::Not(_) => self.all(std::slice::from_ref(node)),
            Node::Column(filter) => unscored(Box::new(ColumnQuery {
                filter: filter.clone(),
            })),
        }
    }

    fn all(&self, nodes: &[Node]) -> Box<dyn Query> {
        let mut clauses: Clauses = nodes.iter().map(|node| self.clause(node)).collect();
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
        }
        match (clauses.len(), clauses.pop()) {
            (1, Some((Occur::Must, only))) => only,
            (_, Some(last)) => {
                clauses.push(last);
                Box::new(BooleanQuery::new(clauses))
            }
            (_, None) => Box::new(EmptyQuery),
        }
    }

    fn clause(&self, node: &Node) -> (Occur, Box<dyn Query>) {
        match node {
            Node::Not(inner) => (Occur::MustNot, self.node(inner)),
            node => (Occur::Must, self.node(node)),
        }
    }

    fn field(&self, zone: Zone) -> Field {
        if zone == Zone::Title {
            self.fields.title
        } else {
            self.fields.text
        }
    }

    fn slot(&self, slot: &Slot, zone: Zone) -> Box<dyn Query> {
        let alternatives = self.alternatives(slot, zone);
        match &alternatives[..] {
            [(term, _)] if matches!(zone, Zone::Anywhere | Zone::Title) => {
                Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs))
            }
            _ => self.sequence(std::slice::from_ref(slot), 0, zone),
        }
    }

    fn sequence(&self, slots: &[Slot], slop: u32, zone: Zone) -> Box<dyn Query> {
        let slots = slots
            .iter()
            .map(|slot| self.alternatives(slot, zone))
            .collect();
        // The title has a field of its own, all of which is the zone.
        let inside = if zone == Zone::Title {
            Zone::Anywhere
        } else {
            zone
        };
        Box::new(SequenceQuery {
            field: self.field(zone),
            slots,
            slop,
            zone: inside,
        })
    }

    fn alternatives(&self, slot: &Slot, zone: Zone) -> Vec<Alternative> {
        alternatives(slot, self.field(zone), self.resort)
    }
}

/// The index terms of a slot.
pub(crate) fn alternatives(slot: &Slot, field: Field, resort: bool) -> Vec<Alternative> {
    let terms = slot
        .alternatives
        .iter()
        .map(|(term, weight)| (Term::from_field_text(field, term), *weight));
    let last = slot
        .last_resort
        .iter()
        .filter(|_| resort)
        .map(|term| (Term::from_field_text(field, term), LAST_RESORT_WEIGHT));
    terms.chain(last).collect()
}

fn weighed(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if weight == 1.0 {
        query
    } else {
        Box::new(BoostQuery::new(query, weight))
    }
}

fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// The beginnings of index terms that a prefix stands for: of folded words, and of numbers.
fn prefixes(folded: &str, text: &str) -> Vec<String> {
    let mut prefixes = vec![term::of(term::FOLDED, folded)];
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        prefixes.push(text.to_owned());
    }
    prefixes
}

/// Documents whose property passes a filter; the score says nothing.
#[derive(Clone, Debug)]
struct ColumnQuery {
    filter: ColumnFilter,
}

impl Query for ColumnQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for ColumnQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let filter = self.filter.for_segment(segment)?;
        let mut docs = BitSet::with_max_value(segment.max_doc());
        for doc in 0..segment.max_doc() {
            if filter.passes(doc) {
                docs.insert(doc);
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(docs), boost)))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, segment, doc)
    }
}

/// Documents with a term that begins with one of the prefixes.
#[derive(Clone, Debug)]
struct PrefixQuery {
    field: Field,
    prefixes: Vec<String>,
}

impl Query for PrefixQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for PrefixQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let index = segment.inverted_index(self.field)?;
        let mut docs = BitSet::with_max_value(segment.max_doc());
        for prefix in &self.prefixes {
            let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
            while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                let mut postings =
                    index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                while postings.doc() != TERMINATED {
                    docs.insert(postings.doc());
                    postings.advance();
                }
            }
        }
        if docs.len() == 0 {
            return Ok(Box::new(EmptyScorer));
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(docs), boost)))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, segment, doc)
    }
}

fn explain(
    weight: &dyn Weight,
    segment: &SegmentReader,
    doc: DocId,
) -> tantivy::Result<Explanation> {
    let mut scorer = weight.scorer(segment, 1.0)?;
    let matches = scorer.doc() <= doc && scorer.seek(doc) == doc;
    Ok(Explanation::new(
        "constant",
        if matches { 1.0 } else { 0.0 },
    ))
}
