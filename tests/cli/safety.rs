//! Damage, full disks and folders that are none.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Desk, with_news};

impl Desk {
    /// The file of the index with this extension.
    fn file(&self, extension: &str) -> PathBuf {
        let mut files = fs::read_dir(self.path("ix")).unwrap();
        files
            .find_map(|entry| {
                let path = entry.unwrap().path();
                path.extension()
                    .is_some_and(|found| found == extension)
                    .then_some(path)
            })
            .unwrap()
    }
}

#[test]
fn damage_is_found_named_and_never_a_panic() {
    for extension in ["fast", "idx", "pos", "term", "fieldnorm", "store"] {
        let desk = with_news();
        let sound = desk.run(&["stats", "--index", "ix", "--verify"]);
        assert!(sound.code == 0 && sound.stdout.contains("checked 6 files"));
        let file = desk.file(extension);
        let mut bytes = fs::read(&file).unwrap();
        // All but the footer, which the engine checks by itself.
        let end = bytes.len() - 120;
        bytes[..end].fill(0xff);
        fs::write(&file, bytes).unwrap();

        let verified = desk.run(&["stats", "--index", "ix", "--verify"]);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(
            verified.code == 1
                && verified.stderr.contains(name)
                && verified.stderr.contains("reindex"),
            "{}",
            verified.stderr
        );
        for args in [
            &["search", "--index", "ix", "--facet", "category", "bão"][..],
            &["stats", "--index", "ix"],
            &["index", "--index", "ix", "news.jsonl"],
            &["delete", "--index", "ix", "a"],
        ] {
            let run = desk.run(args);
            assert!(
                run.code == 1
                    && run.stdout.is_empty()
                    && run.stderr.starts_with("error: ix/")
                    && run.stderr.contains("damaged")
                    && run.stderr.lines().count() == 1,
                "{extension}: {args:?}: {} {}",
                run.code,
                run.stderr
            );
        }
    }
}

/// Large files are not compared when an index is opened, but before anything is written: a merge would give
/// what is damaged a new checksum.
#[test]
fn nothing_is_written_to_an_index_with_damage_in_a_large_file() {
    let desk = with_news();
    let mut chance = fastrand::Rng::with_seed(63);
    let noise: String = (0..1_300_000)
        .map(|at| {
            if at % 500 == 0 {
                ' '
            } else {
                chance.lowercase()
            }
        })
        .collect();
    desk.write(
        "large.jsonl",
        format!("{{\"id\": \"l\", \"body\": \"{noise}\"}}\n"),
    );
    assert_eq!(desk.run(&["index", "--index", "ix", "large.jsonl"]).code, 0);
    let stores = fs::read_dir(desk.path("ix")).unwrap();
    let stores = stores.map(|entry| entry.unwrap().path());
    let large = stores
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "store")
        })
        .max_by_key(|path| path.metadata().unwrap().len())
        .unwrap();
    let mut bytes = fs::read(&large).unwrap();
    assert!(bytes.len() > 1 << 20, "{}", bytes.len());
    bytes[600_000] ^= 1;
    fs::write(&large, bytes).unwrap();
    let name = large.file_name().unwrap().to_str().unwrap();
    for args in [
        &["index", "--index", "ix", "news.jsonl"][..],
        &["delete", "--index", "ix", "a"],
    ] {
        let run = desk.run(args);
        assert!(
            run.code == 1 && run.stderr.contains(name) && run.stderr.contains("damaged"),
            "{args:?}: {}",
            run.stderr
        );
    }
    // What the damage does not touch is found all the same.
    assert_eq!(desk.ids("bão"), ["a"]);
}

#[test]
fn a_missing_or_cut_file_is_damage() {
    let desk = with_news();
    let file = desk.file("store");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() - 10]).unwrap();
    let cut = desk.run(&["search", "--index", "ix", "bão"]);
    assert!(
        cut.code == 1 && cut.stderr.contains(".store") && cut.stderr.contains("damaged"),
        "{}",
        cut.stderr
    );
    fs::remove_file(&file).unwrap();
    for args in [
        &["search", "--index", "ix", "bão"][..],
        &["stats", "--index", "ix", "--verify"],
    ] {
        let run = desk.run(args);
        assert!(
            run.code == 1 && run.stderr.contains(".store") && run.stderr.contains("missing"),
            "{}",
            run.stderr
        );
    }
    fs::write(desk.path("ix/meta.json"), "{").unwrap();
    let run = desk.run(&["search", "--index", "ix", "bão"]);
    assert!(
        run.code == 1 && run.stderr.contains("damaged") && run.stderr.contains("meta.json"),
        "{}",
        run.stderr
    );
}

#[cfg(unix)]
#[test]
fn an_index_may_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt;
    let desk = with_news();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let usual = mode(&desk.path("news.jsonl"));
    for entry in fs::read_dir(desk.path("ix")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), usual, "{}", path.display());
    }
}

/// What may not be read is named and the rest goes in (rules 1.9 and 5.2); what the command itself needs and may
/// not read ends it.
#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new();
    let set_mode = |name: &str, mode| {
        fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    let article = |id: &str| format!("{{\"id\": \"{id}\", \"body\": \"bão lũ về\"}}\n");
    for (name, id) in [
        ("in/a.jsonl", "a"),
        ("in/b.jsonl", "b"),
        ("in/c/c.jsonl", "c"),
        ("in/d.jsonl/d.jsonl", "d"),
        ("in/f.jsonl", "f"),
    ] {
        desk.write(name, article(id));
    }
    symlink("nơi không có", desk.path("in/e.jsonl")).unwrap();
    desk.write("q.tsv", "q1\tbão\n");
    set_mode("in/b.jsonl", 0);
    set_mode("in/c", 0);
    set_mode("q.tsv", 0);
    let reader = Reader::of(&desk);

    let run = reader.run(&["index", "--index", "out/ix", "--json", "in"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(run.code, 3, "{}", run.stderr);
    let counts = ["read", "indexed", "replaced", "rejected"].map(|name| report[name].as_u64());
    assert_eq!(counts, [6, 3, 0, 3].map(Some), "{report}");
    let denied = "Permission denied (os error 13)";
    for said in [
        format!("in/b.jsonl:1: cannot be opened: {denied}"),
        format!("in/c:1: cannot be read: {denied}; check the permissions"),
        "in/e.jsonl:1: not read: a link that leads nowhere".to_owned(),
    ] {
        assert_eq!(
            run.stderr.matches(&said).count(),
            1,
            "{said}: {}",
            run.stderr
        );
    }
    let found = ["search", "--index", "out/ix", "--format", "ids", "bão"];
    let mut ids: Vec<String> = (reader.run(&found).stdout.lines())
        .map(str::to_owned)
        .collect();
    ids.sort();
    assert_eq!(ids, ["a", "d", "f"]);

    for args in [
        &["index", "--index", "out/ix", "in/b.jsonl"][..],
        &["index", "--index", "out/ix", "in/c"],
        &["search", "--index", "out/ix", "--queries", "q.tsv"],
        &["index", "--index", "in/c/ix", "in/a.jsonl"],
    ] {
        let run = reader.run(args);
        let named = ["in/b.jsonl", "in/c", "q.tsv"].iter();
        assert!(
            run.code == 1 && named.clone().any(|name| run.stderr.contains(name)),
            "{args:?}: {} {}",
            run.code,
            run.stderr
        );
        assert!(
            run.stderr.to_lowercase().contains("permission"),
            "{}",
            run.stderr
        );
    }
    set_mode("in/c", 0o700);
}

/// Someone who may not read everything.
#[cfg(unix)]
struct Reader<'d> {
    desk: &'d Desk,
    /// The command and the user who runs it, where whoever runs the tests may read everything: root reads what
    /// nobody may.
    other: Option<(PathBuf, u32)>,
}

#[cfg(unix)]
impl Reader<'_> {
    /// Makes the folder `out`, that the reader may write to.
    fn of(desk: &Desk) -> Reader<'_> {
        use std::os::unix::fs::{PermissionsExt, chown};
        const NOBODY: u32 = 65534;
        fs::create_dir(desk.path("out")).unwrap();
        desk.write("forbidden", "");
        fs::set_permissions(desk.path("forbidden"), fs::Permissions::from_mode(0o000)).unwrap();
        if fs::File::open(desk.path("forbidden")).is_err() {
            return Reader { desk, other: None };
        }
        // Where the command stands may be closed to others.
        let command = desk.path("timtin");
        fs::copy(env!("CARGO_BIN_EXE_timtin"), &command).unwrap();
        fs::set_permissions(desk.path(""), fs::Permissions::from_mode(0o755)).unwrap();
        chown(desk.path("out"), Some(NOBODY), Some(NOBODY)).unwrap();
        Reader {
            desk,
            other: Some((command, NOBODY)),
        }
    }

    fn run(&self, args: &[&str]) -> super::Run {
        use std::os::unix::process::CommandExt;
        let Some((command, user)) = &self.other else {
            return self.desk.run(args);
        };
        let mut command = std::process::Command::new(command);
        command
            .uid(*user)
            .gid(*user)
            .current_dir(self.desk.path(""))
            .args(args)
            .env("LC_ALL", "C");
        command.output().unwrap().into()
    }
}

/// A disk of a few megabytes, taken away at the end.
#[cfg(target_os = "linux")]
struct SmallDisk(PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    /// `None` where none may be had: only root can.
    fn at(place: PathBuf) -> Option<SmallDisk> {
        fs::create_dir(&place).unwrap();
        let disk = SmallDisk(place);
        disk.mount("size=3m").then_some(disk)
    }

    fn mount(&self, options: &str) -> bool {
        let mut command = std::process::Command::new("mount");
        command.args(["-t", "tmpfs", "-o", options, "tmpfs"]);
        command
            .arg(&self.0)
            .output()
            .is_ok_and(|output| output.status.success())
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).output();
    }
}

/// A disk that fills up while articles go in: the last commit stays, and once there is room the same command
/// completes it (rules 6.1 and 6.4).
#[cfg(target_os = "linux")]
#[test]
fn an_index_on_a_full_disk_is_as_of_its_last_commit() {
    let desk = Desk::new();
    let Some(disk) = SmallDisk::at(desk.path("disk")) else {
        eprintln!("no disk can be mounted here: not tested");
        return;
    };
    let article = |at: usize| {
        let words: Vec<String> = (0..200).map(|word| format!("thửa{at}x{word}")).collect();
        format!(
            "{{\"id\": \"{at}\", \"body\": \"bão {}\"}}\n",
            words.join(" ")
        )
    };
    desk.write("few.jsonl", article(0));
    desk.write("many.jsonl", (0..2000).map(article).collect::<String>());
    let index = |input: &str| desk.run(&["index", "--index", "disk/ix", input]);
    assert_eq!(index("few.jsonl").code, 0);
    let full = index("many.jsonl");
    assert!(
        full.code == 1 && full.stderr.contains("disk is full"),
        "{}",
        full.stderr
    );
    let found = |index: &str| {
        let run = desk.run(&["search", "--index", index, "--format", "json", "bão"]);
        let found: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        found["total"].as_u64().unwrap()
    };
    let sound = || desk.run(&["stats", "--index", "disk/ix", "--verify"]).code;
    assert_eq!((found("disk/ix"), sound()), (1, 0));
    assert!(disk.mount("remount,size=100m"));
    let again = index("many.jsonl");
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!((found("disk/ix"), sound()), (2000, 0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_command_and_says_so_once() {
    let desk = with_news();
    // Enough to fill more buffers than there are between reading and writing.
    desk.write("bad.jsonl", "[1]\n".repeat(12_000));
    let args = [
        "index",
        "--index",
        "ix",
        "--rejects",
        "/dev/full",
        "bad.jsonl",
    ];
    let run = desk.run(&args);
    assert!(
        run.code == 1
            && run.stderr.matches("disk is full").count() == 1
            && run.stderr.contains("/dev/full")
            && run.stderr.contains("free space"),
        "{}",
        run.stderr
    );
    assert_eq!(desk.ids("bão"), ["a"]);
    let vietnamese = desk.run(&[&args[..], &["--lang", "vi"]].concat());
    assert!(vietnamese.stderr.contains("lỗi: /dev/full: đĩa đã đầy"));
}

#[test]
fn a_file_is_no_folder() {
    let desk = with_news();
    for args in [
        &["search", "--index", "news.jsonl", "bão"][..],
        &["index", "--index", "news.jsonl", "news.jsonl"],
        &["stats", "--verify", "--index", "news.jsonl"],
    ] {
        let run = desk.run(args);
        assert!(
            run.code == 1 && run.stderr.contains("this is a file"),
            "{}",
            run.stderr
        );
    }
}
