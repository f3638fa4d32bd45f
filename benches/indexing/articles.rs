//! The articles that are indexed: in a file that each engine reads, and any number of others made of them.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use timtin::Article;

/// Writes an article as `peers/Lucene.java` reads it; the bytes of its text.
pub(crate) fn write(article: &Article, out: &mut impl Write) -> io::Result<u64> {
    for text in [&article.id, &article.title, &article.summary, &article.body] {
        out.write_all(&(text.len() as u32).to_be_bytes())?;
        out.write_all(text.as_bytes())?;
    }
    Ok((article.title.len() + article.summary.len() + article.body.len()) as u64)
}

fn read(source: &mut impl Read) -> Option<Article> {
    let mut next = || {
        let mut length = [0; 4];
        source.read_exact(&mut length).ok()?;
        let mut text = vec![0; u32::from_be_bytes(length) as usize];
        source.read_exact(&mut text).ok()?;
        String::from_utf8(text).ok()
    };
    Some(Article {
        id: next()?,
        title: next()?,
        summary: next()?,
        body: next()?,
        ..Article::default()
    })
}

/// The articles of a file one after the other, then others made of them: each the beginning of one and the end of
/// another, with a name of its own in between. So no two are near-identical and words go on being new, though
/// not as fast as in the first round. Only where articles begin is held in memory.
pub(crate) struct Articles {
    file: BufReader<File>,
    starts: Vec<u64>,
    next: usize,
}

impl Articles {
    pub(crate) fn open(path: &Path) -> Articles {
        let mut file = BufReader::with_capacity(1 << 16, File::open(path).expect("the articles"));
        let mut starts = Vec::new();
        loop {
            let start = file.stream_position().expect("a position");
            if read(&mut file).is_none() {
                break;
            }
            starts.push(start);
        }
        file.rewind().expect("the articles");
        Articles {
            file,
            starts,
            next: 0,
        }
    }

    fn at(&mut self, index: usize) -> Article {
        let start = self.starts[index];
        self.file.seek(SeekFrom::Start(start)).expect("an article");
        read(&mut self.file).expect("an article")
    }
}

impl Iterator for Articles {
    type Item = Article;

    fn next(&mut self) -> Option<Article> {
        let (round, index) = (self.next / self.starts.len(), self.next % self.starts.len());
        let number = self.next;
        self.next += 1;
        if round == 0 {
            return read(&mut self.file);
        }
        // Another one in each round; one that is coprime would do, one that is near would not.
        let other = self.at((index * 31 + round * 7919 + 1) % self.starts.len());
        let article = self.at(index);
        Some(Article {
            id: format!("{}-{round}", article.id),
            title: article.title,
            summary: other.summary,
            body: format!(
                "{} {} {}",
                half(&article.body).0,
                name(number),
                half(&other.body).1
            ),
            ..Article::default()
        })
    }
}

/// The halves of a text, cut between words.
fn half(text: &str) -> (&str, &str) {
    let middle = text.len() / 2;
    let space = text.bytes().skip(middle).position(|byte| byte == b' ');
    let cut = space.map_or(text.len(), |at| middle + at);
    text.split_at(cut)
}

/// A name that no other number has.
fn name(number: usize) -> String {
    let syllables = ["ba", "ke", "lo", "mu", "ni", "ra", "se", "to", "vu", "xi"];
    let digits = number.to_string();
    let digits = digits
        .bytes()
        .map(|digit| syllables[usize::from(digit - b'0')]);
    format!("K{}", digits.collect::<String>())
}
