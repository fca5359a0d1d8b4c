//! Old copies of listings: when one is better than an error.

use std::time::Duration;

use crate::domain::{Diagnosis, Error, Kind};

/// That a page shows an old copy, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale {
    /// How old it is.
    pub age: Duration,
    /// What keeps us from asking.
    pub cause: Diagnosis,
    /// When asking again makes sense, where that is known.
    pub retry_after: Option<Duration>,
}

/// The oldest copy that is shown.
pub(super) const OLDEST: Duration = Duration::from_mins(10);

/// Whether an error excuses an old copy: Microsoft throttles, is down or too slow. Whatever says that the
/// folder has gone or is closed does not.
pub(super) fn excuses(error: &Error) -> bool {
    let kind = error.diagnosis().map(Diagnosis::kind);
    matches!(kind, Some(Kind::Passing | Kind::Late))
}

impl Stale {
    pub(super) fn new(age: Duration, error: &Error) -> Self {
        let (cause, retry_after) = match error {
            Error::Upstream(failure) => (failure.diagnosis, failure.retry_after),
            _ => (Diagnosis::UpstreamDown, None),
        };
        Self {
            age,
            cause,
            retry_after,
        }
    }
}
