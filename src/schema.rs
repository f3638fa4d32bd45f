//! The schema, and the one way from an article to a document and back.

use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions, Value,
};
use tantivy::{TantivyDocument, Term};
use timtin_corpus::Article;

use crate::analysis::{IndexedText, TOKENIZER};
use crate::document::Document;
use crate::error::Result;
use crate::fragment;
use crate::headline;
use crate::packed_text::pack;

/// Between the levels of a category path in its column: no repaired text contains it.
pub(crate) const LEVEL_SEPARATOR: char = '\u{1f}';

/// As many values as an article has, nearly always.
const VALUES: usize = 32;

/// Names of the columns (Tantivy's fast fields).
pub(crate) mod column {
    /// For the order of a segment's ids; their texts are read from [`PACKED_ID`].
    pub(crate) const ID: &str = "id";
    /// The id once more, as the numbers of a [packed text](crate::packed_text).
    pub(crate) const PACKED_ID: &str = "packed_id";
    pub(crate) const CATEGORY: &str = "category";
    pub(crate) const SOURCE: &str = "source";
    pub(crate) const AUTHOR: &str = "author";
    /// Seconds since 1970-01-01T00:00:00Z.
    pub(crate) const PUBLISHED: &str = "published";
    pub(crate) const TITLE_END: &str = "title_end";
    pub(crate) const SUMMARY_END: &str = "summary_end";
    /// The values of a [`Signature`](crate::signature::Signature).
    pub(crate) const SIGNATURE: &str = "signature";
    /// The records an article was read from; see [`crate::index`]'s `records`.
    pub(crate) const RECORD: &str = "record";
    /// The words of the [`headline`](crate::headline), in their order.
    pub(crate) const HEADLINE: &str = "headline";
}

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    pub(crate) packed_id: Field,
    /// Title, summary and body in one sequence of positions; see [`crate::analysis`].
    pub(crate) text: Field,
    /// The title once more, so that a match there counts for more before positions are read.
    pub(crate) title: Field,
    /// What articles define, one term a definition: what the corpus teaches, and who says so.
    pub(crate) definition: Field,
    pub(crate) category: Field,
    pub(crate) source: Field,
    pub(crate) author: Field,
    pub(crate) published: Field,
    pub(crate) title_end: Field,
    pub(crate) summary_end: Field,
    pub(crate) signature: Field,
    /// The bands of the signature, as terms: near-identical articles have one in common.
    pub(crate) bands: Field,
    /// The keys of the records an article was read from, two numbers each.
    pub(crate) record: Field,
    pub(crate) headline: Field,
    /// The article itself, as JSON. A text and no bytes, which the engine would write and read one by one.
    pub(crate) article: Field,
    /// How many positions its fragments take, so that what is shown of it can be chosen by positions.
    pub(crate) fragments: Field,
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let terms = || {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let keyword = || TextOptions::default().set_fast("raw");
    let number = || NumericOptions::default().set_fast();
    let fields = Fields {
        id: builder.add_text_field(column::ID, STRING | keyword()),
        packed_id: builder.add_u64_field(column::PACKED_ID, number()),
        text: builder.add_text_field("text", terms()),
        title: builder.add_text_field("title", terms()),
        definition: builder.add_text_field("definition", STRING),
        category: builder.add_text_field(column::CATEGORY, keyword()),
        source: builder.add_text_field(column::SOURCE, keyword()),
        author: builder.add_text_field(column::AUTHOR, keyword()),
        published: builder.add_i64_field(column::PUBLISHED, number()),
        title_end: builder.add_u64_field(column::TITLE_END, number()),
        summary_end: builder.add_u64_field(column::SUMMARY_END, number()),
        signature: builder.add_u64_field(column::SIGNATURE, number()),
        bands: builder.add_u64_field("bands", NumericOptions::default().set_indexed()),
        record: builder.add_u64_field(column::RECORD, number()),
        headline: builder.add_text_field(column::HEADLINE, keyword()),
        article: builder.add_text_field("article", STORED),
        fragments: builder.add_text_field("fragments", STORED),
    };
    (builder.build(), fields)
}

impl Fields {
    /// The term that names an article.
    pub(crate) fn id_term(&self, id: &str) -> Term {
        Term::from_field_text(self.id, id)
    }

    /// The term of a band of signatures.
    pub(crate) fn band_term(&self, band: u64) -> Term {
        Term::from_field_u64(self.bands, band)
    }

    /// The document of an article: total, so that no article can be of a wrong type for the index.
    pub(crate) fn document(&self, article: &Article, text: IndexedText) -> Result<Document> {
        let mut document = Document::with_capacity(VALUES);
        document.add_text(self.id, article.id.as_str());
        for number in pack(&article.id) {
            document.add_number(self.packed_id, number);
        }
        document.add_text(self.text, text.text);
        if !text.title.is_empty() {
            document.add_text(self.title, text.title);
        }
        for definition in text.definitions {
            document.add_text(self.definition, definition);
        }
        if !article.category.is_empty() {
            document.add_text(self.category, category_path(&article.category));
        }
        for (field, value) in [
            (self.source, &article.source),
            (self.author, &article.author),
        ] {
            if let Some(value) = value {
                document.add_text(field, value.as_str());
            }
        }
        if let Some(published) = article.published {
            document.add_time(self.published, published.as_second());
        }
        document.add_number(self.title_end, text.title_end);
        document.add_number(self.summary_end, text.summary_end);
        if let Some(signature) = &text.signature {
            for value in signature.values() {
                document.add_number(self.signature, value);
            }
            for band in signature.bands() {
                document.add_number(self.bands, band);
            }
        }
        for word in headline::words_of(article) {
            document.add_text(self.headline, word);
        }
        document.add_text(self.article, serde_json::to_string(article)?);
        document.add_text(self.fragments, text.fragments);
        Ok(document)
    }

    /// The article of a document.
    pub(crate) fn article(&self, document: &TantivyDocument) -> Result<Article> {
        let json = document
            .get_first(self.article)
            .and_then(|value| value.as_str())
            .unwrap_or_default();
        Ok(serde_json::from_str(json)?)
    }

    /// How many positions the fragments of a document's summary and body take.
    pub(crate) fn fragment_lengths(&self, document: &TantivyDocument) -> Vec<u32> {
        let encoded = document.get_first(self.fragments);
        let encoded = encoded.and_then(|value| value.as_str());
        fragment::decode(encoded.unwrap_or_default())
    }
}

/// A category path as it stands in its column.
pub(crate) fn category_path(levels: &[String]) -> String {
    let mut path = String::new();
    for level in levels {
        if !path.is_empty() {
            path.push(LEVEL_SEPARATOR);
        }
        path.push_str(level);
    }
    path
}
