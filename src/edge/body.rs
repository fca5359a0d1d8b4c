//! Request bodies, bounded.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use http::header;

use crate::domain::{Invalid, Result};

use super::{Failed, Parameters};

/// The most bytes of a form.
pub const FORM_LIMIT: usize = 64 * 1024;

/// Reads a body to its end. Malformed (`body_unreadable`) where it is cut off or holds more than
/// `limit` bytes.
pub async fn read_body(body: Body, limit: usize) -> Result<Bytes> {
    let reason = format!("was cut off or holds more than {limit} bytes");
    let unreadable = |_| Invalid::malformed("body", "body_unreadable", reason);
    Ok(to_bytes(body, limit).await.map_err(unreadable)?)
}

/// The text of a posted form, to be read by [`FormBody::parameters`].
#[derive(Clone)]
pub struct FormBody(String);

impl FormBody {
    /// The form's fields, under the rules of [`Parameters`].
    pub fn parameters(&self, known: &[&'static str]) -> Result<Parameters> {
        Parameters::parse(&self.0, known)
    }
}

impl<S: Send + Sync> FromRequest<S> for FormBody {
    type Rejection = Failed;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failed> {
        let media_type = request.headers().get(header::CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let essence = media_type.and_then(|text| text.split(';').next());
        let form = "application/x-www-form-urlencoded";
        if !essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(form)) {
            let reason = format!("must be {form}");
            let invalid = Invalid::malformed("content-type", "unsupported_media_type", reason);
            return Err(Failed(invalid.into()));
        }
        let bytes = read_body(request.into_body(), FORM_LIMIT).await?;
        let text = String::from_utf8(bytes.into());
        let text = text.map_err(|_| Invalid::malformed("body", "not_utf8", "is not UTF-8"));
        Ok(Self(text.map_err(|invalid| Failed(invalid.into()))?))
    }
}
