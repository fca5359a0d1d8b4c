//! Who comes and how, as far as it can be known before anything is asked.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use http::request::Parts;
use http::uri::Authority;

use super::RequestId;
use super::forwarded::word_of;
use super::peer::Peer;
use super::public_url::PublicUrl;
use super::state::Settings;

/// One request's origin. Made once, before everything else, and laid into the request's extensions:
/// nothing else reads the headers of proxies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The visitor's address: the other end of the connection, or behind trusted proxies the nearest address
    /// that is none of theirs. IPv4 within IPv6 is IPv4.
    pub address: IpAddr,
    /// Whether the visitor speaks TLS, with us or with a trusted proxy.
    pub secure: bool,
    /// Our id of the request.
    pub request_id: RequestId,
    /// The host for which a trusted proxy was asked, where it says so and has perhaps named another to us.
    pub(super) host: Option<Authority>,
}

impl Visit {
    /// Judges a request by the other end of its connection, and by the headers where that one is trusted.
    fn of(peer: Peer, headers: &HeaderMap, settings: &Settings, request_id: RequestId) -> Self {
        let address = peer.address();
        if !settings.proxies.are_at(address) {
            return Self {
                address,
                secure: peer.tls,
                request_id,
                host: None,
            };
        }
        let word = word_of(address, headers, &settings.proxies);
        // A proxy that says nothing has visitors as the public address has them.
        let public = settings.public_url.as_ref();
        let usual = || peer.tls || public.is_some_and(PublicUrl::is_https);
        Self {
            address: word.address,
            secure: word.https.unwrap_or_else(usual),
            request_id,
            host: word.host,
        }
    }
}

/// Lays the [`Visit`] into the request.
pub(super) async fn lay_visit(
    State(settings): State<Arc<Settings>>,
    mut request: Request,
    next: Next,
) -> Response {
    let extensions = request.extensions();
    let peer = extensions.get::<Peer>().copied();
    let request_id = extensions.get::<RequestId>().cloned();
    let visit = Visit::of(
        peer.expect("whoever accepts connections lays it"),
        request.headers(),
        &settings,
        request_id.expect("`receive` lays the request id further out"),
    );
    request.extensions_mut().insert(visit);
    next.run(request).await
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let found = parts.extensions.get::<Self>().cloned();
        Ok(found.expect("`receive` lays it around every face"))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use http::{HeaderName, HeaderValue, Request};
    use proptest::prelude::*;

    use super::*;
    use crate::edge::{Proxies, may_send_password};

    fn settings(public_url: Option<&str>) -> Settings {
        let public_url = public_url.map(|url| PublicUrl::parse(url).expect("an origin"));
        let trusted = ["10.0.0.0/8", "::1/128"].map(|network| network.parse().expect("a network"));
        Settings {
            public_url,
            proxies: Proxies {
                trusted: trusted.into(),
                ..Proxies::default()
            },
            ..Settings::default()
        }
    }

    fn visit(peer: &str, tls: bool, lines: &[(&'static str, &str)], settings: &Settings) -> Visit {
        let lines = lines.iter().map(|(name, value)| {
            let value = HeaderValue::from_str(value).expect("a value");
            (HeaderName::from_static(name), value)
        });
        let socket = peer.parse().expect("an address");
        let id = RequestId::from_unique(1);
        Visit::of(Peer { socket, tls }, &lines.collect(), settings, id)
    }

    const PASSED_ON: [(&str, &str); 2] = [
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-host", "files.example.org"),
    ];

    #[test]
    fn a_proxy_that_is_trusted_is_believed_and_nobody_else() {
        for (peer, address, named) in [
            ("10.0.0.1:1", "192.0.2.1", true),
            ("[::ffff:10.0.0.1]:1", "192.0.2.1", true),
            ("[::1]:1", "192.0.2.1", true),
            ("127.0.0.1:1", "127.0.0.1", false),
            ("203.0.113.5:1", "203.0.113.5", false),
            ("[::ffff:203.0.113.5]:1", "203.0.113.5", false),
        ] {
            let visit = visit(peer, false, &PASSED_ON, &settings(None));
            assert_eq!(visit.address.to_string(), address, "{peer}");
            assert_eq!(visit.host.is_some(), named, "{peer}");
        }
    }

    #[test]
    fn a_visit_is_secure_where_the_visitor_himself_speaks_tls() {
        let (proto, https) = ("x-forwarded-proto", Some("https://files.example.org"));
        for (peer, tls, said, public_url, secure) in [
            ("203.0.113.5:1", true, None, None, true),
            ("203.0.113.5:1", true, Some("http"), None, true),
            ("203.0.113.5:1", false, Some("https"), https, false),
            ("10.0.0.1:1", false, Some("https"), None, true),
            ("10.0.0.1:1", true, Some("http"), https, false),
            ("10.0.0.1:1", false, None, None, false),
            ("10.0.0.1:1", false, None, https, true),
            ("10.0.0.1:1", true, None, None, true),
        ] {
            let lines: Vec<_> = said.map(|said| (proto, said)).into_iter().collect();
            let visit = visit(peer, tls, &lines, &settings(public_url));
            assert_eq!(visit.secure, secure, "{peer} {tls} {said:?} {public_url:?}");
        }
    }

    fn may_send(peer: &str, lines: &[(&'static str, &str)], settings: &Settings) -> bool {
        let visit = visit(peer, false, lines, settings);
        let mut request = Request::get("/").header("host", "localhost:5244");
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        let mut request = request.body(()).expect("a request");
        let socket = peer.parse().expect("an address");
        request.extensions_mut().insert(Peer { socket, tls: false });
        request.extensions_mut().insert(visit);
        may_send_password(&request, settings)
    }

    #[test]
    fn a_password_crosses_no_network_in_clear_unless_it_is_allowed() {
        let plain = settings(None);
        let allowed = Settings {
            allow_plain_http: true,
            ..settings(None)
        };
        let (https, http) = (
            [("x-forwarded-proto", "https")],
            [("x-forwarded-proto", "http")],
        );
        for (peer, lines, may) in [
            ("127.0.0.1:1", &[][..], true),
            ("203.0.113.5:1", &[], false),
            ("203.0.113.5:1", &https, false),
            ("10.0.0.1:1", &https, true),
            ("10.0.0.1:1", &http, false),
            // Somebody on this machine who is not trusted has passed it on.
            ("127.0.0.1:1", &https, false),
        ] {
            assert_eq!(may_send(peer, lines, &plain), may, "{peer} {lines:?}");
            assert!(may_send(peer, lines, &allowed), "{peer} {lines:?}");
        }
        let known = settings(Some("https://files.example.org"));
        assert!(!may_send("203.0.113.5:1", &[], &known));
        assert!(may_send("10.0.0.1:1", &[], &known));
    }

    /// Headers of proxies and others, filled with what might be taken for an address.
    fn lines() -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
        let name = prop_oneof![
            Just("forwarded"),
            Just("x-forwarded-for"),
            Just("x-forwarded-proto"),
            Just("x-forwarded-host"),
            Just("x-real-ip"),
            Just("via"),
            Just("client-ip"),
        ];
        let value = prop_oneof![
            any::<IpAddr>().prop_map(|address| address.to_string().into_bytes()),
            any::<Ipv4Addr>().prop_map(|address| format!("for={address};proto=https").into_bytes()),
            Just(b"https".to_vec()),
            prop::collection::vec(
                any::<u8>().prop_filter("no line ends", |b| *b >= 32 && *b != 127),
                0..20
            ),
        ];
        prop::collection::vec((name, value), 0..6)
    }

    proptest! {
        #[test]
        fn whatever_an_untrusted_peer_sends_the_address_is_his(
            peer in any::<IpAddr>(), tls in any::<bool>(), lines in lines(),
        ) {
            let settings = settings(Some("https://files.example.org"));
            prop_assume!(!settings.proxies.are_at(peer.to_canonical()));
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.append(name, HeaderValue::from_bytes(&value).expect("a value"));
            }
            let peer = Peer { socket: (peer, 1).into(), tls };
            let visit = Visit::of(peer, &headers, &settings, RequestId::from_unique(1));
            prop_assert_eq!(visit.address, peer.address());
            prop_assert_eq!((visit.secure, visit.host), (tls, None));
        }
    }
}
