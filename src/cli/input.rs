//! Files of the user's own: queries and abbreviations.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::language::Language;

/// A text in UTF-8, without the byte order mark that some editors put before it.
pub(crate) fn read(path: &Path, say: Language) -> Result<String> {
    let name = path.display().to_string();
    let bytes = fs::read(path).with_context(|| say.cannot_read(&name))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
        Err(error) => {
            let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + sound.iter().filter(|byte| **byte == b'\n').count();
            bail!(say.not_utf8(&name, line))
        }
    }
}

/// The queries of a file of lines `QID<TAB>QUERY`: id and query, in its order. Empty lines are
/// passed over; any other line is an error that names it, as a run must not lack a query unnoticed.
pub(crate) fn queries(path: &Path, say: Language) -> Result<Vec<(String, String)>> {
    let text = read(path, say)?;
    let mut queries = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match line.split_once('\t') {
            Some((id, query)) if !id.trim().is_empty() => {
                queries.push((id.trim().to_owned(), query.to_owned()));
            }
            _ => bail!(say.query_line(&path.display().to_string(), at + 1)),
        }
    }
    Ok(queries)
}
