//! What a place lets be done with whatever lies there, and what somebody may do there. Nobody is asked.

use std::sync::Arc;

use crate::domain::{Caller, Rights, VirtualPath};

use super::atlas::Chart;
use super::authority::Mandate;
use super::browse::Browse;

/// Where a path stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// No mount answers for it.
    Nowhere,
    /// Mounts further down bring it about.
    Virtual,
    /// It is a mount's root.
    Mount,
    /// It is in a drive.
    Inside,
}

/// What can be done at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leeway {
    /// Where it stands.
    pub stand: Stand,
    /// Another drive is mounted below it.
    pub holds_mounts: bool,
    /// The mount lets nothing be changed.
    pub read_only: bool,
    /// What the caller may do.
    pub rights: Rights,
}

impl Leeway {
    /// Whether anything can be changed there, by whoever may.
    pub const fn is_writable(&self) -> bool {
        matches!(self.stand, Stand::Mount | Stand::Inside) && !self.read_only
    }
}

/// What somebody can do where, as things were when he came.
#[derive(Debug)]
pub struct Leeways {
    mandate: Mandate,
    chart: Arc<Chart>,
}

impl Leeways {
    /// At a place, whether or not something lies there: it is for those who know that by other ways.
    pub fn at(&self, path: &VirtualPath) -> Leeway {
        let place = self.chart.table.resolve(path);
        let mounted = place.mount.as_ref();
        let stand = if mounted.is_some_and(|mounted| mounted.below.is_root()) {
            Stand::Mount
        } else if place.is_virtual {
            Stand::Virtual
        } else if mounted.is_some() {
            Stand::Inside
        } else {
            Stand::Nowhere
        };
        Leeway {
            stand,
            holds_mounts: !place.shadows.is_empty(),
            read_only: mounted.is_some_and(|mounted| mounted.mount.read_only),
            rights: self.mandate.rights(path),
        }
    }
}

impl Browse {
    /// What a caller can do where.
    pub fn leeways(&self, caller: &Caller) -> Leeways {
        Leeways {
            mandate: self.authority.mandate(caller),
            chart: self.reach.atlas.chart(),
        }
    }
}
