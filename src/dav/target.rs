//! Where something is to go.

use crate::domain::{Error, RawPath, VirtualPath};
use crate::edge::is_our_host;

use super::ask::{Ask, PREFIX};
use super::headers::{Reference, destination_of};
use super::refusal::{Refusal, Trouble};

/// The place in the tree that `Destination` names. Another server is 502, as is a place beside the tree (RFC
/// 4918, section 9.8.5). The scheme is not looked at: a proxy that ends TLS rewrites it or does not.
pub(super) fn destination(ask: &Ask) -> Result<RawPath, Trouble> {
    let reference = destination_of(ask.headers())?;
    let path = path_of(ask, &reference).ok_or(Refusal::Elsewhere)?;
    let place = VirtualPath::from_raw(path);
    Ok(place.map_err(Error::from)?)
}

/// The raw path below the tree's beginning that a reference names, where it names a place of ours.
pub(super) fn path_of<'a>(ask: &Ask, reference: &'a Reference) -> Option<&'a str> {
    let origin = reference.origin();
    let ours = origin.is_none_or(|it| is_our_host(&ask.head, &ask.edge.settings, &it.authority));
    reference.below(PREFIX).filter(|_| ours)
}
