//! The text of a tree as lines: a paragraph, a heading, a caption, a row of a table each.

use dom_query::{NodeId, NodeRef};

use super::tree::{self, Step, name, walk};

/// A line as a browser shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Letters and digits that are the text of links to other pages, and all of them.
    pub(super) linked: usize,
    pub(super) letters: usize,
    /// It is a row of a table, where a link is a value like others.
    in_table: bool,
    /// It is the caption of a picture.
    pub(super) is_caption: bool,
}

impl Line {
    /// Whether it is nothing but links to other pages: the headline of another article, a button.
    pub(super) fn is_link(&self) -> bool {
        self.linked > 0 && self.linked == self.letters && !self.in_table
    }
}

/// A cell with more characters is no value but text that a table arranges.
const LONGEST_CELL: usize = 200;

/// Between the cells of a row.
const BETWEEN_CELLS: &str = " | ";

/// The lines of what `root` holds.
pub(super) fn lines(root: NodeRef<'_>) -> Vec<Line> {
    let mut writer = Writer::default();
    walk(root, |step| writer.step(step));
    writer.end_line();
    writer.lines
}

/// Text that has markup, as lines.
///
/// # Errors
/// When no page has such markup.
pub(crate) fn plain(html: &str) -> Result<String, String> {
    let document = tree::parse(html)?;
    let lines = lines(document.root());
    let texts: Vec<String> = lines.into_iter().map(|line| line.text).collect();
    Ok(texts.join("\n"))
}

/// Whether an element is not shown.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    node.has_attr("hidden")
        || node.attr("style").is_some_and(|style| {
            let style: String = style.to_lowercase().split_whitespace().collect();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
}

/// Whether an element of this name shows no text, or none of an article.
pub(super) fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "title"
            | "iframe"
            | "object"
            | "audio"
            | "video"
            | "canvas"
            | "svg"
            | "math"
            | "button"
            | "select"
            | "textarea"
            | "input"
            | "datalist"
            | "map"
            | "noframes"
            | "dialog"
            | "meter"
            | "amp-ad"
            | "amp-embed"
            | "amp-sidebar"
            | "amp-list"
            | "amp-analytics"
            | "amp-consent"
    )
}

/// Whether an element begins and ends a line.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "th"
            | "tr"
            | "ul"
    )
}

/// Whether a character is a letter or digit: the letters of Vietnamese, which all characters of a page mostly are, are
/// not looked up.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | 'à'..='ö' | 'À'..='Ö' | 'Ạ'..='ỹ')
        || c.is_alphanumeric()
}

/// Whether a link leads to another page.
fn leads_away(link: &NodeRef<'_>) -> bool {
    let Some(element) = link.element_ref() else {
        return false;
    };
    let address = element.attrs.iter().find(|it| &*it.name.local == "href");
    let address = address.map(|it| it.value.trim()).unwrap_or_default();
    let begins_with = |start: &str| {
        let beginning = address.get(..start.len());
        beginning.is_some_and(|it| it.eq_ignore_ascii_case(start))
    };
    !(address.is_empty()
        || address.starts_with('#')
        || ["javascript:", "mailto:", "tel:"]
            .into_iter()
            .any(begins_with))
}

#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    line: Line,
    /// A space belongs before the next letter.
    space: bool,
    /// The next cell of the row goes behind the last on the same line.
    cell: bool,
    links: usize,
    captions: usize,
    preformatted: usize,
    /// The tables whose rows are lines, that are open.
    tables: Vec<NodeId>,
}

impl Writer {
    fn step(&mut self, step: Step<'_>) -> bool {
        match step {
            Step::Enter(node) if node.is_element() => return self.enter(node),
            Step::Enter(node) if node.is_text() => {
                tree::read_text(&node, |text| self.write(text));
            }
            Step::Enter(node) => return !node.is_comment(),
            Step::Leave(node) if node.is_element() => self.leave(node),
            Step::Leave(_) => {}
        }
        true
    }

    fn enter(&mut self, node: NodeRef<'_>) -> bool {
        let name = &*name(&node);
        if is_silent(name) || is_hidden(&node) {
            return false;
        }
        match name {
            "br" => self.break_line(),
            "a" if leads_away(&node) => self.links += 1,
            "pre" => self.preformatted += 1,
            "figcaption" | "caption" => self.captions += 1,
            "table" if self.tables.is_empty() && is_data(node) => self.tables.push(node.id),
            _ => {}
        }
        if matches!(name, "td" | "th") && !self.tables.is_empty() {
            self.cell = !self.line.text.is_empty();
            self.space = false;
        } else if is_block(name) {
            self.break_line();
        }
        true
    }

    fn leave(&mut self, node: NodeRef<'_>) {
        let name = &*name(&node);
        match name {
            "a" if leads_away(&node) => self.links = self.links.saturating_sub(1),
            "tr" => self.end_line(),
            _ if is_block(name) => self.break_line(),
            _ => {}
        }
        match name {
            "pre" => self.preformatted -= 1,
            "figcaption" | "caption" => self.captions -= 1,
            "table" if self.tables.last() == Some(&node.id) => {
                self.end_line();
                self.tables.pop();
            }
            _ => {}
        }
    }

    /// Ends the line; within the cells of a table it goes on.
    fn break_line(&mut self) {
        if self.tables.is_empty() {
            self.end_line();
        } else {
            self.space = true;
        }
    }

    fn end_line(&mut self) {
        self.space = false;
        self.cell = false;
        let line = std::mem::take(&mut self.line);
        if !line.text.is_empty() {
            self.lines.push(line);
        }
    }

    fn write(&mut self, text: &str) {
        if self.preformatted == 0 {
            return self.write_words(text);
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.break_line();
            }
            self.write_words(line);
        }
    }

    fn write_words(&mut self, text: &str) {
        for (at, word) in text.split(char::is_whitespace).enumerate() {
            self.space |= at > 0;
            if !word.is_empty() {
                self.push(word);
            }
        }
    }

    fn push(&mut self, word: &str) {
        if self.line.text.is_empty() {
            self.line.in_table = !self.tables.is_empty();
            self.line.is_caption = self.captions > 0;
        } else if self.cell {
            self.line.text.push_str(BETWEEN_CELLS);
        } else if self.space {
            self.line.text.push(' ');
        }
        (self.space, self.cell) = (false, false);
        self.line.text.push_str(word);
        let letters = word.chars().filter(|c| is_letter(*c)).count();
        self.line.letters += letters;
        self.line.linked += if self.links > 0 { letters } else { 0 };
    }
}

/// Whether the rows of a table are lines of values, and it does not merely arrange text.
fn is_data(table: NodeRef<'_>) -> bool {
    let (mut rows, mut cells, mut widest, mut in_row, mut letters, mut longest) =
        (0, 0, 0, 0, 0, 0);
    let mut inside = table.descendants_it();
    if inside.any(|node| node.has_name("table")) {
        return false;
    }
    walk(table, |step| {
        match step {
            Step::Enter(node) if node.is_text() => {
                letters += tree::read_text(&node, |text| {
                    text.chars().filter(|c| !c.is_whitespace()).count()
                })
                .unwrap_or_default();
            }
            Step::Enter(node) => match &*name(&node) {
                "tr" => {
                    rows += 1;
                    in_row = 0;
                }
                "td" | "th" => {
                    (in_row, letters) = (in_row + 1, 0);
                    cells += 1;
                    widest = widest.max(in_row);
                }
                name => return !is_silent(name),
            },
            Step::Leave(node) => {
                if matches!(&*name(&node), "td" | "th") {
                    longest = longest.max(letters);
                }
            }
        }
        true
    });
    rows >= 2 && widest >= 2 && cells >= 4 && longest <= LONGEST_CELL
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[test]
    fn letters_and_digits() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn paragraphs_breaks_and_rows() {
        let text = plain(
            "<p>Một\n  câu&nbsp;<b>đậm</b>.</p>Lẻ<br>Hai<div>Ba<p>Bốn</div><script>x</script>\
             <table><tr><th>Xã</th><th><p>Số hộ</p></th></tr><tr><td>Nậm Có</td><td><p>1</p><p>084</p></td></tr></table>\
             <table><tr><td><p>Trái</p><p>Giữa</p></td></tr></table><p style='display: none'>ẩn</p><pre>a\nb</pre>",
        )
        .unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "Một câu đậm.",
                "Lẻ",
                "Hai",
                "Ba",
                "Bốn",
                "Xã | Số hộ",
                "Nậm Có | 1 084",
                "Trái",
                "Giữa",
                "a",
                "b"
            ]
        );
    }

    #[test]
    fn links_to_other_pages() {
        let document = Document::fragment(
            "<p>&gt;&gt; <a href='/x.html'>Tin khác</a></p><p><a name=x>Một câu</a></p><p>Xem <a href='/y'>đây</a></p>",
        );
        let links: Vec<bool> = lines(document.root()).iter().map(Line::is_link).collect();
        assert_eq!(links, [true, false, false]);
    }
}
