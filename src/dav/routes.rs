//! Every address of this face, and the layers around them.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodRouter, any};
use http::{Extensions, HeaderMap, StatusCode, Version};

use crate::domain::Caller;
use crate::edge::{Edge, Render, TreePath, compression, offer_unlock, show_failures};

use super::ask::Ask;
use super::refusal::Trouble;
use super::{error, gate, methods};

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
const TREE: &[&str] = &[
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
const ABOVE: &[&str] = &["OPTIONS", "PROPFIND"];

/// All addresses.
pub const ROUTES: &[Route] = &[
    route("/", ABOVE, || any(above)),
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
    methods::answer(ask, body).await
}

async fn above(
    State(edge): State<Edge>,
    TreePath(place): TreePath,
    caller: Caller,
    request: Request,
) -> Result<Response, Trouble> {
    let (ask, body) = Ask::new(edge, caller, place, request)?;
    methods::answer_above(&ask, body).await
}

/// What `Allow` says of the tree, and of what is above it.
pub(super) fn allowed(above: bool) -> String {
    if above {
        // The other two are answered by the face for browsers.
        ["GET", "HEAD"]
            .iter()
            .chain(ABOVE)
            .copied()
            .collect::<Vec<_>>()
            .join(", ")
    } else {
        TREE.join(", ")
    }
}
