//! Addresses of Graph, parsed from the raw path.
//!
//! "Addressing resources in a drive on OneDrive": ids and names are percent-decoded once; a path
//! between colons may have its slashes encoded; `OData`'s key forms such as `items('01A')` and
//! `children('name')` are understood, also by way of an alias in the query.
//!
//! - [`address`]: what an address says
//! - [`reader`]: reading it: the collections at the top, users and drives
//! - [`site`], [`group`], [`share`]: the parts that name a site, a group, something shared
//! - [`push`](mod@push): subscriptions
//! - [`key`]: keys in parentheses
//! - [`item`]: the part that leads to an item and says what of it is asked for
//! - [`words`]: segments, words and escapes
//! - [`known`]: what Graph knows beyond the simulator

mod address;
mod group;
mod item;
mod key;
mod known;
mod push;
mod reader;
mod share;
mod site;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use address::{
    Asked, DriveName, Facet, Place, Route, SiteFacet, SiteName, Start, Step, Stop, ThumbnailPart,
    VersionFacet,
};
pub(crate) use reader::{parse, parse_with};
