//! The address under which visitors reach this server.

use std::fmt;

use url::{Host, Url};

use crate::domain::{Error, Invalid};

/// An origin: scheme, host and port, without a path. What absolute links, the check of the host and
/// the check of forms go by.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicUrl {
    /// `https://files.example.org`, the default port left out, as browsers write an `Origin`.
    origin: String,
    /// `files.example.org`, the port after it unless it is the scheme's own.
    authority: String,
}

impl PublicUrl {
    /// Accepts `http://host[:port]` and `https://host[:port]`, with or without one slash at the end.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refuse = |reason: &str| Invalid::new("public_url", "invalid_public_url", reason);
        let url = Url::parse(text).map_err(|_| refuse("is not a URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refuse("must begin with http:// or https://").into());
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("must be a scheme, a host and at most a port").into());
        }
        let origin = url.origin().ascii_serialization();
        let prefix = format!("{}://", url.scheme());
        let authority = origin.strip_prefix(&prefix).unwrap_or_default().to_owned();
        Ok(Self { origin, authority })
    }

    /// Whether visitors come over TLS.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// Whether the address is this machine's own, reachable by nobody else.
    pub fn is_loopback(&self) -> bool {
        let url = Url::parse(&self.origin).ok();
        url.is_some_and(|url| match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        })
    }

    /// The origin as browsers write it: no slash at the end, no default port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether a `Host` header, or the authority of HTTP/2, means this address.
    pub fn is_host(&self, host: &str) -> bool {
        let default_port = if self.is_https() { ":443" } else { ":80" };
        let host = host.strip_suffix(default_port).unwrap_or(host);
        host.eq_ignore_ascii_case(&self.authority)
    }
}

impl fmt::Debug for PublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PublicUrl({})", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_origin_is_a_public_address() {
        for text in ["https://files.example.org", "http://127.0.0.1:5244/"] {
            PublicUrl::parse(text).expect(text);
        }
        for text in [
            "",
            "files.example.org",
            "ftp://files.example.org",
            "https://files.example.org/sub",
            "https://files.example.org/?a",
            "https://files.example.org/#a",
            "https://ann@files.example.org/",
        ] {
            PublicUrl::parse(text).expect_err(text);
        }
    }

    #[test]
    fn a_host_is_compared_without_case_and_default_port() {
        let url = PublicUrl::parse("https://Files.example.org:443/").expect("an origin");
        assert_eq!(url.origin(), "https://files.example.org");
        for host in ["files.example.org", "FILES.example.org:443"] {
            assert!(url.is_host(host), "{host}");
        }
        for host in [
            "",
            "example.org",
            "files.example.org:80",
            "files.example.org.",
        ] {
            assert!(!url.is_host(host), "{host}");
        }
    }
}
