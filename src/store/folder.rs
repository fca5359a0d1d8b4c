//! The data directory, and files in it that are nobody else's business.

use std::fs;
use std::path::Path;

use super::error::StoreError;

/// Makes the folder where it is missing, for its owner alone. One that is there stays as it is.
pub(super) fn ensure(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(StoreError::io(folder))
}

/// Options to make a file that is its owner's alone.
pub(super) fn private_file() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}
