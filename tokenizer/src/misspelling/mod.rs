//! Syllables typed wrong, and what may have been meant.
//!
//! A syllable is an onset and a rhyme of a small inventory ([`Syllable`](crate::Syllable)), so that
//! corrections need no dictionary: what was typed is compared with every onset and every rhyme, and
//! the pairs that spelling allows are put in order of what the slips between cost. Which of them
//! exist, and how often, the index knows: see [`corrections`].

mod distance;

use std::cmp::min;
use std::sync::LazyLock;

use crate::normalize::letter::{self, Tone};
use crate::normalize::unicode;
use crate::syllable::{is_checked, is_spelling, onsets, rhymes};
use crate::word::{canonical, fold};
use distance::{ALPHABET, Code, FIRST_MARKED, code, codes, distance, is_vowel, untyped_marks};

/// Words with more letters are not looked at: the longest syllable, `nghiêng`, has seven.
const MAX_LETTERS: usize = 10;
/// Two slips that change, add or leave out a letter, or one and two confusions.
const MAX_COST: u8 = 8;
/// So many corrections are given at most.
const MAX_CORRECTIONS: usize = 64;

/// A rule of spelling broken in a way that leaves no doubt, such as `ngh` before `a`.
const RULE: u8 = 1;
/// A mark that was not typed. It is free to leave out (rule 2.4), but not before what needs none.
const UNTYPED_MARK: u8 = 1;
/// One of two tones that were typed.
const ONE_OF_TONES: u8 = 1;
/// Sounds that are one in much of the country: `s x`, `ch tr`, *hỏi ngã*.
const CONFUSION: u8 = 2;
/// A tone that the syllable cannot have, such as *huyền* on `cát`.
const IMPOSSIBLE_TONE: u8 = 2;
/// The wrong mark on the right letter.
const WRONG_MARK: u8 = 3;
/// Two letters the wrong way round.
const SWAP: u8 = 3;
/// A letter twice.
const DOUBLED: u8 = 3;
/// A letter too much.
const EXTRA: u8 = 4;
/// A letter too few.
const MISSING: u8 = 4;
/// The key beside.
const NEIGHBOUR: u8 = 4;
/// The wrong tone.
const WRONG_TONE: u8 = 5;
/// Any other letter.
const OTHER_LETTER: u8 = 6;

/// What may have been meant by a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What should have been typed, as a canonical term ([`crate::canonical`]).
    pub term: String,
    /// How much had to go wrong: 1 for a broken rule of spelling, 2 for sounds that are often
    /// confused, 3 and 4 for a slip of the finger, more for what is less likely; 8 at most. Costs of
    /// several slips add up.
    pub cost: u8,
}

/// The syllables that may have been meant by `word`, one word without punctuation; the cheapest
/// first, 64 at most, without the word itself.
///
/// A correction is *what should have been typed*, and rule 2.4 holds for it as for anything typed:
/// marks that are not there are free.
///
/// * A word without any mark has corrections without marks. Look them up among the index's terms
///   without marks (`nghanh` gives `nganh`, which finds `ngành`).
/// * A word with marks has corrections with marks. Marks that were typed stay or are corrected at a
///   cost; vowels get the marks that a rhyme cannot be without (`ngưoiì` gives `người`); a tone that
///   was not typed stays free. Look up the term and what it becomes by adding marks
///   ([`crate::extensions`]).
///
/// Corrections are spelt by the rules of school but need not exist: most do not. Choose by the
/// number of documents that have the term, and by the words beside it; about one unit of cost for
/// each factor of 3 in frequency is a good rate. A word that is spelt well has corrections
/// too (`xử` gives `sử`), so that a real word of the wrong place can be found.
///
/// ```
/// use timtin_tokenizer::corrections;
/// let first = |word: &str| corrections(word).into_iter().next().map(|first| first.term);
/// assert_eq!(first("nghành").as_deref(), Some("ngành"));
/// assert_eq!(first("nghanh").as_deref(), Some("nganh"));
/// assert_eq!(first("ngi").as_deref(), Some("nghi"));
/// assert_eq!(first("xử").as_deref(), Some("sử"));
/// assert_eq!(first("ngưoiì").as_deref(), Some("người"));
/// assert_eq!(first("facebook"), None);
/// ```
pub fn corrections(word: &str) -> Vec<Correction> {
    corrections_within(word, MAX_COST)
}

/// The [`corrections`] of `word` that cost `most` at most. The lower the limit, the sooner they are found.
///
/// ```
/// use timtin_tokenizer::{corrections, corrections_within};
/// let mut all = corrections("xử");
/// all.retain(|correction| correction.cost <= 2);
/// assert_eq!(corrections_within("xử", 2), all);
/// ```
pub fn corrections_within(word: &str, most: u8) -> Vec<Correction> {
    let most = min(most, MAX_COST);
    let Some(typed) = Typed::of(word).filter(|_| most >= RULE) else {
        return Vec::new();
    };
    let inventory = if typed.marked { &*MARKED } else { &*FOLDED };
    let mut found = with_tones(
        &letters_of(&typed, inventory, most),
        &typed,
        inventory,
        most,
    );
    found.sort_unstable();
    let mut corrections: Vec<Correction> = Vec::with_capacity(MAX_CORRECTIONS);
    for (cost, onset, rhyme, tone) in found {
        if corrections.len() == MAX_CORRECTIONS {
            break;
        }
        let term = inventory.write(onset, rhyme, tone);
        // A marked word may lose its only mark: then it would be free to have any.
        if term != typed.term && (!typed.marked || !term.is_ascii()) {
            // The same tone typed twice is no word either, and costs something like all others.
            let cost = cost.max(RULE);
            corrections.push(Correction { term, cost });
        }
    }
    corrections
}

/// A word as it was typed, taken apart.
struct Typed {
    term: String,
    /// Without tone.
    letters: Vec<Code>,
    /// The tones that were typed, each once.
    tones: Vec<Tone>,
    /// Whether any mark was typed.
    marked: bool,
}

impl Typed {
    /// `None` for what is no word, too long, or written with letters no Vietnamese keyboard has.
    fn of(word: &str) -> Option<Typed> {
        if word.len() > 4 * MAX_LETTERS {
            return None;
        }
        let word = unicode::compose(word);
        let mut letters = Vec::with_capacity(MAX_LETTERS);
        let mut tones = Vec::new();
        for c in word.chars() {
            let (plain, tone) = letter::split_tone(letter::lower(c));
            letters.push(code(plain)?);
            if tone != Tone::Level && !tones.contains(&tone) {
                tones.push(tone);
            }
        }
        if !(2..=MAX_LETTERS).contains(&letters.len()) {
            return None;
        }
        Some(Typed {
            term: canonical(&word),
            marked: !tones.is_empty() || letters.iter().any(|letter| *letter >= FIRST_MARKED),
            letters,
            tones,
        })
    }
}

/// An onset or a rhyme.
struct Part {
    written: String,
    letters: Vec<Code>,
    /// What it is with marks: itself, or everything that loses its marks to it.
    sources: Vec<&'static str>,
}

/// The onsets and rhymes to compare with, either with their marks or all without, and the usual
/// confusions written the same way.
struct Inventory {
    onsets: Vec<Part>,
    rhymes: Vec<Part>,
    onset_confusions: Vec<Confusion>,
    nucleus_confusions: Vec<Confusion>,
    coda_confusions: Vec<Confusion>,
}

/// What is written for what, and how much that costs.
struct Confusion {
    typed: Vec<Code>,
    meant: Vec<Code>,
    cost: u8,
}

static MARKED: LazyLock<Inventory> = LazyLock::new(|| Inventory::new(str::to_owned));
static FOLDED: LazyLock<Inventory> = LazyLock::new(|| Inventory::new(|part| fold(part).into()));

/// Onsets written for each other: both ways where they are sounds, one way where they are rules.
const ONSET_RULES: &str =
    "c>k k>c q>c q>k q>qu cu>qu ku>qu g>gh gh>g ng>ngh ngh>ng f>ph dz>d gi>g giê>gi";
const ONSET_SOUNDS: &str = "s>x x>s ch>tr tr>ch d>gi di>gi gi>d d>r r>d gi>r r>gi l>n n>l z>d z>gi \
    j>gi j>d w>qu k>qu c>qu g>gi ng>nh nh>ng";
/// Beginnings of rhymes: spellings of one sound, then sounds that are one in some regions.
const NUCLEUS_RULES: &str = "iê>yê yê>iê y>i ươ>ưa ưa>ươ uô>ua ua>uô iê>ia ia>iê ie>iê";
const NUCLEUS_SOUNDS: &str = "i>y iêu>iu iu>iêu ươu>ưu ưu>ươu ưu>iu iu>ưu ươu>iêu iêu>ươu \
    ươi>ưi ưi>ươi uôi>ui ui>uôi iêm>im im>iêm iêp>ip ip>iêp ai>ay ay>ai ây>ay ay>ây au>ao ao>au \
    âu>au au>âu ăm>âm âm>ăm ăp>âp âp>ăp om>ôm ôm>om op>ôp ôp>op ơm>ôm ôm>ơm ong>ông ông>ong \
    oc>ôc ôc>oc oa>o oai>ai oe>e ê>i i>ê";
const CODA_RULES: &str = "k>c";
const CODA_SOUNDS: &str = "n>ng ng>n t>c c>t nh>n n>nh nh>ng ng>nh ch>t t>ch c>ch ch>c k>ch k>t ck>ch ck>c \
    o>u u>o i>y y>i g>ng h>nh h>ch";

impl Inventory {
    fn new(write: impl Fn(&'static str) -> String) -> Inventory {
        let confusions = |rules: &'static str, sounds: &'static str| {
            let rules = rules.split_whitespace().map(|pair| (pair, RULE));
            let sounds = sounds.split_whitespace().map(|pair| (pair, CONFUSION));
            rules
                .chain(sounds)
                .filter_map(|(pair, cost)| {
                    let (typed, meant) = pair.split_once('>')?;
                    let (typed, meant) = (codes(&write(typed)), codes(&write(meant)));
                    (typed != meant).then_some(Confusion { typed, meant, cost })
                })
                .collect()
        };
        Inventory {
            onsets: parts(onsets().iter().copied(), &write),
            rhymes: parts(rhymes(), &write),
            onset_confusions: confusions(ONSET_RULES, ONSET_SOUNDS),
            nucleus_confusions: confusions(NUCLEUS_RULES, NUCLEUS_SOUNDS),
            coda_confusions: confusions(CODA_RULES, CODA_SOUNDS),
        }
    }

    fn allows(&self, onset: usize, rhyme: usize) -> bool {
        let (onset, rhyme) = (&self.onsets[onset], &self.rhymes[rhyme]);
        onset
            .sources
            .iter()
            .any(|onset| rhyme.sources.iter().any(|rhyme| is_spelling(onset, rhyme)))
    }

    fn write(&self, onset: usize, rhyme: usize, tone: Tone) -> String {
        let letters = format!(
            "{}{}",
            self.onsets[onset].written, self.rhymes[rhyme].written
        );
        match crate::Syllable::from_letters(&letters, tone) {
            Some(syllable) => syllable.to_string(),
            // Without its marks a rhyme need not be one: `ương` is, `uong` is not.
            None => letters,
        }
    }
}

/// The parts of an inventory in a fixed order, each written form once.
fn parts(
    names: impl Iterator<Item = &'static str>,
    write: impl Fn(&'static str) -> String,
) -> Vec<Part> {
    let mut named: Vec<(String, &'static str)> = names.map(|name| (write(name), name)).collect();
    named.sort_unstable();
    let mut parts: Vec<Part> = Vec::new();
    for (written, source) in named {
        match parts.last_mut() {
            Some(last) if last.written == written => last.sources.push(source),
            _ => parts.push(Part {
                letters: codes(&written),
                written,
                sources: vec![source],
            }),
        }
    }
    parts
}

/// An onset and a rhyme of the inventory by their numbers, and what they cost together.
type Pair = (u8, usize, usize);

/// Every pair of onset and rhyme that may be meant and costs no more than `most`, once, whatever its tone.
fn letters_of(typed: &Typed, inventory: &Inventory, most: u8) -> Vec<Pair> {
    let rhymes = inventory.rhymes.len();
    let mut best = vec![u8::MAX; inventory.onsets.len() * rhymes];
    let orders = orders(&typed.letters).into_iter();
    for (letters, cost) in orders.filter(|(_, cost)| *cost <= most) {
        for at in splits(&letters) {
            let (start, end) = letters.split_at(at);
            let onsets = costs(&inventory.onsets, most - cost, |part, limit| {
                onset_cost(start, &part.letters, inventory, limit)
            });
            let variants = inventory.variants(end);
            let ends = costs(&inventory.rhymes, most - cost, |part, limit| {
                rhyme_cost(end, &variants, &part.letters, limit)
            });
            for (onset_cost, onset) in &onsets {
                for (rhyme_cost, rhyme) in &ends {
                    let slot = &mut best[onset * rhymes + rhyme];
                    *slot = min(*slot, cost + onset_cost + rhyme_cost);
                }
            }
        }
    }
    best.iter()
        .enumerate()
        .filter(|(_, cost)| **cost <= most)
        .map(|(at, cost)| (*cost, at / rhymes, at % rhymes))
        .filter(|(_, onset, rhyme)| inventory.allows(*onset, *rhyme))
        .collect()
}

/// The letters as typed, and with two swapped where the onset ends (`hcọ`, `tưrờng`). Swaps inside
/// of onset and rhyme are seen when these are compared.
fn orders(letters: &[Code]) -> Vec<(Vec<Code>, u8)> {
    let mut orders = vec![(letters.to_vec(), 0)];
    let Some(vowel) = letters.iter().position(|c| is_vowel(*c)) else {
        return orders;
    };
    let mut swap = |at: usize| {
        let mut swapped = letters.to_vec();
        swapped.swap(at, at + 1);
        orders.push((swapped, SWAP));
    };
    if vowel > 0 {
        swap(vowel - 1);
    }
    if letters.get(vowel + 1).is_some_and(|c| !is_vowel(*c)) {
        swap(vowel);
    }
    orders
}

/// Where the rhyme may begin: at the first vowel, and behind the `u` and `i` of `qu` and `gi`. A word
/// that begins with a vowel may lack its onset or have it wrong (`uốc`, `yhành`); one without any
/// vowel, its vowel (`đng`).
fn splits(letters: &[Code]) -> Vec<usize> {
    let Some(vowel) = letters.iter().position(|c| is_vowel(*c)) else {
        return vec![1, 2];
    };
    let Some(before) = vowel.checked_sub(1) else {
        let consonants = letters[1..].iter().take_while(|c| !is_vowel(**c)).count();
        let next = 1 + consonants;
        return match letters.len() > next && consonants > 0 {
            true => vec![0, 1, next],
            false => vec![0, 1],
        };
    };
    match (
        ALPHABET[letters[before] as usize],
        ALPHABET[letters[vowel] as usize],
    ) {
        ('q' | 'c' | 'k', 'u') | ('g', 'i') => {
            let doubled = letters.get(vowel + 1) == Some(&letters[vowel]);
            (vowel..=vowel + 1 + usize::from(doubled)).collect()
        }
        // The `i` of `giếm` belongs to the onset, that of `diếm` to the rhyme.
        ('d', 'i') if letters.get(vowel + 1).is_some_and(|next| is_vowel(*next)) => {
            vec![vowel, vowel + 1]
        }
        _ => vec![vowel],
    }
}

/// The parts that cost no more than `limit`, with their costs.
fn costs(parts: &[Part], limit: u8, cost: impl Fn(&Part, u8) -> u8) -> Vec<(u8, usize)> {
    parts
        .iter()
        .enumerate()
        .map(|(at, part)| (cost(part, limit), at))
        .filter(|(cost, _)| *cost <= limit)
        .collect()
}

fn onset_cost(typed: &[Code], meant: &[Code], inventory: &Inventory, limit: u8) -> u8 {
    let confused = inventory
        .onset_confusions
        .iter()
        .filter(|confusion| confusion.typed == typed && confusion.meant == meant)
        .map(|confusion| confusion.cost)
        .min();
    min(confused.unwrap_or(u8::MAX), distance(typed, meant, limit))
}

/// `variants` are what `typed` may stand for by the usual confusions.
fn rhyme_cost(typed: &[Code], variants: &[(Vec<Code>, u8)], meant: &[Code], limit: u8) -> u8 {
    let confused = variants
        .iter()
        .filter_map(|(variant, cost)| Some(cost + untyped_marks(variant, meant)?))
        .min();
    min(confused.unwrap_or(u8::MAX), distance(typed, meant, limit))
}

impl Inventory {
    /// What the rhyme `typed` may stand for by the usual confusions, one at each end at most.
    fn variants(&self, typed: &[Code]) -> Vec<(Vec<Code>, u8)> {
        let starts = self.nucleus_confusions.iter().filter_map(|confusion| {
            let rest = typed.strip_prefix(confusion.typed.as_slice())?;
            Some(([&confusion.meant, rest].concat(), confusion.cost))
        });
        let mut variants: Vec<_> = starts.collect();
        variants.push((typed.to_vec(), 0));
        let with_coda = |(variant, cost): &(Vec<Code>, u8), confusion: &Confusion| {
            let rest = variant.strip_suffix(confusion.typed.as_slice())?;
            Some(([rest, &confusion.meant].concat(), cost + confusion.cost))
        };
        let ends: Vec<_> = variants
            .iter()
            .flat_map(|variant| {
                self.coda_confusions
                    .iter()
                    .filter_map(move |confusion| with_coda(variant, confusion))
            })
            .collect();
        variants.extend(ends);
        variants
    }
}

/// A syllable of the inventory and what it costs, in the order of a list of corrections.
type Toned = (u8, usize, usize, Tone);

/// The pairs with the tones that may be meant.
fn with_tones(pairs: &[Pair], typed: &Typed, inventory: &Inventory, most: u8) -> Vec<Toned> {
    let mut found = Vec::with_capacity(2 * pairs.len());
    for &(cost, onset, rhyme) in pairs {
        let checked = typed.marked && is_checked(&inventory.rhymes[rhyme].written);
        for tone in Tone::ALL {
            let cost = cost.saturating_add(tone_cost(&typed.tones, tone, checked));
            if cost <= most {
                found.push((cost, onset, rhyme, tone));
            }
        }
    }
    found
}

/// What it costs to type `typed` for `meant`, in a checked syllable or another.
fn tone_cost(typed: &[Tone], meant: Tone, checked: bool) -> u8 {
    // Not typed, it stays free.
    if typed.is_empty() {
        return if meant == Tone::Level { 0 } else { u8::MAX };
    }
    let is_possible = |tone: Tone| !checked || matches!(tone, Tone::Rising | Tone::Heavy);
    if meant == Tone::Level || !is_possible(meant) {
        return u8::MAX;
    }
    let between = |typed: Tone| match (typed, meant) {
        _ if typed == meant => 0,
        (Tone::Dipping, Tone::Broken) | (Tone::Broken, Tone::Dipping) => CONFUSION,
        _ if !is_possible(typed) => IMPOSSIBLE_TONE,
        _ => WRONG_TONE,
    };
    let choice = if typed.len() > 1 { ONE_OF_TONES } else { 0 };
    let least = typed.iter().map(|tone| between(*tone)).min();
    choice + least.unwrap_or(u8::MAX - choice)
}

#[cfg(test)]
mod tests {
    use super::distance::are_neighbours;
    use super::*;

    /// The place of `meant` among the corrections of `typed`, and its cost.
    fn found(typed: &str, meant: &str) -> Option<(usize, u8)> {
        let corrections = corrections(typed);
        let at = corrections.iter().position(|c| c.term == meant)?;
        Some((at, corrections[at].cost))
    }

    #[test]
    fn a_broken_rule_of_spelling_costs_least() {
        for pair in
            "nghành=ngành ngi=nghi ngĩ=nghĩ gê=ghê ghà=gà kà=cà kác=các cẻ=kẻ qốc=quốc cuá=quá \
             iêu=yêu hyếu=hiếu mươ=mưa cếp=kếp nghanh=nganh ngien=nghien ghao=gao kao=cao \
             fải=phải fai=phai đắk=đắc giêgiê=- ngỉ=nghỉ"
                .split_whitespace()
        {
            let (typed, meant) = pair.split_once('=').unwrap();
            let expected = (meant != "-").then_some(RULE);
            let cost = found(typed, meant).map(|(_, cost)| cost);
            assert_eq!(cost, expected, "{typed} {:?}", corrections(typed).first());
        }
    }

    #[test]
    fn sounds_that_are_confused_cost_little() {
        for pair in "xử=sử sử=xử trung=chung chiều=triều dữ=giữ giành=dành rành=dành lước=nước \
             nên=lên sữa=sửa nghĩ=nghỉ bàng=bàn bàn=bàng mặc=mặt mặt=mặc kíck=kích càt=cát \
             quít=quýt tai=tay híu=hiếu wá=quá zô=dô diếm=giếm"
            .split_whitespace()
        {
            let (typed, meant) = pair.split_once('=').unwrap();
            let cost = found(typed, meant).map(|(_, cost)| cost);
            assert_eq!(cost, Some(CONFUSION), "{typed} {meant}");
        }
    }

    #[test]
    fn slips_of_the_finger_are_among_the_first() {
        for pair in "ngưoiì=người hcọ=học tưrờng=trường nagnh=nganh nàgnh=ngành viêtj=viêt \
             giếngg=giếng trươngg=trương nguwời=người viiệt=việt dduong=duong cônng=công \
             côngn=công trừờng=trường yhành=thành đừờng=đường uốc=quốc vuệt=việt"
            .split_whitespace()
        {
            let (typed, meant) = pair.split_once('=').unwrap();
            let place = found(typed, meant);
            assert!(place.is_some_and(|(at, _)| at < 20), "{typed} {place:?}");
        }
    }

    #[test]
    fn marks_of_corrections_are_those_of_the_word() {
        for typed in ["nghanh", "xu", "truong", "nguoii", "hcoc"] {
            let corrections = corrections(typed);
            assert!(!corrections.is_empty(), "{typed}");
            assert!(corrections.iter().all(|c| c.term.is_ascii()), "{typed}");
        }
        for typed in ["nghành", "xử", "đuong", "ngưoiì", "kà", "cô"] {
            let corrections = corrections(typed);
            assert!(!corrections.is_empty(), "{typed}");
            assert!(corrections.iter().all(|c| !c.term.is_ascii()), "{typed}");
        }
        // A tone that was not typed stays free, whatever the coda.
        assert_eq!(found("xêp", "sêp"), Some((0, CONFUSION)));
    }

    #[test]
    fn corrections_are_spelt_by_the_rules() {
        for typed in ["nghành", "kà", "xử", "trừơngg", "quét", "giiếng", "cớc"] {
            for correction in corrections(typed) {
                let syllable = crate::Syllable::parse(&correction.term).unwrap();
                assert!(
                    syllable.is_well_spelt() || syllable.tone() == Tone::Level,
                    "{typed} {}",
                    correction.term
                );
            }
        }
    }

    #[test]
    fn what_is_no_syllable_at_all_has_no_corrections() {
        for typed in [
            "",
            "a",
            "1",
            "x1",
            "2019",
            "facebook",
            "strengths",
            "müller",
            "việt nam",
            "日本",
            "ngưoiiiiiiiiiiiiiii",
            "--",
            "🙂🙂",
        ] {
            assert_eq!(corrections(typed), [], "{typed}");
        }
    }

    #[test]
    fn keys_that_touch() {
        for (one, other) in [
            ("q", "a"),
            ("a", "z"),
            ("s", "w"),
            ("s", "e"),
            ("o", "p"),
            ("n", "j"),
        ] {
            let (one, other) = (one.chars().next().unwrap(), other.chars().next().unwrap());
            assert!(
                are_neighbours(one, other) && are_neighbours(other, one),
                "{one} {other}"
            );
        }
        assert!(!are_neighbours('a', 's') || are_neighbours('s', 'a'));
        for (one, other) in [('a', 'd'), ('q', 'z'), ('a', 'e'), ('p', 'm')] {
            assert!(
                !are_neighbours(one, other) && !are_neighbours(other, one),
                "{one} {other}"
            );
        }
    }
}
