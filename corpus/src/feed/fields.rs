//! What the elements of an item mean.

use serde_json::{Map, Value};

use super::Vocabulary;
use super::element::Element;
use crate::date;
use crate::html::lines;

/// What an element says of an article, by the name of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Id,
    Title,
    Summary,
    Body,
    Url,
    Published,
    Author,
    Category,
    Source,
}

/// The meanings of which an article has one, and their fields.
const SINGLE: [(Meaning, &str); 7] = [
    (Meaning::Id, "id"),
    (Meaning::Title, "title"),
    (Meaning::Summary, "summary"),
    (Meaning::Body, "body"),
    (Meaning::Url, "url"),
    (Meaning::Published, "published"),
    (Meaning::Source, "source"),
];

const AUTHOR: &str = "author";
const CATEGORY: &str = "category";
const TAGS: &str = "tags";

/// What an element means, and how good it is at it: less is better.
fn meaning(element: &Element) -> Option<(Meaning, u8)> {
    use Vocabulary as V;
    Some(match (element.vocabulary, element.local()) {
        (V::Content, "encoded") => (Meaning::Body, 0),
        (V::Dublin, name) => match name {
            "identifier" => (Meaning::Id, 2),
            "title" => (Meaning::Title, 1),
            "description" | "abstract" => (Meaning::Summary, 2),
            "date" | "issued" => (Meaning::Published, 1),
            "created" | "available" => (Meaning::Published, 2),
            "modified" => (Meaning::Published, 3),
            "creator" => (Meaning::Author, 0),
            "subject" => (Meaning::Category, 1),
            "publisher" => (Meaning::Source, 1),
            _ => return None,
        },
        (V::None | V::Rss | V::Atom, name) => match name {
            "guid" | "id" => (Meaning::Id, 0),
            "title" => (Meaning::Title, 0),
            "description" => (Meaning::Summary, 0),
            "summary" => (Meaning::Summary, 1),
            "content" if element.attribute("src").is_none() => (Meaning::Body, 1),
            "link" => (Meaning::Url, link(element)?),
            "pubDate" | "published" | "issued" => (Meaning::Published, 0),
            "created" => (Meaning::Published, 2),
            "updated" | "modified" => (Meaning::Published, 3),
            // The one of RSS is an address of mail, often that of all.
            "author" if element.vocabulary == V::Atom => (Meaning::Author, 0),
            "author" => (Meaning::Author, 1),
            "category" => (Meaning::Category, 0),
            "source" => (Meaning::Source, 0),
            _ => return None,
        },
        (V::Content | V::Other, _) => return None,
    })
}

/// How good a link is as the address of the article; `None` when it leads elsewhere.
fn link(element: &Element) -> Option<u8> {
    match (element.attribute("href"), element.attribute("rel")) {
        (None, _) => Some(0),
        (Some(_), None | Some("alternate" | "")) => match element.attribute("type") {
            None | Some("text/html" | "application/xhtml+xml" | "") => Some(0),
            Some(_) => Some(1),
        },
        (Some(_), Some(_)) => None,
    }
}

/// What items have from their feed when they do not say otherwise. `root` holds all that stands before them.
pub(super) fn inherited(root: &Element) -> Map<String, Value> {
    let channel = root.child("channel").unwrap_or(root);
    // A second title is that of an item whose start is damaged.
    let mut titles = 0;
    let own = channel.children().take_while(|child| {
        titles += usize::from(matches!(meaning(child), Some((Meaning::Title, 0))));
        titles <= 1
    });
    let own: Vec<&Element> = own.collect();
    let of = |wanted: Meaning| {
        let own = own.iter().copied();
        own.filter(move |child| meaning(child).is_some_and(|(meaning, _)| meaning == wanted))
    };
    let title = of(Meaning::Title).find_map(|title| text(title).ok());
    let section = of(Meaning::Category).next().map(category);
    let mut fields = Map::new();
    for (name, value) in [("source", title), (CATEGORY, section)] {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            fields.insert(name.to_owned(), value.into());
        }
    }
    // In RSS whoever is responsible for the feed is meant, in Atom whoever wrote what says nothing of it.
    if root.vocabulary == Vocabulary::Atom {
        let authors: Vec<String> = of(Meaning::Author).map(author).collect();
        if !authors.is_empty() {
            fields.insert(AUTHOR.to_owned(), authors.into());
        }
    }
    fields
}

/// The fields of an item.
///
/// # Errors
/// When the markup of its texts is no page's.
pub(super) fn of(
    item: &Element,
    inherited: &Map<String, Value>,
) -> Result<Map<String, Value>, String> {
    let mut given: Vec<(Meaning, u8, &Element)> = Vec::new();
    let mut aside: Vec<&Element> = Vec::new();
    for child in item.children() {
        match meaning(child) {
            Some((meaning, worse)) => given.push((meaning, worse, child)),
            None => aside.push(child),
        }
    }
    given.sort_by_key(|(_, worse, _)| *worse);
    let mut fields = Map::new();
    for (wanted, name) in SINGLE {
        let mut values = Vec::new();
        for (_, _, element) in given.iter().filter(|(meaning, _, _)| *meaning == wanted) {
            values.push((value(wanted, element)?, *element));
        }
        let best = values.iter().position(|(value, _)| is_good(wanted, value));
        let best = best.or_else(|| values.iter().position(|(value, _)| !value.is_empty()));
        for (at, (value, element)) in values.into_iter().enumerate() {
            if Some(at) == best {
                fields.insert(name.to_owned(), value.into());
            } else {
                aside.push(element);
            }
        }
    }
    take_id(item, &given, &mut fields);
    take_authors(&given, &mut fields, &mut aside);
    let categories = given
        .iter()
        .filter(|(meaning, _, _)| *meaning == Meaning::Category);
    let categories: Vec<String> = categories
        .map(|(_, _, element)| category(element))
        .collect();
    take_categories(categories, &mut fields);
    for (name, value) in inherited {
        if !fields.contains_key(name) {
            fields.insert(name.clone(), value.clone());
        }
    }
    for element in aside {
        keep(element, &mut fields);
    }
    Ok(fields)
}

/// Whether a value serves its field.
fn is_good(meaning: Meaning, value: &str) -> bool {
    match meaning {
        Meaning::Published => date::parse(value).is_ok(),
        _ => !value.is_empty(),
    }
}

/// An address that stands for the article is no id of its own: articles are named by their addresses alike, wherever
/// these were found. It is the true one where the link is one that counts readers.
fn take_id(item: &Element, given: &[(Meaning, u8, &Element)], fields: &mut Map<String, Value>) {
    let named = given
        .iter()
        .find(|(meaning, _, element)| *meaning == Meaning::Id && element.local() == "guid");
    let permanent = match named {
        Some((_, _, guid)) => guid
            .attribute("isPermaLink")
            .is_none_or(|told| told.eq_ignore_ascii_case("true"))
            .then(|| guid.text().trim().to_owned()),
        None if fields.contains_key("id") => None,
        // RSS 1.0 names items by what they are about.
        None => item.attribute("rdf:about").map(str::to_owned),
    };
    let is_address = |text: &str| {
        let text = text.get(..8).unwrap_or_default().to_ascii_lowercase();
        text.starts_with("http://") || text.starts_with("https://")
    };
    if let Some(address) = permanent.filter(|text| is_address(text)) {
        fields.remove("id");
        if let Some(link) = fields.insert("url".to_owned(), address.clone().into())
            && link != Value::String(address)
        {
            fields.insert("link".to_owned(), link);
        }
    }
}

fn take_authors<'e>(
    given: &[(Meaning, u8, &'e Element)],
    fields: &mut Map<String, Value>,
    aside: &mut Vec<&'e Element>,
) {
    let authors = given
        .iter()
        .filter(|(meaning, _, _)| *meaning == Meaning::Author);
    let named: Vec<_> = authors
        .map(|(_, worse, element)| (*worse, author(element), *element))
        .filter(|(_, name, _)| !name.is_empty())
        .collect();
    let Some(best) = named.first().map(|(worse, _, _)| *worse) else {
        return;
    };
    let mut names: Vec<Value> = Vec::new();
    for (worse, name, element) in named {
        let name = Value::from(name);
        if worse > best {
            aside.push(element);
        } else if !names.contains(&name) {
            names.push(name);
        }
    }
    fields.insert(AUTHOR.to_owned(), names.into());
}

/// The first category is the category; several are tags as well.
fn take_categories(mut categories: Vec<String>, fields: &mut Map<String, Value>) {
    categories.retain(|category| !category.is_empty());
    let Some(first) = categories.first() else {
        return;
    };
    fields.insert(CATEGORY.to_owned(), first.clone().into());
    if categories.len() > 1 {
        fields.insert(TAGS.to_owned(), categories.into());
    }
}

/// The value of an element as text.
fn value(meaning: Meaning, element: &Element) -> Result<String, String> {
    let text = match meaning {
        Meaning::Url => element.address(element.attribute("href").unwrap_or(&element.text())),
        // `<source><title>` of Atom.
        Meaning::Source => match element.child("title") {
            Some(title) => text(title)?,
            None => element.text(),
        },
        Meaning::Title | Meaning::Summary | Meaning::Body => text(element)?,
        _ => element.text(),
    };
    Ok(text.trim().to_owned())
}

/// A text for people, without its markup.
fn text(element: &Element) -> Result<String, String> {
    let text = if element.is_mixed() {
        return lines::plain(&element.markup());
    } else {
        element.text()
    };
    let is_markup = match (element.vocabulary, element.attribute("type")) {
        (Vocabulary::Atom, None | Some("text" | "text/plain")) => false,
        // A sign of less in a headline begins no tag.
        _ => has_tag(&text),
    };
    if is_markup {
        lines::plain(&text)
    } else {
        Ok(text)
    }
}

/// Whether a text has something like a tag.
fn has_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let behind = text.as_bytes().get(at + 1);
        behind.is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!'))
    })
}

/// The name of an author: of `toasoan@x.vn (An Bình)` the name, of Atom's `<author><name>`.
fn author(element: &Element) -> String {
    let text = match element.child("name") {
        Some(name) => name.text(),
        None => element.text(),
    };
    let text = text.trim();
    let named = text
        .strip_suffix(')')
        .and_then(|text| text.split_once('('))
        .filter(|(mail, name)| mail.contains('@') && !name.trim().is_empty());
    named.map_or(text, |(_, name)| name.trim()).to_owned()
}

/// A category: its text, or in Atom what people are shown of it.
fn category(element: &Element) -> String {
    let told = ["label", "term"]
        .iter()
        .find_map(|name| element.attribute(name).filter(|value| !value.is_empty()));
    told.map_or_else(|| element.text().trim().to_owned(), str::to_owned)
}

/// Keeps an element as a field under its own name, as JSON would have it; several of a name are a list.
fn keep(element: &Element, fields: &mut Map<String, Value>) {
    let value = as_json(element);
    if is_blank(&value) {
        return;
    }
    let mut name = element.name.clone();
    // A name that means something is that of the better one.
    while SINGLE.iter().any(|(_, taken)| *taken == name)
        || [AUTHOR, CATEGORY, TAGS].contains(&name.as_str())
    {
        name.push('_');
    }
    add(fields, name, value);
}

fn add(fields: &mut Map<String, Value>, name: String, value: Value) {
    match fields.get_mut(&name) {
        None => {
            fields.insert(name, value);
        }
        Some(Value::Array(values)) => values.push(value),
        Some(first) => {
            let first_value = first.take();
            *first = Value::Array(vec![first_value, value]);
        }
    }
}

/// A text, or an object of attributes, elements and the text between them.
fn as_json(element: &Element) -> Value {
    let text = element.text().trim().to_owned();
    if element.attributes.is_empty() && !element.is_mixed() {
        return text.into();
    }
    let mut fields = Map::new();
    for (name, value) in &element.attributes {
        fields.insert(name.clone(), value.as_str().into());
    }
    for child in element.children() {
        let value = as_json(child);
        if !is_blank(&value) {
            add(&mut fields, child.name.clone(), value);
        }
    }
    if !text.is_empty() {
        add(&mut fields, "text".to_owned(), text.into());
    }
    fields.into()
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}
