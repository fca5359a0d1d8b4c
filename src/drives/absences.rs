//! Drives that were not to be had, so that nobody asks for them again and again.
//!
//! Source: SharePoint documentation, "Avoid getting throttled or blocked in SharePoint Online": who
//! probes for many drives that don't exist is throttled for all of them, by address.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::domain::{Diagnosis, Error, Result, Service, TenantId, Timestamp, UpstreamFailure};

use super::search::Wanted;

/// How long a missing drive is not asked for again. Microsoft takes longer to bring one about.
const MEMORY: Duration = Duration::from_mins(10);

/// How many missing drives of one tenant may be found within that time, before others whose drive is not
/// known either have to wait.
const MOST: usize = 50;

/// What was missing lately.
#[derive(Debug, Default)]
pub(super) struct Absences(Mutex<HashMap<Wanted, (Error, Timestamp)>>);

impl Absences {
    /// Whether to ask for a drive: the error of last time where it was missing only lately, or
    /// `throttled` where too many were.
    pub(super) fn check(&self, wanted: &Wanted, now: Timestamp) -> Result<()> {
        let mut missing = self.lock();
        missing.retain(|_, (_, at)| now.since(*at) < MEMORY);
        if let Some((error, _)) = missing.get(wanted) {
            return Err(error.clone());
        }
        let of_tenant = missing
            .iter()
            .filter(|((tenant, _), _)| *tenant == wanted.0);
        let mut times: Vec<_> = of_tenant.map(|(_, (_, at))| *at).collect();
        if times.len() < MOST {
            return Ok(());
        }
        times.sort_unstable();
        let room_at = times[times.len() - MOST].after(MEMORY);
        Err(UpstreamFailure {
            retry_after: Some(room_at.since(now)),
            tenant: Some(wanted.0.clone()),
            ..UpstreamFailure::new(Service::Graph, Diagnosis::Throttled)
        }
        .into())
    }

    /// Remembers an answer that says that there is no such drive.
    pub(super) fn note(&self, wanted: &Wanted, error: &Error, now: Timestamp) {
        let absent = matches!(
            error.diagnosis(),
            Some(
                Diagnosis::DriveNotProvisioned
                    | Diagnosis::DriveNotFound
                    | Diagnosis::UserNotFound
                    | Diagnosis::SiteNotFound
                    | Diagnosis::LibraryNotFound
                    | Diagnosis::AppFolderMissing
                    | Diagnosis::NoSharePointLicense
            )
        );
        if absent {
            self.lock().insert(wanted.clone(), (error.clone(), now));
        }
    }

    /// Somebody says that it is there now.
    pub(super) fn forget(&self, wanted: &Wanted) {
        self.lock().remove(wanted);
    }

    pub(super) fn forget_tenant(&self, tenant: &TenantId) {
        self.lock().retain(|(owner, _), _| owner != tenant);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Wanted, (Error, Timestamp)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MountSource;

    fn wanted(number: usize) -> Wanted {
        let user = MountSource::User(format!("{number}@contoso.example"));
        (TenantId::from_unique("1"), user)
    }

    fn absent() -> Error {
        UpstreamFailure::new(Service::Graph, Diagnosis::DriveNotProvisioned).into()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_ms(seconds * 1_000)
    }

    #[test]
    fn a_missing_drive_is_not_asked_for_again_for_ten_minutes() {
        let absences = Absences::default();
        absences.note(&wanted(1), &absent(), at(0));
        let told = absences.check(&wanted(1), at(599)).unwrap_err();
        assert_eq!(told.diagnosis(), Some(Diagnosis::DriveNotProvisioned));
        assert!(absences.check(&wanted(1), at(600)).is_ok());
        absences.note(&wanted(1), &absent(), at(700));
        absences.forget(&wanted(1));
        assert!(absences.check(&wanted(1), at(701)).is_ok());
    }

    #[test]
    fn who_finds_many_missing_must_wait_with_the_next() {
        let absences = Absences::default();
        for (number, seconds) in (0..MOST).zip(0..) {
            assert!(absences.check(&wanted(number), at(seconds)).is_ok());
            absences.note(&wanted(number), &absent(), at(seconds));
        }
        let Error::Upstream(told) = absences.check(&wanted(MOST), at(100)).unwrap_err() else {
            panic!("a failure upstream");
        };
        assert_eq!(told.diagnosis, Diagnosis::Throttled);
        assert_eq!(told.retry_after, Some(Duration::from_secs(500)));
        assert!(absences.check(&wanted(MOST), at(600)).is_ok());
    }

    #[test]
    fn a_failure_that_says_nothing_about_the_drive_is_not_remembered() {
        let absences = Absences::default();
        let failure = UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamDown);
        absences.note(&wanted(1), &failure.into(), at(0));
        assert!(absences.check(&wanted(1), at(1)).is_ok());
    }
}
