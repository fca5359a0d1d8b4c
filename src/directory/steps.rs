//! Rungs of a ladder: each is tried only if the one below held.

use crate::domain::{Check, CheckState, Error, Ladder};

/// A ladder while it is being climbed.
#[derive(Debug, Default)]
pub(super) struct Climb {
    ladder: Ladder,
}

impl Climb {
    /// A rung that held.
    pub(super) fn ok(&mut self, id: &'static str, detail: impl Into<String>) {
        self.push(Check {
            id,
            state: CheckState::Ok,
            code: None,
            detail: detail.into(),
            hint: None,
        });
    }

    /// A rung that held, with something to be known about it.
    pub(super) fn warn(
        &mut self,
        id: &'static str,
        code: &'static str,
        (detail, hint): (String, String),
    ) {
        self.push(Check {
            id,
            state: CheckState::Warn,
            code: Some(code),
            detail,
            hint: Some(hint),
        });
    }

    /// A rung that broke.
    pub(super) fn fail(&mut self, id: &'static str, error: &Error) {
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
        self.push(Check {
            id,
            state: CheckState::Fail,
            code: Some(error.code()),
            detail,
            hint,
        });
        self.ladder.failure.get_or_insert_with(|| error.clone());
    }

    /// Rungs that were not tried.
    pub(super) fn skip(&mut self, ids: &[&'static str]) {
        for id in ids {
            let detail = "not tried, because a step before it failed".to_owned();
            self.push(Check {
                id,
                state: CheckState::Skipped,
                code: None,
                detail,
                hint: None,
            });
        }
    }

    pub(super) fn finish(self) -> Ladder {
        self.ladder
    }

    fn push(&mut self, check: Check) {
        self.ladder.checks.push(check);
    }
}
