//! A keeper who writes down in memory.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use onefold::domain::{IfExists, PutOptions, Result, UploadKeeper, UploadState};

/// Writes down in memory.
#[derive(Debug, Default)]
pub(super) struct Notebook(Mutex<Vec<UploadState>>);

impl Notebook {
    /// What was written down last; `None` once it is forgotten.
    pub(super) fn last(&self) -> Option<UploadState> {
        self.0.lock().expect("nobody panicked").last().cloned()
    }

    /// Options of a write that is written down here.
    pub(super) fn options(self: &Arc<Self>, if_exists: IfExists) -> PutOptions {
        PutOptions {
            keeper: Some(Arc::clone(self) as _),
            ..PutOptions::new(if_exists)
        }
    }
}

#[async_trait]
impl UploadKeeper for Notebook {
    async fn keep(&self, state: &UploadState) -> Result<()> {
        self.0.lock().expect("nobody panicked").push(state.clone());
        Ok(())
    }

    async fn forget(&self) -> Result<()> {
        self.0.lock().expect("nobody panicked").clear();
        Ok(())
    }
}
