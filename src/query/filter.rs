//! Filters over the properties of articles (rule 4.4), and the same tests inside queries.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};
use timtin_corpus::date;
use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Mode, Token, lower, repair};

use super::slot::{Accents, Slot};
use crate::error::{Error, Result};
use crate::schema::{LEVEL_SEPARATOR, column};

/// Which articles are looked at. Filters never change scores; values of one filter are alternatives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// Category paths such as `Pháp luật/Hình sự` (levels split at `/` or `>`), descendants included.
    pub category: Vec<String>,
    /// Sources.
    pub source: Vec<String>,
    /// Authors.
    pub author: Vec<String>,
    /// The first day, month or year of publication: `26/2/2019`, `2/2019`, `2019` or ISO 8601.
    pub from: Option<String>,
    /// The last day, month or year of publication, itself included.
    pub to: Option<String>,
}

/// A time range in seconds since 1970, the end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// A test of one property.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ColumnFilter {
    /// One of these category paths or a descendant of one.
    Category(Vec<CategoryPath>),
    /// The whole value is one of these keys.
    Equals {
        column: &'static str,
        keys: Vec<String>,
    },
    /// The value holds these words, in order.
    Contains {
        column: &'static str,
        words: Vec<Slot>,
    },
    /// Published in the range.
    Published(Day),
}

/// A category path as it was asked for. A level may hold the signs that separate levels (`Tin 24/7`), so
/// the path is compared without them too: as one text that must end where a level does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CategoryPath {
    /// The keys of its levels, split at `/` and `>`.
    levels: Vec<String>,
    /// The key of all of it without separators.
    joined: String,
}

/// What separates the levels of a path in a request.
const SEPARATORS: [char; 2] = ['/', '>'];

fn without_separators(path: &str) -> String {
    path.replace(SEPARATORS, " ")
}

impl CategoryPath {
    fn holds(&self, category: &str, values: &mut Values) -> bool {
        let keys: Vec<String> = category
            .split(LEVEL_SEPARATOR)
            .map(|level| values.key(level))
            .collect();
        if keys.starts_with(&self.levels) {
            return true;
        }
        if !category.contains(SEPARATORS) {
            return false;
        }
        let mut joined = String::new();
        category.split(LEVEL_SEPARATOR).any(|level| {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(&values.key(&without_separators(level)));
            joined == self.joined
        })
    }
}

/// The filters of a request, one for each property that has any.
#[derive(Clone, Debug, Default)]
pub(crate) struct FilterSet {
    pub(crate) category: Option<ColumnFilter>,
    pub(crate) source: Option<ColumnFilter>,
    pub(crate) author: Option<ColumnFilter>,
    pub(crate) date: Option<ColumnFilter>,
}

impl Filters {
    /// # Errors
    /// When a date cannot be read, or the range of days is empty.
    pub(crate) fn compile(&self) -> Result<FilterSet> {
        let equals = |column, values: &[String]| {
            (!values.is_empty()).then(|| ColumnFilter::equals(column, values))
        };
        let category = (!self.category.is_empty()).then(|| {
            ColumnFilter::Category(
                self.category
                    .iter()
                    .map(|path| Values::default().path(path))
                    .collect(),
            )
        });
        let bound = |text: &Option<String>, what, end| {
            text.as_deref()
                .map(|text| bound(text, what, end))
                .transpose()
        };
        let (from, to) = (
            bound(&self.from, "from", false)?,
            bound(&self.to, "to", true)?,
        );
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(Error::EmptyRange {
                from: self.from.clone().unwrap_or_default(),
                to: self.to.clone().unwrap_or_default(),
            });
        }
        let date = (from.is_some() || to.is_some()).then(|| {
            ColumnFilter::Published(Day {
                from: from.unwrap_or(i64::MIN),
                to: to.unwrap_or(i64::MAX),
            })
        });
        Ok(FilterSet {
            category,
            source: equals(column::SOURCE, &self.source),
            author: equals(column::AUTHOR, &self.author),
            date,
        })
    }
}

fn bound(text: &str, what: &'static str, end: bool) -> Result<i64> {
    date::parse_range_bound(text, end)
        .map(|at| at.as_second())
        .map_err(|error| Error::Date {
            what,
            value: text.to_owned(),
            impossible: error.is_impossible(),
        })
}

impl FilterSet {
    /// Whether every article passes.
    pub(crate) fn is_none(&self) -> bool {
        self.category.is_none()
            && self.source.is_none()
            && self.author.is_none()
            && self.date.is_none()
    }
}

impl ColumnFilter {
    /// The whole value is one of these, however it is spelt.
    pub(crate) fn equals(column: &'static str, values: &[String]) -> ColumnFilter {
        ColumnFilter::Equals {
            column,
            keys: values
                .iter()
                .map(|value| Values::default().key(value))
                .collect(),
        }
    }

    /// The category path `text` and everything below it.
    pub(crate) fn category(text: &str) -> ColumnFilter {
        ColumnFilter::Category(vec![Values::default().path(text)])
    }

    /// A value of `column` that holds the words of `text`; `None` when there are none.
    pub(crate) fn contains(
        column: &'static str,
        text: &str,
        accents: Accents,
    ) -> Option<ColumnFilter> {
        let words = Values::default().slots(text, accents);
        (!words.is_empty()).then_some(ColumnFilter::Contains { column, words })
    }

    /// `2019`, `2/2019`, `26/2/2019` or two of them with `..` between; `None` when it is no date, or a range that
    /// ends before it starts.
    pub(crate) fn date(text: &str) -> Option<ColumnFilter> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let read = |text: &str, end| match text {
            "" => Some(if end { i64::MAX } else { i64::MIN }),
            text => date::parse_range_bound(text, end)
                .ok()
                .map(|at| at.as_second()),
        };
        let range = Day {
            from: read(from, false)?,
            to: read(to, true)?,
        };
        (range.from < range.to).then_some(ColumnFilter::Published(range))
    }

    /// Readies the filter for a segment.
    pub(crate) fn for_segment(&self, segment: &SegmentReader) -> tantivy::Result<SegmentFilter> {
        let column = match self {
            ColumnFilter::Published(range) => {
                return Ok(SegmentFilter::Published {
                    column: segment.fast_fields().column_opt(column::PUBLISHED)?,
                    range: *range,
                });
            }
            ColumnFilter::Category(_) => column::CATEGORY,
            ColumnFilter::Equals { column, .. } | ColumnFilter::Contains { column, .. } => column,
        };
        let Some(column) = segment.fast_fields().str(column)? else {
            return Ok(SegmentFilter::Nothing);
        };
        let mut passes = Vec::with_capacity(column.num_terms());
        let (mut values, mut value) = (Values::default(), String::new());
        for ordinal in 0..column.num_terms() as u64 {
            value.clear();
            column.ord_to_str(ordinal, &mut value)?;
            passes.push(self.passes(&value, &mut values));
        }
        Ok(SegmentFilter::Ordinals { column, passes })
    }

    fn passes(&self, value: &str, values: &mut Values) -> bool {
        match self {
            ColumnFilter::Category(paths) => paths.iter().any(|path| path.holds(value, values)),
            ColumnFilter::Equals { keys, .. } => keys.contains(&values.key(value)),
            ColumnFilter::Contains { words, .. } => values.contains(value, words),
            ColumnFilter::Published(_) => false,
        }
    }
}

/// A filter over the columns of one segment.
pub(crate) enum SegmentFilter {
    Nothing,
    Ordinals {
        column: StrColumn,
        passes: Vec<bool>,
    },
    Published {
        column: Option<Column<i64>>,
        range: Day,
    },
}

impl SegmentFilter {
    /// Whether a document passes.
    pub(crate) fn passes(&self, doc: DocId) -> bool {
        match self {
            SegmentFilter::Nothing => false,
            SegmentFilter::Ordinals { column, passes } => column
                .ords()
                .first(doc)
                .is_some_and(|ordinal| passes.get(ordinal as usize).copied().unwrap_or(false)),
            SegmentFilter::Published { column, range } => {
                let at = column.as_ref().and_then(|column| column.first(doc));
                at.is_some_and(|at| (range.from..range.to).contains(&at))
            }
        }
    }
}

/// Reads the values of columns: as words, without reading abbreviations.
#[derive(Default)]
pub(crate) struct Values {
    analysis: Analysis<'static>,
}

impl Values {
    fn analyze(&mut self, value: &str, mode: Mode) -> impl ExactSizeIterator<Item = Token<'_>> {
        static NO_ABBREVIATIONS: LazyLock<Lexicon> = LazyLock::new(Lexicon::empty);
        Analyzer::new(&NO_ABBREVIATIONS).analyze(value, mode, &mut self.analysis);
        self.analysis.tokens()
    }

    /// What a value is compared by: canonical terms, so that letter case, Unicode form and tone
    /// placement do not matter; a value without any word is compared in lower case.
    pub(crate) fn key(&mut self, value: &str) -> String {
        let value = repair(value);
        let terms: Vec<&str> = self
            .analyze(&value, Mode::Text)
            .map(|token| token.term)
            .collect();
        if terms.is_empty() {
            lower(value.trim())
        } else {
            terms.join(" ")
        }
    }

    fn path(&mut self, path: &str) -> CategoryPath {
        let levels: Vec<String> = path
            .split(SEPARATORS)
            .map(str::trim)
            .filter(|level| !level.is_empty())
            .map(|level| self.key(level))
            .collect();
        CategoryPath {
            joined: self.key(&without_separators(path)),
            levels,
        }
    }

    fn slots(&mut self, text: &str, accents: Accents) -> Vec<Slot> {
        self.analyze(&repair(text), Mode::Query)
            .map(|token| Slot::new(&token, accents))
            .collect()
    }

    fn contains(&mut self, value: &str, words: &[Slot]) -> bool {
        let tokens: Vec<_> = self.analyze(value, Mode::Text).collect();
        tokens.windows(words.len()).any(|window| {
            window
                .iter()
                .zip(words)
                .all(|(token, word)| word.matches(token, false))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(value: &str) -> String {
        Values::default().key(value)
    }

    fn passes(filter: &ColumnFilter, value: &str) -> bool {
        filter.passes(value, &mut Values::default())
    }

    #[test]
    fn keys_ignore_case_form_and_tone_placement() {
        assert_eq!(key("PHÁP LUẬT"), key("pháp luật"));
        assert_eq!(key("Hòa Bình"), key("hoà bi\u{300}nh"));
        assert_ne!(key("Pháp luật"), key("Phap luat"));
        assert_eq!(key("→"), "→");
    }

    #[test]
    fn paths_hold_their_descendants() {
        let filter = ColumnFilter::category("thể thao");
        assert!(passes(&filter, "Thể thao") && passes(&filter, "Thể thao\u{1f}Bóng đá"));
        assert!(!passes(&filter, "Thể thao điện tử") && !passes(&filter, "Tin\u{1f}Thể thao"));
        assert!(passes(
            &ColumnFilter::category("Thể thao > Bóng đá"),
            "thể thao\u{1f}bóng đá\u{1f}V-League"
        ));
        // Levels without a name are none.
        let filter = ColumnFilter::category("/Thể thao / > Bóng đá/");
        assert!(passes(&filter, "thể thao\u{1f}bóng đá"));
        assert!(!passes(&filter, "thể thao"));
    }

    #[test]
    fn a_level_may_hold_what_separates_levels() {
        let value = "Tin 24/7\u{1f}Nóng";
        let holds = |path| passes(&ColumnFilter::category(path), value);
        assert!(holds("Tin 24/7") && holds("tin 24/7 > nóng") && holds("Tin 24/7/Nóng"));
        assert!(!holds("Tin") && !holds("Tin 24") && !holds("Tin 24/7/Nóng/Hổi"));
        let plain = ColumnFilter::category("Thể thao Bóng đá");
        assert!(!passes(&plain, "Thể thao\u{1f}Bóng đá"));
    }

    #[test]
    fn a_name_without_marks_is_not_the_name_asked_for() {
        let filter = |text| ColumnFilter::contains(column::AUTHOR, text, Accents::Auto).unwrap();
        assert!(!passes(&filter("Hải Yến"), "Hai Yen"));
        assert!(passes(&filter("Hai Yen"), "Hai Yen"));
    }

    #[test]
    fn words_of_a_value() {
        let filter = |text| ColumnFilter::contains(column::AUTHOR, text, Accents::Auto).unwrap();
        assert!(passes(&filter("Hải"), "Hải Yến") && passes(&filter("hai yen"), "Hải Yến"));
        assert!(!passes(&filter("Yến Hải"), "Hải Yến") && !passes(&filter("Hái"), "Hải Yến"));
    }
}
