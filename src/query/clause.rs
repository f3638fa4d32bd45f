//! One condition of a query and what was typed for it, so that an answer can say which of them an
//! article does not meet.

use std::ops::Range;

use timtin_tokenizer::Analysis;

use super::ast::{Property, Zone};
use super::plan::Node;

/// A condition of a query.
pub(super) struct Clause {
    pub(super) node: Node,
    /// One text, or one for each word of a long form that an abbreviation may stand for.
    pub(super) typed: Vec<String>,
}

impl Clause {
    pub(super) fn new(node: Node, typed: String) -> Clause {
        Clause {
            node,
            typed: vec![typed],
        }
    }
}

/// All of them at once.
pub(super) fn all(mut clauses: Vec<Clause>) -> Option<Clause> {
    if clauses.len() < 2 {
        return clauses.pop();
    }
    let typed = joined(&clauses);
    let nodes = clauses.into_iter().map(|clause| clause.node).collect();
    Some(Clause::new(Node::All(nodes), format!("({typed})")))
}

/// Any of them.
pub(super) fn any(clauses: Vec<Clause>) -> Clause {
    let typed: Vec<String> = clauses
        .iter()
        .map(|clause| clause.typed.join(" "))
        .collect();
    let nodes = clauses.into_iter().map(|clause| clause.node).collect();
    Clause::new(Node::Any(nodes), format!("({})", typed.join(" OR ")))
}

/// Anything else.
pub(super) fn not(clause: Clause) -> Clause {
    let typed = format!("-{}", clause.typed.join(" "));
    Clause::new(Node::Not(Box::new(clause.node)), typed)
}

fn joined(clauses: &[Clause]) -> String {
    let typed: Vec<&str> = clauses
        .iter()
        .flat_map(|clause| &clause.typed)
        .map(String::as_str)
        .collect();
    typed.join(" ")
}

/// The piece of `text` that some of its tokens were made of.
pub(super) fn typed_at(text: &str, analysis: &Analysis<'_>, tokens: Range<usize>) -> String {
    let spans = tokens
        .filter_map(|at| analysis.get(at))
        .map(|token| token.start..token.end);
    let span = spans.reduce(|all, span| all.start.min(span.start)..all.end.max(span.end));
    let typed = span.and_then(|span| text.get(span));
    typed.unwrap_or_default().to_owned()
}

/// What was typed, on one line, with the field it is limited to.
pub(super) fn limited(text: &str, zone: Zone) -> String {
    let field = match zone {
        Zone::Anywhere => "",
        Zone::Title => "title:",
        Zone::Summary => "summary:",
        Zone::Body => "body:",
    };
    format!("{field}{}", one_line(text))
}

/// What was typed of a property.
pub(super) fn of_property(property: Property, value: &str) -> String {
    let field = match property {
        Property::Author => "author:",
        Property::Source => "source:",
        Property::Category => "category:",
        Property::Date => "date:",
    };
    format!("{field}{}", one_line(value))
}

/// Without line breaks and what a terminal would obey.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use timtin_tokenizer::Lexicon;

    use crate::query::{Accents, Matching, Plan};

    /// What a relaxed match may lack.
    fn wanted(query: &str) -> Vec<Vec<String>> {
        let lexicon = Lexicon::built_in_and("QX\tquê xa\nZX\tdì xa\t50\nZX\tdây xanh\t40");
        let plan = Plan::new(query, &lexicon.unwrap(), Accents::Auto, Matching::Auto);
        plan.wanted().map(|(_, typed)| typed.to_vec()).collect()
    }

    #[test]
    fn clauses_are_told_as_they_were_typed() {
        let alone = |query: &str| -> Vec<String> {
            wanted(query)
                .into_iter()
                .map(|typed| typed.join("|"))
                .collect()
        };
        assert_eq!(alone("Mưa to -bão"), ["Mưa", "to"]);
        assert_eq!(
            alone("QX 158/2025/NĐ-CP COVID-19 ngày 26/2/2019"),
            ["QX", "158/2025/NĐ-CP", "COVID-19", "ngày 26/2/2019"]
        );
        assert_eq!(
            alone("\"mưa  to\" \"gió lớn\"~3 dân* title:lũ"),
            ["\"mưa to\"", "\"gió lớn\"~3", "dân*", "title:lũ"]
        );
        assert_eq!(
            alone("(mưa OR bão lũ) sạt category:\"Thời sự\""),
            ["(mưa OR (bão lũ))", "sạt"]
        );
        assert_eq!(alone("con dì xa"), ["con", "dì|xa"], "a long form of ZX");
        assert_eq!(alone("\"mưa \u{1b}[31m to\" lũ"), ["\"mưa [31m to\"", "lũ"]);
    }

    #[test]
    fn nothing_is_lacking_where_any_word_is_enough() {
        let lexicon = Lexicon::built_in().unwrap();
        let plan = Plan::new("mưa lũ", &lexicon, Accents::Auto, Matching::Any);
        assert_eq!(plan.wanted().count(), 0);
        assert!(wanted("").is_empty() && wanted("-lũ").is_empty());
    }
}
