//! How the mounts at or below a folder are doing, as far as is known without asking anybody.

use std::sync::Arc;

use crate::domain::{Caller, Delivery, Mount, Result, Segment, State, VirtualPath};
use crate::tree::Shadow;

use super::atlas::Chart;
use super::authority::Mandate;
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
        let mandate = self.authority.mandate(caller);
        mandate.see(path)?;
        let (chart, _) = self.reach.place(path);
        let mut mounts = mounts_below(&chart, &mandate, path);
        let tally = tally(&chart, &mounts);
        mounts.sort_by_key(|mount| chart.trouble_of(mount).is_none());
        let shown = mounts.iter().take(limit);
        let mounts = shown.map(|mount| describe(&chart, mount, &mandate));
        Ok(Overview {
            mounts: mounts.collect(),
            tally,
        })
    }
}

fn describe(chart: &Chart, mount: &Mount, mandate: &Mandate) -> MountState {
    let administrator = mandate.administers(&mount.tenant_id);
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
pub(super) fn virtual_row((chart, mandate): (&Chart, &Mandate), path: &VirtualPath) -> Row {
    let name = path.name().map_or_else(Segment::of_root, |name| {
        Segment::parse(name).unwrap_or_else(|_| Segment::of_root())
    });
    let row = Row::virtual_folder(name);
    with_mounts((chart, mandate), path, row)
}

/// The row of a folder below another that mounts bring about. What is known of these mounts is added for
/// each reader: not everybody may know of all of them.
pub(super) fn shadow_row(shadow: &Shadow) -> Row {
    Row::virtual_folder(shadow.name.clone())
}

/// A row with what its reader may know of the mounts at and below its place.
pub(super) fn with_mounts(
    (chart, mandate): (&Chart, &Mandate),
    path: &VirtualPath,
    row: Row,
) -> Row {
    let below = mounts_below(chart, mandate, path);
    let at = below.iter().find(|mount| mount.path.key() == path.key());
    Row {
        mount: at.map(|mount| mount.id.clone()),
        trouble: at.and_then(|mount| chart.trouble_of(mount)),
        below: tally(chart, &below),
        ..row
    }
}

/// The mounts at or below a folder of which somebody may know.
fn mounts_below(chart: &Chart, mandate: &Mandate, path: &VirtualPath) -> Vec<Arc<Mount>> {
    let mut mounts = chart.table.mounts_below(&path.key());
    mounts.retain(|mount| mandate.sees(&mount.path));
    mounts
}
