//! How much room drives had when they were last asked.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::domain::{DriveId, Error, Quota, Result, TenantId, Timestamp};
use crate::drives::Mounted;

use super::Desk;

/// So long an answer that says "enough" is good for. One that says "too little" is asked for again.
const LIFETIME: Duration = Duration::from_mins(5);

type Key = (TenantId, DriveId);

/// What drives have said of their room.
#[derive(Debug, Default)]
pub(super) struct Rooms(Mutex<HashMap<Key, (Quota, Timestamp)>>);

impl Rooms {
    fn find(&self, drive: &Key, now: Timestamp) -> Option<Quota> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (quota, asked_at) = known.get(drive)?;
        (now.since(*asked_at) < LIFETIME).then_some(*quota)
    }

    fn keep(&self, drive: Key, quota: Quota, asked_at: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(drive, (quota, asked_at));
    }
}

impl Desk {
    /// Refuses so many bytes where a drive says that it has no room for them. What it does not say is no
    /// reason: some libraries hide it, or say zero.
    pub(super) async fn check_room(&self, mounted: &Mounted, size: u64) -> Result<()> {
        let known = self.rooms.find(mounted.ids(), self.clock.now());
        if known.is_some_and(|quota| has_room(&quota, size)) {
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

    /// How much room a drive has, as it says now.
    pub(super) async fn room(&self, mounted: &Mounted) -> Result<Quota> {
        let asked_at = self.clock.now();
        let quota = mounted.quota().await?;
        self.rooms.keep(mounted.ids().clone(), quota, asked_at);
        Ok(quota)
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
        let rooms = Rooms::default();
        let drive = DriveId::parse("b!x").expect("an id");
        let key = (TenantId::from_unique("1"), drive);
        let now = Timestamp::default();
        rooms.keep(key.clone(), Quota::default(), now);
        assert!(
            rooms
                .find(&key, now.after(Duration::from_secs(299)))
                .is_some()
        );
        assert!(rooms.find(&key, now.after(LIFETIME)).is_none());
    }
}
