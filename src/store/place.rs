//! Sources and roots of mounts, each as a kind and a value.

use crate::domain::{DriveId, DrivePath, ItemId, MountRoot, MountSource, SiteId};

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

/// How a source is written. A library follows its site after a slash, which no id of Microsoft's holds.
pub(super) fn of_source(source: &MountSource) -> Place {
    match source {
        MountSource::User(user) => Place::new("user", user),
        MountSource::Site { site, library } => match library {
            None => Place::new("site", site.as_str()),
            Some(library) => Place::new("site", format!("{site}/{library}")),
        },
        MountSource::Drive(drive) => Place::new("drive", drive.as_str()),
    }
}

/// Reads what [`of_source`] has written.
pub(super) fn to_source(kind: &str, value: &str) -> Option<MountSource> {
    match kind {
        "user" => Some(MountSource::User(value.to_owned())),
        "site" => {
            let (site, library) = match value.split_once('/') {
                Some((site, library)) => (site, Some(DriveId::parse(library).ok()?)),
                None => (value, None),
            };
            let site = SiteId::parse(site).ok()?;
            Some(MountSource::Site { site, library })
        }
        "drive" => DriveId::parse(value).ok().map(MountSource::Drive),
        _ => None,
    }
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
        let site = || SiteId::parse("contoso.sharepoint.com,1-2,3-4").expect("a site");
        let drive = || DriveId::parse("b!orXUERxqjkuaVQ1-WwyaAbPG5S_").expect("a drive");
        for source in [
            MountSource::User("alice@contoso.example".to_owned()),
            MountSource::Site {
                site: site(),
                library: None,
            },
            MountSource::Site {
                site: site(),
                library: Some(drive()),
            },
            MountSource::Drive(drive()),
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
            ("drive", ""),
        ] {
            assert_eq!(to_source(kind, value), None, "{kind} {value}");
        }
        for (kind, value) in [("id", "x"), ("path", "no slash"), ("item", "../x")] {
            assert_eq!(to_root(kind, value), None, "{kind} {value}");
        }
    }
}
