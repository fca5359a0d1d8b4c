//! What programs say of entries: properties that we keep and don't understand (RFC 4918, section 4), and sums of
//! files' bytes.
//!
//! - `ledger`: what is said of which items; it goes along with copies and moves
//! - `known`: of which items anything is said at all

mod known;
mod ledger;

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{
    Caller, Checksums, Clock, ContentTag, DriveId, DrivePath, Entry, Error, ItemId, Property,
    Result, Right, Urgency, VirtualPath,
};
use crate::drives::Mounted;
use crate::store::PlacedItem;

use super::authority::{Authority, Sight};
use super::page::Row;
use super::reach::{Reach, Reached};
use super::shortcuts::{Errand, Told};

pub(super) use ledger::Ledger;

/// What programs say of entries.
#[derive(Debug)]
pub struct Properties {
    pub(super) ledger: Arc<Ledger>,
    pub(super) authority: Arc<Authority>,
    pub(super) reach: Arc<Reach>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Properties {
    /// What is said of the entry at a path, by name. Nobody is asked where nothing is said in its drive; otherwise
    /// what is there is looked up, which costs nothing just after [`Browse::stat`](super::Browse::stat).
    ///
    /// # Errors
    /// As [`Browse::stat`](super::Browse::stat).
    pub async fn of(&self, caller: &Caller, path: &VirtualPath) -> Result<Vec<Property>> {
        let errand = Errand {
            mandate: &self.authority.mandate(caller),
            right: Right::List,
            urgency: Urgency::visitor(self.clock.now()),
        };
        let ask = async |path| self.said_at(&errand, &path).await;
        self.reach.follow(&errand, path, ask).await
    }

    async fn said_at(&self, errand: &Errand<'_>, path: &VirtualPath) -> Result<Vec<Property>> {
        if errand.mandate.see(path)? == Sight::Passage {
            return Ok(Vec::new());
        }
        let (chart, place) = self.reach.place(path);
        let Some(mounted) = place.mount else {
            return place.is_virtual.then(Vec::new).ok_or(Error::NotFound);
        };
        if place.is_virtual && !mounted.below.is_root() {
            return Ok(Vec::new());
        }
        let reached = self.reach.open(&chart, mounted, errand.urgency).await?;
        let (_, drive) = reached.mounted.ids();
        if !self.ledger.speaks_of_any(drive) {
            return Ok(Vec::new());
        }
        let entry = self.look(&reached).await?;
        let found = reached.found(entry.found_at.as_ref()).await?;
        match found.map_or(Ok(Sight::Whole), |found| errand.mandate.see(&found))? {
            Sight::Passage => Ok(Vec::new()),
            Sight::Whole => self.ledger.of(drive, &entry.id).await,
        }
    }

    /// What is said of several items of a drive, those of which nothing is left out: for rows that were shown to
    /// somebody as [`Browse::whole`](super::Browse::whole) does.
    ///
    /// # Errors
    /// [`Error::Internal`]; the conflict `too_much_said` where it is more than is told at once.
    pub async fn of_children(
        &self,
        drive: &DriveId,
        ids: impl IntoIterator<Item = &ItemId> + Send,
    ) -> Result<HashMap<ItemId, Vec<Property>>> {
        self.ledger.of_several(drive, ids).await
    }

    async fn look(&self, reached: &Reached) -> Result<Arc<Entry>> {
        let found = reached.mounted.stat(&reached.target()).await;
        self.reach.noted(reached, found).await
    }

    /// Keeps the sums of the content that was just written at a path, as long as it bears the tag of `row`. Of what
    /// bears none, none are kept.
    ///
    /// # Errors
    /// [`Error::Internal`], where the caller may not write there, and where the drive can't be opened.
    pub async fn keep_checksums(
        &self,
        caller: &Caller,
        (path, row): (&VirtualPath, &Row),
        sums: &Checksums,
    ) -> Result<()> {
        self.authority.mandate(caller).allow(Right::Write, path)?;
        let (chart, place) = self.reach.place(path);
        let Some((id, tag)) = row.id.as_ref().zip(row.content_tag.as_ref()) else {
            return Ok(());
        };
        let mounted = place.mount.ok_or(Error::NotFound)?;
        let urgency = Urgency::visitor(self.clock.now());
        let reached = self.reach.open(&chart, mounted, urgency).await?;
        let (_, drive) = reached.mounted.ids();
        let now = self.clock.now();
        self.ledger
            .keep_checksums((drive, id), (tag, sums), now)
            .await
    }

    /// The sums that are known of the content of the file at a path, whose row was shown to somebody.
    ///
    /// # Errors
    /// As [`Properties::keep_checksums`].
    pub async fn checksums_at(&self, path: &VirtualPath, row: &Row) -> Result<Option<Checksums>> {
        let (chart, place) = self.reach.place(path);
        let Some((id, mounted)) = row.id.as_ref().zip(place.mount) else {
            return Ok(None);
        };
        let urgency = Urgency::visitor(self.clock.now());
        let reached = self.reach.open(&chart, mounted, urgency).await?;
        let (_, drive) = reached.mounted.ids();
        Ok(self.checksums_of(drive, [row]).await?.remove(id))
    }

    /// The sums that are known of the contents of some rows of a drive, by item.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn checksums_of(
        &self,
        drive: &DriveId,
        rows: impl IntoIterator<Item = &Row> + Send,
    ) -> Result<HashMap<ItemId, Checksums>> {
        let tagged = rows.into_iter().filter_map(|row| {
            let tagged = row.id.as_ref().zip(row.content_tag.as_ref());
            tagged.filter(|(id, _)| self.ledger.has_sums_of(drive, id))
        });
        let tagged: HashMap<&ItemId, &ContentTag> = tagged.collect();
        self.ledger.checksums_of(drive, &tagged).await
    }
}

impl Told for Vec<Property> {}

/// An item of a mount's drive with its place.
pub(in crate::services) fn placed(mounted: &Mounted, entry: &Entry) -> PlacedItem {
    PlacedItem {
        drive: mounted.ids().1.clone(),
        item: entry.id.clone(),
        place: entry.found_at.as_ref().map(DrivePath::key),
    }
}
