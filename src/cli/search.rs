//! `timtin search`

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anstyle::Style;
use anyhow::Result;
use rayon::prelude::*;
use timtin::evaluation::Query;
use timtin::tokenizer::{adds_marks, canonical, fold, repair};
use timtin::{
    Article, CategoryCount, Duplicate, Explanation, FacetCounts, Filters, Hit, Index, Matching,
    Relaxed, Request, Response, Searcher, Tier, ValueCount, Warning, shown_day, to_html,
};

use super::args::{FilterArgs, SearchArgs, SearchFormat};
use super::language::Language;
use super::{Usage, input, style};

/// Width of the bars of a facet, in characters.
const BAR: usize = 24;
/// Characters that stand for a missing headline.
const OPENING: usize = 80;
/// Near-identical articles that are listed below a hit for people.
const LISTED: usize = 3;
/// Words lacking in a hit that are told to people.
const LACKING: usize = 8;
/// Values of a facet that are printed for people.
const SHOWN: usize = 12;

pub(crate) fn run(args: &SearchArgs, say: Language) -> Result<ExitCode> {
    if args.format == SearchFormat::Trec && args.queries.is_none() {
        return Err(Usage(say.trec_needs_queries()).into());
    }
    let searcher = Index::open(&args.index)?.searcher()?;
    match &args.queries {
        Some(path) => run_queries(&searcher, args, path, say)?,
        None => {
            let request = request(args, args.query.clone().unwrap_or_default());
            print(&searcher, &request, args.format, None, say)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn request(args: &SearchArgs, query: String) -> Request {
    Request {
        query,
        filters: filters(&args.filters),
        facets: args.facet.clone(),
        sort: args.sort,
        recency: args.recency,
        limit: args.limit,
        offset: args.offset,
        cursor: args.cursor.clone(),
        matching: args.matching.unwrap_or_else(|| usual_matching(args.format)),
        accents: args.accents,
        explain: args.explain,
        collapse: !args.no_collapse && args.format != SearchFormat::Ids,
        ..Request::default()
    }
}

/// A TREC run is a ranking to be measured, without a total and without anything relaxed: there the
/// best documents come first, whether they have all of the words or not.
fn usual_matching(format: SearchFormat) -> Matching {
    match format {
        SearchFormat::Trec => Matching::Any,
        _ => Matching::Auto,
    }
}

pub(super) fn filters(args: &FilterArgs) -> Filters {
    Filters {
        category: args.category.clone(),
        source: args.source.clone(),
        author: args.author.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
    }
}

/// Answers a request; `id` is the query's among many.
fn print(
    searcher: &Searcher,
    request: &Request,
    format: SearchFormat,
    id: Option<&str>,
    say: Language,
) -> Result<()> {
    let response = searcher.search(request)?;
    if format != SearchFormat::Json {
        warn(&response.warnings, id, say);
    }
    match format {
        SearchFormat::Text => print_text(&response, say),
        SearchFormat::Json => Ok(writeln!(
            io::stdout(),
            "{}",
            serde_json::to_string_pretty(&response.to_json())?
        )?),
        SearchFormat::Html => print_html(&response, say),
        SearchFormat::Ids | SearchFormat::Trec => {
            let mut out = io::stdout().lock();
            for hit in &response.hits {
                writeln!(out, "{}", hit.article.id)?;
            }
            Ok(())
        }
    }
}

/// What was not understood goes to standard error, as only JSON has a place for it in the answer.
fn warn(warnings: &[Warning], id: Option<&str>, say: Language) {
    for warning in warnings {
        let warning = say.not_understood(warning);
        match id {
            Some(id) => style::warning(say, &format!("{id}: {warning}")),
            None => style::warning(say, &warning),
        }
    }
}

/// Runs the queries of a file, in its order.
fn run_queries(searcher: &Searcher, args: &SearchArgs, path: &Path, say: Language) -> Result<()> {
    let queries = input::queries(path, say)?;
    if args.format != SearchFormat::Trec {
        return queries.iter().try_for_each(|Query { id, text }| {
            let request = request(args, text.clone());
            print(searcher, &request, args.format, Some(id), say)
        });
    }
    for Query { id, text } in &queries {
        let request = request(args, text.clone());
        warn(&searcher.warnings(&request)?, Some(id), say);
    }
    let answers = queries.par_iter().map(|Query { id, text }| {
        let request = request(args, text.clone());
        Ok((id, searcher.search_ids(&request)?))
    });
    let answers = answers.collect::<timtin::Result<Vec<_>>>()?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (qid, hits) in answers {
        for (rank, (id, _)) in hits.iter().enumerate() {
            // Scorers sort by score: hits of a lower tier must not climb over better ones.
            writeln!(
                out,
                "{qid}\tQ0\t{id}\t{}\t{:.6}\t{}",
                rank + 1,
                1.0 / (rank + 1) as f64,
                args.run
            )?;
        }
    }
    out.flush()?;
    Ok(())
}

fn print_html(response: &Response, say: Language) -> Result<()> {
    let mut out = io::stdout().lock();
    let searched = searched(response);
    for hit in &response.hits {
        let article = &hit.article;
        writeln!(out, "<article id=\"{}\">", to_html(&article.id, &[]))?;
        let title = match article.title.as_str() {
            "" => to_html(&opening(article), &[]),
            title => to_html(title, &hit.title_marks),
        };
        writeln!(out, "  <h2>{title}</h2>")?;
        writeln!(
            out,
            "  <p class=\"about\">{}</p>",
            to_html(&about(hit), &[])
        )?;
        if let Some(lacks) = lacks(hit, &[], &searched, say) {
            writeln!(out, "  <p class=\"missing\">{}</p>", to_html(&lacks, &[]))?;
        }
        for fragment in &hit.fragments {
            writeln!(
                out,
                "  <p class=\"{}\">{}</p>",
                fragment.field,
                to_html(&fragment.text, &fragment.marks)
            )?;
        }
        if !hit.duplicates.is_empty() {
            let text = to_html(&also_as(hit, say), &[]);
            writeln!(out, "  <p class=\"duplicates\">{text}</p>")?;
        }
        writeln!(out, "</article>")?;
    }
    Ok(())
}

/// Whether `suggestion` is `query` with marks that were not typed: so it was searched for.
fn only_adds_marks(query: &str, suggestion: &str) -> bool {
    fn words(text: &str) -> impl Iterator<Item = String> {
        let bare = |word: &str| canonical(word.trim_matches(|c: char| !c.is_alphanumeric()));
        text.split_whitespace().map(bare)
    }
    words(query).count() == words(suggestion).count()
        && words(query)
            .zip(words(suggestion))
            .all(|(typed, meant)| adds_marks(&typed, &meant))
}

/// Prints a response for people.
pub(super) fn print_text(response: &Response, say: Language) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let (heading, aside) = (style::HEADING, style::ASIDE);
    writeln!(
        out,
        "{heading}{}{heading:#} {aside}{}{aside:#}",
        say.articles(response.total),
        say.in_time(say.decimal(response.took_ms, 1))
    )?;
    if let Some(suggestion) = &response.suggestion {
        let label = if !response.interpretation.corrected.is_empty() {
            say.searched_for()
        } else if only_adds_marks(&response.query, suggestion) {
            say.read_as()
        } else {
            say.did_you_mean()
        };
        writeln!(out, "{aside}{label}{aside:#} {suggestion}")?;
    }
    for expansion in &response.interpretation.expansions {
        writeln!(
            out,
            "{aside}{}{aside:#} {}",
            say.also_reads(&expansion.abbreviation),
            expansion.readings.join(" | ")
        )?;
    }
    let (nowhere, searched) = (nowhere(response), searched(response));
    if !nowhere.is_empty() {
        let words: Vec<&str> = nowhere.iter().map(String::as_str).collect();
        let words = few(&words, &searched, say);
        writeln!(out, "{aside}{}{aside:#} {words}", say.nowhere())?;
    }
    let mut relaxed = false;
    for (at, hit) in response.hits.iter().enumerate() {
        if hit.relaxed && !relaxed {
            relaxed = true;
            writeln!(out, "\n{aside}{}{aside:#}", relaxed_heading(response, say))?;
        }
        let lacks = lacks(hit, nowhere, &searched, say);
        print_hit(&mut out, response.offset + at + 1, hit, lacks, say)?;
        if let Some(explanation) = &hit.explanation {
            print_explanation(&mut out, explanation, &hit.missing, say)?;
        }
    }
    for (name, counts) in &response.facets {
        writeln!(out, "\n{heading}{}{heading:#}", say.facet(name))?;
        match counts {
            FacetCounts::Tree(tree) => print_tree(&mut out, tree, 0, say)?,
            FacetCounts::Values(values) => print_values(&mut out, values, say)?,
        }
    }
    Ok(())
}

/// What no article has of the query.
fn nowhere(response: &Response) -> &[String] {
    let relaxed = &response.interpretation.relaxed;
    let nowhere = relaxed.iter().find_map(|relaxed| match relaxed {
        Relaxed::Words { nowhere, .. } => Some(&nowhere[..]),
        Relaxed::Marks => None,
    });
    nowhere.unwrap_or_default()
}

/// What stands above the hits that do not match as asked.
fn relaxed_heading(response: &Response, say: Language) -> String {
    match &response.interpretation.relaxed[..] {
        [Relaxed::Marks] => say.relaxed_marks(),
        _ => say.relaxed_words(),
    }
}

/// Why a hit does not match as asked, but for what was `said` of all of them.
fn lacks(hit: &Hit, said: &[String], searched: &str, say: Language) -> Option<String> {
    let missing = hit.missing.iter().filter(|word| !said.contains(word));
    let missing: Vec<&str> = missing.map(String::as_str).collect();
    let words = (!missing.is_empty()).then(|| say.without(few(&missing, searched, say)));
    let marks = hit.without_marks.then(|| say.tier_without_marks());
    let told: Vec<String> = words.into_iter().chain(marks).collect();
    (!told.is_empty()).then(|| told.join(" · "))
}

/// As many words as a person reads; those that stand side by side in what was searched stay so.
fn few(words: &[&str], searched: &str, say: Language) -> String {
    // What was searched may be told with marks that were not typed.
    let plain = |word: &str| fold(&canonical(word)).into_owned();
    let typed: Vec<String> = searched.split_whitespace().map(plain).collect();
    let side_by_side = |pair: &[&str]| {
        let pair = [plain(pair[0]), plain(pair[1])];
        typed.windows(2).any(|typed| typed == pair)
    };
    // Saying that there is one more takes as much room as the word.
    let shown = match words.len() {
        all if all <= LACKING + 1 => words,
        _ => &words[..LACKING],
    };
    let groups = shown.chunk_by(|a, b| side_by_side(&[*a, *b]));
    let listed = groups.map(|words| words.join(" "));
    let listed = listed.collect::<Vec<_>>().join(", ");
    match words.len() - shown.len() {
        0 => listed,
        more => say.more_words(listed, say.number(more as u64)),
    }
}

/// The query whose words were looked for.
fn searched(response: &Response) -> String {
    let corrected = !response.interpretation.corrected.is_empty();
    let searched = response.suggestion.as_ref().filter(|_| corrected);
    repair(searched.unwrap_or(&response.query)).into_owned()
}

fn about(hit: &Hit) -> String {
    let article = &hit.article;
    let day = article.published.map(shown_day);
    let category = (!article.category.is_empty()).then(|| article.category.join("/"));
    let parts = [
        day,
        article.source.clone(),
        category,
        article.author.clone(),
        Some(article.id.clone()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Prints a hit; `lacks`: why it does not match as asked.
pub(super) fn print_hit(
    out: &mut impl Write,
    number: usize,
    hit: &Hit,
    lacks: Option<String>,
    say: Language,
) -> Result<()> {
    let aside = style::ASIDE;
    let title = match hit.article.title.as_str() {
        "" => style::marked(&opening(&hit.article), &[], aside),
        title => style::marked(title, &hit.title_marks, style::TITLE),
    };
    writeln!(out, "\n{number:>3}. {title}")?;
    writeln!(out, "     {aside}{}{aside:#}", about(hit))?;
    if let Some(lacks) = lacks {
        writeln!(out, "     {aside}{lacks}{aside:#}")?;
    }
    for fragment in &hit.fragments {
        writeln!(
            out,
            "     {}",
            style::marked(&fragment.text, &fragment.marks, Style::new())
        )?;
    }
    if !hit.duplicates.is_empty() {
        writeln!(out, "     {aside}{}{aside:#}", also_as(hit, say))?;
    }
    Ok(())
}

/// Prints where a hit's score comes from and what it is `missing`.
fn print_explanation(
    out: &mut impl Write,
    explanation: &Explanation,
    missing: &[String],
    say: Language,
) -> Result<()> {
    let aside = style::ASIDE;
    let number = |value: f32| say.decimal(f64::from(value), 2);
    let tier = match explanation.tier {
        Tier::Exact => say.tier_exact(),
        Tier::AsAsked => say.tier_as_asked(),
        Tier::MostWords => say.tier_most_words(),
        Tier::WithoutMarks => say.tier_without_marks(),
    };
    let mut lines = vec![say.explained_score(number(explanation.score), &tier)];
    for word in explanation.words.iter().filter(|word| word.occurs()) {
        let score = number(word.score);
        lines.push(say.explained_word(&word.word, score, word.title, word.summary, word.body));
    }
    if !missing.is_empty() {
        lines.push(say.explained_missing(missing.join(", ")));
    }
    if !explanation.pairs.is_empty() {
        let pairs = explanation.pairs.iter();
        let pairs = pairs.map(|pair| format!("{} {}", pair.words, number(pair.score)));
        lines.push(say.explained_together(pairs.collect::<Vec<_>>().join(", ")));
    }
    let (triples, other) = (number(explanation.triples), number(explanation.other));
    lines.push(say.explained_rest(triples, other, number(explanation.freshness)));
    for line in lines {
        writeln!(out, "     {aside}{line}{aside:#}")?;
    }
    Ok(())
}

/// The articles that a hit stands for, the first of them with their day and source.
fn also_as(hit: &Hit, say: Language) -> String {
    near_identical(&hit.duplicates, say)
}

/// Near-identical articles in a line.
pub(super) fn near_identical(duplicates: &[Duplicate], say: Language) -> String {
    let about = |other: &Duplicate| {
        let day = other.published.map(shown_day);
        let parts = [day, other.source.clone(), Some(other.id.clone())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let listed: Vec<String> = duplicates.iter().take(LISTED).map(about).collect();
    let count = duplicates.len() as u64;
    let more = if duplicates.len() > LISTED {
        "; …"
    } else {
        ""
    };
    format!(
        "{} {}{more}",
        say.near_identical(say.number(count)),
        listed.join("; ")
    )
}

/// What stands for the headline of an article without one: how it begins.
fn opening(article: &Article) -> String {
    let text = if article.summary.is_empty() {
        &article.body
    } else {
        &article.summary
    };
    let words = text.split_whitespace();
    let mut out = String::new();
    for word in words {
        if out.chars().count() + word.chars().count() > OPENING {
            out.push('…');
            break;
        }
        out.push_str(if out.is_empty() { "" } else { " " });
        out.push_str(word);
    }
    out
}

fn print_tree(
    out: &mut impl Write,
    level: &[CategoryCount],
    depth: usize,
    say: Language,
) -> Result<()> {
    let most = level
        .iter()
        .map(|category| category.count)
        .max()
        .unwrap_or(1);
    for category in level.iter().take(SHOWN) {
        let name = format!("{:indent$}{}", "", category.value, indent = 2 * depth);
        // Bars compare categories of the first level.
        let bar = if depth == 0 {
            bar(category.count, most)
        } else {
            String::new()
        };
        writeln!(out, "  {name:<32} {:>7}  {bar}", say.number(category.count))?;
        print_tree(out, &category.children, depth + 1, say)?;
    }
    more(out, level.len(), SHOWN, say)
}

fn print_values(out: &mut impl Write, values: &[ValueCount], say: Language) -> Result<()> {
    let most = values.iter().map(|value| value.count).max().unwrap_or(1);
    let shown = 4 * SHOWN;
    for value in values.iter().take(shown) {
        writeln!(
            out,
            "  {:<32} {:>7}  {}",
            value.value,
            say.number(value.count),
            bar(value.count, most)
        )?;
    }
    more(out, values.len(), shown, say)
}

fn more(out: &mut impl Write, values: usize, shown: usize, say: Language) -> Result<()> {
    if values > shown {
        let hidden = say.number((values - shown) as u64);
        writeln!(out, "  {}", say.more_values(hidden))?;
    }
    Ok(())
}

fn bar(count: u64, most: u64) -> String {
    let length = (count as usize * BAR).div_ceil(most.max(1) as usize);
    "▇".repeat(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_searched_for_is_told_from_what_may_have_been_meant() {
        for (query, suggestion) in [
            ("thi vao lop 10", "thi vào lớp 10"),
            ("\"can bo\" -xa", "\"cán bộ\" -xã"),
            ("đọc giả", "độc giả"),
        ] {
            assert!(only_adds_marks(query, suggestion), "{query}");
        }
        for (query, suggestion) in [
            ("thăm quan", "tham quan"),
            ("chuẩn đoán", "chẩn đoán"),
            ("suất xắc", "xuất sắc"),
            ("can bộ xã", "cán bộ"),
        ] {
            assert!(!only_adds_marks(query, suggestion), "{query}");
        }
    }
}
