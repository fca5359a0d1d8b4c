//! What trusted proxies say of a request: in `X-Forwarded-For`, `-Proto` and `-Host`, or in `Forwarded`
//! (RFC 7239), as the configuration says. The other family is never looked at: a proxy passes on what a
//! visitor has written there himself.
//!
//! Each proxy adds its word at the right end. So all is read from the right, and what stands further left
//! was perhaps written by the visitor himself: it must not change how the rest is read.
//!
//! - `element` takes `Forwarded` apart, `beside` the three others; both into a proxy's word about who came
//!   to it
//! - `value` reads addresses, schemes and hosts

mod beside;
mod element;
mod value;

#[cfg(test)]
mod tests;

use std::net::IpAddr;

use http::HeaderMap;
use http::uri::Authority;
use ipnet::IpNet;

/// The most proxies, one behind the other, whose words are followed.
const MOST_HOPS: usize = 16;

/// The headers in which proxies say for whom they ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ProxyHeaders {
    /// `X-Forwarded-For`, `-Proto` and `-Host`.
    #[default]
    XForwarded,
    /// `Forwarded`.
    Forwarded,
}

/// Who is believed about whose request he passes on, and where he says it.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Their networks.
    pub trusted: Vec<IpNet>,
    /// What is read of theirs.
    pub headers: ProxyHeaders,
}

impl Proxies {
    /// Whether an address is one of theirs.
    pub fn are_at(&self, address: IpAddr) -> bool {
        self.trusted
            .iter()
            .any(|network| network.contains(&address))
    }
}

/// What is known of a request that a trusted proxy has passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The nearest address that is no trusted proxy's, or the last one that could be read.
    pub(super) address: IpAddr,
    /// Whether it came over TLS; `None` where nobody says.
    pub(super) https: Option<bool>,
    /// The host that was asked for.
    pub(super) host: Option<Authority>,
}

/// One proxy's word about who came to it.
#[derive(Debug, Default)]
struct Hop {
    /// `None` where it is hidden or can't be read.
    address: Option<IpAddr>,
    https: Option<bool>,
    host: Option<Authority>,
}

/// What the headers say that came from `proxy`, which is trusted.
pub(super) fn word_of(proxy: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> Word {
    match proxies.headers {
        ProxyHeaders::XForwarded => follow(proxy, beside::hops(headers), proxies),
        ProxyHeaders::Forwarded => follow(proxy, element::hops(headers), proxies),
    }
}

/// Goes from proxy to proxy, away from us, to the first address that is none of theirs, or to what can't
/// be read: never past it, for there the visitor may have written what he likes.
fn follow(proxy: IpAddr, hops: impl Iterator<Item = Hop>, proxies: &Proxies) -> Word {
    let mut word = Word {
        address: proxy,
        https: None,
        host: None,
    };
    for hop in hops.take(MOST_HOPS) {
        // Who says nothing of it has come as the next one says.
        word.https = hop.https.or(word.https);
        word.host = hop.host.or(word.host);
        match hop.address {
            Some(address) if proxies.are_at(address) => word.address = address,
            Some(address) => {
                word.address = address;
                break;
            }
            None => break,
        }
    }
    word
}
