//! The check of forms: what changes something must come from a page of ours.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, Method, header};

use crate::domain::Error;

use super::Failed;
use super::host::host_of;
use super::state::Settings;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses (403) what a foreign page made a browser send. Laid around every route that takes a form.
///
/// The browser's own word comes first: `Sec-Fetch-Site` can't be set by a page. It is missing from
/// old browsers and over plain HTTP beyond loopback; there `Origin` decides, which every browser sends
/// with a `POST`. Neither header means a program: it passes as long as it brings no cookie, for
/// without one there is nothing that a foreign page could abuse.
pub async fn check_form_origin(
    State(settings): State<Arc<Settings>>,
    request: Request,
    next: Next,
) -> Response {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if safe || is_ours(&settings, request.headers(), host_of(&request)) {
        next.run(request).await
    } else {
        Failed(Error::Forbidden).into_response()
    }
}

fn is_ours(settings: &Settings, headers: &HeaderMap, host: Option<&str>) -> bool {
    if headers.contains_key(SEC_FETCH_SITE) {
        // `none`: the visitor himself, by the address bar or a reload.
        let mut values = headers.get_all(SEC_FETCH_SITE).iter();
        return values.all(|value| value == "same-origin" || value == "none");
    }
    if headers.contains_key(header::ORIGIN) {
        let mut values = headers.get_all(header::ORIGIN).iter();
        return values.all(|value| {
            let origin = value.to_str().unwrap_or_default();
            is_our_origin(settings, origin, host)
        });
    }
    !headers.contains_key(header::COOKIE)
}

/// Whether an `Origin` is this server. Where `public_url` is unset the request's own host is compared,
/// and the scheme can't be: a proxy may end TLS before us.
fn is_our_origin(settings: &Settings, origin: &str, host: Option<&str>) -> bool {
    match &settings.public_url {
        Some(public_url) => origin.eq_ignore_ascii_case(public_url.origin()),
        None => origin
            .split_once("://")
            .zip(host)
            .is_some_and(|((_, theirs), ours)| theirs.eq_ignore_ascii_case(ours)),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::edge::PublicUrl;

    fn passes(public_url: Option<&str>, pairs: &[(&'static str, &'static str)]) -> bool {
        let public_url = public_url.map(|text| PublicUrl::parse(text).expect("an origin"));
        let headers = pairs.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        let settings = Settings { public_url };
        is_ours(&settings, &headers.collect(), Some("files.example.org"))
    }

    #[test]
    fn the_word_of_the_browser_comes_first() {
        let foreign = ("origin", "https://evil.example");
        for (site, expected) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
            ("", false),
        ] {
            assert_eq!(
                passes(None, &[("sec-fetch-site", site)]),
                expected,
                "{site}"
            );
        }
        assert!(!passes(None, &[foreign, ("cookie", "onefold=a")]));
    }

    #[test]
    fn an_origin_must_be_ours() {
        let ours = Some("https://files.example.org");
        for (public_url, origin, expected) in [
            (None, "http://files.example.org", true),
            (None, "https://files.example.org", true),
            (None, "https://files.example.org:8443", false),
            (None, "null", false),
            (ours, "https://files.example.org", true),
            (ours, "http://files.example.org", false),
            (ours, "https://evil.example", false),
        ] {
            assert_eq!(
                passes(public_url, &[("origin", origin)]),
                expected,
                "{origin}"
            );
        }
    }

    #[test]
    fn a_program_passes_only_without_a_cookie() {
        assert!(passes(None, &[]));
        assert!(!passes(None, &[("cookie", "onefold=a")]));
    }
}
