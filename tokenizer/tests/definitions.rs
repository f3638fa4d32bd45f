//! Which sentences define an abbreviation, and by which words. All are made up.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::sync::LazyLock;

use proptest::prelude::*;
use timtin_tokenizer::{
    Analysis, Analyzer, DefinitionKind, Definitions, Discourse, Lexicon, Mode, definitions, repair,
};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::built_in().unwrap());

/// A sentence and what it defines, as `ABBREVIATION = long form`; nothing where it defines nothing.
const SENTENCES: &[(&str, &str)] = &[
    // The long form before the bracket; letters decide where it begins.
    (
        "Chiều 5/3, Công an huyện (CAH) bắt hai người.",
        "CAH = Công an huyện",
    ),
    (
        "Chiều 5/3, Công an huyện Lạc Sơn (CAH) bắt hai người.",
        "CAH = Công an huyện",
    ),
    (
        "Đại hội Đảng ủy Khối (ĐUK) các cơ quan tỉnh",
        "ĐUK = Đảng ủy Khối",
    ),
    (
        "Đại hội Ðảng ủy Khối (ÐUK) các cơ quan tỉnh",
        "ÐUK = Ðảng ủy Khối",
    ),
    ("theo Ban Quản lý (BQL) chợ huyện", "BQL = Ban Quản lý"),
    (
        "nhiều người lao động (NLĐ) mất việc",
        "NLĐ = người lao động",
    ),
    ("HỘI ĐỒNG NHÂN DÂN (HĐND) họp", "HĐND = HỘI ĐỒNG NHÂN DÂN"),
    (
        "Phòng cảnh sát giao thông (CSGT) đường bộ",
        "CSGT = cảnh sát giao thông",
    ),
    ("xã đạt chuẩn nông thôn mới ( NTM )", "NTM = nông thôn mới"),
    ("ở ấn độ, Bộ Y tế (BYT)", "BYT = Bộ Y tế"),
    ("đường dẫn đến trung ương (TƯ)", "TƯ = trung ương"),
    ("nghị quyết của trung ương (TW)", "TW = trung ương"),
    ("nghị quyết của trung ương (T.Ư)", "T.Ư = trung ương"),
    ("nhà ở xã hội (NOXH)", "NOXH = nhà ở xã hội"),
    ("nhà ở xã hội (NƠXH)", "NƠXH = nhà ở xã hội"),
    (
        "quản lý thị trường \"sạch\" cần quản lý rủi ro (QLRR)",
        "QLRR = quản lý rủi ro",
    ),
    (
        "đội \"phản ứng nhanh\" (PƯN) của phường",
        "PƯN = phản ứng nhanh",
    ),
    // Joining words are left out.
    (
        "Sở Tài nguyên và Môi trường (TN-MT)",
        "TN-MT = Tài nguyên và Môi trường",
    ),
    (
        "Sở Tài nguyên và Môi trường (TN&MT) tỉnh",
        "TN&MT = Tài nguyên và Môi trường",
    ),
    (
        "ngành Nông nghiệp và Phát triển nông thôn (NN&PTNT)",
        "NN&PTNT = Nông nghiệp và Phát triển nông thôn",
    ),
    (
        "ngành Nông nghiệp và Phát triển nông thôn (NN & PTNT)",
        "NN & PTNT = Nông nghiệp và Phát triển nông thôn",
    ),
    (
        "Sở Lao động - Thương binh và Xã hội (LĐ-TB&XH)",
        "LĐ-TB&XH = Lao động - Thương binh và Xã hội",
    ),
    ("Sở Văn hóa, Thể thao và Du lịch (VH,TT&DL)", ""),
    (
        "Sở Văn hóa, Thể thao và Du lịch (VH, TT & DL)",
        "VH, TT & DL = Văn hóa, Thể thao và Du lịch",
    ),
    (
        "xây dựng chi bộ trong sạch, vững mạnh (TSVM)",
        "TSVM = trong sạch, vững mạnh",
    ),
    (
        "phòng cháy và chữa cháy (PCCC)",
        "PCCC = phòng cháy và chữa cháy",
    ),
    (
        "phát triển kinh tế - xã hội (KT-XH)",
        "KT-XH = kinh tế - xã hội",
    ),
    (
        "Khoa học và Công nghệ (KHCN)",
        "KHCN = Khoa học và Công nghệ",
    ),
    (
        "người Việt Nam ở nước ngoài (NVNONN)",
        "NVNONN = người Việt Nam ở nước ngoài",
    ),
    // Several letters of a word, words already short, digits.
    ("Thủ tướng (TTg) ký quyết định", "TTg = Thủ tướng"),
    ("học vị thạc sĩ (ThS)", "ThS = thạc sĩ"),
    (
        "Viện Kiểm sát nhân dân TC (VKSND TC)",
        "VKSND TC = Viện Kiểm sát nhân dân TC",
    ),
    (
        "Viện Kiểm sát nhân dân tối cao (VKSND TC)",
        "VKSND TC = Viện Kiểm sát nhân dân tối cao",
    ),
    ("Công ty CP Đầu tư ABC (CTCP ABC)", "CTCP = Công ty CP"),
    ("theo Quốc hội khóa 14 (QH14)", ""),
    ("Quốc hội 14 (QH14)", "QH14 = Quốc hội 14"),
    (
        "trường trung học cơ sở 1 (THCS 1)",
        "THCS 1 = trung học cơ sở 1",
    ),
    ("qua quốc lộ 5 (QL5)", "QL5 = quốc lộ 5"),
    // Plain words beside the letters.
    (
        "Hội đồng nhân dân tỉnh (HĐND tỉnh) họp",
        "HĐND = Hội đồng nhân dân",
    ),
    (
        "Hội đồng nhân dân tỉnh Hòa Bình (HĐND tỉnh) họp",
        "HĐND = Hội đồng nhân dân",
    ),
    (
        "Sở Giao thông vận tải (Sở GTVT)",
        "GTVT = Giao thông vận tải",
    ),
    ("Sở Giao thông vận tải (Cục GTVT)", ""),
    (
        "Bệnh viện Đa khoa Nguyễn Trãi (BVĐK)",
        "BVĐK = Bệnh viện Đa khoa",
    ),
    // The long form in the bracket.
    ("UBKT (Ủy ban Kiểm tra) huyện", "UBKT = Ủy ban Kiểm tra"),
    ("theo CAH (Công an huyện) cho biết", "CAH = Công an huyện"),
    (
        "Sở TN-MT (tài nguyên và môi trường)",
        "TN-MT = tài nguyên và môi trường",
    ),
    ("dự án BOT (xây dựng - kinh doanh - chuyển giao)", ""),
    ("chỉ số AQI (Air Quality Index)", "AQI = Air Quality Index"),
    (
        "CNTT (tức công nghệ thông tin) phát triển",
        "CNTT = công nghệ thông tin",
    ),
    (
        "CNTT (công nghệ thông tin, viết tắt)",
        "CNTT = công nghệ thông tin",
    ),
    ("mạng lưới (MXH - mạng xã hội) rộng", "MXH = mạng xã hội"),
    ("mạng lưới (mạng xã hội - MXH) rộng", "MXH = mạng xã hội"),
    // In words.
    (
        "Ban Quản lý dự án, gọi tắt là BQLDA, cho biết",
        "BQLDA = Ban Quản lý dự án",
    ),
    (
        "Ban Quản lý dự án (gọi tắt là BQLDA)",
        "BQLDA = Ban Quản lý dự án",
    ),
    (
        "Ban Quản lý dự án (sau đây gọi tắt là BQLDA)",
        "BQLDA = Ban Quản lý dự án",
    ),
    (
        "Ban Quản lý dự án (sau đây gọi là BQLDA)",
        "BQLDA = Ban Quản lý dự án",
    ),
    (
        "Ban Quản lý dự án (viết tắt: BQLDA)",
        "BQLDA = Ban Quản lý dự án",
    ),
    (
        "Ban Quản lý dự án được viết tắt là \"BQLDA\"",
        "BQLDA = Ban Quản lý dự án",
    ),
    ("SGK là viết tắt của sách giáo khoa", "SGK = sách giáo khoa"),
    (
        "SGK là từ viết tắt của cụm từ \"sách giáo khoa\" quen thuộc",
        "SGK = sách giáo khoa",
    ),
    ("Gọi tắt là gì cũng được, đừng tắt đèn", ""),
    // Foreign names, and Vietnamese names of what has a foreign acronym.
    (
        "báo Wall Street Journal (WSJ) viết",
        "WSJ = Wall Street Journal",
    ),
    ("nhóm Tahrir al Watan (TAW)", "TAW = Tahrir al Watan"),
    (
        "theo Tổ chức Y tế Thế giới (WHO), dịch đã lui",
        "WHO ~ Tổ chức Y tế Thế giới",
    ),
    (
        "Ông A. của Liên minh châu Âu (EU) nói",
        "EU ~ Liên minh châu Âu",
    ),
    (
        "tổ chức Hiệp ước Bắc Đại Tây Dương (NATO)",
        "NATO ~ tổ chức Hiệp ước Bắc Đại Tây Dương",
    ),
    ("công nghệ trí tuệ nhân tạo (AI)", ""),
    ("Công ty Cổ phần Văn hóa Phương Đông (HOSE)", ""),
    ("Phó trưởng phòng thuộc Cục Điều tra Liên bang Mỹ (FBI)", ""),
    // What else stands in brackets.
    ("sinh ra ở quận 1 (TP.HCM)", ""),
    ("ông Nguyễn Văn Tèo (NVT) và bà Lê Thị Tý (LTT)", ""),
    ("ca sĩ Bảo Hân (BH) hát", ""),
    ("Nguyễn Văn Tèo (SN 1985)", ""),
    ("huyện Lạc Sơn (Hòa Bình)", ""),
    ("trận cuối ở giải (V.League)", ""),
    ("chương trình Thời sự (VTV1)", ""),
    ("trị giá một triệu (USD)", ""),
    ("ảnh vệ tinh (ảnh: TTXVN)", ""),
    ("Đại hội lần thứ mười ba (XIII)", ""),
    ("Vua Ích Xuyên (IX)", ""),
    ("bà N.T.H (N.T.H) kể", ""),
    ("phát vào (PV) lúc 7 giờ", ""),
    ("Thiếu niên Tiền Phong (NTP)", ""),
    ("xét xử vụ án (HĐXX)", ""),
    ("Họp. Công an. Huyện (CAH)", ""),
    ("cha và mẹ (CM)", ""),
    ("một câu dài (không đóng ngoặc", ""),
    ("() ( ) (()) (-) (\"\")", ""),
];

fn found(text: &str) -> String {
    let found: Vec<String> = definitions(text)
        .into_iter()
        .map(|definition| {
            let sign = match definition.kind {
                DefinitionKind::Initials => '=',
                DefinitionKind::Translation => '~',
            };
            let short = &text[definition.abbreviation];
            format!("{short} {sign} {}", &text[definition.long_form])
        })
        .collect();
    found.join("; ")
}

#[test]
fn sentences() {
    let wrong: Vec<String> = SENTENCES
        .iter()
        .filter(|(text, expected)| found(text) != *expected)
        .map(|(text, expected)| format!("{text}\n  {}\n  expected {expected}", found(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The terms of `title` in an article with `body`.
fn terms(title: &str, body: &str) -> String {
    let lexicon = Lexicon::built_in_and("QX\tquê xa").unwrap();
    let definitions = Discourse::of(&[title, body], &[], &lexicon, &mut Analysis::new());
    let mut analysis = Analysis::new();
    let analyzer = Analyzer::new(&lexicon).with_discourse(&definitions);
    analyzer.analyze(title, Mode::Text, &mut analysis);
    let tokens = analysis.tokens().map(|token| {
        let sign = if token.expanded { "+" } else { "" };
        format!("{sign}{}", token.term)
    });
    tokens.collect::<Vec<_>>().join(" ")
}

#[test]
fn definitions_hold_in_the_whole_article_and_before_all_lists() {
    for (title, body, expected) in [
        (
            "CAH vào cuộc",
            "Công an huyện (CAH) …",
            "cah +công +an +huyện vào cuộc",
        ),
        ("QX vào cuộc", "Quản xã (QX) …", "qx +quản +xã vào cuộc"),
        ("QX vào cuộc", "Quản lý (QL) …", "qx +quê +xa vào cuộc"),
        ("ÐUK họp", "Đảng ủy Khối (ĐUK)", "đuk +đảng +uỷ +khối họp"),
        // Queries know `tnmt` as one; of others they look for the parts.
        (
            "Sở TN-MT",
            "tài nguyên và môi trường (TN-MT)",
            "sở tnmt +tài +nguyên +và +môi +trường",
        ),
        (
            "QY-ZT họp",
            "quân y và zoo tư (QY-ZT)",
            "qyzt qy +quân zt +y +và +zoo +tư họp",
        ),
        ("đội QV 2", "quân vụ 2 (QV 2)", "đội qv +quân 2 +vụ +2"),
        ("QZ K vào", "quân zoo khu (QZK) …", "qz k vào"),
        // The list writes the same with a joining word, and without the slip.
        (
            "Sở GD&ĐT",
            "Sở Giáo dục - Đào tạo (GD&ĐT)",
            "sở gdđt +giáo +dục +và +đào +tạo",
        ),
        (
            "vùng ĐBSCL",
            "đồng bằng sông Cứu Long (ĐBSCL)",
            "vùng đbscl +đồng +bằng +sông +cửu +long",
        ),
        // What the article says goes before what a list says, in translation too.
        (
            "lãnh đạo PLO",
            "Tổ chức Giải phóng Palestine (PLO)",
            "lãnh đạo plo +tổ +chức +giải +phóng +palestine",
        ),
        // What is short for something in the long form is written out, by a list or by the article.
        (
            "LMHTX tập huấn",
            "Liên minh HTX (LMHTX)",
            "lmhtx +liên +minh +hợp +tác +xã tập huấn",
        ),
        (
            "BQTQX họp",
            "Quỹ tín quê (QTQ), Ban QTQ xã (BQTQX)",
            "bqtqx +ban +quĩ +tín +quê +xã họp",
        ),
        // A syllable in a line of capitals is itself.
        ("TIN AN NINH", "Anh Ninh (AN) …", "tin an ninh"),
        // In the number of a document the letters are those of a list.
        (
            "số 12/2015/QZK-X",
            "quân zoo khu (QZK) …",
            "122015qzkx 12 2015 qzk x",
        ),
    ] {
        let got = terms(title, body);
        let got = got.trim_start_matches("số ");
        assert_eq!(got, expected, "{title}");
    }
}

#[test]
fn of_two_definitions_that_by_initials_holds() {
    let lexicon = Lexicon::empty();
    let readings = |texts: &[&'static str]| {
        let definitions = Definitions::of(texts.iter().copied(), &lexicon);
        let readings = definitions.readings().map(|reading| reading.text.clone());
        readings.collect::<Vec<_>>().join("; ")
    };
    let (translated, own) = ("Tổ chức Y tế Thế giới (WHO)", "World Hot Oil (WHO)");
    assert_eq!(readings(&[translated, own]), "World Hot Oil");
    assert_eq!(readings(&[own, "Wind High Oak (WHO)"]), "World Hot Oil");
    assert_eq!(readings(&[translated]), "Tổ chức Y tế Thế giới");
}

proptest! {
    #[test]
    fn ranges_are_within_the_text(parts in prop::collection::vec(part(), 0..24)) {
        let text = parts.concat();
        for text in [text.as_str(), &repair(&text)] {
            for definition in definitions(text) {
                let short = text.get(definition.abbreviation.clone());
                prop_assert!(short.is_some_and(|short| !short.is_empty()));
                let long = text.get(definition.long_form.clone());
                prop_assert!(long.is_some_and(|long| !long.is_empty()));
                let (short, long) = (definition.abbreviation, definition.long_form);
                prop_assert!(short.end <= long.start || long.end <= short.start);
            }
        }
    }
}

proptest! {
    #[test]
    fn definitions_leave_an_analysis_in_order(parts in prop::collection::vec(part(), 0..24)) {
        let text = repair(&parts.concat()).into_owned();
        let texts = [&text[..], "Công an huyện (CAH), quân y và zoo (QY-Z)"];
        let definitions = Discourse::of(&texts, &[], &LEXICON, &mut Analysis::new());
        let analyzer = Analyzer::new(&LEXICON);
        let mut analysis = Analysis::new();
        analyzer.analyze(&text, Mode::Text, &mut analysis);
        let plain = format!("{:?}", analysis.tokens().collect::<Vec<_>>());
        analysis.scoped(|analysis| {
            analyzer.with_discourse(&definitions).analyze(&text, Mode::Text, analysis);
            let mut last = 0;
            for token in analysis.tokens() {
                prop_assert!(text.get(token.start..token.end).is_some_and(|written| !written.is_empty()));
                prop_assert!(token.position >= last && token.position < analysis.positions());
                last = token.position;
            }
            for mention in analysis.mentions() {
                prop_assert!(text.get(mention.span.clone()).is_some());
                prop_assert!(mention.tokens.end <= analysis.len());
            }
            Ok(())
        })?;
        // Nothing of the definitions stays.
        prop_assert!(analysis.is_empty() && analysis.mentions().is_empty());
        analyzer.analyze(&text, Mode::Text, &mut analysis);
        prop_assert_eq!(plain, format!("{:?}", analysis.tokens().collect::<Vec<_>>()));
    }
}

/// A piece of a text that may define something.
fn part() -> impl Strategy<Value = String> {
    let pieces = [
        "Công an huyện",
        "CAH",
        "BTC",
        "ngân sách",
        " (",
        "(",
        ")",
        ") ",
        " - ",
        "–",
        "&",
        ", ",
        ".",
        "\n",
        " ",
        "gọi tắt là ",
        "viết tắt",
        "sau đây gọi là ",
        "là viết tắt của ",
        "TN-MT",
        "tài nguyên và môi trường",
        "“",
        "”",
        "Đ",
        "a\u{323}\u{306}",
        "😀",
        "14",
        "tổ chức Hiệp ước",
        "WHO",
        "Tổ chức Y tế Thế giới",
        "'",
    ];
    prop_oneof![
        4 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #[test]
    fn an_article_is_read_as_its_texts_are_one_by_one(
        parts in prop::collection::vec(prop::collection::vec(part(), 0..12), 3),
    ) {
        let texts: Vec<String> = parts.iter().map(|parts| repair(&parts.concat()).into_owned()).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let category = ["Thể thao".to_owned()];
        let terms = |analysis: &Analysis<'_>| format!("{:?}", analysis.tokens().collect::<Vec<_>>());
        let (mut article, mut shared) = (Vec::new(), Analysis::new());
        Analyzer::new(&LEXICON).analyze_article(&texts, &category, &mut shared, |at, analysis| {
            article.push((at, terms(analysis)));
        });
        prop_assert!(shared.is_empty());
        let discourse = Discourse::of(&texts, &category, &LEXICON, &mut Analysis::new());
        let analyzer = Analyzer::new(&LEXICON).with_discourse(&discourse);
        for (at, text) in texts.iter().enumerate() {
            let mut analysis = Analysis::new();
            analyzer.analyze(text, Mode::Text, &mut analysis);
            prop_assert_eq!(&article[at], &(at, terms(&analysis)));
        }
    }
}
