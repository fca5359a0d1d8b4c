//! How the drive of a mount is named, and where such a name leads.

use std::fmt;

use super::error::{Error, Invalid, Result};
use super::id::{DriveId, ItemId, SiteId, is_domain};
use super::path::DrivePath;

/// Which drive a mount shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MountSource {
    /// The OneDrive of a user, by principal name or object id.
    User(String),
    /// A library of a site; the site's default library where none is named.
    Site {
        /// The site.
        site: SiteName,
        /// The library.
        library: Option<LibraryName>,
    },
    /// A drive by its id.
    Drive(DriveId),
    /// The application's own folder in a drive (Graph documentation, "Using an App Folder"); of that drive
    /// nothing else is shown.
    AppRoot(AppRootOf),
}

/// In whose drive the application's own folder lies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AppRootOf {
    /// In the OneDrive of a user, by principal name or object id.
    User(String),
    /// In a drive of this id.
    Drive(DriveId),
}

/// How a site is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SiteName {
    /// By its id; follows the site when its address changes.
    Id(SiteId),
    /// By its address.
    Address(SiteAddress),
}

/// Where people find a site: `contoso.sharepoint.com:/sites/team`, as Graph writes it (Graph documentation,
/// "Get a site by server-relative path").
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SiteAddress {
    host: Box<str>,
    path: DrivePath,
}

/// How a library of a site is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LibraryName {
    /// By its drive's id; follows the library when it is renamed.
    Id(DriveId),
    /// By its title, in any letter case.
    Title(LibraryTitle),
}

/// What a library is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LibraryTitle(Box<str>);

/// Where a source has led: a drive, and the one folder of it that is the application's own where that was
/// asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourcePlace {
    /// The drive.
    pub drive: DriveId,
    /// The folder that stands in the place of the drive's root.
    pub folder: Option<ItemId>,
}

/// Longest name of a user, in characters. Microsoft's principal names have 113 at most.
const LONGEST_USER: usize = 256;

/// Longest title of a library, in characters (SharePoint's own limit).
const LONGEST_TITLE: usize = 255;

impl MountSource {
    /// A user as Graph takes it: a principal name or an object id.
    pub fn user(text: &str) -> Result<Self, Invalid> {
        check_user(text).map(|()| Self::User(text.to_owned()))
    }

    /// Refuses a user as Graph does not take one, wherever in a source he is named.
    pub fn check(&self) -> Result<(), Invalid> {
        match self {
            Self::User(user) | Self::AppRoot(AppRootOf::User(user)) => check_user(user),
            Self::Site { .. } | Self::Drive(_) | Self::AppRoot(AppRootOf::Drive(_)) => Ok(()),
        }
    }
}

impl AppRootOf {
    /// A user as Graph takes it: a principal name or an object id.
    pub fn user(text: &str) -> Result<Self, Invalid> {
        check_user(text).map(|()| Self::User(text.to_owned()))
    }
}

fn check_user(text: &str) -> Result<(), Invalid> {
    let plain = |letter: char| !letter.is_control() && !letter.is_whitespace() && letter != '/';
    let sound = (1..=LONGEST_USER).contains(&text.chars().count()) && text.chars().all(plain);
    sound.then_some(()).ok_or_else(|| {
        let reason = "must be a principal name or an object id";
        Invalid::new("source/user", "invalid_user", reason)
    })
}

impl SiteName {
    /// Accepts an id, or an address: only the latter holds a colon.
    pub fn parse(text: &str) -> Result<Self> {
        if text.contains(':') {
            return SiteAddress::parse(text).map(Self::Address);
        }
        SiteId::parse(text).map(Self::Id)
    }
}

impl fmt::Display for SiteName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(formatter),
            Self::Address(address) => address.fmt(formatter),
        }
    }
}

impl SiteAddress {
    /// Accepts `host:/path`. A site at the root of its host has no such address: its host alone is taken
    /// for its id.
    pub fn parse(text: &str) -> Result<Self> {
        // What no SharePoint path holds (Microsoft's "Restrictions and limitations in OneDrive and
        // SharePoint").
        let forbidden = ['"', '*', ':', '<', '>', '?', '|', '#', '%'];
        let read = || {
            let (host, path) = text.split_once(':')?;
            let path = DrivePath::parse(path.trim_end_matches('/')).ok()?;
            let sound = is_domain(host) && !path.is_root() && !path.as_str().contains(forbidden);
            let host = host.to_ascii_lowercase().into_boxed_str();
            sound.then_some(Self { host, path })
        };
        read().ok_or_else(|| {
            let reason = "is not an address such as contoso.sharepoint.com:/sites/team";
            Invalid::new("site", "invalid_site", reason).into()
        })
    }

    /// The host, in small letters.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The path from the host's root; never the root itself.
    pub const fn path(&self) -> &DrivePath {
        &self.path
    }
}

impl fmt::Display for SiteAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.host, self.path.as_str())
    }
}

impl fmt::Debug for SiteAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SiteAddress({self})")
    }
}

impl LibraryName {
    /// Accepts a drive's id, or a title: the ids of libraries begin with `b!`, and nobody's titles do.
    pub fn parse(text: &str) -> Result<Self> {
        if text.starts_with("b!") {
            return DriveId::parse(text).map(Self::Id);
        }
        LibraryTitle::parse(text).map(Self::Title)
    }
}

impl fmt::Display for LibraryName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(formatter),
            Self::Title(title) => formatter.write_str(title.as_str()),
        }
    }
}

impl LibraryTitle {
    /// Accepts one line of up to 255 characters without a slash, not blank.
    pub fn parse(text: &str) -> Result<Self> {
        let plain = |letter: char| !letter.is_control() && letter != '/';
        let sound = (1..=LONGEST_TITLE).contains(&text.chars().count()) && text.chars().all(plain);
        if sound && text.trim() == text {
            return Ok(Self(text.into()));
        }
        Err(Error::from(Invalid::new(
            "library",
            "invalid_library",
            "is neither a drive's id nor the title of a library",
        )))
    }

    /// The title as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SourcePlace {
    /// A drive as a whole.
    pub const fn whole(drive: DriveId) -> Self {
        Self {
            drive,
            folder: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_one_word_counted_in_characters() {
        for user in ["ada@contoso.example", &"ü".repeat(256)] {
            assert!(MountSource::user(user).is_ok(), "{user}");
            assert!(AppRootOf::user(user).is_ok(), "{user}");
        }
        for refused in ["", "ada lovelace", "a/b", "a\n", &"a".repeat(257)] {
            assert!(MountSource::user(refused).is_err(), "{refused:?}");
            let of = AppRootOf::User(refused.to_owned());
            assert!(MountSource::AppRoot(of).check().is_err(), "{refused:?}");
        }
    }

    #[test]
    fn a_site_is_named_by_its_id_or_by_its_address() {
        for (text, shown) in [
            ("contoso.sharepoint.com,1-2,3-4", None),
            ("contoso.sharepoint.com", None),
            (
                "Contoso.SharePoint.com:/sites/Über uns/",
                Some("contoso.sharepoint.com:/sites/Über uns"),
            ),
            (
                "contoso.sharepoint.com:/teams/a/b",
                Some("contoso.sharepoint.com:/teams/a/b"),
            ),
        ] {
            let name = SiteName::parse(text).expect("a site");
            assert_eq!(
                matches!(name, SiteName::Address(_)),
                shown.is_some(),
                "{text}"
            );
            assert_eq!(name.to_string(), shown.unwrap_or(text));
        }
        for text in [
            "",
            "a/b",
            "contoso.sharepoint.com:",
            "contoso.sharepoint.com:/",
            "contoso.sharepoint.com:sites/team",
            "contoso.sharepoint.com:/sites/../x",
            "contoso.sharepoint.com:/sites/a:/drive",
            "contoso.sharepoint.com:/sites/%2e",
            "contoso.sharepoint.com:/sites?x",
            "https://contoso.sharepoint.com/sites/team",
            "localhost:/sites/team",
            "a@contoso.example:/sites/team",
        ] {
            assert!(SiteName::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_library_is_named_by_its_drives_id_or_by_its_title() {
        assert!(matches!(LibraryName::parse("b!x"), Ok(LibraryName::Id(_))));
        for title in ["Documents", "Freigegebene Dokumente", "b"] {
            let name = LibraryName::parse(title).expect("a title");
            assert!(matches!(&name, LibraryName::Title(_)), "{title}");
            assert_eq!(name.to_string(), title);
        }
        for text in ["", " ", "a\n", " a", "a/b", "b!ü", &"a".repeat(256)] {
            assert!(LibraryName::parse(text).is_err(), "{text:?}");
        }
    }
}
