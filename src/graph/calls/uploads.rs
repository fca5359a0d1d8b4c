//! Bytes on their way in, for files of any size.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http::{Method, header};
use reqwest::Body;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::domain::{Diagnosis, DriveId, Segment, Service, UpstreamFailure};
use crate::graph::address::ItemAddress;
use crate::graph::budget::Cost;
use crate::graph::call::Call;
use crate::graph::error::Error;
use crate::graph::transport::{Answer, exchange, time_to_send};
use crate::graph::trusted::UploadUrl;
use crate::graph::upload::{self, Fragment, Piece, SessionRequest, UploadSession, UploadStatus};
use crate::graph::wire::change::{Session, Uploadable};

use super::Calls;
use super::asking::object;

impl Calls<'_> {
    /// Opens an upload session (Graph documentation, "driveItem: createUploadSession"). It may be asked for
    /// again without harm: of two sessions for one file the unused one expires.
    pub async fn create_upload_session(
        self,
        drive: &DriveId,
        address: &ItemAddress,
        request: &SessionRequest,
    ) -> Result<UploadSession, Error> {
        let shape = Session {
            item: Uploadable {
                if_exists: request.if_exists.name(),
                name: request.name.as_ref().map(Segment::as_str),
                file_size: request.size,
                file_system_info: request.times.map(Into::into),
            },
        };
        let place = address.to_url_of(drive, "createUploadSession") + &address.query("");
        let call = self
            .changing("create upload session", &place, Method::POST)
            .of_drive(drive)
            .with_json(&shape);
        let reader = |call: &Call, answer: &Answer| upload::made(call, object(call, answer)?);
        let (url, status) = self.repeat(&call, reader).await?;
        let url = self.client.trust_upload(&url)?;
        Ok(UploadSession { url, status })
    }

    /// Sends a fragment, once (same page, "Upload bytes to the upload session"). A failure that may pass
    /// [is unclear](Error::is_unclear): the service may hold the bytes, and [`Calls::upload_status`] says
    /// which. Between attempts [`Calls::wait_out`] is asked.
    ///
    /// A line on which nothing moves for the time of silence is given up, and so is one that takes less
    /// than 64 KiB a second on the whole.
    pub async fn put_fragment(
        self,
        drive: &DriveId,
        url: &UploadUrl,
        piece: &Piece,
    ) -> Result<Fragment, Error> {
        let call = Call::of_host("upload fragment", Method::PUT)
            .of_drive(drive)
            .costing(Cost::Many);
        let _admission = self.admit(&call).await?;
        let sent = self
            .watched(&call, self.send_piece(url, piece), upload::fragment)
            .await;
        sent.map_err(|error| {
            if error.leaves_doubt() {
                error.unclear()
            } else {
                error
            }
        })
    }

    /// Where a session stands (same page, "Resuming an in-progress upload").
    pub async fn upload_status(
        self,
        drive: &DriveId,
        url: &UploadUrl,
    ) -> Result<UploadStatus, Error> {
        let call = Call::of_host("read upload status", Method::GET).of_drive(drive);
        self.ask_host(&call, url.expose(), upload::status).await
    }

    /// Gives a session up (same page, "Cancel an upload session"). One that is gone is as good.
    pub async fn cancel_upload(self, drive: &DriveId, url: &UploadUrl) -> Result<(), Error> {
        let call = Call::of_host("cancel upload", Method::DELETE)
            .of_drive(drive)
            .costing(Cost::Many);
        self.ask_host(&call, url.expose(), upload::cancelled).await
    }

    /// Stands the failure of a fragment's attempt number `attempt` (from 1): waits where another makes
    /// sense, and gives the error back where not or where nobody waits so long. What Microsoft asks for
    /// holds for everybody. A failure that is not unclear has had its answer, or its waits, already.
    pub async fn wait_out(self, drive: &DriveId, error: Error, attempt: u32) -> Result<(), Error> {
        if error.is_unclear() {
            self.stand(Some(drive), error, attempt).await
        } else {
            Err(error)
        }
    }

    async fn send_piece(self, url: &UploadUrl, piece: &Piece) -> Result<Answer, UpstreamFailure> {
        let transport = &self.client.transport;
        let moved = Arc::new(Notify::new());
        let request = transport
            .uploads()
            .put(url.expose())
            .timeout(transport.silence() + time_to_send(piece.bytes.len()))
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_RANGE, piece.content_range())
            // The body comes in parts, and without its length it would be sent in chunks, which is refused.
            .header(header::CONTENT_LENGTH, piece.bytes.len())
            .body(Body::wrap_stream(parts(piece.bytes.clone(), Arc::clone(&moved))));
        tokio::select! {
            answer = exchange(Service::Content, request) => answer,
            () = silence(transport.silence(), &moved) => Err(UpstreamFailure::new(
                Service::Content,
                Diagnosis::UpstreamTimeout,
            )),
        }
    }
}

/// Returns once nothing has moved for so long, in real time as all time-outs of sockets.
async fn silence(longest: Duration, moved: &Notify) {
    while timeout(longest, moved.notified()).await.is_ok() {}
}

/// The bytes in parts, so that it shows when the line takes one.
fn parts(
    mut bytes: Bytes,
    moved: Arc<Notify>,
) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> + Send {
    const PART: usize = 64 * 1024;
    let parts = std::iter::from_fn(move || {
        let part = bytes.split_to(PART.min(bytes.len()));
        (!part.is_empty()).then_some(part)
    });
    futures_util::stream::iter(parts).map(move |part| {
        moved.notify_one();
        Ok(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fragment_goes_out_in_parts_and_whole() {
        let bytes: Bytes = (0..=255_u8).cycle().take(200_000).collect();
        let moved = Arc::new(Notify::new());
        let sent: Vec<_> = parts(bytes.clone(), Arc::clone(&moved)).collect().await;
        let sent: Vec<u8> = sent.into_iter().flatten().flatten().collect();
        assert_eq!(sent, bytes);
        moved.notified().await;
    }
}
