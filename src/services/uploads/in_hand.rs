//! Which uploads this process has in hand.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::UploadId;

/// The uploads of this process. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct InHand(Arc<Mutex<HashSet<UploadId>>>);

impl InHand {
    pub(super) fn holds(&self, id: &UploadId) -> bool {
        self.lock().contains(id)
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<UploadId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(super) struct AtWork {
    all: InHand,
    id: UploadId,
}

impl AtWork {
    pub(super) fn new(all: &InHand, id: UploadId) -> Self {
        all.lock().insert(id.clone());
        let all = all.clone();
        Self { all, id }
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.all.lock().remove(&self.id);
    }
}
