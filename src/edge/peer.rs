//! Where a request comes from, as far as its connection tells.

use std::net::SocketAddr;

use http::{HeaderMap, Request};

use super::host::host_of;
use super::public_url::PublicUrl;
use super::state::Settings;

/// The other end of the connection. Laid into each request's extensions by whoever accepts connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Headers by which a proxy says that it passes somebody else's request on.
const PASSED_ON: [&str; 3] = ["forwarded", "x-real-ip", "via"];

/// What the names of more such headers begin with: `-for`, `-host`, `-proto`, `-port`, `-server`, `-prefix`
/// and whatever else proxies have made up.
const PASSED_ON_PREFIX: &str = "x-forwarded-";

/// Whether the request was made on this machine: its connection comes from loopback, no proxy has passed
/// it on, it names loopback as its host (a page in a browser here may have bound its own name to our
/// address), and the server is not known under a public address.
pub fn is_loopback<B>(request: &Request<B>, settings: &Settings) -> bool {
    let near = request
        .extensions()
        .get::<Peer>()
        .is_some_and(|peer| peer.0.ip().is_loopback());
    let public = settings
        .public_url
        .as_ref()
        .is_some_and(|url| !url.is_loopback());
    let named = host_of(request).is_some_and(is_loopback_host);
    near && named && !public && !is_passed_on(request.headers())
}

fn is_passed_on(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| {
        PASSED_ON.contains(&name.as_str()) || name.as_str().starts_with(PASSED_ON_PREFIX)
    })
}

fn is_loopback_host(host: &str) -> bool {
    PublicUrl::parse(&format!("http://{host}")).is_ok_and(|url| url.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::PublicUrl;

    fn request(peer: &str, host: &'static str) -> Request<()> {
        let mut request = Request::new(());
        let host = http::HeaderValue::from_static(host);
        request.headers_mut().insert(http::header::HOST, host);
        request
            .extensions_mut()
            .insert(Peer(peer.parse().expect("an address")));
        request
    }

    fn judged(peer: &str, header: Option<&str>, public_url: Option<&str>) -> bool {
        let mut request = request(peer, "localhost:5244");
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
        for name in ["x-forwarded-for", "x-forwarded-server", "via"] {
            assert!(!judged("127.0.0.1:1", Some(name), None), "{name}");
        }
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

    #[test]
    fn only_who_asks_for_this_machine_by_its_own_name_is_on_it() {
        for (host, near) in [
            ("localhost", true),
            ("127.0.0.1:5244", true),
            ("[::1]:5244", true),
            ("evil.example:5244", false),
            ("localhost.evil.example", false),
            ("192.0.2.1", false),
            ("", false),
        ] {
            let request = request("127.0.0.1:1", host);
            assert_eq!(is_loopback(&request, &Settings::default()), near, "{host}");
        }
    }
}
