//! Definitions in the text itself: `Công an huyện (CAH)`, `UBKT (Ủy ban Kiểm tra)`, `gọi tắt là BQL`
//! (rule 3.2).
//!
//! Letters decide where a long form begins and ends ([`align`]). What stands in brackets is mostly no
//! definition: [`short`] tells. Nothing is done for a text that has neither a bracket nor one of the
//! phrases.

mod align;
mod article;
mod phrase;
mod short;
mod translated;

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr_iter, memmem};

use align::{align, letters};
pub use article::Definitions;
use phrase::{Word, is_word_char, words_after, words_before};
use short::{Short, is_abbreviation, is_person, short};

/// A bracket with more bytes in it defines nothing.
const MAX_BRACKET: usize = 160;

/// The phrases that define in words, and what must stand before them.
static SPOKEN: LazyLock<[(memmem::Finder<'static>, &[&str]); 2]> = LazyLock::new(|| {
    [
        (memmem::Finder::new("tắt"), &["gọi", "viết", "Gọi", "Viết"]),
        (memmem::Finder::new("sau đây gọi là"), &[]),
    ]
});

/// What a definition rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefinitionKind {
    /// The letters are the initials of the words, in Vietnamese or another language.
    Initials,
    /// A foreign acronym and the Vietnamese name of a body: `Tổ chức Y tế Thế giới (WHO)`.
    Translation,
}

/// An abbreviation and what the text itself says that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Where the abbreviation stands, in bytes of the text.
    pub abbreviation: Range<usize>,
    /// Where its long form stands, in bytes of the text.
    pub long_form: Range<usize>,
    /// What it rests on.
    pub kind: DefinitionKind,
}

/// The abbreviations that `text` defines, in the order of the text. The text must be repaired.
///
/// ```
/// use timtin_tokenizer::definitions;
/// let text = "Chiều 5/3, Công an huyện Lạc Sơn (CAH) bắt giữ hai người.";
/// let found = &definitions(text)[0];
/// assert_eq!(&text[found.abbreviation.clone()], "CAH");
/// assert_eq!(&text[found.long_form.clone()], "Công an huyện");
/// ```
pub fn definitions(text: &str) -> Vec<Definition> {
    let mut found = Vec::new();
    for open in memchr_iter(b'(', text.as_bytes()) {
        found.extend(bracket(text, open));
    }
    for (phrase, cues) in &*SPOKEN {
        for at in phrase.find_iter(text.as_bytes()) {
            found.extend(spoken(text, at..at + phrase.needle().len(), cues));
        }
    }
    found.sort_by_key(|definition| definition.abbreviation.start);
    found
}

/// The definition that the bracket opened at `open` makes, with what stands before it or by itself.
fn bracket(text: &str, open: usize) -> Option<Definition> {
    let rest = text.get(open + 1..)?;
    let window = &rest.as_bytes()[..rest.len().min(MAX_BRACKET)];
    let close = window
        .iter()
        .position(|byte| matches!(byte, b')' | b'(' | b'\n'))?;
    if window[close] != b')' {
        return None;
    }
    let content = trimmed(text, open + 1..open + 1 + close);
    let head = trimmed_end(text, open);
    if has_capitals(text.get(content.clone())?) {
        let short = short(text, content.clone());
        let before = short.and_then(|short| long_before(text, head, &short));
        if let Some(found) = before.or_else(|| both_inside(text, head, &content)) {
            return Some(found);
        }
    }
    long_inside(text, head, content)
}

/// Whether there are two capitals in so much as a bracket has.
fn has_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).nth(1).is_some()
}

/// `span` without the spaces and quotation marks at its ends.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let content = text.get(span.clone()).unwrap_or_default();
    let start = span.start + content.len() - content.trim_start_matches(is_trim_char).len();
    start..start.max(span.start + content.trim_end_matches(is_trim_char).len())
}

fn trimmed_end(text: &str, end: usize) -> usize {
    let head = text.get(..end).unwrap_or_default();
    head.trim_end_matches(is_trim_char).len()
}

fn is_trim_char(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '"' | '“' | '”' | '\'' | '‘' | '’' | '«' | '»' | '.'
    )
}

/// `long form (SHORT)`: the long form ends at byte `head`.
fn long_before(text: &str, head: usize, short: &Short<'_>) -> Option<Definition> {
    let words = words_before(text, head);
    initials_before(text, &words, short).or_else(|| translation_before(text, &words, short))
}

fn initials_before(text: &str, words: &[Word<'_>], short: &Short<'_>) -> Option<Definition> {
    let core = text.get(short.span.clone())?;
    let all = letters(core)?;
    // The plain words behind the letters end the long form too: `… nhân dân tỉnh (HĐND tỉnh)`.
    let tails = 0..words.len().min(6);
    for skipped in tails {
        let (rest, passed) = (&words[skipped..], &words[..skipped]);
        if !may_pass(passed, rest, all.len(), short) {
            continue;
        }
        let Some((len, cost)) = align(&all, rest) else {
            continue;
        };
        if skipped > 0 && short.after.is_empty() && cost > 0 {
            continue;
        }
        return checked(text, short, rest, len, DefinitionKind::Initials);
    }
    named(text, words, short)
}

/// Whether an abbreviation of so many letters may leave the words `passed` (the last one first) at
/// the end: the plain words that it is written with and the name of a place or person, as in `Công an
/// huyện Lạc Sơn (CAH)`.
fn may_pass(passed: &[Word<'_>], rest: &[Word<'_>], letters: usize, short: &Short<'_>) -> bool {
    let after = short.after.len();
    if after > 0 {
        let own = passed.iter().rev().take(after);
        return passed.len() >= after
            && own
                .zip(&short.after)
                .all(|(word, after)| word.written == *after)
            && passed[..passed.len() - after].iter().all(is_name_word);
    }
    if passed.is_empty() {
        return true;
    }
    // `tỉnh Hòa Bình`: the kind of the place may be left with its name.
    let (names, kinds) =
        passed.split_at(passed.iter().take_while(|word| is_name_word(word)).count());
    let is_place = |word: &Word<'_>| word.is_any(&["tỉnh", "huyện", "xã", "phường", "quận", "tp"]);
    letters >= 3
        && names.len() >= 2
        && kinds.len() <= 1
        && kinds.iter().all(is_place)
        && rest
            .first()
            .is_some_and(|last| last.gap == phrase::Gap::Space)
}

fn is_name_word(word: &Word<'_>) -> bool {
    word.capital
}

/// `Công ty CP Đầu tư ABC (CTCP ABC)`: the letters before a name that the long form ends with.
fn named(text: &str, words: &[Word<'_>], short: &Short<'_>) -> Option<Definition> {
    let core = text.get(short.span.clone())?;
    let (kind, name) = core.rsplit_once(' ')?;
    if !words.first()?.is_short() || words.first()?.written != name {
        return None;
    }
    let own = letters(kind).filter(|letters| letters.len() >= 3)?;
    let short = Short {
        span: short.span.start..short.span.start + kind.len(),
        ..short.clone()
    };
    (1..words.len()).find_map(|skipped| {
        let rest = &words[skipped..];
        let (len, _) = align(&own, rest).filter(|(_, cost)| *cost == 0)?;
        checked(text, &short, rest, len, DefinitionKind::Initials)
    })
}

/// The definition by the first `len` of `words`, unless something about them speaks against it.
fn checked(
    text: &str,
    short: &Short<'_>,
    words: &[Word<'_>],
    len: usize,
    kind: DefinitionKind,
) -> Option<Definition> {
    let (long, before) = words.split_at_checked(len)?;
    let lead = before.iter().take(short.before.len());
    let same_lead = before.len() >= short.before.len()
        && lead
            .zip(short.before.iter().rev())
            .all(|(word, lead)| word.written == *lead);
    let (last, first) = (long.first()?, long.last()?);
    if !same_lead
        || is_person(long, before.first())
        || is_inside_name(long, before)
        || is_repeated(text, short, long)
    {
        return None;
    }
    Some(Definition {
        abbreviation: short.span.clone(),
        long_form: first.start..last.end(),
        kind,
    })
}

/// Whether the words are no more than the letters: `TP HCM (TP HCM)`.
fn is_repeated(text: &str, short: &Short<'_>, long: &[Word<'_>]) -> bool {
    let letters = text.get(short.span.clone()).unwrap_or_default().len();
    let written: usize = long.iter().map(|word| word.written.len()).sum();
    long.iter().all(Word::is_short) && written <= letters
}

/// Whether a name begins before the long form and ends in it: the `niên Tiền Phong` of `Thiếu niên
/// Tiền Phong`.
fn is_inside_name(long: &[Word<'_>], before: &[Word<'_>]) -> bool {
    let [.., second, first] = long else {
        return false;
    };
    let before = before.first().filter(|word| word.gap == phrase::Gap::Space);
    !first.capital && second.capital && before.is_some_and(|word| word.capital && !word.is_short())
}

fn translation_before(text: &str, words: &[Word<'_>], short: &Short<'_>) -> Option<Definition> {
    if !short.before.is_empty() || !short.after.is_empty() {
        return None;
    }
    let len = translated::name(text.get(short.span.clone())?, words)?;
    checked(text, short, words, len, DefinitionKind::Translation)
}

/// `SHORT (long form)`: the long form is the whole bracket, or what stands before its first comma.
fn long_inside(text: &str, head: usize, content: Range<usize>) -> Option<Definition> {
    let short = short_before(text, head)?;
    let inside = text.get(content.clone())?;
    let start = content.start + inside.len() - without_opening(inside).len();
    long_after(text, &short, start, content.end, Ends::AtPause)
}

/// The abbreviation that ends at byte `head`.
fn short_before(text: &str, head: usize) -> Option<Short<'_>> {
    let before = text.get(..head)?;
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_word_char(*c) || matches!(c, '-' | '–' | '.' | '&' | '/'))
        .last()?
        .0;
    let start = trimmed(text, start..head).start;
    if !is_abbreviation(text.get(start..head)?) {
        return None;
    }
    let whole = before[..start].trim_end_matches([' ', '-', '–', '&']);
    let joined = matches!(before[whole.len()..start].trim(), "-" | "–" | "&");
    let wider = whole.rfind(|c| !is_word_char(c)).map_or(0, |at| {
        at + whole[at..].chars().next().map_or(1, char::len_utf8)
    });
    // `TN - MT` is one.
    if joined && is_abbreviation(&whole[wider..]) {
        return short(text, wider..head);
    }
    short(text, start..head)
}

/// `inside` without what leads to a long form: `viết tắt của`, `tức là`.
fn without_opening(inside: &str) -> &str {
    const OPENINGS: [&str; 14] = [
        "tên",
        "chữ",
        "từ",
        "cụm",
        "viết",
        "tắt",
        "tức",
        "hay",
        "là",
        "của",
        "gọi",
        "các",
        "những",
        "tiếng Anh",
    ];
    let mut rest = inside;
    while let Some(next) = OPENINGS
        .iter()
        .find_map(|word| rest.strip_prefix(word)?.strip_prefix([' ', ':']))
    {
        rest = next.trim_start_matches(is_trim_char);
    }
    rest.trim_start_matches(is_trim_char)
}

/// Where a long form that stands behind its abbreviation may end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// With the bracket or at a comma or dash.
    AtPause,
    /// Anywhere.
    Anywhere,
}

/// The long form that begins at byte `start`.
fn long_after(
    text: &str,
    short: &Short<'_>,
    start: usize,
    end: usize,
    ends: Ends,
) -> Option<Definition> {
    if !short.before.is_empty() || !short.after.is_empty() {
        return None;
    }
    let all = letters(text.get(short.span.clone())?)?;
    let words = words_after(text, start, end);
    let at_end = words.first()?.end() + 2 >= end;
    let best = (0..words.len())
        .filter(|skipped| match (ends, skipped) {
            (Ends::Anywhere, _) => true,
            (Ends::AtPause, 0) => at_end || words[0].gap == phrase::Gap::Space,
            (Ends::AtPause, _) => words[*skipped].gap != phrase::Gap::Space,
        })
        .filter_map(|skipped| {
            let (len, cost) = align(&all, &words[skipped..])?;
            (skipped + len == words.len()).then_some((cost, skipped, len))
        })
        .min()?;
    let (_, skipped, len) = best;
    checked(
        text,
        short,
        &words[skipped..],
        len,
        DefinitionKind::Initials,
    )
}

/// `(SHORT - long form)`, `(long form, SHORT)`, `long form (SHORT, remark)`.
fn both_inside(text: &str, head: usize, content: &Range<usize>) -> Option<Definition> {
    let inside = text.get(content.clone())?;
    if !inside.contains(['-', '–', ',', ';']) {
        return None;
    }
    let mut cuts = [" - ", " – ", ", ", "; "].into_iter();
    let (at, cut) = cuts.find_map(|cut| Some((inside.rfind(cut)?, cut)))?;
    let left = trimmed(text, content.start..content.start + at);
    let right = trimmed(text, content.start + at + cut.len()..content.end);
    let (first, second) = (short(text, left.clone()), short(text, right.clone()));
    match (first, second) {
        (None, Some(short)) => {
            let words = words_before(text, left.end);
            let own = words.iter().take_while(|word| word.start >= left.start);
            initials_before(text, &words[..own.count()], &short)
                .or_else(|| long_before(text, head, &short))
        }
        (Some(short), None) => {
            let found = long_after(text, &short, right.start, right.end, Ends::AtPause);
            // `PAR - index` is one name.
            let remark = || matches!(cut, ", " | "; ");
            found.or_else(|| long_before(text, head, &short).filter(|_| remark()))
        }
        _ => None,
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
    let line = text.get(opened..)?;
    let end = line.find(['\n', ')', '"', '”', ';']).unwrap_or(line.len());
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

/// The abbreviation that begins at byte `start`.
fn short_after(text: &str, start: usize) -> Option<Short<'_>> {
    let rest = text.get(start..)?;
    let len = rest
        .find(|c: char| !is_word_char(c) && !matches!(c, '-' | '–' | '.' | '&' | '/'))
        .unwrap_or(rest.len());
    let own = rest[..len].trim_end_matches(|c| !is_word_char(c));
    short(text, start..start + own.len())
}
