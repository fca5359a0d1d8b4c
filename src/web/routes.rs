//! Every address of this face, and the layers around each.

use std::convert::Infallible;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};

use crate::edge::{Edge, Render, compression, identify, offer_unlock, show_failures};

use super::pages::{account, problem, sign_in, tree, unlock};
use super::refusal::show_refusals;
use super::{assets, bytes, failure};

/// Which layers lie around a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Pages: for whoever may see what they show, compressed.
    Page,
    /// A drive's bytes: for whoever may read them, never compressed.
    Bytes,
    /// Forms, and what shows a secret: bounded, never compressed.
    Form,
    /// The same for everybody: nobody is identified.
    Open,
}

/// One address.
#[derive(Debug)]
pub struct Route {
    /// The path as the router reads it.
    pub path: &'static str,
    /// The methods it takes.
    pub methods: &'static [&'static str],
    /// Which layers lie around it.
    pub group: Group,
    handler: fn() -> MethodRouter<Edge>,
}

const fn route(
    path: &'static str,
    methods: &'static [&'static str],
    group: Group,
    handler: fn() -> MethodRouter<Edge>,
) -> Route {
    Route {
        path,
        methods,
        group,
        handler,
    }
}

const READ: &[&str] = &["GET", "HEAD"];
const FORM: &[&str] = &["GET", "HEAD", "POST"];
const SUBMIT: &[&str] = &["POST"];

/// All addresses. `GET` handlers answer `HEAD` too.
pub const ROUTES: &[Route] = &[
    route("/", READ, Group::Page, || get(tree::show)),
    route("/{*path}", READ, Group::Page, || get(tree::show)),
    route("/d", READ, Group::Bytes, || get(bytes::by_mount)),
    route("/d/", READ, Group::Bytes, || get(bytes::by_mount)),
    route("/d/{*path}", READ, Group::Bytes, || get(bytes::by_mount)),
    route("/p", READ, Group::Bytes, || get(bytes::through_us)),
    route("/p/", READ, Group::Bytes, || get(bytes::through_us)),
    route("/p/{*path}", READ, Group::Bytes, || get(bytes::through_us)),
    route("/@login", FORM, Group::Form, || {
        get(sign_in::form).post(sign_in::submit)
    }),
    route("/@logout", SUBMIT, Group::Form, || post(sign_in::sign_out)),
    route("/@unlock", SUBMIT, Group::Form, || post(unlock::submit)),
    route("/@me", READ, Group::Page, || get(account::show)),
    route("/@me/password", SUBMIT, Group::Form, || {
        post(account::change_password)
    }),
    route("/@me/sessions/revoke", SUBMIT, Group::Form, || {
        post(account::revoke_session)
    }),
    route("/@me/tokens", SUBMIT, Group::Form, || {
        post(account::create_token)
    }),
    route("/@me/tokens/revoke", SUBMIT, Group::Form, || {
        post(account::revoke_token)
    }),
    route("/@me/app-passwords", SUBMIT, Group::Form, || {
        post(account::create_app_password)
    }),
    route("/@me/app-passwords/revoke", SUBMIT, Group::Form, || {
        post(account::revoke_app_password)
    }),
    route("/@problems/{code}", READ, Group::Open, || {
        get(problem::show)
    }),
    route("/@assets/{name}", READ, Group::Open, || get(assets::show)),
    route("/favicon.ico", READ, Group::Open, || get(assets::favicon)),
    route("/robots.txt", READ, Group::Open, || get(assets::robots)),
];

/// The face, ready to be merged. `/{*path}` takes what no other face has named.
pub fn router(edge: &Edge) -> Router {
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, dress((route.handler)(), route.group, edge))
        })
        .layer(from_fn_with_state(failure::show as Render, show_failures))
        .layer(from_fn(show_refusals))
        .with_state(edge.clone())
}

/// Lays the layers of a group around a handler; the last one laid is met first.
fn dress(handler: MethodRouter<Edge>, group: Group, edge: &Edge) -> MethodRouter<Edge> {
    let identify = from_fn_with_state(edge.clone(), identify);
    let unlock = from_fn_with_state(edge.clone(), offer_unlock);
    match group {
        Group::Page => handler
            .layer::<_, Infallible>(unlock)
            .layer::<_, Infallible>(identify)
            .layer::<_, Infallible>(compression()),
        Group::Bytes => handler
            .layer::<_, Infallible>(unlock)
            .layer::<_, Infallible>(identify),
        Group::Form => handler.layer::<_, Infallible>(identify),
        Group::Open => handler.layer::<_, Infallible>(compression()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_address_stands_twice_in_the_table() {
        let paths: BTreeSet<_> = ROUTES.iter().map(|route| route.path).collect();
        assert_eq!(paths.len(), ROUTES.len());
    }

    #[test]
    fn only_forms_take_a_post() {
        for route in ROUTES {
            let posts = route.methods.contains(&"POST");
            assert_eq!(posts, route.group == Group::Form, "{}", route.path);
        }
    }
}
