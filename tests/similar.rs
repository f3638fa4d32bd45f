//! Articles like a given one (rule 4.9).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use timtin::{Article, Filters, Index, Searcher, Settings, Similar, SimilarRequest, WriterOptions};

fn article(id: &str, source: &str, title: &str, body: &str) -> Article {
    Article {
        id: id.into(),
        source: Some(source.into()),
        title: title.into(),
        body: body.into(),
        ..Article::default()
    }
}

const RESERVOIR: &str = "Sáng nay, nhà máy thủy điện đã mở hai cửa xả đáy vì mực nước hồ chứa lên nhanh sau nhiều ngày mưa lớn ở thượng nguồn. \
     Các xã ven sông được báo trước để di dời lồng cá và thuyền bè. Ban chỉ huy phòng chống thiên tai của tỉnh cử người trực cả ngày lẫn đêm.";

fn searcher() -> Searcher {
    let index = Index::in_memory(Settings::default()).unwrap();
    let options = WriterOptions {
        threads: 1,
        memory: 0,
    };
    let mut writer = index.writer(options).unwrap();
    let reprint = RESERVOIR.replace("Sáng nay, nhà máy", "Theo TTXVN, nhà máy");
    let articles = [
        article("xa", "VOV", "Thủy điện mở cửa xả đáy", RESERVOIR),
        article("xa-lai", "HBĐT", "Hồ chứa xả nước", &reprint),
        article(
            "lu",
            "VOV",
            "Hạ du ngập vì hồ thủy điện xả lũ",
            "Mực nước sông lên cao sau khi thủy điện mở thêm cửa xả, nhiều lồng cá của dân bị cuốn trôi.",
        ),
        article(
            "dien",
            "HBĐT",
            "Giá điện sinh hoạt tăng",
            "Từ tháng sau, giá điện tăng ba phần trăm, hộ nghèo được hỗ trợ.",
        ),
        article(
            "bong",
            "VOV",
            "Đội chủ nhà thắng trận mở màn",
            "Tiền đạo ghi hai bàn, đội khách gỡ một bàn cuối trận. Mở tỷ số sớm, thủ môn xả hơi nhiều lần.",
        ),
    ];
    for article in articles {
        writer.add(article).unwrap();
    }
    for at in 0..30 {
        let body = format!("Tin vắn số {at} về chợ phiên, nông sản và du lịch trong huyện.");
        writer
            .add(article(&format!("van{at}"), "VOV", "Tin vắn", &body))
            .unwrap();
    }
    writer.commit().unwrap();
    index.searcher().unwrap()
}

fn ids(similar: &Similar) -> Vec<&str> {
    similar
        .hits
        .iter()
        .map(|hit| hit.article.id.as_str())
        .collect()
}

#[test]
fn what_tells_of_the_same_comes_first_and_reprints_are_no_hits() {
    let searcher = searcher();
    let similar = searcher
        .similar(&SimilarRequest::new("xa"))
        .unwrap()
        .unwrap();
    assert_eq!(ids(&similar).first(), Some(&"lu"));
    assert!(!ids(&similar).contains(&"xa") && !ids(&similar).contains(&"xa-lai"));
    assert_eq!(similar.duplicates[0].id, "xa-lai");
    assert!(
        similar
            .hits
            .windows(2)
            .all(|pair| pair[0].score >= pair[1].score)
    );

    let request = SimilarRequest {
        collapse: false,
        ..SimilarRequest::new("xa")
    };
    let all = searcher.similar(&request).unwrap().unwrap();
    assert_eq!(ids(&all)[..2], ["xa-lai", "lu"]);

    // For another article the two are one hit.
    let similar = searcher
        .similar(&SimilarRequest::new("lu"))
        .unwrap()
        .unwrap();
    let first = &similar.hits[0];
    assert!(first.article.id.starts_with("xa") && first.duplicates.len() == 1);
}

#[test]
fn filters_limits_and_what_is_not_there() {
    let searcher = searcher();
    let filters = Filters {
        source: vec!["HBĐT".into()],
        ..Filters::default()
    };
    let request = SimilarRequest {
        filters,
        ..SimilarRequest::new("lu")
    };
    let similar = searcher.similar(&request).unwrap().unwrap();
    assert_eq!(ids(&similar).first(), Some(&"xa-lai"));
    assert!(similar.hits[0].duplicates.is_empty());
    let request = SimilarRequest {
        limit: 2,
        ..SimilarRequest::new("van3")
    };
    assert_eq!(searcher.similar(&request).unwrap().unwrap().hits.len(), 2);
    assert!(
        searcher
            .similar(&SimilarRequest::new("none"))
            .unwrap()
            .is_none()
    );
}
