//! How well legacy encodings are recognised: real articles are written in each of them and read back.
//!
//! `cargo run --release -p timtin-corpus --example legacy_rates -- news-30k.jsonl.zst [ARTICLES]`
#![allow(clippy::print_stdout, reason = "a command")]

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use timtin_corpus::{Article, Encoding, Format, Outcome, Reader};
use timtin_tokenizer::normalize::legacy::{self, Suspects};

const ENCODINGS: [Encoding; 6] = [
    Encoding::Tcvn3,
    Encoding::Tcvn1,
    Encoding::Vni,
    Encoding::Viscii,
    Encoding::Windows1258,
    Encoding::Utf8,
];

/// A name, and what of an article it names.
type Part = (&'static str, fn(&Article) -> String);

/// What became of texts that were written in an encoding.
#[derive(Default)]
struct Tally {
    /// Those that have letters of the encoding, and none that it lacks.
    written: u32,
    /// Came back letter by letter; in TCVN3 but for capitals, which it has not.
    exact: u32,
    /// Were not recognised, and stayed as they were.
    missed: u32,
    /// Came back as something else.
    wrong: u32,
}

impl Tally {
    fn count(&mut self, text: &str, encoding: Encoding) {
        let Some(shown) = legacy::encode(text, encoding).filter(|shown| shown != text) else {
            return;
        };
        self.written += 1;
        let capitals_aside = |text: &str| match encoding {
            Encoding::Tcvn3 => text.to_lowercase(),
            _ => text.to_owned(),
        };
        match legacy::repair(&shown) {
            None => self.missed += 1,
            Some((_, said)) if capitals_aside(&said) == capitals_aside(text) => self.exact += 1,
            Some((found, said)) => {
                self.wrong += 1;
                if std::env::var_os("SHOW").is_some() {
                    println!("{encoding} as {found}\t{text:?}\t{shown:?}\t{said:?}");
                }
            }
        }
    }

    fn row(&self) -> String {
        let percent = |count: u32| f64::from(count) * 100.0 / f64::from(self.written.max(1));
        format!(
            "{:6} {:7.2} {:7.2} {:7.2}",
            self.written,
            percent(self.exact),
            percent(self.missed),
            percent(self.wrong)
        )
    }
}

fn whole(article: &Article) -> String {
    [&article.title, &article.summary, &article.body]
        .map(String::as_str)
        .join("\n")
}

fn first_sentence(article: &Article) -> String {
    let end = article.body.find(". ").unwrap_or(article.body.len());
    article.body[..end].to_owned()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = PathBuf::from(arguments.next().ok_or("name a file of articles")?);
    let count: usize = arguments.next().map_or(Ok(2000), |count| count.parse())?;
    let articles: Vec<Article> = Reader::open([path], Format::Auto)?
        .filter_map(|record| match record.read() {
            Outcome::Article { article, .. } => Some(article),
            Outcome::Rejected(_) => None,
        })
        .collect();

    println!("encoding, text                               texts exact % missed % wrong %");
    let step = (articles.len() / count.max(1)).max(1);
    for encoding in ENCODINGS {
        let texts: [Part; 3] = [
            ("whole article", whole),
            ("first sentence", first_sentence),
            ("title", |article| article.title.clone()),
        ];
        for (name, text) in texts {
            let mut tally = Tally::default();
            for article in articles.iter().step_by(step).take(count) {
                tally.count(&text(article), encoding);
            }
            println!("{:28} {name:15} {}", encoding.name(), tally.row());
        }
    }

    let started = Instant::now();
    let (mut bytes, mut converted) = (0, 0);
    for article in &articles {
        let mut suspects = Suspects::default();
        for text in [&article.title, &article.summary, &article.body] {
            suspects.add(text);
            bytes += text.len();
        }
        converted += u32::from(suspects.verdict().is_some());
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "as they are: {converted} of {} articles converted, {:.0} MB/s",
        articles.len(),
        bytes as f64 / 1e6 / seconds
    );
    Ok(())
}
