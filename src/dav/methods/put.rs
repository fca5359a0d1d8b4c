//! `PUT`: a file written, the whole of it or nothing (RFC 4918, section 9.7).

use axum::body::Body;
use axum::response::Response;
use futures_util::TryStreamExt as _;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::dav::answers::{describe, empty};
use crate::dav::ask::Ask;
use crate::dav::checksums::proved;
use crate::dav::conditions;
use crate::dav::headers::{Checksum, Upload};
use crate::dav::refusal::{Refusal, Trouble};
use crate::domain::{
    ByteSource, ByteStream, Checksums, Error, IfExists, Invalid, TagCondition, Times, Timestamp,
};
use crate::edge::conditions_of;
use crate::services::{Put, PutRequest, Row};

/// Nothing of the body is read before all that can be known says that it may be written: only then is a client
/// that waits for `100 Continue` told to go on.
pub(super) async fn answer(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    let upload = Upload::of(ask.headers())?;
    if ask.place.trailing_slash || ask.path().is_root() {
        return Err(Refusal::NoBytes.into());
    }
    if is_coded(ask) {
        return Err(Refusal::BodyNotTaken.into());
    }
    conditions::check(ask).await?;
    let request = request(ask, &upload);
    let (bytes, sums) = proved(bytes_of(body), upload.checksums);
    let source = ByteSource::once(upload.length, bytes);
    let files = &ask.services().files;
    let put = files.put(&ask.caller, ask.path(), source, request).await?;
    let (status, row) = match put {
        Put::Created(row) => (StatusCode::CREATED, row),
        Put::Replaced(row) => (StatusCode::NO_CONTENT, row),
    };
    keep(ask, &row, sums.found()).await;
    let mut response = empty(status);
    describe(response.headers_mut(), &row);
    if upload.modified_at.is_some_and(|wanted| bears(&row, wanted)) {
        let name = HeaderName::from_static("x-oc-mtime");
        let accepted = HeaderValue::from_static("accepted");
        response.headers_mut().insert(name, accepted);
    }
    Ok(response)
}

fn request(ask: &Ask, upload: &Upload) -> PutRequest {
    let conditions = conditions_of(ask.headers());
    let times = upload.modified_at.map(|modified_at| Times {
        modified_at,
        created_at: upload.created_at,
    });
    PutRequest {
        // Asked again where it is written: two may come at a time.
        if_match: conditions.if_match,
        only_new: conditions.if_none_match == Some(TagCondition::Any),
        times,
        ..PutRequest::new(IfExists::Replace)
    }
}

/// Whether the bytes come packed, which would be kept as they are (RFC 9110, section 8.4).
fn is_coded(ask: &Ask) -> bool {
    let codings = ask.headers().get_all(header::CONTENT_ENCODING).iter();
    let is_plain = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"identity");
    { codings }.any(|coding| !is_plain(coding))
}

/// Whether a file bears the time that was wanted, as far as seconds go: an empty one does not always get it. Whoever
/// is not shown it is told what he has said.
fn bears(row: &Row, wanted: Timestamp) -> bool {
    let seconds = |time: Timestamp| time.unix_ms().div_euclid(1_000);
    let modified_at = row.modified_at.map(seconds);
    modified_at.is_none_or(|at| at == seconds(wanted))
}

/// Keeps what the bytes were proved to come to. The file is written, and stays so where this fails.
async fn keep(ask: &Ask, row: &Row, sums: &[Checksum]) {
    let text: Vec<_> = sums.iter().map(ToString::to_string).collect();
    let Ok(sums) = Checksums::parse(&text.join(" ")) else {
        return;
    };
    if sums.is_empty() {
        return;
    }
    let properties = &ask.services().properties;
    let written = (ask.path(), row);
    let kept = properties.keep_checksums(&ask.caller, written, &sums);
    if let Err(error) = kept.await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "what a file's bytes come to could not be kept"
        );
    }
}

/// The body as it comes. One that is cut off is no file.
fn bytes_of(body: Body) -> ByteStream {
    let cut = |_| Error::from(Invalid::malformed("body", "body_cut", "was cut off"));
    Box::pin(body.into_data_stream().map_err(cut))
}
