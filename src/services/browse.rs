//! Listings and single entries.

use std::sync::Arc;

use crate::applications::KeyRing;
use crate::domain::{
    Caller, Clock, EntryKind, Error, Listing, Result, Right, Sort, Timestamp, Urgency, VirtualPath,
};
use crate::doors::Tasks;
use crate::tree::Place as TreePlace;

use super::atlas::Chart;
use super::authority::{Authority, Mandate, Shown, Sight};
use super::cursor::{Binding, Cursor, Version};
use super::ground::Ground;
use super::overview::{shadow_row, virtual_row, with_mounts};
use super::page::{FolderNotes, ListQuery, Page, Row};
use super::reach::{Reach, Reached};
use super::shortcuts::Errand;
use super::snapshot::{Cut, Snapshot};
use super::snapshots::{SnapshotKey, Snapshots};
use super::stale::{self, Stale};

/// Listings and single entries.
#[derive(Debug)]
pub struct Browse {
    pub(super) authority: Arc<Authority>,
    pub(super) reach: Arc<Reach>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) tasks: Tasks,
    pub(super) cursors: Arc<KeyRing>,
    pub(super) snapshots: Snapshots,
}

/// How much an answer may cost and how fresh it must be.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) urgency: Urgency,
    pub(super) source: Source,
}

/// Where a listing may come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// The drive, with what it believes of its memory.
    Drive,
    /// The drive; its memory where it fails for the moment.
    DriveOrMemory,
    /// Its memory alone, since the drive has just failed with this.
    Memory(Error),
}

/// Where somebody reads in a listing.
struct Reading {
    version: Version,
    snapshot: Arc<Snapshot>,
    offset: usize,
    stale: Option<Stale>,
}

/// What a drive has told of a folder.
#[derive(Default)]
pub(super) struct Found {
    pub(super) listing: Option<Arc<Listing>>,
    /// Where it says the folder is, as a place of the tree.
    pub(super) at: Option<VirtualPath>,
    stale: Option<Stale>,
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
        let terms = Terms {
            urgency: Urgency::visitor(self.clock.now()),
            source: Source::Drive,
        };
        let mandate = &self.authority.mandate(caller);
        let errand = Errand {
            mandate,
            right: Right::List,
            urgency: terms.urgency,
        };
        let ask = async |path| self.page(mandate, &path, query, terms.clone()).await;
        self.reach.follow(&errand, path, ask).await
    }

    pub(super) async fn page(
        &self,
        mandate: &Mandate,
        path: &VirtualPath,
        query: &ListQuery,
        terms: Terms,
    ) -> Result<Page> {
        let notes = notes(mandate, path)?;
        let sort = query.sort.or(notes.sort).unwrap_or_default();
        let folder = path.key();
        let binding = Binding {
            holder: mandate.holder(),
            folder: &folder,
            sort,
        };
        let reading = match &query.cursor {
            None => self.begin(mandate, path, sort, terms).await?,
            Some(text) => self.go_on(text, (&binding, path), &terms)?,
        };
        let Reading {
            version,
            snapshot,
            stale,
            ..
        } = &reading;
        let cut = cut(mandate, path, (&reading, query.limit))?;
        let next = cut.next.and_then(|next| u32::try_from(next).ok());
        if next.is_some() {
            self.snapshots.keep(binding.snapshot(*version), snapshot);
        }
        let next_cursor = next.map(|offset| {
            let cursor = Cursor {
                version: *version,
                offset,
                stale: stale.map(|stale| stale.cause),
            };
            cursor.seal(&self.cursors, &binding)
        });
        let chart = self.reach.atlas.chart();
        let mut rows = annotated((&chart, mandate), path, cut.rows);
        self.reach.tell_targets(mandate, path, &mut rows);
        let found = snapshot.found.as_ref();
        let whole = found.is_none_or(|at| matches!(mandate.see(at), Ok(Sight::Whole)));
        Ok(Page {
            path: path.clone(),
            rows,
            offset: cut.before,
            total: cut.total,
            next_cursor,
            sort,
            notes: Some(notes).filter(|_| whole).unwrap_or_default(),
            fetched_at: snapshot.fetched_at(),
            stale: *stale,
        })
    }

    /// The entry itself.
    pub async fn stat(&self, caller: &Caller, path: &VirtualPath) -> Result<Row> {
        let urgency = Urgency::visitor(self.clock.now());
        let mandate = &self.authority.mandate(caller);
        let errand = Errand {
            mandate,
            right: Right::List,
            urgency,
        };
        let ask = async |path| self.entry(mandate, &path, urgency).await;
        self.reach.follow(&errand, path, ask).await
    }

    pub(super) async fn entry(
        &self,
        mandate: &Mandate,
        path: &VirtualPath,
        urgency: Urgency,
    ) -> Result<Row> {
        let seen = mandate.see(path)?;
        let (chart, place) = self.reach.place(path);
        if place.is_virtual {
            return Ok(virtual_row((&chart, mandate), path));
        }
        let mounted = place.mount.ok_or(Error::NotFound)?;
        let reached = self.reach.open(&chart, mounted, urgency).await?;
        let found = reached.mounted.stat(&reached.target()).await;
        let entry = self.reach.noted(&reached, found).await?;
        let seen = match reached.found(entry.found_at.as_ref()).await? {
            Some(found) => seen.min(mandate.see(&found)?),
            None => seen,
        };
        let row = Row::of(&entry).ok_or(Error::NotFound)?;
        Ok(row.reduced_to(seen.into()))
    }

    /// Where a cursor leads, unless the place shows something else by now: another drive, or none. What began with an old copy goes on under the same terms: for those who take
    /// one, and while it is not too old.
    fn go_on(
        &self,
        text: &str,
        (binding, path): (&Binding<'_>, &VirtualPath),
        terms: &Terms,
    ) -> Result<Reading> {
        let cursor = Cursor::open(text, &self.cursors, binding)?;
        let key = binding.snapshot(cursor.version);
        let now = self.clock.now();
        let snapshot = self.snapshots.find(&key, now).ok_or(Error::CursorExpired)?;
        if !snapshot.stands_on(&Ground::of(&self.reach.place(path).1)) {
            return Err(Error::CursorExpired);
        }
        let stale = cursor.stale.zip(snapshot.fetched_at());
        let stale = stale.map(|(cause, fetched_at)| Stale {
            age: now.since(fetched_at),
            cause,
            retry_after: None,
        });
        let refused =
            |stale: Stale| matches!(terms.source, Source::Drive) || stale.age >= stale::OLDEST;
        if stale.is_some_and(refused) {
            return Err(Error::CursorExpired);
        }
        Ok(Reading {
            version: cursor.version,
            snapshot,
            offset: cursor.offset as usize,
            stale,
        })
    }

    /// A snapshot of the folder as it is now, or as it was when it was last fetched.
    async fn begin(
        &self,
        mandate: &Mandate,
        path: &VirtualPath,
        sort: Sort,
        terms: Terms,
    ) -> Result<Reading> {
        let (chart, place) = self.reach.place(path);
        let ground = Ground::of(&place);
        let shadows: Vec<_> = place.shadows.iter().map(shadow_row).collect();
        let Found { listing, at, stale } = self.listing(&chart, place, terms).await?;
        if let Some(at) = &at {
            mandate.see(at)?;
        }
        let version = Version {
            fetched_at: listing.as_ref().map(|listing| listing.fetched_at),
            edition: listing.as_ref().map_or(0, |listing| listing.edition),
            revision: chart.revision,
        };
        let key = SnapshotKey {
            folder: path.key(),
            sort,
            version,
        };
        let now = self.clock.now();
        let snapshot = match self.snapshots.find(&key, now) {
            Some(kept) => kept.begun_at(now),
            None => {
                self.sorted((listing, at), (ground, shadows), sort, now)
                    .await?
            }
        };
        Ok(Reading {
            version,
            snapshot: Arc::new(snapshot),
            offset: 0,
            stale,
        })
    }

    /// The drive's side of a folder; none for a folder that only mounts bring about.
    pub(super) async fn listing(
        &self,
        chart: &Chart,
        place: TreePlace,
        terms: Terms,
    ) -> Result<Found> {
        let Some(mounted) = place.mount else {
            return place.is_virtual.then(Found::default).ok_or(Error::NotFound);
        };
        let reached = self.reach.open(chart, mounted, terms.urgency).await?;
        let (listed, stale) = self.listed(&reached, terms.source).await;
        match self.reach.noted(&reached, listed).await {
            Ok(listing) => {
                let found_at = listing.found_at.as_ref();
                let at = match stale {
                    Some(_) => reached.found_in_memory(found_at)?,
                    None => reached.found(found_at).await?,
                };
                Ok(Found {
                    listing: Some(listing),
                    at,
                    stale,
                })
            }
            // A folder between two mounts need not exist in the outer drive.
            Err(Error::NotFound) if place.is_virtual && !reached.below.is_root() => {
                Ok(Found::default())
            }
            Err(error) => Err(error),
        }
    }

    /// The listing from where the terms allow, and how old it is where that must be said.
    async fn listed(
        &self,
        reached: &Reached,
        source: Source,
    ) -> (Result<Arc<Listing>>, Option<Stale>) {
        let target = reached.target();
        let error = match source {
            Source::Memory(error) => error,
            Source::Drive => return (reached.mounted.list(&target).await, None),
            Source::DriveOrMemory => match reached.mounted.list(&target).await {
                Err(error) if stale::excuses(&error) => error,
                listed => return (listed, None),
            },
        };
        match reached.copy() {
            Some(listing) => {
                metrics::counter!("onefold_old_copies_total").increment(1);
                let age = self.clock.now().since(listing.fetched_at);
                (Ok(listing), Some(Stale::new(age, &error)))
            }
            None => (Err(error), None),
        }
    }

    async fn sorted(
        &self,
        (listing, found): (Option<Arc<Listing>>, Option<VirtualPath>),
        (ground, shadows): (Ground, Vec<Row>),
        sort: Sort,
        now: Timestamp,
    ) -> Result<Snapshot> {
        let rows = listing.as_ref().map_or(0, |it| it.entries.len());
        let make = move || Snapshot::new((listing, found), (ground, shadows), sort, now);
        self.work_on(rows, make).await
    }

    /// Does some work on so many rows: at once where they are few, and beside the threads that answer where they are
    /// many, so that nobody else waits for it.
    ///
    /// # Errors
    /// [`Error::Internal`] where the server stops meanwhile.
    pub async fn work_on<T: Send + 'static>(
        &self,
        rows: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        if rows < MANY_ROWS {
            return Ok(work());
        }
        let working = self.tasks.spawn_blocking(work);
        working.await.map_err(Error::internal)
    }
}

/// The part of a snapshot that a reader wants, as far as he may see it. Rights are decided anew for every
/// page, on the folder's place as it was asked for and on the one at which it was found.
fn cut(mandate: &Mandate, path: &VirtualPath, (reading, limit): (&Reading, usize)) -> Result<Cut> {
    let (snapshot, part) = (&reading.snapshot, (reading.offset, limit));
    let elsewhere = snapshot.found.as_ref().filter(|at| at.key() != path.key());
    let Some(found) = elsewhere else {
        return Ok(mandate.look(path, |window| match window.alike() {
            Some(Shown::Full) => snapshot.whole_cut(part),
            _ => snapshot.cut(part, |name| window.child(name)),
        }));
    };
    mandate.see(found)?;
    Ok(mandate.look(path, |asked| {
        mandate.look(found, |found| {
            snapshot.cut(part, |name| asked.child(name).max(found.child(name)))
        })
    }))
}

/// What is said about a folder to whoever sees all of it.
fn notes(mandate: &Mandate, path: &VirtualPath) -> Result<FolderNotes> {
    Ok(match mandate.see(path)? {
        Sight::Whole => mandate.notes(path),
        Sight::Passage => FolderNotes::default(),
    })
}

/// The rows with what their reader may know of the mounts at and below them.
pub(super) fn annotated(
    (chart, mandate): (&Chart, &Mandate),
    folder: &VirtualPath,
    rows: Vec<Row>,
) -> Vec<Row> {
    let annotate = |row: Row| {
        if row.id.is_some() || row.kind != EntryKind::Folder {
            return row;
        }
        with_mounts((chart, mandate), &folder.join(&row.name), row)
    };
    rows.into_iter().map(annotate).collect()
}
