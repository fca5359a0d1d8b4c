//! Copies that the service makes by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::{
    CopyOptions, CopyProgress, CopyTask, ETag, Entry, EntryKind, Error, IfExists, Result, Target,
    Urgency,
};
use crate::graph::{CopyRequest, CopyStarted, CopyStatus};

use super::OneDrive;
use super::places::{Place, check_name, check_not_root, check_not_within};

impl OneDrive {
    pub(super) async fn start_copy(
        &self,
        target: &Target,
        options: &CopyOptions,
        urgency: Urgency,
    ) -> Result<CopyTask> {
        let original = self.look_at(target, urgency).await?;
        check_not_root(&original)?;
        let name = options.name.as_ref().or(original.name.as_ref());
        let name = name.ok_or(Error::Forbidden)?;
        check_name(name, None)?;
        let folder = self.folder(&options.folder, urgency).await?;
        check_not_within(&original, &folder)?;
        check_name(name, folder.found_at.as_ref())?;
        let place = Place {
            folder: folder.id,
            name: name.clone(),
        };
        let (place, replaces) = self
            .place_of_copy(place, (original.kind, options.if_exists), urgency)
            .await?;
        let request = CopyRequest {
            folder: place.folder.clone(),
            name: Some(place.name.clone()),
            if_exists: match options.if_exists {
                IfExists::Replace => IfExists::Replace,
                // The number is in the name already.
                IfExists::Fail | IfExists::Rename => IfExists::Fail,
            },
        };
        let repeated = AtomicBool::new(false);
        let found = || async {
            repeated.store(true, Ordering::Relaxed);
            // A copy under way does not show. Of two of one name the second fails, which tells enough.
            if options.if_exists == IfExists::Replace {
                return Ok(None);
            }
            let copy = self.find_now(&place, urgency).await?;
            Ok(copy.map(|_| CopyStarted::Unwatched))
        };
        let calls = self.client.calls(urgency);
        let started = calls.copy_item(&self.drive, &original.id, &request, found);
        let started = started.await.map_err(|error| {
            // A copy under way does not show, so no look can settle it.
            if repeated.load(Ordering::Relaxed) {
                self.error(error.unclear())
            } else {
                self.error(error)
            }
        });
        let monitor = match started? {
            CopyStarted::Watched(url) => Some(url.to_secret()),
            CopyStarted::Unwatched | CopyStarted::Done => None,
        };
        Ok(CopyTask {
            monitor,
            folder: place.folder,
            name: place.name,
            replaces,
            is_repeated: repeated.into_inner(),
        })
    }

    /// Where the copy will lie, and the tag of the file that it replaces there. What is in the way is known
    /// before the service begins; only who comes between makes it fail later.
    async fn place_of_copy(
        &self,
        place: Place,
        (kind, if_exists): (EntryKind, IfExists),
        urgency: Urgency,
    ) -> Result<(Place, Option<ETag>)> {
        if if_exists == IfExists::Rename {
            let free = self.free_place(place, (kind, None), urgency).await?;
            return Ok((free, None));
        }
        match self.occupant(&place, urgency).await? {
            None => Ok((place, None)),
            Some(occupant)
                if if_exists == IfExists::Replace
                    && kind == EntryKind::File
                    && occupant.kind == EntryKind::File =>
            {
                Ok((place, occupant.etag.clone()))
            }
            Some(_) => Err(Error::name_taken()),
        }
    }

    pub(super) async fn progress_of(
        &self,
        task: &CopyTask,
        urgency: Urgency,
    ) -> Result<CopyProgress> {
        let Some(monitor) = &task.monitor else {
            return self.unwatched(task, urgency).await;
        };
        let asked_at = self.clock.now();
        let url = self.client.trust_monitor(monitor.expose());
        let url = url.map_err(|error| self.error(error))?;
        let status = self.client.calls(urgency).copy_status(&self.drive, &url);
        // That it can't be asked about says nothing about the copy.
        match status.await.map_err(|error| self.error(error.unclear()))? {
            CopyStatus::Running { percent } => Ok(CopyProgress::Running { percent }),
            CopyStatus::Done { resource_id } => {
                let target = resource_id.map_or_else(|| place_of(task).target(), Target::Id);
                let address = super::lookups::address(&target);
                let calls = self.client.calls(urgency);
                let item = self.through_lag(|| calls.item(&self.drive, &address)).await;
                let item = item.map_err(|error| self.error(error.unclear()))?;
                Ok(CopyProgress::Done(self.entry(item, asked_at)?))
            }
            CopyStatus::Failed { code, .. } => self.failed_copy(task, code, urgency).await,
        }
    }

    /// A copy of which the service has not said where it can be watched: it is done once it shows.
    async fn unwatched(&self, task: &CopyTask, urgency: Urgency) -> Result<CopyProgress> {
        let found = self.occupant(&place_of(task), urgency).await;
        // The file that is to be replaced is not the copy.
        let is_copy = |it: &Arc<Entry>| task.replaces.is_none() || it.etag != task.replaces;
        Ok(match found.map_err(Error::unclear)?.filter(is_copy) {
            Some(entry) => CopyProgress::Done(entry),
            None => CopyProgress::Running { percent: 0 },
        })
    }

    async fn failed_copy(
        &self,
        task: &CopyTask,
        code: Option<String>,
        urgency: Urgency,
    ) -> Result<CopyProgress> {
        let taken = code.is_some_and(|code| code.eq_ignore_ascii_case("nameAlreadyExists"));
        if !taken {
            return Err(Error::copy_failed());
        }
        // The first of two that we asked for without knowing has the name.
        let ours = if task.is_repeated {
            self.occupant(&place_of(task), urgency).await?
        } else {
            None
        };
        ours.map(CopyProgress::Done).ok_or_else(Error::name_taken)
    }
}

fn place_of(task: &CopyTask) -> Place {
    Place {
        folder: task.folder.clone(),
        name: task.name.clone(),
    }
}
