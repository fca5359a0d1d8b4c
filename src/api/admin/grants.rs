//! Grants: who may do what, and from where on.

use axum::Json;
use axum::response::IntoResponse;
use http::{StatusCode, header};

use crate::api::json::JsonBody;
use crate::api::path_id::PathId;
use crate::api::problem::Problem;
use crate::api::shapes::{Grant, GrantCreation, GrantList, GrantPatch};
use crate::domain::GrantId;
use crate::edge::Failed;
use crate::services::Administration;

/// List grants
#[utoipa::path(
    get,
    path = "/api/v1/admin/grants",
    operation_id = "list_grants",
    tag = "grants",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All in the parts of the tree that the caller administers, in the order of their paths", body = GrantList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(administration: Administration) -> Json<GrantList> {
    Json(administration.grants().list().into())
}

/// Make a grant
#[utoipa::path(
    post,
    path = "/api/v1/admin/grants",
    operation_id = "create_grant",
    tag = "grants",
    security(("bearer" = [])),
    request_body = GrantCreation,
    responses(
        (status = 201, description = "Made", body = Grant, headers(("Location" = String, description = "Where it can be found"))),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn create(
    administration: Administration,
    JsonBody(body): JsonBody<GrantCreation>,
) -> Result<impl IntoResponse, Failed> {
    let made = administration.grants().create(body.try_into()?).await?;
    let shown = Grant::from(made);
    let location = [(header::LOCATION, shown.location())];
    Ok((StatusCode::CREATED, location, Json(shown)))
}

/// Show a grant
#[utoipa::path(
    get,
    path = "/api/v1/admin/grants/{id}",
    operation_id = "show_grant",
    tag = "grants",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "It", body = Grant),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn show(
    administration: Administration,
    PathId(id): PathId<GrantId>,
) -> Result<Json<Grant>, Failed> {
    Ok(Json(administration.grants().find(&id)?.into()))
}

/// Change a grant
///
/// Only its rights: whom it is for and where is what it is.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/grants/{id}",
    operation_id = "update_grant",
    tag = "grants",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    request_body(content((GrantPatch = "application/json"), (GrantPatch = "application/merge-patch+json"))),
    responses(
        (status = 200, description = "It, changed", body = Grant),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn update(
    administration: Administration,
    PathId(id): PathId<GrantId>,
    JsonBody(body): JsonBody<GrantPatch>,
) -> Result<Json<Grant>, Failed> {
    let change = body.try_into()?;
    let changed = administration.grants().update(&id, change).await?;
    Ok(Json(changed.into()))
}

/// Remove a grant
///
/// What was granted further up holds again.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/grants/{id}",
    operation_id = "delete_grant",
    tag = "grants",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 204, description = "Gone"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn remove(
    administration: Administration,
    PathId(id): PathId<GrantId>,
) -> Result<StatusCode, Failed> {
    administration.grants().delete(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
