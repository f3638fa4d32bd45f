//! What a search is asked for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::query::{Accents, Filters, Matching};

/// The most hits one request may ask for, offset included.
pub const MAX_HITS: usize = 100_000;

/// A search request. `Request::new("dân vận khéo")` asks for what most people want.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// What was typed; any text is a query (rule 4.1).
    pub query: String,
    /// Which articles are looked at.
    pub filters: Filters,
    /// What is counted.
    pub facets: Vec<Facet>,
    /// The order of the hits.
    pub sort: Sort,
    /// Half-life of an article's freshness in days; none leaves age out of the ranking.
    pub recency: Option<f64>,
    /// How many hits.
    pub limit: usize,
    /// How many hits to pass over.
    pub offset: usize,
    /// The `next` of an earlier response to the same request; replaces `offset`.
    pub cursor: Option<String>,
    /// Which of the words a document must have.
    pub matching: Matching,
    /// How marks are compared.
    pub accents: Accents,
    /// How many fragments a hit shows; 0 leaves highlighting out.
    pub fragments: usize,
    /// Whether hits say where their scores come from.
    pub explain: bool,
    /// Whether near-identical articles, such as reprints, make one hit that lists the others. They are
    /// counted one by one all the same.
    pub collapse: bool,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            query: String::new(),
            filters: Filters::default(),
            facets: Vec::new(),
            sort: Sort::default(),
            recency: None,
            limit: 10,
            offset: 0,
            cursor: None,
            matching: Matching::default(),
            accents: Accents::default(),
            fragments: 3,
            explain: false,
            collapse: true,
        }
    }
}

impl Request {
    /// Asks for the ten best hits of `query`.
    pub fn new(query: impl Into<String>) -> Request {
        Request {
            query: query.into(),
            ..Request::default()
        }
    }
}

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Best first; of equal ones the newer first.
    #[default]
    Relevance,
    /// Newest first; articles without a date last.
    Newest,
    /// Oldest first; articles without a date last.
    Oldest,
}

/// How finely dates are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateUnit {
    /// `2019`
    Year,
    /// `2019-11`
    Month,
    /// `2019-11-06`
    Day,
}

/// What to count over all matches (rule 4.6). Written `category`, `source`, `author`, `date:year`,
/// `date:month`, `date:day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Facet {
    /// The tree of categories.
    Category,
    /// Sources.
    Source,
    /// Authors.
    Author,
    /// Days, months or years of publication in Vietnam.
    Date(DateUnit),
}

impl Facet {
    /// All facets and how they are written.
    pub const NAMES: [(&'static str, Facet); 6] = [
        ("category", Facet::Category),
        ("source", Facet::Source),
        ("author", Facet::Author),
        ("date:year", Facet::Date(DateUnit::Year)),
        ("date:month", Facet::Date(DateUnit::Month)),
        ("date:day", Facet::Date(DateUnit::Day)),
    ];
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Facet::NAMES
            .iter()
            .find(|(_, facet)| facet == self)
            .map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

impl FromStr for Facet {
    type Err = Error;

    fn from_str(text: &str) -> Result<Facet, Error> {
        let known = Facet::NAMES.iter().find(|(name, _)| *name == text);
        known
            .map(|(_, facet)| *facet)
            .ok_or_else(|| Error::Request {
                what: "facet",
                value: text.to_owned(),
                remedy: "choose among category, source, author, date:year, date:month, date:day"
                    .to_owned(),
            })
    }
}

impl TryFrom<String> for Facet {
    type Error = Error;

    fn try_from(text: String) -> Result<Facet, Error> {
        text.parse()
    }
}

impl From<Facet> for String {
    fn from(facet: Facet) -> String {
        facet.to_string()
    }
}
