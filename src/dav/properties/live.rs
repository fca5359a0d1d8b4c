//! The live properties: what follows from what a resource is.

use crate::dav::xml::NameRef;

/// The namespace of ownCloud and Nextcloud, of which other clients read some too.
pub(super) const OWNCLOUD: &str = "http://owncloud.org/ns";

/// The namespace in which Windows keeps what its file systems have.
const WINDOWS: &str = "urn:schemas-microsoft-com:";

/// A property whose meaning the server knows. Most follow from what the resource is and nobody stores them; sums are
/// kept, and times are the file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::dav) enum Live {
    CreationDate,
    DisplayName,
    ContentLength,
    ContentType,
    ETag,
    LastModified,
    ResourceType,
    SupportedLock,
    LockDiscovery,
    QuotaAvailable,
    QuotaUsed,
    IsCollection,
    IsHidden,
    IsReadOnly,
    Id,
    FileId,
    Size,
    Permissions,
    Checksums,
    Win32Created,
    Win32Modified,
}

/// A row of the table: the property and its name, and whether it is told to whoever asks for all.
struct Fact(Live, NameRef<'static>, bool);

const fn dav(live: Live, local: &'static str, in_all: bool) -> Fact {
    Fact(live, NameRef::dav(local), in_all)
}

const fn other(live: Live, namespace: &'static str, local: &'static str) -> Fact {
    Fact(live, NameRef::fixed(namespace, local), false)
}

/// RFC 4918, section 15, and what extends it: quotas (RFC 4331) are not told unasked.
const TABLE: &[Fact] = &[
    dav(Live::CreationDate, "creationdate", true),
    dav(Live::DisplayName, "displayname", true),
    dav(Live::ContentLength, "getcontentlength", true),
    dav(Live::ContentType, "getcontenttype", true),
    dav(Live::ETag, "getetag", true),
    dav(Live::LastModified, "getlastmodified", true),
    dav(Live::ResourceType, "resourcetype", true),
    dav(Live::SupportedLock, "supportedlock", true),
    dav(Live::LockDiscovery, "lockdiscovery", true),
    dav(Live::QuotaAvailable, "quota-available-bytes", false),
    dav(Live::QuotaUsed, "quota-used-bytes", false),
    dav(Live::IsCollection, "iscollection", false),
    dav(Live::IsHidden, "ishidden", false),
    dav(Live::IsReadOnly, "isreadonly", false),
    other(Live::Id, OWNCLOUD, "id"),
    other(Live::FileId, OWNCLOUD, "fileid"),
    other(Live::Size, OWNCLOUD, "size"),
    other(Live::Permissions, OWNCLOUD, "permissions"),
    other(Live::Checksums, OWNCLOUD, "checksums"),
    other(Live::Win32Created, WINDOWS, "Win32CreationTime"),
    other(Live::Win32Modified, WINDOWS, "Win32LastModifiedTime"),
];

impl Live {
    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|Fact(live, ..)| *live)
    }

    /// Those that are told to whoever asks for all.
    pub(super) fn usual() -> impl Iterator<Item = Self> {
        let usual = TABLE.iter().filter(|Fact(.., in_all)| *in_all);
        usual.map(|Fact(live, ..)| *live)
    }

    /// The one of this name.
    pub(in crate::dav) fn named(name: NameRef<'_>) -> Option<Self> {
        let found = TABLE.iter().find(|Fact(_, known, _)| {
            known.local() == name.local() && known.namespace() == name.namespace()
        });
        found.map(|Fact(live, ..)| *live)
    }

    /// Its name.
    pub(super) const fn name(self) -> NameRef<'static> {
        TABLE[self as usize].1
    }

    /// Whether it is about locks.
    pub(super) const fn is_about_locks(self) -> bool {
        matches!(self, Self::SupportedLock | Self::LockDiscovery)
    }
}

/// Whether a property, live or kept, is one of those in which Windows keeps what its file systems have.
pub(super) fn is_of_windows(name: NameRef<'_>) -> bool {
    name.namespace() == WINDOWS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_is_found_by_its_name() {
        for live in Live::all() {
            assert_eq!(Live::named(live.name()), Some(live));
        }
        assert_eq!(Live::named(NameRef::fixed("", "getetag")), None);
    }
}
