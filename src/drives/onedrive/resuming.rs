//! An upload session made anew, or taken up where another process has left it.

use crate::domain::{EntryKind, Error, IfExists, QuickXor, Replaced, Result, Urgency, Written};
use crate::graph::ErrorKind;

use super::putting::check_kind;
use super::sessions::Wish;
use super::uploading::Uploading;

/// How many sessions one upload may have.
const MOST_SESSIONS: u32 = 3;

impl Uploading<'_> {
    /// Begins from the first byte with a new session. What lies at the place by now is what it replaces.
    pub(super) async fn begin_anew(&mut self) -> Result<()> {
        self.sessions += 1;
        if self.sessions > MOST_SESSIONS {
            return Err(Error::upload_lost());
        }
        self.feed.seek(0).await?;
        self.leave_session().await;
        if self.numbers() {
            let file = (EntryKind::File, None);
            let free = self
                .drive
                .free_place(self.final_place(), file, self.urgency());
            self.state.name = free.await?.name;
        }
        let before = self.old_file().await?;
        self.is_looked_at = true;
        check_kind(before.as_deref(), self.state.if_exists)?;
        let replaced = before.as_deref().map(Replaced::of);
        if self.state.if_match.is_none() {
            self.state.replaces = replaced;
        }
        let wish = Wish {
            place: self.place(),
            size: self.state.size,
            times: self.state.times,
            if_exists: match self.state.beside {
                Some(_) => IfExists::Fail,
                None => self.state.if_exists,
            },
        };
        let session = self.drive.open_session(wish, self.urgency()).await?;
        let url = self.drive.client.trust_upload(session.url.expose());
        self.url = url.map_err(|error| self.drive.error(error))?;
        self.abandoned.now_is(&self.url);
        if self.state.beside.is_none() {
            self.state.name = session.place.name;
        }
        self.state.url = session.url;
        self.state.expires_at = session.expires_at;
        self.state.received = 0;
        self.state.hash = QuickXor::default();
        self.adopt_tag().await?;
        self.keep().await
    }

    /// The name was taken before the commit. The next number costs the bytes once more: to commit the session
    /// under another name is documented, and was never seen to work on business drives. Where the bytes can't
    /// be had again, the name is what was wrong.
    pub(super) async fn take_another_name(&mut self, taken: Error) -> Result<()> {
        if !self.numbers() {
            return Err(taken);
        }
        self.state.name = self.final_place().numbered(1)?.name;
        self.begin_anew().await.map_err(|error| match error {
            lost if lost.is_conflict("upload_lost") => taken,
            error => error,
        })
    }

    /// Whether the name may get a number.
    fn numbers(&self) -> bool {
        self.state.if_exists == IfExists::Rename
    }

    /// Where an upload stands that another process has begun; the file, where it is done.
    pub(super) async fn find_position(&mut self, urgency: Urgency) -> Result<Option<Written>> {
        if self.state.swap.is_some() {
            return match self.go_on_swapping(urgency).await? {
                Some(done) => Ok(Some(done)),
                None => self.begin_anew().await.map(|()| None),
            };
        }
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
