//! Items made, changed, deleted.
//!
//! None of these calls is repeated unseen: `verify` is the caller's look whether the deed was done although
//! the service failed. It answers what the call would have answered, `None` where nothing was done, and an
//! error where it can't tell; then the failure [is unclear](Error::is_unclear).

use http::Method;

use crate::domain::{DriveId, ETag, IfExists, ItemId, Segment};
use crate::graph::address::ItemAddress;
use crate::graph::call::Call;
use crate::graph::change::{ItemChange, NewContent, NewFolder, WrittenItem};
use crate::graph::error::{Error, ErrorKind};
use crate::graph::refusal::Subject;
use crate::graph::transport::Answer;
use crate::graph::wire::change::{self, Parent, Patch};
use crate::graph::wire::{DriveItem, OneItem};

use super::Calls;
use super::asking::{done, object, object_made};

impl Calls<'_> {
    /// Writes the whole content of a small file (Graph documentation, "Upload or replace the contents of a
    /// driveItem"). The address is that of the file, or its name below a folder.
    pub async fn put_content<V>(
        self,
        drive: &DriveId,
        address: &ItemAddress,
        content: &NewContent,
        verify: impl Fn() -> V + Send,
    ) -> Result<WrittenItem, Error>
    where
        V: Future<Output = Result<Option<WrittenItem>, Error>> + Send,
    {
        let place = address.to_url_of(drive, "content");
        let resource = place + &address.query(&conflict(content.if_exists));
        let call = self
            .changing("write content", &resource, Method::PUT)
            .of_drive(drive)
            .if_match(content.if_match.as_ref())
            .with_file(content.bytes.clone());
        self.write(&call, written, verify).await
    }

    /// Makes a folder (Graph documentation, "Create a new folder in a drive").
    pub async fn create_folder<V>(
        self,
        drive: &DriveId,
        new: &NewFolder,
        verify: impl Fn() -> V + Send,
    ) -> Result<WrittenItem, Error>
    where
        V: Future<Output = Result<Option<WrittenItem>, Error>> + Send,
    {
        let place = new.folder.to_url_of(drive, "children");
        let call = self
            .changing("create folder", &place, Method::POST)
            .of_drive(drive)
            .with_json(&change::NewFolder::new(&new.name, new.if_exists));
        self.write(&call, written, verify).await
    }

    /// Renames, moves, sets times, in one step (Graph documentation, "Update driveItem" and "Move a
    /// driveItem").
    pub async fn update_item<V>(
        self,
        drive: &DriveId,
        id: &ItemId,
        change: &ItemChange,
        verify: impl Fn() -> V + Send,
    ) -> Result<DriveItem, Error>
    where
        V: Future<Output = Result<Option<DriveItem>, Error>> + Send,
    {
        let patch = Patch {
            name: change.name.as_ref().map(Segment::as_str),
            parent_reference: change.folder.as_ref().map(Parent::folder),
            file_system_info: change.times.map(Into::into),
        };
        let place = or(&ItemAddress::Id(id.clone()).to_url(drive), change.if_exists);
        let call = self
            .changing("update item", &place, Method::PATCH)
            .of_drive(drive)
            .if_match(change.if_match.as_ref())
            .with_json(&patch);
        let reader = |call: &Call, answer: &Answer| object(call, answer).map(|OneItem(item)| item);
        self.write(&call, reader, verify).await
    }

    /// Puts an item with all below it into the recycle bin (Graph documentation, "Delete driveItem"). Of
    /// the tag: business drives were reported to refuse any.
    pub async fn delete_item(
        self,
        drive: &DriveId,
        id: &ItemId,
        if_match: Option<&ETag>,
    ) -> Result<(), Error> {
        let place = ItemAddress::Id(id.clone()).to_url(drive);
        let call = self
            .changing("delete item", &place, Method::DELETE)
            .of_drive(drive)
            .if_match(if_match);
        self.write(&call, done, || self.is_gone(drive, id)).await
    }

    /// Deletes an item with all below it for good (Graph documentation, "driveItem: permanentDelete").
    /// [`ErrorKind::Unsupported`] on drives that only recycle.
    pub async fn delete_permanently(self, drive: &DriveId, id: &ItemId) -> Result<(), Error> {
        let place = ItemAddress::Id(id.clone()).to_url_of(drive, "permanentDelete");
        let call = self
            .changing("delete item for good", &place, Method::POST)
            .of_drive(drive);
        self.write(&call, done, || self.is_gone(drive, id)).await
    }

    /// An item that is not there any more has been deleted, whoever did it.
    async fn is_gone(self, drive: &DriveId, id: &ItemId) -> Result<Option<()>, Error> {
        match self.item(drive, &ItemAddress::Id(id.clone())).await {
            Ok(_) => Ok(None),
            Err(error) if error.kind == ErrorKind::ItemNotFound => Ok(Some(())),
            Err(error) => Err(error),
        }
    }

    /// A change of a resource below Graph's version root.
    pub(in crate::graph) fn changing(
        self,
        operation: &'static str,
        resource: &str,
        method: Method,
    ) -> Call {
        self.to(operation, Subject::Change, resource)
            .changing(method)
    }
}

/// The place, with what happens where the name is taken. It is always said: the defaults differ by call.
pub(super) fn or(place: &str, if_exists: IfExists) -> String {
    format!("{place}?{}", conflict(if_exists))
}

fn conflict(if_exists: IfExists) -> String {
    format!("@microsoft.graph.conflictBehavior={}", if_exists.name())
}

/// Reads an item that was made (201) or replaced (200).
fn written(call: &Call, answer: &Answer) -> Result<WrittenItem, Error> {
    let (OneItem(item), created) = object_made(call, answer)?;
    Ok(WrittenItem { item, created })
}
