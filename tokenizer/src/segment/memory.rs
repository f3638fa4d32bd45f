//! Words seen before and what the model knows of them: nearly every word of a text is one of these.

use super::model::Model;
use super::run::{Form, Nature, Unit};
use crate::word::{Key, VACANT, canonical, hash, key};

const MIN_SLOTS: usize = 1 << 8;
/// 0.8 MB; a larger memory finds hardly more.
const MAX_SLOTS: usize = 1 << 15;

/// What is known of a written word, wherever it stands.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    id: u16,
    form: Form,
    nature: Nature,
}

/// Written words with what is known of each, in the slot of its hash or the one beside it, the later
/// seen one first.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    slots: Vec<(Key, Known)>,
    /// Words put in since the slots were made.
    added: usize,
    /// The model whose numbers these are.
    owner: Option<u64>,
}

impl Memory {
    /// Call before a text: forgets what another model knew.
    pub(crate) fn belong_to(&mut self, model: &Model) {
        if self.owner != Some(model.identity()) {
            self.owner = Some(model.identity());
            self.slots = vec![(VACANT, Known::default()); MIN_SLOTS];
            self.added = 0;
        }
    }

    /// The unit at bytes `start..end` of `text`.
    pub(crate) fn unit(
        &mut self,
        model: &Model,
        text: &str,
        start: usize,
        end: usize,
        number: bool,
    ) -> Unit {
        let known = if number {
            let (id, nature) = model.number();
            let form = Form::Number;
            Known { id, form, nature }
        } else {
            self.known(model, text, start, end)
        };
        Unit {
            start,
            end,
            id: known.id,
            form: known.form,
            nature: known.nature,
            ..Unit::default()
        }
    }

    fn known(&mut self, model: &Model, text: &str, start: usize, end: usize) -> Known {
        let Some(key) = key(text.as_bytes(), start, end) else {
            return known(model, &text[start..end]);
        };
        let slot = hash(key) & (self.slots.len() - 1);
        let (first, second) = (self.slots[slot], self.slots[slot ^ 1]);
        if first.0 == key {
            return first.1;
        }
        if second.0 == key {
            self.slots.swap(slot, slot ^ 1);
            return second.1;
        }
        let found = known(model, &text[start..end]);
        self.put(key, found);
        found
    }

    fn put(&mut self, key: Key, found: Known) {
        if self.added >= self.slots.len() && self.slots.len() < MAX_SLOTS {
            let slots = vec![(VACANT, Known::default()); 2 * self.slots.len()];
            let before = std::mem::replace(&mut self.slots, slots);
            self.added = 0;
            for (key, found) in before.into_iter().filter(|(key, _)| *key != VACANT) {
                self.put(key, found);
            }
        }
        self.added += 1;
        let slot = hash(key) & (self.slots.len() - 1);
        self.slots[slot ^ 1] = self.slots[slot];
        self.slots[slot] = (key, found);
    }
}

fn known(model: &Model, written: &str) -> Known {
    let term = canonical(written);
    let form = Form::of(written, &term);
    // Other words with capitals are names, of which the model knows nothing.
    if form == Form::Foreign {
        return Known {
            form,
            ..Known::default()
        };
    }
    let (id, nature) = model.syllable(&term);
    Known { id, form, nature }
}
