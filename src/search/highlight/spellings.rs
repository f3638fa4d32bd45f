//! How texts write what was typed without marks.

use std::collections::HashMap;

/// How texts spell the readings of words typed without marks, and how often, in what is shown of them.
#[derive(Debug, Default)]
pub(crate) struct Spellings(HashMap<String, HashMap<String, usize>>);

impl Spellings {
    pub(super) fn add(&mut self, reading: &str, form: String, times: usize) {
        let forms = self.0.entry(reading.to_owned()).or_default();
        *forms.entry(form).or_default() += times;
    }

    pub(crate) fn merge(&mut self, others: Spellings) {
        for (reading, forms) in others.0 {
            for (form, times) in forms {
                self.add(&reading, form, times);
            }
        }
    }

    /// The usual form of a reading.
    pub(crate) fn usual(&self, reading: &str) -> Option<String> {
        let usual = self
            .0
            .get(reading)?
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        usual.map(|(form, _)| form.clone())
    }
}
