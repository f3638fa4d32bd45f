//! Words typed for an input method that was not on: Telex (`casn booj`) and VNI (`can1 bo65`).
//!
//! A keyboard without Vietnamese letters writes them with an input method (*bộ gõ*): Telex takes
//! letters that no syllable ends with as keys for marks, VNI takes digits. Switched off, or failing
//! half-way, it leaves the keys in the text. This module reads them back.

mod keys;

use std::collections::HashSet;
use std::sync::LazyLock;

use self::keys::Keys;
use crate::normalize::letter::Tone;
use crate::normalize::unicode;
use crate::syllable::Syllable;
use crate::word::fold;

/// How Vietnamese is typed on a keyboard that lacks its letters.
///
/// # What stays ambiguous
///
/// Telex keys are letters, so that foreign words are readings too: `mix` is `mĩ`, `test` is `tét`,
/// `hair` is `hải`, `Laos` is `láo`, `beer` is `bể`, `now` is `nơ`. Nothing in such a word tells
/// what was meant: search for it as it is written first, and take the reading only when nothing is
/// found or when the words around it are left-overs too ([`leftovers`]). [`Confidence`] says how
/// much the word alone tells.
///
/// VNI keys are digits, so that codes are readings too: `CO2` is `cò`, `A1` is `á`, `U17` is `ứ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputMethod {
    /// Marks are letters: `aa ee oo` are `â ê ô`, `aw ow uw` are `ă ơ ư`, `dd` is `đ`, a lone `w`
    /// is `ư`, `[ ]` are `ơ ư`; `f s r x j` are the tones, `z` takes the tone away.
    Telex,
    /// Marks are digits: `6` for `â ê ô`, `7` for `ơ ư`, `8` for `ă`, `9` for `đ`; `1` to `5` are
    /// the tones, `0` takes the tone away.
    Vni,
}

/// How much a word alone tells that it is a left-over of an input method, and not a word of another
/// language or a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Nothing: a foreign word, a name or a code is as likely or likelier (`mix`, `Laos`, `CO2`).
    Low,
    /// Something: no common foreign word, but a rare one or a name may look so (`laf`, `can1`).
    Medium,
    /// Hardly anything else is written so (`booj`, `ddoongf`, `bo65`, `trươngf`).
    High,
}

/// What a word means when its keys are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intended {
    /// The syllable, a canonical term ([`crate::canonical`]).
    pub term: String,
    /// How much the word alone tells.
    pub confidence: Confidence,
}

/// A text in which words are left-overs of one input method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftovers {
    /// The method that was meant to be on.
    pub method: InputMethod,
    /// How much the words together tell.
    pub confidence: Confidence,
    /// For each word given what it means; `None` where it stays as it was typed.
    pub words: Vec<Option<Intended>>,
}

/// The syllable that `word` is when its keys are read as Telex.
///
/// See [`InputMethod::read`].
///
/// ```
/// use timtin_tokenizer::telex;
/// assert_eq!(telex("dduwowngf").as_deref(), Some("đường"));
/// assert_eq!(telex("Vieejt").as_deref(), Some("việt"));
/// assert_eq!(telex("trươngf").as_deref(), Some("trường"), "the method failed half-way");
/// assert_eq!(telex("boot"), None, "no syllable ends with a stop and has no tone");
/// assert_eq!(telex("mix").as_deref(), Some("mĩ"), "so look for the word as written first");
/// ```
pub fn telex(word: &str) -> Option<String> {
    InputMethod::Telex.read(word).map(|intended| intended.term)
}

/// The syllable that `word` is when its keys are read as VNI.
///
/// See [`InputMethod::read`].
///
/// ```
/// use timtin_tokenizer::vni;
/// assert_eq!(vni("bo65").as_deref(), Some("bộ"));
/// assert_eq!(vni("duong972").as_deref(), Some("đường"), "keys may stand at the end");
/// assert_eq!(vni("2019"), None);
/// ```
pub fn vni(word: &str) -> Option<String> {
    InputMethod::Vni.read(word).map(|intended| intended.term)
}

impl InputMethod {
    /// The syllable that `word`, one word without punctuation around it, is when its keys are read.
    ///
    /// `None` unless every key has its use, at least one adds a mark, and the result is a syllable
    /// with a tone that it may have (`c ch p t` at the end: only *sắc* and *nặng*). Keys may stand
    /// behind their letter, behind the rhyme or anywhere between, the last tone counts, and the
    /// same key twice is the letter itself, as in every input method (`boss` is no `bó`). Marks
    /// that the method did write are kept. Marks that the syllable cannot be without may be left
    /// out: `tiengs` is `tiếng`, `dduwongf` is `đường`.
    pub fn read(self, word: &str) -> Option<Intended> {
        let word = unicode::compose(word);
        let keys = Keys::of(self, &word)?;
        let syllable = keys.solve()?;
        let confidence = self.confidence(&word, &keys, &syllable);
        let term = syllable.to_string();
        Some(Intended { term, confidence })
    }

    fn confidence(self, word: &str, keys: &Keys, syllable: &Syllable) -> Confidence {
        let letters = keys.letters.len();
        if !syllable.is_well_spelt() || keys.tones > 1 {
            return Confidence::Low;
        }
        if !word.is_ascii() {
            return Confidence::High;
        }
        match self {
            InputMethod::Vni if word.chars().all(|c| !c.is_lowercase()) => Confidence::Low,
            InputMethod::Vni if letters < 2 => Confidence::Low,
            InputMethod::Vni if keys.has_marks() => Confidence::High,
            InputMethod::Vni if letters < 3 => Confidence::Low,
            InputMethod::Vni => Confidence::Medium,
            InputMethod::Telex => keys.telex_confidence(&word.to_lowercase()),
        }
    }
}

/// Reads a text, given as its words, as left-overs of an input method.
///
/// Words are what stands between spaces, without the punctuation around it. Words that are
/// Vietnamese as they are (`nam` in `Vieejt Nam`) and numbers tell nothing; words that are neither
/// that nor left-overs (`Facebook`) tell against it. `None` when no word is a left-over.
///
/// With [`Confidence::High`] even words that alone would tell nothing are left-overs: `chisnh phur
/// sex` is `chính phủ sẽ`. Whatever the confidence, what was typed is to be looked for as written
/// first: see [what stays ambiguous](InputMethod#what-stays-ambiguous).
///
/// ```
/// use timtin_tokenizer::{Confidence, InputMethod, leftovers};
/// let found = leftovers(&["Vieejt", "Nam"]).unwrap();
/// assert_eq!((found.method, found.confidence), (InputMethod::Telex, Confidence::High));
/// assert_eq!(found.words[0].as_ref().unwrap().term, "việt");
/// assert!(found.words[1].is_none());
/// assert_eq!(leftovers(&["mix", "and", "match"]).unwrap().confidence, Confidence::Low);
/// ```
pub fn leftovers(words: &[&str]) -> Option<Leftovers> {
    [InputMethod::Telex, InputMethod::Vni]
        .into_iter()
        .filter_map(|method| read_all(method, words))
        .reduce(|best, other| if other.1 > best.1 { other } else { best })
        .map(|(leftovers, _)| leftovers)
}

/// The text read by one method, and how many points it has for it.
fn read_all(method: InputMethod, words: &[&str]) -> Option<(Leftovers, i32)> {
    let mut points = 0;
    let mut read = Vec::with_capacity(words.len());
    for word in words {
        let intended = match is_itself(word) {
            true => None,
            false => method.read(word),
        };
        points += match &intended {
            Some(intended) => worth(intended.confidence),
            None if is_itself(word) => 0,
            None => -2,
        };
        read.push(intended);
    }
    if read.iter().all(Option::is_none) {
        return None;
    }
    let confidence = match points {
        4.. => Confidence::High,
        2.. => Confidence::Medium,
        _ => Confidence::Low,
    };
    let leftovers = Leftovers {
        method,
        confidence,
        words: read,
    };
    Some((leftovers, points))
}

fn worth(confidence: Confidence) -> i32 {
    match confidence {
        Confidence::Low => 0,
        Confidence::Medium => 2,
        Confidence::High => 4,
    }
}

/// Whether a word is Vietnamese as it is, or no word at all.
fn is_itself(word: &str) -> bool {
    !word.chars().any(char::is_alphabetic)
        || Syllable::parse(&unicode::compose(word)).is_some_and(|syllable| {
            fold(&syllable.to_string()).len() == 1 || syllable.is_well_spelt()
                // Marks that were not typed are free, that of the tone too.
                || syllable.is_checked() && syllable.tone() == Tone::Level
        })
}

/// Common words and names of other languages that are syllables by their Telex keys.
static FOREIGN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("../../data/foreign-telex.txt")
        .lines()
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: InputMethod, table: &str) {
        for pair in table.split_whitespace() {
            let (typed, meant) = pair.split_once('=').unwrap();
            let found = method.read(typed).map(|intended| intended.term);
            let expected = (meant != "-").then(|| crate::canonical(meant));
            assert_eq!(found, expected, "{typed}");
        }
    }

    #[test]
    fn telex_keys_are_read_wherever_they_stand() {
        check(
            InputMethod::Telex,
            "casn=cán cans=cán booj=bộ bojo=bộ ddaf=đà dadf=đà nawxng=nẵng nawngx=nẵng \
             Vieejt=việt VIEEJT=việt vieetj=việt ddoongf=đồng ddoofng=đồng dduwowngf=đường \
             dduwowfng=đường duongwdf=đường duwowngdf=đường hoaf=hoà hofa=hoà tieesng=tiếng \
             tieengs=tiếng tiengse=tiếng Haf=hà Nooji=nội nhuwngx=những nhwngx=những twf=từ \
             giwx=giữ ngw[if=người ng][if=người nguwowif=người muaw=mưa thuowr=thuở \
             hoawcj=hoặc xuaan=xuân khuyeens=khuyến quyeets=quyết quys=quý gooongf=goòng ngoaos=ngoáo khoeo=- \
             xooongs=xoóng huwux=hữu huowu=hươu cuar=của gif=gì gias=giá coong=công",
        );
    }

    #[test]
    fn telex_keys_that_nothing_needs_make_no_word() {
        check(
            InputMethod::Telex,
            "boot=- test=tét keep=- book=- boss=- class=- address=- files=- news=- Texas=- \
             Alaska=- fax=- show=- view=- law=- casc=các bafc=- cas1=- can=- đa=- daz=- aww=- \
             www=- booo=- xoong=xông strong=- s=- =- hoàf=hoà",
        );
    }

    #[test]
    fn the_last_tone_counts_and_z_takes_it_away() {
        check(
            InputMethod::Telex,
            "hoasf=hoà hoaszf=hoà casz=- cass=- ddasz=đa bosoj=bộ",
        );
    }

    #[test]
    fn a_method_that_failed_half_way() {
        check(
            InputMethod::Telex,
            "đaf=đà nẵngx=nẵng trươngf=trường viêtj=việt đươngf=đường đuwowngf=đường \
             nguơif=người cáf=cà càz=-",
        );
        check(
            InputMethod::Vni,
            "đa2=đà trương2=trường viêt5=việt d9a2=đà đuong72=đường",
        );
    }

    #[test]
    fn marks_that_cannot_be_missing_may_be_left_out() {
        check(
            InputMethod::Telex,
            "tiengs=tiếng viejt=việt dduwongf=đường yeeus=yếu",
        );
        check(InputMethod::Vni, "tieng1=tiếng du7ong92=đường");
    }

    #[test]
    fn vni_keys() {
        check(
            InputMethod::Vni,
            "can1=cán ca1n=cán bo65=bộ bo6=bô dda2=đà da92=đà d9a2=đà na8ng4=nẵng nang84=nẵng \
             Vie65t=việt d9uo7ng2=đường duong972=đường tie61ng=tiếng hoa2=hoà ngu7o7i2=người \
             muo7n=mươn mua7=mưa hoa85c=hoặc xoong1=xoóng tu72=từ 2019=- can=- can10=- can11=- \
             can12=càn cat2=- cat1=cát a=- 1a=- h5n1=- covid19=- B52=- u23=ủ",
        );
    }

    fn confidence(word: &str, method: InputMethod) -> Option<Confidence> {
        method.read(word).map(|intended| intended.confidence)
    }

    #[test]
    fn foreign_words_and_codes_tell_nothing() {
        for word in
            "boots Laos sex box mix taxi max test beer moon hair DDoS gary canada cows".split(' ')
        {
            let found = confidence(word, InputMethod::Telex);
            assert!(found.is_none_or(|found| found == Confidence::Low), "{word}");
        }
        for word in "CO2 A1 U17 co2 TA2 u23 H1 Q1 SO2 G20".split(' ') {
            let found = confidence(word, InputMethod::Vni);
            assert!(found.is_none_or(|found| found == Confidence::Low), "{word}");
        }
        for word in "booj ddoongf dduwowngf vieejt nawngx trươngf nhuwngx tieengs ddi".split(' ')
        {
            assert!(
                confidence(word, InputMethod::Telex) >= Some(Confidence::Medium),
                "{word}"
            );
        }
        assert_eq!(confidence("bo65", InputMethod::Vni), Some(Confidence::High));
    }

    fn said(text: &str) -> Option<(InputMethod, Confidence, String)> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let found = leftovers(&words)?;
        let said: Vec<&str> = words
            .iter()
            .zip(&found.words)
            .map(|(typed, intended)| intended.as_ref().map_or(*typed, |word| word.term.as_str()))
            .collect();
        Some((found.method, found.confidence, said.join(" ")))
    }

    #[test]
    fn a_text_tells_more_than_its_words() {
        use Confidence::{High, Low};
        use InputMethod::{Telex, Vni};
        for (typed, method, meant) in [
            ("casn booj", Telex, "cán bộ"),
            ("ddaf nawxng", Telex, "đà nẵng"),
            ("Haf Nooji", Telex, "hà nội"),
            ("Vieejt Nam", Telex, "việt Nam"),
            ("chisnh phur sex", Telex, "chính phủ sẽ"),
            ("can1 bo65", Vni, "cán bộ"),
            ("dda2 na8ng4", Vni, "đà nẵng"),
            (
                "hoi65 nghi5 trung uong7 2019",
                Vni,
                "hội nghị trung ương 2019",
            ),
        ] {
            let expected = Some((method, High, meant.to_owned()));
            assert_eq!(said(typed), expected, "{typed}");
        }
        for typed in ["mix and match", "Alaska Laos", "Sex and the City", "CO2"] {
            assert!(said(typed).is_none_or(|found| found.1 == Low), "{typed}");
        }
        for typed in ["", "2019", "cán bộ", "can bo", "Facebook", "bôt moong"] {
            assert_eq!(said(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_list_holds_what_would_be_read() {
        let mut before = "";
        for word in include_str!("../../data/foreign-telex.txt").lines() {
            assert!(before < word, "sorted: {word}");
            assert!(telex(word).is_some(), "{word} is no reading, leave it out");
            before = word;
        }
    }
}
