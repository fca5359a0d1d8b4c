//! One server per data directory.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::error::StoreError;
use super::folder;

/// Held by a server for as long as it lives; the system lets go of it however the server ends.
/// Commands don't take it: they may work beside a server, which sees by the generation what they did.
#[derive(Debug)]
#[must_use = "the lock is let go of when this is dropped"]
pub struct ServerLock {
    _file: File,
}

impl ServerLock {
    /// The lock's file in the data directory.
    pub const FILE_NAME: &str = "onefold.lock";

    /// Takes the lock, making the data directory where it is missing.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another server holds it; [`StoreError::Io`].
    pub fn acquire(data_dir: &Path) -> Result<Self, StoreError> {
        folder::ensure(data_dir)?;
        let path = data_dir.join(Self::FILE_NAME);
        let file = folder::private_file()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreError::io(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked {
                folder: data_dir.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(StoreError::Io { path, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_refused_until_the_first_is_gone() {
        let data_dir = tempfile::tempdir().expect("a folder");
        let first = ServerLock::acquire(data_dir.path()).expect("nobody is there");
        let refused = ServerLock::acquire(data_dir.path()).expect_err("somebody is there");
        assert!(matches!(refused, StoreError::Locked { .. }), "{refused:?}");
        drop(first);
        let _second = ServerLock::acquire(data_dir.path()).expect("nobody is there any more");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let data_dir = tempfile::tempdir().expect("a folder");
        let file = data_dir.path().join("file");
        std::fs::write(&file, "").expect("a file");
        let refused = ServerLock::acquire(&file.join("below")).expect_err("a file has no folders");
        assert!(
            refused.to_string().contains("file/below can't be used"),
            "{refused}"
        );
    }
}
