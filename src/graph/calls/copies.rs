//! Copies that the service makes.

use http::{HeaderValue, Method, StatusCode};

use crate::domain::{DriveId, ItemId, Segment};
use crate::graph::address::ItemAddress;
use crate::graph::call::Call;
use crate::graph::copying::{CopyRequest, CopyStarted, CopyStatus, progress};
use crate::graph::error::Error;
use crate::graph::transport::Answer;
use crate::graph::trusted::MonitorUrl;
use crate::graph::wire::change::{Copy, Parent};

use super::asking::accepted;
use super::items::or;
use super::{Calls, PREFER};

/// What was said to the wish for a copy, the URL not yet checked.
enum Said {
    Watch(String),
    Nothing,
    Found(CopyStarted),
}

impl Calls<'_> {
    /// Has the service copy an item with all below it within the drive (Graph documentation, "driveItem:
    /// copy"). It is not repeated unseen: `verify` looks whether the copy is there, or on its way.
    pub async fn copy_item<V>(
        self,
        drive: &DriveId,
        id: &ItemId,
        request: &CopyRequest,
        verify: impl Fn() -> V + Send + Sync,
    ) -> Result<CopyStarted, Error>
    where
        V: Future<Output = Result<Option<CopyStarted>, Error>> + Send,
    {
        let shape = Copy {
            parent_reference: Parent::folder(&request.folder).in_drive(drive),
            name: request.name.as_ref().map(Segment::as_str),
        };
        let place = ItemAddress::Id(id.clone()).to_url_of(drive, "copy");
        let call = self
            .changing("copy item", &or(&place, request.if_exists), Method::POST)
            .of_drive(drive)
            .with_header(PREFER, HeaderValue::from_static("respond-async"))
            .with_json(&shape);
        let found = || async { Ok(verify().await?.map(Said::Found)) };
        match self.write(&call, started, found).await? {
            Said::Found(started) => Ok(started),
            Said::Nothing => Ok(CopyStarted::Unwatched),
            // The copy is being made, whatever we make of the URL.
            Said::Watch(url) => match self.client.trust_monitor(&url) {
                Ok(url) => Ok(CopyStarted::Watched(url)),
                Err(error) => Err(error.unclear()),
            },
        }
    }

    /// How far a copy is (Graph documentation, "Working with APIs that take a long time to complete").
    /// Carries no credentials, and follows no redirect: the body tells.
    pub async fn copy_status(self, drive: &DriveId, url: &MonitorUrl) -> Result<CopyStatus, Error> {
        let call = Call::of_host("watch copy", Method::GET).of_drive(drive);
        self.ask_host(&call, url.expose(), progress).await
    }
}

fn started(call: &Call, answer: &Answer) -> Result<Said, Error> {
    let location = accepted(call, answer)?;
    Ok(match location.filter(|url| !url.is_empty()) {
        Some(url) => Said::Watch(url),
        None if answer.status == StatusCode::OK => Said::Found(CopyStarted::Done),
        None => Said::Nothing,
    })
}
