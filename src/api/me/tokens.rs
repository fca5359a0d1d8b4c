//! The account's tokens for the API.

use axum::Json;
use http::StatusCode;

use crate::domain::TokenId;
use crate::edge::Failed;
use crate::services::OwnAccount;

use super::super::json::JsonBody;
use super::super::path_id::PathId;
use super::super::problem::Problem;
use super::super::shapes::{FreshToken, TokenCreation, TokenList};

/// List my API tokens
#[utoipa::path(
    get,
    path = "/api/v1/me/tokens",
    operation_id = "list_my_tokens",
    tag = "me",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All of them, oldest first; those too that have ended", body = TokenList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(own: OwnAccount) -> Result<Json<TokenList>, Failed> {
    Ok(Json(own.tokens().list().await?.into()))
}

/// Make an API token
///
/// The token is shown in this answer and never again.
#[utoipa::path(
    post,
    path = "/api/v1/me/tokens",
    operation_id = "create_my_token",
    tag = "me",
    security(("bearer" = [])),
    request_body = TokenCreation,
    responses(
        (status = 201, description = "Made", body = FreshToken),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn create(
    own: OwnAccount,
    JsonBody(body): JsonBody<TokenCreation>,
) -> Result<(StatusCode, Json<FreshToken>), Failed> {
    let made = own.tokens().create(body.try_into()?).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Revoke an API token of mine
#[utoipa::path(
    delete,
    path = "/api/v1/me/tokens/{id}",
    operation_id = "revoke_my_token",
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
    PathId(id): PathId<TokenId>,
) -> Result<StatusCode, Failed> {
    own.tokens().revoke(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
