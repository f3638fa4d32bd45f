//! Files in UTF-16, converted to UTF-8 while they are read.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE};
use timtin_tokenizer::normalize::legacy::{Encoding, utf16};

use super::Source;

/// Bytes of UTF-8 that are held; the longest character must find room.
const HELD: usize = 64 << 10;

/// Stands for what is no UTF-16: no byte of UTF-8, so that its record is rejected, and no other.
const BROKEN: u8 = 0xFF;

/// The source as UTF-8, and what it was; told by its beginning ([`utf16`]).
///
/// # Errors
/// When there is no beginning. An archive says so once and ends then, as if it held nothing.
pub(crate) fn to_utf8(mut source: Source) -> io::Result<(Source, Option<Encoding>)> {
    let encoding = utf16(source.fill_buf()?);
    let decoder = match encoding {
        Some(Encoding::Utf16Le) => UTF_16LE.new_decoder_with_bom_removal(),
        Some(Encoding::Utf16Be) => UTF_16BE.new_decoder_with_bom_removal(),
        _ => return Ok((source, None)),
    };
    let converted = Utf16 {
        source,
        decoder,
        held: vec![0; HELD],
        from: 0,
        to: 0,
        ended: false,
    };
    Ok((Box::new(converted), encoding))
}

/// Reads UTF-16, gives UTF-8.
struct Utf16 {
    source: Source,
    decoder: Decoder,
    /// `held[from..to]` is converted and not yet taken.
    held: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
}

impl Utf16 {
    /// Converts until there is something to give, or nothing more.
    fn convert(&mut self) -> io::Result<()> {
        (self.from, self.to) = (0, 0);
        while self.to == 0 && !self.ended {
            let raw = self.source.fill_buf()?;
            let last = raw.is_empty();
            // One byte is left for `BROKEN`.
            let room = self.held.len() - 1;
            let (result, used, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(raw, &mut self.held[..room], last);
            self.source.consume(used);
            self.to = written;
            if let DecoderResult::Malformed(..) = result {
                self.held[self.to] = BROKEN;
                self.to += 1;
            }
            self.ended = last && result == DecoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl BufRead for Utf16 {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from == self.to {
            self.convert()?;
        }
        Ok(&self.held[self.from..self.to])
    }

    fn consume(&mut self, bytes: usize) {
        self.from = (self.from + bytes).min(self.to);
    }
}

impl Read for Utf16 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let bytes = held.len().min(buffer.len());
        buffer[..bytes].copy_from_slice(&held[..bytes]);
        self.consume(bytes);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: Vec<u8>, buffer: usize) -> (Vec<u8>, Option<Encoding>) {
        let source = io::BufReader::with_capacity(buffer, io::Cursor::new(bytes));
        let (mut source, encoding) = to_utf8(Box::new(source)).unwrap();
        let mut text = Vec::new();
        source.read_to_end(&mut text).unwrap();
        (text, encoding)
    }

    #[test]
    fn both_orders_with_and_without_a_mark() {
        // More than is held at once, with characters of one to four bytes on every boundary.
        let text = "Tin tức, \"Việt Nam\" 😀; ".repeat(9000);
        for mark in ["", "\u{feff}"] {
            let units: Vec<u16> = mark.encode_utf16().chain(text.encode_utf16()).collect();
            let little = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            for (bytes, expected) in [(little, Encoding::Utf16Le), (big, Encoding::Utf16Be)] {
                let (read, encoding) = read(bytes, 4097);
                assert_eq!(encoding, Some(expected));
                assert!(read == text.as_bytes());
            }
        }
    }

    #[test]
    fn what_is_no_utf16_stays_visible() {
        let bytes = [b'a', 0, 1, 0xD8, b'b', 0, b'c', 0, b'\n', 0, b'd'];
        assert_eq!(read(bytes.to_vec(), 64).0, b"a\xFFbc\n\xFF");
    }

    #[test]
    fn utf8_goes_through() {
        for text in ["Tin", "", "a\0b", "\u{feff}x"] {
            assert_eq!(read(text.into(), 64), (text.as_bytes().to_vec(), None));
        }
    }
}
