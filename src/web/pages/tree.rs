//! `GET /{path}`: a folder or a file, whichever lies there.

use axum::extract::{RawQuery, State};
use axum::response::Response;

use crate::domain::Sort;
use crate::domain::{Caller, Invalid, RawPath, Result};
use crate::edge::{Edge, Failed, Parameters, TreePath};
use crate::services::{ListQuery, Overview, Page, Place, Services};

use crate::web::html::see_other;

use super::{browse, file};

/// Rows of one page: about 90 KB on the wire (facts: measured at 45 bytes a row).
const ROWS: usize = 2_000;

/// Drives that a virtual folder tells of at most, those in trouble before all others.
const DRIVES: usize = 100;

/// Shows what lies at the path.
pub(in crate::web) async fn show(
    State(edge): State<Edge>,
    caller: Caller,
    TreePath(raw): TreePath,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = read(query.as_deref().unwrap_or_default())?;
    let place = edge.services.browse.place(&caller, &raw, &query).await?;
    let page = match place {
        Place::Folder(page) => {
            let drives = overview(&edge.services, &caller, &page)?;
            browse::render(&page, drives.as_ref(), &caller, edge.clock.now())
        }
        Place::Item(row) => {
            let parent = raw.path.parent().unwrap_or(raw.path);
            file::show(&edge.services, &caller, &parent.join(&row.name), &row).await
        }
        Place::Elsewhere(place) => Ok(see_other(&address(&place))),
    };
    Ok(page?)
}

/// The address of a page. Made from a parsed path, so that it leads nowhere else.
fn address(place: &RawPath) -> String {
    let slash = if place.trailing_slash { "/" } else { "" };
    format!("{}{slash}", place.path.to_url())
}

/// The drives below a folder that no drive has; a drive's own folders show them in their rows.
fn overview(services: &Services, caller: &Caller, page: &Page) -> Result<Option<Overview>> {
    let bare = page.fetched_at.is_none() && page.offset == 0;
    let ask = || services.browse.overview(caller, &page.path, DRIVES);
    bare.then(ask).transpose()
}

fn read(query: &str) -> Result<ListQuery> {
    let parameters = Parameters::parse(query, &["sort", "cursor"])?;
    let sort = match parameters.find("sort") {
        None => None,
        Some(text) => Some(Sort::parse(text).ok_or_else(|| {
            let reason =
                "must be name, size, modified_at or kind, with - in front to turn it round";
            Invalid::malformed("sort", "invalid_sort", reason)
        })?),
    };
    Ok(ListQuery {
        limit: ROWS,
        cursor: parameters.find("cursor").map(str::to_owned),
        sort,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SortKey;

    #[test]
    fn a_page_is_asked_for_by_sort_and_cursor_and_nothing_else() {
        let query = read("sort=-size&cursor=abc").expect("a query");
        assert_eq!(
            query.sort,
            Some(Sort {
                key: SortKey::Size,
                descending: true
            })
        );
        assert_eq!(read("").expect("a query").sort, None, "the folder's own");
        assert_eq!(query.cursor.as_deref(), Some("abc"));
        assert_eq!(
            read("sort=color").expect_err("no such sort").code(),
            "invalid_sort"
        );
        assert_eq!(
            read("page=2").expect_err("no such key").code(),
            "unknown_parameter"
        );
    }
}
