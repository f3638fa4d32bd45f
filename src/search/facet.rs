//! Counting matches by property (rule 4.6).

use std::collections::HashMap;

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

use super::day;
use super::request::{DateUnit, Facet};
use super::response::{CategoryCount, FacetCounts, ValueCount};
use super::snapshot::Columns;
use crate::query::Values;
use crate::schema::LEVEL_SEPARATOR;

/// Counts of one facet over all segments: values as in their column, days as numbers.
#[derive(Default)]
pub(crate) struct Counts {
    values: HashMap<String, u64>,
    days: HashMap<i32, u64>,
}

/// Counts of one facet within a segment.
pub(crate) enum SegmentCounts<'s> {
    Values {
        column: Option<&'s StrColumn>,
        by_ordinal: Vec<u64>,
    },
    Days {
        column: Option<&'s Column<i64>>,
        by_day: HashMap<i32, u64>,
    },
}

impl<'s> SegmentCounts<'s> {
    pub(crate) fn open(facet: Facet, segment: &'s Columns) -> tantivy::Result<SegmentCounts<'s>> {
        let column = match facet {
            Facet::Category => segment.category()?,
            Facet::Source => segment.source()?,
            Facet::Author => segment.author()?,
            Facet::Date(_) => {
                return Ok(SegmentCounts::Days {
                    column: segment.published()?,
                    by_day: HashMap::new(),
                });
            }
        };
        let values = column.map_or(0, |column| column.num_terms());
        Ok(SegmentCounts::Values {
            column,
            by_ordinal: vec![0; values],
        })
    }

    pub(crate) fn count(&mut self, doc: DocId) {
        match self {
            SegmentCounts::Values { column, by_ordinal } => {
                let ordinal = column.and_then(|column| column.ords().first(doc));
                if let Some(count) =
                    ordinal.and_then(|ordinal| by_ordinal.get_mut(ordinal as usize))
                {
                    *count += 1;
                }
            }
            SegmentCounts::Days { column, by_day } => {
                if let Some(at) = column.and_then(|column| column.first(doc)) {
                    *by_day.entry(day::of(at)).or_default() += 1;
                }
            }
        }
    }

    /// Adds the segment's counts to those of the others.
    pub(crate) fn add_to(self, counts: &mut Counts) -> tantivy::Result<()> {
        match self {
            SegmentCounts::Values {
                column: Some(column),
                by_ordinal,
            } => {
                let mut value = String::new();
                for (ordinal, count) in by_ordinal
                    .into_iter()
                    .enumerate()
                    .filter(|(_, count)| *count > 0)
                {
                    value.clear();
                    column.ord_to_str(ordinal as u64, &mut value)?;
                    *counts.values.entry(value.clone()).or_default() += count;
                }
            }
            SegmentCounts::Values { column: None, .. } => {}
            SegmentCounts::Days { by_day, .. } => {
                for (day, count) in by_day {
                    *counts.days.entry(day).or_default() += count;
                }
            }
        }
        Ok(())
    }
}

impl Counts {
    /// The counts as a response shows them.
    pub(crate) fn finish(self, facet: Facet) -> FacetCounts {
        match facet {
            Facet::Category => FacetCounts::Tree(tree(self.values)),
            Facet::Source | Facet::Author => FacetCounts::Values(values(self.values)),
            Facet::Date(unit) => FacetCounts::Values(dates(&self.days, unit)),
        }
    }
}

fn values(counts: HashMap<String, u64>) -> Vec<ValueCount> {
    let merged = merge_spellings(counts.into_iter());
    let mut values: Vec<_> = merged
        .into_iter()
        .map(|(value, count)| ValueCount { value, count })
        .collect();
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    values
}

/// Values that are one for filters are one here: letter case, Unicode form and tone placement do not
/// tell them apart. The most frequent spelling is shown.
fn merge_spellings(counts: impl Iterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let mut keys = Values::default();
    let mut merged: HashMap<String, (String, u64, u64)> = HashMap::new();
    for (value, count) in counts {
        let entry = merged
            .entry(keys.key(&value))
            .or_insert_with(|| (value.clone(), 0, 0));
        if (count, &entry.0) > (entry.1, &value) {
            (entry.0, entry.1) = (value, count);
        }
        entry.2 += count;
    }
    merged
        .into_values()
        .map(|(value, _, count)| (value, count))
        .collect()
}

fn dates(days: &HashMap<i32, u64>, unit: DateUnit) -> Vec<ValueCount> {
    let len = match unit {
        DateUnit::Year => 4,
        DateUnit::Month => 7,
        DateUnit::Day => 10,
    };
    let mut counts: HashMap<String, u64> = HashMap::new();
    for (day, count) in days {
        let text = day::text(*day);
        *counts
            .entry(text.get(..len).unwrap_or(&text).to_owned())
            .or_default() += count;
    }
    let mut values: Vec<_> = counts
        .into_iter()
        .map(|(value, count)| ValueCount { value, count })
        .collect();
    values.sort_by(|a, b| a.value.cmp(&b.value));
    values
}

/// A level of the category tree while it is counted.
#[derive(Default)]
struct Level {
    count: u64,
    spellings: HashMap<String, u64>,
    below: HashMap<String, Level>,
}

fn tree(counts: HashMap<String, u64>) -> Vec<CategoryCount> {
    let mut keys = Values::default();
    let mut root = Level::default();
    for (path, count) in counts {
        let mut level = &mut root;
        for name in path.split(LEVEL_SEPARATOR) {
            level = level.below.entry(keys.key(name)).or_default();
            level.count += count;
            *level.spellings.entry(name.to_owned()).or_default() += count;
        }
    }
    root.finish("")
}

impl Level {
    fn finish(self, path: &str) -> Vec<CategoryCount> {
        let mut children: Vec<_> = self
            .below
            .into_values()
            .map(|level| level.child(path))
            .collect();
        children.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        children
    }

    fn child(mut self, path: &str) -> CategoryCount {
        let spellings = std::mem::take(&mut self.spellings);
        let usual = spellings
            .into_iter()
            .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        let value = usual.map(|(name, _)| name).unwrap_or_default();
        let path = if path.is_empty() {
            value.clone()
        } else {
            format!("{path}/{value}")
        };
        CategoryCount {
            count: self.count,
            children: self.finish(&path),
            value,
            path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_counts_each_article_once() {
        let counts = [
            ("Thể thao\u{1f}Bóng đá", 3),
            ("thể thao", 2),
            ("Thể thao\u{1f}Bóng đá\u{1f}U23", 1),
            ("Kinh tế", 6),
        ];
        let tree = tree(
            counts
                .iter()
                .map(|(path, count)| (path.to_string(), *count))
                .collect(),
        );
        assert_eq!(tree[0].path, "Kinh tế");
        assert_eq!((tree[1].path.as_str(), tree[1].count), ("Thể thao", 6));
        assert_eq!(
            (tree[1].children[0].path.as_str(), tree[1].children[0].count),
            ("Thể thao/Bóng đá", 4)
        );
        assert_eq!(tree[1].children[0].children[0].path, "Thể thao/Bóng đá/U23");
    }

    #[test]
    fn what_is_one_for_filters_is_counted_as_one() {
        let values = values(HashMap::from([
            ("Báo Hòa Bình".to_owned(), 2),
            ("Báo Hoà Bình".to_owned(), 1),
            ("BÁO HÒA BI\u{300}NH".to_owned(), 1),
        ]));
        assert_eq!((values.len(), values[0].count), (1, 4));
        assert_eq!(values[0].value, "Báo Hòa Bình");
        let tree = tree(HashMap::from([
            ("Hòa Bình\u{1f}Thủy điện".to_owned(), 2),
            ("Hoà Bình\u{1f}Thuỷ điện".to_owned(), 1),
        ]));
        assert_eq!((tree.len(), tree[0].count), (1, 3));
        assert_eq!((tree[0].children.len(), tree[0].children[0].count), (1, 3));
    }

    #[test]
    fn spellings_merge_and_dates_stand_in_order() {
        let counts = [
            ("HBĐT".to_owned(), 2),
            ("hbđt".to_owned(), 1),
            ("VOV".to_owned(), 2),
        ];
        let values = values(counts.into_iter().collect());
        assert_eq!(
            values[0],
            ValueCount {
                value: "HBĐT".into(),
                count: 3
            }
        );
        let days = HashMap::from([(0, 1), (31, 2), (40, 3)]);
        let months: Vec<_> = dates(&days, DateUnit::Month)
            .into_iter()
            .map(|v| (v.value, v.count))
            .collect();
        assert_eq!(
            months,
            [("1970-01".to_owned(), 1), ("1970-02".to_owned(), 5)]
        );
    }
}
