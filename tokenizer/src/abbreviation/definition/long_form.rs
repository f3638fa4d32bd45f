//! Which words beside an abbreviation are its long form.

use super::align::{align, letters};
use super::phrase::{Gap, Word, is_trim_char, words_after, words_before};
use super::short::{Short, is_person};
use super::translated;
use super::{Definition, DefinitionKind};

/// `long form (SHORT)`: the long form ends at byte `head`.
pub(super) fn long_before(text: &str, head: usize, short: &Short<'_>) -> Option<Definition> {
    let words = words_before(text, head);
    initials_before(text, &words, short).or_else(|| translation_before(text, &words, short))
}

pub(super) fn initials_before(
    text: &str,
    words: &[Word<'_>],
    short: &Short<'_>,
) -> Option<Definition> {
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

fn translation_before(text: &str, words: &[Word<'_>], short: &Short<'_>) -> Option<Definition> {
    if !short.before.is_empty() || !short.after.is_empty() {
        return None;
    }
    let len = translated::name(text.get(short.span.clone())?, words)?;
    checked(text, short, words, len, DefinitionKind::Translation)
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
        && rest.first().is_some_and(|last| last.gap == Gap::Space)
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

/// Where a long form that stands behind its abbreviation may end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// With the bracket or at a comma or dash.
    AtPause,
    /// Anywhere.
    Anywhere,
}

/// The long form that begins at byte `start`.
pub(super) fn long_after(
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
            (Ends::AtPause, 0) => at_end || words[0].gap == Gap::Space,
            (Ends::AtPause, _) => words[*skipped].gap != Gap::Space,
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
    let before = before.first().filter(|word| word.gap == Gap::Space);
    !first.capital && second.capital && before.is_some_and(|word| word.capital && !word.is_short())
}

/// `inside` without what leads to a long form: `viết tắt của`, `tức là`.
pub(super) fn without_opening(inside: &str) -> &str {
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
