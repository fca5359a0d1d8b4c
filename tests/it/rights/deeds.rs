//! What can be done with files, and what it needs.

use bytes::Bytes;
use futures_util::stream;
use onefold::domain::{
    ByteSource, Caller, Deletion, Error, IfExists, Result, Right, Segment, VersionId, VirtualPath,
};
use onefold::services::{Change, Files, PutRequest};

use super::places::{PLACES, Part, Place};

/// A deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Put,
    Overwrite,
    MakeFolder,
    Rename,
    Move,
    Copy,
    Delete,
    DeleteFolder,
    ListVersions,
    OpenVersion,
    RestoreVersion,
    AskForRoom,
}

impl Deed {
    pub(super) const ALL: [Self; 12] = [
        Self::Put,
        Self::Overwrite,
        Self::MakeFolder,
        Self::Rename,
        Self::Move,
        Self::Copy,
        Self::Delete,
        Self::DeleteFolder,
        Self::ListVersions,
        Self::OpenVersion,
        Self::RestoreVersion,
        Self::AskForRoom,
    ];

    /// The right it needs, and to which part of a place.
    pub(super) const fn need(self) -> (Right, Part) {
        match self {
            Self::Put
            | Self::Overwrite
            | Self::MakeFolder
            | Self::Rename
            | Self::RestoreVersion => (Right::Write, Part::File),
            Self::Move | Self::Delete => (Right::Delete, Part::File),
            Self::Copy | Self::ListVersions | Self::OpenVersion => (Right::Read, Part::File),
            Self::DeleteFolder => (Right::Delete, Part::Folder),
            Self::AskForRoom => (Right::List, Part::Folder),
        }
    }

    /// Whether something is written somewhere else, too.
    pub(super) const fn has_target(self) -> bool {
        matches!(self, Self::Move | Self::Copy)
    }

    /// Whether something is another thing afterwards.
    pub(super) const fn is_change(self) -> bool {
        !matches!(
            self,
            Self::ListVersions | Self::OpenVersion | Self::AskForRoom
        )
    }

    /// The path it is done to.
    pub(super) fn path(self, place: &Place) -> Option<String> {
        let name = match self {
            Self::DeleteFolder | Self::AskForRoom => return Some(place.folder.to_owned()),
            Self::Put => "new.txt",
            Self::MakeFolder => "new",
            _ => "note.txt",
        };
        (!place.is_virtual()).then(|| format!("{}/{name}", place.folder))
    }

    /// Does it.
    pub(super) async fn do_it(
        self,
        files: &Files,
        caller: &Caller,
        path: &str,
        to: &str,
    ) -> Result<()> {
        let (path, to) = (parse(path), parse(to));
        let version = VersionId::parse("1.0")?;
        match self {
            Self::Put | Self::Overwrite => {
                let request = PutRequest::new(IfExists::Replace);
                files.put(caller, &path, bytes(), request).await.map(drop)
            }
            Self::MakeFolder => files.mkdir(caller, &path, false).await.map(drop),
            Self::Rename => {
                let change = Change {
                    name: Some(Segment::parse("renamed.txt")?),
                    ..Change::nothing()
                };
                files.update(caller, &path, change).await.map(drop)
            }
            Self::Move => {
                let moved = files.move_to(caller, (&path, &to), IfExists::Fail);
                moved.await.map(drop)
            }
            Self::Copy => {
                let copied = files.copy(caller, (&path, &to), IfExists::Fail);
                copied.await.map(drop)
            }
            Self::Delete | Self::DeleteFolder => {
                let deletion = Deletion::Recycle;
                files.delete(caller, &path, deletion, None).await
            }
            Self::ListVersions => files.versions(caller, &path).await.map(drop),
            Self::OpenVersion => {
                let opened = files.open_version(caller, (&path, &version), None);
                opened.await.map(drop)
            }
            Self::RestoreVersion => files.restore_version(caller, &path, &version).await,
            Self::AskForRoom => files.quota(caller, &path).await.map(drop),
        }
    }
}

/// A place in the same drive in which something may come to lie.
pub(super) fn target(place: &Place) -> Option<&'static Place> {
    let tags = ["desk-plain", "square", "far"];
    let mut open = PLACES.iter().filter(|open| tags.contains(&open.tag));
    open.find(|open| open.area == place.area)
}

/// Bytes that fail the test where somebody asks for them who may not write them.
fn bytes() -> ByteSource {
    let all = stream::iter([Ok::<_, Error>(Bytes::from_static(b"new"))]);
    ByteSource::once(Some(3), Box::pin(all))
}

pub(super) fn parse(path: &str) -> VirtualPath {
    VirtualPath::parse(path).expect("a path")
}
