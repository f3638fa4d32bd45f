//! Completions of what is being typed (rule 4.9).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use timtin::{Article, Index, Searcher, Settings, Writer, WriterOptions};

fn article(id: usize, title: &str, body: &str) -> Article {
    Article {
        id: id.to_string(),
        title: title.into(),
        body: body.into(),
        ..Article::default()
    }
}

fn writer(index: &Index) -> Writer {
    let options = WriterOptions {
        threads: 1,
        memory: 0,
    };
    index.writer(options).unwrap()
}

/// A snapshot of an index with these titles.
fn searcher(titles: &[&str]) -> Searcher {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = writer(&index);
    for (id, title) in titles.iter().enumerate() {
        writer.add(article(id, title, "")).unwrap();
    }
    writer.commit().unwrap();
    index.searcher().unwrap()
}

fn complete(searcher: &Searcher, prefix: &str) -> Vec<String> {
    let found = searcher.suggest(prefix, 10).unwrap();
    assert_eq!(found.prefix, prefix);
    let texts = found.completions.into_iter();
    texts.map(|completion| completion.text).collect()
}

fn news() -> Searcher {
    searcher(&[
        "Xã Tân Lập tập huấn cho cán bộ công chức",
        "Huyện Lạc Sơn khen thưởng cán bộ công chức",
        "Đào tạo cán bộ công chức ở vùng cao",
        "Hội thi cán bộ công đoàn giỏi",
        "Gặp mặt cán bộ công đoàn",
        "Hà Nội tuyển sinh lớp 10",
        "Học sinh chờ kết quả tuyển sinh lớp 10",
        "Xe chở gạo cận bờ sông gặp nạn",
        "Ghe cá cận bờ sông bị lật",
        "Bão vào Đà Nẵng",
        "Mưa lớn ở Đà Nẵng",
        "Người dân thành phố Hồ Chí Minh đón lễ",
        "Chợ hoa thành phố Hồ Chí Minh",
        "Tiêm vắc xin COVID-19 cho học sinh",
        "Ba ca mắc COVID-19 mới",
        "Ông A làm chủ tịch UBND tỉnh Hòa Bình",
        "Phó chủ tịch UBND tỉnh Hòa Bình thăm trường",
        "Thi kỹ thuật viên giỏi",
        "Lớp kỹ thuật viên ra trường",
    ])
}

#[test]
fn marks_that_were_typed_bind_and_others_are_free() {
    let news = news();
    let staff = ["cán bộ công chức", "cán bộ công đoàn giỏi"];
    for prefix in [
        "can b",
        "can bộ c",
        "cán bộ c",
        "CÁN BỘ C",
        "Cán Bộ",
        "ca\u{301}n b",
        "casn b",
        "cán  bộ  c",
    ] {
        let found = complete(&news, prefix);
        assert!(found.contains(&staff[0].to_owned()), "{prefix}: {found:?}");
        if !prefix.starts_with("can") {
            let others = found.iter().filter(|text| text.contains("cận"));
            assert_eq!(others.count(), 0, "{prefix}: {found:?}");
        }
    }
    assert!(complete(&news, "can b").contains(&"cận bờ sông".to_owned()));
    assert_eq!(complete(&news, "cận b")[0], "cận bờ sông");
    assert!(complete(&news, "cản b").is_empty());
    for prefix in [
        "tuy",
        "tuyể",
        "tuyê",
        "tuyen",
        "tuyển s",
        "tuyeenr s",
        "tuyen sinh l",
    ] {
        assert_eq!(complete(&news, prefix), ["tuyển sinh lớp 10"], "{prefix}");
    }
    for prefix in ["tuyế", "tùy", "tuyên s"] {
        let found = complete(&news, prefix);
        assert_eq!(found.is_empty(), prefix != "tuyên s", "{prefix}: {found:?}");
    }
}

#[test]
fn stroke_tone_placement_and_i_or_y_do_not_matter() {
    let news = news();
    for prefix in ["đà n", "da n", "Đà ", "Ða n"] {
        assert_eq!(complete(&news, prefix), ["Đà Nẵng"], "{prefix}");
    }
    for prefix in ["ky th", "ki th", "kỹ t", "kĩ thuật v", "kỹ thuật viên"] {
        let found = complete(&news, prefix);
        assert_eq!(found.first().unwrap(), "kỹ thuật viên", "{prefix}");
    }
    for prefix in ["tỉnh hoà b", "tỉnh hòa b", "tinh Hòa bi"] {
        assert_eq!(complete(&news, prefix)[0], "tỉnh Hòa Bình", "{prefix}");
    }
}

#[test]
fn completions_are_spelt_as_articles_spell_them() {
    let news = news();
    for (prefix, expected) in [
        ("covid", "COVID-19"),
        ("covid 1", "COVID-19"),
        ("covid-", "COVID-19"),
        ("covid19", "COVID-19"),
        ("thanh pho h", "thành phố Hồ Chí Minh"),
        ("hà n", "Hà Nội tuyển sinh lớp 10"),
    ] {
        let found = complete(&news, prefix);
        assert_eq!(found.first().unwrap(), expected, "{prefix}");
    }
    let towns = searcher(&["Chợ TP. Vinh", "Đường ở TP. Huế", "Về TP", "Phố TP. Đà Lạt"]);
    let found = complete(&towns, "tp");
    for expected in ["TP", "TP. Vinh", "TP. Huế", "TP. Đà Lạt"] {
        assert!(
            found.contains(&expected.to_owned()),
            "{expected}: {found:?}"
        );
    }
    // The start of a sentence has a capital whatever the word, and capitals throughout tell nothing.
    let mixed = searcher(&[
        "Nông thôn mới đổi thay",
        "Chuyện nông thôn mới",
        "Xây dựng nông thôn mới",
        "NÔNG THÔN MỚI Ở BẮC GIANG",
        "NÔNG THÔN MỚI TIẾN NHANH",
        "NÔNG THÔN MỚI Ở BẮC NINH",
    ]);
    assert_eq!(complete(&mixed, "nong th")[0], "nông thôn mới");
}

#[test]
fn a_phrase_is_whole_and_is_shown_once() {
    let news = news();
    for prefix in ["th", "thành", "thành phố h", "tp", "c", "t", "u", "h", "k"] {
        for text in complete(&news, prefix) {
            for cut in [
                "Hồ", "Chí", "Hòa", "công", "kỹ", "tuyển", "Đà", "của", "ở", "cho",
            ] {
                assert!(
                    !text.ends_with(&format!(" {cut}")) && text != cut,
                    "{prefix}: {text}"
                );
            }
        }
    }
    // Most of those that have the shorter phrase have the longer one.
    let found = complete(&news, "tuyển");
    assert_eq!(found, ["tuyển sinh lớp 10"]);
    let joined = searcher(&[
        "Họp cán bộ, công chức",
        "Gặp cán bộ, công chức",
        "Thăm cán bộ công chức",
    ]);
    assert_eq!(complete(&joined, "can bo"), ["cán bộ, công chức"]);
}

#[test]
fn more_articles_come_first_and_are_counted() {
    let news = searcher(&[
        "Tin bóng đá nam",
        "Chuyện bóng đá nữ",
        "Giải bóng đá phủi",
        "Giải bóng chuyền",
        "Lịch bóng chuyền",
        "Sân bóng rổ",
    ]);
    let found = news.suggest("bóng", 10).unwrap();
    let of = |text: &str| {
        let at = found.completions.iter().position(|one| one.text == text);
        (at.unwrap(), found.completions[at.unwrap()].articles)
    };
    let (football, volleyball, basketball) = (of("bóng đá"), of("bóng chuyền"), of("bóng rổ"));
    assert!(football.0 < volleyball.0 && volleyball.0 < basketball.0);
    assert_eq!((football.1, volleyball.1, basketball.1), (3, 2, 1));
    let few = news.suggest("bóng", 2).unwrap();
    assert_eq!(few.completions, found.completions[..2]);
    assert!(news.suggest("bóng", 0).unwrap().completions.is_empty());
    assert_eq!(
        news.suggest("bóng", usize::MAX).unwrap().completions.len(),
        found.completions.len().max(6)
    );
}

#[test]
fn abbreviations_are_completed_and_stand_for_their_long_forms() {
    let news = news();
    for prefix in ["ub", "UBND", "ubnd t", "ủy ban nhân dân t", "uy ban nhan"] {
        let found = complete(&news, prefix);
        assert_eq!(found[0], "UBND tỉnh Hòa Bình", "{prefix}");
    }
    assert!(
        complete(&news, "chủ tịch ủy ban nhân").contains(&"chủ tịch UBND tỉnh Hòa Bình".to_owned())
    );
    let long = searcher(&["Họp ủy ban nhân dân xã", "Trụ sở ủy ban nhân dân xã"]);
    for prefix in ["UBND x", "ubnd", "ubnd xa"] {
        assert_eq!(complete(&long, prefix), ["ủy ban nhân dân xã"], "{prefix}");
    }
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = writer(&index);
    let body = "Quỹ Chắp cánh Bản xa (QCCBX) trao học bổng.";
    writer.add(article(1, "Trao học bổng", body)).unwrap();
    writer.commit().unwrap();
    let defined = index.searcher().unwrap();
    assert_eq!(complete(&defined, "quy ch"), ["Quỹ Chắp cánh Bản xa"]);
}

#[test]
fn the_end_of_a_longer_query_is_completed() {
    let news = news();
    let found = news.suggest("khai mạc hội nghị cán bộ công c", 10).unwrap();
    assert_eq!(
        found.completions[0].text,
        "khai mạc hội nghị cán bộ công chức"
    );
    assert_eq!(found.completions[0].phrase, "cán bộ công chức");
    for (prefix, expected) in [
        ("\"can bo cong c", "\"cán bộ công chức"),
        ("(bóng đá OR can bo cong c", "(bóng đá OR cán bộ công chức"),
        ("-can bo cong c", "-cán bộ công chức"),
        ("title:tuyen s", "title:tuyển sinh lớp 10"),
        ("tin về tuy", "tin về tuyển sinh lớp 10"),
        ("đà n*", "Đà Nẵng"),
    ] {
        assert_eq!(
            complete(&news, prefix).first().unwrap(),
            expected,
            "{prefix}"
        );
    }
    // One syllable is not completed as if the one before it were not its word.
    assert!(complete(&news, "xyz tuy").is_empty());
    assert!(complete(&news, "hội nghị t").is_empty());
}

#[test]
fn no_prefix_is_an_error() {
    let news = news();
    let long = "cán bộ ".repeat(11_000);
    let words = "\u{1f600}\"cán* (bộ) -5 OR AND | ~ \\ \u{301}\u{301} \u{0}\u{200b} 31/02/2019 中文 ß İ ﬁ \"";
    for at in words.char_indices().map(|(at, _)| at).chain([words.len()]) {
        for prefix in [&words[..at], &words[at..]] {
            news.suggest(prefix, 10).unwrap();
        }
    }
    for prefix in [
        "",
        " ",
        "\n",
        "*",
        "-",
        "\"",
        "😀",
        "😀 😀",
        "().",
        "a\u{301}\u{301}",
        "…",
    ] {
        assert!(complete(&news, prefix).is_empty(), "{prefix:?}");
    }
    let found = complete(&news, &long);
    assert!(
        found
            .iter()
            .all(|text| text.starts_with(&long[..long.len() - 20]))
    );
    complete(&news, &"x".repeat(100_000));
    complete(&news, &"😀".repeat(30_000));
    assert!(complete(&searcher(&[]), "can b").is_empty());
    assert!(complete(&searcher(&["", "…", "1", "a"]), "a").is_empty());
}

#[test]
fn deleted_and_replaced_articles_complete_nothing() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = writer(&index);
    for (id, title) in ["Mùa nước nổi", "Chuyện mùa nước nổi", "Mùa nước lên"]
        .iter()
        .enumerate()
    {
        writer.add(article(id, title, "")).unwrap();
    }
    writer.commit().unwrap();
    let before = index.searcher().unwrap();
    assert_eq!(complete(&before, "mùa nước n"), ["mùa nước nổi"]);
    writer.delete("0").unwrap();
    writer.add(article(1, "Ruộng bậc thang", "")).unwrap();
    writer.commit().unwrap();
    let after = index.searcher().unwrap();
    assert!(complete(&after, "mùa nước n").is_empty());
    assert_eq!(complete(&after, "ruong"), ["ruộng bậc thang"]);
    // A snapshot goes on seeing its commit.
    assert_eq!(complete(&before, "mùa nước n"), ["mùa nước nổi"]);
    assert!(complete(&before, "ruong").is_empty());
}

#[test]
fn the_first_sentence_stands_in_for_a_title() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = writer(&index);
    writer
        .add(article(1, "", "Lễ hội đua ghe ngo. Đông người xem."))
        .unwrap();
    writer.commit().unwrap();
    let news = index.searcher().unwrap();
    assert_eq!(complete(&news, "đua gh"), ["đua ghe ngo"]);
}

/// Where there are many articles headlines alone are looked at, from a column that is merged with the
/// segments.
#[test]
fn phrases_of_many_articles_in_many_segments() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path().join("ix"), Settings::default()).unwrap();
    let mut writer = writer(&index);
    let places = ["Đà Nẵng", "Cần Thơ", "Hải Phòng", "thành phố Hồ Chí Minh"];
    let events = [
        "khai mạc hội nghị cán bộ công đoàn",
        "tuyển sinh lớp 10",
        "khởi công cầu vượt",
    ];
    let mut id = 0;
    for _ in 0..10 {
        for _ in 0..210 {
            let (place, event) = (places[id % 4], events[id % 3]);
            let title = format!("Ngày {id}, {event} tại {place}: người dân vui");
            writer
                .add(article(id, &title, "đường sá, đường sá"))
                .unwrap();
            id += 1;
        }
        writer.commit().unwrap();
    }
    writer.close().unwrap();
    let news = index.searcher().unwrap();
    assert_eq!(news.documents(), 2100);
    assert!(index.stats().unwrap().segments < 10, "segments were merged");
    for (prefix, expected, articles) in [
        ("thanh ph", "thành phố Hồ Chí Minh", 525),
        ("can t", "Cần Thơ", 525),
        ("tuyen", "tuyển sinh lớp 10", 700),
        ("hoi nghi c", "hội nghị cán bộ công đoàn", 700),
    ] {
        let found = news.suggest(prefix, 10).unwrap().completions;
        assert!(!found.is_empty(), "{prefix}");
        assert_eq!(
            (found[0].phrase.as_str(), found[0].articles),
            (expected, articles)
        );
    }
    assert!(
        complete(&news, "đường s").is_empty(),
        "texts are not looked at"
    );
    let mut writer = self::writer(&index);
    for id in (0..2100).filter(|id| id % 4 == 1 && *id > 100) {
        writer.delete(&id.to_string()).unwrap();
    }
    writer.commit().unwrap();
    let left = index.searcher().unwrap().suggest("can t", 10).unwrap();
    assert!(left.completions[0].articles <= 25, "{left:?}");
    assert!(
        Index::verify(index.folder().unwrap())
            .unwrap()
            .damaged
            .is_empty()
    );
}

/// Texts of two stories have hardly anything in common, copies of one all.
fn story(number: usize) -> String {
    let words = ["đường", "trường", "chợ", "sông", "cầu", "rừng", "biển"];
    let mut text = String::new();
    for at in 0..60 {
        let word = words[(at * (number + 2) + at * at) % words.len()];
        text.push_str(&format!("{word} ngõ{number}x{at} "));
    }
    text
}

#[test]
fn copies_of_an_article_count_once() {
    let copied = "Mèo lạ cứu chủ khỏi đám cháy";
    let column = "Lịch cúp điện hôm nay";
    for others in [0, 2100] {
        let index = Index::in_memory(Settings::default()).unwrap();
        let mut writer = writer(&index);
        for id in 0..others {
            let title = format!("Tin ngày {id}");
            writer.add(article(100 + id, &title, "")).unwrap();
        }
        for id in 0..5 {
            writer.add(article(id, copied, &story(0))).unwrap();
        }
        for id in 5..8 {
            writer.add(article(id, column, &story(id))).unwrap();
        }
        writer.commit().unwrap();
        let news = index.searcher().unwrap();
        let of = |prefix: &str| {
            let found = news.suggest(prefix, 10).unwrap().completions;
            let found = found.into_iter().map(|one| (one.text, one.articles));
            found.collect::<Vec<_>>()
        };
        assert!(
            of("mèo").iter().all(|(_, articles)| *articles == 1),
            "{:?}",
            of("mèo")
        );
        if others > 0 {
            assert_eq!(of("mèo"), [], "one article is not two");
        }
        // The same headline every day stands above different texts.
        assert_eq!(of("lịch c"), [("lịch cúp điện hôm nay".to_owned(), 3)]);
    }
}

#[test]
fn an_abbreviation_that_is_a_part_of_another_is_typed_for_it() {
    let news = searcher(&[
        "Mưa lớn ở TP. HCM",
        "Chợ hoa TP HCM",
        "Đường sách TP.HCM",
        "Sở Y tế TP. HCM kiến nghị",
        "Vì sao TP HCM kiến nghị",
        "Xe buýt điện ở Huế",
        "Bảo hiểm BHXH",
        "Đóng BHXH bắt buộc",
        "Mức BHXH bắt buộc",
    ]);
    for prefix in ["hcm", "HCM", "tp. hc", "ho chi m"] {
        let found = complete(&news, prefix);
        assert!(found[0].starts_with("TP"), "{prefix}: {found:?}");
        assert!(
            found.iter().all(|text| !text.starts_with("HCM")),
            "{prefix}: {found:?}"
        );
    }
    assert!(complete(&news, "hcm k")[0].ends_with("HCM kiến nghị"));
    assert!(complete(&news, "xe buýt hcm")[0].starts_with("xe buýt TP"));
    // One that stands behind different words is one itself.
    assert!(complete(&news, "bhx")[0].starts_with("BHXH"));
}

#[test]
fn a_name_behind_an_abbreviation_is_completed_alone() {
    let news = searcher(&[
        "BTV Hoài Anh dẫn chương trình",
        "Khán giả nhớ BTV Hoài Anh",
        "BTV Hoài Anh nói về nghề",
        "Một ngày của BTV Hoài Anh",
        "Xe buýt điện ở Huế",
    ]);
    let found = complete(&news, "hoai a");
    assert!(found[0].starts_with("Hoài Anh"), "{found:?}");
}

#[test]
fn a_full_stop_behind_a_title_is_no_end() {
    let news = searcher(&[
        "Chợ TP. Đà Lạt",
        "Về TP. Đà Lạt",
        "Mưa ở TP. Đà Nẵng",
        "Nắng ở TP. Đà Nẵng",
    ]);
    for prefix in ["TP. đà l", "tp. da la", "TP.Đà L", "Khách sạn TP. đà l"] {
        let found = news.suggest(prefix, 10).unwrap().completions;
        assert_eq!(found[0].phrase, "TP. Đà Lạt", "{prefix}");
    }
    // Of a sentence it is.
    let found = news.suggest("Tôi ở chợ. đà l", 10).unwrap().completions;
    assert!(found.iter().all(|one| one.phrase != "chợ TP. Đà Lạt"));
}

#[test]
fn a_number_is_not_completed_as_if_nothing_were_before_it() {
    let news = searcher(&[
        "Góp ý dự thảo nghị định",
        "Bộ Y tế trình nghị định",
        "Phạt 100 triệu đồng",
        "Thưởng 100 triệu đồng",
    ]);
    assert_eq!(complete(&news, "100")[0], "100 triệu đồng");
    assert_eq!(complete(&news, "nghi dinh")[0], "nghị định");
    assert!(complete(&news, "nghị định 100").is_empty());
    assert_eq!(complete(&news, "phạt 100 tr")[0], "phạt 100 triệu đồng");
}

#[test]
fn codes_and_dates_are_completed() {
    let index = Index::in_memory(Settings::default()).unwrap();
    let mut writer = writer(&index);
    let titles = [
        "Nghị định 158/2025/NĐ-CP hướng dẫn bảo hiểm xã hội",
        "Góp ý dự thảo nghị định",
        "Bộ Y tế trình nghị định về thuốc",
        "Thông tư 36/2018/TT-BTC có hiệu lực",
        "Chờ thông tư hướng dẫn",
        "Học tập Chỉ thị 05-CT/TW ở cơ sở",
        "Thực hiện chỉ thị của Thủ tướng",
        "Sẽ ban hành chỉ thị mới",
        "Vé xe dịp lễ 2/9 tăng",
        "Hà Nội bắn pháo hoa dịp lễ 2/9",
        "Đề nghị nghỉ 2/9 bốn ngày",
        "Nhà thầu nợ 2,9 triệu đồng",
        "Phạt xe chở gỗ 2,9 triệu đồng",
    ];
    for (id, title) in titles.iter().enumerate() {
        writer.add(article(id, title, "")).unwrap();
    }
    // With many articles headlines alone count, and no phrase of a single one but codes.
    for id in titles.len()..2100 {
        writer
            .add(article(id, &format!("Tin ngày {id}"), ""))
            .unwrap();
    }
    writer.commit().unwrap();
    let news = index.searcher().unwrap();
    for (prefix, expected) in [
        ("nghị định 1", "nghị định 158/2025/NĐ-CP"),
        ("nghi dinh", "nghị định 158/2025/NĐ-CP"),
        ("158/2", "158/2025/NĐ-CP"),
        ("158/2025/ND-C", "158/2025/NĐ-CP"),
        ("thông tư 36", "thông tư 36/2018/TT-BTC"),
        ("chỉ thị 0", "Chỉ thị 05-CT/TW"),
        ("2/9", "2/9"),
        ("dịp lễ 2/", "dịp lễ 2/9"),
        ("2,9", "2,9 triệu đồng"),
    ] {
        let found = complete(&news, prefix);
        let same = |text: &String| text.to_lowercase() == expected.to_lowercase();
        assert!(found.iter().any(same), "{prefix}: {found:?}");
    }
    let found = complete(&news, "2/9");
    assert!(found.iter().all(|text| !text.contains("2,9")), "{found:?}");
    assert!(complete(&news, "nghị định 2").is_empty());
}

#[test]
fn a_word_is_not_cut_to_complete_its_end() {
    let news = searcher(&[
        "Giải bóng đá phủi",
        "Tin bóng đá",
        "Mưa ở Đà Nẵng",
        "Nắng ở Đà Nẵng",
        "Xe buýt điện ở Huế",
    ]);
    assert!(complete(&news, "bong da n").is_empty());
    assert_eq!(complete(&news, "xe buyt da n")[0], "xe buyt Đà Nẵng");
}

#[test]
fn a_name_and_what_it_does_come_behind_whole_phrases() {
    let verb = (0..22).map(|id| format!("Hà Nội đề xuất chợ{id} phố{id}"));
    let whole = (0..18).map(|id| format!("Phố{id} ở Hà Nội cổ kính"));
    let titles: Vec<String> = verb.chain(whole).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let found = complete(&searcher(&titles), "hà n");
    let place = |text: &str| found.iter().position(|found| found == text);
    let (verb, whole) = (place("Hà Nội đề xuất"), place("Hà Nội cổ kính"));
    assert!(verb.is_none_or(|verb| whole.unwrap() < verb), "{found:?}");
}
