//! All copies of a running simulator, and when they are done.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::job::CopyJob;
use crate::state::State;

/// Copies by the id in their monitor's address. They stay known when they are done.
#[derive(Debug, Default)]
pub(crate) struct CopyJobs(Mutex<HashMap<Uuid, CopyJob>>);

impl CopyJobs {
    pub(super) fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, CopyJob>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the copies whose time has come. Whoever is about to look at the world asks for this
    /// first: no task of its own watches the simulated clock.
    pub(crate) fn settle(&self, state: &State) {
        let mut jobs = self.lock();
        let now = state.clock.now();
        let due = jobs
            .values_mut()
            .filter(|job| job.outcome.is_none() && job.is_due(now));
        let mut due: Vec<&mut CopyJob> = due.collect();
        if due.is_empty() {
            return;
        }
        due.sort_by_key(|job| job.began_at);
        state.change(|world| due.into_iter().for_each(|job| job.run(world)));
    }
}
