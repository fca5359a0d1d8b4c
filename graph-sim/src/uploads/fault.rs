//! Errors of uploads: facts 4.7 and 5.2. Codes the facts don't name for a situation are the
//! likeliest of Graph's list.

use http::StatusCode;

use crate::graph::{self, Fault};
use crate::switches::GoneSession;
use crate::world::PlaceError;

/// A fragment that has come already.
pub(crate) fn fragment_overlap() -> Fault {
    invalid_range("The fragment overlaps with data that has already been received.")
        .with_inner("fragmentOverlap")
}

/// A fragment before which another is missing.
pub(crate) fn fragment_out_of_order() -> Fault {
    invalid_range("The uploaded fragment is not the one that is expected next.")
        .with_inner("fragmentOutOfOrder")
}

/// A body of another length than its `Content-Range` says.
pub(crate) fn fragment_length_mismatch() -> Fault {
    invalid_range("The length of the fragment differs from its Content-Range.")
        .with_inner("fragmentLengthMismatch")
}

fn invalid_range(message: &str) -> Fault {
    Fault::new(StatusCode::RANGE_NOT_SATISFIABLE, "invalidRange", message)
}

/// A `Content-Range` that is missing, malformed or empty, as that of an empty file is.
pub(crate) fn bad_content_range() -> Fault {
    invalid_request("Invalid Content-Range header value")
}

/// A fragment of another file, by the length it says.
pub(crate) fn total_mismatch() -> Fault {
    invalid_request("The total length differs from that of the fragments before.")
}

pub(crate) fn fragment_too_large() -> Fault {
    too_large("The fragment is too large.", "maxFragmentLengthExceeded")
}

pub(crate) fn file_too_large() -> Fault {
    too_large("The file is too large.", "maxFileSizeExceeded")
}

/// More than `PUT …/content` takes.
pub(crate) fn stream_too_large() -> Fault {
    too_large("The request message is too big.", "maxStreamSizeExceeded")
}

fn too_large(message: &str, inner: &'static str) -> Fault {
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    Fault::new(status, "invalidRequest", message).with_inner(inner)
}

/// A body without `Content-Length`.
pub(crate) fn length_required() -> Fault {
    let message = "The request must have a Content-Length.";
    Fault::new(StatusCode::LENGTH_REQUIRED, "invalidRequest", message)
}

/// A file whose fragments before the last were no multiples of 320 KiB.
pub(crate) fn uneven_fragments() -> Fault {
    invalid_request("The fragments could not be put together.").with_inner("uploadSessionFailed")
}

/// A commit before the last byte.
pub(crate) fn incomplete() -> Fault {
    invalid_request("The upload session is not complete.").with_inner("uploadSessionIncomplete")
}

/// A session without the name of a file.
pub(crate) fn no_path() -> Fault {
    invalid_request("A valid path must be provided.")
}

/// A session that is over, or never was.
pub(crate) fn gone(position: GoneSession) -> Fault {
    let message = "The upload session was not found";
    let inner = "uploadSessionNotFound";
    match position {
        GoneSession::ItemNotFound => {
            Fault::new(StatusCode::NOT_FOUND, "itemNotFound", message).with_inner(inner)
        }
        GoneSession::UploadSessionNotFound => Fault::new(StatusCode::NOT_FOUND, inner, message),
    }
}

pub(crate) fn quota_reached() -> Fault {
    let status = StatusCode::INSUFFICIENT_STORAGE;
    Fault::new(status, "quotaLimitReached", "Insufficient Space Available")
}

/// A token at an address that has its own, or the address's own token is wrong.
pub(crate) fn unauthenticated(message: &str) -> Fault {
    Fault::new(StatusCode::UNAUTHORIZED, "unauthenticated", message)
}

/// The token in the address is over.
pub(crate) fn expired(validity: String) -> Fault {
    Fault::new(StatusCode::UNAUTHORIZED, "unauthenticated", validity).with_inner("expiredToken")
}

fn invalid_request(message: &str) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "invalidRequest", message)
}

/// A folder that can't take the file.
pub(crate) fn refused_place(error: PlaceError) -> Fault {
    match error {
        PlaceError::NameTaken => Fault::new(
            StatusCode::CONFLICT,
            "nameAlreadyExists",
            "The specified item name already exists.",
        ),
        PlaceError::Locked => graph::locked(),
        PlaceError::NotAFolder | PlaceError::NotAFile | PlaceError::IntoItself => no_path(),
    }
}

/// Another version than the client means.
pub(crate) fn modified() -> Fault {
    let message = "ETag does not match current item's value";
    Fault::new(StatusCode::PRECONDITION_FAILED, "resourceModified", message)
        .with_inner("entityTagDoesNotMatch")
}

/// A tag without its quotes.
pub(crate) fn malformed_tag() -> Fault {
    invalid_request("The entity tag is malformed.").with_inner("malformedEntityTag")
}
