//! How much one application may use, and what its calls cost.

/// What a call costs, in Microsoft's resource units (SharePoint documentation, "Avoid getting throttled
/// or blocked in SharePoint Online", section "Resource units").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graph) enum Cost {
    /// One item, a download, a token's delta.
    Single,
    /// Several items, or any change.
    Many,
    /// Who may do what with an item.
    Permissions,
}

impl Cost {
    pub(in crate::graph) const fn units(self) -> u32 {
        match self {
            Self::Single => 1,
            Self::Many => 2,
            Self::Permissions => 5,
        }
    }
}

/// How much one application may use. The defaults are those of organizations with up to 1,000 licenses,
/// the smallest that Microsoft tells apart (same page, section "Application throttling").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Resource units in any minute. Part of them may be used at once, the others come back steadily.
    pub units_per_minute: u32,
    /// Resource units of a day, of which background work takes at most 40 %.
    pub units_per_day: u64,
    /// Calls to one drive in any five minutes.
    pub drive_calls_per_5_minutes: u32,
    /// Calls to one drive that may be made at once.
    pub drive_burst: u32,
    /// Calls under way at once.
    pub concurrency: usize,
}

impl Limits {
    /// Resource units that may be used at once. Together with a whole window of refill they stay below
    /// what a minute allows, wherever the minute begins.
    pub(super) const fn burst(self) -> u32 {
        self.units_per_minute * 2 / 5
    }

    /// Resource units that come back each minute.
    pub(super) const fn refill(self) -> u32 {
        self.units_per_minute - self.burst()
    }

    /// Calls to one drive that come back in five minutes.
    pub(super) const fn drive_refill(self) -> u32 {
        self.drive_calls_per_5_minutes
            .saturating_sub(self.drive_burst)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            units_per_minute: 1_250,
            units_per_day: 1_200_000,
            drive_calls_per_5_minutes: 3_000,
            drive_burst: 500,
            concurrency: 16,
        }
    }
}
