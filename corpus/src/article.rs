//! The article, and how one is made of named fields (rules 1.1–1.3).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use timtin_tokenizer::normalize::legacy::{Encoding, Suspects};
use xxhash_rust::xxh3::xxh3_128;

use crate::date;
use crate::texts::Texts;

/// The longest id, in bytes.
pub const MAX_ID_BYTES: usize = 4096;

/// A news article. Texts are repaired ([`timtin_tokenizer::repair`]); an absent text is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// Names the article; the same id again replaces it.
    pub id: String,
    /// The headline.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The lead (*sapo*).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// The text, paragraphs separated by line feeds.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// The path of the category, from the top.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<String>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
    /// The newspaper or agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Where it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Fields that mean nothing to timtin, as they came.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

/// What a field name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Id,
    Title,
    Summary,
    Body,
    Category,
    Published,
    Source,
    Author,
    Url,
    Tags,
}

/// Field names and their roles; the first of a role is its own name and wins over its synonyms.
const NAMES: [(&str, Role); 36] = [
    ("id", Role::Id),
    ("_id", Role::Id),
    ("guid", Role::Id),
    ("title", Role::Title),
    ("headline", Role::Title),
    ("summary", Role::Summary),
    ("abstract", Role::Summary),
    ("description", Role::Summary),
    ("lead", Role::Summary),
    ("sapo", Role::Summary),
    ("body", Role::Body),
    ("content", Role::Body),
    ("text", Role::Body),
    ("category", Role::Category),
    ("section", Role::Category),
    ("topic", Role::Category),
    ("categories", Role::Category),
    ("published", Role::Published),
    ("date", Role::Published),
    ("publish_date", Role::Published),
    ("pubdate", Role::Published),
    ("published_at", Role::Published),
    ("publishedat", Role::Published),
    ("publishdate", Role::Published),
    ("pub_date", Role::Published),
    ("datepublished", Role::Published),
    ("published_date", Role::Published),
    ("source", Role::Source),
    ("author", Role::Author),
    ("authors", Role::Author),
    ("byline", Role::Author),
    ("url", Role::Url),
    ("link", Role::Url),
    ("href", Role::Url),
    ("tags", Role::Tags),
    ("keywords", Role::Tags),
];

/// Where a name stands among [`NAMES`].
fn rank(name: &str) -> Option<usize> {
    NAMES
        .iter()
        .position(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// Whether a field of this name means something in an article.
pub(crate) fn is_known_field(name: &str) -> bool {
    rank(name.trim()).is_some()
}

impl Article {
    /// Makes an article of named fields: JSON names and their synonyms in any letter case. Returns
    /// what had to be left out or guessed.
    ///
    /// # Errors
    /// When there is no text at all, or the id is too long.
    pub fn from_fields(fields: Map<String, Value>) -> Result<(Article, Vec<String>), String> {
        let texts = Texts::written_in(recognize(&fields));
        Article::from_texts(fields, texts)
    }

    /// [`Article::from_fields`] where the encoding of the texts is known.
    pub(crate) fn from_texts(
        fields: Map<String, Value>,
        texts: Texts,
    ) -> Result<(Article, Vec<String>), String> {
        let mut known: Vec<(usize, String, Value)> = Vec::new();
        let mut article = Article::default();
        for (name, value) in fields {
            match rank(&name) {
                Some(rank) => known.push((rank, name, value)),
                None => {
                    article.extra.insert(name, texts.kept(value));
                }
            }
        }
        known.sort_by_key(|(rank, _, _)| *rank);
        let mut warnings = Vec::new();
        for (rank, name, value) in known {
            article.take(NAMES[rank].1, name, value, texts, &mut warnings);
        }
        article.complete()?;
        Ok((article, warnings))
    }

    /// Gives a field's value to its role; a value that the role has already or cannot use is kept
    /// in `extra`.
    fn take(
        &mut self,
        role: Role,
        name: String,
        value: Value,
        texts: Texts,
        warnings: &mut Vec<String>,
    ) {
        if value.is_null() {
            return;
        }
        let used = match role {
            Role::Published => self.take_date(&texts.converted(&value), &name, warnings),
            Role::Category => fill(&mut self.category, texts.category(&value)),
            Role::Tags => fill(&mut self.tags, texts.list(&value, &[','])),
            Role::Id => fill_text(&mut self.id, plain(&value).map(in_one_line)),
            Role::Title => fill_text(&mut self.title, texts.line(&value, " ")),
            Role::Summary => fill_text(&mut self.summary, texts.text(&value, "\n")),
            Role::Body => fill_text(&mut self.body, texts.text(&value, "\n")),
            Role::Source => fill_option(&mut self.source, texts.line(&value, ", ")),
            Role::Author => fill_option(&mut self.author, texts.line(&value, ", ")),
            Role::Url => fill_option(&mut self.url, plain(&value)),
        };
        if !used && !is_blank(&value) {
            self.extra.insert(name, texts.kept(value));
        }
    }

    fn take_date(&mut self, value: &Value, name: &str, warnings: &mut Vec<String>) -> bool {
        if self.published.is_some() || is_blank(value) {
            return false;
        }
        match date::from_json(value) {
            Ok(at) => self.published = Some(at),
            Err(error) => warnings.push(format!("field {name:?}: {error}; indexed without a date")),
        }
        self.published.is_some()
    }

    /// Checks the article and gives it an id if it has none (rule 1.2): its address, else a hash of
    /// title and body, the same in all versions.
    pub(crate) fn complete(&mut self) -> Result<(), String> {
        if [&self.title, &self.summary, &self.body]
            .iter()
            .all(|text| text.is_empty())
        {
            return Err("no text at all: title, summary and body are empty".to_owned());
        }
        if self.id.is_empty() {
            let address = self.url.as_deref().map(normalized_url);
            self.id = address
                .filter(|address| !address.is_empty())
                .unwrap_or_else(|| self.hash());
        }
        if self.id.len() > MAX_ID_BYTES {
            return Err(format!(
                "the id has {} bytes; {MAX_ID_BYTES} are the most",
                self.id.len()
            ));
        }
        Ok(())
    }

    /// The hash of the text. The lead counts where there is no body: all the text of a short notice
    /// is its lead, under a headline that may be the same every day.
    fn hash(&self) -> String {
        let mut text = format!("{}\n{}", self.title, self.body);
        if self.body.is_empty() && !self.summary.is_empty() {
            text.push('\n');
            text.push_str(&self.summary);
        }
        format!("{:032x}", xxh3_128(text.as_bytes()))
    }
}

/// An address as an id: without scheme, `www.`, fragment, tracking parameters and final slash, the
/// host in lower case. Empty when the address names nothing.
fn normalized_url(url: &str) -> String {
    let url = url.split('#').next().unwrap_or(url);
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let rest = without_scheme(address);
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    // Without scheme and dot it is a path, where case may matter.
    let is_host = rest.len() < address.len() || host.contains('.');
    let host = if is_host {
        host.to_ascii_lowercase()
    } else {
        host.to_owned()
    };
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = format!("{host}{path}");
    let tracking = |parameter: &&str| {
        !parameter.is_empty() && !parameter.starts_with("utm_") && !parameter.starts_with("fbclid=")
    };
    let query: Vec<&str> = query.split('&').filter(tracking).collect();
    let path = path.trim_end_matches('/');
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

/// What follows `https://` or `//`.
fn without_scheme(address: &str) -> &str {
    let is_scheme = |scheme: &str| {
        scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    };
    let rest = match address.split_once(':') {
        Some((scheme, rest)) if rest.starts_with("//") && is_scheme(scheme) => rest,
        _ => address,
    };
    rest.strip_prefix("//").unwrap_or(rest)
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_blank),
        _ => false,
    }
}

/// Text or number as it is, trimmed.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An id stands in lists of ids and between the tabs of a run: what would break a line there is a space.
fn in_one_line(id: String) -> String {
    if !id.contains(char::is_control) {
        return id;
    }
    let parts = id.split(char::is_control).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// The legacy encoding that the texts of an article show (rule 1.8). All are judged together: a name alone
/// says too little.
pub(crate) fn recognize(fields: &Map<String, Value>) -> Option<Encoding> {
    let mut suspects = Suspects::default();
    for (name, value) in fields {
        let role = rank(name).map(|rank| NAMES[rank].1);
        if !matches!(role, None | Some(Role::Id | Role::Url | Role::Published)) {
            add_texts(value, &mut suspects);
        }
    }
    suspects.verdict()
}

fn add_texts(value: &Value, suspects: &mut Suspects) {
    match value {
        Value::String(text) => suspects.add(text),
        Value::Array(values) => values.iter().for_each(|value| add_texts(value, suspects)),
        Value::Object(fields) => fields.values().for_each(|value| add_texts(value, suspects)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn fill(slot: &mut Vec<String>, value: Option<Vec<String>>) -> bool {
    let usable = slot.is_empty() && value.as_ref().is_some_and(|value| !value.is_empty());
    if usable {
        *slot = value.unwrap_or_default();
    }
    usable
}

fn fill_text(slot: &mut String, value: Option<String>) -> bool {
    let usable = slot.is_empty() && value.as_ref().is_some_and(|value| !value.is_empty());
    if usable {
        *slot = value.unwrap_or_default();
    }
    usable
}

fn fill_option(slot: &mut Option<String>, value: Option<String>) -> bool {
    let usable = slot.is_none() && value.as_ref().is_some_and(|value| !value.is_empty());
    if usable {
        *slot = value;
    }
    usable
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn article(fields: Value) -> Article {
        match fields {
            Value::Object(fields) => Article::from_fields(fields).unwrap().0,
            _ => panic!("an object"),
        }
    }

    #[test]
    fn synonyms_in_any_case() {
        for (summary, body, published, category, url) in [
            ("abstract", "content", "date", "section", "link"),
            ("description", "text", "publish_date", "topic", "link"),
            ("lead", "Content", "pubDate", "Section", "URL"),
            ("SAPO", "body", "published_at", "category", "url"),
        ] {
            let article = article(
                json!({summary: "s", body: "b", published: "26/2/2019", category: "A / B", url: "https://x.vn/1"}),
            );
            assert_eq!(
                (article.summary.as_str(), article.body.as_str()),
                ("s", "b")
            );
            assert!(
                article.published.is_some()
                    && article.category == ["A", "B"]
                    && article.url.is_some()
                    && article.extra.is_empty()
            );
        }
    }

    #[test]
    fn headlines_and_names_are_one_line() {
        let article = article(
            json!({"title": " Mưa\n  lớn ", "body": "a\n\nb", "author": "A\r\nB ghi", "category": "Thời\n sự > Xã hội"}),
        );
        assert_eq!(article.title, "Mưa lớn");
        assert_eq!(article.author.as_deref(), Some("A B ghi"));
        assert_eq!(article.category, ["Thời sự", "Xã hội"]);
        assert_eq!(article.body, "a\n\nb");
    }

    #[test]
    fn nothing_is_lost() {
        let article = article(
            json!({"id": 7, "title": "t", "body": "b", "text": "other", "views": 3, "date": "31/02/2019", "author": ["A", "B"], "tags": "x, y,", "source": {"name": "VOV"}, "url": null}),
        );
        assert_eq!(
            (
                article.id.as_str(),
                article.author.as_deref(),
                article.source.as_deref()
            ),
            ("7", Some("A, B"), Some("VOV"))
        );
        assert_eq!(
            article.extra,
            *json!({"text": "other", "views": 3, "date": "31/02/2019"})
                .as_object()
                .unwrap()
        );
        assert_eq!(
            (article.tags, article.published),
            (vec!["x".to_owned(), "y".to_owned()], None)
        );
    }

    #[test]
    fn a_wrong_date_is_a_warning() {
        let Value::Object(fields) = json!({"body": "b", "published": "31/02/2019"}) else {
            panic!()
        };
        let (_, warnings) = Article::from_fields(fields).unwrap();
        assert!(
            warnings[0].contains("31/02/2019") && warnings[0].contains("does not exist"),
            "{warnings:?}"
        );
    }

    #[test]
    fn paths_of_categories() {
        for (value, levels) in [
            (json!("Thể thao/Bóng đá"), vec!["Thể thao", "Bóng đá"]),
            (json!(" Thể thao > Bóng đá > "), vec!["Thể thao", "Bóng đá"]),
            (json!(["Tin 24/7", " ", "Nóng"]), vec!["Tin 24/7", "Nóng"]),
        ] {
            assert_eq!(
                article(json!({"body": "b", "category": value})).category,
                levels
            );
        }
    }

    #[test]
    fn ids() {
        let by_url = |url: &str| article(json!({"body": "b", "url": url})).id;
        assert_eq!(
            by_url("https://www.x.vn/a-1.html?utm_source=fb&p=2#top"),
            "x.vn/a-1.html?p=2"
        );
        assert_eq!(by_url("http://x.vn/a/"), by_url("https://x.vn/a"));
        assert_eq!(by_url("HTTPS://WWW.X.vn/Tin/A"), "x.vn/Tin/A");
        assert_eq!(by_url("//x.vn/a"), "x.vn/a");
        assert_eq!(by_url("Tin/A"), "Tin/A");
        assert_eq!(by_url("x.vn/a?goto=http://y.vn"), "x.vn/a?goto=http://y.vn");
        let by_text = |title: &str| article(json!({"title": title, "body": "b"})).id;
        assert_eq!(by_text("t").len(), 32);
        assert_eq!(by_text("Hoà"), by_text("Hoa\u{300}"));
        assert_ne!(by_text("a"), by_text("b"));
    }

    #[test]
    fn ids_stay_in_one_line() {
        let id = |id: &str| article(json!({"id": id, "body": "b"})).id;
        assert_eq!(id("tin\t7\r\nbão"), "tin 7 bão");
        assert_eq!(id(" tin 7\0"), "tin 7");
        // As if there was none.
        assert_eq!(id("\u{1}\n").len(), 32);
    }

    #[test]
    fn an_address_that_names_nothing_is_no_id() {
        for url in ["#", "/", "https://", "http://www./", "?utm_source=x", "//"] {
            let id = |body: &str| article(json!({"body": body, "url": url})).id;
            assert_eq!(id("b").len(), 32, "{url}");
            assert_ne!(id("b"), id("c"), "{url}");
        }
    }

    #[test]
    fn articles_that_are_all_lead_differ() {
        for title in ["", "Tin vắn"] {
            let id = |summary: &str| article(json!({"title": title, "summary": summary})).id;
            assert_ne!(id("a"), id("b"), "{title}");
            assert_eq!(id("a"), id("a"));
        }
    }

    #[test]
    fn numbers_of_any_size_stay_as_written() {
        let read = |json: &str| article(serde_json::from_str(json).unwrap());
        let id = |digits: &str| read(&format!("{{\"id\": {digits}, \"body\": \"b\"}}")).id;
        assert_eq!(id("12345678901234567890123"), "12345678901234567890123");
        let article = read(r#"{"body": "b", "n": 1e400, "m": 0.12345678901234567890}"#);
        assert_eq!(article.extra["m"].to_string(), "0.12345678901234567890");
        assert!(article.extra["n"].is_number());
        // As the index stores it.
        let stored = serde_json::to_vec(&article).unwrap();
        assert_eq!(serde_json::from_slice::<Article>(&stored).unwrap(), article);
    }

    #[test]
    fn what_is_no_article() {
        for fields in [
            json!({}),
            json!({"title": " ", "body": "\u{200b}"}),
            json!({"id": "x".repeat(5000), "body": "b"}),
            json!({"body": {"a": 1}}),
        ] {
            let Value::Object(fields) = fields else {
                panic!()
            };
            assert!(Article::from_fields(fields).is_err());
        }
    }
}
