//! Writes lexicon and weights as the segmenter reads them.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use timtin_tokenizer::segment::training::{Shape, Template, WEIGHT_SCALE};

use crate::Trained;
use crate::corpus::Corpus;

pub(crate) fn write(corpus: &Corpus, trained: &Trained, folder: &Path) -> io::Result<()> {
    fs::write(folder.join("words.tsv"), words(corpus, trained))?;
    fs::write(folder.join("segmenter.tsv"), weights(corpus, trained))
}

fn words(corpus: &Corpus, trained: &Trained) -> String {
    let mut lines: Vec<String> = trained
        .singles
        .iter()
        .chain(&trained.words)
        .map(|(word, evidence)| {
            format!(
                "{}\t{}\t{}\n",
                corpus.spell(word),
                evidence.count,
                evidence.rate
            )
        })
        .collect();
    lines.sort();
    "# word\tcount\trate: see PROVENANCE.md\n".to_owned() + &lines.concat()
}

fn weights(corpus: &Corpus, trained: &Trained) -> String {
    let mut lines = vec![];
    for (feature, weight) in &trained.student.weights {
        let template = Template::ALL[(feature >> 56) as usize];
        let weight = (weight * WEIGHT_SCALE).round() as i32;
        if weight.abs() >= 2 && (template > Template::Pair || has_terms(template, *feature)) {
            lines.push(format!(
                "{}\t{}\t{weight}\n",
                template.name(),
                arguments(corpus, template, *feature)
            ));
        }
    }
    for id in 1..corpus.terms_len() {
        if corpus.nature(id).name_like
            && timtin_tokenizer::Syllable::parse(corpus.term(id)).is_some()
            && corpus.singles[id as usize] >= 3
        {
            lines.push(format!("name\t{}\t1\n", corpus.term(id)));
        }
    }
    lines.sort();
    "# template\targuments\tweight: see PROVENANCE.md\n".to_owned() + &lines.concat()
}

/// Number 0 is every syllable without a number.
fn has_terms(template: Template, feature: u64) -> bool {
    let (first, second) = terms(feature);
    second != 0 && (template != Template::Pair || first != 0)
}

fn terms(feature: u64) -> (u32, u32) {
    (
        (feature >> 24 & 0xff_ffff) as u32,
        (feature & 0xff_ffff) as u32,
    )
}

fn arguments(corpus: &Corpus, template: Template, feature: u64) -> String {
    let (first, second) = terms(feature);
    if template == Template::Pair {
        return format!("{} {}", corpus.term(first), corpus.term(second));
    }
    if template < Template::Pair {
        return corpus.term(second).to_owned();
    }
    let mut out = String::new();
    let kinds = template.arguments();
    for (at, kind) in kinds.chars().enumerate() {
        let value = (feature >> (8 * (kinds.len() - 1 - at)) & 0xff) as u8;
        let _ = match kind {
            's' => write!(out, "{}", Shape::ALL[usize::from(value)].letter()),
            _ => write!(out, "{value}"),
        };
    }
    out
}
