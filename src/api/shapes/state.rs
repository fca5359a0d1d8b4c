//! How a tenant or a mount is doing.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Health;

use super::time::rfc3339;

/// What the last contact with Microsoft said.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct State {
    /// `unchecked`, `ok`, or the code of a diagnosis.
    #[schema(example = "ok")]
    code: &'static str,
    /// Since when it has been so.
    #[schema(format = DateTime)]
    since: String,
    /// What to do, where something is wrong or soon will be.
    hint: Option<&'static str>,
}

impl State {
    /// Health, with what is to be done before it gets worse.
    pub(super) fn of(health: Health, warning: Option<&'static str>) -> Self {
        Self {
            code: health.state.code(),
            since: rfc3339(health.since),
            hint: health.state.hint().or(warning),
        }
    }
}

impl From<Health> for State {
    fn from(health: Health) -> Self {
        Self::of(health, None)
    }
}
