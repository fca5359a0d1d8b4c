//! Putting items into folders and moving them about.

use std::collections::btree_map::Entry;

use uuid::Uuid;

use super::ItemKey;
use super::conflict::{Form, Ground, Spot};
use super::drive::Drive;
use super::item::{Item, Kind};
use super::name::{FoldedName, NameFault, check_new, check_path};
use super::times::{AskedTimes, FileTimes};
use crate::seed::Mixer;
use crate::switches::ReservedStems;

/// Why something can't be put or changed there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceError {
    NotAFolder,
    NotAFile,
    NameTaken,
    /// What is to be changed or replaced is locked.
    Locked,
    /// A folder can't go into itself.
    IntoItself,
}

impl Drive {
    /// Puts a new item into a folder. Its GUID comes from where it is made, so that a world loaded
    /// twice has the same ids, and is never one that a deleted item had.
    pub(crate) fn insert(
        &mut self,
        folder: ItemKey,
        name: &str,
        kind: Kind,
        asked: AskedTimes,
    ) -> Result<ItemKey, PlaceError> {
        let (guid, key) = (self.fresh_guid(folder, name), self.next_key());
        self.place(folder, name, key)?;
        self.remember_absence(folder, name);
        let size = match &kind {
            Kind::File { blob, .. } => blob.size(),
            Kind::Folder(_) | Kind::Package { .. } | Kind::Shortcut(_) => 0,
        };
        let now = self.now;
        self.keep(Item {
            guid,
            name: name.into(),
            parent: Some(folder),
            kind,
            size,
            created: now,
            modified: now,
            times: FileTimes::new(asked, now),
            appeared_at: now,
            changed_at_sequence: 0,
            lock: None,
            version: 1,
            content_version: 1,
            written_by: None,
            shared: false,
        });
        self.touch(key);
        self.resize_ancestors(Some(folder), 0, size);
        Ok(key)
    }

    /// Puts something new at a spot, by the conflict behavior. A file that is replaced goes to the
    /// recycle bin.
    pub(crate) fn store(
        &mut self,
        spot: Spot<'_>,
        kind: Kind,
        asked: AskedTimes,
    ) -> Result<ItemKey, PlaceError> {
        let name = self.clear(spot, Form::of(&kind), None)?;
        self.insert(spot.folder, &name, kind, asked)
    }

    /// Makes room at a spot and tells the name to use there.
    fn clear(
        &mut self,
        spot: Spot<'_>,
        form: Form,
        moving: Option<ItemKey>,
    ) -> Result<String, PlaceError> {
        match self.survey(spot, form, moving)? {
            Ground::Free(name) => Ok(name),
            Ground::Occupied(occupant) => {
                self.recycle(occupant);
                Ok(spot.name.to_owned())
            }
        }
    }

    /// Checks the name of something that is to be put into a folder, and how long its path gets.
    pub(crate) fn check_new_name(
        &self,
        folder: ItemKey,
        name: &str,
        form: Form,
        stems: ReservedStems,
    ) -> Result<(), NameFault> {
        check_path(self.path_of(folder).into_iter().chain([name]))?;
        check_new(name, form, folder == Self::ROOT, stems)
    }

    fn fresh_guid(&self, folder: ItemKey, name: &str) -> Uuid {
        let mut mixer = Mixer::new(0);
        mixer.write(self.guids.list.as_bytes());
        mixer.write(self.item(folder).guid.as_bytes());
        mixer.write(name.as_bytes());
        let mut attempt = 0;
        loop {
            mixer.write_number(attempt);
            let guid = mixer.guid();
            if !self.is_known(guid) {
                return guid;
            }
            attempt += 1;
        }
    }

    fn place(&mut self, folder: ItemKey, name: &str, key: ItemKey) -> Result<(), PlaceError> {
        let children = self
            .item_mut(folder)
            .children_mut()
            .ok_or(PlaceError::NotAFolder)?;
        match children.entry(FoldedName::new(name)) {
            Entry::Vacant(place) => {
                place.insert(key);
                Ok(())
            }
            Entry::Occupied(_) => Err(PlaceError::NameTaken),
        }
    }

    pub(super) fn unplace(&mut self, folder: ItemKey, name: &str) {
        if let Some(children) = self.item_mut(folder).children_mut() {
            children.remove(&FoldedName::new(name));
        }
    }

    /// Gives the item another name, another folder, or both; its id stays. A file that is replaced
    /// goes to the recycle bin.
    pub(crate) fn relocate(&mut self, key: ItemKey, spot: Spot<'_>) -> Result<(), PlaceError> {
        if self.item(key).lock.is_some() {
            return Err(PlaceError::Locked);
        }
        if self.is_within(spot.folder, key) {
            return Err(PlaceError::IntoItself);
        }
        let form = Form::of(&self.item(key).kind);
        let name = self.clear(spot, form, Some(key))?;
        self.remember(key);
        self.remember_absence(spot.folder, &name);
        let (old_folder, old_name, size) = self.position(key);
        self.unplace(old_folder, &old_name);
        self.place(spot.folder, &name, key)?;
        self.resize_ancestors(Some(old_folder), size, 0);
        self.resize_ancestors(Some(spot.folder), 0, size);
        let item = self.item_mut(key);
        item.parent = Some(spot.folder);
        item.kind.follow_name(&name);
        item.name = name.into();
        item.version += 1;
        self.touch(key);
        Ok(())
    }

    /// Tells the ancestors that an item grew or shrank.
    pub(crate) fn resize_ancestors(&mut self, mut folder: Option<ItemKey>, old: u64, new: u64) {
        while let Some(key) = folder {
            self.remember_size(key);
            let item = self.item_mut(key);
            item.size = item.size + new - old;
            folder = item.parent;
        }
    }

    pub(super) fn position(&self, key: ItemKey) -> (ItemKey, Box<str>, u64) {
        let item = self.item(key);
        let folder = item.parent.expect("the root stays where it is");
        (folder, item.name.clone(), item.size)
    }
}
