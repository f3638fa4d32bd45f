//! What of a query was not understood.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something in a query that was not understood, and what became of it (rule 4.1). Displayed as a sentence in
/// English; the fields are for those who word it otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Warning {
    /// A quotation mark without its partner was ignored.
    OpenQuotation {
        /// What begins with it.
        text: String,
    },
    /// Empty quotation marks were ignored.
    EmptyQuotation,
    /// An opening parenthesis without its partner was ignored.
    OpenParenthesis,
    /// A closing one.
    CloseParenthesis,
    /// Parentheses inside so many others were ignored.
    DeepParentheses {
        /// How many.
        most: usize,
    },
    /// Only the beginning of the query was used.
    LongQuery {
        /// So many bytes of it.
        bytes: usize,
    },
    /// Only so many words were used.
    ManyWords {
        /// How many.
        most: usize,
    },
    /// The `*` behind a word was ignored, as it is part of a phrase.
    PrefixInPhrase {
        /// The phrase.
        text: String,
    },
    /// The `*` was ignored, as what it stands behind is more than letters and digits.
    PrefixOfSigns {
        /// What was typed.
        text: String,
    },
    /// A prefix that is too short was read as a word.
    ShortPrefix {
        /// What was typed.
        text: String,
        /// So many letters are needed.
        least: usize,
    },
    /// A prefix was looked for in all of the text, not only in the field it was limited to.
    PrefixEverywhere {
        /// The prefix.
        text: String,
    },
    /// The name of a field was read as a word, as nothing stands directly behind it.
    FieldApart {
        /// The name with its colon.
        field: String,
    },
    /// A field that cannot hold a group was ignored.
    FieldOfGroup {
        /// The name with its colon.
        field: String,
    },
    /// What a field should hold was not understood and ignored.
    FieldValue {
        /// The field and its value.
        text: String,
    },
    /// A date was not understood and ignored.
    NoDate {
        /// The field and its value.
        text: String,
    },
    /// The query has no word.
    NoWord {
        /// The query.
        text: String,
    },
    /// More was not understood.
    More {
        /// So many things.
        count: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::OpenQuotation { text } => {
                write!(
                    f,
                    "a quotation mark without its partner was ignored: {text}"
                )
            }
            Warning::EmptyQuotation => f.write_str("empty quotation marks were ignored"),
            Warning::OpenParenthesis => {
                f.write_str("an opening parenthesis without its partner was ignored")
            }
            Warning::CloseParenthesis => {
                f.write_str("a closing parenthesis without its partner was ignored")
            }
            Warning::DeepParentheses { most } => {
                write!(f, "parentheses more than {most} deep were ignored")
            }
            Warning::LongQuery { bytes } => {
                write!(
                    f,
                    "the query is long: only its first {bytes} bytes were used"
                )
            }
            Warning::ManyWords { most } => write!(f, "only the first {most} words were used"),
            Warning::PrefixInPhrase { text } => write!(
                f,
                "“{text}” was read without *: there are no prefixes inside quotation marks"
            ),
            Warning::PrefixOfSigns { text } => write!(
                f,
                "“{text}” was read without its *: a prefix is letters and digits only"
            ),
            Warning::ShortPrefix { text, least } => {
                write!(
                    f,
                    "a prefix needs {least} letters: {text} was read as a word"
                )
            }
            Warning::PrefixEverywhere { text } => write!(
                f,
                "{text}* was looked for everywhere: a prefix can only be limited to the title"
            ),
            Warning::FieldApart { field } => write!(
                f,
                "{field} was read as a word: what it is asked to hold must stand directly behind it, as in {field}word"
            ),
            Warning::FieldOfGroup { field } => {
                write!(f, "{field} needs a word or a text in quotation marks")
            }
            Warning::FieldValue { text } => write!(f, "“{text}” was not understood and ignored"),
            Warning::NoDate { text } => write!(
                f,
                "“{text}” was not understood and ignored: a date is a day, month or year such as 26/2/2019, 2/2019, 2019, or two of them with .. between, the earlier first"
            ),
            Warning::NoWord { text } => write!(f, "nothing to search for in “{text}”"),
            Warning::More { count } => write!(f, "{count} more things like these"),
        }
    }
}
