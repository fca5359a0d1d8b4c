//! An organization, as registered here.

use std::fmt;
use std::sync::Arc;

use super::error::{Error, Invalid};
use super::health::Health;
use super::id::{ClientId, DirectoryId, TenantId};
use super::mount::Origin;
use super::mountable::Mountable;
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

/// Longest name of a tenant, in characters.
const LONGEST_NAME: usize = 100;

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
    /// What its own administrators may mount.
    pub mountable: Mountable,
    /// Where the row comes from.
    pub origin: Origin,
    /// How it is doing.
    pub health: Health,
}

impl Tenant {
    /// A name for people, without the blanks around it: one line, not blank.
    pub fn parse_name(text: &str) -> Result<String, Invalid> {
        let name = text.trim();
        let sound = (1..=LONGEST_NAME).contains(&name.chars().count())
            && !name.chars().any(char::is_control);
        sound.then(|| name.to_owned()).ok_or_else(|| {
            let reason = "must be one line of 1 to 100 characters";
            Invalid::new("name", "invalid_name", reason)
        })
    }

    /// Refuses a prefix that one of our own addresses has.
    pub fn check_prefix(prefix: &VirtualPath) -> Result<(), Invalid> {
        prefix.check_free("path_prefix")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenants_name_is_one_line_of_characters_not_of_bytes() {
        assert_eq!(Tenant::parse_name(" Contoso ").expect("a name"), "Contoso");
        assert!(Tenant::parse_name(&"Ü".repeat(100)).is_ok());
        for refused in ["", "  ", "a\nb", &"a".repeat(101)] {
            assert!(Tenant::parse_name(refused).is_err(), "{refused:?}");
        }
    }
}
