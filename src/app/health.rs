//! Whether the server lives. Asks nobody: a probe must not cost a call to Microsoft, nor fail because
//! Microsoft does.

use axum::Router;
use axum::routing::get;

/// `/healthz`: 200 as long as the process answers.
pub(super) fn router() -> Router {
    Router::new().route("/healthz", get(|| async { "ok\n" }))
}
