//! The end of an upload: the file is there, perhaps beside the one that it replaces.
//!
//! SharePoint was seen to answer "item not found" at the end of every session that replaces an Office file
//! (rclone, issue 9767). Such a file goes up under a name of its own in the same folder; then the old one is
//! set aside, the new one gets the name, and the old one is deleted. It loses its versions by that, which is
//! why it is not done until the drive has shown that it needs it.

use std::sync::Arc;

use crate::domain::{Entry, Error, IfExists, Result, Segment, Timestamp, Urgency, Written};
use crate::graph::{ItemChange, WrittenItem};

use super::OneDrive;
use super::arrival::{Before, Expected};
use super::places::Place;
use super::uploading::Uploading;

/// Endings of the files that Office keeps, and SharePoint with it.
const OFFICE: [&str; 12] = [
    "doc", "docm", "docx", "dotx", "ppt", "pptm", "pptx", "xls", "xlsb", "xlsm", "xlsx", "vsdx",
];

impl OneDrive {
    /// Whether a file of this name can't be replaced in a session on this drive.
    pub(super) fn swaps(&self, name: &Segment) -> bool {
        self.swaps_office.get().is_some() && is_office(name)
    }
}

impl Uploading<'_> {
    /// A session is lost. Was it at its end, in the middle of its life, and was it to replace an Office file,
    /// then the drive refuses that: the file goes up beside the old one from now on.
    pub(super) fn suspect(&mut self, is_last: bool) -> Result<()> {
        let now = self.drive.clock.now();
        let (state, replaces) = (&self.state, self.state.replaces.is_some());
        let refused = is_last && now < state.expires_at && replaces && is_office(&state.name);
        if refused && state.beside.is_none() {
            self.state.beside = Some(beside(&self.state.name, now)?);
            // Whether it is known already makes no difference.
            let _ = self.drive.swaps_office.set(());
        }
        Ok(())
    }

    /// Whether the file is there with the content that was sent.
    pub(super) async fn committed(&self, urgency: Urgency) -> Result<Option<WrittenItem>> {
        let expected = self.expected();
        let here = self.found_at(&self.place(), &expected, urgency).await?;
        if here.is_some() || self.state.beside.is_none() {
            return Ok(here);
        }
        // It may have been swapped already. Only its very content says so.
        let expected = Expected {
            before: Before::Unknown,
            ..expected
        };
        self.found_at(&self.final_place(), &expected, urgency).await
    }

    async fn found_at(
        &self,
        place: &Place,
        expected: &Expected,
        urgency: Urgency,
    ) -> Result<Option<WrittenItem>> {
        let item = self.drive.find_now(place, urgency).await;
        let item = item.map_err(|error| self.drive.error(error.unclear()))?;
        let item = item.filter(|item| expected.is_met_by(item));
        Ok(item.map(|item| WrittenItem {
            item,
            created: self.state.replaces.is_none() || self.state.beside.is_some(),
        }))
    }

    /// The file is there; it gets its name where it has none yet.
    pub(super) async fn accept(&self, item: WrittenItem) -> Result<Written> {
        let asked = (self.drive.clock.now(), self.urgency());
        let written = self.drive.accept(item, &self.expected(), asked).await?;
        let entry = match &self.state.beside {
            Some(beside) if written.entry.name.as_ref() == Some(beside) => {
                self.swap(&written.entry).await?
            }
            _ => written.entry,
        };
        Ok(Written {
            created: self.state.replaces.is_none(),
            entry,
        })
    }

    /// Puts the new file into the place of the old one. Where that fails the old one keeps it, and the new
    /// one is thrown away.
    async fn swap(&self, new: &Entry) -> Result<Arc<Entry>> {
        let (urgency, change) = (self.urgency(), self.renaming());
        let place = self.final_place();
        let swapped = match self.check_match().await {
            Ok(()) => self.drive.take_over(new, &change, &place, urgency).await,
            Err(error) => Err(error),
        };
        // Where it is unclear whether it has the name now, it must not go.
        if swapped.as_ref().is_err_and(|error| !error.is_unclear()) {
            self.drive.discard(new, urgency).await;
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

    pub(super) fn expected(&self) -> Expected {
        let before = match self.state.beside {
            None => self.state.replaces.clone(),
            Some(_) => None,
        };
        Expected {
            hash: self.state.hash.clone(),
            before: before.map_or(Before::Nothing, Before::File),
        }
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

fn is_office(name: &Segment) -> bool {
    let ending = name.as_str().rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        let mut known = OFFICE.iter();
        known.any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// `letter (uploading 1763…).docx`.
pub(super) fn beside(name: &Segment, now: Timestamp) -> Result<Segment, Error> {
    super::swapping::marked(name.as_str(), "uploading", now)
}
