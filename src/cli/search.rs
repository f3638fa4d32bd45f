//! `timtin search`

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

use anstyle::Style;
use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use timtin::tokenizer::{canonical, fold};
use timtin::{
    Article, CategoryCount, FacetCounts, Filters, Hit, Index, Request, Response, Searcher,
    ValueCount, shown_day, to_html,
};

use super::args::{SearchArgs, SearchFormat};
use super::style;

/// Width of the bars of a facet, in characters.
const BAR: usize = 24;
/// Characters that stand for a missing headline.
const OPENING: usize = 80;
/// Values of a facet that are printed for people.
const SHOWN: usize = 12;

pub(crate) fn run(args: &SearchArgs) -> Result<ExitCode> {
    let searcher = Index::open(&args.index)?.searcher()?;
    match &args.queries {
        Some(path) => {
            let text = fs::read_to_string(path)
                .with_context(|| format!("{}: cannot read the queries", path.display()))?;
            run_queries(&searcher, args, &path.display().to_string(), &text)?;
        }
        None if args.format == SearchFormat::Trec => bail!("--format trec needs --queries FILE"),
        None => {
            let request = request(args, args.query.clone().unwrap_or_default());
            print(&searcher, &request, args.format)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn request(args: &SearchArgs, query: String) -> Request {
    Request {
        query,
        filters: Filters {
            category: args.category.clone(),
            source: args.source.clone(),
            author: args.author.clone(),
            from: args.from.clone(),
            to: args.to.clone(),
        },
        facets: args.facet.clone(),
        sort: args.sort,
        recency: args.recency,
        limit: args.limit,
        offset: args.offset,
        cursor: args.cursor.clone(),
        matching: args.matching,
        accents: args.accents,
        ..Request::default()
    }
}

fn print(searcher: &Searcher, request: &Request, format: SearchFormat) -> Result<()> {
    let response = searcher.search(request)?;
    match format {
        SearchFormat::Text => print_text(&response, request.offset),
        SearchFormat::Json => Ok(writeln!(
            io::stdout(),
            "{}",
            serde_json::to_string_pretty(&response.to_json())?
        )?),
        SearchFormat::Html => print_html(&response),
        SearchFormat::Ids | SearchFormat::Trec => {
            let mut out = io::stdout().lock();
            for hit in &response.hits {
                writeln!(out, "{}", hit.article.id)?;
            }
            Ok(())
        }
    }
}

/// Runs the queries of a file of lines `QID<TAB>QUERY`, in its order.
fn run_queries(searcher: &Searcher, args: &SearchArgs, path: &str, text: &str) -> Result<()> {
    let mut queries = Vec::new();
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let Some(query) = line.split_once('\t') else {
            bail!("{path}:{}: expected QID<TAB>QUERY", at + 1)
        };
        queries.push(query);
    }
    if args.format != SearchFormat::Trec {
        return queries.iter().try_for_each(|(_, query)| {
            print(searcher, &request(args, (*query).to_owned()), args.format)
        });
    }
    let answers = queries.par_iter().map(|(qid, query)| {
        Ok((
            *qid,
            searcher.search_ids(&request(args, (*query).to_owned()))?,
        ))
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

fn print_html(response: &Response) -> Result<()> {
    let mut out = io::stdout().lock();
    for hit in &response.hits {
        let article = &hit.article;
        writeln!(out, "<article id=\"{}\">", to_html(&article.id, &[]))?;
        writeln!(
            out,
            "  <h2>{}</h2>",
            to_html(&article.title, &hit.title_marks)
        )?;
        writeln!(
            out,
            "  <p class=\"about\">{}</p>",
            to_html(&about(hit), &[])
        )?;
        for fragment in &hit.fragments {
            writeln!(
                out,
                "  <p class=\"{}\">{}</p>",
                fragment.field,
                to_html(&fragment.text, &fragment.marks)
            )?;
        }
        writeln!(out, "</article>")?;
    }
    Ok(())
}

/// Prints a response for people.
pub(super) fn print_text(response: &Response, offset: usize) -> Result<()> {
    let mut out = anstream::stdout().lock();
    for warning in &response.warnings {
        style::warning(warning);
    }
    let (heading, aside) = (style::HEADING, style::ASIDE);
    writeln!(
        out,
        "{heading}{}{heading:#} {aside}in {:.1} ms{aside:#}",
        style::articles(response.total),
        response.took_ms
    )?;
    if let Some(suggestion) = &response.suggestion {
        let plain = |text: &str| fold(&canonical(text)).into_owned();
        let label = if !response.interpretation.corrected.is_empty() {
            "not found as typed; searched for:"
        } else if plain(suggestion) == plain(&response.query) {
            "read as:"
        } else {
            "did you mean:"
        };
        writeln!(out, "{aside}{label}{aside:#} {suggestion}")?;
    }
    for expansion in &response.interpretation.expansions {
        writeln!(
            out,
            "{aside}{} is also:{aside:#} {}",
            expansion.abbreviation,
            expansion.readings.join(" | ")
        )?;
    }
    let mut relaxed = false;
    for (at, hit) in response.hits.iter().enumerate() {
        if hit.relaxed && !relaxed {
            relaxed = true;
            writeln!(
                out,
                "\n{aside}— not all of the query, but most of it —{aside:#}"
            )?;
        }
        print_hit(&mut out, offset + at + 1, hit)?;
    }
    for (name, counts) in &response.facets {
        writeln!(out, "\n{heading}{name}{heading:#}")?;
        match counts {
            FacetCounts::Tree(tree) => print_tree(&mut out, tree, 0)?,
            FacetCounts::Values(values) => print_values(&mut out, values)?,
        }
    }
    Ok(())
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

fn print_hit(out: &mut impl Write, number: usize, hit: &Hit) -> Result<()> {
    let aside = style::ASIDE;
    let title = match hit.article.title.as_str() {
        "" => style::marked(&opening(&hit.article), &[], aside),
        title => style::marked(title, &hit.title_marks, style::TITLE),
    };
    writeln!(out, "\n{number:>3}. {title}")?;
    writeln!(out, "     {aside}{}{aside:#}", about(hit))?;
    for fragment in &hit.fragments {
        writeln!(
            out,
            "     {}",
            style::marked(&fragment.text, &fragment.marks, Style::new())
        )?;
    }
    Ok(())
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

fn print_tree(out: &mut impl Write, level: &[CategoryCount], depth: usize) -> Result<()> {
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
        writeln!(
            out,
            "  {name:<32} {:>7}  {bar}",
            style::number(category.count)
        )?;
        print_tree(out, &category.children, depth + 1)?;
    }
    more(out, level.len(), SHOWN)
}

fn print_values(out: &mut impl Write, values: &[ValueCount]) -> Result<()> {
    let most = values.iter().map(|value| value.count).max().unwrap_or(1);
    let shown = 4 * SHOWN;
    for value in values.iter().take(shown) {
        writeln!(
            out,
            "  {:<32} {:>7}  {}",
            value.value,
            style::number(value.count),
            bar(value.count, most)
        )?;
    }
    more(out, values.len(), shown)
}

fn more(out: &mut impl Write, values: usize, shown: usize) -> Result<()> {
    if values > shown {
        writeln!(out, "  … and {} more", values - shown)?;
    }
    Ok(())
}

fn bar(count: u64, most: u64) -> String {
    let length = (count as usize * BAR).div_ceil(most.max(1) as usize);
    "▇".repeat(length)
}
