//! A linear-chain conditional random field with two labels (Lafferty, McCallum and Pereira 2001),
//! trained with AdaGrad (Duchi, Hazan and Singer 2011).

use timtin_tokenizer::segment::Evidence;
use timtin_tokenizer::segment::training::{Form, Shape, Template};

use crate::corpus::{Corpus, Map, Sentence, Syllable, pair_key};
use crate::evidence::Known;

const EPOCHS: usize = 20;
const RATE: f32 = 0.2;
/// Shrinks weights a little at each use; those of single syllables and pairs more.
const SHRINK: f32 = 0.002;
const SHRINK_LEXICAL: f32 = 0.01;
/// Weights of pairs below this are dropped: they change nothing, and what is left of a sentence in
/// the model is not that sentence.
const LEAST_PAIR: f32 = 0.5;
/// The weight to begin with of joining three small syllables that are no word together: the
/// hand-made sentences have too few of them to learn it well.
const UNKNOWN_TRIPLE: f32 = -6.0;

/// The weight to begin with of joining a word of which no part is a word: `câu lạc bộ`.
const INDIVISIBLE_TRIPLE: f32 = 4.0;

/// Templates of the teacher only: association of a pair in the whole corpus.
const ASSOCIATION: u64 = 60;

/// A feature: template and arguments in one number.
type Feature = u64;

/// Arguments up to 24 bits, two at most.
fn lexical(template: Template, arguments: &[u32]) -> Feature {
    let pack = |packed, argument: &u32| packed << 24 | u64::from(*argument);
    (template as u64) << 56 | arguments.iter().fold(0, pack)
}

/// Arguments of 8 bits.
fn small(template: u64, arguments: &[u8]) -> Feature {
    let pack = |packed, argument: &u8| packed << 8 | u64::from(*argument);
    template << 56 | arguments.iter().fold(0, pack)
}

/// What a run shows at its gaps, and at its pairs of neighbouring gaps.
struct Shown {
    gaps: Vec<Vec<Feature>>,
    twice: Vec<Vec<Feature>>,
}

/// A trained field.
pub(crate) struct Crf {
    pub(crate) weights: Map<f32>,
    /// Whether it also looks at association in the corpus.
    teacher: bool,
}

impl Crf {
    pub(crate) fn train(
        sentences: &[Sentence],
        known: &Known,
        corpus: &Corpus,
        teacher: bool,
    ) -> Crf {
        let mut crf = Crf {
            weights: Map::default(),
            teacher,
        };
        let lower = Shape::Lower as u8;
        let unknown = small(Template::TwiceLower as u64, &[lower, 0]);
        crf.weights.insert(unknown, UNKNOWN_TRIPLE);
        let inner = Evidence::INNER_LEVEL;
        let indivisible = small(Template::TwiceLevels as u64, &[inner, 4, inner]);
        crf.weights.insert(indivisible, INDIVISIBLE_TRIPLE);
        let mut examples = crf.examples(sentences, known, corpus);
        let mut squares: Map<f32> = Map::default();
        let mut seed = 1;
        for _ in 0..EPOCHS {
            shuffle(&mut examples, &mut seed);
            for (shown, joined) in &examples {
                crf.learn(shown, joined, &mut squares);
            }
        }
        let is_pair = |feature: &Feature| feature >> 56 == Template::Pair as u64;
        crf.weights
            .retain(|feature, weight| !is_pair(feature) || weight.abs() >= LEAST_PAIR);
        crf
    }

    fn examples(
        &self,
        sentences: &[Sentence],
        known: &Known,
        corpus: &Corpus,
    ) -> Vec<(Shown, Vec<bool>)> {
        let mut examples = vec![];
        for sentence in sentences {
            let mut at = 0;
            for run in &sentence.runs {
                let gaps = run.len() - 1;
                if gaps > 0 {
                    let joined = sentence.joined[at..at + gaps].to_vec();
                    examples.push((self.look(run, known, corpus), joined));
                }
                at += gaps + 1;
            }
        }
        examples
    }

    /// One step up the gradient of the likelihood of `joined`.
    fn learn(&mut self, shown: &Shown, joined: &[bool], squares: &mut Map<f32>) {
        let (once, twice) = expected(&self.scores(shown));
        for (at, features) in shown.gaps.iter().enumerate() {
            let gradient = f32::from(u8::from(joined[at])) - once[at];
            self.step(features, gradient, squares);
        }
        for (at, features) in shown.twice.iter().enumerate() {
            let gradient = f32::from(u8::from(joined[at] && joined[at + 1])) - twice[at];
            self.step(features, gradient, squares);
        }
    }

    fn step(&mut self, features: &[Feature], gradient: f32, squares: &mut Map<f32>) {
        for feature in features {
            let weight = self.weights.entry(*feature).or_default();
            let lexical = feature >> 56 <= Template::Pair as u64;
            let shrink = if lexical { SHRINK_LEXICAL } else { SHRINK };
            let gradient = gradient - shrink * *weight;
            let square = squares.entry(*feature).or_insert(1e-2);
            *square += gradient * gradient;
            *weight += RATE * gradient / square.sqrt();
        }
    }

    /// The likeliest labels of a sentence's gaps, in the order of [`Sentence::joined`].
    pub(crate) fn label(
        &self,
        runs: &[Vec<Syllable>],
        known: &Known,
        corpus: &Corpus,
    ) -> Vec<bool> {
        let runs: Vec<Vec<bool>> = runs
            .iter()
            .map(|run| self.label_run(run, known, corpus))
            .collect();
        runs.join(&false)
    }

    pub(crate) fn label_run(&self, run: &[Syllable], known: &Known, corpus: &Corpus) -> Vec<bool> {
        best(&self.scores(&self.look(run, known, corpus)))
    }

    fn scores(&self, shown: &Shown) -> Scores {
        let sum =
            |features: &Vec<Feature>| features.iter().filter_map(|f| self.weights.get(f)).sum();
        Scores {
            once: shown.gaps.iter().map(sum).collect(),
            twice: shown.twice.iter().map(sum).collect(),
        }
    }

    fn look(&self, run: &[Syllable], known: &Known, corpus: &Corpus) -> Shown {
        let mut shown = Shown {
            gaps: vec![],
            twice: vec![],
        };
        for at in 0..run.len().saturating_sub(1) {
            let place =
                |at: Option<usize>| at.and_then(|at| run.get(at)).copied().unwrap_or_default();
            let around = [at.checked_sub(1), Some(at), Some(at + 1), Some(at + 2)].map(place);
            let mut features = gap(around, known);
            if self.teacher {
                association(around[1], around[2], known, corpus, &mut features);
            }
            shown.gaps.push(features);
            if at + 2 < run.len() {
                shown
                    .twice
                    .push(twice([around[1], around[2], around[3]], known));
            }
        }
        shown
    }
}

/// The features of the gap in the middle of four syllables.
fn gap([p, a, b, n]: [Syllable; 4], known: &Known) -> Vec<Feature> {
    let [sp, sa, sb, sn] = [p, a, b, n].map(|syllable| syllable.shape as u8);
    let ((_, before), (class, level), (_, after)) = (
        known.pair(p.id, a.id),
        known.pair(a.id, b.id),
        known.pair(b.id, n.id),
    );
    let mut features = vec![
        lexical(Template::Left, &[a.id]),
        lexical(Template::Right, &[b.id]),
        lexical(Template::Before, &[p.id]),
        lexical(Template::After, &[n.id]),
        small(Template::Bias as u64, &[]),
        small(Template::Shapes as u64, &[sp, sa, sb, sn]),
        small(Template::ShapesTwo as u64, &[sa, sb]),
        small(Template::ShapesLeft as u64, &[sp, sa, sb]),
        small(Template::ShapesRight as u64, &[sa, sb, sn]),
        small(Template::Class as u64, &[class]),
        small(Template::Levels as u64, &[before, level, after]),
        small(Template::LevelsLeft as u64, &[before, level]),
        small(Template::LevelsRight as u64, &[level, after]),
        small(Template::LevelShapes as u64, &[level, sa, sb]),
    ];
    // Pairs with two capitals are names, which belong in no model.
    if matches!(a.form, Form::Lower | Form::LowerForeign)
        || matches!(b.form, Form::Lower | Form::LowerForeign)
    {
        features.push(lexical(Template::Pair, &[a.id, b.id]));
    }
    features
}

/// The features of two neighbouring gaps that are both joined.
fn twice([a, b, c]: [Syllable; 3], known: &Known) -> Vec<Feature> {
    let shapes = [a, b, c].map(|syllable| syllable.shape as u8);
    let (class, level) = known.triple(a.id, b.id, c.id);
    let ((_, first), (_, second)) = (known.pair(a.id, b.id), known.pair(b.id, c.id));
    let lower = Shape::Lower as u8;
    let all = if shapes == [lower; 3] { lower } else { 0 };
    vec![
        small(Template::Twice as u64, &[]),
        small(Template::TwiceShapes as u64, &shapes),
        small(Template::TwiceClass as u64, &[class]),
        small(Template::TwiceLevels as u64, &[first, level, second]),
        small(Template::TwiceLower as u64, &[all, level]),
    ]
}

/// Pointwise mutual information of a pair and how often it is seen, in steps.
fn association(
    a: Syllable,
    b: Syllable,
    known: &Known,
    corpus: &Corpus,
    features: &mut Vec<Feature>,
) {
    let together = corpus
        .pairs
        .get(&pair_key(a.id, b.id))
        .copied()
        .unwrap_or_default()
        .all as f32;
    let alone = |syllable: Syllable| {
        corpus
            .singles
            .get(syllable.id as usize)
            .copied()
            .unwrap_or(0) as f32
            + 1.0
    };
    let information = ((together + 0.1) * corpus.len() as f32 / alone(a) / alone(b)).ln();
    let information = (information.clamp(-3.0, 12.0) + 3.0) as u8;
    let size = (together + 1.0).ln().min(6.0) as u8;
    let (_, level) = known.pair(a.id, b.id);
    for (template, arguments) in [
        [information, size],
        [information, level],
        [information, 0],
        [size, level],
    ]
    .iter()
    .enumerate()
    {
        features.push(small(ASSOCIATION + template as u64, arguments));
    }
}

/// Scores of joining each gap, and of joining each gap and the next.
struct Scores {
    once: Vec<f32>,
    twice: Vec<f32>,
}

/// ln(eᵃ + eᵇ)
fn log_sum(a: f32, b: f32) -> f32 {
    let most = a.max(b);
    most + ((a - most).exp() + (b - most).exp()).ln()
}

/// The probabilities of each gap being joined, and of each gap and the next (forward–backward).
fn expected(scores: &Scores) -> (Vec<f32>, Vec<f32>) {
    let Scores { once, twice } = scores;
    let n = once.len();
    let mut forward = vec![[0.0, once[0]]; n];
    for at in 1..n {
        let [open, joined] = forward[at - 1];
        forward[at] = [
            log_sum(open, joined),
            once[at] + log_sum(open, joined + twice[at - 1]),
        ];
    }
    let mut backward = vec![[0.0_f32; 2]; n];
    for at in (0..n - 1).rev() {
        let [open, joined] = [backward[at + 1][0], backward[at + 1][1] + once[at + 1]];
        backward[at] = [log_sum(open, joined), log_sum(open, joined + twice[at])];
    }
    let all = log_sum(forward[n - 1][0], forward[n - 1][1]);
    let one = |at: usize| (forward[at][1] + backward[at][1] - all).exp();
    let two =
        |at: usize| (forward[at][1] + twice[at] + once[at + 1] + backward[at + 1][1] - all).exp();
    ((0..n).map(one).collect(), (0..n - 1).map(two).collect())
}

/// The likeliest labels (Viterbi).
fn best(scores: &Scores) -> Vec<bool> {
    let Scores { once, twice } = scores;
    let Some(first) = once.first() else {
        return vec![];
    };
    let mut score = [0.0, *first];
    let mut from = vec![[false; 2]; once.len()];
    for at in 1..once.len() {
        let [open, joined] = score;
        from[at] = [joined > open, joined + twice[at - 1] > open];
        score = [
            open.max(joined),
            once[at] + open.max(joined + twice[at - 1]),
        ];
    }
    let mut labels = vec![score[1] > score[0]; once.len()];
    for at in (1..once.len()).rev() {
        labels[at - 1] = from[at][usize::from(labels[at])];
    }
    labels
}

/// Fisher–Yates with a linear congruential generator: the same order on every machine.
fn shuffle<T>(items: &mut [T], seed: &mut u64) {
    for at in (1..items.len()).rev() {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        items.swap(at, (*seed >> 33) as usize % (at + 1));
    }
}
