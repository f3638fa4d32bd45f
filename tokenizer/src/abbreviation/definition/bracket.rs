//! Definitions at brackets: `long form (SHORT)`, `SHORT (long form)`, `(SHORT - long form)`.

use std::ops::Range;

use memchr::memchr_iter;

use super::Definition;
use super::long_form::{Ends, initials_before, long_after, long_before, without_opening};
use super::phrase::{trimmed, trimmed_end, words_before};
use super::short::{short, short_before};

/// A bracket with more bytes in it defines nothing.
const MAX_BRACKET: usize = 160;

/// Adds the definitions at brackets of `text`, and to `unread` the abbreviations that stand alone in
/// brackets behind words which do not tell what they mean.
pub(super) fn find(text: &str, found: &mut Vec<Definition>, unread: &mut Vec<Range<usize>>) {
    for open in memchr_iter(b'(', text.as_bytes()) {
        let Some(content) = content(text, open) else {
            continue;
        };
        match bracket(text, content.clone()) {
            Some(definition) => found.push(definition),
            None if is_unread(text, open, &content) => unread.push(content),
            None => {}
        }
    }
}

fn is_unread(text: &str, open: usize, content: &Range<usize>) -> bool {
    let written = text.get(content.clone()).unwrap_or_default();
    let before = text.get(..open).unwrap_or_default();
    has_capitals(written)
        && !written.contains(' ')
        && before.ends_with(|c: char| c == ' ' || c.is_alphanumeric())
        && short(text, content.clone()).is_some_and(|short| short.span == *content)
}

/// What is in the bracket opened at `open`, without spaces around it.
fn content(text: &str, open: usize) -> Option<Range<usize>> {
    let rest = text.get(open + 1..)?;
    let window = &rest.as_bytes()[..rest.len().min(MAX_BRACKET)];
    let close = window
        .iter()
        .position(|byte| matches!(byte, b')' | b'(' | b'\n'))?;
    if window[close] != b')' {
        return None;
    }
    Some(trimmed(text, open + 1..open + 1 + close))
}

/// The definition that a bracket with this content makes, with what stands before it or by itself.
fn bracket(text: &str, content: Range<usize>) -> Option<Definition> {
    let open = text.get(..content.start)?.rfind('(')?;
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

/// `SHORT (long form)`: the long form is the whole bracket, or what stands before its first comma.
fn long_inside(text: &str, head: usize, content: Range<usize>) -> Option<Definition> {
    let short = short_before(text, head)?;
    let inside = text.get(content.clone())?;
    let start = content.start + inside.len() - without_opening(inside).len();
    long_after(text, &short, start, content.end, Ends::AtPause)
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
