//! Signing in and out.

use axum::Json;
use axum::extract::State;
use http::{HeaderMap, StatusCode};

use crate::domain::Error;
use crate::edge::{Failed, bearer_token};
use crate::services::Services;

use super::json::JsonBody;
use super::problem::Problem;
use super::shapes::{Session, SignInBody};

/// Sign in
///
/// An unknown name and a wrong password are the same 401.
#[utoipa::path(
    post,
    path = "/api/v1/auth/login",
    operation_id = "sign_in",
    tag = "auth",
    request_body = SignInBody,
    responses(
        (status = 200, description = "Signed in", body = Session),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn sign_in(
    State(services): State<Services>,
    JsonBody(body): JsonBody<SignInBody>,
) -> Result<Json<Session>, Failed> {
    let signed_in = services.sessions.sign_in(body.into()).await?;
    Ok(Json(signed_in.into()))
}

/// Sign out
///
/// Ends the session of the token that is sent.
#[utoipa::path(
    post,
    path = "/api/v1/auth/logout",
    operation_id = "sign_out",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Signed out"),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn sign_out(
    State(services): State<Services>,
    headers: HeaderMap,
) -> Result<StatusCode, Failed> {
    let token = bearer_token(&headers).ok_or(Error::Unauthenticated)??;
    services.sessions.sign_out(&token).await?;
    Ok(StatusCode::NO_CONTENT)
}
