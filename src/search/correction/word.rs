//! Words that were misspelt: syllables side by side that are no word, where others that sound like them, or
//! are one slip away, are a word that articles have (`khắc khe`, `xúc tích`, `vô hình chung`).
//!
//! The lexicon proposes, which costs no look at the index; the index decides.

use std::ops::Range;

use timtin_tokenizer::{Correction, Syllable, adds_marks, canonical, corrections_within, fold};

use super::usual_spelling::Beside;
use super::{Corrector, EVIDENCE, USUAL_COST, log3};
use crate::error::Result;
use crate::query::{Accents, CorrectedBy};
use crate::search::line::{Line, word_of};
use crate::search::orthography::newspaper_spelling;

/// What a syllable of a word may cost: one slip of the finger, or two sounds that were confused.
const SLIP_COST: u8 = 4;
/// So many times more articles must have a word than what was typed, where it sounds like it.
const ALIKE: u64 = 3;
/// And so many times more where a slip is between, or where articles have what was typed.
const SLIP: u64 = 20;
/// What is typed in one of so many articles is an expression of its own.
const ESTABLISHED: f32 = 500.0;
/// What does in so many times more is one clearly, however few articles were looked at.
const CLEARLY: f32 = 10.0;
/// Words are counted in no more articles than this.
const ENOUGH: u64 = 1000;
/// News misspells too: so many times oftener it must have the word than what was typed, where the lexicon
/// has both. Longer words that sound alike are one.
const OFTENER: u32 = 20;
const OFTENER_IF_LONG: u32 = 3;
/// What is a slip away must be one word at least so often, of a hundred times that its syllables stand together.
const SURE_RATE: u8 = 50;
/// Of the articles that have two words, one in so many has them side by side by chance.
const CHANCE: u64 = 150;

/// A word of the lexicon in place of what was typed.
struct Candidate {
    at: Range<usize>,
    terms: Vec<String>,
    cost: u8,
    /// Whether it sounds like what was typed.
    alike: bool,
}

impl Corrector<'_> {
    /// The words of the query beside each other.
    pub(super) fn line(&self) -> Line {
        let words = self.words.iter().enumerate();
        let words = words.map(|(at, place)| (canonical(self.word(at)), place.clone()));
        Line::new(&self.request.query, words)
    }

    /// What each word that may be misspelt may have been meant to be; `beside`: in how many articles it stands
    /// beside its neighbours.
    pub(super) fn corrections(
        &self,
        line: &Line,
        beside: &[Option<Beside>],
    ) -> Vec<Vec<Correction>> {
        let corrections_of = |(at, beside): (usize, &Option<Beside>)| {
            let before = at.checked_sub(1);
            let has_neighbour = line.goes_on(at) || before.is_some_and(|at| line.goes_on(at));
            let beside = beside.filter(|_| has_neighbour);
            match beside.and_then(|beside| self.may_cost(beside)) {
                Some(most) => corrections_within(&canonical(self.word(at)), most),
                None => Vec::new(),
            }
        };
        beside.iter().enumerate().map(corrections_of).collect()
    }

    /// Reads what is no word as one that was meant.
    pub(super) fn read_words(
        &mut self,
        line: &Line,
        beside: &[Option<Beside>],
        corrections: &[Vec<Correction>],
    ) -> Result<()> {
        let mut meant = Vec::new();
        for candidate in candidates(line, corrections) {
            if let Some(articles) = self.articles_that_mean(line, &candidate, beside)? {
                let score = log3(articles) - f32::from(candidate.cost);
                meant.push((score, candidate));
            }
        }
        meant.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, candidate) in meant {
            if self.read[candidate.at.clone()].iter().any(Option::is_some) {
                continue;
            }
            let terms = line.terms(&candidate.at);
            for (at, (typed, meant)) in candidate.at.zip(terms.iter().zip(&candidate.terms)) {
                if typed != meant {
                    self.read[at] = Some((newspaper_spelling(meant), CorrectedBy::Spelling));
                }
            }
        }
        Ok(())
    }

    /// How many articles have a word, [`ENOUGH`] at most, if they are so many more than have what was typed.
    fn articles_that_mean(
        &self,
        line: &Line,
        candidate: &Candidate,
        beside: &[Option<Beside>],
    ) -> Result<Option<u64>> {
        let as_typed = self.as_typed();
        let times = if candidate.alike { ALIKE } else { SLIP };
        let typed_terms = line.terms(&candidate.at);
        // A slip is told from a word by its neighbours: it stands beside none.
        let most_beside = if candidate.alike {
            self.one_in(ESTABLISHED)
        } else {
            EVIDENCE as f32
        };
        let belongs_outside = |at: usize| {
            let beside = beside[at].unwrap_or_default();
            (at == candidate.at.start && beside.before > most_beside)
                || (at + 1 == candidate.at.end && beside.behind > most_beside)
        };
        let mut changed = candidate
            .at
            .clone()
            .zip(typed_terms.iter().zip(&candidate.terms));
        if changed.any(|(at, (typed, meant))| typed != meant && belongs_outside(at)) {
            return Ok(None);
        }
        let usual = format!("\"{}\"", candidate.terms.join(" "));
        let typed = format!("\"{}\"", typed_terms.join(" "));
        let least = times * self.by_chance(&typed_terms, as_typed)?.max(1);
        if self.count_to(least, &usual, Accents::Strict)? < least {
            return Ok(None);
        }
        let have = self.count_to(ENOUGH.max(least), &usual, Accents::Strict)?;
        let most = have / times;
        let found = self.count_to(most + 1, &typed, as_typed)?;
        if found > most || (found as f32 > self.one_in(ESTABLISHED) && have < SLIP * found) {
            return Ok(None);
        }
        // As many as have it with marks that were not typed, or more.
        let mut terms = typed_terms.iter().zip(&candidate.terms);
        let only_adds = terms.all(|(typed, meant)| adds_marks(typed, meant));
        let others = if only_adds { 2 * have } else { have };
        let is_meant = self.count_to(others + 1, &typed, self.request.accents)? <= others;
        Ok(is_meant.then_some(have))
    }

    /// In how many articles two words stand side by side by chance; longer runs hardly ever do.
    fn by_chance(&self, terms: &[&str], accents: Accents) -> Result<u64> {
        let [first, second] = terms else {
            return Ok(0);
        };
        let first = self.known(first, accents)?.articles;
        let second = self.known(second, accents)?.articles;
        Ok(first * second / self.searcher.documents().max(1) / CHANCE)
    }

    /// What a correction may cost of a word that stands beside others so often: it must not belong to what is on
    /// one side of it, nor clearly to what is on the other.
    fn may_cost(&self, beside: Beside) -> Option<u8> {
        let (less, more) = match beside.before < beside.behind {
            true => (beside.before, beside.behind),
            false => (beside.behind, beside.before),
        };
        let rare = self.one_in(ESTABLISHED);
        match more {
            _ if less > rare => None,
            more if more <= rare && less <= EVIDENCE as f32 => Some(SLIP_COST),
            more if more <= CLEARLY * rare => Some(USUAL_COST),
            _ => None,
        }
    }
}

/// The words of the lexicon that may have been meant, longer ones first.
fn candidates(line: &Line, corrections: &[Vec<Correction>]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for at in line.windows() {
        let before = found.len();
        one_corrected(line, &at, &corrections[at.clone()], &mut found);
        if found.len() == before {
            both_corrected(line, &at, &corrections[at.clone()], &mut found);
        }
    }
    found
}

/// Finds words of the lexicon that words side by side are with one of them corrected.
fn one_corrected(
    line: &Line,
    at: &Range<usize>,
    corrections: &[Vec<Correction>],
    found: &mut Vec<Candidate>,
) {
    let typed = line.terms(at);
    // Longer words are told by sound alone.
    let most = if typed.len() > 2 {
        USUAL_COST
    } else {
        SLIP_COST
    };
    for (place, corrections) in corrections.iter().enumerate() {
        let mut terms = typed.clone();
        let cheap = corrections
            .iter()
            .take_while(|correction| correction.cost <= most);
        for correction in cheap {
            terms[place] = &correction.term;
            let alike = sounds_like(typed[place], correction);
            push(line, at, &terms, correction.cost, alike, found);
        }
        // Corrections of a word with marks have some: without them it could be anything, but not in a word.
        let unmarked = fold(typed[place]);
        if most == SLIP_COST && !corrections.is_empty() && unmarked != typed[place] {
            terms[place] = &unmarked;
            push(line, at, &terms, SLIP_COST, false, found);
        }
    }
}

/// Finds words of two syllables that sound alike and are both wrong: `sáng lạng`.
fn both_corrected(
    line: &Line,
    at: &Range<usize>,
    corrections: &[Vec<Correction>],
    found: &mut Vec<Candidate>,
) {
    let ([first, second], [firsts, seconds]) = (&line.terms(at)[..], corrections) else {
        return;
    };
    let alike = |typed: &str, corrections: &[Correction]| -> Vec<Correction> {
        let alike = corrections
            .iter()
            .filter(|correction| sounds_like(typed, correction));
        alike.cloned().collect()
    };
    let (firsts, seconds) = (alike(first, firsts), alike(second, seconds));
    for first in &firsts {
        for second in &seconds {
            let terms = [first.term.as_str(), second.term.as_str()];
            push(line, at, &terms, first.cost + second.cost, true, found);
        }
    }
}

fn push(
    line: &Line,
    at: &Range<usize>,
    terms: &[&str],
    cost: u8,
    alike: bool,
    found: &mut Vec<Candidate>,
) {
    let Some(word) = word_of(terms) else {
        return;
    };
    let oftener = if terms.len() > 2 {
        OFTENER_IF_LONG
    } else {
        OFTENER
    };
    let typed = word_of(&line.terms(at)).map_or(0, |evidence| evidence.count);
    let is_sure = alike || word.rate >= SURE_RATE;
    if is_sure && word.count >= oftener * typed {
        found.push(Candidate {
            at: at.clone(),
            terms: terms.iter().map(|term| (*term).to_owned()).collect(),
            cost,
            alike,
        });
    }
}

/// Whether a correction is of sounds that are confused, not of a slip: one of them, or one at the start and
/// one in the rhyme.
fn sounds_like(typed: &str, correction: &Correction) -> bool {
    if correction.cost <= USUAL_COST {
        return true;
    }
    let (typed, meant) = (Syllable::parse(typed), Syllable::parse(&correction.term));
    typed.zip(meant).is_some_and(|(typed, meant)| {
        correction.cost <= 2 * USUAL_COST
            && typed.onset() != meant.onset()
            && (typed.rhyme() != meant.rhyme() || typed.tone() != meant.tone())
    })
}

#[cfg(test)]
mod tests {
    use crate::search::correction::tests::suggestions_among;

    #[test]
    fn words_of_the_lexicon_are_told_by_sound_and_slip() {
        let bodies = (0..60).map(|at| {
            let mut body = match at % 2 {
                0 => format!("Bài viết súc tích, tương lai xán lạn, ở thôn {at} chẩn đoán bệnh"),
                _ => format!("Đoàn {at} tham quan vịnh, vô hình trung gây ồn, xe đạp hỏng"),
            };
            if at < 10 {
                body.push_str(
                    ". Nhóm người tiếp xúc cử tri, theo chuẩn mới, đập phá cổng; siêu âm bàng quang; giữ thái độ bàng quan",
                );
            }
            body
        });
        let told = [
            ("bài viết xúc tích", Some("bài viết súc tích")),
            // A letter too many; a mark too many, though the lexicon has that too, hardly ever.
            ("chuẩn đoán bệnh", Some("chẩn đoán bệnh")),
            ("thăm quan vịnh", Some("tham quan vịnh")),
            // Both syllables; one of three, though the lexicon has it nearly as often.
            ("tương lai sáng lạng", Some("tương lai xán lạn")),
            ("vô hình chung", Some("vô hình trung")),
            // Not across a comma, and no name.
            ("xúc, tích", None),
            ("Chuẩn đoán", None),
            // Words that are others.
            ("siêu âm bàng quang", None),
            ("khuyến mại", None),
            // What belongs to the word beside it.
            ("chặn xe đập phá", None),
            // As it should be.
            ("chẩn đoán bệnh", None),
        ];
        let suggestions = suggestions_among(bodies, &told.map(|(query, _)| query));
        for ((query, expected), suggestion) in told.into_iter().zip(suggestions) {
            assert_eq!(suggestion.as_deref(), expected, "{query}");
        }
    }
}
