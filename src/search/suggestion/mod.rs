//! What words typed without marks most likely meant (rule 2.5), by the index's own statistics.
//!
//! `thanh tra` can be `thanh trà`, `thánh trả` and a hundred others. How often each syllable occurs
//! is in the index; which of them stand beside each other is counted on a sample of the places where
//! the query's syllables do. The likeliest sequence is chosen as a whole, so that `tra` stays what it
//! is in `thanh tra chính phủ`.

mod chain;
mod places;

use tantivy::Searcher;
use tantivy::schema::Field;

use crate::error::Result;
use crate::query::{Plan, Slot, Typed};
use crate::search::orthography::{in_case_of, newspaper_spelling};
use chain::Chain;

/// Longer runs are read by their first words.
const MAX_SLOTS: usize = 32;

/// The readings of a plan's words typed without marks.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    /// For each run and slot the likeliest reading.
    runs: Vec<Vec<Option<Reading>>>,
}

/// What a word typed without marks is read as.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The canonical term.
    pub(crate) term: String,
    /// How much likelier it is than the next one, from 0 to 1.
    pub(crate) margin: f32,
    /// The inverse document frequency to expect of the word: that of each reading by its likelihood.
    pub(crate) idf: f32,
}

impl Readings {
    /// Reads what `plan` has without marks.
    pub(crate) fn new(searcher: &Searcher, field: Field, plan: &Plan) -> Result<Readings> {
        let mut runs = Vec::with_capacity(plan.runs.len());
        for run in &plan.runs {
            let slots = &run.slots[..run.slots.len().min(MAX_SLOTS)];
            let open = !run.variant && slots.iter().any(Slot::is_free);
            runs.push(if open {
                Chain::new(searcher, field, slots)?.likeliest()
            } else {
                Vec::new()
            });
        }
        Ok(Readings { runs })
    }

    /// The likeliest reading of a word typed without marks.
    pub(crate) fn of(&self, run: usize, slot: usize) -> Option<&str> {
        self.reading(run, slot).map(|reading| reading.term.as_str())
    }

    /// The likeliest reading of a word typed without marks, and what is known of it.
    pub(crate) fn reading(&self, run: usize, slot: usize) -> Option<&Reading> {
        self.runs.get(run)?.get(slot)?.as_ref()
    }

    /// The query with its readings, spelt as `spelling` says; `None` when that is what was typed, or
    /// the query is more than words.
    pub(crate) fn suggestion(
        &self,
        plan: &Plan,
        spelling: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let mut runs = plan.runs.iter().enumerate().filter(|(_, run)| !run.variant);
        let (run_at, run) = runs.next()?;
        if runs.next().is_some() {
            return None;
        }
        let mut changed = false;
        let mut words = Vec::with_capacity(run.typed.len());
        for Typed {
            term: typed,
            written,
            at,
            ..
        } in &run.typed
        {
            let place = *at as usize;
            let same = run.slots.get(place).is_some_and(|slot| slot.term == *typed);
            match self.of(run_at, place).filter(|_| same) {
                Some(reading) if reading != typed => {
                    changed = true;
                    let usual = spelling(reading).unwrap_or_else(|| newspaper_spelling(reading));
                    words.push(in_case_of(written, &usual));
                }
                _ => words.push(written.clone()),
            }
        }
        words.retain(|word| !word.is_empty());
        changed.then(|| words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Article, Index, Request, Settings, WriterOptions};

    /// The suggestion for `query` in an index of `texts`.
    fn suggestion(texts: &[&str], query: &str) -> Option<String> {
        let index = Index::in_memory(Settings::default()).unwrap();
        let mut writer = index.writer(WriterOptions::default()).unwrap();
        for (at, text) in texts.iter().enumerate() {
            let article = Article {
                id: at.to_string(),
                body: (*text).to_owned(),
                ..Article::default()
            };
            writer.add(article).unwrap();
        }
        writer.commit().unwrap();
        let request = Request::new(query);
        index
            .searcher()
            .unwrap()
            .search(&request)
            .unwrap()
            .suggestion
    }

    #[test]
    fn words_are_read_together() {
        let texts = [
            "Thanh tra Chính phủ công bố kết luận",
            "uống trà, ăn trà, mua trà, bán trà",
            "trà chính hiệu, phủ khắp nơi",
            "ban thường vụ và bạn bè của bạn",
            "bạn thương, bạn thường vui",
            "ông Trịnh Xuân Thanh và bà Thành",
        ];
        for (query, expected) in [
            ("thanh tra chinh phu", Some("thanh tra chính phủ")),
            ("ban thuong vu", Some("ban thường vụ")),
            ("Trinh Xuan Thanh", Some("Trịnh Xuân Thanh")),
            ("thanh tra chính phu", Some("thanh tra chính phủ")),
            ("thanh tra", None),
            ("thanh tra chính phủ", None),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(suggestion(&texts, query).as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn one_word_without_marks_among_others_with_them_is_as_it_was_typed() {
        let texts = [
            "bà học trò cũ",
            "lời bà học trò kể",
            "hai bà học trò gặp lại thầy",
            "nhà bà học trò xưa",
            "có ba học trò vượt khó",
            "thưởng quà, dũng cảm",
        ];
        for (query, expected) in [
            ("thưởng ba học trò dũng cảm", None),
            (
                "thuong ba hoc tro dung cam",
                Some("thưởng bà học trò dũng cảm"),
            ),
        ] {
            assert_eq!(suggestion(&texts, query).as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn readings_are_spelt_as_texts_spell_them() {
        let texts = ["quy hoạch chi tiết, thuỷ lợi Hòa Bình", "UBND tỉnh họp"];
        for (query, expected) in [
            ("quy hoach", "quy hoạch"),
            ("thuy loi", "thuỷ lợi"),
            ("hoa binh", "hòa bình"),
            ("UBND tinh", "UBND tỉnh"),
            // What has no reading stays as it was typed.
            ("UBND tinh 9-8", "UBND tỉnh 9-8"),
            (
                "quy hoach ngày 26/2/2019 ở Huế",
                "quy hoạch ngày 26/2/2019 ở Huế",
            ),
            ("\"UBND tinh 9-8\"", "UBND tỉnh 9-8"),
            (
                "hop 1.084 ha theo 05-CT/TW U-23",
                "họp 1.084 ha theo 05-CT/TW U-23",
            ),
        ] {
            assert_eq!(suggestion(&texts, query).as_deref(), Some(expected));
        }
    }
}
