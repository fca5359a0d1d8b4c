//! What a test of a tenant or a mount came to.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{Check, Ladder};

/// All steps, in order. A failed test is a good answer to the question: 200.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct TestResult {
    /// Whether no step failed.
    ok: bool,
    checks: Vec<Step>,
}

/// One step.
#[derive(Debug, Serialize, ToSchema)]
struct Step {
    /// Stable name of the step.
    #[schema(example = "token")]
    id: &'static str,
    /// `ok`, `warn`, `fail` or `skipped`
    state: &'static str,
    /// Code of the diagnosis, where it failed or warns.
    #[schema(example = "secret_expired")]
    code: Option<&'static str>,
    /// What was seen.
    detail: String,
    /// What to do, where there is something to do.
    hint: Option<String>,
}

impl From<Check> for Step {
    fn from(check: Check) -> Self {
        Self {
            id: check.id,
            state: check.state.name(),
            code: check.code,
            detail: check.detail,
            hint: check.hint,
        }
    }
}

impl From<Ladder> for TestResult {
    fn from(ladder: Ladder) -> Self {
        Self {
            ok: ladder.ok(),
            checks: ladder.checks.into_iter().map(Step::from).collect(),
        }
    }
}
