//! What a page says of its article, apart from the text.

use dom_query::{Document, NodeRef};
use serde_json::{Map, Value};

mod author;
mod lead;
mod published;
mod section;
mod site;
mod title;

use super::head::Head;
use super::lines::Line;
use super::named::{Names, Words};
use super::{WebPage, are_alike, key, lines};
use crate::article::Article;
use crate::date;
use crate::page;
use crate::texts::Texts;

/// What is said of an article, repaired.
#[derive(Debug, Default)]
pub(super) struct Facts {
    title: String,
    summary: String,
    /// The text as JSON-LD gives it.
    body: String,
    category: Vec<String>,
    /// As it was given, the likeliest first.
    published: Vec<String>,
    source: Option<String>,
    author: Option<String>,
    url: Option<String>,
    tags: Vec<String>,
    /// JSON-LD says that the page is an article.
    pub(super) is_article: bool,
    /// The page has a date of publication.
    pub(super) is_dated: bool,
    /// JSON-LD says that the page is a list.
    pub(super) is_list: bool,
    /// It is the first page of a site.
    pub(super) is_front: bool,
}

impl Facts {
    pub(super) fn of(page: &WebPage, texts: Texts) -> Facts {
        let head = &page.head;
        let asked = Asked {
            document: &page.document,
            names: &page.names,
            head,
            shown: &page.lines,
            texts,
            article: about(head),
        };
        let url = asked.url();
        let source = asked.source();
        let title = asked.title(source.as_deref());
        let published = asked.published(&title);
        Facts {
            is_article: asked.article.is_some(),
            is_dated: !published.is_empty(),
            is_list: head.linked.has(&["ItemList", "CollectionPage"]),
            is_front: asked.is_front(),
            summary: asked.summary(),
            body: asked.linked("articleBody").unwrap_or_default(),
            category: asked.category(&title),
            author: asked.author(source.as_deref()),
            tags: asked.tags(),
            title,
            published,
            source,
            url,
        }
    }

    /// The article with `text` as its main text.
    ///
    /// # Errors
    /// When it has no text.
    pub(super) fn article(self, text: &str) -> Result<(Article, Vec<String>), String> {
        let mut warnings = Vec::new();
        let mut article = Article {
            title: self.title,
            summary: self.summary,
            category: self.category,
            source: self.source,
            author: self.author,
            url: self.url,
            tags: self.tags,
            ..Article::default()
        };
        for given in &self.published {
            match date::parse(given) {
                Ok(at) => {
                    article.published = Some(at);
                    break;
                }
                Err(error) => warnings.push(format!("{error}; indexed without a date")),
            }
        }
        if article.published.is_some() {
            warnings.clear();
        }
        let text = if text.trim().is_empty() {
            &self.body
        } else {
            text
        };
        page::take_text(text, &mut article, &mut warnings);
        article.complete()?;
        Ok((article, warnings))
    }
}

/// The article of JSON-LD that the page is about: the only one, or the one with its headline or address.
fn about(head: &Head) -> Option<&Map<String, Value>> {
    let articles = head.linked.articles();
    if let [one] = articles.as_slice() {
        return Some(one);
    }
    let is_it = |article: &&&Map<String, Value>| {
        let headline = head.linked.text(article, "headline").unwrap_or_default();
        let addresses = ["url", "mainEntityOfPage", "@id"];
        (!headline.is_empty() && key(&head.title).starts_with(&key(&headline)))
            || head.canonical.as_deref().is_some_and(|canonical| {
                addresses
                    .iter()
                    .any(|name| head.linked.text(article, name).as_deref() == Some(canonical))
            })
    };
    articles.iter().find(is_it).copied()
}

/// A page that is asked about its article.
struct Asked<'p> {
    document: &'p Document,
    names: &'p Names,
    head: &'p Head,
    shown: &'p [Line],
    texts: Texts,
    article: Option<&'p Map<String, Value>>,
}

impl Asked<'_> {
    /// A text repaired, without markup, on one line.
    fn clean(&self, text: &str) -> String {
        let text = self.texts.repaired(text);
        let text = if text.contains('<') && text.contains('>') {
            lines::plain(&text).unwrap_or(text)
        } else {
            text
        };
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The first of some texts that says something.
    fn first<'t>(&self, given: impl IntoIterator<Item = &'t str>) -> Option<String> {
        given
            .into_iter()
            .map(|text| self.clean(text))
            .find(|text| !text.is_empty())
    }

    fn linked(&self, property: &str) -> Option<String> {
        let text = self.head.linked.text(self.article?, property)?;
        Some(self.texts.repaired(&text)).filter(|text| !text.is_empty())
    }

    /// Elements whose names have one of some words.
    fn called(&self, words: &'static Words) -> impl Iterator<Item = NodeRef<'_>> {
        let called = self.names.called(words);
        called.map(|id| NodeRef::new(id, &self.document.tree))
    }

    /// Whether the head speaks of the article, and does not merely say the same on all pages of the site.
    fn is_head_own(&self) -> bool {
        let named = [
            "article:published_time",
            "pubdate",
            "its_title",
            "article:tag",
            "date",
        ];
        self.article.is_some() || self.head.first(&named).is_some()
    }

    fn tags(&self) -> Vec<String> {
        let mut given: Vec<String> = self
            .article
            .map(|article| self.head.linked.texts(article, "keywords"))
            .unwrap_or_default();
        if given.is_empty() {
            let named = ["article:tag", "news_keywords", "keywords"];
            given = self
                .head
                .each(&["news_keywords", "@keywords"])
                .map(str::to_owned)
                .collect();
            if given.is_empty() {
                let named = if self.is_head_own() {
                    &named[..]
                } else {
                    &named[..2]
                };
                given = self
                    .head
                    .all(named)
                    .into_iter()
                    .map(str::to_owned)
                    .collect();
            }
        }
        let mut tags: Vec<String> = Vec::new();
        for tag in given.iter().flat_map(|list| list.split([',', ';'])) {
            let tag = self.clean(tag);
            if !tag.is_empty() && !tags.iter().any(|known| are_alike(known, &tag)) {
                tags.push(tag);
            }
        }
        tags
    }
}

/// What can be asked of an element.
trait IsLink {
    /// Whether it is a link, or stands in one or holds one.
    fn select_is_link(&self) -> bool;
}

impl IsLink for NodeRef<'_> {
    fn select_is_link(&self) -> bool {
        self.has_name("a")
            || self.ancestors_it(Some(3)).any(|node| node.has_name("a"))
            || self.descendants_it().any(|node| node.has_name("a"))
    }
}
