//! How much room drives had when they were last asked. Whoever wants to be told is told that: network disks ask with
//! every listing.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::domain::{DriveId, Error, Quota, Result, TenantId, Timestamp};
use crate::doors::{Flights, Tasks};
use crate::drives::Mounted;

use crate::services::stale;

use super::Desk;

/// So long an answer is good for. One that says "too little" for what is to be written is asked for again.
const LIFETIME: Duration = Duration::from_mins(5);

/// So long is not asked again after a failure that passes, where Microsoft's side does not say how long it takes.
const PAUSE: Duration = Duration::from_secs(5);

type Key = (TenantId, DriveId);

/// What drives have said of their room.
#[derive(Debug)]
pub(super) struct Rooms {
    answers: Mutex<HashMap<Key, Answer>>,
    flights: Flights<Key, Result<Quota>>,
}

/// What a drive has said, or why it has not.
#[derive(Clone, Debug)]
struct Answer {
    told: Result<Quota>,
    since: Timestamp,
}

impl Answer {
    /// That a drive won't say is an answer. That it can't just now is none.
    fn lifetime(&self) -> Duration {
        match &self.told {
            Err(error) if passes(error) => error.retry_after().unwrap_or(PAUSE).min(LIFETIME),
            Ok(_) | Err(_) => LIFETIME,
        }
    }
}

fn passes(error: &Error) -> bool {
    stale::excuses(error) || matches!(error, Error::Busy { .. } | Error::RateLimited { .. })
}

impl Rooms {
    pub(super) fn new(tasks: Tasks) -> Self {
        Self {
            answers: Mutex::default(),
            flights: Flights::new(tasks),
        }
    }

    fn find(&self, drive: &Key, now: Timestamp) -> Option<Result<Quota>> {
        let known = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = known.get(drive)?;
        (now.since(answer.since) < answer.lifetime()).then(|| answer.told.clone())
    }

    fn keep(&self, drive: Key, told: Result<Quota>, since: Timestamp) {
        let mut known = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(drive, Answer { told, since });
    }
}

impl Desk {
    /// Refuses so many bytes where a drive says that it has no room for them. What it does not say is no
    /// reason: some libraries hide it, or say zero.
    pub(super) async fn check_room(&self, mounted: &Mounted, size: u64) -> Result<()> {
        let known = self.rooms.find(mounted.ids(), self.clock.now());
        if known.is_some_and(|told| told.is_ok_and(|quota| has_room(&quota, size))) {
            return Ok(());
        }
        match self.room(mounted).await {
            Ok(quota) if has_room(&quota, size) => Ok(()),
            Ok(_) => Err(Error::InsufficientStorage),
            // Whether there is room, the write itself will tell.
            Err(error) => {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "a drive did not say how much room it has"
                );
                Ok(())
            }
        }
    }

    /// How much room a drive has, as it has said lately. One that does not say is not asked again and again either.
    pub(super) async fn known_room(&self, mounted: &Mounted) -> Result<Quota> {
        match self.rooms.find(mounted.ids(), self.clock.now()) {
            Some(told) => told,
            None => self.room(mounted).await,
        }
    }

    /// How much room a drive has, as it says now; asked once however many want to know.
    async fn room(&self, mounted: &Mounted) -> Result<Quota> {
        let (mounted, ids) = (mounted.clone(), mounted.ids().clone());
        let asked_at = self.clock.now();
        let ask = || async move { mounted.quota().await };
        let told = self.rooms.flights.join(ids.clone(), ask).await;
        let told = told.map_err(Error::internal)?;
        // A pause begins when it is asked for, however often the question was put before that.
        let since = told
            .as_ref()
            .map_or_else(|_| self.clock.now(), |_| asked_at);
        self.rooms.keep(ids, told.clone(), since);
        told
    }
}

fn has_room(quota: &Quota, size: u64) -> bool {
    let tells = quota.total.is_some_and(|total| total > 0);
    match quota.remaining {
        Some(remaining) if tells => size <= remaining,
        Some(_) | None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_drive_that_tells_its_size_can_be_full() {
        let quota = |total, remaining| Quota {
            total,
            remaining,
            ..Quota::default()
        };
        assert!(has_room(&quota(Some(10), Some(5)), 5));
        assert!(!has_room(&quota(Some(10), Some(5)), 6));
        assert!(has_room(&quota(Some(0), Some(0)), 6), "a library hides it");
        assert!(has_room(&quota(None, None), 6));
        assert!(has_room(&quota(None, Some(0)), 6));
    }

    #[test]
    fn an_answer_is_good_for_five_minutes() {
        let rooms = Rooms::new(Tasks::default());
        let drive = DriveId::parse("b!x").expect("an id");
        let key = (TenantId::from_unique("1"), drive);
        let now = Timestamp::default();
        rooms.keep(key.clone(), Ok(Quota::default()), now);
        assert!(
            rooms
                .find(&key, now.after(Duration::from_secs(299)))
                .is_some()
        );
        assert!(rooms.find(&key, now.after(LIFETIME)).is_none());
    }
}
