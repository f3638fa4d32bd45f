//! What a document may have at the place of one query word (rule 2.4).

use timtin_tokenizer::{
    Kind, Syllable, Token, adds_marks, adds_marks_to_word, extensions, word_extensions,
};

use crate::analysis::term;

/// How the marks of query and document are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Accents {
    /// Marks that were typed bind, marks that were not are free.
    #[default]
    Auto,
    /// Exactly the marks that were typed.
    Strict,
    /// Marks never matter.
    Ignore,
}

/// How much a word counts that has marks more than the query typed.
const EXTENDED_WEIGHT: f32 = 0.5;

/// One query word and the index terms that satisfy it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slot {
    /// The canonical term of what was typed.
    pub(crate) term: String,
    /// What every token that satisfies it is folded to.
    pub(crate) folded: String,
    kind: Kind,
    /// Whether it is a syllable or can become one.
    is_syllable: bool,
    accents: Accents,
    /// Terms of the index and how much each counts.
    pub(crate) alternatives: Vec<(String, f32)>,
    /// The term of a text without marks, when only such a text could still match.
    pub(crate) last_resort: Option<String>,
}

impl Slot {
    /// The slot of a query token.
    pub(crate) fn new(token: &Token<'_>, accents: Accents) -> Slot {
        Self::of(token.term, token.folded, token.kind, accents)
    }

    /// The slot of a word of a reading: written in full, so nothing about it is left open.
    pub(crate) fn reading_word(term: &str, folded: &str, accents: Accents) -> Slot {
        let accents = if accents == Accents::Auto {
            Accents::Strict
        } else {
            accents
        };
        let mut slot = Self::of(term, folded, Kind::Syllable, accents);
        slot.last_resort = (term != folded).then(|| term::of(term::UNMARKED, folded));
        slot
    }

    /// The slot of an abbreviation left unsettled in a document; `listed`: or settled by a list.
    pub(crate) fn unsettled(folded: &str, listed: bool) -> Slot {
        let unsettled = (term::of(term::UNSETTLED, folded), 1.0);
        let listed = listed.then(|| (term::of(term::LISTED, folded), 1.0));
        Slot {
            term: folded.to_owned(),
            folded: folded.to_owned(),
            kind: Kind::Abbreviation,
            is_syllable: false,
            accents: Accents::Ignore,
            alternatives: std::iter::once(unsettled).chain(listed).collect(),
            last_resort: None,
        }
    }

    /// The slot of a word with these terms.
    pub(crate) fn of(term: &str, folded: &str, kind: Kind, accents: Accents) -> Slot {
        let marked = term != folded;
        let numeric = kind.is_numeric();
        let is_syllable = Syllable::parse(term).is_some() || !extensions(term).is_empty();
        let folded_term = || (term::of(term::FOLDED, folded), 1.0);
        let alternatives = match accents {
            _ if numeric => vec![(term.to_owned(), 1.0)],
            Accents::Strict => vec![(term.to_owned(), 1.0)],
            Accents::Ignore => vec![folded_term()],
            Accents::Auto if !marked => vec![folded_term()],
            Accents::Auto => {
                let extended = match is_syllable {
                    true => extensions(term),
                    false => word_extensions(term),
                };
                let extended = extended.into_iter().map(|term| (term, EXTENDED_WEIGHT));
                std::iter::once((term.to_owned(), 1.0))
                    .chain(extended)
                    .collect()
            }
        };
        let last_resort = (accents == Accents::Auto && marked && !numeric)
            .then(|| term::of(term::UNMARKED, folded));
        Slot {
            term: term.to_owned(),
            folded: folded.to_owned(),
            kind,
            is_syllable,
            accents,
            alternatives,
            last_resort,
        }
    }

    /// What was typed is.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the slot holds a term that is what was typed and others that are not.
    pub(crate) fn is_told_exact(&self) -> bool {
        let literal = matches!(self.kind, Kind::Abbreviation | Kind::Code);
        let only_exact = self.alternatives.len() == 1 && self.alternatives[0].0 == self.term;
        !only_exact && !self.is_unsettled() && (literal || self.term != self.folded)
    }

    /// Whether it was typed without any mark and can be a syllable that has some: `can`, and `nguyen`,
    /// which is none without them.
    pub(crate) fn is_free(&self) -> bool {
        self.is_unmarked_word()
            && (self.kind == Kind::Syllable || !extensions(&self.term).is_empty())
    }

    /// The term that only texts without marks have.
    pub(crate) fn unmarked_text(&self) -> String {
        term::of(term::UNMARKED, &self.folded)
    }

    /// Whether a token of a document satisfies the slot; `resort` allows the last resort too.
    pub(crate) fn matches(&self, token: &Token<'_>, resort: bool) -> bool {
        if self.is_unsettled() {
            let listed = self.alternatives.len() > 1 && token.listed;
            return (token.unsettled || listed) && token.folded == self.folded;
        }
        if token.folded != self.folded {
            return false;
        }
        let numeric = token.kind.is_numeric();
        let same = token.term == self.term;
        let satisfied = match self.accents {
            _ if numeric => same,
            Accents::Strict => same,
            Accents::Ignore => true,
            Accents::Auto if same || self.term == self.folded => true,
            Accents::Auto if self.is_syllable => adds_marks(&self.term, token.term),
            Accents::Auto => adds_marks_to_word(&self.term, token.term),
        };
        satisfied || (resort && self.last_resort.is_some() && token.term == self.folded)
    }

    /// Whether the word was typed without any mark and could have some.
    pub(crate) fn is_unmarked_word(&self) -> bool {
        self.term == self.folded
            && matches!(self.kind, Kind::Syllable | Kind::Word)
            && self.accents == Accents::Auto
    }

    fn is_unsettled(&self) -> bool {
        self.alternatives
            .first()
            .is_some_and(|(term, _)| term.starts_with(term::UNSETTLED))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Mode, fold};

    use super::*;

    /// Words of news: syllables, names of the highlands, foreign words.
    const WORDS: [&str; 20] = [
        "cán",
        "bộ",
        "đường",
        "quyết",
        "giữ",
        "thuỷ",
        "nghĩa",
        "đắk",
        "krông",
        "pơk",
        "lắk",
        "blơk",
        "café",
        "beyoncé",
        "đà",
        "ưỡn",
        "sàigòn",
        "résumé",
        "đàlạt",
        "hànội",
    ];

    fn with_token<T>(word: &str, of: impl FnOnce(&Token<'_>) -> T) -> T {
        let lexicon = Lexicon::empty();
        let mut analysis = Analysis::new();
        Analyzer::new(&lexicon).analyze(word, Mode::Text, &mut analysis);
        of(&analysis.tokens().next().unwrap())
    }

    proptest! {
        /// The index is asked for terms, marks are told by tokens: both must mean the same.
        #[test]
        fn terms_and_tokens_satisfy_alike(
            word in proptest::sample::select(&WORDS),
            other in proptest::sample::select(&WORDS),
            kept in proptest::collection::vec(any::<bool>(), 8),
            same in any::<bool>(),
        ) {
            let typed: String = word
                .chars()
                .zip(kept.iter().cycle())
                .map(|(c, kept)| if *kept { c.to_string() } else { fold(&c.to_string()).into_owned() })
                .collect();
            let slot = with_token(&typed, |token| Slot::new(token, Accents::Auto));
            with_token(if same { word } else { other }, |token| {
                let folded = term::of(term::FOLDED, token.folded);
                let has = |wanted: &str| wanted == token.term || wanted == folded;
                let by_terms = slot.alternatives.iter().any(|(wanted, _)| has(wanted));
                prop_assert_eq!(by_terms, slot.matches(token, false), "{} for {}", typed, token.term);
                Ok(())
            })?;
        }
    }
}
