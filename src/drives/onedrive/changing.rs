//! Folders made, items changed and deleted.

use std::sync::Arc;

use crate::domain::{
    Deletion, DrivePath, ETag, Entry, EntryKind, Error, IfExists, Result, Segment, Service, Target,
    Times, Update, Updated, Urgency, Written,
};
use crate::graph::{self, DriveItem, ErrorKind, ItemAddress, ItemChange, NewFolder, WrittenItem};

use super::super::capabilities::Feature;
use super::OneDrive;
use super::lookups::is_refused;
use super::places::{Folder, Place, check_name, check_not_root, check_not_within};

impl OneDrive {
    pub(super) async fn make_folder(
        &self,
        target: &Target,
        parents: bool,
        urgency: Urgency,
    ) -> Result<Written> {
        let Some((above, _)) = target.split() else {
            let entry = self.look_at(target, urgency).await?;
            return adopted(entry);
        };
        let place = match self.place(target, urgency).await {
            Err(missing) if parents && missing.is_conflict("folder_missing") => {
                let made = Box::pin(self.make_folder(&above, parents, urgency)).await?;
                let (_, name) = target.split().ok_or(missing)?;
                check_name(&name, made.entry.found_at.as_ref())?;
                Place {
                    folder: made.entry.id.clone(),
                    name,
                }
            }
            place => place?,
        };
        self.make_folder_at(&place, urgency).await
    }

    async fn make_folder_at(&self, place: &Place, urgency: Urgency) -> Result<Written> {
        let new = NewFolder {
            folder: ItemAddress::Id(place.folder.clone()),
            name: place.name.clone(),
            if_exists: IfExists::Fail,
        };
        let calls = self.client.calls(urgency);
        let asked_at = self.clock.now();
        let found = || async {
            let found = self.find_now(place, urgency).await?;
            // Anything else there says that the folder was not made.
            let folder = found.filter(|item| item.folder.is_some());
            Ok(folder.map(|item| WrittenItem {
                item,
                created: true,
            }))
        };
        let made = self.write_through_lag(|| calls.create_folder(&self.drive, &new, found), found);
        match made.await {
            Ok(made) => Ok(Written {
                entry: self.entry(made.item, asked_at)?,
                created: true,
            }),
            // Somebody was faster: his folder is as good as ours.
            Err(error) if error.kind == ErrorKind::NameTaken => {
                match self.occupant(place, urgency).await? {
                    Some(entry) => adopted(entry),
                    None => Err(self.error(error)),
                }
            }
            Err(error) => Err(self.missing_folder(error)),
        }
    }

    pub(super) async fn change(
        &self,
        target: &Target,
        update: &Update,
        urgency: Urgency,
    ) -> Result<Updated> {
        let before = self.look_at(target, urgency).await?;
        check_tag(&before, update.if_match.as_ref())?;
        let Some(place) = self.new_place(&before, update, urgency).await? else {
            return self.set_times(before, update, urgency).await;
        };
        check_not_root(&before)?;
        let place = match update.if_exists {
            IfExists::Rename => {
                let item = (before.kind, Some(&before.id));
                self.free_place(place, item, urgency).await?
            }
            IfExists::Fail | IfExists::Replace => place,
        };
        let change = ItemChange {
            name: Some(place.name.clone()),
            folder: Some(place.folder.clone()),
            times: full_times(update.times, &before),
            if_exists: IfExists::Fail,
            if_match: update.if_match.clone(),
        };
        let moved = match self.relocate(&before, &change, urgency).await {
            Err(refused)
                if is_refused(&refused) && self.is_within(&before, &place, urgency).await =>
            {
                return Err(Error::into_itself());
            }
            Err(taken)
                if taken.is_conflict("name_taken") && update.if_exists == IfExists::Replace =>
            {
                self.take_over(&before, &change, &place, urgency).await?
            }
            moved => moved?,
        };
        Ok(Updated {
            before,
            entry: moved,
        })
    }

    /// Whether a folder would come to lie in itself, looked up step by step: for services that don't say where
    /// things lie, once they have refused.
    async fn is_within(&self, item: &Entry, place: &Place, urgency: Urgency) -> bool {
        const DEEPEST: usize = 200;
        let mut folder = Some(place.folder.clone());
        for _ in 0..DEEPEST {
            match folder {
                Some(id) if id == item.id => return true,
                Some(id) => {
                    let above = self.look_at(&Target::Id(id), urgency).await.ok();
                    folder = above.and_then(|entry| entry.parent_id.clone());
                }
                None => return false,
            }
        }
        false
    }

    /// Where the item is to lie, if that is anywhere else.
    async fn new_place(
        &self,
        before: &Entry,
        update: &Update,
        urgency: Urgency,
    ) -> Result<Option<Place>> {
        let name = update.name.as_ref().or(before.name.as_ref());
        let Some(name) = name.filter(|_| update.name.is_some() || update.folder.is_some()) else {
            return Ok(None);
        };
        if update.name.is_some() {
            check_name(name, None)?;
        }
        let folder = match &update.folder {
            Some(folder) => self.folder(folder, urgency).await?,
            None => own_folder(before)?,
        };
        if update.folder.is_some() {
            check_not_within(before, &folder)?;
        }
        let stays =
            before.parent_id.as_ref() == Some(&folder.id) && before.name.as_ref() == Some(name);
        if stays {
            return Ok(None);
        }
        check_name(name, folder.found_at.as_ref())?;
        Ok(Some(Place {
            folder: folder.id,
            name: name.clone(),
        }))
    }

    async fn set_times(
        &self,
        before: Arc<Entry>,
        update: &Update,
        urgency: Urgency,
    ) -> Result<Updated> {
        let Some(times) = full_times(update.times, &before) else {
            let entry = Arc::clone(&before);
            return Ok(Updated { before, entry });
        };
        let change = ItemChange {
            name: None,
            folder: None,
            times: Some(times),
            if_exists: IfExists::Fail,
            if_match: update.if_match.clone(),
        };
        let entry = self.relocate(&before, &change, urgency).await?;
        Ok(Updated { before, entry })
    }

    /// Asks for a change of an item, and tells what the item is after it.
    pub(super) async fn relocate(
        &self,
        before: &Entry,
        change: &ItemChange,
        urgency: Urgency,
    ) -> Result<Arc<Entry>> {
        let asked_at = self.clock.now();
        let address = ItemAddress::Id(before.id.clone());
        let calls = self.client.calls(urgency);
        let found = || async {
            let item = calls.item(&self.drive, &address).await?;
            Ok(has_changed(&item, change).then_some(item))
        };
        let changed = calls
            .update_item(&self.drive, &before.id, change, found)
            .await;
        self.entry(changed.map_err(|error| self.error(error))?, asked_at)
    }

    pub(super) async fn remove(
        &self,
        target: &Target,
        deletion: Deletion,
        if_match: Option<&ETag>,
        urgency: Urgency,
    ) -> Result<Arc<Entry>> {
        let before = self.look_at(target, urgency).await?;
        check_not_root(&before)?;
        check_tag(&before, if_match)?;
        let answer = match self.delete_now(&before, deletion, urgency).await {
            Err(error) if error.kind == ErrorKind::Unsupported => Err(Error::Unsupported {
                what: "deleting for good",
            }),
            // It is there, and is said not to be: no answer that anybody could act on.
            Err(error) if error.kind == ErrorKind::ItemNotFound => {
                Err(self.malformed(Service::Graph))
            }
            Err(error) => Err(self.error(error)),
            Ok(()) => Ok(before),
        };
        match deletion {
            Deletion::Recycle => answer,
            Deletion::Permanent => self.tried.note(Feature::PermanentDeletion, answer),
        }
    }

    /// Deletes an item that was just seen. "Not found" is believed when a look says it too: then somebody
    /// was faster. Else Graph has not heard of a new item everywhere yet.
    async fn delete_now(
        &self,
        item: &Entry,
        deletion: Deletion,
        urgency: Urgency,
    ) -> std::result::Result<(), graph::Error> {
        let calls = self.client.calls(urgency);
        let delete = || async {
            let deleted = match deletion {
                // The tag was compared just before: business drives were reported to refuse any.
                Deletion::Recycle => calls.delete_item(&self.drive, &item.id, None).await,
                Deletion::Permanent => calls.delete_permanently(&self.drive, &item.id).await,
            };
            match deleted {
                Err(missing) if missing.kind == ErrorKind::ItemNotFound => {
                    let address = ItemAddress::Id(item.id.clone());
                    match calls.item(&self.drive, &address).await {
                        Ok(_) => Err(missing),
                        Err(gone) if gone.kind == ErrorKind::ItemNotFound => Ok(()),
                        Err(error) => Err(error.unclear()),
                    }
                }
                deleted => deleted,
            }
        };
        self.through_lag(delete).await
    }

    /// What bears the name now, for a look after a write that failed.
    pub(super) async fn find_now(
        &self,
        place: &Place,
        urgency: Urgency,
    ) -> std::result::Result<Option<DriveItem>, graph::Error> {
        let address = self.address_of(place, urgency).await;
        let found = self
            .client
            .calls(urgency)
            .item_and_writer(&self.drive, &address);
        match found.await {
            Ok(item) => Ok(Some(item)),
            Err(error) if error.kind == ErrorKind::ItemNotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A folder that was there already.
fn adopted(entry: Arc<Entry>) -> Result<Written> {
    match entry.kind {
        EntryKind::Folder => Ok(Written {
            entry,
            created: false,
        }),
        EntryKind::File | EntryKind::Package | EntryKind::Shortcut => Err(Error::name_taken()),
    }
}

pub(super) fn check_tag(entry: &Entry, wanted: Option<&ETag>) -> Result<()> {
    match wanted {
        Some(wanted) if entry.etag.as_ref() != Some(wanted) => Err(Error::PreconditionFailed),
        Some(_) | None => Ok(()),
    }
}

/// The folder an item lies in.
fn own_folder(entry: &Entry) -> Result<Folder> {
    let id = entry.parent_id.clone().ok_or(Error::Forbidden)?;
    let found_at = entry.found_at.as_ref().and_then(DrivePath::parent);
    Ok(Folder { id, found_at })
}

/// Both times: Graph resets the one that is not sent.
fn full_times(times: Option<Times>, before: &Entry) -> Option<Times> {
    let times = times?;
    Some(Times {
        created_at: times.created_at.or(before.created_at),
        ..times
    })
}

/// Whether the item is as the change would have it.
fn has_changed(item: &DriveItem, change: &ItemChange) -> bool {
    let parent = item.parent_reference.as_ref();
    let parent = parent.and_then(|parent| parent.id.as_deref());
    let seconds = |milliseconds: i64| milliseconds.div_euclid(1_000);
    let name = change.name.as_ref().map(Segment::as_str);
    let modified_at = item.modified_at().map(|time| seconds(time.unix_ms()));
    name.is_none_or(|name| item.name.as_deref() == Some(name))
        && change
            .folder
            .as_ref()
            .is_none_or(|folder| parent == Some(folder.as_str()))
        && change
            .times
            .is_none_or(|times| modified_at == Some(seconds(times.modified_at.unix_ms())))
}
