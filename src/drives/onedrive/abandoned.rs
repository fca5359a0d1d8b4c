//! An upload whose caller has gone away is given up on Microsoft's side too.

use std::sync::Arc;

use crate::domain::{DriveId, Urgency};
use crate::doors::Tasks;
use crate::graph::{Client, UploadUrl};

use super::OneDrive;

/// Cancels a session when it is dropped before it is settled: the visitor's connection broke, or the
/// server is shutting down.
#[derive(Debug)]
pub(super) struct Abandoned {
    client: Arc<Client>,
    drive: DriveId,
    tasks: Tasks,
    url: Option<UploadUrl>,
}

impl OneDrive {
    pub(super) fn watch_over(&self, url: &UploadUrl) -> Abandoned {
        Abandoned {
            client: Arc::clone(&self.client),
            drive: self.drive.clone(),
            tasks: self.uploads.tasks.clone(),
            url: Some(url.clone()),
        }
    }
}

impl Abandoned {
    /// Another session has taken its place.
    pub(super) fn now_is(&mut self, url: &UploadUrl) {
        if let Some(watched) = &mut self.url {
            *watched = url.clone();
        }
    }

    /// There is nothing to give up any more, or somebody goes on later.
    pub(super) fn is_settled(&mut self) {
        self.url = None;
    }
}

impl Drop for Abandoned {
    fn drop(&mut self) {
        let Some(url) = self.url.take() else {
            return;
        };
        let (client, drive) = (Arc::clone(&self.client), self.drive.clone());
        drop(self.tasks.spawn(async move {
            // It expires by itself where this fails.
            let calls = client.calls(Urgency::Background);
            drop(calls.cancel_upload(&drive, &url).await);
        }));
    }
}
