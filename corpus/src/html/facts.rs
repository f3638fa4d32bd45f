//! What a page says of its article, apart from the text.

use dom_query::{Document, NodeRef};
use serde_json::{Map, Value};

use super::head::Head;
use super::lines::Line;
use super::{are_alike, key, lines};
use crate::article::{Article, Texts};
use crate::date;
use crate::page;

/// Between a headline and the name of the site in a `title`.
const BETWEEN: [&str; 7] = [" - ", " | ", " – ", " — ", " :: ", " » ", " « "];

/// A headline has so many words at least.
const HEADLINE: usize = 3;

/// The date stands so many lines behind the headline at most, or before it.
const DATE_BEHIND: usize = 10;
const DATE_BEFORE: usize = 3;

/// The way through the site stands so many lines above the headline at most.
const WAY_ABOVE: usize = 3;

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
    pub(super) fn of(document: &Document, head: &Head, shown: &[Line], texts: Texts) -> Facts {
        let asked = Asked {
            document,
            head,
            shown,
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

    fn url(&self) -> Option<String> {
        let given = self.head.canonical.iter().map(String::as_str);
        let given = given.chain(self.head.each(&["og:url", "its_url", "twitter:url"]));
        let mut given: Vec<String> = given.map(str::to_owned).collect();
        given.extend(self.article.into_iter().flat_map(|article| {
            ["url", "mainEntityOfPage"]
                .iter()
                .filter_map(|name| self.head.linked.text(article, name))
        }));
        given
            .into_iter()
            .find(|url| path(url).is_some_and(|path| !path.is_empty()))
    }

    /// Whether all addresses it gives are those of a site.
    fn is_front(&self) -> bool {
        let mut given = self
            .head
            .canonical
            .iter()
            .map(String::as_str)
            .chain(self.head.all(&["og:url"]))
            .peekable();
        given.peek().is_some() && given.all(|url| path(url).is_some_and(str::is_empty))
    }

    fn source(&self) -> Option<String> {
        let named = [
            "its_publication",
            "og:site_name",
            "source",
            "dc.publisher",
            "dc.source",
            "publisher",
            "copyright",
        ];
        self.linked("publisher")
            .or_else(|| self.first(self.head.each(&named)))
            .or_else(|| {
                let title = self.clean(&self.head.title);
                let ends = BETWEEN
                    .iter()
                    .filter_map(|between| title.rsplit_once(between));
                let (_, end) = ends.min_by_key(|(_, end)| end.len())?;
                looks_like_site(end).then(|| end.to_owned())
            })
            .filter(|name| !name.starts_with("http") && name.chars().count() <= 100)
    }

    fn title(&self, source: Option<&str>) -> String {
        let headline = self.headline();
        let is_site = |title: &str| source.is_some_and(|source| are_alike(title, source));
        let given = self.head.each(&[
            "og:title",
            "its_title",
            "@headline",
            "twitter:title",
            "dc.title",
            "title",
        ]);
        let given = self
            .linked("headline")
            .map(|title| self.clean(&title))
            .into_iter()
            .chain(given.map(|title| self.clean(title)))
            .find(|title| !title.is_empty() && !is_site(title));
        let whole = given
            .or_else(|| Some(self.clean(&self.head.title)))
            .unwrap_or_default();
        match headline {
            // The same with the name of the site behind it, or shortened.
            Some(headline)
                if self.article.is_none() || key(&whole).starts_with(&key(&headline)) =>
            {
                headline
            }
            _ => self.without_site(&whole, source),
        }
    }

    /// The headline as the page shows it: its only `h1`, or what is called so.
    fn headline(&self) -> Option<String> {
        let is_title =
            |text: &String| text.split_whitespace().count() >= HEADLINE || self.is_in_title(text);
        let headings: Vec<String> = self
            .document
            .select("h1")
            .iter()
            .map(|heading| self.clean(&heading.text()))
            .filter(is_title)
            .collect();
        let mut in_title = headings.iter().filter(|text| self.is_in_title(text));
        if let Some(heading) = in_title.next() {
            return Some(heading.clone());
        }
        if let [one] = headings.as_slice() {
            return Some(one.clone());
        }
        let called = ["title", "tieude", "headline"];
        self.called(&called)
            .map(|node| (node.select_is_link(), self.clean(&node.text())))
            .filter(|(is_link, text)| !is_link && text.chars().count() <= 250)
            .map(|(_, text)| text)
            .find(|text| text.split_whitespace().count() > HEADLINE && self.is_in_title(text))
            .or_else(|| {
                let mut marked = self.called(&called).filter(|node| !node.select_is_link());
                let marked = marked.find_map(|node| {
                    let text = self.clean(&node.text());
                    let words = text.split_whitespace().count();
                    (words > HEADLINE && text.chars().count() <= 250 && !looks_like_site(&text))
                        .then_some(text)
                });
                marked.filter(|_| looks_like_site(&self.clean(&self.head.title)))
            })
    }

    fn is_in_title(&self, text: &str) -> bool {
        let title = key(&self.texts.repaired(&self.head.title));
        !text.is_empty() && title.contains(&key(text))
    }

    /// Elements whose class or id has one of some names.
    fn called<'a>(&'a self, names: &'a [&'a str]) -> impl Iterator<Item = NodeRef<'a>> {
        let nodes = self.document.root().descendants().into_iter();
        nodes.filter(move |node| {
            ["class", "id"].iter().any(|attribute| {
                node.attr(attribute).is_some_and(|value| {
                    let value = value.to_lowercase().replace(['-', '_'], "");
                    names.iter().any(|name| value.contains(name))
                })
            })
        })
    }

    /// A title without the name of the site before or behind it.
    fn without_site(&self, title: &str, source: Option<&str>) -> String {
        let mut best = title;
        let is_shown = |piece: &str| {
            piece.split_whitespace().count() >= HEADLINE
                && self.shown.iter().any(|line| are_alike(&line.text, piece))
        };
        if is_shown(title) {
            return title.to_owned();
        }
        for between in BETWEEN {
            let mut ends = title.rmatch_indices(between);
            if let Some(shown) =
                ends.find_map(|(at, _)| Some(&title[..at]).filter(|it| is_shown(it)))
            {
                return shown.to_owned();
            }
        }
        loop {
            let cut = BETWEEN
                .iter()
                .filter_map(|between| best.rsplit_once(between));
            let Some((before, behind)) = cut.min_by_key(|(_, behind)| behind.len()) else {
                return best.to_owned();
            };
            let is_site = source.is_some_and(|source| key(behind).contains(&key(source)))
                || looks_like_site(behind);
            if !is_site {
                return best.to_owned();
            }
            best = before;
        }
    }

    fn summary(&self) -> String {
        let given = self.linked("description").map(|text| self.clean(&text));
        // The description that a site gives all its pages says nothing of this one.
        let known = self.head.each(&[
            "og:description",
            "description",
            "dc.description",
            "@description",
            "twitter:description",
        ]);
        let is_own = self.is_head_own();
        let mut known = known
            .map(|text| self.clean(text))
            .filter(|text| !text.is_empty());
        let is_shown = |text: &String| {
            let start = beginning(text);
            self.shown
                .iter()
                .any(|line| key(&line.text).contains(&start))
        };
        given
            .or_else(|| known.find(|text| is_own || is_shown(text)))
            .or_else(|| self.shown_lead())
            .map(|text| self.completed(text))
            .unwrap_or_default()
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

    /// What the page calls its lead.
    fn shown_lead(&self) -> Option<String> {
        const NAMES: [&str; 7] = [
            "sapo",
            "lead",
            "trichdan",
            "chapeau",
            "tomtat",
            "description",
            "intro",
        ];
        let nodes = self.document.root().descendants().into_iter();
        let called = nodes.filter(|node| {
            node.class().is_some_and(|names| {
                let names = names.to_lowercase();
                let mut words = names.split([' ', '-', '_']);
                words.any(|word| NAMES.contains(&word))
            })
        });
        called
            .filter(|node| !node.select_is_link())
            .map(|node| self.clean(&node.text()))
            .find(|text| (8..=120).contains(&text.split_whitespace().count()))
    }

    /// A description that is cut short, as the page shows it in full.
    fn completed(&self, text: String) -> String {
        let whole = text.trim_end_matches(['.', '…', ' ']);
        if whole.len() == text.len() || !(text.ends_with('…') || text.ends_with("..")) {
            return text;
        }
        let start = key(whole);
        let full = self
            .shown
            .iter()
            .find(|line| key(&line.text).starts_with(&start));
        full.map_or(text, |line| line.text.clone())
    }

    fn category(&self, title: &str) -> Vec<String> {
        let linked = self.head.linked.breadcrumbs();
        let mut levels: Vec<String> = linked.iter().map(|(name, _)| self.clean(name)).collect();
        if levels.is_empty() {
            levels = self.shown_way();
        }
        let site = self.source().unwrap_or_default();
        levels.retain(|level| {
            !level.is_empty()
                && !page::is_first_page(level)
                && !are_alike(level, &site)
                && !are_alike(level, title)
        });
        if levels.is_empty() {
            let sections = self
                .article
                .map(|article| self.head.linked.texts(article, "articleSection"))
                .unwrap_or_default();
            let given = self.head.first(&[
                "article:section",
                "@articlesection",
                "section",
                "its_section",
                "category",
            ]);
            let sections = if sections.is_empty() {
                given.into_iter().map(str::to_owned).collect()
            } else {
                sections
            };
            let split = sections
                .iter()
                .flat_map(|section| section.split(['/', '>', ',']));
            levels = split
                .map(|level| self.clean(level))
                .filter(|level| !level.is_empty())
                .collect();
        }
        if levels.is_empty() {
            levels = self.way_above(title);
        }
        levels.dedup();
        levels
    }

    /// The links of what is called a breadcrumb.
    fn shown_way(&self) -> Vec<String> {
        let Some(way) = self
            .called(&["breadcrumb", "bread"])
            .find(|node| !node.text().trim().is_empty())
        else {
            return Vec::new();
        };
        let links: Vec<String> = way
            .descendants_it()
            .filter(|node| node.has_name("a"))
            .map(|link| self.clean(&link.text()))
            .filter(|text| text.split_whitespace().count() <= 6)
            .collect();
        links
    }

    /// The way through the site that stands as a line above the headline.
    fn way_above(&self, title: &str) -> Vec<String> {
        let headline = self
            .shown
            .iter()
            .rposition(|line| are_alike(&line.text, title));
        let above = &self.shown[..headline.unwrap_or_default()];
        let mut ways = above
            .iter()
            .rev()
            .take(WAY_ABOVE)
            .filter_map(|line| page::way(&line.text));
        let levels = ways.next().unwrap_or_default().into_iter();
        levels
            .map(str::to_owned)
            .filter(|level| !are_alike(level, title))
            .collect()
    }

    /// The dates of publication that are given, in the order of trust.
    fn published(&self, title: &str) -> Vec<String> {
        let named = [
            "article:published_time",
            "pubdate",
            "@datepublished",
            "publish-date",
            "publishdate",
            "publish_date",
            "datepublished",
            "og:published_time",
            "dc.date.issued",
            "dcterms.created",
            "dc.date",
            "date",
            "its_publication_date",
        ];
        let mut dates: Vec<String> = self.linked("datePublished").into_iter().collect();
        dates.extend(self.head.each(&named).map(|text| self.clean(text)));
        dates.retain(|date| !date.is_empty());
        if dates.is_empty() {
            dates.extend(self.shown_date(title));
        }
        dates
    }

    /// The date that stands around the headline.
    fn shown_date(&self, title: &str) -> Option<String> {
        let at = self
            .shown
            .iter()
            .rposition(|line| are_alike(&line.text, title))?;
        let from = at.saturating_sub(DATE_BEFORE);
        let to = (at + 1 + DATE_BEHIND).min(self.shown.len());
        let behind = self.shown[at + 1..to].iter();
        behind
            .chain(self.shown[from..at].iter().rev())
            .find_map(|line| date_in(&line.text))
    }

    fn author(&self, source: Option<&str>) -> Option<String> {
        let is_person = |name: &String| {
            let is_source = source.is_some_and(|source| {
                let (name, source) = (key(name), key(source));
                source.contains(&name) || name.contains(&source)
            });
            !name.is_empty()
                && !is_source
                && !name.contains(['/', '@'])
                && !looks_like_site(name)
                && name.chars().count() <= 80
        };
        let people = self
            .article
            .map(|article| self.head.linked.people(article, "author"))
            .unwrap_or_default();
        let mut people: Vec<String> = people
            .iter()
            .map(|name| self.clean(name))
            .filter(is_person)
            .collect();
        people.dedup();
        if !people.is_empty() {
            return Some(people.join(", "));
        }
        let given = self
            .head
            .each(&["article:author", "author", "dc.creator", "@author", "byl"]);
        if let Some(name) = given.map(|name| self.clean(name)).find(is_person) {
            return Some(name);
        }
        self.called(&["author", "tacgia", "byline"])
            .map(|node| self.clean(&node.text()))
            .filter(is_person)
            .find_map(|text| page::author(&text))
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

/// The path of an address with a host, without slashes around.
fn path(url: &str) -> Option<&str> {
    let rest = url
        .split_once("://")
        .map(|(_, rest)| rest)
        .or_else(|| url.strip_prefix("//"))?;
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let path = path.trim_matches('/');
    Some(match path {
        "index.html" | "index.htm" | "index.php" | "default.aspx" | "home" | "trang-chu" => "",
        path => path,
    })
}

/// The beginning of a text, as a key.
fn beginning(text: &str) -> String {
    key(text).chars().take(40).collect()
}

/// Whether a text is the name of a site.
fn looks_like_site(text: &str) -> bool {
    let spoken = format!(
        " {} ",
        page::fold_words(text).replace(|c: char| !c.is_alphanumeric() && c != '.', " ")
    );
    const NAMES: [&str; 14] = [
        " bao dien tu ",
        " cong thong tin ",
        " trang thong tin ",
        " dai phat thanh ",
        " online ",
        " ttdt ",
        " thong tin dien tu ",
        " tin nhanh ",
        " tap chi ",
        " trang chu ",
        " bao moi ",
        " toa soan ",
        " website ",
        " bao dang ",
    ];
    let is_paper = text.to_lowercase().starts_with("báo ") && text.split_whitespace().count() <= 5;
    is_paper
        || NAMES.iter().any(|name| spoken.contains(name))
        || text.split_whitespace().any(|word| {
            let word = word.to_lowercase();
            [".vn", ".com", ".net", ".org"]
                .iter()
                .any(|end| word.trim_end_matches(['.', ',']).ends_with(end))
        })
}

/// The date that a line is, or that one of its parts is.
fn date_in(line: &str) -> Option<String> {
    if line.chars().count() > 100 || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_date = |text: &&str| {
        text.len() >= 8
            && !text.bytes().all(|byte| byte.is_ascii_digit())
            && match date::parse(text) {
                Ok(_) => true,
                Err(error) => error.is_impossible(),
            }
    };
    let to_digit = line
        .rfind(|c: char| c.is_ascii_digit())
        .map_or("", |at| &line[..=at]);
    let parts = line.split(['|', '•', '·']).map(str::trim);
    [line.trim(), to_digit.trim()]
        .into_iter()
        .chain(parts)
        .chain(line.split_once(" - ").map(|(_, behind)| behind.trim()))
        .find(is_date)
        .map(str::to_owned)
}
