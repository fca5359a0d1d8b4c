//! What a request costs whom.

use crate::world::{AppKey, DriveKey, TenantKey};

/// What is counted of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Charge {
    pub(crate) tenant: TenantKey,
    pub(crate) size: TenantSize,
    pub(crate) app: AppKey,
    pub(crate) work: Work,
}

/// What the limits of a tenant depend on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TenantSize {
    pub(crate) licenses: u32,
    pub(crate) users: usize,
}

/// Which service does how much.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Work {
    /// None: a batch, whose members are charged one by one, or an address nobody serves.
    None,
    /// SharePoint and OneDrive, in their resource units.
    Files {
        units: u64,
        /// The drive, if it is one's that exists.
        drive: Option<DriveKey>,
        /// Which limit there is besides those of the units.
        rate: Rate,
        /// Whether it is the drive of a user who has none.
        missing: bool,
    },
    /// Entra's directory, in its own units.
    Directory { units: u64 },
}

/// Requests that have a limit of their own, counted singly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rate {
    /// None.
    Plain,
    /// Links and invitations.
    Sharing,
    /// Searches.
    Search,
}
