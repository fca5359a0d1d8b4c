//! Request bodies, bounded in length and time.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRef, FromRequest, Request};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use http_body_util::LengthLimitError;

use crate::domain::{Clock, Invalid, Result};

use super::{Failed, Parameters};

/// The most bytes of a form.
pub const FORM_LIMIT: usize = 64 * 1024;

/// Longest time from the head of a request to the end of its body. No body of ours is larger than what
/// the slowest line sends in this time.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is longer than it may be, or says that it will be.
    TooLarge,
    /// It has not come to its end in 30 seconds.
    Late,
    /// The connection broke before its end.
    Cut,
}

/// Reads a body of at most `limit` bytes to its end. One that announces more is not read at all.
pub async fn read_body(request: Request, limit: usize, clock: &dyn Clock) -> Result<Bytes, Unread> {
    if announced(request.headers()).is_some_and(|length| length > limit as u64) {
        return Err(Unread::TooLarge);
    }
    let late = clock.sleep_until(clock.now().after(BODY_TIMEOUT));
    let read = tokio::select! {
        read = to_bytes(request.into_body(), limit) => read,
        () = late => return Err(Unread::Late),
    };
    read.map_err(|error| {
        if error.into_inner().is::<LengthLimitError>() {
            Unread::TooLarge
        } else {
            Unread::Cut
        }
    })
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// The text of a posted form, to be read by [`FormBody::parameters`]. Too much of it is a bare 413, and
/// too slow a one a bare 408; the face gives them words.
#[derive(Clone)]
pub struct FormBody(String);

impl FormBody {
    /// The form's fields, under the rules of [`Parameters`].
    pub fn parameters(&self, known: &[&'static str]) -> Result<Parameters> {
        Parameters::parse(&self.0, known)
    }
}

impl<S: Send + Sync> FromRequest<S> for FormBody
where
    Arc<dyn Clock>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let refuse = |invalid: Invalid| Failed::from(invalid).into_response();
        let media_type = request.headers().get(header::CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let essence = media_type.and_then(|text| text.split(';').next());
        let form = "application/x-www-form-urlencoded";
        if !essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(form)) {
            let reason = format!("must be {form}");
            let invalid = Invalid::malformed("content-type", "unsupported_media_type", reason);
            return Err(refuse(invalid));
        }
        let clock = <Arc<dyn Clock>>::from_ref(state);
        let read = read_body(request, FORM_LIMIT, &*clock).await;
        let bytes = read.map_err(|unread| match unread {
            Unread::TooLarge => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            Unread::Late => StatusCode::REQUEST_TIMEOUT.into_response(),
            Unread::Cut => refuse(Invalid::malformed("body", "body_cut", "was cut off")),
        })?;
        let not_utf8 = |_| refuse(Invalid::malformed("body", "not_utf8", "is not UTF-8"));
        String::from_utf8(bytes.into()).map(Self).map_err(not_utf8)
    }
}
