//! How items are found, and what folders hold.

use std::sync::Arc;

use crate::domain::{
    Anchor, Diagnosis, DrivePath, Entry, Error, ItemId, Listing, Result, Service, Target, Urgency,
};
use crate::graph::{DriveItem, ItemAddress};

use super::super::gathering::{Gathering, LARGEST_LISTING};
use super::super::lookup::{can_exist, other_normal_form};
use super::OneDrive;
use super::kinds::check_folder;
use super::places::Place;

impl OneDrive {
    /// The item itself.
    pub(super) async fn look_at(&self, target: &Target, urgency: Urgency) -> Result<Arc<Entry>> {
        let asked_at = self.clock.now();
        self.entry(self.item(target, urgency).await?, asked_at)
    }

    /// The children of a folder, all of them.
    pub(super) async fn look_into(
        &self,
        target: &Target,
        urgency: Urgency,
    ) -> Result<Arc<Listing>> {
        let needs_keys = self.refuses_paths() && keys(target).is_some();
        let listing = if needs_keys {
            self.children_of_item(target, urgency).await?
        } else {
            match self.children(target, urgency).await {
                Ok(listing) => self.made_sure(target, listing, urgency).await?,
                // A file has no children, and services say so in different words; a name may lie there in
                // another form. What lies there, the item itself tells.
                Err(Error::NotFound) => self.children_of_item(target, urgency).await?,
                Err(error) if is_refused(&error) => self.children_of_item(target, urgency).await?,
                Err(error) => return Err(error),
            }
        };
        Ok(Arc::new(listing))
    }

    pub(super) async fn ask(&self, address: &ItemAddress, urgency: Urgency) -> Result<DriveItem> {
        let found = self.client.calls(urgency).item(&self.drive, address).await;
        found.map_err(|error| self.error(error))
    }

    /// The item, in whichever normal form its names are stored.
    pub(super) async fn item(&self, target: &Target, urgency: Urgency) -> Result<DriveItem> {
        if !can_exist(target) {
            return Err(Error::NotFound);
        }
        let found = self.item_by_name(target, urgency).await;
        match (found, other_normal_form(target)) {
            (Err(Error::NotFound), Some(other)) => self.item_by_name(&other, urgency).await,
            (found, _) => found,
        }
    }

    /// The item under exactly these names: by path, and by keys where the service refuses the path or may
    /// have misread it.
    async fn item_by_name(&self, target: &Target, urgency: Urgency) -> Result<DriveItem> {
        let Some((keys, path)) = keys(target) else {
            return self.ask(&address(target), urgency).await;
        };
        if self.refuses_paths() {
            return self.ask(&keys, urgency).await;
        }
        match self.ask(&address(target), urgency).await {
            Err(Error::NotFound) if path.as_str().contains('+') => self.ask(&keys, urgency).await,
            Err(error) if is_refused(&error) => {
                let found = self.ask(&keys, urgency).await;
                if found.is_ok() && self.takes_paths.get().is_none() {
                    self.try_a_path(urgency).await;
                }
                found
            }
            found => {
                self.note_path(found.as_ref().err());
                found
            }
        }
    }

    /// How the item at a place below a folder is addressed where it is to be written.
    pub(super) async fn address_of(&self, place: &Place, urgency: Urgency) -> ItemAddress {
        if self.takes_paths.get().is_none() {
            self.try_a_path(urgency).await;
        }
        let name = DrivePath::root().join(&place.name);
        if self.refuses_paths() {
            return ItemAddress::Keys(Some(place.folder.clone()), name);
        }
        ItemAddress::Below(place.folder.clone(), name)
    }

    fn refuses_paths(&self) -> bool {
        self.takes_paths.get() == Some(&false)
    }

    /// Learns from the answer to a question by path; one that says nothing about paths is let pass.
    fn note_path(&self, error: Option<&Error>) {
        match error {
            None | Some(Error::NotFound) => drop(self.takes_paths.set(true)),
            Some(error) if is_refused(error) => drop(self.takes_paths.set(false)),
            Some(_) => {}
        }
    }

    /// One path was refused, and its item is there by its keys: is it this path, or paths as such? A plain
    /// one right below the root tells, whether anything lies there or not.
    pub(super) async fn try_a_path(&self, urgency: Urgency) {
        let plain = DrivePath::parse("/a").expect("it is a path");
        let asked = self.ask(&ItemAddress::Path(plain), urgency).await;
        self.note_path(asked.as_ref().err());
    }

    async fn children(&self, target: &Target, urgency: Urgency) -> Result<Listing> {
        if !can_exist(target) {
            return Err(Error::NotFound);
        }
        let fetched_at = self.clock.now();
        let mut gathering = Gathering::new(LARGEST_LISTING);
        let address = address(target);
        let mut pages = self.client.calls(urgency).children(&self.drive, &address);
        while let Some(page) = pages.next().await.map_err(|error| self.error(error))? {
            for item in page {
                let added = gathering.add(self.entry(item, fetched_at)?);
                added.map_err(|diagnosis| self.failed(Service::Graph, diagnosis))?;
            }
        }
        let entries = gathering.into_entries();
        let (folder_id, found_at) = folder_of(&entries);
        Ok(Listing {
            folder_id,
            found_at,
            entries,
            fetched_at,
            edition: 0,
        })
    }

    /// The children of whatever folder the item itself turns out to be, at the price of one call.
    async fn children_of_item(&self, target: &Target, urgency: Urgency) -> Result<Listing> {
        let folder = self.look_at(target, urgency).await?;
        check_folder(&folder)?;
        let children = self.children(&Target::Id(folder.id.clone()), urgency).await;
        let listing = children.map_err(|error| match error {
            // The folder itself has just been seen: Graph contradicts itself, which is not "nothing there".
            Error::NotFound => self.malformed(Service::Graph),
            error => error,
        })?;
        Ok(Listing {
            folder_id: Some(folder.id.clone()),
            found_at: folder.found_at.clone(),
            ..listing
        })
    }

    /// An answer without children does not say that a folder was asked for: Graph's documents are silent
    /// about the children of a file. So the item itself is asked, at the price of one call.
    async fn made_sure(
        &self,
        target: &Target,
        listing: Listing,
        urgency: Urgency,
    ) -> Result<Listing> {
        if !listing.entries.is_empty() {
            return Ok(listing);
        }
        let folder = self.look_at(target, urgency).await?;
        check_folder(&folder)?;
        Ok(Listing {
            folder_id: Some(folder.id.clone()),
            found_at: folder.found_at.clone(),
            ..listing
        })
    }
}

pub(super) fn address(target: &Target) -> ItemAddress {
    match target {
        Target::At(Anchor::Root, path) => ItemAddress::Path(path.clone()),
        Target::At(Anchor::Folder(id), path) => ItemAddress::Below(id.clone(), path.clone()),
        Target::Id(id) => ItemAddress::Id(id.clone()),
    }
}

/// The same item by the names on the way, and the path they make; `None` where there are no names.
fn keys(target: &Target) -> Option<(ItemAddress, &DrivePath)> {
    let (folder, path) = match target {
        Target::At(Anchor::Root, path) => (None, path),
        Target::At(Anchor::Folder(id), path) => (Some(id.clone()), path),
        Target::Id(_) => return None,
    };
    (!path.is_root()).then(|| (ItemAddress::Keys(folder, path.clone()), path))
}

/// Whether the service could make nothing of the question: the path's form, or the kind of the item.
pub(super) fn is_refused(error: &Error) -> bool {
    error.diagnosis() == Some(Diagnosis::UpstreamRefused)
}

/// What the children say about their folder.
fn folder_of(entries: &[Arc<Entry>]) -> (Option<ItemId>, Option<DrivePath>) {
    let Some(child) = entries.first() else {
        return (None, None);
    };
    (
        child.parent_id.clone(),
        child.found_at.as_ref().and_then(DrivePath::parent),
    )
}
