//! Definitions in words: `gọi tắt là SHORT`, `viết tắt là SHORT`, `SHORT là viết tắt của …`.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use super::Definition;
use super::long_form::{Ends, long_after, long_before, without_opening};
use super::phrase::{is_trim_char, is_word_char};
use super::short::{short_after, short_before};

/// No long form goes on for more characters.
const MAX_LINE: usize = 160;

/// The phrases that define in words, and what must stand before them.
static SPOKEN: LazyLock<[(memmem::Finder<'static>, &[&str]); 2]> = LazyLock::new(|| {
    [
        (memmem::Finder::new("tắt"), &["gọi", "viết", "Gọi", "Viết"]),
        (memmem::Finder::new("sau đây gọi là"), &[]),
    ]
});

/// Adds the definitions in words of `text`.
pub(super) fn find(text: &str, found: &mut Vec<Definition>) {
    for (phrase, cues) in &*SPOKEN {
        let places = phrase.find_iter(text.as_bytes());
        let places = places.map(|at| at..at + phrase.needle().len());
        found.extend(places.filter_map(|place| spoken(text, place, cues)));
    }
}

/// `long form, gọi tắt là SHORT`; `SHORT là viết tắt của long form`. If there are `cues`, one of them
/// stands before the `phrase`.
fn spoken(text: &str, phrase: Range<usize>, cues: &[&str]) -> Option<Definition> {
    let mut before = text.get(..phrase.start)?.trim_end();
    if !cues.is_empty() {
        before = cues.iter().find_map(|cue| before.strip_suffix(cue))?;
    }
    let after = phrase.end;
    let rest = text.get(after..)?;
    let head = without_closing(before).len();
    let start = after + rest.len() - without_link(rest).len();
    if let Some(short) = short_after(text, start)
        && let Some(found) = long_before(text, head, &short)
    {
        return Some(found);
    }
    let short = short_before(text, head)?;
    let opened = after + rest.len() - without_opening(rest.trim_start()).len();
    let line = text.get(opened..)?.char_indices().take(MAX_LINE);
    let is_end = |c| matches!(c, '\n' | ')' | '"' | '”' | ';');
    let end = line.take_while(|(_, c)| !is_end(*c)).last();
    let end = end.map_or(0, |(at, c)| at + c.len_utf8());
    long_after(text, &short, opened, opened + end, Ends::Anywhere)
}

/// `before` without what leads from a long form to `gọi tắt`: `, sau đây được`.
fn without_closing(before: &str) -> &str {
    const CLOSINGS: [&str; 14] = [
        "sau",
        "đây",
        "được",
        "hay",
        "còn",
        "tên",
        "và",
        "thường",
        "là",
        "chữ",
        "từ",
        "cụm",
        "hoặc",
        "xin",
    ];
    let mut rest = before;
    loop {
        rest = rest.trim_end_matches(|c| is_trim_char(c) || matches!(c, ',' | '(' | '-' | '–'));
        let word = CLOSINGS.iter().find_map(|word| {
            let head = rest.strip_suffix(word)?;
            (!head.ends_with(is_word_char)).then_some(head)
        });
        match word {
            Some(head) => rest = head,
            None => return rest,
        }
    }
}

/// `rest` without the link between `gọi tắt` and the abbreviation: `là`, a colon, a quotation mark.
fn without_link(rest: &str) -> &str {
    let rest = rest.trim_start_matches([' ', '\u{a0}', ':']);
    let rest = rest.strip_prefix("là ").unwrap_or(rest);
    rest.trim_start_matches(|c| is_trim_char(c) || c == ':')
}
