//! Groups of accounts.

use axum::Json;
use axum::response::IntoResponse;
use http::{StatusCode, header};

use crate::api::json::JsonBody;
use crate::api::path_id::PathId;
use crate::api::problem::Problem;
use crate::api::shapes::{Group, GroupCreation, GroupList, GroupPatch};
use crate::domain::GroupId;
use crate::edge::Failed;
use crate::services::Administration;

/// List groups
#[utoipa::path(
    get,
    path = "/api/v1/admin/groups",
    operation_id = "list_groups",
    tag = "groups",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All that the caller looks after, oldest first", body = GroupList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(administration: Administration) -> Json<GroupList> {
    Json(administration.groups().list().into())
}

/// Make a group
#[utoipa::path(
    post,
    path = "/api/v1/admin/groups",
    operation_id = "create_group",
    tag = "groups",
    security(("bearer" = [])),
    request_body = GroupCreation,
    responses(
        (status = 201, description = "Made", body = Group, headers(("Location" = String, description = "Where it can be found"))),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn create(
    administration: Administration,
    JsonBody(body): JsonBody<GroupCreation>,
) -> Result<impl IntoResponse, Failed> {
    let made = administration.groups().create(body.try_into()?).await?;
    let shown = Group::from(made);
    let location = [(header::LOCATION, shown.location())];
    Ok((StatusCode::CREATED, location, Json(shown)))
}

/// Show a group
#[utoipa::path(
    get,
    path = "/api/v1/admin/groups/{id}",
    operation_id = "show_group",
    tag = "groups",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "It", body = Group),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn show(
    administration: Administration,
    PathId(id): PathId<GroupId>,
) -> Result<Json<Group>, Failed> {
    Ok(Json(administration.groups().find(&id)?.into()))
}

/// Change a group
///
/// A merge patch (RFC 7396): what is left out stays; `members` is replaced as a whole.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/groups/{id}",
    operation_id = "update_group",
    tag = "groups",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    request_body(content((GroupPatch = "application/json"), (GroupPatch = "application/merge-patch+json"))),
    responses(
        (status = 200, description = "It, changed", body = Group),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn update(
    administration: Administration,
    PathId(id): PathId<GroupId>,
    JsonBody(body): JsonBody<GroupPatch>,
) -> Result<Json<Group>, Failed> {
    let change = body.try_into()?;
    let changed = administration.groups().update(&id, change).await?;
    Ok(Json(changed.into()))
}

/// Remove a group
///
/// Its grants go along, its members stay.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/groups/{id}",
    operation_id = "delete_group",
    tag = "groups",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 204, description = "Gone"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn remove(
    administration: Administration,
    PathId(id): PathId<GroupId>,
) -> Result<StatusCode, Failed> {
    administration.groups().delete(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
