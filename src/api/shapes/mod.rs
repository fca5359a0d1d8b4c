//! The bodies of this face as they travel, and the ways between them and the core's values.

mod account;
mod audit;
mod credential;
mod entry;
mod grant;
mod ladder;
mod link;
mod mount;
mod mountable;
mod options;
mod pass;
mod people;
mod rule;
mod session;
mod source;
mod state;
mod tenant;
mod text;
mod time;
mod token;

pub(super) use account::{Me, PasswordBody, Session, SignInBody, UnlockBody};
pub(super) use audit::AuditEntries;
pub(super) use entry::{Entries, Entry};
pub(super) use grant::{Explanation, Grant, GrantCreation, GrantList, GrantPatch, principal};
pub(super) use ladder::TestResult;
pub(super) use link::Link;
pub(super) use mount::{Mount, MountCreation, MountList, MountPatch};
pub(super) use pass::{
    AppPasswordCreation, AppPasswordList, FreshAppPassword, FreshToken, TokenCreation, TokenList,
};
pub(super) use people::{
    Account, AccountCreation, AccountList, AccountPatch, Group, GroupCreation, GroupList,
    GroupPatch,
};
pub(super) use rule::{Rule, RuleCreation, RuleList, RulePatch};
pub(super) use session::SessionList;
pub(super) use tenant::{Tenant, TenantCreation, TenantList, TenantPatch};
pub(super) use token::HeldTokenList;
