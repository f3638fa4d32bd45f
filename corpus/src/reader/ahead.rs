//! A source whose beginning can be looked at, and that takes back what was read.

use std::io::{self, BufRead, Read};

use super::Source;

/// How much of a file is looked at to tell what it holds.
const AHEAD: usize = 64 << 10;

/// A source read ahead: [`fill_buf`](BufRead::fill_buf) gives at first as much as tells what it
/// holds, even where a pipe gives a line at a time.
pub(crate) struct Ahead {
    /// What is read before the source, the last first.
    held: Vec<Held>,
    /// Whether [`start`](Ahead::start) is all there is.
    whole: bool,
    /// What ended the reading ahead; said when all that is held was taken.
    error: Option<io::Error>,
    source: Source,
}

/// Bytes that were read, and how many of them were taken.
struct Held {
    bytes: Vec<u8>,
    from: usize,
}

impl Ahead {
    pub(crate) fn new(mut source: Source) -> Ahead {
        let mut bytes = Vec::new();
        let error = source
            .by_ref()
            .take(AHEAD as u64)
            .read_to_end(&mut bytes)
            .err();
        Ahead {
            whole: bytes.len() < AHEAD && error.is_none(),
            held: vec![Held { bytes, from: 0 }],
            error,
            source,
        }
    }

    /// The beginning without the byte order mark, as long as nothing was read.
    pub(crate) fn start(&self) -> &[u8] {
        let held = self.held.first().map_or(&[][..], |held| &held.bytes);
        held.strip_prefix(b"\xef\xbb\xbf").unwrap_or(held)
    }

    /// Whether [`start`](Ahead::start) is all there is.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Takes back what was read last, to be read again.
    pub(crate) fn take_back(&mut self, bytes: Vec<u8>) {
        self.held.push(Held { bytes, from: 0 });
    }
}

impl BufRead for Ahead {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self
            .held
            .pop_if(|held| held.from == held.bytes.len())
            .is_some()
        {}
        if let Some(held) = self.held.last() {
            return Ok(&held.bytes[held.from..]);
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.source.fill_buf(),
        }
    }

    fn consume(&mut self, bytes: usize) {
        match self.held.last_mut() {
            Some(held) => held.from = (held.from + bytes).min(held.bytes.len()),
            None => self.source.consume(bytes),
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let bytes = held.len().min(buffer.len());
        buffer[..bytes].copy_from_slice(&held[..bytes]);
        self.consume(bytes);
        Ok(bytes)
    }
}
