//! What a drive's failure means, by what was asked about: one item, a mount's root, or all of a tenant.

use std::sync::Arc;

use crate::domain::{Diagnosis, Error, Mount, Service, UpstreamFailure};

/// A failure of one item below a mount's root. A refusal is about that item: that the application may
/// read the drive is shown by everything else in it.
pub(super) fn of_item(error: Error) -> Error {
    match error {
        Error::Upstream(failure)
            if failure.service == Service::Graph
                && matches!(
                    failure.diagnosis,
                    Diagnosis::RoleMissing | Diagnosis::SiteNotGranted
                ) =>
        {
            UpstreamFailure {
                diagnosis: Diagnosis::ItemForbidden,
                ..Arc::unwrap_or_clone(failure)
            }
            .into()
        }
        other => other,
    }
}

/// A failure of a mount's own root. That it is missing, or no folder, is trouble of the mount: the visitor
/// asked for nothing that is not there.
pub(super) fn of_root(error: Error, mount: &Mount) -> Error {
    let diagnosis = match error {
        Error::NotFound => Diagnosis::DriveNotFound,
        Error::WrongKind { .. } => Diagnosis::RootNotAFolder,
        other => return other,
    };
    UpstreamFailure {
        tenant: Some(mount.tenant_id.clone()),
        ..UpstreamFailure::new(Service::Graph, diagnosis)
    }
    .into()
}

/// Whether the application as a whole is refused, whatever was asked for: its sign-in, or the token that
/// it got.
pub(super) fn is_of_tenant(error: &Error) -> bool {
    let Error::Upstream(failure) = error else {
        return false;
    };
    let of_token = [
        Diagnosis::TokenRefused,
        Diagnosis::BlockedByPolicy,
        Diagnosis::ConsentMissing,
    ];
    failure.service == Service::Login || of_token.contains(&failure.diagnosis)
}
