//! The tags of a page before it is parsed: how many attributes they have, and which programs and styles stand between
//! them.
//!
//! The parser compares each attribute with all before it in its tag, so that a tag of tens of thousands takes it longer
//! than all the rest of a page. They are counted before it sees them. Programs and styles are a third of a page and more,
//! and nothing in them is ever shown: it need not see them.

use std::ops::Range;

use memchr::memmem::find;
use memchr::{memchr, memchr_iter};

/// The comparisons that the parser makes for a page, at most: as for one tag of 7,000 attributes. The tags of newspapers
/// have ten or twenty, so that 300,000 of them could stand on a page.
const MAX_COMPARISONS: usize = 25_000_000;

/// Elements in which there are no tags but their own end.
const RAW: [&str; 8] = [
    "script", "style", "textarea", "title", "noframes", "noembed", "iframe", "xmp",
];

/// Those whose text is never shown.
const UNSEEN: [&str; 2] = ["script", "style"];

/// Checks the tags of a page, and finds the programs and styles that can be left out of it, in its order: those that
/// end, beyond doubt, where the parser says so too.
///
/// # Errors
/// When they have too many attributes.
pub(super) fn check(html: &str) -> Result<Vec<Range<usize>>, String> {
    let html = html.as_bytes();
    let (mut at, mut comparisons) = (0, 0_usize);
    let (mut unseen, mut is_sure) = (Vec::new(), true);
    while let Some(found) = memchr(b'<', &html[at..]) {
        at += found + 1;
        let rest = &html[at..];
        if let Some(comment) = rest.strip_prefix(b"!--") {
            match comment_length(comment) {
                Some(length) => at += 3 + length,
                None => break,
            }
            continue;
        }
        let name = rest.strip_prefix(b"/").unwrap_or(rest);
        if !name.first().is_some_and(u8::is_ascii_alphabetic) {
            // In drawings such a section ends elsewhere than in the text.
            is_sure &= !rest.starts_with(b"![CDATA[");
            // A comment as well, up to the next `>`.
            if matches!(rest, [b'!' | b'?' | b'/', ..]) {
                at += memchr(b'>', rest).unwrap_or(rest.len());
            }
            continue;
        }
        let tag = Tag::of(rest);
        at += tag.length;
        comparisons += tag.attributes.saturating_mul(tag.attributes) / 2;
        if comparisons > MAX_COMPARISONS {
            return Err(format!(
                "a tag on the page has {} attributes: the page is damaged; give its text as .txt",
                tag.attributes
            ));
        }
        let tag = &rest[..tag.length];
        let raw = &html[at..at + raw_length(rest, &html[at..])];
        is_sure &= !has_program_in_comment(raw);
        if is_sure && at + raw.len() < html.len() && is_unseen(tag) {
            unseen.push(at..at + raw.len());
        }
        at += raw.len();
    }
    Ok(unseen)
}

/// How long a comment is behind its start, with its end; `None` when it has none.
fn comment_length(text: &[u8]) -> Option<usize> {
    for at_once in [b">".as_slice(), b"->"] {
        if text.starts_with(at_once) {
            return Some(at_once.len());
        }
    }
    let mut at = 0;
    loop {
        at += find(&text[at..], b"--")? + 1;
        for end in [b"->".as_slice(), b"-!>"] {
            if text[at..].starts_with(end) {
                return Some(at + end.len());
            }
        }
    }
}

/// Whether what stands in the element of a tag can be left out. JSON-LD is read.
fn is_unseen(tag: &[u8]) -> bool {
    let is_named = |name: &&str| {
        let end = tag.get(name.len());
        let start = tag.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
            && end.is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>')
    };
    UNSEEN.iter().any(is_named)
        && !tag.ends_with(b"/>")
        && memchr(b'&', tag).is_none()
        && !tag.windows(4).any(|it| it.eq_ignore_ascii_case(b"json"))
}

/// Whether the text of an element has what looks like a program in a comment: a program ends elsewhere then.
fn has_program_in_comment(raw: &[u8]) -> bool {
    let Some(comment) = find(raw, b"<!--") else {
        return false;
    };
    let inside = &raw[comment..];
    memchr_iter(b'<', inside).any(|at| {
        let name = inside.get(at + 1..at + 7);
        name.is_some_and(|name| name.eq_ignore_ascii_case(b"script"))
    })
}

/// How long the text without tags is that follows the tag that `start` begins with.
fn raw_length(start: &[u8], behind: &[u8]) -> usize {
    let raw = RAW.iter().find(|name| {
        let is_named = start.get(..name.len());
        let end = start.get(name.len());
        is_named.is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
            && end.is_none_or(|byte| !byte.is_ascii_alphanumeric())
    });
    let Some(raw) = raw else {
        return 0;
    };
    let mut at = 0;
    while let Some(found) = find(&behind[at..], b"</") {
        let behind = &behind[at + found + 2..];
        let name = behind.get(..raw.len());
        let end = behind.get(raw.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(raw.as_bytes()))
            && end.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
        {
            return at + found;
        }
        at += found + 2;
    }
    behind.len()
}

/// What there is in a tag.
#[derive(Debug, Default)]
struct Tag {
    length: usize,
    attributes: usize,
}

/// Where in a tag a byte is.
#[derive(Clone, Copy)]
enum Place {
    /// In the name of the tag or of an attribute.
    Name,
    /// Behind one, or behind a value.
    Between,
    BeforeValue,
    /// In a value without quotation marks.
    Value,
}

impl Tag {
    /// The tag that `text` begins with, behind its `<`.
    fn of(text: &[u8]) -> Tag {
        let mut tag = Tag::default();
        let mut place = Place::Name;
        let mut bytes = text.strip_prefix(b"/").unwrap_or(text).iter();
        while let Some(byte) = bytes.next() {
            place = match (place, byte) {
                (_, b'>') => break,
                (Place::BeforeValue, quote @ (b'"' | b'\'')) => {
                    let rest = bytes.as_slice();
                    let end = memchr(*quote, rest).map_or(rest.len(), |end| end + 1);
                    bytes = rest[end..].iter();
                    Place::Between
                }
                (Place::BeforeValue, byte) if byte.is_ascii_whitespace() => Place::BeforeValue,
                (_, byte) if byte.is_ascii_whitespace() => Place::Between,
                (Place::BeforeValue | Place::Value, _) => Place::Value,
                (_, b'/') => Place::Between,
                (Place::Name | Place::Between, b'=') if tag.attributes > 0 => Place::BeforeValue,
                (Place::Between, _) => {
                    tag.attributes += 1;
                    Place::Name
                }
                (Place::Name, _) => Place::Name,
            };
        }
        tag.length = text.len() - bytes.len();
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_as_the_parser_does() {
        for (tag, attributes) in [
            ("p>x y z", 0),
            ("p/>", 0),
            ("br / >", 0),
            ("/p a>", 1),
            ("a href=x.html class = 'y z' hidden>b c d", 3),
            ("a href=\"a > b\" x>", 2),
            ("a href='x'y='z'w>", 3),
            ("a b=c/d e>", 2),
            ("a b= c d=e\nf\t=\tg>", 3),
            ("a b/c/d>", 3),
            ("a ", 0),
            ("a b=\"never closed", 1),
        ] {
            let counted = Tag::of(tag.as_bytes());
            assert_eq!(counted.attributes, attributes, "{tag}");
            if tag.starts_with("a ") && tag.contains('>') {
                let document = dom_query::Document::from(format!("<{tag}</a>"));
                let parsed = document.select("a").nodes()[0].attrs().len();
                assert_eq!(parsed, attributes, "{tag}");
            }
        }
    }

    #[test]
    fn programs_and_styles_are_left_out_where_it_is_sure() {
        let left_out = |html: &str| -> Vec<String> {
            let found = check(html).unwrap().into_iter();
            found.map(|range| html[range].to_owned()).collect()
        };
        for (html, unseen) in [
            ("<script>if (a<b) {}</script><p>c", vec!["if (a<b) {}"]),
            (
                "<SCRIPT type='text/javascript' async>a</script ><style>b{}</STYLE/>c",
                vec!["a", "b{}"],
            ),
            ("<p title='<script>'>a</p><script>b</script>", vec!["b"]),
            ("<script type=application/LD+JSON>{}</script>", vec![]),
            ("<script type=application/ld&#43;json>{}</script>", vec![]),
            ("<script>a = '<!-- <script>';</script>b</script>c", vec![]),
            (
                "<script>a = '</scripts>';</script>b",
                vec!["a = '</scripts>';"],
            ),
            ("<script><!--\na\n//--></script>b", vec!["<!--\na\n//-->"]),
            ("<svg><script/></svg>a<script>b</script>", vec![]),
            ("<script>never closed", vec![]),
            ("<scripts>a</scripts>", vec![]),
            (
                "<textarea><script>a</textarea>b<script>c</script>",
                vec!["c"],
            ),
            ("<iframe><script></iframe>b<script>c</script>", vec!["c"]),
            ("<!-- <script> -->a<script>b</script>", vec!["b"]),
            (
                "<!--><script>b</script><!-- <script>--!><script>c</script>",
                vec!["b", "c"],
            ),
            ("<?php echo <script> ?>a<script>b</script>", vec!["b"]),
            ("<![CDATA[<script>]]>a<script>b</script>", vec![]),
        ] {
            assert_eq!(left_out(html), unseen, "{html}");
        }
    }

    #[test]
    fn pages_with_too_many() {
        let attributes = |n: usize| (0..n).map(|n| format!(" a{n}=x")).collect::<String>();
        assert!(check(&format!("<p{}>", attributes(5000))).is_ok());
        assert!(check(&format!("<p{}>", attributes(8000))).is_err());
        assert!(check(&format!("<p{}>", attributes(1000)).repeat(60)).is_err());
        assert!(check(&format!("<p{}>", attributes(40)).repeat(10_000)).is_ok());
        // Text of programs and comments is none.
        let words = attributes(20_000);
        assert!(
            check(&format!(
                "<SCRIPT>if (a<b {words}</script><!-- <b {words} --><p>"
            ))
            .is_ok()
        );
        assert!(check(&format!("<scripts>a<b {words}</scripts>")).is_err());
        assert!(check(&"<!-- <script <a".repeat(100_000)).is_ok());
    }
}
