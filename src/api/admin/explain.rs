//! Why somebody may do something, or may not.

use axum::Json;

use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::api::shapes::Explanation;
use crate::edge::Failed;
use crate::services::Administration;

/// Explain a decision
///
/// Says what `principal` may do at `path` by his account alone, and for which reasons; nothing is asked of
/// Microsoft.
#[utoipa::path(
    get,
    path = "/api/v1/admin/grants/explain",
    operation_id = "explain_decision",
    tag = "grants",
    security(("bearer" = [])),
    params(
        ("principal" = String, Query, description = "An account's id, a group's, or `guest`"),
        ("path" = String, Query, description = "The place, decoded", example = "/contoso/alice"),
        ("right" = String, Query, description = "`list`, `read`, `write`, `delete` or `share`"),
    ),
    responses(
        (status = 200, description = "The decision and its reasons", body = Explanation),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn show(
    administration: Administration,
    query: Query,
) -> Result<Json<Explanation>, Failed> {
    let (principal, right) = (query.principal()?, query.right()?);
    let explained = administration
        .grants()
        .explain(&principal, right, &query.path()?)?;
    Ok(Json(explained.into()))
}
