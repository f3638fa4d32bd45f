//! What the benchmarks have in common: the articles, and bare Tantivy to compare with.
#![allow(dead_code, reason = "each benchmark uses a part")]

use std::borrow::Borrow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{AsciiFoldingFilter, LowerCaser, SimpleTokenizer, TextAnalyzer};
use tantivy::{Index, IndexWriter, doc};
use timtin::Article;
use timtin::corpus::{Format, Outcome, Reader};

/// Threads and memory of every indexer that is measured.
pub(crate) const THREADS: usize = 2;
pub(crate) const MEMORY: usize = 1 << 30;

/// A set of articles with a name.
pub(crate) struct Corpus {
    pub(crate) name: &'static str,
    pub(crate) articles: Vec<Article>,
}

impl Corpus {
    /// Bytes of text.
    pub(crate) fn bytes(&self) -> u64 {
        self.texts().map(|text| text.len() as u64).sum()
    }

    /// All titles, summaries and bodies.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.articles
            .iter()
            .flat_map(|article| [&article.title, &article.summary, &article.body])
            .map(String::as_str)
    }
}

/// The articles that ship with the project and, where it is found, the real corpus: `news-30k.jsonl.zst`
/// in the folder `data` of `TIMTIN_DATA` or of `../shared`.
pub(crate) fn corpora() -> &'static [Corpus] {
    static CORPORA: OnceLock<Vec<Corpus>> = OnceLock::new();
    CORPORA.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut corpora = vec![Corpus { name: "fixtures", articles: read(&root.join("corpus/fixtures")) }];
        let shared = std::env::var_os("TIMTIN_DATA").map_or_else(|| root.join("../shared"), PathBuf::from);
        let news = shared.join("data/news-30k.jsonl.zst");
        if news.exists() {
            corpora.push(Corpus { name: "news-30k", articles: read(&news) });
        } else {
            eprintln!("{} is absent: measuring on the shipped articles only; set TIMTIN_DATA to the folder that holds data/", news.display());
        }
        corpora
    })
}

fn read(path: &Path) -> Vec<Article> {
    let reader = Reader::open([path.to_owned()], Format::Auto).expect("the articles are readable");
    let article = |record: timtin::corpus::RawRecord| match record.read() {
        Outcome::Article { article, .. } => Some(article),
        Outcome::Rejected(_) => None,
    };
    reader.filter_map(article).collect()
}

/// Bare Tantivy: title and text indexed with positions and stored.
pub(crate) struct Bare {
    pub(crate) index: Index,
    pub(crate) id: Field,
    pub(crate) title: Field,
    pub(crate) text: Field,
}

impl Bare {
    pub(crate) fn create(folder: &Path, folding: bool) -> Bare {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("bare")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let options = TextOptions::default()
            .set_indexing_options(indexing)
            .set_stored();
        let id = schema.add_text_field("id", STRING | STORED);
        let title = schema.add_text_field("title", options.clone());
        let text = schema.add_text_field("text", options);
        let index = Index::create_in_dir(folder, schema.build()).expect("an empty folder");
        index.tokenizers().register("bare", bare_analyzer(folding));
        Bare {
            index,
            id,
            title,
            text,
        }
    }

    /// Indexes all articles and commits; `text` is summary and body.
    pub(crate) fn fill(&self, articles: &[Article]) {
        self.fill_with(articles, THREADS, MEMORY);
    }

    /// Indexes articles with so many threads and bytes of memory, and waits for all merges.
    pub(crate) fn fill_with<A: Borrow<Article>>(
        &self,
        articles: impl IntoIterator<Item = A>,
        threads: usize,
        memory: usize,
    ) {
        let mut writer: IndexWriter = self
            .index
            .writer_with_num_threads(threads, memory)
            .expect("a writer");
        for article in articles {
            let article = article.borrow();
            let text = format!("{}\n{}", article.summary, article.body);
            let document = doc!(self.id => article.id.as_str(), self.title => article.title.as_str(), self.text => text);
            writer.add_document(document).expect("a document");
        }
        writer.commit().expect("a commit");
        writer.wait_merging_threads().expect("merges");
    }
}

pub(crate) fn bare_analyzer(folding: bool) -> TextAnalyzer {
    let simple = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser);
    if folding {
        simple.filter(AsciiFoldingFilter).build()
    } else {
        simple.build()
    }
}

/// Bytes of all files of a folder.
pub(crate) fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .map(|metadata| metadata.len())
        .sum()
}
