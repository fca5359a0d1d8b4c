//! What administrators of a tenant may mount of it.

use std::collections::BTreeSet;

use super::source::{AppRootOf, LibraryName, MountSource, SiteName};

/// Of one kind of sources: all, or those named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// Every one of the organization.
    All,
    /// These alone; compared without regard to case.
    Only(BTreeSet<String>),
}

impl Default for Allowance {
    fn default() -> Self {
        Self::Only(BTreeSet::new())
    }
}

impl Allowance {
    /// These alone.
    pub fn only<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Self {
        let keys = names.into_iter().map(|name| name.as_ref().to_lowercase());
        Self::Only(keys.collect())
    }

    fn holds(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(&name.to_lowercase()),
        }
    }
}

/// What a tenant administrator may mount. The application reads the whole organization, so that a mount is
/// a right to decide; nothing is mountable until an administrator of the server says so.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Mountable {
    /// Users' drives, by principal name or object id as the mount names them.
    pub users: Allowance,
    /// Sites, by id or address as the mount names them.
    pub sites: Allowance,
    /// Drives, by id.
    pub drives: Allowance,
}

impl Mountable {
    /// Whether this source may be mounted.
    pub fn allows(&self, source: &MountSource) -> bool {
        match source {
            MountSource::User(user) | MountSource::AppRoot(AppRootOf::User(user)) => {
                self.users.holds(user)
            }
            MountSource::Drive(drive) | MountSource::AppRoot(AppRootOf::Drive(drive)) => {
                self.drives.holds(drive.as_str())
            }
            // A library's drive id could lead out of the site that stands beside it.
            MountSource::Site { site, library } => {
                let within = match library {
                    Some(LibraryName::Id(drive)) => self.drives.holds(drive.as_str()),
                    Some(LibraryName::Title(_)) | None => true,
                };
                within && self.allows_site(site)
            }
        }
    }

    fn allows_site(&self, site: &SiteName) -> bool {
        match site {
            SiteName::Id(id) => self.sites.holds(id.as_str()),
            SiteName::Address(address) => self.sites.holds(&address.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DriveId;

    #[test]
    fn nothing_is_mountable_until_somebody_says_so() {
        let user = MountSource::User("Ada@contoso.example".to_owned());
        let drive = MountSource::Drive(DriveId::parse("b!1").expect("an id"));
        let mut mountable = Mountable::default();
        assert!(!mountable.allows(&user) && !mountable.allows(&drive));
        mountable.users = Allowance::only(["ada@CONTOSO.example"]);
        assert!(mountable.allows(&user) && !mountable.allows(&drive));
        mountable.drives = Allowance::All;
        assert!(mountable.allows(&drive));
    }
}
