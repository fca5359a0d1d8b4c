//! A drive of Microsoft's, over Graph. Remembers nothing: what it is asked, it asks.

mod abandoned;
mod arrival;
mod bytes;
mod changing;
mod closing;
mod committing;
mod copies;
mod endings;
mod facts;
mod judgment;
mod kinds;
mod lagging;
mod lookups;
mod office;
mod places;
mod putting;
mod resuming;
mod sessions;
mod swapping;
mod tracking;
mod uploading;
mod versions;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{
    ByteSource, Capabilities, Changes, ChangesSince, Clock, CopyOptions, CopyProgress, CopyTask,
    Deletion, Diagnosis, Download, Drive, DriveId, ETag, Entry, Error, Link, LinkOptions, Listing,
    Opened, Permission, PutOptions, Quota, RangeRequest, Result, Service, Target, TenantId,
    Thumbnail, ThumbnailSize, Timestamp, Update, Updated, UploadKeeper, UploadState,
    UpstreamFailure, Urgency, Version, VersionId, Written,
};
use crate::graph::{self, Client, DriveItem};

use super::capabilities::Tried;
use super::convert;
use super::uploads::Uploads;

pub(super) use kinds::{check_file, check_folder};

/// One Microsoft drive.
#[derive(Debug)]
pub struct OneDrive {
    client: Arc<Client>,
    drive: DriveId,
    tenant: TenantId,
    clock: Arc<dyn Clock>,
    uploads: Uploads,
    /// Whether the service takes paths, once its answers have shown it.
    takes_paths: OnceLock<bool>,
    /// It was seen to refuse replacing an Office file at the end of a session.
    swaps_office: OnceLock<()>,
    /// Whether it is a library of a site, once an item or the drive itself has told.
    is_library: OnceLock<bool>,
    /// What else it can do, once it was tried.
    tried: Tried,
}

impl OneDrive {
    /// The drive `drive`, reached with `client`'s application; `tenant` is whose application it is.
    pub fn new(
        client: Arc<Client>,
        (tenant, drive): (TenantId, DriveId),
        clock: Arc<dyn Clock>,
        uploads: Uploads,
    ) -> Self {
        Self {
            client,
            drive,
            tenant,
            clock,
            uploads,
            takes_paths: OnceLock::new(),
            swaps_office: OnceLock::new(),
            is_library: OnceLock::new(),
            tried: Tried::default(),
        }
    }

    pub(super) fn error(&self, error: graph::Error) -> Error {
        graph::for_tenant(error, &self.tenant)
    }

    pub(super) fn malformed(&self, service: Service) -> Error {
        self.failed(service, Diagnosis::UpstreamMalformed)
    }

    pub(super) fn failed(&self, service: Service, diagnosis: Diagnosis) -> Error {
        let failure = UpstreamFailure::new(service, diagnosis);
        UpstreamFailure {
            tenant: Some(self.tenant.clone()),
            ..failure
        }
        .into()
    }

    pub(super) fn entry(&self, item: DriveItem, asked_at: Timestamp) -> Result<Arc<Entry>> {
        self.note_kind(&item);
        let trust = |url: &str| {
            let trusted = self.client.trust(url, asked_at);
            trusted.map_err(|error| self.error(error))
        };
        convert::entry(item, trust)
            .map(Arc::new)
            .ok_or_else(|| self.malformed(Service::Graph))
    }
}

#[async_trait]
impl Drive for OneDrive {
    async fn stat(&self, target: &Target, urgency: Urgency) -> Result<Arc<Entry>> {
        self.look_at(target, urgency).await
    }

    async fn list(&self, target: &Target, urgency: Urgency) -> Result<Arc<Listing>> {
        self.look_into(target, urgency).await
    }

    async fn download(
        &self,
        target: &Target,
        life: Duration,
        urgency: Urgency,
    ) -> Result<Download> {
        self.download_of(target, life, urgency).await
    }

    async fn open(
        &self,
        download: &Download,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened> {
        self.bytes_of(download, range, urgency).await
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
        self.give_up(state, urgency).await
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
        self.start_copy(target, options, urgency).await
    }

    async fn progress(&self, task: &CopyTask, urgency: Urgency) -> Result<CopyProgress> {
        self.progress_of(task, urgency).await
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
        self.versions_of(target, urgency).await
    }

    async fn open_version(
        &self,
        target: &Target,
        version: &VersionId,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened> {
        self.bytes_of_version(target, version, range, urgency).await
    }

    async fn restore_version(
        &self,
        target: &Target,
        version: &VersionId,
        urgency: Urgency,
    ) -> Result<()> {
        self.bring_back(target, version, urgency).await
    }

    async fn delete_version(
        &self,
        target: &Target,
        version: &VersionId,
        urgency: Urgency,
    ) -> Result<()> {
        self.remove_version(target, version, urgency).await
    }

    async fn quota(&self, urgency: Urgency) -> Result<Quota> {
        self.room(urgency).await
    }

    async fn thumbnail(
        &self,
        target: &Target,
        size: ThumbnailSize,
        urgency: Urgency,
    ) -> Result<Option<Thumbnail>> {
        self.picture_of(target, size, urgency).await
    }

    async fn open_thumbnail(&self, thumbnail: &Thumbnail, urgency: Urgency) -> Result<Opened> {
        self.bytes_of_picture(thumbnail, urgency).await
    }

    async fn link(&self, target: &Target, options: &LinkOptions, urgency: Urgency) -> Result<Link> {
        self.link_to(target, options, urgency).await
    }

    async fn permissions(&self, target: &Target, urgency: Urgency) -> Result<Vec<Permission>> {
        self.permissions_of(target, urgency).await
    }

    async fn changes(&self, since: &ChangesSince, urgency: Urgency) -> Result<Changes> {
        self.changes_since(since, urgency).await
    }

    async fn capabilities(&self, urgency: Urgency) -> Result<Capabilities> {
        self.can_do(urgency).await
    }
}
