//! What the service does not find although it is there: the one place that decides what is asked again.
//!
//! Graph may not have heard everywhere of what was made a moment ago, so that a call below a new folder finds
//! nothing. And it was seen to answer "not found", or to refuse the question, behind the deed.

use crate::domain::{Diagnosis, Error};
use crate::graph::{self, ErrorKind};

use super::super::lags::LAGS;
use super::OneDrive;

impl OneDrive {
    /// Makes a call that changes nothing, or of which a second one does no harm, below what is known to be
    /// there. One of which it is unclear what it did is not made again.
    pub(super) async fn through_lag<T, F>(&self, call: impl Fn() -> F) -> Result<T, graph::Error>
    where
        F: Future<Output = Result<T, graph::Error>>,
    {
        for lag in LAGS {
            match call().await {
                Err(error) if error.kind == ErrorKind::ItemNotFound && !error.is_unclear() => {
                    self.clock.back_off_until(self.clock.now().after(lag)).await;
                }
                done => return done,
            }
        }
        call().await
    }

    /// The same for a call that makes something. Before it is made again, and before a refusal is told that
    /// was seen behind the deed, `found` looks whether it was done; where that can't be told the error is
    /// unclear.
    pub(super) async fn write_through_lag<T, F, L>(
        &self,
        call: impl Fn() -> F,
        found: impl Fn() -> L,
    ) -> Result<T, graph::Error>
    where
        F: Future<Output = Result<T, graph::Error>>,
        L: Future<Output = Result<Option<T>, graph::Error>>,
    {
        let mut lags = LAGS.into_iter();
        let mut is_repeat = false;
        loop {
            let error = match call().await {
                Err(error) if may_hide_a_deed(&error, is_repeat) => error,
                done => return done,
            };
            let lag = lags.next().filter(|_| may_be_lag(&error));
            if let Some(lag) = lag {
                self.clock.back_off_until(self.clock.now().after(lag)).await;
            }
            match found().await {
                Ok(Some(done)) => return Ok(done),
                Ok(None) if lag.is_some() => is_repeat = true,
                Ok(None) => return Err(error),
                Err(_) => return Err(error.unclear()),
            }
        }
    }

    /// The error of a call below a folder: "not found" means the folder.
    pub(super) fn missing_folder(&self, error: graph::Error) -> Error {
        match error.kind {
            ErrorKind::ItemNotFound if !error.is_unclear() => Error::folder_missing(),
            _ => self.error(error),
        }
    }
}

/// Refusals that say nothing about what was sent, and were seen although it was stored: 404, statuses that
/// the call does not give, and, of a repeat, that the name is taken or the tag another one, which may be
/// the echo of our own first deed.
fn may_hide_a_deed(error: &graph::Error, is_repeat: bool) -> bool {
    !error.is_unclear()
        && match error.kind {
            ErrorKind::ItemNotFound => true,
            ErrorKind::NameTaken | ErrorKind::PreconditionFailed => is_repeat,
            ErrorKind::Failed => error.diagnosis() == Diagnosis::UpstreamRefused,
            _ => false,
        }
}

/// Whether time may mend it: what is not found, and a name that is taken by something that does not show.
fn may_be_lag(error: &graph::Error) -> bool {
    matches!(error.kind, ErrorKind::ItemNotFound | ErrorKind::NameTaken)
}
