//! How many transfers there may be.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::domain::{AccountId, Caller, Error, Result};

/// So many may be under way in all.
const MOST: usize = 16;

/// So many of one account; all guests together are one.
const MOST_EACH: usize = 4;

/// When to come again: a transfer takes its time.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// Who has how many under way.
#[derive(Debug, Default)]
pub(in crate::services::files) struct Admission(Mutex<HashMap<Option<AccountId>, usize>>);

/// Leave for one transfer, given back when it is dropped.
#[derive(Debug)]
pub(in crate::services::files) struct Admitted {
    admission: Arc<Admission>,
    holder: Option<AccountId>,
}

impl Admission {
    pub(super) fn admit(self: &Arc<Self>, caller: &Caller) -> Result<Admitted> {
        let holder = caller.account().map(|account| account.id.clone());
        let mut under_way = self.lock();
        let all: usize = under_way.values().sum();
        let own = under_way.entry(holder.clone()).or_default();
        if all >= MOST || *own >= MOST_EACH {
            return Err(Error::RateLimited {
                retry_after: RETRY_AFTER,
            });
        }
        *own += 1;
        Ok(Admitted {
            admission: Arc::clone(self),
            holder,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<AccountId>, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut under_way = self.admission.lock();
        if let Some(own) = under_way.get_mut(&self.holder) {
            *own -= 1;
            if *own == 0 {
                under_way.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Account, Pass, Role, Username};

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
        let admission = Arc::new(Admission::default());
        let mut admitted = Vec::new();
        for number in 0..MOST / MOST_EACH {
            for _ in 0..MOST_EACH {
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
        assert!(admission.lock().is_empty());
    }
}
