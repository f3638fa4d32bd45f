//! Items of feeds: RSS 0.9 to 2.0 and Atom.
//!
//! An item becomes named fields as an object of JSON has them, so that what holds for those holds here: of several
//! elements of one meaning the best is taken, the others and all that mean nothing to timtin are kept aside.

mod element;
mod fields;
mod vocabulary;

use serde_json::{Map, Value};
use timtin_tokenizer::normalize::legacy::{self, Encoding};
use xxhash_rust::xxh3::xxh3_128;

use crate::html;
use element::{Element, Root};
use vocabulary::Vocabulary;

/// So much of what stands before the items is looked at.
const LOOKED_AT: usize = 1 << 20;

/// The name of the items of a feed, by its first tag.
pub(crate) fn item_name(root: &str) -> String {
    let prefix = Root::of(root).prefix_of(Vocabulary::Rss);
    let Some(root) = Element::parse_start(root) else {
        return "item".to_owned();
    };
    match root.local() {
        "feed" => root.name.replace("feed", "entry"),
        // Those of RSS 1.0 have another namespace than their root.
        "RDF" => prefix + "item",
        _ => "item".to_owned(),
    }
}

/// What a feed says before its items and for all of them.
#[derive(Debug, Default)]
pub(crate) struct Head {
    root: Root,
    /// What an item has that does not say otherwise.
    inherited: Map<String, Value>,
    /// What the document says that it is written in.
    declared: Option<Encoding>,
    fingerprint: u128,
}

impl Head {
    /// Reads what stands before the first item.
    pub(crate) fn of(raw: &[u8]) -> Head {
        let raw = &raw[..raw.len().min(LOOKED_AT)];
        let text = if is_utf8(raw) {
            String::from_utf8_lossy(raw).into_owned()
        } else {
            legacy::windows_1252(raw)
        };
        let root = Root::of(&text);
        let inherited = Element::parse_start(&text)
            .map(|root| fields::inherited(&root))
            .unwrap_or_default();
        let declared = html::declared(raw);
        let told = format!("{} {inherited:?} {declared:?}", root.told());
        Head {
            fingerprint: xxh3_128(told.as_bytes()),
            root,
            inherited,
            declared,
        }
    }

    /// What the document says that it is written in.
    pub(crate) fn declared(&self) -> Option<Encoding> {
        self.declared
    }

    /// Two heads with one fingerprint read an item alike.
    pub(crate) fn fingerprint(&self) -> u128 {
        self.fingerprint
    }

    /// The fields of an item.
    ///
    /// # Errors
    /// When it is broken XML, which the reason says.
    pub(crate) fn fields(&self, item: &str) -> Result<Map<String, Value>, String> {
        let item = Element::parse(item, Some(&self.root))?;
        fields::of(&item, &self.inherited)
    }
}

/// Whether bytes are UTF-8 that may be damaged or cut within a letter: letters outweigh what is none.
fn is_utf8(raw: &[u8]) -> bool {
    let (mut letters, mut damaged) = (0, 0);
    for chunk in raw.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    letters >= damaged
}
