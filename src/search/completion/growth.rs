//! Which words stand together in headlines, and in how many.
//!
//! Sequences of words grow by one word at a time, and only those that enough headlines have grow on: a
//! sequence is in no more of them than its beginning.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::headlines::Headlines;

/// Longer sequences are no phrases.
const MAX_WORDS: usize = 8;
/// Nor are longer ones of a single headline.
const MAX_SINGLE_WORDS: usize = 6;
/// At so many places it is looked up how a sequence is spelt.
const MAX_SAMPLES: u32 = 48;

/// A sequence of words that enough headlines have.
pub(super) struct Sequence {
    /// The one that it goes on, and the last word's number in [`Headlines::terms`].
    pub(super) parent: Option<u32>,
    pub(super) term: u32,
    /// The first word's number.
    pub(super) first: u32,
    pub(super) words: usize,
    /// How many articles have it in their headline.
    pub(super) articles: u32,
    /// At how many places nothing goes on behind it, or a comma or dash stands there.
    pub(super) ends: u32,
    /// Tokens where it starts.
    pub(super) samples: Vec<u32>,
}

/// A place where a sequence stands, its end behind its last token.
struct Place {
    start: u32,
    end: u32,
    headline: u32,
    sequence: u32,
}

/// The sequences that at least `least` headlines have, each behind the one that it goes on.
pub(super) fn grow(headlines: &Headlines, least: u32) -> Vec<Sequence> {
    let mut sequences = Vec::new();
    let mut places = Vec::new();
    for headline in 0..headlines.len() {
        for at in headlines.range(headline) {
            if headlines.word(at).is_some() {
                places.push(Place {
                    start: at as u32,
                    end: at as u32,
                    headline: headline as u32,
                    sequence: u32::MAX,
                });
            }
        }
    }
    for words in 1..=MAX_WORDS {
        places = lengthen(headlines, places, words, least, &mut sequences);
        sample(headlines, &places, &mut sequences);
        if words >= MAX_SINGLE_WORDS {
            places.retain(|place| sequences[place.sequence as usize].articles > 1);
        }
    }
    sequences
}

/// The places of the sequences that are longer by one word.
fn lengthen(
    headlines: &Headlines,
    places: Vec<Place>,
    words: usize,
    least: u32,
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
                    ends: 0,
                    headline: u32::MAX,
                });
                *new.insert(number)
            }
        };
        let one = &mut found[number as usize];
        if one.headline != place.headline {
            one.headline = place.headline;
            one.articles += 1;
        }
        one.ends += u32::from(headlines.is_end(next));
        longer.push(Place {
            end: next as u32 + 1,
            sequence: number,
            ..place
        });
    }
    let numbers: Vec<Option<u32>> = found
        .into_iter()
        .map(|found| {
            (found.articles >= least).then(|| {
                let parent = (found.parent != u32::MAX).then_some(found.parent);
                sequences.push(Sequence {
                    first: parent.map_or(found.term, |parent| sequences[parent as usize].first),
                    parent,
                    term: found.term,
                    words,
                    articles: found.articles,
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
    ends: u32,
    /// The last headline it was seen in.
    headline: u32,
}

/// Notes places of each sequence: those that tell how it is spelt, others only where there are none.
fn sample(headlines: &Headlines, places: &[Place], sequences: &mut [Sequence]) {
    for telling in [true, false] {
        for place in places {
            let tells = headlines.is_inside(place.start as usize)
                && !headlines.is_in_capitals(place.headline as usize);
            if tells != telling {
                continue;
            }
            let sequence = &mut sequences[place.sequence as usize];
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
