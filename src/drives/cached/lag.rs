//! What we have just written is there, although the service may not find it yet.

use crate::domain::{EntryKind, Error, Result, Target};

use super::super::lags::LAGS;
use super::Cached;

impl Cached {
    /// Asks again after a while where the service does not find what we have just written. Another "not
    /// found" is the truth.
    pub(super) async fn through_lag<T, F>(&self, target: &Target, ask: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        for lag in LAGS {
            let answer = ask().await;
            let is_late = matches!(answer, Err(Error::NotFound));
            if !is_late || self.shelf.just_put(target).is_none() {
                return answer;
            }
            self.shelf.back_off(lag).await;
        }
        ask().await
    }

    /// The same place in the words of what we have just made: an item by its stored name, a folder by its id.
    /// So the drive need not look for what the service may not find yet.
    pub(super) fn below_just_made(&self, target: &Target) -> Target {
        let there = self.shelf.just_put(target);
        let stored = there.and_then(|entry| entry.parent_id.clone().zip(entry.name.clone()));
        if let (Target::At(..), Some((folder, name))) = (target, stored) {
            return Target::child_of(&folder, &name);
        }
        let made = target.split().and_then(|(folder, name)| {
            let folder = self.shelf.just_put(&folder);
            let folder = folder.filter(|it| it.kind == EntryKind::Folder)?;
            Some(Target::child_of(&folder.id, &name))
        });
        made.unwrap_or_else(|| target.clone())
    }

    /// The same place below a folder that is remembered and still believed, by its id: many files go into one
    /// folder, which nobody need look for each time. Should it have been moved meanwhile, they go where it is now.
    pub(super) fn below_known(&self, target: &Target) -> Target {
        let place = self.below_just_made(target);
        let known = match place.split() {
            Some((folder @ Target::At(..), name)) => {
                let folder = self.shelf.folder(&folder);
                folder.map(|folder| Target::child_of(&folder, &name))
            }
            _ => None,
        };
        known.unwrap_or(place)
    }
}
