//! What Graph knows and the simulator doesn't.

use super::Stop;

/// Segments right below the version that Graph knows and the simulator doesn't.
pub(super) const LACKING_ROOTS: [&str; 16] = [
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
    "storage",
    "subscriptions",
];

/// Segments below a drive or an item that Graph knows and the simulator doesn't.
pub(super) const LACKING_FACETS: [&str; 22] = [
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
    "invite",
    "list",
    "listItem",
    "preview",
    "recent",
    "restore",
    "retentionLabel",
    "search",
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
