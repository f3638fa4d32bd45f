//! What stands above the text of a page: the way to the article, its headline, its date, its lead.

use super::dateline::dateline;
use super::{MAX_TITLE, ends_sentence, fold_words, folded_words, furniture};
use crate::article::Article;
use crate::date;

/// A line with a date is not longer than this many characters.
const MAX_DATE: usize = 70;
/// Above the text stand so many lines at most: the way to the article, its headline, its date.
const MAX_HEAD: usize = 6;

/// The way to the article and its date, which stand around the headline.
pub(super) fn take_head(lines: &mut Vec<&str>, article: &mut Article, warnings: &mut Vec<String>) {
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
fn take_date(line: &str, article: &mut Article, warnings: &mut Vec<String>) -> bool {
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
pub(super) fn take_title(lines: &mut Vec<&str>, article: &mut Article) {
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
pub(super) fn take_lead(lines: &mut Vec<&str>, article: &mut Article) {
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

/// Takes headline and lead, when they are known, from before the text. The dateline of the lead names the source, as in
/// [`take_lead`]; a lead that is known in part is completed.
pub(super) fn take_known(lines: &mut Vec<&str>, article: &mut Article, found: &mut Article) {
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
        } else if folded_words(line).ne(folded_words(&article.title)) {
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

#[cfg(test)]
mod tests {
    use super::super::{article, read};
    use crate::date;
    use crate::texts::Texts;

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
                let (article, warnings) = article(&page, Texts::default()).unwrap();
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
        let (article, warnings) = article(
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
}
