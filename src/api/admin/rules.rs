//! Folder rules: what is hidden, what has a password, how a folder is shown.

use axum::Json;
use axum::response::IntoResponse;
use http::{StatusCode, header};

use crate::api::json::JsonBody;
use crate::api::path_id::PathId;
use crate::api::problem::Problem;
use crate::api::shapes::{Rule, RuleCreation, RuleList, RulePatch};
use crate::domain::RuleId;
use crate::edge::Failed;
use crate::services::Administration;

/// List folder rules
#[utoipa::path(
    get,
    path = "/api/v1/admin/rules",
    operation_id = "list_rules",
    tag = "rules",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All in the parts of the tree that the caller administers, in the order of their paths", body = RuleList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(administration: Administration) -> Json<RuleList> {
    Json(administration.folder_rules().list().into())
}

/// Make a folder rule
#[utoipa::path(
    post,
    path = "/api/v1/admin/rules",
    operation_id = "create_rule",
    tag = "rules",
    security(("bearer" = [])),
    request_body = RuleCreation,
    responses(
        (status = 201, description = "Made", body = Rule, headers(("Location" = String, description = "Where it can be found"))),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn create(
    administration: Administration,
    JsonBody(body): JsonBody<RuleCreation>,
) -> Result<impl IntoResponse, Failed> {
    let made = administration
        .folder_rules()
        .create(body.try_into()?)
        .await?;
    let shown = Rule::from(made);
    let location = [(header::LOCATION, shown.location())];
    Ok((StatusCode::CREATED, location, Json(shown)))
}

/// Show a folder rule
#[utoipa::path(
    get,
    path = "/api/v1/admin/rules/{id}",
    operation_id = "show_rule",
    tag = "rules",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "It", body = Rule),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn show(
    administration: Administration,
    PathId(id): PathId<RuleId>,
) -> Result<Json<Rule>, Failed> {
    Ok(Json(administration.folder_rules().find(&id)?.into()))
}

/// Change a folder rule
///
/// A merge patch (RFC 7396): what is left out stays, null removes. A new password closes what the old one had
/// opened.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/rules/{id}",
    operation_id = "update_rule",
    tag = "rules",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    request_body(content((RulePatch = "application/json"), (RulePatch = "application/merge-patch+json"))),
    responses(
        (status = 200, description = "It, changed", body = Rule),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn update(
    administration: Administration,
    PathId(id): PathId<RuleId>,
    JsonBody(body): JsonBody<RulePatch>,
) -> Result<Json<Rule>, Failed> {
    let change = body.try_into()?;
    let changed = administration.folder_rules().update(&id, change).await?;
    Ok(Json(changed.into()))
}

/// Remove a folder rule
///
/// The folder is shown like any other again.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/rules/{id}",
    operation_id = "delete_rule",
    tag = "rules",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 204, description = "Gone"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn remove(
    administration: Administration,
    PathId(id): PathId<RuleId>,
) -> Result<StatusCode, Failed> {
    administration.folder_rules().delete(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
