//! What the index holds and answers, compared with the model.

use std::collections::{BTreeMap, BTreeSet};

use timtin::{
    Accents, CategoryCount, DateUnit, Facet, FacetCounts, Filters, Index, Matching, Request,
    Searcher,
};

use super::Soak;
use super::model::{CATEGORIES, Draft, WORDS};

impl Soak {
    pub(crate) fn check(&mut self) {
        let searcher = self.searcher();
        let all = searcher.search(&asking("")).unwrap();
        let mut ids: Vec<&str> = all.hits.iter().map(|hit| hit.article.id.as_str()).collect();
        ids.sort_unstable();
        let mut wanted: Vec<&str> = self.model.keys().map(String::as_str).collect();
        wanted.sort_unstable();
        assert_eq!(ids, wanted, "after {}", self.last);
        assert_eq!(searcher.documents(), self.model.len() as u64);
        for id in self.all_ids() {
            let found = searcher.article(&id).unwrap();
            assert_eq!(found, self.model.get(&id).map(Draft::article), "{id}");
        }
        for _ in 0..4 {
            self.ask(&searcher);
        }
        if self.dice.chance(10) {
            let verification = Index::verify(self.place()).unwrap();
            assert_eq!(verification.damaged, []);
            self.count("verifications");
        }
        self.count("checks");
    }

    fn ask(&mut self, searcher: &Searcher) {
        let (a, b) = (self.dice.of(&WORDS), self.dice.of(&WORDS));
        let category = self.dice.chance(30).then(|| self.dice.of(&CATEGORIES));
        let from = self
            .dice
            .chance(30)
            .then(|| format!("{}", 2018 + self.dice.below(3)));
        type Test<'t> = Box<dyn Fn(&Draft) -> bool + 't>;
        let (query, matches): (String, Test<'_>) = match self.dice.below(4) {
            0 => (a.to_owned(), Box::new(|draft| draft.has(a))),
            1 => (
                format!("{a} {b}"),
                Box::new(|draft| draft.has(a) && draft.has(b)),
            ),
            2 => (
                format!("\"{a} {b}\""),
                Box::new(|draft| draft.has_in_a_row(&[a, b])),
            ),
            _ => (
                format!("{a} -{b}"),
                Box::new(|draft| draft.has(a) && !draft.has(b)),
            ),
        };
        let in_category = |draft: &Draft| {
            let below = |path: &str| {
                draft.category == path || draft.category.starts_with(&format!("{path}/"))
            };
            category.is_none_or(below)
        };
        let in_time = |draft: &Draft| from.as_ref().is_none_or(|from| draft.day >= *from);
        let expected: Vec<&Draft> = self.model.values().filter(|draft| matches(draft)).collect();

        let request = Request {
            filters: Filters {
                category: category.map(str::to_owned).into_iter().collect(),
                from: from.clone(),
                ..Filters::default()
            },
            facets: vec![Facet::Source, Facet::Date(DateUnit::Month), Facet::Category],
            ..asking(&query)
        };
        let response = searcher.search(&request).unwrap();
        let context = format!("{query} in {category:?} from {from:?}");
        let ids: BTreeSet<&str> = response
            .hits
            .iter()
            .map(|hit| hit.article.id.as_str())
            .collect();
        let both = expected
            .iter()
            .filter(|draft| in_category(draft) && in_time(draft));
        let wanted: BTreeSet<&str> = both.clone().map(|draft| draft.id.as_str()).collect();
        assert_eq!(ids, wanted, "{context}");
        assert_eq!(response.hits.len(), wanted.len(), "{context}");
        assert_eq!(response.total, wanted.len() as u64, "{context}");

        let sources = count(both.map(|draft| draft.source.to_owned()));
        assert_eq!(values(&response.facets["source"]), sources, "{context}");
        // A facet is counted without its own filter (rule 4.6).
        let months = expected
            .iter()
            .filter(|draft| in_category(draft) && !draft.day.is_empty());
        let months = count(months.map(|draft| draft.day[..7].to_owned()));
        assert_eq!(values(&response.facets["date:month"]), months, "{context}");
        let categories = expected.iter().filter(|draft| in_time(draft));
        let categories = count(categories.flat_map(|draft| {
            let top = draft.category.split('/').next().unwrap_or_default();
            BTreeSet::from([top.to_owned(), draft.category.to_owned()])
        }));
        assert_eq!(
            values(&response.facets["category"]),
            categories,
            "{context}"
        );
        self.count("queries");
    }
}

/// Asks for everything that matches as written, equal articles each for itself.
pub(crate) fn asking(query: &str) -> Request {
    Request {
        limit: 1000,
        fragments: 0,
        collapse: false,
        matching: Matching::All,
        accents: Accents::Strict,
        ..Request::new(query)
    }
}

fn count(values: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

fn values(counts: &FacetCounts) -> BTreeMap<String, u64> {
    fn walk(tree: &[CategoryCount], into: &mut BTreeMap<String, u64>) {
        for node in tree {
            into.insert(node.path.clone(), node.count);
            walk(&node.children, into);
        }
    }
    let mut found = BTreeMap::new();
    match counts {
        FacetCounts::Tree(tree) => walk(tree, &mut found),
        FacetCounts::Values(values) => {
            found.extend(
                values
                    .iter()
                    .map(|value| (value.value.clone(), value.count)),
            );
        }
    }
    found
}
