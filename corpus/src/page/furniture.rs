//! Lines of a page that are not the article's: headings over the teasers of other articles, buttons
//! for sharing, the way through the site.

use super::{dateline, ends_sentence, folded};

/// What a line is, standing alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Text of the article.
    Own,
    /// Over the teasers of other articles, behind which nothing of this one comes: `Các tin khác`.
    End,
    /// Over teasers that may stand within the article: `Tin liên quan`, `Xem thêm`.
    Related,
    /// Nothing but itself: `Chia sẻ`, `Xem thêm: Giá gạo tăng`.
    Aside,
}

/// No heading is longer, in bytes.
const LONGEST: usize = 160;

/// Beginnings of lines behind which the page ends, whatever follows on them. All words here are
/// folded: pages are also written without marks.
const ENDS: [&str; 2] = ["xem cac tin da dua ngay", "tin trong "];

/// Headings of other forms than [`is_listing`] knows.
const END_HEADINGS: [&str; 10] = [
    "cung chuyen muc",
    "cung chu de",
    "cung tac gia",
    "doc nhieu",
    "doc nhieu nhat",
    "xem nhieu",
    "xem nhieu nhat",
    "y kien ban doc",
    "tro ve dau trang",
    "ve dau trang",
];

const RELATED_HEADINGS: [&str; 11] = [
    "lien quan",
    "xem them",
    "doc them",
    "doc tiep",
    "xem tiep",
    "co the ban quan tam",
    "ban co the quan tam",
    "co the ban thich",
    "moi ban doc xem them",
    "moi ban xem them",
    "goi y cho ban",
];

/// What is listed, behind `các`, `những` or nothing.
const LISTED: [&str; 11] = [
    "tin", "bai", "video", "clip", "viet", "tuc", "va", "anh", "phong", "su", "muc",
];

/// Which of them: `tin đã đưa`, `bài cùng chuyên mục`. The first of these are enough by themselves.
const WHICH: [&str; 39] = [
    "khac", "moi", "cu", "hon", "nhat", "tiep", "cung", "noi", "doc", "xem", "nong", "lien",
    "truoc", "hot", "ke", "da", "theo", "dua", "dang", "quan", "chuyen", "muc", "loai", "chu",
    "de", "bat", "nhieu", "do", "trong", "ngay", "y", "duoc", "tam", "thich", "nen", "va", "nam",
    "gan", "day",
];
const ENOUGH: usize = 16;

/// The words of buttons; a line of them begins with one of the first.
const BUTTONS: [&str; 53] = [
    "chia",
    "binh",
    "in",
    "gui",
    "luu",
    "thich",
    "facebook",
    "zalo",
    "twitter",
    "email",
    "copy",
    "print",
    "share",
    "tweet",
    "like",
    "messenger",
    "linkedin",
    "pinterest",
    "se",
    "luan",
    "bai",
    "viet",
    "nay",
    "phan",
    "hoi",
    "cho",
    "ban",
    "be",
    "toi",
    "y",
    "kien",
    "tren",
    "google",
    "news",
    "link",
    "sao",
    "chep",
    "ket",
    "lien",
    "trang",
    "qua",
    "len",
    "mang",
    "xa",
    "hoi",
    "tin",
    "cua",
    "doc",
    "va",
    "x",
    "thu",
    "dien",
    "tu",
];
const FIRST_BUTTONS: usize = 18;

/// The folded words of a line, numbers left out; `None` when there is more than one number: a date,
/// a score.
fn words(line: &str) -> Option<Vec<String>> {
    let (numbers, words): (Vec<&str>, Vec<&str>) = pieces(line).partition(|word| is_number(word));
    (numbers.len() <= 1).then(|| words.into_iter().map(folded).collect())
}

/// The words and numbers of a line.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|piece| !piece.is_empty())
}

fn is_number(piece: &str) -> bool {
    piece.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether any line that is not the article's begins with this folded word.
fn begins_furniture(word: &str) -> bool {
    let phrases = ENDS.iter().chain(&END_HEADINGS).chain(&RELATED_HEADINGS);
    let mut first_words = phrases.filter_map(|phrase| phrase.split(' ').next());
    BUTTONS[..FIRST_BUTTONS].contains(&word)
        || matches!(word, "cac" | "nhung" | "tin" | "bai" | "video" | "clip")
        || first_words.any(|first| first == word)
}

/// What `line` is.
pub(super) fn kind(line: &str) -> Line {
    if line.is_empty() || line.len() > LONGEST {
        return Line::Own;
    }
    let (head, teaser) = line.split_once(':').unwrap_or((line, ""));
    // Most lines are told by their first word.
    if !pieces(head)
        .find(|word| !is_number(word))
        .is_some_and(|word| begins_furniture(&folded(word)))
    {
        return Line::Own;
    }
    let Some(words) = words(head) else {
        return Line::Own;
    };
    let spoken = words.join(" ");
    if ENDS
        .iter()
        .any(|start| format!("{spoken} ").starts_with(start))
    {
        return Line::End;
    }
    let heading = heading(&words, &spoken);
    let teaser = teaser.trim();
    if teaser.is_empty() {
        let is_button = heading == Line::Own && are_buttons(&words) && !is_spoken(line);
        return if is_button { Line::Aside } else { heading };
    }
    // A teaser on the line of its heading, which says that there are several, or that more is to be
    // read. `Tin khác: giá gạo tăng.` is a sentence.
    let is_teaser = teaser.chars().next().is_some_and(char::is_uppercase) && !is_spoken(teaser);
    match heading {
        Line::End if is_teaser && is_plural(&words) => Line::End,
        Line::Related if is_teaser => Line::Aside,
        _ if are_buttons(&words)
            && self::words(teaser).is_some_and(|words| are_buttons(&words)) =>
        {
            Line::Aside
        }
        _ => Line::Own,
    }
}

fn is_spoken(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '…'])
}

fn heading(words: &[String], spoken: &str) -> Line {
    if END_HEADINGS.contains(&spoken) {
        Line::End
    } else if RELATED_HEADINGS.contains(&spoken) {
        Line::Related
    } else if !is_listing(words) {
        Line::Own
    } else if words.iter().any(|word| word == "lien") {
        Line::Related
    } else {
        Line::End
    }
}

fn is_plural(words: &[String]) -> bool {
    words
        .first()
        .is_some_and(|word| matches!(word.as_str(), "cac" | "nhung"))
}

/// `[các | những] tin | bài … khác | mới hơn | đã đưa …`: things that are listed, and which of them.
fn is_listing(words: &[String]) -> bool {
    let things = &words[usize::from(is_plural(words))..];
    let listed = things
        .iter()
        .take_while(|word| LISTED.contains(&word.as_str()))
        .count();
    let (listed, which) = things.split_at(listed);
    let is_thing = |word: &String| matches!(word.as_str(), "tin" | "bai" | "video" | "clip");
    listed.first().is_some_and(is_thing)
        && which.iter().all(|word| WHICH.contains(&word.as_str()))
        && which
            .iter()
            .any(|word| WHICH[..ENOUGH].contains(&word.as_str()))
}

fn are_buttons(words: &[String]) -> bool {
    words.len() <= 10
        && words
            .first()
            .is_some_and(|word| BUTTONS[..FIRST_BUTTONS].contains(&word.as_str()))
        && words.iter().all(|word| BUTTONS.contains(&word.as_str()))
}

/// The most lines that a box of related articles has.
const MAX_TEASERS: usize = 100;

/// How many of `lines`, behind a heading over related articles, are teasers. Headlines are; what
/// follows them in sentences is the article going on, unless it is the lead of another article: it
/// has a dateline, or there are several, each behind a headline. `kinds` says what each line is.
pub(super) fn teasers(lines: &[&str], kinds: &[Line]) -> usize {
    // No box is longer: a page of nothing but headings takes no more time than its length.
    let lines = &lines[..lines.len().min(MAX_TEASERS)];
    let end = lines
        .iter()
        .zip(kinds)
        .position(|(_, kind)| *kind == Line::End)
        .unwrap_or(lines.len());
    let lines = &lines[..end];
    if are_leads(lines) {
        return end;
    }
    let mut taken = 0;
    loop {
        let rest = &lines[taken..];
        let headlines = rest
            .iter()
            .zip(&kinds[taken..])
            .take_while(|(line, kind)| !ends_sentence(line) && **kind == Line::Own)
            .count();
        let lead = rest.get(headlines);
        if headlines > 0 && lead.is_some_and(|line| dateline::dateline(line).is_some()) {
            taken += headlines + 1;
        } else {
            return taken + headlines;
        }
    }
}

/// Whether lines are headlines and leads by turns, twice at least.
fn are_leads(lines: &[&str]) -> bool {
    let lines: Vec<&&str> = lines.iter().filter(|line| !line.is_empty()).collect();
    let pairs = lines.chunks(2);
    lines.len() >= 4
        && pairs.into_iter().all(|pair| {
            !ends_sentence(pair[0]) && pair.get(1).is_none_or(|lead| ends_sentence(lead))
        })
}

/// Whether a level of a way is the first page of the site.
pub(super) fn is_home(level: &str) -> bool {
    matches!(
        words(level).unwrap_or_default().join(" ").as_str(),
        "trang chu" | "trang nhat" | "home"
    )
}

/// The levels of the way to the article, `Trang chủ > Xã hội`, without the first page; `None` for
/// any other line.
pub(super) fn way(line: &str) -> Option<Vec<&str>> {
    if line.len() > LONGEST || ends_sentence(line) {
        return None;
    }
    let levels: Vec<&str> = line
        .split(['>', '»', '›', '→', '|', '/'])
        .map(str::trim)
        .filter(|level| !level.is_empty())
        .collect();
    if levels.first().is_some_and(|level| is_home(level)) {
        return Some(levels[1..].to_vec());
    }
    let is_section = |level: &&str| level.split_whitespace().count() <= 4;
    let is_way = levels.len() >= 2
        && line.contains(['>', '»', '›', '→'])
        && !line.contains(['/', '|'])
        && levels.iter().all(is_section);
    is_way.then_some(levels)
}

#[cfg(test)]
mod tests {
    use super::super::read;

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
}
