//! A drive of Microsoft's, over Graph. Remembers nothing: what it is asked, it asks.

mod bytes;
mod kinds;
mod lookups;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{
    Clock, Diagnosis, Download, Drive, DriveId, Entry, Error, Listing, Opened, RangeRequest,
    Result, Service, Target, TenantId, Timestamp, UpstreamFailure, Urgency,
};
use crate::graph::{self, Client, DriveItem};

use super::convert;

pub(super) use kinds::{check_file, check_folder};

/// One Microsoft drive.
#[derive(Debug)]
pub struct OneDrive {
    client: Arc<Client>,
    drive: DriveId,
    tenant: TenantId,
    clock: Arc<dyn Clock>,
    /// Whether the service takes paths, once its answers have shown it.
    takes_paths: OnceLock<bool>,
}

impl OneDrive {
    /// The drive `drive`, read with `client`'s application; `tenant` is whose application it is.
    pub fn new(
        client: Arc<Client>,
        drive: DriveId,
        tenant: TenantId,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            client,
            drive,
            tenant,
            clock,
            takes_paths: OnceLock::new(),
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
}
