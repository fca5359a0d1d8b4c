//! `X-Forwarded-For`, with what stands beside it in `-Proto` and `-Host`: three lists that each proxy
//! continues, replaces or leaves as they are, as it likes. No standard describes them.

use http::{HeaderMap, HeaderName};

use super::Hop;
use super::value::{address, authority, is_https};

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Every proxy's word, that of the nearest first. One who names no address can say a scheme and a host.
pub(super) fn hops(headers: &HeaderMap) -> impl Iterator<Item = Hop> {
    let (schemes, hosts) = (items(headers, &PROTO), items(headers, &HOST));
    let mut addresses: Vec<_> = items(headers, &FOR).into_iter().map(address).collect();
    if addresses.is_empty() {
        addresses.push(None);
    }
    let hop = move |(step, address)| Hop {
        address,
        https: aligned(&schemes, step).and_then(is_https),
        host: aligned(&hosts, step).and_then(authority),
    };
    addresses.into_iter().enumerate().map(hop)
}

/// The items of a list, the last one first.
fn items<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<&'a str> {
    let lines = headers.get_all(name).iter().rev();
    let items = lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(','));
    items
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .collect()
}

/// What stands beside the address `step` places from the right. Most proxies know a single value, that of
/// the first of them.
fn aligned<'a>(items: &[&'a str], step: usize) -> Option<&'a str> {
    items.get(step).or(items.last()).copied()
}
