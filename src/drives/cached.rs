//! A drive that remembers, and asks each question once however many ask it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{
    Clock, Download, DownloadUrl, Drive, DriveId, Entry, Error, Listing, Opened, RangeRequest,
    Result, Service, Target, TenantId,
};
use crate::doors::{FlightLost, Flights, Tasks};

use super::cache::{Cache, Scope};
use super::lookup;
use super::onedrive::check_file;

/// A wrapper that adds memory and single flight to any drive.
///
/// While a listing is believed (60 s by default) its children are answered from it, absence included;
/// after that a file costs one `stat`, which brings a new URL.
#[derive(Debug)]
pub struct Cached {
    inner: Arc<dyn Drive>,
    cache: Cache,
    scope: Arc<Scope>,
    clock: Arc<dyn Clock>,
    listings: Flights<Target, Result<Arc<Listing>>>,
    entries: Flights<Target, Result<Arc<Entry>>>,
}

impl Cached {
    /// Wraps `inner`, which is the drive `drive` read with the application of `tenant`.
    pub fn new(
        inner: Arc<dyn Drive>,
        (tenant, drive): (TenantId, DriveId),
        cache: Cache,
        clock: Arc<dyn Clock>,
        tasks: &Tasks,
    ) -> Self {
        let scope = Arc::new(Scope { tenant, drive });
        let (listings, entries) = (Flights::new(tasks.clone()), Flights::new(tasks.clone()));
        Self {
            inner,
            cache,
            scope,
            clock,
            listings,
            entries,
        }
    }

    /// What memory says about an item, without asking anybody.
    fn remembered(&self, target: &Target) -> Option<Result<Arc<Entry>>> {
        let now = self.clock.now();
        if let Some(entry) = self.cache.entry(&self.scope, target, now) {
            return Some(Ok(entry));
        }
        let Target::At(anchor, path) = target else {
            return None;
        };
        let parent = Target::At(anchor.clone(), path.parent()?);
        let listing = self.cache.listing(&self.scope, &parent, now)?;
        Some(lookup::child(&listing, path.name()?))
    }

    /// Asks for the item itself, which brings a fresh URL, and remembers it.
    async fn ask(&self, target: &Target) -> Result<Arc<Entry>> {
        let (inner, question, clock) = (
            Arc::clone(&self.inner),
            target.clone(),
            Arc::clone(&self.clock),
        );
        let (cache, scope) = (self.cache.clone(), Arc::clone(&self.scope));
        let flight = self.entries.join(target.clone(), || async move {
            let asked_at = clock.now();
            let entry = inner.stat(&question).await?;
            cache.keep_entry(&scope, &question, &entry, asked_at);
            Ok(entry)
        });
        flight.await.unwrap_or_else(lost)
    }

    /// The youngest URL we hold of this file, if it has enough life left.
    fn held_url(&self, entry: &Entry, life: Duration) -> Option<DownloadUrl> {
        let renewed = self.cache.renewed_url(&self.scope, entry);
        let held = renewed.or_else(|| entry.download_url.clone());
        held.filter(|url| url.lives(self.clock.now(), life))
    }

    /// A fresh URL for a file whose URL was refused before its time. A file that has changed meanwhile is
    /// another file: its bytes are not given out under the old description, which is forgotten.
    async fn renewed(&self, download: &Download) -> Result<Download> {
        let fresh = self
            .inner
            .download(&Target::Id(download.entry.id.clone()), Duration::ZERO)
            .await?;
        if fresh.entry.content_tag != download.entry.content_tag {
            self.cache.forget_file(&self.scope, &download.entry);
            return Err(Error::conflict(
                "file_changed",
                "the file has changed meanwhile; ask again",
            ));
        }
        self.cache
            .keep_renewed_url(&self.scope, &fresh.entry, &fresh.url);
        Ok(fresh)
    }
}

#[async_trait]
impl Drive for Cached {
    async fn stat(&self, target: &Target) -> Result<Arc<Entry>> {
        match self.remembered(target) {
            Some(remembered) => remembered,
            None => self.ask(target).await,
        }
    }

    async fn list(&self, target: &Target) -> Result<Arc<Listing>> {
        if let Some(listing) = self.cache.listing(&self.scope, target, self.clock.now()) {
            return Ok(listing);
        }
        let (inner, question) = (Arc::clone(&self.inner), target.clone());
        let (cache, scope) = (self.cache.clone(), Arc::clone(&self.scope));
        let flight = self.listings.join(target.clone(), || async move {
            let listing = inner.list(&question).await?;
            cache.keep_listing(&scope, &question, &listing);
            Ok(listing)
        });
        flight.await.unwrap_or_else(lost)
    }

    async fn download(&self, target: &Target, life: Duration) -> Result<Download> {
        let entry = self.stat(target).await?;
        check_file(&entry)?;
        if let Some(url) = self.held_url(&entry, life) {
            return Ok(Download { url, entry });
        }
        let entry = self.ask(target).await?;
        match self.held_url(&entry, life) {
            Some(url) => Ok(Download { url, entry }),
            // The service gave no URL, or one that we don't trust; it says which when asked for just that.
            None => self.inner.download(target, life).await,
        }
    }

    async fn open(&self, download: &Download, range: Option<RangeRequest>) -> Result<Opened> {
        match self.inner.open(download, range).await {
            Err(error) if is_stale(&error) => {
                let fresh = self.renewed(download).await?;
                self.inner.open(&fresh, range).await
            }
            opened => opened,
        }
    }
}

/// Whether a content host refused the URL itself, so that a fresh one may help.
fn is_stale(error: &Error) -> bool {
    let Error::Upstream(failure) = error else {
        return false;
    };
    failure.service == Service::Content && matches!(failure.status, Some(401 | 403 | 404 | 410))
}

fn lost<T>(error: FlightLost) -> Result<T> {
    Err(Error::internal(error))
}
