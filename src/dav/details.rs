//! What is known of resources besides their rows, asked for only where somebody wants to hear it.

use std::collections::HashMap;

use crate::domain::{Checksums, DriveId, ItemId, Property, Quota, Result, VirtualPath};
use crate::services::{FolderLocks, Leeway, Leeways, LockView, Row, Stand};

use super::ask::Ask;
use super::listing::{Found, Members};
use super::properties::{Live, Resource, Selection, write_locks};
use super::xml::Written;

/// Properties that follow from what the caller may do.
const OF_RIGHTS: &[Live] = &[Live::Permissions, Live::IsReadOnly];

/// What is known of a place and its members.
#[derive(Debug, Default)]
pub(super) struct Details {
    quota: Option<Quota>,
    /// Of the place itself.
    dead: Vec<Property>,
    sums: Option<Checksums>,
    locks: Vec<LockView>,
    leeway: Option<Leeway>,
    /// Of its members.
    members_dead: HashMap<ItemId, Vec<Property>>,
    members_sums: HashMap<ItemId, Checksums>,
    members_locks: FolderLocks,
    /// Those that reach down to members, written.
    members_inherited: Written,
    members_leeway: Option<MembersLeeway>,
}

/// What can be done with members.
#[derive(Debug)]
struct MembersLeeway {
    folder: VirtualPath,
    leeways: Leeways,
    /// With what lies in the folder's own drive, whoever asks; `None` where his rights are asked for, too.
    alike: Option<Leeway>,
}

impl MembersLeeway {
    fn of(&self, row: &Row) -> Leeway {
        // What has no id lies elsewhere, or is hardly shown.
        let alike = self.alike.filter(|_| row.id.is_some());
        alike.unwrap_or_else(|| self.leeways.at(&self.folder.join(&row.name)))
    }
}

impl Details {
    pub(super) async fn of(ask: &Ask, found: &Found, selection: &Selection) -> Result<Self> {
        let mut details = match &found.members {
            Some(members) => Self::of_folder(ask, (found, members), selection).await?,
            None => Self::of_one(ask, found, selection).await?,
        };
        if selection.asks_for(&[Live::SupportedLock]) || selection.asks_for(OF_RIGHTS) {
            details.weigh(ask, found, selection);
        }
        if found.is_folder() && selection.asks_for(&[Live::QuotaAvailable, Live::QuotaUsed]) {
            // A drive that does not tell it, or not now, is no reason to tell nothing at all.
            let quota = ask.services().files.quota(&ask.caller, ask.path()).await;
            details.quota = quota.ok();
        }
        Ok(details)
    }

    async fn of_one(ask: &Ask, found: &Found, selection: &Selection) -> Result<Self> {
        let (services, caller, path) = (ask.services(), &ask.caller, ask.path());
        let mut details = Self::default();
        if selection.asks_for_dead() {
            details.dead = services.properties.of(caller, path).await?;
        }
        if selection.asks_for(&[Live::Checksums]) {
            let sums = services.properties.checksums_at(path, &found.row);
            details.sums = sums.await?;
        }
        if selection.asks_for(&[Live::LockDiscovery]) {
            details.locks = services.locks.discover(caller, path).await?;
        }
        Ok(details)
    }

    async fn of_folder(
        ask: &Ask,
        (found, members): (&Found, &Members),
        selection: &Selection,
    ) -> Result<Self> {
        let mut details = Self::default();
        if let Some(drive) = &members.drive {
            details.know(ask, (found, drive), selection).await?;
        }
        if selection.asks_for(&[Live::LockDiscovery]) {
            let locks = &ask.services().locks;
            details.members_locks = locks.within(&ask.caller, &members.folder).await?;
            let locks = &details.members_locks;
            details.members_inherited = Written::of(|out| write_locks(out, locks.inherited()));
            details.locks = locks.of_folder().to_vec();
        }
        Ok(details)
    }

    /// What can be done, which costs nothing but many decisions where rights are asked for.
    fn weigh(&mut self, ask: &Ask, found: &Found, selection: &Selection) {
        let leeways = ask.services().browse.leeways(&ask.caller);
        self.leeway = Some(leeways.at(ask.path()));
        let Some(members) = &found.members else {
            return;
        };
        let folder = members.folder.clone();
        let alike = (!selection.asks_for(OF_RIGHTS)).then(|| Leeway {
            stand: Stand::Inside,
            holds_mounts: false,
            ..leeways.at(&folder)
        });
        self.members_leeway = Some(MembersLeeway {
            folder,
            leeways,
            alike,
        });
    }

    async fn know(
        &mut self,
        ask: &Ask,
        (found, drive): (&Found, &DriveId),
        selection: &Selection,
    ) -> Result<()> {
        let properties = &ask.services().properties;
        if selection.asks_for_dead() {
            let ids: Vec<_> = found.rows().filter_map(|row| row.id.as_ref()).collect();
            self.members_dead = properties.of_children(drive, ids).await?;
            self.dead = match &found.row.id {
                Some(id) => self.members_dead.remove(id).unwrap_or_default(),
                // The root of a mount has a row of the mount's, and properties of the drive's.
                None => properties.of(&ask.caller, ask.path()).await?,
            };
        }
        if selection.asks_for(&[Live::Checksums]) {
            let rows: Vec<_> = found.rows().collect();
            self.members_sums = properties.checksums_of(drive, rows).await?;
        }
        Ok(())
    }

    /// The place itself.
    pub(super) fn own<'a>(&'a self, row: &'a Row) -> Resource<'a> {
        Resource {
            row,
            quota: self.quota.as_ref(),
            dead: &self.dead,
            sums: self.sums.as_ref(),
            locks: &self.locks,
            inherited: None,
            leeway: self.leeway,
        }
    }

    /// One of its members.
    pub(super) fn member<'a>(&'a self, row: &'a Row) -> Resource<'a> {
        let id = row.id.as_ref();
        let dead = id.and_then(|id| self.members_dead.get(id));
        let locks = self.members_locks.of_child(row.name.as_str());
        Resource {
            row,
            // What is mounted there has room of its own.
            quota: self.quota.as_ref().filter(|_| id.is_some()),
            dead: dead.map(Vec::as_slice).unwrap_or_default(),
            sums: id.and_then(|id| self.members_sums.get(id)),
            locks: locks.right_there,
            inherited: locks.inherits.then_some(&self.members_inherited),
            leeway: self.members_leeway.as_ref().map(|leeway| leeway.of(row)),
        }
    }
}
