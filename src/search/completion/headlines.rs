//! The headlines of a commit, as sequences of words.
//!
//! A few hundred headlines have hardly two phrases in common. Where there are so few, the texts of the
//! articles tell what stands together too.

use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, SegmentReader, TantivyError};
use timtin_tokenizer::segment::{Segmentation, Segmenter};

use xxhash_rust::xxh3::xxh3_128;

use super::super::Searcher;
use super::super::collapse::signature_of;
use super::typed;
use crate::error::Result;
use crate::headline::{self, BREAK, COMMA, DASH};
use crate::schema::column;
use crate::signature::Signature;

/// Tokens that are no words. Phrases go on behind a comma and a dash, and end at a break.
const FIRST_SEPARATOR: u32 = u32::MAX - 2;
pub(super) const COMMA_TOKEN: u32 = FIRST_SEPARATOR;
pub(super) const DASH_TOKEN: u32 = FIRST_SEPARATOR + 1;
pub(super) const BREAK_TOKEN: u32 = FIRST_SEPARATOR + 2;

/// The headlines of all articles, each followed by a break.
#[derive(Default)]
pub(super) struct Headlines {
    /// The words as they are written, each once.
    pub(super) words: Vec<Word>,
    /// The words whatever their spelling, each once, as canonical terms with spaces between.
    pub(super) terms: Vec<String>,
    /// Numbers of words, and separators.
    tokens: Vec<u32>,
    /// The headlines and, with few articles, the lines of texts; those of an article in a row.
    pub(super) lines: Vec<Line>,
    /// The tokens of those in capitals, which are few.
    in_capitals: Vec<Range<u32>>,
    /// How many syllables and other words the headlines and lines of all articles have together.
    pub(super) syllables_written: usize,
}

/// A headline or a line of a text.
pub(super) struct Line {
    /// Where it starts in the tokens.
    start: u32,
    /// Its article, by a number.
    pub(super) article: u32,
    pub(super) is_headline: bool,
    /// How many articles have it: with many articles, each headline is here once. Copies of an article
    /// under the same headline count as one.
    pub(super) articles: u32,
    /// Whether it is in capitals, and tells nothing of how words are spelt.
    pub(super) is_in_capitals: bool,
}

/// With fewer articles than this their texts are looked at too.
pub(super) const FEW_ARTICLES: u64 = 2000;
/// An article is compared with so many others of its headline.
const MAX_STORIES: usize = 64;
/// So much of a text is looked at, in bytes.
const MAX_TEXT: usize = 8000;

/// A word as it is written.
pub(super) struct Word {
    pub(super) text: String,
    /// Its number in [`Headlines::terms`].
    pub(super) term: u32,
    /// Whether it is the code of a document.
    pub(super) is_code: bool,
}

impl Headlines {
    /// The headlines of the articles that `searcher` sees.
    pub(super) fn of(searcher: &Searcher) -> Result<Headlines> {
        let segmenter = Segmenter::built_in()
            .map_err(|error| TantivyError::InternalError(error.to_string()))?;
        let mut reader = Reader {
            segmenter,
            segmentation: Segmentation::new(),
            text: String::new(),
            numbers: FxHashMap::default(),
            term_numbers: FxHashMap::default(),
            pieces: FxHashMap::default(),
            headlines: Headlines::default(),
            article: 0,
            known: FxHashMap::default(),
        };
        for (ordinal, segment) in searcher.engine().segment_readers().iter().enumerate() {
            match searcher.documents() < FEW_ARTICLES {
                true => reader.read_articles(searcher, ordinal as u32, segment)?,
                false => reader.read_column(searcher, ordinal as u32, segment)?,
            }
        }
        Ok(reader.headlines)
    }

    /// The tokens of a line, as a range of all.
    pub(super) fn range(&self, line: usize) -> Range<usize> {
        let start = self.lines[line].start as usize;
        let end = self.lines.get(line + 1);
        start..end.map_or(self.tokens.len(), |end| end.start as usize)
    }

    /// Whether the spelling of what starts at a token tells something: not the first word of a sentence,
    /// nor any in capitals.
    pub(super) fn tells_spelling(&self, token: usize) -> bool {
        self.is_inside(token) && !self.is_in_capitals(token)
    }

    /// Whether a token is of a line in capitals.
    pub(super) fn is_in_capitals(&self, token: usize) -> bool {
        let token = token as u32;
        let behind = self.in_capitals.partition_point(|line| line.start <= token);
        let line = behind
            .checked_sub(1)
            .and_then(|line| self.in_capitals.get(line));
        line.is_some_and(|line| token < line.end)
    }

    /// The number of the word at a token.
    pub(super) fn number(&self, at: usize) -> Option<u32> {
        let number = *self.tokens.get(at)?;
        (number < FIRST_SEPARATOR).then_some(number)
    }

    /// The word at a token.
    pub(super) fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(*self.tokens.get(at)? as usize)
    }

    /// Whether nothing goes on behind the word at a token, or a comma or dash stands there.
    pub(super) fn is_end(&self, at: usize) -> bool {
        self.number(at + 1).is_none()
    }

    /// For each word, whatever its spelling, how often it is written and how often nothing goes on
    /// behind it, or a comma or dash stands there.
    pub(super) fn ends(&self) -> Vec<(u32, u32)> {
        let mut ends = vec![(0, 0); self.terms.len()];
        for (at, token) in self.tokens.iter().enumerate() {
            if let Some(word) = self.words.get(*token as usize) {
                let (seen, ends) = &mut ends[word.term as usize];
                *seen += 1;
                *ends += u32::from(self.is_end(at));
            }
        }
        ends
    }

    /// The token that goes on a phrase which ends before the token `end`.
    pub(super) fn next(&self, end: usize) -> Option<usize> {
        match *self.tokens.get(end)? {
            BREAK_TOKEN => None,
            COMMA_TOKEN | DASH_TOKEN => self.word(end + 1).map(|_| end + 1),
            _ => Some(end),
        }
    }

    /// The tokens of a phrase of so many words.
    pub(super) fn phrase(&self, start: usize, words: usize) -> &[u32] {
        let mut end = start + 1;
        for _ in 1..words {
            end = self.next(end).map_or(end, |next| next + 1);
        }
        self.tokens.get(start..end).unwrap_or_default()
    }

    /// Whether the capital of a word tells something: not at the start of a sentence.
    pub(super) fn is_inside(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        before.is_some_and(|before| !matches!(*before, BREAK_TOKEN | DASH_TOKEN))
    }
}

struct Reader {
    segmenter: &'static Segmenter,
    segmentation: Segmentation,
    text: String,
    numbers: FxHashMap<String, u32>,
    term_numbers: FxHashMap<String, u32>,
    /// The terms of what words are made of.
    pieces: FxHashMap<String, String>,
    headlines: Headlines,
    /// The number of the article at hand.
    article: u32,
    /// The headlines that were read, by their hashes.
    known: FxHashMap<u128, Known>,
}

/// A headline that was read.
struct Known {
    line: usize,
    /// The first article that has it.
    first: DocAddress,
    /// The signatures of the articles that have it and are no copies, once there was another than the first.
    stories: Vec<Option<Signature>>,
}

/// What an article is beside others with its headline.
enum Story {
    /// There is no other.
    New,
    /// Not the same; the headline is this line.
    Other { line: usize },
    /// Near-identical to one of them.
    Copy,
}

impl Known {
    /// Whether an article is a copy of another with this headline; remembers it if not. Articles
    /// without a text are the same when their headlines are.
    fn is_copy(&mut self, searcher: &Searcher, article: DocAddress) -> Result<bool> {
        if self.stories.is_empty() {
            self.stories
                .push(signature_of(&searcher.snapshot, self.first)?);
        }
        let signature = signature_of(&searcher.snapshot, article)?;
        let is_copy = self.stories.iter().any(|story| match (story, &signature) {
            (Some(story), Some(signature)) => signature.is_near(story),
            (None, None) => true,
            _ => false,
        });
        if !is_copy && self.stories.len() < MAX_STORIES {
            self.stories.push(signature);
        }
        Ok(is_copy)
    }
}

impl Reader {
    fn read_column(
        &mut self,
        searcher: &Searcher,
        ordinal: u32,
        segment: &SegmentReader,
    ) -> Result<()> {
        let Some(column) = segment.fast_fields().str(column::HEADLINE)? else {
            return Ok(());
        };
        let pieces = values(&column)?;
        let mut headline: Vec<&str> = Vec::new();
        for doc in segment.doc_ids_alive() {
            let ordinals = column.ords().values_for_doc(doc);
            headline.clear();
            headline.extend(ordinals.filter_map(|at| pieces.get(at as usize).map(String::as_str)));
            self.read_once(searcher, &headline, DocAddress::new(ordinal, doc))?;
            self.article += 1;
        }
        Ok(())
    }

    /// Adds a headline of the article at hand, or counts it if another article has the same.
    fn read_once(
        &mut self,
        searcher: &Searcher,
        headline: &[&str],
        article: DocAddress,
    ) -> Result<()> {
        if headline.is_empty() {
            return Ok(());
        }
        match self.story(searcher, headline, article)? {
            Story::New => self.read(headline, true),
            Story::Other { line } => {
                self.headlines.lines[line].articles += 1;
                self.headlines.syllables_written += headline.len();
            }
            Story::Copy => {}
        }
        Ok(())
    }

    /// What an article is beside those with its headline that were read; a new headline is to be read
    /// next.
    fn story(
        &mut self,
        searcher: &Searcher,
        headline: &[&str],
        article: DocAddress,
    ) -> Result<Story> {
        match self.known.entry(key(headline)) {
            Entry::Occupied(mut known) => Ok(match known.get_mut().is_copy(searcher, article)? {
                true => Story::Copy,
                false => Story::Other {
                    line: known.get().line,
                },
            }),
            Entry::Vacant(new) => {
                new.insert(Known {
                    line: self.headlines.lines.len(),
                    first: article,
                    stories: Vec::new(),
                });
                Ok(Story::New)
            }
        }
    }

    fn read_articles(
        &mut self,
        searcher: &Searcher,
        ordinal: u32,
        segment: &SegmentReader,
    ) -> Result<()> {
        for doc in segment.doc_ids_alive() {
            let address = DocAddress::new(ordinal, doc);
            let article = searcher.read(address)?;
            let headline = headline::words_of(&article);
            if let Story::Copy = self.story(searcher, &headline, address)? {
                continue;
            }
            self.read(&headline, true);
            for text in [&article.summary, &article.body] {
                for line in headline::start_of(text, MAX_TEXT).lines() {
                    self.read(&headline::words(line), false);
                }
            }
            self.article += 1;
        }
        Ok(())
    }

    /// Adds a line of the article at hand, its syllables joined to words.
    fn read(&mut self, line: &[&str], is_headline: bool) {
        if line.is_empty() {
            return;
        }
        let start = self.headlines.tokens.len() as u32;
        self.headlines.syllables_written += line.len();
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        let mut ends = Vec::with_capacity(line.len());
        for piece in line {
            if !matches!(*piece, COMMA | BREAK) && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(piece);
            ends.push(text.len());
        }
        let is_in_capitals = line.len() > 1 && !text.contains(char::is_lowercase);
        self.headlines.lines.push(Line {
            start,
            article: self.article,
            is_headline,
            articles: 1,
            is_in_capitals,
        });
        self.segmenter.segment(&text, &mut self.segmentation);
        let mut joins = Vec::new();
        joins.extend(self.segmentation.joins(&text).map(|join| join.start));
        let mut joins = joins.into_iter().peekable();
        let first_token = start;
        let mut start = None;
        for (piece, end) in line.iter().zip(ends) {
            while joins.next_if(|join| *join < end).is_some() {}
            let separator = match *piece {
                COMMA => Some(COMMA_TOKEN),
                DASH => Some(DASH_TOKEN),
                BREAK => Some(BREAK_TOKEN),
                _ => None,
            };
            if let Some(separator) = separator {
                self.headlines.tokens.push(separator);
                continue;
            }
            let first = *start.get_or_insert(end - piece.len());
            if joins.next_if(|join| *join == end).is_none() {
                let word = self.number(text.get(first..end).unwrap_or_default());
                self.headlines.tokens.push(word);
                start = None;
            }
        }
        self.headlines.tokens.push(BREAK_TOKEN);
        if is_in_capitals {
            let end = self.headlines.tokens.len() as u32;
            self.headlines.in_capitals.push(first_token..end);
        }
        self.text = text;
    }

    fn number(&mut self, written: &str) -> u32 {
        if let Some(number) = self.numbers.get(written) {
            return *number;
        }
        let mut terms = String::new();
        for piece in written.split(' ') {
            if !terms.is_empty() {
                terms.push(' ');
            }
            match self.pieces.get(piece) {
                Some(known) => terms.push_str(known),
                None => {
                    let new = typed::terms(piece);
                    terms.push_str(&new);
                    self.pieces.insert(piece.to_owned(), new);
                }
            }
        }
        let headlines = &mut self.headlines;
        let term = match self.term_numbers.get(&terms) {
            Some(term) => *term,
            None => {
                let term = headlines.terms.len() as u32;
                self.term_numbers.insert(terms.clone(), term);
                headlines.terms.push(terms);
                term
            }
        };
        let number = headlines.words.len() as u32;
        let text = written.to_owned();
        let is_code = headline::is_code(&text);
        headlines.words.push(Word {
            text,
            term,
            is_code,
        });
        self.numbers.insert(written.to_owned(), number);
        number
    }
}

/// What tells a headline from others.
fn key(headline: &[&str]) -> u128 {
    xxh3_128(headline.join("\u{1f}").as_bytes())
}

/// The values of a column, by their ordinals.
fn values(column: &StrColumn) -> Result<Vec<String>> {
    let mut values = Vec::with_capacity(column.num_terms());
    let mut stream = column.dictionary().stream().map_err(TantivyError::from)?;
    while stream.advance() {
        values.push(String::from_utf8_lossy(stream.key()).into_owned());
    }
    Ok(values)
}
