//! Addresses of Graph, parsed from the raw path.
//!
//! "Addressing resources in a drive on OneDrive": ids and names are percent-decoded once; a path
//! between colons may have its slashes encoded; the form `children('name')` is understood.
//!
//! - [`address`]: what an address says
//! - [`reader`]: reading it
//! - [`known`]: what Graph knows beyond the simulator

mod address;
mod known;
mod reader;

pub(crate) use address::{Asked, DriveName, Facet, Place, Route, Start, Step};
pub(crate) use reader::parse;
