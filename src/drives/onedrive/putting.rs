//! Files written: which way a content goes up, and whether it arrived as it was sent.

use std::sync::Arc;

use bytes::Bytes;

use crate::domain::{
    ByteSource, Diagnosis, Entry, EntryKind, Error, IfExists, PutOptions, QuickXor, Result, Target,
    Times, Update, UploadKeeper, UploadState, Urgency, Written,
};
use crate::graph::{self, ErrorKind, LARGEST_FILE, NewContent, SessionRequest, WrittenItem};

use super::super::uploads::{Feed, gather, unless_silent};
use super::OneDrive;
use super::arrival::{Before, Expected};
use super::changing::check_tag;
use super::office::beside;
use super::places::Place;
use super::uploading::Uploading;

/// So many names are tried where each is taken just before.
const MOST_RIVALS: u32 = 5;

impl OneDrive {
    pub(super) async fn write(
        &self,
        target: &Target,
        source: ByteSource,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written> {
        let place = self.place_of_file(target, options, urgency).await?;
        let source = unless_silent(source, &self.clock);
        let source = self.with_size(source).await?;
        let size = source.size().ok_or_else(Error::length_mismatch)?;
        if size == 0 || (size <= self.uploads.at_once && options.times.is_none()) {
            let written = self
                .write_small(&place, (source, size), options, urgency)
                .await?;
            return self
                .with_times_of_nothing(written, (size, options.times), urgency)
                .await;
        }
        self.write_large(place, (source, size), options, urgency)
            .await
    }

    /// The place of a file that is to be written. One that is named by its id lies where it lies.
    async fn place_of_file(
        &self,
        target: &Target,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Place> {
        let place = match target.split() {
            Some(_) => self.place(target, urgency).await?,
            None => self.place_of_item(target, urgency).await?,
        };
        match options.if_exists {
            IfExists::Rename => {
                let item = (EntryKind::File, None);
                self.free_place(place, item, urgency).await
            }
            IfExists::Fail | IfExists::Replace => Ok(place),
        }
    }

    async fn place_of_item(&self, target: &Target, urgency: Urgency) -> Result<Place> {
        let file = self.look_at(target, urgency).await?;
        match file.kind {
            EntryKind::File => {}
            EntryKind::Folder => return Err(Error::not_a_file()),
            EntryKind::Package | EntryKind::Shortcut => return Err(Error::opaque()),
        }
        let place = file.parent_id.clone().zip(file.name.clone());
        let (folder, name) = place.ok_or_else(Error::not_a_file)?;
        Ok(Place { folder, name })
    }

    /// Microsoft wants to know the length first.
    async fn with_size(&self, source: ByteSource) -> Result<ByteSource> {
        match source {
            ByteSource::Once {
                size: None, bytes, ..
            } => Ok(ByteSource::Again(self.uploads.spool.take(bytes).await?)),
            known => Ok(known),
        }
    }

    async fn write_small(
        &self,
        place: &Place,
        (source, size): (ByteSource, u64),
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written> {
        let length = usize::try_from(size).map_err(Error::internal)?;
        let content = gather(Feed::new(source), length, &self.uploads, &*self.clock).await?;
        let numbers = options.if_exists == IfExists::Rename;
        let (base, mut place) = (place, place.clone());
        for number in 1..MOST_RIVALS {
            match self
                .put_bytes(&place, content.bytes.clone(), options, urgency)
                .await
            {
                // Somebody was faster than our look, or it was too early to see him.
                Err(taken) if numbers && taken.is_conflict("name_taken") => {
                    place = base.numbered(number)?;
                }
                written => return written,
            }
        }
        Err(Error::name_taken())
    }

    async fn put_bytes(
        &self,
        place: &Place,
        bytes: Bytes,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written> {
        if options.if_match.is_some() && self.occupant(place, urgency).await?.is_none() {
            return Err(Error::PreconditionFailed);
        }
        let mut hash = QuickXor::default();
        hash.update(&bytes);
        let expected = Expected {
            hash,
            before: Before::Unknown,
        };
        let content = NewContent {
            bytes,
            if_exists: match options.if_exists {
                IfExists::Replace => IfExists::Replace,
                IfExists::Fail | IfExists::Rename => IfExists::Fail,
            },
            if_match: options.if_match.clone(),
        };
        let address = self.address_of(place, urgency).await;
        let (asked_at, calls) = (self.clock.now(), self.client.calls(urgency));
        let arrived = || async {
            let item = self.find_now(place, urgency).await?;
            let item = item.filter(|item| expected.is_met_by(item));
            Ok(item.map(|item| WrittenItem {
                item,
                created: options.if_exists != IfExists::Replace,
            }))
        };
        let written = self
            .through_lag(|| async {
                let put = calls.put_content(&self.drive, &address, &content, arrived);
                match put.await {
                    // Before it is asked for again, or told: it may have been said behind the deed.
                    Err(error) if may_hide_a_deed(&error) => match arrived().await {
                        Ok(Some(item)) => Ok(item),
                        _ => Err(error),
                    },
                    done => done,
                }
            })
            .await
            .map_err(|error| self.missing_folder(error))?;
        self.accept(written, &expected, (asked_at, urgency)).await
    }

    /// An empty file goes up without times, as a session refuses it. Setting them afterwards makes a second
    /// version, of nothing. Where that fails the file has been written all the same.
    async fn with_times_of_nothing(
        &self,
        written: Written,
        (size, times): (u64, Option<Times>),
        urgency: Urgency,
    ) -> Result<Written> {
        let Some(times) = times.filter(|_| size == 0) else {
            return Ok(written);
        };
        let update = Update {
            times: Some(times),
            ..Update::nothing()
        };
        let target = Target::Id(written.entry.id.clone());
        match self.change(&target, &update, urgency).await {
            Ok(updated) => Ok(Written {
                entry: updated.entry,
                ..written
            }),
            Err(_) => Ok(written),
        }
    }

    async fn write_large(
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
        let before = self.occupant(&place, urgency).await?;
        check_replaceable(before.as_deref(), options)?;
        let beside = match &before {
            Some(_) if self.swaps(&place.name) => Some(beside(&place.name, self.clock.now())?),
            _ => None,
        };
        let goes_up_at = Place {
            folder: place.folder,
            name: beside.clone().unwrap_or_else(|| place.name.clone()),
        };
        let request = SessionRequest {
            if_exists: match options.if_exists {
                IfExists::Replace if beside.is_none() => IfExists::Replace,
                _ => IfExists::Fail,
            },
            name: Some(goes_up_at.name.clone()),
            size,
            times: options.times,
        };
        let state = self.open_session(&goes_up_at, &request, urgency).await?;
        let state = UploadState {
            name: place.name,
            beside,
            if_match: options.if_match.clone(),
            replaces: before.and_then(|before| before.etag.clone()),
            ..state
        };
        let upload = Uploading::new(self, (state, Feed::new(source)), options.keeper.clone());
        upload?.run().await
    }

    /// Makes an upload session: the beginning of an upload's state.
    pub(super) async fn open_session(
        &self,
        place: &Place,
        request: &SessionRequest,
        urgency: Urgency,
    ) -> Result<UploadState> {
        let address = self.address_of(place, urgency).await;
        let calls = self.client.calls(urgency);
        let session = self
            .through_lag(|| async {
                let session = calls.create_upload_session(&self.drive, &address, request);
                match session.await {
                    // We have named no tag: that the file changes just now is no reason.
                    Err(error) if error.kind == ErrorKind::PreconditionFailed => {
                        let again = calls.create_upload_session(&self.drive, &address, request);
                        again.await
                    }
                    session => session,
                }
            })
            .await
            .map_err(|error| self.missing_folder(error))?;
        Ok(UploadState {
            url: session.url.to_secret(),
            expires_at: session
                .status
                .expires_at
                .unwrap_or_else(|| self.clock.now()),
            folder: place.folder.clone(),
            name: place.name.clone(),
            beside: None,
            size: request.size,
            received: 0,
            hash: QuickXor::default(),
            if_exists: request.if_exists,
            if_match: None,
            times: request.times,
            replaces: None,
        })
    }

    pub(super) async fn go_on(
        &self,
        state: UploadState,
        source: ByteSource,
        keeper: Option<Arc<dyn UploadKeeper>>,
        urgency: Urgency,
    ) -> Result<Written> {
        if source.size().is_some_and(|size| size != state.size) {
            return Err(Error::length_mismatch());
        }
        let source = unless_silent(source, &self.clock);
        let begins_late = matches!(source, ByteSource::Once { from, .. } if from > state.received);
        let upload = Uploading::new(self, (state, Feed::new(source)), keeper)?;
        if begins_late {
            return upload.refuse(Error::length_mismatch()).await;
        }
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

/// Refusals that say nothing about what was sent, and were seen although it was stored: 404, and statuses
/// that writing a file does not give.
fn may_hide_a_deed(error: &graph::Error) -> bool {
    error.kind == ErrorKind::ItemNotFound
        || (error.kind == ErrorKind::Failed && error.diagnosis() == Diagnosis::UpstreamRefused)
}

/// Refuses an upload that could not be committed in the end, before its bytes are sent.
fn check_replaceable(before: Option<&Entry>, options: &PutOptions) -> Result<()> {
    let Some(before) = before else {
        return match options.if_match {
            Some(_) => Err(Error::PreconditionFailed),
            None => Ok(()),
        };
    };
    let taken = options.if_exists != IfExists::Replace || before.kind != EntryKind::File;
    if taken {
        return Err(Error::name_taken());
    }
    check_tag(before, options.if_match.as_ref())
}
