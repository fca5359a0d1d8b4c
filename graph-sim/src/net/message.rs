//! Requests and answers as the hosts see them.

use std::io;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http::header::{self, HeaderValue};
use http::{HeaderMap, Method, Response, StatusCode, Uri};
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Empty, Full, StreamBody};
use serde::Serialize;

use crate::journal::Member;
use crate::uploads::Draft;

/// The body of an answer before it is metered.
pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// An answer of one of the hosts.
pub(crate) type Reply = Response<Body>;

/// A request whose body has been read.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// The body; empty if it went into an upload or was refused at sight.
    pub(crate) body: Bytes,
    /// The file or the part of one that the body was.
    pub(crate) upload: Option<Box<Draft>>,
}

/// Put into the extensions of a batch's answer: what was in it.
#[derive(Clone, Debug)]
pub(crate) struct Members(pub(crate) Vec<Member>);

/// Put into an answer's extensions when the request needs something the simulator lacks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Defect;

impl Call {
    /// The raw path.
    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    /// The raw query, empty if there is none.
    pub(crate) fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// A header's value, if it is text.
    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Host and port as the client addressed them: the `Host` header or HTTP/2's `:authority`.
    pub(crate) fn authority(&self) -> Option<&str> {
        self.uri
            .authority()
            .map(http::uri::Authority::as_str)
            .or_else(|| self.header(header::HOST))
    }
}

/// An answer without a body.
pub(crate) fn empty(status: StatusCode) -> Reply {
    reply(
        status,
        Empty::new().map_err(|never| match never {}).boxed_unsync(),
    )
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Reply {
    let bytes = serde_json::to_vec(value).expect("the simulator's answers are plain data");
    let mut reply = text(status, bytes);
    reply.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    reply
}

/// An answer with these bytes and no content type.
pub(crate) fn text(status: StatusCode, bytes: impl Into<Bytes>) -> Reply {
    reply(
        status,
        Full::new(bytes.into())
            .map_err(|never| match never {})
            .boxed_unsync(),
    )
}

/// An answer whose body comes piece by piece.
pub(crate) fn stream(
    status: StatusCode,
    pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
) -> Reply {
    let frames = pieces.map(|piece| piece.map(Frame::data));
    reply(status, StreamBody::new(frames).boxed_unsync())
}

/// The answer to what Microsoft's services can do and the simulator can't (yet).
pub(crate) fn lacking(what: &str) -> Reply {
    let text = format!("the simulator does not imitate this: {what}");
    let mut reply = json(
        StatusCode::NOT_IMPLEMENTED,
        &serde_json::json!({ "error": { "code": "simulatorDefect", "message": text } }),
    );
    reply
        .headers_mut()
        .insert("Sim-Defect", HeaderValue::from_static("1"));
    reply.extensions_mut().insert(Defect);
    reply
}

fn reply(status: StatusCode, body: Body) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply
}
