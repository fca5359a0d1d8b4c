//! What can come back from Microsoft instead of an answer.

use std::time::Duration;

use serde_json::error::Category;

use crate::domain::{self, Diagnosis, Service, UpstreamFailure};

/// A call that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{operation} failed")]
pub struct Error {
    /// The call, such as `list children`.
    pub operation: &'static str,
    /// Whether the thing asked for does not exist, or the call itself failed.
    pub kind: ErrorKind,
    /// The particulars.
    #[source]
    pub failure: Box<UpstreamFailure>,
}

/// The two kinds of failure that must never be taken for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Graph knows no such item: its answer was understood, and it says so.
    ItemNotFound,
    /// None of the bytes asked for exists.
    RangeNotSatisfiable {
        /// Length of the file in bytes.
        length: u64,
    },
    /// The call failed; whether the item exists is not known.
    Failed,
}

impl Error {
    pub(super) fn failed(operation: &'static str, failure: UpstreamFailure) -> Self {
        Self {
            operation,
            kind: ErrorKind::Failed,
            failure: Box::new(failure),
        }
    }

    pub(super) fn of(operation: &'static str, service: Service, diagnosis: Diagnosis) -> Self {
        Self::failed(operation, UpstreamFailure::new(service, diagnosis))
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
            ErrorKind::ItemNotFound | ErrorKind::Failed => None,
        }
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
        match error.kind {
            ErrorKind::ItemNotFound => Self::NotFound,
            ErrorKind::RangeNotSatisfiable { length } => Self::RangeNotSatisfiable { length },
            ErrorKind::Failed => (*error.failure).into(),
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
