//! From a template to an answer.

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};

use crate::domain::{Error, Result};
use crate::edge::page_headers;

/// A page. Fails (`internal`) only where a template does.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Result<Response> {
    let html = template.render().map_err(Error::internal)?;
    let mut response = (status, Html(html)).into_response();
    page_headers(response.headers_mut());
    Ok(response)
}

/// 303: the answer to a form, or to a visitor who must sign in first. `location` begins with one
/// slash and is encoded.
pub(super) fn see_other(location: &str) -> Response {
    let location = HeaderValue::from_str(location).expect("addresses of ours are encoded");
    let mut response = StatusCode::SEE_OTHER.into_response();
    page_headers(response.headers_mut());
    response.headers_mut().insert(header::LOCATION, location);
    response
}
