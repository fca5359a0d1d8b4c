//! What an upload leaves behind when it is done, has failed, or may go on later.

use crate::domain::{Error, Result, Urgency, Written};

use super::sessions::leave;
use super::uploading::Uploading;

impl Uploading<'_> {
    /// What becomes of the session, and of what was written down, where the upload ends like this.
    pub(super) async fn end(mut self, sent: Result<Written>) -> Result<Written> {
        // Before the session is given up: it may be another's by now.
        let sent = match sent {
            Err(error) => Err(self.keep().await.err().filter(is_anothers).unwrap_or(error)),
            done => done,
        };
        if let Err(error) = &sent
            && (is_anothers(error) || (self.is_for_later() && may_pass(error)))
        {
            self.abandoned.is_settled();
            leave(self.keeper.as_deref()).await;
            return sent;
        }
        if sent.is_err() {
            self.leave_session().await;
        }
        self.abandoned.is_settled();
        if let Some(keeper) = &self.keeper
            && let Err(error) = keeper.forget().await
        {
            // The file is as it is. Whoever goes on with the upload finds that out.
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "an upload that is over could not be forgotten"
            );
        }
        sent
    }

    /// Whether somebody could bring it to its end. Two files that are being swapped must come to one.
    fn is_for_later(&self) -> bool {
        let keeper = self.keeper.as_ref();
        keeper.is_some_and(|keeper| keeper.is_for_later() || self.state.swap.is_some())
    }

    /// Gives the session up: in one attempt, so that nobody waits for it; where that fails, behind our back.
    pub(super) async fn leave_session(&self) {
        let urgency = Urgency::Visitor {
            until: self.drive.clock.now(),
        };
        let calls = self.drive.client.calls(urgency);
        let cancelled = calls.cancel_upload(&self.drive.drive, &self.url).await;
        if cancelled.is_err() {
            drop(self.drive.watch_over(&self.url));
        }
    }
}

/// Whether an upload may go on later, so that its session is kept.
fn may_pass(error: &Error) -> bool {
    let passes = matches!(
        error,
        Error::Upstream(_) | Error::Internal(_) | Error::Busy { .. }
    );
    passes || error.is_content_stalled()
}

/// Whether somebody else is at work on the upload by now: its session is his.
fn is_anothers(error: &Error) -> bool {
    error.is_conflict("upload_taken")
}
