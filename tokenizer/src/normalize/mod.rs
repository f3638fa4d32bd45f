//! Bringing text to one written form: Unicode repair on the way in, letters and their marks.
//! Texts in legacy encodings (rule 1.8) are recognised and converted by [`legacy`].

pub mod legacy;
pub mod letter;
pub mod unicode;
