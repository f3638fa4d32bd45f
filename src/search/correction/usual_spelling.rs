//! Queries that are found as they were typed but break a rule of spelling, or have a word that sounds like
//! another: the usual spelling is suggested.

use timtin_tokenizer::{Correction, Kind, Syllable, canonical, corrections_within, fold};

use super::{Corrector, Rewritten, USUAL_COST};
use crate::error::Result;
use crate::query::{Accents, CorrectedBy, Slot};
use crate::search::compile::alternatives;
use crate::search::line::Line;
use crate::search::orthography::newspaper_spelling;
use crate::search::pair::{self, Pairs, Together};
use crate::search::postings::Alternative;

/// Two words that stand together in more than one of so many articles are an expression of their own.
const ESTABLISHED: f32 = 1000.0;
/// So many times more articles must have the usual spelling for it to be suggested.
const USUAL: u64 = 20;

/// In how many articles a word that may be misspelt stands beside its neighbours, estimated; 0 where the sample
/// has none.
#[derive(Clone, Copy, Default)]
pub(super) struct Beside {
    pub(super) before: f32,
    pub(super) behind: f32,
}

/// A word's terms and in how many articles they are, at most.
pub(super) struct Known {
    terms: Vec<Alternative>,
    pub(super) articles: u64,
}

impl Known {
    pub(super) fn as_word(&self) -> pair::Word<'_> {
        pair::Word {
            terms: &self.terms,
            documents: self.articles,
        }
    }
}

impl Corrector<'_> {
    /// The usual spelling of a query that is found but breaks the rules of spelling (`nghành`), or has a
    /// word that sounds like the one that belongs beside its neighbours (`xử dụng`).
    pub(in crate::search) fn usual_spelling(
        mut self,
        pairs: &Pairs<'_>,
    ) -> Result<Option<Rewritten>> {
        if self.request.accents == Accents::Strict {
            return Ok(None);
        }
        let line = self.line();
        let beside = self.articles_beside(&line, pairs)?;
        let corrections = self.corrections(&line, &beside);
        self.read_words(&line, &beside, &corrections)?;
        let rare = self.one_in(ESTABLISHED);
        for (at, beside) in beside.iter().enumerate() {
            let Some(beside) = beside.filter(|_| self.read[at].is_none()) else {
                continue;
            };
            let word = self.word(at);
            let Some(syllable) = Syllable::parse(word) else {
                continue;
            };
            let usual = match syllable.is_well_spelt() {
                true if beside.before.max(beside.behind) > rare => None,
                true => self.sounds_like(at, &corrections[at], &line, pairs)?,
                false => self.well_spelt(word)?,
            };
            self.read[at] = usual.map(|usual| (newspaper_spelling(&usual), CorrectedBy::Spelling));
        }
        Ok(self.rewritten())
    }

    /// What stands beside each word that may be misspelt.
    fn articles_beside(&self, line: &Line, pairs: &Pairs<'_>) -> Result<Vec<Option<Beside>>> {
        let marked = (0..self.words.len()).any(|at| !self.word(at).is_ascii());
        // Capitals may be a name: it is spelt as its owner likes. What the lexicon has as a word is one.
        // Without marks it may be anything that fits, unless others were typed with them.
        let is_open = |at: usize| {
            let word = self.word(at);
            let is_small = word.chars().all(|c| c.is_alphabetic() && !c.is_uppercase());
            is_small && !line.is_in_word(at) && (marked || !is_well_spelt(word))
        };
        let open: Vec<bool> = (0..self.words.len()).map(is_open).collect();
        let none = |open: &bool| open.then(Beside::default);
        let mut beside: Vec<Option<Beside>> = open.iter().map(none).collect();
        let mut before: Option<Known> = None;
        for right in 1..open.len() {
            let left = right - 1;
            if !line.goes_on(left) || (!open[left] && !open[right]) {
                before = None;
                continue;
            }
            let known = match before.take() {
                Some(known) => known,
                None => self.known_as_typed(self.word(left))?,
            };
            let next = self.known_as_typed(self.word(right))?;
            let together = pairs.together(&known.as_word(), &next.as_word())?;
            if together.seen {
                if let Some(beside) = &mut beside[left] {
                    beside.behind = together.articles;
                }
                if let Some(beside) = &mut beside[right] {
                    beside.before = together.articles;
                }
            }
            before = Some(next);
        }
        Ok(beside)
    }

    /// What the index knows of a word as it was typed: beside words that have marks it is what it says, `tai
    /// nạng` is not `tải nặng`. An abbreviation is what it stands for, however it is written.
    fn known_as_typed(&self, word: &str) -> Result<Known> {
        match Syllable::parse(word) {
            Some(_) => self.known(word, self.as_typed()),
            None => self.known(word, self.request.accents),
        }
    }

    pub(super) fn as_typed(&self) -> Accents {
        match self.request.accents {
            Accents::Auto => Accents::Strict,
            accents => accents,
        }
    }

    /// What a word that breaks a rule of spelling should be, where far more articles have that.
    fn well_spelt(&self, word: &str) -> Result<Option<String>> {
        let usual = corrections_within(word, USUAL_COST).into_iter().next();
        let Some(usual) = usual else {
            return Ok(None);
        };
        let found = self.frequency(&canonical(word))?;
        let is_usual = self.frequency(&usual.term)? >= USUAL * found.max(1);
        Ok(is_usual.then_some(usual.term))
    }

    /// The word that sounds like word `at` and stands far more often beside a word beside it, which word
    /// `at` itself hardly ever does. Estimates on samples tell whom it is worth counting for.
    fn sounds_like(
        &self,
        at: usize,
        corrections: &[Correction],
        line: &Line,
        pairs: &Pairs<'_>,
    ) -> Result<Option<String>> {
        let word = self.word(at);
        let typed = self.known(word, self.as_typed())?;
        let mut neighbours = Vec::new();
        for (beside, is_before) in [(at.checked_sub(1), true), (Some(at + 1), false)] {
            let Some(beside) = beside.filter(|beside| line.goes_on(at.min(*beside))) else {
                continue;
            };
            let neighbour = self.known_as_typed(self.meant(beside))?;
            let together = together(pairs, &typed, &neighbour, is_before)?;
            // None in the sample: what is estimated then is the most there may be.
            let least = if together.seen {
                together.articles
            } else {
                0.0
            };
            let neighbour = self.known(self.meant(beside), self.request.accents)?;
            neighbours.push((beside, is_before, neighbour, least));
        }
        let rhyme = Syllable::parse(word).map(|syllable| syllable.rhyme());
        let cheap = corrections
            .iter()
            .take_while(|usual| usual.cost <= USUAL_COST);
        for usual in cheap {
            let Some(other) = Syllable::parse(&usual.term) else {
                continue;
            };
            let same_rhyme = Some(other.rhyme()) == rhyme;
            let other = self.known(&usual.term, Accents::Strict)?;
            for (beside, is_before, neighbour, least) in &neighbours {
                // Estimates are good to a factor of two.
                let enough = |articles: f32| 2.0 * articles >= USUAL as f32 * least.max(1.0);
                // It stands beside a word in no more articles than have it.
                if !enough(other.articles.min(neighbour.articles) as f32) {
                    continue;
                }
                let together = together(pairs, &other, neighbour, *is_before)?;
                if !together.seen || !enough(together.articles) {
                    continue;
                }
                let phrase = |word: &str| match is_before {
                    true => format!("\"{} {word}\"", self.meant(*beside)),
                    false => format!("\"{word} {}\"", self.meant(*beside)),
                };
                // Rhymes that sound alike are many words: then no article may have what was typed.
                let most = if same_rhyme {
                    2 * together.articles as u64 / USUAL
                } else {
                    0
                };
                let found = self.count_to(most + 1, &phrase(word), self.request.accents)?;
                if found > most {
                    continue;
                }
                let enough = USUAL * found.max(1);
                if self.count_to(enough, &phrase(&usual.term), Accents::Strict)? >= enough {
                    return Ok(Some(usual.term.clone()));
                }
            }
        }
        Ok(None)
    }

    /// What the index knows of a word.
    pub(super) fn known(&self, word: &str, accents: Accents) -> Result<Known> {
        let term = canonical(word);
        let slot = Slot::of(&term, &fold(&term), Kind::Syllable, accents);
        let terms = alternatives(&slot, self.searcher.index.fields().text, false);
        Ok(Known {
            articles: self.articles_with(&terms)?,
            terms,
        })
    }
}

fn is_well_spelt(word: &str) -> bool {
    Syllable::parse(word).is_none_or(|syllable| syllable.is_well_spelt())
}

/// In how many articles `other` stands right before a word, or right behind it, estimated.
fn together(
    pairs: &Pairs<'_>,
    word: &Known,
    other: &Known,
    other_before: bool,
) -> Result<Together> {
    let (left, right) = match other_before {
        true => (other, word),
        false => (word, other),
    };
    pairs.together(&left.as_word(), &right.as_word())
}

#[cfg(test)]
mod tests {
    use crate::search::correction::tests::suggestions_among;

    /// The suggestion for each query in an index of 60 articles about the use of land and the handling of
    /// offences, one of them misspelt.
    fn suggestions(queries: &[&str]) -> Vec<Option<String>> {
        let bodies = (0..60).map(|at| match at {
                0 => "Hộ dân xử dụng đất sai mục đích".to_owned(),
                at if at % 2 == 0 => format!(
                    "Kế hoạch sử dụng đất của thôn {at}, ghi vào sử làng, bổ sung vốn, bàn giao mặt bằng"
                ),
                1 => "Do sơ xuất, thủ kho quên khóa cửa".to_owned(),
                3 | 5 | 7 => "Do sơ suất, thợ hàn gây cháy, may không ai bị tai nạn".to_owned(),
                at => format!(
                    "Tổ công tác xử lý vi phạm ở thôn {at}, nhiều vật dụng bị giữ, xe tải nặng bị tai nạn, kỷ niệm ngày lễ"
                ),
        });
        suggestions_among(bodies, queries)
    }

    #[test]
    fn a_word_that_sounds_like_the_one_meant_is_told_by_its_neighbours() {
        let told = [
            ("xử dụng đất", Some("sử dụng đất")),
            ("kế hoạch xử dụng", Some("kế hoạch sử dụng")),
            ("sử lý vi phạm", Some("xử lý vi phạm")),
            // Marks that another word has make one without them mean what it says.
            ("bổ xung", Some("bổ sung")),
            // Endings that sound alike, where no article has what was typed.
            ("giao mặc bằng", Some("giao mặt bằng")),
            ("bàng giao", Some("bàn giao")),
            // A word of the lexicon that is so much more frequent.
            ("sơ xuất", Some("sơ suất")),
            ("do sơ suất", None),
            // Marks that were not typed are free, but beside words that have some they say what they say.
            ("thợ bị tai nạng", Some("thợ bị tai nạn")),
            // Spelt as newspapers do.
            ("kỹ niệm", Some("kỷ niệm")),
            // As it should be, and what no article has otherwise.
            ("sử dụng đất", None),
            ("xử lý vi phạm", None),
            ("vật dụng", None),
            ("xử mục đích", None),
            // A name is spelt as it likes.
            ("Xử dụng đất", None),
        ];
        let queries: Vec<&str> = told.iter().map(|(query, _)| *query).collect();
        for ((query, expected), found) in told.iter().zip(suggestions(&queries)) {
            assert_eq!(found.as_deref(), *expected, "{query}");
        }
    }
}
