//! What Graph knows and the simulator doesn't.

use super::Route;

/// Segments right below the version that Graph knows and the simulator doesn't.
pub(super) const LACKING_ROOTS: [&str; 18] = [
    "$batch",
    "$metadata",
    "applications",
    "auditLogs",
    "communications",
    "directory",
    "directoryObjects",
    "domains",
    "groups",
    "policies",
    "reports",
    "search",
    "security",
    "servicePrincipals",
    "shares",
    "sites",
    "storage",
    "subscriptions",
];

/// Segments below a drive or an item that Graph knows and the simulator doesn't.
pub(super) const LACKING_FACETS: [&str; 32] = [
    "activities",
    "analytics",
    "bundles",
    "checkin",
    "checkout",
    "contentStream",
    "copy",
    "createLink",
    "createUploadSession",
    "delta",
    "discardCheckout",
    "drives",
    "extractSensitivityLabels",
    "follow",
    "following",
    "invite",
    "list",
    "listItem",
    "permanentDelete",
    "permissions",
    "preview",
    "recent",
    "restore",
    "retentionLabel",
    "search",
    "sharedWithMe",
    "special",
    "subscriptions",
    "thumbnails",
    "unfollow",
    "versions",
    "workbook",
];

/// Segments below a user that Graph knows and the simulator doesn't.
pub(super) const LACKING_USER_FACETS: [&str; 10] = [
    "drives",
    "followedSites",
    "licenseDetails",
    "manager",
    "memberOf",
    "mailboxSettings",
    "messages",
    "oauth2PermissionGrants",
    "photo",
    "settings",
];

/// A segment the simulator doesn't serve: lacking if Graph knows it, unknown otherwise.
pub(super) fn known_or_not(segment: &str, known: &[&str]) -> Route {
    let (name, _) = segment.split_at(segment.find(['(', ':']).unwrap_or(segment.len()));
    if known.contains(&name) {
        Route::Lacking
    } else {
        Route::Unknown(segment.to_owned())
    }
}
