//! What an answer says about the one it concerns: the one place that decides what is kept.

use crate::domain::{Error, Kind, Ladder, Result, State};

/// The state to note after a question about a tenant as a whole, or about a mount's drive or root folder.
/// `None` keeps what is known.
pub(super) fn of<T>(answer: &Result<T>) -> Option<State> {
    match answer {
        Ok(_) => Some(State::Ok),
        Err(error) => of_failure(error),
    }
}

/// The same of a ladder: its first rung that broke decides.
pub(super) fn of_ladder(ladder: &Ladder) -> Option<State> {
    match &ladder.failure {
        None => Some(State::Ok),
        Some(error) => of_failure(error),
    }
}

/// A failure that somebody must mend is trouble. What passes by itself, what can't be understood, and
/// what failed on our side says nothing about Microsoft's.
pub(super) fn of_failure(error: &Error) -> Option<State> {
    let diagnosis = error.diagnosis()?;
    match diagnosis.kind() {
        Kind::Configuration | Kind::Closed => Some(State::Trouble(diagnosis)),
        Kind::Passing | Kind::Late | Kind::Broken => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Diagnosis, Service, UpstreamFailure};

    fn failure(diagnosis: Diagnosis) -> Error {
        UpstreamFailure::new(Service::Graph, diagnosis).into()
    }

    #[test]
    fn only_what_somebody_must_mend_is_trouble() {
        for diagnosis in Diagnosis::all() {
            let lasts = matches!(diagnosis.kind(), Kind::Configuration | Kind::Closed);
            let expected = lasts.then_some(State::Trouble(diagnosis));
            assert_eq!(of_failure(&failure(diagnosis)), expected, "{diagnosis:?}");
        }
        for error in [Error::NotFound, Error::internal(std::fmt::Error)] {
            assert_eq!(of_failure(&error), None, "{error}");
        }
        assert_eq!(of(&Ok(())), Some(State::Ok));
    }

    #[test]
    fn a_ladder_that_broke_is_never_unchecked() {
        let ladder = |failure| Ladder {
            checks: Vec::new(),
            failure,
        };
        assert_eq!(of_ladder(&ladder(None)), Some(State::Ok));
        let gone = Diagnosis::DriveNotFound;
        let broken = ladder(Some(failure(gone)));
        assert_eq!(of_ladder(&broken), Some(State::Trouble(gone)));
        let passing = ladder(Some(failure(Diagnosis::Throttled)));
        assert_eq!(of_ladder(&passing), None);
    }
}
