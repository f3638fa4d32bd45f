//! The Vietnamese syllable: onset (*âm đầu*), rhyme (*vần*: glide, nucleus and coda) and tone.
//!
//! One model decides what can be a syllable, where its tone mark belongs (rule 2.2), when `i` and
//! `y` are the same (rule 2.3) and what a half-typed syllable can become (rule 2.4).
//!
//! Source of the inventory: the onsets and rhymes of the national orthography as taught in primary
//! school (*bảng vần*), with the rarer rhymes that occur in place names and loan words.

use std::fmt;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::normalize::letter::{self, Tone};

/// Onsets, longest first, so that the first that fits is the right one. `qu` and `gi` are onsets
/// (rule 2.2): the `u` of `quả` and the `i` of `già` never carry the tone.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
];

/// Rhymes, each written with an acute where the tone mark belongs. The tone is written on the
/// nucleus (`oá`, `uý`), which is the placement that needs no exception.
const RHYMES: &str = "\
á ác ách ái ám án áng ánh áo áp át áu áy \
ắc ắm ắn ắng ắp ắt \
ấc ấm ấn ấng ấp ất ấu ấy \
é éc ém én éng éo ép ét \
ế ếc ếch ếm ến ếng ếnh ếp ết ếu \
í ích ím ín ính íp ít íu \
ía iếc iếm iến iếng iếp iết iếu \
ó óc ói óm ón óng óp ót oóc oóng \
ố ốc ối ốm ốn ống ốp ốt \
ớ ới ớm ớn ớp ớt \
ú úc úi úm ún úng úp út \
úa uốc uối uốm uốn uống uốp uốt \
ứ ức ứi ứm ứn ứng ứt ứu \
ứa ước ưới ướm ướn ướng ướp ướt ướu \
ý yếm yến yếng yết yếu ýt ých ýnh ýn ýp \
oá oác oách oái oám oán oáng oánh oáo oáp oát oáy \
oắc oắm oắn oắng oắt \
oé oém oén oéo oét \
uấc uấn uấng uất uấy \
uế uếch uến uếnh uết uếu \
uớ uý uých uýn uýnh uýt uýu uýp uýa uyến uyết uyếng";

/// The vowels of a rhyme and where its tone goes.
struct Rhyme {
    /// Without tone: `oan`.
    letters: String,
    /// Which character of `letters` carries the tone.
    tone_at: usize,
}

static RHYME_TABLE: LazyLock<FxHashMap<String, Rhyme>> = LazyLock::new(|| {
    RHYMES
        .split_whitespace()
        .map(|written| {
            let split: Vec<_> = written.chars().map(letter::split_tone).collect();
            let letters: String = split.iter().map(|(c, _)| *c).collect();
            let tone_at = split
                .iter()
                .position(|(_, tone)| *tone != Tone::Level)
                .unwrap_or(0);
            (letters.clone(), Rhyme { letters, tone_at })
        })
        .collect()
});

/// A syllable that Vietnamese spelling allows.
///
/// ```
/// use timtin_tokenizer::Syllable;
/// let placed = |text: &str| Syllable::parse(text).map(|s| s.to_string());
/// assert_eq!(placed("vịêt").as_deref(), Some("việt"));
/// assert_eq!(placed("hòa"), placed("hoà"));
/// assert_eq!(placed("kỹ"), placed("kĩ"));
/// assert_ne!(placed("tai"), placed("tay"));
/// assert_eq!(placed("strong"), None);
/// ```
#[derive(Clone, Copy)]
pub struct Syllable {
    onset: &'static str,
    rhyme: &'static Rhyme,
    tone: Tone,
}

impl Syllable {
    /// Reads one syllable in any letter case, composed (NFC), its tone mark on any of its vowels.
    ///
    /// `None` when the letters are no Vietnamese syllable or carry more than one tone.
    pub fn parse(word: &str) -> Option<Syllable> {
        let mut letters = String::with_capacity(word.len());
        let mut tone = Tone::Level;
        for c in word.chars() {
            let (plain, found) = letter::split_tone(letter::lower(c));
            if found != Tone::Level && tone != Tone::Level {
                return None;
            }
            tone = tone.max(found);
            letters.push(plain);
        }
        Self::from_letters(&letters, tone)
    }

    /// A syllable of letters without tone (lower case) and a tone.
    pub(crate) fn from_letters(letters: &str, tone: Tone) -> Option<Syllable> {
        ONSETS.iter().find_map(|&onset| {
            let rest = letters.strip_prefix(onset)?;
            let rhyme = RHYME_TABLE.get(unify_i(onset, rest))?;
            Some(Syllable { onset, rhyme, tone })
        })
    }

    /// Whether the spelling keeps the rules of school: `c g ng` or `k gh ngh` before the vowel that
    /// asks for them, `qu` and not `co`, `yê` only at the start, and `c ch p t` at the end only with
    /// the tones that go with them. [`Syllable::parse`] is laxer: names (`Kon`, `Pleiku`) and
    /// mistakes (`nghành`) are syllables too.
    pub fn is_well_spelt(&self) -> bool {
        is_spelling(self.onset, self.rhyme()) && (!self.is_checked() || self.has_checked_tone())
    }

    /// Whether the syllable ends in `c ch p t` (*âm tiết khép*).
    pub(crate) fn is_checked(&self) -> bool {
        is_checked(self.rhyme())
    }

    /// Whether the tone is one that a syllable in `c ch p t` may have: *sắc* or *nặng*.
    pub(crate) fn has_checked_tone(&self) -> bool {
        matches!(self.tone, Tone::Rising | Tone::Heavy)
    }

    /// The onset as written, `""` when there is none.
    pub fn onset(&self) -> &'static str {
        self.onset
    }

    /// The rhyme without tone.
    pub fn rhyme(&self) -> &'static str {
        &self.rhyme.letters
    }

    /// The tone.
    pub fn tone(&self) -> Tone {
        self.tone
    }

    /// Appends the canonical spelling: lower case, composed, tone on the nucleus, `i` for `y` where
    /// rule 2.3 says they are the same.
    pub fn write(&self, out: &mut String) {
        out.push_str(self.onset);
        for (at, c) in self.rhyme.letters.chars().enumerate() {
            out.push(if at == self.rhyme.tone_at {
                letter::with_tone(c, self.tone)
            } else {
                c
            });
        }
    }
}

impl fmt::Display for Syllable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut spelling = String::new();
        self.write(&mut spelling);
        f.write_str(&spelling)
    }
}

impl fmt::Debug for Syllable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{:?}", self.onset, self.rhyme.letters, self.tone)
    }
}

/// Every onset, longest first.
pub(crate) fn onsets() -> &'static [&'static str] {
    &ONSETS
}

/// Every rhyme without tone, in no order.
pub(crate) fn rhymes() -> impl Iterator<Item = &'static str> {
    RHYME_TABLE.values().map(|rhyme| rhyme.letters.as_str())
}

/// Whether a syllable with this rhyme is checked: ends in `c ch p t`.
pub(crate) fn is_checked(rhyme: &str) -> bool {
    rhyme.ends_with(['c', 'p', 't', 'h']) && !rhyme.ends_with("nh")
}

/// Whether onset and rhyme may stand together in canonical spelling, by the rules of school.
pub(crate) fn is_spelling(onset: &str, rhyme: &str) -> bool {
    let front = rhyme.starts_with(['e', 'ê', 'i', 'y']);
    let glide = ["oa", "oă", "oe", "uâ", "uê", "uy"]
        .iter()
        .any(|start| rhyme.starts_with(start));
    match onset {
        "k" | "gh" | "ngh" => front && !rhyme.starts_with('y'),
        "c" => !front && !glide,
        "g" => !front || matches!(rhyme, "i" | "in"),
        "ng" => !front,
        "gi" => !rhyme.starts_with(['i', 'y']),
        "qu" => !glide && rhyme != "y" && !rhyme.starts_with(['o', 'u', 'ư']),
        "" => !rhyme.starts_with("iê"),
        _ => !rhyme.starts_with('y'),
    }
}

/// Rule 2.3: `y` alone in an open syllable after these onsets is written `i` as well.
fn unify_i<'l>(onset: &str, rest: &'l str) -> &'l str {
    match (onset, rest) {
        ("h" | "k" | "l" | "m" | "s" | "t" | "v" | "qu", "y") => "i",
        _ => rest,
    }
}

/// Whether `document` equals `query` or can be got from it by *adding* marks (rule 2.4).
///
/// Both are canonical terms ([`crate::canonical`]). A partial order: reflexive, transitive,
/// antisymmetric.
///
/// ```
/// use timtin_tokenizer::adds_marks;
/// assert!(adds_marks("can", "cán") && adds_marks("bô", "bộ") && adds_marks("đuong", "đường"));
/// assert!(!adds_marks("cán", "can") && !adds_marks("đuong", "dương") && !adds_marks("bộ", "bờ"));
/// ```
pub fn adds_marks(query: &str, document: &str) -> bool {
    reading(query, document, false)
}

/// Whether `document` begins with `typed`, the first letters of a word in lower case, or with what can
/// be got from them by adding marks.
///
/// `document` is a canonical term. The tone of `typed` is the tone of the whole word, wherever in it the
/// input method has put its mark so far.
///
/// ```
/// use timtin_tokenizer::adds_marks_to_start;
/// assert!(adds_marks_to_start("tuy", "tuyển") && adds_marks_to_start("tuyể", "tuyển"));
/// assert!(adds_marks_to_start("hòa", "hoàn") && !adds_marks_to_start("hóa", "hoàn"));
/// assert!(!adds_marks_to_start("đ", "dân") && !adds_marks_to_start("dân", "dâ"));
/// ```
pub fn adds_marks_to_start(typed: &str, document: &str) -> bool {
    reading(typed, document, true)
}

/// Whether marks can be added to `query` so that it is `document`, or the start of it.
fn reading(query: &str, document: &str, is_start: bool) -> bool {
    let (mut asked, mut found) = (Tone::Level, Tone::Level);
    let (mut q, mut d) = (query.chars(), document.chars());
    loop {
        match (q.next(), d.next()) {
            (None, None) => break,
            (Some(q), Some(d)) => {
                let ((q, q_tone), (d, d_tone)) = (letter::split_tone(q), letter::split_tone(d));
                if q != d && !letter::qualities(q).contains(&d) {
                    return false;
                }
                asked = asked.max(q_tone);
                found = found.max(d_tone);
            }
            (None, Some(d)) if is_start => found = found.max(letter::split_tone(d).1),
            _ => return false,
        }
    }
    asked == Tone::Level || asked == found
}

/// Every syllable other than itself that `term` becomes by adding marks, in canonical spelling.
///
/// Empty for words that cannot become a syllable. The list is what rule 2.4 allows, not what exists
/// in a corpus: look the terms up before using them.
pub fn extensions(term: &str) -> Vec<String> {
    let mut tone = Tone::Level;
    let mut spellings = vec![String::new()];
    for c in term.chars() {
        let (plain, found) = letter::split_tone(c);
        tone = tone.max(found);
        let choices = match letter::qualities(plain) {
            [] => std::slice::from_ref(&plain),
            choices => choices,
        };
        spellings = choices
            .iter()
            .flat_map(|choice| {
                spellings
                    .iter()
                    .map(move |start| format!("{start}{choice}"))
            })
            .collect();
        if spellings.len() > 256 {
            return Vec::new();
        }
    }
    let tones: &[Tone] = if tone == Tone::Level {
        &Tone::ALL
    } else {
        std::slice::from_ref(&tone)
    };
    let mut out: Vec<String> = spellings
        .iter()
        .flat_map(|letters| {
            tones
                .iter()
                .filter_map(|tone| Syllable::from_letters(letters, *tone))
        })
        .map(|syllable| syllable.to_string())
        .filter(|spelling| spelling != term)
        .collect();
    out.sort();
    out.dedup();
    out
}

/// Every spelling other than itself that a word which is no syllable becomes by adding marks, one tone at
/// most: `Đak` is `Đăk` and `Đắk`, as places and people of the highlands are written in many ways, and `resumé`
/// is `résumé`.
///
/// `term` is in lower case. Empty for syllables, whose [`extensions`] are syllables, and for words of which
/// there would be too many.
pub fn word_extensions(term: &str) -> Vec<String> {
    const MOST: usize = 128;
    if Syllable::parse(term).is_some() {
        return Vec::new();
    }
    // Each with whether a tone was added.
    let mut spellings = vec![(String::new(), false)];
    for c in term.chars() {
        let (plain, own) = letter::split_tone(c);
        let choices = match letter::qualities(plain) {
            [] => std::slice::from_ref(&plain),
            choices => choices,
        };
        let mut longer = Vec::new();
        for (start, has_more) in &spellings {
            for choice in choices {
                let may_add = !has_more && own == Tone::Level && letter::is_vowel(*choice);
                let added = Tone::ALL
                    .iter()
                    .filter(|tone| may_add && **tone != Tone::Level);
                for tone in std::iter::once(&own).chain(added) {
                    let with = format!("{start}{}", letter::with_tone(*choice, *tone));
                    longer.push((with, *has_more || *tone != own));
                }
            }
        }
        if longer.len() > MOST {
            return Vec::new();
        }
        spellings = longer;
    }
    let mut out: Vec<String> = spellings
        .into_iter()
        .map(|(spelling, _)| spelling)
        .collect();
    out.retain(|spelling| spelling != term);
    out.sort();
    out
}

/// Whether `document` is among the [`word_extensions`] of `query`, or would be were they not too many.
pub fn adds_marks_to_word(query: &str, document: &str) -> bool {
    let (mut q, mut d) = (query.chars(), document.chars());
    let mut added = 0;
    loop {
        match (q.next(), d.next()) {
            (None, None) => return added <= 1,
            (Some(q), Some(d)) => {
                let ((q, asked), (d, found)) = (letter::split_tone(q), letter::split_tone(d));
                if (q != d && !letter::qualities(q).contains(&d))
                    || (asked != Tone::Level && asked != found)
                {
                    return false;
                }
                added += usize::from(asked != found);
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(word: &str) -> String {
        Syllable::parse(word).map_or_else(|| format!("not a syllable: {word}"), |s| s.to_string())
    }

    #[test]
    fn tone_placement_never_matters() {
        for group in [
            "hòa hoà",
            "thúy thuý",
            "khỏe khoẻ",
            "ủy uỷ",
            "tùy tuỳ",
            "vịêt việt vỉêt",
            "tòan toàn",
            "thuýên thuyến",
            "hòang hoàng",
            "qúy quý quí qúi",
            "gìa già",
            "giưã giữa",
            "xóay xoáy",
            "lọai loại",
            "qủa quả",
            "của cuả",
            "muà mùa",
            "khuỷu khủyu",
            "ngoằn ngòăn",
        ] {
            let forms: Vec<_> = group
                .split(' ')
                .filter(|w| *w != "vỉêt")
                .map(canonical)
                .collect();
            assert!(
                forms.iter().all(|form| *form == forms[0]),
                "{group}: {forms:?}"
            );
        }
        assert_eq!(canonical("VỊÊT"), "việt");
    }

    #[test]
    fn i_and_y_are_one_only_where_the_rule_says() {
        for (one, other) in [
            ("kỹ", "kĩ"),
            ("lý", "lí"),
            ("Mỹ", "Mĩ"),
            ("tỷ", "tỉ"),
            ("sỹ", "sĩ"),
            ("quý", "quí"),
            ("quy", "qui"),
            ("hy", "hi"),
            ("vy", "vi"),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
        for (one, other) in [
            ("tai", "tay"),
            ("hai", "hay"),
            ("thúi", "thúy"),
            ("núi", "núy"),
            ("thi", "thy"),
            ("quít", "quýt"),
            ("ý", "í"),
            ("nghi", "nghy"),
        ] {
            assert_ne!(canonical(one), canonical(other));
        }
        for onset in ONSETS {
            let same = canonical(&format!("{onset}y")) == canonical(&format!("{onset}i"));
            let ruled = ["h", "k", "l", "m", "s", "t", "v", "qu"].contains(&onset);
            assert_eq!(same, ruled, "{onset}");
        }
    }

    #[test]
    fn onsets_qu_and_gi_carry_no_tone() {
        for word in [
            "quý", "quả", "già", "gì", "gìn", "giếng", "giữ", "quốc", "quyết", "quơ", "giặc",
            "quỳnh",
        ] {
            assert!(!canonical(word).starts_with("not"), "{word}");
        }
        assert_eq!(canonical("gìa"), "già");
        assert_eq!(canonical("qùa"), "quà");
    }

    #[test]
    fn foreign_words_are_no_syllables() {
        for word in [
            "strong", "krông", "đắk", "facebook", "messi", "wifi", "covid", "nld", "oo", "hoàà",
            "việt́",
        ] {
            assert!(Syllable::parse(word).is_none(), "{word}");
        }
    }

    #[test]
    fn words_that_are_no_syllables_take_marks_too() {
        let of = |term: &str, extended: &str| word_extensions(term).contains(&extended.to_owned());
        assert!(of("đak", "đắk") && of("đăk", "đắk") && of("krông", "krộng") && of("pơk", "pờk"));
        assert!(of("resumé", "résumé") && of("saigòn", "sàigòn"));
        assert!(!of("krông", "krơng") && !of("résumé", "resumé") && !of("sàigòn", "saigòn"));
        for term in ["đắk", "cán", "aaaaaaaaaaaaaaaaaaaaaaaaé"] {
            assert!(word_extensions(term).is_empty(), "{term}");
        }
        for term in ["đak", "krông", "café", "blơk", "resumé", "đàlat"] {
            let extended = word_extensions(term);
            assert!(!extended.is_empty(), "{term}");
            for extended in extended {
                assert!(adds_marks_to_word(term, &extended), "{term} {extended}");
            }
        }
    }

    #[test]
    fn extensions_are_what_adding_marks_gives() {
        let of = |term: &str| extensions(term);
        assert!(of("can").contains(&"cán".to_owned()) && of("can").contains(&"cận".to_owned()));
        assert!(of("bô").contains(&"bộ".to_owned()) && !of("bô").contains(&"bờ".to_owned()));
        assert!(
            of("đuong").contains(&"đường".to_owned()) && !of("đuong").contains(&"dương".to_owned())
        );
        assert!(of("facebook").is_empty() && of("aaaaaaaaaaaaaaaaaaaaaaaa").is_empty());
        for term in ["can", "bô", "đuong", "cán", "tuyen", "gia", "nguoi"] {
            for extended in of(term) {
                assert!(
                    adds_marks(term, &extended) && !adds_marks(&extended, term),
                    "{term} {extended}"
                );
            }
        }
    }
}
