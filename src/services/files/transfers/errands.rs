//! Whoever asks for the same again joins what is under way: programs repeat what was not answered in time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::{AccountId, Caller, ContentTag, Entry, ItemId, PathKey, VirtualPath};

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

/// What is brought, and whether something may be replaced by it. Of a folder nothing tells what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::services::files) struct Cargo {
    original: ItemId,
    content: Option<ContentTag>,
    overwrite: bool,
}

/// What is under way.
#[derive(Clone, Debug)]
pub(in crate::services::files) struct UnderWay {
    pub(in crate::services::files) transfer: Transfer,
    /// It replaces something.
    pub(in crate::services::files) replaced: bool,
    pub(in crate::services::files) cargo: Cargo,
}

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

    /// Whether somebody who asks for it asks for what is under way, by what lies now where it comes from: what is
    /// moved may have left already.
    pub(in crate::services::files) fn is_for(
        &self,
        under_way: &UnderWay,
        (original, overwrite): (Option<&Entry>, bool),
    ) -> bool {
        match original {
            Some(original) => Cargo::of(original, overwrite) == under_way.cargo,
            None => self.bringing == Bringing::Move && overwrite == under_way.cargo.overwrite,
        }
    }
}

impl Cargo {
    pub(in crate::services::files) fn of(original: &Entry, overwrite: bool) -> Self {
        Self {
            original: original.id.clone(),
            content: original.content_tag.clone(),
            overwrite,
        }
    }
}

impl Errands {
    /// The same errand, where it is under way. Nobody can tell guests apart.
    pub(in crate::services::files) fn find(&self, errand: &Errand) -> Option<UnderWay> {
        errand.account.as_ref()?;
        let mut errands = self.lock();
        errands.retain(|_, under_way| is_running(&under_way.transfer));
        errands.get(errand).cloned()
    }

    pub(in crate::services::files) fn note(&self, errand: Errand, under_way: UnderWay) {
        let mut errands = self.lock();
        errands.retain(|_, under_way| is_running(&under_way.transfer));
        errands.insert(errand, under_way);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Errand, UnderWay>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_running(transfer: &Transfer) -> bool {
    matches!(transfer.report().state, TransferState::Running)
}
