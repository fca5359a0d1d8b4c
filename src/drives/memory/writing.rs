//! What becomes of items.

use std::sync::Arc;

use bytes::Bytes;

use crate::domain::{
    Deletion, ETag, Entry, EntryKind, Error, IfExists, ItemId, Result, Segment, Target, Times,
    Timestamp, Update, Updated, Written,
};

use super::item::{Content, Item, kept, made_at};
use super::items::Items;
use super::placing::{Place, Verdict};

/// What a file is to hold.
#[derive(Clone, Debug)]
pub(super) struct Fresh {
    pub(super) bytes: Bytes,
    pub(super) times: Option<Times>,
    pub(super) now: Timestamp,
}

impl Items {
    /// The place that a file is to be written to.
    pub(super) fn place_of_file(&self, target: &Target, if_exists: IfExists) -> Result<Place> {
        if let Some((folder, name)) = target.split() {
            return self.place(&folder, name, if_exists);
        }
        let item = self.item(&self.find(target)?)?;
        item.content.history()?;
        let (Some(folder), Some(name)) = (item.parent.clone(), item.name.clone()) else {
            return Err(Error::not_a_file());
        };
        Ok(Place {
            folder,
            name,
            if_exists,
        })
    }

    /// What writing a file there would do.
    pub(super) fn judge_file(&self, place: &Place, if_match: Option<&ETag>) -> Result<Verdict> {
        match (self.occupant(place)?, if_match) {
            (Some(there), _) => self.check_tag(&there, if_match)?,
            (None, Some(_)) => return Err(Error::PreconditionFailed),
            (None, None) => {}
        }
        self.judge(place, EntryKind::File, None)
    }

    /// Writes a file, if nothing speaks against it still.
    pub(super) fn write_file(
        &mut self,
        place: &Place,
        if_match: Option<&ETag>,
        fresh: Fresh,
    ) -> Result<Written> {
        self.item(&place.folder)
            .map_err(|_| Error::folder_missing())?;
        let verdict = self.judge_file(place, if_match)?;
        self.check_room(fresh.bytes.len() as u64)?;
        let created = matches!(verdict, Verdict::Free(_));
        let times = fresh.times.map(kept);
        let id = match verdict {
            Verdict::Free(name) => {
                let content = Content::file(fresh.bytes, fresh.now);
                let id = self.insert(Some(place.folder.clone()), Some(name), content, fresh.now);
                if let Some(times) = times {
                    self.change(&id)?.times = times;
                }
                id
            }
            Verdict::Replace(id) => {
                let item = self.change(&id)?;
                item.content.history_mut()?.push(fresh.bytes, fresh.now);
                item.times = times.unwrap_or(Times {
                    modified_at: made_at(fresh.now).modified_at,
                    ..item.times
                });
                id
            }
        };
        let entry = self.describe(&id)?;
        Ok(Written { entry, created })
    }

    /// Makes the folder a target means, and those above it where `parents` says so.
    pub(super) fn make_folder(
        &mut self,
        target: &Target,
        parents: bool,
        now: Timestamp,
    ) -> Result<Written> {
        let mut missing = Vec::new();
        let mut place = target.clone();
        let mut above = loop {
            let Some((folder, name)) = place.split() else {
                break self.find_folder(&place)?;
            };
            // Names are looked at before anything is made.
            crate::domain::check_new_name(&name, self.path_meant(&folder).as_ref())?;
            match self.find_folder(&place) {
                Ok(id) => break id,
                Err(Error::NotFound) => missing.push(name),
                Err(Error::WrongKind { .. }) if parents || missing.is_empty() => {
                    return Err(Error::name_taken());
                }
                Err(Error::WrongKind { .. }) => return Err(Error::folder_missing()),
                Err(other) => return Err(other),
            }
            place = folder;
        };
        if missing.len() > 1 && !parents {
            return Err(Error::folder_missing());
        }
        let created = !missing.is_empty();
        for name in missing.into_iter().rev() {
            above = self.insert(Some(above), Some(name), Content::Folder, now);
        }
        let entry = self.describe(&above)?;
        Ok(Written { entry, created })
    }

    /// Renames, moves, sets times.
    pub(super) fn update(&mut self, target: &Target, update: &Update) -> Result<Updated> {
        let id = self.find(target)?;
        let before = self.describe(&id)?;
        self.check_tag(&id, update.if_match.as_ref())?;
        let (folder, name) = self.belongings(&id)?;
        if update.name.is_some() || update.folder.is_some() {
            let folder = update.folder.clone().unwrap_or(Target::Id(folder));
            let name = update.name.clone().unwrap_or(name);
            let place = self.place(&folder, name, update.if_exists)?;
            self.move_to(&id, place)?;
        }
        if let Some(times) = update.times {
            self.change(&id)?.times = kept(times);
        }
        let entry = self.describe(&id)?;
        Ok(Updated { before, entry })
    }

    fn move_to(&mut self, id: &ItemId, place: Place) -> Result<()> {
        if self.is_at_or_below(&place.folder, id) {
            return Err(Error::into_itself());
        }
        let kind = self.item(id)?.content.kind();
        let name = match self.judge(&place, kind, Some(id))? {
            Verdict::Free(name) => name,
            Verdict::Replace(old) => {
                self.recycled += self.remove(&old);
                place.name
            }
        };
        let item = self.change(id)?;
        item.parent = Some(place.folder);
        item.name = Some(name);
        Ok(())
    }

    pub(super) fn delete(
        &mut self,
        target: &Target,
        deletion: Deletion,
        if_match: Option<&ETag>,
    ) -> Result<Arc<Entry>> {
        let id = self.find(target)?;
        let before = self.describe(&id)?;
        self.belongings(&id)?;
        self.check_tag(&id, if_match)?;
        let weight = self.remove(&id);
        if deletion == Deletion::Recycle {
            self.recycled += weight;
        }
        Ok(before)
    }

    /// Folder and name of whatever is not the root.
    fn belongings(&self, id: &ItemId) -> Result<(ItemId, Segment)> {
        let Item { parent, name, .. } = self.item(id)?;
        let belongings = parent.clone().zip(name.clone());
        belongings.ok_or(Error::Forbidden)
    }
}
