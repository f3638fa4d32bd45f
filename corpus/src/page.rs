//! A page of a newspaper as plain text (rule 1.6): the article without the teasers of others and the
//! furniture of the page.

use std::sync::LazyLock;

use timtin_tokenizer::{canonical, lower};

use crate::article::{Article, Texts};

/// Lines that begin the teasers of other articles, or the furniture behind an article. Compared
/// without regard to case, tone placement and Unicode form, standing alone on their line.
const TEASER_HEADINGS: [&str; 40] = [
    "các tin khác",
    "tin khác",
    "các tin đã đưa",
    "tin đã đưa",
    "các tin cũ hơn",
    "các tin mới hơn",
    "tin cũ hơn",
    "tin mới hơn",
    "tin liên quan",
    "bài liên quan",
    "các tin liên quan",
    "các bài liên quan",
    "tin bài liên quan",
    "bài viết liên quan",
    "các bài viết liên quan",
    "tin cùng chuyên mục",
    "bài cùng chuyên mục",
    "cùng chuyên mục",
    "tin cùng loại",
    "các bài khác",
    "bài viết khác",
    "các bài viết khác",
    "tin nổi bật",
    "tin mới nhất",
    "tin đọc nhiều",
    "đọc nhiều",
    "đọc nhiều nhất",
    "xem nhiều",
    "có thể bạn quan tâm",
    "bạn có thể quan tâm",
    "xem thêm",
    "đọc thêm",
    "chia sẻ",
    "gửi phản hồi",
    "ý kiến bạn đọc",
    "bình luận",
    "in bài viết",
    "gửi bình luận",
    "tin tức khác",
    "trở về đầu trang",
];

/// Beginnings of lines of furniture, whatever follows on them.
const FURNITURE: [&str; 5] = [
    "xem các tin đã đưa ngày",
    "tin trong:",
    "chia sẻ:",
    "bình luận (",
    "ý kiến bạn đọc (",
];

/// Before the keywords of a page.
const TAGS: [&str; 4] = ["từ khóa:", "từ khoá:", "tags:", "tag:"];

/// Before the names of those who made the article.
const CREDITS: [&str; 8] = [
    "bài, ảnh:",
    "bài và ảnh:",
    "tin, ảnh:",
    "tin và ảnh:",
    "bài:",
    "tin:",
    "thực hiện:",
    "tác giả:",
];

/// A headline is not longer than this many characters.
const MAX_TITLE: usize = 150;
/// An author's line is not longer than this many words.
const MAX_AUTHOR_WORDS: usize = 8;

static HEADING_KEYS: LazyLock<Vec<String>> =
    LazyLock::new(|| TEASER_HEADINGS.iter().map(|heading| key(heading)).collect());

/// Reads a page.
///
/// # Errors
/// When it has no text.
pub(crate) fn article(page: &str, texts: Texts) -> Result<(Article, Vec<String>), String> {
    let page = texts.repaired(page);
    let mut article = Article::default();
    let mut lines: Vec<&str> = own_lines(&page).collect();
    take_tags(&mut lines, &mut article);
    take_author(&mut lines, &mut article);
    take_title(&mut lines, &mut article);
    take_lead(&mut lines, &mut article);
    article.body = join(&lines);
    article.complete()?;
    Ok((article, Vec::new()))
}

/// The lines up to the teasers of other articles.
fn own_lines(page: &str) -> impl Iterator<Item = &str> {
    let mut any = false;
    page.lines().map(str::trim).take_while(move |line| {
        let ends = any && (is_teaser_heading(line) || is_furniture(line));
        any = any || !line.is_empty();
        !ends
    })
}

fn is_teaser_heading(line: &str) -> bool {
    // Longer than any heading: not worth a key.
    line.len() <= 80 && !line.is_empty() && HEADING_KEYS.contains(&key(line))
}

fn is_furniture(line: &str) -> bool {
    let line = lower(line);
    FURNITURE.iter().any(|start| line.starts_with(start))
}

/// Canonical words of a line, what stands around them left out.
fn key(line: &str) -> String {
    let words = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(canonical).collect::<Vec<_>>().join(" ")
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

/// The last line, when it stands alone and is a name.
fn take_author(lines: &mut Vec<&str>, article: &mut Article) {
    let Some(last) = lines.iter().rposition(|line| !line.is_empty()) else {
        return;
    };
    let text_before = lines[..last].iter().any(|line| ends_sentence(line));
    if text_before && let Some(name) = author(lines[last]) {
        article.author = Some(name);
        lines.truncate(last);
    }
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '»', ')', '\'', '’'])
        .ends_with(['.', '!', '?', '…', ':', ';'])
        || line.chars().count() > MAX_TITLE
}

/// The author that a line names: `Hải Yến`, `Nguyễn A - Trần B`, `Bài, ảnh: Hải Yến`, `Theo TTXVN`,
/// `H.Y`, `(TTXVN)`.
fn author(line: &str) -> Option<String> {
    let bare = line
        .trim_matches(['(', ')', '*', '_', ' '])
        .trim_end_matches('.');
    let lowered = lower(bare);
    if let Some(credit) = CREDITS.iter().find(|credit| lowered.starts_with(*credit)) {
        let name = bare.get(credit.len()..)?.trim();
        return (!name.is_empty()).then(|| name.to_owned());
    }
    let name = if lowered.starts_with("theo ") {
        bare.get(5..)?
    } else {
        bare
    };
    let words: Vec<&str> = name
        .split([' ', '-', '–', ',', '/', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    let capitalized = |word: &&str| {
        word.chars().next().is_some_and(char::is_uppercase) && word.chars().all(char::is_alphabetic)
    };
    let is_name = (1..=MAX_AUTHOR_WORDS).contains(&words.len())
        && words
            .iter()
            .all(|word| capitalized(word) || matches!(*word, "và" | "Online"));
    is_name.then(|| bare.to_owned())
}

/// The first line, when it looks like a headline: short, no sentence, no dateline, text behind it.
fn take_title(lines: &mut Vec<&str>, article: &mut Article) {
    let Some(first) = lines.iter().position(|line| !line.is_empty()) else {
        return;
    };
    let line = lines[first];
    let more = lines[first + 1..].iter().any(|line| !line.is_empty());
    if more && line.chars().count() <= MAX_TITLE && !ends_sentence(line) && dateline(line).is_none()
    {
        article.title = line.to_owned();
        lines.drain(..=first);
    }
}

/// The paragraph with the dateline is the lead; the dateline itself names the source.
fn take_lead(lines: &mut Vec<&str>, article: &mut Article) {
    let Some(first) = lines.iter().position(|line| !line.is_empty()) else {
        return;
    };
    if let Some((source, rest)) = dateline(lines[first]) {
        article.source = Some(source.to_owned());
        article.summary = rest.to_owned();
        lines.drain(..=first);
    }
}

/// A dateline and what follows it: `(HBĐT) - `, `(Dân trí) – `, `TTXVN - `, `VOV.VN - `.
fn dateline(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = match line.strip_prefix('(') {
        Some(inside) => inside.split_once(')')?,
        None => {
            let end = line.find([' ', '-', '–', '—'])?;
            let name = &line[..end];
            let code = name.chars().count() >= 2
                && name.chars().all(|c| c.is_uppercase() || matches!(c, '.'))
                && name.chars().any(char::is_alphabetic);
            (code.then_some(name)?, &line[end..])
        }
    };
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(['-', '–', '—', ':'])?.trim_start();
    let name = name.trim();
    let is_name = (1..=40).contains(&name.chars().count())
        && name.chars().any(char::is_uppercase)
        && !rest.is_empty();
    is_name.then_some((name, rest))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Article {
        article(page, Texts::default()).unwrap().0
    }

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
    fn headings_end_an_article_only_alone_on_their_line() {
        for heading in [
            "Tin liên quan",
            "TIN CÙNG CHUYÊN MỤC",
            "» Các tin khác",
            "Bài viết liên quan:",
            "Ca\u{301}c tin kha\u{301}c",
            "Ý kiến bạn đọc (0)",
        ] {
            let article = read(&format!(
                "Bản tin sáng nay có nhiều điều mới.\n\n{heading}\n\nTeaser ở Nậm Pồ"
            ));
            assert_eq!(
                article.body, "Bản tin sáng nay có nhiều điều mới.",
                "{heading}"
            );
        }
        let article =
            read("Các tin khác nhau về vụ việc được đăng tải.\nTin khác: giá gạo tăng.\nHết.");
        assert!(article.body.contains("giá gạo"));
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
