//! The drive in memory as the port has it. Nothing here waits for anybody, so urgency plays no part.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{
    ByteSource, Capabilities, Capability, Changes, ChangesSince, CopyOptions, CopyProgress,
    CopyTask, Deletion, Download, DownloadUrl, Drive, ETag, Entry, Error, Link, LinkOptions,
    Listing, Opened, Permission, PutOptions, Quota, RangeRequest, Result, Target, Thumbnail,
    ThumbnailSize, Update, Updated, UploadKeeper, UploadState, Urgency, Version, VersionId,
    Written,
};
use crate::drives::onedrive::check_file;

use super::MemoryDrive;
use super::facts::open;

#[async_trait]
impl Drive for MemoryDrive {
    async fn stat(&self, target: &Target, _: Urgency) -> Result<Arc<Entry>> {
        let items = self.items();
        items.describe(&items.find(target)?)
    }

    async fn list(&self, target: &Target, _: Urgency) -> Result<Arc<Listing>> {
        let (items, now) = (self.items(), self.clock.now());
        let folder = items.find_folder(target)?;
        Ok(Arc::new(items.listing(&folder, now)))
    }

    async fn download(&self, target: &Target, _: Duration, urgency: Urgency) -> Result<Download> {
        let entry = self.stat(target, urgency).await?;
        check_file(&entry)?;
        let url = DownloadUrl::trusted(&format!("memory:{}", entry.id), self.clock.now());
        Ok(Download { url, entry })
    }

    async fn open(
        &self,
        download: &Download,
        range: Option<RangeRequest>,
        _: Urgency,
    ) -> Result<Opened> {
        let target = Target::Id(download.entry.id.clone());
        let (bytes, etag) = self.items().bytes_of(&target, None)?;
        open(bytes, etag, range)
    }

    async fn put(
        &self,
        target: &Target,
        source: ByteSource,
        options: &PutOptions,
        _: Urgency,
    ) -> Result<Written> {
        self.put_source(target, source, options).await
    }

    async fn resume(
        &self,
        state: UploadState,
        source: ByteSource,
        keeper: Option<Arc<dyn UploadKeeper>>,
        _: Urgency,
    ) -> Result<Written> {
        self.resume_source(state, source, keeper).await
    }

    async fn cancel(&self, state: &UploadState, _: Urgency) -> Result<()> {
        self.end_upload(state);
        Ok(())
    }

    async fn mkdir(&self, target: &Target, parents: bool, _: Urgency) -> Result<Written> {
        let now = self.clock.now();
        self.items().make_folder(target, parents, now)
    }

    async fn update(&self, target: &Target, update: &Update, _: Urgency) -> Result<Updated> {
        self.items().update(target, update)
    }

    async fn copy(&self, target: &Target, options: &CopyOptions, _: Urgency) -> Result<CopyTask> {
        self.begin_copy(target, options)
    }

    async fn progress(&self, task: &CopyTask, _: Urgency) -> Result<CopyProgress> {
        self.look_at_copy(task)
    }

    async fn delete(
        &self,
        target: &Target,
        deletion: Deletion,
        if_match: Option<&ETag>,
        _: Urgency,
    ) -> Result<Arc<Entry>> {
        self.items().delete(target, deletion, if_match)
    }

    async fn versions(&self, target: &Target, _: Urgency) -> Result<Vec<Version>> {
        self.items().versions(target)
    }

    async fn open_version(
        &self,
        target: &Target,
        version: &VersionId,
        range: Option<RangeRequest>,
        _: Urgency,
    ) -> Result<Opened> {
        let (bytes, etag) = self.items().bytes_of(target, Some(version))?;
        open(bytes, etag, range)
    }

    async fn restore_version(
        &self,
        target: &Target,
        version: &VersionId,
        _: Urgency,
    ) -> Result<()> {
        let now = self.clock.now();
        self.items().restore_version(target, version, now)
    }

    async fn delete_version(&self, target: &Target, version: &VersionId, _: Urgency) -> Result<()> {
        self.items().delete_version(target, version)
    }

    async fn quota(&self, _: Urgency) -> Result<Quota> {
        Ok(self.items().quota())
    }

    /// There are no pictures here, as with files that the service can't draw.
    async fn thumbnail(
        &self,
        target: &Target,
        _: ThumbnailSize,
        _: Urgency,
    ) -> Result<Option<Thumbnail>> {
        self.items().find(target).map(|_| None)
    }

    async fn open_thumbnail(&self, _: &Thumbnail, _: Urgency) -> Result<Opened> {
        Err(Error::NotFound)
    }

    async fn link(&self, target: &Target, options: &LinkOptions, _: Urgency) -> Result<Link> {
        self.items().link(target, options)
    }

    async fn permissions(&self, target: &Target, _: Urgency) -> Result<Vec<Permission>> {
        self.items().permissions(target)
    }

    async fn changes(&self, since: &ChangesSince, _: Urgency) -> Result<Changes> {
        Ok(self.items().changes(since))
    }

    async fn capabilities(&self, _: Urgency) -> Result<Capabilities> {
        Ok(Capabilities {
            paths: Capability::Yes,
            changes: Capability::Yes,
            permanent_deletion: Capability::Yes,
            versions: Capability::Yes,
        })
    }
}
