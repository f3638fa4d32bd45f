//! What tests of searching share.

use timtin::{Article, Index, Searcher, Settings, WriterOptions};

/// An index in memory of these articles, written by one thread, with a commit after each so many.
pub(crate) fn searcher(
    articles: impl IntoIterator<Item = Article>,
    in_a_commit: usize,
) -> Searcher {
    let index = Index::in_memory(Settings::default()).unwrap();
    let options = WriterOptions {
        threads: 1,
        memory: 0,
    };
    let mut writer = index.writer(options).unwrap();
    for (at, article) in articles.into_iter().enumerate() {
        writer.add(article).unwrap();
        if (at + 1) % in_a_commit == 0 {
            writer.commit().unwrap();
        }
    }
    writer.commit().unwrap();
    index.searcher().unwrap()
}
