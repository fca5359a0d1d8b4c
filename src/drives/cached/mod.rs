//! A drive that remembers, and asks each question once however many ask it.

mod asking;
mod freshness;
mod lag;
mod writing;

use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{
    ByteSource, Capabilities, Changes, ChangesSince, Clock, CopyOptions, CopyProgress, CopyTask,
    Deletion, Download, Drive, DriveId, ETag, Entry, Link, LinkOptions, Listing, Opened,
    Permission, PutOptions, Quota, RangeRequest, Result, Target, TenantId, Thumbnail,
    ThumbnailSize, Update, Updated, UploadKeeper, UploadState, Urgency, Version, VersionId,
    Written,
};
use crate::doors::{Flights, Tasks};

use super::cache::Cache;
use super::onedrive::check_file;
use super::resume::resuming;
use super::shelf::Shelf;
use asking::{Landed, Need, Question};
use freshness::{SameFile, is_stale};

/// A wrapper that adds memory and single flight to any drive.
///
/// While a listing is believed (60 s by default) its children are answered from it, absence included;
/// after that a file costs one `stat`, which brings a new URL.
#[derive(Debug)]
pub struct Cached {
    inner: Arc<dyn Drive>,
    shelf: Shelf,
    listings: Flights<Question, Landed<Arc<Listing>>>,
    entries: Flights<Question, Landed<Arc<Entry>>>,
    /// How often in a row the host of the bytes named a tag other than Graph's for a file that had not
    /// changed.
    foreign_tags: AtomicU32,
}

impl Cached {
    /// Wraps `inner`, which is the drive `drive` read with the application of `tenant`.
    pub fn new(
        inner: Arc<dyn Drive>,
        ids: (TenantId, DriveId),
        cache: Cache,
        clock: Arc<dyn Clock>,
        tasks: &Tasks,
    ) -> Self {
        Self {
            inner,
            shelf: Shelf::new(cache, ids, clock),
            listings: Flights::new(tasks.clone()),
            entries: Flights::new(tasks.clone()),
            foreign_tags: AtomicU32::new(0),
        }
    }
}

#[async_trait]
impl Drive for Cached {
    async fn stat(&self, target: &Target, urgency: Urgency) -> Result<Arc<Entry>> {
        let remembered = self.shelf.item(target);
        count("entry", remembered.is_some());
        match remembered {
            Some(remembered) => remembered,
            None => self.ask(target, Need::Facts, urgency).await,
        }
    }

    async fn list(&self, target: &Target, urgency: Urgency) -> Result<Arc<Listing>> {
        let remembered = self.shelf.listing(target);
        count("listing", remembered.is_some());
        if let Some(listing) = remembered {
            return Ok(listing);
        }
        let ask = || self.awaited(self.young(|| self.look_into(target, urgency)), urgency);
        self.through_lag(target, ask).await
    }

    fn remembered(&self, target: &Target, age: Duration) -> Option<Arc<Listing>> {
        self.shelf.old_listing(target, age)
    }

    fn known(&self, target: &Target) -> Option<Arc<Entry>> {
        self.shelf.item(target)?.ok()
    }

    fn doubt(&self, target: &Target) {
        self.shelf.note_doubt(target);
    }

    async fn download(
        &self,
        target: &Target,
        life: Duration,
        urgency: Urgency,
    ) -> Result<Download> {
        let entry = self.stat(target, urgency).await?;
        check_file(&entry)?;
        let known = self.shelf.url(&entry, life);
        count("url", known.is_some());
        if let Some(url) = known {
            return Ok(Download { url, entry });
        }
        let asked = self.ask(target, Need::Url(life), urgency).await;
        let entry = self.shelf.forget_if_gone(&entry, asked)?;
        check_file(&entry)?;
        if let Some(url) = self.shelf.url(&entry, life) {
            return Ok(Download { url, entry });
        }
        // The service gives no URL unless it is asked for just that.
        let ask = || self.inner.download(target, life, urgency);
        self.through_lag(target, ask).await
    }

    async fn open(
        &self,
        download: &Download,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened> {
        let opened = match self.inner.open(download, range, urgency).await {
            Err(refusal) if is_stale(&refusal) => {
                let fresh = self.renew(download, refusal, urgency).await?;
                self.inner.open(&fresh, range, urgency).await?
            }
            opened => opened?,
        };
        self.check_version(&download.entry, opened.etag.clone(), urgency)
            .await?;
        let same = SameFile {
            drive: Arc::clone(&self.inner),
            entry: Arc::clone(&download.entry),
            shelf: self.shelf.clone(),
        };
        Ok(resuming(opened, same))
    }

    async fn put(
        &self,
        target: &Target,
        source: ByteSource,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written> {
        self.write(target, source, options, urgency).await
    }

    async fn resume(
        &self,
        state: UploadState,
        source: ByteSource,
        keeper: Option<Arc<dyn UploadKeeper>>,
        urgency: Urgency,
    ) -> Result<Written> {
        self.go_on(state, source, keeper, urgency).await
    }

    async fn cancel(&self, state: &UploadState, urgency: Urgency) -> Result<()> {
        self.inner.cancel(state, urgency).await
    }

    async fn mkdir(&self, target: &Target, parents: bool, urgency: Urgency) -> Result<Written> {
        self.make_folder(target, parents, urgency).await
    }

    async fn update(&self, target: &Target, update: &Update, urgency: Urgency) -> Result<Updated> {
        self.change(target, update, urgency).await
    }

    async fn copy(
        &self,
        target: &Target,
        options: &CopyOptions,
        urgency: Urgency,
    ) -> Result<CopyTask> {
        self.begin_copy(target, options, urgency).await
    }

    async fn progress(&self, task: &CopyTask, urgency: Urgency) -> Result<CopyProgress> {
        self.look_at_copy(task, urgency).await
    }

    async fn delete(
        &self,
        target: &Target,
        deletion: Deletion,
        if_match: Option<&ETag>,
        urgency: Urgency,
    ) -> Result<Arc<Entry>> {
        self.remove(target, deletion, if_match, urgency).await
    }

    async fn versions(&self, target: &Target, urgency: Urgency) -> Result<Vec<Version>> {
        let ask = || self.inner.versions(target, urgency);
        self.through_lag(target, ask).await
    }

    async fn open_version(
        &self,
        target: &Target,
        version: &VersionId,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened> {
        self.inner
            .open_version(target, version, range, urgency)
            .await
    }

    async fn restore_version(
        &self,
        target: &Target,
        version: &VersionId,
        urgency: Urgency,
    ) -> Result<()> {
        let done = self.inner.restore_version(target, version, urgency).await;
        self.changed_unseen(target, done)
    }

    async fn delete_version(
        &self,
        target: &Target,
        version: &VersionId,
        urgency: Urgency,
    ) -> Result<()> {
        self.inner.delete_version(target, version, urgency).await
    }

    async fn quota(&self, urgency: Urgency) -> Result<Quota> {
        self.inner.quota(urgency).await
    }

    async fn thumbnail(
        &self,
        target: &Target,
        size: ThumbnailSize,
        urgency: Urgency,
    ) -> Result<Option<Thumbnail>> {
        let ask = || self.inner.thumbnail(target, size, urgency);
        self.through_lag(target, ask).await
    }

    async fn open_thumbnail(&self, thumbnail: &Thumbnail, urgency: Urgency) -> Result<Opened> {
        self.inner.open_thumbnail(thumbnail, urgency).await
    }

    async fn link(&self, target: &Target, options: &LinkOptions, urgency: Urgency) -> Result<Link> {
        let ask = || self.inner.link(target, options, urgency);
        self.through_lag(target, ask).await
    }

    async fn permissions(&self, target: &Target, urgency: Urgency) -> Result<Vec<Permission>> {
        let ask = || self.inner.permissions(target, urgency);
        self.through_lag(target, ask).await
    }

    async fn changes(&self, since: &ChangesSince, urgency: Urgency) -> Result<Changes> {
        self.inner.changes(since, urgency).await
    }

    async fn capabilities(&self, urgency: Urgency) -> Result<Capabilities> {
        self.inner.capabilities(urgency).await
    }
}

/// Counts a question to the memory.
fn count(what: &'static str, hit: bool) {
    let outcome = if hit { "hit" } else { "miss" };
    metrics::counter!("onefold_cache_lookups_total", "what" => what, "outcome" => outcome)
        .increment(1);
}
