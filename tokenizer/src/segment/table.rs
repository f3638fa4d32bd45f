//! A small hash table that is made once and read often.

/// What the model knows of two or three syllables together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) weight: i16,
    pub(crate) level: u8,
    /// For a pair: whether some word of three or more syllables goes on after it.
    pub(crate) goes_on: bool,
}

/// Entries by keys other than 0, with open addressing: mostly one look at one place.
#[derive(Debug)]
pub(crate) struct Table {
    slots: Vec<(u64, Entry)>,
}

impl Table {
    /// A table of `entries`, whose keys differ and are not 0.
    pub(crate) fn new(entries: impl ExactSizeIterator<Item = (u64, Entry)>) -> Table {
        let size = (2 * entries.len() + 1).next_power_of_two();
        let mut slots = vec![(0, Entry::default()); size];
        for (key, entry) in entries {
            let mut at = place(key, size);
            while slots[at].0 != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (key, entry);
        }
        Table { slots }
    }

    /// The entry of `key`, or the empty one.
    pub(crate) fn get(&self, key: u64) -> Entry {
        let size = self.slots.len();
        let mut at = place(key, size);
        // At least half of the slots are free, so that this ends.
        loop {
            let (found, entry) = self.slots[at];
            if found == key || found == 0 {
                return entry;
            }
            at = (at + 1) & (size - 1);
        }
    }
}

/// Fibonacci hashing: the upper bits of a product are well mixed.
fn place(key: u64, size: usize) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (size - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_put_in_and_nothing_else() {
        let entry = |key: u64| Entry {
            weight: key as i16,
            ..Entry::default()
        };
        let keys: Vec<u64> = (1..5000).map(|n| n * 65_537).collect();
        let table = Table::new(keys.iter().map(|key| (*key, entry(*key))));
        for key in keys {
            assert_eq!(table.get(key), entry(key));
            assert_eq!(table.get(key + 1), Entry::default());
        }
        assert_eq!(Table::new(std::iter::empty()).get(7), Entry::default());
    }
}
