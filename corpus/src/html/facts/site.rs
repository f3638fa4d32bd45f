//! The site: its name, and where on it the page stands.

use super::Asked;
use crate::page;

/// Between a headline and the name of the site in a `title`.
pub(super) const BETWEEN: [&str; 7] = [" - ", " | ", " – ", " — ", " :: ", " » ", " « "];

impl Asked<'_> {
    pub(super) fn url(&self) -> Option<String> {
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
    pub(super) fn is_front(&self) -> bool {
        let mut given = self
            .head
            .canonical
            .iter()
            .map(String::as_str)
            .chain(self.head.all(&["og:url"]))
            .peekable();
        given.peek().is_some() && given.all(|url| path(url).is_some_and(str::is_empty))
    }

    pub(super) fn source(&self) -> Option<String> {
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

/// Whether a text is the name of a site.
pub(super) fn looks_like_site(text: &str) -> bool {
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
