//! From the pieces of a query to its meaning. Any text is a query (rule 4.1): parsing never fails.
//!
//! `OR` and `|` bind less than standing side by side: `công an OR bộ đội` asks for `công an` or for
//! `bộ đội`, as Vietnamese words are written in several syllables.

use super::ast::{Ast, Property, Zone};
use super::lexer::{FIELDS, Lexeme, lex, shorten};
use super::warning::Warning;

/// Parentheses deeper than this are ignored.
const MAX_DEPTH: usize = 32;
/// Longer queries are cut.
const MAX_BYTES: usize = 16 << 10;
/// A prefix of one letter would match half of the dictionary.
const MIN_PREFIX: usize = 2;

/// Parses `query`; what was not understood is said in `warnings`.
pub(crate) fn parse(query: &str, warnings: &mut Vec<Warning>) -> Ast {
    let query = cut(query, warnings);
    let lexemes = lex(query, warnings);
    let mut parser = Parser {
        capitals: !query.chars().any(char::is_lowercase),
        lexemes,
        at: 0,
        depth: 0,
        warnings,
    };
    let mut parts = Vec::new();
    while parser.at < parser.lexemes.len() {
        parts.push(parser.any());
        // Whatever stopped it is a parenthesis too many.
        if parser.at < parser.lexemes.len() {
            parser.at += 1;
            parser.warnings.push(Warning::CloseParenthesis);
        }
    }
    group(parts, Ast::All)
}

fn cut<'q>(query: &'q str, warnings: &mut Vec<Warning>) -> &'q str {
    if query.len() <= MAX_BYTES {
        return query;
    }
    let end = query
        .char_indices()
        .map(|(at, _)| at)
        .take_while(|at| *at <= MAX_BYTES)
        .last()
        .unwrap_or(0);
    warnings.push(Warning::LongQuery { bytes: end });
    &query[..end]
}

struct Parser<'w> {
    lexemes: Vec<Lexeme>,
    at: usize,
    depth: usize,
    /// The query has no small letter: `OR` is a word in it.
    capitals: bool,
    warnings: &'w mut Vec<Warning>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    And,
    Or,
    Not,
}

impl Parser<'_> {
    fn any(&mut self) -> Ast {
        let mut parts = vec![self.all()];
        while self.is_or(self.at) {
            self.at += 1;
            parts.push(self.all());
        }
        parts.retain(|part| !part.is_empty());
        group(parts, Ast::Any)
    }

    fn all(&mut self) -> Ast {
        let mut parts: Vec<Ast> = Vec::new();
        while let Some(part) = self.part() {
            match (parts.last_mut(), part) {
                (
                    Some(Ast::Words {
                        text,
                        zone: Zone::Anywhere,
                    }),
                    Ast::Words {
                        text: next,
                        zone: Zone::Anywhere,
                    },
                ) => {
                    text.push(' ');
                    text.push_str(&next);
                }
                (_, part) if part.is_empty() => {}
                (_, part) => parts.push(part),
            }
        }
        group(parts, Ast::All)
    }

    /// The next operand with the signs before it; `None` where the group ends.
    ///
    /// A loop, not a recursion: a query may hold thousands of signs in a row.
    fn part(&mut self) -> Option<Ast> {
        let (mut negated, mut run, mut zone) = (false, false, None);
        loop {
            let operator = self.operator(self.at);
            match (operator, self.lexemes.get(self.at)?) {
                (Some(Operator::And), _) => {}
                (Some(Operator::Not), _) => (negated, run) = (!negated, true),
                (None, Lexeme::Minus) => negated = !negated,
                (None, Lexeme::Field("title")) => zone = Some(Zone::Title),
                (None, Lexeme::Field("summary")) => zone = Some(Zone::Summary),
                (None, Lexeme::Field("body")) => zone = Some(Zone::Body),
                (Some(Operator::Or), _) | (None, Lexeme::Close | Lexeme::Bar) => return None,
                (None, _) => break,
            }
            self.at += 1;
        }
        let mut operand = self.operand()?;
        if run && let Ast::Words { text, .. } = &mut operand {
            self.take_words(text);
        }
        let operand = match zone {
            Some(zone) => in_zone(operand, zone),
            None => operand,
        };
        Some(if negated && !operand.is_empty() {
            Ast::Not(Box::new(operand))
        } else {
            operand
        })
    }

    /// Appends the words that follow: `NOT` excludes all of `ma túy`, as `OR` joins all of it. The
    /// hyphen stands for one word.
    fn take_words(&mut self, text: &mut String) {
        while self.operator(self.at).is_none()
            && let Some(Lexeme::Chunk(next)) = self.lexemes.get(self.at)
        {
            text.push(' ');
            text.push_str(next);
            self.at += 1;
        }
    }

    fn operand(&mut self) -> Option<Ast> {
        let lexeme = self.lexemes.get(self.at)?.clone();
        self.at += 1;
        match lexeme {
            Lexeme::Open => Some(self.parenthesis()),
            Lexeme::Field(name) => Some(self.property(name)),
            Lexeme::Phrase { text, slop } => {
                if text.split_whitespace().any(|word| {
                    let prefix = word.strip_suffix('*');
                    prefix.is_some_and(|prefix| prefix.ends_with(char::is_alphanumeric))
                }) {
                    self.warnings.push(Warning::PrefixInPhrase {
                        text: shorten(&text),
                    });
                }
                Some(Ast::Phrase {
                    text,
                    slop,
                    zone: Zone::Anywhere,
                })
            }
            Lexeme::Chunk(text) => Some(self.words(text)),
            Lexeme::Bar | Lexeme::Close | Lexeme::Minus => None,
        }
    }

    fn parenthesis(&mut self) -> Ast {
        if self.depth == MAX_DEPTH {
            self.warnings
                .push(Warning::DeepParentheses { most: MAX_DEPTH });
            return Ast::All(Vec::new());
        }
        self.depth += 1;
        let inside = self.any();
        self.depth -= 1;
        match self.lexemes.get(self.at) {
            Some(Lexeme::Close) => self.at += 1,
            _ => self.warnings.push(Warning::OpenParenthesis),
        }
        inside
    }

    fn words(&mut self, text: String) -> Ast {
        let zone = Zone::Anywhere;
        let prefix = text.strip_suffix('*').filter(|prefix| {
            prefix.starts_with(char::is_alphanumeric) || prefix.ends_with(char::is_alphanumeric)
        });
        if let Some(prefix) = prefix {
            if !prefix.chars().all(char::is_alphanumeric) {
                self.warnings.push(Warning::PrefixOfSigns {
                    text: shorten(&text),
                });
            } else if prefix.chars().count() >= MIN_PREFIX {
                return Ast::Prefix {
                    text: prefix.to_owned(),
                    zone,
                };
            } else {
                self.warnings.push(Warning::ShortPrefix {
                    text: text.clone(),
                    least: MIN_PREFIX,
                });
            }
        }
        if self.stands_apart(&text) {
            self.warnings.push(Warning::FieldApart {
                field: text.clone(),
            });
        }
        Ast::Words { text, zone }
    }

    /// Whether the chunk that was just taken is the name of a field with a space behind it, before an operand.
    fn stands_apart(&self, text: &str) -> bool {
        let name = text.strip_suffix(':').unwrap_or_default();
        FIELDS.contains(&name)
            && matches!(
                self.lexemes.get(self.at),
                Some(Lexeme::Chunk(_) | Lexeme::Phrase { .. } | Lexeme::Open)
            )
    }

    fn property(&mut self, name: &str) -> Ast {
        let property = match name {
            "author" => Property::Author,
            "source" => Property::Source,
            "category" => Property::Category,
            _ => Property::Date,
        };
        match self.lexemes.get(self.at).cloned() {
            Some(Lexeme::Chunk(value) | Lexeme::Phrase { text: value, .. }) => {
                self.at += 1;
                Ast::Property { property, value }
            }
            _ => {
                self.warnings.push(Warning::FieldOfGroup {
                    field: format!("{name}:"),
                });
                Ast::All(Vec::new())
            }
        }
    }

    fn is_or(&self, at: usize) -> bool {
        matches!(self.lexemes.get(at), Some(Lexeme::Bar)) || self.operator(at) == Some(Operator::Or)
    }

    /// The operator at `at`: in capitals, between operands, in a query that is not all capitals.
    fn operator(&self, at: usize) -> Option<Operator> {
        let operator = self.named(at)?;
        let before = at.checked_sub(1)?;
        let ends_operand = |at| {
            matches!(
                self.lexemes.get(at),
                Some(Lexeme::Chunk(_) | Lexeme::Phrase { .. } | Lexeme::Close)
            )
        };
        let starts_operand = |at| {
            let lexeme = self.lexemes.get(at);
            lexeme.is_some_and(|lexeme| !matches!(lexeme, Lexeme::Close | Lexeme::Bar))
        };
        let after_operand =
            ends_operand(before) || (operator == Operator::Not && self.named(before).is_some());
        (after_operand && starts_operand(at + 1)).then_some(operator)
    }

    fn named(&self, at: usize) -> Option<Operator> {
        match self.lexemes.get(at)? {
            Lexeme::Chunk(word) if !self.capitals => match word.as_str() {
                "AND" => Some(Operator::And),
                "OR" => Some(Operator::Or),
                "NOT" => Some(Operator::Not),
                _ => None,
            },
            _ => None,
        }
    }
}

fn group(mut parts: Vec<Ast>, of: fn(Vec<Ast>) -> Ast) -> Ast {
    match parts.len() {
        1 => parts.remove(0),
        _ => of(parts),
    }
}

/// Applies a field to a parenthesis: to everything in it.
fn in_zone(ast: Ast, new: Zone) -> Ast {
    let each = |children: Vec<Ast>| {
        children
            .into_iter()
            .map(|child| in_zone(child, new))
            .collect()
    };
    match ast {
        Ast::All(children) => Ast::All(each(children)),
        Ast::Any(children) => Ast::Any(each(children)),
        Ast::Not(child) => Ast::Not(Box::new(in_zone(*child, new))),
        Ast::Words { text, .. } => Ast::Words { text, zone: new },
        Ast::Phrase { text, slop, .. } => Ast::Phrase {
            text,
            slop,
            zone: new,
        },
        Ast::Prefix { text, .. } => Ast::Prefix { text, zone: new },
        Ast::Property { .. } => ast,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ast(query: &str) -> Ast {
        parse(query, &mut Vec::new())
    }

    fn words(text: &str) -> Ast {
        Ast::Words {
            text: text.to_owned(),
            zone: Zone::Anywhere,
        }
    }

    fn phrase(text: &str) -> Ast {
        Ast::Phrase {
            text: text.to_owned(),
            slop: 0,
            zone: Zone::Anywhere,
        }
    }

    #[test]
    fn any_text_is_a_query() {
        for query in [
            "KT-XH",
            "TP.HCM",
            "158/2025/NĐ-CP",
            "Hà Nội: mưa to",
            "ẤN ĐỘ IN TIỀN",
            "-5",
            "*",
            "😀",
            "BÃO OR LŨ",
            "OR",
            "a OR",
            "NOT a",
        ] {
            assert_eq!(ast(query), words(query), "{query}");
        }
        for query in [
            "",
            "(",
            ")",
            "((((",
            "\"\"",
            "|",
            "||",
            "-",
            "()",
            "a)b",
            "title:()",
            &"(".repeat(100_000),
            &"a ".repeat(100_000),
        ] {
            parse(query, &mut Vec::new());
        }
    }

    #[test]
    fn what_has_no_meaning_here_is_told() {
        let told = |query: &str| {
            let mut warnings = Vec::new();
            parse(query, &mut warnings);
            let told: Vec<String> = warnings.iter().map(Warning::to_string).collect();
            told.join("; ")
        };
        for (query, part) in [
            ("TT-BT*", "“TT-BT*” was read without its *"),
            ("12/2020*", "letters and digits only"),
            ("\"dân qu*\"", "no prefixes inside quotation marks"),
            ("category: giáo dục", "as in category:word"),
            ("bão source: \"báo mới\"", "source: was read as a word"),
        ] {
            assert!(told(query).contains(part), "{query}: {}", told(query));
        }
        for query in [
            "*",
            "dân*",
            "\"a * b\"",
            "5 * 3",
            "Hà Nội: mưa",
            "title:",
            "title:mưa",
            "body:(a b)",
        ] {
            assert_eq!(told(query), "", "{query}");
        }
    }

    #[test]
    fn a_field_excludes_with_a_hyphen_on_either_side() {
        assert_eq!(ast("title:-lũ"), ast("-title:lũ"));
        assert_eq!(ast("bão title:-\"lũ quét\""), ast("bão -title:\"lũ quét\""));
        assert_eq!(
            ast("title:-5"),
            Ast::Words {
                text: "-5".into(),
                zone: Zone::Title
            }
        );
    }

    #[test]
    fn operators() {
        assert_eq!(
            ast("công an OR bộ đội"),
            Ast::Any(vec![words("công an"), words("bộ đội")])
        );
        assert_eq!(ast("bão | lũ"), Ast::Any(vec![words("bão"), words("lũ")]));
        assert_eq!(
            ast("bão -lũ lụt"),
            Ast::All(vec![
                words("bão"),
                Ast::Not(Box::new(words("lũ"))),
                words("lụt")
            ])
        );
        assert_eq!(
            ast("bão NOT \"lũ lụt\""),
            Ast::All(vec![words("bão"), Ast::Not(Box::new(phrase("lũ lụt")))])
        );
        assert_eq!(
            ast("bão AND NOT lũ"),
            Ast::All(vec![words("bão"), Ast::Not(Box::new(words("lũ")))])
        );
        assert_eq!(
            ast("(bão OR lũ) miền Trung"),
            Ast::All(vec![
                Ast::Any(vec![words("bão"), words("lũ")]),
                words("miền Trung")
            ])
        );
        assert_eq!(ast("bão or lũ"), words("bão or lũ"));
    }

    #[test]
    fn fields_and_prefixes() {
        assert_eq!(
            ast("title:(đà nẵng)"),
            Ast::Words {
                text: "đà nẵng".into(),
                zone: Zone::Title
            }
        );
        assert_eq!(
            ast("author:\"Hải Yến\""),
            Ast::Property {
                property: Property::Author,
                value: "Hải Yến".into()
            }
        );
        assert_eq!(
            ast("dân*"),
            Ast::Prefix {
                text: "dân".into(),
                zone: Zone::Anywhere
            }
        );
        assert_eq!(ast("color:đỏ"), words("color:đỏ"));
    }
}
