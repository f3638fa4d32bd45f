//! What a query says, before the index is asked (rule 4.2).

/// Where in an article something is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Zone {
    /// Title, summary and body.
    #[default]
    Anywhere,
    Title,
    Summary,
    Body,
}

/// A property of the article that is compared as a whole or by its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Property {
    Author,
    Source,
    Category,
    Date,
}

/// A query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ast {
    /// All of them.
    All(Vec<Ast>),
    /// At least one of them.
    Any(Vec<Ast>),
    Not(Box<Ast>),
    /// Words that stand side by side in the query.
    Words {
        text: String,
        zone: Zone,
    },
    /// Words in quotation marks, with up to `slop` syllables between them.
    Phrase {
        text: String,
        slop: u32,
        zone: Zone,
    },
    /// The beginning of a word.
    Prefix {
        text: String,
        zone: Zone,
    },
    Property {
        property: Property,
        value: String,
    },
}

impl Ast {
    /// A query that asks for nothing.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Ast::All(children) | Ast::Any(children) if children.is_empty())
    }
}
