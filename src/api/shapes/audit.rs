//! The audit log.

use serde::Serialize;
use utoipa::ToSchema;

use crate::services::{AuditPage, AuditView};

use super::time::rfc3339;

/// What somebody did.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct AuditRow {
    #[schema(format = DateTime)]
    at: String,
    /// What was done.
    #[schema(example = "mount.create")]
    deed: &'static str,
    /// `done`, `failed` or `unclear`.
    ended: &'static str,
    /// Who did it; null for guests and for the command line.
    account_id: Option<String>,
    /// The account's name at that time.
    username: Option<String>,
    /// The API token or app password by which he came.
    token_id: Option<String>,
    /// From where, as far as that can be trusted.
    address: Option<String>,
    request_id: Option<String>,
    /// The id of what it was done to.
    subject: Option<String>,
    /// Where in the tree.
    path: Option<String>,
    /// Which fields were changed.
    fields: Vec<String>,
}

/// A part of the log, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct AuditEntries {
    items: Vec<AuditRow>,
    /// How to get the part before; null where there is none.
    next_cursor: Option<String>,
}

impl From<AuditPage> for AuditEntries {
    fn from(page: AuditPage) -> Self {
        Self {
            items: page.entries.into_iter().map(AuditRow::from).collect(),
            next_cursor: page.next_cursor,
        }
    }
}

impl From<AuditView> for AuditRow {
    fn from(entry: AuditView) -> Self {
        let actor = entry.actor;
        Self {
            at: rfc3339(entry.at),
            deed: entry.deed.name(),
            ended: entry.end.name(),
            account_id: actor.account.map(|id| id.to_string()),
            username: actor.username.map(|name| name.to_string()),
            token_id: actor.pass.map(|pass| pass.to_string()),
            address: actor.address.map(|address| address.to_string()),
            request_id: actor.request_id.map(|id| id.to_string()),
            subject: entry.subject,
            path: entry.path.map(|path| path.as_str().to_owned()),
            fields: entry.fields,
        }
    }
}
