//! Sources and roots of mounts, each as a kind and a value.

use crate::domain::{
    AppRootOf, DriveId, DrivePath, ItemId, LibraryName, MountRoot, MountSource, SiteName,
};

/// A kind and a value, as two columns hold them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) kind: &'static str,
    pub(super) value: String,
}

impl Place {
    fn new(kind: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        Self { kind, value }
    }
}

/// How a source is written. A library follows its site after a slash, which neither ids nor titles hold;
/// in a site's address slashes are written as colons, which it doesn't hold either.
pub(super) fn of_source(source: &MountSource) -> Place {
    match source {
        MountSource::User(user) => Place::new("user", user),
        MountSource::Site { site, library } => match library {
            None => Place::new("site", of_site(site)),
            Some(library) => Place::new("site", format!("{}/{library}", of_site(site))),
        },
        MountSource::Drive(drive) => Place::new("drive", drive.as_str()),
        MountSource::AppRoot(AppRootOf::User(user)) => Place::new("approot-user", user),
        MountSource::AppRoot(AppRootOf::Drive(drive)) => {
            Place::new("approot-drive", drive.as_str())
        }
    }
}

fn of_site(site: &SiteName) -> String {
    match site {
        SiteName::Id(id) => id.to_string(),
        SiteName::Address(address) => {
            let path = address.path().as_str().replace('/', ":");
            format!("{}{path}", address.host())
        }
    }
}

/// Reads what [`of_source`] has written.
pub(super) fn to_source(kind: &str, value: &str) -> Option<MountSource> {
    match kind {
        "user" => Some(MountSource::User(value.to_owned())),
        "site" => {
            let (site, library) = match value.split_once('/') {
                Some((site, library)) => (site, Some(LibraryName::parse(library).ok()?)),
                None => (value, None),
            };
            let site = to_site(site)?;
            Some(MountSource::Site { site, library })
        }
        "drive" => DriveId::parse(value).ok().map(MountSource::Drive),
        "approot-user" => {
            let of = AppRootOf::User(value.to_owned());
            Some(MountSource::AppRoot(of))
        }
        "approot-drive" => {
            let of = AppRootOf::Drive(DriveId::parse(value).ok()?);
            Some(MountSource::AppRoot(of))
        }
        _ => None,
    }
}

fn to_site(text: &str) -> Option<SiteName> {
    let text = match text.split_once(':') {
        Some((host, path)) => format!("{host}:/{}", path.replace(':', "/")),
        None => text.to_owned(),
    };
    SiteName::parse(&text).ok()
}

/// How a root is written.
pub(super) fn of_root(root: &MountRoot) -> Place {
    match root {
        MountRoot::Path(path) => Place::new("path", path.as_str()),
        MountRoot::Item(item) => Place::new("item", item.as_str()),
    }
}

/// Reads what [`of_root`] has written.
pub(super) fn to_root(kind: &str, value: &str) -> Option<MountRoot> {
    match kind {
        "path" => DrivePath::parse(value).ok().map(MountRoot::Path),
        "item" => ItemId::parse(value).ok().map(MountRoot::Item),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_survives_the_way_through_its_columns() {
        let drive = || DriveId::parse("b!orXUERxqjkuaVQ1-WwyaAbPG5S_").expect("a drive");
        let user = || "alice@contoso.example".to_owned();
        let site = |site: &str, library: Option<&str>| MountSource::Site {
            site: SiteName::parse(site).expect("a site"),
            library: library.map(|library| LibraryName::parse(library).expect("a library")),
        };
        let (id, address) = (
            "contoso.sharepoint.com,1-2,3-4",
            "contoso.sharepoint.com:/sites/Ü 1",
        );
        for source in [
            MountSource::User(user()),
            site(id, None),
            site(id, Some("b!orXUERxqjkuaVQ1-WwyaAbPG5S_")),
            site(id, Some("Shared Documents")),
            site(address, None),
            site(address, Some("b!orXUERxqjkuaVQ1-WwyaAbPG5S_")),
            site(address, Some("Anträge: alle, 100 %")),
            MountSource::Drive(drive()),
            MountSource::AppRoot(AppRootOf::User(user())),
            MountSource::AppRoot(AppRootOf::Drive(drive())),
        ] {
            let Place { kind, value } = of_source(&source);
            assert_eq!(to_source(kind, &value), Some(source));
        }
    }

    #[test]
    fn every_root_survives_the_way_through_its_columns() {
        for root in [
            MountRoot::Path(DrivePath::root()),
            MountRoot::Path(DrivePath::parse("/Über uns/100% %41").expect("a path")),
            MountRoot::Item(ItemId::parse("01LIPQY52RRIHTWL").expect("an item")),
        ] {
            let Place { kind, value } = of_root(&root);
            assert_eq!(to_root(kind, &value), Some(root));
        }
    }

    #[test]
    fn a_kind_or_value_that_nobody_wrote_is_not_guessed() {
        for (kind, value) in [
            ("group", "x"),
            ("site", "a/b/c"),
            ("site", "/b"),
            ("site", "a:b"),
            ("drive", ""),
            ("approot", "x"),
            ("approot-drive", "a/b"),
        ] {
            assert_eq!(to_source(kind, value), None, "{kind} {value}");
        }
        for (kind, value) in [("id", "x"), ("path", "no slash"), ("item", "../x")] {
            assert_eq!(to_root(kind, value), None, "{kind} {value}");
        }
    }
}
