//! Why inputs could not be opened.

use std::path::PathBuf;

use thiserror::Error;

/// An input that cannot be read at all. What is wrong within one is a rejected record instead.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The input does not exist or cannot be opened.
    #[error("{}: {cause}; check the path and the permissions", path.display())]
    Open {
        /// The input.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The name of a format is unknown.
    #[error("unknown format {0:?}: choose among auto, jsonl, json, csv, text, html, feed")]
    Format(String),
}
