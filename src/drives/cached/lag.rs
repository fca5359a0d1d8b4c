//! What we have just written is there, although the service may not find it yet.

use std::time::Duration;

use crate::domain::{EntryKind, Error, Result, Target};

use super::Cached;

/// How long is waited, each time, for the service to find what was written.
const LAGS: [Duration; 4] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

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

    /// The same place below a folder that we have just made, by the folder's id: so the drive need not look
    /// for it.
    pub(super) fn below_just_made(&self, target: &Target) -> Target {
        let made = target.split().and_then(|(folder, name)| {
            let folder = self.shelf.just_put(&folder);
            let folder = folder.filter(|it| it.kind == EntryKind::Folder)?;
            Some(Target::child_of(&folder.id, &name))
        });
        made.unwrap_or_else(|| target.clone())
    }
}
