//! `If-Match` and `If-None-Match` of writers: facts 5.4.

use http::header::{self, HeaderName};

use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use crate::world::Item;

/// `If-Match` with the eTag or the cTag, as it was received; `*` fits whatever is there.
pub(crate) fn if_match(inquiry: &Inquiry<'_>, item: Option<&Item>) -> Result<(), Failure> {
    match tag(inquiry, header::IF_MATCH)? {
        Some(tag) if !fits(tag, item) => Err(fault::resource_modified().into()),
        Some(_) | None => Ok(()),
    }
}

/// `If-None-Match`, of requests that may make something new.
pub(crate) fn if_none_match(inquiry: &Inquiry<'_>, item: Option<&Item>) -> Result<(), Failure> {
    match tag(inquiry, header::IF_NONE_MATCH)? {
        Some(tag) if fits(tag, item) => Err(fault::resource_modified().into()),
        Some(_) | None => Ok(()),
    }
}

fn fits(tag: &str, item: Option<&Item>) -> bool {
    item.is_some_and(|item| {
        tag == "*" || tag == item.e_tag() || Some(tag) == item.c_tag().as_deref()
    })
}

/// The tag a header names; it must have its quotes or be a star.
fn tag<'a>(inquiry: &Inquiry<'a>, header: HeaderName) -> Result<Option<&'a str>, Failure> {
    let Some(tag) = inquiry.call.header(header).map(str::trim) else {
        return Ok(None);
    };
    let strong = tag.strip_prefix("W/").unwrap_or(tag);
    let is_quoted = strong.len() > 1 && strong.starts_with('"') && strong.ends_with('"');
    if is_quoted || tag == "*" {
        Ok(Some(tag))
    } else {
        Err(fault::malformed_tag().into())
    }
}
