//! Files written: which way a content goes up, and whether it arrived as it was sent.

use bytes::Bytes;

use crate::domain::{
    ByteSource, Entry, EntryKind, Error, IfExists, PutOptions, QuickXor, Replaced, Result, Target,
    Times, Update, Urgency, Written,
};
use crate::graph::{NewContent, WrittenItem};

use super::super::uploads::{Feed, gather, unless_silent};
use super::OneDrive;
use super::changing::check_tag;
use super::endings::may_be_rewritten;
use super::judgment::{Before, Expected};
use super::places::Place;
use super::uploading::room_patience;

/// So many names are tried where each is taken just before.
pub(super) const MOST_RIVALS: u32 = 5;

impl OneDrive {
    pub(super) async fn write(
        &self,
        target: &Target,
        source: ByteSource,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written> {
        let place = self.place_of_file(target, options, urgency).await?;
        let source = unless_silent(source, &self.clock);
        let source = self.with_size(source).await?;
        let urgency = self.patience(urgency);
        let size = source.size().ok_or_else(Error::length_mismatch)?;
        if size == 0 || (size <= self.uploads.at_once && options.times.is_none()) {
            let written = self
                .write_small(&place, (source, size), options, urgency)
                .await?;
            return self
                .with_times_of_nothing(written, (size, options.times), urgency)
                .await;
        }
        self.write_large(place, (source, size), options, urgency)
            .await
    }

    /// The place of a file that is to be written. One that is named by its id lies where it lies.
    async fn place_of_file(
        &self,
        target: &Target,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Place> {
        let place = match target.split() {
            Some(_) => self.place(target, urgency).await?,
            None => self.place_of_item(target, urgency).await?,
        };
        match options.if_exists {
            IfExists::Rename => {
                let item = (EntryKind::File, None);
                self.free_place(place, item, urgency).await
            }
            IfExists::Fail | IfExists::Replace => Ok(place),
        }
    }

    async fn place_of_item(&self, target: &Target, urgency: Urgency) -> Result<Place> {
        let file = self.look_at(target, urgency).await?;
        match file.kind {
            EntryKind::File => {}
            EntryKind::Folder => return Err(Error::not_a_file()),
            EntryKind::Package | EntryKind::Shortcut => return Err(Error::opaque()),
        }
        let place = file.parent_id.clone().zip(file.name.clone());
        let (folder, name) = place.ok_or_else(Error::not_a_file)?;
        Ok(Place { folder, name })
    }

    /// Microsoft wants to know the length first.
    async fn with_size(&self, source: ByteSource) -> Result<ByteSource> {
        match source {
            ByteSource::Once {
                size: None, bytes, ..
            } => Ok(ByteSource::Again(self.uploads.spool.take(bytes).await?)),
            known => Ok(known),
        }
    }

    async fn write_small(
        &self,
        place: &Place,
        (source, size): (ByteSource, u64),
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written> {
        let length = usize::try_from(size).map_err(Error::internal)?;
        let wait = (&*self.clock, room_patience(urgency));
        let content = gather(Feed::new(source), length, &self.uploads, wait).await?;
        let urgency = self.patience(urgency);
        let numbers = options.if_exists == IfExists::Rename;
        let (base, mut place) = (place, place.clone());
        for number in 1..MOST_RIVALS {
            match self
                .put_bytes(&place, content.bytes.clone(), options, urgency)
                .await
            {
                // Somebody was faster than our look, or it was too early to see him.
                Err(taken) if numbers && taken.is_conflict("name_taken") => {
                    place = base.numbered(number)?;
                }
                written => return written,
            }
        }
        Err(Error::name_taken())
    }

    async fn put_bytes(
        &self,
        place: &Place,
        bytes: Bytes,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Written> {
        let mut hash = QuickXor::default();
        hash.update(&bytes);
        let expected = Expected {
            hash,
            before: self.before(place, options, urgency).await?,
            times: None,
            began_at: self.clock.now(),
            gives_way: options.if_exists == IfExists::Replace && options.if_match.is_none(),
        };
        let content = NewContent {
            bytes,
            if_exists: match options.if_exists {
                IfExists::Replace => IfExists::Replace,
                IfExists::Fail | IfExists::Rename => IfExists::Fail,
            },
            if_match: options.if_match.clone(),
        };
        let address = self.address_of(place, urgency).await;
        let (asked_at, calls) = (self.clock.now(), self.client.calls(urgency));
        let arrived = || async {
            let item = self.find_sent(place, &expected, urgency).await?;
            Ok(item.map(|item| WrittenItem {
                item,
                created: options.if_exists != IfExists::Replace,
            }))
        };
        let put = || calls.put_content(&self.drive, &address, &content, arrived);
        let written = self
            .write_through_lag(put, arrived)
            .await
            .map_err(|error| self.missing_folder(error))?;
        let mut written = self.accept(written, &expected, (asked_at, urgency)).await?;
        match &expected.before {
            Before::File(old) => written.created = written.entry.id != old.id,
            Before::Nothing | Before::Unknown => {}
        }
        Ok(written)
    }

    /// What lies at the place of a small file. It costs a call, so nobody looks but where a tag was named, or
    /// the hash may not tell afterwards whose file it is.
    async fn before(
        &self,
        place: &Place,
        options: &PutOptions,
        urgency: Urgency,
    ) -> Result<Before> {
        let may_differ =
            may_be_rewritten(place.name.as_str()) && self.is_library.get() != Some(&false);
        if options.if_match.is_none() && !may_differ {
            return Ok(Before::Unknown);
        }
        match self.occupant(place, urgency).await? {
            Some(old) => Ok(Before::File(Replaced::of(&old))),
            None if options.if_match.is_some() => Err(Error::PreconditionFailed),
            None => Ok(Before::Nothing),
        }
    }

    /// An empty file goes up without times, as a session refuses it. Setting them afterwards makes a second
    /// version, of nothing. Where that fails the file has been written all the same.
    async fn with_times_of_nothing(
        &self,
        written: Written,
        (size, times): (u64, Option<Times>),
        urgency: Urgency,
    ) -> Result<Written> {
        let Some(times) = times.filter(|_| size == 0) else {
            return Ok(written);
        };
        let update = Update {
            times: Some(times),
            ..Update::nothing()
        };
        let target = Target::Id(written.entry.id.clone());
        match self.change(&target, &update, urgency).await {
            Ok(updated) => Ok(Written {
                entry: updated.entry,
                ..written
            }),
            Err(_) => Ok(written),
        }
    }
}

/// Refuses an upload that could not be committed in the end, before its bytes are sent.
pub(super) fn check_replaceable(before: Option<&Entry>, options: &PutOptions) -> Result<()> {
    check_kind(before, options.if_exists)?;
    match before {
        Some(before) => check_tag(before, options.if_match.as_ref()),
        None if options.if_match.is_some() => Err(Error::PreconditionFailed),
        None => Ok(()),
    }
}

/// Refuses to replace what is no file, or must not be replaced.
pub(super) fn check_kind(before: Option<&Entry>, if_exists: IfExists) -> Result<()> {
    let taken = before
        .is_some_and(|before| if_exists != IfExists::Replace || before.kind != EntryKind::File);
    if taken {
        Err(Error::name_taken())
    } else {
        Ok(())
    }
}
