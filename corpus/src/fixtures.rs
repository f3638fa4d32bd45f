//! The articles that ship with the project: written for it, in every format, spelling style and
//! Unicode form, to try timtin and to test it.

use std::fs;
use std::io;
use std::path::Path;

/// Name and content of each file.
const FILES: [(&str, &[u8]); 0] = [];

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
