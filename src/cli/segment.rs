//! `timtin segment`

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use timtin::tokenizer::segment::{Segmentation, Segmenter};

use super::args::{PlainFormat, SegmentArgs};
use super::language::Language;

pub(crate) fn run(args: &SegmentArgs, say: Language) -> Result<ExitCode> {
    let mut printer = Printer {
        segmenter: Segmenter::built_in()?,
        format: args.format,
        segmentation: Segmentation::new(),
        joined: String::new(),
        out: io::BufWriter::new(io::stdout().lock()),
    };
    match &args.text {
        Some(text) => printer.print(text)?,
        None if args.files.is_empty() => printer.print_lines(io::stdin().lock())?,
        None => {
            for file in &args.files {
                print_file(&mut printer, file, say)?;
            }
        }
    }
    printer.out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn print_file(printer: &mut Printer, path: &Path, say: Language) -> Result<()> {
    if path == Path::new("-") {
        return printer.print_lines(io::stdin().lock());
    }
    let unread = || say.cannot_read(&path.display().to_string());
    let file = File::open(path).with_context(unread)?;
    printer
        .print_lines(BufReader::new(file))
        .with_context(unread)
}

struct Printer {
    segmenter: &'static Segmenter,
    format: PlainFormat,
    segmentation: Segmentation,
    joined: String,
    out: io::BufWriter<io::StdoutLock<'static>>,
}

impl Printer {
    fn print_lines(&mut self, lines: impl BufRead) -> Result<()> {
        for line in lines.lines() {
            self.print(&line?)?;
        }
        Ok(())
    }

    fn print(&mut self, text: &str) -> Result<()> {
        match self.format {
            PlainFormat::Text => self.print_joined(text),
            PlainFormat::Json => self.print_words(text),
        }
    }

    /// The text as it was given, but for the `_`.
    fn print_joined(&mut self, text: &str) -> Result<()> {
        self.segmenter.segment(text, &mut self.segmentation);
        self.joined.clear();
        self.segmentation.join(text, &mut self.joined);
        writeln!(self.out, "{}", self.joined)?;
        Ok(())
    }

    /// The words of the text with offsets in code points.
    fn print_words(&mut self, text: &str) -> Result<()> {
        self.segmenter.segment(text, &mut self.segmentation);
        let (mut bytes, mut code_points) = (0, 0);
        let mut at = |byte: usize| {
            code_points += text.get(bytes..byte).map_or(0, |more| more.chars().count());
            bytes = byte;
            code_points
        };
        let words: Vec<Value> = self
            .segmentation
            .words()
            .map(|word| json!({"text": text.get(word.clone()), "start": at(word.start), "end": at(word.end)}))
            .collect();
        writeln!(self.out, "{}", Value::Array(words))?;
        Ok(())
    }
}
