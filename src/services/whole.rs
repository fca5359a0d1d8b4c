//! Folders with all that is in them, for those who would take a part for the whole and delete the rest.

use std::collections::HashSet;

use futures_util::future::try_join;

use crate::domain::{
    Caller, DriveId, EntryKind, Error, Listing, PathKey, Result, Right, Urgency, VirtualPath,
};

use super::authority::{Mandate, Shown};
use super::browse::{Browse, Found, Source, Terms, annotated};
use super::overview::{shadow_row, virtual_row};
use super::page::Row;
use super::shortcuts::{Errand, Told};

/// A folder with all that somebody sees in it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The folder where it lies: another than was asked for where a shortcut led there.
    pub path: VirtualPath,
    /// The folder itself.
    pub folder: Row,
    /// All its rows, in no order that means anything.
    pub entries: Vec<Row>,
    /// Where the service says that it lies, as a place of the tree; `None` where it does not say.
    pub found: Option<VirtualPath>,
    /// The drive that the rows with ids are of; `None` where only mounts bring the folder about.
    pub drive: Option<DriveId>,
}

impl Told for Whole {}

impl Browse {
    /// A folder's own row and all rows in it that the caller may see; never a part, and never an old copy. The
    /// folder's own entry costs one call more than its listing, beside it, where it is not remembered; of what turns
    /// out to be no folder it is remembered, so that [`Browse::stat`] costs nothing then.
    ///
    /// # Errors
    /// `WrongKind` (`not_a_folder`) for anything else; as [`Browse::stat`].
    pub async fn whole(&self, caller: &Caller, path: &VirtualPath) -> Result<Whole> {
        let mandate = &self.authority.mandate(caller);
        let errand = Errand {
            mandate,
            right: Right::List,
            urgency: Urgency::visitor(self.clock.now()),
        };
        let ask = async |path| self.all_of(mandate, path, errand.urgency).await;
        self.reach.follow(&errand, path, ask).await
    }

    /// Whether what lies at a path is a shortcut, however far it is followed: as far as that is remembered, which it is
    /// just after it was asked for.
    ///
    /// # Errors
    /// As [`Browse::stat`].
    pub async fn is_shortcut(&self, caller: &Caller, path: &VirtualPath) -> Result<bool> {
        let errand = Errand {
            mandate: &self.authority.mandate(caller),
            right: Right::List,
            urgency: Urgency::visitor(self.clock.now()),
        };
        self.reach.is_shortcut(&errand, path).await
    }

    async fn all_of(
        &self,
        mandate: &Mandate,
        path: VirtualPath,
        urgency: Urgency,
    ) -> Result<Whole> {
        mandate.see(&path)?;
        let (chart, place) = self.reach.place(&path);
        let drive = match place.mount.clone() {
            Some(mounted) => {
                let reached = self.reach.open(&chart, mounted, urgency).await?;
                Some(reached.mounted.ids().1.clone())
            }
            None => None,
        };
        let shadows: Vec<_> = place.shadows.iter().map(shadow_row).collect();
        let is_virtual = place.is_virtual;
        let folder = async {
            if is_virtual {
                return Ok(virtual_row((&chart, mandate), &path));
            }
            let row = self.entry(mandate, &path, urgency).await?;
            match row.kind {
                EntryKind::File => Err(Error::not_a_folder()),
                _ => Ok(row),
            }
        };
        let terms = Terms {
            urgency,
            source: Source::Drive,
        };
        let listing = self.listing(&chart, place, terms);
        let (folder, Found { listing, at, .. }) = try_join(folder, listing).await?;
        let is_drives = listing.is_some();
        let count = listing.as_ref().map_or(0, |it| it.entries.len());
        let (judge, places) = (mandate.clone(), (path.clone(), at.clone()));
        let select = move || {
            let (path, found) = &places;
            rows(
                &judge,
                (path, found.as_ref()),
                (listing.as_deref(), shadows),
            )
        };
        let entries = self.work_on(count, select).await??;
        let mut entries = annotated((&chart, mandate), &path, entries);
        self.reach.tell_targets(mandate, &path, &mut entries);
        Ok(Whole {
            folder,
            entries,
            found: at,
            drive: drive.filter(|_| is_drives),
            path,
        })
    }
}

/// The rows that somebody sees, decided on the folder's place as it was asked for and on the one at which it was
/// found. What mounts bring about hides the drive's child of the same key.
fn rows(
    mandate: &Mandate,
    (path, found): (&VirtualPath, Option<&VirtualPath>),
    (listing, shadows): (Option<&Listing>, Vec<Row>),
) -> Result<Vec<Row>> {
    let take = |shown: &dyn Fn(&str) -> Shown| select((listing, &shadows), shown);
    if let Some(found) = found {
        mandate.see(found)?;
    }
    let elsewhere = found.filter(|found| found.key() != path.key());
    Ok(
        mandate.look(path, |asked| match (elsewhere, asked.alike()) {
            (None, Some(Shown::Full)) => take(&|_| Shown::Full),
            (None, _) => take(&|name| asked.child(name)),
            (Some(found), _) => mandate.look(found, |found| {
                take(&|name| asked.child(name).max(found.child(name)))
            }),
        }),
    )
}

fn select(
    (listing, shadows): (Option<&Listing>, &[Row]),
    shown: &dyn Fn(&str) -> Shown,
) -> Vec<Row> {
    let key = |row: &Row| PathKey::of_name(row.name.as_str());
    let hidden: HashSet<String> = shadows.iter().map(key).collect();
    let entries = listing.map(|listing| listing.entries.as_slice());
    let entries = entries.unwrap_or_default();
    let mut rows = Vec::with_capacity(entries.len() + shadows.len());
    for entry in entries {
        let Some(name) = &entry.name else {
            continue;
        };
        let shown = shown(name.as_str());
        let is_hidden = || !hidden.is_empty() && hidden.contains(&PathKey::of_name(name.as_str()));
        if shown != Shown::Absent && !is_hidden() {
            rows.extend(Row::of(entry).map(|row| row.reduced_to(shown)));
        }
    }
    for row in shadows {
        let shown = shown(row.name.as_str());
        if shown != Shown::Absent {
            rows.push(row.clone().reduced_to(shown));
        }
    }
    rows
}
