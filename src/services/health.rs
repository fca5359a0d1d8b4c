//! What was last learned of how tenants and mounts are doing.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::{MountId, State, TenantId};

/// Whose health it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Patient {
    Mount(MountId),
    Tenant(TenantId),
}

/// When a question began, among all of this process. A number, since clocks are set back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asked(u64);

/// The youngest news of everybody. Answers overtake each other; what was asked for later counts.
#[derive(Debug, Default)]
pub(super) struct News {
    begun: AtomicU64,
    states: Mutex<HashMap<Patient, (Asked, State)>>,
}

impl News {
    /// A question begins.
    pub(super) fn ask(&self) -> Asked {
        Asked(self.begun.fetch_add(1, Ordering::Relaxed))
    }

    /// Takes an answer in, and says whether it is news: an answer to an older question than the last
    /// one known is not.
    pub(super) fn learn(&self, patient: &Patient, asked: Asked, state: State) -> bool {
        let mut states = self.states();
        match states.get_mut(patient) {
            Some((known, _)) if asked < *known => false,
            Some(known) => {
                *known = (asked, state);
                true
            }
            None => {
                states.insert(patient.clone(), (asked, state));
                true
            }
        }
    }

    /// The youngest news of one.
    pub(super) fn of(&self, patient: &Patient) -> Option<State> {
        self.states().get(patient).map(|(_, state)| *state)
    }

    fn states(&self) -> MutexGuard<'_, HashMap<Patient, (Asked, State)>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Diagnosis;

    #[test]
    fn what_was_asked_for_later_counts_however_late_it_is_answered() {
        let news = News::default();
        let mount = Patient::Mount(MountId::from_unique(1));
        let trouble = State::Trouble(Diagnosis::SecretExpired);
        let (early, late) = (news.ask(), news.ask());
        assert!(news.learn(&mount, late, State::Ok));
        assert!(!news.learn(&mount, early, trouble));
        assert_eq!(news.of(&mount), Some(State::Ok));
        assert!(news.learn(&mount, late, trouble), "by the same question");
        assert!(news.learn(&mount, news.ask(), State::Ok));
        let tenant = Patient::Tenant(TenantId::from_unique(1));
        assert!(news.learn(&tenant, early, trouble), "others are others");
        assert_eq!(news.of(&mount), Some(State::Ok));
    }
}
