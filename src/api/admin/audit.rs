//! The audit log.

use axum::Json;
use axum::extract::State;

use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::api::shapes::AuditEntries;
use crate::domain::{Caller, Scope};
use crate::edge::Failed;
use crate::services::Services;

/// Read the audit log
///
/// Newest first. Names what was changed, never to what.
#[utoipa::path(
    get,
    path = "/api/v1/admin/audit",
    operation_id = "list_audit",
    tag = "audit",
    security(("bearer" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "At most this many; 1,000 where it is left out", minimum = 1, maximum = 10_000),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the part before, with the same `account`, `deed` and `path`"),
        ("account" = Option<String>, Query, description = "Only what this account did"),
        ("deed" = Option<String>, Query, description = "Only deeds of this name", example = "mount.create"),
        ("path" = Option<String>, Query, description = "Only what was done at or below this place"),
    ),
    responses(
        (status = 200, description = "A part of the log", body = AuditEntries),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(
    State(services): State<Services>,
    caller: Caller,
    query: Query,
) -> Result<Json<AuditEntries>, Failed> {
    let administration = services.administration(&caller, Scope::AuditRead)?;
    let page = administration
        .audit_log()
        .list(query.audit_query()?)
        .await?;
    Ok(Json(page.into()))
}
