//! Marking what matched, on what was written (rule 4.7).
//!
//! Where the words of the query stand is known from the index, and which positions each fragment of an
//! article takes was noted when it was indexed. So the fragments to show are chosen without analysing the
//! article, and only they are, to tell which bytes stand at a position. What a fragment means can
//! hang on the rest of the article, which defines an abbreviation or speaks for one of its readings: then
//! its words are not where the index has them, and the article is analysed as a whole, as it was for the
//! index.

mod mark;
mod spellings;
mod standing;

use std::ops::Range;

use timtin_corpus::Article;
use timtin_tokenizer::{Analysis, Analyzer, Lexicon, Mode};

use self::mark::{Mark, marks, merge, worth};
pub(crate) use self::spellings::Spellings;
use self::standing::{Found, Sought, within};
pub(crate) use self::standing::{Standing, standings};
use super::response::Fragment;
use super::suggestion::Readings;
use crate::analysis::{GAP, is_unmarked, texts};
use crate::fragment::{Lengths, fragments};
use crate::query::{Plan, Zone};

/// The zones of an article in the order of their texts.
const ZONES: [Zone; 3] = [Zone::Title, Zone::Summary, Zone::Body];
/// The names of their fields.
const FIELDS: [&str; 3] = ["title", "summary", "body"];

/// Marks the hits of one plan.
pub(crate) struct Highlighter<'p> {
    plan: &'p Plan,
    sought: Sought<'p>,
    analyzer: Analyzer<'p>,
    readings: &'p Readings,
}

/// A hit with its marks.
#[derive(Debug, Default)]
pub(crate) struct Highlighted {
    /// The marks in the title.
    pub(crate) title: Vec<Range<usize>>,
    /// The best fragments of summary and body.
    pub(crate) fragments: Vec<Fragment>,
    /// How the article spells the readings of words typed without marks.
    pub(crate) spellings: Spellings,
}

/// Fragments are not joined to longer ones, in bytes.
const LONGEST: usize = 1200;

/// The title or a fragment of another text of an article.
#[derive(Clone)]
struct Piece {
    /// Which of the texts it is of.
    text: usize,
    /// In bytes of the text.
    bytes: Range<usize>,
    /// In positions of the article.
    positions: Range<u32>,
}

impl<'p> Highlighter<'p> {
    pub(crate) fn new(plan: &'p Plan, readings: &'p Readings, lexicon: &'p Lexicon) -> Self {
        Highlighter {
            plan,
            sought: Sought::new(plan),
            analyzer: Analyzer::new(lexicon),
            readings,
        }
    }

    /// The marks in the title and the best `count` fragments of summary and body. `indexed`: where the index
    /// has the words of the plan, and how many positions the fragments take.
    pub(crate) fn highlight(
        &self,
        article: &Article,
        indexed: Option<(Standing, Vec<u32>)>,
        count: usize,
        analysis: &mut Analysis<'p>,
    ) -> Highlighted {
        let shown = indexed.and_then(|(standing, lengths)| {
            self.by_index(article, &standing, &lengths, count, analysis)
        });
        let mut shown = shown.unwrap_or_else(|| self.by_texts(article, count, analysis));
        if shown.fragments.is_empty() && count > 0 {
            shown.fragments.extend(opening(article));
        }
        shown
    }

    /// What is shown, with nothing else analysed; `None` when that does not tell where the words stand.
    fn by_index(
        &self,
        article: &Article,
        standing: &Standing,
        lengths: &[u32],
        count: usize,
        analysis: &mut Analysis<'p>,
    ) -> Option<Highlighted> {
        let texts = texts(article);
        let title = Piece {
            text: 0,
            bytes: 0..texts[0].len(),
            positions: 0..standing.starts[1].saturating_sub(GAP),
        };
        let mut pieces = vec![title];
        let mut lengths = lengths.iter();
        for (text, start) in standing.starts.into_iter().enumerate().skip(1) {
            for bytes in fragments(texts[text]) {
                let before = match pieces.last() {
                    Some(last) if last.text == text => last.positions.end,
                    _ => start,
                };
                pieces.push(Piece {
                    text,
                    bytes,
                    positions: before..before.checked_add(*lengths.next()?)?,
                });
            }
        }
        if lengths.next().is_some() {
            return None;
        }
        self.shown(article, standing, &pieces, count, |piece| {
            let written = &texts[piece.text][piece.bytes.clone()];
            self.analyzer.analyze(written, Mode::Text, analysis);
            let same = analysis.positions() == piece.positions.end - piece.positions.start;
            let (zone, start) = (ZONES[piece.text], piece.positions.start);
            // That a text without marks may have it is what the index says.
            same.then(|| self.sought.find(analysis, zone, start, true, self.readings))
        })
    }

    /// What is shown of an article that is analysed as a whole.
    fn by_texts(
        &self,
        article: &Article,
        count: usize,
        analysis: &mut Analysis<'p>,
    ) -> Highlighted {
        let texts = texts(article);
        let (mut standing, mut found) = (Standing::nowhere(self.plan), Vec::new());
        let mut pieces = Vec::new();
        let mut start = 0;
        let each = |text: usize, analysis: &Analysis<'_>| {
            standing.starts[text] = start;
            let (zone, resort) = (ZONES[text], is_unmarked(analysis));
            found.extend(
                self.sought
                    .find(analysis, zone, start, resort, self.readings),
            );
            let positions = analysis.positions();
            if text == 0 {
                pieces.push(Piece {
                    text,
                    bytes: 0..texts[text].len(),
                    positions: 0..positions,
                });
            } else {
                let cut = fragments(texts[text]);
                let mut lengths = Lengths::of(&cut);
                for token in analysis.tokens() {
                    lengths.see(token.start, token.position);
                }
                let mut before = start;
                for (bytes, length) in cut.iter().cloned().zip(lengths.finish(positions)) {
                    pieces.push(Piece {
                        text,
                        bytes,
                        positions: before..before + length,
                    });
                    before += length;
                }
            }
            start += positions + GAP;
        };
        self.analyzer
            .analyze_article(&texts, &article.category, analysis, each);
        standing.add(&found);
        let shown = self.shown(article, &standing, &pieces, count, |piece| {
            let inside = within(&found, |found| found.position, &piece.positions);
            let shifted = inside
                .iter()
                .filter(|found| found.span.start >= piece.bytes.start);
            let shifted = shifted.map(|found| Found {
                span: found.span.start - piece.bytes.start..found.span.end - piece.bytes.start,
                ..found.clone()
            });
            Some(shifted.collect())
        });
        shown.unwrap_or_default()
    }

    /// The marks in the title and the best fragments of `pieces`, by where the words stand; `find` tells
    /// where a piece has them, in bytes of the piece.
    fn shown(
        &self,
        article: &Article,
        standing: &Standing,
        pieces: &[Piece],
        count: usize,
        mut find: impl FnMut(&Piece) -> Option<Vec<Found>>,
    ) -> Option<Highlighted> {
        let marks = marks(self.plan, standing);
        let pieces = &whole(pieces, &marks);
        let mut best: Vec<(f32, &Piece, Vec<&Mark>)> = Vec::new();
        let (mut title, mut chosen) = (Vec::new(), Vec::new());
        let mut spellings = Spellings::default();
        let texts = texts(article);
        let mut spans = |piece: &Piece, inside: &[&Mark]| -> Option<Vec<Range<usize>>> {
            let found = find(piece)?;
            let text = &texts[piece.text][piece.bytes.clone()];
            let mut spans = Vec::with_capacity(inside.len());
            for mark in inside {
                spans.push(mark.span(&found)?);
                self.spelling_of(mark, &found, text, &mut spellings);
            }
            spans.retain(|span| span.end <= text.len());
            Some(merge(text, spans))
        };
        for piece in pieces {
            let inside = within(&marks, |mark| mark.first, &piece.positions).iter();
            let inside: Vec<&Mark> = inside
                .filter(|mark| mark.last < piece.positions.end)
                .collect();
            if inside.is_empty() {
                continue;
            }
            if piece.text == 0 {
                title = spans(piece, &inside)?;
            } else {
                best.push((worth(&inside), piece, inside));
            }
        }
        // Stable: of equal ones the earlier first.
        best.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, piece, inside) in best.into_iter().take(count) {
            let marks = spans(piece, &inside)?;
            chosen.push(Fragment {
                field: FIELDS[piece.text].to_owned(),
                text: texts[piece.text][piece.bytes.clone()].to_owned(),
                marks,
            });
        }
        Some(Highlighted {
            title,
            fragments: chosen,
            spellings,
        })
    }

    /// Notes how an article spells the reading of a word typed without marks.
    fn spelling_of(&self, mark: &Mark, found: &[Found], text: &str, spellings: &mut Spellings) {
        let reading = self.readings.of(mark.run, mark.slot);
        let Some(reading) = reading.filter(|_| !mark.is_phrase()) else {
            return;
        };
        for found in mark.words(found).filter(|found| found.is_reading) {
            spellings.add(
                reading,
                timtin_tokenizer::lower(&text[found.span.clone()]),
                1,
            );
        }
    }
}

/// The pieces, those joined across which something is marked: a phrase may go on in the next sentence.
fn whole(pieces: &[Piece], marks: &[Mark]) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let across = |last: &Piece| {
            let inside = within(marks, |mark| mark.first, &last.positions);
            last.text == piece.text && inside.iter().any(|mark| mark.last >= last.positions.end)
        };
        match joined.last_mut() {
            Some(last) if across(last) && piece.bytes.end - last.bytes.start <= LONGEST => {
                last.bytes.end = piece.bytes.end;
                last.positions.end = piece.positions.end;
            }
            _ => joined.push(piece.clone()),
        }
    }
    joined
}

/// What a hit shows when nothing in its text is marked: how it begins.
fn opening(article: &Article) -> Option<Fragment> {
    let summary = [("summary", &article.summary), ("body", &article.body)];
    summary.into_iter().find_map(|(field, text)| {
        let first = fragments(text).into_iter().next()?;
        Some(Fragment {
            field: field.to_owned(),
            text: text[first].to_owned(),
            marks: Vec::new(),
        })
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tantivy::{DocAddress, TantivyDocument};

    use super::*;
    use crate::query::{Accents, Matching};
    use crate::{ImportOptions, Index, Settings, WriterOptions};

    /// What is shown of an article that is in no index.
    fn shown(article: &Article, query: &str, lexicon: &Lexicon, count: usize) -> Highlighted {
        let plan = Plan::new(query, lexicon, Accents::Auto, Matching::Auto);
        let readings = Readings::default();
        let highlighter = Highlighter::new(&plan, &readings, lexicon);
        highlighter.highlight(article, None, count, &mut Analysis::new())
    }

    /// The title with `[ ]` around its marks.
    fn marked(title: &str, query: &str) -> String {
        let lexicon = Lexicon::built_in_and("TS-VM\ttrong sạch, vững mạnh\nQX\tquê xa").unwrap();
        let article = Article {
            title: title.into(),
            ..Article::default()
        };
        let marks = shown(&article, query, &lexicon, 3).title;
        let mut out = title.to_owned();
        for mark in marks.iter().rev() {
            out.insert(mark.end, ']');
            out.insert(mark.start, '[');
        }
        out
    }

    /// Whether it is told from the index or from the texts.
    #[test]
    fn a_phrase_across_sentences_is_marked() {
        let body = "Mưa lớn suốt ba ngày đêm trên toàn lưu vực, nước từ thượng nguồn tràn về. Sông dâng \
                    nhanh, hàng trăm hộ dân ở vùng trũng thấp phải di dời ngay trong đêm.";
        let index = Index::in_memory(Settings::default()).unwrap();
        let mut writer = index.writer(crate::WriterOptions::default()).unwrap();
        for (id, body) in [
            ("1", body.to_owned()),
            ("2", format!("UBND xã (UBX): {body}")),
        ] {
            let article = Article {
                id: id.into(),
                body,
                ..Article::default()
            };
            writer.add(article).unwrap();
        }
        writer.commit().unwrap();
        for query in ["\"tràn về sông dâng\"", "\"thuong nguon song\"~2"] {
            let found = index
                .searcher()
                .unwrap()
                .search(&crate::Request::new(query))
                .unwrap();
            assert_eq!(found.total, 2);
            for hit in found.hits {
                let [fragment] = &hit.fragments[..] else {
                    panic!("{:?}", hit.fragments)
                };
                let [mark] = &fragment.marks[..] else {
                    panic!("{fragment:?}")
                };
                assert!(
                    fragment.text[mark.clone()].contains("tràn về. Sông"),
                    "{query}"
                );
            }
        }
    }

    #[test]
    fn marks_are_on_what_was_written() {
        for (title, query, expected) in [
            (
                "Lãi quý III/2020 tăng",
                "quý 3 năm 2020",
                "Lãi [quý III/2020] tăng",
            ),
            (
                "Lãi quý 3 năm 2020 tăng",
                "quý III/2020",
                "Lãi [quý 3 năm 2020] tăng",
            ),
            (
                "Lãi quý I và quý II/2020 tăng",
                "quý I/2020",
                "Lãi [quý I] và quý II/2020 tăng",
            ),
            (
                "Lãi quý 3/2020 tăng",
                "\"lãi quý III\"",
                "[Lãi quý 3/2020] tăng",
            ),
            (
                "Họp lúc 20h30 tối nay",
                "20 giờ 30",
                "Họp lúc [20h30] tối nay",
            ),
            (
                "Họp lúc 20 giờ 30 phút tối nay",
                "\"lúc 20:30 tối\"",
                "Họp [lúc 20 giờ 30 phút tối] nay",
            ),
            ("Họp lúc 8h15 sáng", "8 giờ", "Họp lúc [8h15] sáng"),
            ("Vé 5.000đ/lượt", "5.000 đồng", "Vé [5.000đ]/lượt"),
            (
                "Dịch ＣＯＶＩＤ năm ２０２０",
                "covid 2020",
                "Dịch [ＣＯＶＩＤ] năm [２０２０]",
            ),
            (
                "Du lịch Đà Nẵng hút khách",
                "đà nẵng",
                "Du lịch [Đà Nẵng] hút khách",
            ),
            (
                "Du lịch Đà Nẵng hút khách",
                "da nang",
                "Du lịch [Đà Nẵng] hút khách",
            ),
            (
                "Cơ quan TS-VM tiêu biểu",
                "\"cơ quan trong sạch vững mạnh\"",
                "[Cơ quan TS-VM] tiêu biểu",
            ),
            (
                "Cơ quan TS-VM tiêu biểu",
                "trong sạch",
                "Cơ quan [TS-VM] tiêu biểu",
            ),
            (
                "Về quê xa lắm, xa quê",
                "\"quê xa\"",
                "Về [quê xa] lắm, xa quê",
            ),
            ("Về quê xa lắm, QX ơi", "QX", "Về [quê xa] lắm, [QX] ơi"),
            ("Về xa quê, nhớ quê", "QX", "Về xa quê, nhớ quê"),
            ("Cán bộ của Bộ Y tế", "cán bộ", "[Cán bộ] của Bộ Y tế"),
            ("Bão gây lũ", "lũ bão", "[Bão] gây [lũ]"),
            ("Dân vận và dân tộc", "dân*", "[Dân] vận và [dân] tộc"),
            ("Thủy điện", "thuỷ điện", "[Thủy điện]"),
            (
                "Mưa ở Đà Nẵng. Đà Nẵng ngập",
                "đà nẵng",
                "Mưa ở [Đà Nẵng]. [Đà Nẵng] ngập",
            ),
            ("Ở TP.HCM và TP. HCM", "TP.HCM", "Ở [TP.HCM] và [TP. HCM]"),
            ("Bat giu nhom lua dao", "lừa đảo", "Bat giu nhom [lua dao]"),
        ] {
            assert_eq!(marked(title, query), expected, "{query}");
        }
    }

    #[test]
    fn an_abbreviation_is_marked_for_what_the_body_defines() {
        let article = Article {
            title: "CKT giữ xe gỗ".into(),
            body: "Chốt kiểm tra Lạc Sơn (CKT) giữ một xe.".into(),
            ..Article::default()
        };
        let found = shown(&article, "chốt kiểm tra", &Lexicon::empty(), 1);
        let (title, found) = (found.title, found.fragments);
        assert_eq!(title.first(), Some(&(0..3)));
        let marked: Vec<&str> = found[0]
            .marks
            .iter()
            .map(|mark| &found[0].text[mark.clone()])
            .collect();
        assert_eq!(marked, ["Chốt kiểm tra", "CKT"]);
    }

    #[test]
    fn fragments_alone_show_what_the_whole_article_does() {
        let index = Index::in_memory(Settings::default()).unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/fixtures");
        let options = ImportOptions {
            writer: WriterOptions {
                threads: 1,
                memory: 0,
            },
            ..ImportOptions::default()
        };
        index.import([fixtures], &options, |_| ()).unwrap();
        let searcher = index.searcher().unwrap();
        let lexicon = index.lexicon();
        let readings = Readings::default();
        let (mut asked, mut told, mut marked) = (0, 0, 0);
        let segments = searcher.engine().segment_readers().iter().zip(0..);
        let documents = segments.flat_map(|(segment, ordinal)| {
            let docs = 0..segment.max_doc();
            docs.map(move |doc| DocAddress::new(ordinal, doc))
        });
        for (at, address) in documents.enumerate() {
            let document: TantivyDocument = searcher.engine().doc(address).unwrap();
            let article = index.fields().article(&document).unwrap();
            let lengths = index.fields().fragment_lengths(&document);
            let title: Vec<&str> = article.title.split_whitespace().collect();
            let body: Vec<&str> = article.body.split_whitespace().collect();
            let some = |words: &[&str], from: usize, len: usize| {
                let words = words.iter().cycle().skip(from).take(len.min(words.len()));
                words.copied().collect::<Vec<_>>().join(" ")
            };
            for query in [
                some(&title, 0, 3),
                some(&title, at, 6),
                timtin_tokenizer::fold(&some(&title, at, 4)).into_owned(),
                some(&body, 3 * at, 2),
                format!("\"{}\"", some(&body, 5 * at, 3)),
                format!(
                    "\"{}\"~4",
                    [some(&body, 7 * at, 1), some(&body, 7 * at + 3, 1)].join(" ")
                ),
                format!(
                    "body:{} title:{} -zzz",
                    some(&body, at, 1),
                    some(&title, at, 1)
                ),
                format!("{} CB, CC, VC UBND 26/2/2019", some(&body, 11 * at, 1)),
            ] {
                let plan = Plan::new(&query, lexicon, Accents::Auto, Matching::Auto);
                let mut analysis = Analysis::new();
                let highlighter = Highlighter::new(&plan, &readings, lexicon);
                let standing = standings(searcher.snapshot(), index.fields(), &plan, &[address]);
                let standing = standing.unwrap().pop().flatten().unwrap();
                let whole = highlighter.by_texts(&article, 3, &mut analysis);
                let shown = highlighter.by_index(&article, &standing, &lengths, 3, &mut analysis);
                asked += 1;
                marked += usize::from(!whole.fragments.is_empty());
                if let Some(shown) = shown {
                    told += 1;
                    let (shown, whole) = (
                        (shown.title, shown.fragments),
                        (whole.title, whole.fragments),
                    );
                    assert_eq!(shown, whole, "{query} in {}", article.title);
                }
            }
        }
        // Some hang on the rest of their article; most are told by themselves.
        assert!(asked > 1000 && marked * 2 > asked, "{marked} of {asked}");
        assert!(told < asked && told * 10 > asked * 7, "{told} of {asked}");
    }

    #[test]
    fn a_stray_word_is_not_marked_where_another_part_has_it_in_place() {
        let article = Article {
            title: "Bộ Y tế họp".into(),
            body: "Nhiều cán bộ dự.".into(),
            ..Article::default()
        };
        let found = shown(&article, "cán bộ", &Lexicon::empty(), 3);
        let (title, found) = (found.title, found.fragments);
        assert_eq!((title, found.len()), (Vec::new(), 1));
    }

    #[test]
    fn the_best_fragment_has_most_of_the_query() {
        let article = Article {
            body: "Cơn bão số 5 đang tiến gần bờ, dự báo đêm nay sẽ đổ bộ vào đất liền nước ta.\nTheo dự báo, bão lũ miền Trung còn kéo dài đến hết tháng sau, người dân cần đề phòng.".into(),
            ..Article::default()
        };
        let found = shown(&article, "bão lũ miền trung", &Lexicon::empty(), 1).fragments;
        assert!(found[0].text.starts_with("Theo dự báo"), "{found:?}");
        assert_eq!(
            &found[0].text[found[0].marks[0].clone()],
            "bão lũ miền Trung"
        );
    }
}
