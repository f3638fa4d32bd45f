//! What a page says of itself in JSON-LD, as far as it is about an article.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

type Node = Map<String, Value>;

/// The nodes of all JSON-LD of a page that have a type.
#[derive(Debug, Default)]
pub(super) struct Linked {
    nodes: Vec<Node>,
    /// Nodes by their `@id`.
    named: HashMap<String, Node>,
}

/// Where nodes may stand within another. Not in the elements of a list: those are other articles.
const WITHIN: [&str; 4] = ["@graph", "mainEntity", "mainEntityOfPage", "breadcrumb"];

impl Linked {
    /// Takes the nodes of a script; what is no JSON even after the usual mistakes are mended is left out.
    pub(super) fn add(&mut self, script: &str) {
        for value in values(script) {
            self.take(value, 0);
        }
    }

    fn take(&mut self, value: Value, depth: usize) {
        match value {
            Value::Array(values) => values
                .into_iter()
                .for_each(|value| self.take(value, depth + 1)),
            Value::Object(mut node) if depth < 8 => {
                for name in WITHIN {
                    if let Some(within @ (Value::Array(_) | Value::Object(_))) = node.get(name) {
                        let within = within.clone();
                        self.take(within, depth + 1);
                    }
                }
                node.remove("@graph");
                if let Some(Value::String(id)) = node.get("@id")
                    && node.len() > 1
                {
                    self.named.entry(id.clone()).or_insert(node.clone());
                }
                if node.contains_key("@type") {
                    self.nodes.push(node);
                }
            }
            _ => {}
        }
    }

    /// The articles that the page is about.
    pub(super) fn articles(&self) -> Vec<&Node> {
        let is_article = |kind: &str| {
            let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
            (kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report")
                && kind != "JobPosting"
        };
        self.of(is_article)
    }

    /// Whether a node is of one of `kinds`.
    pub(super) fn has(&self, kinds: &[&str]) -> bool {
        !self.of(|kind| kinds.contains(&kind)).is_empty()
    }

    fn of(&self, is: impl Fn(&str) -> bool) -> Vec<&Node> {
        let nodes = self.nodes.iter();
        nodes
            .filter(|node| match node.get("@type") {
                Some(Value::String(kind)) => is(kind),
                Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(&is),
                _ => false,
            })
            .collect()
    }

    /// The levels of the longest way to the page, each with its address.
    pub(super) fn breadcrumbs(&self) -> Vec<(String, String)> {
        let lists = self.of(|kind| kind == "BreadcrumbList");
        let ways = lists.into_iter().map(|list| self.way(list));
        ways.max_by_key(Vec::len).unwrap_or_default()
    }

    fn way(&self, list: &Node) -> Vec<(String, String)> {
        let mut levels: Vec<(u64, String, String)> = Vec::new();
        for element in list
            .get("itemListElement")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let item = element.get("item").unwrap_or(&Value::Null);
            let name = [element, item].into_iter().find_map(|value| {
                let name = value.get("name")?.as_str()?.trim();
                (!name.is_empty()).then(|| name.to_owned())
            });
            let address = [item, item.get("@id").unwrap_or(&Value::Null)];
            let address = address.into_iter().find_map(Value::as_str);
            let position = match element.get("position") {
                Some(Value::String(position)) => position.trim().parse().ok(),
                position => position.and_then(Value::as_u64),
            };
            if let Some(name) = name {
                let position = position.unwrap_or(levels.len() as u64 + 1);
                levels.push((position, name, address.unwrap_or_default().to_owned()));
            }
        }
        levels.sort_by_key(|(position, _, _)| *position);
        let levels = levels.into_iter();
        levels.map(|(_, name, address)| (name, address)).collect()
    }

    /// The text of a property of `node`: as it is, or the name of what it refers to.
    pub(super) fn text(&self, node: &Node, property: &str) -> Option<String> {
        self.texts(node, property).into_iter().next()
    }

    /// All texts of a property.
    pub(super) fn texts(&self, node: &Node, property: &str) -> Vec<String> {
        let values = self.resolved(node, property);
        values
            .iter()
            .filter_map(|value| match value {
                Value::String(text) => Some(text.trim().to_owned()),
                Value::Number(number) => Some(number.to_string()),
                Value::Object(node) => ["name", "@value", "headline"]
                    .iter()
                    .find_map(|name| node.get(*name)?.as_str())
                    .map(|text| text.trim().to_owned()),
                _ => None,
            })
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// The names of the people that a property names; of those without a type as well.
    pub(super) fn people(&self, node: &Node, property: &str) -> Vec<String> {
        let values = self.resolved(node, property);
        let people = values.iter().filter_map(|value| match value {
            Value::String(name) => Some(name.as_str()),
            Value::Object(node) => {
                let kind = node.get("@type").and_then(Value::as_str);
                let is_person = kind.is_none_or(|kind| kind.ends_with("Person"));
                node.get("name")?.as_str().filter(|_| is_person)
            }
            _ => None,
        });
        people
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// The values of a property, with what stands elsewhere on the page.
    fn resolved(&self, node: &Node, property: &str) -> Vec<Value> {
        let values = match node.get(property) {
            None => return Vec::new(),
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
        };
        let values = values.iter();
        values
            .map(|value| {
                let id = value.get("@id").and_then(Value::as_str);
                let is_reference = value.as_object().is_some_and(|object| object.len() == 1);
                let found = id
                    .filter(|_| is_reference)
                    .and_then(|id| self.named.get(id));
                found.map_or_else(|| value.clone(), |node| Value::Object(node.clone()))
            })
            .collect()
    }
}

/// The values of a script.
fn values(script: &str) -> Vec<Value> {
    let script = bare(script);
    let read = |text: &str| -> Result<Vec<Value>, serde_json::Error> {
        serde_json::Deserializer::from_str(text)
            .into_iter()
            .collect()
    };
    read(script)
        .or_else(|_| read(&mended(script)))
        .unwrap_or_default()
}

/// A script without what hides it from old browsers, and the `;` of one who took it for JavaScript.
fn bare(script: &str) -> &str {
    const AROUND: [&str; 8] = ["<!--", "-->", "<![CDATA[", "]]>", "//", "/*", "*/", ";"];
    let mut script = script.trim().trim_start_matches('\u{feff}');
    loop {
        let before = script.len();
        for mark in AROUND {
            let rest = script.strip_prefix(mark).unwrap_or(script);
            script = rest.strip_suffix(mark).unwrap_or(rest).trim();
        }
        if script.len() == before {
            return script;
        }
    }
}

/// JSON in which the mistakes of templates are mended: line breaks and quotation marks in texts, `\'`, a comma behind
/// the last of several.
fn mended(json: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(json.len());
    let mut in_text = false;
    let mut rest = json.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' if in_text && !ends_text(rest.as_str()) => out.push_str("\\\""),
            '"' => {
                in_text = !in_text;
                out.push(c);
            }
            '\\' if in_text => match rest.next() {
                Some(escaped @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                    out.push('\\');
                    out.push(escaped);
                }
                other => out.extend(other),
            },
            c if in_text && c.is_control() => out.push(' '),
            ',' if !in_text && rest.as_str().trim_start().starts_with(['}', ']']) => {}
            ';' if !in_text => {}
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Whether a quotation mark ends the text it stands in, as what follows tells: the end of a member, or a name.
fn ends_text(behind: &str) -> bool {
    let behind = behind.trim_start();
    let Some(next) = behind.strip_prefix(',') else {
        return behind.is_empty() || behind.starts_with([':', '}', ']']);
    };
    next.trim_start()
        .starts_with(['"', '{', '[', '}', ']', '-', 't', 'f', 'n'])
        || next.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(script: &str) -> Linked {
        let mut linked = Linked::default();
        linked.add(script);
        linked
    }

    fn headline(script: &str) -> Option<String> {
        let linked = linked(script);
        let articles = linked.articles();
        linked.text(articles.first()?, "headline")
    }

    #[test]
    fn in_all_its_shapes() {
        for script in [
            r#"{"@type": "NewsArticle", "headline": "Mưa lớn"}"#,
            r#"[{"@type": "WebSite"}, {"@type": ["Article", "Thing"], "headline": "Mưa lớn"}]"#,
            r#"{"@context": "x", "@graph": [{"@type": "https://schema.org/ReportageNewsArticle", "headline": "Mưa lớn"}]}"#,
            r#"{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "Mưa lớn"}}"#,
            "<!-- //<![CDATA[\n{\"@type\": \"NewsArticle\", \"headline\": \"Mưa lớn\"}; //]]> -->",
            "{\"@type\": \"WebSite\"} {\"@type\": \"NewsArticle\", \"headline\": \"Mưa lớn\",}",
            "{\"@type\": \"NewsArticle\", \"headline\": \"Mưa lớn\", \"description\": \"Ông \\'An\\' nói \"ngập rồi\", ở\n\tphố\", \"keywords\": [\"mưa\", ], }",
        ] {
            assert_eq!(headline(script).as_deref(), Some("Mưa lớn"), "{script}");
        }
        for script in [
            r#"{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Khác"}]}"#,
            r#"{"@type": "JobPosting", "headline": "Tuyển người"}"#,
            "{broken",
            "",
            "[[[[[[[[[[[[",
        ] {
            assert_eq!(headline(script), None, "{script}");
        }
    }

    #[test]
    fn what_stands_elsewhere() {
        let linked = linked(
            r##"{"@graph": [{"@type": "Article", "author": {"@id": "#a"}, "publisher": [{"@type": "Organization", "name": "Báo A"}]},
                {"@type": "Person", "@id": "#a", "name": "Lò Thị Mai"},
                {"@type": "BreadcrumbList", "itemListElement": [
                    {"position": 2, "item": {"@id": "/b", "name": "Giáo dục"}}, {"position": "1", "name": "Xã hội", "item": "/a"}]}]}"##,
        );
        let article = linked.articles()[0].clone();
        assert_eq!(linked.people(&article, "author"), ["Lò Thị Mai"]);
        assert_eq!(linked.people(&article, "publisher"), [""; 0]);
        assert_eq!(linked.text(&article, "publisher").as_deref(), Some("Báo A"));
        let names: Vec<String> = linked
            .breadcrumbs()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["Xã hội", "Giáo dục"]);
    }
}
