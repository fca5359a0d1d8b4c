//! Files that go up in a session: its making, and who takes one up again or gives it up.

use std::sync::Arc;

use crate::domain::{
    ByteSource, Error, IfExists, PutOptions, QuickXor, Replaced, Result, Secret, Segment, Times,
    Timestamp, UploadKeeper, UploadState, Urgency, Written,
};
use crate::graph::{ErrorKind, LARGEST_FILE, SessionRequest};

use super::super::uploads::{Feed, unless_silent};
use super::OneDrive;
use super::endings::may_be_rewritten;
use super::office::beside;
use super::places::Place;
use super::putting::{MOST_RIVALS, check_replaceable};
use super::uploading::Uploading;

/// A session that is wanted.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// Where the bytes go.
    pub(super) place: Place,
    /// Length of the whole in bytes.
    pub(super) size: u64,
    pub(super) times: Option<Times>,
    pub(super) if_exists: IfExists,
}

/// A session that was made.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) url: Secret<String>,
    pub(super) expires_at: Timestamp,
    /// Where the bytes go: under another number than was wanted, where somebody was faster.
    pub(super) place: Place,
}

impl OneDrive {
    pub(super) async fn write_large(
        &self,
        place: Place,
        (source, size): (ByteSource, u64),
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written> {
        if size > LARGEST_FILE {
            return Err(Error::TooLarge {
                limit: LARGEST_FILE,
            });
        }
        let began_at = self.clock.now();
        let is_looked_at = self.needs_look(&place.name, size, options);
        let before = if is_looked_at {
            self.occupant(&place, urgency).await?
        } else {
            None
        };
        if is_looked_at {
            check_replaceable(before.as_deref(), options)?;
        }
        let beside = match &before {
            Some(_) if self.swaps(&place.name) => Some(beside(&place.name, began_at)?),
            _ => None,
        };
        let wish = Wish {
            place: Place {
                folder: place.folder,
                name: beside.clone().unwrap_or_else(|| place.name.clone()),
            },
            size,
            times: options.times,
            if_exists: match &beside {
                Some(_) => IfExists::Fail,
                None => options.if_exists,
            },
        };
        let session = self.open_session(wish, urgency).await?;
        let name = match &beside {
            Some(_) => place.name,
            None => session.place.name,
        };
        let state = UploadState {
            url: session.url,
            expires_at: session.expires_at,
            folder: session.place.folder,
            name,
            beside,
            size,
            received: 0,
            hash: QuickXor::default(),
            if_exists: options.if_exists,
            if_match: options.if_match.clone(),
            times: options.times,
            replaces: before.as_deref().map(Replaced::of),
            began_at,
            swap: None,
        };
        let keeper = options.keeper.clone();
        let mut upload = Uploading::new(self, (state, Feed::new(source)), keeper, urgency)?;
        upload.is_looked_at = is_looked_at;
        upload.run().await
    }

    /// Whether somebody must look at the place before a session is made. For a small file, which goes up in one
    /// piece whatever lies there, a look costs as much as the file: it is spared where nothing but a file may be
    /// in the way, no tag was named, and the hash alone tells afterwards whose file it is.
    fn needs_look(&self, name: &Segment, size: u64, options: &PutOptions) -> bool {
        size > self.uploads.at_once
            || options.if_exists != IfExists::Replace
            || options.if_match.is_some()
            || may_be_rewritten(name.as_str())
    }

    /// Makes an upload session, under the next number where the name is taken and one is wanted. No byte has
    /// gone up by then.
    pub(super) async fn open_session(&self, wish: Wish, urgency: Urgency) -> Result<Session> {
        let numbers = wish.if_exists == IfExists::Rename;
        let mut place = wish.place.clone();
        for number in 1..MOST_RIVALS {
            match self.open_session_at(&place, &wish, urgency).await {
                Err(taken) if numbers && taken.is_conflict("name_taken") => {
                    place = wish.place.numbered(number)?;
                }
                session => return session,
            }
        }
        Err(Error::name_taken())
    }

    async fn open_session_at(
        &self,
        place: &Place,
        wish: &Wish,
        urgency: Urgency,
    ) -> Result<Session> {
        let request = SessionRequest {
            if_exists: match wish.if_exists {
                IfExists::Replace => IfExists::Replace,
                // The number is in the name already.
                IfExists::Fail | IfExists::Rename => IfExists::Fail,
            },
            name: Some(place.name.clone()),
            size: wish.size,
            times: wish.times,
        };
        let address = self.address_of(place, urgency).await;
        let calls = self.client.calls(urgency);
        let session = self
            .through_lag(|| async {
                let session = calls.create_upload_session(&self.drive, &address, &request);
                match session.await {
                    // We have named no tag: that the file changes just now is no reason.
                    Err(error) if error.kind == ErrorKind::PreconditionFailed => {
                        let again = calls.create_upload_session(&self.drive, &address, &request);
                        again.await
                    }
                    session => session,
                }
            })
            .await
            .map_err(|error| self.missing_folder(error))?;
        Ok(Session {
            url: session.url.to_secret(),
            expires_at: session
                .status
                .expires_at
                .unwrap_or_else(|| self.clock.now()),
            place: place.clone(),
        })
    }

    pub(super) async fn go_on(
        &self,
        state: UploadState,
        source: ByteSource,
        keeper: Option<Arc<dyn UploadKeeper>>,
        urgency: Urgency,
    ) -> Result<Written> {
        if let Err(other) = state.check_source(&source) {
            leave(keeper.as_deref()).await;
            return Err(other);
        }
        let source = unless_silent(source, &self.clock);
        let upload = Uploading::new(self, (state, Feed::new(source)), keeper, urgency)?;
        upload.go_on(urgency).await
    }

    pub(super) async fn give_up(&self, state: &UploadState, urgency: Urgency) -> Result<()> {
        let url = self.client.trust_upload(state.url.expose());
        let url = url.map_err(|error| self.error(error))?;
        let calls = self.client.calls(urgency);
        let cancelled = calls.cancel_upload(&self.drive, &url).await;
        cancelled.map_err(|error| self.error(error))
    }
}

/// The upload waits for another who goes on with it.
pub(super) async fn leave(keeper: Option<&dyn UploadKeeper>) {
    let Some(keeper) = keeper else {
        return;
    };
    if let Err(error) = keeper.leave().await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "an upload that may go on could not be left to others at once"
        );
    }
}
