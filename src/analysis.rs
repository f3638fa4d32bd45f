//! From an article's text to the terms of the index, and the Tantivy tokenizer that reads them.
//!
//! The text is analysed before Tantivy sees it, on the threads that read the articles. What is
//! handed over is the finished terms in one string, each behind a letter that says where it stands
//! and how long it is; the tokenizer of the indexed fields only cuts that string up again. So a
//! text is analysed once, with the whole article in view, and no token is allocated on the way.

use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};
use timtin_corpus::Article;
use timtin_tokenizer::{Analysis, Analyzer, Kind, Token};

use crate::fragment::{self, Lengths, fragments};
use crate::index::learned;
use crate::signature::{Signature, Signer};

/// The name of the tokenizer in the schema. Change it whenever the encoding changes.
pub(crate) const TOKENIZER: &str = "timtin-terms-2";

/// Before each term stands its head: whether it is on a position of its own, and its length in bytes.
mod head {
    /// The term is on the position behind the one before it, not on the same.
    pub(super) const NEXT: u8 = 0x40;
    pub(super) const LENGTH: u8 = 0x3f;
    /// In place of a length: it follows in four digits.
    pub(super) const LONG: u8 = 0x3f;
    /// Between two zones of an article, without a term: moves the position by [`super::GAP`].
    pub(super) const ZONE: u8 = 0x3e;

    /// The digits of a length that does not fit into a head, the lowest first.
    pub(super) const DIGITS: u32 = 4;
    pub(super) const DIGIT_BITS: u32 = 7;
}

/// Positions left between title, summary and body, so that nothing stands together across them.
pub(crate) const GAP: u32 = 64;

/// The kinds of terms in the `text` field. Kinds other than canonical ones have a prefix that no
/// repaired text contains.
pub(crate) mod term {
    /// Before a folded term: `bo` for every document syllable that is `bo` without its marks.
    pub(crate) const FOLDED: char = '\u{1}';
    /// Before a folded term of a text that was written without marks (last resort of rule 2.4).
    pub(crate) const UNMARKED: char = '\u{2}';
    /// Before the folded literal of an abbreviation that nothing settled (rule 3.3), also one that no
    /// list has: a corpus may teach it.
    pub(crate) const UNSETTLED: char = '\u{3}';
    /// Before the folded literal of an abbreviation that a list settled: a corpus may teach better.
    pub(crate) const LISTED: char = '\u{4}';

    /// The term `text` of the kind with this prefix.
    pub(crate) fn of(prefix: char, text: &str) -> String {
        let mut term = String::with_capacity(text.len() + 1);
        term.push(prefix);
        term.push_str(text);
        term
    }
}

/// The analysed text of an article, ready for the index.
#[derive(Debug, Default)]
pub(crate) struct IndexedText {
    /// The encoded terms of the title.
    pub(crate) title: String,
    /// The encoded terms of title, summary and body.
    pub(crate) text: String,
    /// The first position behind the title.
    pub(crate) title_end: u64,
    /// The first position behind the summary.
    pub(crate) summary_end: u64,
    /// How many positions the [`fragments`](crate::fragment) of summary and body take, encoded.
    pub(crate) fragments: String,
    /// What the article itself defines, as terms of [`crate::index::learned`].
    pub(crate) definitions: Vec<String>,
    /// What tells reprints of the article.
    pub(crate) signature: Option<Signature>,
}

/// The texts of an article that are analysed, in the order of their zones. Whoever analyses them, to index
/// or to mark them, does it with [`Analyzer::analyze_article`]: each is read with what all of them tell
/// about abbreviations (rules 3.2 and 3.3).
pub(crate) fn texts(article: &Article) -> [&str; 3] {
    [&article.title, &article.summary, &article.body]
}

/// Analyses an article.
pub(crate) fn index_text(
    article: &Article,
    analyzer: Analyzer<'_>,
    analysis: &mut Analysis<'_>,
) -> IndexedText {
    let texts = texts(article);
    let mut out = IndexedText::default();
    let written: usize = texts.iter().map(|text| text.len()).sum();
    out.text.reserve(written * 9 / 4);
    let mut signer = Signer::with_room(article.summary.len() + article.body.len());
    let mut position = 0_u64;
    let each = |zone: usize, analysis: &Analysis<'_>| {
        let text = texts[zone];
        if zone == 0 {
            encode(analysis, &mut out.title, |token| signer.title(text, token));
            out.text.push_str(&out.title);
        } else {
            out.text.push(char::from(head::ZONE));
            let mut lengths = Lengths::of(&fragments(text));
            encode(analysis, &mut out.text, |token| {
                signer.text(text, token);
                lengths.see(token.start, token.position);
            });
            signer.end_text();
            fragment::encode(lengths.finish(analysis.positions()), &mut out.fragments);
        }
        position += u64::from(analysis.positions()) + u64::from(GAP);
        match zone {
            0 => out.title_end = position,
            1 => out.summary_end = position,
            _ => {}
        }
    };
    let discourse = analyzer.analyze_article(&texts, &article.category, analysis, each);
    out.text.shrink_to_fit();
    out.signature = signer.finish();
    out.definitions = learned::terms(discourse.definitions());
    out
}

/// Whether a text was written without marks: the text of an old message, not a word or two.
pub(crate) fn is_unmarked(analysis: &Analysis<'_>) -> bool {
    let words = analysis
        .tokens()
        .filter(|token| !token.expanded && matches!(token.kind, Kind::Syllable | Kind::Word));
    let (mut all, mut marked) = (0, 0);
    for token in words {
        all += 1;
        marked += usize::from(token.is_marked());
        // Nearly every text has marks, and shows it with its first words.
        if marked * 50 > analysis.len() {
            return false;
        }
    }
    all > 0 && marked * 50 <= all
}

/// Appends the terms of an analysis, and shows each token to `see`.
fn encode(analysis: &Analysis<'_>, out: &mut String, mut see: impl FnMut(&Token<'_>)) {
    let unmarked = is_unmarked(analysis);
    let mut last = None;
    for token in analysis.tokens() {
        let place = match last {
            Some(position) if position == token.position => 0,
            _ => head::NEXT,
        };
        last = Some(token.position);
        push_head(place, token.term.len(), out);
        out.push_str(token.term);
        push_other_forms(&token, unmarked, out);
        see(&token);
    }
}

fn push_other_forms(token: &Token<'_>, unmarked: bool, out: &mut String) {
    let mut push = |prefix: char| {
        push_head(0, prefix.len_utf8() + token.folded.len(), out);
        out.push(prefix);
        out.push_str(token.folded);
    };
    match token.kind {
        kind if kind.is_numeric() => {}
        _ => {
            push(term::FOLDED);
            if unmarked {
                push(term::UNMARKED);
            }
            if token.unsettled {
                push(term::UNSETTLED);
            }
            if token.listed {
                push(term::LISTED);
            }
        }
    }
}

fn push_head(place: u8, length: usize, out: &mut String) {
    if length < usize::from(head::ZONE) {
        out.push(char::from(place | length as u8));
        return;
    }
    out.push(char::from(place | head::LONG));
    for digit in 0..head::DIGITS {
        let digit = length >> (digit * head::DIGIT_BITS);
        out.push(char::from(digit as u8 & ((1 << head::DIGIT_BITS) - 1)));
    }
}

/// Cuts an encoded text into the terms it was made of.
#[derive(Clone, Default)]
pub(crate) struct TermTokenizer {
    token: IndexToken,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        self.token.reset();
        TermStream {
            text,
            at: 0,
            token: &mut self.token,
        }
    }
}

/// The terms of an encoded text.
pub(crate) struct TermStream<'a> {
    text: &'a str,
    at: usize,
    token: &'a mut IndexToken,
}

impl<'a> TermStream<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        byte
    }

    /// Reads the next term and how many positions it is behind the one before it.
    fn term(&mut self) -> Option<(usize, &'a str)> {
        let mut step = 0;
        loop {
            let read = self.byte()?;
            let length = match read & head::LENGTH {
                head::ZONE => {
                    step += GAP as usize;
                    continue;
                }
                head::LONG => self.length()?,
                length => usize::from(length),
            };
            let term = self.text.get(self.at..self.at + length)?;
            self.at += length;
            return Some((step + usize::from(read & head::NEXT != 0), term));
        }
    }

    fn length(&mut self) -> Option<usize> {
        let mut length = 0;
        for digit in 0..head::DIGITS {
            length |= usize::from(self.byte()?) << (digit * head::DIGIT_BITS);
        }
        Some(length)
    }
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((step, term)) = self.term() else {
            return false;
        };
        // The first position is 0: Tantivy's tokens start one before it.
        self.token.position = self.token.position.wrapping_add(step);
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &IndexToken {
        self.token
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timtin_tokenizer::Lexicon;

    fn positions(article: &Article) -> (Vec<(String, usize)>, IndexedText) {
        let lexicon = Lexicon::built_in_and("QX\tquê xa").unwrap();
        let text = index_text(article, Analyzer::new(&lexicon), &mut Analysis::new());
        let mut tokenizer = TermTokenizer::default();
        let mut stream = tokenizer.token_stream(&text.text);
        let mut found = Vec::new();
        while stream.advance() {
            found.push((stream.token().text.clone(), stream.token().position));
        }
        (found, text)
    }

    #[test]
    fn zones_are_apart_and_forms_share_positions() {
        let article = Article {
            title: "Bộ".into(),
            summary: "về QX".into(),
            body: "7 làng".into(),
            ..Article::default()
        };
        let (found, text) = positions(&article);
        let at = |term: &str| {
            found
                .iter()
                .filter(|(t, _)| t == term)
                .map(|(_, p)| *p)
                .collect::<Vec<_>>()
        };
        let gap = GAP as usize;
        assert_eq!((at("bộ"), at("\u{1}bo")), (vec![0], vec![0]));
        assert_eq!(
            (at("về"), at("qx"), at("quê"), at("xa")),
            (vec![1 + gap], vec![2 + gap], vec![2 + gap], vec![3 + gap])
        );
        assert_eq!(
            (at("7"), at("làng")),
            (vec![4 + 2 * gap], vec![5 + 2 * gap])
        );
        assert_eq!(
            (text.title_end, text.summary_end),
            (1 + GAP as u64, 4 + 2 * GAP as u64)
        );
    }

    #[test]
    fn terms_of_any_length_come_back() {
        let terms = [1, 2, 61, 62, 63, 64, 127, 128, 300, 70_000].map(|bytes| "x".repeat(bytes));
        let mut text = String::new();
        for term in &terms {
            for place in [head::NEXT, 0] {
                push_head(place, term.len(), &mut text);
                text.push_str(term);
            }
            text.push(char::from(head::ZONE));
        }
        let mut tokenizer = TermTokenizer::default();
        let mut stream = tokenizer.token_stream(&text);
        for (at, term) in terms.iter().enumerate() {
            for _ in 0..2 {
                assert!(stream.advance());
                let token = stream.token();
                let position = at * (1 + GAP as usize);
                assert!(token.text == *term && token.position == position, "{at}");
            }
        }
        assert!(!stream.advance());
    }

    #[test]
    fn a_text_without_marks_is_known_as_such() {
        let article = Article {
            body: "bat giu nhom lua dao".into(),
            ..Article::default()
        };
        assert!(
            positions(&article)
                .0
                .iter()
                .any(|(term, _)| term == "\u{2}bat")
        );
        let article = Article {
            body: "bắt giữ nhóm lừa đảo, ba nam".into(),
            ..Article::default()
        };
        assert!(
            !positions(&article)
                .0
                .iter()
                .any(|(term, _)| term.starts_with('\u{2}'))
        );
    }
}
