//! The JSON of items: "driveItem resource type", as business drives fill it.
//!
//! - [`item`]: a whole item
//! - [`facets`]: its parts
//! - [`renderer`]: from the world to the JSON
//! - [`each`]: for many items at once
//! - [`address`]: web addresses and times

mod address;
mod each;
mod facets;
mod item;
mod renderer;

pub(crate) use address::{TimeStyle, web_url};
pub(crate) use each::describe_each;
pub(crate) use facets::{IdentitySet, author, identity};
pub(crate) use item::DriveItem;
pub(crate) use renderer::Renderer;
