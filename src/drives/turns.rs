//! How many drives of one tenant are looked for at once.
//!
//! A missing drive is known as missing only once it has been looked for: without a bound, all that are
//! asked for at once would be, however many are missing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::{Clock, Diagnosis, Result, Service, TenantId, UpstreamFailure, Urgency};

/// How many at once: enough for a start at which every mount is asked for.
pub(super) const AT_ONCE: usize = 8;

/// What a visitor is told whose turn did not come in time: searches end soon, and then it comes.
const SOON: Duration = Duration::from_secs(1);

/// Whose turn it is.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<TenantId, Arc<Semaphore>>>);

/// Leave to look for one drive, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "it ends the turn")] OwnedSemaphorePermit);

impl Turns {
    /// Waits for a turn, a visitor no longer than he has patience.
    pub(super) async fn take(
        &self,
        tenant: &TenantId,
        urgency: Urgency,
        clock: &dyn Clock,
    ) -> Result<Turn> {
        let turns = self.of(tenant);
        let turn = async move {
            let permit = turns.acquire_owned().await;
            Turn(permit.expect("nobody closes it"))
        };
        match urgency {
            Urgency::Background => Ok(turn.await),
            Urgency::Visitor { until } => tokio::select! {
                biased;
                turn = turn => Ok(turn),
                () = clock.sleep_until(until) => Err(UpstreamFailure {
                    retry_after: Some(SOON),
                    tenant: Some(tenant.clone()),
                    ..UpstreamFailure::new(Service::Graph, Diagnosis::Throttled)
                }
                .into()),
            },
        }
    }

    /// A tenant that has gone. Whoever has a turn keeps it.
    pub(super) fn forget_tenant(&self, tenant: &TenantId) {
        self.lock().remove(tenant);
    }

    fn of(&self, tenant: &TenantId) -> Arc<Semaphore> {
        let mut turns = self.lock();
        let turns = turns.entry(tenant.clone());
        Arc::clone(turns.or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Arc<Semaphore>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::*;
    use crate::domain::Timestamp;
    use crate::doors::ManualClock;

    #[tokio::test]
    async fn a_visitor_waits_for_his_turn_while_he_has_patience_and_behind_nobody_of_another_tenant()
     {
        let (turns, now) = (Turns::default(), Timestamp::from_unix_ms(0));
        let clock = ManualClock::at(now);
        let [one, other] = ["1", "2"].map(TenantId::from_unique);
        let visitor = Urgency::visitor(now);
        let mut taken = Vec::new();
        for _ in 0..AT_ONCE {
            taken.push(turns.take(&one, visitor, &clock).await.unwrap());
        }
        assert!(turns.take(&other, visitor, &clock).await.is_ok());
        let mut next = Box::pin(turns.take(&one, visitor, &clock));
        let mut last = Box::pin(turns.take(&one, visitor, &clock));
        let mut patient = Box::pin(turns.take(&one, Urgency::Background, &clock));
        assert!(poll!(&mut next).is_pending() && poll!(&mut last).is_pending());
        assert!(poll!(&mut patient).is_pending());
        taken.pop();
        let next = next.await.unwrap();
        clock.advance(Urgency::PATIENCE);
        let told = last.await.unwrap_err();
        assert_eq!(told.diagnosis(), Some(Diagnosis::Throttled));
        assert!(poll!(&mut patient).is_pending());
        drop(next);
        assert!(patient.await.is_ok());
    }
}
