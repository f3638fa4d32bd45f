//! Foreign acronyms beside the Vietnamese name of what they stand for: `Tổ chức Y tế Thế giới (WHO)`.
//!
//! Letters can't say where such a name begins. It is taken only where it says so itself: it begins
//! with the kind of a body in capitals (`Tổ chức`, `Liên minh`), nothing in it speaks of anything but
//! a name, and what stands before it does not belong to it.

use super::align::{align, letters};
use super::phrase::{Gap, Word};

/// Kinds of bodies that names begin with.
const KINDS: &[&str] = &[
    "cơ quan",
    "tổ chức",
    "liên minh",
    "liên đoàn",
    "hiệp hội",
    "hiệp định",
    "hiệp ước",
    "cục",
    "tổng cục",
    "viện",
    "học viện",
    "quỹ",
    "ngân hàng",
    "uỷ ban",
    "ủy ban",
    "hội đồng",
    "trung tâm",
    "tập đoàn",
    "đảng",
    "diễn đàn",
    "cộng đồng",
    "chương trình",
    "đài",
    "công ước",
    "sáng kiến",
    "phong trào",
    "mặt trận",
    "tổng công ty",
    "đại học",
    "hội",
    "phòng thương mại",
    "bộ",
    "quân đội",
    "lực lượng",
    "sở chỉ huy",
    "trường",
    "đạo luật",
    "chỉ số",
    "hệ thống",
    "nhà nước hồi giáo",
];

/// Words that no name has: what they stand in is a sentence.
const SENTENCE: &[&str] = &[
    "của",
    "thuộc",
    "tại",
    "ở",
    "từ",
    "đến",
    "theo",
    "là",
    "đã",
    "đang",
    "sẽ",
    "có",
    "được",
    "bị",
    "do",
    "khi",
    "nói",
    "này",
    "đó",
    "với",
    "trong",
    "trên",
    "như",
    "không",
    "những",
    "các",
    "một",
    "bởi",
    "để",
    "cùng",
    "gồm",
    "vừa",
    "cũng",
    "ông",
    "bà",
    "tên",
    "xưng",
    "cầm",
    "gọi",
    "mang",
    "tờ",
    "hay",
    "hoặc",
    "ký",
    "đạt",
    "mới",
    "dưới",
    "vì",
    "nhằm",
    "năm",
    "ngày",
    "trưởng",
    "tới",
    "thăm",
    "giám",
    "chủ",
    "phó",
];

/// Before a name they say that it belongs to something, or something to it, which the letters may be
/// those of: `trực thuộc`, `giải thưởng`, `cuộc thi`.
const OWNERS: &[&str] = &["thuộc", "trực", "giải", "thưởng", "thi"];

/// Parts of a body that have letters of their own.
const PARTS: &[&str] = &["phòng", "văn phòng", "nhóm", "bộ phận", "cẩm nang"];

/// Acronyms of countries and channels: they say where, not what.
const ELSEWHERE: &[&str] = &[
    "UAE", "USA", "UK", "US", "VTV", "HTV", "HCM", "TPHCM", "TP", "VN", "FPT",
];

/// How many letters a foreign acronym has.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;
/// A shorter name is mostly a part of one.
const MIN_WORDS: usize = 4;
const MAX_NAME: usize = 14;

/// What names are not told from their owners, places and events by: a firm has a stock code, a share
/// in another firm, a project; a summit the letters of what it is about.
const UNCLEAR: &[&str] = &[
    "công ty",
    "ban",
    "chính phủ",
    "văn phòng",
    "hội nghị",
    "hội thảo",
];

/// How many of `words` (the last one first) are the name that `acronym` stands for.
pub(super) fn name(acronym: &str, words: &[Word<'_>]) -> Option<usize> {
    if !is_foreign(acronym) {
        return None;
    }
    let len = length(words)?;
    let (own, before) = words.split_at_checked(len)?;
    let clear = !is_owned(before) && !is_own_language(acronym, own);
    (len >= MIN_WORDS && clear).then_some(len)
}

/// Whether the letters may be those of a part of the body, which stands before it: `Cơ quan Chống gian
/// lận của Ủy ban châu Âu (OLAF)`.
fn is_owned(before: &[Word<'_>]) -> bool {
    let Some(first) = before.first() else {
        return false;
    };
    if first.is_any(OWNERS) || first.gap == Gap::Joint {
        return true;
    }
    let parts = before.iter().skip(1).take(MAX_NAME);
    let parts = parts.take_while(|word| word.gap == Gap::Space && !word.is_any(SENTENCE));
    let count = parts.count();
    first.is("của")
        && (1..=count).any(|at| begins_with(before, at, KINDS) || begins_with(before, at, PARTS))
}

/// Whether the letters are the initials of some words of the name: then they abbreviate those, and in
/// Vietnamese (`Ủy ban An toàn giao thông Quốc gia (ATGT)`).
fn is_own_language(acronym: &str, words: &[Word<'_>]) -> bool {
    let Some(letters) = letters(acronym).filter(|letters| letters.len() >= 3) else {
        return false;
    };
    (0..words.len()).any(|from| align(&letters, &words[from..]).is_some())
}

fn is_foreign(acronym: &str) -> bool {
    LETTERS.contains(&acronym.len())
        && acronym.bytes().all(|byte| byte.is_ascii_uppercase())
        && !ELSEWHERE.contains(&acronym)
}

/// How many words go back to the kind of body that the name begins with. Where another kind stands
/// before it in the same breath, the name may begin there: `Tổng cục Tình báo Quân đội Liên Xô`.
fn length(words: &[Word<'_>]) -> Option<usize> {
    let mut found: Option<usize> = None;
    for (at, word) in words.iter().enumerate().take(MAX_NAME) {
        let figure = word.is_short() || word.written.bytes().any(|byte| byte.is_ascii_digit());
        let pause = at > 0 && word.gap == Gap::Comma && (found.is_some() || !word.capital);
        let plural = found.is_some() && word.is_any(&["các", "những"]);
        if figure || pause || (!plural && word.is_any(SENTENCE)) {
            break;
        }
        if is_unclear(words, at) {
            return None;
        }
        if !begins_with(words, at, KINDS) {
            continue;
        }
        match found {
            None if word.capital => found = Some(at + 1),
            Some(len) if !is_beside(words, at, len) => return None,
            Some(len) if word.capital || is_treaty(words, len) => found = Some(at + 1),
            _ => {}
        }
    }
    let len = found?;
    // A capital directly before it begins something else, or the name itself.
    let before = words
        .get(len)
        .filter(|before| before.capital && before.gap == Gap::Space);
    before.is_none().then_some(len)
}

/// Whether something begins at `at` that is not told from what follows it.
fn is_unclear(words: &[Word<'_>], at: usize) -> bool {
    // `Tổng Công ty` is one word, and clear.
    let inside = words.get(at + 1).is_some_and(|before| before.is("tổng"));
    let unclear = match words[at].capital {
        true => UNCLEAR,
        false => &["công ty", "hiệp hội", "tập đoàn"],
    };
    !inside && begins_with(words, at, unclear)
}

/// `tổ chức Hiệp ước Bắc Đại Tây Dương`: the body, not the treaty.
fn is_treaty(words: &[Word<'_>], len: usize) -> bool {
    let next = words.get(len + 1).zip(words.get(len));
    begins_with(words, len - 1, &["hiệp ước"])
        && next.is_some_and(|(first, second)| first.is("tổ") && second.is("chức"))
}

/// Whether the kind that begins at `at` ends where the first `len` words begin: `Hiệp hội Ngân hàng`.
fn is_beside(words: &[Word<'_>], at: usize, len: usize) -> bool {
    KINDS.iter().any(|kind| {
        let parts = kind.split(' ').count();
        at + 1 == len + parts && begins_with(words, at, &[kind])
    })
}

/// Whether the words from `at` on begin with one of `phrases`.
fn begins_with(words: &[Word<'_>], at: usize, phrases: &[&str]) -> bool {
    let Some(first) = words.get(at) else {
        return false;
    };
    // Nearly all are told apart by the first letter.
    let mut likely = phrases
        .iter()
        .filter(|phrase| phrase.starts_with(first.initial) || !phrase.is_char_boundary(1));
    likely.any(|phrase| {
        let mut here = words[..=at].iter().rev();
        phrase
            .split(' ')
            .all(|part| here.next().is_some_and(|word| word.is(part)))
    })
}
