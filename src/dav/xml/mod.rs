//! The bodies of WebDAV: read into small trees, written as bytes.
//!
//! What comes in:
//! - [`Element::read`] reads any body within bounds; no document type, no entities, no network
//! - [`PropFind`], [`PropPatch`] and [`LockInfo`] are what the three methods make of it
//! - [`Name`] is a property's name, [`Fragment`] its value: XML that can be written back anywhere
//!
//! What goes out:
//! - [`Multistatus`] writes the answer to a listing, straight into frames of bytes
//! - [`document`] writes any other body, [`error_body()`] those that say which [`Precondition`] failed
//! - [`Elements`] is what both give their writers to write with; [`Href`] is an address in them

mod canonical;
mod characters;
mod decode;
mod element;
mod error_body;
mod escape;
mod href;
mod lockinfo;
mod multistatus;
mod names;
mod namespaces;
mod propfind;
mod proppatch;
mod reader;
mod writer;

pub use canonical::Fragment;
pub use element::{Attribute, Element, Node};
pub use error_body::{Precondition, error_body};
pub use href::Href;
pub use lockinfo::LockInfo;
pub use multistatus::{Multistatus, Propstats};
pub use names::{DAV, Name, NameRef};
pub use propfind::PropFind;
pub use proppatch::{Instruction, PropPatch};
pub use reader::BODY_LIMIT;
pub use writer::{Elements, Written, document};

/// The refusal of a body that can't be read: 400.
fn malformed(reason: &'static str) -> crate::domain::Invalid {
    crate::domain::Invalid::malformed("body", "invalid_xml", reason)
}
