//! A page parsed into a tree of bounded depth and size.

use std::ops::Range;

use dom_query::{Document, NodeData, NodeRef};
use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{LocalName, parse_document};

use super::attributes;

/// Elements within each other. Browsers nest no deeper either; parsing takes time with the square of the depth, and the
/// extraction recurses.
const MAX_DEPTH: usize = 512;
/// Nodes of a page. Formatting that is never closed is opened again in every paragraph, so that a small page can have
/// a tree without end.
const MAX_NODES: usize = 400_000;
/// Bytes parsed before the tree is looked at again.
const PIECE: usize = 4 << 10;

/// Parses a page.
///
/// # Errors
/// When its elements are nested too deeply, or there are too many of them or of attributes.
pub(super) fn parse(html: &str) -> Result<Document, String> {
    parse_without(html, attributes::check(html)?)
}

/// Parses what of a page is not in `left_out`.
fn parse_without(html: &str, left_out: Vec<Range<usize>>) -> Result<Document, String> {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    let mut parser = parse_document(Document::default(), options);
    let mut from = 0;
    let end = html.len()..html.len();
    for left_out in left_out.into_iter().chain([end]) {
        let mut rest = html.get(from..left_out.start).unwrap_or_default();
        from = left_out.end;
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(boundary(rest, PIECE));
            rest = behind;
            parser.process(piece.into());
            let document = &parser.tokenizer.sink.sink;
            // What the parser finds wrong with a page is of no use here.
            document.errors.borrow_mut().clear();
            check(document)?;
        }
    }
    let document = parser.finish();
    check(&document)?;
    Ok(document)
}

/// The last boundary between characters within the first `length` bytes.
fn boundary(text: &str, length: usize) -> usize {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

fn check(document: &Document) -> Result<(), String> {
    if document.tree.len() > MAX_NODES {
        return Err(format!(
            "the page has more than {MAX_NODES} elements and texts: no article of a newspaper has; give its text as .txt"
        ));
    }
    // The last element of the last element and so on is where the parser is.
    let last = std::iter::successors(document.root().last_child(), NodeRef::last_child);
    if last.take(MAX_DEPTH + 1).count() > MAX_DEPTH {
        return Err(format!(
            "elements are nested more than {MAX_DEPTH} deep: the page is damaged; give its text as .txt"
        ));
    }
    Ok(())
}

/// A step on the way through a tree.
#[derive(Clone, Copy)]
pub(super) enum Step<'t> {
    /// To a node.
    Enter(NodeRef<'t>),
    /// Out of it, behind all that it holds.
    Leave(NodeRef<'t>),
}

/// Walks the tree below and with `root`, without recursion; what `visit` says no to when it is entered is left out with all that
/// it holds, and is not left.
pub(super) fn walk<'t>(root: NodeRef<'t>, mut visit: impl FnMut(Step<'t>) -> bool) {
    let mut node = root;
    loop {
        let inside = visit(Step::Enter(node));
        if inside && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        if inside {
            visit(Step::Leave(node));
        }
        loop {
            if node.id == root.id {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else {
                return;
            };
            node = parent;
            visit(Step::Leave(node));
        }
    }
}

/// The name of an element; empty for other nodes.
pub(super) fn name(node: &NodeRef<'_>) -> LocalName {
    node.qual_name_ref()
        .map(|name| name.local.clone())
        .unwrap_or_default()
}

/// What `read` makes of the text of a text node, which is not copied for it; `None` for other nodes.
pub(super) fn read_text<T>(node: &NodeRef<'_>, read: impl FnOnce(&str) -> T) -> Option<T> {
    node.query(|node| match &node.data {
        NodeData::Text { contents } => Some(read(contents)),
        _ => None,
    })
    .flatten()
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::super::lines;
    use super::*;

    /// Whatever the markup: the page shows the same.
    #[test]
    fn what_is_left_out_is_never_shown() {
        const PIECES: [&str; 36] = [
            "<script>",
            "<script src='x'>",
            "<SCRIPT type=\"text/javascript\">",
            "</script>",
            "</SCRIPT >",
            "</script/",
            "<script/>",
            "</scripts>",
            "<style>",
            "</style>",
            "<style/>",
            "<!--",
            "-->",
            "--!>",
            "<!-->",
            "<![CDATA[",
            "]]>",
            "<?x ",
            ">",
            "\"",
            "'",
            "=",
            " a=\"",
            "<",
            "</",
            "<p>",
            "</p>",
            "<textarea>",
            "</textarea>",
            "<title>",
            "</title>",
            "<iframe>",
            "</iframe>",
            "<noscript>",
            "xã Ẳng Tở ",
            "<table><tr>",
        ];
        let rounds = std::env::var("TIMTIN_MUTATIONS").ok();
        let rounds = rounds.map_or(3000, |rounds| rounds.parse().expect("a number"));
        let mut shortened = 0;
        for seed in 0..rounds {
            let mut random = Rng::with_seed(seed);
            let pieces = (0..random.usize(..24)).map(|_| PIECES[random.usize(..PIECES.len())]);
            let html: String = pieces.collect();
            let unseen = attributes::check(&html).expect("few attributes");
            shortened += usize::from(unseen.iter().any(|range| !range.is_empty()));
            let shown = |left_out: Vec<Range<usize>>| {
                let document = parse_without(&html, left_out).expect("a small page");
                lines::lines(document.root())
            };
            assert_eq!(shown(unseen), shown(Vec::new()), "{seed}: {html}");
        }
        assert!(shortened * 50 > rounds as usize, "{shortened}");
    }
}
