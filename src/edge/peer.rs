//! Where a request comes from, as far as its connection tells.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, Request};

use super::host::host_asked;
use super::public_url::PublicUrl;
use super::state::Settings;
use super::visit::Visit;

/// The other end of the connection, and whether TLS on it is ours. Laid into each request's extensions by
/// whoever accepts connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Address and port.
    pub socket: SocketAddr,
    /// The connection speaks TLS, and with us.
    pub tls: bool,
}

impl Peer {
    /// The address; IPv4 within IPv6 is IPv4.
    pub fn address(&self) -> IpAddr {
        self.socket.ip().to_canonical()
    }
}

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
        .is_some_and(|peer| peer.address().is_loopback());
    let public = settings
        .public_url
        .as_ref()
        .is_some_and(|url| !url.is_loopback());
    let named = host_asked(request).is_some_and(is_loopback_host);
    near && named && !public && !is_passed_on(request.headers())
}

/// Whether a password may stand in this request: it came over TLS, or no network saw it, or the
/// configuration says that networks may (design, section 8).
pub fn may_send_password<B>(request: &Request<B>, settings: &Settings) -> bool {
    let visit = request.extensions().get::<Visit>();
    settings.allow_plain_http
        || visit.is_some_and(|visit| visit.secure)
        || is_loopback(request, settings)
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
    use crate::edge::{Proxies, PublicUrl};

    fn request(peer: &str, host: &'static str) -> Request<()> {
        let mut request = Request::new(());
        let host = http::HeaderValue::from_static(host);
        request.headers_mut().insert(http::header::HOST, host);
        let socket = peer.parse().expect("an address");
        let peer = Peer { socket, tls: false };
        request.extensions_mut().insert(peer);
        request
    }

    fn with(mut request: Request<()>, header: &str) -> Request<()> {
        let name = http::HeaderName::from_bytes(header.as_bytes()).expect("a name");
        let value = http::HeaderValue::from_static("x");
        request.headers_mut().insert(name, value);
        request
    }

    fn known_as(public_url: &str) -> Settings {
        Settings {
            public_url: Some(PublicUrl::parse(public_url).expect("an origin")),
            ..Settings::default()
        }
    }

    #[test]
    fn only_a_direct_connection_from_this_machine_counts() {
        let here = || request("127.0.0.1:1", "localhost:5244");
        let unknown = Settings::default();
        assert!(is_loopback(&here(), &unknown));
        assert!(is_loopback(&here(), &known_as("http://127.0.0.1:5244")));
        assert!(!is_loopback(
            &here(),
            &known_as("https://files.example.org")
        ));
        for header in ["forwarded", "x-forwarded-for", "x-forwarded-server", "via"] {
            assert!(!is_loopback(&with(here(), header), &unknown), "{header}");
        }
        for (peer, near) in [
            ("[::1]:1", true),
            ("[::ffff:127.0.0.1]:1", true),
            ("192.0.2.1:1", false),
            ("[::ffff:192.0.2.1]:1", false),
        ] {
            let request = request(peer, "localhost:5244");
            assert_eq!(is_loopback(&request, &unknown), near, "{peer}");
        }
        assert!(
            !is_loopback(&Request::new(()), &unknown),
            "unknown is not near"
        );
    }

    #[test]
    fn a_proxy_on_this_machine_speaks_for_others_though_it_is_trusted() {
        let settings = Settings {
            proxies: Proxies {
                trusted: vec!["127.0.0.1/32".parse().expect("a network")],
                ..Proxies::default()
            },
            ..Settings::default()
        };
        let request = || request("127.0.0.1:1", "localhost");
        assert!(!is_loopback(&with(request(), "x-forwarded-for"), &settings));
        assert!(is_loopback(&request(), &settings), "it speaks for itself");
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
