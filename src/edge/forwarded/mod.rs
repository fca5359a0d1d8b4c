//! What trusted proxies say of a request: `Forwarded` (RFC 7239), or in its absence `X-Forwarded-For`,
//! `-Proto` and `-Host`.
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

use http::uri::Authority;
use http::{HeaderMap, header};
use ipnet::IpNet;

/// The most proxies, one behind the other, whose words are followed.
const MOST_HOPS: usize = 16;

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
pub(super) fn word_of(proxy: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Word {
    if headers.contains_key(header::FORWARDED) {
        follow(proxy, element::hops(headers), trusted)
    } else {
        follow(proxy, beside::hops(headers), trusted)
    }
}

/// Whether an address is one of the networks'.
pub(super) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// Goes from proxy to proxy, away from us, to the first address that is none of theirs, or to what can't
/// be read: never past it, for there the visitor may have written what he likes.
fn follow(proxy: IpAddr, hops: impl Iterator<Item = Hop>, trusted: &[IpNet]) -> Word {
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
            Some(address) if is_trusted(address, trusted) => word.address = address,
            Some(address) => {
                word.address = address;
                break;
            }
            None => break,
        }
    }
    word
}
