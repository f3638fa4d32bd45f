//! Where the score of a hit comes from.

use serde::{Deserialize, Serialize};

/// Which part of a response a hit stands in, the lowest first. Whatever its score, no hit stands above
/// one of a better part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// A text without marks, for words typed with them.
    WithoutMarks,
    /// Not all of the words.
    MostWords,
    /// As asked.
    AsAsked,
    /// As asked, and every word as it was typed.
    Exact,
}

/// Why a hit has its score: `(the words' scores + the pairs' + triples + other) × freshness`, put where
/// its tier belongs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The part of the response.
    pub tier: Tier,
    /// The score before the hit was put into its tier.
    pub score: f32,
    /// Each word of the query.
    pub words: Vec<ExplainedWord>,
    /// Neighbours in the query that stand together in the article.
    pub pairs: Vec<ExplainedPair>,
    /// Three words of the query in a row.
    pub triples: f32,
    /// What other ways to write parts of the query, codes and prefixes add or take away.
    pub other: f32,
    /// What the sum is multiplied by because of the article's age.
    pub freshness: f32,
}

/// A word of the query in an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplainedWord {
    /// In canonical spelling, abbreviations read.
    pub word: String,
    /// How often it stands in the title.
    pub title: u32,
    /// How often in the summary.
    pub summary: u32,
    /// How often in the body.
    pub body: u32,
    /// BM25 of it, by where it stands.
    pub score: f32,
}

/// Two words of the query together in an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplainedPair {
    /// The words.
    pub words: String,
    /// BM25 of the two, by where they stand and how near.
    pub score: f32,
}

impl ExplainedWord {
    /// Whether the article has it.
    pub fn occurs(&self) -> bool {
        self.title + self.summary + self.body > 0
    }
}
