//! `timtin analyze`

use std::io::{self, BufRead, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use serde_json::{Value, json};
use timtin::Index;
use timtin::tokenizer::normalize::legacy::{self, Encoding};
use timtin::tokenizer::{
    Analysis, Analyzer, Discourse, Lexicon, Mode, Reading, Token, repair_from,
};

use super::args::{AnalyzeArgs, PlainFormat};
use super::language::Language;
use super::style;

/// What texts are read by, and what other articles teach besides.
struct Lexicons {
    texts: Lexicon,
    taught: Option<Arc<Lexicon>>,
}

pub(crate) fn run(args: &AnalyzeArgs, say: Language) -> Result<ExitCode> {
    let lexicons = match &args.index {
        Some(folder) => {
            let index = Index::open(folder)?;
            Lexicons {
                texts: index.lexicon().clone(),
                taught: Some(index.searcher()?.lexicon()?),
            }
        }
        None => Lexicons {
            texts: Lexicon::built_in()?,
            taught: None,
        },
    };
    if let Some(text) = &args.text {
        analyze(text, &lexicons, args, say)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in io::stdin().lock().lines() {
        analyze(&line?, &lexicons, args, say)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn analyze(written: &str, lexicons: &Lexicons, args: &AnalyzeArgs, say: Language) -> Result<()> {
    let encoding = legacy::recognize(written);
    let text = repair_from(written, encoding);
    let (mode, lexicon) = match &lexicons.taught {
        Some(taught) if args.query => (Mode::Query, &**taught),
        _ if args.query => (Mode::Query, &lexicons.texts),
        _ => (Mode::Text, &lexicons.texts),
    };
    let analyzer = Analyzer::new(lexicon);
    // A text defines its own abbreviations, a query does not.
    let discourse = match mode {
        Mode::Text => Discourse::of(&[&*text], &[], lexicon, &mut Analysis::new()),
        Mode::Query => Discourse::default(),
    };
    let mut analysis = Analysis::new();
    let analyzer = analyzer.with_discourse(&discourse);
    analyzer.analyze(&text, mode, &mut analysis);
    let analysed = Analysed {
        text: &text,
        analysis: &analysis,
        taught: lexicons.taught.as_deref(),
    };
    match args.format {
        PlainFormat::Json => print_json(&analysed),
        PlainFormat::Text => {
            print_stages(written, encoding, &text, say)?;
            print_text(&analysed, say)
        }
    }
}

/// What happened to the text before it was cut into tokens; nothing for text that was right.
fn print_stages(
    written: &str,
    encoding: Option<Encoding>,
    repaired: &str,
    say: Language,
) -> Result<()> {
    if written == repaired {
        return Ok(());
    }
    let mut out = anstream::stdout().lock();
    let aside = style::ASIDE;
    let how = match encoding {
        Some(encoding) => format!("{} {}", say.pick("from", "từ"), encoding.name()),
        None => say.pick("repaired", "sửa thành").to_owned(),
    };
    for (label, text) in [(say.pick("written", "viết"), written), (&how, repaired)] {
        writeln!(out, "{aside}{:<12}{aside:#} {text}", format!("{label}:"))?;
    }
    Ok(())
}

/// A text and what became of it.
struct Analysed<'a> {
    text: &'a str,
    analysis: &'a Analysis<'a>,
    taught: Option<&'a Lexicon>,
}

impl Analysed<'_> {
    /// The readings of the abbreviation whose literal is token `at`, the chosen one first; of one that no
    /// list has what other articles say.
    fn readings(&self, at: usize) -> Vec<String> {
        let texts = |readings: &[Reading]| readings.iter().map(|r| r.text.clone()).collect();
        let mut mentions = self.analysis.mentions().iter();
        let Some(mention) = mentions.find(|mention| mention.tokens.start == at) else {
            let token = self.analysis.get(at).filter(|token| token.unsettled);
            let written = token.and_then(|token| self.text.get(token.start..token.end));
            let taught = self.taught.zip(written);
            return taught.map_or_else(Vec::new, |(taught, written)| texts(taught.get(written)));
        };
        match mention
            .chosen
            .and_then(|chosen| mention.readings.get(chosen))
        {
            Some(chosen) => vec![chosen.text.clone()],
            None => texts(mention.readings),
        }
    }
}

fn print_json(analysed: &Analysed<'_>) -> Result<()> {
    let text = analysed.text;
    let code_points = |byte: usize| text.get(..byte).map_or(0, |before| before.chars().count());
    let token = |(at, token): (usize, Token<'_>)| {
        json!({
            "text": text.get(token.start..token.end),
            "term": token.term,
            "folded": token.folded,
            "kind": token.kind.name(),
            "position": token.position,
            "start": code_points(token.start),
            "end": code_points(token.end),
            "expanded": token.expanded,
            "readings": analysed.readings(at),
        })
    };
    let tokens: Vec<Value> = analysed.analysis.tokens().enumerate().map(token).collect();
    writeln!(io::stdout(), "{}", Value::Array(tokens))?;
    Ok(())
}

fn print_text(analysed: &Analysed<'_>, say: Language) -> Result<()> {
    let text = analysed.text;
    let mut out = anstream::stdout().lock();
    let (heading, aside) = (style::HEADING, style::ASIDE);
    writeln!(
        out,
        "{heading}{:>8} {:>6}  {:<18} {:<18} {:<18} {}{heading:#}",
        "bytes",
        say.pick("pos", "vị trí"),
        say.pick("text", "viết"),
        say.pick("term", "từ"),
        say.pick("without marks", "không dấu"),
        say.pick("kind", "loại")
    )?;
    for (at, token) in analysed.analysis.tokens().enumerate() {
        let bytes = format!("{}–{}", token.start, token.end);
        let written = if token.expanded {
            ""
        } else {
            text.get(token.start..token.end).unwrap_or_default()
        };
        let kind = if token.expanded {
            say.pick("reads", "đọc là")
        } else {
            token.kind.name()
        };
        write!(
            out,
            "{bytes:>8} {:>6}  {written:<18} {:<18} {:<18} {kind}",
            token.position, token.term, token.folded
        )?;
        let readings = analysed.readings(at);
        if !readings.is_empty() {
            let settled = if token.unsettled {
                say.pick("could be", "có thể là")
            } else {
                say.pick("is", "là")
            };
            write!(out, " {aside}{settled} {}{aside:#}", readings.join(" | "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
