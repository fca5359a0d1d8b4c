//! A file must be the one that was described: fresh URLs, and bytes of one version alone.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::domain::{
    Diagnosis, Download, Drive, ETag, Entry, Error, Opened, RangeRequest, Result, Service, Target,
    Urgency,
};

use super::super::resume::Reopen;
use super::super::shelf::Shelf;
use super::Cached;
use super::asking::Need;

/// So many foreign tags in a row are no lag of one answer: the host's tags are not Graph's.
const MOST_FOREIGN_TAGS: u32 = 3;

impl Cached {
    /// A fresh URL for a file whose URL was refused before its time. A file that has changed meanwhile is
    /// another file: its bytes are not given out under the old description, which is forgotten.
    pub(super) async fn renew(
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
    pub(super) async fn check_version(
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

/// A file that is being read, to be opened again after a cut.
#[derive(Debug)]
pub(super) struct SameFile {
    pub(super) drive: Arc<dyn Drive>,
    pub(super) entry: Arc<Entry>,
    pub(super) shelf: Shelf,
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

/// Whether a content host refused the URL itself, so that a fresh one may help.
pub(super) fn is_stale(error: &Error) -> bool {
    let Error::Upstream(failure) = error else {
        return false;
    };
    failure.service == Service::Content
        && failure.diagnosis != Diagnosis::Malware
        && matches!(failure.status, Some(401 | 403 | 404 | 410))
}
