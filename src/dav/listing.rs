//! What lies at a place: itself, and what is in it.

use crate::domain::{DriveId, EntryKind, Error, VirtualPath};
use crate::services::Row;

use super::ask::Ask;
use super::headers::Depth;
use super::refusal::{Refusal, Trouble};

/// A place, and its members where they were asked for.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) row: Row,
    /// The folder's members; `None` where it is no folder, or they were not asked for.
    pub(super) members: Option<Members>,
}

/// All that is in a folder.
#[derive(Debug)]
pub(super) struct Members {
    pub(super) rows: Vec<Row>,
    /// Where the folder lies: elsewhere than was asked for where a shortcut led there.
    pub(super) folder: VirtualPath,
    /// The drive that it lies in; `None` where only mounts bring it about.
    pub(super) drive: Option<DriveId>,
}

impl Found {
    pub(super) fn is_folder(&self) -> bool {
        is_folder(&self.row)
    }

    /// Itself, then its members.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> + Clone {
        let members = self.members.iter().flat_map(|members| &members.rows);
        std::iter::once(&self.row).chain(members)
    }
}

/// Whether something has members, and a slash behind its address. A notebook or a shortcut has none.
pub(super) fn is_folder(row: &Row) -> bool {
    row.kind == EntryKind::Folder
}

/// All that was asked for, or an error: no part of a listing is ever shown as the whole.
///
/// Who does not say how far he wants to look means everything below, by the RFC; the clients of which that is known
/// want the folder and its members.
pub(super) async fn find(ask: &Ask, depth: Option<Depth>) -> Result<Found, Trouble> {
    if matches!(depth, Some(Depth::One) | None)
        && let Some(found) = find_whole(ask).await?
    {
        return Ok(found);
    }
    let row = ask.services().browse.stat(&ask.caller, ask.path()).await?;
    let folder = is_folder(&row);
    ask.check_slash(folder)?;
    if folder && depth == Some(Depth::Infinity) {
        return Err(Refusal::InfiniteDepth.into());
    }
    Ok(Found { row, members: None })
}

/// A folder with all that is in it; `None` where it is none.
async fn find_whole(ask: &Ask) -> Result<Option<Found>, Trouble> {
    match ask.services().browse.whole(&ask.caller, ask.path()).await {
        Ok(whole) => Ok(Some(Found {
            row: whole.folder,
            members: Some(Members {
                rows: whole.entries,
                folder: whole.path,
                drive: whole.drive,
            }),
        })),
        Err(Error::WrongKind { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
