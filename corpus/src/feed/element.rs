//! XML as a tree of bounded depth, and the markup within it.

use std::sync::Arc;

use oxiri::{Iri, IriRef};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceResolver, PrefixDeclaration, ResolveResult};

use super::vocabulary::Vocabulary;

/// Elements within each other: as many as a web page may have.
const MAX_DEPTH: usize = 512;

/// An address that others are relative to is no longer, in bytes.
const LONGEST_BASE: usize = 4096;

/// An element with all that it holds.
#[derive(Debug)]
pub(super) struct Element {
    /// As written, with its prefix.
    pub(super) name: String,
    pub(super) vocabulary: Vocabulary,
    /// Names as written, without the declarations of namespaces, and values.
    pub(super) attributes: Vec<(String, String)>,
    /// The address that relative ones within it start from.
    base: Option<Arc<str>>,
    content: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    /// Parses one element. What is declared by `root`, the start of an element around it, holds in it too.
    ///
    /// # Errors
    /// When it is no XML, is never closed, or is nested too deep.
    pub(super) fn parse(xml: &str, root: Option<&Root>) -> Result<Element, String> {
        let mut parser = Parser::new(root);
        let mut reader = Reader::from_str(xml);
        reader.config_mut().allow_dangling_amp = true;
        loop {
            let event = reader.read_event().map_err(broken)?;
            if matches!(event, Event::Eof) {
                return Err("broken XML: the item is never closed".to_owned());
            }
            if let Some(element) = parser.take(event)? {
                return Ok(element);
            }
        }
    }

    /// Parses an element as far as it goes: what is broken ends it.
    pub(super) fn parse_start(xml: &str) -> Option<Element> {
        let mut parser = Parser::new(None);
        let mut reader = Reader::from_str(xml);
        reader.config_mut().allow_dangling_amp = true;
        loop {
            match reader.read_event().map(|event| parser.take(event)) {
                Ok(Ok(None)) => {}
                Ok(Ok(Some(element))) => return Some(element),
                Ok(Err(_)) | Err(_) => return parser.give_up(),
            }
            if parser.ended {
                return parser.give_up();
            }
        }
    }

    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        local(&self.name)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim())
    }

    /// The elements directly in it.
    pub(super) fn children(&self) -> impl Iterator<Item = &Element> {
        self.content.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child with this name, whatever its prefix.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|child| child.local() == name)
    }

    /// Whether there is markup in it.
    pub(super) fn is_mixed(&self) -> bool {
        self.children().next().is_some()
    }

    /// The text directly in it.
    pub(super) fn text(&self) -> String {
        let texts = self.content.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    /// What is in it as HTML: the elements without their prefixes.
    pub(super) fn markup(&self) -> String {
        let mut out = String::new();
        self.write_content(&mut out);
        out
    }

    fn write_content(&self, out: &mut String) {
        for node in &self.content {
            match node {
                Node::Text(text) => write_escaped(text, out),
                Node::Element(element) => element.write(out),
            }
        }
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.local());
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            write_escaped(value, out);
            out.push('"');
        }
        out.push('>');
        self.write_content(out);
        // HTML has no end for these and would read a second one.
        if !matches!(self.local(), "br" | "hr" | "img" | "input" | "wbr") {
            out.push_str("</");
            out.push_str(self.local());
            out.push('>');
        }
    }

    fn push_text(&mut self, text: &str) {
        match self.content.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => self.content.push(Node::Text(text.to_owned())),
        }
    }

    /// An address in it, absolute when it is known what it is relative to.
    pub(super) fn address(&self, written: &str) -> String {
        resolved(self.base.as_deref(), written.trim())
    }
}

fn write_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// The name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn broken(error: impl std::fmt::Display) -> String {
    format!("broken XML: {error}")
}

/// What the start of an element declares for all that is in it.
#[derive(Debug, Default)]
pub(super) struct Root {
    namespaces: NamespaceResolver,
    base: Option<Arc<str>>,
}

impl Root {
    /// What the first tag of `xml` declares, relative to nothing.
    pub(super) fn of(xml: &str) -> Root {
        let mut root = Root::default();
        let mut reader = Reader::from_str(xml);
        reader.config_mut().allow_dangling_amp = true;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(start) | Event::Empty(start) => {
                    // What is declared wrongly is as if it were not.
                    let _ = root.namespaces.push(&start);
                    root.base = base_of(&attributes(&start), &None);
                    return root;
                }
                Event::Eof => return root,
                _ => {}
            }
        }
        root
    }

    /// The prefix of the names of a vocabulary, with its colon; none when they have none, or it is not declared.
    pub(super) fn prefix_of(&self, vocabulary: Vocabulary) -> String {
        let mut prefixes: Vec<String> = self
            .namespaces
            .bindings()
            .filter(|(_, namespace)| Vocabulary::of_namespace(namespace.0) == vocabulary)
            .map(|(prefix, _)| match prefix {
                PrefixDeclaration::Default => String::new(),
                PrefixDeclaration::Named(prefix) => format!("{prefix}:"),
            })
            .collect();
        prefixes.sort();
        prefixes.into_iter().next().unwrap_or_default()
    }

    /// The prefixes that are declared, and what they stand for.
    pub(super) fn told(&self) -> String {
        let bindings: Vec<_> = self.namespaces.bindings().collect();
        format!("{bindings:?} {:?}", self.base)
    }
}

/// Builds the tree.
struct Parser {
    namespaces: NamespaceResolver,
    base: Option<Arc<str>>,
    /// The elements that are open, the innermost last.
    open: Vec<Element>,
    ended: bool,
}

impl Parser {
    fn new(root: Option<&Root>) -> Parser {
        Parser {
            namespaces: root.map(|root| root.namespaces.clone()).unwrap_or_default(),
            base: root.and_then(|root| root.base.clone()),
            open: Vec::new(),
            ended: false,
        }
    }

    /// Takes an event; the outermost element when it is closed.
    fn take(&mut self, event: Event<'_>) -> Result<Option<Element>, String> {
        match event {
            Event::Start(start) => self.start(&start)?,
            Event::Empty(start) => {
                self.start(&start)?;
                return Ok(self.end());
            }
            Event::End(_) => return Ok(self.end()),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.text(&referred(&reference)),
            Event::Eof => self.ended = true,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        Ok(None)
    }

    fn text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.push_text(text);
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        if self.open.len() == MAX_DEPTH {
            return Err(format!(
                "broken XML: elements are nested more than {MAX_DEPTH} deep"
            ));
        }
        self.namespaces.push(start).map_err(broken)?;
        let vocabulary = match self.namespaces.resolve_element(start.name()).0 {
            ResolveResult::Bound(namespace) => Vocabulary::of_namespace(namespace.0),
            ResolveResult::Unbound => Vocabulary::None,
            ResolveResult::Unknown(prefix) => Vocabulary::of_prefix(&prefix),
        };
        let attributes = attributes(start);
        let outer = match self.open.last() {
            Some(outer) => &outer.base,
            None => &self.base,
        };
        self.open.push(Element {
            name: start.name().0.to_owned(),
            vocabulary,
            base: base_of(&attributes, outer),
            attributes,
            content: Vec::new(),
        });
        Ok(())
    }

    fn end(&mut self) -> Option<Element> {
        self.namespaces.pop();
        let element = self.open.pop()?;
        match self.open.last_mut() {
            Some(outer) => {
                outer.content.push(Node::Element(element));
                None
            }
            None => Some(element),
        }
    }

    /// The outermost element with what there is of it.
    fn give_up(mut self) -> Option<Element> {
        loop {
            let outermost = self.open.len() <= 1;
            let element = self.end();
            if outermost {
                return element;
            }
        }
    }
}

/// The attributes of a tag; what is broken among them is left out.
fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    // Without the check for a name that comes twice: it takes time with the square of their number.
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten();
    attributes
        .filter(|attribute| attribute.key.as_namespace_binding().is_none())
        .map(|attribute| (attribute.key.0.to_owned(), unescaped(&attribute.value)))
        .collect()
}

/// What relative addresses start from in an element. One that is longer than any address is none.
fn base_of(attributes: &[(String, String)], outer: &Option<Arc<str>>) -> Option<Arc<str>> {
    let own = attributes.iter().find(|(name, _)| name == "xml:base");
    let Some((_, own)) = own.filter(|(_, own)| own.len() <= LONGEST_BASE) else {
        return outer.clone();
    };
    let base = resolved(outer.as_deref(), own.trim());
    Some(base)
        .filter(|base| base.len() <= LONGEST_BASE)
        .map(Arc::from)
}

/// An address, absolute when it is known what it is relative to.
fn resolved(base: Option<&str>, address: &str) -> String {
    let base = base.and_then(|base| Iri::parse(base).ok());
    let resolved = base.and_then(|base| base.resolve(&IriRef::parse(address).ok()?).ok());
    resolved.map_or_else(|| address.to_owned(), Iri::into_inner)
}

/// What a reference stands for. Only those of XML itself are known here: entities of HTML are decoded with the text,
/// those that a document declares are not trusted. They stay as they are.
fn referred(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    match resolve_predefined_entity(reference) {
        Some(text) => text.to_owned(),
        None => format!("&{};", &**reference),
    }
}

/// The value of an attribute; a `&` that begins no reference is one.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((text, behind)) = rest.split_once('&') {
        out.push_str(text);
        rest = behind;
        let name = behind.split_once(';').map(|(name, _)| name);
        let is_name = |name: &&str| {
            let mut bytes = name.bytes();
            !name.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
        };
        match name.filter(is_name) {
            Some(name) => {
                out.push_str(&referred(&BytesRef::new(name)));
                rest = &behind[name.len() + 1..];
            }
            None => out.push('&'),
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(xml: &str) -> Result<Element, String> {
        Element::parse(xml, None)
    }

    #[test]
    fn references_of_all_kinds() {
        let element = parse(
            "<a b='x&amp;y&z=1&w;&#272;'>1 &lt; 2 &amp; &nbsp;&lạ; AT&T &#x1EA1;<![CDATA[&lt;]]></a>",
        );
        let element = element.unwrap();
        assert_eq!(element.text(), "1 < 2 & &nbsp;&lạ; AT&T ạ&lt;");
        assert_eq!(element.attribute("b"), Some("x&y&z=1&w;Đ"));
    }

    #[test]
    fn markup_is_html() {
        let element = parse(
            "<c xmlns:h='http://www.w3.org/1999/xhtml'>a &lt; b<h:p class='x \"y\"'>c<h:br/>d</h:p></c>",
        );
        assert_eq!(
            element.unwrap().markup(),
            "a &lt; b<p class=\"x &quot;y&quot;\">c<br>d</p>"
        );
    }

    #[test]
    fn addresses_start_from_the_innermost_base() {
        let root = Root::of("<?xml version='1.0'?><feed xml:base='https://x.vn/tin/'>");
        let read = |xml: &str| {
            let element = Element::parse(xml, Some(&root)).unwrap();
            element.child("b").unwrap().address(" mot.html ")
        };
        assert_eq!(read("<a><b/></a>"), "https://x.vn/tin/mot.html");
        assert_eq!(
            read("<a xml:base='/bao/'><b/></a>"),
            "https://x.vn/bao/mot.html"
        );
        assert_eq!(
            read("<a xml:base='/bao/'><b xml:base='cu/'/></a>"),
            "https://x.vn/bao/cu/mot.html"
        );
    }

    #[test]
    fn what_is_no_element() {
        for xml in [
            "",
            "<a>",
            "<a></b>",
            "<a><b></a>",
            "<a <b>",
            "a",
            "<a>&#0;<![CDATA[</a>",
            "<",
        ] {
            assert!(parse(xml).is_err(), "{xml}");
        }
        let deep = "<a>".repeat(100_000);
        assert!(parse(&deep).unwrap_err().contains("deep"));
        assert!(Element::parse_start(&deep).is_some());
        let many: String = (0..200_000).map(|n| format!(" a{n}='x'")).collect();
        assert_eq!(
            parse(&format!("<a{many}/>")).unwrap().attributes.len(),
            200_000
        );
    }
}
