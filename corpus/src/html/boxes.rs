//! Boxes with other articles, buttons and comments, which are taken out of a page before its text is looked for.

use dom_query::{Document, NodeId, NodeRef};
use rustc_hash::FxHashMap;

use super::lines::{is_block, is_letter, is_silent};
use super::named::{Names, Words};
use super::tree::{Step, name, read_text, walk};
use crate::page;
use crate::texts::Texts;

/// What names of classes, ids and types say of a box with links, without what joins their words.
static OTHERS: Words = Words::new(&[
    "related",
    "lienquan",
    "tinkhac",
    "baikhac",
    "tinbaikhac",
    "cungchuyenmuc",
    "cungchude",
    "tinmoi",
    "baimoi",
    "xemthem",
    "docthem",
    "xemnhieu",
    "docnhieu",
    "tinnong",
    "readmore",
    "seemore",
    "mostread",
    "mostview",
    "mostpopular",
    "othernews",
    "othersnews",
    "newsother",
    "morenews",
    "newsmore",
    "latestnews",
    "newslatest",
    "hotnews",
    "newshot",
    "recommend",
    "suggest",
    "goiy",
    "bancothe",
    "breadcrumb",
    "tinlq",
    "relate",
    "tincu",
    "tintieptheo",
    "tindadua",
    "tinxemthem",
    "boxlink",
]);

/// What names say of a box that is no text of an article, with or without links.
static NOISE: Words = Words::new(&[
    "comment",
    "binhluan",
    "ykienbandoc",
    "fbcomments",
    "sharebox",
    "boxshare",
    "socialshare",
    "sharesocial",
    "socialbox",
    "likeshare",
    "advert",
    "quangcao",
    "banner",
    "popup",
    "cookie",
    "newsletter",
]);

/// So much of the letters of a box with others are those of links at least, in a hundred.
const MIN_LINKED: usize = 15;

/// A heading is no longer, in bytes.
const LONGEST_HEADING: usize = 160;

/// So many headings are looked at.
const MAX_HEADINGS: usize = 200;

/// A heading without anything behind it in its element belongs to what follows that, so far up.
const MAX_UP: usize = 3;

/// Takes the boxes out of a page.
pub(super) fn remove(document: &Document, names: &Names, texts: Texts) {
    let Some(body) = document.body() else {
        return;
    };
    let letters = Letters::count(body);
    remove_named(body, names, &letters);
    remove_headed(body, &letters, texts);
}

fn remove_named(body: NodeRef<'_>, names: &Names, letters: &Letters) {
    let whole = letters.of(&body).0;
    for (id, names) in names.in_body() {
        let is_noise = NOISE.any_in(names);
        if !is_noise && !OTHERS.any_in(names) {
            continue;
        }
        let node = NodeRef::new(id, body.tree);
        let (all, linked) = letters.of(&node);
        // What holds most of the page is no box, whatever it is called.
        let is_box = all * 2 <= whole;
        if is_box && (is_noise || linked * 100 >= all * MIN_LINKED) {
            node.remove_from_parent();
        }
    }
}

/// Takes out headings over other articles, and what they head.
fn remove_headed(body: NodeRef<'_>, letters: &Letters, texts: Texts) {
    let nodes: Vec<NodeRef> = body.descendants_it().filter(NodeRef::is_text).collect();
    let headings = nodes
        .into_iter()
        .filter(|node| is_heading(node, texts))
        .take(MAX_HEADINGS);
    for text in headings {
        remove_box(highest(text, letters), letters);
    }
}

fn is_heading(node: &NodeRef<'_>, texts: Texts) -> bool {
    let is_heading = read_text(node, |text| {
        let text = text.trim();
        !text.is_empty()
            && text.len() <= LONGEST_HEADING
            && page::heads_others(&texts.repaired(text))
    });
    is_heading.unwrap_or_default()
}

/// The highest element that shows nothing but `node`.
fn highest<'t>(mut node: NodeRef<'t>, letters: &Letters) -> NodeRef<'t> {
    while let Some(parent) = node.parent() {
        let alone = parent
            .children_it(false)
            .all(|child| child.id == node.id || letters.is_blank(&child));
        if !alone || parent.has_name("body") || !parent.is_element() {
            break;
        }
        node = parent;
    }
    node
}

/// Takes out `heading` and what follows as long as it is links to others.
fn remove_box(heading: NodeRef<'_>, letters: &Letters) {
    // A word in the midst of a sentence heads nothing.
    if !starts_line(&heading, letters) {
        return;
    }
    let mut level = heading;
    for _ in 0..MAX_UP {
        let groups = lines_behind(&level, letters);
        if groups.is_empty() {
            let Some(parent) = level.parent().filter(|it| !it.has_name("body")) else {
                break;
            };
            level = parent;
            continue;
        }
        let heads_all =
            begins(&heading, letters) && groups.iter().all(|group| letters.of_all(group).1 > 0);
        let others = groups
            .iter()
            .take_while(|group| heads_all || are_of_others(group, letters));
        let others: Vec<&NodeRef> = others.flatten().collect();
        if !others.is_empty() {
            heading.remove_from_parent();
        }
        others.iter().for_each(|other| other.remove_from_parent());
        return;
    }
}

/// What follows `node` in its element, in the groups that stand on lines of their own; those without text are left out.
fn lines_behind<'t>(node: &NodeRef<'t>, letters: &Letters) -> Vec<Vec<NodeRef<'t>>> {
    let (mut groups, mut group) = (Vec::new(), Vec::new());
    let mut next = node.next_sibling();
    while let Some(sibling) = next {
        next = sibling.next_sibling();
        let name = name(&sibling);
        let is_apart = is_block(&name);
        if is_apart || &*name == "br" {
            groups.push(std::mem::take(&mut group));
        }
        group.push(sibling);
        if is_apart {
            groups.push(std::mem::take(&mut group));
        }
    }
    groups.push(group);
    groups.retain(|group| letters.of_all(group).0 > 0);
    groups
}

/// Whether nothing stands before it on its line.
fn starts_line(node: &NodeRef<'_>, letters: &Letters) -> bool {
    let mut before = node.prev_sibling();
    while let Some(sibling) = before {
        let name = name(&sibling);
        if &*name == "br" || is_block(&name) {
            return true;
        }
        if !letters.is_blank(&sibling) {
            return false;
        }
        before = sibling.prev_sibling();
    }
    true
}

/// Whether nothing stands before it in its element.
fn begins(node: &NodeRef<'_>, letters: &Letters) -> bool {
    std::iter::successors(node.prev_sibling(), NodeRef::prev_sibling)
        .all(|it| letters.is_blank(&it))
}

/// Whether they are links, or a list of them with something said of each.
fn are_of_others(group: &[NodeRef<'_>], letters: &Letters) -> bool {
    let (all, linked) = letters.of_all(group);
    if linked == 0 {
        return false;
    }
    let share = match &*group.first().map(name).unwrap_or_default() {
        "ul" | "ol" | "table" | "div" | "section" | "aside" | "dl" | "li" => MIN_LINKED,
        _ => 50,
    };
    linked * 100 >= all * share
}

/// Letters and digits that each node shows, and those of links among them.
#[derive(Default)]
struct Letters(FxHashMap<NodeId, (usize, usize)>);

impl Letters {
    fn count(root: NodeRef<'_>) -> Letters {
        let mut counts = FxHashMap::default();
        let (mut open, mut links) = (Vec::new(), 0);
        let (mut all, mut linked) = (0, 0);
        walk(root, |step| {
            match step {
                Step::Enter(node) if is_silent(&name(&node)) => return false,
                Step::Enter(node) => {
                    open.push((all, linked));
                    links += usize::from(node.has_name("a"));
                    if node.is_text() {
                        let letters =
                            read_text(&node, |text| text.chars().filter(|c| is_letter(*c)).count());
                        let letters = letters.unwrap_or_default();
                        all += letters;
                        linked += if links > 0 { letters } else { 0 };
                    }
                }
                Step::Leave(node) => {
                    links -= usize::from(node.has_name("a"));
                    let before = open.pop().unwrap_or_default();
                    counts.insert(node.id, (all - before.0, linked - before.1));
                }
            }
            true
        });
        Letters(counts)
    }

    fn of(&self, node: &NodeRef<'_>) -> (usize, usize) {
        self.0.get(&node.id).copied().unwrap_or_default()
    }

    fn of_all(&self, nodes: &[NodeRef<'_>]) -> (usize, usize) {
        nodes.iter().fold((0, 0), |(all, linked), node| {
            let of_node = self.of(node);
            (all + of_node.0, linked + of_node.1)
        })
    }

    fn is_blank(&self, node: &NodeRef<'_>) -> bool {
        self.of(node).0 == 0
    }
}
