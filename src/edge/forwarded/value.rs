//! The values that proxies write: addresses, schemes, hosts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::uri::Authority;

/// The address of a node, with or without a port (RFC 7239, section 6); `None` for `unknown`, for names
/// made up to hide an address, and for what is none of all this.
pub(super) fn address(node: &str) -> Option<IpAddr> {
    if let Ok(address) = node.parse::<IpAddr>() {
        return Some(address.to_canonical());
    }
    let (address, port): (IpAddr, _) = if let Some(rest) = node.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        (address.parse::<Ipv6Addr>().ok()?.into(), port)
    } else {
        let (address, port) = node.split_at(node.find(':')?);
        (address.parse::<Ipv4Addr>().ok()?.into(), port)
    };
    let sound = match port.strip_prefix(':') {
        Some(port) => is_port(port),
        None => port.is_empty(),
    };
    sound.then(|| address.to_canonical())
}

/// A number, or a name made up to hide one.
fn is_port(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !text.is_empty() && text.bytes().all(plain)
}

/// Whether a scheme is that of TLS; `None` where it is none of HTTP's.
pub(super) fn is_https(scheme: &str) -> Option<bool> {
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    (is("https") || is("http")).then(|| is("https"))
}

/// A host, with or without a port.
pub(super) fn authority(text: &str) -> Option<Authority> {
    let authority = Authority::try_from(text).ok()?;
    (!authority.as_str().contains('@')).then_some(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_in_every_form_that_proxies_write() {
        for (node, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("192.0.2.1:4711", "192.0.2.1"),
            ("192.0.2.1:_hidden", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        ] {
            assert_eq!(address(node), expected.parse().ok(), "{node}");
        }
        for node in [
            "",
            "unknown",
            "_secret",
            "files.example.org",
            "192.0.2.1:",
            "192.0.2.1:80:80",
            "192.0.2.256",
            "192.0.2.1/32",
            "[2001:db8::1",
            "[2001:db8::1]80",
            "[192.0.2.1]",
            " 192.0.2.1",
        ] {
            assert_eq!(address(node), None, "{node}");
        }
    }
}
