//! Words (*tách từ*): which syllables belong together.
//!
//! Vietnamese writes a space between syllables, not between words: `sinh viên tình nguyện` is two words
//! of two syllables. A [`Segmenter`] finds them by a lexicon with counts from news and a model of
//! what joins syllables, whose weights were learnt from sentences segmented by hand:
//!
//! ```
//! use timtin_tokenizer::segment::{Segmentation, Segmenter};
//!
//! let segmenter = Segmenter::built_in()?;
//! assert_eq!(
//!     segmenter.join("Ông Nguyễn Văn A,  chủ tịch UBND xã, phát biểu."),
//!     "Ông Nguyễn_Văn_A,  chủ_tịch UBND xã, phát_biểu.",
//! );
//!
//! let text = "Sinh viên tình nguyện";
//! let mut segmentation = Segmentation::new();
//! segmenter.segment(text, &mut segmentation);
//! let words: Vec<&str> = segmentation.words().map(|word| &text[word]).collect();
//! assert_eq!(words, ["Sinh viên", "tình nguyện"]);
//! # Ok::<(), timtin_tokenizer::segment::SegmenterError>(())
//! ```
//!
//! Letter case counts (it tells names), but tone placement, i/y and the Unicode form do not. Nothing
//! is joined across punctuation, line breaks, tabs or more than one space.
//!
//! # Limitations
//!
//! * What a word is follows the Vietnamese treebank: `người dân` and `nhà đầu tư` are more than one.
//! * Words whose parts have punctuation between them (`TP. Hồ Chí Minh`, `84.000`) are not joined.
//! * Text without marks has hardly any words: `cong an` is no entry of the lexicon.
//! * Foreign names are mostly left apart, except where capitals stand together (`Kuala Lumpur`).

mod decode;
mod evidence;
mod memory;
mod model;
mod run;
mod table;
mod template;

use std::ops::Range;
use std::sync::LazyLock;

use decode::Before;
pub use evidence::Evidence;
use memory::Memory;
use model::Model;
pub use model::SegmenterError;
use run::Unit;

/// What training needs of the segmenter's inside; not covered by semantic versioning.
#[doc(hidden)]
pub mod training {
    pub use super::model::WEIGHT_SCALE;
    pub use super::run::{Form, Nature, Shape, Unit, is_surname, runs};
    pub use super::template::Template;
}

/// The lexicon and weights that ship with the crate; `data/PROVENANCE.md` says where they come from.
const LEXICON: &str = include_str!("../../data/words.tsv");
const WEIGHTS: &str = include_str!("../../data/segmenter.tsv");

static BUILT_IN: LazyLock<Result<Segmenter, SegmenterError>> =
    LazyLock::new(|| Segmenter::read(LEXICON, WEIGHTS));

/// The words of the built-in lexicon in canonical spelling, by their code points, with what news
/// tells of each.
///
/// ```
/// use timtin_tokenizer::segment::lexicon;
/// assert!(lexicon().any(|(word, evidence)| word == "công nghệ" && evidence.count > 1000));
/// ```
pub fn lexicon() -> impl Iterator<Item = (&'static str, Evidence)> {
    model::words(LEXICON).filter_map(|(_, word, evidence)| Some((word, evidence.ok()?)))
}

/// Finds words in text.
#[derive(Debug)]
pub struct Segmenter {
    model: Model,
}

impl Segmenter {
    /// The segmenter that ships with the crate. It is read at the first call.
    ///
    /// # Errors
    /// When the files that ship with the crate are broken, which its tests exclude.
    pub fn built_in() -> Result<&'static Segmenter, SegmenterError> {
        BUILT_IN.as_ref().map_err(Clone::clone)
    }

    /// A segmenter of your own: a lexicon in the format of `data/words.tsv` and weights in that of
    /// `data/segmenter.tsv`, which `examples/train_segmenter` writes.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn read(lexicon: &str, weights: &str) -> Result<Segmenter, SegmenterError> {
        let model = Model::read(lexicon, weights)?;
        Ok(Segmenter { model })
    }

    /// How many words the lexicon has, those of one syllable included.
    pub fn words(&self) -> usize {
        self.model.words()
    }

    /// Finds the words of `text` and puts them into `out` in place of what was there.
    pub fn segment(&self, text: &str, out: &mut Segmentation) {
        let Segmentation {
            memory,
            units,
            steps,
            words,
            joins,
        } = out;
        words.clear();
        joins.clear();
        memory.belong_to(&self.model);
        let unit = |start, end, number| memory.unit(&self.model, text, start, end, number);
        run::runs(text, units, unit, |run| {
            let first = joins.len();
            decode::decode(&self.model, run, steps, |at| joins.push(run[at].end));
            joins[first..].reverse();
            push_words(run, &joins[first..], words);
        });
    }

    /// `text` with the syllables of each word joined by `_`, otherwise unaltered.
    ///
    /// For many texts keep a [`Segmentation`] and use [`Segmentation::join`].
    pub fn join(&self, text: &str) -> String {
        let mut segmentation = Segmentation::new();
        self.segment(text, &mut segmentation);
        let mut joined = String::new();
        segmentation.join(text, &mut joined);
        joined
    }
}

/// The words of a run, whose joined gaps begin at the bytes `joins`.
fn push_words(run: &[Unit], joins: &[usize], words: &mut Vec<Range<usize>>) {
    let mut joins = joins.iter().peekable();
    let mut start = None;
    for unit in run {
        let first = *start.get_or_insert(unit.start);
        if joins.next_if(|join| **join == unit.end).is_none() {
            words.push(first..unit.end);
            start = None;
        }
    }
}

/// The words of a text.
///
/// Reusable, and best reused, one a thread: it remembers the syllables of the texts before.
#[derive(Debug, Default)]
pub struct Segmentation {
    memory: Memory,
    units: Vec<Unit>,
    steps: Vec<Before>,
    words: Vec<Range<usize>>,
    /// The bytes at which the joined spaces start.
    joins: Vec<usize>,
}

impl Segmentation {
    /// No words yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The words in the order of the text, as ranges of its bytes: one or more syllables, other words or
    /// numbers with the single spaces between them, never punctuation alone.
    pub fn words(&self) -> impl ExactSizeIterator<Item = Range<usize>> + DoubleEndedIterator {
        self.words.iter().cloned()
    }

    /// The joined spaces in the order of the text, as ranges of its bytes: a space or a no-break
    /// space each.
    pub fn joins<'s>(&'s self, text: &'s str) -> impl Iterator<Item = Range<usize>> + 's {
        let bytes = text.as_bytes();
        let len = |at: usize| if bytes.get(at) == Some(&b' ') { 1 } else { 2 };
        self.joins.iter().map(move |&at| at..at + len(at))
    }

    /// Appends `text`, which must be the one that was segmented, to `out` with the syllables of each
    /// word joined by `_`, otherwise unaltered.
    pub fn join(&self, text: &str, out: &mut String) {
        let mut next = 0;
        for join in self.joins(text) {
            out.push_str(text.get(next..join.start).unwrap_or_default());
            out.push('_');
            next = join.end;
        }
        out.push_str(text.get(next..).unwrap_or_default());
    }
}
