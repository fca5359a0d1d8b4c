//! Writes, and what they do to the memory: the next look shows them, whatever Graph's listings say.

use std::sync::Arc;

use crate::domain::{
    ByteSource, CopyOptions, CopyProgress, CopyTask, Deletion, ETag, Entry, Error, PathKey,
    PutOptions, Result, Segment, Target, Update, Updated, UploadKeeper, UploadState, Urgency,
    Written,
};

use super::Cached;

impl Cached {
    pub(super) async fn write(
        &self,
        target: &Target,
        source: ByteSource,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written> {
        let place = self.below_known(target);
        let written = self.inner.put(&place, source, options, urgency).await;
        self.remember_written(target, written)
    }

    pub(super) async fn go_on(
        &self,
        state: UploadState,
        source: ByteSource,
        keeper: Option<Arc<dyn UploadKeeper>>,
        urgency: Urgency,
    ) -> Result<Written> {
        let target = Target::child_of(&state.folder, &state.name);
        let written = self.inner.resume(state, source, keeper, urgency).await;
        self.remember_written(&target, written)
    }

    pub(super) async fn make_folder(
        &self,
        target: &Target,
        parents: bool,
        urgency: Urgency,
    ) -> Result<Written> {
        let place = self.below_just_made(target);
        let made = self.inner.mkdir(&place, parents, urgency).await;
        if let (true, Some((folder, _))) = (parents, target.split()) {
            // Those above may be new too; which of them, the answer does not say.
            self.shelf.note_doubt(&folder);
        }
        self.remember_written(target, made)
    }

    pub(super) async fn change(
        &self,
        target: &Target,
        update: &Update,
        urgency: Urgency,
    ) -> Result<Updated> {
        let ask = || self.inner.update(target, update, urgency);
        let updated = self.through_lag(target, ask).await;
        // That a name is taken says nothing of what was to bear it.
        let updated = match place_meant(target, update) {
            Some(place) if is_taken(&updated) => self.landing_in_doubt(&place, updated),
            Some(place) => self.landing_in_doubt(&place, self.in_doubt(target, updated)),
            None => self.in_doubt(target, updated),
        };
        let updated = updated?;
        if has_moved(&updated) {
            let now = place_after(target, update, &updated.entry);
            let Updated { before, entry } = &updated;
            self.shelf.note_moved(before, entry, now.as_ref());
        } else {
            self.shelf.note_put(&updated.entry, Some(target));
        }
        Ok(updated)
    }

    pub(super) async fn remove(
        &self,
        target: &Target,
        deletion: Deletion,
        if_match: Option<&ETag>,
        urgency: Urgency,
    ) -> Result<Arc<Entry>> {
        let ask = || self.inner.delete(target, deletion, if_match, urgency);
        let gone = self.through_lag(target, ask).await;
        let gone = self.in_doubt(target, gone)?;
        self.shelf.note_gone(&gone);
        Ok(gone)
    }

    pub(super) async fn begin_copy(
        &self,
        target: &Target,
        options: &CopyOptions,
        urgency: Urgency,
    ) -> Result<CopyTask> {
        let ask = || self.inner.copy(target, options, urgency);
        let begun = self.through_lag(target, ask).await;
        match &options.name {
            Some(name) => self.landing_in_doubt(&child(options.folder.clone(), name), begun),
            None => self.in_doubt(&options.folder, begun),
        }
    }

    pub(super) async fn look_at_copy(
        &self,
        task: &CopyTask,
        urgency: Urgency,
    ) -> Result<CopyProgress> {
        let progress = self.inner.progress(task, urgency).await?;
        if let CopyProgress::Done(entry) = &progress {
            let asked = Target::child_of(&task.folder, &task.name);
            self.shelf.note_put(entry, Some(&asked));
        }
        Ok(progress)
    }

    /// After a change of a file's bytes that does not bring its new description.
    pub(super) fn changed_unseen(&self, target: &Target, done: Result<()>) -> Result<()> {
        self.shelf.note_doubt(target);
        done
    }

    fn remember_written(&self, target: &Target, written: Result<Written>) -> Result<Written> {
        let written = self.in_doubt(target, written)?;
        // What replaced something may bear another path than was asked for, where it was given a number.
        let key = |name: &Segment| PathKey::of_name(name.as_str());
        let asked = target.split().map(|(_, name)| key(&name));
        let same_name = asked.is_some() && asked == written.entry.name.as_ref().map(key);
        self.shelf
            .note_put(&written.entry, same_name.then_some(target));
        Ok(written)
    }

    /// Passes on what a write gave. One that failed may have been done, or proves that memory is wrong.
    fn in_doubt<T>(&self, target: &Target, done: Result<T>) -> Result<T> {
        if done
            .as_ref()
            .is_err_and(|error| !matches!(error, Error::Invalid(_)))
        {
            self.shelf.note_doubt(target);
        }
        done
    }

    /// The same of the place where something was to come to lie. That it is taken by what we have put there is no
    /// news, and the service may still list that late.
    fn landing_in_doubt<T>(&self, place: &Target, done: Result<T>) -> Result<T> {
        if is_taken(&done) && self.shelf.just_put(place).is_some() {
            return done;
        }
        self.in_doubt(place, done)
    }
}

fn is_taken<T>(done: &Result<T>) -> bool {
    let taken = |error: &Error| error.is_conflict("name_taken");
    done.as_ref().is_err_and(taken)
}

/// The path that leads to an item after its change, in the words of the question.
fn place_after(target: &Target, update: &Update, now: &Entry) -> Option<Target> {
    let (folder, _) = target.split()?;
    let folder = update.folder.clone().unwrap_or(folder);
    Some(child(folder, now.name.as_ref()?))
}

/// The place to which a change would lead, where it leads elsewhere.
fn place_meant(target: &Target, update: &Update) -> Option<Target> {
    let here = target.split();
    let folder = update.folder.clone();
    let folder = folder.or_else(|| here.as_ref().map(|(folder, _)| folder.clone()))?;
    let name = update.name.clone();
    let name = name.or_else(|| here.map(|(_, name)| name))?;
    Some(child(folder, &name)).filter(|place| place != target)
}

fn child(folder: Target, name: &Segment) -> Target {
    match folder {
        Target::At(anchor, path) => Target::At(anchor, path.join(name)),
        Target::Id(id) => Target::child_of(&id, name),
    }
}

fn has_moved(updated: &Updated) -> bool {
    let Updated { before, entry } = updated;
    before.parent_id != entry.parent_id || before.name != entry.name
}
