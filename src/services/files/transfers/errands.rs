//! Whoever asks for the same again joins what is under way: programs repeat what was not answered in time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::{AccountId, Caller, PathKey, VirtualPath};

use super::super::bringing::Bringing;
use super::{Transfer, TransferState};

/// Who brings what where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::services::files) struct Errand {
    account: Option<AccountId>,
    bringing: Bringing,
    from: PathKey,
    to: PathKey,
}

/// What is under way, and whether it replaces something.
type UnderWay = (Transfer, bool);

/// All errands under way.
#[derive(Debug, Default)]
pub(in crate::services::files) struct Errands(Mutex<HashMap<Errand, UnderWay>>);

impl Errand {
    pub(in crate::services::files) fn of(
        caller: &Caller,
        bringing: Bringing,
        (from, to): (&VirtualPath, &VirtualPath),
    ) -> Self {
        Self {
            account: caller.account().map(|account| account.id.clone()),
            bringing,
            from: from.key(),
            to: to.key(),
        }
    }
}

impl Errands {
    /// The same errand, where it is under way. Nobody can tell guests apart.
    pub(in crate::services::files) fn find(&self, errand: &Errand) -> Option<UnderWay> {
        errand.account.as_ref()?;
        let mut errands = self.lock();
        errands.retain(|_, (transfer, _)| is_running(transfer));
        errands.get(errand).cloned()
    }

    pub(in crate::services::files) fn note(&self, errand: Errand, under_way: UnderWay) {
        let mut errands = self.lock();
        errands.retain(|_, (transfer, _)| is_running(transfer));
        errands.insert(errand, under_way);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Errand, UnderWay>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_running(transfer: &Transfer) -> bool {
    matches!(transfer.report().state, TransferState::Running)
}
