//! What the model holds: articles that dice make, and the files that they are given in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use fastrand::Rng;
use serde_json::json;
use timtin::Article;

/// Ids to choose from: few, so that articles are replaced and come back.
pub(crate) const IDS: u64 = 250;
/// Syllables that no list reads as anything else.
pub(crate) const WORDS: [&str; 16] = [
    "bão",
    "lũ",
    "xăng",
    "thép",
    "gạo",
    "vườn",
    "đường",
    "trường",
    "xuân",
    "thắng",
    "giếng",
    "nghỉ",
    "khoẻ",
    "tuyết",
    "quyển",
    "rừng",
];
pub(crate) const CATEGORIES: [&str; 4] =
    ["Thể thao", "Thể thao/Bóng đá", "Kinh tế", "Kinh tế/Vàng"];
/// A day that does not exist.
pub(crate) const NO_DATE: &str = "31/02/2019";
pub(crate) const SOURCES: [&str; 3] = ["Tin Đồng Bằng", "Tin Miền Núi", "Tin Ven Biển"];

/// Random choices that a seed gives again.
pub(crate) struct Dice(Rng);

impl Dice {
    pub(crate) fn with_seed(seed: u64) -> Dice {
        Dice(Rng::with_seed(seed))
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.u64(..end)
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.0.usize(..choices.len())]
    }

    pub(crate) fn words(&mut self, least: u64, most: u64) -> Vec<&'static str> {
        let count = self.0.u64(least..=most);
        (0..count).map(|_| self.of(&WORDS)).collect()
    }
}

/// An article as the model knows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draft {
    pub(crate) id: String,
    pub(crate) title: Vec<&'static str>,
    pub(crate) body: Vec<&'static str>,
    pub(crate) category: &'static str,
    pub(crate) source: &'static str,
    /// `yyyy-mm-dd`; empty where the record has a day that does not exist.
    pub(crate) day: String,
}

impl Draft {
    pub(crate) fn roll(dice: &mut Dice) -> Draft {
        let (year, month, day) = (2018 + dice.below(3), 1 + dice.below(12), 1 + dice.below(28));
        let dated = dice.chance(90);
        Draft {
            id: format!("bài-{}", dice.below(IDS)),
            title: dice.words(0, 4),
            body: dice.words(1, 14),
            category: dice.of(&CATEGORIES),
            source: dice.of(&SOURCES),
            day: if dated {
                format!("{year}-{month:02}-{day:02}")
            } else {
                String::new()
            },
        }
    }

    pub(crate) fn record(&self) -> String {
        let date = match self.day.as_str() {
            "" => NO_DATE,
            day => day,
        };
        let record = json!({
            "id": self.id, "title": self.title.join(" "), "body": self.body.join(" "),
            "category": self.category, "source": self.source, "date": date,
        });
        format!("{record}\n")
    }

    pub(crate) fn article(&self) -> Article {
        Article {
            id: self.id.clone(),
            title: self.title.join(" "),
            body: self.body.join(" "),
            category: self.category.split('/').map(str::to_owned).collect(),
            source: Some(self.source.to_owned()),
            published: match self.day.as_str() {
                "" => None,
                // Midnight in Vietnam.
                day => Some(format!("{day}T00:00:00+07:00").parse().unwrap()),
            },
            // What is no date is kept as it was given.
            extra: match self.day.as_str() {
                "" => [("date".to_owned(), NO_DATE.into())].into_iter().collect(),
                _ => Default::default(),
            },
            ..Article::default()
        }
    }

    pub(crate) fn has(&self, word: &str) -> bool {
        self.title.iter().chain(&self.body).any(|own| *own == word)
    }

    pub(crate) fn has_in_a_row(&self, two: &[&str]) -> bool {
        let rows = [&self.title, &self.body];
        rows.iter()
            .any(|row| row.windows(2).any(|pair| pair == two))
    }
}

pub(crate) type Model = BTreeMap<String, Draft>;

/// A file of records: drafts, and lines that are none.
#[derive(Clone)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    pub(crate) drafts: Vec<Draft>,
    pub(crate) broken: usize,
}
