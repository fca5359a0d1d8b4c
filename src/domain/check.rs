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

    /// A step that held.
    pub fn hold(&mut self, id: &'static str, detail: impl Into<String>) {
        self.checks.push(Check {
            id,
            state: CheckState::Ok,
            code: None,
            detail: detail.into(),
            hint: None,
        });
    }

    /// A step that held, with something to be known about it.
    pub fn warn(&mut self, id: &'static str, code: &'static str, (detail, hint): (String, String)) {
        self.checks.push(Check {
            id,
            state: CheckState::Warn,
            code: Some(code),
            detail,
            hint: Some(hint),
        });
    }

    /// A step that broke.
    pub fn fail(&mut self, id: &'static str, error: &Error) {
        let diagnosis = error.diagnosis();
        let detail = match error {
            Error::Upstream(failure) => {
                // Whatever Microsoft has left out is left out here.
                let title = Some(failure.diagnosis.title());
                let said = [title, failure.code.as_deref(), failure.message.as_deref()];
                said.into_iter().flatten().collect::<Vec<_>>().join(": ")
            }
            other => other.to_string(),
        };
        let hint = diagnosis.map(|diagnosis| diagnosis.remedy().to_owned());
        self.checks.push(Check {
            id,
            state: CheckState::Fail,
            code: Some(error.code()),
            detail,
            hint,
        });
        self.failure.get_or_insert_with(|| error.clone());
    }

    /// Steps that were not tried.
    pub fn skip(&mut self, ids: &[&'static str]) {
        for id in ids {
            let detail = "not tried, because a step before it failed".to_owned();
            self.checks.push(Check {
                id,
                state: CheckState::Skipped,
                code: None,
                detail,
                hint: None,
            });
        }
    }
}
