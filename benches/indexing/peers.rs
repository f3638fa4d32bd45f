//! Engines that may be on this machine: Lucene on a JDK, SQLite in Python.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A peer, or why it is not here and how to get it.
pub(crate) type Peer = Result<Found, String>;

/// How a peer is run: its command, before the articles, and its version.
pub(crate) struct Found {
    pub(crate) command: Vec<String>,
    pub(crate) version: String,
}

/// Lucene, compiled into `folder`; its jars are looked for in `TIMTIN_LUCENE` and where Debian has them.
pub(crate) fn lucene(folder: &Path) -> Peer {
    let missing = |what: &str| {
        format!(
            "{what} is missing: apt-get install liblucene9-java or liblucene8-java, and default-jdk-headless"
        )
    };
    let jars =
        std::env::var_os("TIMTIN_LUCENE").map_or_else(|| "/usr/share/java".into(), PathBuf::from);
    let core = jar(&jars, &["core"]).ok_or_else(|| missing("Lucene"))?;
    let analyzers =
        jar(&jars, &["analy", "common"]).ok_or_else(|| missing("Lucene's analyzers"))?;
    let version = version(&core);
    let path = [&core, &analyzers, &folder.to_owned()]
        .map(|path| path.display().to_string())
        .join(":");
    let compiled = Command::new("javac")
        .args(["-cp", &path, "-d"])
        .arg(folder)
        .arg(source("Lucene.java"))
        .status()
        .map_err(|_| missing("javac"))?;
    if !compiled.success() {
        return Err("Lucene.java does not compile with the Lucene that is here".to_owned());
    }
    let command = ["java", "-cp", &path, "Lucene"].map(str::to_owned).to_vec();
    Ok(Found { command, version })
}

/// The newest jar of Lucene whose name has these parts.
fn jar(folder: &Path, parts: &[&str]) -> Option<PathBuf> {
    let files = fs::read_dir(folder).ok()?.flatten().map(|file| file.path());
    let of_lucene = files.filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("lucene")
            && name.ends_with(".jar")
            && parts.iter().all(|part| name.contains(part))
            && ["8", "9", "10"]
                .iter()
                .any(|major| version(path).starts_with(major))
    });
    of_lucene.max()
}

/// The version in the name of a jar.
fn version(jar: &Path) -> String {
    let name = jar.file_stem().unwrap_or_default().to_string_lossy();
    name.rsplit('-').next().unwrap_or_default().to_owned()
}

/// SQLite's FTS5 in Python.
pub(crate) fn sqlite() -> Peer {
    let script = source("sqlite.py");
    let checked = Command::new("python3")
        .arg(&script)
        .arg("--check")
        .stderr(Stdio::null())
        .output();
    match checked {
        Ok(output) if output.status.success() => Ok(Found {
            command: vec!["python3".to_owned(), script.display().to_string()],
            version: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        }),
        _ => Err("Python with SQLite's FTS5 is missing: apt-get install python3".to_owned()),
    }
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("benches/peers")
        .join(name)
}
