//! What every face shares.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use http::{Extensions, StatusCode};
use tower_http::catch_panic::CatchPanicLayer;

use crate::domain::Clock;
use crate::doors::Random;
use crate::services::Services;

use super::bounds::check_head;
use super::forwarded::Proxies;
use super::headers::insist_on_tls;
use super::origin::check_origin;
use super::public_url::PublicUrl;
use super::unread::settle_body;
use super::visit::{Visit, lay_visit};
use super::{Render, assign_request_id, check_host, observe, show_failures};

/// What the configuration says to the faces.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where visitors reach this server. Unset: any host, relative links only.
    pub public_url: Option<PublicUrl>,
    /// This server speaks TLS itself.
    pub tls: bool,
    /// Who is believed about whose request he passes on.
    pub proxies: Proxies,
    /// Passwords may come in clear from other machines.
    pub allow_plain_http: bool,
    /// Guests may read over WebDAV what they may read at all.
    pub anonymous_disks: bool,
}

impl Settings {
    /// Whether all visitors have TLS all the way: then browsers are told to insist on it.
    pub fn is_https(&self) -> bool {
        self.tls || self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }

    /// Whether this visitor's cookies are to go over TLS alone: where all have it, and where a trusted proxy
    /// says that he has, though nobody has said under which address.
    pub(super) fn binds_cookies(&self, extensions: &Extensions) -> bool {
        let visit = extensions.get::<Visit>();
        self.is_https() || visit.is_some_and(|visit| visit.secure)
    }
}

/// A face, ready to be enclosed.
#[derive(Debug)]
pub struct Face {
    /// All its addresses.
    pub router: Router,
    /// How it shows what is refused before its router is asked.
    pub show: Render,
}

/// The state of every router: use cases, settings and the doors to time and chance.
#[derive(Clone, Debug)]
pub struct Edge {
    /// All use cases.
    pub services: Services,
    /// What the configuration says.
    pub settings: Arc<Settings>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Random,
}

impl Edge {
    /// Puts the state together.
    pub fn new(
        services: Services,
        settings: Settings,
        clock: Arc<dyn Clock>,
        random: Random,
    ) -> Self {
        Self {
            services,
            settings: Arc::new(settings),
            clock,
            random,
        }
    }
}

impl FromRef<Edge> for Services {
    fn from_ref(edge: &Edge) -> Self {
        edge.services.clone()
    }
}

impl FromRef<Edge> for Arc<Settings> {
    fn from_ref(edge: &Edge) -> Self {
        Self::clone(&edge.settings)
    }
}

impl FromRef<Edge> for Arc<dyn Clock> {
    fn from_ref(edge: &Edge) -> Self {
        Self::clone(&edge.clock)
    }
}

impl FromRef<Edge> for Random {
    fn from_ref(edge: &Edge) -> Self {
        edge.random
    }
}

/// Joins the faces, and lays around each of them what none may be without: the net for panics, the bounds
/// of a request's head, the check of the host and that of the origin; and whoever answers before a request has come
/// to its end leaves its connection in order.
pub fn enclose(faces: impl IntoIterator<Item = Face>, edge: &Edge) -> Router {
    let guarded = faces.into_iter().map(|Face { router, show }| {
        router
            .layer(from_fn_with_state(edge.clone(), check_origin))
            .layer(from_fn_with_state(show, show_failures))
    });
    guarded
        .fold(Router::new(), Router::merge)
        .layer(from_fn_with_state(edge.clone(), check_host))
        .layer(from_fn(check_head))
        .layer(from_fn_with_state(edge.clone(), settle_body))
        .layer(CatchPanicLayer::custom(|_| after_panic()))
        .layer(from_fn_with_state(edge.clone(), observe))
}

/// Lays around everything, health included, what comes before all else: the request's id, then who comes
/// and how, and on the way out the word that makes browsers stay with TLS.
pub fn receive(router: Router, edge: &Edge) -> Router {
    router
        .layer(from_fn_with_state(edge.clone(), insist_on_tls))
        .layer(from_fn_with_state(edge.clone(), lay_visit))
        .layer(from_fn_with_state(edge.clone(), assign_request_id))
}

/// The panic itself is reported by the hook; the visitor gets no part of it.
fn after_panic() -> Response {
    let words = "Something went wrong here.\n";
    (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use http::Request;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_without_its_words() {
        async fn panics() -> &'static str {
            panic!("mk-panic\nERROR forged\u{1b}[31m")
        }
        let net = CatchPanicLayer::custom(|_| after_panic());
        let router: Router = Router::new().route("/", get(panics)).layer(net);
        let request = Request::get("/").body(Body::empty()).expect("a request");
        let Ok(answer) = router.oneshot(request).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let headers = format!("{:?}", answer.headers());
        let body = to_bytes(answer.into_body(), 1_000).await.expect("a body");
        let text = headers + &String::from_utf8_lossy(&body);
        assert!(text.contains("Something went wrong"), "{text}");
        assert!(
            !text.contains("mk-panic") && !text.contains("forged"),
            "{text}"
        );
    }
}
