//! The folder of an index as the engine sees it: readable by whoever may read it.
//!
//! Tantivy's own directory asks for write permission even to read, since every reader takes a lock
//! file, and it writes its small files so that only their owner can read them.

use std::ffi::OsStr;
use std::fmt::Debug;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, FileSlice, Lock, META_LOCK, MmapDirectory, WatchCallback,
    WatchHandle, WritePtr,
};

/// A folder, through Tantivy's directory `D` but for what is said above.
#[derive(Clone, Debug)]
pub(crate) struct Folder<D = MmapDirectory> {
    inner: D,
    path: PathBuf,
}

impl Folder {
    /// # Errors
    /// When there is no such folder.
    pub(crate) fn open(path: &Path) -> Result<Folder, OpenDirectoryError> {
        Ok(Folder {
            inner: MmapDirectory::open(path)?,
            path: path.to_owned(),
        })
    }
}

/// What the name of a file begins with until it is written to its end.
const UNFINISHED: &str = ".timtin-unfinished-";

/// Whether a file of this name is one that a crash kept from being written to its end.
pub(super) fn is_unfinished(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(UNFINISHED.as_bytes())
}

/// Removes files that a crash kept from being written to their end. Only who holds the writer's lock
/// may: others may be writing them.
pub(super) fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_unfinished(&entry.file_name()) {
            match fs::remove_file(entry.path()) {
                // It was finished meanwhile, and has its own name now.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed?,
            }
        }
    }
    Ok(())
}

/// Writes a file that is there whole or not at all, after a crash too, and that others may read as
/// far as the umask lets them.
pub(crate) fn write_atomically(path: &Path, data: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(data)?;
    file.as_file().sync_data()?;
    file.into_temp_path().persist(path)?;
    Ok(())
}

impl<D: Directory + Clone + Debug> Directory for Folder<D> {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            // This lock keeps a writer from removing files that a reader has just decided to open.
            // Who may not write cannot take it, and does without: at worst a file is gone, and the
            // reader looks again at what the last commit is (see `patiently`).
            Err(LockError::IoError(cause))
                if lock.filepath == META_LOCK.filepath && is_read_only(&cause) =>
            {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        write_atomically(&self.path.join(path), data)
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn open_read(&self, path: &Path) -> Result<FileSlice, OpenReadError> {
        self.inner.open_read(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

#[cfg(test)]
mod tests {
    use tantivy::directory::{INDEX_WRITER_LOCK, RamDirectory};

    use super::*;

    /// A folder in memory in which no file can be created, as the system would say `kind`.
    #[derive(Clone, Debug)]
    struct Unwritable {
        ram: RamDirectory,
        kind: io::ErrorKind,
    }

    impl Directory for Unwritable {
        fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
            Err(LockError::wrap_io_error(self.kind.into()))
        }
        fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
            Err(self.kind.into())
        }
        fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
            Err(OpenWriteError::wrap_io_error(
                self.kind.into(),
                path.to_owned(),
            ))
        }
        fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
            self.ram.get_file_handle(path)
        }
        fn delete(&self, path: &Path) -> Result<(), DeleteError> {
            self.ram.delete(path)
        }
        fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
            self.ram.exists(path)
        }
        fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
            self.ram.atomic_read(path)
        }
        fn sync_directory(&self) -> io::Result<()> {
            Ok(())
        }
        fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
            self.ram.watch(callback)
        }
    }

    fn folder(kind: io::ErrorKind) -> Folder<Unwritable> {
        Folder {
            inner: Unwritable {
                ram: RamDirectory::create(),
                kind,
            },
            path: PathBuf::new(),
        }
    }

    #[test]
    fn who_may_not_write_reads_without_the_lock_but_never_writes() {
        for kind in [
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::ReadOnlyFilesystem,
        ] {
            assert!(folder(kind).acquire_lock(&META_LOCK).is_ok());
            assert!(folder(kind).acquire_lock(&INDEX_WRITER_LOCK).is_err());
        }
        let full = folder(io::ErrorKind::StorageFull);
        assert!(full.acquire_lock(&META_LOCK).is_err());
    }

    #[test]
    fn an_index_is_read_where_nothing_can_be_written() {
        let (schema, _) = crate::schema::schema();
        let ram = RamDirectory::create();
        tantivy::Index::create(ram.clone(), schema, tantivy::IndexSettings::default()).unwrap();
        let read_only = Folder {
            inner: Unwritable {
                ram,
                kind: io::ErrorKind::PermissionDenied,
            },
            path: PathBuf::new(),
        };
        let index = tantivy::Index::open(read_only).unwrap();
        assert_eq!(index.reader().unwrap().searcher().num_docs(), 0);
        let writer = index.writer_with_num_threads::<tantivy::TantivyDocument>(1, 15 << 20);
        let error = crate::Error::from(writer.map(|_| ()).unwrap_err());
        assert!(
            matches!(error, crate::Error::Permission { .. }),
            "{error:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn files_written_atomically_may_be_read_as_others_may() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (atomic, usual) = (folder.path().join("a"), folder.path().join("b"));
        write_atomically(&atomic, b"x").unwrap();
        write_atomically(&atomic, b"y").unwrap();
        std::fs::write(&usual, "y").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
        assert_eq!(std::fs::read(&atomic).unwrap(), b"y");
        assert_eq!(mode(&atomic), mode(&usual));
    }
}
