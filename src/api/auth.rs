//! Signing in and out.

use axum::Json;
use axum::extract::State;
use http::{HeaderMap, StatusCode};

use crate::domain::{Caller, Error};
use crate::edge::{Arrival, Failed, bearer_token};
use crate::services::Services;

use super::json::JsonBody;
use super::problem::Problem;
use super::shapes::{Session, SignInBody, UnlockBody};

/// Sign in
///
/// An unknown name, a wrong password and a disabled account are the same 401. After too many wrong passwords
/// it is 429 for a while, for names that nobody has, too.
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
    arrival: Arrival,
    JsonBody(body): JsonBody<SignInBody>,
) -> Result<Json<Session>, Failed> {
    let signed_in = services.sessions.sign_in(body.with(arrival)).await?;
    Ok(Json(signed_in.into()))
}

/// Sign out
///
/// Ends the session of the token that is sent. An API token is revoked instead: 403.
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
    caller: Caller,
) -> Result<StatusCode, Failed> {
    services.sessions.sign_out(&caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Replace the token
///
/// The session goes on with a new token and ends when it would have ended. The old token is good for another
/// minute, and is not replaced again within it: 429. A cookie is replaced by itself: 403.
#[utoipa::path(
    post,
    path = "/api/v1/auth/refresh",
    operation_id = "refresh_token",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Replaced", body = Session),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn refresh(
    State(services): State<Services>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<Session>, Failed> {
    let token = bearer_token(&headers).ok_or(Error::Forbidden)??;
    let renewed = services.sessions.refresh(&caller, &token).await?;
    Ok(Json(renewed.into()))
}

/// Unlock a folder
///
/// Opens the folders with a password at and above `path` that have this password, for the rest of the
/// session. Programs with an API token send `Onefold-Unlock` with each request instead: 403.
#[utoipa::path(
    post,
    path = "/api/v1/auth/unlock",
    operation_id = "unlock_folder",
    tag = "auth",
    security(("bearer" = [])),
    request_body = UnlockBody,
    responses(
        (status = 204, description = "Open"),
        (status = "default", description = "Failed; `locked` where it is not the password", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn unlock(
    State(services): State<Services>,
    caller: Caller,
    JsonBody(body): JsonBody<UnlockBody>,
) -> Result<StatusCode, Failed> {
    let path = body.path()?;
    let password = body.password;
    services.unlocks.unlock(&caller, &path, &password).await?;
    Ok(StatusCode::NO_CONTENT)
}
