//! The lines under an article that name who made it: `Hải Yến`, `Bài, ảnh: Giàng A Páo`,
//! `Thu Trang (TTXVN)`, `Nguồn: Báo Sơn La`.

use timtin_tokenizer::lower;

use crate::article::Article;

use super::{MAX_TITLE, ends_sentence, fold_words, folded};

/// An author's line has at most so many words.
const MAX_WORDS: usize = 8;
/// At most so many lines of credits.
const MAX_LINES: usize = 4;

/// What a name may be given for, before a colon; folded.
const WORK: [&str; 29] = [
    "bai", "anh", "tin", "va", "clip", "video", "thuc", "hien", "tac", "gia", "nguoi", "viet",
    "do", "hoa", "thiet", "ke", "trinh", "bay", "bien", "tap", "dich", "phong", "vien", "pv",
    "nhom", "ctv", "minh", "noi", "dung",
];

/// How an article came about, instead of a name or behind one; folded.
const WAYS: [&str; 10] = [
    "tong hop",
    "t/h",
    "th",
    "ghi",
    "luoc ghi",
    "dich",
    "bien dich",
    "luoc dich",
    "suu tam",
    "thuc hien",
];

/// Words that stand alone on a line and are no names; folded.
const NO_NAMES: [&str; 12] = [
    "het",
    "con nua",
    "anh",
    "video",
    "clip",
    "audio",
    "nguon",
    "tags",
    "tag",
    "tin",
    "bai",
    "infographic",
];

/// A line of credits.
enum Credit {
    Author(String),
    /// A name alone on its line; nothing above it is a credit.
    Name(String),
    Source(String),
    /// Says that the article ends.
    Mark,
}

/// Takes the credits from under the article.
pub(super) fn take(lines: &mut Vec<&str>, article: &mut Article) {
    let (mut authors, mut source, mut keep) = (Vec::new(), None, lines.len());
    for _ in 0..MAX_LINES {
        let Some(last) = lines[..keep].iter().rposition(|line| !line.is_empty()) else {
            break;
        };
        if !lines[..last].iter().any(|line| ends_sentence(line)) {
            break;
        }
        match credit(lines[last]) {
            Some(Credit::Mark) => {}
            Some(Credit::Author(name)) => authors.push(name),
            Some(Credit::Source(name)) if source.is_none() => source = Some(name),
            Some(Credit::Name(name)) => {
                authors.push(name);
                keep = last;
                break;
            }
            _ => break,
        }
        keep = last;
    }
    lines.truncate(keep);
    authors.reverse();
    authors.dedup();
    // The dateline names the source as well, and comes first: then this is who it was taken from.
    article.source = source;
    if !authors.is_empty() {
        article.author = Some(authors.join(", "));
    }
}

fn credit(line: &str) -> Option<Credit> {
    let line = without_mark(line);
    let bare = line.trim_matches(['*', '_', ' ']);
    let bare = inner(bare).unwrap_or(bare);
    let key = fold_words(bare);
    if bare.is_empty() || matches!(key.as_str(), "het" | "the end") {
        return Some(Credit::Mark);
    }
    if let Some((work, name)) = bare.split_once(':') {
        return named(work, name.trim());
    }
    author(bare).map(Credit::Name)
}

/// `Ảnh: X`, `Nguồn: X`.
fn named(work: &str, name: &str) -> Option<Credit> {
    let is_short = (1..=MAX_WORDS).contains(&name.split_whitespace().count())
        && name.chars().count() <= MAX_TITLE / 2;
    let has_number = name.bytes().any(|byte| byte.is_ascii_digit()) && !name.contains('.');
    if !is_short || has_number || (ends_sentence(name) && author(name).is_none()) {
        return None;
    }
    let words: Vec<String> = work
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(folded)
        .collect();
    match words.as_slice() {
        [] => None,
        [one] if one == "nguon" || one == "theo" => Some(Credit::Source(name.to_owned())),
        [one, two] if one == "nguon" && two == "tin" => Some(Credit::Source(name.to_owned())),
        words if words.len() <= 5 && words.iter().all(|word| WORK.contains(&word.as_str())) => {
            let name = name.trim_end_matches('.');
            name.starts_with(char::is_uppercase)
                .then(|| Credit::Author(name.to_owned()))
        }
        _ => None,
    }
}

/// Without the `./.` that ends a text.
fn without_mark(line: &str) -> &str {
    let line = line.trim();
    line.strip_suffix("./.")
        .or(line.strip_suffix("/."))
        .unwrap_or(line)
        .trim_end()
}

/// What brackets around a whole line hold.
fn inner(line: &str) -> Option<&str> {
    let inside = line.strip_prefix('(')?.strip_suffix(')')?;
    (!inside.contains(['(', ')'])).then_some(inside)
}

/// The author that a line names: `Hải Yến`, `Nguyễn A - Trần B`, `Theo TTXVN`, `H.Y`,
/// `Thu Trang (TTXVN)`, `tổng hợp`.
pub(super) fn author(line: &str) -> Option<String> {
    let line = line.trim_end_matches('.').trim();
    let (name, behind) = match line
        .strip_suffix(')')
        .and_then(|line| line.rsplit_once('('))
    {
        Some((name, behind)) if !name.trim().is_empty() => (name.trim(), Some(behind.trim())),
        _ => (line, None),
    };
    let key = fold_words(name);
    let is_credited = NO_NAMES.iter().all(|other| *other != key)
        && (is_way(&key) || is_name(&without_way(name)))
        && behind.is_none_or(is_addition);
    is_credited.then(|| line.to_owned())
}

fn is_way(key: &str) -> bool {
    WAYS.contains(&key)
}

/// A name without what it did: `Thu Hà tổng hợp`, `Theo TTXVN`.
fn without_way(name: &str) -> String {
    let lowered = lower(name);
    let name = if lowered.starts_with("theo ") {
        name.get("theo ".len()..).unwrap_or(name)
    } else {
        name
    };
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_behind = |count: &usize| {
        words.len() > *count && is_way(&fold_words(&words[words.len() - count..].join(" ")))
    };
    let way = [2, 1].into_iter().find(is_behind).unwrap_or_default();
    words[..words.len() - way].join(" ")
}

/// In brackets behind a name: an agency, an office, how the article came about.
fn is_addition(text: &str) -> bool {
    let key = fold_words(text);
    let is_office = text.starts_with(char::is_uppercase)
        && text.split_whitespace().count() <= 6
        && !ends_sentence(text);
    is_office || is_way(&key) || key.starts_with("theo ") || key.starts_with("tong hop")
}

/// Words that all begin with a capital, as names do.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name
        .split([' ', '-', '–', ',', '/', '.', '&', '+'])
        .filter(|word| !word.is_empty())
        .collect();
    let is_capitalized =
        |word: &str| word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    let is_part = |word: &&str| is_capitalized(word) || matches!(*word, "và" | "vn" | "com");
    (1..=MAX_WORDS).contains(&words.len())
        && words.first().is_some_and(|word| is_capitalized(word))
        && words.iter().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::super::read;

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
}
