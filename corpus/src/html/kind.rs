//! Pages that are no article: front pages, lists, errors.

use super::facts::Facts;
use super::head::Head;
use super::key;
use super::lines::Line;
use super::main_text::is_headline_of_other;
use super::named::Words;

/// What pages say in their title when there is nothing, folded and run together.
static NOT_FOUND: Words = Words::new(&[
    "khongtimthaytrang",
    "trangkhongtontai",
    "khongtontaitrang",
    "khongtimthaybaiviet",
    "baivietkhongtontai",
    "khongtimthaynoidung",
    "pagenotfound",
    "404notfound",
    "error404",
    "loi404",
    "trangbankhongtimthay",
    "khongtimthayduongdan",
]);

/// An error is told in fewer characters.
const MAX_ERROR: usize = 1500;

/// A page with so many headlines of others in its main text is a list.
const MIN_LIST: usize = 4;

/// An article that only its text shows has so many characters.
const MIN_TEXT: usize = 120;

/// A line with so many characters is a paragraph.
const PARAGRAPH: usize = 60;

const NOT_AN_ARTICLE: &str = "not an article";

/// Checks what the page says of itself.
///
/// # Errors
/// What the page is instead of an article.
pub(super) fn check_whole(lines: &[Line], head: &Head, facts: &Facts) -> Result<(), String> {
    if !facts.is_article && is_error(lines, head) {
        return Err(format!(
            "{NOT_AN_ARTICLE}: the page says that what was asked for is not there; fetch it again"
        ));
    }
    if facts.is_front && !facts.is_article {
        return Err(format!(
            "{NOT_AN_ARTICLE}: the front page of a site; give the pages of its articles"
        ));
    }
    if !facts.is_article && !facts.is_dated && facts.is_list {
        return Err(list());
    }
    Ok(())
}

/// Checks what was found as main text.
///
/// # Errors
/// What the page is instead of an article.
pub(super) fn check_main(main: &[Line], all: &[Line], facts: &Facts) -> Result<(), String> {
    if facts.is_article {
        return Ok(());
    }
    let (others, own): (Vec<&Line>, Vec<&Line>) =
        main.iter().partition(|line| is_headline_of_other(line));
    let letters: usize = own.iter().map(|line| line.text.chars().count()).sum();
    let paragraphs = own
        .iter()
        .filter(|line| line.text.chars().count() >= PARAGRAPH)
        .count();
    // As many headlines as paragraphs: each has its lead.
    if others.len() >= MIN_LIST && others.len() * 3 >= paragraphs * 2 {
        return Err(list());
    }
    let headlines = all.iter().filter(|line| is_headline_of_other(line)).count();
    let is_list = headlines >= MIN_LIST && paragraphs == 0
        || headlines >= 10 * paragraphs && paragraphs <= 2 && headlines > 0;
    if !facts.is_dated && is_list {
        return Err(list());
    }
    if !facts.is_dated && letters < MIN_TEXT {
        return Err(format!(
            "{NOT_AN_ARTICLE}: no main text was found on the page; if it has one, save it as .txt"
        ));
    }
    Ok(())
}

fn list() -> String {
    format!("{NOT_AN_ARTICLE}: a page that lists others; give the pages of the articles themselves")
}

/// Whether a page says that there is nothing.
fn is_error(lines: &[Line], head: &Head) -> bool {
    let says_so = |text: &str| {
        let key = key(text);
        key == "404" || key == "khongtimthay" || NOT_FOUND.any_in(&key)
    };
    let length: usize = lines
        .iter()
        .filter(|line| !line.is_link())
        .map(|line| line.text.chars().count())
        .sum();
    length <= MAX_ERROR
        && (says_so(&head.title)
            || lines
                .iter()
                .any(|line| line.text.chars().count() <= 80 && says_so(&line.text)))
}
