//! How many transfers there may be.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::{AccountId, Caller, Error, Result};

/// When to come again: a transfer takes its time.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(30);

/// So many may be under way in all, and so many of one account; all guests together are one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) all: usize,
    pub(super) each: usize,
}

/// Places for transfers. Whoever waits for one gets it in his turn: an account's own first, so that one account
/// keeps no more of those of all waiting than it may have.
#[derive(Debug)]
pub(super) struct Admission {
    bounds: Bounds,
    all: Arc<Semaphore>,
    own: Mutex<HashMap<Option<AccountId>, Weak<Semaphore>>>,
}

/// Leave for one transfer, given back when it is dropped.
#[derive(Debug)]
pub(in crate::services::files) struct Admitted {
    _all: OwnedSemaphorePermit,
    _own: OwnedSemaphorePermit,
}

impl Admission {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            all: Arc::new(Semaphore::new(bounds.all)),
            own: Mutex::default(),
        }
    }

    /// A place that is free now.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where he, or all together, have enough under way.
    pub(super) fn admit(&self, caller: &Caller) -> Result<Admitted> {
        let free = |places: Arc<Semaphore>| places.try_acquire_owned().map_err(|_| full());
        Ok(Admitted {
            _own: free(self.own(caller))?,
            _all: free(Arc::clone(&self.all))?,
        })
    }

    /// The next place that is free.
    pub(super) async fn queue(&self, caller: &Caller) -> Result<Admitted> {
        let next = async |places: Arc<Semaphore>| places.acquire_owned().await.map_err(|_| full());
        Ok(Admitted {
            _own: next(self.own(caller)).await?,
            _all: next(Arc::clone(&self.all)).await?,
        })
    }

    /// The places of one account; forgotten with the last transfer that holds one.
    fn own(&self, caller: &Caller) -> Arc<Semaphore> {
        let holder = caller.account().map(|account| account.id.clone());
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.retain(|_, places| places.strong_count() > 0);
        if let Some(places) = own.get(&holder).and_then(Weak::upgrade) {
            return places;
        }
        let places = Arc::new(Semaphore::new(self.bounds.each));
        own.insert(holder, Arc::downgrade(&places));
        places
    }
}

pub(super) const fn full() -> Error {
    Error::RateLimited {
        retry_after: RETRY_AFTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Account, Pass, Role, Username};

    const BOUNDS: Bounds = Bounds { all: 6, each: 2 };

    fn caller(number: usize) -> Caller {
        let account = Account {
            id: AccountId::from_unique(number),
            username: Username::parse(&format!("user{number}")).expect("a name"),
            role: Role::Member,
            home_tenant: None,
            enabled: true,
            generation: 0,
        };
        Caller::of(Arc::new(account), Pass::Password)
    }

    #[test]
    fn one_caller_leaves_room_for_others_and_all_together_have_a_bound() {
        let admission = Admission::new(BOUNDS);
        let mut admitted = Vec::new();
        for number in 0..BOUNDS.all / BOUNDS.each {
            for _ in 0..BOUNDS.each {
                admitted.push(admission.admit(&caller(number)).expect("there is room"));
            }
            assert!(admission.admit(&caller(number)).is_err(), "he has enough");
        }
        assert!(
            admission.admit(&Caller::anonymous()).is_err(),
            "all is full"
        );
        admitted.pop();
        assert!(admission.admit(&Caller::anonymous()).is_ok());
        drop(admitted);
        drop(admission.own(&caller(0)));
        assert_eq!(admission.own.lock().expect("nobody panicked").len(), 1);
    }

    #[tokio::test]
    async fn whoever_waits_gets_his_place_before_whoever_comes_later() {
        let admission = Admission::new(BOUNDS);
        let (ann, ben) = (caller(1), caller(2));
        let mut hers = vec![admission.queue(&ann).await, admission.queue(&ann).await];
        let waiting = admission.queue(&ann);
        tokio::pin!(waiting);
        let polled = std::future::poll_fn(|context| {
            std::task::Poll::Ready(waiting.as_mut().poll(context).is_pending())
        });
        assert!(polled.await, "she has enough");
        assert!(admission.admit(&ben).is_ok(), "that is no matter of his");
        hers.pop();
        assert!(admission.admit(&ann).is_err(), "it is given away already");
        assert!(waiting.await.is_ok());
    }
}
