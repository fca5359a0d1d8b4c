//! An upload whose caller has gone away is given up on Microsoft's side too, or left to whoever goes on with it.

use std::sync::Arc;

use crate::domain::{DriveId, UploadKeeper, Urgency};
use crate::doors::Tasks;
use crate::graph::{Client, UploadUrl};

use super::OneDrive;

/// Cancels a session, and leaves what was written down of it, when it is dropped before it is settled: the visitor's
/// connection broke, or the server is shutting down. A session with which somebody may go on is left too.
#[derive(Debug)]
pub(super) struct Abandoned {
    client: Arc<Client>,
    drive: DriveId,
    tasks: Tasks,
    url: Option<UploadUrl>,
    keeper: Option<Arc<dyn UploadKeeper>>,
}

impl OneDrive {
    pub(super) fn watch_over(&self, url: &UploadUrl) -> Abandoned {
        Abandoned {
            client: Arc::clone(&self.client),
            drive: self.drive.clone(),
            tasks: self.uploads.tasks.clone(),
            url: Some(url.clone()),
            keeper: None,
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

    /// It is written down, and somebody may go on with it, or give it up.
    pub(super) fn is_kept_by(&mut self, keeper: &Arc<dyn UploadKeeper>) {
        if keeper.is_for_later() {
            self.url = None;
        }
        self.keeper = Some(Arc::clone(keeper));
    }

    /// There is nothing to give up any more, or to leave.
    pub(super) fn is_settled(&mut self) {
        self.url = None;
        self.keeper = None;
    }
}

impl Drop for Abandoned {
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.take() {
            // The claim ends by itself where this fails.
            drop(self.tasks.spawn(async move { drop(keeper.leave().await) }));
        }
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
