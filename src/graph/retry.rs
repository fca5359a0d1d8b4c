//! Whether a call is made again, and when: a pure decision.

use std::time::Duration;

use crate::domain::{Diagnosis, UpstreamFailure};

/// What to do about a failed attempt of a call that may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Tell the caller.
    GiveUp,
    /// Nobody asks this service for so long; then this call may be made again, unless it was the last
    /// attempt.
    Pause {
        /// How long.
        wait: Duration,
        /// Whether this call has had its attempts.
        last: bool,
    },
    /// Ask again after this long.
    Again(Duration),
}

/// The most attempts at one call.
const MOST_ATTEMPTS: u32 = 4;

/// The first wait where Microsoft names none; doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// The longest wait where Microsoft names none.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Decides about attempt number `attempt` (from 1) that failed. `jitter` is a number in 0..1000.
///
/// Source: Graph documentation, "Microsoft Graph throttling guidance": wait as long as `Retry-After`
/// says, back off exponentially where it is missing.
pub(super) fn decide(failure: &UpstreamFailure, attempt: u32, jitter: u64) -> Decision {
    // Also who is asked to wait for no time at all takes a breath.
    let wait = match failure.retry_after {
        Some(asked) => asked.max(FIRST_WAIT),
        None => backoff(attempt, jitter),
    };
    let asked_to_pause = match failure.diagnosis {
        Diagnosis::Throttled => true,
        Diagnosis::UpstreamDown | Diagnosis::UpstreamTimeout => failure.retry_after.is_some(),
        _ => false,
    };
    let last = attempt >= MOST_ATTEMPTS;
    match failure.diagnosis {
        // The pause holds for everybody, also where this call is not made again.
        _ if asked_to_pause => Decision::Pause { wait, last },
        _ if last => Decision::GiveUp,
        Diagnosis::UpstreamDown | Diagnosis::UpstreamTimeout | Diagnosis::UpstreamMalformed => {
            Decision::Again(wait)
        }
        _ => Decision::GiveUp,
    }
}

/// Half of the wait is fixed, half by chance, so that callers who failed together don't return together.
fn backoff(attempt: u32, jitter: u64) -> Duration {
    let doubled = FIRST_WAIT
        .saturating_mul(1 << attempt.saturating_sub(1).min(16))
        .min(LONGEST_WAIT);
    let half = doubled / 2;
    half + Duration::from_millis(
        u64::try_from(half.as_millis())
            .unwrap_or(u64::MAX)
            .saturating_mul(jitter.min(1_000))
            / 1_000,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Service;

    fn failure(diagnosis: Diagnosis, retry_after: Option<u64>) -> UpstreamFailure {
        let retry_after = retry_after.map(Duration::from_secs);
        UpstreamFailure {
            retry_after,
            ..UpstreamFailure::new(Service::Graph, diagnosis)
        }
    }

    const fn pause(milliseconds: u64, last: bool) -> Decision {
        let wait = Duration::from_millis(milliseconds);
        Decision::Pause { wait, last }
    }

    #[test]
    fn microsofts_wait_wins_over_ours_and_pauses_everybody() {
        for diagnosis in [Diagnosis::Throttled, Diagnosis::UpstreamDown] {
            let asked = decide(&failure(diagnosis, Some(31)), 1, 500);
            assert_eq!(asked, pause(31_000, false));
        }
        assert_eq!(
            decide(&failure(Diagnosis::Throttled, None), 1, 0),
            pause(250, false)
        );
        assert_eq!(
            decide(&failure(Diagnosis::Throttled, Some(1)), MOST_ATTEMPTS, 0),
            pause(1_000, true)
        );
    }

    #[test]
    fn what_may_pass_is_tried_again_with_growing_waits_and_then_told() {
        for diagnosis in [
            Diagnosis::UpstreamDown,
            Diagnosis::UpstreamTimeout,
            Diagnosis::UpstreamMalformed,
        ] {
            let waits = [1, 2, 3].map(|attempt| decide(&failure(diagnosis, None), attempt, 1_000));
            let doubled =
                [500, 1_000, 2_000].map(|wait| Decision::Again(Duration::from_millis(wait)));
            assert_eq!(waits, doubled);
            assert_eq!(
                decide(&failure(diagnosis, None), MOST_ATTEMPTS, 0),
                Decision::GiveUp
            );
        }
    }

    #[test]
    fn what_somebody_must_mend_is_told_at_once() {
        for diagnosis in [
            Diagnosis::SecretExpired,
            Diagnosis::RoleMissing,
            Diagnosis::DriveLocked,
            Diagnosis::UpstreamRefused,
        ] {
            assert_eq!(decide(&failure(diagnosis, None), 1, 0), Decision::GiveUp);
        }
    }
}
