//! Where new items go, and what happens where something is there.

use crate::domain::{
    Anchor, DrivePath, ETag, EntryKind, Error, IfExists, ItemId, Result, Segment, Target,
    check_new_name,
};

use super::items::Items;

/// Where an item is to lie.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) folder: ItemId,
    pub(super) name: Segment,
    pub(super) if_exists: IfExists,
}

/// What is to be done there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing bears the name, or this one is free beside it.
    Free(Segment),
    /// This file is to be replaced.
    Replace(ItemId),
}

impl Items {
    /// The place of this name in a folder. The name is looked at first.
    pub(super) fn place(
        &self,
        folder: &Target,
        name: Segment,
        if_exists: IfExists,
    ) -> Result<Place> {
        check_new_name(&name, self.path_meant(folder).as_ref())?;
        let folder = self.find_folder(folder).map_err(|error| match error {
            Error::NotFound | Error::WrongKind { .. } => Error::folder_missing(),
            other => other,
        })?;
        Ok(Place {
            folder,
            name,
            if_exists,
        })
    }

    /// What bears the name there.
    pub(super) fn occupant(&self, place: &Place) -> Result<Option<ItemId>> {
        match self.child(&place.folder, place.name.as_str()) {
            Ok(id) => Ok(Some(id)),
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// What is to be done where an item of this kind comes to a place, of which `myself` may hold the name
    /// already. Only a file takes the place of a file.
    pub(super) fn judge(
        &self,
        place: &Place,
        kind: EntryKind,
        myself: Option<&ItemId>,
    ) -> Result<Verdict> {
        let occupant = self.occupant(place)?;
        let Some(occupant) = occupant.filter(|id| Some(id) != myself) else {
            return Ok(Verdict::Free(place.name.clone()));
        };
        let files =
            kind == EntryKind::File && self.item(&occupant)?.content.kind() == EntryKind::File;
        match place.if_exists {
            IfExists::Replace if files => Ok(Verdict::Replace(occupant)),
            IfExists::Replace | IfExists::Fail => Err(Error::name_taken()),
            IfExists::Rename => self.numbered(place, kind).map(Verdict::Free),
        }
    }

    /// The name with the first free number behind it: `a 1.txt`.
    fn numbered(&self, place: &Place, kind: EntryKind) -> Result<Segment> {
        let name = place.name.as_str();
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if kind == EntryKind::File && !stem.is_empty() => {
                (stem, format!(".{ending}"))
            }
            _ => (name, String::new()),
        };
        // One number more than there are children is free, unless the name gets too long.
        (1..=self.children(&place.folder).count() + 1)
            .filter_map(|number| Segment::parse(&format!("{stem} {number}{ending}")).ok())
            .find(|name| self.child(&place.folder, name.as_str()).is_err())
            .ok_or_else(Error::name_taken)
    }

    /// Only an item that bears the tag may be changed.
    pub(super) fn check_tag(&self, id: &ItemId, if_match: Option<&ETag>) -> Result<()> {
        let tag = self.item(id)?.etag(id);
        match if_match {
            Some(wanted) if tag.as_ref() != Some(wanted) => Err(Error::PreconditionFailed),
            _ => Ok(()),
        }
    }

    /// Where a target lies from the root, whether something is there or not.
    pub(super) fn path_meant(&self, target: &Target) -> Option<DrivePath> {
        match target {
            Target::Id(id) => self.path_of(id),
            Target::At(Anchor::Root, path) => Some(path.clone()),
            Target::At(Anchor::Folder(id), path) => Some(self.path_of(id)?.append(path)),
        }
    }
}
