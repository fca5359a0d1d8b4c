//! A file that goes up beside the one that it replaces.
//!
//! SharePoint was seen to answer "item not found" at the end of every session that replaces an Office file
//! (rclone, issue 9767). Such a file goes up under a name of its own in the same folder; then the old one is
//! set aside, the new one gets the name, and the old one is deleted. It loses its versions by that, which is
//! why it is not done until the drive has shown that it needs it. Who the two are is written down before the
//! first of them moves, so that another process can finish, or put the old one back.

use std::sync::Arc;

use crate::domain::{
    Entry, Error, IfExists, ItemId, Result, Segment, Swap, Target, Timestamp, Urgency, Written,
};
use crate::graph::ItemChange;

use super::OneDrive;
use super::endings::may_refuse_another;
use super::swapping::{aside, check_exchangeable};
use super::uploading::Uploading;

impl OneDrive {
    /// Whether a file of this name can't be replaced in a session on this drive.
    pub(super) fn swaps(&self, name: &Segment) -> bool {
        self.swaps_office.get().is_some() && may_refuse_another(name.as_str())
    }

    async fn find_by_id(&self, id: &ItemId, urgency: Urgency) -> Result<Option<Arc<Entry>>> {
        match self.look_at(&Target::Id(id.clone()), urgency).await {
            Ok(entry) => Ok(Some(entry)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Uploading<'_> {
    /// A session is lost. Was it at its end, in the middle of its life, and was it to replace an Office file,
    /// then the drive refuses that: the file goes up beside the old one from now on.
    pub(super) fn suspect(&mut self, is_last: bool) -> Result<()> {
        let now = self.drive.clock.now();
        let (state, replaces) = (&self.state, self.state.replaces.is_some());
        let refused = is_last
            && now < state.expires_at
            && replaces
            && may_refuse_another(state.name.as_str());
        if refused && state.beside.is_none() {
            self.state.beside = Some(beside(&self.state.name, now)?);
            // Whether it is known already makes no difference.
            let _ = self.drive.swaps_office.set(());
        }
        Ok(())
    }

    /// Puts the new file into the place of the old one. Where that fails the old one keeps it, and the new
    /// one is thrown away.
    pub(super) async fn swap(&mut self, new: &Entry) -> Result<Written> {
        let swapped = self.exchange(new).await;
        self.settle_swap(new, swapped).await
    }

    async fn exchange(&mut self, new: &Entry) -> Result<Written> {
        // Somebody else may go on with this upload by now: then nothing of it is ours to touch.
        self.keep().await?;
        let (change, urgency) = (self.renaming(), self.urgency());
        let old = self.old_file().await?;
        if let Some(done) = old.clone().filter(|old| old.id == new.id) {
            return Ok(Written {
                entry: done,
                created: self.state.replaces.is_none(),
            });
        }
        self.check_match().await?;
        if let Some(old) = &old {
            check_exchangeable(new, old)?;
        }
        let aside = aside(&self.state.name, self.drive.clock.now())?;
        self.state.swap = Some(Swap {
            new: new.id.clone(),
            old: old.as_ref().map(|old| old.id.clone()),
            aside: aside.clone(),
        });
        self.keep().await?;
        let created = old.is_none();
        let entry = match old {
            Some(old) => {
                let both = (new, &*old);
                self.drive.exchange(both, aside, &change, urgency).await
            }
            None => self.drive.relocate(new, &change, urgency).await,
        };
        entry.map(|entry| Written { entry, created })
    }

    /// Goes on with a swap that another process has begun; `None` where there is none, or the new file is
    /// gone. Then the old one has its name.
    pub(super) async fn go_on_swapping(&mut self, urgency: Urgency) -> Result<Option<Written>> {
        let Some(swap) = self.state.swap.clone() else {
            return Ok(None);
        };
        let new = self.drive.find_by_id(&swap.new, urgency).await?;
        let old = match &swap.old {
            Some(old) => self.drive.find_by_id(old, urgency).await?,
            None => None,
        };
        let created = swap.old.is_none();
        // By another name it is not we who have set it aside.
        let aside = old.filter(|old| old.name.as_ref() == Some(&swap.aside));
        let bears_name = |entry: &Entry| entry.name.as_ref() == Some(&self.state.name);
        match (new, aside) {
            (Some(new), aside) if bears_name(&new) => {
                if let Some(aside) = aside {
                    self.drive.discard(&aside, urgency).await;
                }
                Ok(Some(Written {
                    entry: new,
                    created,
                }))
            }
            (Some(new), Some(aside)) => {
                let (change, name) = (self.renaming(), self.state.name.clone());
                let filled = self.drive.fill_gap((&new, &aside), name, &change, urgency);
                let filled = filled.await.map(|entry| Written { entry, created });
                self.settle_swap(&new, filled).await.map(Some)
            }
            (Some(new), None) => self.swap(&new).await.map(Some),
            (None, aside) => {
                if let Some(aside) = aside {
                    let name = self.state.name.clone();
                    self.drive.put_back(&aside, name, urgency).await?;
                }
                self.state.swap = None;
                Ok(None)
            }
        }
    }

    /// Where it is unclear whether the new one has the name now, it must not go; nor where somebody else is
    /// at work on it.
    async fn settle_swap(&mut self, new: &Entry, swapped: Result<Written>) -> Result<Written> {
        let is_lost = |error: &Error| !error.is_unclear() && !error.is_conflict("upload_taken");
        if swapped.as_ref().is_err_and(is_lost) {
            self.drive.discard(new, self.urgency()).await;
        }
        swapped
    }

    fn renaming(&self) -> ItemChange {
        ItemChange {
            name: Some(self.state.name.clone()),
            folder: None,
            times: self.state.times,
            if_exists: IfExists::Fail,
            if_match: None,
        }
    }
}

/// `letter (uploading 1763…).docx`.
pub(super) fn beside(name: &Segment, now: Timestamp) -> Result<Segment, Error> {
    Ok(name.marked("uploading", now)?)
}
