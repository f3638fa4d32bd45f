//! The arguments, as clap reads them.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use timtin::corpus::Format;
use timtin::{Accents, Facet, Matching, Sort};

use super::language::Language;

/// Vietnamese full-text search over news articles.
#[derive(Debug, Parser)]
#[command(name = "timtin", version, about, max_term_width = 100)]
pub(crate) struct Args {
    /// Language of messages and results; after LC_ALL and LANG if not given
    #[arg(long, global = true, value_name = "LANG", hide_possible_values = true, value_parser = parse_language)]
    pub(crate) lang: Option<Language>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Index articles: JSON Lines, JSON, CSV, HTML, RSS, Atom or plain-text pages, also .gz and .zst
    Index(IndexArgs),
    /// Search an index
    Search(SearchArgs),
    /// Find articles like one of the index
    Similar(SimilarArgs),
    /// Complete what is being typed into a search box
    Suggest(SuggestArgs),
    /// Show how a text is read: tokens, kinds, terms, abbreviations
    Analyze(AnalyzeArgs),
    /// Join the syllables of each word by _, or list the words
    Segment(SegmentArgs),
    /// Show what the articles of an index define that their abbreviations stand for
    Abbreviations(AbbreviationsArgs),
    /// Measure how well queries find what they should
    Eval(EvalArgs),
    /// Show what an index holds
    Stats(StatsArgs),
    /// Delete articles by id
    Delete(DeleteArgs),
    /// Index the articles that ship with timtin into a temporary folder and search them
    Demo,
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page of a command, or those of all
    Man {
        /// The command
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct IndexArgs {
    /// Folder of the index; created if it does not exist
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// Files, folders, or - for standard input
    #[arg(required_unless_present = "watch", value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Format of the inputs: auto, jsonl, json, csv, text, html, feed (RSS, Atom)
    #[arg(long, default_value = "auto", value_parser = parse_format)]
    pub(crate) format: Format,
    /// Your own abbreviations: lines of ABBREVIATION<TAB>READING
    #[arg(long, value_name = "FILE")]
    pub(crate) abbreviations: Option<PathBuf>,
    /// Keep rejected records in this file, verbatim
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Memory of the process while it builds the index, in megabytes; from 72 on
    #[arg(long, value_name = "MB", default_value_t = 512, value_parser = clap::value_parser!(u64).range(15..=1_000_000))]
    pub(crate) memory: u64,
    /// Threads that build the index; 0 for one a core
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=64))]
    pub(crate) threads: u16,
    /// Make what was read durable and searchable whenever so many articles were added
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) commit_every: u64,
    /// Read, analyse and report what would happen, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Also index this folder, and then what arrives in it, until Ctrl-C
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run")]
    pub(crate) watch: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SearchArgs {
    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// What to look for, as one argument: words, "phrases", -without, OR, ( ), pre*, title: source: author: category: date:
    #[arg(
        allow_hyphen_values = true,
        required_unless_present = "queries",
        value_name = "QUERY"
    )]
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) filters: FilterArgs,
    /// Count matches by category, source, author, date:year, date:month or date:day; may be repeated
    #[arg(long, value_name = "FACET", value_parser = parse_facet)]
    pub(crate) facet: Vec<Facet>,
    /// Order of the hits
    #[arg(long, default_value = "relevance", value_parser = parse_sort)]
    pub(crate) sort: Sort,
    /// Let fresh articles rank higher, with this half-life in days
    #[arg(long, value_name = "DAYS", value_parser = parse_days)]
    pub(crate) recency: Option<f64>,
    /// How many hits
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = parse_count)]
    pub(crate) limit: usize,
    /// Pass over so many hits
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = parse_count)]
    pub(crate) offset: usize,
    /// Go on where an earlier answer to the same search ended (its `next`)
    #[arg(long, value_name = "CURSOR", conflicts_with = "offset")]
    pub(crate) cursor: Option<String>,
    /// Which words a document must have: auto (all, then most of them; the default), all, any (the default of a TREC run)
    #[arg(long = "match", value_name = "WHICH", value_parser = parse_matching)]
    pub(crate) matching: Option<Matching>,
    /// How marks count: auto (typed ones bind, others are free), strict, ignore
    #[arg(long, value_name = "HOW", default_value = "auto", value_parser = parse_accents)]
    pub(crate) accents: Accents,
    /// Say of each hit where its score comes from (text and json)
    #[arg(long)]
    pub(crate) explain: bool,
    /// How the answer is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: SearchFormat,
    /// Show near-identical articles, such as reprints, as hits of their own; ids and trec always do
    #[arg(long)]
    pub(crate) no_collapse: bool,
    /// Run many queries from a file of lines QID<TAB>QUERY
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub(crate) queries: Option<PathBuf>,
    /// Name of the run in TREC output
    #[arg(long, value_name = "NAME", default_value = "timtin")]
    pub(crate) run: String,
}

/// Which articles are looked at.
#[derive(Debug, ClapArgs)]
pub(crate) struct FilterArgs {
    /// Only this category and those below it, such as "Thể thao/Bóng đá"; may be repeated
    #[arg(long, value_name = "PATH", value_parser = parse_category)]
    pub(crate) category: Vec<String>,
    /// Only this source; may be repeated
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    pub(crate) source: Vec<String>,
    /// Only this author; may be repeated
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    pub(crate) author: Vec<String>,
    /// Not before this day, month or year: 26/2/2019, 2/2019, 2019, 2019-02-26
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Not after this day, month or year
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SimilarArgs {
    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// Id of the article
    #[arg(allow_hyphen_values = true, value_name = "ID")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) filters: FilterArgs,
    /// How many articles
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = parse_count)]
    pub(crate) limit: usize,
    /// Show near-identical articles, such as reprints of the article itself, as hits of their own
    #[arg(long)]
    pub(crate) no_collapse: bool,
    /// How the answer is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: SimilarFormat,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SuggestArgs {
    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// What was typed so far, as one argument; marks may be left out
    #[arg(allow_hyphen_values = true, value_name = "PREFIX")]
    pub(crate) prefix: String,
    /// How many completions
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = parse_count)]
    pub(crate) limit: usize,
    /// One completion a line, or a JSON object
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlainFormat,
}

/// How similar articles are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SimilarFormat {
    /// For people
    Text,
    /// A JSON object
    Json,
    /// One id a line
    Ids,
}

/// How search results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SearchFormat {
    /// For people
    Text,
    /// One JSON object a query
    Json,
    /// HTML with <em> around what matched
    Html,
    /// One id a line
    Ids,
    /// A TREC run (with --queries)
    Trec,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AnalyzeArgs {
    /// The text; lines of standard input if there is none
    #[arg(allow_hyphen_values = true, value_name = "TEXT")]
    pub(crate) text: Option<String>,
    /// Read abbreviations as this index does
    #[arg(long, value_name = "DIR")]
    pub(crate) index: Option<PathBuf>,
    /// Read the text as a query
    #[arg(long)]
    pub(crate) query: bool,
    /// How the analysis is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlainFormat,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SegmentArgs {
    /// The text; lines of files or of standard input if there is none
    #[arg(
        allow_hyphen_values = true,
        conflicts_with = "files",
        value_name = "TEXT"
    )]
    pub(crate) text: Option<String>,
    /// Take the lines of this file, - for standard input; may be repeated
    #[arg(long = "file", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Text with _ in it, or a JSON array of words a line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlainFormat,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AbbreviationsArgs {
    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// Only these abbreviations
    #[arg(value_name = "ABBREVIATION")]
    pub(crate) abbreviations: Vec<String>,
    /// Only what so many articles define
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min: u64,
    /// How the list is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlainFormat,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct EvalArgs {
    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// Relevance judgements: lines of QID 0 DOCID RELEVANCE
    #[arg(long, value_name = "FILE")]
    pub(crate) qrels: PathBuf,
    /// Queries: lines of QID<TAB>QUERY; several files are measured one by one
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub(crate) queries: Vec<PathBuf>,
    /// Which words a document must have: auto (all, then most of them), all, any
    #[arg(long = "match", value_name = "WHICH", default_value = "auto", value_parser = parse_matching)]
    pub(crate) matching: Matching,
    /// How marks count: auto (typed ones bind, others are free), strict, ignore
    #[arg(long, value_name = "HOW", default_value = "auto", value_parser = parse_accents)]
    pub(crate) accents: Accents,
    /// Cut-off of MRR, nDCG and success; recall is always of the first 100
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) k: u32,
    /// Keep what was found: as JSON if the name ends in .json, else as a TREC run
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Compare with what was found before: a saved run, JSON or TREC
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// How the measures are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlainFormat,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct StatsArgs {
    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// Compare all files with their checksums instead
    #[arg(long)]
    pub(crate) verify: bool,
    /// How the facts are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlainFormat,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DeleteArgs {
    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// Ids of the articles
    #[arg(required = true, value_name = "ID")]
    pub(crate) ids: Vec<String>,
}

/// Text or JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlainFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

fn parse_format(text: &str) -> Result<Format, String> {
    text.parse::<Format>().map_err(|error| error.to_string())
}

fn parse_language(text: &str) -> Result<Language, String> {
    choose(
        text,
        &[("en", Language::English), ("vi", Language::Vietnamese)],
    )
}

/// A filter that nothing is asked of would silently let everything or nothing pass.
fn parse_category(text: &str) -> Result<String, String> {
    let empty = text.split(['/', '>']).all(|level| level.trim().is_empty());
    let path = (!empty).then(|| text.to_owned());
    path.ok_or_else(|| {
        say(
            "name a category, such as \"Thể thao/Bóng đá\"",
            "hãy nêu một chuyên mục, ví dụ \"Thể thao/Bóng đá\"",
        )
    })
}

fn parse_name(text: &str) -> Result<String, String> {
    let name = (!text.trim().is_empty()).then(|| text.to_owned());
    name.ok_or_else(|| say("a name is needed", "hãy nêu một tên"))
}

fn parse_facet(text: &str) -> Result<Facet, String> {
    choose(text, &Facet::NAMES)
}

fn parse_count(text: &str) -> Result<usize, String> {
    let count = text.parse::<usize>();
    count.map_err(|_| {
        say(
            "write a whole number, such as 20",
            "hãy viết một số nguyên không âm, ví dụ 20",
        )
    })
}

fn parse_sort(text: &str) -> Result<Sort, String> {
    choose(
        text,
        &[
            ("relevance", Sort::Relevance),
            ("newest", Sort::Newest),
            ("oldest", Sort::Oldest),
        ],
    )
}

fn parse_matching(text: &str) -> Result<Matching, String> {
    choose(
        text,
        &[
            ("auto", Matching::Auto),
            ("all", Matching::All),
            ("any", Matching::Any),
        ],
    )
}

fn parse_accents(text: &str) -> Result<Accents, String> {
    choose(
        text,
        &[
            ("auto", Accents::Auto),
            ("strict", Accents::Strict),
            ("ignore", Accents::Ignore),
        ],
    )
}

fn parse_days(text: &str) -> Result<f64, String> {
    let days = text
        .parse::<f64>()
        .ok()
        .filter(|days| days.is_finite() && *days > 0.0);
    days.ok_or_else(|| say("a number of days above 0", "hãy nêu một số ngày lớn hơn 0"))
}

/// Clap hands no language to the functions that read values.
fn say(english: &str, vietnamese: &str) -> String {
    Language::of_process().pick(english, vietnamese).to_owned()
}

fn choose<T: Copy>(text: &str, choices: &[(&str, T)]) -> Result<T, String> {
    let found = choices
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, choice)| *choice);
    found.ok_or_else(|| {
        format!(
            "{} {}",
            say("choose among", "hãy chọn"),
            choices
                .iter()
                .map(|(name, _)| *name)
                .collect::<Vec<_>>()
                .join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Args::command().debug_assert();
    }
}
