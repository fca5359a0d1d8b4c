//! `If-Match` and `If-None-Match` of writers (facts 5.4).

use http::header::{self, HeaderName};

use crate::graph::fault::Failure;
use crate::graph::inquiry::Inquiry;
use crate::uploads::fault;
use crate::world::Item;

/// Checks both headers against what stands there, by its eTag or its cTag.
pub(super) fn check(inquiry: &Inquiry<'_>, occupant: Option<&Item>) -> Result<(), Failure> {
    let matches = |tag: &str| {
        occupant.is_some_and(|item| {
            tag == "*" || tag == item.e_tag() || Some(tag) == item.c_tag().as_deref()
        })
    };
    if tag(inquiry, header::IF_MATCH)?.is_some_and(|tag| !matches(tag))
        || tag(inquiry, header::IF_NONE_MATCH)?.is_some_and(matches)
    {
        return Err(fault::modified().into());
    }
    Ok(())
}

/// The tag a header names; it must have its quotes or be a star.
fn tag<'a>(inquiry: &Inquiry<'a>, header: HeaderName) -> Result<Option<&'a str>, Failure> {
    let Some(tag) = inquiry.call.header(header).map(str::trim) else {
        return Ok(None);
    };
    let quoted = tag.len() > 1 && tag.starts_with('"') && tag.ends_with('"');
    if quoted || tag == "*" {
        Ok(Some(tag))
    } else {
        Err(fault::malformed_tag().into())
    }
}
