//! What a search answers (rule 5.4). Offsets are bytes here; [`Response::to_json`] counts code points.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use timtin_corpus::{Article, date};

use super::explanation::Explanation;
use crate::query::{Interpretation, Warning};

/// The answer to a [`Request`](super::Request).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Response {
    /// The query as typed.
    pub query: String,
    /// How many articles match as asked, exactly.
    pub total: u64,
    /// Whether some of these hits do not match as asked: without all the words, or written without marks.
    pub relaxed: bool,
    /// Milliseconds.
    pub took_ms: f64,
    /// What a query without marks most likely meant.
    pub suggestion: Option<String>,
    /// How the query was understood.
    pub interpretation: Interpretation,
    /// What was not understood. [`Response::to_json`] gives the sentences (rule 5.4).
    pub warnings: Vec<Warning>,
    /// How many hits come before the first of these.
    #[serde(default)]
    pub offset: usize,
    /// The hits.
    pub hits: Vec<Hit>,
    /// Counts, by the facet's name.
    pub facets: BTreeMap<String, FacetCounts>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// A hit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hit {
    /// How well it matches; comparable within one response.
    pub score: f32,
    /// Whether it does not match as asked and stands below those that do: something is `missing`, or it
    /// matches only `without_marks`.
    pub relaxed: bool,
    /// What of the query it lacks, as typed, in the order of the query: words, phrases, groups of
    /// alternatives. Empty for a hit that is not relaxed.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Whether it is a text without marks that has words typed with marks only without them.
    #[serde(default)]
    pub without_marks: bool,
    /// The article.
    pub article: Article,
    /// What to mark in the title: byte ranges.
    pub title_marks: Vec<Range<usize>>,
    /// The best pieces of the text, best first.
    pub fragments: Vec<Fragment>,
    /// Where the score comes from, if asked for; an order by date has no scores.
    #[serde(default)]
    pub explanation: Option<Explanation>,
    /// Other articles that match and are near-identical to this one, newest first: they are no hits
    /// of their own.
    #[serde(default)]
    pub duplicates: Vec<Duplicate>,
}

/// An article that is near-identical to a hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    /// Its id.
    pub id: String,
    /// Where it was published.
    pub source: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
}

/// A piece of an article's text, unaltered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// `summary` or `body`.
    pub field: String,
    /// The piece.
    pub text: String,
    /// What to mark in it: byte ranges, in order, not overlapping.
    pub marks: Vec<Range<usize>>,
}

/// What a facet counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FacetCounts {
    /// Categories, most frequent first.
    Tree(Vec<CategoryCount>),
    /// Values: dates in order of time, others most frequent first.
    Values(Vec<ValueCount>),
}

/// A category and what is below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCount {
    /// The name of the level.
    pub value: String,
    /// The path to it, levels joined by `/`.
    pub path: String,
    /// Articles in it or below it, each counted once.
    pub count: u64,
    /// The levels below.
    pub children: Vec<CategoryCount>,
}

/// A value and how many articles have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueCount {
    /// The value; a date is `2019`, `2019-11` or `2019-11-06`.
    pub value: String,
    /// Articles.
    pub count: u64,
}

impl Response {
    /// The JSON of rule 5.4: hits flat, `published` in UTC+7, marks as pairs of code point offsets.
    pub fn to_json(&self) -> Value {
        json!({
            "query": self.query,
            "total": self.total,
            "relaxed": self.relaxed,
            "took_ms": self.took_ms,
            "suggestion": self.suggestion,
            "interpretation": self.interpretation,
            "warnings": self.warnings.iter().map(Warning::to_string).collect::<Vec<_>>(),
            "hits": self.hits.iter().map(Hit::to_json).collect::<Vec<_>>(),
            "facets": self.facets,
            "next": self.next,
        })
    }
}

impl Hit {
    pub(crate) fn to_json(&self) -> Value {
        let article = &self.article;
        let mut hit = json!({
            "id": article.id,
            "score": self.score,
            "relaxed": self.relaxed,
            "missing": self.missing,
            "without_marks": self.without_marks,
            "title": article.title,
            "summary": article.summary,
            "published": article.published.map(date::to_rfc3339_vietnam),
            "category": article.category,
            "source": article.source,
            "author": article.author,
            "url": article.url,
            "tags": article.tags,
            "duplicates": self.duplicates.iter().map(|other| &other.id).collect::<Vec<_>>(),
            "title_marks": code_points(&article.title, &self.title_marks),
            "fragments": self.fragments.iter().map(Fragment::to_json).collect::<Vec<_>>(),
        });
        if !article.extra.is_empty() {
            hit["extra"] = Value::Object(article.extra.clone());
        }
        if let Some(explanation) = &self.explanation {
            hit["explanation"] = json!(explanation);
            hit["explanation"]["missing"] = json!(self.missing);
        }
        hit
    }
}

impl Fragment {
    fn to_json(&self) -> Value {
        json!({"field": self.field, "text": self.text, "marks": code_points(&self.text, &self.marks)})
    }
}

/// Byte ranges of `text` (in order) as pairs of code point offsets.
fn code_points(text: &str, marks: &[Range<usize>]) -> Vec<[usize; 2]> {
    let count = |range: Range<usize>| text.get(range).map_or(0, |piece| piece.chars().count());
    let (mut bytes, mut points) = (0, 0);
    let mut to = |byte: usize| {
        points += count(bytes..byte);
        bytes = byte;
        points
    };
    marks
        .iter()
        .map(|mark| [to(mark.start), to(mark.end)])
        .collect()
}

/// `text` as HTML with `<em>` around the marks, everything else escaped. Removing the tags and
/// unescaping gives the text back.
pub fn to_html(text: &str, marks: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len() + 16 * marks.len());
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(inside)) = (text.get(at..mark.start), text.get(mark.clone()))
        else {
            continue;
        };
        escape(before, &mut out);
        out.push_str("<em>");
        escape(inside, &mut out);
        out.push_str("</em>");
        at = mark.end;
    }
    escape(text.get(at..).unwrap_or_default(), &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_code_points() {
        let text = "Đà Nẵng mưa";
        assert_eq!(
            code_points(
                text,
                &[
                    0..text.find(" mưa").unwrap(),
                    text.find("mưa").unwrap()..text.len()
                ]
            ),
            [[0, 7], [8, 11]]
        );
    }

    #[test]
    fn html_escapes_all_but_the_marks() {
        assert_eq!(
            to_html("a<b> & \"c\"", &[0..1, 8..9]),
            "<em>a</em>&lt;b&gt; &amp; &quot;<em>c</em>&quot;"
        );
        assert_eq!(to_html("<em>", &[]), "&lt;em&gt;");
    }
}
