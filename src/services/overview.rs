//! How the mounts at or below a folder are doing, as far as is known without asking anybody.

use std::sync::Arc;

use crate::domain::{Caller, Delivery, Mount, Result, Segment, State, VirtualPath};
use crate::tree::{Place, Shadow};

use super::access::{self, Action};
use super::atlas::Chart;
use super::browse::Browse;
use super::page::{Row, Tally};

/// A mount, and what is known of it.
#[derive(Clone, Debug)]
pub struct MountState {
    /// Where it stands in the tree.
    pub path: VirtualPath,
    /// How bytes reach the visitor.
    pub delivery: Delivery,
    /// How it is doing: its own state, unless its organization as a whole is in trouble.
    pub state: State,
    /// What people call its organization. Administrators only.
    pub tenant: Option<String>,
    /// What to do where something is wrong. Administrators only.
    pub hint: Option<&'static str>,
}

/// The mounts at or below a folder.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Those in trouble first, then in the order of their paths; perhaps not all.
    pub mounts: Vec<MountState>,
    /// All of them, in numbers.
    pub tally: Tally,
}

impl Browse {
    /// The first `limit` mounts at or below `path`. Asks nothing of Microsoft.
    pub fn overview(&self, caller: &Caller, path: &VirtualPath, limit: usize) -> Result<Overview> {
        access::allow(caller, Action::List, path)?;
        let administrator = access::administrator(caller).is_ok();
        let (chart, _) = self.reach.place(path);
        let mut mounts = chart.table.mounts_below(&path.key());
        let tally = tally(&chart, &mounts);
        mounts.sort_by_key(|mount| chart.trouble_of(mount).is_none());
        let shown = mounts.iter().take(limit);
        let mounts = shown.map(|mount| describe(&chart, mount, administrator));
        Ok(Overview {
            mounts: mounts.collect(),
            tally,
        })
    }
}

fn describe(chart: &Chart, mount: &Mount, administrator: bool) -> MountState {
    let state = chart.health_of(mount).state;
    let tenant = chart.tenant_of(mount).ok();
    MountState {
        path: mount.path.clone(),
        delivery: mount.delivery,
        state,
        tenant: tenant
            .filter(|_| administrator)
            .map(|tenant| tenant.name.clone()),
        hint: state.hint().filter(|_| administrator),
    }
}

fn tally(chart: &Chart, mounts: &[Arc<Mount>]) -> Tally {
    let troubled = mounts
        .iter()
        .filter(|mount| chart.trouble_of(mount).is_some());
    Tally {
        in_trouble: troubled.count(),
        mounts: mounts.len(),
    }
}

/// The row of a path that mounts bring about, as its parent shows it. The root of the tree is called `/`
/// nowhere but in its own row.
pub(super) fn virtual_row(chart: &Chart, path: &VirtualPath, place: &Place) -> Row {
    let name = path.name().map_or_else(Segment::of_root, |name| {
        Segment::parse(name).unwrap_or_else(|_| Segment::of_root())
    });
    let at_mount = place
        .mount
        .as_ref()
        .filter(|mounted| mounted.below.is_root())
        .map(|mounted| &*mounted.mount);
    row(chart, path, name, at_mount)
}

/// The row of a folder below `path` that mounts bring about.
pub(super) fn shadow_row(chart: &Chart, path: &VirtualPath, shadow: &Shadow) -> Row {
    let (name, path) = (shadow.name.clone(), path.join(&shadow.name));
    row(chart, &path, name, shadow.mount.as_deref())
}

fn row(chart: &Chart, path: &VirtualPath, name: Segment, at: Option<&Mount>) -> Row {
    Row {
        mount: at.map(|mount| mount.id.clone()),
        trouble: at.and_then(|mount| chart.trouble_of(mount)),
        below: tally(chart, &chart.table.mounts_below(&path.key())),
        ..Row::virtual_folder(name)
    }
}
