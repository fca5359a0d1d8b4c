//! Questions that are asked once however many ask them.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{DownloadUrl, ETag, Entry, Error, Listing, Result, Target, Timestamp, Urgency};
use crate::doors::FlightLost;

use super::super::shelf::{Begun, LONGEST_FLIGHT, Shelf};
use super::Cached;

/// A flight's key. Work in the background may wait for hours; no visitor waits with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    target: Target,
    in_background: bool,
}

impl Question {
    pub(super) fn of(target: &Target, urgency: Urgency) -> Self {
        Self {
            target: target.clone(),
            in_background: urgency == Urgency::Background,
        }
    }
}

/// What a flight brought, and since when that is believed: mostly since its question began.
#[derive(Clone, Debug)]
pub(super) struct Landed<T> {
    believed_since: Timestamp,
    result: Result<T>,
}

impl<T> Landed<T> {
    const fn since(believed_since: Timestamp, result: Result<T>) -> Self {
        Self {
            believed_since,
            result,
        }
    }
}

/// The longest that a visitor waits for a flight: many pages that come slowly.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What makes an item's description good enough not to ask for it.
#[derive(Clone, Debug)]
pub(super) enum Need {
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
    /// Asks for a folder's children, together with whoever asks for them already.
    pub(super) async fn look_into(
        &self,
        target: &Target,
        urgency: Urgency,
    ) -> Landed<Arc<Listing>> {
        let (inner, shelf, question) =
            (Arc::clone(&self.inner), self.shelf.clone(), target.clone());
        let flight = self
            .listings
            .join(Question::of(target, urgency), || async move {
                if let Some(listing) = shelf.listing(&question) {
                    return Landed::since(shelf.now(), Ok(listing));
                }
                let began = shelf.begin();
                let listing = shelf.within(LONGEST_FLIGHT, inner.list(&question, urgency));
                let listing = shelf.forget_if_refused(&question, listing.await);
                let Ok(listing) = listing else {
                    return Landed::since(began.at, listing);
                };
                let believed_since = believed_since(&shelf, began);
                shelf.keep_listing(&question, (&listing, believed_since), began);
                Landed::since(believed_since, Ok(listing))
            });
        let landed = flight.await.unwrap_or_else(|lost| self.lost(lost));
        let told = landed.result;
        Landed::since(
            landed.believed_since,
            told.map(|listing| self.shelf.mend_listing(listing)),
        )
    }

    /// Asks for the item itself, which brings a fresh URL, together with whoever asks for it already.
    pub(super) async fn look_at(
        &self,
        target: &Target,
        need: Need,
        urgency: Urgency,
    ) -> Landed<Arc<Entry>> {
        let (inner, shelf, question) =
            (Arc::clone(&self.inner), self.shelf.clone(), target.clone());
        let flight = self
            .entries
            .join(Question::of(target, urgency), || async move {
                let began = shelf.begin();
                if let Some(remembered) = remembered(&shelf, &question, &need) {
                    return Landed::since(began.at, remembered);
                }
                let entry = inner.stat(&question, urgency).await;
                let entry = shelf.forget_if_refused(&question, entry);
                if let Ok(entry) = &entry {
                    shelf.keep_item(&question, entry, began);
                }
                Landed::since(began.at, entry)
            });
        let landed = flight.await.unwrap_or_else(|lost| self.lost(lost));
        let told = landed.result;
        let told = self.shelf.mend_entry(target, told, landed.believed_since);
        Landed::since(landed.believed_since, told)
    }

    pub(super) async fn ask(
        &self,
        target: &Target,
        need: Need,
        urgency: Urgency,
    ) -> Result<Arc<Entry>> {
        let asked = self.young(|| self.look_at(target, need.clone(), urgency));
        self.awaited(asked, urgency).await
    }

    /// What a flight brings. One that was joined may have been under way for longer than anything is
    /// believed; whatever begins after that is young enough.
    pub(super) async fn young<T, F>(&self, fly: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = Landed<T>>,
    {
        let asked_at = self.shelf.now();
        let landed = fly().await;
        if asked_at.since(landed.believed_since) > self.shelf.lifetime() {
            return fly().await.result;
        }
        landed.result
    }

    /// Waits for a flight. A visitor is told when it takes too long; it goes on without him, and what it
    /// brings is there when he asks again.
    pub(super) async fn awaited<T>(
        &self,
        asked: impl Future<Output = Result<T>>,
        urgency: Urgency,
    ) -> Result<T> {
        match urgency {
            Urgency::Visitor { .. } => self.shelf.within(LONGEST_WAIT, asked).await,
            Urgency::Background => asked.await,
        }
    }

    pub(super) fn lost<T>(&self, error: FlightLost) -> Landed<T> {
        Landed::since(self.shelf.now(), Err(Error::internal(error)))
    }
}

/// Since when a listing that has just come is believed: since its question began. One that took longer than any
/// visitor waits, from now on: whoever has asked for it was told to come again, and would never get it otherwise.
fn believed_since(shelf: &Shelf, began: Begun) -> Timestamp {
    let now = shelf.now();
    if now.since(began.at) < LONGEST_WAIT {
        began.at
    } else {
        now
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
