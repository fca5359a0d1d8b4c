//! The test ladder: what was tried with a tenant or a mount, step by step, and what came of it.

use super::error::Error;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// It works.
    Ok,
    /// It works, and something about it should be known.
    Warn,
    /// It does not work.
    Fail,
    /// It was not tried, because a step it needs has failed.
    Skipped,
}

impl CheckState {
    /// `ok`, `warn`, `fail` or `skipped`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Skipped => "skipped",
        }
    }
}

/// One step.
#[derive(Clone, Debug)]
pub struct Check {
    /// Stable name of the step, such as `token`.
    pub id: &'static str,
    /// How it ended.
    pub state: CheckState,
    /// The diagnosis' code, where it failed or warns.
    pub code: Option<&'static str>,
    /// What was seen, for administrators.
    pub detail: String,
    /// What to do, where there is something to do.
    pub hint: Option<String>,
}

/// All steps, in order.
#[derive(Clone, Debug, Default)]
pub struct Ladder {
    /// The steps.
    pub checks: Vec<Check>,
    /// Why the first step that failed did; `None` where none has.
    pub failure: Option<Error>,
}

impl Ladder {
    /// Whether no step failed.
    pub const fn ok(&self) -> bool {
        self.failure.is_none()
    }
}
