//! Who may do what. Every use case asks here, and nobody else decides.

use crate::domain::{Account, Caller, Error, Result, Role, VirtualPath};

/// What a caller wants to do at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// See names.
    List,
    /// Read bytes.
    Read,
}

/// Whether `caller` may do `action` at `path`. Grants come later; until then administrators may do
/// everything, and nobody else anything. The answer does not depend on whether the path exists, and
/// nothing has been asked of anybody when it is given.
pub(super) fn allow(caller: &Caller, action: Action, path: &VirtualPath) -> Result<()> {
    let account = signed_in(caller)?;
    match (account.role, action) {
        (Role::Admin, Action::List | Action::Read) => {
            let depth = path.segments().count();
            tracing::trace!(account.id = %account.id, ?action, depth, "allowed");
            Ok(())
        }
        (Role::TenantAdmin | Role::Member, _) => Err(Error::NotFound),
    }
}

/// The administrator who is asking; [`Error::Unauthenticated`] for everybody else.
pub(super) fn administrator(caller: &Caller) -> Result<&Account> {
    let account = signed_in(caller)?;
    match account.role {
        Role::Admin => Ok(account),
        Role::TenantAdmin | Role::Member => Err(Error::NotFound),
    }
}

fn signed_in(caller: &Caller) -> Result<&Account> {
    caller
        .account()
        .map(|account| &**account)
        .ok_or(Error::Unauthenticated)
}
