//! What Graph knows and the simulator doesn't.

use super::Stop;

/// Segments right below the version that Graph knows and the simulator doesn't.
pub(super) const LACKING_ROOTS: [&str; 12] = [
    "$metadata",
    "applications",
    "auditLogs",
    "communications",
    "directory",
    "directoryObjects",
    "domains",
    "policies",
    "reports",
    "security",
    "servicePrincipals",
    "storage",
];

/// Segments below a drive or an item that Graph knows and the simulator doesn't.
pub(super) const LACKING_FACETS: [&str; 19] = [
    "activities",
    "analytics",
    "bundles",
    "contentStream",
    "delta",
    "discardCheckout",
    "drives",
    "extractSensitivityLabels",
    "follow",
    "following",
    "list",
    "listItem",
    "recent",
    "restore",
    "retentionLabel",
    "sharedWithMe",
    "subscriptions",
    "unfollow",
    "workbook",
];

/// Segments below a user that Graph knows and the simulator doesn't.
pub(super) const LACKING_USER_FACETS: [&str; 9] = [
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

/// Segments below a group that Graph knows and the simulator doesn't.
pub(super) const LACKING_GROUP_FACETS: [&str; 5] =
    ["memberOf", "members", "owners", "photo", "sites"];

/// Segments below a share that Graph knows and the simulator doesn't.
pub(super) const LACKING_SHARE_FACETS: [&str; 4] = ["list", "listItem", "permission", "site"];

/// Segments below a site that Graph knows and the simulator doesn't.
pub(super) const LACKING_SITE_FACETS: [&str; 10] = [
    "analytics",
    "columns",
    "contentTypes",
    "getByPath",
    "items",
    "lists",
    "onenote",
    "operations",
    "pages",
    "sites",
];

/// A segment the simulator doesn't serve: lacking if Graph knows it, unknown otherwise.
pub(super) fn known_or_not(segment: &str, known: &[&str]) -> Stop {
    let (name, _) = segment.split_at(segment.find(['(', ':']).unwrap_or(segment.len()));
    if known.contains(&name) {
        Stop::Lacking
    } else {
        Stop::Unknown(segment.to_owned())
    }
}
