//! All that the command says, in both languages side by side.
//!
//! The reason why a record was rejected comes as a sentence from where it was noticed, in English.

use timtin::corpus::Error as CorpusError;
use timtin::{Error, Facet, Warning};

use super::language::Language;

/// Defines a message a line: its name, what it tells, and how in English and in Vietnamese.
macro_rules! messages {
    ($($name:ident($($fact:ident: $kind:ty),*): $english:literal, $vietnamese:literal;)*) => {
        impl Language {
            $(pub(crate) fn $name(self $(, $fact: $kind)*) -> String {
                match self {
                    Language::English => format!($english),
                    Language::Vietnamese => format!($vietnamese),
                }
            })*
        }
    };
}

messages! {
    error_label(): "error", "lỗi";
    warning_label(): "warning", "cảnh báo";
    note_label(): "note", "lưu ý";

    // timtin index
    progress_bar():
        "{{bar:30}} {{percent:>3}} %  {{msg}} articles  {{binary_bytes_per_sec}}  ETA {{eta}}",
        "{{bar:30}} {{percent:>3}} %  {{msg}} bài  {{binary_bytes_per_sec}}  còn {{eta}}";
    progress_spinner():
        "{{spinner}} {{msg}} articles  {{binary_bytes_per_sec}}  {{elapsed}}",
        "{{spinner}} {{msg}} bài  {{binary_bytes_per_sec}}  {{elapsed}}";
    records_read(records: String, size: String, seconds: String, rate: String, speed: String):
        "read {records} records ({size}) in {seconds} s: {rate} articles/s, {speed} MB/s",
        "đã đọc {records} bản ghi ({size}) trong {seconds} giây: {rate} bài/giây, {speed} MB/giây";
    records_done(indexed: String, replaced: String, rejected: String, warnings: String):
        "indexed {indexed}, replaced {replaced}, rejected {rejected}, warnings {warnings}",
        "thêm mới {indexed}, thay thế {replaced}, loại {rejected}, cảnh báo {warnings}";
    of_these_unchanged(replaced: String, unchanged: String):
        "{replaced} ({unchanged} of them unchanged)",
        "{replaced} (trong đó {unchanged} không có gì mới)";
    would_hold(place: &str, articles: String):
        "dry run, nothing was written: {place} would hold {articles}",
        "chạy thử, chưa ghi gì: {place} sẽ có {articles}";
    now_holds(place: &str, articles: String):
        "{place} now holds {articles}",
        "{place} hiện có {articles}";
    rejected(file: &str, line: u64, reason: &str):
        "rejected {file}:{line}: {reason}",
        "đã loại {file}:{line}: {reason}";
    more_complaints(count: String):
        "{count} more warnings and rejections; --json lists up to 100,000 rejected records and 1,000 warnings",
        "còn {count} cảnh báo và bản ghi bị loại nữa; --json liệt kê tối đa 100.000 bản ghi bị loại và 1.000 cảnh báo";
    keep_rejects():
        "keep the rejected records with --rejects FILE",
        "dùng --rejects TỆP để giữ lại các bản ghi bị loại";
    stopping():
        "stopping at a commit; press Ctrl-C again to stop at once",
        "đang lưu rồi dừng; nhấn Ctrl-C lần nữa để dừng ngay";
    stopped():
        "stopped; what was read is in the index, run the same command again to index the rest",
        "đã dừng; phần đã đọc nằm trong chỉ mục, hãy chạy lại lệnh này để lập chỉ mục phần còn lại";
    stopped_dry():
        "stopped; what is reported is of the records read so far, nothing was written",
        "đã dừng; báo cáo chỉ tính các bản ghi đã đọc, chưa ghi gì cả";
    watching(folder: &str):
        "waiting for articles in {folder}; press Ctrl-C to end",
        "đang chờ bài mới trong {folder}; nhấn Ctrl-C để kết thúc";
    cannot_watch(folder: &str): "{folder}: cannot be watched", "{folder}: không theo dõi được";
    cannot_read(path: &str): "{path}: cannot be read", "{path}: không đọc được";
    no_such_file(path: &str):
        "{path}: there is no such file; check the path",
        "{path}: không có tệp này; hãy kiểm tra đường dẫn";
    not_utf8(path: &str, line: usize):
        "{path}:{line}: not UTF-8; save the file as UTF-8",
        "{path}:{line}: không phải UTF-8; hãy lưu tệp ở dạng UTF-8";

    not_text(path: &str, line: usize):
        "{path}:{line}: a NUL character, which no text has; save the file as UTF-8",
        "{path}:{line}: có ký tự NUL, văn bản không có ký tự này; hãy lưu tệp ở dạng UTF-8";
    compressed(path: &str):
        "{path}: the file is compressed; unpack it first",
        "{path}: tệp đang bị nén; hãy giải nén trước";
    abbreviation_line(path: &str, line: usize, reason: &str):
        "{path}:{line}: {reason}; a line is ABBREVIATION<TAB>READING, and # begins a remark",
        "{path}:{line}: {reason}; mỗi dòng phải có dạng TỪ_VIẾT_TẮT<TAB>CÁCH_ĐỌC, dòng ghi chú bắt đầu bằng #";

    converted(counts: String):
        "converted from legacy encodings: {counts}",
        "đã chuyển từ bảng mã cũ: {counts}";

    // timtin search
    in_time(ms: String): "in {ms} ms", "trong {ms} ms";
    read_as(): "read as:", "hiểu là:";
    did_you_mean(): "did you mean:", "có phải ý bạn là:";
    searched_for(): "not found as typed; searched for:", "không có như đã gõ; đã tìm:";
    also_reads(abbreviation: &str): "{abbreviation} is also:", "{abbreviation} còn là:";
    relaxed_words(): "— not all of the query —", "— không đủ mọi từ cần tìm —";
    relaxed_marks(): "— written without marks —", "— viết không dấu —";
    nowhere(): "in no article:", "không bài nào có:";
    without(words: String): "without: {words}", "thiếu: {words}";
    more_words(words: String, count: String): "{words} and {count} more", "{words} và {count} từ nữa";
    explained_score(score: String, tier: &str): "score {score}, {tier}:", "điểm {score}, {tier}:";
    tier_exact(): "as typed", "đúng như đã gõ";
    tier_as_asked(): "as asked", "đúng như yêu cầu";
    tier_most_words(): "with most of the words", "có phần lớn các từ";
    tier_without_marks(): "written without marks", "viết không dấu";
    explained_word(word: &str, score: String, title: u32, summary: u32, body: u32):
        "{word} {score} (title {title}, summary {summary}, body {body})",
        "{word} {score} (tiêu đề {title}, tóm tắt {summary}, nội dung {body})";
    explained_missing(words: String): "missing: {words}", "thiếu: {words}";
    explained_together(pairs: String): "together: {pairs}", "đứng cạnh nhau: {pairs}";
    explained_rest(triples: String, other: String, freshness: String):
        "three in a row {triples}, other {other}, freshness × {freshness}",
        "ba từ liền nhau {triples}, khác {other}, độ mới × {freshness}";
    near_identical(count: String): "+{count} near-identical:", "+{count} bài gần như giống hệt:";
    more_values(count: String): "… and {count} more", "… và {count} mục khác";
    no_such_option(option: &str):
        "there is no option --{option}; `timtin help` and the name of the command list them",
        "không có tùy chọn --{option}; `timtin help` kèm tên lệnh liệt kê các tùy chọn";
    several_words(word: &str):
        "a text of several words is one argument: put quotation marks around all of it, as in '… {word} …'",
        "nhiều từ phải nằm trong một tham số: hãy đặt cả đoạn trong dấu nháy, như '… {word} …'";
    trec_needs_queries():
        "--format trec needs --queries FILE",
        "--format trec cần có --queries TỆP";

    // timtin similar
    like(title: &str): "Like: {title}", "Gần với: {title}";
    telling(): "by:", "theo:";

    // timtin eval
    eval_queries(count: String): "{count} queries", "{count} câu tìm";
    unjudged(file: &str, count: String):
        "{file}: nothing is judged relevant to {count} of the queries; they count as misses",
        "{file}: {count} câu tìm không có bài nào được đánh giá là phù hợp; chúng được tính là không tìm thấy";
    no_queries(file: &str): "{file}: no queries", "{file}: không có câu tìm nào";
    same_name(file: &str):
        "{file}: another file of queries has the same name; rename one of them",
        "{file}: một tệp câu tìm khác cũng mang tên này; hãy đổi tên một trong hai";
    one_file_for_trec():
        "a TREC run holds the queries of one file; save and compare runs of several files as FILE.json",
        "một lượt chạy TREC chỉ chứa câu tìm của một tệp; với nhiều tệp hãy lưu và so sánh ở dạng TỆP.json";
    not_in_baseline(file: &str):
        "the baseline has no queries of a file named {file}",
        "lượt chạy để so sánh không có câu tìm của tệp nào tên {file}";
    cannot_write(path: &str): "{path}: cannot be written", "{path}: không ghi được";
    against_baseline(measure: &str, before: String, difference: String, low: String, high: String, p: String):
        "{measure}: {before} before, {difference} (95 % interval {low} to {high}, p = {p})",
        "{measure}: trước là {before}, {difference} (khoảng 95 %: {low} đến {high}, p = {p})";

    // timtin stats
    no_dates(): "no dates", "không có ngày";
    dates(first: &str, last: &str): "{first} to {last}", "{first} đến {last}";
    format_and_analysis(format: u32, analysis: &str):
        "{format}, analysis {analysis}",
        "{format}, phân tích {analysis}";
    all_sound(files: String):
        "checked {files} files: all are as they were written",
        "đã kiểm tra {files} tệp: tất cả còn nguyên vẹn";
    some_damaged(damaged: String, files: String):
        "{damaged} of {files} files are damaged: restore them from a copy or reindex into a new folder",
        "{damaged} trong {files} tệp bị hỏng: hãy khôi phục từ bản sao hoặc lập chỉ mục lại vào thư mục mới";

    // timtin abbreviations
    nothing_learned():
        "no article defines such an abbreviation",
        "không có bài nào định nghĩa từ viết tắt như vậy";

    // timtin delete
    no_such_id(id: &str):
        "no article has the id {id}; `timtin search --format ids` prints ids",
        "không có bài nào mang id {id}; `timtin search --format ids` in ra các id";
    deleted(count: String): "deleted {count}", "đã xóa {count}";

    // timtin demo
    demo_indexed(articles: String, ms: String):
        "indexed {articles} in {ms} ms: JSON Lines, JSON, CSV, plain pages, gzip; composed and decomposed.",
        "đã lập chỉ mục {articles} trong {ms} ms: JSON Lines, JSON, CSV, trang văn bản, gzip; Unicode dựng sẵn và tổ hợp.";
    demo_now_you(): "Now you:", "Mời bạn thử:";
    demo_place(place: &str): "the index is in {place}", "chỉ mục nằm ở {place}";

    // timtin man
    no_such_command(name: &str):
        "no such command: {name}; `timtin help` lists them",
        "không có lệnh {name}; `timtin --help` liệt kê các lệnh";

    wrong_log_filter(filter: &str, reason: &str):
        "RUST_LOG={filter}: {reason}; write it like timtin=info",
        "RUST_LOG={filter}: {reason}; hãy viết như timtin=info";

    // What ends a command
    panicked(reason: &str):
        "timtin failed unexpectedly ({reason}). The index may be damaged: `timtin stats --verify --index DIR` tells; if it is not, please report this",
        "timtin gặp lỗi bất ngờ ({reason}). Có thể chỉ mục bị hỏng: hãy kiểm tra bằng `timtin stats --verify --index THƯ_MỤC`; nếu không hỏng, xin báo lỗi này cho chúng tôi";
}

impl Language {
    /// A number of articles.
    pub(crate) fn articles(self, count: u64) -> String {
        let noun = if count == 1 { "article" } else { "articles" };
        format!("{} {}", self.number(count), self.pick(noun, "bài"))
    }

    /// The heading of a facet: as it was asked for, or in Vietnamese.
    pub(crate) fn facet(self, name: &str) -> &str {
        use timtin::DateUnit::{Day, Month, Year};
        let vietnamese = match name.parse() {
            Ok(Facet::Category) => "chuyên mục",
            Ok(Facet::Source) => "nguồn",
            Ok(Facet::Author) => "tác giả",
            Ok(Facet::Date(Year)) => "năm",
            Ok(Facet::Date(Month)) => "tháng",
            Ok(Facet::Date(Day)) => "ngày",
            Err(_) => name,
        };
        self.pick(name, vietnamese)
    }

    /// What went wrong, each cause once: an error of the library tells its own.
    pub(crate) fn failure(self, error: &anyhow::Error) -> String {
        let mut out = String::new();
        for cause in error.chain() {
            let library = cause.downcast_ref::<Error>();
            let text = library.map_or_else(|| cause.to_string(), |error| self.error(error));
            if !out.contains(&text) {
                out.push_str(if out.is_empty() { "" } else { ": " });
                out.push_str(&text);
            }
            if library.is_some() {
                break;
            }
        }
        out
    }

    /// What of a query was not understood.
    pub(crate) fn not_understood(self, warning: &Warning) -> String {
        match self {
            Language::English => warning.to_string(),
            Language::Vietnamese => vietnamese_warning(warning),
        }
    }

    /// An error of the library.
    pub(crate) fn error(self, error: &Error) -> String {
        match self {
            Language::English => error.to_string(),
            Language::Vietnamese => vietnamese(error),
        }
    }
}

/// What of a query was not understood, in Vietnamese.
fn vietnamese_warning(warning: &Warning) -> String {
    match warning {
        Warning::OpenQuotation { text } => {
            format!("đã bỏ qua một dấu nháy không có dấu đi cùng: {text}")
        }
        Warning::EmptyQuotation => "đã bỏ qua cặp dấu nháy trống".to_owned(),
        Warning::OpenParenthesis => "đã bỏ qua một dấu mở ngoặc không được đóng".to_owned(),
        Warning::CloseParenthesis => "đã bỏ qua một dấu đóng ngoặc thừa".to_owned(),
        Warning::DeepParentheses { most } => {
            format!("đã bỏ qua các dấu ngoặc lồng nhau quá {most} tầng")
        }
        Warning::LongQuery { bytes } => {
            format!("câu tìm quá dài: chỉ dùng {bytes} byte đầu")
        }
        Warning::ManyWords { most } => format!("chỉ dùng {most} từ đầu"),
        Warning::PrefixInPhrase { text } => format!(
            "đã đọc “{text}” mà không có dấu *: trong dấu nháy không dùng được phần đầu của từ"
        ),
        Warning::PrefixOfSigns { text } => {
            format!("đã đọc “{text}” mà không có dấu *: trước dấu * chỉ được có chữ và số")
        }
        Warning::ShortPrefix { text, least } => {
            format!("trước dấu * phải có ít nhất {least} chữ: {text} đã được đọc như một từ")
        }
        Warning::PrefixEverywhere { text } => {
            format!("{text}* được tìm trong toàn bài: chỉ giới hạn được trong tiêu đề")
        }
        Warning::FieldApart { field } => format!(
            "{field} đã được đọc như một từ: điều cần tìm phải viết liền ngay sau nó, như {field}từ"
        ),
        Warning::FieldOfGroup { field } => {
            format!("sau {field} phải là một từ hoặc một đoạn trong dấu nháy")
        }
        Warning::FieldValue { text } => format!("không hiểu “{text}”, đã bỏ qua"),
        Warning::NoDate { text } => format!(
            "không hiểu “{text}”, đã bỏ qua: hãy viết ngày, tháng hoặc năm như 26/2/2019, 2/2019, 2019, hoặc hai mốc với .. ở giữa, mốc sớm hơn viết trước"
        ),
        Warning::NoWord { text } => format!("không có gì để tìm trong “{text}”"),
        Warning::More { count } => format!("còn {count} điều như vậy nữa"),
        other => other.to_string(),
    }
}

/// The facts of an error in Vietnamese.
fn vietnamese(error: &Error) -> String {
    match error {
        Error::NoIndex { path } => {
            let path = path.display();
            format!(
                "{path}: ở đây chưa có chỉ mục timtin; hãy tạo bằng `timtin index --index {path} TỆP…`"
            )
        }
        Error::NotAFolder { path } => format!(
            "{}: đây là một tệp; chỉ mục phải là thư mục, hãy chọn một thư mục",
            path.display()
        ),
        Error::NotAnIndex { path } => format!(
            "{}: thư mục không trống và không chứa chỉ mục timtin; hãy chọn thư mục khác",
            path.display()
        ),
        Error::Incompatible {
            path,
            what,
            found,
            needed,
        } => {
            let difference = match *what {
                "index format" => {
                    format!("ở định dạng {found}, còn timtin này cần định dạng {needed}")
                }
                "text analysis" => format!(
                    "bằng cách phân tích văn bản {found}, còn timtin này dùng cách {needed}"
                ),
                "abbreviations" => "với một danh sách từ viết tắt khác".to_owned(),
                _ => "bởi một phiên bản timtin khác".to_owned(),
            };
            format!(
                "{}: chỉ mục được tạo {difference}; hãy lập chỉ mục lại vào một thư mục mới",
                path.display()
            )
        }
        Error::Settings { path, reason } => format!(
            "{}: tệp cài đặt bị hỏng ({reason}); hãy khôi phục tệp này hoặc lập chỉ mục lại vào một thư mục mới",
            path.display()
        ),
        Error::Locked { path, holder } => format!(
            "{}: một tiến trình khác đang ghi vào chỉ mục ({holder}); hãy đợi nó xong",
            path.display()
        ),
        Error::Permission { path } => format!(
            "{}: không có quyền truy cập; hãy xin quyền đọc (và quyền ghi, nếu lập chỉ mục) hoặc chọn chỗ khác",
            path.display()
        ),
        Error::DiskFull { path } => format!(
            "{}: đĩa đã đầy; hãy giải phóng dung lượng rồi chạy lại lệnh: chỉ mục vẫn như ở lần lưu gần nhất",
            path.display()
        ),
        Error::Damaged { path, reason } => format!(
            "{}: chỉ mục bị hỏng ({reason}); `timtin stats --verify` cho biết những tệp bị hỏng: hãy khôi phục chúng từ bản sao hoặc lập chỉ mục lại vào một thư mục mới",
            path.display()
        ),
        Error::Engine { path, cause } => format!(
            "{}: không đọc hoặc ghi được chỉ mục: {cause}; hãy chạy lại lệnh, nếu vẫn lỗi thì chạy `timtin stats --verify`",
            path.display()
        ),
        Error::Abbreviations(error) => format!("từ viết tắt: {error}"),
        Error::Corpus(CorpusError::Open { path, cause }) => format!(
            "{}: {cause}; hãy kiểm tra đường dẫn và quyền truy cập",
            path.display()
        ),
        Error::Request { what, value, .. } => request(what, value, error),
        Error::Date {
            what,
            value,
            impossible,
        } => {
            let reason = if *impossible {
                "không có ngày này trong lịch; "
            } else {
                ""
            };
            format!(
                "{what} {value:?}: {reason}hãy viết ngày, tháng hoặc năm: 26/2/2019, 2/2019, 2019, 2019-02-26 hoặc 2019-02"
            )
        }
        Error::EmptyRange { from, to } => format!(
            "từ {from:?} đến {to:?}: khoảng thời gian này trống, nó kết thúc trước khi bắt đầu; hãy đổi chỗ hai ngày"
        ),
        Error::Line { path, line, needed } => {
            format!("{}:{line}: mỗi dòng phải có dạng {needed}", path.display())
        }
        Error::JudgedTwice {
            path,
            line,
            query,
            document,
        } => format!(
            "{}:{line}: {document:?} đã được đánh giá khác cho {query:?} ở một dòng trước; hãy giữ lại một dòng",
            path.display()
        ),
        Error::AskedTwice { path, line, query } => format!(
            "{}:{line}: {query:?} đã là mã của một câu tìm ở dòng trước; hãy đặt cho mỗi câu tìm một mã riêng",
            path.display()
        ),
        Error::FoundTwice {
            path,
            line,
            query,
            document,
        } => format!(
            "{}:{line}: {document:?} đã có cho {query:?} ở một dòng trước; hãy giữ lại một dòng",
            path.display()
        ),
        Error::SavedRun { path, line, reason } => format!(
            "{}:{line}: {reason}; lượt chạy đã lưu có dạng {{\"TỆP\": {{\"QID\": [\"DOCID\", …]}}}}, mỗi tên một lần",
            path.display()
        ),
        Error::Article { id, reason } => format!("bài {id:?}: {reason}"),
        other => other.to_string(),
    }
}

/// A request that asks for what does not exist.
fn request(what: &str, value: &str, error: &Error) -> String {
    match what {
        "cursor" => format!(
            "con trỏ {value:?}: hãy dùng `next` của một kết quả, cùng với đúng yêu cầu đã cho kết quả ấy"
        ),
        "limit" => format!(
            "limit {value:?}: chỉ lấy được nhiều nhất {} kết quả đầu; hãy thu hẹp tìm kiếm theo ngày",
            Language::Vietnamese.number(timtin::MAX_HITS as u64)
        ),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn each_cause_once() {
        let full = || Error::DiskFull { path: "ix".into() };
        let error = anyhow::Error::from(full());
        let english = Language::English.failure(&error);
        assert_eq!(english, full().to_string());
        assert!(
            Language::Vietnamese
                .failure(&error)
                .starts_with("ix: đĩa đã đầy")
        );

        let inner = std::io::Error::other("no such thing");
        let error = Err::<(), _>(inner).context("a: no such thing").unwrap_err();
        assert_eq!(Language::English.failure(&error), "a: no such thing");
        let inner = std::io::Error::other("no such thing");
        let error = Err::<(), _>(inner).context("a").unwrap_err();
        assert_eq!(Language::English.failure(&error), "a: no such thing");
    }

    #[test]
    fn facets_are_headed_in_both_languages() {
        assert_eq!(Language::English.facet("date:month"), "date:month");
        assert_eq!(Language::Vietnamese.facet("date:month"), "tháng");
    }
}
