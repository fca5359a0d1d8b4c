//! A drive that remembers, and asks each question once however many ask it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::{
    Clock, Diagnosis, Download, DownloadUrl, Drive, DriveId, ETag, Entry, Error, Listing, Opened,
    RangeRequest, Result, Service, Target, TenantId, Timestamp, Urgency,
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
    listings: Flights<Question, Landed<Arc<Listing>>>,
    entries: Flights<Question, Landed<Arc<Entry>>>,
    /// How often in a row the host of the bytes named a tag other than Graph's for a file that had not
    /// changed.
    foreign_tags: AtomicU32,
}

/// A flight's key. Work in the background may wait for hours; no visitor waits with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Question {
    target: Target,
    in_background: bool,
}

impl Question {
    fn of(target: &Target, urgency: Urgency) -> Self {
        Self {
            target: target.clone(),
            in_background: urgency == Urgency::Background,
        }
    }
}

/// What a flight brought, and when its question began.
#[derive(Clone, Debug)]
struct Landed<T> {
    began_at: Timestamp,
    result: Result<T>,
}

impl<T> Landed<T> {
    const fn at(began_at: Timestamp, result: Result<T>) -> Self {
        Self { began_at, result }
    }
}

/// The longest that a visitor waits for a flight: many pages that come slowly.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The longest that a listing may take, whoever waits for it.
const LONGEST_FLIGHT: Duration = Duration::from_mins(5);

/// So many foreign tags in a row are no lag of one answer: the host's tags are not Graph's.
const MOST_FOREIGN_TAGS: u32 = 3;

/// What makes an item's description good enough not to ask for it.
#[derive(Clone, Debug)]
enum Need {
    /// That it is believed.
    Facts,
    /// A URL with so much life left.
    Url(Duration),
    /// A URL other than this one, which was refused.
    UrlOtherThan(DownloadUrl),
    /// A tag other than this one, which has been overtaken.
    TagOtherThan(ETag),
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

    /// Asks for a folder's children, together with whoever asks for them already.
    async fn look_into(&self, target: &Target, urgency: Urgency) -> Landed<Arc<Listing>> {
        let (inner, shelf, question) =
            (Arc::clone(&self.inner), self.shelf.clone(), target.clone());
        let flight = self
            .listings
            .join(Question::of(target, urgency), || async move {
                if let Some(listing) = shelf.listing(&question) {
                    return Landed::at(listing.fetched_at, Ok(listing));
                }
                let began = shelf.begin();
                let listing = shelf.within(LONGEST_FLIGHT, inner.list(&question, urgency));
                let listing = shelf.forget_if_refused(&question, listing.await);
                if let Ok(listing) = &listing {
                    shelf.keep_listing(&question, listing, began);
                }
                Landed::at(began.at, listing)
            });
        flight.await.unwrap_or_else(|lost| self.lost(lost))
    }

    /// Asks for the item itself, which brings a fresh URL, together with whoever asks for it already.
    async fn look_at(&self, target: &Target, need: Need, urgency: Urgency) -> Landed<Arc<Entry>> {
        let (inner, shelf, question) =
            (Arc::clone(&self.inner), self.shelf.clone(), target.clone());
        let flight = self
            .entries
            .join(Question::of(target, urgency), || async move {
                let began = shelf.begin();
                if let Some(remembered) = remembered(&shelf, &question, &need) {
                    return Landed::at(began.at, remembered);
                }
                let entry = inner.stat(&question, urgency).await;
                let entry = shelf.forget_if_refused(&question, entry);
                if let Ok(entry) = &entry {
                    shelf.keep_item(&question, entry, began);
                }
                Landed::at(began.at, entry)
            });
        flight.await.unwrap_or_else(|lost| self.lost(lost))
    }

    async fn ask(&self, target: &Target, need: Need, urgency: Urgency) -> Result<Arc<Entry>> {
        let asked = self.young(|| self.look_at(target, need.clone(), urgency));
        self.awaited(asked, urgency).await
    }

    /// What a flight brings. One that was joined may have been under way for longer than anything is
    /// believed; whatever begins after that is young enough.
    async fn young<T, F>(&self, fly: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = Landed<T>>,
    {
        let asked_at = self.shelf.now();
        let landed = fly().await;
        if asked_at.since(landed.began_at) > self.shelf.lifetime() {
            return fly().await.result;
        }
        landed.result
    }

    /// Waits for a flight. A visitor is told when it takes too long; it goes on without him, and what it
    /// brings is there when he asks again.
    async fn awaited<T>(
        &self,
        asked: impl Future<Output = Result<T>>,
        urgency: Urgency,
    ) -> Result<T> {
        match urgency {
            Urgency::Visitor { .. } => self.shelf.within(LONGEST_WAIT, asked).await,
            Urgency::Background => asked.await,
        }
    }

    fn lost<T>(&self, error: FlightLost) -> Landed<T> {
        Landed::at(self.shelf.now(), Err(Error::internal(error)))
    }

    /// A fresh URL for a file whose URL was refused before its time. A file that has changed meanwhile is
    /// another file: its bytes are not given out under the old description, which is forgotten.
    async fn renew(
        &self,
        download: &Download,
        refusal: Error,
        urgency: Urgency,
    ) -> Result<Download> {
        let target = Target::Id(download.entry.id.clone());
        let need = Need::UrlOtherThan(download.url.clone());
        let asked = self.ask(&target, need, urgency).await;
        let entry = self.shelf.forget_if_gone(&download.entry, asked)?;
        if entry.content_tag != download.entry.content_tag {
            self.shelf.forget(&download.entry);
            return Err(Error::file_changed());
        }
        let url = entry.download_url.clone().unwrap_or(Err(refusal))?;
        self.shelf.keep_renewed_url(&entry, &url);
        Ok(Download { url, entry })
    }

    /// Looks at a file again whose bytes come under another tag than its description: a URL names the item,
    /// so the host sends what is there now. Whether its tags are Graph's is not documented; where they
    /// have differed a few times in a row and no file had changed, they are not compared until one agrees.
    async fn check_version(
        &self,
        described: &Entry,
        sent: Option<ETag>,
        urgency: Urgency,
    ) -> Result<()> {
        let (Some(sent), Some(known)) = (sent, &described.etag) else {
            return Ok(());
        };
        if sent == *known {
            self.foreign_tags.store(0, Ordering::Relaxed);
            return Ok(());
        }
        if self.foreign_tags.load(Ordering::Relaxed) >= MOST_FOREIGN_TAGS {
            return Ok(());
        }
        let target = Target::Id(described.id.clone());
        let asked = self.ask(&target, Need::TagOtherThan(known.clone()), urgency);
        let now = self.shelf.forget_if_gone(described, asked.await)?;
        if now.etag == described.etag {
            self.foreign_tags.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        if now.etag == Some(sent) {
            self.foreign_tags.store(0, Ordering::Relaxed);
        }
        self.shelf.forget(described);
        Err(Error::file_changed())
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
        let asked = self.young(|| self.look_into(target, urgency));
        self.awaited(asked, urgency).await
    }

    fn remembered(&self, target: &Target, age: Duration) -> Option<Arc<Listing>> {
        self.shelf.old_listing(target, age)
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
        match self.shelf.url(&entry, life) {
            Some(url) => Ok(Download { url, entry }),
            // The service gives no URL unless it is asked for just that.
            None => self.inner.download(target, life, urgency).await,
        }
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
}

/// A file that is being read, to be opened again after a cut.
#[derive(Debug)]
struct SameFile {
    drive: Arc<dyn Drive>,
    entry: Arc<Entry>,
    shelf: Shelf,
}

impl Reopen for SameFile {
    /// With a fresh URL, since the old one may be what ended; and once more with another, where that one is
    /// refused too.
    async fn reopen(&self, range: RangeRequest) -> Result<Opened> {
        match self.open_afresh(range).await {
            Err(refusal) if is_stale(&refusal) => self.open_afresh(range).await,
            opened => opened,
        }
    }
}

impl SameFile {
    /// Opens the file by a URL that Graph gives now. A file whose content tag has changed, or that has none,
    /// can't be told from another.
    async fn open_afresh(&self, range: RangeRequest) -> Result<Opened> {
        let target = Target::Id(self.entry.id.clone());
        // His patience begins anew: the download may have gone on for hours.
        let urgency = Urgency::visitor(self.shelf.now());
        let fresh = self.drive.download(&target, Duration::ZERO, urgency);
        let fresh = fresh.await?;
        let tag = &fresh.entry.content_tag;
        if tag.is_none() || *tag != self.entry.content_tag {
            return Err(Error::file_changed());
        }
        self.drive.open(&fresh, Some(range), urgency).await
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
        (Need::TagOtherThan(overtaken), Ok(entry)) => entry.etag.as_ref() != Some(overtaken),
        (Need::Url(_) | Need::UrlOtherThan(_) | Need::TagOtherThan(_), Err(_)) => false,
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

/// Counts a question to the memory.
fn count(what: &'static str, hit: bool) {
    let outcome = if hit { "hit" } else { "miss" };
    metrics::counter!("onefold_cache_lookups_total", "what" => what, "outcome" => outcome)
        .increment(1);
}
