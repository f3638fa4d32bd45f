//! Which sequences of words are phrases that someone would search for, and how good each is.

use rustc_hash::FxHashMap;

use super::growth::Sequence;
use super::headlines::Headlines;
use super::spelling::Speller;
use crate::headline::is_date;

/// A sequence that goes on in the same way in this share of its articles is only the beginning of a
/// phrase, and one that always has the same word before it is only the end of one.
const COVERED: f32 = 0.8;
/// What a phrase counts that is only the end of another behind one syllable, and behind a longer word.
const END_WEIGHT: f32 = 0.1;
const NAMED_WEIGHT: f32 = 0.5;
/// What of the articles that have a longer phrase counts against a phrase itself.
const LONGER_WEIGHT: f32 = 0.5;
/// A phrase counts half whose words stand together so many times as often as by chance.
const USUAL_LIFT: f32 = 30.0;
/// What a phrase of one small syllable counts: it is mostly a part of words.
const SYLLABLE_WEIGHT: f32 = 0.02;
/// A syllable that ends so small a share of the clauses it is in asks for more behind it.
const MIN_ENDS: f32 = 0.045;
/// A phrase that ends a clause in this share of its places needs no more behind it, whatever its last word.
const FINISHED: f32 = 0.25;
/// So often any word is taken to be seen beforehand, ending clauses as words usually do.
const SMOOTHING: f32 = 10.0;
/// The share of its places in which a word ends a clause that may well end a phrase.
const USUAL_RATE: f32 = 0.08;
/// A name with a verb behind it and what ends with a number count less when clauses end there more seldom than
/// this.
const FINISHING: f32 = 0.045;
/// It counts so much at least: many articles still have it.
const LEAST_FINISHED: f32 = 0.3;
/// A phrase with less weight is none.
const MIN_WEIGHT: f32 = 0.2;

/// A phrase, by the number of its sequence.
pub(super) struct Choice {
    pub(super) sequence: usize,
    pub(super) score: f32,
    /// Whether its second word is hardly ever without the first, and is typed for both (`HCM`).
    pub(super) is_found_by_rest: bool,
}

/// The phrases among the sequences.
pub(super) fn choose(speller: &Speller, sequences: &[Sequence]) -> Vec<Choice> {
    let chooser = Chooser::new(speller, sequences);
    // In how many articles the most frequent phrase stands that goes on a sequence.
    let mut longer = vec![0_u32; sequences.len()];
    let mut chosen = Vec::new();
    for (number, sequence) in sequences.iter().enumerate().rev() {
        let is_phrase = chooser.is_phrase(sequence);
        let covered = longer[number];
        if let Some(parent) = sequence.parent {
            let own = if is_phrase { sequence.articles } else { 0 };
            let parent = &mut longer[parent as usize];
            *parent = (*parent).max(own).max(covered);
        }
        let articles = sequence.articles as f32;
        if !is_phrase
            || covered as f32 >= COVERED * articles
            || chooser.whole_of(sequence.first).is_some()
        {
            continue;
        }
        if let Some(weight) = chooser.weight(number) {
            chosen.push(Choice {
                sequence: number,
                score: (articles - LONGER_WEIGHT * covered as f32) * weight,
                is_found_by_rest: chooser.starts_with_whole(number),
            });
        }
    }
    chosen
}

/// What sequences tell of each other.
struct Chooser<'s> {
    speller: &'s Speller,
    sequences: &'s [Sequence],
    edges: Edges,
    /// For each word the sequence of it alone.
    words: Vec<Option<u32>>,
    /// For each sequence the one without its first word.
    suffixes: Vec<Option<u32>>,
    /// For each sequence the most frequent one that has one word more before it.
    before: Vec<Option<u32>>,
    cohesion: Vec<f32>,
}

impl<'s> Chooser<'s> {
    fn new(speller: &'s Speller, sequences: &'s [Sequence]) -> Chooser<'s> {
        let edges = Edges::new(speller.headlines());
        let suffixes = suffixes(sequences);
        let mut words = vec![None; speller.headlines().terms.len()];
        for (number, sequence) in sequences.iter().enumerate() {
            if sequence.words == 1 {
                words[sequence.term as usize] = Some(number as u32);
            }
        }
        let mut before: Vec<Option<u32>> = vec![None; sequences.len()];
        for (number, suffix) in suffixes.iter().enumerate() {
            if let Some(suffix) = suffix
                && edges.starts[sequences[number].first as usize]
            {
                let articles = |number: u32| sequences[number as usize].articles;
                let best = &mut before[*suffix as usize];
                if best.is_none_or(|best| articles(number as u32) > articles(best)) {
                    *best = Some(number as u32);
                }
            }
        }
        let mut chooser = Chooser {
            speller,
            sequences,
            edges,
            words,
            suffixes,
            before,
            cohesion: Vec::new(),
        };
        chooser.cohesion = chooser.cohesion();
        chooser
    }

    /// Whether a sequence starts and ends as phrases do.
    fn is_phrase(&self, sequence: &Sequence) -> bool {
        let (first, last) = (sequence.first as usize, sequence.term as usize);
        let Some(parent) = sequence.parent else {
            return self.edges.starts[first] && self.edges.alone[last];
        };
        let articles = sequence.articles as f32;
        let is_finished = match sequence.is_of_one {
            // Nothing of a code is missing behind it.
            true if self.edges.codes[last] => true,
            // What only one headline says may be cut anywhere: it is taken to its end.
            true => sequence.ends > 0,
            false => {
                !self.edges.unfinished[last]
                    || sequence.ends as f32 >= FINISHED * articles
                    || articles >= COVERED * self.sequences[parent as usize].articles as f32
            }
        };
        self.edges.starts[first] && self.edges.ends[last] && is_finished
    }

    /// The abbreviation of two words that the second hardly ever is without: `TP. HCM` of `HCM`.
    fn whole_of(&self, second: u32) -> Option<u32> {
        let articles = |number: u32| self.sequences[number as usize].articles as f32;
        let alone = self.words[second as usize]?;
        let whole = self.before[alone as usize]?;
        let first = self.sequences[whole as usize].first;
        let is_one = articles(whole) >= COVERED * articles(alone)
            && self.speller.is_abbreviation(second)
            && self.speller.is_abbreviation(first);
        is_one.then_some(whole)
    }

    /// Whether a sequence starts with an abbreviation of two words that the second hardly ever is without.
    fn starts_with_whole(&self, number: usize) -> bool {
        let mut start = number as u32;
        while let Some(parent) = self.sequences[start as usize].parent {
            if self.sequences[start as usize].words == 2 {
                let second = self.sequences[start as usize].term;
                return self.whole_of(second) == Some(start);
            }
            start = parent;
        }
        false
    }

    /// How much a phrase counts an article; `None` when it is none after all.
    fn weight(&self, number: usize) -> Option<f32> {
        let sequence = &self.sequences[number];
        let weight = match sequence.parent {
            Some(_) => Some(self.cohesion[number]).filter(|weight| *weight >= MIN_WEIGHT)?,
            None if self.speller.is_small_syllable(sequence.term) => SYLLABLE_WEIGHT,
            None => 1.0,
        };
        Some(weight * self.weight_behind(number) * self.weight_of_end(sequence))
    }

    /// What a phrase counts less when hardly anything ends behind it, as something is missing there: a name
    /// and what it does (`Hà Nội đề xuất`), or a number of something (`khởi tố 3`).
    fn weight_of_end(&self, sequence: &Sequence) -> f32 {
        let Some(parent) = sequence.parent else {
            return 1.0;
        };
        let is_name = |term: u32| {
            let usual = self.speller.usual(term);
            usual.is_some_and(|usual| usual.starts_with(char::is_uppercase))
        };
        let last = sequence.term;
        let is_number = self.speller.headlines().terms[last as usize].starts_with(char::is_numeric);
        let is_open = match is_number {
            true => {
                !is_name(self.sequences[parent as usize].term) && !self.edges.alone[last as usize]
            }
            false => is_name(sequence.first) && !is_name(last),
        };
        match is_open {
            true => (self.edges.rate_behind(sequence) / FINISHING).clamp(LEAST_FINISHED, 1.0),
            false => 1.0,
        }
    }

    /// For each sequence how much it speaks for it that its words stand together: more often than by
    /// chance, or because hardly anything else goes on a sequence for which much speaks.
    fn cohesion(&self) -> Vec<f32> {
        let mut cohesion: Vec<f32> = Vec::with_capacity(self.sequences.len());
        for (number, sequence) in self.sequences.iter().enumerate() {
            cohesion.push(match sequence.parent {
                Some(parent) => {
                    let articles = self.sequences[parent as usize].articles;
                    let share = sequence.articles as f32 / articles as f32;
                    let weight = self.edges.weight(self.lift(number, parent), sequence);
                    weight.max(share * cohesion[parent as usize])
                }
                None => 1.0,
            });
        }
        cohesion
    }

    /// How many times as often as by chance the last word of a phrase stands behind the others, or the
    /// first one before the others, whichever is less.
    fn lift(&self, number: usize, parent: u32) -> f32 {
        let articles = |number: u32| self.sequences[number as usize].articles as f32;
        let sequence = &self.sequences[number];
        let own = articles(number as u32);
        // What is no sequence is hardly in any other article.
        let of_word = |term: u32| self.words[term as usize].map_or(own, articles);
        let of_suffix = self.suffixes[number].map_or(own, articles);
        let behind = articles(parent) * of_word(sequence.term);
        let by_chance = behind.max(of_word(sequence.first) * of_suffix);
        let all = self.speller.headlines().syllables_written as f32;
        own * all / by_chance
    }

    /// What a phrase counts less when it is the end of another: a name behind a title is one itself,
    /// what stands behind one and the same syllable is mostly a part of a name.
    fn weight_behind(&self, number: usize) -> f32 {
        let articles = |number: usize| self.sequences[number].articles as f32;
        let before = self.before[number].map(|before| before as usize);
        match before.filter(|before| articles(*before) >= COVERED * articles(number)) {
            Some(before) => {
                let first = self.sequences[before].first as usize;
                match self.speller.headlines().terms[first].contains(' ') {
                    true => NAMED_WEIGHT,
                    false => END_WEIGHT,
                }
            }
            None => 1.0,
        }
    }
}

/// For each sequence the one without its first word.
fn suffixes(sequences: &[Sequence]) -> Vec<Option<u32>> {
    let mut children: FxHashMap<(Option<u32>, u32), u32> = FxHashMap::default();
    let mut suffixes: Vec<Option<u32>> = Vec::with_capacity(sequences.len());
    for (number, sequence) in sequences.iter().enumerate() {
        children.insert((sequence.parent, sequence.term), number as u32);
        suffixes.push(sequence.parent.and_then(|parent| {
            let beginning = match sequence.words {
                2 => None,
                _ => Some(suffixes[parent as usize]?),
            };
            children.get(&(beginning, sequence.term)).copied()
        }));
    }
    suffixes
}

/// At which words phrases start and end.
struct Edges {
    starts: Vec<bool>,
    ends: Vec<bool>,
    /// Which words ask for more behind them, though they may end a phrase that often ends clauses.
    unfinished: Vec<bool>,
    /// Whether a word alone says something: it is more than a letter or a number.
    alone: Vec<bool>,
    /// Which words are codes of documents.
    codes: Vec<bool>,
    /// In what share of its places a word ends a clause.
    rates: Vec<f32>,
}

/// Words that no phrase starts or ends with.
pub(super) const FUNCTION_WORDS: &[&str] = &[
    "và",
    "của",
    "với",
    "cho",
    "tại",
    "ở",
    "bởi",
    "mà",
    "thì",
    "là",
    "để",
    "bị",
    "được",
    "những",
    "các",
    "này",
    "đó",
    "đã",
    "cũng",
    "nhưng",
    "hoặc",
    "rằng",
    "sẽ",
    "đang",
    "vẫn",
    "do",
    "như",
    "hay",
    "từ",
    "đến",
    "trong",
    "ra",
    "vào",
    "lên",
    "theo",
    "trên",
    "khi",
    "nếu",
    "nên",
    "còn",
    "lại",
    "có",
    "có thể",
    "không thể",
    "một",
    "về",
    "trước",
    "sau",
    "vì",
    "rồi",
    "cùng",
    "bằng",
    "qua",
    "giữa",
    "đi",
];
/// Words that no phrase ends with, besides.
const NO_END: &[&str] = &[
    "không",
    "chưa",
    "chỉ",
    "hơn",
    "gần",
    "nhiều",
    "mọi",
    "mỗi",
    "ông",
    "bà",
    "dưới",
    "khỏi",
    "rất",
    "quá",
    "hai",
    "phải",
    "cần",
    "muốn",
    "dù",
    "sắp",
    "vừa",
    "càng",
    "nhất là",
    "tới",
];

impl Edges {
    fn new(headlines: &Headlines) -> Edges {
        let counts = headlines.ends();
        let all: (u32, u32) = counts
            .iter()
            .fold((0, 0), |(seen, ends), one| (seen + one.0, ends + one.1));
        let usual = all.1 as f32 / all.0.max(1) as f32;
        let rate = |(seen, ends): (u32, u32)| {
            (ends as f32 + SMOOTHING * usual) / (seen as f32 + SMOOTHING)
        };
        let rates: Vec<f32> = counts.into_iter().map(rate).collect();
        let syllables = headlines.terms.iter().enumerate();
        let syllables = syllables.filter(|(_, term)| !term.contains(' '));
        let syllables: FxHashMap<&str, usize> = syllables
            .map(|(number, term)| (term.as_str(), number))
            .collect();
        let mut edges = Edges {
            starts: Vec::with_capacity(rates.len()),
            ends: Vec::with_capacity(rates.len()),
            unfinished: Vec::with_capacity(rates.len()),
            alone: Vec::with_capacity(rates.len()),
            codes: vec![false; rates.len()],
            rates,
        };
        let mut dates = edges.codes.clone();
        for word in &headlines.words {
            edges.codes[word.term as usize] |= word.is_code;
            dates[word.term as usize] |= is_date(&word.text);
        }
        for (number, term) in headlines.terms.iter().enumerate() {
            let is_function_word = FUNCTION_WORDS.contains(&term.as_str());
            // A syllable asks for more behind it, also at the end of what only looks like a word.
            let last = term.rsplit(' ').next().and_then(|last| syllables.get(last));
            let asks_for_more = last.is_some_and(|last| {
                !term.ends_with(char::is_numeric)
                    && edges.rates[*last] < MIN_ENDS
                    && edges.rates[number] < MIN_ENDS
            });
            let letters = term.chars().filter(|c| c.is_alphabetic()).count();
            let is_number = term.starts_with(char::is_numeric);
            let says_something =
                (letters > 1 && !is_number) || edges.codes[number] || dates[number];
            edges.starts.push(!is_function_word);
            edges
                .ends
                .push(!is_function_word && !NO_END.contains(&term.as_str()));
            edges.unfinished.push(asks_for_more);
            edges
                .alone
                .push(says_something && !(asks_for_more && term.contains(' ')));
        }
        edges
    }

    /// How much it speaks for a phrase of several words that they stand together so many times as often
    /// as by chance: half when it is as much as is usual, and more is asked for the seldomer the phrase
    /// and its last word end a clause, as verbs do that have an object.
    fn weight(&self, lift: f32, sequence: &Sequence) -> f32 {
        let asked = (USUAL_RATE / self.rate_behind(sequence)).clamp(0.5, 8.0);
        lift / (lift + USUAL_LIFT * asked)
    }

    /// In what share of its places a sequence ends a clause, with those where its last word does.
    fn rate_behind(&self, sequence: &Sequence) -> f32 {
        let rate = self.rates[sequence.term as usize];
        let ends = sequence.ends as f32 + SMOOTHING * rate;
        ends / (sequence.articles as f32 + SMOOTHING)
    }
}
