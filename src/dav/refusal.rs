//! Requests that are refused before any use case is asked.

use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};

use crate::domain::{Error, Invalid};
use crate::edge::Failed;

use super::answers::{plain, with_error};
use super::error::status;
use super::xml::Precondition;

/// Why a request is not taken.
#[derive(Clone, Debug)]
pub(super) enum Refusal {
    /// The place does not take this method.
    Method,
    /// There is something already where a folder was to be made, or a folder where a file was to be written.
    Occupied,
    /// A slash means a folder, and a folder has no bytes to be written.
    NoBytes,
    /// Everything below is more than is told at once.
    InfiniteDepth,
    /// What would be told is more than is told at once.
    TooMuch,
    /// The method can't reach so far, or so short.
    WrongDepth,
    /// The method takes no body, or none that is coded.
    BodyNotTaken,
    /// The body could not be read, and what is answered to that.
    Body(StatusCode),
    /// It is to go to another server, or beside the tree.
    Elsewhere,
    /// It is there already.
    OntoItself,
    /// It was not done in the time that anybody waits for an answer; it goes on.
    TakesTooLong,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Method => plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "This can't be done with this address.",
            ),
            Self::Occupied => plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "Something is there already.",
            ),
            Self::NoBytes => plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "A slash at the end means a folder, which takes no bytes.",
            ),
            Self::InfiniteDepth => {
                with_error(StatusCode::FORBIDDEN, &Precondition::PropfindFiniteDepth)
            }
            Self::TooMuch => plain(
                StatusCode::INSUFFICIENT_STORAGE,
                "This is more than is told at once. Ask for fewer properties.",
            ),
            Self::WrongDepth => plain(
                StatusCode::BAD_REQUEST,
                "This method does not take this depth.",
            ),
            Self::BodyNotTaken => plain(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "This method takes no such body.",
            ),
            Self::Body(status) => plain(status, "The body could not be read."),
            Self::Elsewhere => plain(
                StatusCode::BAD_GATEWAY,
                "The destination is not in this tree.",
            ),
            Self::OntoItself => plain(StatusCode::FORBIDDEN, "It is there already."),
            Self::TakesTooLong => plain(
                StatusCode::GATEWAY_TIMEOUT,
                "It takes longer than an answer may; it goes on.",
            ),
        }
    }
}

/// Why a method was not done: refused here, or failed below.
#[derive(Debug)]
pub(super) enum Trouble {
    Refused(Refusal),
    Failed(Error),
    /// It was answered with more than one word.
    Told(Box<Response>),
}

impl Trouble {
    /// What is refused because the place does not take the method: it is told there which it takes. All else is
    /// passed on.
    pub(super) fn of_method(self, method: &Method) -> Result<Refusal, Self> {
        let refused = StatusCode::METHOD_NOT_ALLOWED;
        match self {
            Self::Refused(refusal @ (Refusal::Method | Refusal::Occupied | Refusal::NoBytes)) => {
                Ok(refusal)
            }
            Self::Failed(error) if status(&error, method) == refused => Ok(Refusal::Occupied),
            other => Err(other),
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Invalid> for Trouble {
    fn from(invalid: Invalid) -> Self {
        Self::Failed(invalid.into())
    }
}

impl From<Failed> for Trouble {
    fn from(Failed(error): Failed) -> Self {
        Self::Failed(error)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => refusal.into_response(),
            Self::Failed(error) => Failed(error).into_response(),
            Self::Told(response) => *response,
        }
    }
}
