//! Uploads as far as the Graph host sees them; the rest is at upload URLs (`crate::uploads`).
//!
//! - [`content`]: `PUT …/content`
//! - [`creation`], [`request`]: `POST …/createUploadSession`, and its body
//! - [`adoption`]: `PUT …/items/{folder}` with the file of a session
//! - [`destination`]: from an address to the folder and the name of a new file
//! - [`document`]: the file that was stored, as the answer shows it

mod adoption;
mod content;
mod creation;
mod destination;
mod document;
mod request;

pub(super) use adoption::adopt;
pub(super) use content::put;
pub(super) use creation::create;
pub(crate) use document::describe;
