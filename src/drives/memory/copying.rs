//! Copies, which are made while somebody looks at how far they are.

use std::collections::BTreeMap;

use crate::domain::{
    CopyOptions, CopyProgress, CopyTask, Error, ItemId, Result, Secret, Target, Timestamp,
};

use super::items::Items;
use super::placing::{Place, Verdict};
use super::writing::Fresh;
use super::{MemoryDrive, lock};

/// Copies that were begun, by their monitors.
#[derive(Debug, Default)]
pub(super) struct Copies {
    begun: BTreeMap<String, Copy>,
}

#[derive(Clone, Debug)]
enum Copy {
    /// Nobody has looked yet.
    Waiting(Job),
    /// Somebody has looked once.
    Running(Job),
    /// It is there, or has failed.
    Over(Result<ItemId>),
}

#[derive(Clone, Debug)]
struct Job {
    original: ItemId,
    place: Place,
}

impl MemoryDrive {
    /// Begins a copy. That the name is taken is told here, and again in the end.
    pub(super) fn begin_copy(&self, target: &Target, options: &CopyOptions) -> Result<CopyTask> {
        let job = self.items().job(target, options)?;
        let mut copies = lock(&self.copies);
        let monitor = format!("memory:copy/{}", copies.begun.len());
        let task = CopyTask {
            monitor: Some(Secret::new(monitor.clone())),
            folder: job.place.folder.clone(),
            name: job.place.name.clone(),
            replaces: None,
            is_repeated: false,
        };
        copies.begun.insert(monitor, Copy::Waiting(job));
        Ok(task)
    }

    /// Makes a copy when it is looked at for the second time.
    pub(super) fn look_at_copy(&self, task: &CopyTask) -> Result<CopyProgress> {
        let mut copies = lock(&self.copies);
        let monitor = task.monitor.as_ref().map(Secret::expose);
        let copy = monitor.and_then(|monitor| copies.begun.get_mut(monitor));
        let copy = copy.ok_or(Error::NotFound)?;
        let mut items = self.items();
        match copy.clone() {
            Copy::Waiting(job) => {
                *copy = Copy::Running(job);
                Ok(CopyProgress::Running { percent: 50 })
            }
            Copy::Running(job) => {
                let made = items.make_copy(&job, self.clock.now());
                *copy = Copy::Over(made.clone());
                Ok(CopyProgress::Done(items.describe(&made?)?))
            }
            Copy::Over(made) => Ok(CopyProgress::Done(items.describe(&made?)?)),
        }
    }
}

impl Items {
    fn job(&self, target: &Target, options: &CopyOptions) -> Result<Job> {
        let original = self.find(target)?;
        let item = self.item(&original)?;
        let name = options.name.clone().or_else(|| item.name.clone());
        let name = name.ok_or(Error::Unsupported {
            what: "copying the root without a name",
        })?;
        let place = self.place(&options.folder, name, options.if_exists)?;
        self.judge(&place, item.content.kind(), None)?;
        Ok(Job { original, place })
    }

    fn make_copy(&mut self, job: &Job, now: Timestamp) -> Result<ItemId> {
        let original = self.item(&job.original).map_err(|_| Error::copy_failed())?;
        let content = original.content.copied(now);
        if let Ok(history) = content.history() {
            let fresh = Fresh {
                bytes: history.current.bytes.clone(),
                times: None,
                now,
            };
            let written = self.write_file(&job.place, None, fresh)?;
            return Ok(written.entry.id.clone());
        }
        match self.judge(&job.place, content.kind(), None)? {
            Verdict::Replace(_) => Err(Error::name_taken()),
            Verdict::Free(name) => {
                // What lies below is looked up first: the copy may come to lie there itself.
                let below = self.tree(&job.original);
                let folder = job.place.folder.clone();
                let id = self.insert(Some(folder), Some(name), content, now);
                self.plant(below, (&job.original, &id), now);
                Ok(id)
            }
        }
    }

    /// All below a folder, each after the folder it lies in.
    fn tree(&self, folder: &ItemId) -> Vec<ItemId> {
        let mut found: Vec<ItemId> = Vec::new();
        let mut open = vec![folder.clone()];
        while let Some(folder) = open.pop() {
            let children: Vec<_> = self.children(&folder).map(|(id, _)| id.clone()).collect();
            found.extend(children.iter().cloned());
            open.extend(children);
        }
        found
    }

    /// Copies items that lie below one folder to below another.
    fn plant(&mut self, items: Vec<ItemId>, (from, to): (&ItemId, &ItemId), now: Timestamp) {
        let mut twins = BTreeMap::from([(from.clone(), to.clone())]);
        for id in items {
            let Ok(item) = self.item(&id).cloned() else {
                continue;
            };
            let parent = item.parent.and_then(|parent| twins.get(&parent).cloned());
            let twin = self.insert(parent, item.name, item.content.copied(now), now);
            twins.insert(id, twin);
        }
    }
}
