//! How a host of bytes is asked: without credentials, since whoever has its URL may use it.

use http::header;

use crate::domain::{Service, UpstreamFailure};
use crate::graph::call::Call;
use crate::graph::error::Error;
use crate::graph::observe::{self, Watch};
use crate::graph::refusal;
use crate::graph::transport::{Answer, exchange};

use super::asking::Reader;
use super::{Calls, SHORT_CALL};

impl Calls<'_> {
    /// Asks until there is an answer or no sense in asking. Only for what may be done twice without harm.
    pub(super) async fn ask_host<T: Send>(
        self,
        call: &Call,
        url: &str,
        reader: Reader<T>,
    ) -> Result<T, Error> {
        let time = self.client.transport.call_time(SHORT_CALL);
        self.persist(call, || {
            let request = self
                .client
                .transport
                .content()
                .request(call.method.clone(), url)
                .timeout(time)
                .header(header::ACCEPT, "application/json");
            self.watched(call, exchange(Service::Content, request), reader)
        })
        .await
    }

    /// One request to a host of bytes, with its one line in the log.
    pub(super) async fn watched<T>(
        self,
        call: &Call,
        answer: impl Future<Output = Result<Answer, UpstreamFailure>> + Send,
        reader: Reader<T>,
    ) -> Result<T, Error> {
        let watch = Watch::start(&*self.client.clock, Service::Content, call.operation);
        observe::spent(call.cost.units());
        let answer = answer.await;
        let answered = answer.as_ref().ok();
        let request_id = answered.and_then(|answer| refusal::request_id(&answer.headers));
        let result = match answer {
            Ok(answer) => reader(call, &answer),
            Err(failure) => Err(Error::failed(call.operation, failure)),
        };
        watch.stop(request_id.as_deref(), result.as_ref().err());
        result
    }
}
