//! The values of a record as texts: converted, repaired, in one line or cut into a list (rules 1.3 and 1.8).

use std::borrow::Cow;

use serde_json::Value;
use timtin_tokenizer::normalize::legacy::{Encoding, convert};
use timtin_tokenizer::repair_from;

/// How the texts of an article are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Texts {
    /// `None`: Unicode.
    encoding: Option<Encoding>,
    /// Fields that mean nothing to timtin are kept as they came, unless they came as bytes that are no text.
    convert_extra: bool,
}

impl Texts {
    /// Texts that show `encoding`.
    pub(crate) fn written_in(encoding: Option<Encoding>) -> Texts {
        Texts {
            encoding,
            convert_extra: false,
        }
    }

    /// Texts that came as bytes in `encoding`.
    pub(crate) fn bytes_in(encoding: Encoding) -> Texts {
        Texts {
            encoding: Some(encoding),
            convert_extra: true,
        }
    }

    /// What the texts are converted from.
    pub(crate) fn encoding(self) -> Option<Encoding> {
        self.encoding
    }

    /// A value for `extra`.
    pub(crate) fn kept(self, value: Value) -> Value {
        if self.convert_extra {
            self.converted(&value).into_owned()
        } else {
            value
        }
    }

    /// A value with its texts converted, and else as it is.
    pub(crate) fn converted(self, value: &Value) -> Cow<'_, Value> {
        let Some(encoding) = self.encoding else {
            return Cow::Borrowed(value);
        };
        let converted = |value: &Value| self.converted(value).into_owned();
        match value {
            Value::String(text) => Cow::Owned(convert(text, encoding).into()),
            Value::Array(values) => Cow::Owned(values.iter().map(converted).collect()),
            Value::Object(fields) => {
                let fields = fields.iter();
                Cow::Owned(
                    fields
                        .map(|(name, value)| (name.clone(), converted(value)))
                        .collect(),
                )
            }
            other => Cow::Borrowed(other),
        }
    }

    /// Repaired text; a list of texts is joined by `joiner`.
    pub(crate) fn text(self, value: &Value, joiner: &str) -> Option<String> {
        match value {
            Value::String(text) => Some(self.repaired(text)),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Array(values) => {
                let parts: Option<Vec<String>> = values
                    .iter()
                    .map(|value| self.text(value, joiner))
                    .collect();
                parts.map(|parts| {
                    parts
                        .into_iter()
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join(joiner)
                })
            }
            // `{"name": "…"}` as JSON-LD writes authors and publishers.
            Value::Object(fields) => fields.get("name").and_then(|name| self.text(name, joiner)),
            Value::Null => Some(String::new()),
        }
    }

    /// Text for one line, as headlines and names are: space of any length and kind is one.
    pub(crate) fn line(self, value: &Value, joiner: &str) -> Option<String> {
        self.text(value, joiner).map(|text| one_line(&text))
    }

    /// Text repaired and trimmed.
    pub(crate) fn repaired(self, text: &str) -> String {
        match repair_from(text, self.encoding) {
            Cow::Borrowed(text) => text.trim().to_owned(),
            Cow::Owned(text) if text.trim().len() == text.len() => text,
            Cow::Owned(text) => text.trim().to_owned(),
        }
    }

    /// A path of categories (rule 1.3): the array, or the text cut at `/` or `>`.
    pub(crate) fn category(self, value: &Value) -> Option<Vec<String>> {
        self.list(value, &['/', '>'])
    }

    /// The array, or the text cut at `separators`; blank parts are dropped.
    pub(crate) fn list(self, value: &Value, separators: &[char]) -> Option<Vec<String>> {
        let parts: Vec<String> = match value {
            Value::Array(values) => values
                .iter()
                .map(|value| self.line(value, " "))
                .collect::<Option<_>>()?,
            Value::String(text) => self
                .repaired(text)
                .split(separators)
                .map(one_line)
                .collect(),
            other => vec![self.line(other, " ")?],
        };
        Some(parts.into_iter().filter(|part| !part.is_empty()).collect())
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
