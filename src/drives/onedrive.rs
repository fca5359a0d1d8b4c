//! A drive of Microsoft's, over Graph. Remembers nothing: what it is asked, it asks.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt as _;

use crate::domain::{
    Anchor, Clock, Diagnosis, Download, Drive, DriveId, DrivePath, Entry, EntryKind, Error, ItemId,
    Listing, Opened, RangeRequest, Result, Service, Target, TenantId, Timestamp, UpstreamFailure,
};
use crate::graph::{self, Client, DriveItem, ItemAddress};

use super::convert;
use super::lookup::other_normal_form;

/// One Microsoft drive.
#[derive(Debug)]
pub struct OneDrive {
    client: Arc<Client>,
    drive: DriveId,
    tenant: TenantId,
    clock: Arc<dyn Clock>,
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
        }
    }

    fn error(&self, error: graph::Error) -> Error {
        graph::for_tenant(error, &self.tenant)
    }

    fn malformed(&self) -> Error {
        let failure = UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamMalformed);
        UpstreamFailure {
            tenant: Some(self.tenant.clone()),
            ..failure
        }
        .into()
    }

    fn entry(&self, item: DriveItem, asked_at: Timestamp) -> Result<Arc<Entry>> {
        convert::entry(&self.client, item, asked_at)
            .map(Arc::new)
            .ok_or_else(|| self.malformed())
    }

    async fn item(&self, target: &Target) -> Result<DriveItem> {
        self.client
            .item(&self.drive, &address(target))
            .await
            .map_err(|error| self.error(error))
    }

    async fn item_in_any_form(&self, target: &Target) -> Result<DriveItem> {
        match (self.item(target).await, other_normal_form(target)) {
            (Err(Error::NotFound), Some(other)) => self.item(&other).await,
            (found, _) => found,
        }
    }

    async fn children(&self, target: &Target) -> Result<Listing> {
        let fetched_at = self.clock.now();
        let mut entries = Vec::new();
        let address = address(target);
        let mut pages = self.client.children(&self.drive, &address);
        while let Some(page) = pages.next().await.map_err(|error| self.error(error))? {
            for item in page {
                entries.push(self.entry(item, fetched_at)?);
            }
        }
        let (folder_id, found_at) = folder_of(&entries);
        Ok(Listing {
            folder_id,
            found_at,
            entries,
            fetched_at,
        })
    }

    /// An answer without children does not say that a folder was asked for: Graph's documents are silent
    /// about the children of a file. So the item itself is asked, at the price of one call.
    async fn made_sure(&self, target: &Target, listing: Listing) -> Result<Listing> {
        if !listing.entries.is_empty() {
            return Ok(listing);
        }
        let folder = self.stat(target).await?;
        check_folder(&folder)?;
        Ok(Listing {
            folder_id: Some(folder.id.clone()),
            found_at: folder.found_at.clone(),
            ..listing
        })
    }
}

#[async_trait]
impl Drive for OneDrive {
    async fn stat(&self, target: &Target) -> Result<Arc<Entry>> {
        let asked_at = self.clock.now();
        self.entry(self.item_in_any_form(target).await?, asked_at)
    }

    async fn list(&self, target: &Target) -> Result<Arc<Listing>> {
        let listing = match self.children(target).await {
            Err(Error::NotFound) => {
                let other = other_normal_form(target).ok_or(Error::NotFound)?;
                let listing = self.children(&other).await?;
                self.made_sure(&other, listing).await?
            }
            // Some services refuse to list a file; whether it is one, the item itself tells.
            Err(error) if error.diagnosis() == Some(Diagnosis::UpstreamRefused) => {
                check_folder(&*self.stat(target).await?)?;
                return Err(error);
            }
            listing => self.made_sure(target, listing?).await?,
        };
        Ok(Arc::new(listing))
    }

    async fn download(&self, target: &Target, life: Duration) -> Result<Download> {
        let asked_at = self.clock.now();
        let item = self.item_in_any_form(target).await?;
        let given = item.download_url.clone();
        let entry = self.entry(item, asked_at)?;
        check_file(&entry)?;
        let url = match (&entry.download_url, given) {
            (Some(url), _) => url.clone(),
            (None, Some(given)) => self
                .client
                .trust(&given, asked_at)
                .map_err(|error| self.error(error))?,
            (None, None) => {
                return Err(self.malformed());
            }
        };
        debug_assert!(
            url.lives(asked_at, life),
            "a fresh URL has its whole life before it"
        );
        Ok(Download { url, entry })
    }

    async fn open(&self, download: &Download, range: Option<RangeRequest>) -> Result<Opened> {
        let asked = range.map(RangeRequest::to_header);
        let content = self.client.content(&download.url, asked.as_deref()).await;
        let content = content.map_err(|error| match (error.unsatisfied_length(), range) {
            (Some(length), Some(_)) => Error::RangeNotSatisfiable { length },
            _ => self.error(error),
        })?;
        let tenant = self.tenant.clone();
        let bytes = content
            .bytes
            .map(move |chunk| chunk.map_err(|error| graph::for_tenant(error, &tenant)));
        Ok(Opened {
            length: content.length,
            range: content.range,
            bytes: Box::pin(bytes),
        })
    }
}

fn address(target: &Target) -> ItemAddress {
    match target {
        Target::At(Anchor::Root, path) => ItemAddress::Path(path.clone()),
        Target::At(Anchor::Folder(id), path) => ItemAddress::Below(id.clone(), path.clone()),
        Target::Id(id) => ItemAddress::Id(id.clone()),
    }
}

/// What the children say about their folder.
fn folder_of(entries: &[Arc<Entry>]) -> (Option<ItemId>, Option<DrivePath>) {
    let Some(child) = entries.first() else {
        return (None, None);
    };
    (
        child.parent_id.clone(),
        child.found_at.as_ref().and_then(DrivePath::parent),
    )
}

fn check_folder(entry: &Entry) -> Result<()> {
    match entry.kind {
        EntryKind::Folder => Ok(()),
        EntryKind::File => Err(Error::not_a_folder()),
        EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
    }
}

pub(super) fn check_file(entry: &Entry) -> Result<()> {
    match entry.kind {
        EntryKind::File if entry.infected => {
            Err(UpstreamFailure::new(Service::Graph, Diagnosis::Malware).into())
        }
        EntryKind::File => Ok(()),
        EntryKind::Folder => Err(Error::not_a_file()),
        EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
    }
}
