//! Definitions in the text itself: `Công an huyện (CAH)`, `UBKT (Ủy ban Kiểm tra)`, `gọi tắt là BQL`
//! (rule 3.2).
//!
//! Candidates stand at brackets (`bracket`) and at a few phrases (`spoken`); for a text without either
//! nothing more is done. What stands there is mostly no abbreviation: `short` tells. Letters decide
//! where a long form begins and ends (`long_form`, with the alignment of `align`); of foreign acronyms
//! beside a Vietnamese name the name itself must say so (`translated`).

mod align;
mod article;
mod bracket;
mod long_form;
mod phrase;
mod short;
mod spoken;
mod translated;

use std::ops::Range;

pub(crate) use article::is_same;
pub use article::{Definitions, long_form_key};

/// What a definition rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefinitionKind {
    /// The letters are the initials of the words, in Vietnamese or another language.
    Initials,
    /// A foreign acronym and the Vietnamese name of a body: `Tổ chức Y tế Thế giới (WHO)`.
    Translation,
}

/// An abbreviation and what the text itself says that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Where the abbreviation stands, in bytes of the text.
    pub abbreviation: Range<usize>,
    /// Where its long form stands, in bytes of the text.
    pub long_form: Range<usize>,
    /// What it rests on.
    pub kind: DefinitionKind,
}

/// The abbreviations that `text` defines, in the order of the text. The text must be repaired.
///
/// ```
/// use timtin_tokenizer::definitions;
/// let text = "Chiều 5/3, Công an huyện Lạc Sơn (CAH) bắt giữ hai người.";
/// let found = &definitions(text)[0];
/// assert_eq!(&text[found.abbreviation.clone()], "CAH");
/// assert_eq!(&text[found.long_form.clone()], "Công an huyện");
/// ```
pub fn definitions(text: &str) -> Vec<Definition> {
    read(text, &mut Vec::new())
}

/// The definitions of `text`; `unread` gets the abbreviations in brackets that define nothing.
fn read(text: &str, unread: &mut Vec<Range<usize>>) -> Vec<Definition> {
    let mut found = Vec::new();
    bracket::find(text, &mut found, unread);
    spoken::find(text, &mut found);
    found.sort_by_key(|definition| definition.abbreviation.start);
    found
}
