//! `timtin eval`

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use timtin::evaluation::{Difference, Measure, Measures, Qrels, Query, RECALL_DEPTH, Ranking, Run};
use timtin::{Index, Request, Searcher};

use super::args::{EvalArgs, PlainFormat};
use super::language::Language;
use super::{Usage, input, style};

/// A file of queries, what was found for them, and how good that is.
struct Evaluated {
    name: String,
    ranking: Ranking,
    measures: Measures,
    baseline: Option<[Difference; Measure::ALL.len()]>,
}

pub(crate) fn run(args: &EvalArgs, say: Language) -> Result<ExitCode> {
    let as_json = |path: &Path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    };
    let trec = args.save.as_deref().is_some_and(|path| !as_json(path));
    let baseline = match &args.baseline {
        Some(path) => Some(Run::parse(path, &input::read(path, say)?)?),
        None => None,
    };
    let one_only = trec || matches!(baseline, Some(Run::Single(_)));
    if one_only && args.queries.len() > 1 {
        return Err(Usage(say.one_file_for_trec()).into());
    }
    let qrels = Qrels::parse(&args.qrels, &input::read(&args.qrels, say)?)?;
    let searcher = Index::open(&args.index)?.searcher()?;
    let mut evaluated: Vec<Evaluated> = Vec::new();
    for path in &args.queries {
        let file = evaluate(&searcher, args, path, &qrels, baseline.as_ref(), say)?;
        if evaluated.iter().any(|other| other.name == file.name) {
            return Err(Usage(say.same_name(&file.name)).into());
        }
        evaluated.push(file);
    }
    match args.format {
        PlainFormat::Text => print_text(&evaluated, args.k as usize, say)?,
        PlainFormat::Json => print_json(&evaluated, args.k as usize)?,
    }
    if let Some(path) = &args.save {
        save(evaluated, path, trec, say)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn evaluate(
    searcher: &Searcher,
    args: &EvalArgs,
    path: &Path,
    qrels: &Qrels,
    baseline: Option<&Run>,
    say: Language,
) -> Result<Evaluated> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let queries = input::queries(path, say)?;
    let place = path.display().to_string();
    if queries.is_empty() {
        bail!(say.no_queries(&place));
    }
    let k = args.k as usize;
    let answer = |Query { id, text }: &Query| {
        let request = Request {
            matching: args.matching,
            accents: args.accents,
            limit: k.max(RECALL_DEPTH),
            ..Request::new(text)
        };
        let found = searcher.search_ids(&request)?;
        Ok((id.clone(), found.into_iter().map(|(id, _)| id).collect()))
    };
    let ranking: Ranking = queries
        .par_iter()
        .map(answer)
        .collect::<timtin::Result<_>>()?;
    let measure = |ranking| {
        let ids = queries.iter().map(|query| query.id.as_str());
        Measures::of(ids, ranking, qrels, k)
    };
    let measures = measure(&ranking);
    if measures.unjudged > 0 {
        style::warning(
            say,
            &say.unjudged(&place, say.number(measures.unjudged as u64)),
        );
    }
    let baseline = match baseline.map(|run| run.of_file(&name)) {
        Some(Some(before)) => Some(Difference::of(&measures, &measure(before))),
        Some(None) => bail!(say.not_in_baseline(&name)),
        None => None,
    };
    Ok(Evaluated {
        name,
        ranking,
        measures,
        baseline,
    })
}

fn print_text(files: &[Evaluated], k: usize, say: Language) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let (heading, aside) = (style::HEADING, style::ASIDE);
    for file in files {
        let count = say.number(file.measures.queries.len() as u64);
        let name = &file.name;
        writeln!(
            out,
            "{heading}{name}{heading:#} {aside}{}{aside:#}",
            say.eval_queries(count)
        )?;
        let named = Measure::ALL.iter().zip(file.measures.mean());
        let columns: Vec<String> = named
            .map(|(measure, mean)| format!("{} {}", measure.name(k), say.decimal(mean, 4)))
            .collect();
        writeln!(out, "  {}", columns.join("  "))?;
        for (measure, difference) in Measure::ALL.iter().zip(file.baseline.iter().flatten()) {
            let (low, high) = difference.interval;
            let signed = |value: f64| {
                let sign = if value >= 0.0 { "+" } else { "" };
                format!("{sign}{}", say.decimal(value, 4))
            };
            let text = say.against_baseline(
                &measure.name(k),
                say.decimal(difference.baseline, 4),
                signed(difference.difference),
                signed(low),
                signed(high),
                say.decimal(difference.p, 4),
            );
            writeln!(out, "  {aside}{text}{aside:#}")?;
        }
    }
    Ok(())
}

fn print_json(files: &[Evaluated], k: usize) -> Result<()> {
    let by_name = |values: Vec<Value>| {
        let names = Measure::ALL.iter().map(|measure| measure.name(k));
        Value::Object(names.zip(values).collect::<Map<_, _>>())
    };
    let file = |file: &Evaluated| {
        let means = file.measures.mean().map(Value::from).to_vec();
        let mut entry = json!({
            "file": file.name,
            "queries": file.measures.queries.len(),
            "unjudged": file.measures.unjudged,
            "measures": by_name(means),
        });
        if let Some(differences) = &file.baseline {
            let differences = differences.map(|difference| {
                json!({
                    "baseline": difference.baseline,
                    "difference": difference.difference,
                    "interval": [difference.interval.0, difference.interval.1],
                    "p": difference.p,
                })
            });
            entry["against_baseline"] = by_name(differences.to_vec());
        }
        entry
    };
    let files: Vec<Value> = files.iter().map(file).collect();
    let text = serde_json::to_string_pretty(&json!({"k": k, "files": files}))?;
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

fn save(files: Vec<Evaluated>, path: &Path, trec: bool, say: Language) -> Result<()> {
    let mut rankings: BTreeMap<String, Ranking> = files
        .into_iter()
        .map(|file| (file.name, file.ranking))
        .collect();
    let run = match rankings.pop_first() {
        Some((_, ranking)) if trec => Run::Single(ranking),
        first => Run::Files(first.into_iter().chain(rankings).collect()),
    };
    let place = path.display().to_string();
    fs::write(path, run.to_text()?).with_context(|| say.cannot_write(&place))
}
