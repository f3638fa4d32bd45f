//! The dateline of a lead, which names the source: `(HBĐT) - `, `Hòa Bình (TTXVN) - `, `VTV.vn - `.

use super::{ends_sentence, fold_words, folded};

/// A dateline and what follows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dateline<'t> {
    pub(super) source: &'t str,
    /// Where the news comes from, which is text as well.
    pub(super) place: Option<&'t str>,
    pub(super) rest: &'t str,
}

impl Dateline<'_> {
    /// The line with the place and without the source.
    pub(super) fn without_source(&self) -> String {
        match self.place {
            Some(place) => format!("{place} - {}", self.rest),
            None => self.rest.to_owned(),
        }
    }
}

const DASHES: [char; 3] = ['-', '–', '—'];

/// A dateline has at most so many characters before its dash.
const LONGEST: usize = 45;

/// Newspapers and agencies, as they write themselves: `Lao động` is work.
const SOURCES: [&str; 32] = [
    "Dân trí",
    "Tuổi Trẻ",
    "Thanh Niên",
    "Lao Động",
    "Tiền Phong",
    "Nhân Dân",
    "Người Lao Động",
    "Công an nhân dân",
    "Công an Nhân dân",
    "Công An Nhân Dân",
    "Quân đội nhân dân",
    "Quân đội Nhân dân",
    "Sài Gòn Giải Phóng",
    "Hà Nội Mới",
    "Hànộimới",
    "Thông tấn xã Việt Nam",
    "TTXVN",
    "VNA",
    "VOV",
    "VTV",
    "VTC",
    "SGGP",
    "QĐND",
    "CAND",
    "BVPL",
    "ANTĐ",
    "ĐĐK",
    "TBKTSG",
    "PLVN",
    "GDVN",
    "SKĐS",
    "GD&TĐ",
];

/// The ends of codes for newspapers on the web: `HBĐT`, `PLO`.
const CODE_ENDS: [&str; 2] = ["ĐT", "O"];

/// Before the name of a newspaper, a station or a site.
const KINDS: [&str; 8] = [
    "Báo ",
    "Tạp chí ",
    "Đài Tiếng nói ",
    "Đài Truyền hình ",
    "Đài PT",
    "Cổng TTĐT ",
    "Cổng Thông tin điện tử ",
    "Trang tin ",
];

/// Behind a code or a name: `SGGP Online`, `Tuổi Trẻ Online`.
const EDITIONS: [&str; 5] = [" Online", " online", " Điện tử", " điện tử", " Cuối tuần"];

/// Codes that name no source, folded.
const NO_SOURCES: [&str; 28] = [
    "nato", "fifa", "unesco", "unicef", "opec", "wto", "tp.hcm", "tphcm", "tp", "ubnd", "hdnd",
    "mttq", "clb", "hlv", "covid", "video", "clip", "anh", "tin", "bai", "nong", "moi", "usd",
    "vnd", "gdp", "who", "asean", "lhpn",
];

/// In brackets before a text that is no news: `(Tiếp theo kỳ trước)`, folded.
const REMARKS: [&str; 8] = [
    "tiep", "bai ", "ky ", "anh", "phan ", "video", "clip", "con nua",
];

/// The dateline at the start of a line.
pub(super) fn dateline(line: &str) -> Option<Dateline<'_>> {
    bracketed(line)
        .or_else(|| placed(line))
        .or_else(|| bare(line))
}

/// `(HBĐT) - `, `[HBĐT] - `; without a dash `(HBĐT). ` and `(VnExpress) ` if it is a source for sure.
fn bracketed(line: &str) -> Option<Dateline<'_>> {
    let (name, behind) = match line.strip_prefix('(') {
        Some(inside) => inside.split_once(')')?,
        None => line.strip_prefix('[')?.split_once(']')?,
    };
    let name = name.trim();
    let key = fold_words(name);
    let is_name = (1..=40).contains(&name.chars().count())
        && name.chars().any(char::is_uppercase)
        && !REMARKS.iter().any(|remark| key.starts_with(remark));
    if !is_name {
        return None;
    }
    let trimmed = behind.trim_start();
    if let Some(rest) = trimmed.strip_prefix(DASHES).or(trimmed.strip_prefix(':')) {
        return found(name, None, rest);
    }
    let rest = behind.strip_prefix('.').unwrap_or(behind);
    let apart = rest.starts_with(char::is_whitespace);
    (apart && (is_source(name) || is_code(name)) && starts_sentence(rest))
        .then(|| found(name, None, rest))?
}

/// `Hòa Bình (TTXVN) - `, `Hà Nội, 5/3 (TTXVN) - `.
fn placed(line: &str) -> Option<Dateline<'_>> {
    let (place, behind) = line.split_once('(')?;
    let (name, behind) = behind.split_once(')')?;
    let (place, name) = (place.trim(), name.trim());
    let is_place = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '–'))
            || word == "ngày"
    };
    let rest = behind.trim_start().strip_prefix(DASHES)?;
    let is_dateline = place.chars().count() <= LONGEST
        && place.split_whitespace().count() <= 7
        && place.split_whitespace().all(is_place)
        && is_source(name);
    is_dateline.then(|| found(name, Some(place), rest))?
}

/// `TTXVN - `, `VTV.vn - `, `SGGP Online-`, `Báo Hòa Bình - `: a name without brackets must be that of
/// a source, and be followed by a sentence.
fn bare(line: &str) -> Option<Dateline<'_>> {
    let (at, _) = line
        .char_indices()
        .take(LONGEST)
        .find(|(_, c)| DASHES.contains(c))?;
    let (name, behind) = line.split_at(at);
    let rest = behind.trim_start_matches(DASHES);
    // `COVID-19` is one word; `SGGP Online-` is none.
    let apart = name.contains(char::is_whitespace) || rest.starts_with(char::is_whitespace);
    let name = name.trim();
    let is_dateline = apart && is_source(name) && starts_sentence(rest) && ends_sentence(line);
    is_dateline.then(|| found(name, None, rest))?
}

fn found<'t>(source: &'t str, place: Option<&'t str>, rest: &'t str) -> Option<Dateline<'t>> {
    let rest = rest.trim_start();
    let place = place.filter(|place| !place.is_empty());
    (!rest.is_empty()).then_some(Dateline {
        source,
        place,
        rest,
    })
}

fn starts_sentence(rest: &str) -> bool {
    rest.trim_start().starts_with(|c: char| {
        c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '“' | '\'')
    })
}

/// Whether all names that `/` parts are those of newspapers, agencies or sites: `TTXVN/Vietnam+`.
fn is_source(name: &str) -> bool {
    !name.is_empty()
        && name.split('/').all(|part| {
            let part = part.trim();
            is_known(part) || is_newspaper(part)
        })
}

/// Whether a name leaves no doubt.
fn is_known(name: &str) -> bool {
    let base = EDITIONS
        .iter()
        .find_map(|edition| name.strip_suffix(edition))
        .unwrap_or(name);
    let is_web_code = is_code(base) && CODE_ENDS.iter().any(|end| base.ends_with(end));
    SOURCES.contains(&base)
        || is_web_code
        || is_site(name)
        || is_camel(name)
        || (base.len() < name.len() && is_code(base))
}

/// `VTV.vn`, `VOV.VN`.
fn is_site(name: &str) -> bool {
    let domain = name
        .rsplit_once('.')
        .map(|(_, domain)| domain.to_ascii_lowercase());
    !name.contains(' ')
        && matches!(
            domain.as_deref(),
            Some("vn" | "com" | "net" | "org" | "info")
        )
}

/// `VnExpress`, `VietnamPlus`, `Vietnam+`.
fn is_camel(name: &str) -> bool {
    let starts = ["Vn", "VN", "Viet", "Việt"]
        .iter()
        .any(|start| name.starts_with(start));
    let is_one = !name.contains(' ') && name.chars().all(|c| c.is_alphanumeric() || c == '+');
    starts
        && is_one
        && (name.ends_with('+') || name.chars().skip(2).any(char::is_uppercase))
        && name.chars().any(char::is_lowercase)
}

/// `HBĐT`, `QĐND`.
fn is_code(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3
        && name
            .chars()
            .all(|c| c.is_uppercase() || matches!(c, '.' | '+') || c.is_ascii_digit())
        && !NO_SOURCES.contains(&folded(name).as_str())
}

/// `Báo Hòa Bình`, `Đài PT-TH Hà Giang`, `Theo TTXVN`.
fn is_newspaper(name: &str) -> bool {
    if let Some(named) = name.strip_prefix("Theo ") {
        return is_source(named);
    }
    let named = KINDS.iter().find_map(|kind| name.strip_prefix(kind));
    named.is_some_and(|named| {
        named.split_whitespace().count() <= 5
            && named.starts_with(|c: char| c.is_uppercase() || c == '-')
    })
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn datelines() {
        for (line, source, summary) in [
            (
                "Hòa Bình (TTXVN) - Sáng 5/3, mưa.",
                "TTXVN",
                "Hòa Bình - Sáng 5/3, mưa.",
            ),
            (
                "Hà Nội, 5/3 (TTXVN) – Mưa lớn.",
                "TTXVN",
                "Hà Nội, 5/3 - Mưa lớn.",
            ),
            ("VTV.vn - Sáng nay có mưa.", "VTV.vn", "Sáng nay có mưa."),
            (
                "TTXVN/Vietnam+ - Sáng nay có mưa.",
                "TTXVN/Vietnam+",
                "Sáng nay có mưa.",
            ),
            (
                "SGGP Online- Sáng nay có mưa.",
                "SGGP Online",
                "Sáng nay có mưa.",
            ),
            (
                "SGGP Online-Sáng nay có mưa.",
                "SGGP Online",
                "Sáng nay có mưa.",
            ),
            ("[HBĐT] - Sáng nay có mưa.", "HBĐT", "Sáng nay có mưa."),
            ("(HBĐT). Sáng nay có mưa.", "HBĐT", "Sáng nay có mưa."),
            ("(HBĐT): Sáng nay có mưa.", "HBĐT", "Sáng nay có mưa."),
            (
                "(VnExpress) Sáng nay có mưa.",
                "VnExpress",
                "Sáng nay có mưa.",
            ),
            (
                "(Dân trí) – Sáng nay có mưa.",
                "Dân trí",
                "Sáng nay có mưa.",
            ),
            (
                "Báo Hòa Bình - Sáng nay có mưa.",
                "Báo Hòa Bình",
                "Sáng nay có mưa.",
            ),
            ("Dân trí - Sáng nay có mưa.", "Dân trí", "Sáng nay có mưa."),
            (
                "Tuổi Trẻ Online - Sáng nay có mưa.",
                "Tuổi Trẻ Online",
                "Sáng nay có mưa.",
            ),
            (
                "TTXVN - UBND tỉnh họp sáng nay.",
                "TTXVN",
                "UBND tỉnh họp sáng nay.",
            ),
        ] {
            for page in [
                format!("Mưa lớn\n{line}\nHết câu."),
                format!("{line}\nHết câu."),
            ] {
                let article = read(&page);
                assert_eq!(article.source.as_deref(), Some(source), "{page}");
                assert_eq!(article.summary, summary, "{page}");
            }
        }
        for line in [
            "Hà Nội - Thủ đô của cả nước có mưa.",
            "Hà Nội - Hải Phòng thông tuyến.",
            "HĐND - UBND tỉnh họp sáng nay.",
            "COVID-19 lại bùng phát ở nhiều nơi.",
            "TP.HCM - Sáng 5/3 có mưa lớn.",
            "Báo chí - Cầu nối của Đảng với dân.",
            "Báo động - Nước lũ lên nhanh.",
            "(Ảnh) Cán bộ thăm bản.",
            "(Tiếp theo kỳ trước) - Sáng nay có mưa.",
            "Ông Nguyễn Văn A (Hội Nông dân) - Người có công đầu.",
            "Nông dân - Người làm chủ ruộng đồng.",
            "Online - Sự lựa chọn của nhiều người.",
            "Học online - Giải pháp mùa dịch.",
            "Đài Loan - Trung Quốc thêm căng thẳng.",
            "Bảo Lộc - Thành phố trẻ bên đèo.",
            "Lao động - Việc làm tăng trở lại.",
            "Thanh niên - Lực lượng nòng cốt.",
            "Vietcombank (VCB) - Ngân hàng lớn báo lãi.",
            "VCB - Cổ phiếu tăng mạnh nhất tuần.",
            "Theo chân - Người gác rừng kể chuyện.",
            "(Người dân phấn khởi) Sáng nay có mưa.",
        ] {
            let article = read(&format!("{line}\nHết câu."));
            assert_eq!(article.source, None, "{line}");
            assert!(article.body.starts_with(line), "{line}");
        }
    }
}
