//! Which drive, and which folder of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{
    AppRootOf, DriveId, DrivePath, Error, Invalid, ItemId, LibraryName, MountRoot, MountSource,
    SiteName,
};

/// Which drive a mount shows: `kind` says which of the other keys belong to it.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    kind: SourceKind,
    /// Principal name or object id (`user`, `approot`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "alice@contoso.example")]
    user: Option<String>,
    /// Id of the site, or its address (`site`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "contoso.sharepoint.com:/sites/team")]
    site: Option<String>,
    /// One of the site's libraries, by its title or its drive id; the default library where it is left out
    /// (`site`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    library: Option<String>,
    /// Id of any drive (`drive`, `approot`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    drive_id: Option<String>,
}

/// Kinds of sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SourceKind {
    /// The OneDrive of a user.
    #[default]
    User,
    /// A library of a site.
    Site,
    /// A drive by its id.
    Drive,
    /// The application's own folder in a user's OneDrive (`user`) or in a drive (`drive_id`).
    AppRoot,
}

/// The folder of the drive that is shown: by path or by id.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Root {
    /// Path from the root of the drive, or from the application's own folder; follows whatever bears that
    /// name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "/")]
    path: Option<String>,
    /// Id of the folder; follows it when it is renamed or moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item_id: Option<String>,
}

impl From<&MountSource> for Source {
    fn from(source: &MountSource) -> Self {
        match source {
            MountSource::User(user) => Self {
                user: Some(user.clone()),
                ..Self::default()
            },
            MountSource::Site { site, library } => Self {
                kind: SourceKind::Site,
                site: Some(site.to_string()),
                library: library.as_ref().map(ToString::to_string),
                ..Self::default()
            },
            MountSource::Drive(drive_id) => Self {
                kind: SourceKind::Drive,
                drive_id: Some(drive_id.to_string()),
                ..Self::default()
            },
            MountSource::AppRoot(of) => Self {
                kind: SourceKind::AppRoot,
                user: match of {
                    AppRootOf::User(user) => Some(user.clone()),
                    AppRootOf::Drive(_) => None,
                },
                drive_id: match of {
                    AppRootOf::User(_) => None,
                    AppRootOf::Drive(drive_id) => Some(drive_id.to_string()),
                },
                ..Self::default()
            },
        }
    }
}

impl TryFrom<Source> for MountSource {
    type Error = Invalid;

    fn try_from(body: Source) -> Result<Self, Invalid> {
        let drive = |id: String| DriveId::parse(&id).map_err(at("/source/drive_id"));
        let Source {
            kind,
            user,
            site,
            library,
            drive_id,
        } = body;
        match (kind, user, site, library, drive_id) {
            (SourceKind::User, Some(user), None, None, None) => Ok(Self::User(user)),
            (SourceKind::Site, None, Some(site), library, None) => Ok(Self::Site {
                site: SiteName::parse(&site).map_err(at("/source/site"))?,
                library: library
                    .map(|library| LibraryName::parse(&library).map_err(at("/source/library")))
                    .transpose()?,
            }),
            (SourceKind::Drive, None, None, None, Some(id)) => drive(id).map(Self::Drive),
            (SourceKind::AppRoot, Some(user), None, None, None) => {
                Ok(Self::AppRoot(AppRootOf::User(user)))
            }
            (SourceKind::AppRoot, None, None, None, Some(id)) => {
                drive(id).map(|id| Self::AppRoot(AppRootOf::Drive(id)))
            }
            (SourceKind::User, ..) => Err(mismatch("user needs `user` and nothing else")),
            (SourceKind::Site, ..) => Err(mismatch(
                "site needs `site`, may have `library`, and nothing else",
            )),
            (SourceKind::Drive, ..) => Err(mismatch("drive needs `drive_id` and nothing else")),
            (SourceKind::AppRoot, ..) => Err(mismatch(
                "approot needs `user` or `drive_id`, and nothing else",
            )),
        }
    }
}

impl From<&MountRoot> for Root {
    fn from(root: &MountRoot) -> Self {
        match root {
            MountRoot::Path(path) => Self {
                path: Some(path.as_str().to_owned()),
                item_id: None,
            },
            MountRoot::Item(item) => Self {
                path: None,
                item_id: Some(item.to_string()),
            },
        }
    }
}

impl TryFrom<Root> for MountRoot {
    type Error = Invalid;

    fn try_from(body: Root) -> Result<Self, Invalid> {
        match (body.path, body.item_id) {
            (Some(path), None) => DrivePath::parse(&path)
                .map(Self::Path)
                .map_err(|error| Invalid::new("/root/path", "invalid_path", error.to_string())),
            (None, Some(item)) => ItemId::parse(&item)
                .map(Self::Item)
                .map_err(at("/root/item_id")),
            (Some(_), Some(_)) | (None, None) => Err(Invalid::new(
                "/root",
                "invalid_root",
                "needs `path` or `item_id`, and not both",
            )),
        }
    }
}

fn mismatch(needs: &str) -> Invalid {
    Invalid::new("/source", "source_mismatch", format!("of kind {needs}"))
}

/// The core's complaint about a value, with the place in the body.
fn at(pointer: &'static str) -> impl Fn(Error) -> Invalid {
    move |error| match error {
        Error::Invalid(invalid) => Invalid {
            field: pointer.to_owned(),
            ..invalid
        },
        other => Invalid::new(pointer, "invalid_value", other.to_string()),
    }
}
