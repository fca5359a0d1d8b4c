//! Drives in the tree: mount, change, test, unmount.

use axum::Json;
use axum::response::IntoResponse;
use http::{StatusCode, header};

use crate::domain::MountId;
use crate::edge::Failed;
use crate::services::Administration;

use crate::api::json::JsonBody;
use crate::api::path_id::PathId;
use crate::api::problem::Problem;
use crate::api::shapes::{Mount, MountCreation, MountList, MountPatch, TestResult};

/// List mounts
#[utoipa::path(
    get,
    path = "/api/v1/admin/mounts",
    operation_id = "list_mounts",
    tag = "mounts",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All of them, oldest first", body = MountList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(
    administration: Administration,
) -> Result<Json<MountList>, Failed> {
    let views = administration.mounts().list();
    Ok(Json(views.into()))
}

/// Mount a drive
///
/// Microsoft is not asked: the state is `unchecked`.
#[utoipa::path(
    post,
    path = "/api/v1/admin/mounts",
    operation_id = "create_mount",
    tag = "mounts",
    security(("bearer" = [])),
    request_body = MountCreation,
    responses(
        (status = 201, description = "Mounted", body = Mount, headers(("Location" = String, description = "Where it can be found"))),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn create(
    administration: Administration,
    JsonBody(body): JsonBody<MountCreation>,
) -> Result<impl IntoResponse, Failed> {
    let view = administration.mounts().create(body.try_into()?).await?;
    let mount = Mount::from(view);
    let location = [(header::LOCATION, mount.location())];
    Ok((StatusCode::CREATED, location, Json(mount)))
}

/// Show a mount
#[utoipa::path(
    get,
    path = "/api/v1/admin/mounts/{id}",
    operation_id = "show_mount",
    tag = "mounts",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "The mount", body = Mount),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn show(
    administration: Administration,
    PathId(id): PathId<MountId>,
) -> Result<Json<Mount>, Failed> {
    let view = administration.mounts().find(&id)?;
    Ok(Json(view.into()))
}

/// Change a mount
///
/// A merge patch (RFC 7396) of the keys that are named. What the configuration file declares is 409
/// `declared_in_file`. To another `path` a mount takes along the grants and rules at and below its old one, but
/// those of mounts below it; it is 409 `grant_taken`, `rule_taken`, `grant_beyond` or `contains_mount`, and
/// nothing is changed, where they can't go along.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/mounts/{id}",
    operation_id = "update_mount",
    tag = "mounts",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    request_body(content((MountPatch = "application/json"), (MountPatch = "application/merge-patch+json"))),
    responses(
        (status = 200, description = "The mount, changed", body = Mount),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn update(
    administration: Administration,
    PathId(id): PathId<MountId>,
    JsonBody(body): JsonBody<MountPatch>,
) -> Result<Json<Mount>, Failed> {
    let change = body.try_into()?;
    let view = administration.mounts().update(&id, change).await?;
    Ok(Json(view.into()))
}

/// Unmount a drive
///
/// Nothing of Microsoft's is touched.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/mounts/{id}",
    operation_id = "delete_mount",
    tag = "mounts",
    security(("bearer" = [])),
    params(
        ("id" = String, Path),
    ),
    responses(
        (status = 204, description = "Gone"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn remove(
    administration: Administration,
    PathId(id): PathId<MountId>,
) -> Result<StatusCode, Failed> {
    administration.mounts().delete(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Test a mount
///
/// Climbs the ladder of its organization, and on to the folder that the mount shows.
#[utoipa::path(
    post,
    path = "/api/v1/admin/mounts/{id}/test",
    operation_id = "test_mount",
    tag = "mounts",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "What was tried, and what came of it", body = TestResult),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn test(
    administration: Administration,
    PathId(id): PathId<MountId>,
) -> Result<Json<TestResult>, Failed> {
    let ladder = administration.mounts().test(&id).await?;
    Ok(Json(ladder.into()))
}
