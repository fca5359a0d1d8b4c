//! Whether a content arrived as it was sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::domain::{
    Deletion, Diagnosis, Drive, ETag, Entry, Error, QuickXor, Result, Service, Target, Timestamp,
    Urgency, Written,
};
use crate::graph::{DriveItem, WrittenItem};

use super::OneDrive;
use super::changing::check_tag;

/// The content that a file should have.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    pub(super) hash: QuickXor,
    /// What lay there before.
    pub(super) before: Before,
}

/// What lay at a file's place before it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nobody has looked.
    Unknown,
    /// Nothing.
    Nothing,
    /// A file of this tag.
    File(ETag),
}

/// Endings of files into which SharePoint writes properties of its libraries, so that neither length nor
/// hash are those of what was sent (OneDrive API documentation, issue 935).
const REWRITTEN: [&str; 18] = [
    "doc", "docm", "docx", "dot", "dotx", "htm", "html", "msg", "one", "pdf", "ppt", "pptm",
    "pptx", "vsd", "vsdx", "xls", "xlsm", "xlsx",
];

impl Expected {
    /// Whether the item that is found there now holds this content: then the write was done, whatever was
    /// said of it.
    pub(super) fn is_met_by(&self, item: &DriveItem) -> bool {
        match self.compare(item) {
            Some(is_same) if !is_rewritten(item) => is_same,
            Some(is_same) => is_same || self.is_new(item),
            // Of nothing there is only one content. Else the length alone says too little of an old file.
            None => self.has_length(item) && (self.hash.length() == 0 || self.is_new(item)),
        }
    }

    /// Whether the item that the service gave for the write holds this content.
    fn is_confirmed_by(&self, item: &DriveItem) -> bool {
        let is_file = item.file.is_some();
        is_file
            && (self
                .compare(item)
                .unwrap_or_else(|| item.size.is_none() || self.has_length(item))
                || is_rewritten(item))
    }

    /// Whether the hashes agree; `None` where the service tells none, as of empty files.
    fn compare(&self, item: &DriveItem) -> Option<bool> {
        let hashes = item.file.as_ref()?.hashes.as_ref()?;
        let told = hashes.quick_xor_hash.as_deref()?;
        Some(told == BASE64.encode(self.hash.digest()))
    }

    /// Whether it is a file of this length.
    fn has_length(&self, item: &DriveItem) -> bool {
        let length = item.size.and_then(|size| u64::try_from(size).ok());
        item.file.is_some() && length == Some(self.hash.length())
    }

    fn is_new(&self, item: &DriveItem) -> bool {
        match &self.before {
            Before::Unknown => false,
            Before::Nothing => true,
            Before::File(tag) => {
                item.e_tag.as_deref().and_then(ETag::requote).as_ref() != Some(tag)
            }
        }
    }
}

/// Whether SharePoint may have written into the file.
fn is_rewritten(item: &DriveItem) -> bool {
    let name = item.name.as_deref().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let parent = item.parent_reference.as_ref();
    let in_library = parent.is_some_and(|parent| {
        let kind = parent.drive_type.as_deref();
        kind == Some("documentLibrary")
    });
    in_library
        && REWRITTEN
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
}

impl OneDrive {
    /// Takes the service's word for what was written, if it fits what was sent. A content that was damaged
    /// on the way is taken back.
    pub(super) async fn accept(
        &self,
        written: WrittenItem,
        expected: &Expected,
        (asked_at, urgency): (Timestamp, Urgency),
    ) -> Result<Written> {
        let WrittenItem { item, created } = written;
        let arrived = expected.is_confirmed_by(&item);
        let entry = self.entry(item, asked_at)?;
        if arrived {
            return Ok(Written { entry, created });
        }
        self.take_back(&entry, created, urgency).await;
        Err(self.failed(Service::Graph, Diagnosis::UpstreamMalformed))
    }

    /// Best effort: what can't be taken back stays a version of the file.
    async fn take_back(&self, entry: &Entry, created: bool, urgency: Urgency) {
        let target = Target::Id(entry.id.clone());
        let undone = if created {
            let tag = entry.etag.as_ref();
            let deleted = self.remove(&target, Deletion::Recycle, tag, urgency).await;
            deleted.map(drop)
        } else {
            self.restore_last_but_one(entry, urgency).await
        };
        if let Err(error) = undone {
            tracing::error!(
                item = %entry.id,
                error = &error as &dyn std::error::Error,
                "a content that was damaged on the way could not be taken back"
            );
        }
    }

    /// Somebody who has written since keeps what he wrote.
    async fn restore_last_but_one(&self, damaged: &Entry, urgency: Urgency) -> Result<()> {
        let target = &Target::Id(damaged.id.clone());
        let now = self.look_at(target, urgency).await?;
        check_tag(&now, damaged.etag.as_ref())?;
        let versions = Drive::versions(self, target, urgency).await?;
        let last_but_one = versions.into_iter().find(|version| !version.is_current);
        let version = last_but_one.ok_or(Error::NotFound)?;
        Drive::restore_version(self, target, &version.id, urgency).await
    }
}
