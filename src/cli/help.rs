//! Help and complaints about arguments in Vietnamese. English ones are clap's, from `args.rs`.

use std::env;
use std::error::Error as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory};

use super::args::Args;
use super::language::Language;
use super::{WRONG_USAGE, style};

const ABOUT: &str = "Tìm kiếm toàn văn tiếng Việt trong tin bài";
const LANG: &str = "Ngôn ngữ của thông báo và kết quả: en, vi (mặc định theo LC_ALL và LANG)";
const HELP: &str = "In trợ giúp";
const VERSION: &str = "In phiên bản";
const ARGUMENTS: &str = "Tham số";
const OPTIONS: &str = "Tùy chọn";
const COMMANDS: &str = "Lệnh";
const TEMPLATE: &str = "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}\n";

/// A command: its name, what it does, how it is called, its arguments and what they mean.
type Entry = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const FOLDER: (&str, &str) = ("index", "Thư mục của chỉ mục");

const VIETNAMESE: &[Entry] = &[
    (
        "index",
        "Lập chỉ mục tin bài: JSON Lines, JSON, CSV, HTML, RSS, Atom hoặc trang văn bản, kể cả .gz và .zst",
        "timtin index [TÙY CHỌN] --index <DIR> [INPUT]...",
        &[
            ("index", "Thư mục của chỉ mục; được tạo nếu chưa có"),
            ("inputs", "Tệp, thư mục, hoặc - để đọc từ đầu vào chuẩn"),
            (
                "format",
                "Định dạng đầu vào: auto (mặc định), jsonl, json, csv, text, html, feed (RSS, Atom)",
            ),
            (
                "abbreviations",
                "Từ viết tắt của riêng bạn: mỗi dòng là VIẾT_TẮT<TAB>CÁCH_ĐỌC",
            ),
            ("rejects", "Giữ nguyên văn các bản ghi bị loại vào tệp này"),
            (
                "memory",
                "Bộ nhớ của tiến trình khi lập chỉ mục, tính bằng megabyte, từ 72 trở lên (mặc định 512)",
            ),
            (
                "threads",
                "Số luồng lập chỉ mục; 0 (mặc định): mỗi nhân một luồng",
            ),
            (
                "commit_every",
                "Cứ thêm bấy nhiêu bài thì lưu lại, từ đó tìm được và không mất nữa (mặc định 200000)",
            ),
            (
                "dry_run",
                "Đọc, phân tích và báo cáo điều sẽ xảy ra, nhưng không ghi gì cả",
            ),
            (
                "watch",
                "Lập chỉ mục cả thư mục này, rồi những gì được đưa vào đó, cho đến khi nhấn Ctrl-C",
            ),
            ("json", "In báo cáo ở dạng JSON"),
        ],
    ),
    (
        "search",
        "Tìm trong chỉ mục",
        "timtin search [TÙY CHỌN] --index <DIR> [QUERY]",
        &[
            FOLDER,
            (
                "query",
                "Điều cần tìm, viết thành một tham số: từ, \"cụm từ\", -loại_trừ, OR, ( ), đầu_từ*, title: source: author: category: date:",
            ),
            (
                "category",
                "Chỉ chuyên mục này và các mục con, ví dụ \"Thể thao/Bóng đá\"; có thể lặp lại",
            ),
            ("source", "Chỉ nguồn này; có thể lặp lại"),
            ("author", "Chỉ tác giả này; có thể lặp lại"),
            (
                "from",
                "Từ ngày, tháng hoặc năm này trở đi: 26/2/2019, 2/2019, 2019, 2019-02-26",
            ),
            ("to", "Đến hết ngày, tháng hoặc năm này"),
            (
                "facet",
                "Đếm bài khớp theo category, source, author, date:year, date:month hoặc date:day; có thể lặp lại",
            ),
            (
                "sort",
                "Thứ tự kết quả: relevance (mặc định), newest, oldest",
            ),
            (
                "recency",
                "Ưu tiên bài mới, với chu kỳ bán rã tính bằng ngày",
            ),
            ("limit", "Số kết quả (mặc định 10)"),
            ("offset", "Bỏ qua bấy nhiêu kết quả đầu"),
            (
                "cursor",
                "Xem tiếp từ chỗ một kết quả trước của cùng yêu cầu đã dừng (`next` của nó)",
            ),
            (
                "matching",
                "Bài phải có những từ nào: auto (đủ, rồi đến phần lớn các từ; mặc định), all, any (mặc định của lượt chạy TREC)",
            ),
            (
                "accents",
                "Dấu có tính không: auto (dấu đã gõ thì phải đúng, không gõ thì tự do), strict, ignore",
            ),
            (
                "explain",
                "Cho biết điểm của mỗi kết quả từ đâu mà có (text và json)",
            ),
            (
                "format",
                "Cách in kết quả: text (mặc định), json, html, ids, trec (cần --queries)",
            ),
            (
                "no_collapse",
                "Bài gần như giống hệt nhau, như bài đăng lại, cũng hiện riêng từng bài; ids và trec luôn như vậy",
            ),
            (
                "queries",
                "Chạy nhiều câu tìm từ một tệp gồm các dòng QID<TAB>CÂU_TÌM",
            ),
            ("run", "Tên lượt chạy trong kết quả TREC (mặc định timtin)"),
        ],
    ),
    (
        "similar",
        "Tìm các bài gần với một bài trong chỉ mục",
        "timtin similar [TÙY CHỌN] --index <DIR> <ID>",
        &[
            FOLDER,
            ("id", "Id của bài"),
            (
                "category",
                "Chỉ chuyên mục này và các mục con, ví dụ \"Thể thao/Bóng đá\"; có thể lặp lại",
            ),
            ("source", "Chỉ nguồn này; có thể lặp lại"),
            ("author", "Chỉ tác giả này; có thể lặp lại"),
            (
                "from",
                "Từ ngày, tháng hoặc năm này trở đi: 26/2/2019, 2/2019, 2019, 2019-02-26",
            ),
            ("to", "Đến hết ngày, tháng hoặc năm này"),
            ("limit", "Số bài (mặc định 10)"),
            (
                "no_collapse",
                "Bài gần như giống hệt nhau, như bản đăng lại của chính bài này, cũng hiện riêng từng bài",
            ),
            ("format", "Cách in kết quả: text (mặc định), json, ids"),
        ],
    ),
    (
        "suggest",
        "Gợi ý phần còn lại của điều đang gõ vào ô tìm kiếm",
        "timtin suggest [TÙY CHỌN] --index <DIR> <PREFIX>",
        &[
            FOLDER,
            (
                "prefix",
                "Điều đã gõ, viết thành một tham số; không cần gõ dấu",
            ),
            ("limit", "Số gợi ý (mặc định 10)"),
            (
                "format",
                "Mỗi dòng một gợi ý, hoặc một đối tượng JSON: text (mặc định), json",
            ),
        ],
    ),
    (
        "analyze",
        "Cho thấy một văn bản được đọc thế nào: từ, loại, dạng lập chỉ mục, từ viết tắt",
        "timtin analyze [TÙY CHỌN] [TEXT]",
        &[
            (
                "text",
                "Văn bản; nếu không có thì đọc từng dòng của đầu vào chuẩn",
            ),
            ("index", "Đọc từ viết tắt như chỉ mục này"),
            ("query", "Đọc văn bản như một câu tìm"),
            ("format", "Cách in kết quả: text (mặc định), json"),
        ],
    ),
    (
        "segment",
        "Nối các âm tiết của mỗi từ bằng dấu gạch dưới, phần còn lại giữ nguyên",
        "timtin segment [TÙY CHỌN] [TEXT]",
        &[
            (
                "text",
                "Văn bản; nếu không có thì đọc từng dòng của tệp hoặc đầu vào chuẩn",
            ),
            (
                "files",
                "Đọc từng dòng của tệp này, - là đầu vào chuẩn; có thể lặp lại",
            ),
            (
                "format",
                "Văn bản có dấu _, hoặc mỗi dòng một mảng JSON các từ: text (mặc định), json",
            ),
        ],
    ),
    (
        "abbreviations",
        "Cho biết các bài trong chỉ mục định nghĩa những từ viết tắt nào, nghĩa là gì",
        "timtin abbreviations [TÙY CHỌN] --index <DIR> [ABBREVIATION]...",
        &[
            FOLDER,
            ("abbreviations", "Chỉ những từ viết tắt này"),
            (
                "min",
                "Chỉ những gì có ít nhất bấy nhiêu bài định nghĩa (mặc định 1)",
            ),
            ("format", "Cách in danh sách: text (mặc định), json"),
        ],
    ),
    (
        "eval",
        "Đo xem các câu tìm có tìm thấy đúng bài cần tìm không",
        "timtin eval [TÙY CHỌN] --index <DIR> --qrels <FILE> --queries <FILE>...",
        &[
            FOLDER,
            ("qrels", "Các đánh giá: mỗi dòng là QID 0 DOCID MỨC_PHÙ_HỢP"),
            (
                "queries",
                "Các câu tìm: mỗi dòng là QID<TAB>CÂU_TÌM; nhiều tệp thì đo từng tệp",
            ),
            (
                "matching",
                "Bài phải có những từ nào: auto (mặc định; đủ, rồi đến phần lớn các từ), all, any",
            ),
            (
                "accents",
                "Dấu có tính không: auto (mặc định; dấu đã gõ thì phải đúng, không gõ thì tự do), strict, ignore",
            ),
            (
                "k",
                "Số kết quả đầu được xét cho MRR, nDCG và success (mặc định 10); recall luôn xét 100 kết quả đầu",
            ),
            (
                "save",
                "Giữ lại kết quả: dạng JSON nếu tên tệp kết thúc bằng .json, nếu không thì ở dạng TREC",
            ),
            (
                "baseline",
                "So sánh với kết quả trước đó: một lượt chạy đã lưu, JSON hoặc TREC",
            ),
            ("format", "Cách in kết quả: text (mặc định), json"),
        ],
    ),
    (
        "stats",
        "Cho biết chỉ mục chứa những gì",
        "timtin stats [TÙY CHỌN] --index <DIR>",
        &[
            FOLDER,
            (
                "verify",
                "Thay vào đó, đối chiếu mọi tệp với mã kiểm tra của chúng",
            ),
            ("format", "Cách in kết quả: text (mặc định), json"),
        ],
    ),
    (
        "delete",
        "Xóa bài theo id",
        "timtin delete [TÙY CHỌN] --index <DIR> <ID>...",
        &[FOLDER, ("ids", "Id của các bài")],
    ),
    (
        "demo",
        "Lập chỉ mục các bài đi kèm timtin vào một thư mục tạm rồi tìm thử",
        "timtin demo [TÙY CHỌN]",
        &[],
    ),
    (
        "completions",
        "In kịch bản tự hoàn thành lệnh cho một shell",
        "timtin completions [TÙY CHỌN] <SHELL>",
        &[("shell", "Shell: bash, elvish, fish, powershell, zsh")],
    ),
    (
        "man",
        "In trang hướng dẫn (man) của một lệnh, hoặc của mọi lệnh",
        "timtin man [TÙY CHỌN] [COMMAND]",
        &[("command", "Tên lệnh")],
    ),
];

/// The command as clap knows it, its help in the language.
pub(crate) fn command(say: Language) -> Command {
    let command = Args::command();
    match say {
        Language::English => command,
        Language::Vietnamese => vietnamese(command),
    }
}

fn vietnamese(command: Command) -> Command {
    let version = Arg::new("version").short('V').long("version");
    let version = version
        .action(ArgAction::Version)
        .help(VERSION)
        .help_heading(OPTIONS);
    let command = VIETNAMESE
        .iter()
        .fold(command, |command, (name, about, usage, args)| {
            command.mut_subcommand(name, |sub| translate(sub.about(*about), usage, args))
        });
    translate(
        command.about(ABOUT).disable_version_flag(true).arg(version),
        "timtin <LỆNH> [TÙY CHỌN]",
        &[("lang", LANG)],
    )
    .subcommand_help_heading(COMMANDS)
}

/// Choices and defaults are told in the texts, since clap would head them in English.
fn translate(
    command: Command,
    usage: &'static str,
    args: &[(&'static str, &'static str)],
) -> Command {
    let help = Arg::new("help").short('h').long("help");
    let help = help.action(ArgAction::Help).help(HELP);
    let command = args.iter().fold(
        command.disable_help_flag(true).arg(help),
        |command, (id, text)| {
            command.mut_arg(id, |arg| {
                let value = arg.get_action().takes_values();
                arg.help(*text)
                    .hide_possible_values(value)
                    .hide_default_value(value)
            })
        },
    );
    command
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                ARGUMENTS
            } else {
                OPTIONS
            };
            arg.help_heading(heading)
        })
        .override_usage(usage)
        .help_template(TEMPLATE)
}

/// Prints help, the version or what is wrong with the arguments; the exit status that goes with it.
pub(crate) fn explain(say: Language, error: &clap::Error) -> ExitCode {
    match complaint(error) {
        Some(complaint) if say == Language::Vietnamese => {
            let hint = hint(say, error).map_or_else(String::new, |hint| format!("; {hint}"));
            style::error(
                say,
                &format!("{complaint}{hint}\n\nXem thêm: timtin --help"),
            );
        }
        // A closed output is no reason to fail.
        _ => {
            let _ = error.print();
            if let Some(hint) = hint(say, error) {
                style::note(say, &hint);
            }
        }
    }
    if error.use_stderr() {
        ExitCode::from(WRONG_USAGE)
    } else {
        ExitCode::SUCCESS
    }
}

/// What to do about a word too many: it mostly belongs to a text that was not put in quotation marks, or what
/// should be an option was taken for the text.
fn hint(say: Language, error: &clap::Error) -> Option<String> {
    let word = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(word)) if error.kind() == ErrorKind::UnknownArgument => word,
        _ => return None,
    };
    if word.starts_with('-') {
        return None;
    }
    let args = env::args_os().skip(1);
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    Some(match unknown_option(&args) {
        Some(option) => say.no_such_option(option),
        None => say.several_words(word),
    })
}

/// An argument that looks like an option and is none of the command's.
fn unknown_option(args: &[String]) -> Option<&str> {
    let mut command = Args::command();
    command.build();
    let command = args.iter().find_map(|arg| command.find_subcommand(arg))?;
    let known = |name: &str| {
        let mut options = command.get_arguments().filter_map(Arg::get_long);
        options.any(|option| option == name)
    };
    let options = args.iter().take_while(|arg| *arg != "--");
    let mut names = options.filter_map(|arg| arg.strip_prefix("--")?.split('=').next());
    names.find(|name| !known(name))
}

/// What is wrong with the arguments, in Vietnamese; `None` when it is nothing, or something rare.
fn complaint(error: &clap::Error) -> Option<String> {
    let told = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let arg = told(ContextKind::InvalidArg);
    let value = told(ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => Some(format!("{} cần có giá trị", arg?)),
        ErrorKind::InvalidValue => {
            let choices = told(ContextKind::ValidValue).unwrap_or_default();
            Some(format!(
                "giá trị {value:?} không hợp lệ cho {}; hãy chọn: {choices}",
                arg?
            ))
        }
        ErrorKind::ValueValidation => {
            let reason = error.source().map(|reason| format!(": {reason}"));
            Some(format!(
                "giá trị {value:?} không hợp lệ cho {}{}",
                arg?,
                reason.unwrap_or_default()
            ))
        }
        ErrorKind::UnknownArgument => Some(format!("không có tham số {:?}", arg?)),
        ErrorKind::MissingRequiredArgument => Some(format!("còn thiếu: {}", arg?)),
        ErrorKind::ArgumentConflict => Some(format!(
            "{} không dùng được cùng với {}",
            arg?,
            told(ContextKind::PriorArg)?
        )),
        ErrorKind::MissingSubcommand => Some("hãy chọn một lệnh".to_owned()),
        ErrorKind::InvalidSubcommand => Some(format!(
            "không có lệnh {:?}",
            told(ContextKind::InvalidSubcommand)?
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_help_is_translated() {
        for sub in Args::command().get_subcommands() {
            let entry = VIETNAMESE.iter().find(|entry| entry.0 == sub.get_name());
            let (.., args) = entry.unwrap();
            let named: Vec<_> = args.iter().map(|(id, _)| *id).collect();
            let ids: Vec<_> = sub
                .get_arguments()
                .map(|arg| arg.get_id().as_str())
                .collect();
            assert_eq!(named, ids, "{}", sub.get_name());
        }
        command(Language::Vietnamese).debug_assert();
    }

    #[test]
    fn complaints_in_vietnamese() {
        let complain = |args: &[&str]| {
            let error = command(Language::Vietnamese).try_get_matches_from(args);
            complaint(&error.unwrap_err())
        };
        let said = complain(&["timtin", "search", "--index", "ix", "--source", " ", "x"]);
        assert!(said.unwrap().contains("--source"));
        assert_eq!(
            complain(&["timtin", "tim"]).unwrap(),
            "không có lệnh \"tim\""
        );
        let said = complain(&["timtin", "stats"]).unwrap();
        assert!(
            said.contains("còn thiếu") && said.contains("--index"),
            "{said}"
        );
        assert_eq!(complain(&["timtin", "--help"]), None);
    }
}
