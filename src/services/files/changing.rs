//! Entries renamed in their folder, and their times set.

use std::sync::Arc;

use crate::domain::{Caller, Deed, ETag, Entry, Error, Result, Right, Times, Update, VirtualPath};

use crate::services::locks::Touch;
use crate::services::page::Row;

use super::Desk;
use super::deed::Intent;
use super::landing::check_replaceable;
use super::refusals::mount_root;
use super::request::{Change, wanted_tag};
use super::spot::{Demand, Spot};

impl Desk {
    pub(super) async fn update(
        &self,
        caller: &Caller,
        path: &VirtualPath,
        change: Change,
    ) -> Result<Row> {
        let folder = path.parent().ok_or_else(mount_root)?;
        match &change.name {
            None => self.set_times(caller, path, change).await,
            Some(name) => {
                let to = VirtualPath::parse(folder.join(name).as_str())?;
                self.rename(caller, (path, &to), change).await
            }
        }
    }

    async fn set_times(&self, caller: &Caller, path: &VirtualPath, change: Change) -> Result<Row> {
        let mandate = self.authority.mandate(caller);
        mandate.allow(Right::Write, path)?;
        let standing = self.find_movable(path)?;
        let spot = self.open(path, standing, self.visitor()).await?;
        self.heed(&mandate, &spot, Touch::Content).await?;
        let demand = Demand::entry(Right::Write);
        let entry = self.look(&mandate, &spot, demand).await?;
        self.heed_found(&mandate, (&spot, &entry), Touch::Content)
            .await?;
        let if_match = wanted_tag(change.if_match.as_ref(), Some(&entry))?;
        let Some(times) = change.times else {
            return spot.row(&mandate, &entry).await;
        };
        let updated = self.give_times(caller, &spot, (times, if_match)).await?;
        spot.row(&mandate, &updated).await
    }

    /// Sets the times of an entry that bears a tag, or any.
    pub(super) async fn give_times(
        &self,
        caller: &Caller,
        spot: &Spot,
        (times, if_match): (Times, Option<ETag>),
    ) -> Result<Arc<Entry>> {
        let update = Update {
            times: Some(times),
            if_match,
            ..Update::nothing()
        };
        let target = spot.target();
        let updated = spot.reached.mounted.update(&target, &update);
        let intent = Intent::of(caller, Deed::FileUpdate, &spot.path);
        let intent = intent.with_fields(vec!["times"]);
        Ok(self.deed(intent, updated).await?.entry)
    }

    async fn rename(
        &self,
        caller: &Caller,
        (path, to): (&VirtualPath, &VirtualPath),
        change: Change,
    ) -> Result<Row> {
        let mandate = self.authority.mandate(caller);
        let demand = Demand::tree(Right::Write);
        demand.check(&mandate, path)?;
        demand.check(&mandate, to)?;
        let standing = self.find_movable(path)?;
        let target = self.open_target(to, self.visitor()).await?;
        let spot = self.open(path, standing, self.visitor()).await?;
        self.heed(&mandate, &spot, Touch::Content).await?;
        let entry = self.look(&mandate, &spot, demand).await?;
        let if_match = wanted_tag(change.if_match.as_ref(), Some(&entry))?;
        let mut landing = self.look_at_target(&mandate, &target, demand).await?;
        // In another letter case it is its own occupant.
        landing.occupant = landing.occupant.filter(|it| it.id != entry.id);
        let stays = landing.occupant.is_none() && entry.name == change.name;
        if stays && change.times.is_none() {
            return spot.row(&mandate, &entry).await;
        }
        if !stays {
            self.heed_found(&mandate, (&spot, &entry), Touch::Departure)
                .await?;
        }
        check_replaceable(entry.kind, landing.occupant.as_deref(), change.if_exists)?;
        let (target, if_exists) = self
            .settle_name(&mandate, (target, &landing), entry.kind, change.if_exists)
            .await?;
        if !stays {
            self.heed_landing(&mandate, (&target, &landing), (if_exists, Touch::Arrival))
                .await?;
        }
        let (_, name) = target.split().ok_or_else(mount_root)?;
        let update = Update {
            name: Some(name),
            times: change.times,
            if_match,
            if_exists,
            folder: None,
        };
        let locks = self.locks_of(&spot, &entry).await;
        let place = spot.target();
        let updated = spot.reached.mounted.update(&place, &update);
        let intent = Intent::of(caller, Deed::FileUpdate, path)
            .renaming_to(&target.path)
            .with_fields(fields(change.times));
        let updated = self.deed(intent, updated).await?;
        let landed = (landing.occupant.as_deref(), &*updated.entry);
        self.ledger
            .moved(&spot.reached.mounted, &entry, landed)
            .await;
        if !stays {
            let now_at = updated.entry.found_at.as_ref();
            self.end_locks(locks, now_at).await;
        }
        target.row(&mandate, &updated.entry).await
    }
}

fn fields(times: Option<Times>) -> Vec<&'static str> {
    match times {
        None => vec!["name"],
        Some(_) => vec!["name", "times"],
    }
}

/// A move that stays in its folder.
pub(super) fn is_rename(from: &VirtualPath, to: &VirtualPath) -> bool {
    let folder = |path: &VirtualPath| path.parent().map(|folder| folder.key());
    folder(from) == folder(to)
}

/// Refuses a folder that would come to lie in itself.
pub(super) fn check_not_within(from: &VirtualPath, to: &VirtualPath) -> Result<()> {
    let (from, to) = (from.key(), to.key());
    if to != from && to.is_at_or_below(&from) {
        return Err(Error::into_itself());
    }
    Ok(())
}
