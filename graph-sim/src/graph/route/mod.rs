//! Addresses of Graph, parsed from the raw path.
//!
//! "Addressing resources in a drive on OneDrive": ids and names are percent-decoded once; a path
//! between colons may have its slashes encoded; the form `children('name')` is understood.
//!
//! - [`address`]: what an address says
//! - [`reader`]: reading it: the collections at the top, users and drives
//! - [`site`]: the part that names a site
//! - [`item`]: the part that leads to an item and says what of it is asked for
//! - [`words`]: segments, words and escapes
//! - [`known`]: what Graph knows beyond the simulator

mod address;
mod item;
mod known;
mod reader;
mod site;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use address::{
    Asked, DriveName, Facet, Place, Route, SiteFacet, SiteName, Start, Step, Stop, ThumbnailPart,
    VersionFacet,
};
pub(crate) use reader::parse;
