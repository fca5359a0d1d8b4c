//! The external download proxies that may be named.

use std::sync::Arc;

use crate::domain::{Invalid, MountOptions, WorkerUrl};

/// The origins that the configuration file lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Workers(Arc<[String]>);

impl Workers {
    /// Those at these origins, written as browsers write them.
    pub(super) fn at(origins: impl IntoIterator<Item = String>) -> Self {
        Self(origins.into_iter().collect())
    }

    /// Whether a worker is one of them.
    pub(super) fn know(&self, worker: &WorkerUrl) -> bool {
        self.0.iter().any(|origin| worker.is_at(origin))
    }

    /// Refuses options that name another.
    pub(super) fn check(&self, options: &MountOptions) -> Result<(), Invalid> {
        match &options.worker {
            Some(worker) if !self.know(worker) => {
                let reason = "is not one of the workers that the configuration file lists";
                Err(Invalid::new("options/worker_url", "unknown_worker", reason))
            }
            Some(_) | None => Ok(()),
        }
    }
}
