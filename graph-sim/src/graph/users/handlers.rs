//! Listing users and showing one.

use serde_json::{Map, Value, json};

use super::filter::Filter;
use super::shape::describe;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::paging;
use crate::world::UserRecord;

const DEFAULT_PAGE: usize = 100;
const LARGEST_PAGE: usize = 999;

/// `GET /users`: "List users". `$top`, `$select`, `$filter` (see [`Filter`]), `$count` with
/// `ConsistencyLevel`, `$skiptoken`. Left out: `$search`, `$orderby`, `$expand`, `/users/delta`.
pub(crate) fn list(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    let advanced = is_advanced(inquiry);
    for option in ["$search", "$orderby"] {
        if inquiry.options.value(option).is_some() {
            return Err(if advanced {
                Failure::Lacking("advanced queries of users")
            } else {
                fault::unsupported_query().into()
            });
        }
    }
    inquiry
        .options
        .permit(&["$select", "$top", "$filter", "$count", "$skiptoken"])?;
    let selection = inquiry.options.selection();
    if selection
        .names()
        .any(|name| name.eq_ignore_ascii_case("mySite"))
    {
        return Err(fault::not_listable("mySite").into());
    }
    let filter = match inquiry.options.value("$filter") {
        Some(text) => Filter::parse(text, advanced)?,
        None => Filter::everyone(),
    };
    let (size, page) = (page_size(inquiry)?, paging::page(inquiry)?);
    let left_empty = page.is_left_empty(&inquiry.switches.listing);
    let start = page
        .after
        .as_deref()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    let end = if left_empty { start } else { start + size };
    let world = inquiry.state.world();
    let matching: Vec<&UserRecord> = world
        .users_of(inquiry.tenant)
        .filter(|record| filter.matches(record))
        .collect();
    let value = matching.iter().skip(start).take(end - start);
    let mut document = Map::new();
    document.insert("@odata.context".to_owned(), inquiry.context("users").into());
    if advanced {
        document.insert("@odata.count".to_owned(), matching.len().into());
    }
    let value = value
        .map(|record| describe(record, &selection))
        .collect::<Value>();
    document.insert("value".to_owned(), value);
    if end < matching.len() {
        let link = paging::next_link(inquiry, page.next(Some(end.to_string())));
        document.insert("@odata.nextLink".to_owned(), link.into());
    }
    Ok(Answer::json(&document))
}

/// `GET /users/{user}`: "Get a user", by object id or user principal name. Left out: `$expand`.
pub(crate) fn show(inquiry: &Inquiry<'_>, name: &str) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let found = world.find_user(inquiry.tenant, name);
    let record = found.ok_or_else(|| fault::user_not_found(name))?;
    let mut document = describe(record, &inquiry.options.selection());
    if let Some(properties) = document.as_object_mut() {
        properties.insert(
            "@odata.context".to_owned(),
            json!(inquiry.context("users/$entity")),
        );
    }
    Ok(Answer::json(&document))
}

/// Whether the client asked for the directory's advanced queries in the right way.
fn is_advanced(inquiry: &Inquiry<'_>) -> bool {
    let header = inquiry.call.header("consistencylevel");
    header.is_some_and(|level| level.eq_ignore_ascii_case("eventual"))
        && inquiry.options.value("$count") == Some("true")
}

fn page_size(inquiry: &Inquiry<'_>) -> Result<usize, Failure> {
    match inquiry.options.top()? {
        None => Ok(DEFAULT_PAGE),
        Some(top) if top <= LARGEST_PAGE => Ok(top),
        Some(_) => {
            let message = "Invalid page size specified. Must be between 1 and 999 inclusive.";
            Err(fault::bad_query(message).into())
        }
    }
}
