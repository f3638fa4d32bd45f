//! What the corpus teaches: the definitions of all its articles (rule 3.2).
//!
//! Each article is indexed with what it defines, one term a definition. So the counts belong to the
//! commit, an article that is replaced or deleted takes back what it taught, and the order in which
//! articles come does not matter. Texts are indexed without what others teach: a query looks for the
//! long form and for the abbreviation where no list and no definition in the article read it
//! otherwise. What is learned so holds for the articles that were there before, and no reindex is due.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use tantivy::columnar::StrColumn;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{
    DocAddress, DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, TantivyError,
};
use timtin_tokenizer::{
    DefinitionKind, Definitions, Learned, Lexicon, Reading, abbreviation_key, long_form_key,
};

use super::Index;
use crate::error::Result;
use crate::schema::column;
use crate::search::Searcher;

/// Between the parts of a definition's term: no repaired text contains it.
const SEPARATOR: char = '\u{1f}';
/// Longer definitions are none.
const MAX_TERM: usize = 1000;
/// So many articles are shown for a reading.
const EXAMPLES: usize = 3;

/// What an article teaches, as terms of the index; definitions too long to be some are left out.
pub(crate) fn terms(definitions: &Definitions) -> Vec<String> {
    let unread = definitions.unread();
    let unread = unread.map(|written| (written, "", DefinitionKind::Translation));
    definitions.iter().chain(unread).filter_map(term).collect()
}

fn term((abbreviation, text, kind): (&str, &str, DefinitionKind)) -> Option<String> {
    let kind = match kind {
        DefinitionKind::Initials => 'i',
        DefinitionKind::Translation => 't',
    };
    let term = format!("{abbreviation}{SEPARATOR}{text}{SEPARATOR}{kind}");
    (term.len() <= MAX_TERM).then_some(term)
}

fn parse(term: &[u8]) -> Option<(&str, &str, DefinitionKind)> {
    let mut parts = std::str::from_utf8(term).ok()?.split(SEPARATOR);
    let (abbreviation, text) = (parts.next()?, parts.next()?);
    let kind = match parts.next()? {
        "i" => DefinitionKind::Initials,
        _ => DefinitionKind::Translation,
    };
    Some((abbreviation, text, kind))
}

/// A reading that articles define, for `timtin abbreviations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnedReading {
    /// The abbreviation as it is mostly written.
    pub abbreviation: String,
    /// What it stands for, as it is mostly written.
    pub reading: String,
    /// How many articles define it so.
    pub articles: u64,
    /// What of a hundred uses it counts for beside all other readings; 0 when it is not used for articles that
    /// do not define it.
    pub weight: u8,
    /// Whether the built-in list has the reading too.
    pub listed: bool,
    /// The letters are not the initials of the words: a foreign acronym with a Vietnamese name.
    pub translated: bool,
    /// The sources of these articles that have one, most articles first.
    pub sources: Vec<SourceCount>,
    /// Some of these articles, oldest in the index first.
    pub examples: Vec<Example>,
}

/// How many articles of one source define a reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCount {
    /// The source.
    pub source: String,
    /// Its articles.
    pub count: u64,
}

/// An article that defines a reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// The lexicon with what the corpus taught by the commit that `engine` sees.
pub(super) fn taught(index: &Index, engine: &tantivy::Searcher) -> Result<Lexicon> {
    let learned = gather(index, engine)?.into_iter();
    Ok(index
        .lexicon()
        .with_learned(learned.map(|found| found.learned)))
}

/// The long forms that articles define, as written, and how many articles do.
pub(crate) fn long_forms(
    index: &Index,
    engine: &tantivy::Searcher,
) -> Result<impl Iterator<Item = (String, u32)>> {
    // Sources and examples, which gathering reads of every article, are not needed.
    let mut found: HashMap<String, (String, u32)> = HashMap::new();
    for segment in engine.segment_readers() {
        let inverted = segment.inverted_index(index.fields().definition)?;
        let mut terms = inverted.terms().stream().map_err(TantivyError::from)?;
        while terms.advance() {
            let Some((_, text, _)) = parse(terms.key()) else {
                continue;
            };
            let articles = match segment.has_deletes() {
                true => alive(segment, &inverted, terms.value())?.len() as u32,
                false => terms.value().doc_freq,
            };
            let text = text.to_owned();
            let key = String::from_utf8_lossy(terms.key()).into_owned();
            found.entry(key).or_insert((text, 0)).1 += articles;
        }
    }
    Ok(found.into_values().filter(|(_, articles)| *articles > 0))
}

/// A definition as written and the articles that give it.
struct Given {
    learned: Learned,
    examples: Vec<DocAddress>,
}

/// Counts the definitions of all articles.
fn gather(index: &Index, engine: &tantivy::Searcher) -> Result<Vec<Given>> {
    let mut given: HashMap<String, Given> = HashMap::new();
    for (ordinal, segment) in engine.segment_readers().iter().enumerate() {
        gather_segment(index, ordinal as u32, segment, &mut given)?;
    }
    Ok(given.into_values().collect())
}

fn gather_segment(
    index: &Index,
    ordinal: u32,
    segment: &SegmentReader,
    given: &mut HashMap<String, Given>,
) -> Result<()> {
    let inverted = segment.inverted_index(index.fields().definition)?;
    let sources = segment.fast_fields().str(column::SOURCE)?;
    let mut names: HashMap<u64, String> = HashMap::new();
    let mut terms = inverted.terms().stream().map_err(TantivyError::from)?;
    while terms.advance() {
        let Some((abbreviation, text, kind)) = parse(terms.key()) else {
            continue;
        };
        let articles = alive(segment, &inverted, terms.value())?;
        if articles.is_empty() {
            continue;
        }
        let key = String::from_utf8_lossy(terms.key()).into_owned();
        let found = given.entry(key).or_insert_with(|| Given {
            learned: Learned {
                abbreviation: abbreviation.to_owned(),
                text: text.to_owned(),
                kind,
                articles: 0,
                sources: BTreeMap::new(),
            },
            examples: Vec::new(),
        });
        found.learned.articles += articles.len() as u32;
        let room = EXAMPLES.saturating_sub(found.examples.len());
        let examples = articles.iter().take(room);
        found
            .examples
            .extend(examples.map(|doc| DocAddress::new(ordinal, *doc)));
        let Some(column) = &sources else { continue };
        for doc in articles {
            if let Some(source) = column.ords().first(doc) {
                let name = name_of(column, source, &mut names)?;
                *found.learned.sources.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    Ok(())
}

/// The articles that have a term and are not deleted.
fn alive(
    segment: &SegmentReader,
    inverted: &InvertedIndexReader,
    term: &TermInfo,
) -> Result<Vec<DocId>> {
    let mut postings = inverted
        .read_postings_from_terminfo(term, IndexRecordOption::Basic)
        .map_err(TantivyError::from)?;
    let mut articles = Vec::new();
    let mut doc = postings.doc();
    while doc != TERMINATED {
        let deleted = segment
            .alive_bitset()
            .is_some_and(|alive| alive.is_deleted(doc));
        if !deleted {
            articles.push(doc);
        }
        doc = postings.advance();
    }
    Ok(articles)
}

/// The source that an ordinal of its column stands for.
fn name_of<'n>(
    column: &StrColumn,
    ordinal: u64,
    names: &'n mut HashMap<u64, String>,
) -> Result<&'n str> {
    Ok(match names.entry(ordinal) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => {
            let mut name = String::new();
            column
                .ord_to_str(ordinal, &mut name)
                .map_err(TantivyError::from)?;
            new.insert(name)
        }
    })
}

impl Searcher {
    /// What the articles define that their abbreviations stand for, most articles first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn abbreviations(&self) -> Result<Vec<LearnedReading>> {
        self.index().guarded(|| {
            let taught = self.lexicon()?;
            let mut readings: Vec<LearnedReading> = Vec::new();
            let mut places: HashMap<(String, String), usize> = HashMap::new();
            let mut given = gather(self.index(), self.engine())?;
            given.retain(|one| !one.learned.text.is_empty());
            given.sort_by(|one, other| {
                let order = other.learned.articles.cmp(&one.learned.articles);
                order.then_with(|| one.learned.text.cmp(&other.learned.text))
            });
            for one in given {
                let key = pair(&one.learned);
                match places.get(&key) {
                    Some(&at) => self.join(&mut readings[at], one)?,
                    None => {
                        places.insert(key, readings.len());
                        readings.push(self.reading(&taught, one)?);
                    }
                }
            }
            readings.sort_by(|one, other| {
                let order = other.articles.cmp(&one.articles);
                order
                    .then_with(|| one.abbreviation.cmp(&other.abbreviation))
                    .then_with(|| one.reading.cmp(&other.reading))
            });
            Ok(readings)
        })
    }

    fn reading(&self, taught: &Lexicon, given: Given) -> Result<LearnedReading> {
        let Given { learned, examples } = given;
        let same = |readings: &[Reading]| {
            let known = readings.iter().find(|reading| reading.is(&learned.text));
            known.map(|reading| reading.weight)
        };
        let weight = same(taught.get(&learned.abbreviation)).unwrap_or_default();
        let listed = same(self.index().lexicon().get(&learned.abbreviation)).is_some();
        let mut reading = LearnedReading {
            abbreviation: learned.abbreviation,
            reading: learned.text,
            articles: learned.articles.into(),
            weight,
            listed,
            translated: learned.kind == DefinitionKind::Translation,
            sources: counts(&learned.sources),
            examples: Vec::new(),
        };
        self.add_examples(&mut reading, &examples)?;
        Ok(reading)
    }

    /// Adds another spelling of the same reading.
    fn join(&self, reading: &mut LearnedReading, given: Given) -> Result<()> {
        reading.articles += u64::from(given.learned.articles);
        let mut sources = given.learned.sources;
        for one in &reading.sources {
            *sources.entry(one.source.clone()).or_default() += one.count as u32;
        }
        reading.sources = counts(&sources);
        self.add_examples(reading, &given.examples)
    }

    fn add_examples(&self, reading: &mut LearnedReading, articles: &[DocAddress]) -> Result<()> {
        for address in articles {
            if reading.examples.len() < EXAMPLES {
                let article = self.read(*address)?;
                reading.examples.push(Example {
                    id: article.id,
                    title: article.title,
                });
            }
        }
        Ok(())
    }
}

/// What makes two definitions one: the letters and the words, whatever the case and the joiners.
fn pair(learned: &Learned) -> (String, String) {
    (
        abbreviation_key(&learned.abbreviation),
        long_form_key(&learned.text),
    )
}

fn counts(sources: &BTreeMap<String, u32>) -> Vec<SourceCount> {
    let mut counts: Vec<SourceCount> = sources
        .iter()
        .map(|(source, count)| SourceCount {
            source: source.clone(),
            count: u64::from(*count),
        })
        .collect();
    counts.sort_by_key(|one| std::cmp::Reverse(one.count));
    counts
}
