//! The check against forgery: what changes something must come from a page of ours, or from a program.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, Method, header};

use crate::domain::Error;

use super::Failed;
use super::host::host_asked;
use super::state::Settings;
use super::visit::Visit;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What only asks. A method that we don't know may do anything.
const SAFE: [Method; 3] = [Method::GET, Method::HEAD, Method::OPTIONS];

/// Refuses (403) what a foreign page made a browser send. Laid around every face by
/// [`enclose`](super::enclose), before anybody is identified.
///
/// The browser's own word comes first: `Sec-Fetch-Site` can't be set by a page. It is missing from
/// old browsers and over plain HTTP beyond loopback; there `Origin` decides, which every browser sends
/// with what changes something. Neither header means a program: it passes as long as it brings no cookie,
/// for without one there is nothing that a foreign page could abuse. What stands in `Authorization` makes
/// no difference: browsers remember passwords, too.
pub(super) async fn check_origin(
    State(settings): State<Arc<Settings>>,
    request: Request,
    next: Next,
) -> Response {
    if SAFE.contains(request.method()) || Place::of(&settings, &request).is_ours() {
        next.run(request).await
    } else {
        Failed(Error::Forbidden).into_response()
    }
}

/// Where a request arrived, and with what: all that is needed to see where it was made.
struct Place<'a> {
    headers: &'a HeaderMap,
    /// `public_url` as an origin.
    public: Option<&'a str>,
    host: Option<&'a str>,
    /// The visitor speaks TLS, with us or with a trusted proxy.
    secure: bool,
}

impl<'a> Place<'a> {
    fn of(settings: &'a Settings, request: &'a Request) -> Self {
        let visit = request.extensions().get::<Visit>();
        Self {
            headers: request.headers(),
            public: settings.public_url.as_ref().map(super::PublicUrl::origin),
            host: host_asked(request),
            secure: visit.is_some_and(|visit| visit.secure),
        }
    }

    fn is_ours(&self) -> bool {
        let headers = self.headers;
        if headers.contains_key(SEC_FETCH_SITE) {
            // `none`: the visitor himself, by the address bar or a reload.
            let mut values = headers.get_all(SEC_FETCH_SITE).iter();
            return values.all(|value| value == "same-origin" || value == "none");
        }
        if headers.contains_key(header::ORIGIN) {
            let mut values = headers.get_all(header::ORIGIN).iter();
            return values.all(|value| self.is_origin(value.to_str().unwrap_or_default()));
        }
        !headers.contains_key(header::COOKIE)
    }

    /// Whether an `Origin` is this server. Where `public_url` is unset the request's own host is compared;
    /// the scheme only where it is known to be https, for a proxy of which we know nothing may end TLS
    /// before us.
    fn is_origin(&self, origin: &str) -> bool {
        if let Some(public) = self.public {
            return origin.eq_ignore_ascii_case(public);
        }
        let Some((scheme, theirs)) = origin.split_once("://") else {
            return false;
        };
        let known = !self.secure || scheme.eq_ignore_ascii_case("https");
        let same = |ours: &str| theirs.eq_ignore_ascii_case(ours);
        known && self.host.is_some_and(same)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const NOBODY: Option<&str> = None;

    fn judged(public: Option<&str>, secure: bool, pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        let place = Place {
            headers: &headers.collect(),
            public,
            host: Some("files.example.org"),
            secure,
        };
        place.is_ours()
    }

    fn passes(public: Option<&str>, pairs: &[(&'static str, &'static str)]) -> bool {
        judged(public, false, pairs)
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
                passes(NOBODY, &[("sec-fetch-site", site)]),
                expected,
                "{site}"
            );
        }
        assert!(!passes(NOBODY, &[foreign, ("cookie", "onefold=a")]));
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
    fn under_tls_a_page_without_it_is_foreign() {
        for (origin, expected) in [
            ("https://files.example.org", true),
            ("HTTPS://FILES.example.org", true),
            ("http://files.example.org", false),
        ] {
            let found = judged(NOBODY, true, &[("origin", origin)]);
            assert_eq!(found, expected, "{origin}");
        }
    }

    #[test]
    fn a_program_passes_only_without_a_cookie() {
        assert!(passes(NOBODY, &[]));
        assert!(!passes(NOBODY, &[("cookie", "onefold=a")]));
    }
}
