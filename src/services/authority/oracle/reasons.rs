//! Whether a chain of reasons holds: from it alone to the same end.

use crate::domain::{Right, Rights};
use crate::services::authority::{Outcome, Reason};

/// What these reasons lead to, for somebody who knows nothing but them and the right.
pub(super) fn conclusion(right: Right, reasons: &[Reason]) -> Outcome {
    let any = |holds: fn(&Reason) -> bool| reasons.iter().any(holds);
    if any(|one| {
        matches!(
            one,
            Reason::ScopeLacking(_) | Reason::OutsideToken(_) | Reason::OutsideLink
        )
    }) {
        return Outcome::Denied;
    }
    let locked = reasons.iter().find_map(|one| match one {
        Reason::Locked(locked) => Some(locked.folder.clone()),
        _ => None,
    });
    if any(|one| matches!(one, Reason::Administrator | Reason::TenantAdministrator(_))) {
        return locked.map_or(Outcome::Allowed, |folder| Outcome::Locked { folder });
    }
    if any(|one| matches!(one, Reason::Hidden(_))) {
        return Outcome::Hidden;
    }
    let granted = reasons.iter().filter_map(|one| match one {
        Reason::Granted(grant) | Reason::Closed(grant) => Some(grant.rights),
        _ => None,
    });
    let holds = granted.fold(Rights::NONE, Rights::union).holds(right);
    let passes = any(|one| matches!(one, Reason::LeadsToGrant(_) | Reason::LeadsToTenant(_)));
    match locked {
        _ if !holds && !passes => Outcome::Denied,
        Some(folder) => Outcome::Locked { folder },
        None if holds => Outcome::Allowed,
        None => Outcome::Passage,
    }
}
