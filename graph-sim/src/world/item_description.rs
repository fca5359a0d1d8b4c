//! What a description says of the files and folders of a drive.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{DriveState, Quota};
use crate::timestamp::deserialize_some as time;

/// Items by their path, such as `/Documents/a.txt`. A folder comes before what is in it.
pub(super) type Items = BTreeMap<String, Short<ItemDescription>>;

/// One item: exactly one of `content`, `folder`, `package` and `shortcut`, and what goes with it.
/// A text alone is the content of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ItemDescription {
    pub(super) content: Option<Short<ContentDescription>>,
    pub(super) folder: Option<FolderDescription>,
    /// The kind of a package; that of a notebook is `oneNote`.
    pub(super) package: Option<String>,
    pub(super) shortcut: Option<ShortcutDescription>,
    /// By the server's clock; when it was modified, if absent.
    #[serde(deserialize_with = "time")]
    pub(super) created: Option<Timestamp>,
    /// By the server's clock; the beginning of the world, if absent.
    #[serde(deserialize_with = "time")]
    pub(super) modified: Option<Timestamp>,
    /// By the client's clock; as the server's, if absent.
    pub(super) file_system_info: Option<ClientTimes>,
    /// Earlier contents of a file, the oldest first.
    pub(super) versions: Vec<VersionDescription>,
    /// What the scanner found in a file.
    pub(super) malware: Option<String>,
    pub(super) lock: Option<LockDescription>,
    /// Adds the `shared` facet, as if it had been shared with somebody.
    pub(super) shared: bool,
    pub(super) links: Vec<LinkDescription>,
}

/// The bytes of a file. A text alone is that text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ContentDescription {
    Text(String),
    Base64(String),
    /// Pseudo-random bytes that take no room.
    Generated {
        #[serde(default)]
        seed: u64,
        size: u64,
    },
    /// A file on disk, relative to the description.
    Disk(PathBuf),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FolderDescription {
    pub(super) fill: Option<FillDescription>,
}

/// Many small files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FillDescription {
    pub(super) count: u64,
    /// With `{n}` where the number goes, from 0 on.
    pub(super) name: String,
    /// Of each, in bytes; the number modulo 97 if absent.
    pub(super) size: Option<u64>,
}

/// Where a shortcut points: a user's drive, or a library of a site.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShortcutDescription {
    pub(super) user: Option<String>,
    pub(super) site: Option<String>,
    /// `Documents` if absent.
    pub(super) library: Option<String>,
    pub(super) path: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ClientTimes {
    #[serde(deserialize_with = "time")]
    pub(super) created: Option<Timestamp>,
    #[serde(deserialize_with = "time")]
    pub(super) modified: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VersionDescription {
    pub(super) content: Short<ContentDescription>,
    #[serde(default, deserialize_with = "time")]
    pub(super) modified: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LockDescription {
    /// Open in Office.
    Open,
    CheckedOut,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkDescription {
    /// `view`, `edit` or `embed`
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// `anonymous`, `organization` or `users`
    pub(super) scope: String,
    #[serde(default)]
    pub(super) has_password: bool,
    #[serde(default, deserialize_with = "time")]
    pub(super) expires_at: Option<Timestamp>,
    /// Display name of the application that made it; the tenant's first if absent.
    pub(super) app: Option<String>,
}

/// A document library of a site.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LibraryDescription {
    /// `ready`, `locked` or `{"not_provisioned": …}`, as of a user's drive.
    pub(super) drive: DriveState,
    pub(super) quota: Quota,
    /// What it may hold; a tebibyte if absent.
    pub(super) total_bytes: Option<u64>,
    pub(super) items: Items,
}

/// Libraries by their titles; or titles alone.
#[derive(Debug, Default)]
pub(crate) struct Libraries(pub(super) BTreeMap<String, LibraryDescription>);

impl<'de> Deserialize<'de> for Libraries {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Titles;
        impl<'de> Visitor<'de> for Titles {
            type Value = Libraries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("titles of libraries, or libraries by their titles")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut titles: A) -> Result<Libraries, A::Error> {
                let mut libraries = BTreeMap::new();
                while let Some(title) = titles.next_element()? {
                    libraries.insert(title, LibraryDescription::default());
                }
                Ok(Libraries(libraries))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Libraries, A::Error> {
                Deserialize::deserialize(MapAccessDeserializer::new(map)).map(Libraries)
            }
        }
        from.deserialize_any(Titles)
    }
}

/// Something that may be written as a mere text.
#[derive(Debug)]
pub(crate) struct Short<T>(pub(super) T);

impl<'de, T: Deserialize<'de> + From<String>> Deserialize<'de> for Short<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct TextOrMap<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de> + From<String>> Visitor<'de> for TextOrMap<T> {
            type Value = Short<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or an object")
            }

            fn visit_str<E>(self, text: &str) -> Result<Short<T>, E> {
                Ok(Short(text.to_owned().into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Short<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Short)
            }
        }
        from.deserialize_any(TextOrMap(PhantomData))
    }
}

impl From<String> for ContentDescription {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<String> for ItemDescription {
    fn from(text: String) -> Self {
        Self {
            content: Some(Short(text.into())),
            ..Self::default()
        }
    }
}
