//! Cutting a query into words, quotations and signs.

use std::ops::Range;

use super::warning::Warning;

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lexeme {
    /// Text without space, quotation marks, parentheses or bar.
    Chunk(String),
    Phrase {
        text: String,
        slop: u32,
    },
    /// `title:` and its like, directly before what it applies to.
    Field(&'static str),
    Open,
    Close,
    Bar,
    /// A hyphen directly before what is excluded.
    Minus,
}

/// The fields that a query may name; any other `word:` is text (rule 4.2).
pub(crate) const FIELDS: [&str; 7] = [
    "title", "summary", "body", "author", "source", "category", "date",
];

/// How far apart the words of a phrase may be asked to stand.
pub(crate) const MAX_SLOP: u32 = 50;

/// Cuts `query` up. Never fails: what has no meaning is left out, with a warning.
pub(crate) fn lex(query: &str, warnings: &mut Vec<Warning>) -> Vec<Lexeme> {
    let mut lexer = Lexer {
        query,
        at: 0,
        out: Vec::new(),
        warnings,
    };
    while lexer.step() {}
    lexer.out
}

/// The words of a query that may be misspelt: byte ranges, without signs, operators and properties.
pub(crate) fn query_words(query: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for chunk in query.split_inclusive(ends_chunk) {
        let start = at;
        at += chunk.len();
        let chunk = chunk.trim_end_matches(ends_chunk);
        let (from, word) = match field(chunk) {
            Some(("title" | "summary" | "body", value)) => (chunk.len() - value.len(), value),
            Some(_) => continue,
            None => (0, chunk),
        };
        let trimmed = word.trim_start_matches('-');
        let from = start + from + word.len() - trimmed.len();
        let word = trimmed.trim_end_matches(['.', ',', ';', ':', '!', '?', '…']);
        let operator = matches!(word, "AND" | "OR" | "NOT");
        if !operator && !word.contains('*') && word.chars().any(char::is_alphabetic) {
            words.push(from..from + word.len());
        }
    }
    words
}

struct Lexer<'q, 'w> {
    query: &'q str,
    at: usize,
    out: Vec<Lexeme>,
    warnings: &'w mut Vec<Warning>,
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

fn ends_chunk(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')' | '|')
}

impl<'q> Lexer<'q, '_> {
    fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    fn step(&mut self) -> bool {
        let Some(c) = self.rest().chars().next() else {
            return false;
        };
        match c {
            c if c.is_whitespace() => self.at += c.len_utf8(),
            c if is_quote(c) => self.phrase(c.len_utf8()),
            '(' => self.sign(Lexeme::Open),
            ')' => self.sign(Lexeme::Close),
            '|' => self.sign(Lexeme::Bar),
            '-' if self.excludes() => self.sign(Lexeme::Minus),
            _ => self.chunk(),
        }
        true
    }

    fn sign(&mut self, lexeme: Lexeme) {
        self.at += 1;
        self.out.push(lexeme);
    }

    /// Whether the hyphen here excludes: at the start of a word, before a letter, a quotation or a
    /// parenthesis. `-5` is a number and `KT-XH` one word.
    fn excludes(&self) -> bool {
        let before = self.query[..self.at].chars().next_back();
        let after = self.rest().chars().nth(1);
        let of_field = matches!(self.out.last(), Some(Lexeme::Field(_))) && before == Some(':');
        (of_field || before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '|')))
            && after.is_some_and(|c| c.is_alphabetic() || is_quote(c) || c == '(')
    }

    fn phrase(&mut self, quote: usize) {
        let inside = &self.rest()[quote..];
        let Some(end) = inside.find(is_quote) else {
            let text = shorten(self.rest());
            self.warnings.push(Warning::OpenQuotation { text });
            self.at += quote;
            return;
        };
        let text = inside[..end].to_owned();
        let closing = inside[end..].chars().next().map_or(0, char::len_utf8);
        self.at += quote + end + closing;
        let slop = self.slop();
        if text.chars().any(char::is_alphanumeric) {
            self.out.push(Lexeme::Phrase { text, slop });
        } else {
            self.warnings.push(Warning::EmptyQuotation);
        }
    }

    /// `~3` after a phrase.
    fn slop(&mut self) -> u32 {
        let Some(after) = self.rest().strip_prefix('~') else {
            return 0;
        };
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return 0;
        }
        self.at += 1 + digits;
        after[..digits].parse().unwrap_or(MAX_SLOP).min(MAX_SLOP)
    }

    fn chunk(&mut self) {
        let rest = self.rest();
        let end = rest.find(ends_chunk).unwrap_or(rest.len());
        let chunk = &rest[..end];
        if let Some((field, value)) = field(chunk) {
            // A field needs its value directly behind it: a word, a quotation or a parenthesis.
            let follows = !value.is_empty() || rest[end..].starts_with(|c| is_quote(c) || c == '(');
            if follows {
                self.out.push(Lexeme::Field(field));
                self.at += chunk.len() - value.len();
                return;
            }
        }
        self.at += end;
        self.out.push(Lexeme::Chunk(chunk.to_owned()));
    }
}

fn field(chunk: &str) -> Option<(&'static str, &str)> {
    let (name, value) = chunk.split_once(':')?;
    let field = FIELDS
        .into_iter()
        .find(|field| field.eq_ignore_ascii_case(name))?;
    Some((field, value))
}

/// The start of a text, for messages.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexemes(query: &str) -> (Vec<Lexeme>, usize) {
        let mut warnings = Vec::new();
        (lex(query, &mut warnings), warnings.len())
    }

    fn chunk(text: &str) -> Lexeme {
        Lexeme::Chunk(text.to_owned())
    }

    fn phrase(text: &str, slop: u32) -> Lexeme {
        Lexeme::Phrase {
            text: text.to_owned(),
            slop,
        }
    }

    #[test]
    fn words_stay_whole() {
        for text in [
            "KT-XH",
            "TP.HCM",
            "158/2025/NĐ-CP",
            "-5",
            "*",
            "Nội:",
            "http://a.vn",
            "😀",
            "title:",
        ] {
            assert_eq!(lexemes(text), (vec![chunk(text)], 0));
        }
    }

    #[test]
    fn signs_are_found_where_they_mean_something() {
        assert_eq!(
            lexemes("a -b|(-\"c d\"~3)").0,
            [
                chunk("a"),
                Lexeme::Minus,
                chunk("b"),
                Lexeme::Bar,
                Lexeme::Open,
                Lexeme::Minus,
                phrase("c d", 3),
                Lexeme::Close
            ]
        );
        assert_eq!(
            lexemes("Title:đà title:\"đà nẵng\"").0,
            [
                Lexeme::Field("title"),
                chunk("đà"),
                Lexeme::Field("title"),
                phrase("đà nẵng", 0)
            ]
        );
        assert_eq!(lexemes("“dân vận khéo”").0, [phrase("dân vận khéo", 0)]);
    }

    #[test]
    fn words_that_may_be_misspelt() {
        let words = |query: &str| -> Vec<String> {
            query_words(query)
                .into_iter()
                .map(|range| query[range].to_owned())
                .collect()
        };
        assert_eq!(
            words("casn booj, \"bo65 ddaf\" -sai title:nghành"),
            ["casn", "booj", "bo65", "ddaf", "sai", "nghành"]
        );
        assert!(words("2019 AND author:Hải dân* ( ) -5").is_empty());
    }

    #[test]
    fn what_is_broken_is_left_out_with_a_warning() {
        assert_eq!(
            lexemes("\"chưa đóng"),
            (vec![chunk("chưa"), chunk("đóng")], 1)
        );
        assert_eq!(lexemes("100% \""), (vec![chunk("100%")], 1));
        assert_eq!(lexemes("\" \" a"), (vec![chunk("a")], 1));
        assert_eq!(lexemes("\"a b\"~99999999999").0, [phrase("a b", MAX_SLOP)]);
    }
}
