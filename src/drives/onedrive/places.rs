//! Where something new is to lie, and whether it can.

use std::sync::Arc;

use crate::domain::{
    Anchor, DrivePath, Entry, EntryKind, Error, ItemId, Result, Segment, Target, Urgency,
    check_new_name,
};

use super::OneDrive;

/// A name in a folder that is there.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) folder: ItemId,
    pub(super) name: Segment,
}

impl Place {
    /// The same place with a number behind the name of a file.
    pub(super) fn numbered(&self, number: u32) -> Result<Self> {
        Ok(Self {
            folder: self.folder.clone(),
            name: self.name.numbered(number, true)?,
        })
    }

    /// The item at the place, whichever it is.
    pub(super) fn target(&self) -> Target {
        Target::child_of(&self.folder, &self.name)
    }
}

/// A folder, and where it lies, if the service says so.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) id: ItemId,
    pub(super) found_at: Option<DrivePath>,
}

/// So many numbers are tried behind a name that is taken.
const MOST_NUMBERS: u32 = 200;

impl OneDrive {
    /// The place of a new item. The name is judged before anybody is asked.
    pub(super) async fn place(&self, target: &Target, urgency: Urgency) -> Result<Place> {
        let (folder, name) = target.split().ok_or_else(Error::name_taken)?;
        check_name(&name, from_root(&folder))?;
        let folder = self.folder(&folder, urgency).await?;
        check_name(&name, folder.found_at.as_ref())?;
        let place = Place {
            folder: folder.id,
            name,
        };
        self.as_stored(place, urgency).await
    }

    /// The place under the name that is stored there, where that is the same in another normal form: the
    /// service may take it for another name, and nobody else does. Only such names cost a call.
    pub(super) async fn as_stored(&self, place: Place, urgency: Urgency) -> Result<Place> {
        let path = DrivePath::root().join(&place.name);
        if path.other_normal_form().is_none() {
            return Ok(place);
        }
        let stored = self.occupant(&place, urgency).await?;
        let name = stored.and_then(|entry| entry.name.clone());
        Ok(Place {
            name: name.unwrap_or(place.name),
            ..place
        })
    }

    /// A folder in which something is to lie. Nobody is asked about one that is named by its id.
    pub(super) async fn folder(&self, target: &Target, urgency: Urgency) -> Result<Folder> {
        match target {
            Target::At(Anchor::Folder(id), path) if path.is_root() => Ok(Folder {
                id: id.clone(),
                found_at: None,
            }),
            _ => {
                let folder = self.look_at(target, urgency).await;
                folder_of(folder)
            }
        }
    }

    /// What bears the name there; `None` where nothing does.
    pub(super) async fn occupant(
        &self,
        place: &Place,
        urgency: Urgency,
    ) -> Result<Option<Arc<Entry>>> {
        match self.look_at(&place.target(), urgency).await {
            Ok(entry) => Ok(Some(entry)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The place, or one with a number behind the name where it is taken: `a 1.txt`. The service could
    /// number too, but then nobody could tell afterwards which item is ours.
    pub(super) async fn free_place(
        &self,
        place: Place,
        (kind, own): (EntryKind, Option<&ItemId>),
        urgency: Urgency,
    ) -> Result<Place> {
        for number in 0..MOST_NUMBERS {
            let candidate = Place {
                folder: place.folder.clone(),
                name: place.name.numbered(number, kind != EntryKind::Folder)?,
            };
            let occupant = self.occupant(&candidate, urgency).await?;
            // Its own name in another letter case is free to it.
            if occupant.is_none_or(|occupant| Some(&occupant.id) == own) {
                return Ok(candidate);
            }
        }
        Err(Error::name_taken())
    }
}

/// The folder's path from the drive's root, where the question says it.
fn from_root(folder: &Target) -> Option<&DrivePath> {
    match folder {
        Target::At(Anchor::Root, path) => Some(path),
        Target::At(Anchor::Folder(_), _) | Target::Id(_) => None,
    }
}

/// Refuses a name that no drive can hold.
pub(super) fn check_name(name: &Segment, folder: Option<&DrivePath>) -> Result<()> {
    Ok(check_new_name(name, folder)?)
}

/// What was found where a folder must be.
fn folder_of(found: Result<Arc<Entry>>) -> Result<Folder> {
    let entry = found.map_err(|error| match error {
        Error::NotFound => Error::folder_missing(),
        error => error,
    })?;
    match entry.kind {
        EntryKind::Folder => Ok(Folder {
            id: entry.id.clone(),
            found_at: entry.found_at.clone(),
        }),
        EntryKind::File => Err(Error::folder_missing()),
        EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
    }
}

/// A refusal of the drive's root, which can be neither moved nor deleted.
pub(super) fn check_not_root(entry: &Entry) -> Result<()> {
    match entry.name {
        Some(_) => Ok(()),
        None => Err(Error::Forbidden),
    }
}

/// Whether a folder would come to lie in itself.
pub(super) fn check_not_within(item: &Entry, folder: &Folder) -> Result<()> {
    let below = item.found_at.as_ref().zip(folder.found_at.as_ref());
    let below = below.is_some_and(|(item, folder)| folder.key().is_at_or_below(&item.key()));
    if item.kind == EntryKind::Folder && (item.id == folder.id || below) {
        return Err(Error::into_itself());
    }
    Ok(())
}
