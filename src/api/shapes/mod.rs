//! The bodies of this face as they travel, and the ways between them and the core's values.

mod account;
mod credential;
mod entry;
mod ladder;
mod mount;
mod options;
mod source;
mod state;
mod tenant;
mod text;
mod time;

pub(super) use account::{Me, Session, SignInBody};
pub(super) use entry::{Entries, Entry};
pub(super) use ladder::TestResult;
pub(super) use mount::{Mount, MountCreation, MountList, MountPatch};
pub(super) use tenant::{Tenant, TenantCreation, TenantList, TenantPatch};
