//! The command, driven as a person would, in a temporary folder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod abbreviations;
mod analyze;
mod completions;
mod index;
mod runs;
mod safety;
mod search;
mod similar;
mod stats;
mod terminal;

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A temporary folder and the command run in it.
struct Desk {
    folder: TempDir,
    locale: &'static str,
}

struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Desk {
    fn new() -> Desk {
        Desk {
            folder: tempfile::tempdir().unwrap(),
            locale: "C",
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn run_with(&self, args: &[&str], stdin: &[u8]) -> Run {
        let mut command = Command::cargo_bin("timtin").unwrap();
        command
            .current_dir(self.folder.path())
            .args(args)
            .env("LC_ALL", self.locale)
            .env_remove("RUST_BACKTRACE")
            .write_stdin(stdin.to_vec());
        command.output().unwrap().into()
    }

    /// Runs a command that logs what `filter` lets through.
    fn run_logged(&self, filter: &str, args: &[&str]) -> Run {
        let mut command = Command::cargo_bin("timtin").unwrap();
        command
            .current_dir(self.folder.path())
            .args(args)
            .env("LC_ALL", self.locale)
            .env("NO_COLOR", "1")
            .env("RUST_LOG", filter);
        command.output().unwrap().into()
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, b"")
    }

    /// Runs a command that must succeed and print JSON.
    fn json(&self, args: &[&str]) -> Value {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
        serde_json::from_str(&run.stdout).unwrap()
    }

    fn report(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.run(args).stdout).unwrap()
    }

    fn search(&self, query: &str) -> Value {
        self.json(&["search", "--index", "ix", "--format", "json", query])
    }

    fn ids(&self, query: &str) -> Vec<String> {
        let run = self.run(&[
            "search", "--index", "ix", "--format", "ids", "--match", "all", query,
        ]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout.lines().map(str::to_owned).collect()
    }
}

const NEWS: &str = r#"{"id": "a", "title": "Bão vào Quảng Ninh", "sapo": "Lũ lên nhanh.", "content": "Người dân <b>sơ tán</b> & tránh bão.", "date": "26/2/2019", "section": "Thời sự/Thời tiết", "source": "Tin Đồng Bằng", "views": 12}
{"id": "b", "title": "Giá xăng giảm", "body": "Từ 15h ngày 6/11, giá xăng giảm 1.084 đồng.", "published": "2019-12-31T18:00:00Z", "category": ["Kinh tế"], "source": "Báo Sông Hương", "author": "Hải Yến"}
"#;

/// A desk with the two articles of [`NEWS`] in the index `ix`.
fn with_news() -> Desk {
    let desk = Desk::new();
    desk.write("news.jsonl", NEWS);
    // One thread builds one segment.
    let run = desk.run(&["index", "--index", "ix", "--threads", "1", "news.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    desk
}
