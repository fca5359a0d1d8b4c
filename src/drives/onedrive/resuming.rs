//! An upload session made anew, or taken up where another process has left it.

use crate::domain::{Error, IfExists, QuickXor, Result, Urgency, Written};
use crate::graph::{ErrorKind, SessionRequest};

use super::uploading::Uploading;

/// How many sessions one upload may have.
const MOST_SESSIONS: u32 = 3;

impl Uploading<'_> {
    /// Begins from the first byte with a new session.
    pub(super) async fn begin_anew(&mut self) -> Result<()> {
        self.sessions += 1;
        if self.sessions > MOST_SESSIONS {
            return Err(Error::upload_lost());
        }
        self.feed.seek(0).await?;
        let request = SessionRequest {
            if_exists: match self.state.beside {
                Some(_) => IfExists::Fail,
                None => self.state.if_exists,
            },
            name: Some(self.place().name),
            size: self.state.size,
            times: self.state.times,
        };
        let place = self.place();
        let anew = self.drive.open_session(&place, &request, self.urgency());
        let anew = anew.await?;
        let url = self.drive.client.trust_upload(anew.url.expose());
        self.url = url.map_err(|error| self.drive.error(error))?;
        self.abandoned.now_is(&self.url);
        self.state.url = anew.url;
        self.state.expires_at = anew.expires_at;
        self.state.received = 0;
        self.state.hash = QuickXor::default();
        self.keep().await
    }

    /// Where an upload stands that another process has begun; the file, where it is done.
    pub(super) async fn find_position(&mut self, urgency: Urgency) -> Result<Option<Written>> {
        let calls = self.drive.client.calls(urgency);
        let status = calls.upload_status(&self.drive.drive, &self.url).await;
        match status {
            Ok(status) => {
                let next = status.next().unwrap_or(self.state.size);
                self.hash_up_to(next.min(self.state.size)).await?;
                self.state.received = next;
                if next < self.state.size {
                    return Ok(None);
                }
            }
            Err(error) if matches!(error.kind, ErrorKind::SessionGone | ErrorKind::UrlRefused) => {
                self.hash_up_to(self.state.size).await?;
            }
            Err(error) => return Err(self.drive.error(error)),
        }
        match self.committed(urgency).await? {
            Some(done) => self.accept(done).await.map(Some),
            None => self.begin_anew().await.map(|()| None),
        }
    }

    /// Reads what the service holds already and the hash does not.
    async fn hash_up_to(&mut self, end: u64) -> Result<()> {
        while self.state.hash.length() < end {
            let position = self.state.hash.length();
            self.feed.seek(position).await?;
            let most = usize::try_from(end - position).unwrap_or(usize::MAX);
            match self.feed.next(most).await? {
                Some(bytes) => self.note(position, &bytes),
                None => return Err(Error::length_mismatch()),
            }
        }
        Ok(())
    }
}
