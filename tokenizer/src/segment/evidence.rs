//! What counts tell of a word, and how the model sees it.

/// What news counts tell of a word of several syllables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// How often it was one word.
    pub count: u32,
    /// Of a hundred times that its syllables stood together, how often they were one word.
    pub rate: u8,
}

impl Evidence {
    /// How many values [`Self::class`] and [`Self::inner_class`] take, with 0.
    pub(crate) const CLASSES: usize = 29;
    /// How many levels there are, with 0.
    pub(crate) const LEVELS: usize = 6;
    /// The level of a pair that is found in longer words only.
    #[doc(hidden)]
    pub const INNER_LEVEL: u8 = 5;

    /// Class and level of a pair by what is known of it as a word of its own and `inner`, within longer
    /// words. Beside a longer word a pair that hardly ever is a word does not count: `bất động` in `bất
    /// động sản`.
    #[doc(hidden)]
    pub fn of_pair(word: Option<Evidence>, inner: Option<Evidence>) -> (u8, u8) {
        match (word, inner) {
            (Some(word), Some(inner)) if word.level() == 1 && inner.level() == 4 => {
                (inner.inner_class(), Evidence::INNER_LEVEL)
            }
            (Some(word), _) => (word.class(), word.level()),
            (None, Some(inner)) => (inner.inner_class(), Evidence::INNER_LEVEL),
            (None, None) => (0, 0),
        }
    }

    /// From how often it was `joined` among the `together` times that its syllables stood side by
    /// side.
    pub fn new(joined: f32, together: f32) -> Evidence {
        let rate = 100.0 * (joined + 0.1) / (together.max(joined) + 0.4);
        Evidence {
            count: joined.round().max(1.0) as u32,
            rate: rate.round().min(100.0) as u8,
        }
    }

    /// The one of two that speaks more for joining.
    #[doc(hidden)]
    #[must_use]
    pub fn stronger(self, other: Evidence) -> Evidence {
        if (other.rate, other.count) > (self.rate, self.count) {
            other
        } else {
            self
        }
    }

    /// The class of a pair that is found in longer words only, 25 to 28.
    fn inner_class(self) -> u8 {
        24 + self.level()
    }

    /// A fine class, 1 to 24; 0 is for what the lexicon does not have.
    #[doc(hidden)]
    pub fn class(self) -> u8 {
        let rate = above(&[5, 15, 30, 50, 70, 85, 95], u32::from(self.rate));
        let size = above(&[10, 60], self.count);
        1 + 3 * rate + size
    }

    /// A coarse class, 1 to 4; 0 is for what the lexicon does not have.
    #[doc(hidden)]
    pub fn level(self) -> u8 {
        1 + above(&[15, 50, 85], u32::from(self.rate))
    }
}

/// How many of `limits` are reached by `value`.
fn above(limits: &[u32], value: u32) -> u8 {
    limits.iter().filter(|limit| value >= **limit).count() as u8
}
