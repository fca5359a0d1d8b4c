//! What a tenant's application says about its organization: the test ladder, its sites and their
//! libraries; later people, consent and sign-in with Microsoft.

mod ladder;
mod roles;
mod sites;

pub use ladder::Directory;
pub use sites::{Library, Site, Sites};
