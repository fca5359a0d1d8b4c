//! Bytes on their way out.

use crate::domain::{Diagnosis, DownloadUrl, DriveId, Service};
use crate::graph::call::Call;
use crate::graph::content::{self, Content, Expected};
use crate::graph::error::Error;
use crate::graph::observe::{self, Watch};
use crate::graph::refusal::{self, Subject};

use super::{Calls, SHORT_CALL};

impl Calls<'_> {
    /// The bytes behind a download URL, or a part of them. Carries no credentials.
    pub async fn content(
        self,
        drive: &DriveId,
        url: &DownloadUrl,
        range: Option<&str>,
        expected: &Expected,
    ) -> Result<Content, Error> {
        let call = Call::reading(content::OPERATION, Subject::Item, String::new()).of_drive(drive);
        self.persist(&call, || self.open(&call, url, range, expected))
            .await
    }

    /// One attempt at bytes; they are still to come when its line is written.
    async fn open(
        self,
        call: &Call,
        url: &DownloadUrl,
        range: Option<&str>,
        expected: &Expected,
    ) -> Result<Content, Error> {
        let watch = Watch::start(&*self.client.clock, Service::Content, call.operation);
        observe::spent(call.cost.units());
        let answer = self.soon(content::ask(&self.client.transport, url, range));
        let answer = answer.await;
        let answered = answer.as_ref().ok();
        let request_id = answered.and_then(|answer| refusal::request_id(answer.headers()));
        let opened = match answer {
            Ok(answer) => content::open(answer, range, expected).await,
            Err(error) => Err(error),
        };
        watch.stop(request_id.as_deref(), opened.as_ref().err());
        opened
    }

    /// Gives a host of bytes no more time for its head than a short call has.
    async fn soon<T>(self, head: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let time = self.client.transport.head_time(SHORT_CALL);
        let clock = &self.client.clock;
        tokio::select! {
            answer = head => answer,
            () = clock.sleep_until(clock.now().after(time)) => Err(Error::of(
                content::OPERATION,
                Service::Content,
                Diagnosis::UpstreamTimeout,
            )),
        }
    }
}
