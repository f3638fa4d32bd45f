//! What the names of a feed belong to, whatever prefix they are written with.

/// A vocabulary of element names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// No namespace.
    None,
    /// RSS in a namespace, as 1.0 has it.
    Rss,
    Atom,
    /// Dublin Core: `dc:creator`, `dc:date`.
    Dublin,
    /// `content:encoded`.
    Content,
    /// Anything else.
    Other,
}

/// Namespaces without the scheme and what may end them.
const NAMESPACES: [(&str, Vocabulary); 11] = [
    ("purl.org/rss/1.0", Vocabulary::Rss),
    ("my.netscape.com/rdf/simple/0.9", Vocabulary::Rss),
    ("channel.netscape.com/rdf/simple/0.9", Vocabulary::Rss),
    ("backend.userland.com/rss", Vocabulary::Rss),
    ("backend.userland.com/rss2", Vocabulary::Rss),
    ("cyber.law.harvard.edu/rss/rss.html", Vocabulary::Rss),
    ("www.w3.org/2005/atom", Vocabulary::Atom),
    ("purl.org/atom/ns", Vocabulary::Atom),
    ("purl.org/dc/elements/1.1", Vocabulary::Dublin),
    ("purl.org/dc/terms", Vocabulary::Dublin),
    ("purl.org/rss/1.0/modules/content", Vocabulary::Content),
];

/// What prefixes stand for that are used without being declared.
const PREFIXES: [(&str, Vocabulary); 6] = [
    ("rss", Vocabulary::Rss),
    ("atom", Vocabulary::Atom),
    ("a10", Vocabulary::Atom),
    ("dc", Vocabulary::Dublin),
    ("dcterms", Vocabulary::Dublin),
    ("content", Vocabulary::Content),
];

impl Vocabulary {
    /// The vocabulary of a namespace; slips in its scheme, case and end are overlooked.
    pub(super) fn of_namespace(name: &str) -> Vocabulary {
        let name = name.trim().to_ascii_lowercase();
        let name = name
            .strip_prefix("http://")
            .or_else(|| name.strip_prefix("https://"))
            .unwrap_or(&name);
        find(&NAMESPACES, name.trim_end_matches(['/', '#']))
    }

    /// The vocabulary that a prefix usually stands for.
    pub(super) fn of_prefix(prefix: &str) -> Vocabulary {
        find(&PREFIXES, prefix)
    }
}

fn find(table: &[(&str, Vocabulary)], name: &str) -> Vocabulary {
    let found = table.iter().find(|(known, _)| *known == name);
    found.map_or(Vocabulary::Other, |(_, vocabulary)| *vocabulary)
}
