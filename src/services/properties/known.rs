//! Of which items anything is known. Of all others the database is not asked: nearly all.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use crate::domain::{DriveId, ItemId};

/// Items, by drive. It may hold items of which nothing is known any more, and never lacks one.
#[derive(Debug, Default)]
pub(super) struct Known(RwLock<HashMap<DriveId, HashSet<ItemId>>>);

impl Known {
    pub(super) fn has_any(&self, drive: &DriveId) -> bool {
        let drives = self.0.read().unwrap_or_else(PoisonError::into_inner);
        drives.contains_key(drive)
    }

    pub(super) fn has(&self, drive: &DriveId, item: &ItemId) -> bool {
        let drives = self.0.read().unwrap_or_else(PoisonError::into_inner);
        drives.get(drive).is_some_and(|items| items.contains(item))
    }

    /// Those of these items of which something is known.
    pub(super) fn among<'a>(
        &self,
        drive: &DriveId,
        items: impl IntoIterator<Item = &'a ItemId>,
    ) -> Vec<&'a ItemId> {
        let drives = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match drives.get(drive) {
            Some(known) => items
                .into_iter()
                .filter(|item| known.contains(*item))
                .collect(),
            None => Vec::new(),
        }
    }

    pub(super) fn note(&self, drive: &DriveId, item: &ItemId) {
        let mut drives = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let items = drives.entry(drive.clone()).or_default();
        items.insert(item.clone());
    }

    pub(super) fn forget<'a>(&self, drive: &DriveId, gone: impl IntoIterator<Item = &'a ItemId>) {
        let mut drives = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(items) = drives.get_mut(drive) {
            for item in gone {
                items.remove(item);
            }
            if items.is_empty() {
                drives.remove(drive);
            }
        }
    }
}

impl FromIterator<(DriveId, ItemId)> for Known {
    fn from_iter<I: IntoIterator<Item = (DriveId, ItemId)>>(all: I) -> Self {
        let known = Self::default();
        all.into_iter()
            .for_each(|(drive, item)| known.note(&drive, &item));
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_is_forgotten_with_the_last_of_its_items() {
        let drive = DriveId::parse("b!1").expect("an id");
        let [one, other] = ["01A", "01B"].map(|id| ItemId::parse(id).expect("an id"));
        let known: Known = [(drive.clone(), one.clone())].into_iter().collect();
        assert_eq!(known.among(&drive, [&other, &one]), [&one]);
        assert!(known.has(&drive, &one) && !known.has(&drive, &other));
        known.forget(&drive, [&one, &other]);
        assert!(!known.has_any(&drive));
        assert!(known.among(&drive, [&one]).is_empty());
    }
}
