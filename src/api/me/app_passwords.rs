//! The account's passwords for programs.

use axum::Json;
use http::StatusCode;

use crate::domain::AppPasswordId;
use crate::edge::Failed;
use crate::services::OwnAccount;

use super::super::json::JsonBody;
use super::super::path_id::PathId;
use super::super::problem::Problem;
use super::super::shapes::{AppPasswordCreation, AppPasswordList, FreshAppPassword};

/// List my passwords for programs
#[utoipa::path(
    get,
    path = "/api/v1/me/app-passwords",
    operation_id = "list_my_app_passwords",
    tag = "me",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All of them, oldest first; those too that have ended", body = AppPasswordList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(own: OwnAccount) -> Result<Json<AppPasswordList>, Failed> {
    Ok(Json(own.app_passwords().list().await?.into()))
}

/// Make a password for a program
///
/// It is shown in this answer and never again.
#[utoipa::path(
    post,
    path = "/api/v1/me/app-passwords",
    operation_id = "create_my_app_password",
    tag = "me",
    security(("bearer" = [])),
    request_body = AppPasswordCreation,
    responses(
        (status = 201, description = "Made", body = FreshAppPassword),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn create(
    own: OwnAccount,
    JsonBody(body): JsonBody<AppPasswordCreation>,
) -> Result<(StatusCode, Json<FreshAppPassword>), Failed> {
    let made = own.app_passwords().create(body.try_into()?).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Revoke a password for a program of mine
#[utoipa::path(
    delete,
    path = "/api/v1/me/app-passwords/{id}",
    operation_id = "revoke_my_app_password",
    tag = "me",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 204, description = "Revoked"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn revoke(
    own: OwnAccount,
    PathId(id): PathId<AppPasswordId>,
) -> Result<StatusCode, Failed> {
    own.app_passwords().revoke(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
