//! The body of a request, read into a shape.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequest, Request};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::domain::{Clock, Invalid};
use crate::edge::{Failed, Unread, read_body};

use super::super::refusal::{Refusal, request_id};
use super::{tracked, unique};

/// The most bytes of a body. Nothing that is set over the API comes near it.
pub(in crate::api) const BODY_LIMIT: usize = 64 * 1024;

/// A JSON body of the shape `T`. Refused are another media type (415), too much (413), what does not come
/// in time (408), what is no JSON or has a key twice (400) and what is not of the shape, unknown keys
/// included (422, with a pointer).
pub(in crate::api) struct JsonBody<T>(pub(in crate::api) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T>
where
    Arc<dyn Clock>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let request_id = request_id(request.extensions());
        let refuse = |refusal: Refusal| refusal.into_problem(&request_id).into_response();
        if !is_json(request.headers()) {
            return Err(refuse(Refusal::UnsupportedMediaType));
        }
        let clock = <Arc<dyn Clock>>::from_ref(state);
        let bytes = read_body(request, BODY_LIMIT, &*clock)
            .await
            .map_err(|unread| refuse(of_unread(unread)))?;
        let value = unique::parse(&bytes).map_err(|fault| refuse(of_fault(fault)))?;
        match tracked::read(&value) {
            Ok(shape) => Ok(Self(shape)),
            Err(flaw) => Err(Failed::from(Invalid::from(flaw)).into_response()),
        }
    }
}

/// `application/json`, or `application/merge-patch+json` (RFC 7396), whatever its parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(text)) = headers
        .get(header::CONTENT_TYPE)
        .map(|value| value.to_str())
    else {
        return false;
    };
    let essence = text.split(';').next().unwrap_or_default().trim();
    ["application/json", "application/merge-patch+json"]
        .iter()
        .any(|known| essence.eq_ignore_ascii_case(known))
}

const fn of_unread(unread: Unread) -> Refusal {
    match unread {
        Unread::TooLarge => Refusal::BodyTooLarge,
        Unread::Late => Refusal::BodyLate,
        Unread::Cut => Refusal::BodyCut,
    }
}

fn of_fault(fault: unique::Fault) -> Refusal {
    match fault {
        unique::Fault::Repeated { pointer } => Refusal::RepeatedKey { pointer },
        unique::Fault::Malformed(error) => Refusal::MalformedJson(where_it_broke(&error)),
    }
}

/// The place, not the words of the parser, which may quote what was sent.
fn where_it_broke(error: &serde_json::Error) -> String {
    format!(
        "The body stops being JSON at line {}, column {}.",
        error.line(),
        error.column()
    )
}
