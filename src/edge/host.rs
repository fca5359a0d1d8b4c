//! The check of the host: every request names one, and nobody reaches this server under a name that is
//! not its own.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::uri::Authority;
use http::{StatusCode, Version, header};

use super::state::Settings;

/// Asked by machines that know an address, not a name.
const EXCEPTED: [&str; 2] = ["/healthz", "/readyz"];

/// Answers 400 where a request names no host or several (RFC 9112, section 3.2), and 421 where
/// `public_url` is set and the request names another host: a page that rebinds its own name to our
/// address gets nothing (DNS rebinding), and no link is built from a stranger's words.
pub async fn check_host(
    State(settings): State<Arc<Settings>>,
    request: Request,
    next: Next,
) -> Response {
    if !names_one_host(&request) {
        let words = "A request must name one host.\n";
        return (StatusCode::BAD_REQUEST, words).into_response();
    }
    let Some(public_url) = &settings.public_url else {
        return next.run(request).await;
    };
    let excepted = EXCEPTED.contains(&request.uri().path());
    if excepted || host_of(&request).is_some_and(|host| public_url.is_host(host)) {
        return next.run(request).await;
    }
    let words = "This server does not answer to that host name.\n";
    (StatusCode::MISDIRECTED_REQUEST, words).into_response()
}

/// Two hosts may be read differently by a proxy and by us. HTTP/1.0 knows no host, HTTP/2 has its own.
fn names_one_host<B>(request: &http::Request<B>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => Authority::try_from(host.as_bytes()).is_ok(),
        (None, _) => request.version() != Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

/// The authority of HTTP/2 or of an absolute form, else the one `Host` header.
pub(super) fn host_of<B>(request: &http::Request<B>) -> Option<&str> {
    if let Some(authority) = request.uri().authority() {
        return Some(authority.as_str());
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;
    use crate::edge::PublicUrl;

    async fn status(public_url: Option<&str>, path: &str, host: &str) -> u16 {
        let public_url = public_url.map(|text| PublicUrl::parse(text).expect("an origin"));
        let settings = Arc::new(Settings { public_url });
        let router = Router::new()
            .route("/{*path}", get(|| async {}))
            .layer(from_fn_with_state(settings, check_host));
        let request = Request::get(path).header(header::HOST, host);
        let request = request.body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("infallible");
        response.status().as_u16()
    }

    #[tokio::test]
    async fn another_host_is_misdirected_only_where_ours_is_known() {
        let ours = Some("https://files.example.org");
        assert_eq!(status(ours, "/a", "files.example.org").await, 200);
        assert_eq!(status(ours, "/a", "evil.example").await, 421);
        assert_eq!(status(ours, "/healthz", "10.0.0.7:5244").await, 200);
        assert_eq!(status(None, "/a", "evil.example").await, 200);
    }
}
