//! Answering requests to the login host.

use http::header::{self, HeaderValue};
use http::{HeaderMap, Method};

use super::{discovery, token};
use crate::net::{Call, Reply, lacking};
use crate::state::State;

/// The route of token requests in the journal.
pub(crate) const TOKEN_ROUTE: &str = "POST /{tenant}/oauth2/v2.0/token";
const DISCOVERY_ROUTE: &str = "GET /{tenant}/v2.0/.well-known/openid-configuration";
const UNKNOWN_ROUTE: &str = "unknown";

/// A request that the login host understands.
enum Route<'a> {
    Token { tenant: &'a str },
    Discovery { tenant: &'a str },
    Unknown,
}

/// The route's name in the journal.
pub(crate) fn route_name(method: &Method, path: &str) -> &'static str {
    match parse(method, path) {
        Route::Token { .. } => TOKEN_ROUTE,
        Route::Discovery { .. } => DISCOVERY_ROUTE,
        Route::Unknown => UNKNOWN_ROUTE,
    }
}

/// Answers a request to the login host.
pub(crate) fn respond(state: &State, call: &Call) -> Reply {
    let mut reply = match parse(&call.method, call.path()) {
        Route::Token { tenant } => token::answer(state, call, tenant),
        Route::Discovery { tenant } => discovery::answer(state, call, tenant),
        Route::Unknown => lacking("this address of the login host"),
    };
    decorate(reply.headers_mut(), call);
    reply
}

fn parse<'a>(method: &Method, path: &'a str) -> Route<'a> {
    let Some((tenant, endpoint)) = path.strip_prefix('/').and_then(|rest| rest.split_once('/'))
    else {
        return Route::Unknown;
    };
    match (method, endpoint) {
        (&Method::POST, "oauth2/v2.0/token") => Route::Token { tenant },
        (&Method::GET, "v2.0/.well-known/openid-configuration") => Route::Discovery { tenant },
        _ => Route::Unknown,
    }
}

fn decorate(headers: &mut HeaderMap, call: &Call) {
    let request_id = crate::doors::random_guid().to_string();
    let request_id = HeaderValue::from_str(&request_id).expect("a GUID is ASCII");
    headers.insert("x-ms-request-id", request_id);
    headers.insert(
        "x-ms-ests-server",
        HeaderValue::from_static("2.1.1 - SIM ProdSlices"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store, no-cache"),
    );
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Some(id) = call.headers.get("client-request-id") {
        headers.insert("client-request-id", id.clone());
    }
}
