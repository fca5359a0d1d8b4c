//! Listings and single entries of the tree.

use axum::Json;
use axum::extract::State;

use crate::domain::Caller;
use crate::edge::Failed;
use crate::services::Services;

use super::problem::Problem;
use super::query::Query;
use super::shapes::{Entries, Entry};

/// List a folder
///
/// All of it is sorted before the first part is sent. A cursor lives ten minutes and keeps its place
/// whatever changes meanwhile; then it is 410 `cursor_expired`. Where the path leads on by a shortcut that
/// its mount follows, the folder it leads to is listed.
#[utoipa::path(
    get,
    path = "/api/v1/fs/list",
    operation_id = "list_folder",
    tag = "fs",
    security((), ("bearer" = [])),
    params(
        ("path" = Option<String>, Query, description = "The folder, decoded; `/` where it is left out", example = "/contoso/alice"),
        ("limit" = Option<u32>, Query, description = "At most this many items; 1,000 where it is left out", minimum = 1, maximum = 10_000),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the part before, with the same `path` and `sort`"),
        ("sort" = Option<String>, Query, description = "`name` (folders first, natural order), `size`, `modified_at` or `kind`, with `-` in front for descending; where it is left out, the folder's own order, else `name`", example = "-modified_at"),
    ),
    responses(
        (status = 200, description = "A part of the listing", body = Entries),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn list(
    State(services): State<Services>,
    caller: Caller,
    query: Query,
) -> Result<Json<Entries>, Failed> {
    let (path, list_query) = (query.path()?, query.list_query()?);
    let page = services.browse.list(&caller, &path, &list_query).await?;
    Ok(Json(page.into()))
}

/// Show an entry
///
/// Of a shortcut that its mount follows, what it leads you to is shown, where you may see that.
#[utoipa::path(
    get,
    path = "/api/v1/fs/stat",
    operation_id = "show_entry",
    tag = "fs",
    security((), ("bearer" = [])),
    params(
        ("path" = Option<String>, Query, description = "The entry, decoded; `/` where it is left out", example = "/contoso/alice/report.pdf"),
    ),
    responses(
        (status = 200, description = "The entry", body = Entry),
        (status = "default", description = "Failed", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn stat(
    State(services): State<Services>,
    caller: Caller,
    query: Query,
) -> Result<Json<Entry>, Failed> {
    let row = services.browse.stat(&caller, &query.path()?).await?;
    Ok(Json(row.into()))
}
