//! Words seen before and what the model knows of them: nearly every word of a text is one of these.

use super::model::Model;
use super::run::{Form, Nature, Unit};
use crate::word::{Key, VACANT, canonical, hash, key};

/// A power of two. News has some five thousand usual written forms.
const SLOTS: usize = 1 << 16;

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
    /// The model whose numbers these are.
    owner: Option<u64>,
}

impl Memory {
    /// Call before a text: forgets what another model knew.
    pub(crate) fn belong_to(&mut self, model: &Model) {
        if self.owner != Some(model.identity()) {
            self.owner = Some(model.identity());
            self.slots.clear();
            self.slots.resize(SLOTS, (VACANT, Known::default()));
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
        let slot = hash(key) & (SLOTS - 1);
        let (first, second) = (self.slots[slot], self.slots[slot ^ 1]);
        if first.0 == key {
            return first.1;
        }
        let found = if second.0 == key {
            second.1
        } else {
            known(model, &text[start..end])
        };
        self.slots[slot ^ 1] = first;
        self.slots[slot] = (key, found);
        found
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
