//! Listing users and showing one.

use serde_json::{Map, Value, json};

use super::query::Query;
use super::shape::describe;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::paging;
use crate::graph::selection::Selection;

const DEFAULT_PAGE: usize = 100;
const LARGEST_PAGE: usize = 999;

/// `GET /users`: "List users". `$top`, `$select`, `$filter`, `$search`, `$orderby` (see [`Query`]),
/// `$count` with `ConsistencyLevel`, `$skiptoken`. Left out: `$expand`, `/users/delta`.
pub(crate) fn list(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    inquiry.options.permit(&[
        "$select",
        "$top",
        "$filter",
        "$search",
        "$orderby",
        "$count",
        "$skiptoken",
    ])?;
    let selection = inquiry.options.selection();
    if selects_site(&selection) {
        return Err(fault::not_listable("mySite").into());
    }
    let query = Query::read(inquiry)?;
    let (size, page) = (page_size(inquiry)?, paging::page(inquiry)?);
    let left_empty = page.is_left_empty(&inquiry.switches.listing);
    let start = page
        .after
        .as_deref()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    let end = if left_empty { start } else { start + size };
    let world = inquiry.state.world();
    let matching = query.apply(world.users_of(inquiry.tenant));
    let value = matching.iter().skip(start).take(end - start);
    let mut document = Map::new();
    document.insert("@odata.context".to_owned(), inquiry.context("users").into());
    if query.counts {
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

/// `GET /users/$count`: their number as plain text, for those who send `ConsistencyLevel`.
pub(crate) fn count(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$filter", "$search"])?;
    let header = inquiry.call.header("consistencylevel");
    if !header.is_some_and(|level| level.eq_ignore_ascii_case("eventual")) {
        return Err(fault::bad_query("$count is not currently supported.").into());
    }
    let query = Query::counting(inquiry)?;
    let world = inquiry.state.world();
    let number = query.apply(world.users_of(inquiry.tenant)).len();
    Ok(Answer::Text(number.to_string()))
}

fn selects_site(selection: &Selection) -> bool {
    let mut names = selection.names();
    names.any(|name| name.eq_ignore_ascii_case("mySite"))
}

/// `GET /users/{user}`: "Get a user", by object id or user principal name, with `mySite` if
/// it is selected. Left out: `$expand`.
pub(crate) fn show(inquiry: &Inquiry<'_>, name: &str) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let found = world.find_user(inquiry.tenant, name);
    let record = found.ok_or_else(|| fault::user_not_found(name))?;
    let selection = inquiry.options.selection();
    let mut document = describe(record, &selection);
    if let Some(properties) = document.as_object_mut() {
        if selects_site(&selection) {
            let site = world.site(world.drive(record.drive).home.site);
            properties.insert("mySite".to_owned(), format!("{}/", site.web_url()).into());
        }
        properties.insert(
            "@odata.context".to_owned(),
            json!(inquiry.context("users/$entity")),
        );
    }
    Ok(Answer::json(&document))
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
