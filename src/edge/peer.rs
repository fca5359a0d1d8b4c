//! Where a request comes from, as far as its connection tells.

use std::net::SocketAddr;

use http::{HeaderMap, Request};

use super::state::Settings;

/// The other end of the connection. Laid into each request's extensions by whoever accepts connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Headers by which a proxy says that it passes somebody else's request on.
const PASSED_ON: [&str; 6] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "via",
];

/// Whether the request was made on this machine: its connection comes from loopback, no proxy has passed
/// it on, and the server is not known under a public address (design, section 7).
pub fn is_loopback<B>(request: &Request<B>, settings: &Settings) -> bool {
    let near = request
        .extensions()
        .get::<Peer>()
        .is_some_and(|peer| peer.0.ip().is_loopback());
    let public = settings
        .public_url
        .as_ref()
        .is_some_and(|url| !url.is_loopback());
    near && !public && !is_passed_on(request.headers())
}

fn is_passed_on(headers: &HeaderMap) -> bool {
    PASSED_ON.iter().any(|name| headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::PublicUrl;

    fn judged(peer: &str, header: Option<&str>, public_url: Option<&str>) -> bool {
        let mut request = Request::new(());
        request
            .extensions_mut()
            .insert(Peer(peer.parse().expect("an address")));
        if let Some(name) = header {
            let name = http::HeaderName::from_bytes(name.as_bytes()).expect("a name");
            request
                .headers_mut()
                .insert(name, http::HeaderValue::from_static("x"));
        }
        let public_url = public_url.map(|url| PublicUrl::parse(url).expect("an origin"));
        is_loopback(&request, &Settings { public_url })
    }

    #[test]
    fn only_a_direct_connection_from_this_machine_counts() {
        assert!(judged("127.0.0.1:1", None, None));
        assert!(judged("[::1]:1", None, Some("http://127.0.0.1:5244")));
        assert!(!judged("192.0.2.1:1", None, None));
        assert!(!judged("127.0.0.1:1", Some("x-forwarded-for"), None));
        assert!(!judged("127.0.0.1:1", Some("via"), None));
        assert!(!judged(
            "127.0.0.1:1",
            None,
            Some("https://files.example.org")
        ));
        assert!(
            !is_loopback(&Request::new(()), &Settings::default()),
            "unknown is not near"
        );
    }
}
