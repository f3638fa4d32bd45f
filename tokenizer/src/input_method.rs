//! Words typed for an input method that was not on: Telex (`casn booj`) and VNI (`can1 bo65`).
//!
//! A keyboard without Vietnamese letters writes them with an input method (*bộ gõ*): Telex takes
//! letters that no syllable ends with as keys for marks, VNI takes digits. Switched off, or failing
//! half-way, it leaves the keys in the text. This module reads them back.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::normalize::letter::{self, Tone};
use crate::normalize::unicode;
use crate::syllable::Syllable;
use crate::word::fold;

/// Nobody needs more keys for a syllable: `nghiêng` with a tone takes nine.
const MAX_KEYS: usize = 14;

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

/// The keys of a word, told apart: letters, and what is to be done to them.
#[derive(Default)]
struct Keys {
    /// Lower case, without tone, with the marks that were written as such.
    letters: Vec<char>,
    /// The tone so far.
    tone: Tone,
    /// Whether `tone` came from a key.
    tone_typed: bool,
    /// Tone keys.
    tones: usize,
    /// The last tone key.
    tone_key: Option<char>,
    /// How many times each circumflex was asked for: on `a`, `e`, `o`.
    circumflexes: [usize; 3],
    /// Circumflexes asked for without saying on which vowel.
    any_circumflexes: usize,
    /// Horns asked for; with Telex, breves too.
    hooks: usize,
    /// Breves asked for.
    breves: usize,
    /// Whether `w` is for breves too.
    hooks_are_breves: bool,
    /// Strokes of `đ` asked for.
    strokes: usize,
    /// Whether a key wrote a whole letter (`w`, `[`, `]`).
    wrote_letter: bool,
    /// Whether a vowel stands behind the tone key, as in `mary` and seldom in Telex.
    vowel_after_tone: bool,
    /// Whether a circumflex was asked for behind other letters, as in `hama` and seldom in Telex.
    late_circumflex: bool,
}

/// What a syllable has that its letters, as typed, have not.
#[derive(Default, PartialEq)]
struct Added {
    circumflexes: [usize; 3],
    horns: usize,
    breves: usize,
    strokes: usize,
}

const CIRCUMFLEXED: [char; 3] = ['a', 'e', 'o'];

impl Keys {
    fn of(method: InputMethod, word: &str) -> Option<Keys> {
        if word.chars().nth(MAX_KEYS).is_some() {
            return None;
        }
        let mut keys = Keys {
            hooks_are_breves: method == InputMethod::Telex,
            ..Keys::default()
        };
        for c in word.chars() {
            let c = letter::lower(c);
            match method {
                InputMethod::Telex => keys.telex(c)?,
                InputMethod::Vni => keys.vni(c)?,
            }
        }
        Some(keys)
    }

    fn telex(&mut self, c: char) -> Option<()> {
        let after_vowel = self.has_vowel();
        match c {
            'f' | 's' | 'r' | 'x' | 'j' if after_vowel => self.tone_key(c, telex_tone(c))?,
            'z' if after_vowel => self.tone_key(c, Tone::Level)?,
            'w' if self.has_plain(&['a', 'o', 'u']) => self.hooks += 1,
            'w' | ']' => self.write_letter('ư'),
            '[' => self.write_letter('ơ'),
            'o' if self.ends_in_glide() => self.letter(c)?,
            'a' | 'e' | 'o' if self.letters.contains(&c) => self.double(c),
            'd' if self.stroke_possible() => self.strokes += 1,
            _ => self.letter(c)?,
        }
        Some(())
    }

    fn vni(&mut self, c: char) -> Option<()> {
        if c.is_ascii_digit() && self.letters.is_empty() {
            return None;
        }
        match c {
            '0'..='5' if !self.has_vowel() => return None,
            '0' => self.tone_key(c, Tone::Level)?,
            '1' => self.tone_key(c, Tone::Rising)?,
            '2' => self.tone_key(c, Tone::Falling)?,
            '3' => self.tone_key(c, Tone::Dipping)?,
            '4' => self.tone_key(c, Tone::Broken)?,
            '5' => self.tone_key(c, Tone::Heavy)?,
            '6' => self.any_circumflexes += 1,
            '7' => self.hooks += 1,
            '8' => self.breves += 1,
            '9' => self.strokes += 1,
            // Many who type VNI write `dd` all the same: most keyboards take both.
            'd' if self.letters == ['d'] => self.strokes += 1,
            _ => self.letter(c)?,
        }
        Some(())
    }

    /// A letter that is written as such; it may carry the tone that a working method gave it.
    fn letter(&mut self, c: char) -> Option<()> {
        let (plain, tone) = letter::split_tone(c);
        if tone != Tone::Level {
            if self.tone != Tone::Level {
                return None;
            }
            self.tone = tone;
        }
        self.vowel_after_tone |= self.tone_key.is_some() && letter::is_vowel(plain);
        self.letters.push(plain);
        Some(())
    }

    fn write_letter(&mut self, c: char) {
        self.letters.push(c);
        self.wrote_letter = true;
    }

    /// The same tone key twice is the letter itself, unless the method had written the tone and let
    /// the key through as well (`nẵngx`).
    fn tone_key(&mut self, key: char, tone: Tone) -> Option<()> {
        if self.tone_typed && self.tone == tone {
            return None;
        }
        self.tone = tone;
        self.tone_typed = tone != Tone::Level;
        self.tones += 1;
        self.tone_key = Some(key);
        Some(())
    }

    /// `aa` asks for `â`; `aaa` takes that back and means `aa`.
    fn double(&mut self, c: char) {
        let Some(at) = CIRCUMFLEXED.iter().position(|base| *base == c) else {
            return;
        };
        if self.circumflexes[at] > 0 {
            self.circumflexes[at] -= 1;
            self.letters.push(c);
        } else {
            self.circumflexes[at] += 1;
            self.vowel_after_tone |= self.tone_key.is_some();
            self.late_circumflex |= self.letters.last() != Some(&c);
        }
    }

    /// The rhymes `oao` and `oeo` have an `o` twice; no rhyme begins with `ôa` or `ôe`.
    fn ends_in_glide(&self) -> bool {
        self.letters.ends_with(&['o', 'a']) || self.letters.ends_with(&['o', 'e'])
    }

    fn stroke_possible(&self) -> bool {
        self.letters.first() == Some(&'d')
    }

    fn has_vowel(&self) -> bool {
        self.letters.iter().any(|c| letter::is_vowel(*c))
    }

    fn has_plain(&self, vowels: &[char]) -> bool {
        self.letters.iter().any(|c| vowels.contains(c))
    }

    /// Whether a key asks for more than a tone.
    fn has_marks(&self) -> bool {
        self.marks() > 0 || self.wrote_letter
    }

    fn marks(&self) -> usize {
        let circumflexes: usize = self.circumflexes.iter().sum();
        circumflexes + self.any_circumflexes + self.hooks + self.breves + self.strokes
    }

    /// The syllable that has what the keys ask for and nothing else, before one that has a mark
    /// more because it could not be a syllable without.
    fn solve(&self) -> Option<Syllable> {
        if !self.has_marks() && !self.tone_typed {
            return None;
        }
        let spellings = self.spellings();
        let asked = |free: bool| {
            spellings
                .iter()
                .find_map(|letters| self.syllable(letters, free))
        };
        asked(false).or_else(|| asked(true))
    }

    /// Every way to put marks on the letters.
    fn spellings(&self) -> Vec<String> {
        let mut spellings = vec![String::new()];
        for c in &self.letters {
            let choices = match letter::qualities(*c) {
                [] => std::slice::from_ref(c),
                choices => choices,
            };
            spellings = spellings
                .iter()
                .flat_map(|start| choices.iter().map(move |choice| format!("{start}{choice}")))
                .collect();
            // Three vowels with three choices each and a `d` are the most a syllable has.
            if spellings.len() > 54 {
                return Vec::new();
            }
        }
        spellings
    }

    fn syllable(&self, letters: &str, free: bool) -> Option<Syllable> {
        let added = Added::between(&self.letters, letters);
        if !(self.asks_for(&added) || free && self.asks_for(&added.without_free(letters))) {
            return None;
        }
        let syllable = Syllable::from_letters(letters, self.tone)?;
        (!syllable.is_checked() || syllable.has_checked_tone()).then_some(syllable)
    }

    fn asks_for(&self, added: &Added) -> bool {
        let circumflexes: usize = added.circumflexes.iter().sum();
        let circumflexes_fit = match self.any_circumflexes {
            0 => added.circumflexes == self.circumflexes,
            any => circumflexes == any,
        };
        let (hooks, breves) = if self.hooks_are_breves {
            (added.horns + added.breves, 0)
        } else {
            (added.horns, added.breves)
        };
        // One key is enough for both letters of `ươ`.
        let hooks_fit = self.hooks == hooks || (added.horns == 2 && self.hooks == 1);
        circumflexes_fit && hooks_fit && breves == self.breves && added.strokes == self.strokes
    }

    /// How much a word of Telex keys only tells. What speaks for it is what English, French and the
    /// usual romanisations of names have rarely or never.
    fn telex_confidence(&self, word: &str) -> Confidence {
        if word.len() < 3 || FOREIGN.contains(word) {
            return Confidence::Low;
        }
        let toned = self.tone_key;
        let early_circumflex = self.circumflexes.iter().any(|n| *n > 0) && !self.late_circumflex;
        let late_stroke = self.strokes > 0 && !word.starts_with("dd");
        let stroke = word.starts_with("dd") && word.len() > 3;
        let hook = self.hooks > 0 && toned.is_some() && word.len() > 3;
        let circumflex =
            early_circumflex && (toned == Some('j') || word.len() > 5 && toned.is_some());
        if stroke || hook || circumflex {
            return Confidence::High;
        }
        let late = self.late_circumflex || late_stroke;
        if self.vowel_after_tone && !early_circumflex || late && toned.is_none() {
            return Confidence::Low;
        }
        Confidence::Medium
    }
}

impl Added {
    fn between(typed: &[char], letters: &str) -> Added {
        let mut added = Added::default();
        for (before, after) in typed.iter().zip(letters.chars()) {
            if *before == after {
                continue;
            }
            match after {
                'â' => added.circumflexes[0] += 1,
                'ê' => added.circumflexes[1] += 1,
                'ô' => added.circumflexes[2] += 1,
                'ă' => added.breves += 1,
                'ơ' | 'ư' => added.horns += 1,
                _ => added.strokes += 1,
            }
        }
        added
    }

    /// Less the marks that go without saying: `iê` and `yê` before a final, `ươ` with one horn.
    fn without_free(mut self, letters: &str) -> Added {
        if letters.contains("iê") || letters.contains("yê") {
            self.circumflexes[1] = 0;
        }
        if letters.contains("ươ") && self.horns == 1 {
            self.horns = 0;
        }
        self
    }
}

fn telex_tone(key: char) -> Tone {
    match key {
        'f' => Tone::Falling,
        's' => Tone::Rising,
        'r' => Tone::Dipping,
        'x' => Tone::Broken,
        'j' => Tone::Heavy,
        _ => Tone::Level,
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
static FOREIGN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../data/foreign-telex.txt").lines().collect());

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
        for word in include_str!("../data/foreign-telex.txt").lines() {
            assert!(before < word, "sorted: {word}");
            assert!(telex(word).is_some(), "{word} is no reading, leave it out");
            before = word;
        }
    }
}
