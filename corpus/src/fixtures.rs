//! The articles that ship with the project: written for it, in every format, spelling style and
//! Unicode form, to try timtin and to test it.
//!
//! | file | what is special |
//! |---|---|
//! | `chinh-tri-xa-hoi.jsonl` | the plain case: usual names of fields, ISO 8601 dates |
//! | `phap-luat.jsonl.gz` | gzip; other names of fields; tones placed the new way (`hoà`) |
//! | `kinh-te.json` | one JSON array; categories as lists; times in UTC |
//! | `giao-duc.csv` | cells over several lines; dates with the day of the week; categories with `>` |
//! | `giao-thong.csv` | semicolons, byte order mark, CRLF |
//! | `suc-khoe.jsonl` | decomposed (NFD); dates as Unix seconds |
//! | `the-thao.jsonl.zst` | zstd; `21h30 ngày 14/7/2019`; the new tone placement |
//! | `van-hoa-du-lich.json` | letters composed, tones apart; the new tone placement |
//! | `the-gioi-cong-nghe.jsonl` | names of fields and dates as in RSS; no ids |
//! | `moi-truong.jsonl` | `kĩ`, `tỉ lệ`, `lí`; dates in words |
//! | `loa-xa.jsonl` | a commune's notices, written without any marks |
//! | `bien-tap.jsonl` | HTML entities, fields of its own, an article without a date, one with 31/02/2019 |
//! | `trang-bao/` | pages as plain text with datelines, captions and the teasers of other articles |

use std::fs;
use std::io;
use std::path::Path;

/// Name and content of one file.
macro_rules! file {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../fixtures/", $name)))
    };
}

/// Name and content of each file.
const FILES: [(&str, &[u8]); 20] = [
    file!("bien-tap.jsonl"),
    file!("chinh-tri-xa-hoi.jsonl"),
    file!("giao-duc.csv"),
    file!("giao-thong.csv"),
    file!("kinh-te.json"),
    file!("loa-xa.jsonl"),
    file!("moi-truong.jsonl"),
    file!("phap-luat.jsonl.gz"),
    file!("suc-khoe.jsonl"),
    file!("the-gioi-cong-nghe.jsonl"),
    file!("the-thao.jsonl.zst"),
    file!("trang-bao/bao-hiem-vung-cao.txt"),
    file!("trang-bao/cho-noi.txt"),
    file!("trang-bao/dan-van-khe-vang.txt"),
    file!("trang-bao/hoi-lhpn-con-en.txt"),
    file!("trang-bao/hoi-thi-can-bo-mat-tran.txt"),
    file!("trang-bao/ky-hop-hdnd.txt"),
    file!("trang-bao/nghe-det-chieu.txt"),
    file!("trang-bao/tong-tay-lanh-canh.txt"),
    file!("van-hoa-du-lich.json"),
];

/// Writes the files into `folder`, which is created if need be.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(folder: &Path) -> io::Result<()> {
    for (name, content) in FILES {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use walkdir::WalkDir;

    use super::FILES;
    use crate::date::vietnam_day;
    use crate::reader::{Format, Reader};
    use crate::record::Outcome;

    fn folder() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures")
    }

    #[test]
    fn every_file_of_the_folder_ships() {
        let there: BTreeSet<String> = WalkDir::new(folder())
            .into_iter()
            .map(|entry| entry.expect("readable"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(folder()).expect("below it");
                path.to_string_lossy().replace('\\', "/")
            })
            .collect();
        let listed: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(there, listed);
    }

    #[test]
    fn they_are_as_varied_as_they_claim() {
        let (mut articles, mut warnings) = (Vec::new(), Vec::new());
        for record in Reader::open([folder()], Format::Auto).expect("it is there") {
            match record.read() {
                Outcome::Article {
                    article,
                    warnings: of_article,
                    ..
                } => {
                    articles.push(article);
                    warnings.extend(of_article);
                }
                Outcome::Rejected(rejection) => panic!("{rejection}"),
            }
        }
        assert!(articles.len() >= 150, "{}", articles.len());
        assert_eq!(warnings.len(), 1, "only 31/02/2019: {warnings:?}");
        let ids: BTreeSet<&str> = articles.iter().map(|article| article.id.as_str()).collect();
        assert_eq!(ids.len(), articles.len());
        let years: BTreeSet<i16> = articles
            .iter()
            .filter_map(|article| Some(vietnam_day(article.published?).year()))
            .collect();
        assert_eq!(years, (2015..=2025).collect());
        let subjects: BTreeSet<&str> = articles
            .iter()
            .filter_map(|article| article.category.first().map(String::as_str))
            .collect();
        assert!(subjects.len() >= 12, "{subjects:?}");
        let sources: BTreeSet<&str> = articles
            .iter()
            .filter_map(|article| article.source.as_deref())
            .collect();
        assert!(sources.len() >= 7, "{sources:?}");
        let body_has = |text: &str| articles.iter().any(|article| article.body.contains(text));
        assert!(!body_has("Mường Bằng mùa nước nổi"), "a teaser");
        assert!(body_has("\"Nâng bước") && !body_has("&quot;"), "entities");
    }
}
