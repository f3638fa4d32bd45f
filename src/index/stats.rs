//! What an index holds.

use std::fs;

use serde::{Deserialize, Serialize};

use super::{Index, SourceCount, settings};
use crate::error::{Error, Result};
use crate::search::day;
use crate::search::facet::{Counts, SegmentCounts};
use crate::{Facet, FacetCounts};

/// Facts about an index, for `timtin stats`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stats {
    /// Articles.
    pub documents: u64,
    /// Articles deleted or replaced whose room is not yet given back.
    pub deleted: u64,
    /// Segments.
    pub segments: usize,
    /// Bytes of all files; 0 in memory.
    pub bytes: u64,
    /// The version of the format.
    pub format: u32,
    /// The fingerprint of the analysis.
    pub analysis: String,
    /// Abbreviations known, built-in and the user's.
    pub abbreviations: usize,
    /// Readings of abbreviations that articles define: `timtin abbreviations` lists them.
    #[serde(default)]
    pub learned: usize,
    /// The sources that articles have, most articles first.
    #[serde(default)]
    pub sources: Vec<SourceCount>,
    /// First and last day of publication (UTC+7), when any article has a date.
    pub published: Option<DateRange>,
    /// Articles without a date.
    pub undated: u64,
}

/// The first and the last day of something, as `yyyy-mm-dd`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateRange {
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
}

impl Index {
    /// Facts about the last commit.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        self.guarded(|| self.count())
    }

    fn count(&self) -> Result<Stats> {
        let searcher = self.searcher()?;
        let mut stats = Stats {
            format: settings::FORMAT,
            analysis: timtin_tokenizer::fingerprint(&self.settings().abbreviations),
            abbreviations: self.lexicon().len(),
            bytes: self.bytes()?,
            learned: searcher.abbreviations()?.len(),
            ..Stats::default()
        };
        let mut range: Option<(i64, i64)> = None;
        let mut sources = Counts::default();
        for columns in searcher.snapshot().segments() {
            let segment = &columns.reader;
            stats.segments += 1;
            stats.documents += u64::from(segment.num_docs());
            stats.deleted += u64::from(segment.num_deleted_docs());
            let published = columns.published()?;
            let mut of_segment = SegmentCounts::open(Facet::Source, columns)?;
            for doc in segment.doc_ids_alive() {
                of_segment.count(doc);
                match published.and_then(|column| column.first(doc)) {
                    Some(at) => {
                        range = Some(
                            range.map_or((at, at), |(first, last)| (first.min(at), last.max(at))),
                        )
                    }
                    None => stats.undated += 1,
                }
            }
            of_segment.add_to(&mut sources)?;
        }
        if let FacetCounts::Values(values) = sources.finish(Facet::Source) {
            let values = values.into_iter();
            stats.sources = values
                .map(|one| SourceCount {
                    source: one.value,
                    count: one.count,
                })
                .collect();
        }
        stats.published = range.map(|(first, last)| DateRange {
            first: day::text(day::of(first)),
            last: day::text(day::of(last)),
        });
        Ok(stats)
    }

    fn bytes(&self) -> Result<u64> {
        let Some(folder) = self.folder() else {
            return Ok(0);
        };
        let mut bytes = 0;
        for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
            let entry = entry.map_err(Error::io(folder))?;
            bytes += entry.metadata().map_or(0, |metadata| metadata.len());
        }
        Ok(bytes)
    }
}
