//! API tokens and passwords for programs, of all accounts that somebody looks after.

use axum::Json;
use http::StatusCode;

use crate::api::path_id::PathId;
use crate::api::problem::Problem;
use crate::api::shapes::HeldTokenList;
use crate::domain::{AppPasswordId, TokenId};
use crate::edge::Failed;
use crate::services::Administration;

/// List API tokens and passwords for programs
#[utoipa::path(
    get,
    path = "/api/v1/admin/tokens",
    operation_id = "list_all_tokens",
    tag = "tokens",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Those of all accounts that the caller looks after, oldest first", body = HeldTokenList),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn list(administration: Administration) -> Json<HeldTokenList> {
    Json(administration.tokens().list().into())
}

/// Revoke an API token or a password for a program
#[utoipa::path(
    delete,
    path = "/api/v1/admin/tokens/{id}",
    operation_id = "revoke_any_token",
    tag = "tokens",
    security(("bearer" = [])),
    params(("id" = String, Path)),
    responses(
        (status = 204, description = "Gone"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(in crate::api) async fn remove(
    administration: Administration,
    PathId(id): PathId<AnyTokenId>,
) -> Result<StatusCode, Failed> {
    match id {
        AnyTokenId::Api(id) => administration.tokens().revoke(&id).await?,
        AnyTokenId::AppPassword(id) => administration.tokens().revoke_app_password(&id).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The id of either.
#[derive(Debug)]
pub(in crate::api) enum AnyTokenId {
    /// An API token's.
    Api(TokenId),
    /// A password's.
    AppPassword(AppPasswordId),
}

impl AnyTokenId {
    /// Whichever it is.
    pub(in crate::api) fn parse(text: &str) -> crate::domain::Result<Self> {
        let token = TokenId::parse(text).map(Self::Api);
        token.or_else(|_| AppPasswordId::parse(text).map(Self::AppPassword))
    }
}
