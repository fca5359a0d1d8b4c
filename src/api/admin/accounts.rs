//! Accounts: make, change, remove.

use axum::Json;
use axum::response::IntoResponse;
use http::{StatusCode, header};

use crate::api::json::JsonBody;
use crate::api::path_id::PathId;
use crate::api::problem::Problem;
use crate::api::shapes::{Account, AccountCreation, AccountList, AccountPatch};
use crate::domain::AccountId;
use crate::edge::Failed;
use crate::services::Administration;

/// List accounts
#[utoipa::path(
    get,
    path = "/api/v1/admin/accounts",
    operation_id = "list_accounts",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All that the caller looks after, oldest first", body = AccountList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(administration: Administration) -> Json<AccountList> {
    Json(administration.accounts().list().into())
}

/// Make an account
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts",
    operation_id = "create_account",
    tag = "accounts",
    security(("bearer" = [])),
    request_body = AccountCreation,
    responses(
        (status = 201, description = "Made", body = Account, headers(("Location" = String, description = "Where it can be found"))),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn create(
    administration: Administration,
    JsonBody(body): JsonBody<AccountCreation>,
) -> Result<impl IntoResponse, Failed> {
    let made = administration.accounts().create(body.try_into()?).await?;
    let shown = Account::from(made);
    let location = [(header::LOCATION, shown.location())];
    Ok((StatusCode::CREATED, location, Json(shown)))
}

/// Show an account
#[utoipa::path(
    get,
    path = "/api/v1/admin/accounts/{id}",
    operation_id = "show_account",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "It", body = Account),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn show(
    administration: Administration,
    PathId(id): PathId<AccountId>,
) -> Result<Json<Account>, Failed> {
    Ok(Json(administration.accounts().find(&id)?.into()))
}

/// Change an account
///
/// A merge patch (RFC 7396): what is left out stays. A new password and disabling end all sessions. 409
/// `last_administrator` where nobody would be left to administer the server.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/accounts/{id}",
    operation_id = "update_account",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    request_body(content((AccountPatch = "application/json"), (AccountPatch = "application/merge-patch+json"))),
    responses(
        (status = 200, description = "It, changed", body = Account),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn update(
    administration: Administration,
    PathId(id): PathId<AccountId>,
    JsonBody(body): JsonBody<AccountPatch>,
) -> Result<Json<Account>, Failed> {
    let change = body.try_into()?;
    let changed = administration.accounts().update(&id, change).await?;
    Ok(Json(changed.into()))
}

/// Remove an account
///
/// Its sessions, tokens, links and grants go along; the audit log keeps its name.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/accounts/{id}",
    operation_id = "delete_account",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 204, description = "Gone"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn remove(
    administration: Administration,
    PathId(id): PathId<AccountId>,
) -> Result<StatusCode, Failed> {
    administration.accounts().delete(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
