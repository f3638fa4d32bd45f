//! What a whole article tells about its abbreviations: an abbreviation has one meaning per discourse
//! (Gale, Church and Yarowsky, 1992), and words far from it speak for one of its readings too.

use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};

use super::definition::Definitions;
use super::lexicon::{Lexicon, Reading};
use crate::token::{Analysis, Kind};

/// An article, as far as it tells what its abbreviations stand for.
///
/// ```
/// use timtin_tokenizer::{Analysis, Analyzer, Discourse, Lexicon, Mode};
/// let lexicon = Lexicon::built_in()?;
/// let (title, body) = ("CAH bắt hai người", "Công an huyện (CAH) cho biết …");
/// let mut analysis = Analysis::new();
/// let discourse = Discourse::of(&[title, body], &[], &lexicon, &mut analysis);
/// let analyzer = Analyzer::new(&lexicon).with_discourse(&discourse);
/// analysis.scoped(|analysis| {
///     analyzer.analyze(title, Mode::Text, analysis);
///     let terms: Vec<_> = analysis.tokens().map(|token| token.term).take(4).collect();
///     assert_eq!(terms, ["cah", "công", "an", "huyện"]);
/// });
/// # Ok::<(), timtin_tokenizer::LexiconError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Discourse {
    definitions: Definitions,
    /// Hashes of its words and of pairs of neighbours; empty when no abbreviation in it is ambiguous.
    words: FxHashSet<u64>,
    /// The field its category names, if it names one.
    field: Option<&'static str>,
}

/// Words of categories and the field of the lexicon that they name.
const SECTIONS: &[(&str, &str)] = &[
    ("thể thao", "sport"),
    ("bóng đá", "sport"),
    ("giáo dục", "education"),
    ("tuyển sinh", "education"),
    ("sức khoẻ", "health"),
    ("y tế", "health"),
    ("kinh tế", "economy"),
    ("kinh doanh", "economy"),
    ("tài chính", "economy"),
    ("chứng khoán", "economy"),
    ("ngân hàng", "economy"),
    ("bất động sản", "economy"),
    ("doanh nghiệp", "economy"),
    ("giao thông", "transport"),
    ("quốc phòng", "army"),
    ("quân sự", "army"),
    ("an ninh", "police"),
    ("xây dựng đảng", "party"),
    ("giải trí", "media"),
    ("văn hoá", "media"),
    ("khoa học", "science"),
    ("công đoàn", "union"),
];

impl Discourse {
    /// What the texts of an article (title, summary, body) and the levels of its `category` tell. The
    /// texts must be repaired; `analysis` lends its memory and is empty afterwards.
    pub fn of(
        texts: &[&str],
        category: &[String],
        lexicon: &Lexicon,
        analysis: &mut Analysis<'_>,
    ) -> Discourse {
        Discourse::read(texts, category, lexicon, analysis, |_| {})
    }

    /// The same; `scanned` gets what each text was cut into, in their order, where words are asked for.
    pub(crate) fn read<'l>(
        texts: &[&str],
        category: &[String],
        lexicon: &Lexicon,
        analysis: &mut Analysis<'l>,
        mut scanned: impl FnMut(&mut Analysis<'l>),
    ) -> Discourse {
        analysis.clear();
        let mut discourse = Discourse {
            definitions: Definitions::of(texts.iter().copied(), lexicon),
            ..Discourse::default()
        };
        if texts.iter().any(|text| lexicon.is_asked(text)) {
            for text in texts {
                analysis.scan(text);
                discourse.add_words(analysis);
                scanned(analysis);
            }
            let levels = category.iter().rev();
            discourse.field = levels.filter_map(|level| field_of(level)).next();
        }
        analysis.drop_tokens();
        discourse
    }

    /// Whether the article tells nothing.
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty() && self.words.is_empty()
    }

    /// What the article itself defines.
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    fn add_words(&mut self, analysis: &Analysis<'_>) {
        let mut before = None;
        self.words.reserve(2 * analysis.tokens.len());
        for token in &analysis.tokens {
            if !matches!(token.kind, Kind::Syllable | Kind::Word) {
                before = None;
                continue;
            }
            let term = analysis.words.text(token.term);
            let word = hash(0, term);
            self.words.insert(word);
            if let Some(before) = before {
                self.words.insert(hash(before, term));
            }
            before = Some(word);
        }
    }

    /// How much the words of the article speak for a reading, in natural logarithms.
    pub(crate) fn speaks_for(&self, reading: &Reading) -> f32 {
        let telling = reading.telling.iter();
        let heard = telling.filter(|(hash, _)| self.words.contains(hash));
        heard.map(|(_, tenths)| f32::from(*tenths) / 10.0).sum()
    }

    /// Whether these words stand side by side in the article, as far as pairs of them tell.
    pub(crate) fn has<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> bool {
        let mut before = None;
        let mut any = false;
        for term in words {
            let word = hash(0, term);
            let seen = match before {
                Some(before) => self.words.contains(&hash(before, term)),
                None => self.words.contains(&word),
            };
            if !seen {
                return false;
            }
            any = true;
            before = Some(word);
        }
        any
    }

    /// Whether the article writes out the reading somewhere.
    pub(crate) fn has_long_form(&self, reading: &Reading) -> bool {
        self.has(reading.terms.iter().map(|(term, _)| term.as_str()))
    }

    /// Whether it stands in a section on the reading's field.
    pub(crate) fn is_on(&self, reading: &Reading) -> bool {
        self.field.is_some_and(|field| field == reading.field)
    }

    /// Whether there are words to ask.
    pub(crate) fn has_words(&self) -> bool {
        !self.words.is_empty()
    }
}

/// The hash of a word or of two side by side, `two words`.
pub(crate) fn hash_of(words: &str) -> u64 {
    words.split(' ').fold(0, hash)
}

fn hash(before: u64, term: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(before);
    hasher.write(term.as_bytes());
    hasher.finish()
}

/// The field that a level of a category names.
fn field_of(level: &str) -> Option<&'static str> {
    let words: Vec<String> = crate::scan::plain_terms(level)
        .into_iter()
        .map(|(term, _)| term)
        .collect();
    let level = words.join(" ");
    let mut sections = SECTIONS.iter();
    sections
        .find(|(section, _)| level.contains(section))
        .map(|(_, field)| *field)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::{Analyzer, Mode};

    /// What the first abbreviation of `title` reads as in an article with this body and category.
    fn reading(title: &str, body: &str, category: &[&str]) -> Option<String> {
        let lexicon = Lexicon::built_in().unwrap();
        let category: Vec<String> = category.iter().map(|level| (*level).to_owned()).collect();
        let mut analysis = Analysis::new();
        let discourse = Discourse::of(&[title, body], &category, &lexicon, &mut analysis);
        let analyzer = Analyzer::new(&lexicon).with_discourse(&discourse);
        analysis.scoped(|analysis| {
            analyzer.analyze(title, Mode::Text, analysis);
            let mention = analysis.mentions().first()?;
            let chosen = mention.readings.get(mention.chosen?)?;
            Some(chosen.text.clone())
        })
    }

    #[test]
    fn a_long_form_elsewhere_and_the_section_speak() {
        let body = "Hôm nay trời mưa.";
        assert_eq!(reading("CĐ họp", body, &[]), None);
        let said = reading("CĐ họp", "Hôm nay công đoàn vắng.", &[]);
        assert_eq!(said.as_deref(), Some("công đoàn"));
        let section = reading("CĐ họp", body, &["Đời sống", "Giáo dục"]);
        assert_eq!(section.as_deref(), Some("cao đẳng"));
    }

    #[test]
    fn a_city_by_name_stays_one_whatever_else_the_article_tells() {
        // `CĐ` has the whole article asked.
        let food = "Thực phẩm không an toàn: thịt và các sản phẩm chế biến mất vệ sinh đến tay người tiêu \
                    dùng. Cơ sở sản xuất thức ăn, cung cấp loại thực phẩm chế biến gây ngộ độc, CĐ nói.";
        let office = "Ông Nguyễn Văn Hai, trưởng phòng của sở, và phó phòng Phạm Tá, cán bộ Công an tỉnh, là \
                      hai người trong vụ án mà cơ quan điều tra của huyện đang làm rõ, CĐ nói.";
        for (title, body) in [
            ("Hai người ở TP Sơn La", food),
            ("Hai người ở TP. Sơn La", food),
            ("Hai người ở TP Sơn La", office),
            ("Hai người ở TP Phan Thiết", office),
        ] {
            let said = reading(title, body, &[]);
            assert_eq!(said.as_deref(), Some("thành phố"), "{title}");
        }
        // The name of a person says nothing of a place.
        let said = reading("Bắt TP Nguyễn Văn Hai", office, &[]);
        assert_eq!(said.as_deref(), Some("trưởng phòng"));
    }
}
