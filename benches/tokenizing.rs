//! How fast text is analysed on one core, beside Tantivy's tokenizers on the same text.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a benchmark reports to the terminal, and one that cannot go on has no result"
)]

mod common;

use std::hint::black_box;

use charabia::{Segment, Tokenize};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tantivy::tokenizer::TokenStream;
use timtin::tokenizer::segment::{Segmentation, Segmenter};
use timtin::tokenizer::{Analysis, Analyzer, Lexicon, Mode};

fn tokenizing(criterion: &mut Criterion) {
    let lexicon = Lexicon::built_in().expect("the built-in list");
    for corpus in common::corpora() {
        let mut group = criterion.benchmark_group(format!("tokenizing/{}", corpus.name));
        group
            .throughput(Throughput::Bytes(corpus.bytes()))
            .sample_size(10);
        let empty = Lexicon::empty();
        for (name, lexicon) in [
            ("timtin", &lexicon),
            ("timtin without abbreviations", &empty),
        ] {
            group.bench_function(name, |bencher| {
                let analyzer = Analyzer::new(lexicon);
                let mut analysis = Analysis::new();
                bencher.iter(|| {
                    for text in corpus.texts() {
                        analyzer.analyze(text, Mode::Text, &mut analysis);
                        black_box(analysis.len());
                    }
                });
            });
        }
        group.bench_function("timtin segment", |bencher| {
            let segmenter = Segmenter::built_in().expect("the built-in lexicon");
            let mut segmentation = Segmentation::new();
            let mut joined = String::new();
            bencher.iter(|| {
                for text in corpus.texts() {
                    segmenter.segment(text, &mut segmentation);
                    joined.clear();
                    segmentation.join(text, &mut joined);
                    black_box(joined.len());
                }
            });
        });
        for (name, folding) in [
            ("tantivy SimpleTokenizer + LowerCaser", false),
            ("tantivy … + AsciiFoldingFilter", true),
        ] {
            group.bench_function(name, |bencher| {
                let mut analyzer = common::bare_analyzer(folding);
                bencher.iter(|| {
                    for text in corpus.texts() {
                        let mut stream = analyzer.token_stream(text);
                        while stream.advance() {
                            black_box(stream.token());
                        }
                    }
                });
            });
        }
        group.bench_function("charabia, segmented", |bencher| {
            bencher.iter(|| {
                for text in corpus.texts() {
                    for segment in text.segment_str() {
                        black_box(segment);
                    }
                }
            });
        });
        group.bench_function("charabia, segmented and normalized", |bencher| {
            bencher.iter(|| {
                for text in corpus.texts() {
                    for token in text.tokenize() {
                        black_box(token);
                    }
                }
            });
        });
        group.finish();
    }
}

criterion_group!(benches, tokenizing);
criterion_main!(benches);
