//! An organization, as registered here.

use std::fmt;
use std::sync::Arc;

use super::error::{Error, Invalid};
use super::health::Health;
use super::id::{ClientId, DirectoryId, TenantId};
use super::mount::Origin;
use super::path::VirtualPath;

/// The name of one of Microsoft's clouds, or of one declared in the configuration.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CloudName(Arc<str>);

impl CloudName {
    /// Accepts `[a-z0-9-]{1,32}`.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=32).contains(&name.len()) && name.bytes().all(plain) {
            Ok(Self(Arc::from(name)))
        } else {
            Err(Invalid::new("cloud", "invalid_cloud", "is not a cloud's name").into())
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CloudName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for CloudName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CloudName({})", self.0)
    }
}

/// One Entra organization. Its credentials are kept apart from it, sealed.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Our id.
    pub id: TenantId,
    /// What people call it.
    pub name: String,
    /// The cloud it lives in.
    pub cloud: CloudName,
    /// Microsoft's id of the organization.
    pub directory_id: DirectoryId,
    /// The app registration we sign in as.
    pub client_id: ClientId,
    /// The part of the tree that is its own; its mounts lie at or below.
    pub path_prefix: VirtualPath,
    /// Where the row comes from.
    pub origin: Origin,
    /// How it is doing.
    pub health: Health,
}
