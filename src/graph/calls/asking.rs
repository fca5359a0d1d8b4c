//! How any call to Graph is made, and how its answer is understood.

use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use uuid::Uuid;

use crate::domain::{Diagnosis, Service, UpstreamFailure, Urgency};
use crate::graph::budget::Cost;
use crate::graph::call::{Body, Call};
use crate::graph::error::{Error, Unreadable};
use crate::graph::observe::{self, Watch};
use crate::graph::refusal::{self, Subject};
use crate::graph::token::Token;
use crate::graph::transport::{Answer, exchange, time_to_send};
use crate::graph::wire;

use super::{Calls, SHORT_CALL};

/// What is made of an answer to a call.
pub(in crate::graph) type Reader<T> = fn(&Call, &Answer) -> Result<T, Error>;

impl Calls<'_> {
    /// Makes a call until it succeeds or there is no sense in it, and reads its answer.
    pub(in crate::graph) async fn read<T>(self, call: &Call) -> Result<T, Error>
    where
        T: DeserializeOwned + Send,
    {
        self.repeat(call, object).await
    }

    /// The same, whatever its answer is made of. Only for what may be done twice without harm.
    pub(in crate::graph) async fn repeat<T: Send>(
        self,
        call: &Call,
        reader: Reader<T>,
    ) -> Result<T, Error> {
        // Before a place is asked for: nobody holds one while he waits for a token.
        self.client.tokens.current().await?;
        self.persist(call, || self.attempt(call, reader)).await
    }

    /// Makes a change once, however often it has to be asked for. Before it is asked for again, and before
    /// a failure is told, `verify` looks whether it was made after all; see [`Calls::persist_write`].
    pub(in crate::graph) async fn write<T, V>(
        self,
        call: &Call,
        reader: Reader<T>,
        verify: impl Fn() -> V + Send,
    ) -> Result<T, Error>
    where
        T: Send,
        V: Future<Output = Result<Option<T>, Error>> + Send,
    {
        self.client.tokens.current().await?;
        self.persist_write(call, || self.attempt(call, reader), verify)
            .await
    }

    /// One attempt: with the token, and once more with a fresh one where it was refused.
    async fn attempt<T>(self, call: &Call, reader: Reader<T>) -> Result<T, Error> {
        let tokens = &self.client.tokens;
        let token = tokens.current().await?;
        match self.ask(call, &token, reader).await {
            Err(error) if error.is_unauthorized() && tokens.drop_refused(&token) => {
                let token = tokens.current().await?;
                self.ask(call, &token, reader).await
            }
            done => done,
        }
    }

    /// One request, with its one line in the log.
    async fn ask<T>(self, call: &Call, token: &Token, reader: Reader<T>) -> Result<T, Error> {
        let id = self.client.random.uuid();
        let watch = Watch::start(&*self.client.clock, Service::Graph, call.operation).named(id);
        observe::spent(call.cost.units());
        let answer = self.send(call, token, id).await;
        let answered = answer.as_ref().ok();
        let request_id = answered.and_then(|answer| refusal::request_id(&answer.headers));
        let result = answer.and_then(|answer| reader(call, &answer));
        let roles = token.roles.as_deref();
        let result = result.map_err(|error| refusal::sharpen(error, call.subject, roles));
        watch.stop(request_id.as_deref(), result.as_ref().err());
        result
    }

    async fn send(self, call: &Call, token: &Token, id: Uuid) -> Result<Answer, Error> {
        let mut request = self
            .client
            .transport
            .api()
            .request(call.method.clone(), &call.url)
            .timeout(self.time_for(call))
            .bearer_auth(token.value.expose())
            .header(header::ACCEPT, "application/json")
            .header("client-request-id", id.to_string())
            .headers(call.headers.clone());
        if let Some(media_type) = call.body.media_type() {
            request = request
                .header(header::CONTENT_TYPE, media_type)
                .body(call.body.bytes());
        }
        // Without it some gateways answer 411 (RFC 9110, section 8.6).
        if call.body.len() == 0 && [Method::POST, Method::PUT].contains(&call.method) {
            request = request.header(header::CONTENT_LENGTH, 0);
        }
        let answer = exchange(Service::Graph, request).await;
        let answer = answer.map_err(|failure| Error::failed(call.operation, failure))?;
        self.note_limits(&answer.headers);
        Ok(answer)
    }

    /// How long one attempt may take. A visitor's is short, so that another fits into his patience; the
    /// bytes of a file get the time that they need on a slow line.
    fn time_for(self, call: &Call) -> Duration {
        let longest = match (self.urgency, call.cost) {
            (Urgency::Visitor { .. }, Cost::Single) => SHORT_CALL,
            (Urgency::Visitor { .. }, Cost::Many | Cost::Permissions) => Urgency::PATIENCE,
            (Urgency::Background, _) => Duration::MAX,
        };
        let time = self.client.transport.call_time(longest);
        match &call.body {
            Body::File(bytes) => time + time_to_send(bytes.len()),
            Body::Nothing | Body::Json(_) => time,
        }
    }
}

/// Reads one object, which must come with 200.
pub(in crate::graph) fn object<T: DeserializeOwned>(
    call: &Call,
    answer: &Answer,
) -> Result<T, Error> {
    understand(call.operation, call.subject, answer)
}

/// Reads one object; the flag says whether it is new (201) or was there (200).
pub(in crate::graph) fn object_made<T: DeserializeOwned>(
    call: &Call,
    answer: &Answer,
) -> Result<(T, bool), Error> {
    let created = answer.status == StatusCode::CREATED;
    if !created && answer.status != StatusCode::OK {
        return Err(refusal::read(call.operation, call.subject, answer));
    }
    Ok((parse(call.operation, answer)?, created))
}

/// Nothing is left to say: 204, or 200 with nothing or whatever Graph still has to say.
pub(in crate::graph) fn done(call: &Call, answer: &Answer) -> Result<(), Error> {
    match answer.status {
        StatusCode::NO_CONTENT => Ok(()),
        StatusCode::OK => no_page(call, answer),
        _ => Err(refusal::read(call.operation, call.subject, answer)),
    }
}

/// The work is taken on (202), or done already (200); says where it can be watched, in Microsoft's words.
pub(in crate::graph) fn accepted(call: &Call, answer: &Answer) -> Result<Option<String>, Error> {
    match answer.status {
        StatusCode::ACCEPTED | StatusCode::OK => {
            no_page(call, answer)?;
            let location = answer.headers.get(header::LOCATION);
            let location = location.and_then(|location| location.to_str().ok());
            Ok(location.map(str::to_owned))
        }
        _ => Err(refusal::read(call.operation, call.subject, answer)),
    }
}

/// A body that need not be there must be Graph's: a page of somebody else's, a gateway say, with a status
/// of success does not say that anything was done.
fn no_page(call: &Call, answer: &Answer) -> Result<(), Error> {
    if answer.body.is_empty() {
        return Ok(());
    }
    parse::<IgnoredAny>(call.operation, answer).map(drop)
}

/// What an answer says. HTML, an empty or a cut body is a failure, never an empty result.
pub(in crate::graph) fn understand<T: DeserializeOwned>(
    operation: &'static str,
    subject: Subject,
    answer: &Answer,
) -> Result<T, Error> {
    if answer.status != StatusCode::OK {
        return Err(refusal::read(operation, subject, answer));
    }
    parse(operation, answer)
}

fn parse<T: DeserializeOwned>(operation: &'static str, answer: &Answer) -> Result<T, Error> {
    wire::object(&answer.body).map_err(|fault| {
        let failure = UpstreamFailure {
            status: Some(answer.status.as_u16()),
            request_id: refusal::request_id(&answer.headers),
            source: Some(Arc::new(Unreadable::from(fault))),
            ..UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamMalformed)
        };
        Error::failed(operation, failure)
    })
}
