//! Feeds through the command: from standard input, rejected items repaired and given again, the same feed a second time.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

const FEED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<rss version=\"2.0\"><channel><title>Báo Mẫu</title>
<item><title>Nước sạch về bản</title><link>https://mau.example/nuoc-sach.html</link>
<description><![CDATA[<a href=\"#\"><img src=\"a.jpg\"></a></br>Bể chứa 80 m³ cho 62 hộ.]]></description></item>
<item><title>Đường điện <b>vượt núi</title><link>https://mau.example/duong-dien.html</link></item>
</channel></rss>
";

fn index(folder: &Path, inputs: &[&str], stdin: &str, status: i32) -> Value {
    let mut command = Command::cargo_bin("timtin").unwrap();
    command
        .current_dir(folder)
        .args(["--lang", "en", "index", "--index", "ix", "--json"]);
    let output = command.args(inputs).write_stdin(stdin).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn items_are_articles() {
    let folder = tempfile::tempdir().unwrap();
    let report = index(folder.path(), &["--rejects", "rejects.xml", "-"], FEED, 3);
    assert_eq!(
        (&report["read"], &report["indexed"], &report["rejected"]),
        (&2.into(), &1.into(), &1.into())
    );
    assert_eq!(report["errors"][0]["line"], 5);
    let rejects = folder.path().join("rejects.xml");
    let rejected = fs::read_to_string(&rejects).unwrap();
    assert_eq!(rejected.trim_end(), FEED.lines().nth(4).unwrap());

    fs::write(&rejects, rejected.replace("<b>", "")).unwrap();
    let report = index(folder.path(), &["rejects.xml"], "", 0);
    assert_eq!(
        (&report["indexed"], &report["documents"]),
        (&1.into(), &2.into())
    );
    fs::write(folder.path().join("tin.rss"), FEED).unwrap();
    let report = index(folder.path(), &["tin.rss"], "", 3);
    assert_eq!(
        (&report["unchanged"], &report["documents"]),
        (&1.into(), &2.into())
    );

    let mut search = Command::cargo_bin("timtin").unwrap();
    search.current_dir(folder.path()).args([
        "search",
        "--index",
        "ix",
        "--format",
        "json",
        "be chua 80",
    ]);
    let found: Value = serde_json::from_slice(&search.output().unwrap().stdout).unwrap();
    assert_eq!(found["hits"][0]["summary"], "Bể chứa 80 m³ cho 62 hộ.");
    assert_eq!(found["hits"][0]["source"], "Báo Mẫu");
}
