//! Letters and the marks on them: tone (*dấu thanh*), quality (*dấu mũ, dấu trăng, dấu móc*), the
//! stroke of `đ`.

use unicode_normalization::char::{compose, decompose_canonical, is_combining_mark};

/// The six tones of Vietnamese, by the mark that writes them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// *ngang*: no mark.
    #[default]
    Level,
    /// *huyền*: grave.
    Falling,
    /// *sắc*: acute.
    Rising,
    /// *hỏi*: hook above.
    Dipping,
    /// *ngã*: tilde.
    Broken,
    /// *nặng*: dot below.
    Heavy,
}

impl Tone {
    /// All tones, the unmarked one first.
    pub const ALL: [Tone; 6] = [
        Tone::Level,
        Tone::Falling,
        Tone::Rising,
        Tone::Dipping,
        Tone::Broken,
        Tone::Heavy,
    ];

    /// The combining character that writes this tone; `None` for the level tone.
    pub fn mark(self) -> Option<char> {
        match self {
            Tone::Level => None,
            Tone::Falling => Some('\u{300}'),
            Tone::Rising => Some('\u{301}'),
            Tone::Dipping => Some('\u{309}'),
            Tone::Broken => Some('\u{303}'),
            Tone::Heavy => Some('\u{323}'),
        }
    }

    fn from_mark(mark: char) -> Option<Tone> {
        Tone::ALL.into_iter().find(|tone| tone.mark() == Some(mark))
    }
}

/// Lower case, `đ` for the look-alikes `ð` (eth) and `ɖ` (African d) (rule 2.1), and `a` for the fullwidth
/// `Ａ` and `ａ`.
///
/// Characters whose lower case is longer than one character keep their first.
pub fn lower(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        '\u{0}'..='\u{7f}' => c,
        'Ð' | 'ð' | 'Ɖ' | 'ɖ' | 'Đ' => 'đ',
        '\u{ff21}'..='\u{ff3a}' => ascii(c, '\u{ff21}'),
        '\u{ff41}'..='\u{ff5a}' => ascii(c, '\u{ff41}'),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The small letter that the fullwidth letter `c` is; `a` is where its alphabet begins.
fn ascii(c: char, a: char) -> char {
    let place = c as u32 - a as u32;
    char::from_u32('a' as u32 + place).unwrap_or(c)
}

/// Splits a composed Vietnamese vowel into the vowel without tone and its tone: `ộ` → (`ô`, heavy).
///
/// Only the twelve Vietnamese vowel letters carry tones; any other character comes back as it is.
pub fn split_tone(c: char) -> (char, Tone) {
    if c.is_ascii() {
        return (c, Tone::Level);
    }
    let (mut letter, mut tone) = (None, Tone::Level);
    decompose_canonical(c, |part| match (letter, Tone::from_mark(part)) {
        (None, _) => letter = Some(part),
        (Some(_), Some(found)) => tone = found,
        (Some(base), None) => letter = compose(base, part),
    });
    match letter {
        Some(letter) if is_vowel(letter) => (letter, tone),
        _ => (c, Tone::Level),
    }
}

/// Puts `tone` on a vowel without one: the inverse of [`split_tone`].
pub fn with_tone(vowel: char, tone: Tone) -> char {
    let Some(mark) = tone.mark() else {
        return vowel;
    };
    compose(vowel, mark)
        .or_else(|| mark_below_first(vowel, mark))
        .unwrap_or(vowel)
}

/// Unicode composes a mark below the letter before one above it: `ộ` is `ọ` and a circumflex.
fn mark_below_first(vowel: char, mark: char) -> Option<char> {
    let mut parts = [None; 2];
    let mut at = 0;
    decompose_canonical(vowel, |part| {
        if let Some(slot) = parts.get_mut(at) {
            *slot = Some(part);
        }
        at += 1;
    });
    compose(compose(parts[0]?, mark)?, parts[1]?)
}

/// One of the twelve vowel letters (lower case, without tone).
pub fn is_vowel(c: char) -> bool {
    matches!(
        c,
        'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y'
    )
}

/// The letters that `c` becomes by adding a quality mark or a stroke, itself first: `o` → `o ô ơ`.
pub fn qualities(c: char) -> &'static [char] {
    match c {
        'a' => &['a', 'ă', 'â'],
        'e' => &['e', 'ê'],
        'o' => &['o', 'ô', 'ơ'],
        'u' => &['u', 'ư'],
        'd' => &['d', 'đ'],
        _ => &[],
    }
}

/// Appends `c` (lower case) without its marks to `out`: `ộ` → `o`, `đ` → `d`, `ø` → `o`, `ß` → `ss`.
pub fn push_folded(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c);
        return;
    }
    // `ǽ` is an `æ` with an acute.
    decompose_canonical(c, |part| {
        if !is_combining_mark(part) {
            push_base(part, out);
        }
    });
}

/// Letters whose mark is part of them.
fn push_base(c: char, out: &mut String) {
    match c {
        'đ' => out.push('d'),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'ħ' => out.push('h'),
        'ı' => out.push('i'),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'ß' => out.push_str("ss"),
        'þ' => out.push_str("th"),
        _ => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones_come_off_and_go_back_on() {
        for vowel in "aăâeêioôơuưy".chars() {
            for tone in Tone::ALL {
                assert_eq!(split_tone(with_tone(vowel, tone)), (vowel, tone));
            }
        }
        assert_eq!(split_tone('ñ'), ('ñ', Tone::Level));
        assert_eq!(split_tone('đ'), ('đ', Tone::Level));
    }

    #[test]
    fn folding_leaves_plain_letters() {
        let fold = |text: &str| {
            let mut out = String::new();
            text.chars().for_each(|c| push_folded(lower(c), &mut out));
            out
        };
        assert_eq!(fold("ĐẶNG Thị Ưỡng"), "dang thi uong");
        assert_eq!(fold("Ǽ ǿ"), "ae o");
        assert_eq!(fold("ＡＺａｚ"), "azaz");
        assert_eq!(
            fold("Müller, Škoda, Ibrahimović, São, Straße, Łódź"),
            "muller, skoda, ibrahimovic, sao, strasse, lodz"
        );
    }
}
