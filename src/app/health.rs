//! Whether the server lives, whether it can serve, and its figures. None of them asks Microsoft: a probe
//! must not cost a call, nor fail because Microsoft does.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::{StatusCode, header};
use subtle::ConstantTimeEq as _;

use crate::domain::Secret;
use crate::edge::{Edge, bearer_token, check_host, is_loopback};
use crate::telemetry::Metrics;

/// What the figures' route needs.
#[derive(Clone, Debug)]
struct Figures {
    edge: Edge,
    metrics: Metrics,
    token: Option<Secret<String>>,
}

/// `/healthz` (the process answers), `/readyz` (the database does too) and `/metrics`. The figures are
/// for this machine alone, or for whoever holds the token of the configuration and asks for the host
/// that is ours.
pub(super) fn router(edge: &Edge, token: Option<Secret<String>>) -> Router {
    let figures = Figures {
        edge: edge.clone(),
        metrics: Metrics::gather(),
        token,
    };
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(show_figures))
        .with_state(figures)
        .layer(from_fn_with_state(edge.clone(), check_host))
}

async fn ready(State(figures): State<Figures>) -> Response {
    match figures.edge.services.upkeep.check_database().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
                .into_response()
        }
    }
}

/// Whoever may not see the figures learns nothing of them: 404, as if they were switched off.
async fn show_figures(State(figures): State<Figures>, request: Request) -> Response {
    let near = is_loopback(&request, &figures.edge.settings);
    if !near && !figures.knows_token(&request) {
        return StatusCode::NOT_FOUND.into_response();
    }
    figures.metrics.tidy();
    let form = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    (form, figures.metrics.render()).into_response()
}

impl Figures {
    fn knows_token(&self, request: &Request) -> bool {
        let (Some(expected), Some(Ok(given))) = (&self.token, bearer_token(request.headers()))
        else {
            return false;
        };
        expected
            .expose()
            .as_bytes()
            .ct_eq(given.expose().as_bytes())
            .into()
    }
}
