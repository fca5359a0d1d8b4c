//! Shortcuts: where they lead, and for whom.
//!
//! A shortcut gives no right to what it points to; the application could read that for anybody. So it leads
//! to a place of the tree or nowhere: to where a mount covers its target, for those who see that place.
//! To all others, and where no mount covers it, it is alike: something that can't be opened.

use std::sync::Arc;

use crate::domain::{
    DriveId, DrivePath, Entry, EntryKind, Error, FollowShortcuts, Mount, RemoteItem, Result, Right,
    Target, Urgency, VirtualPath,
};
use crate::tree::MountedPlace;

use super::atlas::Chart;
use super::authority::Mandate;
use super::depth::deepest;
use super::failure;
use super::page::{Page, Row};
use super::reach::{Reach, Reached, joined};

/// So many shortcuts are followed one after the other. Where there are more, they lead round in circles.
const MOST: usize = 4;

/// Who wants what of the places on his way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Errand<'a> {
    pub(super) mandate: &'a Mandate,
    pub(super) right: Right,
    pub(super) urgency: Urgency,
}

/// Where a path leads by way of a shortcut.
#[derive(Clone, Debug)]
pub(super) struct Lead {
    /// The place instead of which the path was asked for.
    pub(super) path: VirtualPath,
    /// What the shortcut points to.
    pub(super) target: EntryKind,
    /// The place lies below that.
    pub(super) is_below: bool,
}

/// What was found at a path.
pub(super) trait Told {
    /// Whether it is a shortcut.
    fn is_shortcut(&self) -> bool {
        false
    }
}

impl Told for Page {}

impl Told for Row {
    fn is_shortcut(&self) -> bool {
        self.kind == EntryKind::Shortcut
    }
}

/// What was told of a path, where a shortcut would explain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// It is one, or can't be opened.
    Itself,
    /// Nothing is there: it may lie below one.
    Below,
}

impl Hint {
    pub(super) fn of<T: Told>(told: &Result<T>) -> Option<Self> {
        match told {
            Ok(told) => told.is_shortcut().then_some(Self::Itself),
            Err(Error::NotFound) => Some(Self::Below),
            // Pages of the folder to which a shortcut leads are asked for at the shortcut again.
            Err(error) => {
                let explained = error.is_opaque() || error.is_foreign_cursor();
                explained.then_some(Self::Itself)
            }
        }
    }
}

/// A place of the tree at which an item lies.
struct Found {
    path: VirtualPath,
    /// How deep in the drive the root of its mount lies.
    depth: usize,
}

impl Errand<'_> {
    fn check(&self, path: &VirtualPath) -> Result<()> {
        match self.right {
            Right::List => self.mandate.see(path).map(drop),
            right => self.mandate.allow(right, path),
        }
    }
}

impl Reach {
    /// Asks for what is at a path, or, where that is a shortcut or lies below one, for what is at the place
    /// it leads to. Both places must allow it.
    pub(super) async fn follow<T: Told, F>(
        &self,
        errand: &Errand<'_>,
        path: &VirtualPath,
        ask: impl Fn(VirtualPath) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let mut path = path.clone();
        for _ in 0..=MOST {
            if let Some(lead) = self.known_lead(errand, &path).await? {
                path = lead.path;
                continue;
            }
            let told = ask(path.clone()).await;
            let Some(lead) = self.lead_after(errand, &path, Hint::of(&told)).await? else {
                return told;
            };
            path = lead.path;
        }
        Err(Error::NotFound)
    }

    /// Where a path leads by a shortcut that is remembered. The path costs nothing then.
    pub(super) async fn known_lead(
        &self,
        errand: &Errand<'_>,
        path: &VirtualPath,
    ) -> Result<Option<Lead>> {
        let Some((chart, place)) = self.following(errand, path) else {
            return Ok(None);
        };
        let Some(mounted) = self.registry.in_use(&place.mount, errand.urgency) else {
            return Ok(None);
        };
        let shortcut = upward(&place.below).find_map(|below| {
            let known = mounted.known(&mounted.target(&below))?;
            (known.kind == EntryKind::Shortcut).then_some((below, known))
        });
        match shortcut {
            Some((below, shortcut)) => {
                let reached = self.open(&chart, place, errand.urgency).await?;
                self.lead_by(errand, &reached, (&below, &shortcut)).await
            }
            None => Ok(None),
        }
    }

    /// Whether what lies at a path is a shortcut that leads somewhere, as far as it is remembered.
    pub(super) async fn is_shortcut(
        &self,
        errand: &Errand<'_>,
        path: &VirtualPath,
    ) -> Result<bool> {
        let mut path = path.clone();
        for _ in 0..=MOST {
            match self.known_lead(errand, &path).await? {
                Some(lead) if lead.is_below => path = lead.path,
                lead => return Ok(lead.is_some()),
            }
        }
        Ok(false)
    }

    /// Where a path leads, after something was told of it that a shortcut on the way would explain.
    pub(super) async fn lead_after(
        &self,
        errand: &Errand<'_>,
        path: &VirtualPath,
        hint: Option<Hint>,
    ) -> Result<Option<Lead>> {
        match hint {
            Some(hint) => self.lead(errand, path, hint).await,
            None => Ok(None),
        }
    }

    /// Where a lead ends that leads to a shortcut again.
    pub(super) async fn end_of(&self, errand: &Errand<'_>, lead: Lead) -> Result<Lead> {
        let mut end = lead;
        for _ in 0..MOST {
            if end.target != EntryKind::Shortcut {
                return Ok(end);
            }
            match self.lead(errand, &end.path, Hint::Itself).await? {
                Some(next) => end = next,
                None => return Ok(end),
            }
        }
        Err(Error::NotFound)
    }

    /// Looks for the deepest thing on the way that is there at all, and goes on where it is a shortcut.
    async fn lead(
        &self,
        errand: &Errand<'_>,
        path: &VirtualPath,
        hint: Hint,
    ) -> Result<Option<Lead>> {
        let Some((chart, place)) = self.following(errand, path) else {
            return Ok(None);
        };
        let reached = self.open(&chart, place, errand.urgency).await?;
        let names = reached.below.segments().count();
        let missing = names + usize::from(hint == Hint::Itself);
        let at = |depth: usize| upward(&reached.below).nth(names - depth);
        let found = deepest(missing, |depth| {
            let below = at(depth).unwrap_or_else(DrivePath::root);
            let (mounted, target) = (&reached.mounted, reached.mounted.target(&below));
            async move {
                match mounted.stat(&target).await {
                    Ok(entry) => Ok(Some(entry)),
                    Err(Error::NotFound) => Ok(None),
                    Err(error) => Err(failure::of_item(error)),
                }
            }
        });
        match found.await? {
            Some((depth, entry)) => {
                let below = at(depth).unwrap_or_else(DrivePath::root);
                self.lead_by(errand, &reached, (&below, &entry)).await
            }
            None => Ok(None),
        }
    }

    /// The mounted place at a path whose mount follows shortcuts, for whoever may go on.
    fn following(
        &self,
        errand: &Errand<'_>,
        path: &VirtualPath,
    ) -> Option<(Arc<Chart>, MountedPlace)> {
        let (chart, place) = self.place(path);
        let place = place.mount.filter(|place| follows(&place.mount))?;
        errand.check(path).ok()?;
        Some((chart, place))
    }

    /// Where the path of `reached` leads by what lies on its way.
    async fn lead_by(
        &self,
        errand: &Errand<'_>,
        reached: &Reached,
        (below, entry): (&DrivePath, &Entry),
    ) -> Result<Option<Lead>> {
        let Some(remote) = &entry.remote else {
            return Ok(None);
        };
        let rest = reached.below.below(below.segments().count());
        if let Some(found) = reached.found(entry.found_at.as_ref()).await? {
            errand.check(&joined(&found, &rest)?)?;
        }
        let Some((path, target)) = self.target_of(errand, remote).await? else {
            return Ok(None);
        };
        Ok(Some(Lead {
            path: joined(&path, &rest)?,
            target,
            is_below: !rest.is_root(),
        }))
    }

    /// The place of the tree at which an item lies, as far as somebody sees it; the one below the deepest
    /// root, where several mounts show it. Costs one call: the item is known by its id.
    async fn target_of(
        &self,
        errand: &Errand<'_>,
        remote: &RemoteItem,
    ) -> Result<Option<(VirtualPath, EntryKind)>> {
        let chart = self.atlas.chart();
        let (mut deepest, mut failed): (Option<(Found, EntryKind)>, _) = (None, None);
        for mount in self.showing(&chart, errand.mandate, &remote.drive) {
            match self.find_in(&chart, errand, (mount, remote)).await {
                Ok(Some((found, kind))) => {
                    if deepest
                        .as_ref()
                        .is_none_or(|(one, _)| one.depth < found.depth)
                    {
                        deepest = Some((found, kind));
                    }
                }
                Ok(None) | Err(Error::NotFound) => {}
                Err(error) => failed = Some(error),
            }
        }
        match (deepest, failed) {
            (Some((found, kind)), _) => Ok(Some((found.path, kind))),
            (None, Some(error)) => Err(error),
            (None, None) => Ok(None),
        }
    }

    async fn find_in(
        &self,
        chart: &Chart,
        errand: &Errand<'_>,
        (mount, remote): (&Arc<Mount>, &RemoteItem),
    ) -> Result<Option<(Found, EntryKind)>> {
        let root = MountedPlace {
            mount: Arc::clone(mount),
            below: DrivePath::root(),
        };
        let reached = self.open(chart, root, errand.urgency).await?;
        let target = Target::Id(remote.id.clone());
        let entry = reached.mounted.stat(&target).await;
        let entry = entry.map_err(failure::of_item)?;
        let root = reached.mounted.root_path().await;
        let root = root.map_err(failure::of_item)?;
        let found = found_in(chart, errand.mandate, (mount, root, &entry));
        Ok(found.map(|found| (found, entry.kind)))
    }

    /// The mounts that show a drive, as far as somebody sees them. Nobody is asked for those of which it is not
    /// known which drive they show.
    fn showing<'a>(
        &'a self,
        chart: &'a Chart,
        mandate: &'a Mandate,
        drive: &'a DriveId,
    ) -> impl Iterator<Item = &'a Arc<Mount>> {
        let shows = |mount: &&Arc<Mount>| {
            let known = self.registry.known_drive(mount);
            known.as_ref() == Some(drive) && mandate.sees(&mount.path)
        };
        chart.mounts.iter().filter(move |mount| shows(mount))
    }

    /// Tells of a folder's shortcuts where they lead, as far as that is remembered: nobody is asked.
    pub(super) fn tell_targets(&self, mandate: &Mandate, folder: &VirtualPath, rows: &mut [Row]) {
        let (chart, place) = self.place(folder);
        if !place.mount.is_some_and(|place| follows(&place.mount)) {
            return;
        }
        for row in rows {
            if let Some(shortcut) = &mut row.shortcut {
                shortcut.target = self.known_target(&chart, mandate, &shortcut.remote);
            }
        }
    }

    fn known_target(
        &self,
        chart: &Chart,
        mandate: &Mandate,
        remote: &RemoteItem,
    ) -> Option<VirtualPath> {
        let target = Target::Id(remote.id.clone());
        let found = self
            .showing(chart, mandate, &remote.drive)
            .filter_map(|mount| {
                let mounted = self.registry.in_use(mount, Urgency::Background)?;
                let entry = mounted.known(&target)?;
                found_in(chart, mandate, (mount, mounted.known_root_path(), &entry))
            });
        let deepest = found.reduce(|one, other| if one.depth < other.depth { other } else { one });
        deepest.map(|found| found.path)
    }
}

/// The place of the tree at which an item lies by a mount, for somebody who sees that place. Another mount may
/// stand in front of it.
fn found_in(
    chart: &Chart,
    mandate: &Mandate,
    (mount, root, entry): (&Mount, Option<DrivePath>, &Entry),
) -> Option<Found> {
    let (root, at) = (root?, entry.found_at.as_ref()?);
    if !at.key().is_at_or_below(&root.key()) {
        return None;
    }
    let depth = root.segments().count();
    let path = joined(&mount.path, &at.below(depth)).ok()?;
    let answers = chart.table.resolve(&path).mount?;
    let is_there = answers.mount.id == mount.id && mandate.sees(&path);
    is_there.then_some(Found { path, depth })
}

fn follows(mount: &Mount) -> bool {
    mount.options.follow_shortcuts == FollowShortcuts::Mounted
}

/// A path, and the folders it lies in, but for the root: that is no shortcut.
fn upward(path: &DrivePath) -> impl Iterator<Item = DrivePath> {
    let all = std::iter::successors(Some(path.clone()), DrivePath::parent);
    all.filter(|path| !path.is_root())
}
