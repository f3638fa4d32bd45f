//! What the engine is handed for an article.
//!
//! The engine's own document copies each text into a buffer of its own. This one lends what was made for it:
//! an article that waits to be indexed is in memory once, and the room it takes is given back when the engine
//! drops it.

use std::iter::{Empty, Map};
use std::mem::size_of;
use std::slice::Iter;

use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Document as EngineDocument, Field, Value};

use crate::index::Share;

/// The fields of an article with their values.
#[derive(Debug, Default)]
pub(crate) struct Document {
    values: Vec<(Field, FieldValue)>,
    /// The room it takes in the queue; given back with the document.
    share: Option<Share>,
}

/// A value of a field.
#[derive(Debug)]
pub(crate) enum FieldValue {
    Text(String),
    Number(u64),
    /// Seconds since 1970-01-01T00:00:00Z.
    Time(i64),
}

impl Document {
    pub(crate) fn with_capacity(values: usize) -> Document {
        Document {
            values: Vec::with_capacity(values),
            share: None,
        }
    }

    pub(crate) fn add_text(&mut self, field: Field, text: impl Into<String>) {
        self.values.push((field, FieldValue::Text(text.into())));
    }

    pub(crate) fn add_number(&mut self, field: Field, number: u64) {
        self.values.push((field, FieldValue::Number(number)));
    }

    pub(crate) fn add_time(&mut self, field: Field, seconds: i64) {
        self.values.push((field, FieldValue::Time(seconds)));
    }

    /// The memory it takes, in bytes.
    pub(crate) fn size(&self) -> usize {
        let of_values = self.values.iter().map(|(_, value)| match value {
            FieldValue::Text(text) => text.capacity(),
            FieldValue::Number(_) | FieldValue::Time(_) => 0,
        });
        size_of::<Document>()
            + self.values.capacity() * size_of::<(Field, FieldValue)>()
            + of_values.sum::<usize>()
    }

    /// Keeps the room it takes until it is dropped.
    pub(crate) fn hold(&mut self, share: Share) {
        self.share = Some(share);
    }
}

impl EngineDocument for Document {
    type Value<'a> = &'a FieldValue;
    type FieldsValuesIter<'a> =
        Map<Iter<'a, (Field, FieldValue)>, fn(&'a (Field, FieldValue)) -> (Field, &'a FieldValue)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.values.iter().map(|(field, value)| (*field, value))
    }
}

impl<'a> Value<'a> for &'a FieldValue {
    type ArrayIter = Empty<&'a FieldValue>;
    type ObjectIter = Empty<(&'a str, &'a FieldValue)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            FieldValue::Text(text) => ReferenceValueLeaf::Str(text),
            FieldValue::Number(number) => ReferenceValueLeaf::U64(*number),
            FieldValue::Time(seconds) => ReferenceValueLeaf::I64(*seconds),
        })
    }
}
