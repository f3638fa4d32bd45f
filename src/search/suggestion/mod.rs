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
use crate::query::{Plan, Run, Slot, one_line};
use crate::search::line::Line;
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

    /// The query with its readings, spelt as `spelling` says, all else as it was typed; `None` when that
    /// is what was typed.
    pub(crate) fn suggestion(
        &self,
        plan: &Plan,
        spelling: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let (mut query, mut at) = (String::new(), 0);
        let runs = plan.runs.iter().enumerate();
        for (run_at, run) in runs.filter(|(_, run)| !run.variant) {
            let line = line_of(plan, run);
            for (nth, typed) in run.typed.iter().enumerate() {
                // A word of the lexicon is what it says, where others have marks: `cao su` is not `cao sử`.
                if line.as_ref().is_some_and(|line| line.is_in_word(nth)) {
                    continue;
                }
                let slot = typed.at as usize;
                let same = run.slots.get(slot).is_some_and(|of| of.term == typed.term);
                let reading = self.of(run_at, slot).filter(|_| same);
                let Some(reading) = reading.filter(|reading| *reading != typed.term) else {
                    continue;
                };
                let Some(place) = &typed.place else {
                    continue;
                };
                let usual = spelling(reading).unwrap_or_else(|| newspaper_spelling(reading));
                query.push_str(plan.query.get(at..place.start)?);
                query.push_str(&in_case_of(&typed.written, &usual));
                at = place.end;
            }
        }
        query.push_str(plan.query.get(at..)?);
        (at > 0).then(|| one_line(&query))
    }
}

/// The words of a run that has some with marks.
fn line_of(plan: &Plan, run: &Run) -> Option<Line> {
    let marked = run.typed.iter().any(|typed| !typed.term.is_ascii());
    let words = run.typed.iter();
    let words = words.map(|typed| (typed.term.clone(), typed.place.clone().unwrap_or_default()));
    marked.then(|| Line::new(&plan.query, words))
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
    fn a_word_of_the_lexicon_is_what_it_says_among_words_with_marks() {
        let texts = ["đề cao sử sách", "nâng cao sử thi", "giá tăng, cây su hào"];
        for (query, expected) in [
            ("giá cao su tăng", None),
            ("gia cao su tang", Some("giá cao sử tăng")),
        ] {
            assert_eq!(suggestion(&texts, query).as_deref(), expected, "{query}");
        }
    }

    /// What was suggested asks for what was asked for: its signs stay, and what is excluded is.
    #[test]
    fn all_but_the_words_stays_as_it_was_typed() {
        let texts = ["quy hoạch đê điều ở Hòa Bình: mưa to", "họp dân, bàn về lũ"];
        for (query, expected) in [
            ("Hoa Binh: mua to…", "Hòa Bình: mưa to…"),
            ("quy hoach -de dieu", "quy hoạch -de điều"),
            ("quy hoach NOT de dieu", "quy hoạch NOT de dieu"),
            ("-dieu mua -to", "-dieu mưa -to"),
            ("\"quy hoach\" OR \"mua to\"", "\"quy hoạch\" OR \"mưa to\""),
            (
                "title:(quy hoach) (hop | \"de dieu\"~2)",
                "title:(quy hoạch) (họp | \"đê điều\"~2)",
            ),
            ("author:hop hop, \"dan\"", "author:hop họp, \"dân\""),
            (
                "category:\"mua to\" mua  to!",
                "category:\"mua to\" mưa to!",
            ),
            ("die* dieu", "die* điều"),
        ] {
            assert_eq!(suggestion(&texts, query).as_deref(), Some(expected));
        }
        for query in ["-mua", "author:mua", "mua*", "\"mưa to\" | họp"] {
            assert_eq!(suggestion(&texts, query), None, "{query}");
        }
    }

    #[test]
    fn what_was_corrected_is_read_too() {
        let texts = ["tuyển sinh đại học: thêm 2.000 chỗ", "tuyên bố của đại sứ"];
        for (query, expected) in [
            ("tuyen sinh ddaji hocj", "tuyển sinh đại học"),
            ("tuyển sinh ddaji hocj", "tuyển sinh đại học"),
        ] {
            assert_eq!(suggestion(&texts, query).as_deref(), Some(expected));
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
            ("\"UBND tinh 9-8\"", "\"UBND tỉnh 9-8\""),
            (
                "hop 1.084 ha theo 05-CT/TW U-23",
                "họp 1.084 ha theo 05-CT/TW U-23",
            ),
        ] {
            assert_eq!(suggestion(&texts, query).as_deref(), Some(expected));
        }
    }
}
