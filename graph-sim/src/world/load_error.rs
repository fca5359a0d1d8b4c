//! Why a folder or a file is no world.

use std::io;
use std::path::PathBuf;

use super::NoCertificate;

/// Why a folder or a file is no world.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A folder or file can't be read.
    #[error("can't read {}", .path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The description is not of the form it should be.
    #[error("{} does not describe a world: {key} is wrong", .path.display())]
    Description {
        /// The file.
        path: PathBuf,
        /// The key at fault, such as `tenants.contoso.users.ada.quotas`.
        key: String,
        /// Line, column and reason.
        source: serde_json::Error,
    },
    /// What the description says can't be so.
    #[error("{key}: {reason}")]
    Meaning {
        /// The key at fault, as above.
        key: String,
        /// Why it can't be.
        reason: String,
    },
    /// A file that should hold a certificate in PEM holds none.
    #[error("{} holds no certificate", .path.display())]
    Certificate {
        /// The file, or the key of the description that has the text itself.
        path: PathBuf,
        /// What it is instead.
        source: NoCertificate,
    },
    /// A name that OneDrive can't hold, or that differs from another only by case.
    #[error("no drive can hold the name of {}", .path.display())]
    Name {
        /// The file or folder.
        path: PathBuf,
    },
}

impl LoadError {
    pub(super) fn meaning(key: &str, reason: impl Into<String>) -> Self {
        Self::Meaning {
            key: key.to_owned(),
            reason: reason.into(),
        }
    }
}
