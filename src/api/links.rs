//! Signed links to bytes.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;

use crate::domain::{Caller, Invalid, Result};
use crate::edge::{Failed, Settings, link_address};
use crate::services::{Door, Services};

use super::problem::Problem;
use super::query::Query;
use super::shapes::Link;

/// Make a signed link
///
/// Whoever has it reads the file without signing in, as long as the account that made it may read there. It
/// ends with the account's password. Sessions alone make links: a program's token does not.
#[utoipa::path(
    get,
    path = "/api/v1/fs/link",
    operation_id = "create_link",
    tag = "fs",
    security(("bearer" = [])),
    params(
        ("path" = Option<String>, Query, description = "The file, decoded", example = "/contoso/alice/report.pdf"),
        ("door" = Option<String>, Query, description = "`d`, by the mount's delivery, where it is left out; `p`, through this server"),
        ("lifetime" = Option<u32>, Query, description = "Seconds; a day where it is left out", minimum = 1, maximum = 604_800),
    ),
    responses(
        (status = 200, description = "The link", body = Link),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn create(
    State(services): State<Services>,
    State(settings): State<Arc<Settings>>,
    caller: Caller,
    query: Query,
) -> Result<Json<Link>, Failed> {
    let (path, door, lifetime) = (query.path()?, door(&query)?, lifetime(&query)?);
    let link = services
        .links
        .create(&caller, &path, door, lifetime)
        .await?;
    let address = link_address(&link, &settings);
    Ok(Json(Link::new(address, link.expires_at)))
}

fn door(query: &Query) -> Result<Door> {
    match query.0.find("door") {
        None | Some("d") => Ok(Door::Delivery),
        Some("p") => Ok(Door::Proxy),
        Some(_) => Err(Invalid::malformed("door", "invalid_door", "must be d or p").into()),
    }
}

fn lifetime(query: &Query) -> Result<Option<Duration>> {
    let Some(text) = query.0.find("lifetime") else {
        return Ok(None);
    };
    let reason = "must be a whole number of seconds";
    let refuse = |_| Invalid::malformed("lifetime", "invalid_lifetime", reason);
    let seconds = text.parse().map_err(refuse)?;
    Ok(Some(Duration::from_secs(seconds)))
}
