//! Answers as they leave: status, headers, body, compression.

use std::convert::Infallible;
use std::future::ready;
use std::io;

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use tower::{ServiceExt as _, service_fn};
use tower_http::CompressionLevel;
use tower_http::compression::Compression;

use super::envelope::{self, RequestIds};
use super::fault::Failure;
use crate::doors;
use crate::net::{Call, Reply, empty, json, lacking, text};
use crate::state::State;
use crate::switches::CacheControl;
use crate::uploads::Committed;

const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
const DIAGNOSTIC: &str = r#"{"ServerInfo":{"DataCenter":"West Europe","Slice":"E","Ring":"5","ScaleUnit":"001","RoleInstance":"AM1PEPF000SIM01"}}"#;

/// A good answer.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A JSON document.
    Json(Vec<u8>),
    /// 201 with the JSON of what was made.
    Created(Vec<u8>),
    /// A JSON document made as the client preferred.
    Preferred { document: Vec<u8>, applied: String },
    /// A number or the like, as plain text.
    Text(String),
    /// 204
    NoContent,
    /// An empty answer about something that goes on elsewhere.
    Begun {
        status: StatusCode,
        monitor: Option<String>,
    },
    /// 200 or 201 with the file that was stored.
    Committed(Committed),
    /// 302 to a download URL.
    Found(String),
    /// 304
    NotModified,
}

impl Answer {
    /// A document.
    pub(crate) fn json(document: &impl serde::Serialize) -> Self {
        Self::Json(serde_json::to_vec(document).expect("the simulator's answers are plain data"))
    }

    /// A document about something new.
    pub(crate) fn created(document: &impl serde::Serialize) -> Self {
        Self::Created(serde_json::to_vec(document).expect("the simulator's answers are plain data"))
    }
}

/// Makes the answer that is sent, but for its compression.
pub(crate) fn compose(state: &State, call: &Call, outcome: Result<Answer, Failure>) -> Reply {
    let ids = request_ids(call);
    let mut reply = match outcome {
        Ok(answer) => render_answer(answer),
        Err(failure) => render_failure(state, &failure, &ids),
    };
    decorate(reply.headers_mut(), state, &ids);
    reply
}

fn render_answer(answer: Answer) -> Reply {
    let mut reply = match answer {
        Answer::Json(document) => text(StatusCode::OK, document),
        Answer::Created(document) => text(StatusCode::CREATED, document),
        Answer::Text(plain) => {
            let mut reply = text(StatusCode::OK, plain);
            set(reply.headers_mut(), header::CONTENT_TYPE, "text/plain");
            return reply;
        }
        Answer::NoContent => return empty(StatusCode::NO_CONTENT),
        Answer::Begun { status, monitor } => {
            let mut reply = empty(status);
            if let Some(monitor) = monitor {
                set(reply.headers_mut(), header::LOCATION, &monitor);
            }
            return reply;
        }
        Answer::Committed(Committed { status, document }) => text(status, document),
        Answer::Preferred { document, applied } => {
            let mut reply = text(StatusCode::OK, document);
            let name = HeaderName::from_static("preference-applied");
            set(reply.headers_mut(), name, &applied);
            reply
        }
        Answer::Found(location) => {
            let mut reply = empty(StatusCode::FOUND);
            set(reply.headers_mut(), header::LOCATION, &location);
            return reply;
        }
        Answer::NotModified => return empty(StatusCode::NOT_MODIFIED),
    };
    set(reply.headers_mut(), header::CONTENT_TYPE, JSON);
    set(
        reply.headers_mut(),
        HeaderName::from_static("odata-version"),
        "4.0",
    );
    reply
}

fn render_failure(state: &State, failure: &Failure, ids: &RequestIds) -> Reply {
    let fault = match failure {
        Failure::Fault(fault) => fault,
        Failure::Lacking(what) => return lacking(what),
        Failure::Unhashed(_) => return lacking("a file that can't be hashed"),
        Failure::Unproven(_) => return lacking("an address that can't be asked"),
    };
    let mut reply = envelope::of_gateway(state, fault.status)
        .unwrap_or_else(|| json(fault.status, &envelope::write(state, fault, ids)));
    if let Some(challenge) = fault.challenge {
        let value = format!(
            "Bearer realm=\"\", authorization_uri=\"{}common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\"{challenge}",
            state.login_url()
        );
        set(reply.headers_mut(), header::WWW_AUTHENTICATE, &value);
    }
    if let Some(location) = &fault.location {
        set(reply.headers_mut(), header::LOCATION, location);
    }
    if fault.code == "malwareDetected" {
        set(
            reply.headers_mut(),
            HeaderName::from_static("x-virus-infected"),
            "1",
        );
    }
    reply
}

fn request_ids(call: &Call) -> RequestIds {
    let request = doors::random_guid().to_string();
    let client = call
        .header("client-request-id")
        .unwrap_or(&request)
        .to_owned();
    RequestIds { request, client }
}

/// The headers every answer of Graph has.
fn decorate(headers: &mut HeaderMap, state: &State, ids: &RequestIds) {
    let date = state
        .clock
        .now()
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string();
    set(headers, HeaderName::from_static("request-id"), &ids.request);
    set(
        headers,
        HeaderName::from_static("client-request-id"),
        &ids.client,
    );
    set(
        headers,
        HeaderName::from_static("x-ms-ags-diagnostic"),
        DIAGNOSTIC,
    );
    set(
        headers,
        header::STRICT_TRANSPORT_SECURITY,
        "max-age=31536000",
    );
    let cache_control = match state.switches.current().transport.cache_control {
        CacheControl::NoStore => "no-store, no-cache",
        CacheControl::Private => "private",
        CacheControl::NoCache => "no-cache",
    };
    set(headers, header::CACHE_CONTROL, cache_control);
    set(headers, header::VARY, "Accept-Encoding");
    set(headers, header::DATE, &date);
}

/// Compresses the answer if the client accepts it and the switch does not forbid it.
pub(crate) async fn compress(state: &State, call: &Call, reply: Reply) -> Reply {
    if !state.switches.current().transport.gzip {
        return reply;
    }
    let mut request = Request::new(Empty::<Bytes>::new());
    if let Some(accepted) = call.headers.get(header::ACCEPT_ENCODING) {
        request
            .headers_mut()
            .insert(header::ACCEPT_ENCODING, accepted.clone());
    }
    let mut reply = Some(reply);
    let inner = service_fn(move |_: Request<Empty<Bytes>>| {
        let reply = reply.take().expect("a service that is called once");
        ready(Ok::<_, Infallible>(reply))
    });
    let compression = Compression::new(inner).quality(CompressionLevel::Fastest);
    match compression.oneshot(request).await {
        Ok(reply) => reply.map(|body| body.map_err(io::Error::other).boxed_unsync()),
        Err(never) => match never {},
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    headers.insert(
        name,
        HeaderValue::from_str(value).expect("the simulator writes ASCII"),
    );
}
