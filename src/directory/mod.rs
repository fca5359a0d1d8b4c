//! What a tenant's application says about its organization: the test ladder; later people, sites,
//! consent and sign-in with Microsoft.

mod ladder;
mod roles;

pub use ladder::Directory;
