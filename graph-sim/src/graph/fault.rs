//! Errors of Graph.

use std::sync::Arc;

use http::StatusCode;

use super::subscriptions::Candidate;
use crate::content::Blob;
use crate::metering::Refusal;
use crate::switches::{
    Denied, MeRefusal, ThrottlingCode, ThrottlingRefusal, ThrottlingSwitches, WithoutRoles,
};
use crate::world::{NameFault, NotProvisionedShape, PlaceError};

/// Why a request has no good answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Graph would refuse it.
    Fault(Box<Fault>),
    /// Graph could, the simulator can't.
    Lacking(&'static str),
    /// It can be answered once these files have been hashed.
    Unhashed(Vec<Arc<Blob>>),
    /// It can be answered once these addresses have proved themselves.
    Unproven(Box<Candidate>),
}

/// An error as Graph tells it: the envelope of "Microsoft Graph error responses".
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The more specific code, where there is one.
    pub(crate) inner: Option<&'static str>,
    /// What to say in `WWW-Authenticate`, for 401.
    pub(crate) challenge: Option<&'static str>,
    /// Where to begin anew, for 410.
    pub(crate) location: Option<String>,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl Fault {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            inner: None,
            challenge: None,
            location: None,
        }
    }

    pub(crate) fn with_inner(self, inner: &'static str) -> Self {
        Self {
            inner: Some(inner),
            ..self
        }
    }
}

pub(crate) fn unauthenticated(message: &str, challenge: &'static str) -> Fault {
    let fault = Fault::new(
        StatusCode::UNAUTHORIZED,
        "InvalidAuthenticationToken",
        message,
    );
    Fault {
        challenge: Some(challenge),
        ..fault
    }
}

/// An application that was granted nothing.
pub(crate) fn without_roles(position: WithoutRoles) -> Fault {
    let message = "Either scp or roles claim need to be present in the token.";
    match position {
        WithoutRoles::Forbidden => Fault::new(StatusCode::FORBIDDEN, "AccessDenied", message),
        WithoutRoles::Unauthorized => Fault {
            challenge: Some(", error=\"invalid_token\""),
            ..Fault::new(StatusCode::UNAUTHORIZED, "generalException", message)
        },
    }
}

/// Refusal of the file service where a permission is missing.
pub(crate) fn denied(position: Denied) -> Fault {
    match position {
        Denied::AccessDenied => access_denied(),
        Denied::UnknownError => Fault::new(StatusCode::FORBIDDEN, "UnknownError", ""),
    }
}

/// Refusal of the directory: users and organizations.
pub(crate) fn directory_denied() -> Fault {
    let message = "Insufficient privileges to complete the operation.";
    Fault::new(
        StatusCode::FORBIDDEN,
        "Authorization_RequestDenied",
        message,
    )
}

/// Refusal of the file service.
pub(crate) fn access_denied() -> Fault {
    Fault::new(StatusCode::FORBIDDEN, "accessDenied", "Access denied")
}

/// The organization's policy against links.
pub(crate) fn sharing_disabled() -> Fault {
    let message = "Sharing has been disabled for this site or organization.";
    Fault::new(StatusCode::FORBIDDEN, "accessDenied", message).with_inner("sharingDisabled")
}

/// A token of changes that is worth nothing any more; the link leads to a fresh start.
pub(crate) fn resync(code: &'static str, inner: Option<&'static str>, link: String) -> Fault {
    let message = "Resync required. Replace any local items with the server's version.";
    Fault {
        inner,
        location: Some(link),
        ..Fault::new(StatusCode::GONE, code, message)
    }
}

/// A drive that keeps no track of its changes.
pub(crate) fn no_change_tracking() -> Fault {
    bad_request(
        "Unsupported request: Change tracking is not supported against 'microsoft.graph.driveItem'.",
    )
}

/// An action that this cloud doesn't have.
pub(crate) fn not_supported(action: &str) -> Fault {
    let message = format!("The action {action} is not supported here.");
    Fault::new(StatusCode::BAD_REQUEST, "notSupported", message)
}

/// Something broke on the server.
pub(crate) fn general_exception() -> Fault {
    let message = "General exception while processing";
    Fault::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "generalException",
        message,
    )
}

pub(crate) fn malware() -> Fault {
    Fault::new(
        StatusCode::FORBIDDEN,
        "malwareDetected",
        "Malware was detected in the file.",
    )
}

pub(crate) fn item_not_found() -> Fault {
    Fault::new(
        StatusCode::NOT_FOUND,
        "itemNotFound",
        "The resource could not be found.",
    )
}

/// A user the directory doesn't know.
pub(crate) fn user_not_found(name: &str) -> Fault {
    let message = format!(
        "Resource '{name}' does not exist or one of its queried reference-property objects are not present."
    );
    Fault::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
}

pub(crate) fn bad_request(message: impl Into<String>) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "BadRequest", message)
}

pub(crate) fn invalid_request(message: impl Into<String>) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "invalidRequest", message)
}

/// A name that something else has already.
pub(crate) fn name_already_exists() -> Fault {
    let message = "An item with the same name already exists under the parent.";
    Fault::new(StatusCode::CONFLICT, "nameAlreadyExists", message)
}

/// No room for what is to be written.
pub(crate) fn quota_reached() -> Fault {
    let message = "Insufficient Space Available";
    Fault::new(
        StatusCode::INSUFFICIENT_STORAGE,
        "quotaLimitReached",
        message,
    )
}

/// A precondition that does not hold.
pub(crate) fn resource_modified() -> Fault {
    let message = "ETag does not match current item's value";
    Fault::new(StatusCode::PRECONDITION_FAILED, "resourceModified", message)
        .with_inner("entityTagDoesNotMatch")
}

/// A tag without its quotes.
pub(crate) fn malformed_tag() -> Fault {
    invalid_request("The entity tag is malformed.").with_inner("malformedEntityTag")
}

/// Why something can't be put or changed there.
pub(crate) fn misplaced(error: PlaceError) -> Fault {
    match error {
        PlaceError::NameTaken => name_already_exists(),
        PlaceError::Locked => locked(),
        PlaceError::NotAFolder => invalid_request("The parent is not a folder."),
        PlaceError::NotAFile => invalid_request("The item is not a file."),
        PlaceError::IntoItself => invalid_request("A folder can't be put into itself."),
    }
}

/// A path no drive can hold.
pub(crate) fn bad_path(fault: NameFault) -> Fault {
    match fault {
        NameFault::Invalid => invalid_request("The name or path is not one that a drive can hold.")
            .with_inner("invalidPath"),
        NameFault::TooLong => invalid_request("The path is too long.").with_inner("pathIsTooLong"),
    }
}

pub(crate) fn unsupported_option(name: &str) -> Fault {
    let message = format!("The query option '{name}' is not supported here.");
    invalid_request(message).with_inner("invalidQueryOption")
}

/// A directory query that needs `ConsistencyLevel: eventual`.
pub(crate) fn unsupported_query() -> Fault {
    let message = "Unsupported query: set the header ConsistencyLevel: eventual and $count=true.";
    Fault::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message)
}

/// A bad query of the directory.
pub(crate) fn bad_query(message: impl Into<String>) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
}

/// An order that the directory doesn't have.
pub(crate) fn unsupported_sorting(message: &str) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message)
}

/// The children of something that has none.
pub(crate) fn not_a_folder() -> Fault {
    let message = "Children cannot be listed from an item that is not a folder";
    Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "notSupported", message)
        .with_inner("unprocessableEntity")
}

/// `mySite` in a list of users, which the service itself does not implement.
pub(crate) fn not_listable(property: &str) -> Fault {
    let message = format!("The property '{property}' can't be listed.");
    Fault::new(StatusCode::NOT_IMPLEMENTED, "notSupported", message)
}

pub(crate) fn unknown_segment(segment: &str) -> Fault {
    bad_request(format!("Resource not found for the segment '{segment}'."))
}

/// A method that Graph doesn't have for the address.
pub(crate) fn method_not_allowed(method: &str) -> Fault {
    let message = format!("The method {method} is not allowed for the request target.");
    Fault::new(StatusCode::METHOD_NOT_ALLOWED, "notAllowed", message)
}

/// `/me`, where nobody is signed in.
pub(crate) fn me_without_user(position: MeRefusal) -> Fault {
    bad_request(match position {
        MeRefusal::DelegatedOnly => "/me request is only valid with delegated authentication flow.",
        MeRefusal::NoMysite => "Unable to retrieve user's mysite URL.",
    })
}

pub(crate) fn locked() -> Fault {
    let message = "The resource you are attempting to access is locked";
    Fault::new(StatusCode::LOCKED, "notAllowed", message).with_inner("resourceLocked")
}

/// A subscription that can't be.
pub(crate) fn bad_subscription(message: impl Into<String>) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "InvalidRequest", message)
}

/// One subscription more than an application may have.
pub(crate) fn too_many_subscriptions(most: usize) -> Fault {
    let message = format!("The application has reached its limit of {most} subscriptions.");
    Fault::new(StatusCode::FORBIDDEN, "Forbidden", message)
}

/// A subscription that isn't there.
pub(crate) fn no_subscription() -> Fault {
    let message = "The object was not found.";
    Fault::new(StatusCode::NOT_FOUND, "ResourceNotFound", message)
}

/// Too much was asked. Who is blocked gets 503 in any case.
pub(crate) fn throttled(refusal: &Refusal, switches: &ThrottlingSwitches) -> Fault {
    if refusal.is_block() || switches.refusal == ThrottlingRefusal::ServerTooBusy {
        let message = "The service is too busy. Try again later.";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return Fault::new(status, "serviceNotAvailable", message);
    }
    let (code, inner) = match switches.code {
        ThrottlingCode::ActivityLimitReached => ("activityLimitReached", Some("throttledRequest")),
        ThrottlingCode::TooManyRequests => ("TooManyRequests", None),
        ThrottlingCode::ApplicationThrottled => ("ApplicationThrottled", None),
    };
    let message = "The request has been throttled";
    Fault {
        inner,
        ..Fault::new(StatusCode::TOO_MANY_REQUESTS, code, message)
    }
}

/// One of the answers for a user without a OneDrive.
pub(crate) fn not_provisioned(shape: NotProvisionedShape) -> Fault {
    let (status, code, message) = match shape {
        NotProvisionedShape::MysiteNotFound => (
            StatusCode::NOT_FOUND,
            "ResourceNotFound",
            "User's mysite not found.",
        ),
        NotProvisionedShape::MysiteUrlBadRequest => (
            StatusCode::BAD_REQUEST,
            "BadRequest",
            "Unable to retrieve user's mysite URL.",
        ),
        NotProvisionedShape::MysiteUrlUnknownError => (
            StatusCode::NOT_FOUND,
            "UnknownError",
            "Unable to retrieve user's mysite URL.",
        ),
        NotProvisionedShape::FileNotFound => {
            (StatusCode::NOT_FOUND, "UnknownError", "404 FILE NOT FOUND")
        }
        NotProvisionedShape::ItemNotFound => {
            (StatusCode::NOT_FOUND, "itemNotFound", "Item not found")
        }
        NotProvisionedShape::EmptyForbidden => (StatusCode::FORBIDDEN, "UnknownError", ""),
        NotProvisionedShape::NoSharePointLicense => (
            StatusCode::BAD_REQUEST,
            "BadRequest",
            "Tenant does not have a SPO license.",
        ),
    };
    Fault::new(status, code, message)
}
