//! What an index was made with, written beside it and checked before it is opened (rule 6.3).

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use timtin_tokenizer::{Lexicon, fingerprint};

use super::folder::write_atomically;
use crate::error::{Error, Result};

/// The version of the index format: schema, term encoding, stored articles. Raise it with any of them.
pub(crate) const FORMAT: u32 = 6;

/// The settings file in the folder of an index.
pub(crate) const FILE: &str = "timtin.json";

/// What the engine keeps its segments in, beside the settings.
pub(super) const ENGINE_FILE: &str = "meta.json";

/// Whether `folder` holds an index, so that nothing in it is an article.
pub(crate) fn is_index(folder: &Path) -> bool {
    [FILE, ENGINE_FILE]
        .iter()
        .all(|name| folder.join(name).is_file())
}

/// How an index is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The user's own abbreviations, as tab-separated lines: abbreviation, reading, and if wanted
    /// weight (1–100), field and context words. They come before the built-in ones (rule 3.2).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub abbreviations: String,
}

/// The file: the settings and what they must be read with.
#[derive(Serialize, Deserialize)]
struct Stored {
    format: u32,
    analysis: String,
    timtin: String,
    #[serde(flatten)]
    settings: Settings,
}

impl Settings {
    /// The lexicon these settings ask for.
    pub(crate) fn lexicon(&self) -> Result<Lexicon> {
        Ok(Lexicon::built_in_and(&self.abbreviations)?)
    }

    /// Whether both make the same of all texts: lists are compared line by line, however their lines end.
    pub(crate) fn ask_for_the_same(&self, other: &Settings) -> bool {
        let lines = self.abbreviations.lines().map(str::trim_end);
        lines.eq(other.abbreviations.lines().map(str::trim_end))
    }

    /// Writes the settings into `folder`.
    pub(crate) fn save(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE);
        let stored = Stored {
            format: FORMAT,
            analysis: fingerprint(&self.abbreviations),
            timtin: env!("CARGO_PKG_VERSION").to_owned(),
            settings: self.clone(),
        };
        let mut json = serde_json::to_vec_pretty(&stored)?;
        json.push(b'\n');
        write_atomically(&path, &json).map_err(Error::io(&path))
    }

    /// Reads the settings of `folder` and checks that this program analyses as they say.
    pub(crate) fn load(folder: &Path) -> Result<Settings> {
        let path = folder.join(FILE);
        let json = fs::read(&path).map_err(Error::io(&path))?;
        // The version is read by itself: what else the file holds depends on it.
        let value: serde_json::Value =
            serde_json::from_slice(&json).map_err(|error| damaged(&path, &error))?;
        let found = value
            .get("format")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or_default();
        if found != u64::from(FORMAT) {
            return Err(incompatible(
                folder,
                "index format",
                found.to_string(),
                FORMAT.to_string(),
            ));
        }
        let stored: Stored =
            serde_json::from_value(value).map_err(|error| damaged(&path, &error))?;
        let needed = fingerprint(&stored.settings.abbreviations);
        if stored.analysis != needed {
            return Err(incompatible(
                folder,
                "text analysis",
                stored.analysis,
                needed,
            ));
        }
        Ok(stored.settings)
    }
}

fn damaged(path: &Path, error: &serde_json::Error) -> Error {
    Error::Settings {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

fn incompatible(folder: &Path, what: &'static str, found: String, needed: String) -> Error {
    Error::Incompatible {
        path: folder.to_owned(),
        what,
        found,
        needed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_others_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            abbreviations: "QX\tquê xa".into(),
        };
        settings.save(folder.path()).unwrap();
        assert_eq!(Settings::load(folder.path()).unwrap(), settings);

        let path = folder.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(
            &path,
            text.replace(&format!("\"format\": {FORMAT}"), "\"format\": 99"),
        )
        .unwrap();
        let error = Settings::load(folder.path()).unwrap_err();
        assert!(
            error.to_string().contains("reindex") && error.to_string().contains("99"),
            "{error}"
        );
        fs::write(&path, text.replace("quê xa", "quê gần")).unwrap();
        assert!(matches!(
            Settings::load(folder.path()).unwrap_err(),
            Error::Incompatible {
                what: "text analysis",
                ..
            }
        ));
        fs::write(&path, &text[..20]).unwrap();
        assert!(matches!(
            Settings::load(folder.path()).unwrap_err(),
            Error::Settings { .. }
        ));
    }
}
