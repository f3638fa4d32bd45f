//! Cutting a text into fragments: whole sentences where possible (rule 4.7).

use std::ops::Range;

/// Sentences longer than this many bytes are cut.
const MAX_BYTES: usize = 600;
/// Shorter sentences are joined with what follows them.
const MIN_BYTES: usize = 60;

/// How many positions the fragments of a text take, told from its tokens as they go by.
pub(crate) struct Lengths {
    /// Where the fragments begin that no token was in so far, the next of them last.
    to_come: Vec<usize>,
    /// The first position of the one in hand.
    first: u32,
    lengths: Vec<u32>,
}

impl Lengths {
    /// The lengths of `fragments`, which are in order.
    pub(crate) fn of(fragments: &[Range<usize>]) -> Lengths {
        let to_come = fragments.iter().rev().map(|fragment| fragment.start);
        Lengths {
            to_come: to_come.collect(),
            first: 0,
            lengths: Vec::with_capacity(fragments.len()),
        }
    }

    /// Takes the next token: where it begins, in bytes, and its position.
    pub(crate) fn see(&mut self, start: usize, position: u32) {
        while let [.., next, _] = self.to_come[..]
            && next <= start
        {
            self.end(position);
        }
    }

    fn end(&mut self, position: u32) {
        if self.to_come.pop().is_some() {
            self.lengths.push(position.saturating_sub(self.first));
            self.first = position;
        }
    }

    /// The lengths of all fragments of a text with so many positions.
    pub(crate) fn finish(mut self, positions: u32) -> Vec<u32> {
        while !self.to_come.is_empty() {
            self.end(positions);
        }
        self.lengths
    }
}

/// Lengths as a text, a character each. No fragment takes as many positions as there are characters: a length
/// that none stands for comes back as another, and what it is of is then seen not to be what it was.
pub(crate) fn encode(lengths: impl IntoIterator<Item = u32>, out: &mut String) {
    let encoded = lengths.into_iter().map(char::from_u32);
    out.extend(encoded.map(|length| length.unwrap_or(char::MAX)));
}

/// The lengths that a text stands for.
pub(crate) fn decode(encoded: &str) -> Vec<u32> {
    encoded.chars().map(u32::from).collect()
}

/// The fragments of `text` in order: byte ranges without the space around them.
pub(crate) fn fragments(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = sentence_end(text, start);
        let sentence = trim(text, start..end);
        start = end;
        if sentence.is_empty() {
            continue;
        }
        match out.last_mut() {
            Some(last) if joins(text, last, &sentence) => last.end = sentence.end,
            _ => out.push(sentence),
        }
    }
    out
}

/// Short sentences on one line go together.
fn joins(text: &str, last: &Range<usize>, sentence: &Range<usize>) -> bool {
    let short = last.len() < MIN_BYTES || sentence.len() < MIN_BYTES;
    short
        && sentence.end - last.start <= MAX_BYTES
        && !text[last.end..sentence.start].contains('\n')
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..(start + piece.trim().len())
}

/// Where the sentence that starts at `start` ends: behind its final mark, at a line's end, or where it
/// is cut to keep it within [`MAX_BYTES`].
fn sentence_end(text: &str, start: usize) -> usize {
    let mut from = start;
    while let Some((at, c)) = next_end(text, from, start + MAX_BYTES) {
        let end = at + c.len_utf8();
        let (before, next) = (&text[start..at], text[end..].chars().next());
        let ends = match c {
            '\n' => true,
            // A closing quotation mark belongs to the sentence it closes.
            '"' | '”' | '»' | ')' => {
                next.is_some_and(char::is_whitespace) && ends_sentence(before)
            }
            _ => {
                !is_abbreviation(before, c)
                    && (next.is_none_or(char::is_whitespace) || is_glued(before, &text[end..]))
            }
        };
        if ends {
            return end;
        }
        from = end;
    }
    if text.len() - start <= MAX_BYTES {
        return text.len();
    }
    // Behind the first character that is not wholly within the bound.
    let bound = start + MAX_BYTES;
    let is_boundary = |end: &usize| text.is_char_boundary(*end);
    let end = (bound + 1..text.len())
        .find(is_boundary)
        .unwrap_or(text.len());
    cut(&text[start..end]).map_or(end, |cut| start + cut)
}

/// Where a piece of a longer sentence is cut: behind a clause in its second half, else at its last space.
fn cut(piece: &str) -> Option<usize> {
    let is_clause_end = |(at, c): (usize, char)| {
        let clause = matches!(c, ',' | ';') && piece[at + 1..].starts_with(char::is_whitespace);
        clause.then_some(at + 1)
    };
    let clause = piece.char_indices().rev().find_map(is_clause_end);
    clause.filter(|end| *end > piece.len() / 2).or_else(|| {
        let space = piece.trim_end_matches(|c: char| !c.is_whitespace());
        (!space.is_empty()).then_some(space.len())
    })
}

/// Whether the next sentence follows without a space, as where a page's paragraphs were joined: `trở lại.Hôm nay`.
fn is_glued(before: &str, after: &str) -> bool {
    let mut last = before.chars().rev();
    let mut next = after.chars();
    let small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    small(last.next())
        && small(last.next())
        && next.next().is_some_and(char::is_uppercase)
        && small(next.next())
}

/// The first bytes of characters that may end a sentence: most text has none of them, and is passed over
/// by its bytes.
const FIRST_BYTES: [bool; 256] = {
    let mut first = [false; 256];
    let mut at = 0;
    let bytes = b"\n.!?\")\xe2\xc2";
    while at < bytes.len() {
        first[bytes[at] as usize] = true;
        at += 1;
    }
    first
};

/// The next character that may end a sentence, and where it stands: at `most`, or before.
fn next_end(text: &str, from: usize, most: usize) -> Option<(usize, char)> {
    let mut at = from;
    loop {
        let rest = text.as_bytes().get(at..text.len().min(most + 1))?;
        at += rest
            .iter()
            .position(|byte| FIRST_BYTES[usize::from(*byte)])?;
        let c = text[at..].chars().next()?;
        if matches!(c, '\n' | '.' | '!' | '?' | '…' | '"' | '”' | '»' | ')') {
            return Some((at, c));
        }
        at += c.len_utf8();
    }
}

fn ends_sentence(before: &str) -> bool {
    before.ends_with(['.', '!', '?', '…'])
}

/// Written with a point before a name: `TP. Hồ Chí Minh`, `PGS. TS. Nguyễn Văn A`.
const BEFORE_NAMES: [&str; 14] = [
    "tp", "tx", "tt", "gs", "pgs", "ts", "ths", "bs", "ks", "ls", "mr", "mrs", "dr", "st",
];

/// Whether the point belongs to a title or to the initials of `A. Dumas` and ends no sentence.
pub(crate) fn is_abbreviation(before: &str, mark: char) -> bool {
    let word = before
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    mark == '.'
        && (initial || (word.len() <= 3 && BEFORE_NAMES.contains(&word.to_lowercase().as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        fragments(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn sentences_end_where_they_end() {
        let one = "Ngày 26/2, UBND TP. Hồ Chí Minh công bố số liệu mới nhất về giao thông đô thị trong năm.";
        let two =
            "Theo đó, số vụ tai nạn giảm 1.084 vụ, tương đương 12,5% so với cùng kỳ năm trước!";
        assert_eq!(
            pieces(&format!("{one} {two}\n\nHải Yến")),
            [one, two, "Hải Yến"]
        );
    }

    #[test]
    fn every_position_is_in_one_fragment() {
        let lengths = |starts: &[usize], tokens: &[(usize, u32)], positions| {
            let fragments: Vec<_> = starts.iter().map(|start| *start..*start + 1).collect();
            let mut lengths = Lengths::of(&fragments);
            for (start, position) in tokens {
                lengths.see(*start, *position);
            }
            lengths.finish(positions)
        };
        let tokens = [(0, 0), (4, 1), (4, 2), (10, 3), (15, 4)];
        assert_eq!(lengths(&[0, 10], &tokens, 5), [3, 2]);
        // None in the second; one that begins before what it ends in.
        assert_eq!(lengths(&[0, 6, 9], &tokens, 5), [3, 0, 2]);
        assert_eq!(
            lengths(&[0, 12, 14], &[(0, 0), (11, 1), (13, 2)], 3),
            [2, 1, 0]
        );
        assert!(lengths(&[], &[], 0).is_empty());
        let all = [0, 1, 0x7f, 0x80, 0xd7ff, 0xe000, 0x10_ffff];
        let mut encoded = String::new();
        encode(all, &mut encoded);
        assert_eq!(decode(&encoded), all);
        encode([0xd800], &mut encoded);
        assert_eq!(decode(&encoded).last(), Some(&0x10_ffff));
    }

    #[test]
    fn sentences_without_space_between_end_too() {
        let one = "Bản tin chiều nay cho biết đường lên bản đã thông, xe tải nhỏ đi lại được.";
        let two = "Hôm qua nhiều nhà vẫn phải gùi gạo, muối qua đoạn sạt lở dài hơn trăm mét.";
        assert_eq!(pieces(&format!("{one}{two}")), [one, two]);
        for name in ["VietnamNet.Vn", "TP.Vinh", "P.Hải Châu", "GS.Trần", "a.B"] {
            let text = format!("{one} Theo {name} thì {two}");
            assert_eq!(pieces(&text).len(), 2, "{name}");
        }
    }

    #[test]
    fn long_sentences_are_cut_behind_a_clause() {
        let clause = "xe chở hàng cứu trợ vào bản, ";
        let long = format!("{}rồi quay về", clause.repeat(40));
        let found = pieces(&long);
        assert!(
            found.len() > 2
                && found[..found.len() - 1]
                    .iter()
                    .all(|piece| piece.ends_with(','))
        );
    }

    #[test]
    fn short_sentences_go_together_and_long_ones_are_cut() {
        assert_eq!(pieces("Thế ư? Vâng. Đúng vậy."), ["Thế ư? Vâng. Đúng vậy."]);
        let long = "từ ".repeat(1000);
        assert!(pieces(&long).iter().all(|piece| piece.len() <= MAX_BYTES));
        assert!(
            pieces(&"ă".repeat(1000))
                .iter()
                .all(|piece| piece.len() <= MAX_BYTES + 2)
        );
        assert!(pieces("").is_empty() && pieces(" \n ").is_empty());
    }
}
