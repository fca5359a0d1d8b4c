//! Where the account is signed in.

use axum::Json;
use http::StatusCode;

use crate::domain::SessionId;
use crate::edge::Failed;
use crate::services::OwnAccount;

use super::super::path_id::PathId;
use super::super::problem::Problem;
use super::super::shapes::SessionList;

/// List my sessions
#[utoipa::path(
    get,
    path = "/api/v1/me/sessions",
    operation_id = "list_my_sessions",
    tag = "me",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All of them, the one used last first", body = SessionList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(own: OwnAccount) -> Result<Json<SessionList>, Failed> {
    Ok(Json(own.sessions().list().await?.into()))
}

/// End my other sessions
///
/// All but the one that asks.
#[utoipa::path(
    delete,
    path = "/api/v1/me/sessions",
    operation_id = "revoke_my_other_sessions",
    tag = "me",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Ended"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn revoke_others(own: OwnAccount) -> Result<StatusCode, Failed> {
    own.sessions().revoke_others().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End a session of mine
#[utoipa::path(
    delete,
    path = "/api/v1/me/sessions/{id}",
    operation_id = "revoke_my_session",
    tag = "me",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 204, description = "Ended"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn revoke(
    own: OwnAccount,
    PathId(id): PathId<SessionId>,
) -> Result<StatusCode, Failed> {
    own.sessions().revoke(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
