//! A page of a newspaper as plain text (rule 1.6): the article without the teasers of others and the
//! furniture of the page.

mod credit;
mod dateline;
mod furniture;

use timtin_tokenizer::{fold, lower};

use crate::article::{Article, Texts};
use crate::date;
use dateline::dateline;
use furniture::Line;

/// Before the keywords of a page.
const TAGS: [&str; 4] = ["từ khóa:", "từ khoá:", "tags:", "tag:"];

/// A headline is not longer than this many characters.
const MAX_TITLE: usize = 150;
/// A line with a date is not longer than this many characters.
const MAX_DATE: usize = 70;
/// Above the text stand so many lines at most: the way to the article, its headline, its date.
const MAX_HEAD: usize = 6;

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

/// Takes headline and lead, when they are known, from before the text. The dateline of the lead names the source, as in
/// [`take_lead`]; a lead that is known in part is completed.
fn take_known(lines: &mut Vec<&str>, article: &mut Article, found: &mut Article) {
    if let Some(dateline) = dateline(&article.summary) {
        found.source = Some(dateline.source.to_owned());
        article.summary = dateline.without_source();
    }
    for _ in 0..MAX_HEAD {
        let Some(first) = lines.iter().position(|line| !line.is_empty()) else {
            return;
        };
        let line = lines[first];
        let lead = match dateline(line) {
            Some(dateline) => dateline.without_source(),
            None => line.to_owned(),
        };
        if is_lead(&lead, &article.summary) {
            if let Some(dateline) = dateline(line) {
                found.source = Some(dateline.source.to_owned());
            }
            if lead.starts_with(article.summary.trim_end_matches(['.', '…', ' '])) {
                article.summary = lead;
            }
        } else if fold_words(line) != fold_words(&article.title) {
            return;
        }
        lines.drain(..=first);
    }
}

/// A place before the lead has so many words at most.
const MAX_PLACE: usize = 4;

/// Whether a line is the lead, of which `known` may be the beginning; a place may stand before it.
fn is_lead(line: &str, known: &str) -> bool {
    let bare = |text: &str| {
        fold_words(text)
            .trim_end_matches(['.', '…', ' '])
            .to_owned()
    };
    let (line, whole) = (bare(line), bare(known));
    let is_cut = known.ends_with(['…']) || known.ends_with("..");
    if whole.is_empty() {
        return false;
    }
    match line.find(&whole) {
        Some(0) => line.len() == whole.len() || is_cut,
        Some(at) => {
            at + whole.len() == line.len() && line[..at].split_whitespace().count() <= MAX_PLACE
        }
        None => false,
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

/// Words in lower case without marks, one space between them.
pub(crate) fn fold_words(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(folded).collect();
    words.join(" ")
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

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '»', ')', '\'', '’'])
        .ends_with(['.', '!', '?', '…', ':', ';'])
        || line.chars().count() > MAX_TITLE
}

/// The way to the article and its date, which stand around the headline.
fn take_head(lines: &mut Vec<&str>, article: &mut Article, warnings: &mut Vec<String>) {
    let (mut above, mut seen) = (true, 0);
    let mut in_head = true;
    lines.retain(|line| {
        if line.is_empty() || !in_head {
            return true;
        }
        seen += 1;
        in_head = seen <= MAX_HEAD && !ends_sentence(line) && dateline(line).is_none();
        if !in_head {
            return true;
        }
        if above && let Some(levels) = furniture::way(line) {
            article.category = levels.into_iter().map(str::to_owned).collect();
            return false;
        }
        if article.published.is_none() && take_date(line, article, warnings) {
            return false;
        }
        above = false;
        true
    });
    // The way may lead as far as the headline itself.
    let headline = lines.iter().find(|line| !line.is_empty());
    if article.category.last().map(String::as_str) == headline.copied() {
        article.category.pop();
    }
}

/// Whether the line is the date of the article, and nothing else.
pub(crate) fn take_date(line: &str, article: &mut Article, warnings: &mut Vec<String>) -> bool {
    let is_number = line.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || line.chars().count() > MAX_DATE {
        return false;
    }
    match date::parse(line) {
        Ok(at) => article.published = Some(at),
        Err(error) if error.is_impossible() => {
            warnings.push(format!("{error}; indexed without a date"));
        }
        Err(_) => return false,
    }
    true
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
    let Some(dateline) = dateline(lines[first]) else {
        return;
    };
    article.summary = dateline.without_source();
    let taken_from = article.source.replace(dateline.source.to_owned());
    if article.author.is_none() {
        article.author = taken_from;
    }
    lines.drain(..=first);
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
            "Các tin khác (12)",
            "Các tin, bài khác",
            "Các tin bài khác",
            "Những tin mới hơn",
            "Những tin cũ hơn",
            "Tin mới/cũ hơn",
            "Các tin tiếp theo",
            "Tin mới",
            "Tin đã đăng",
            "Bài đọc nhiều",
            "CAC TIN KHAC",
            "Video mới nhất",
            "Các tin khác:Teaser",
            "Các tin khác: Mùa hoa ở Suối Giàng",
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
    fn lines_that_only_look_like_headings_stay() {
        for line in [
            "Tin vui cho nông dân",
            "Tin khác: giá gạo tăng.",
            "Bài 2: Giữ rừng",
            "Tin ở cơ sở",
            "Video ghi lại cảnh lũ về",
            "Chia sẻ khó khăn với đồng bào",
            "Gửi cô giáo cũ",
            "Bình luận viên Nguyễn A",
            "Xem thêm: Nghị định 15 nói rõ điều này.",
            "Liên quan đến vụ việc",
        ] {
            let article = read(&format!(
                "Một câu mở đầu.\n\n{line}\n\nCâu cuối cùng ở đây."
            ));
            assert!(article.body.contains(line), "{line}: {}", article.body);
        }
    }

    #[test]
    fn buttons_take_nothing_with_them() {
        for button in [
            "Chia sẻ",
            "Chia sẻ:",
            "Chia sẻ: Facebook Zalo",
            "Bình luận",
            "Bình luận (12)",
            "In bài viết",
            "Gửi bình luận",
            "Gửi email cho bạn bè",
            "Facebook",
            "Xem thêm",
            "Đọc thêm:",
            "Tin liên quan",
            "Xem thêm: Mùa hoa ở Suối Giàng",
        ] {
            let article = read(&format!(
                "Mưa lớn ở vùng cao\n\n{button}\n\nMưa kéo dài ba ngày.\n\n{button}\n\nNước đã rút, người dân trở về nhà.\n\nThu Hằng"
            ));
            assert_eq!(article.title, "Mưa lớn ở vùng cao", "{button}");
            assert_eq!(
                article.body, "Mưa kéo dài ba ngày.\n\nNước đã rút, người dân trở về nhà.",
                "{button}"
            );
            assert_eq!(article.author.as_deref(), Some("Thu Hằng"), "{button}");
        }
    }

    #[test]
    fn related_articles_within_and_behind_the_text() {
        for (box_, author) in [
            (
                "Tin liên quan\nMùa hoa ở Suối Giàng\nChè cổ thụ vào vụ\n\nBa bản đã có điện.\n\nThu Hằng",
                Some("Thu Hằng"),
            ),
            (
                "Tin liên quan\nMùa hoa ở Suối Giàng\n(YBĐT) - Chè cổ thụ vào vụ.\n\nBa bản đã có điện.",
                None,
            ),
            (
                "Ba bản đã có điện.\n\nThu Hằng\n\nĐọc thêm\n\nMùa hoa ở Suối Giàng",
                Some("Thu Hằng"),
            ),
            (
                "Ba bản đã có điện.\n\nĐọc thêm\n\nMùa hoa ở Suối Giàng\nChè cổ thụ vào vụ\n\nThu Hằng",
                Some("Thu Hằng"),
            ),
            (
                "Ba bản đã có điện.\n\nXem thêm\n\nMùa hoa ở Suối Giàng\nHoa nở trắng đồi.\n\nChè cổ thụ\nChè vào vụ.",
                None,
            ),
        ] {
            let article = read(&format!("Điện đã về bản.\n\n{box_}"));
            assert_eq!(
                article.body, "Điện đã về bản.\n\nBa bản đã có điện.",
                "{box_}"
            );
            assert_eq!(article.author.as_deref(), author, "{box_}");
        }
    }

    #[test]
    fn what_stands_around_the_headline() {
        for date in [
            "12/08/2025 08:30 GMT+7",
            "Thứ ba, 12/8/2025 | 08:30",
            "Cập nhật: 08:30 12/08/2025",
            "Thứ Ba, ngày 12 tháng 8 năm 2025 - 08:30",
        ] {
            for page in [
                format!("Trang chủ\nNước về bản\n{date}\n\n(TTXVN) - Bản đã có nước.\nHết."),
                format!("Trang chủ > Xã hội\n{date}\nNước về bản\n(TTXVN) - Bản đã có nước.\nHết."),
                format!(
                    "Trang nhất » Xã hội » Nước về bản\nNước về bản\n{date}\n(TTXVN) - Bản đã có nước.\nHết."
                ),
            ] {
                let (article, warnings) = super::article(&page, Texts::default()).unwrap();
                assert_eq!(
                    (article.title.as_str(), article.summary.as_str()),
                    ("Nước về bản", "Bản đã có nước."),
                    "{page}"
                );
                let published = article.published.map(date::to_rfc3339_vietnam);
                assert_eq!(
                    published.as_deref(),
                    Some("2025-08-12T08:30:00+07:00"),
                    "{page}"
                );
                assert_eq!(
                    article.category.join("/"),
                    if page.contains("Xã hội") {
                        "Xã hội"
                    } else {
                        ""
                    }
                );
                assert!(warnings.is_empty());
            }
        }
        let (article, warnings) = super::article(
            "Nước về bản\n31/02/2025\nBản đã có nước.\nHết.",
            Texts::default(),
        )
        .unwrap();
        assert!(article.published.is_none() && warnings[0].contains("31/02/2025"));
        for title in [
            "Trang chủ của báo bị tấn công",
            "Ngày 12/8/2025 ở Mường Lò",
            "Việt Nam - Lào: 2/1",
        ] {
            assert_eq!(read(&format!("{title}\nMột câu.\nHai câu.")).title, title);
        }
    }

    #[test]
    fn credits_under_the_text() {
        for (credits, author, source) in [
            ("Thu Trang (TTXVN)", "Thu Trang (TTXVN)", ""),
            ("(tổng hợp)", "tổng hợp", ""),
            ("(T/h)", "T/h", ""),
            ("Thu Hà (tổng hợp)", "Thu Hà (tổng hợp)", ""),
            ("Thu Hà tổng hợp", "Thu Hà tổng hợp", ""),
            ("L.C (Sở Tư pháp)", "L.C (Sở Tư pháp)", ""),
            ("Ảnh: Hải Yến", "Hải Yến", ""),
            ("Nguồn: Báo Sơn La", "", "Báo Sơn La"),
            ("Bài, ảnh: Giàng A Páo", "Giàng A Páo", ""),
            (
                "Bài: Giàng A Páo\nẢnh: Lò Thị Mai",
                "Giàng A Páo, Lò Thị Mai",
                "",
            ),
            (
                "Giàng A Páo\n\nẢnh: Lò Thị Mai",
                "Giàng A Páo, Lò Thị Mai",
                "",
            ),
            ("Hải Yến\nNguồn: TTXVN", "Hải Yến", "TTXVN"),
            ("Việt Lâm ./.", "Việt Lâm", ""),
            ("Việt Lâm\n./.", "Việt Lâm", ""),
            ("Hải Yến\nHết", "Hải Yến", ""),
            ("Theo Hà Anh/VnExpress", "Theo Hà Anh/VnExpress", ""),
            ("Hết", "", ""),
            ("(Hết)", "", ""),
            ("Còn nữa", "", ""),
            ("Tin vui: Giá lúa tăng", "", ""),
            ("Ảnh: 12", "", ""),
        ] {
            let article = read(&format!("Một câu.\n\nHai câu.\n\n{credits}"));
            assert_eq!(article.author.unwrap_or_default(), author, "{credits}");
            assert_eq!(article.source.unwrap_or_default(), source, "{credits}");
            if !author.is_empty() || !source.is_empty() {
                assert_eq!(article.body, "Một câu.\n\nHai câu.", "{credits}");
            }
        }
    }

    #[test]
    fn datelines() {
        for (line, source, summary) in [
            (
                "Hòa Bình (TTXVN) - Sáng 5/3, mưa.",
                "TTXVN",
                "Hòa Bình - Sáng 5/3, mưa.",
            ),
            (
                "Hà Nội, 5/3 (TTXVN) – Mưa lớn.",
                "TTXVN",
                "Hà Nội, 5/3 - Mưa lớn.",
            ),
            ("VTV.vn - Sáng nay có mưa.", "VTV.vn", "Sáng nay có mưa."),
            (
                "TTXVN/Vietnam+ - Sáng nay có mưa.",
                "TTXVN/Vietnam+",
                "Sáng nay có mưa.",
            ),
            (
                "SGGP Online- Sáng nay có mưa.",
                "SGGP Online",
                "Sáng nay có mưa.",
            ),
            (
                "SGGP Online-Sáng nay có mưa.",
                "SGGP Online",
                "Sáng nay có mưa.",
            ),
            ("[HBĐT] - Sáng nay có mưa.", "HBĐT", "Sáng nay có mưa."),
            ("(HBĐT). Sáng nay có mưa.", "HBĐT", "Sáng nay có mưa."),
            ("(HBĐT): Sáng nay có mưa.", "HBĐT", "Sáng nay có mưa."),
            (
                "(VnExpress) Sáng nay có mưa.",
                "VnExpress",
                "Sáng nay có mưa.",
            ),
            (
                "(Dân trí) – Sáng nay có mưa.",
                "Dân trí",
                "Sáng nay có mưa.",
            ),
            (
                "Báo Hòa Bình - Sáng nay có mưa.",
                "Báo Hòa Bình",
                "Sáng nay có mưa.",
            ),
            ("Dân trí - Sáng nay có mưa.", "Dân trí", "Sáng nay có mưa."),
            (
                "Tuổi Trẻ Online - Sáng nay có mưa.",
                "Tuổi Trẻ Online",
                "Sáng nay có mưa.",
            ),
            (
                "TTXVN - UBND tỉnh họp sáng nay.",
                "TTXVN",
                "UBND tỉnh họp sáng nay.",
            ),
        ] {
            for page in [
                format!("Mưa lớn\n{line}\nHết câu."),
                format!("{line}\nHết câu."),
            ] {
                let article = read(&page);
                assert_eq!(article.source.as_deref(), Some(source), "{page}");
                assert_eq!(article.summary, summary, "{page}");
            }
        }
        for line in [
            "Hà Nội - Thủ đô của cả nước có mưa.",
            "Hà Nội - Hải Phòng thông tuyến.",
            "HĐND - UBND tỉnh họp sáng nay.",
            "COVID-19 lại bùng phát ở nhiều nơi.",
            "TP.HCM - Sáng 5/3 có mưa lớn.",
            "Báo chí - Cầu nối của Đảng với dân.",
            "Báo động - Nước lũ lên nhanh.",
            "(Ảnh) Cán bộ thăm bản.",
            "(Tiếp theo kỳ trước) - Sáng nay có mưa.",
            "Ông Nguyễn Văn A (Hội Nông dân) - Người có công đầu.",
            "Nông dân - Người làm chủ ruộng đồng.",
            "Online - Sự lựa chọn của nhiều người.",
            "Học online - Giải pháp mùa dịch.",
            "Đài Loan - Trung Quốc thêm căng thẳng.",
            "Bảo Lộc - Thành phố trẻ bên đèo.",
            "Lao động - Việc làm tăng trở lại.",
            "Thanh niên - Lực lượng nòng cốt.",
            "Vietcombank (VCB) - Ngân hàng lớn báo lãi.",
            "VCB - Cổ phiếu tăng mạnh nhất tuần.",
            "Theo chân - Người gác rừng kể chuyện.",
            "(Người dân phấn khởi) Sáng nay có mưa.",
        ] {
            let article = read(&format!("{line}\nHết câu."));
            assert_eq!(article.source, None, "{line}");
            assert!(article.body.starts_with(line), "{line}");
        }
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
