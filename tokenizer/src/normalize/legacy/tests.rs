use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::normalize::letter::{self, Tone};

/// Encodings that have all letters in both cases.
const COMPLETE: [Encoding; 5] = [
    Encoding::Tcvn1,
    Encoding::Vni,
    Encoding::Viscii,
    Encoding::Windows1258,
    Encoding::Utf8,
];
const ALL: [Encoding; 6] = Encoding::SHOWN;

const ARTICLE: &str = "Xã vùng cao Nậm Lúc thoát cảnh thiếu nước\n\
    Sau gần hai năm thi công, công trình cấp nước sinh hoạt tập trung của xã vừa được bàn giao, đưa nước sạch về \
    hơn bốn trăm hộ dân ở sáu thôn bản. \"Trước đây mỗi sáng tôi phải đi bộ ba cây số gùi nước, giờ chỉ cần mở vòi\", \
    chị Lò Thị Mẩy, người bản Ngải Thầu, nói trong niềm vui.\n\
    Theo Ủy ban nhân dân xã, tổng vốn đầu tư là 4,7 tỷ đồng, trong đó người dân đóng góp 1.200 ngày công. Bể chứa \
    đặt trên sườn núi cao 900 m, đường ống chính dài 6,5 km. Các hộ nghèo được miễn tiền lắp đồng hồ; hộ khác trả dần \
    trong một năm. Kỹ sư Phạm Quốc Hưng cho biết nguồn nước được kiểm nghiệm ba tháng một lần.\n\
    Dự kiến cuối quý III, huyện sẽ khởi công thêm hai công trình tương tự ở Cốc Lầu và Bản Cái, những nơi mùa khô \
    vẫn phải chở nước bằng xe máy.";

const HEADLINES: [&str; 6] = [
    "Thủ tướng làm việc với lãnh đạo tỉnh về phòng chống hạn hán",
    "Giá xăng giảm lần thứ ba liên tiếp",
    "Học sinh miền núi đến trường sau kỳ nghỉ",
    "Đội tuyển nữ thắng đậm trận mở màn",
    "Bão số 5 đổi hướng, miền Trung mưa lớn",
    "Người trồng cà phê được mùa, được giá",
];

const NAMES: [&str; 6] = [
    "Nguyễn Thị Hường",
    "Trần Quốc Tuấn",
    "Phạm Hữu Nghĩa",
    "Đặng Tiến Dũng",
    "Huỳnh Ngọc Diễm",
    "Vũ Đức Thắng",
];

/// The 134 letters of Vietnamese that ASCII has not, and those it has.
fn letters() -> Vec<char> {
    let mut letters = vec!['đ', 'Đ'];
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars() {
        letters.extend(Tone::ALL.map(|tone| letter::with_tone(vowel, tone)));
    }
    letters.retain(|letter| !letter.is_ascii());
    letters
}

fn converted(shown: &str, encoding: Encoding) -> String {
    let mut pieces = Vec::new();
    let convert = |line: &str| {
        convert::pieces(line, encoding, &mut pieces);
        convert::text(&pieces, encoding)
    };
    shown
        .split('\n')
        .map(convert)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn all_letters_go_and_come_back() {
    let letters = letters();
    assert_eq!(letters.len(), 134);
    for encoding in COMPLETE {
        let mut codes = HashSet::new();
        for letter in &letters {
            let letter = letter.to_string();
            let shown = encode(&letter, encoding).unwrap();
            assert_eq!(converted(&shown, encoding), letter, "{encoding} {shown:?}");
            assert!(
                codes.insert(shown),
                "{encoding}: {letter} has the code of another"
            );
        }
    }
}

#[test]
fn vn3_has_small_letters_and_the_seven_capitals() {
    for letter in letters() {
        let shown = encode(&letter.to_string(), Encoding::Tcvn3).unwrap();
        let expected = if letter.is_uppercase() && !"ĂÂÊÔƠƯĐ".contains(letter) {
            letter.to_lowercase().next().unwrap()
        } else {
            letter
        };
        assert_eq!(converted(&shown, Encoding::Tcvn3), expected.to_string());
    }
}

/// Written down by hand from the standards, not by the tables.
#[test]
fn letters_as_the_standards_have_them() {
    for (encoding, shown, said) in [
        (
            Encoding::Tcvn3,
            "§¶ng bé tØnh H\u{ad}ng Yªn; tr\u{ad}êng ®¹i häc Kü thuËt",
            "Đảng bộ tỉnh Hưng Yên; trường đại học Kỹ thuật",
        ),
        (
            Encoding::Vni,
            "Ñaûng boä tænh Höng Yeân; tröôøng ñaïi hoïc Kyõ thuaät",
            "Đảng bộ tỉnh Hưng Yên; trường đại học Kỹ thuật",
        ),
        (
            Encoding::Vni,
            "ÑAÛNG BOÄ TÆNH; lòch söû, ñòa lyù, baûn kyù, Myõ, kyõ",
            "ĐẢNG BỘ TỈNH; lịch sử, địa lý, bản ký, Mỹ, kỹ",
        ),
        (
            Encoding::Windows1258,
            "Viêòt Nam, tiêìng nýõìc, ðýõÌng phôì, baÒo vêò, ngaÞ",
            "Việt Nam, tiếng nước, đường phố, bảo vệ, ngã",
        ),
        (
            Encoding::Viscii,
            "Vi®t Nam, nß¾c, \u{f0}ß¶ng, häi, ngã, t\u{d5}m",
            "Việt Nam, nước, đường, hải, ngã, tạm",
        ),
        (
            Encoding::Utf8,
            "Viá»‡t Nam, Ä‘Æ°á»ng phá»‘, hÃ¡t",
            "Việt Nam, đường phố, hát",
        ),
    ] {
        // UTF-8 read as Windows-1252: the byte 0x9D has no character and stays a control.
        let shown = shown.replace("Æ°á»ng", "Æ°á»\u{9d}ng");
        assert_eq!(repair(&shown), Some((encoding, said.to_owned())), "{shown}");
    }
    // The six of VISCII among the control characters.
    assert_eq!(
        converted("\u{2}\u{5}\u{6}\u{14}\u{19}\u{1e}", Encoding::Viscii),
        "ẲẴẪỶỸỴ"
    );
}

#[test]
fn words_in_the_font_of_capitals() {
    for (shown, said) in [
        (
            "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM",
            "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        ),
        ("KHëI C¤NG NHµ M¸Y ë Hµ NéI", "KHỞI CÔNG NHÀ MÁY Ở HÀ NỘI"),
        (
            "UBND tØnh Hµ Giang häp víi §BQH vÒ c«ng t¸c c¸n bé",
            "UBND tỉnh Hà Giang họp với ĐBQH về công tác cán bộ",
        ),
        ("Ng\u{ad}êi d©n ë Mµ Lß", "Người dân ở Mà Lò"),
    ] {
        assert_eq!(repair(shown), Some((Encoding::Tcvn3, said.to_owned())));
    }
}

#[test]
fn an_article_comes_back_whole() {
    for encoding in ALL {
        let shown = encode(ARTICLE, encoding).unwrap();
        let said = repair(&shown).map(|(found, said)| (found, said.to_lowercase()));
        // VN3 loses the capital of `Ủy ban` and of no other word; small letters tell of all.
        assert_eq!(said, Some((encoding, ARTICLE.to_lowercase())), "{encoding}");
        if encoding != Encoding::Tcvn3 {
            assert_eq!(repair(&shown).unwrap().1, ARTICLE);
        }
    }
}

#[test]
fn headlines_come_back() {
    for encoding in ALL {
        for headline in HEADLINES {
            let shown = encode(headline, encoding).unwrap();
            let said = repair(&shown).map(|(_, said)| said);
            assert_eq!(said.as_deref(), Some(headline), "{encoding}: {shown}");
        }
    }
}

#[test]
fn names_come_back_with_the_text_they_stand_by() {
    for encoding in ALL {
        for name in NAMES {
            let title = encode(HEADLINES[0], encoding).unwrap();
            let shown = encode(name, encoding).unwrap();
            let found = recognize_all([title.as_str(), shown.as_str()]).unwrap();
            assert_eq!(convert(&shown, found), name, "{encoding}: {shown}");
        }
    }
    // And alone, where the letters say it.
    for encoding in [Encoding::Tcvn3, Encoding::Vni, Encoding::Utf8] {
        let shown = encode("Nguyễn Thị Hường", encoding).unwrap();
        assert_eq!(
            repair(&shown),
            Some((encoding, "Nguyễn Thị Hường".to_owned()))
        );
    }
}

#[test]
fn fields_that_are_right_stay() {
    for encoding in ALL {
        let body = encode(ARTICLE, encoding).unwrap();
        for other in [
            "José Mourinho",
            "Müller, Özil và Großkreutz",
            "Zoë Château",
            "ASCII only",
            "Đỗ Hữu Sơn",
        ] {
            let found = recognize_all([body.as_str(), other]);
            assert!(found.is_some(), "{encoding} {other}");
            assert_eq!(convert(other, found.unwrap()), other, "{encoding}");
        }
    }
}

#[test]
fn a_text_in_two_encodings_is_converted_line_by_line() {
    let legacy = encode(ARTICLE, Encoding::Tcvn3).unwrap();
    let mixed = format!("Tòa soạn giới thiệu bài viết cũ:\n{legacy}\n© Tòa soạn");
    let (found, said) = repair(&mixed).unwrap();
    assert_eq!(found, Encoding::Tcvn3);
    assert_eq!(
        said.to_lowercase(),
        format!("Tòa soạn giới thiệu bài viết cũ:\n{ARTICLE}\n© Tòa soạn").to_lowercase()
    );
}

#[test]
fn read_wrongly_twice() {
    let once = encode(HEADLINES[0], Encoding::Utf8).unwrap();
    let twice = encode(&once, Encoding::Utf8).unwrap();
    assert_eq!(
        repair(&twice),
        Some((Encoding::Utf8, HEADLINES[0].to_owned()))
    );
}

#[test]
fn entities_show_legacy_letters_too() {
    assert_eq!(
        repair("C&eacute;ng ho&micro; x&#183; h&eacute;i ch&ntilde; ngh&Uuml;a"),
        Some((Encoding::Tcvn3, "Cộng hoà xã hội chủ nghĩa".to_owned()))
    );
    assert_eq!(
        recognize("Caf&eacute; &amp; th&eacute;, d&eacute;j&agrave; vu"),
        None
    );
    assert_eq!(
        recognize("Vi&#7879;t Nam, h&agrave;ng, n&#432;&#7899;c"),
        None
    );
}

#[test]
fn bytes() {
    for encoding in ALL {
        if encoding != Encoding::Utf8 {
            let bytes = encode_bytes(ARTICLE, encoding).unwrap();
            assert!(std::str::from_utf8(&bytes).is_err());
            let (found, said) = decode(&bytes).unwrap();
            assert_eq!(
                (found, said.to_lowercase()),
                (encoding, ARTICLE.to_lowercase())
            );
        }
    }
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        for text in [ARTICLE, "{\"id\": 1}", "\u{feff}Tin 😀"] {
            let bytes = encode_bytes(text, encoding).unwrap();
            let text = text.trim_start_matches('\u{feff}').to_owned();
            assert_eq!(decode(&bytes), Some((encoding, text)));
        }
    }
    assert_eq!(
        decode(b"He said \x93no\x94 \x96 it\x92s late"),
        Some((Encoding::Windows1252, "He said “no” – it’s late".to_owned()))
    );
    for unsure in [
        &b"caf\xe9"[..],
        b"\xff\xd8\xff\xe0\0\x10JFIF\0",
        b"",
        b"\xff",
        "Tin mới, bị cắt ở c\u{1ed9}ng"
            .as_bytes()
            .split_last()
            .unwrap()
            .1
            .split_last()
            .unwrap()
            .1
            .split_last()
            .unwrap()
            .1,
        b"M\xfcller und Gr\xf6\xdfe",
        b"\xff\xfe\0\xd8",
        b"\xff\xfea",
    ] {
        assert_eq!(decode(unsure), None, "{unsure:?}");
    }
}

#[test]
fn what_is_no_text_is_not_utf16() {
    let samples = (0..2000).map(|at: u32| (at * 37 % 300) as u16);
    let sound: Vec<u8> = samples.flat_map(u16::to_le_bytes).collect();
    let table = [0, 1, 2, 0xff].repeat(200);
    for bytes in [&sound, &table] {
        assert_eq!(utf16(bytes), None);
    }
    // A character that got into a text by chance does not make it one.
    let text = "Bão vào Quảng Ninh, dân sơ tán.\r\n\tTin Đồng Bằng".repeat(2) + "\u{1}.";
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        let bytes = encode_bytes(&text, encoding).unwrap();
        assert_eq!(utf16(&bytes), Some(encoding));
    }
}

#[test]
fn tables_agree_with_other_implementations() {
    for byte in 0..=255_u8 {
        let read = [byte];
        let (theirs, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&read);
        assert_eq!(theirs, table::windows_1252(byte).to_string());
        let (theirs, _) = encoding_rs::WINDOWS_1258.decode_without_bom_handling(&read);
        let shown = table::windows_1252(byte).to_string();
        // The code page leaves four codes undefined that Windows-1252 has letters for.
        if !matches!(byte, 0x8A | 0x8E | 0x9A | 0x9E) {
            let mut pieces = Vec::new();
            convert::pieces(&shown, Encoding::Windows1258, &mut pieces);
            assert_eq!(pieces[0].to.to_string(), theirs, "{byte:x}");
        }
    }
}

/// Names and sentences of other languages, one a line.
const FOREIGN: &str = include_str!("foreign.txt");

#[test]
fn other_languages_are_never_converted() {
    let lines: Vec<&str> = FOREIGN.lines().filter(|line| !line.is_empty()).collect();
    assert!(lines.len() >= 200, "{}", lines.len());
    for line in &lines {
        assert_eq!(recognize(line), None, "{line}");
        assert_eq!(recognize(&line.to_uppercase()), None, "{line}");
        for word in line.split_whitespace() {
            assert_eq!(recognize(word), None, "{word}");
        }
    }
    for few in lines.windows(5) {
        assert_eq!(recognize(&few.join("\n")), None, "{few:?}");
        assert_eq!(recognize(&few.join(" ")), None, "{few:?}");
    }
    assert_eq!(recognize(FOREIGN), None);
}

#[test]
fn vietnamese_is_never_converted() {
    use unicode_normalization::UnicodeNormalization;
    for text in std::iter::once(ARTICLE)
        .chain(HEADLINES)
        .chain(NAMES)
        .chain([
            "Lê Hoàng Tân",
            "Bà Lâm Thanh Trà",
            "Tô Lâm",
            "Trân Châu",
            "mét",
            "cã",
            "tháng năm",
            "Cà phê",
            "Hà Trân",
            "Ðà Lat",
            "Ðô thành",
            "Hòn Én, Cù Lao Chàm",
            "LÊ HOÀNG TÂN",
            "Chà là và dâu tây",
            "Khí hóa",
            "ông già Noël và bà Noël",
            "Số 5 §3, 10 m², 25°C",
            "bé Na học hát",
            "Nhà báo José Trân",
            "Phòng khám Hồng Hà – nơi “gửi” niềm tin",
            "Tháp Hòa Phong vì dân mà có",
        ])
    {
        for form in [
            text.nfc().collect::<String>(),
            text.nfd().collect(),
            half_composed(text),
        ] {
            assert_eq!(recognize(&form), None, "{form}");
            for word in form.split_whitespace() {
                assert_eq!(recognize(word), None, "{word}");
            }
        }
    }
}

fn half_composed(text: &str) -> String {
    let shown = encode(text, Encoding::Windows1258).unwrap_or_default();
    let mut pieces = Vec::new();
    convert::pieces(&shown, Encoding::Windows1258, &mut pieces);
    pieces.iter().map(|piece| piece.to).collect()
}

#[test]
fn code_and_formulas_are_never_converted() {
    for text in [
        "fn main() { println!(\"é\"); } // ©2024 «x»",
        "a ¬b ∧ c, x·y + m·n = ½·k², σ ± 5 µm, 10 µg/ml, 3×4÷2",
        "x·y, m·n, t·h",
        "5 µm × 10 µm, 20°C, 1½ giờ, n.º 5, 1ª, Mª José",
        "§ 1 BGB, §§ 3–5, ¶ 7, Nº 12, ¡Ay, no! ¿Qué?",
        "printf(\"%s\\n\", café[i]); /* naïve */",
        "Microsoft® Windows™, Intel® Core™ i5, ©Reuters",
        "£50, ¥1000, 20 ¢, ¤",
        "da¹ xem², m¹ H¹ x¹",
        "{\"a\": \"é\", \"b\": [\"ü\"]}",
        "l’été, d’où, n’est, it’s – “yes” … • Ž",
        "\u{1}\u{2}\u{5}\u{14} \u{93}a\u{94}",
        "Bun\u{ad}des\u{ad}rats\u{ad}be\u{ad}schlüs\u{ad}se, Zu\u{ad}kunft",
        "Ω µ ß → ∞ ≤ ≥ ≠ ½ ¼ ¾",
        "日本語 テキスト, 한국어, русский, ελληνικά, العربية",
        "😀 👍🏽 © ® ™",
    ] {
        assert_eq!(recognize(text), None, "{text}");
    }
}

#[test]
fn text_that_is_right_is_borrowed() {
    for text in ["plain", ARTICLE, "Müller"] {
        assert_eq!(repair(text), None);
    }
    assert!(matches!(convert("plain", Encoding::Vni), Cow::Borrowed(_)));
}

fn word() -> impl Strategy<Value = String> {
    let onset = prop::sample::select(vec![
        "", "b", "ch", "đ", "gi", "h", "kh", "l", "m", "nh", "ph", "t", "th", "tr", "v", "x",
    ]);
    let rhyme = prop::sample::select(vec![
        "a", "an", "ăn", "âu", "ay", "e", "en", "ê", "ênh", "iêng", "inh", "o", "oan", "ong", "ô",
        "ông", "ơ", "ơi", "u", "ung", "uôn", "ư", "ưng", "ương", "ươi", "uyên", "uy", "ưa", "ia",
    ]);
    let tone = prop::sample::select(Tone::ALL.to_vec());
    (onset, rhyme, tone, 0..4_u8).prop_map(|(onset, rhyme, tone, case)| {
        let spelled = format!("{onset}{rhyme}");
        let vowels: Vec<usize> = spelled
            .char_indices()
            .filter(|(_, c)| letter::is_vowel(*c))
            .map(|(at, _)| at)
            .collect();
        let place = vowels[vowels.len().saturating_sub(1).min(1)];
        let toned: String = spelled
            .char_indices()
            .map(|(at, c)| {
                if at == place {
                    letter::with_tone(c, tone)
                } else {
                    c
                }
            })
            .collect();
        match case {
            0 => toned.to_uppercase(),
            1 => toned
                .chars()
                .take(1)
                .flat_map(char::to_uppercase)
                .chain(toned.chars().skip(1))
                .collect(),
            _ => toned,
        }
    })
}

proptest! {
    #[test]
    fn there_and_back(words in prop::collection::vec(word(), 0..30), signs in "[ ,.\n0-9%()-]{0,8}") {
        let text = format!("{}{signs}", words.join(" "));
        for encoding in COMPLETE {
            let shown = encode(&text, encoding).unwrap();
            prop_assert_eq!(&converted(&shown, encoding), &text, "{}", encoding);
        }
        let shown = encode(&text, Encoding::Tcvn3).unwrap();
        prop_assert_eq!(converted(&shown, Encoding::Tcvn3).to_lowercase(), text.to_lowercase());
    }

    #[test]
    fn vietnamese_stays(words in prop::collection::vec(word(), 0..30)) {
        prop_assert_eq!(recognize(&words.join(" ")), None);
    }

    #[test]
    fn any_text_is_judged(text in any::<String>(), latin in "[\u{0}-\u{ff}€‘-”•–—˜™š›œžŸŠŒŽ\n]{0,80}") {
        for text in [text, latin] {
            repair(&text);
            for encoding in ALL {
                convert(&text, encoding);
                encode(&text, encoding);
            }
        }
    }

    #[test]
    fn any_bytes_are_judged(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        decode(&bytes);
        prop_assert_eq!(windows_1252(&bytes).chars().count(), bytes.len());
    }
}
