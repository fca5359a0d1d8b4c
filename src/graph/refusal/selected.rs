//! Refusals of an application that reaches only what is granted to it piece by piece.
//!
//! Source: Graph documentation, "Overview of Selected permissions in OneDrive and SharePoint": consent to
//! `Sites.Selected` alone gives nothing; a role is granted for each site.

use http::StatusCode;

use crate::domain::Diagnosis;
use crate::graph::error::{Error, ErrorKind};

use super::Subject;

/// Whether a token with these roles reaches only sites that were granted to its application one by one.
pub fn reaches_granted_sites_only(roles: &[String]) -> bool {
    let reaches_all = |role: &String| {
        let family = role.starts_with("Files.") || role.starts_with("Sites.");
        family && role.ends_with(".All")
    };
    roles.iter().any(|role| role == "Sites.Selected") && !roles.iter().any(reaches_all)
}

/// Says what such an application lacks, where it was refused for what its token holds.
pub(in crate::graph) fn sharpen(
    mut error: Error,
    subject: Subject,
    roles: Option<&[String]>,
) -> Error {
    let refused = error.kind == ErrorKind::Failed
        && error.failure.status == Some(StatusCode::FORBIDDEN.as_u16())
        && matches!(
            error.diagnosis(),
            Diagnosis::RoleMissing | Diagnosis::DriveNotProvisioned | Diagnosis::AppFolderMissing
        );
    if refused && roles.is_some_and(reaches_granted_sites_only) {
        error.failure.diagnosis = match subject {
            Subject::Directory => return error,
            Subject::UserDrive => Diagnosis::OneDriveNotGranted,
            _ => Diagnosis::SiteNotGranted,
        };
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Service, UpstreamFailure};

    fn roles(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn only_who_holds_nothing_wider_depends_on_grants() {
        for (names, expected) in [
            (&["Sites.Selected"][..], true),
            (&["Sites.Selected", "User.Read.All"], true),
            (
                &["Sites.Selected", "Files.SelectedOperations.Selected"],
                true,
            ),
            (&["Sites.Selected", "Files.Read.All"], false),
            (&["Sites.Selected", "Sites.ReadWrite.All"], false),
            (&["Files.Read.All"], false),
            (&[], false),
        ] {
            assert_eq!(
                reaches_granted_sites_only(&roles(names)),
                expected,
                "{names:?}"
            );
        }
    }

    #[test]
    fn a_refusal_names_the_grant_that_is_lacking() {
        use Diagnosis as D;
        let refusal = |diagnosis, status| {
            let failure = UpstreamFailure {
                status: Some(status),
                ..UpstreamFailure::new(Service::Graph, diagnosis)
            };
            Error::failed("test", failure)
        };
        let selected = roles(&["Sites.Selected"]);
        for (subject, diagnosis, status, expected) in [
            (Subject::Site, D::RoleMissing, 403, D::SiteNotGranted),
            (Subject::Drive, D::RoleMissing, 403, D::SiteNotGranted),
            (Subject::Item, D::RoleMissing, 403, D::SiteNotGranted),
            (
                Subject::UserDrive,
                D::RoleMissing,
                403,
                D::OneDriveNotGranted,
            ),
            (
                Subject::UserDrive,
                D::DriveNotProvisioned,
                403,
                D::OneDriveNotGranted,
            ),
            (
                Subject::UserDrive,
                D::DriveNotProvisioned,
                404,
                D::DriveNotProvisioned,
            ),
            (Subject::Directory, D::RoleMissing, 403, D::RoleMissing),
            (Subject::Drive, D::DriveLocked, 403, D::DriveLocked),
        ] {
            let told = sharpen(refusal(diagnosis, status), subject, Some(&selected));
            assert_eq!(
                told.diagnosis(),
                expected,
                "{subject:?} {diagnosis:?} {status}"
            );
            let wide = roles(&["Files.Read.All"]);
            let told = sharpen(refusal(diagnosis, status), subject, Some(&wide));
            assert_eq!(told.diagnosis(), diagnosis);
        }
    }
}
