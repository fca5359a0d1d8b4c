//! What can come back from Microsoft instead of an answer.

use std::time::Duration;

use serde_json::error::Category;

use crate::domain::{self, Diagnosis, Service, UpstreamFailure};

/// The largest file in bytes (SharePoint documentation, "`SharePoint` limits": 250 GB).
pub const LARGEST_FILE: u64 = 250 * 1024 * 1024 * 1024;

/// A call that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{operation} failed")]
pub struct Error {
    /// The call, such as `list children`.
    pub operation: &'static str,
    /// Whether Microsoft's side said something to act on, or the call itself failed.
    pub kind: ErrorKind,
    /// A change that may have been made, and nobody could tell.
    unclear: bool,
    /// The particulars.
    #[source]
    pub failure: Box<UpstreamFailure>,
}

/// Kinds of failure that must never be taken for each other: the caller does something else about each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Graph knows no such item: its answer was understood, and it says so.
    ItemNotFound,
    /// None of the bytes asked for exists.
    RangeNotSatisfiable {
        /// Length of the file in bytes.
        length: u64,
    },
    /// Something else bears the name.
    NameTaken,
    /// The item does not bear the tag that was named.
    PreconditionFailed,
    /// Somebody has the item open or checked out.
    Locked,
    /// The drive has no room left.
    QuotaExceeded,
    /// The file is larger than the service takes.
    TooLarge,
    /// The service can't store anything under this name or path.
    InvalidName,
    /// The drive can't do this, whoever asks.
    Unsupported,
    /// There is no such upload session (any more): it was finished, cancelled, or has expired. Now and
    /// then a host says so of one that lives.
    SessionGone,
    /// The session awaits other bytes, which it names when it is asked.
    OutOfOrder,
    /// The URL itself is refused: the token in it has expired.
    UrlRefused,
    /// The call failed; whether the item exists is not known.
    Failed,
}

impl Error {
    pub(super) fn failed(operation: &'static str, failure: UpstreamFailure) -> Self {
        Self::new(operation, ErrorKind::Failed, failure)
    }

    pub(super) fn new(operation: &'static str, kind: ErrorKind, failure: UpstreamFailure) -> Self {
        Self {
            operation,
            kind,
            unclear: false,
            failure: Box::new(failure),
        }
    }

    pub(super) fn of(operation: &'static str, service: Service, diagnosis: Diagnosis) -> Self {
        Self::failed(operation, UpstreamFailure::new(service, diagnosis))
    }

    /// The error of a look that could not tell whether `operation` was done.
    pub fn untold(operation: &'static str) -> Self {
        Self::of(operation, Service::Graph, Diagnosis::UpstreamMalformed).unclear()
    }

    /// The error, with when to come again.
    pub(super) fn with_wait(mut self, wait: Duration) -> Self {
        self.failure.retry_after = Some(wait);
        self
    }

    /// Length of the file in bytes, where the content host said that none of the bytes asked for
    /// exists (416).
    pub const fn unsatisfied_length(&self) -> Option<u64> {
        match self.kind {
            ErrorKind::RangeNotSatisfiable { length } => Some(length),
            _ => None,
        }
    }

    /// Whether a change may have been made although it failed, and looking for it failed too. Such a
    /// failure must not be told as "nothing was changed", nor the change be asked for again unseen.
    pub const fn is_unclear(&self) -> bool {
        self.unclear
    }

    /// The error of a change that was not made, as a look has shown, or that could not have been.
    #[must_use]
    pub fn settled(self) -> Self {
        Self {
            unclear: false,
            ..self
        }
    }

    /// The error of a change that may have been made.
    #[must_use]
    pub fn unclear(self) -> Self {
        Self {
            unclear: true,
            ..self
        }
    }

    /// Whether the service may have done what it was asked for although it failed: everything but its own
    /// clear word. Even a pause may be asked for behind the deed.
    pub(super) fn leaves_doubt(&self) -> bool {
        let passing = [
            Diagnosis::Throttled,
            Diagnosis::UpstreamDown,
            Diagnosis::UpstreamTimeout,
            Diagnosis::UpstreamMalformed,
        ];
        self.kind == ErrorKind::Failed
            && self.failure.service != Service::Login
            && passing.contains(&self.failure.diagnosis)
    }

    /// Whether a *repeated* change may be refused like this because the first one was made: the item has
    /// gone, the name is taken, the tag has changed.
    pub(super) fn may_echo(&self) -> bool {
        matches!(self.failure.status, Some(404 | 409 | 412))
    }

    /// Whether the token was refused (401).
    pub(super) fn is_unauthorized(&self) -> bool {
        self.failure.status == Some(401)
    }

    /// What is the matter.
    pub fn diagnosis(&self) -> Diagnosis {
        self.failure.diagnosis
    }
}

impl From<Error> for domain::Error {
    fn from(error: Error) -> Self {
        if error.unclear {
            // Whatever was said last is no word about what was done before.
            return UpstreamFailure {
                unclear: true,
                ..*error.failure
            }
            .into();
        }
        match error.kind {
            ErrorKind::ItemNotFound => Self::NotFound,
            ErrorKind::RangeNotSatisfiable { length } => Self::RangeNotSatisfiable { length },
            ErrorKind::NameTaken => Self::name_taken(),
            ErrorKind::PreconditionFailed => Self::PreconditionFailed,
            ErrorKind::Locked => Self::Locked,
            ErrorKind::QuotaExceeded => Self::InsufficientStorage,
            ErrorKind::TooLarge => Self::TooLarge {
                limit: LARGEST_FILE,
            },
            ErrorKind::InvalidName => {
                let reason = "can't be stored by Microsoft's side";
                domain::Invalid::new("name", "invalid_name", reason).into()
            }
            ErrorKind::Unsupported => Self::Unsupported { what: "this" },
            ErrorKind::SessionGone => Self::upload_lost(),
            ErrorKind::OutOfOrder | ErrorKind::UrlRefused | ErrorKind::Failed => {
                (*error.failure).into()
            }
        }
    }
}

/// JSON that is not what was promised. The parser's own words would quote it, and with it names or
/// tokens, so only the place is kept.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{what} at line {line}, column {column}")]
pub(super) struct Unreadable {
    what: &'static str,
    line: usize,
    column: usize,
}

impl From<serde_json::Error> for Unreadable {
    fn from(fault: serde_json::Error) -> Self {
        let what = match fault.classify() {
            Category::Io => "the reader failed",
            Category::Syntax => "it is no JSON",
            Category::Data => "it has another shape",
            Category::Eof => "it ends early",
        };
        let (line, column) = (fault.line(), fault.column());
        Self { what, line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_read_is_not_quoted() {
        for (json, expected) in [
            ("\"a name\"", "it has another shape at line 1, column 8"),
            ("<html>", "it is no JSON at line 1, column 1"),
            ("[1", "it ends early at line 1, column 2"),
        ] {
            let fault = serde_json::from_str::<Vec<u8>>(json).expect_err("it is no list");
            assert_eq!(Unreadable::from(fault).to_string(), expected);
        }
    }
}
