//! JSON as Graph sends it. Tolerant: nearly everything may be missing, unknown fields are ignored.
//!
//! Source: Graph documentation, resource types `driveItem`, `drive`, `organization`.
//!
//! - `change`: what is sent to change something
//! - `upload`, `copying`: what is told of work that takes several calls
//! - `changes`: what has changed in a drive
//! - `version`, `thumbnail`, `sharing`: what a drive knows beside its items

pub(super) mod change;
pub(super) mod changes;
pub(super) mod copying;
pub(super) mod sharing;
pub(super) mod thumbnail;
pub(super) mod upload;
pub(super) mod version;

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::domain::{DriveId, Timestamp};

/// A `driveItem`. Facets tell what it is; an item may carry several, or none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DriveItem {
    /// Id, unique within its drive.
    pub id: String,
    /// Name; `root` for a drive's root.
    pub name: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// Tag of the item, its quotes included on business drives.
    pub e_tag: Option<String>,
    /// Tag of the content; absent for folders on business drives.
    pub c_tag: Option<String>,
    /// Server time of creation.
    pub created_date_time: Option<String>,
    /// Server time of the last change.
    pub last_modified_date_time: Option<String>,
    /// Who changed it last; only where it was asked for.
    pub last_modified_by: Option<IdentitySet>,
    /// The client's times.
    pub file_system_info: Option<FileSystemInfo>,
    /// Where it lies.
    pub parent_reference: Option<ItemReference>,
    /// Present on files.
    pub file: Option<FileFacet>,
    /// Present on folders.
    pub folder: Option<FolderFacet>,
    /// Present on opaque things such as notebooks.
    pub package: Option<IgnoredAny>,
    /// Present on shortcuts into other drives.
    pub remote_item: Option<RemoteItem>,
    /// Present on a drive's root.
    pub root: Option<IgnoredAny>,
    /// Present on infected files.
    pub malware: Option<IgnoredAny>,
    /// Present among the changes of a drive, on what is gone; such an item may have no name.
    pub deleted: Option<IgnoredAny>,
    /// The pre-authenticated URL, where one came along.
    #[serde(rename = "@microsoft.graph.downloadUrl")]
    pub download_url: Option<String>,
}

/// An `identitySet`: who did something.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IdentitySet {
    /// The application; not always told.
    pub application: Option<Identity>,
}

/// An `identity`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Identity {
    /// Its id; of an application, that of its registration.
    pub id: Option<String>,
}

/// The `fileSystemInfo` facet: times as the client set them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FileSystemInfo {
    /// Creation.
    pub created_date_time: Option<String>,
    /// Last change.
    pub last_modified_date_time: Option<String>,
}

/// The `parentReference` of an item.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ItemReference {
    /// The parent's id; absent on a drive's root.
    pub id: Option<String>,
    /// The parent's path, after the first colon; absent in delta and search.
    pub path: Option<String>,
    /// `personal`, `business` or `documentLibrary`.
    pub drive_type: Option<String>,
    /// The drive.
    pub drive_id: Option<String>,
}

/// The `remoteItem` facet: what a shortcut points to. It tells more of it, which we'd rather hear from the
/// item itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RemoteItem {
    /// Its id, in its own drive.
    pub id: Option<String>,
    /// Where it lies.
    pub parent_reference: Option<ItemReference>,
}

/// An item that was asked for by itself. Without an id the answer is of another kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "DriveItem")]
pub(super) struct OneItem(pub(super) DriveItem);

impl TryFrom<DriveItem> for OneItem {
    type Error = &'static str;

    fn try_from(item: DriveItem) -> Result<Self, Self::Error> {
        if item.id.is_empty() {
            return Err("an item without an id");
        }
        Ok(Self(item))
    }
}

/// The `file` facet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FileFacet {
    /// Media type as the service decided it.
    pub mime_type: Option<String>,
    /// Hashes of the content.
    pub hashes: Option<Hashes>,
}

/// The `hashes` of a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Hashes {
    /// Base64 of the `QuickXorHash`: the only hash that business drives give.
    pub quick_xor_hash: Option<String>,
}

/// The `folder` facet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FolderFacet {
    /// How many children, lagging behind.
    pub child_count: Option<i64>,
}

/// A `drive`. Its id alone must be there: without one the answer is of another kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Drive {
    /// Its id.
    #[serde(deserialize_with = "drive_id")]
    pub id: DriveId,
    /// `personal`, `business` or `documentLibrary`.
    pub drive_type: Option<String>,
    /// Its title.
    pub name: Option<String>,
}

fn drive_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DriveId, D::Error> {
    DriveId::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// An `organization`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Organization {
    /// Directory id.
    pub id: String,
    /// Name to show.
    pub display_name: Option<String>,
}

/// One page of a collection.
#[derive(Clone, Debug, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub(super) struct Collection<T> {
    /// The members; its absence makes the answer unreadable, never an empty page.
    #[serde(deserialize_with = "members")]
    pub(super) value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    pub(super) next_link: Option<String>,
}

/// More members than a page has: we ask for 1,000. In memory a member may be two hundred times as large
/// as the `{}` that it was, so the length of the body alone bounds too little.
const MOST_MEMBERS: usize = 100_000;

fn members<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    struct Members<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
        type Value = Vec<T>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("the members of a page")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Vec<T>, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = sequence.next_element()? {
                if members.len() == MOST_MEMBERS {
                    return Err(A::Error::custom("more members than a page has"));
                }
                members.push(member);
            }
            Ok(members)
        }
    }
    deserializer.deserialize_seq(Members(PhantomData))
}

/// Reads a body, which is one object. An array is of another kind, though it would be read too, its
/// elements taken for fields by their order.
pub(super) fn object<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    if body.trim_ascii_start().starts_with(b"{") {
        serde_json::from_slice(body)
    } else {
        Err(serde_json::Error::custom("not an object"))
    }
}

/// The error envelope: `{"error":{"code","message","innerError":{…}}}`, nested at will.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorBody {
    error: ErrorDetail,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ErrorDetail {
    code: Option<String>,
    message: Option<String>,
    #[serde(alias = "innererror", rename = "innerError")]
    inner_error: Option<Box<Self>>,
}

impl ErrorBody {
    /// Reads what can be read; HTML, an empty or a cut body gives an envelope without codes.
    pub(super) fn read(body: &[u8]) -> Self {
        object(body).unwrap_or_default()
    }

    /// All codes, from the outermost to the most specific.
    pub(super) fn codes(&self) -> Vec<String> {
        let details =
            std::iter::successors(Some(&self.error), |detail| detail.inner_error.as_deref());
        let codes = details.filter_map(|detail| detail.code.as_deref());
        codes.map(excerpt).collect()
    }

    /// Graph's own words, cut to what is worth keeping.
    pub(super) fn message(&self) -> Option<String> {
        let message = self.error.message.as_deref();
        message.filter(|message| !message.is_empty()).map(excerpt)
    }
}

/// What is worth keeping of a text of Microsoft's, which may be as long as a whole answer: it is logged,
/// remembered and shown.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 500;
    text.chars().take(LONGEST).collect()
}

impl DriveItem {
    /// When the content was made: the client's time, else the server's.
    pub fn created_at(&self) -> Option<Timestamp> {
        let client = self
            .file_system_info
            .as_ref()
            .and_then(|info| info.created_date_time.as_deref());
        time(client).or_else(|| time(self.created_date_time.as_deref()))
    }

    /// When the content was changed: the client's time, else the server's.
    pub fn modified_at(&self) -> Option<Timestamp> {
        self.client_modified_at().or_else(|| self.written_at())
    }

    /// When the content was changed, by the client's clock.
    pub fn client_modified_at(&self) -> Option<Timestamp> {
        let info = self.file_system_info.as_ref()?;
        time(info.last_modified_date_time.as_deref())
    }

    /// When it was changed, by the server's clock; where the client told a time, perhaps that one.
    pub fn written_at(&self) -> Option<Timestamp> {
        time(self.last_modified_date_time.as_deref())
    }

    /// The registration of the application that changed it last, where that is told.
    pub fn last_writer(&self) -> Option<&str> {
        let writer = self.last_modified_by.as_ref()?.application.as_ref()?;
        writer.id.as_deref()
    }
}

/// RFC 3339 with any number of decimals.
pub(super) fn time(text: Option<&str>) -> Option<Timestamp> {
    let point: jiff::Timestamp = text?.parse().ok()?;
    Some(Timestamp::from_unix_ms(point.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_with_unknown_fields_and_facets_is_read_calmly() {
        let item: DriveItem = serde_json::from_str(
            r#"{"@odata.type":"x","id":"01","name":"a","newFacet":{"b":[1]},"file":{"mimeType":"text/plain","hashes":{"sha1Hash":"x"}},
                "fileSystemInfo":{"lastModifiedDateTime":"2026-11-20T17:01:09.1234567Z"},"createdDateTime":"2026-02-01T08:15:00Z"}"#,
        )
        .expect("readable");
        assert!(item.file.is_some() && item.folder.is_none());
        assert_eq!(
            item.modified_at().map(Timestamp::unix_ms),
            Some(1_795_194_069_123)
        );
        assert_eq!(
            item.created_at().map(Timestamp::unix_ms),
            Some(1_769_933_700_000)
        );
    }

    #[test]
    fn a_page_without_its_members_is_unreadable() {
        assert!(serde_json::from_str::<Collection<DriveItem>>("{}").is_err());
        assert!(serde_json::from_str::<Collection<DriveItem>>(r#"{"value":[]}"#).is_ok());
    }

    #[test]
    fn a_body_of_another_kind_is_no_page() {
        for body in ["[[]]", "[[],null]", "", "null", "\"\"", "<html>"] {
            assert!(
                object::<Collection<DriveItem>>(body.as_bytes()).is_err(),
                "{body}"
            );
        }
        assert!(object::<Collection<DriveItem>>(b" \r\n{\"value\":[]}\n").is_ok());
    }

    #[test]
    fn a_page_of_more_members_than_were_asked_for_a_hundred_times_is_unreadable() {
        let page = |members: usize| format!(r#"{{"value":[{}{{}}]}}"#, "{},".repeat(members - 1));
        let read = |body: String| object::<Collection<DriveItem>>(body.as_bytes());
        let page_full = read(page(MOST_MEMBERS)).expect("readable");
        assert_eq!(page_full.value.len(), MOST_MEMBERS);
        assert!(read(page(MOST_MEMBERS + 1)).is_err());
    }

    #[test]
    fn inner_codes_are_found_in_either_spelling() {
        for key in ["innerError", "innererror"] {
            let body = format!(
                r#"{{"error":{{"code":"a","message":"m","{key}":{{"code":"b","{key}":{{"code":"c"}}}}}}}}"#
            );
            assert_eq!(ErrorBody::read(body.as_bytes()).codes(), ["a", "b", "c"]);
        }
        assert!(ErrorBody::read(b"<html>").codes().is_empty());
    }
}
