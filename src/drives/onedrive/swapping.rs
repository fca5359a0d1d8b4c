//! One item takes the place of another without a moment in which the old one could be lost.
//!
//! The old one is set aside under another name, the new one gets the name, and only then is the old one
//! deleted; where the new one can't be put there, the old one gets its name back.

use std::sync::Arc;

use crate::domain::{Entry, EntryKind, Error, IfExists, Result, Segment, Timestamp, Urgency};
use crate::graph::ItemChange;

use super::OneDrive;
use super::places::Place;

impl OneDrive {
    /// Moves `item` to a place where a file lies, which it replaces. A folder is never replaced, and
    /// replaces nothing.
    pub(super) async fn take_over(
        &self,
        item: &Entry,
        change: &ItemChange,
        place: &Place,
        urgency: Urgency,
    ) -> Result<Arc<Entry>> {
        let Some(old) = self.occupant(place, urgency).await? else {
            return self.relocate(item, change, urgency).await;
        };
        check_exchangeable(item, &old)?;
        let name = old.name.as_ref().ok_or(Error::Forbidden)?;
        let name = aside(name, self.clock.now())?;
        self.exchange((item, &old), name, change, urgency).await
    }

    /// Sets the old file aside under a name of its own, and gives its place to the new one.
    pub(super) async fn exchange(
        &self,
        (new, old): (&Entry, &Entry),
        aside: Segment,
        change: &ItemChange,
        urgency: Urgency,
    ) -> Result<Arc<Entry>> {
        let name = old.name.clone().ok_or(Error::Forbidden)?;
        let aside = self.set_aside(old, (aside, &name), urgency).await?;
        self.fill_gap((new, &aside), name, change, urgency).await
    }

    /// The old file, which was called `name`, has been set aside; the new one gets its place.
    pub(super) async fn fill_gap(
        &self,
        (new, aside): (&Entry, &Entry),
        name: Segment,
        change: &ItemChange,
        urgency: Urgency,
    ) -> Result<Arc<Entry>> {
        match self.relocate(new, change, urgency).await {
            Ok(moved) => {
                self.discard(aside, urgency).await;
                Ok(moved)
            }
            Err(error) => match self.put_back(aside, name, urgency).await {
                Err(Error::Upstream(worse)) => Err(Error::Upstream(worse).unclear()),
                Err(_) if !error.is_unclear() => Err(left_aside(aside)),
                Ok(()) | Err(_) => Err(error),
            },
        }
    }

    /// Gives a file a name that nobody asks for.
    async fn set_aside(
        &self,
        old: &Entry,
        (aside, name): (Segment, &Segment),
        urgency: Urgency,
    ) -> Result<Arc<Entry>> {
        let change = ItemChange {
            if_match: old.etag.clone(),
            ..rename(aside)
        };
        let aside = self.relocate(old, &change, urgency).await;
        if aside.as_ref().is_err_and(Error::is_unclear) {
            // It may bear the other name already; giving it its own again harms nobody.
            drop(self.put_back(old, name.clone(), urgency).await);
        }
        aside
    }

    /// Gives a file that was set aside its name again.
    pub(super) async fn put_back(
        &self,
        aside: &Entry,
        name: Segment,
        urgency: Urgency,
    ) -> Result<()> {
        let done = self.relocate(aside, &rename(name), urgency).await;
        if let Err(error) = &done {
            tracing::error!(
                item = %aside.id,
                error = error as &dyn std::error::Error,
                "a file that was set aside could not get its name back"
            );
        }
        done.map(drop)
    }

    /// The new file stands; that the old one is still there beside it is a blemish and no failure.
    pub(super) async fn discard(&self, aside: &Entry, urgency: Urgency) {
        let calls = self.client.calls(urgency);
        if let Err(error) = calls.delete_item(&self.drive, &aside.id, None).await {
            tracing::warn!(
                item = %aside.id,
                error = &error as &dyn std::error::Error,
                "a file that was set aside could not be deleted"
            );
        }
    }
}

/// Whether one of the two can take the other's place.
pub(super) fn check_exchangeable(new: &Entry, old: &Entry) -> Result<()> {
    if old.kind != EntryKind::File || new.kind != EntryKind::File || old.id == new.id {
        return Err(Error::name_taken());
    }
    Ok(())
}

/// Neither could the new file get the name nor the old one get it back.
fn left_aside(aside: &Entry) -> Error {
    let name = aside.name.as_ref().map_or("", Segment::as_str);
    let reason = format!("the file that was to be replaced is called {name} now");
    Error::conflict("left_aside", reason)
}

fn rename(name: Segment) -> ItemChange {
    ItemChange {
        name: Some(name),
        folder: None,
        times: None,
        if_exists: IfExists::Fail,
        if_match: None,
    }
}

/// The name under which a file is set aside.
pub(super) fn aside(name: &Segment, now: Timestamp) -> Result<Segment> {
    Ok(name.marked("replaced", now)?)
}
