//! From segmented news to a lexicon: counts, rates, and who is left out.

use std::collections::{HashMap, HashSet};

use timtin_tokenizer::Syllable as Spelling;
use timtin_tokenizer::segment::Evidence;
use timtin_tokenizer::segment::training::is_surname;

use crate::corpus::{Corpus, Ids, Syllable, is_capital, pair_key};
use crate::crf::Crf;
use crate::evidence::Known;

/// What stands before the names of places, firms and feasts.
const PLACE: &str = "tỉnh huyện xã phường quận phố trấn thôn bản ấp buôn đường cầu sông núi đảo biển đèo cảng chợ vịnh hang \
    chùa đền tp nước bang vùng miền khu trường viện châu lộ bay ga đoàn hãng quần rừng suối kênh thác lễ tết";
/// What stands before streets and districts only: many of them bear a person's name.
const DISTRICT: &str = "đường phố phường xã huyện quận trấn";
/// What often stands before places.
const TOWARDS: &str = "ở tại từ đến sang về khỏi tới bắc nam đông tây rời qua";
/// What stands before the names of persons.
const PERSON: &str = "ông bà anh chị em cô chú bác cháu bé sĩ uý tá cáo can hlv vđv mc tên vợ chồng con mẹ bố cha thầy \
    ngài cậu mẫu thị";

/// The least times that a word on no list was joined, and the least rate.
const NEW_COUNT: u32 = 3;
const NEW_RATE: u8 = 60;
/// The least times that a single syllable was a word of its own.
const SINGLE_COUNT: u32 = 3;

/// How often something was one word, and in which company.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    joined: u32,
    capitals: u32,
    place: u32,
    district: u32,
    towards: u32,
    person: u32,
}

/// The words that are known from elsewhere.
#[derive(Default)]
pub(crate) struct Listed {
    /// Words with their counts.
    pub(crate) words: Vec<(Ids, u32)>,
    /// Names of provinces, districts and communes.
    pub(crate) places: HashSet<Ids>,
    /// How many times the articles of the corpus `words` were counted in.
    pub(crate) articles: f32,
}

/// The words of the news as `model` segments them.
pub(crate) fn read_news(corpus: &mut Corpus, model: &Crf, known: &Known) -> HashMap<Ids, Seen> {
    let company = [PLACE, DISTRICT, TOWARDS, PERSON].map(|words| {
        words
            .split_whitespace()
            .map(|word| corpus.id(word))
            .collect::<HashSet<u32>>()
    });
    let mut seen: HashMap<Ids, Seen> = HashMap::new();
    for run in corpus.runs() {
        let labels = model.label_run(run, known, corpus);
        let mut start = 0;
        for at in 0..run.len() {
            if labels.get(at) == Some(&true) {
                continue;
            }
            let word = &run[start..=at];
            let before = start.checked_sub(1).map(|at| run[at].id);
            if word.len() <= 6 {
                let ids = word.iter().map(|syllable| syllable.id).collect();
                seen.entry(ids).or_default().add(word, before, &company);
            }
            start = at + 1;
        }
    }
    seen
}

impl Seen {
    fn add(&mut self, word: &[Syllable], before: Option<u32>, company: &[HashSet<u32>; 4]) {
        self.joined += 1;
        if !word.iter().all(|syllable| is_capital(syllable.form)) {
            return;
        }
        self.capitals += 1;
        let Some(before) = before else { return };
        let [place, district, towards, person] = company
            .each_ref()
            .map(|words| u32::from(words.contains(&before)));
        self.place += place;
        self.district += district;
        self.towards += towards;
        self.person += person;
    }

    fn is_name(&self) -> bool {
        2 * self.capitals > self.joined
    }

    /// Whether what is written with capitals names a place or the like, not a person.
    fn is_public(&self, surname: bool) -> bool {
        if surname {
            return self.district >= 3
                && self.district >= 2 * self.person
                && 5 * self.district >= self.capitals;
        }
        let places = self.place + self.towards;
        if places >= 20 && places >= 10 * self.person {
            return true;
        }
        places >= 2 * self.person && 8 * places >= self.capitals && (places >= 5 || self.place >= 2)
    }

    /// Whether a name on no list surely is that of a place.
    fn is_surely_place(&self, surname: bool) -> bool {
        let place = if surname { self.district } else { self.place };
        self.person == 0 && place >= 2 && 2 * place >= self.capitals
    }
}

/// The lexicon's words of several syllables, in the order of their spelling.
pub(crate) fn words(
    corpus: &Corpus,
    seen: &HashMap<Ids, Seen>,
    listed: &Listed,
) -> Vec<(Ids, Evidence)> {
    let counts: HashMap<&Ids, u32> = listed
        .words
        .iter()
        .map(|(word, count)| (word, *count))
        .collect();
    let all: HashSet<&Ids> = seen
        .keys()
        .chain(counts.keys().copied())
        .chain(&listed.places)
        .filter(|word| word.len() > 1)
        .collect();
    let together = corpus.together(all.iter().copied());
    let chooser = Chooser {
        corpus,
        counts,
        listed,
    };
    let none = Seen::default();
    let evidence = |word: &&Ids| {
        let seen = seen.get(*word).unwrap_or(&none);
        Some((
            (*word).clone(),
            chooser.evidence(word, seen, together[&word[..]])?,
        ))
    };
    let mut words: Vec<(Ids, Evidence)> = all.iter().filter_map(evidence).collect();
    words.sort_by_cached_key(|(word, _)| corpus.spell(word));
    words
}

/// The syllables that are words of their own.
pub(crate) fn singles(corpus: &Corpus, seen: &HashMap<Ids, Seen>) -> Vec<(Ids, Evidence)> {
    let mut singles: Vec<(Ids, Evidence)> = seen
        .iter()
        .filter(|(word, seen)| word.len() == 1 && seen.joined - seen.capitals >= SINGLE_COUNT)
        .filter(|(word, _)| Spelling::parse(corpus.term(word[0])).is_some())
        .map(|(word, seen)| {
            (
                word.clone(),
                Evidence::new(seen.joined as f32, corpus.singles[word[0] as usize] as f32),
            )
        })
        .collect();
    singles.sort_by_cached_key(|(word, _)| corpus.spell(word));
    singles
}

struct Chooser<'c> {
    corpus: &'c Corpus,
    counts: HashMap<&'c Ids, u32>,
    listed: &'c Listed,
}

impl Chooser<'_> {
    /// What the lexicon tells of `word`, whose syllables stand `together` so often; `None` when it
    /// does not belong there.
    fn evidence(&self, word: &Ids, seen: &Seen, together: u32) -> Option<Evidence> {
        if !word
            .iter()
            .all(|id| Spelling::parse(self.corpus.term(*id)).is_some())
        {
            return None;
        }
        let surname = is_surname(self.corpus.term(word[0]));
        let place = self.listed.places.contains(word);
        let Some(&count) = self.counts.get(word) else {
            return if place {
                unless_refuted(seen, together, 0.0)
            } else {
                self.new_word(word, seen, together, surname)
            };
        };
        let name = match seen.joined {
            // Three syllables from a family name on are a person's name until shown otherwise.
            _ if surname && word.len() > 2 => 4 * seen.capitals >= seen.joined,
            0 => self.looks_like_name(word),
            _ => seen.is_name(),
        };
        if name && !place && !seen.is_public(surname) {
            return None;
        }
        let elsewhere = count as f32 / self.listed.articles;
        if word.len() > 2 && together > 0 {
            // The teacher has seen few long words and takes them apart too readily.
            let joined = elsewhere.max(seen.joined as f32);
            return Some(Evidence::new(joined, together as f32));
        }
        unless_refuted(seen, together, elsewhere)
    }

    fn new_word(&self, word: &Ids, seen: &Seen, together: u32, surname: bool) -> Option<Evidence> {
        // A longer word of which a part is a word is a phrase, or two words that overlap.
        let has_part = word.len() > 2
            && word
                .windows(2)
                .any(|pair| self.counts.contains_key(&pair.to_vec()));
        let evidence = Evidence::new(seen.joined as f32, together as f32);
        let fits = match seen.is_name() {
            true => word.len() < 4 && seen.is_surely_place(surname),
            false => seen.joined >= NEW_COUNT,
        };
        (fits && !has_part && evidence.rate >= NEW_RATE).then_some(evidence)
    }

    /// Whether syllables that the model nowhere joined look like a name.
    fn looks_like_name(&self, word: &[u32]) -> bool {
        match self.corpus.pairs.get(&pair_key(word[0], word[1])) {
            Some(together) => 2 * together.capital > together.all,
            None => word.iter().any(|id| {
                let nature = self.corpus.nature(*id);
                nature.name_like || nature.surname
            }),
        }
    }
}

/// A listed word with its count elsewhere: kept as likely if the articles at hand do not have its
/// syllables together, left out if they have them and it nearly never was one word.
fn unless_refuted(seen: &Seen, together: u32, elsewhere: f32) -> Option<Evidence> {
    if together == 0 {
        return Some(Evidence {
            count: elsewhere as u32,
            rate: 90,
        });
    }
    let refuted = seen.joined == 0 && elsewhere < 0.05 * together as f32;
    (!refuted).then(|| Evidence::new(seen.joined as f32, together as f32))
}
