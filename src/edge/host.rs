//! The check of the host: every request names one, and nobody reaches this server under a name that is
//! not its own.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::uri::Authority;
use http::{Extensions, HeaderMap, StatusCode, Uri, Version, header};

use super::state::Settings;
use super::visit::Visit;

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
    if excepted || host_asked(&request).is_some_and(|host| public_url.is_host(host)) {
        return next.run(request).await;
    }
    let words = "This server does not answer to that host name.\n";
    (StatusCode::MISDIRECTED_REQUEST, words).into_response()
}

/// Two hosts may be read differently by a proxy and by us. HTTP/1.0 knows no host, HTTP/2 has its own, which
/// must agree with a `Host` beside it (RFC 9113, section 8.3.1); that of an absolute form goes before the
/// header (RFC 9112, section 3.2.2).
fn names_one_host<B>(request: &http::Request<B>) -> bool {
    let authority = request.uri().authority();
    if authority.is_some_and(|authority| !is_sound(authority)) {
        return false;
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => Authority::try_from(host.as_bytes()).is_ok_and(|host| {
            let agrees = authority.is_none_or(|authority| *authority == host);
            is_sound(&host) && (agrees || request.version() < Version::HTTP_2)
        }),
        (None, _) if request.version() >= Version::HTTP_2 => authority.is_some(),
        (None, _) => request.version() != Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

/// Nobody's name or password belongs there (RFC 9110, section 4.2.4).
fn is_sound(authority: &Authority) -> bool {
    !authority.as_str().contains('@')
}

/// The host that the visitor asks for: what a trusted proxy says of it, the authority of HTTP/2 or of an
/// absolute form, or the one `Host` header.
pub(super) fn host_asked<B>(request: &http::Request<B>) -> Option<&str> {
    host_in(request.uri(), request.headers(), request.extensions())
}

/// The same, of a request whose body has gone its own way.
pub fn host_of(head: &Parts) -> Option<&str> {
    host_in(&head.uri, &head.headers, &head.extensions)
}

/// Whether `authority`, which a header of the request names, is where the request itself was sent.
pub fn is_our_host(head: &Parts, settings: &Settings, authority: &str) -> bool {
    if let Some(public_url) = &settings.public_url {
        return public_url.is_host(authority);
    }
    host_of(head).is_some_and(|host| without_usual_port(host) == without_usual_port(authority))
}

/// The host without the port that everybody takes where none is named.
fn without_usual_port(authority: &str) -> String {
    let host = authority.strip_suffix(":80");
    let host = host.or_else(|| authority.strip_suffix(":443"));
    host.unwrap_or(authority).to_ascii_lowercase()
}

fn host_in<'a>(
    uri: &'a Uri,
    headers: &'a HeaderMap,
    extensions: &'a Extensions,
) -> Option<&'a str> {
    let visit = extensions.get::<Visit>();
    let passed_on = visit.and_then(|visit| visit.host.as_ref());
    if let Some(authority) = passed_on.or(uri.authority()) {
        return Some(authority.as_str());
    }
    let mut hosts = headers.get_all(header::HOST).iter();
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
    use http::Request;
    use http::request::Builder;
    use tower::ServiceExt as _;

    use super::*;
    use crate::edge::PublicUrl;

    const OURS: Option<&str> = Some("https://files.example.org");

    async fn answer(public_url: Option<&str>, request: Builder) -> u16 {
        let public_url = public_url.map(|text| PublicUrl::parse(text).expect("an origin"));
        let settings = Arc::new(Settings {
            public_url,
            ..Settings::default()
        });
        let router = Router::new()
            .route("/{*path}", get(|| async {}))
            .layer(from_fn_with_state(settings, check_host));
        let request = request.body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("infallible");
        response.status().as_u16()
    }

    async fn status(public_url: Option<&str>, path: &str, host: &str) -> u16 {
        answer(public_url, Request::get(path).header(header::HOST, host)).await
    }

    #[tokio::test]
    async fn another_host_is_misdirected_only_where_ours_is_known() {
        assert_eq!(status(OURS, "/a", "files.example.org").await, 200);
        assert_eq!(status(OURS, "/a", "files.example.org:443").await, 200);
        assert_eq!(status(OURS, "/a", "files.example.org:8443").await, 421);
        assert_eq!(status(OURS, "/a", "evil.example").await, 421);
        assert_eq!(status(OURS, "/healthz", "10.0.0.7:5244").await, 200);
        assert_eq!(status(None, "/a", "evil.example").await, 200);
        assert_eq!(status(None, "/a", "ann@files.example.org").await, 400);
    }

    #[tokio::test]
    async fn an_absolute_form_goes_before_the_header() {
        for (target, host, expected) in [
            ("https://files.example.org/a", "files.example.org", 200),
            ("https://files.example.org/a", "evil.example", 200),
            ("https://evil.example/a", "files.example.org", 421),
            ("https://ann@files.example.org/a", "files.example.org", 400),
        ] {
            assert_eq!(status(OURS, target, host).await, expected, "{target}");
        }
    }

    #[tokio::test]
    async fn over_http2_the_authority_counts_and_a_host_beside_it_must_agree() {
        for (target, host, expected) in [
            ("https://files.example.org/a", None, 200),
            ("https://evil.example/a", None, 421),
            (
                "https://files.example.org/a",
                Some("files.example.org"),
                200,
            ),
            ("https://files.example.org/a", Some("evil.example"), 400),
            ("/a", Some("files.example.org"), 200),
            ("/a", Some("evil.example"), 421),
            ("/a", None, 400),
        ] {
            let request = Request::get(target).version(Version::HTTP_2);
            let request = match host {
                Some(host) => request.header(header::HOST, host),
                None => request,
            };
            let found = answer(OURS, request).await;
            assert_eq!(found, expected, "{target} {host:?}");
        }
    }
}
