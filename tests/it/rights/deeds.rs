//! What can be done with files, and what it needs.

use std::fs;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use onefold::domain::{
    ByteSource, Caller, Deletion, Error, IfExists, LockDepth, LockRequest, LockScope, Property,
    PropertyChange, PropertyName, PropertyValue, Result, Right, Segment, Times, Timestamp,
    VersionId, VirtualPath,
};
use onefold::services::{Amendment, Bringing, Change, PutRequest, Relocation, Services};
use tokio::time::timeout;

use super::places::{PLACES, Part, Place};

/// How long a transfer of a few bytes may take before something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);

/// A deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Put,
    Overwrite,
    MakeFolder,
    MakeFolders,
    Rename,
    SetTimes,
    Move,
    MoveFolder,
    Copy,
    CopyFolder,
    MoveOver,
    CopyOver,
    MoveFolderOver,
    CopyFolderOver,
    CopyAlone,
    CopyAloneOver,
    Delete,
    DeleteForGood,
    DeleteFolder,
    ListVersions,
    OpenVersion,
    RestoreVersion,
    AskForRoom,
    Lock,
    LockNew,
    Describe,
}

impl Deed {
    pub(super) const ALL: [Self; 26] = [
        Self::Put,
        Self::Overwrite,
        Self::MakeFolder,
        Self::MakeFolders,
        Self::Rename,
        Self::SetTimes,
        Self::Move,
        Self::MoveFolder,
        Self::Copy,
        Self::CopyFolder,
        Self::MoveOver,
        Self::CopyOver,
        Self::MoveFolderOver,
        Self::CopyFolderOver,
        Self::CopyAlone,
        Self::CopyAloneOver,
        Self::Delete,
        Self::DeleteForGood,
        Self::DeleteFolder,
        Self::ListVersions,
        Self::OpenVersion,
        Self::RestoreVersion,
        Self::AskForRoom,
        Self::Lock,
        Self::LockNew,
        Self::Describe,
    ];

    /// The right it needs, and to which part of a place.
    pub(super) const fn need(self) -> (Right, Part) {
        match self {
            Self::Put
            | Self::Overwrite
            | Self::MakeFolder
            | Self::MakeFolders
            | Self::Rename
            | Self::SetTimes
            | Self::RestoreVersion
            | Self::Lock
            | Self::LockNew
            | Self::Describe => (Right::Write, Part::File),
            Self::Move | Self::MoveOver | Self::Delete | Self::DeleteForGood => {
                (Right::Delete, Part::File)
            }
            Self::Copy | Self::CopyOver | Self::ListVersions | Self::OpenVersion => {
                (Right::Read, Part::File)
            }
            Self::MoveFolder | Self::MoveFolderOver | Self::DeleteFolder => {
                (Right::Delete, Part::Folder)
            }
            Self::CopyFolder | Self::CopyFolderOver | Self::CopyAlone | Self::CopyAloneOver => {
                (Right::Read, Part::Folder)
            }
            Self::AskForRoom => (Right::List, Part::Folder),
        }
    }

    /// Whether something is written somewhere else, too.
    pub(super) const fn has_target(self) -> bool {
        self.is_move()
            || matches!(
                self,
                Self::Copy
                    | Self::CopyOver
                    | Self::CopyFolder
                    | Self::CopyFolderOver
                    | Self::CopyAlone
                    | Self::CopyAloneOver
            )
    }

    pub(super) const fn is_move(self) -> bool {
        matches!(
            self,
            Self::Move | Self::MoveOver | Self::MoveFolder | Self::MoveFolderOver
        )
    }

    /// Whether a folder is taken with all below it.
    pub(super) const fn takes_all(self) -> bool {
        matches!(
            self,
            Self::MoveFolder
                | Self::MoveFolderOver
                | Self::CopyFolder
                | Self::CopyFolderOver
                | Self::DeleteFolder
        )
    }

    /// Whether a folder takes the place of a folder, which is gone then with all that lies in it.
    pub(super) const fn replaces_folder(self) -> bool {
        matches!(
            self,
            Self::MoveFolderOver | Self::CopyFolderOver | Self::CopyAloneOver
        )
    }

    /// What lies where it leads: a file and a folder are there to be replaced.
    pub(super) const fn landing(self) -> &'static str {
        match self {
            Self::MoveOver | Self::CopyOver => "taken.txt",
            _ if self.replaces_folder() => "taken",
            _ => "moved.txt",
        }
    }

    /// Whether it is asked of this place. What replaces something is many calls: a few places are enough, as what it
    /// needs there is no other matter than without.
    fn is_asked_at(self, place: &Place) -> bool {
        let replaces = self.landing() != "moved.txt" || self == Self::CopyAlone;
        let tags = [
            "desk-plain",
            "desk-closed",
            "desk-safe",
            "desk-missing",
            "square-safe",
            "far",
        ];
        !replaces || tags.contains(&place.tag)
    }

    /// Whether something comes to lie in the folder that is there.
    pub(super) const fn makes_something(self) -> bool {
        matches!(
            self,
            Self::Put | Self::Overwrite | Self::MakeFolder | Self::Lock | Self::LockNew
        )
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
        if !self.is_asked_at(place) {
            return None;
        }
        let name = match self {
            // What hidden names do to a whole drive is a table of its own.
            Self::CopyFolder | Self::CopyFolderOver if place.is_mount() => return None,
            Self::AskForRoom => return Some(place.folder.to_owned()),
            _ if self.need().1 == Part::Folder => return Some(place.folder.to_owned()),
            Self::Put | Self::LockNew => "new.txt",
            Self::MakeFolder => "new",
            Self::MakeFolders => "new/deeper",
            _ => "note.txt",
        };
        (!place.is_virtual()).then(|| format!("{}/{name}", place.folder))
    }

    /// How an entry is changed that stays where it is.
    fn change(self) -> Result<Change> {
        let times = Times {
            modified_at: Timestamp::from_unix_ms(1_000_000_000_000),
            created_at: None,
        };
        let is_rename = self == Self::Rename;
        let name = is_rename
            .then(|| Segment::parse("renamed.txt"))
            .transpose()?;
        Ok(Change {
            name,
            times: (!is_rename).then_some(times),
            ..Change::nothing()
        })
    }

    /// Brings it over whatever is there, or only where nothing is.
    async fn bring(
        self,
        services: &Services,
        caller: &Caller,
        places: (&VirtualPath, &VirtualPath),
    ) -> Result<()> {
        let bringing = match self {
            Self::CopyOver | Self::CopyFolderOver => Bringing::Copy,
            Self::CopyAlone | Self::CopyAloneOver => Bringing::CopyAlone,
            _ => Bringing::Move,
        };
        let overwrite = self != Self::CopyAlone;
        let files = &services.files;
        let brought = files.bring(caller, bringing, places, overwrite);
        end(brought.await?.relocation).await;
        Ok(())
    }

    /// Does it.
    pub(super) async fn do_it(
        self,
        services: &Services,
        caller: &Caller,
        path: &str,
        to: &str,
    ) -> Result<()> {
        let files = &services.files;
        let (path, to) = (parse(path), parse(to));
        let version = VersionId::parse("1.0")?;
        match self {
            Self::Put | Self::Overwrite => {
                let request = PutRequest::new(IfExists::Replace);
                files.put(caller, &path, bytes(), request).await.map(drop)
            }
            Self::MakeFolder => files.mkdir(caller, &path, false).await.map(drop),
            Self::MakeFolders => files.mkdir(caller, &path, true).await.map(drop),
            Self::Rename | Self::SetTimes => {
                files.update(caller, &path, self.change()?).await.map(drop)
            }
            Self::Move | Self::MoveFolder => {
                let moved = files.move_to(caller, (&path, &to), IfExists::Fail);
                end(moved.await?).await;
                Ok(())
            }
            Self::Copy | Self::CopyFolder => {
                let copied = files.copy(caller, (&path, &to), IfExists::Fail);
                end(copied.await?).await;
                Ok(())
            }
            Self::MoveOver
            | Self::CopyOver
            | Self::MoveFolderOver
            | Self::CopyFolderOver
            | Self::CopyAlone
            | Self::CopyAloneOver => self.bring(services, caller, (&path, &to)).await,
            Self::Delete | Self::DeleteFolder => {
                let deletion = Deletion::Recycle;
                files.delete(caller, &path, deletion, None).await
            }
            Self::DeleteForGood => {
                let deletion = Deletion::Permanent;
                files.delete(caller, &path, deletion, None).await
            }
            Self::ListVersions => files.versions(caller, &path).await.map(drop),
            Self::OpenVersion => {
                let opened = files.open_version(caller, (&path, &version), None);
                opened.await.map(drop)
            }
            Self::RestoreVersion => files.restore_version(caller, &path, &version).await,
            Self::AskForRoom => files.quota(caller, &path).await.map(drop),
            Self::Lock | Self::LockNew => {
                let locks = &services.locks;
                let locked = locks.lock(caller, &path, lock_request()).await?;
                let token = &locked.lock.lock.token;
                locks.unlock(caller, &path, token).await
            }
            Self::Describe => {
                files.subject(caller, &path).await?;
                files.amend(caller, &path, said()?).await
            }
        }
    }
}

/// Waits for what goes on by itself: its calls are not to be taken for those of what is asked next.
async fn end(relocation: Relocation) {
    if let Relocation::UnderWay(transfer) = relocation {
        let ended = transfer.wait(Timestamp::from_unix_ms(i64::MAX));
        let ended = timeout(PATIENCE, ended).await;
        ended.expect("nothing keeps it waiting");
    }
}

/// Places in which something may come to lie: one in each drive, and thereby in each organization.
pub(super) fn targets() -> impl Iterator<Item = &'static Place> {
    let tags = ["desk-plain", "square", "far"];
    PLACES.iter().filter(move |open| tags.contains(&open.tag))
}

pub(super) fn lock_request() -> LockRequest {
    LockRequest {
        scope: LockScope::Exclusive,
        depth: LockDepth::Zero,
        owner: None,
        timeout: None,
    }
}

/// Something that a program says of an entry.
fn said() -> Result<Amendment> {
    let said = PropertyChange::Set(Property {
        name: PropertyName::new("urn:exam", "mark")?,
        value: PropertyValue {
            xml: "told".into(),
            lang: None,
        },
    });
    Ok(Amendment {
        properties: vec![said],
        ..Amendment::default()
    })
}

/// Bytes that fail the test where somebody asks for them who may not write them.
fn bytes() -> ByteSource {
    let all = stream::iter([Ok::<_, Error>(Bytes::from_static(b"new"))]);
    ByteSource::once(Some(3), Box::pin(all))
}

pub(super) fn parse(path: &str) -> VirtualPath {
    VirtualPath::parse(path).expect("a path")
}

/// Everything that the use cases of files offer, by the names of their methods.
fn offered() -> Vec<String> {
    let mut offered = Vec::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/services/files")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let inside = fs::read_dir(&path).expect("the sources are there");
            waiting.extend(inside.map(|one| one.expect("a file").path()));
            continue;
        }
        let source = fs::read_to_string(&path).expect("a source");
        let lines = source.lines().map(str::trim_start);
        let declared = lines.filter_map(|line| line.strip_prefix("pub async fn "));
        let names = declared.filter_map(|line| line.split(['(', '<']).next());
        offered.extend(names.map(str::to_owned));
    }
    offered
}

#[test]
fn whatever_files_offer_is_a_deed() {
    let deeds = include_str!("deeds.rs");
    let offered = offered();
    assert!(offered.len() >= 10, "{offered:?}");
    for name in offered {
        let call = format!(".{name}(");
        assert!(deeds.contains(&call), "nobody asks for `{name}`");
    }
}
