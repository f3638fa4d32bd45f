//! The model: a weight for each thing that can be seen at the gap between two syllables.
//!
//! A linear-chain conditional random field with two labels (Lafferty, McCallum and Pereira 2001): a
//! gap is joined or open, and being joined on both sides of a syllable has a score of its own.
//! Weights that depend on the same things are summed when the model is read, so that a gap costs
//! a handful of look-ups.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use thiserror::Error;

use super::evidence::Evidence;
use super::run::{Nature, SHAPES, Shape, Unit, is_surname};
use super::table::{Entry, Table};
use super::template::Template;

/// Units of weight in one of log odds.
pub const WEIGHT_SCALE: f32 = 64.0;

/// How numbers are called in the weights' file.
const NUMBER: &str = "0";

/// How many models there have been in this process.
static MODELS: AtomicU64 = AtomicU64::new(0);

/// Why a lexicon or weights could not be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the segmenter's {file}, line {line}: {reason}")]
pub struct SegmenterError {
    /// `lexicon` or `weights`.
    pub file: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// What the model knows of a syllable: weights of joining near it.
#[derive(Clone, Copy, Debug, Default)]
struct Lexical {
    left: i16,
    right: i16,
    before: i16,
    after: i16,
    nature: Nature,
}

/// Weights and lexicon, ready to score.
pub(crate) struct Model {
    identity: u64,
    ids: HashMap<Box<str>, u16>,
    /// Stands for all numbers.
    number: u16,
    words: usize,
    lexical: Vec<Lexical>,
    pairs: Table,
    triples: Table,
    /// By the shapes of the four syllables around a gap.
    shapes: Vec<i16>,
    /// By the levels of the pairs before, at and after a gap.
    levels: Vec<i16>,
    /// By the level of the pair at a gap and the shapes of its syllables.
    level_shapes: Vec<i16>,
    /// Joined twice: by the shapes of the three syllables.
    twice_shapes: Vec<i16>,
    /// Joined twice: by whether all is in small letters, and the levels of first pair, triple and
    /// second pair.
    twice_levels: Vec<i16>,
}

/// The tables are too large to look at.
impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut model = f.debug_struct("Model");
        model.field("words", &self.words).finish_non_exhaustive()
    }
}

impl Model {
    /// Reads a lexicon, lines of `word TAB count TAB rate`, and weights, lines of `template TAB
    /// arguments TAB weight`.
    pub(crate) fn read(lexicon: &str, weights: &str) -> Result<Model, SegmenterError> {
        let mut reader = Reader::default();
        for (line, word, evidence) in words(lexicon) {
            evidence
                .and_then(|evidence| reader.word(word, evidence))
                .map_err(|reason| SegmenterError {
                    file: "lexicon",
                    line,
                    reason,
                })?;
        }
        for (line, text) in content(weights) {
            reader.weight(text).map_err(|reason| SegmenterError {
                file: "weights",
                line,
                reason,
            })?;
        }
        Ok(reader.finish())
    }

    /// How many words the lexicon has.
    pub(crate) fn words(&self) -> usize {
        self.words
    }

    /// The number of a canonical term, 0 for an unknown one, and what is known of it.
    pub(crate) fn syllable(&self, term: &str) -> (u16, Nature) {
        let id = self.ids.get(term).copied().unwrap_or(0);
        (id, self.lexical[usize::from(id)].nature)
    }

    /// The number that stands for all numbers, and what is known of it.
    pub(crate) fn number(&self) -> (u16, Nature) {
        (self.number, Nature::default())
    }

    /// Tells this model from all others of the process.
    pub(crate) fn identity(&self) -> u64 {
        self.identity
    }

    /// What is known of two syllables side by side.
    pub(crate) fn pair(&self, a: &Unit, b: &Unit) -> Entry {
        if a.id == 0 || b.id == 0 {
            return Entry::default();
        }
        self.pairs.get(pair_key(a.id, b.id))
    }

    /// The log odds, in units of 1/[`WEIGHT_SCALE`], that the gap in the middle of `around` is joined,
    /// for itself; `pairs` are those before, at and after the gap.
    pub(crate) fn once(&self, around: [&Unit; 4], pairs: [Entry; 3]) -> i32 {
        let [p, a, b, n] = around.map(|unit| &self.lexical[usize::from(unit.id)]);
        let level = pairs[1].level;
        i32::from(p.before)
            + i32::from(a.left)
            + i32::from(b.right)
            + i32::from(n.after)
            + i32::from(pairs[1].weight)
            + i32::from(self.shapes[shapes_key(around.map(|unit| unit.shape))])
            + i32::from(self.levels[levels_key(pairs.map(|pair| pair.level))])
            + i32::from(
                self.level_shapes[level_shapes_key(level, around[1].shape, around[2].shape)],
            )
    }

    /// What is added when both gaps among three syllables are joined.
    pub(crate) fn twice(&self, around: [&Unit; 3], pairs: [Entry; 2]) -> i32 {
        let triple = if pairs[0].goes_on && around[2].id != 0 {
            self.triples.get(triple_key(around.map(|unit| unit.id)))
        } else {
            Entry::default()
        };
        let shapes = around.map(|unit| unit.shape);
        let lower = usize::from(shapes == [Shape::Lower; 3]) * Evidence::LEVELS.pow(3);
        let levels = [pairs[0].level, triple.level, pairs[1].level];
        i32::from(triple.weight)
            + i32::from(self.twice_shapes[shapes_key(shapes)])
            + i32::from(self.twice_levels[lower + levels_key(levels)])
    }
}

/// The words of a lexicon with the numbers of their lines.
pub(crate) fn words(
    lexicon: &str,
) -> impl Iterator<Item = (usize, &str, Result<Evidence, String>)> {
    content(lexicon).map(|(line, text)| {
        let mut columns = text.split('\t');
        let word = columns.next().unwrap_or_default();
        let evidence = number(columns.next()).and_then(|count| {
            Ok(Evidence {
                count,
                rate: number(columns.next())?,
            })
        });
        (line, word, evidence)
    })
}

/// The lines of a table that say something, numbered from 1.
fn content(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn number<N: std::str::FromStr>(column: Option<&str>) -> Result<N, String> {
    let text = column.ok_or("too few columns")?;
    text.parse()
        .map_err(|_| format!("{text:?} is not a number that fits here"))
}

fn pair_key(a: u16, b: u16) -> u64 {
    u64::from(a) << 16 | u64::from(b)
}

fn triple_key([a, b, c]: [u16; 3]) -> u64 {
    pair_key(a, b) << 16 | u64::from(c)
}

fn shapes_key<const N: usize>(shapes: [Shape; N]) -> usize {
    let push = |key, shape| key * SHAPES + shape as usize;
    shapes.into_iter().fold(0, push)
}

fn levels_key(levels: [u8; 3]) -> usize {
    let push = |key, level| key * Evidence::LEVELS + usize::from(level);
    levels.into_iter().fold(0, push)
}

fn level_shapes_key(level: u8, a: Shape, b: Shape) -> usize {
    usize::from(level) * SHAPES * SHAPES + shapes_key([a, b])
}

/// A pair as read, before its weights are summed.
#[derive(Default)]
struct RawPair {
    /// As a word of its own.
    word: Option<Evidence>,
    /// Within longer words.
    inner: Option<Evidence>,
    goes_on: bool,
    weight: i16,
}

/// A model being read.
struct Reader {
    ids: HashMap<Box<str>, u16>,
    words: usize,
    lexical: Vec<Lexical>,
    pairs: HashMap<u64, RawPair>,
    triples: HashMap<u64, Evidence>,
    /// Weights that are not about certain syllables, by template and arguments.
    general: HashMap<(Template, [u8; 4]), i16>,
}

impl Default for Reader {
    fn default() -> Self {
        Reader {
            ids: HashMap::new(),
            words: 0,
            // Number 0 is every syllable that the model does not know.
            lexical: vec![Lexical::default()],
            pairs: HashMap::new(),
            triples: HashMap::new(),
            general: HashMap::new(),
        }
    }
}

impl Reader {
    fn id(&mut self, term: &str) -> Result<u16, String> {
        if let Some(&id) = self.ids.get(term) {
            return Ok(id);
        }
        let id = u16::try_from(self.lexical.len()).map_err(|_| "more than 65,535 syllables")?;
        self.ids.insert(term.into(), id);
        let nature = Nature {
            surname: is_surname(term),
            name_like: false,
        };
        self.lexical.push(Lexical {
            nature,
            ..Lexical::default()
        });
        Ok(id)
    }

    fn word(&mut self, word: &str, evidence: Evidence) -> Result<(), String> {
        let ids = word.split(' ').map(|term| self.id(term));
        let ids = ids.collect::<Result<Vec<u16>, String>>()?;
        if evidence.rate > 100 {
            return Err(format!("a rate of {} in a hundred", evidence.rate));
        }
        self.words += 1;
        if let [a, b] = ids[..] {
            self.pairs.entry(pair_key(a, b)).or_default().word = Some(evidence);
            return Ok(());
        }
        for pair in ids.windows(2) {
            let pair = self.pairs.entry(pair_key(pair[0], pair[1])).or_default();
            pair.inner = Some(pair.inner.unwrap_or_default().stronger(evidence));
        }
        for triple in ids.windows(3) {
            let key = triple_key([triple[0], triple[1], triple[2]]);
            let known = self.triples.entry(key).or_default();
            *known = known.stronger(evidence);
            let pair = self.pairs.entry(pair_key(triple[0], triple[1]));
            pair.or_default().goes_on = true;
        }
        Ok(())
    }

    fn weight(&mut self, line: &str) -> Result<(), String> {
        let mut columns = line.split('\t');
        let template = columns.next().unwrap_or_default();
        let arguments = columns.next().ok_or("too few columns")?;
        let weight = number(columns.next())?;
        match template {
            "left" => self.lexical(arguments)?.left = weight,
            "right" => self.lexical(arguments)?.right = weight,
            "before" => self.lexical(arguments)?.before = weight,
            "after" => self.lexical(arguments)?.after = weight,
            "name" => self.lexical(arguments)?.nature.name_like = true,
            "pair" => {
                let (a, b) = arguments.split_once(' ').ok_or("not two syllables")?;
                let key = pair_key(self.id(a)?, self.id(b)?);
                self.pairs.entry(key).or_default().weight = weight;
            }
            _ => {
                let known = Template::ALL.iter().find(|known| known.name() == template);
                let template = *known.ok_or_else(|| format!("{template:?} is no template"))?;
                let arguments = general_arguments(template, arguments)?;
                self.general.insert((template, arguments), weight);
            }
        }
        Ok(())
    }

    fn lexical(&mut self, term: &str) -> Result<&mut Lexical, String> {
        let id = self.id(term)?;
        Ok(&mut self.lexical[usize::from(id)])
    }

    /// A weight that is not about certain syllables; 0 if there is none.
    fn general<const N: usize>(&self, template: Template, arguments: [u8; N]) -> i16 {
        let mut key = [0; 4];
        key[..N].copy_from_slice(&arguments);
        self.general.get(&(template, key)).copied().unwrap_or(0)
    }

    fn finish(self) -> Model {
        let classes = |template| -> Vec<i16> {
            (0..Evidence::CLASSES as u8)
                .map(|class| self.general(template, [class]))
                .collect()
        };
        let (pair_weights, triple_weights) =
            (classes(Template::Class), classes(Template::TwiceClass));
        // What is not in a table weighs nothing there, so that the weight of being unknown goes to
        // the bias, and off what is known.
        let pair = |(key, raw): (&u64, &RawPair)| {
            let (class, level) = Evidence::of_pair(raw.word, raw.inner);
            let weight = pair_weights[usize::from(class)]
                .saturating_sub(pair_weights[0])
                .saturating_add(raw.weight);
            let entry = Entry {
                weight,
                level,
                goes_on: raw.goes_on,
            };
            (*key, entry)
        };
        let triple = |(key, evidence): (&u64, &Evidence)| {
            let weight =
                triple_weights[usize::from(evidence.class())].saturating_sub(triple_weights[0]);
            let entry = Entry {
                weight,
                level: evidence.level(),
                goes_on: false,
            };
            (*key, entry)
        };
        Model {
            identity: MODELS.fetch_add(1, Ordering::Relaxed),
            number: self.ids.get(NUMBER).copied().unwrap_or(0),
            pairs: Table::new(self.pairs.iter().map(pair)),
            triples: Table::new(self.triples.iter().map(triple)),
            shapes: self.shapes(pair_weights[0]),
            levels: self.levels(),
            level_shapes: self.level_shapes(),
            twice_shapes: self.twice_shapes(triple_weights[0]),
            twice_levels: self.twice_levels(),
            ids: self.ids,
            words: self.words,
            lexical: self.lexical,
        }
    }

    fn shapes(&self, unknown: i16) -> Vec<i16> {
        let bias = self.general(Template::Bias, []).saturating_add(unknown);
        each(SHAPES, |[p, a, b, n]| {
            sum(&[
                bias,
                self.general(Template::ShapesTwo, [a, b]),
                self.general(Template::ShapesLeft, [p, a, b]),
                self.general(Template::ShapesRight, [a, b, n]),
                self.general(Template::Shapes, [p, a, b, n]),
            ])
        })
    }

    fn levels(&self) -> Vec<i16> {
        each(Evidence::LEVELS, |[before, at, after]| {
            sum(&[
                self.general(Template::LevelsLeft, [before, at]),
                self.general(Template::LevelsRight, [at, after]),
                self.general(Template::Levels, [before, at, after]),
            ])
        })
    }

    fn level_shapes(&self) -> Vec<i16> {
        let of_level = |level| {
            each(SHAPES, move |[a, b]| {
                self.general(Template::LevelShapes, [level, a, b])
            })
        };
        (0..Evidence::LEVELS as u8).flat_map(of_level).collect()
    }

    fn twice_shapes(&self, unknown: i16) -> Vec<i16> {
        let bias = self.general(Template::Twice, []).saturating_add(unknown);
        each(SHAPES, |shapes: [u8; 3]| {
            sum(&[bias, self.general(Template::TwiceShapes, shapes)])
        })
    }

    fn twice_levels(&self) -> Vec<i16> {
        let of_shape = |shape: Shape| {
            each(Evidence::LEVELS, move |[first, triple, second]| {
                sum(&[
                    self.general(Template::TwiceLevels, [first, triple, second]),
                    self.general(Template::TwiceLower, [shape as u8, triple]),
                ])
            })
        };
        [Shape::Edge, Shape::Lower]
            .into_iter()
            .flat_map(of_shape)
            .collect()
    }
}

/// The arguments of a weight that is not about certain syllables.
fn general_arguments(template: Template, text: &str) -> Result<[u8; 4], String> {
    let wrong = || format!("{text:?} are no arguments of {}", template.name());
    let mut arguments = [0; 4];
    let kinds = template.arguments();
    if kinds == "v" {
        arguments[0] = number(Some(text))?;
        let known = usize::from(arguments[0]) < Evidence::CLASSES;
        return known.then_some(arguments).ok_or_else(wrong);
    }
    if text.chars().count() != kinds.len() {
        return Err(wrong());
    }
    for (argument, (kind, letter)) in arguments.iter_mut().zip(kinds.chars().zip(text.chars())) {
        let value = match kind {
            's' => Shape::ALL.iter().position(|shape| shape.letter() == letter),
            _ => letter
                .to_digit(Evidence::LEVELS as u32)
                .map(|digit| digit as usize),
        };
        *argument = value.ok_or_else(wrong)? as u8;
    }
    Ok(arguments)
}

/// A value for each combination of `N` numbers below `limit`, the last one counting fastest.
fn each<const N: usize>(limit: usize, value: impl Fn([u8; N]) -> i16) -> Vec<i16> {
    let numbers = |mut index: usize| {
        let mut numbers = [0; N];
        for number in numbers.iter_mut().rev() {
            *number = (index % limit) as u8;
            index /= limit;
        }
        numbers
    };
    (0..limit.pow(N as u32))
        .map(|index| value(numbers(index)))
        .collect()
}

fn sum(weights: &[i16]) -> i16 {
    weights
        .iter()
        .fold(0, |sum, weight| sum.saturating_add(*weight))
}
