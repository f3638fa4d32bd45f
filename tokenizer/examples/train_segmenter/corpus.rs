//! Texts as runs of numbered syllables, and what is counted in them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::BufRead;

use timtin_tokenizer::canonical;
use timtin_tokenizer::segment::training::{Form, Nature, Shape, Unit, is_surname, runs};

/// A hasher for numbers that are made here: quick, not safe from an adversary.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64((*byte).into()));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 29;
    }
}

/// A map from packed numbers.
pub(crate) type Map<V> = HashMap<u64, V, BuildHasherDefault<Mix>>;

/// The syllables of a word, by number.
pub(crate) type Ids = Vec<u32>;

/// One syllable of a stored text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Syllable {
    pub(crate) id: u32,
    pub(crate) shape: Shape,
    pub(crate) form: Form,
}

/// A sentence segmented by hand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) runs: Vec<Vec<Syllable>>,
    /// Whether each gap is joined, runs one after the other with an open gap between.
    pub(crate) joined: Vec<bool>,
    /// Words in which there is no syllable: punctuation.
    pub(crate) others: usize,
}

/// How often two syllables stand side by side, and how often the second had a capital.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Together {
    pub(crate) all: u32,
    pub(crate) capital: u32,
}

/// News, and the numbers of all syllables met anywhere.
#[derive(Default)]
pub(crate) struct Corpus {
    ids: HashMap<String, u32>,
    terms: Vec<String>,
    natures: Vec<Nature>,
    written: HashMap<String, (u32, Form)>,
    syllables: Vec<Syllable>,
    ends: Vec<usize>,
    pub(crate) singles: Vec<u32>,
    pub(crate) pairs: Map<Together>,
}

pub(crate) fn pair_key(a: u32, b: u32) -> u64 {
    u64::from(a) << 21 | u64::from(b)
}

pub(crate) fn triple_key(a: u32, b: u32, c: u32) -> u64 {
    pair_key(a, b) << 21 | u64::from(c)
}

impl Corpus {
    /// Reads articles, a JSON object a line with `title`, `summary` and `body`.
    pub(crate) fn read(lines: impl BufRead) -> Corpus {
        let mut corpus = Corpus::default();
        corpus.id("");
        let texts: Vec<String> = lines.lines().map(|line| article(&line.unwrap())).collect();
        corpus.count_capitals(&texts);
        for text in &texts {
            for (run, _) in corpus.cut(text) {
                corpus.syllables.extend(run);
                corpus.ends.push(corpus.syllables.len());
            }
        }
        corpus.count();
        corpus
    }

    /// The number of a canonical syllable; 0 is none.
    pub(crate) fn id(&mut self, term: &str) -> u32 {
        if let Some(&id) = self.ids.get(term) {
            return id;
        }
        let id = self.terms.len() as u32;
        self.ids.insert(term.to_owned(), id);
        self.terms.push(term.to_owned());
        self.natures.push(Nature {
            surname: is_surname(term),
            name_like: false,
        });
        id
    }

    /// The numbers of a word's syllables.
    pub(crate) fn word(&mut self, word: &str) -> Ids {
        word.split(' ')
            .map(|syllable| self.id(&canonical(syllable)))
            .collect()
    }

    pub(crate) fn term(&self, id: u32) -> &str {
        &self.terms[id as usize]
    }

    /// One more than the last number.
    pub(crate) fn terms_len(&self) -> u32 {
        self.terms.len() as u32
    }

    pub(crate) fn spell(&self, ids: &[u32]) -> String {
        ids.iter()
            .map(|id| self.term(*id))
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub(crate) fn nature(&self, id: u32) -> Nature {
        self.natures[id as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.syllables.len()
    }

    /// All runs of the news.
    pub(crate) fn runs(&self) -> impl Iterator<Item = &[Syllable]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.syllables[start..end])
    }

    /// Sentences whose words have `_` between their syllables.
    pub(crate) fn sentences(&mut self, text: &str) -> Vec<Sentence> {
        let sentences = text.lines().map(|line| self.sentence(line));
        sentences
            .filter(|sentence| !sentence.runs.is_empty())
            .collect()
    }

    fn sentence(&mut self, line: &str) -> Sentence {
        let mut sentence = Sentence::default();
        for (run, ends) in self.cut(&line.replace('_', " ")) {
            if !sentence.runs.is_empty() {
                sentence.joined.push(false);
            }
            let gaps = &ends[..ends.len() - 1];
            let joined = gaps.iter().map(|end| line.as_bytes()[*end] == b'_');
            sentence.joined.extend(joined);
            sentence.runs.push(run);
        }
        let words = 1 + sentence.joined.iter().filter(|joined| !**joined).count();
        sentence.others = line.split_whitespace().count().saturating_sub(words);
        sentence
    }

    /// The runs of a text, and where in it their syllables end.
    fn cut(&mut self, text: &str) -> Vec<(Vec<Syllable>, Vec<usize>)> {
        let mut found = vec![];
        let mut room = vec![];
        // The numbers of a model are shorter than those of a corpus, which go beside the units.
        let mut ids = vec![];
        let unit = |start: usize, end: usize, number| {
            let (id, form) = self.resolve(&text[start..end], number);
            ids.push(id);
            let nature = self.natures[id as usize];
            Unit {
                start,
                end,
                form,
                nature,
                ..Unit::default()
            }
        };
        runs(text, &mut room, unit, |run| {
            let run: Vec<Unit> = run.to_vec();
            found.push(run);
        });
        let mut ids = ids.into_iter();
        found
            .into_iter()
            .map(|run| {
                let ends = run.iter().map(|unit| unit.end).collect();
                let syllable = |unit: &Unit| Syllable {
                    id: ids.next().unwrap(),
                    shape: unit.shape,
                    form: unit.form,
                };
                (run.iter().map(syllable).collect(), ends)
            })
            .collect()
    }

    fn resolve(&mut self, written: &str, number: bool) -> (u32, Form) {
        if number {
            return (self.id("0"), Form::Number);
        }
        if let Some(&known) = self.written.get(written) {
            return known;
        }
        let term = canonical(written);
        let form = Form::of(written, &term);
        let id = if form == Form::Foreign {
            0
        } else {
            self.id(&term)
        };
        self.written.insert(written.to_owned(), (id, form));
        (id, form)
    }

    /// Which syllables have a capital more often than not, the starts of runs aside.
    fn count_capitals(&mut self, texts: &[String]) {
        let mut balance: HashMap<u32, i64> = HashMap::new();
        for text in texts {
            for (run, _) in self.cut(text) {
                for syllable in run.iter().skip(1) {
                    *balance.entry(syllable.id).or_default() += match syllable.form {
                        Form::Lower | Form::LowerForeign => -1,
                        Form::Title => 1,
                        _ => 0,
                    };
                }
            }
        }
        for (id, balance) in balance {
            self.natures[id as usize].name_like = id != 0 && balance > 0;
        }
    }

    fn count(&mut self) {
        self.singles = vec![0; self.terms.len()];
        let mut pairs: Map<Together> = Map::default();
        for run in self.runs() {
            for pair in run.windows(2) {
                let together = pairs.entry(pair_key(pair[0].id, pair[1].id)).or_default();
                together.all += 1;
                together.capital += u32::from(is_capital(pair[1].form));
            }
        }
        self.pairs = pairs;
        for syllable in &self.syllables {
            self.singles[syllable.id as usize] += 1;
        }
    }

    /// How often each of `words` stands in the news, as one word or not.
    pub(crate) fn together<'w>(
        &self,
        words: impl Iterator<Item = &'w Ids>,
    ) -> HashMap<&'w [u32], u32> {
        let mut counts: HashMap<&[u32], u32> = words.map(|word| (&word[..], 0)).collect();
        // By the first two syllables, the lengths of the words that begin with them, as bits.
        let mut lengths: Map<u8> = Map::default();
        for word in counts.keys() {
            *lengths.entry(pair_key(word[0], word[1])).or_default() |= 1 << word.len().min(7);
        }
        for run in self.runs() {
            let ids: Ids = run.iter().map(|syllable| syllable.id).collect();
            for at in 0..ids.len().saturating_sub(1) {
                let Some(lengths) = lengths.get(&pair_key(ids[at], ids[at + 1])) else {
                    continue;
                };
                for len in (2..8).filter(|len| lengths >> len & 1 == 1) {
                    if let Some(count) = ids.get(at..at + len).and_then(|word| counts.get_mut(word))
                    {
                        *count += 1;
                    }
                }
            }
        }
        counts
    }
}

fn article(line: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    let fields = ["title", "summary", "body"].iter();
    let texts: Vec<&str> = fields.filter_map(|field| value[field].as_str()).collect();
    texts.join("\n")
}

pub(crate) fn is_capital(form: Form) -> bool {
    !matches!(form, Form::Lower | Form::LowerForeign | Form::Number)
}
