//! The end of an upload: whether the file is there, and whether it may be.

use std::sync::Arc;

use crate::domain::{Entry, Error, IfExists, Likeness, Replaced, Result, Urgency, Written};
use crate::graph::WrittenItem;

use super::changing::check_tag;
use super::judgment::{Before, Expected};
use super::places::Place;
use super::uploading::Uploading;

impl Uploading<'_> {
    /// Whether the file is there with the content that was sent.
    pub(super) async fn committed(&self, urgency: Urgency) -> Result<Option<WrittenItem>> {
        let (place, expected) = (self.place(), self.expected());
        let found = self.drive.find_sent(&place, &expected, urgency).await;
        let item = found.map_err(|error| self.drive.error(error.unclear()))?;
        let old = self.replaced();
        let is_looked_at = self.is_looked_at;
        Ok(item.map(|item| WrittenItem {
            created: old.map_or(is_looked_at, |old| old.id.as_str() != item.id),
            item,
        }))
    }

    /// The file is there; it gets its name where it has none yet.
    pub(super) async fn accept(&mut self, item: WrittenItem) -> Result<Written> {
        let asked = (self.drive.clock.now(), self.urgency());
        let written = self.drive.accept(item, &self.expected(), asked).await?;
        let created = match self.replaced() {
            // One that was deleted meanwhile is not replaced, whatever is there now.
            Some(old) => written.entry.id != old.id,
            None => written.created,
        };
        match &self.state.beside {
            Some(_) => self.swap(&written.entry).await,
            None => Ok(Written { created, ..written }),
        }
    }

    /// Whether the file is still the one that was to be replaced.
    pub(super) async fn check_match(&self) -> Result<()> {
        let Some(wanted) = &self.state.if_match else {
            return Ok(());
        };
        let file = self.old_file().await?.ok_or(Error::PreconditionFailed)?;
        check_tag(&file, Some(wanted))
    }

    /// Our own session may have changed the tag that the file must bear (reported of business drives). The
    /// new one is taken for it if the bytes are those that the caller has named.
    pub(super) async fn adopt_tag(&mut self) -> Result<()> {
        let Some(wanted) = &self.state.if_match else {
            return Ok(());
        };
        let file = self.old_file().await?.ok_or(Error::PreconditionFailed)?;
        if check_tag(&file, Some(wanted)).is_ok() {
            return Ok(());
        }
        let (old, now) = (self.state.replaces.as_ref(), Replaced::of(&file));
        let is_same = old.is_some_and(|old| {
            old.id == now.id && old.content.compare(&now.content) == Likeness::Same
        });
        if !is_same {
            return Err(Error::PreconditionFailed);
        }
        self.state.if_match = now.etag;
        Ok(())
    }

    /// What bears the name that the file will have.
    pub(super) async fn old_file(&self) -> Result<Option<Arc<Entry>>> {
        let place = self.final_place();
        self.drive.occupant(&place, self.urgency()).await
    }

    fn expected(&self) -> Expected {
        Expected {
            hash: self.state.hash.clone(),
            before: match self.replaced() {
                Some(old) => Before::File(old.clone()),
                None if self.is_looked_at => Before::Nothing,
                None => Before::Unknown,
            },
            times: self.state.times,
            began_at: self.state.began_at,
            // Beside the old file it bears a name that is its own.
            gives_way: self.state.beside.is_some()
                || (self.state.if_exists == IfExists::Replace && self.state.if_match.is_none()),
        }
    }

    /// What lay where the bytes go. Beside the old file nothing did.
    fn replaced(&self) -> Option<&Replaced> {
        let old = self.state.replaces.as_ref();
        old.filter(|_| self.state.beside.is_none())
    }

    /// Where the bytes go.
    pub(super) fn place(&self) -> Place {
        let state = &self.state;
        Place {
            folder: state.folder.clone(),
            name: state.beside.as_ref().unwrap_or(&state.name).clone(),
        }
    }

    /// Where the file lies in the end.
    pub(super) fn final_place(&self) -> Place {
        Place {
            folder: self.state.folder.clone(),
            name: self.state.name.clone(),
        }
    }
}
