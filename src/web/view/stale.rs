//! The line over an old copy of a listing.

use crate::services::Stale;

use super::format::{ago, wait};

/// What the line says.
pub(in crate::web) struct StaleView {
    /// How old the copy is.
    pub(in crate::web) age: String,
    /// What keeps us from asking.
    pub(in crate::web) cause: &'static str,
    /// Its code, which has a page of its own.
    pub(in crate::web) code: &'static str,
    /// How long Microsoft is not asked, where that is known.
    pub(in crate::web) wait: Option<String>,
    /// Where to try again: at the beginning of the listing.
    pub(in crate::web) retry: String,
}

impl StaleView {
    /// The line over a page that `retry` begins.
    pub(in crate::web) fn of(stale: Stale, retry: String) -> Self {
        Self {
            age: ago(stale.age),
            cause: stale.cause.title(),
            code: stale.cause.code(),
            wait: stale.retry_after.map(wait),
            retry,
        }
    }
}
