//! Feeds: an item is a record, cut without parsing it.
//!
//! Of XML no more is understood than where items begin and end. It is read up to a `>`: what matters ends with one,
//! and a tag is what stands behind the last `<` before it.

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::mem;
use std::sync::Arc;

use memchr::memmem::find;
use memchr::{memchr, memchr_iter, memrchr};

use super::ahead::Ahead;
use super::line::too_long;
use super::{Cutter, MAX_RECORD_BYTES, read_error};
use crate::feed::{self, Head};
use crate::record::{Content, Location, RawRecord};

/// Elements that hold the items of a feed, without their prefixes.
const FEEDS: [&[u8]; 3] = [b"rss", b"RDF", b"feed"];
/// Elements that are items, without their prefixes.
const ITEMS: [&[u8]; 2] = [b"item", b"entry"];

/// Whether the first element of a file is that of a feed, or an item alone.
pub(crate) fn is_feed(start: &[u8]) -> bool {
    let mut rest = start.trim_ascii_start();
    while let Some(end) = markup_end(rest) {
        match tag(&rest[..end]) {
            Some(tag) => {
                return rest.starts_with(b"<")
                    && !tag.is_end
                    && (is_one(&FEEDS, tag.name) || is_one(&ITEMS, tag.name));
            }
            None => rest = rest[end..].trim_ascii_start(),
        }
    }
    false
}

/// Where the markup ends that `text` begins with.
fn markup_end(text: &[u8]) -> Option<usize> {
    if text.starts_with(COMMENT.begin) {
        return find(text, COMMENT.end).map(|at| at + COMMENT.end.len());
    }
    memchr(b'>', text).map(|at| at + 1)
}

/// Whether a name is among `names`, whatever its prefix.
fn is_one(names: &[&[u8]], name: &[u8]) -> bool {
    let local = memrchr(b':', name).map_or(name, |at| &name[at + 1..]);
    names.contains(&local)
}

/// What is no markup, whatever is in it.
#[derive(Debug)]
struct Literal {
    begin: &'static [u8],
    end: &'static [u8],
}

const COMMENT: Literal = Literal {
    begin: b"<!--",
    end: b"-->",
};
const CDATA: Literal = Literal {
    begin: b"<![CDATA[",
    end: b"]]>",
};

/// The first literal that begins in a text, and where.
fn literal(text: &[u8]) -> Option<(usize, &'static Literal)> {
    let from = find(text, b"<!")?;
    let found = [&COMMENT, &CDATA]
        .into_iter()
        .filter_map(|literal| Some((from + find(&text[from..], literal.begin)?, literal)));
    found.min_by_key(|(at, _)| *at)
}

/// The tag of an element.
struct Tag<'t> {
    name: &'t [u8],
    is_end: bool,
    is_empty: bool,
}

/// The tag that ends a text.
fn tag(text: &[u8]) -> Option<Tag<'_>> {
    let inner = text.strip_suffix(b">")?;
    let inner = &inner[memrchr(b'<', inner)? + 1..];
    let (is_end, inner) = match inner {
        [] | [b'!' | b'?', ..] => return None,
        [b'/', inner @ ..] => (true, inner),
        _ => (false, inner),
    };
    let is_behind = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
    let end = inner.iter().position(is_behind).unwrap_or(inner.len());
    Some(Tag {
        name: &inner[..end],
        is_end,
        is_empty: inner.ends_with(b"/"),
    })
}

/// What a tag is to a feed.
enum Mark {
    /// The feed begins.
    Feed,
    FeedEnd,
    /// An item begins.
    Item,
    /// An item that is nothing but its start.
    EmptyItem,
    ItemEnd,
    Other,
}

/// What is being cut.
#[derive(Debug, Default)]
struct Piece {
    bytes: Vec<u8>,
    length: usize,
    /// The line it starts on.
    line: u64,
}

/// Where in the file the next byte is.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Before the first element.
    Start,
    /// Between items, or before the first one.
    Between,
    /// In an item; `seen_end`: an end of an item was seen where it is none, in a comment or `CDATA`.
    Item { seen_end: bool },
    /// Behind the end of the feed; `strange`: there is something.
    Behind { strange: bool },
    /// In XML that is no feed.
    Other,
}

/// Tags that matter are no longer, in bytes.
const LONGEST_TAG: usize = 1 << 10;

const NEVER_CLOSED: &str = "broken XML: the item is never closed";

/// Cuts items.
///
/// An item that is never closed ends where the next begins. So it does within a comment or `CDATA` that has the end of
/// an item: it is never closed either. A comment between items that is never closed is cut again, as if it were none.
pub(crate) struct Items {
    source: Ahead,
    file: String,
    /// The line of the next byte.
    line: u64,
    place: Place,
    piece: Piece,
    literal: Option<&'static Literal>,
    /// The name of the element around the items; empty when there is none.
    root: Vec<u8>,
    /// The name of the items.
    item: Vec<u8>,
    /// What stands before the items, once there is one.
    head: Option<Arc<Head>>,
    /// In so many of the next bytes there is no comment and no `CDATA`.
    suspicious: usize,
    ready: VecDeque<RawRecord>,
    ended: bool,
}

/// Adds to the end of what is too long to be held: what it is can be told by that.
fn keep_end(end: &mut Vec<u8>, more: &[u8]) {
    end.extend_from_slice(&more[more.len().saturating_sub(LONGEST_TAG)..]);
    end.drain(..end.len().saturating_sub(LONGEST_TAG));
}

fn lines(text: &[u8]) -> u64 {
    memchr_iter(b'\n', text).count() as u64
}

impl Items {
    pub(crate) fn new(source: Ahead, file: String) -> Items {
        Items {
            source,
            file,
            line: 1,
            place: Place::Start,
            piece: Piece {
                line: 1,
                ..Piece::default()
            },
            literal: None,
            root: Vec::new(),
            item: Vec::new(),
            head: None,
            suspicious: 0,
            ready: VecDeque::new(),
            ended: false,
        }
    }

    /// Reads up to and with the next `>` into the piece; where in it that starts. `None` at the end of the file.
    fn read(&mut self) -> io::Result<Option<usize>> {
        // Of a piece that is too long no more is held, except for what was read last.
        self.piece.bytes.truncate(MAX_RECORD_BYTES);
        let from = self.piece.bytes.len();
        let mut length = 0;
        let mut end = Vec::new();
        loop {
            let buffer = self.source.fill_buf()?;
            let found = memchr(b'>', buffer);
            let used = found.map_or(buffer.len(), |at| at + 1);
            let room = MAX_RECORD_BYTES - (self.piece.bytes.len() - from);
            let taken = &buffer[..used.min(room)];
            self.piece.bytes.extend_from_slice(taken);
            keep_end(&mut end, &buffer[taken.len()..used]);
            self.line += lines(&buffer[..used]);
            self.source.consume(used);
            self.piece.length += used;
            length += used;
            if found.is_some() || used == 0 {
                self.piece.bytes.append(&mut end);
                return Ok((length > 0).then_some(from));
            }
        }
    }

    /// Ends the piece before `at`; what is behind begins the next one.
    fn split(&mut self, at: usize) -> Piece {
        let behind = self.piece.bytes.split_off(at);
        let next = Piece {
            line: self.line - lines(&behind),
            length: behind.len(),
            bytes: behind,
        };
        let mut piece = mem::replace(&mut self.piece, next);
        piece.length -= self.piece.length;
        piece
    }

    /// Takes what was read last, from `from` on.
    fn take(&mut self, from: usize) {
        let text = &self.piece.bytes[from..];
        let was_literal = self.literal.is_some();
        let mut is_literal = was_literal;
        if let Some(literal) = self.literal {
            if text.ends_with(literal.end) {
                self.literal = None;
            }
        } else if self.suspicious == 0
            && let Some((at, literal)) = literal(text)
        {
            is_literal = true;
            let inside = &text[at + literal.begin.len()..];
            if !inside.ends_with(literal.end) {
                self.literal = Some(literal);
            }
        }
        self.suspicious = self.suspicious.saturating_sub(text.len());
        if let Place::Behind { strange } = &mut self.place
            && !was_literal
        {
            let before = &text[..memchr(b'<', text).unwrap_or(text.len())];
            *strange |= !before.trim_ascii().is_empty();
        }
        let mark = self.mark(text);
        let at = from + memrchr(b'<', text).unwrap_or(text.len());
        match (mark, is_literal) {
            (Some(mark), false) => self.take_mark(&mark, at),
            (Some(mark), true) => self.take_literal(&mark, at),
            (None, _) => {}
        }
    }

    /// What the tag that ends `text` is to the feed.
    fn mark(&self, text: &[u8]) -> Option<Mark> {
        let tag = tag(text)?;
        let is_item = tag.name == self.item
            // Items alone, such as those that were rejected, need not be of one feed.
            || (self.root.is_empty()
                && !matches!(self.place, Place::Item { .. } | Place::Other)
                && is_one(&ITEMS, tag.name));
        Some(match (tag.is_end, is_item) {
            (true, true) => Mark::ItemEnd,
            (true, false) if tag.name == self.root && !tag.name.is_empty() => Mark::FeedEnd,
            (false, true) if tag.is_empty => Mark::EmptyItem,
            (false, true) => Mark::Item,
            (false, false) if is_one(&FEEDS, tag.name) => Mark::Feed,
            _ => Mark::Other,
        })
    }

    /// Takes a tag that starts at `at`.
    fn take_mark(&mut self, mark: &Mark, at: usize) {
        match (self.place, mark) {
            (Place::Other, _) => {}
            (_, Mark::Feed) => self.begin_feed(at),
            (_, Mark::Item) => self.begin_item(at),
            (_, Mark::EmptyItem) => {
                self.begin_item(at);
                self.end_item();
            }
            (Place::Item { .. }, Mark::ItemEnd) => self.end_item(),
            (Place::Item { .. }, Mark::FeedEnd) => {
                let item = self.split(at);
                self.reject(item, NEVER_CLOSED.to_owned());
                self.end_feed();
            }
            (Place::Between, Mark::FeedEnd) => self.end_feed(),
            (Place::Between, Mark::ItemEnd) => {
                let piece = self.split(self.piece.bytes.len());
                self.know_head(&piece.bytes);
                let reason = "broken XML: an item ends that does not begin";
                self.reject(piece, reason.to_owned());
            }
            (Place::Start, Mark::Other) => self.place = Place::Other,
            (Place::Behind { .. }, _) => self.place = Place::Behind { strange: true },
            (Place::Start | Place::Between | Place::Item { .. }, _) => {}
        }
    }

    /// Takes a tag that stands in a comment or `CDATA`.
    fn take_literal(&mut self, mark: &Mark, at: usize) {
        match (&mut self.place, mark) {
            (Place::Item { seen_end }, Mark::ItemEnd) => *seen_end = true,
            (Place::Item { seen_end: true }, Mark::Item | Mark::EmptyItem | Mark::Feed) => {
                self.literal = None;
                self.take_mark(mark, at);
            }
            _ => {}
        }
    }

    fn begin_feed(&mut self, at: usize) {
        match self.place {
            // What stands before the first element belongs to it.
            Place::Start | Place::Behind { strange: false } => {}
            _ => self.leave(at),
        }
        self.place = Place::Between;
        self.head = None;
        let start = memrchr(b'<', &self.piece.bytes).unwrap_or_default();
        let start = &self.piece.bytes[start..];
        self.root = tag(start).map(|tag| tag.name.to_vec()).unwrap_or_default();
        self.item = feed::item_name(&String::from_utf8_lossy(start)).into_bytes();
    }

    fn end_feed(&mut self) {
        self.split(self.piece.bytes.len());
        self.place = Place::Behind { strange: false };
    }

    fn begin_item(&mut self, at: usize) {
        self.leave(at);
        self.place = Place::Item { seen_end: false };
        if self.root.is_empty() {
            self.item = tag(&self.piece.bytes)
                .map(|tag| tag.name.to_vec())
                .unwrap_or_default();
        }
    }

    fn end_item(&mut self) {
        let item = self.split(self.piece.bytes.len());
        self.place = Place::Between;
        if item.length > MAX_RECORD_BYTES {
            return self.reject(item, "the item is too long".to_owned());
        }
        let head = self.know_head(b"");
        let location = self.location(item.line);
        let raw = item.bytes;
        let record = RawRecord::new(location, Content::Item { head, raw });
        self.ready.push_back(record);
    }

    /// Ends before `at` what is being cut.
    fn leave(&mut self, at: usize) {
        let piece = self.split(at);
        match self.place {
            Place::Start | Place::Between => {
                self.know_head(&piece.bytes);
            }
            Place::Item { .. } => self.reject(piece, NEVER_CLOSED.to_owned()),
            Place::Behind { strange: true } => self.reject(piece, self.strange()),
            Place::Behind { strange: false } | Place::Other => {}
        }
    }

    /// What stands before the items: `before`, unless it is known already.
    fn know_head(&mut self, before: &[u8]) -> Arc<Head> {
        let head = self.head.get_or_insert_with(|| Arc::new(Head::of(before)));
        Arc::clone(head)
    }

    fn location(&self, line: u64) -> Location {
        Location {
            file: self.file.clone(),
            line,
        }
    }

    fn reject(&mut self, piece: Piece, mut reason: String) {
        if piece.length > MAX_RECORD_BYTES {
            reason = format!("{reason}; {}", too_long("record", piece.length));
        }
        let mut raw = piece.bytes;
        raw.truncate(MAX_RECORD_BYTES);
        let indent = raw.len() - raw.trim_ascii_start().len();
        let line = piece.line + lines(&raw[..indent]);
        raw.drain(..indent);
        raw.truncate(raw.trim_ascii_end().len());
        let record = RawRecord::broken(self.location(line), reason, raw);
        self.ready.push_back(record);
    }

    /// Why what stands behind the end of a feed is rejected.
    fn strange(&self) -> String {
        let root = String::from_utf8_lossy(&self.root);
        format!("broken XML: this stands behind the end of the feed, </{root}>")
    }

    /// Why a feed whose end is not there is rejected: even between two items, where nothing that stands there is lost,
    /// the items behind are.
    fn cut_short(&self) -> String {
        let root = String::from_utf8_lossy(&self.root);
        format!(
            "broken XML: the feed is cut short, </{root}> is missing: what follows is lost; fetch the file again"
        )
    }

    /// Takes note that there is nothing more to read.
    fn end(&mut self) {
        if self.literal.is_some()
            && !matches!(self.place, Place::Item { .. } | Place::Other)
            && self.piece.length <= MAX_RECORD_BYTES
        {
            return self.cut_again();
        }
        self.ended = true;
        let piece = self.split(self.piece.bytes.len());
        let reason = match self.place {
            Place::Behind { strange: false } => return,
            Place::Between if !self.root.is_empty() => self.cut_short(),
            _ if piece.bytes.trim_ascii().is_empty() => return,
            Place::Item { .. } => NEVER_CLOSED.to_owned(),
            Place::Between => "not a feed: neither <item> nor <entry> begins here".to_owned(),
            Place::Behind { strange: true } => self.strange(),
            Place::Start | Place::Other => {
                "not a feed: neither <rss>, <rdf:RDF> nor <feed> is its first element".to_owned()
            }
        };
        self.reject(piece, reason);
    }

    /// Gives the bytes of the piece back, to be cut as if no comment and no `CDATA` were in them.
    fn cut_again(&mut self) {
        let bytes = mem::take(&mut self.piece.bytes);
        self.literal = None;
        self.line = self.piece.line;
        self.piece.length = 0;
        self.suspicious = bytes.len();
        if self.head.is_none() {
            self.place = Place::Start;
        } else if matches!(self.place, Place::Behind { .. }) {
            self.place = Place::Behind { strange: false };
        }
        self.source.take_back(bytes);
    }
}

impl Cutter for Items {
    fn next(&mut self) -> Option<RawRecord> {
        while self.ready.is_empty() && !self.ended {
            match self.read() {
                Ok(Some(from)) => self.take(from),
                Ok(None) => self.end(),
                Err(error) => {
                    self.ended = true;
                    let piece = self.split(self.piece.bytes.len());
                    self.reject(piece, read_error(&error));
                }
            }
        }
        self.ready.pop_front()
    }
}
