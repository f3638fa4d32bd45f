//! A page of a newspaper as plain text (rule 1.6): the article without the teasers of others and the
//! furniture of the page.

mod credit;
mod dateline;
mod furniture;
mod head;

use timtin_tokenizer::{fold, lower};

use crate::article::Article;
use crate::texts::Texts;
use furniture::Line;
use head::{take_head, take_known, take_lead, take_title};

/// Before the keywords of a page.
const TAGS: [&str; 4] = ["từ khóa:", "từ khoá:", "tags:", "tag:"];

/// A headline is not longer than this many characters.
const MAX_TITLE: usize = 150;

/// Reads a page.
///
/// # Errors
/// When it has no text.
pub(crate) fn article(page: &str, texts: Texts) -> Result<(Article, Vec<String>), String> {
    let page = texts.repaired(page);
    let (mut article, mut warnings) = (Article::default(), Vec::new());
    let mut lines = own_lines(&page);
    take_tags(&mut lines, &mut article);
    credit::take(&mut lines, &mut article);
    take_head(&mut lines, &mut article, &mut warnings);
    take_title(&mut lines, &mut article);
    take_lead(&mut lines, &mut article);
    article.body = join(&lines);
    article.complete()?;
    Ok((article, warnings))
}

/// What the text of a page says of its article: what is not known yet is taken from its first and last lines.
pub(crate) fn take_text(text: &str, article: &mut Article, warnings: &mut Vec<String>) {
    let (mut found, mut doubts) = (Article::default(), Vec::new());
    let mut lines = own_lines(text);
    take_tags(&mut lines, &mut found);
    credit::take(&mut lines, &mut found);
    take_head(&mut lines, &mut found, &mut doubts);
    take_known(&mut lines, article, &mut found);
    if article.title.is_empty() {
        take_title(&mut lines, article);
    }
    if article.summary.is_empty() {
        take_lead(&mut lines, &mut found);
        article.summary = found.summary;
    }
    article.body = join(&lines);
    article.author = article.author.take().or(found.author);
    article.source = article.source.take().or(found.source);
    if article.published.is_none() {
        article.published = found.published;
        warnings.extend(doubts);
    }
    if article.category.is_empty() {
        article.category = found.category;
    }
    if article.tags.is_empty() {
        article.tags = found.tags;
    }
}

/// Whether a line stands over articles other than the one of the page.
pub(crate) fn heads_others(line: &str) -> bool {
    matches!(furniture::kind(line), Line::End | Line::Related) && !line.contains(": ")
}

/// The author that a line names.
pub(crate) fn author(line: &str) -> Option<String> {
    credit::author(line)
}

/// The levels of the way to an article that a line shows.
pub(crate) fn way(line: &str) -> Option<Vec<&str>> {
    furniture::way(line)
}

/// Whether a level of the way to an article is the first page of the site.
pub(crate) fn is_first_page(level: &str) -> bool {
    furniture::is_home(level)
}

/// The lines of the article, without those of others and of the page.
fn own_lines(page: &str) -> Vec<&str> {
    let lines: Vec<&str> = page.lines().map(str::trim).collect();
    let kinds: Vec<Line> = lines.iter().map(|line| furniture::kind(line)).collect();
    let mut own = Vec::new();
    let (mut at, mut begun) = (0, false);
    while let Some((line, kind)) = lines.get(at).zip(kinds.get(at)) {
        at += 1;
        match kind {
            Line::End if begun => break,
            Line::Related if begun => {
                let teasers = furniture::teasers(&lines[at..], &kinds[at..]);
                let last = author_below(&lines[at..at + teasers], &own);
                own.extend(last);
                at += teasers;
            }
            Line::Aside => {}
            Line::Own | Line::End | Line::Related => {
                begun |= !line.is_empty();
                own.push(*line);
            }
        }
    }
    own
}

/// The last of some headlines, if it is the author of the article above them.
fn author_below<'t>(headlines: &[&'t str], own: &[&str]) -> Option<&'t str> {
    let last_of = |lines: &[&'t str]| lines.iter().rev().find(|line| !line.is_empty()).copied();
    let signed = own
        .iter()
        .rev()
        .find(|line| !line.is_empty())
        .is_some_and(|line| credit::author(line).is_some());
    let several = headlines.iter().filter(|line| !line.is_empty()).count() > 1;
    let is_short = |line: &&str| line.split_whitespace().count() <= 4;
    last_of(headlines)
        .filter(|line| several && !signed && is_short(line) && credit::author(line).is_some())
}

/// A word in lower case without marks.
fn folded(word: &str) -> String {
    fold(&lower(word)).into_owned()
}

/// Words in lower case without marks.
pub(crate) fn folded_words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(folded)
}

/// Words in lower case without marks, one space between them.
pub(crate) fn fold_words(text: &str) -> String {
    folded_words(text).collect::<Vec<_>>().join(" ")
}

fn take_tags(lines: &mut Vec<&str>, article: &mut Article) {
    lines.retain(|line| {
        let lowered = lower(line);
        let Some(start) = TAGS.iter().find(|start| lowered.starts_with(*start)) else {
            return true;
        };
        let names = line.get(start.len()..).unwrap_or_default();
        article.tags.extend(
            names
                .split([',', ';'])
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
        );
        false
    });
}

/// Whether a line ends as a sentence does, or is too long for anything else.
fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '»', ')', '\'', '’'])
        .ends_with(['.', '!', '?', '…', ':', ';'])
        || line.chars().count() > MAX_TITLE
}

/// Lines joined, with one empty line at most between paragraphs and none around them.
fn join(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut blank = false;
    for line in lines {
        if line.is_empty() {
            blank = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        out.push_str(line);
    }
    out
}

/// The article of a page.
#[cfg(test)]
fn read(page: &str) -> Article {
    article(page, Texts::default()).unwrap().0
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "(YBĐT) - Sáng 5/3, huyện Văn Chấn ra quân làm thủy lợi, hơn 300 người tham gia.\r\n\r\n\
        Người dân nạo vét kênh mương. Ảnh chụp buổi sáng.\n\n\
        Theo kế hoạch, các tin khác về mùa vụ sẽ được thông báo trên loa xã.\n\n\
        Thu Hằng\n\nCác Tin Khác:\n\nMùa hoa ở Suối Giàng\n\n(YBĐT) - Chè cổ thụ vào vụ.\n\nXem các tin đã đưa ngày:";

    #[test]
    fn the_article_without_what_surrounds_it() {
        let article = read(PAGE);
        assert_eq!(
            (article.source.as_deref(), article.author.as_deref()),
            (Some("YBĐT"), Some("Thu Hằng"))
        );
        assert!(article.summary.starts_with("Sáng 5/3") && article.title.is_empty());
        assert!(article.body.ends_with("trên loa xã."), "{}", article.body);
        let json = serde_json::to_string(&article).unwrap();
        assert!(
            !json.contains("Suối Giàng")
                && !json.contains("Chè cổ thụ")
                && !json.contains("đã đưa")
        );
    }

    #[test]
    fn headlines_datelines_and_authors() {
        let article = read(
            "Nước về bản Mông\n(TTXVN) – Bản đã có nước sạch.\nBà con vui mừng.\nBài, ảnh: Giàng A Páo\nTừ khóa: nước sạch, vùng cao",
        );
        assert_eq!(
            (
                article.title.as_str(),
                article.summary.as_str(),
                article.body.as_str()
            ),
            (
                "Nước về bản Mông",
                "Bản đã có nước sạch.",
                "Bà con vui mừng."
            )
        );
        assert_eq!(
            (article.author.as_deref(), article.tags.join("|")),
            (Some("Giàng A Páo"), "nước sạch|vùng cao".to_owned())
        );
        for (line, name) in [
            ("Theo TTXVN", Some("Theo TTXVN")),
            ("H.Y", Some("H.Y")),
            ("Lê Na - Hoàng Vũ", Some("Lê Na - Hoàng Vũ")),
            ("Còn nữa", None),
            ("Giá tăng 5%", None),
        ] {
            let article = read(&format!("Một câu.\n{line}"));
            assert_eq!(article.author.as_deref(), name, "{line}");
        }
        assert_eq!(
            read("VOV.VN - Tin vắn hôm nay.\nHết.").source.as_deref(),
            Some("VOV.VN")
        );
        assert_eq!(read("Hà Nội - Hải Phòng thông tuyến.\nHết.").source, None);
        assert!(article_is_empty("\n \u{feff}\n"));
    }

    fn article_is_empty(page: &str) -> bool {
        article(page, Texts::default()).is_err()
    }
}
