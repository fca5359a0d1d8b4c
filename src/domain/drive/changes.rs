//! What has changed in a drive since somebody last looked.

use std::fmt;
use std::sync::Arc;

use crate::domain::entry::Entry;
use crate::domain::id::ItemId;

/// From where on changes are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangesSince {
    /// All that is there.
    Beginning,
    /// Nothing yet: only a mark from which later changes can be asked.
    Now,
    /// A mark of an earlier answer.
    Mark(ChangeMark),
}

/// The service's own mark among a drive's changes: a whole link, kept as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangeMark(Box<str>);

impl ChangeMark {
    /// Takes a link that the service gave. Where it leads is judged when it is followed.
    pub fn from_link(link: &str) -> Self {
        Self(link.into())
    }

    /// The link, to be kept or followed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ChangeMark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ChangeMark(***)")
    }
}

/// One change: how an item is now. The same item may come several times; the last one counts.
#[derive(Clone, Debug)]
pub enum Change {
    /// It is there, like this. Says nothing about where it lies beyond its folder's id.
    Present(Arc<Entry>),
    /// It is gone. Of a folder only where nothing is left in it once all changes are known.
    Gone(ItemId),
}

/// One answer about changes (Graph documentation, "driveItem: delta").
#[derive(Clone, Debug)]
pub enum Changes {
    /// Some changes, and more to come from this mark.
    More(Vec<Change>, ChangeMark),
    /// The last changes for now; later ones come after this mark.
    UpToDate(Vec<Change>, ChangeMark),
    /// The mark is too old. All is to be asked anew from this mark (from the beginning where there is
    /// none), and whatever does not come then is gone.
    Resync(Option<ChangeMark>),
}
