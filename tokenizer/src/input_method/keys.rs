//! The keys of one word for an input method: which letters they write and what is to be done to them.

use super::{Confidence, FOREIGN, InputMethod};
use crate::normalize::letter::{self, Tone};
use crate::syllable::Syllable;

/// Nobody needs more keys for a syllable: `nghiêng` with a tone takes nine.
const MAX_KEYS: usize = 14;

/// The keys of a word, told apart: letters, and what is to be done to them.
#[derive(Default)]
pub(super) struct Keys {
    /// Lower case, without tone, with the marks that were written as such.
    pub(super) letters: Vec<char>,
    /// The tone so far.
    tone: Tone,
    /// Whether `tone` came from a key.
    tone_typed: bool,
    /// Tone keys.
    pub(super) tones: usize,
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
    pub(super) fn of(method: InputMethod, word: &str) -> Option<Keys> {
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
    pub(super) fn has_marks(&self) -> bool {
        self.marks() > 0 || self.wrote_letter
    }

    fn marks(&self) -> usize {
        let circumflexes: usize = self.circumflexes.iter().sum();
        circumflexes + self.any_circumflexes + self.hooks + self.breves + self.strokes
    }

    /// The syllable that has what the keys ask for and nothing else, before one that has a mark
    /// more because it could not be a syllable without.
    pub(super) fn solve(&self) -> Option<Syllable> {
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
    pub(super) fn telex_confidence(&self, word: &str) -> Confidence {
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
