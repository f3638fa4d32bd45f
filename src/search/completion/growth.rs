//! Which words stand together, and in how many articles.
//!
//! Sequences of words grow by one word at a time, and only those that enough articles have grow on: a
//! sequence is in no more of them than its beginning.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::headlines::Headlines;

/// Longer sequences are no phrases.
const MAX_WORDS: usize = 10;
/// At so many places it is looked up how a sequence is spelt.
const MAX_SAMPLES: u32 = 48;

/// A sequence of words that enough articles have.
pub(super) struct Sequence {
    /// The one that it goes on, and the last word's number in [`Headlines::terms`].
    pub(super) parent: Option<u32>,
    pub(super) term: u32,
    /// The first word's number.
    pub(super) first: u32,
    pub(super) words: usize,
    /// How many articles have it.
    pub(super) articles: u32,
    /// Whether only one headline has it, be it that of many articles.
    pub(super) is_of_one: bool,
    /// At how many places nothing goes on behind it, or a comma or dash stands there.
    pub(super) ends: u32,
    /// Tokens where it starts.
    pub(super) samples: Vec<u32>,
}

/// A place where a sequence stands, its end behind its last token.
struct Place {
    start: u32,
    end: u32,
    article: u32,
    /// How many have the line.
    articles: u32,
    /// Whether what stands here is kept, however few articles have it.
    is_kept: bool,
    sequence: u32,
}

/// In how many articles a sequence must be at least.
#[derive(Clone, Copy)]
pub(super) struct Least {
    pub(super) of_articles: u32,
    /// One that a headline has.
    pub(super) of_headlines: u32,
}

/// The sequences that enough articles have, each behind the one that it goes on.
pub(super) fn grow(headlines: &Headlines, least: Least) -> Vec<Sequence> {
    let mut sequences = Vec::new();
    let mut places = Vec::new();
    for (number, line) in headlines.lines.iter().enumerate() {
        for at in headlines.range(number) {
            if headlines.word(at).is_some() {
                places.push(Place {
                    start: at as u32,
                    end: at as u32,
                    article: line.article,
                    articles: line.articles,
                    is_kept: line.is_headline
                        && (least.of_headlines == 1
                            || (line.articles >= least.of_headlines
                                && at == headlines.range(number).start)),
                    sequence: u32::MAX,
                });
            }
        }
    }
    for words in 1..=MAX_WORDS {
        places = lengthen(headlines, places, words, least, &mut sequences);
        sample(headlines, &places, &mut sequences);
    }
    sequences
}

/// The places of the sequences that are longer by one word.
fn lengthen(
    headlines: &Headlines,
    places: Vec<Place>,
    words: usize,
    least: Least,
    sequences: &mut Vec<Sequence>,
) -> Vec<Place> {
    let mut numbers: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut found: Vec<Found> = Vec::new();
    let mut longer = Vec::with_capacity(places.len() / 2);
    for place in places {
        let next = match words {
            1 => Some(place.start as usize),
            _ => headlines.next(place.end as usize),
        };
        let Some((next, word)) = next.and_then(|next| Some((next, headlines.word(next)?))) else {
            continue;
        };
        let number = match numbers.entry((place.sequence, word.term)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let number = found.len() as u32;
                found.push(Found {
                    parent: place.sequence,
                    term: word.term,
                    articles: 0,
                    lines: 0,
                    ends: 0,
                    article: u32::MAX,
                    is_kept: false,
                });
                *new.insert(number)
            }
        };
        let one = &mut found[number as usize];
        if one.article != place.article {
            one.article = place.article;
            one.articles += place.articles;
            one.lines += 1;
        }
        // A code is never there by chance.
        one.is_kept |= place.is_kept || word.is_code;
        one.ends += place.articles * u32::from(headlines.is_end(next));
        longer.push(Place {
            end: next as u32 + 1,
            sequence: number,
            ..place
        });
    }
    let numbers: Vec<Option<u32>> = found
        .into_iter()
        .map(|found| {
            (found.is_kept || found.lines >= least.of_articles).then(|| {
                let parent = (found.parent != u32::MAX).then_some(found.parent);
                sequences.push(Sequence {
                    first: parent.map_or(found.term, |parent| sequences[parent as usize].first),
                    parent,
                    term: found.term,
                    words,
                    articles: found.articles,
                    is_of_one: found.lines == 1,
                    ends: found.ends,
                    samples: Vec::new(),
                });
                sequences.len() as u32 - 1
            })
        })
        .collect();
    longer.retain_mut(|place| match numbers[place.sequence as usize] {
        Some(number) => {
            place.sequence = number;
            true
        }
        None => false,
    });
    longer
}

/// A sequence whose articles are being counted.
struct Found {
    parent: u32,
    term: u32,
    articles: u32,
    /// How many different headlines, or articles with theirs and other lines.
    lines: u32,
    ends: u32,
    is_kept: bool,
    /// The last article it was seen in.
    article: u32,
}

/// Notes places of each sequence: those that tell how it is spelt, others only where there are none.
fn sample(headlines: &Headlines, places: &[Place], sequences: &mut [Sequence]) {
    for telling in [true, false] {
        for place in places {
            let sequence = &mut sequences[place.sequence as usize];
            if (!telling && !sequence.samples.is_empty())
                || headlines.tells_spelling(place.start as usize) != telling
            {
                continue;
            }
            let room = match telling {
                true => MAX_SAMPLES,
                false => 1,
            };
            if sequence.samples.len() < room as usize {
                sequence.samples.push(place.start);
            }
        }
    }
}
