//! Whether a content arrived as it was sent, and what is done where it did not.

use crate::domain::{
    Deletion, Diagnosis, Drive, Entry, Error, Result, Service, Target, Timestamp, Urgency, Written,
};
use crate::graph::{self, DriveItem, WrittenItem};

use super::OneDrive;
use super::changing::check_tag;
use super::endings::may_be_rewritten;
use super::judgment::{Agreement, Expected, Verdict};
use super::places::Place;

/// What a drive of a site is called.
const LIBRARY: &str = "documentLibrary";

impl OneDrive {
    /// Looks whether the content lies at the place: then the write was done, whatever was said of it.
    ///
    /// # Errors
    /// That of the look; an unclear one where something lies there of which nobody can tell whose it is.
    pub(super) async fn find_sent(
        &self,
        place: &Place,
        expected: &Expected,
        urgency: Urgency,
    ) -> std::result::Result<Option<DriveItem>, graph::Error> {
        let Some(item) = self.find_now(place, urgency).await? else {
            return Ok(None);
        };
        let is_rewritten = expected.agreement(&item) != Agreement::Same
            && self.may_have_rewritten(&item, urgency).await;
        let us = &self.client.application().client;
        match expected.judge(&item, us, is_rewritten) {
            Verdict::Ours => Ok(Some(item)),
            Verdict::Other => Ok(None),
            Verdict::Unclear => Err(graph::Error::untold("look for what was written")),
        }
    }

    /// Takes the service's word for what was written, if it fits what was sent. A content that was damaged
    /// on the way is taken back.
    pub(super) async fn accept(
        &self,
        written: WrittenItem,
        expected: &Expected,
        (asked_at, urgency): (Timestamp, Urgency),
    ) -> Result<Written> {
        let WrittenItem { item, created } = written;
        let arrived = item.file.is_some()
            && match expected.agreement(&item) {
                Agreement::Same | Agreement::Untold => true,
                Agreement::Other => self.may_have_rewritten(&item, urgency).await,
            };
        let entry = self.entry(item, asked_at)?;
        if arrived {
            return Ok(Written { entry, created });
        }
        self.take_back(&entry, created, urgency).await;
        Err(self.failed(Service::Graph, Diagnosis::UpstreamMalformed))
    }

    /// Whether SharePoint may have written into the file. Libraries alone do; where the item does not say
    /// what kind of drive it lies in, the drive itself is asked, once. If that can't be found out either, it
    /// may: no file is thrown away for what nobody knows.
    async fn may_have_rewritten(&self, item: &DriveItem, urgency: Urgency) -> bool {
        if !may_be_rewritten(item.name.as_deref().unwrap_or_default()) {
            return false;
        }
        self.note_kind(item);
        if let Some(known) = self.is_library.get() {
            return *known;
        }
        let drive = self.client.calls(urgency).drive(&self.drive).await;
        match drive.ok().and_then(|drive| drive.drive_type) {
            Some(kind) => *self.is_library.get_or_init(|| kind == LIBRARY),
            None => true,
        }
    }

    /// Learns what kind of drive it is, from an item that tells.
    pub(super) fn note_kind(&self, item: &DriveItem) {
        let parent = item.parent_reference.as_ref();
        if let Some(kind) = parent.and_then(|parent| parent.drive_type.as_deref()) {
            self.is_library.get_or_init(|| kind == LIBRARY);
        }
    }

    /// Best effort: what can't be taken back stays a version of the file.
    async fn take_back(&self, entry: &Entry, created: bool, urgency: Urgency) {
        let target = Target::Id(entry.id.clone());
        let undone = match self.restore_last_but_one(entry, urgency).await {
            // It has no version but this one.
            Err(Error::NotFound) if created => {
                let tag = entry.etag.as_ref();
                let deleted = self.remove(&target, Deletion::Recycle, tag, urgency).await;
                deleted.map(drop)
            }
            done => done,
        };
        if let Err(error) = undone {
            tracing::error!(
                item = %entry.id,
                error = &error as &dyn std::error::Error,
                "a content that was damaged on the way could not be taken back"
            );
        }
    }

    /// Somebody who has written since keeps what he wrote.
    async fn restore_last_but_one(&self, damaged: &Entry, urgency: Urgency) -> Result<()> {
        let target = &Target::Id(damaged.id.clone());
        let now = self.look_at(target, urgency).await?;
        check_tag(&now, damaged.etag.as_ref())?;
        let versions = Drive::versions(self, target, urgency).await?;
        let last_but_one = versions.into_iter().find(|version| !version.is_current);
        let version = last_but_one.ok_or(Error::NotFound)?;
        Drive::restore_version(self, target, &version.id, urgency).await
    }
}
