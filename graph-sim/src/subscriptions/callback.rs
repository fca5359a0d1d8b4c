//! Addresses that may be notified.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use url::{Host, Url};

/// An address on this machine, with or without TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallbackUrl {
    url: Url,
    socket: SocketAddr,
}

/// Why an address is not notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallbackFault {
    /// It is no address, or not of HTTP.
    Malformed,
    /// It is not on this machine.
    Elsewhere,
}

impl CallbackUrl {
    /// Reads an address. `localhost` is not looked up.
    pub(crate) fn parse(text: &str) -> Result<Self, CallbackFault> {
        let url = Url::parse(text).map_err(|_| CallbackFault::Malformed)?;
        if !["http", "https"].contains(&url.scheme()) {
            return Err(CallbackFault::Malformed);
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::from(address),
            Some(Host::Ipv6(address)) => IpAddr::from(address),
            Some(Host::Domain(name)) if name.eq_ignore_ascii_case("localhost") => {
                Ipv4Addr::LOCALHOST.into()
            }
            Some(Host::Domain(_)) => return Err(CallbackFault::Elsewhere),
            None => return Err(CallbackFault::Malformed),
        };
        if !address.is_loopback() {
            return Err(CallbackFault::Elsewhere);
        }
        let port = url.port_or_known_default();
        let port = port.ok_or(CallbackFault::Malformed)?;
        Ok(Self {
            socket: SocketAddr::new(address, port),
            url,
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        self.url.as_str()
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(super) fn socket(&self) -> SocketAddr {
        self.socket
    }

    /// Host and port as they are written.
    pub(super) fn authority(&self) -> &str {
        self.url.authority()
    }

    /// The host alone.
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Path and query, with one more parameter if there is any.
    pub(super) fn target(&self, parameter: Option<&str>) -> String {
        let query = [self.url.query(), parameter].into_iter().flatten();
        let query = query.collect::<Vec<_>>().join("&");
        if query.is_empty() {
            self.url.path().to_owned()
        } else {
            format!("{}?{query}", self.url.path())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CallbackFault, CallbackUrl};

    #[test]
    fn only_this_machine_is_notified() {
        for text in [
            "http://127.0.0.1:80/a",
            "https://localhost/a",
            "http://[::1]:9/",
            "http://127.1.2.3/",
        ] {
            assert!(CallbackUrl::parse(text).is_ok(), "{text}");
        }
        for text in [
            "https://example.org/hook",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "http://localhost.example.org/",
        ] {
            let found = CallbackUrl::parse(text);
            assert_eq!(found, Err(CallbackFault::Elsewhere), "{text}");
        }
        for text in ["ftp://127.0.0.1/", "hook", ""] {
            let found = CallbackUrl::parse(text);
            assert_eq!(found, Err(CallbackFault::Malformed), "{text}");
        }
    }

    #[test]
    fn the_parameters_of_an_address_are_kept() {
        let url = CallbackUrl::parse("http://127.0.0.1/hook?key=1").unwrap();
        assert_eq!(url.target(Some("more=2")), "/hook?key=1&more=2");
        assert_eq!(url.target(None), "/hook?key=1");
    }
}
