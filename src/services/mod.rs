//! Use cases: what can be done with Onefold, and the one place that decides rights, for all faces.
//!
//! A service takes domain values, checks the caller, asks the layers below and answers with values.
//! It knows no HTTP type, not even a status.

mod accounts;
mod administration;
mod atlas;
pub mod authority;
mod browse;
mod compose;
mod cursor;
mod delivery;
mod depth;
mod downloads;
mod exchanges;
mod failure;
mod files;
mod follower;
mod ground;
mod health;
mod ladders;
mod leeway;
mod links;
mod locks;
mod overview;
mod own;
mod page;
mod passes;
mod passwords;
mod place;
mod properties;
mod reach;
mod registrar;
mod rotation;
mod rules;
mod sessions;
mod shortcuts;
mod snapshot;
mod snapshots;
mod stale;
mod streams;
mod unlocks;
mod upkeep;
mod uploads;
mod verdict;
mod whole;
mod workers;

use std::sync::Arc;

use administration::Office;
use own::Desk;

pub use accounts::Accounts;
pub use administration::{
    AccountChange, AccountView, Administration, AuditPage, AuditQuery, AuditView, ExplanationView,
    GroupChange, GroupView, MountChange, MountView, NewAccount, NewGrant, NewGroup, NewMount,
    NewRule, NewTenant, OptionsChange, ReasonView, RuleChange, RuleContent, TenantChange,
    TenantView, TokenView,
};
pub use browse::Browse;
pub use compose::ServicesParts;
pub use downloads::{Downloads, FetchRequest, Fetched, FileFacts, Habit, Way};
pub use files::{
    Amendment, Bringing, Brought, Change, Count, Files, ItemError, Made, Put, PutRequest,
    Relocation, Report, Transfer, TransferState,
};
pub use ladders::{Ladders, MountTest};
pub use leeway::{Leeway, Leeways, Stand};
pub use links::{Door, Links, Redeemed, Signature, SignedLink};
pub use locks::{ChildLocks, FolderLocks, LockView, Locked, Locks};
pub use overview::{MountState, Overview};
pub use own::{
    ApiTokens, AppPasswords, FreshAppPassword, FreshToken, NewAppPassword, NewToken, OwnAccount,
    OwnAppPassword, OwnSession, OwnSessions, OwnToken, Wanted,
};
pub use page::{FolderNotes, ListQuery, Page, Row, Shortcut, Tally};
pub use place::Place;
pub use properties::Properties;
pub use rotation::{MadeCertificate, Placement, Rotation};
pub use sessions::{CookieHolder, Sessions, SignIn, SignedIn};
pub use stale::Stale;
pub use streams::Holder;
pub use unlocks::{Unlocked, Unlocks};
pub use upkeep::Upkeep;
pub use uploads::{KeptUploads, Unfinished};
pub use whole::Whole;

/// All use cases, shared by every face.
#[derive(Clone, Debug)]
pub struct Services {
    /// Listings and single entries.
    pub browse: Arc<Browse>,
    /// Bytes.
    pub downloads: Arc<Downloads>,
    /// Files written, moved, copied, deleted.
    pub files: Arc<Files>,
    /// Locks, which every change heeds.
    pub locks: Arc<Locks>,
    /// What programs say of entries.
    pub properties: Arc<Properties>,
    /// Signing in and out.
    pub sessions: Arc<Sessions>,
    /// Links to bytes that are good for a while.
    pub links: Arc<Links>,
    /// Folders' passwords.
    pub unlocks: Arc<Unlocks>,
    /// Accounts, for the command line.
    pub accounts: Arc<Accounts>,
    /// Uploads that are not finished.
    pub uploads: Arc<KeptUploads>,
    /// Chores of the server.
    pub upkeep: Arc<Upkeep>,
    office: Arc<Office>,
    desk: Arc<Desk>,
}
