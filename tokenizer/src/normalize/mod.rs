//! Bringing text to one written form: Unicode repair on the way in, letters and their marks.
//!
//! The legacy encodings TCVN3 (ABC), VNI and VISCII (rule 1.8) will live here too, as `legacy`.

pub mod letter;
pub mod unicode;
