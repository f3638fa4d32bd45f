//! Files of the user's own: queries, judgements, runs and abbreviations.

use std::path::Path;
use std::{fs, io};

use anyhow::{Context, Result, bail};
use timtin::evaluation::Query;

use super::language::Language;

/// How files begin that gzip and zstd packed.
const PACKED: [&[u8]; 2] = [&[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd]];

/// The text of a file.
pub(crate) fn read(path: &Path, say: Language) -> Result<String> {
    let name = path.display().to_string();
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(say.no_such_file(&name)),
        read => read.with_context(|| say.cannot_read(&name))?,
    };
    text(bytes, &name, say)
}

/// The queries of a file.
pub(crate) fn queries(path: &Path, say: Language) -> Result<Vec<Query>> {
    Ok(Query::parse_all(path, &read(path, say)?)?)
}

/// A text in UTF-8, without the byte order mark that some editors put before it. Lines that end as they
/// did on old Macs are lines too, else the second would be taken for a part of the first.
fn text(bytes: Vec<u8>, name: &str, say: Language) -> Result<String> {
    if PACKED.iter().any(|start| bytes.starts_with(start)) {
        bail!(say.compressed(name));
    }
    let line = |sound: &[u8]| 1 + sound.iter().filter(|byte| **byte == b'\n').count();
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            bail!(say.not_utf8(name, line(sound)))
        }
    };
    // UTF-16 without marks may pass for UTF-8.
    if let Some(at) = text.find('\0') {
        bail!(say.not_text(name, line(&text.as_bytes()[..at])));
    }
    let text = text.trim_start_matches('\u{feff}');
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;

    fn read_as(bytes: &[u8]) -> Result<Vec<Query>> {
        let text = text(bytes.to_vec(), "q.tsv", Language::English)?;
        Ok(Query::parse_all(Path::new("q.tsv"), &text)?)
    }

    const SOUND: &str = "\u{feff}q1\tbão lũ ở miền Trung\r\nq2\t\"cán bộ, công chức\"\n\nq3\t26/2/2019\rq4\tđê Hữu Hồng\n";

    #[test]
    fn lines_of_every_system() {
        let queries = read_as(SOUND.as_bytes()).unwrap();
        let ids: Vec<&str> = queries.iter().map(|query| query.id.as_str()).collect();
        assert_eq!(ids, ["q1", "q2", "q3", "q4"]);
        assert_eq!(queries[2].text, "26/2/2019");
    }

    #[test]
    fn what_is_no_text_is_named_with_its_line() {
        for (bytes, said) in [
            (&b"q1\tb\xe3o\n"[..], "q.tsv:1: not UTF-8; save"),
            (b"q1\tb\n\0q2\tc\n", "q.tsv:2: a NUL character"),
            (b"\x1f\x8b\x08\0", "q.tsv: the file is compressed; unpack"),
            (
                b"\x28\xb5\x2f\xfd\0",
                "q.tsv: the file is compressed; unpack",
            ),
            (b"\xff\xfeq\x00\t\x00", "q.tsv:1: not UTF-8; save"),
        ] {
            let error = read_as(bytes).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
    }

    /// Whatever bytes: every line of them is a query, or an error names the file and one of its lines.
    #[test]
    fn any_bytes_are_queries_or_an_error_of_one_line() {
        const PIECES: [&[u8]; 12] = [
            b"\0",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"\xc3\x28",
            b"\xf0\x9f",
            b"\t",
            b"\n",
            b"\r",
            b"\r\n",
            b"q1\t",
            b"\x1f\x8b",
            b"\x0b",
        ];
        for seed in 0..4000 {
            let mut random = Rng::with_seed(seed);
            let mut bytes = SOUND.as_bytes().to_vec();
            for _ in 0..random.usize(1..=3) {
                let at = random.usize(..=bytes.len());
                let end = (at + random.usize(..9)).min(bytes.len());
                let piece = PIECES[random.usize(..PIECES.len())];
                let instead = match random.usize(..4) {
                    0 => Vec::new(),
                    1 => vec![random.u8(..)],
                    2 => piece.repeat(random.usize(1..2000)),
                    _ => piece.to_vec(),
                };
                bytes.splice(at..end, instead);
            }
            let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
            let lines = bytes.split(is_end);
            let lines = lines.filter(|line| {
                !String::from_utf8_lossy(line)
                    .trim()
                    .trim_matches('\u{feff}')
                    .is_empty()
            });
            match read_as(&bytes) {
                Ok(queries) => assert_eq!(queries.len(), lines.count(), "seed {seed}"),
                Err(error) => {
                    let error = error.to_string();
                    let place = error.strip_prefix("q.tsv:").unwrap_or_default();
                    let line = place
                        .split(':')
                        .next()
                        .and_then(|line| line.trim().parse().ok());
                    let all = 1 + bytes.iter().filter(|byte| is_end(byte)).count();
                    let is_packed = place.contains("compressed");
                    assert!(
                        is_packed || line.is_some_and(|line: usize| (1..=all).contains(&line)),
                        "seed {seed}: {error}"
                    );
                }
            }
        }
    }
}
