//! Completions of what is being typed (rule 4.9): phrases of headlines and long forms that articles
//! define.

mod choice;
mod growth;
mod headlines;
mod phrases;
mod spelling;
mod table;
mod typed;

use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use tantivy::TantivyError;
use tantivy::directory::OwnedBytes;

use super::Searcher;
use crate::error::Result;
use crate::index::learned::long_forms;
use headlines::{FEW_ARTICLES, Headlines};
pub(crate) use phrases::Phrases;
use typed::{Tail, Typed};

/// Completions of a text that is being typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Completions {
    /// What was typed.
    pub prefix: String,
    /// Best first.
    pub completions: Vec<Completion>,
    /// Milliseconds.
    pub took_ms: f64,
}

/// What a text that is being typed may become.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The whole text.
    pub text: String,
    /// The phrase at its end, written as most articles write it.
    pub phrase: String,
    /// How many articles have the phrase in their headline (with few articles anywhere), or define it;
    /// copies under the same headline count as one.
    pub articles: u64,
}

impl Searcher {
    /// Completes `prefix` by phrases that headlines have, at most `limit` of them, those of most
    /// articles first. Where nothing begins with all of it, its longest end that something begins
    /// with is completed.
    ///
    /// The phrases are gathered at the first call after a commit, unless they are kept beside the index
    /// already ([`Searcher::prepare_completions`]). An article without a title has its
    /// first sentence as headline. With fewer than 2,000 articles their texts count too.
    ///
    /// ```
    /// # use timtin::{Article, Index, Settings, WriterOptions};
    /// # let index = Index::in_memory(Settings::default())?;
    /// # let mut writer = index.writer(WriterOptions::default())?;
    /// for (id, title) in [("1", "Họp mặt cán bộ công đoàn"), ("2", "Tập huấn cán bộ công đoàn")] {
    ///     writer.add(Article { id: id.into(), title: title.into(), ..Article::default() })?;
    /// }
    /// writer.commit()?;
    /// let found = index.searcher()?.suggest("lớp cho can bộ c", 10)?;
    /// assert_eq!(found.completions[0].text, "lớp cho cán bộ công đoàn");
    /// assert_eq!((found.completions[0].phrase.as_str(), found.completions[0].articles), ("cán bộ công đoàn", 2));
    /// # Ok::<(), timtin::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the index cannot be read. No prefix is an error.
    pub fn suggest(&self, prefix: &str, limit: usize) -> Result<Completions> {
        let started = Instant::now();
        let completions = self.index.guarded(|| self.complete(prefix, limit))?;
        Ok(Completions {
            prefix: prefix.to_owned(),
            completions,
            took_ms: started.elapsed().as_secs_f64() * 1000.0,
        })
    }

    fn complete(&self, prefix: &str, limit: usize) -> Result<Vec<Completion>> {
        let phrases = self.phrases()?;
        let typed = Typed::new(prefix);
        for tail in typed.tails().filter(|tail| tail.may_begin(&phrases)) {
            let complete = |typed: &Typed, tail: &Tail<'_>| -> Vec<Completion> {
                let found = phrases.complete(&tail.patterns(&phrases), limit);
                let before = typed.text.get(..tail.start()).unwrap_or_default();
                found
                    .into_iter()
                    .map(|found| Completion {
                        text: format!("{before}{}", found.text),
                        phrase: found.text.to_owned(),
                        articles: found.articles.into(),
                    })
                    .collect()
            };
            let mut found = complete(&typed, &tail);
            if found.is_empty()
                && let Some(read) = tail.read_keys()
                && let Some(tail) = read.tails().find(|other| other.start() == tail.start())
            {
                found = complete(&read, &tail);
            }
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// Makes ready what [`Searcher::suggest`] completes by, so that its first call after a commit does not
    /// wait: it is read from beside the index or, where it is not there, gathered and kept there for others
    /// too, as far as the folder may be written to. A service calls this for a new snapshot before it puts
    /// it to use.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn prepare_completions(&self) -> Result<()> {
        self.index.guarded(|| self.phrases().map(drop))
    }

    fn phrases(&self) -> Result<Arc<Phrases>> {
        let (index, engine) = (&self.index, self.engine());
        index.phrases(engine, || {
            if let Some(kept) = index.kept_completions(engine).and_then(Phrases::new) {
                return Ok(kept);
            }
            let gathered = self.gather_phrases()?;
            index.keep_completions(engine, &gathered);
            let phrases = Phrases::new(OwnedBytes::new(gathered));
            let broken = || TantivyError::InternalError("phrases are no table".to_owned());
            Ok(phrases.ok_or_else(broken)?)
        })
    }

    fn gather_phrases(&self) -> Result<Vec<u8>> {
        let headlines = Headlines::of(self)?;
        let long_forms = long_forms(&self.index, self.engine())?;
        let is_small = self.documents() < FEW_ARTICLES;
        Ok(Phrases::gather(
            headlines,
            long_forms,
            &*self.lexicon()?,
            is_small,
        ))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use crate::{Article, Index, Settings, WriterOptions};

    /// What another index holds, kept for this one, is what it is completed by: nothing is gathered.
    #[test]
    fn what_is_kept_is_not_gathered_again() {
        let folder = tempfile::tempdir().unwrap();
        let index = |name: &str, title: &str| {
            let index = Index::create(folder.path().join(name), Settings::default()).unwrap();
            let mut writer = index.writer(WriterOptions::default()).unwrap();
            let article = Article {
                id: "1".to_owned(),
                title: title.to_owned(),
                ..Article::default()
            };
            writer.add(article).unwrap();
            writer.commit().unwrap();
            writer.close().unwrap();
            index
        };
        let (one, other) = (index("one", "Chợ hoa xuân"), index("other", "Đua ghe ngo"));
        let gathered = other.searcher().unwrap().gather_phrases().unwrap();
        one.keep_completions(one.searcher().unwrap().engine(), &gathered);
        let phrases = |prefix: &str| -> Vec<String> {
            let index = Index::open(folder.path().join("one")).unwrap();
            let found = index.searcher().unwrap().suggest(prefix, 10).unwrap();
            let found = found.completions.into_iter();
            found.map(|one| one.phrase).collect()
        };
        assert_eq!(phrases("đua"), ["đua ghe ngo"]);
        assert!(phrases("chợ").is_empty());
        // What is no table is gathered anew, and kept.
        for broken in [&[][..], &[255; 40], &gathered[..20]] {
            one.keep_completions(one.searcher().unwrap().engine(), broken);
            assert_eq!(phrases("chợ"), ["chợ hoa xuân"]);
            let kept = one.kept_completions(one.searcher().unwrap().engine());
            assert_eq!(
                kept.unwrap().to_vec(),
                one.searcher().unwrap().gather_phrases().unwrap()
            );
        }
    }
}
