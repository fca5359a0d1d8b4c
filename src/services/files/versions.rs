//! What files held before, and how much room there is.

use crate::domain::{
    Caller, Deed, EntryKind, Error, Opened, Quota, RangeRequest, Result, Right, Version, VersionId,
    VirtualPath,
};

use crate::services::delivery::check_proxy;
use crate::services::locks::Touch;

use super::Desk;
use super::deed::Intent;
use super::refusals::{read_only, virtual_folder};
use super::spot::{Demand, Spot};

impl Desk {
    pub(super) async fn versions(
        &self,
        caller: &Caller,
        path: &VirtualPath,
    ) -> Result<Vec<Version>> {
        let spot = self.file(caller, path, Right::Read).await?;
        spot.reached.mounted.versions(&spot.target()).await
    }

    pub(super) async fn open_version(
        &self,
        caller: &Caller,
        (path, version): (&VirtualPath, &VersionId),
        range: Option<RangeRequest>,
    ) -> Result<Opened> {
        let spot = self.file(caller, path, Right::Read).await?;
        check_proxy(&spot.reached.mount)?;
        let admitted = self.streams.admit(caller)?;
        let target = spot.target();
        let opened = spot.reached.mounted.open_version(&target, version, range);
        let opened = opened.await?;
        Ok(Opened {
            bytes: admitted.watch(opened.bytes),
            ..opened
        })
    }

    pub(super) async fn restore_version(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        version: &VersionId,
    ) -> Result<()> {
        let spot = self.file(caller, path, Right::Write).await?;
        let target = spot.target();
        let restored = spot.reached.mounted.restore_version(&target, version);
        let intent = Intent::of(caller, Deed::VersionRestore, path);
        self.deed(intent, restored).await
    }

    pub(super) async fn quota(&self, caller: &Caller, path: &VirtualPath) -> Result<Quota> {
        let mandate = self.authority.mandate(caller);
        mandate.allow(Right::List, path)?;
        let (chart, place) = self.reach.place(path);
        let mounted = place.mount.ok_or_else(|| {
            if place.is_virtual {
                virtual_folder()
            } else {
                Error::NotFound
            }
        })?;
        let standing = (chart, mounted);
        let spot = self.open(path, standing, self.visitor()).await?;
        self.known_room(&spot.reached.mounted).await
    }

    /// A file to which the caller has a right.
    async fn file(&self, caller: &Caller, path: &VirtualPath, right: Right) -> Result<Spot> {
        let mandate = self.authority.mandate(caller);
        mandate.allow(right, path)?;
        let (chart, place) = self.reach.place(path);
        if place.is_virtual {
            return Err(Error::not_a_file());
        }
        let mounted = place.mount.ok_or(Error::NotFound)?;
        if right == Right::Write && mounted.mount.read_only {
            return Err(read_only());
        }
        let spot = self.open(path, (chart, mounted), self.visitor()).await?;
        let entry = self.look(&mandate, &spot, Demand::entry(right)).await?;
        if right == Right::Write {
            self.heed_found(&mandate, (&spot, &entry), Touch::Content)
                .await?;
        }
        match entry.kind {
            EntryKind::File => Ok(spot),
            EntryKind::Folder => Err(Error::not_a_file()),
            EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
        }
    }
}
