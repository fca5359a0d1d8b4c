//! Every address of this face, and the layers around them.

use axum::extract::{Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, any};
use axum::{Extension, Router};
use http::{Extensions, HeaderMap, Method, StatusCode, Version};

use crate::domain::{Caller, Error};
use crate::edge::{Edge, Render, TreePath, compression, offer_unlock, show_failures};

use super::ask::Ask;
use super::refusal::Trouble;
use super::room::Room;
use super::{allowed, error, gate, methods};

/// One address.
#[derive(Debug)]
pub struct Route {
    /// The path as the router reads it.
    pub path: &'static str,
    /// The methods it takes.
    pub methods: &'static [&'static str],
    handler: fn() -> MethodRouter<Edge>,
}

/// What can be done with the tree.
pub(super) const TREE: &[&str] = &[
    "OPTIONS",
    "PROPFIND",
    "PROPPATCH",
    "GET",
    "HEAD",
    "PUT",
    "MKCOL",
    "DELETE",
    "COPY",
    "MOVE",
    "LOCK",
    "UNLOCK",
];

/// What can be done above it, where Windows begins its way: everything else there is for browsers.
pub(super) const ABOVE: &[&str] = &["OPTIONS", "PROPFIND"];

/// All addresses.
pub const ROUTES: &[Route] = &[
    route("/", ABOVE, || any(serve)),
    route("/dav", TREE, || any(serve)),
    route("/dav/", TREE, || any(serve)),
    route("/dav/{*path}", TREE, || any(serve)),
];

const fn route(
    path: &'static str,
    methods: &'static [&'static str],
    handler: fn() -> MethodRouter<Edge>,
) -> Route {
    Route {
        path,
        methods,
        handler,
    }
}

/// The face, ready to be merged. Listings are compressed: they shrink to a thirtieth. Nothing else is, for a
/// file would lose its length and its ranges.
pub fn router(edge: &Edge) -> Router {
    let listings = |status: StatusCode, _: Version, _: &HeaderMap, _: &Extensions| {
        status == StatusCode::MULTI_STATUS
    };
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, (route.handler)())
        })
        .fallback(serve_whole)
        .layer(Extension(Room::default()))
        .layer(from_fn_with_state(edge.clone(), offer_unlock))
        .layer(from_fn_with_state(edge.clone(), gate::admit))
        .layer(from_fn_with_state(error::show as Render, show_failures))
        .layer(compression().compress_when(listings))
        .with_state(edge.clone())
}

async fn serve(
    State(edge): State<Edge>,
    TreePath(place): TreePath,
    caller: Caller,
    request: Request,
) -> Result<Response, Trouble> {
    let (ask, body) = Ask::new(edge, caller, place, request)?;
    let refused = match methods::answer(&ask, body).await {
        Err(trouble) => trouble.of_method(&ask.head.method)?,
        answered => return answered,
    };
    let mut response = refused.into_response();
    allowed::tell(&ask, &mut response).await;
    Ok(response)
}

/// No route leads to `*`, by which somebody asks about the server as a whole (RFC 9110, section 9.3.7): all that can
/// be told of it is told of what is above the tree.
async fn serve_whole(request: Request) -> Result<Response, Trouble> {
    if request.method() == Method::OPTIONS && request.uri().path() == "*" {
        return Ok(methods::tell_of_server());
    }
    Err(Error::NotFound.into())
}
