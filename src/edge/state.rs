//! What every face shares.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;

use crate::domain::Clock;
use crate::doors::Random;
use crate::services::Services;

use super::cookie::SessionCookie;
use super::public_url::PublicUrl;
use super::{assign_request_id, check_host, observe};

/// What the configuration says to the faces.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where visitors reach this server. Unset: any host, relative links only.
    pub public_url: Option<PublicUrl>,
}

impl Settings {
    /// The cookie that holds a browser's session.
    pub fn session_cookie(&self) -> SessionCookie {
        let secure = self.public_url.as_ref().is_some_and(PublicUrl::is_https);
        SessionCookie::new(secure)
    }
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

/// Lays what all faces need around the finished router, once: the request id outermost, then the net
/// for panics, then the check of the host.
pub fn enclose(router: Router, edge: &Edge) -> Router {
    router
        .layer(from_fn_with_state(edge.clone(), check_host))
        .layer(CatchPanicLayer::custom(|_| after_panic()))
        .layer(from_fn_with_state(edge.clone(), observe))
        .layer(from_fn_with_state(edge.clone(), assign_request_id))
}

/// The panic itself is reported by the hook; the visitor gets no part of it.
fn after_panic() -> Response {
    let words = "Something went wrong here.\n";
    (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
}
