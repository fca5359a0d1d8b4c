//! Answering requests to the login host.

use http::header::{self, HeaderValue};
use http::{HeaderMap, Method};

use super::token::{self, Version};
use super::{consent, discovery};
use crate::net::{Call, Reply, lacking};
use crate::state::State;

/// A request that the login host understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endpoint {
    Token(Version),
    Configuration(Version),
    Keys,
    Instance,
    Consent(Version),
}

/// What the login host understands: a method, what follows the tenant, and what it is.
const ENDPOINTS: [(Method, &str, Endpoint); 9] = [
    (
        Method::POST,
        "oauth2/v2.0/token",
        Endpoint::Token(Version::V2),
    ),
    (Method::POST, "oauth2/token", Endpoint::Token(Version::V1)),
    (
        Method::GET,
        "v2.0/.well-known/openid-configuration",
        Endpoint::Configuration(Version::V2),
    ),
    (
        Method::GET,
        ".well-known/openid-configuration",
        Endpoint::Configuration(Version::V1),
    ),
    (Method::GET, "discovery/v2.0/keys", Endpoint::Keys),
    (Method::GET, "discovery/keys", Endpoint::Keys),
    (Method::GET, "discovery/instance", Endpoint::Instance),
    (
        Method::GET,
        "v2.0/adminconsent",
        Endpoint::Consent(Version::V2),
    ),
    (Method::GET, "adminconsent", Endpoint::Consent(Version::V1)),
];

/// The route's name in the journal, such as `POST /{tenant}/oauth2/v2.0/token`.
pub(crate) fn route_name(method: &Method, path: &str) -> String {
    match parse(method, path) {
        Some((_, endpoint, _)) => format!("{method} /{{tenant}}/{endpoint}"),
        None => "unknown".to_owned(),
    }
}

/// Whether a route of the journal is that of a request for a token.
pub(crate) fn is_token_route(route: &str) -> bool {
    ENDPOINTS.iter().any(|(method, path, endpoint)| {
        matches!(endpoint, Endpoint::Token(_)) && route == format!("{method} /{{tenant}}/{path}")
    })
}

/// Answers a request to the login host.
pub(crate) fn respond(state: &State, call: &Call) -> Reply {
    let mut reply = match parse(&call.method, call.path()) {
        Some((tenant, _, Endpoint::Token(version))) => token::answer(state, call, tenant, version),
        Some((tenant, _, Endpoint::Configuration(version))) => {
            discovery::configuration(state, call, tenant, version)
        }
        Some((tenant, _, Endpoint::Keys)) => discovery::keys(state, call, tenant),
        Some((_, _, Endpoint::Instance)) => discovery::instance(state, call),
        Some((tenant, _, Endpoint::Consent(version))) => {
            consent::answer(state, call, tenant, version)
        }
        None => lacking("this address of the login host"),
    };
    decorate(reply.headers_mut(), call);
    reply
}

/// The tenant, and what of it is asked for.
fn parse<'a>(method: &Method, path: &'a str) -> Option<(&'a str, &'static str, Endpoint)> {
    let (tenant, rest) = path.strip_prefix('/')?.split_once('/')?;
    let found = ENDPOINTS
        .iter()
        .find(|(known, address, _)| known == method && *address == rest)?;
    Some((tenant, found.1, found.2))
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
