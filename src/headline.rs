//! The headline of an article, cut up for a column of the index: completions are learned from there.
//!
//! A column holds each word once a segment, and for each headline the numbers of its words: so the
//! headlines of all articles are read in a few milliseconds, belong to the commit, and go with their
//! articles. What separates words is kept as a value of its own.

use timtin_corpus::Article;
use timtin_tokenizer::Syllable;

/// A comma between words.
pub(crate) const COMMA: &str = ",";
/// A dash between words.
pub(crate) const DASH: &str = "-";
/// Any other punctuation: what is before it and behind it is no phrase.
pub(crate) const BREAK: &str = ".";

/// Longer words are none.
const MAX_WORD: usize = 64;
/// More of a headline is not kept.
const MAX_WORDS: usize = 60;
/// More of a first sentence that stands in for a headline is not looked at, in bytes.
const MAX_SENTENCE: usize = 240;

/// The headline of an article: its title or, where there is none, the first sentence.
fn of(article: &Article) -> &str {
    let texts = [&article.title, &article.summary, &article.body];
    match texts.map(|text| text.trim()) {
        [title, ..] if !title.is_empty() => title,
        [_, summary, _] if !summary.is_empty() => first_sentence(summary),
        [.., body] => first_sentence(body),
    }
}

/// A text up to the end of its first sentence or line; none of a sentence that is too long, but its
/// beginning.
fn first_sentence(text: &str) -> &str {
    let start = start_of(text, MAX_SENTENCE);
    let is_end = |(at, c): (usize, char)| {
        let next = text[at + c.len_utf8()..].chars().next();
        c == '\n' || (matches!(c, '.' | '?' | '!' | '…') && next.is_none_or(char::is_whitespace))
    };
    match start.char_indices().find(|found| is_end(*found)) {
        Some((at, _)) => &start[..at],
        None if start.len() < text.len() => start.rsplit_once(' ').map_or("", |(whole, _)| whole),
        None => start,
    }
}

/// The first `bytes` of a text, less the character they would cut.
pub(crate) fn start_of(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The words of an article's headline, as its column has them.
pub(crate) fn words_of(article: &Article) -> Vec<&str> {
    let mut words = words(of(article));
    words.truncate(MAX_WORDS);
    words
}

/// The words of a text as they are written, and what separates them, in order.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    for token in text.split_whitespace() {
        let mut letters = token.char_indices().filter(|(_, c)| is_letter(*c));
        let Some((start, _)) = letters.next() else {
            push(&mut words, separator(token));
            continue;
        };
        let is_last = |c: char| is_letter(c) || c == '%';
        let end = token.rfind(is_last).map_or(start, |at| {
            at + token[at..].chars().next().map_or(0, char::len_utf8)
        });
        let (before, word, behind) = (&token[..start], &token[start..end], &token[end..]);
        if word.len() > MAX_WORD {
            push(&mut words, BREAK);
            continue;
        }
        if !before.is_empty() {
            push(&mut words, BREAK);
        }
        // `TP. Hồ Chí Minh` goes on.
        if behind == "." && is_title(word) {
            push(&mut words, &token[start..]);
            continue;
        }
        push(&mut words, word);
        if !behind.is_empty() {
            push(&mut words, separator(behind));
        }
    }
    while words.last().is_some_and(|last| is_separator(last)) {
        words.pop();
    }
    words
}

/// Appends a value; of several separators in a row the widest counts.
fn push<'t>(words: &mut Vec<&'t str>, value: &'t str) {
    match words.last_mut() {
        Some(last) if is_separator(last) && is_separator(value) => {
            if value == BREAK {
                *last = BREAK;
            }
        }
        None if is_separator(value) => {}
        _ => words.push(value),
    }
}

/// What a piece without letters is between words.
fn separator(piece: &str) -> &'static str {
    match piece {
        "," => COMMA,
        "-" | "–" | "—" => DASH,
        _ => BREAK,
    }
}

/// Whether a value of the column separates words.
pub(crate) fn is_separator(value: &str) -> bool {
    matches!(value, COMMA | DASH | BREAK)
}

/// Whether a character is of a word; a mark that could not be composed with its letter is.
#[inline]
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        // Latin letters with marks, which most letters of a headline are.
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Ḁ'..='ỿ' => true,
        _ => is_other_letter(c),
    }
}

#[cold]
fn is_other_letter(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a word with a full stop behind it is short for what stands before a name, and not the last
/// one of a sentence.
pub(crate) fn is_title(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().count() <= 3
        && !word.contains('.')
        && Syllable::parse(word).is_none()
}

/// Whether a word is the code of a document: `158/2025/NĐ-CP`, `05-CT/TW`.
pub(crate) fn is_code(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.contains('/')
        && !word.contains(|c: char| c.is_lowercase() || c.is_whitespace())
        && word.chars().filter(|c| c.is_uppercase()).count() > 1
}

/// Whether a word is a date in digits: `2/9`, `30-4`, `1/7/2018`.
pub(crate) fn is_date(word: &str) -> bool {
    let mut parts = word.split(['/', '-']);
    let mut part = |digits: usize, most: u32| {
        let part = parts.next()?;
        let is_short = part.len() <= digits && part.bytes().all(|c| c.is_ascii_digit());
        let number = part.parse().ok().filter(|_| is_short)?;
        (1..=most).contains(&number).then_some(())
    };
    let is_day = part(2, 31).and_then(|()| part(2, 12)).is_some();
    is_day
        && part(4, 9999).map_or(word.split(['/', '-']).count() == 2, |()| {
            parts.next().is_none()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_cut_into_words_and_what_separates_them() {
        for (headline, expected) in [
            ("Cán bộ, công chức học tập", "Cán|bộ|,|công|chức|học|tập"),
            ("Kinh tế - xã hội: 30% hộ", "Kinh|tế|-|xã|hội|.|30%|hộ"),
            ("\"Vua\" về nhì?", "Vua|.|về|nhì"),
            ("TP. Hồ Chí Minh, TP.HCM", "TP.|Hồ|Chí|Minh|,|TP.HCM"),
            (
                "158/2025/NĐ-CP (mới) & COVID-19…",
                "158/2025/NĐ-CP|.|mới|.|COVID-19",
            ),
            ("Từ Huế. Tới", "Từ|Huế|.|Tới"),
            ("Họ đi. Tôi ở lại, - …", "Họ|đi|.|Tôi|ở|lại"),
            ("", ""),
            ("— 😀 !", ""),
        ] {
            assert_eq!(words(headline).join("|"), expected, "{headline}");
        }
        let long = Article {
            title: "a ".repeat(1000),
            ..Article::default()
        };
        assert_eq!(words_of(&long).len(), MAX_WORDS);
        assert!(words(&"a".repeat(1000)).is_empty());
    }

    #[test]
    fn codes_and_dates_are_told_from_numbers() {
        for word in ["158/2025/NĐ-CP", "05-CT/TW", "36/2018/TT-BTC", "1/QĐ"] {
            assert!(is_code(word) && !is_date(word), "{word}");
        }
        for word in ["2/9", "30-4", "1/7/2018", "25/07/2016", "02/09"] {
            assert!(is_date(word) && !is_code(word), "{word}");
        }
        for word in [
            "",
            "2",
            "2,9",
            "2/13",
            "32/1",
            "0/1",
            "1/7/",
            "1/7/x",
            "1/7/2018/5",
            "COVID-19",
            "USD/VND",
            "24h/ngày",
            "10/A",
            "/",
            "1//2",
            "１/２",
        ] {
            assert!(!is_code(word) && !is_date(word), "{word}");
        }
    }

    #[test]
    fn the_first_sentence_stands_in_for_a_title() {
        let article = |title: &str, summary: &str, body: &str| Article {
            title: title.into(),
            summary: summary.into(),
            body: body.into(),
            ..Article::default()
        };
        assert_eq!(of(&article("Tít", "Sapo.", "Bài.")), "Tít");
        assert_eq!(
            of(&article(" ", "Giá 1.084 đồng. Rẻ.", "")),
            "Giá 1.084 đồng"
        );
        assert_eq!(of(&article("", "", "Dòng một\nDòng hai")), "Dòng một");
        assert_eq!(of(&article("", "", "Cả câu")), "Cả câu");
        assert_eq!(of(&article("", "", "")), "");
        let long = "đường ".repeat(200);
        let sentence = of(&article("", "", &long)).to_owned();
        assert!(sentence.len() <= MAX_SENTENCE && sentence.ends_with("đường"));
    }
}
