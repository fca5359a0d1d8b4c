//! What can go wrong with the database.

use std::io;
use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;

use crate::domain::{Error, VirtualPath};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row to be changed or deleted is not there.
    #[error("no such row")]
    NotFound,
    /// The rows that are there forbid it.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// No more is said of an item than is kept.
    #[error("more would be said of the item than is kept")]
    Full,
    /// A row holds something this version does not understand.
    #[error("{column} of row {row} in table {table} is not understood")]
    Corrupt {
        /// Its table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's id.
        row: String,
    },
    /// Another server lives in this data directory.
    #[error(
        "another server is using {}; stop it, or give this one a data_dir of its own",
        folder.display()
    )]
    Locked {
        /// The data directory.
        folder: PathBuf,
    },
    /// The database knows steps that this version does not.
    #[error(
        "the database was written by a newer version (step {step}); \
         start that version, or restore a backup made before it"
    )]
    Newer {
        /// The first step unknown to us.
        step: i64,
    },
    /// The database could not be brought to the form of this version; it is as it was.
    #[error("the database could not be brought to the form of this version")]
    Migration(#[source] MigrateError),
    /// A file or folder can't be used.
    #[error("{} can't be used", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl StoreError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Io { path, source }
    }
}

/// What the rows that are there forbid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Another mount stands there, perhaps in other letter case.
    #[error("another mount stands at {path}")]
    PathTaken {
        /// The place asked for.
        path: VirtualPath,
    },
    /// Another tenant has this part of the tree, or some of it.
    #[error("the path prefix {prefix} overlaps with that of another tenant")]
    PrefixTaken {
        /// The prefix asked for.
        prefix: VirtualPath,
    },
    /// A tenant with mounts would keep a part of what is lost, and something is said of a place above that part.
    #[error("there are grants or rules at {path}, above a prefix with mounts; remove them first")]
    RightsAbove {
        /// The place.
        path: VirtualPath,
    },
    /// Another account has this name, perhaps in other letter case.
    #[error("another account has this name")]
    UsernameTaken,
    /// The tenant has mounts.
    #[error("the tenant still has mounts: {mounts}")]
    InUse {
        /// How many.
        mounts: usize,
    },
    /// The tenant of a mount is not registered, or no longer.
    #[error("the tenant is not registered")]
    UnknownTenant,
    /// An account that is named is not there, or no longer.
    #[error("the account is not there")]
    UnknownAccount,
    /// A group that is named is not there, or no longer.
    #[error("the group is not there")]
    UnknownGroup,
    /// Nobody would be left who administers the server.
    #[error("it is the last administrator that can sign in")]
    LastAdministrator,
    /// Another group of the same home has this name, perhaps in other letter case.
    #[error("another group has this name")]
    GroupNameTaken,
    /// The same account, group or guest has a grant at this path, perhaps in other letter case.
    #[error("it has a grant at {path} already")]
    GrantTaken {
        /// The path.
        path: VirtualPath,
    },
    /// The folder has a rule, perhaps written in other letter case.
    #[error("{path} has a rule already")]
    RuleTaken {
        /// The folder.
        path: VirtualPath,
    },
    /// The account has as many passes of this kind as it may have.
    #[error("an account can have {most} of them at the most; delete one")]
    TooMany {
        /// How many it may have.
        most: u32,
    },
    /// Somebody else is at work on the upload, or it is over.
    #[error("somebody else is at work on the upload, or it is over")]
    UploadTaken,
}

impl Conflict {
    /// The stable code that every face shows.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PathTaken { .. } => "path_taken",
            Self::PrefixTaken { .. } => "prefix_taken",
            Self::RightsAbove { .. } => "rights_above",
            Self::UsernameTaken => "username_taken",
            Self::InUse { .. } => "in_use",
            Self::UnknownTenant => "unknown_tenant",
            Self::UnknownAccount => "unknown_account",
            Self::UnknownGroup => "unknown_group",
            Self::LastAdministrator => "last_administrator",
            Self::GroupNameTaken => "group_name_taken",
            Self::GrantTaken { .. } => "grant_taken",
            Self::RuleTaken { .. } => "rule_taken",
            Self::TooMany { .. } => "too_many",
            Self::UploadTaken => "upload_taken",
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Full => Self::InsufficientStorage,
            StoreError::Conflict(conflict) => Self::conflict(conflict.code(), conflict.to_string()),
            other => Self::internal(other),
        }
    }
}

/// Whether a statement was refused because another row has the same value in `column`
/// (`table.column`, or `index 'name'` for an index over more than columns, as SQLite names it in its message).
pub(super) fn is_taken(error: &sqlx::Error, column: &str) -> bool {
    error
        .as_database_error()
        .is_some_and(|refusal| refusal.is_unique_violation() && refusal.message().ends_with(column))
}

/// Whether a statement was refused because the row it refers to is not there.
pub(super) fn is_dangling(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
}

/// Whether a statement was refused because another connection holds the lock (`SQLITE_BUSY`, whose
/// extended codes keep it in the low byte: <https://www.sqlite.org/rescode.html>).
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| code & 0xff == 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_keeps_its_code_on_the_way_to_the_faces() {
        let error = Error::from(StoreError::from(Conflict::InUse { mounts: 3 }));
        assert_eq!(error.code(), "in_use");
        assert_eq!(error.to_string(), "the tenant still has mounts: 3");
        assert_eq!(Error::from(StoreError::NotFound).code(), "not_found");
    }

    #[test]
    fn a_failure_of_the_machine_is_internal_and_keeps_its_cause() {
        let error = Error::from(StoreError::Database(sqlx::Error::PoolClosed));
        let Error::Internal(cause) = error else {
            panic!("{error:?}");
        };
        assert_eq!(cause.to_string(), "the database failed");
        assert!(cause.source().is_some());
    }
}
