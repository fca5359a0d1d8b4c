//! Listings and single entries.

use std::sync::Arc;

use crate::domain::{Caller, Clock, Error, Listing, RawPath, Result, Timestamp, VirtualPath};
use crate::doors::Tasks;
use crate::tree::Place as TreePlace;
use crate::vault::MacKey;

use super::access::{self, Action};
use super::atlas::Chart;
use super::cursor::{Binding, Cursor, Version};
use super::overview::{shadow_row, virtual_row};
use super::page::{ListQuery, Page, Row, Sort};
use super::reach::Reach;
use super::snapshot::Snapshot;
use super::snapshots::{SnapshotKey, Snapshots};

/// What lies at a path, for a page that shows either.
#[derive(Clone, Debug)]
pub enum Place {
    /// A folder with (a page of) its rows.
    Folder(Page),
    /// Anything that is no folder.
    Item(Row),
}

/// Listings and single entries.
#[derive(Debug)]
pub struct Browse {
    pub(super) reach: Arc<Reach>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) tasks: Tasks,
    pub(super) cursors: MacKey,
    pub(super) snapshots: Snapshots,
}

/// From this many rows on a listing is sorted off the asynchronous threads.
const MANY_ROWS: usize = 2_000;

impl Browse {
    /// A page of a folder's rows. `WrongKind` (`not_a_folder`) for anything else, `CursorExpired`,
    /// `Invalid` for a forged cursor.
    pub async fn list(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        query: &ListQuery,
    ) -> Result<Page> {
        access::allow(caller, Action::List, path)?;
        let account = &access::administrator(caller)?.id;
        let folder = path.key();
        let binding = Binding {
            account,
            folder: &folder,
            sort: query.sort,
        };
        let key = |version| SnapshotKey {
            folder: folder.clone(),
            sort: query.sort,
            version,
        };
        let (version, offset, snapshot) = match &query.cursor {
            None => {
                let (version, snapshot) = self.fresh(caller, path, query.sort).await?;
                (version, 0, snapshot)
            }
            Some(text) => {
                let cursor = Cursor::open(text, &self.cursors, &binding)?;
                let snapshot = self.snapshots.find(&key(cursor.version), self.clock.now());
                let snapshot = snapshot.ok_or(Error::CursorExpired)?;
                (cursor.version, cursor.offset as usize, snapshot)
            }
        };
        let end = (offset + query.limit).min(snapshot.len());
        let more = u32::try_from(end).ok().filter(|_| end < snapshot.len());
        if more.is_some() {
            self.snapshots.keep(key(version), &snapshot);
        }
        let next_cursor =
            more.map(|offset| Cursor { version, offset }.seal(&self.cursors, &binding));
        Ok(Page {
            path: path.clone(),
            rows: snapshot.rows(offset, query.limit),
            offset,
            total: snapshot.len(),
            next_cursor,
            sort: query.sort,
            fetched_at: snapshot.fetched_at(),
        })
    }

    /// The entry itself.
    pub async fn stat(&self, caller: &Caller, path: &VirtualPath) -> Result<Row> {
        access::allow(caller, Action::List, path)?;
        let (chart, place) = self.reach.place(path);
        if place.is_virtual {
            return Ok(virtual_row(&chart, path, &place));
        }
        let reached = self
            .reach
            .open(&chart, place.mount.ok_or(Error::NotFound)?)
            .await?;
        let found = reached.mounted.drive.stat(&reached.target()).await;
        let entry = self.reach.noted(&reached, found).await?;
        reached
            .decide_again(caller, Action::List, entry.found_at.as_ref())
            .await?;
        Row::of(&entry).ok_or(Error::NotFound)
    }

    /// Whatever lies there. The slash at the end says which question to ask first, so that a folder
    /// costs its listing alone.
    pub async fn place(&self, caller: &Caller, raw: &RawPath, query: &ListQuery) -> Result<Place> {
        access::allow(caller, Action::List, &raw.path)?;
        let is_virtual = self.reach.place(&raw.path).1.is_virtual;
        if raw.trailing_slash || is_virtual {
            return match self.list(caller, &raw.path, query).await {
                Err(Error::WrongKind { .. }) => self.stat(caller, &raw.path).await.map(Place::Item),
                page => page.map(Place::Folder),
            };
        }
        let row = self.stat(caller, &raw.path).await?;
        match row.kind {
            crate::domain::EntryKind::Folder => {
                self.list(caller, &raw.path, query).await.map(Place::Folder)
            }
            _ => Ok(Place::Item(row)),
        }
    }

    /// A snapshot of the folder as it is now, or as it was when it was last fetched.
    async fn fresh(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        sort: Sort,
    ) -> Result<(Version, Arc<Snapshot>)> {
        let (chart, place) = self.reach.place(path);
        let shadows: Vec<_> = place
            .shadows
            .iter()
            .map(|shadow| shadow_row(&chart, path, shadow))
            .collect();
        let listing = self.listing(caller, &chart, place).await?;
        let version = Version {
            fetched_at: listing.as_ref().map(|listing| listing.fetched_at),
            revision: chart.revision,
        };
        let key = SnapshotKey {
            folder: path.key(),
            sort,
            version,
        };
        let now = self.clock.now();
        if let Some(kept) = self.snapshots.find(&key, now) {
            return Ok((version, Arc::new(kept.begun_at(now))));
        }
        let snapshot = self.sorted(listing, shadows, sort, now).await?;
        Ok((version, Arc::new(snapshot)))
    }

    /// The drive's side of a folder; `None` for a folder that only mounts bring about.
    async fn listing(
        &self,
        caller: &Caller,
        chart: &Chart,
        place: TreePlace,
    ) -> Result<Option<Arc<Listing>>> {
        let Some(mounted) = place.mount else {
            return if place.is_virtual {
                Ok(None)
            } else {
                Err(Error::NotFound)
            };
        };
        let reached = self.reach.open(chart, mounted).await?;
        let listed = reached.mounted.drive.list(&reached.target()).await;
        match self.reach.noted(&reached, listed).await {
            Ok(listing) => {
                reached
                    .decide_again(caller, Action::List, listing.found_at.as_ref())
                    .await?;
                Ok(Some(listing))
            }
            // A folder between two mounts need not exist in the outer drive.
            Err(Error::NotFound) if place.is_virtual && !reached.below.is_root() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn sorted(
        &self,
        listing: Option<Arc<Listing>>,
        shadows: Vec<Row>,
        sort: Sort,
        now: Timestamp,
    ) -> Result<Snapshot> {
        let many = listing
            .as_ref()
            .is_some_and(|listing| listing.entries.len() >= MANY_ROWS);
        let make = move || Snapshot::new(listing, shadows, sort, now);
        if many {
            self.tasks
                .spawn_blocking(make)
                .await
                .map_err(Error::internal)
        } else {
            Ok(make())
        }
    }
}
