//! Typed calls to Graph, one method per operation.
//!
//! - `asking`: how any call is made and its answer understood
//! - `reading`: organization, drives, items, children
//! - `downloads`: bytes on their way out
//! - `changes`: what has changed in a drive
//! - `versions`: versions of files, and room in drives
//! - `thumbnails`: small pictures of files
//! - `sharing`: links of Microsoft's, and who may do what on its side
//! - `sites`: sites, their libraries, the application's own folder
//! - `items`: items made, changed, deleted
//! - `uploads`: bytes on their way in
//! - `copies`: copies that the service makes
//! - `hosts`: how a host of bytes is asked

mod asking;
mod changes;
mod copies;
mod downloads;
mod hosts;
mod items;
mod reading;
mod sharing;
mod sites;
mod thumbnails;
mod uploads;
mod versions;

use std::time::Duration;

use http::{HeaderName, HeaderValue};

use crate::domain::Urgency;

use super::call::Call;
use super::client::Client;
use super::cloud::Cloud;
use super::refusal::Subject;

#[cfg(any(test, feature = "fuzzing"))]
pub(super) use asking::{object_made, understand};
pub use changes::Delta;
#[cfg(any(test, feature = "fuzzing"))]
pub(super) use changes::told as changes_told;
pub use sites::Site;

/// The fields of an item that we use. `content.downloadUrl` is what makes the URL come along: naming
/// `@microsoft.graph.downloadUrl` with a `$` loses it.
pub(super) const ITEM_FIELDS: &str = "id,name,size,eTag,cTag,file,folder,package,remoteItem,root,malware,parentReference,\
     fileSystemInfo,lastModifiedDateTime,createdDateTime,content.downloadUrl";

/// How a client says how it would like to be served (RFC 7240).
const PREFER: HeaderName = HeaderName::from_static("prefer");

/// The wish to be told of shortcuts: since March 2025 they have been reported missing from listings and
/// changes that don't ask for them.
const fn with_shortcuts() -> HeaderValue {
    HeaderValue::from_static("Include-Feature=AddToOneDrive")
}

/// The longest that one attempt at a single item, a token or the head of a download may take where a
/// visitor waits: two of them and the wait between fit into his patience.
pub(super) const SHORT_CALL: Duration = Duration::from_secs(4);

/// Calls of one client, all of one urgency.
#[derive(Clone, Copy, Debug)]
pub struct Calls<'a> {
    pub(super) client: &'a Client,
    pub(super) urgency: Urgency,
}

impl<'a> Calls<'a> {
    pub(super) const fn new(client: &'a Client, urgency: Urgency) -> Self {
        Self { client, urgency }
    }

    /// The same calls, as if somebody had just asked for them.
    pub(super) fn afresh(self) -> Self {
        let urgency = match self.urgency {
            Urgency::Visitor { .. } => Urgency::visitor(self.client.clock.now()),
            Urgency::Background => Urgency::Background,
        };
        Self { urgency, ..self }
    }

    /// A call to a resource below Graph's version root. The text is put together from encoded segments.
    pub(super) fn to(self, operation: &'static str, subject: Subject, resource: &str) -> Call {
        let base = self.cloud().graph.as_str().trim_end_matches('/');
        Call::reading(operation, subject, format!("{base}/v1.0/{resource}"))
    }

    pub(super) fn cloud(self) -> &'a Cloud {
        &self.client.application.cloud
    }
}

#[cfg(test)]
mod tests;
