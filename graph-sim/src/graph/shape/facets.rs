//! Parts of an item's JSON.

use serde::Serialize;

use crate::world::{Account, AppRecord, Owner};

/// Who did something: a person or a group.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum IdentitySet {
    User(Identity),
    Group(Identity),
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Identity {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    display_name: String,
}

/// The owner of a drive.
pub(crate) fn identity(owner: &Owner) -> IdentitySet {
    match owner {
        Owner::Person(account) => IdentitySet::User(of_account(account)),
        Owner::Group(account) => IdentitySet::Group(of_account(account)),
        Owner::System => system(),
    }
}

/// The author of what is in a drive: a person, never a group.
pub(crate) fn author(owner: &Owner) -> IdentitySet {
    match owner {
        Owner::Person(account) => IdentitySet::User(of_account(account)),
        Owner::Group(_) | Owner::System => system(),
    }
}

/// Who wrote a file last: a person, or an application in nobody's name.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Writer {
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<Identity>,
    #[serde(flatten)]
    who: IdentitySet,
}

impl Writer {
    /// A person.
    pub(super) const fn person(who: IdentitySet) -> Self {
        Self {
            application: None,
            who,
        }
    }

    /// An application, which has no user beside itself but SharePoint's own.
    pub(super) fn application(app: &AppRecord) -> Self {
        Self {
            application: Some(Identity {
                email: None,
                id: Some(app.client_id.to_string()),
                display_name: app.app.display_name.clone(),
            }),
            who: IdentitySet::User(Identity {
                email: None,
                id: None,
                display_name: "SharePoint App".to_owned(),
            }),
        }
    }
}

fn system() -> IdentitySet {
    IdentitySet::User(Identity {
        email: None,
        id: None,
        display_name: "System Account".to_owned(),
    })
}

fn of_account(account: &Account) -> Identity {
    Identity {
        email: Some(account.email.clone()),
        id: Some(account.id.to_string()),
        display_name: account.display_name.clone(),
    }
}

/// Where an item is. The root's has drive and type only.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ParentReference {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) drive_type: Option<&'static str>,
    pub(super) drive_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) site_id: Option<String>,
}

/// The client's own times.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileSystemInfo {
    pub(super) created_date_time: String,
    pub(super) last_modified_date_time: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileFacet<'a> {
    pub(super) mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hashes: Option<Hashes<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Hashes<'a> {
    pub(super) quick_xor_hash: &'a str,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FolderFacet {
    pub(super) child_count: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct PackageFacet<'a> {
    pub(super) r#type: &'a str,
}

#[derive(Debug, Serialize)]
pub(crate) struct MalwareFacet<'a> {
    pub(super) description: &'a str,
}

#[derive(Debug, Serialize)]
pub(crate) struct SharedFacet {
    pub(super) scope: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct SpecialFolderFacet {
    pub(super) name: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PhotoFacet {
    pub(super) taken_date_time: String,
}

/// A facet that only says it is there.
#[derive(Debug, Serialize)]
#[expect(
    clippy::empty_structs_with_brackets,
    reason = "a unit struct would be null in JSON"
)]
pub(crate) struct Marker {}

/// What a shortcut points at.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemoteItem<'a> {
    pub(super) id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) folder: Option<FolderFacet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<FileFacet<'a>>,
    pub(super) parent_reference: ParentReference,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) web_url: Option<String>,
}
