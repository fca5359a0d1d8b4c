//! What is written while something fails.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use graph_sim::{DriveEditor, World};
use onefold::domain::{
    CopyOptions, CopyProgress, Deletion, Drive, Entry, Error, IfExists, LinkKind, LinkOptions,
    PutOptions, Result, Times, Timestamp, Update, Urgency,
};

use crate::support::lab::{FRAGMENT, Lab, at, named, noise, source};

/// The ways to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    PutSmallNew,
    PutSmallOver,
    PutLargeNew,
    PutLargeOver,
    Mkdir,
    Rename,
    Move,
    MoveOver,
    SetTimes,
    Copy,
    Delete,
    DeleteForGood,
    Restore,
    Link,
}

/// The client's time of what it writes.
pub(super) const TIME: Timestamp = Timestamp::from_unix_ms(1_500_000_000_000);

impl Deed {
    pub(super) const ALL: [Self; 14] = [
        Self::PutSmallNew,
        Self::PutSmallOver,
        Self::PutLargeNew,
        Self::PutLargeOver,
        Self::Mkdir,
        Self::Rename,
        Self::Move,
        Self::MoveOver,
        Self::SetTimes,
        Self::Copy,
        Self::Delete,
        Self::DeleteForGood,
        Self::Restore,
        Self::Link,
    ];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::PutSmallNew => "A small file, new",
            Self::PutSmallOver => "A small file over another",
            Self::PutLargeNew => "A large file, new",
            Self::PutLargeOver => "A large file over another",
            Self::Mkdir => "A folder",
            Self::Rename => "Another name",
            Self::Move => "Another folder",
            Self::MoveOver => "A file in the place of another",
            Self::SetTimes => "Other times",
            Self::Copy => "A copy, until it is there",
            Self::Delete => "Deletion to the recycle bin",
            Self::DeleteForGood => "Deletion for good",
            Self::Restore => "An earlier version restored",
            Self::Link => "A link of Microsoft's",
        }
    }

    /// The folder that a play has to itself: two files, one of them with an earlier version, and a folder
    /// that holds a third.
    pub(super) fn prepare(drive: &mut DriveEditor<'_>, room: &str) {
        drive
            .add_file(&format!("{room}/old.txt"), "the old one", World::BEGINNING)
            .add_file(&format!("{room}/two.txt"), "the first", World::BEGINNING)
            .replace_content(&format!("{room}/two.txt"), "the second one")
            .add_file(
                &format!("{room}/sub/taken.txt"),
                "in the way",
                World::BEGINNING,
            );
    }

    /// Does it, and gives what is told of the item.
    pub(super) async fn act(
        self,
        lab: &Lab,
        drive: &dyn Drive,
        room: &str,
    ) -> Result<Option<Arc<Entry>>> {
        let urgency = lab.visitor();
        let target = |name: &str| at(&format!("{room}/{name}"));
        let old = target("old.txt");
        match self {
            Self::PutSmallNew => put(drive, (room, "new.txt"), &small(), urgency).await,
            Self::PutSmallOver => put(drive, (room, "old.txt"), &small(), urgency).await,
            Self::PutLargeNew => put(drive, (room, "new.txt"), &large(), urgency).await,
            Self::PutLargeOver => put(drive, (room, "old.txt"), &large(), urgency).await,
            Self::Mkdir => {
                let made = drive.mkdir(&target("made"), false, urgency).await?;
                Ok(Some(made.entry))
            }
            Self::Rename | Self::Move | Self::MoveOver | Self::SetTimes => {
                let updated = drive.update(&old, &self.update(room), urgency).await?;
                Ok(Some(updated.entry))
            }
            Self::Copy => copy(lab, drive, room).await.map(Some),
            Self::Delete => {
                let gone = drive.delete(&old, Deletion::Recycle, None, urgency);
                gone.await.map(|_| None)
            }
            Self::DeleteForGood => {
                let gone = drive.delete(&old, Deletion::Permanent, None, urgency);
                gone.await.map(|_| None)
            }
            Self::Restore => {
                let two = target("two.txt");
                let versions = drive.versions(&two, urgency).await?;
                let first = versions.last().ok_or(Error::NotFound)?;
                let done = drive.restore_version(&two, &first.id, urgency);
                done.await.map(|()| None)
            }
            Self::Link => drive.link(&old, &link(), urgency).await.map(|_| None),
        }
    }

    fn update(self, room: &str) -> Update {
        let sub = || Some(at(&format!("{room}/sub")));
        let nothing = Update::nothing();
        match self {
            Self::Rename => Update {
                name: Some(named("renamed.txt")),
                ..nothing
            },
            Self::Move => Update {
                folder: sub(),
                ..nothing
            },
            Self::MoveOver => Update {
                name: Some(named("taken.txt")),
                folder: sub(),
                if_exists: IfExists::Replace,
                ..nothing
            },
            _ => Update {
                times: Some(times()),
                ..nothing
            },
        }
    }
}

/// A new file is not to replace anything; an old one is to be replaced.
async fn put(
    drive: &dyn Drive,
    (room, name): (&str, &str),
    bytes: &Bytes,
    urgency: Urgency,
) -> Result<Option<Arc<Entry>>> {
    let if_exists = match name {
        "new.txt" => IfExists::Fail,
        _ => IfExists::Replace,
    };
    let options = PutOptions {
        // Times make it an upload session, whatever the length.
        times: (bytes.len() > FRAGMENT).then(times),
        ..PutOptions::new(if_exists)
    };
    let target = at(&format!("{room}/{name}"));
    let written = drive.put(&target, source(bytes), &options, urgency).await?;
    Ok(Some(written.entry))
}

async fn copy(lab: &Lab, drive: &dyn Drive, room: &str) -> Result<Arc<Entry>> {
    const MOST_LOOKS: usize = 10;
    let options = CopyOptions {
        folder: at(room),
        name: Some(named("copy.txt")),
        if_exists: IfExists::Fail,
    };
    let original = at(&format!("{room}/old.txt"));
    let task = drive.copy(&original, &options, lab.visitor()).await?;
    for _ in 0..MOST_LOOKS {
        if let CopyProgress::Done(entry) = drive.progress(&task, lab.visitor()).await? {
            return Ok(entry);
        }
        lab.wait(Duration::from_secs(1));
    }
    Err(Error::conflict("never_done", "the copy was never done"))
}

fn small() -> Bytes {
    noise(1_000, 7)
}

/// Two fragments.
fn large() -> Bytes {
    noise(FRAGMENT + 1_000, 9)
}

const fn times() -> Times {
    Times {
        modified_at: TIME,
        created_at: None,
    }
}

const fn link() -> LinkOptions {
    LinkOptions {
        kind: LinkKind::View,
        scope: None,
        password: None,
        expires_at: None,
    }
}
