//! The account that asks: itself, its password, and by which passes it comes in.

pub(super) mod app_passwords;
pub(super) mod sessions;
pub(super) mod tokens;

use axum::Json;

use crate::edge::{Arrival, Failed};
use crate::services::OwnAccount;

use super::json::JsonBody;
use super::problem::Problem;
use super::shapes::{Me, PasswordBody, Session};

/// Who am I
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "show_me",
    tag = "me",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The account", body = Me),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(own: OwnAccount) -> Json<Me> {
    Json(Me::from(own.account()))
}

/// Change the password
///
/// Ends all sessions of the account; what is answered is a new one. API tokens and passwords for programs
/// stay.
#[utoipa::path(
    post,
    path = "/api/v1/me/password",
    operation_id = "change_password",
    tag = "me",
    security(("bearer" = [])),
    request_body = PasswordBody,
    responses(
        (status = 200, description = "Changed", body = Session),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn change_password(
    own: OwnAccount,
    arrival: Arrival,
    JsonBody(body): JsonBody<PasswordBody>,
) -> Result<Json<Session>, Failed> {
    let (old, new) = (body.password, body.new_password);
    let session = own.change_password(&old, new, arrival.client).await?;
    Ok(Json(session.into()))
}
