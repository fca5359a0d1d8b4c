//! A drive that remembers, and asks each question once however many ask it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{
    Clock, Diagnosis, Download, DownloadUrl, Drive, DriveId, Entry, Error, Listing, Opened,
    RangeRequest, Result, Service, Target, TenantId,
};
use crate::doors::{FlightLost, Flights, Tasks};

use super::cache::Cache;
use super::onedrive::check_file;
use super::resume::{Reopen, resuming};
use super::shelf::Shelf;

/// A wrapper that adds memory and single flight to any drive.
///
/// While a listing is believed (60 s by default) its children are answered from it, absence included;
/// after that a file costs one `stat`, which brings a new URL.
#[derive(Debug)]
pub struct Cached {
    inner: Arc<dyn Drive>,
    shelf: Shelf,
    listings: Flights<Target, Result<Arc<Listing>>>,
    entries: Flights<Target, Result<Arc<Entry>>>,
}

/// What makes an item's description good enough not to ask for it.
#[derive(Clone, Debug)]
enum Need {
    /// That it is believed.
    Facts,
    /// A URL with so much life left.
    Url(Duration),
    /// A URL other than this one, which was refused.
    UrlOtherThan(DownloadUrl),
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
        }
    }

    /// Asks for the item itself, which brings a fresh URL, and remembers it.
    async fn ask(&self, target: &Target, need: Need) -> Result<Arc<Entry>> {
        let (inner, shelf, question) =
            (Arc::clone(&self.inner), self.shelf.clone(), target.clone());
        let flight = self.entries.join(target.clone(), || async move {
            if let Some(remembered) = remembered(&shelf, &question, &need) {
                return remembered;
            }
            let asked_at = shelf.now();
            let entry = inner.stat(&question).await?;
            shelf.keep_item(&question, &entry, asked_at);
            Ok(entry)
        });
        flight.await.unwrap_or_else(lost)
    }

    /// A fresh URL for a file whose URL was refused before its time. A file that has changed meanwhile is
    /// another file: its bytes are not given out under the old description, which is forgotten.
    async fn renew(&self, download: &Download, refusal: Error) -> Result<Download> {
        let target = Target::Id(download.entry.id.clone());
        let need = Need::UrlOtherThan(download.url.clone());
        let asked = self.ask(&target, need).await;
        let entry = self.shelf.forget_if_gone(&download.entry, asked)?;
        if entry.content_tag != download.entry.content_tag {
            self.shelf.forget(&download.entry);
            return Err(Error::conflict(
                "file_changed",
                "the file has changed meanwhile; ask again",
            ));
        }
        let url = entry.download_url.clone().unwrap_or(Err(refusal))?;
        self.shelf.keep_renewed_url(&entry, &url);
        Ok(Download { url, entry })
    }
}

#[async_trait]
impl Drive for Cached {
    async fn stat(&self, target: &Target) -> Result<Arc<Entry>> {
        match self.shelf.item(target) {
            Some(remembered) => remembered,
            None => self.ask(target, Need::Facts).await,
        }
    }

    async fn list(&self, target: &Target) -> Result<Arc<Listing>> {
        if let Some(listing) = self.shelf.listing(target) {
            return Ok(listing);
        }
        let (inner, shelf, question) =
            (Arc::clone(&self.inner), self.shelf.clone(), target.clone());
        let flight = self.listings.join(target.clone(), || async move {
            if let Some(listing) = shelf.listing(&question) {
                return Ok(listing);
            }
            let listing = inner.list(&question).await?;
            shelf.keep_listing(&question, &listing);
            Ok(listing)
        });
        flight.await.unwrap_or_else(lost)
    }

    async fn download(&self, target: &Target, life: Duration) -> Result<Download> {
        let entry = self.stat(target).await?;
        check_file(&entry)?;
        if let Some(url) = self.shelf.url(&entry, life) {
            return Ok(Download { url, entry });
        }
        let asked = self.ask(target, Need::Url(life)).await;
        let entry = self.shelf.forget_if_gone(&entry, asked)?;
        check_file(&entry)?;
        match self.shelf.url(&entry, life) {
            Some(url) => Ok(Download { url, entry }),
            // The service gives no URL unless it is asked for just that.
            None => self.inner.download(target, life).await,
        }
    }

    async fn open(&self, download: &Download, range: Option<RangeRequest>) -> Result<Opened> {
        let opened = match self.inner.open(download, range).await {
            Err(refusal) if is_stale(&refusal) => {
                let fresh = self.renew(download, refusal).await?;
                self.inner.open(&fresh, range).await?
            }
            opened => opened?,
        };
        let (drive, entry) = (Arc::clone(&self.inner), Arc::clone(&download.entry));
        Ok(resuming(opened, SameFile { drive, entry }))
    }
}

/// A file that is being read, to be opened again after a cut.
#[derive(Debug)]
struct SameFile {
    drive: Arc<dyn Drive>,
    entry: Arc<Entry>,
}

impl Reopen for SameFile {
    /// With a fresh URL, since the old one may be what ended. A file whose content tag has changed, or that
    /// has none, can't be told from another.
    async fn reopen(&self, range: RangeRequest) -> Result<Opened> {
        let target = Target::Id(self.entry.id.clone());
        let fresh = self.drive.download(&target, Duration::ZERO).await?;
        let tag = &fresh.entry.content_tag;
        if tag.is_none() || *tag != self.entry.content_tag {
            return Err(Error::conflict(
                "file_changed",
                "the file has changed meanwhile",
            ));
        }
        self.drive.open(&fresh, Some(range)).await
    }
}

/// What memory says, where it is good enough. Looked at within the flight, since another may have landed
/// just before it began.
fn remembered(shelf: &Shelf, target: &Target, need: &Need) -> Option<Result<Arc<Entry>>> {
    let remembered = shelf.item(target)?;
    let good = match (need, &remembered) {
        (Need::Facts, _) => true,
        (Need::Url(life), Ok(entry)) => shelf.url(entry, *life).is_some(),
        (Need::UrlOtherThan(refused), Ok(entry)) => {
            let url = entry.url();
            url.is_some_and(|url| url != refused && url.lives(shelf.now(), Duration::ZERO))
        }
        (Need::Url(_) | Need::UrlOtherThan(_), Err(_)) => false,
    };
    good.then_some(remembered)
}

/// Whether a content host refused the URL itself, so that a fresh one may help.
fn is_stale(error: &Error) -> bool {
    let Error::Upstream(failure) = error else {
        return false;
    };
    failure.service == Service::Content
        && failure.diagnosis != Diagnosis::Malware
        && matches!(failure.status, Some(401 | 403 | 404 | 410))
}

fn lost<T>(error: FlightLost) -> Result<T> {
    Err(Error::internal(error))
}
