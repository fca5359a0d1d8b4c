//! The account that asks.

use axum::Json;

use crate::domain::{Caller, Error};
use crate::edge::Failed;

use super::problem::Problem;
use super::shapes::Me;

/// Who am I
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "show_me",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The account", body = Me),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(caller: Caller) -> Result<Json<Me>, Failed> {
    let account = caller.account().ok_or(Error::Unauthenticated)?;
    Ok(Json(Me::from(&**account)))
}
